"""The dialogue about a line in a leader's own words, until all of it is clear.

What is understood is taken and shown back. Where two meanings make sense, there is one question
with the two words. What is not understood stays in the line, to be put right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.prompts import ask_text
from balintlog.domain.text import listed, so_many
from balintlog.domain.typed.unclear import clear, line_left

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from balintlog.cli.desk import Desk
    from balintlog.domain.typed.unclear import Unclear

    Take = Callable[[str], Sequence[Unclear]]


MOST_AT_ONCE = 5  # things that are not clear, about which somebody is asked


def ask_in_words(
    desk: Desk,
    question: str,
    take: Take,
    *,
    first: str = "",
    again: Callable[[], str] | None = None,
    is_all: Callable[[], bool] = lambda: False,
    words: Sequence[str] = (),
    explained: Sequence[str],
) -> None:
    """Ask for a line until all of it is clear.

    With ``again``, the question for more lines, it goes on until Enter alone, or ``is_all``.

    ``take`` is given each line: it takes what it understands, shows it, and returns the rest.
    ``first`` is a line that was typed already; if all of it is clear, nothing is asked.
    ``words`` can be completed; ``explained`` is shown at a question mark.
    """
    left: list[Unclear] = []
    if first:
        left = _asked_about(desk, take, take(first))
        if not left:
            return
    while True:
        stands = line_left(tuple(left))
        meant = [said for thing in left[:MOST_AT_ONCE] if (said := clear(thing, ""))]
        enter = f"Enter means {listed(meant)}" if meant else ""
        typed = ask_text(
            desk, question, stands, suggestions=words, explained=explained, enter=enter
        )
        if typed and typed == stands and not meant:
            remark(desk, "  Type it another way. A lone full stop leaves it out and goes on.")
        if typed == stands:  # Enter alone: yes to what was meant, as far as it was shown
            shown, rest = left[:MOST_AT_ONCE], left[MOST_AT_ONCE:]
            typed = line_left((*map(_as_meant, shown), *rest))
        if not typed:
            return
        left = _asked_about(desk, take, take(typed))
        if not left and (again is None or is_all()):
            return
        question = again() if again else question


def _as_meant(thing: Unclear) -> Unclear:
    return thing._replace(text=clear(thing, "") or thing.text)


def _asked_about(desk: Desk, take: Take, unclear: Sequence[Unclear]) -> list[Unclear]:
    """Ask about what has two meanings, say what is not understood, and return what stays."""
    left = []
    for thing in unclear[:MOST_AT_ONCE]:
        answer = _chosen(desk, thing) if len(thing.choices) > 1 else None
        if answer is not None:
            left += _asked_about(desk, take, take(answer))
            continue
        if len(thing.choices) < 2:  # noqa: PLR2004 - two is a choice
            is_said_below = desk.is_plain or not thing.choices
            remark(desk, f"  {thing.hint}{'' if is_said_below else ' Enter: yes'}")
        left.append(thing)
    if more := unclear[MOST_AT_ONCE:]:  # a text in the wrong place, perhaps
        remark(desk, f"  and {so_many(len(more), 'more word')} that are not clear here.")
    return [*left, *more]


def _chosen(desk: Desk, thing: Unclear) -> str | None:
    """Put the one question about a thing; return what is meant, or None if it stays open."""
    words = list(thing.choices)
    enter = "Enter: none of them"
    said = all(word in thing.says for word in words)
    shown = f" ({enter})" if said else f" ({' '.join(words)}; {enter})"

    def fault(typed: str) -> str | None:
        known = not typed or clear(thing, typed) is not None
        return None if known else f"One of: {' '.join(words)}."

    explained = (
        f"One of: {', '.join(words)}.",
        "If it is none of them, Enter alone leaves it in the line, to be typed another way.",
    )
    typed = ask_text(
        desk, f"{thing.hint}{shown}", fault=fault, suggestions=words, explained=explained
    )
    return clear(thing, typed) if typed else None
