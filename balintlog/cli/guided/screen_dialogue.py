"""What the screen finds in a text that was just typed, settled place by place.

The leader sees the text with the place marked and decides: reword it with the
text in place, accept the suggestion, or keep it on purpose. Nothing goes on
before that, so that what is recorded has been looked at.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any

from balintlog.cli.terminal.choices import ask_choice
from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.prompts import GoBack, SkipTheRest
from balintlog.errors import InterruptedByLeaderError
from balintlog.logbook.screening.gate import FOREIGN, seems_foreign
from balintlog.privacy.screen.finding import BLOCKED, HARD, KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.cli.desk import Desk
    from balintlog.cli.guided.form import Form
    from balintlog.privacy.screen.finding import Finding

MARKS = (">>", "<<")
MOST_SHOWN = 300  # characters on each side of a place
REWORD, ACCEPT, KEEP = "reword", "accept", "keep"


def settled(
    desk: Desk,
    form: Form,
    into: dict[str, Any],
    key: str,
    ask: Callable[[str], str | None],
    now: str | None,
    *,
    about_group: bool = False,
) -> str | None:
    """Ask for the text of a field until nothing that was found in it is left undecided.

    ``ask`` is given what stands there. What is kept on purpose goes into the object's
    "keep"; what is only pointed out is shown once. ``about_group``: in a process note.
    """
    from balintlog.privacy.screen.suggestions import with_suggestion

    text = ask(now or "")
    guard = form.guard
    if guard is None or text is None:
        return text
    if text == form.stood.get(key):
        found = guard.read(text) if guard.blocked else []
        _point_out(desk, text, [one for one in found if one.kind == BLOCKED])
        return text
    kept: list[tuple[int, int]] = []
    accepted = False
    found = guard.read(text, about_group=about_group)
    if seems_foreign(found, guard.language):
        remark(desk, f"  {FOREIGN}")
    while one := _next(found, kept):
        _lay_down(form, into, key, text)
        suggested = with_suggestion(text, one, guard.language)
        choice = _choice(desk, text, one, suggested.words)
        accepted = choice == ACCEPT
        if choice == KEEP:
            kept.append((one.start, one.end))
            continue
        new = suggested.text if choice == ACCEPT else ask(text)
        if new is None:
            text = None
            break
        text, kept = new, _moved(kept, text, new)
        found = guard.read(text, about_group=about_group)
    if accepted and text is not None:
        remark(desk, *(f"  {line}" for line in f"Now: {text}".split("\n")))
    if text is not None:
        _point_out(desk, text, [one for one in found if one.tier != HARD])
    _note(into, key, [] if text is None else _on_purpose(found, kept))
    return text


def _common(one: str, other: str) -> int:
    """Return how many characters are the same at the beginning of two texts."""
    both = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], both))


def _lay_down(form: Form, into: dict[str, Any], key: str, text: str) -> None:
    """Keep a text while the leader decides, who may go back, or close the window."""
    into[key] = text
    form.lay_down()


def _next(found: list[Finding], kept: list[tuple[int, int]]) -> Finding | None:
    """Return the first place that is not decided yet."""
    return next((one for one in found if one.tier == HARD and _place(one) not in kept), None)


def _place(one: Finding) -> tuple[int, int]:
    return one.start, one.end


def _moved(places: list[tuple[int, int]], old: str, new: str) -> list[tuple[int, int]]:
    """Return where places of a text are after a change of it; those inside the change are gone."""
    same = _common(old, new)
    rest = min(len(old), len(new)) - same
    after = min(rest, _common(old[::-1], new[::-1]))
    shift = len(new) - len(old)
    before = [place for place in places if place[1] <= same]
    return before + [
        (start + shift, end + shift) for start, end in places if start >= len(old) - after
    ]


def _choice(desk: Desk, text: str, one: Finding, instead: str) -> str:
    """Show one place and what could stand there, and ask what to do with it.

    What is on the group's own list never passes, and so cannot be kept.
    """
    perhaps = f"perhaps: {instead}" if instead else "perhaps leave it out"
    remark(desk, *_marked(text, one), f"  {KINDS[one.kind]}; {perhaps}")
    blocked = one.kind == BLOCKED
    choices = [REWORD, ACCEPT] if blocked else [REWORD, ACCEPT, KEEP]
    question = "Reword or accept? (It cannot be kept.)" if blocked else "Reword, accept, or keep?"
    try:
        return ask_choice(desk, question, choices, may_skip=True)
    except GoBack:  # to the text
        return REWORD
    except SkipTheRest:
        remark(
            desk, "  Decide this first; then a full stop skips the rest. A < goes back to the text."
        )
        return _choice(desk, text, one, instead)
    except InterruptedByLeaderError as error:
        error.half = text  # what was typed is not lost
        raise


def _point_out(desk: Desk, text: str, soft: list[Finding]) -> None:
    for one in soft:
        remark(desk, *_marked(text, one, 30))
        remark(desk, f"  only pointed out: {KINDS[one.kind]}; perhaps: {one.suggestion}")


def _marked(text: str, one: Finding, most: int = MOST_SHOWN) -> list[str]:
    """Return the text around a place, which is marked without colour."""
    start, end = max(0, one.start - most), min(len(text), one.end + most)
    before = ("... " if start else "") + text[start : one.start]
    after = text[one.end : end] + (" ..." if end < len(text) else "")
    marked = f"{before}{MARKS[0]}{text[one.start : one.end]}{MARKS[1]}{after}"
    return [f"  {line}" for line in marked.split("\n")]


def _on_purpose(found: list[Finding], kept: list[tuple[int, int]]) -> list[Finding]:
    return [one for one in found if one.tier == HARD and _place(one) in kept]


def _note(into: dict[str, Any], key: str, kept: list[Finding]) -> None:
    """Lay down in an object which places of a field are kept, as a document has it."""
    field = f"/{key}"
    places = [one for one in into.pop("keep", []) if one["field"] != field]
    places += [{"field": field, "start": one.start, "end": one.end} for one in kept]
    if places:
        into["keep"] = places
