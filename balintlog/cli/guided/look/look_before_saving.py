"""The look before saving: all of an evening on one screen, with numbers by which to change it.

The same look begins an evening that is taken up from its draft.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from balintlog.cli.guided.frame_question import change_frame, tell_frame
from balintlog.cli.guided.look.plans_done import tell_plans
from balintlog.cli.terminal.output import remark, remark_behind
from balintlog.cli.terminal.prompts import ask_text
from balintlog.cli.terminal.typed_signs import GoBack, SkipTheRest
from balintlog.domain.text import whole_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from balintlog.cli.guided.evening_facts import EveningSoFar
    from balintlog.cli.guided.look.look_lines import LookLine

QUESTION = "Enter saves, a number changes it, q keeps a draft:"
EXPLAINED = (
    "Nothing is saved yet. Enter saves all of it. 2 asks for point 2 again;",
    "1 moth away changes the first line at once. What is missing: news, case, note, next.",
    "delete 2 leaves out point 2.",
    "done: you did what you wanted to do next time.",
    "look shows all of it again; < goes back to the last question.",
)
DRAFT, LOOK, DELETE = "q", "look", "delete"
FRAME = 1  # the number of its line


class LeftAsDraftError(Exception):
    """The leader wants to save it later."""


class Points(NamedTuple):
    """The points of the look after the frame: what they are now, and how each is changed.

    ``change`` asks for a line again; ``leave_out`` deletes it; ``add``, by a word, asks for what
    is missing; ``after_frame`` for what no longer fits the frame, once that was changed.
    """

    lines: Callable[[], list[LookLine]]
    change: Callable[[LookLine], None]
    leave_out: Callable[[LookLine], None]
    add: Mapping[str, Callable[[], None]]
    after_frame: Callable[[], None]


class LookQuestion(NamedTuple):
    """The question below the lines, and the words that end it, besides Enter.

    ``goes_on``: there are questions behind it, to which a full stop leads. ``takes_frame``: what
    is no number and no such word says what was different of the frame.
    """

    asks: Callable[[Sequence[LookLine]], str]
    ends: Sequence[str]
    explained: Sequence[str]
    goes_on: bool = False
    takes_frame: bool = False


SAVES = LookQuestion(lambda _: QUESTION, (DRAFT,), EXPLAINED)


def look(evening: EveningSoFar, points: Points, question: LookQuestion = SAVES) -> str:
    """Show all of it, change it until Enter or a word that ends it, and return that ("" for Enter).

    After a change only what has changed is shown. Raises GoBack, and SkipTheRest where it goes on.
    """
    lines, typed_before = _show_all(evening, points), ""
    while True:
        words = (LOOK, *points.add, *question.ends)
        try:
            typed = typed_before or _ask(evening, question, lines, words)
        except SkipTheRest:
            if question.goes_on:
                raise
            remark(evening.desk, "  There are no more questions: Enter saves.")
            continue
        word = typed.casefold()
        if not word or word in question.ends:
            return word
        if word == LOOK:
            lines = _show_all(evening, points)
            continue
        is_for_look = partial(_is_for_look, words=words, most=len(lines) + FRAME)
        if question.takes_frame and not is_for_look(typed):
            typed = f"{FRAME} {typed}"
        number, typed_before = _change(evening, points, lines, typed, is_for_look)
        now = points.lines()
        if _points_at(now[: len(lines)]) != _points_at(lines):  # the numbers are others
            lines = _show_all(evening, points)
        else:
            _show_changed(evening, lines, now, number)
            lines = now


def _show_all(evening: EveningSoFar, points: Points) -> list[LookLine]:
    lines = points.lines()
    tell_frame(evening, _numbered(FRAME))
    for number, line in enumerate(lines, FRAME + 1):
        remark_behind(evening.desk, _numbered(number), line.text)
    if not lines:
        remark(evening.desk, "  No news, no case, no note.")
    _ask_to_change(evening, dict(enumerate(lines, FRAME + 1)))
    tell_plans(evening, " Type done if you did.")
    return lines


def _show_changed(
    evening: EveningSoFar, before: Sequence[LookLine], now: Sequence[LookLine], asked: int
) -> None:
    """Show the lines that are others now, and the one that was asked for."""
    were = {line.text for line in before}
    changed = {
        number: line
        for number, line in enumerate(now, FRAME + 1)
        if number == asked or line.text not in were
    }
    for number, line in changed.items():
        remark_behind(evening.desk, _numbered(number), line.text)
    _ask_to_change(evening, changed)


def _points_at(lines: Sequence[LookLine]) -> list[tuple[str, int]]:
    return [(line.kind, line.at) for line in lines]


def _numbered(number: int) -> str:
    return f"  {number}  "


def _ask_to_change(evening: EveningSoFar, shown: Mapping[int, LookLine]) -> None:
    """Point out once more who could recognise a case, unless the group goes without."""
    which = " or ".join(str(number) for number, line in shown.items() if line.tells_of_case)
    if which and evening.group.asks_recognisable:
        could_tell = f"If anyone round here could tell who {which} is about"
        remark(evening.desk, f"{could_tell}, change it now.")


def _ask(
    evening: EveningSoFar, question: LookQuestion, lines: Sequence[LookLine], words: Sequence[str]
) -> str:
    most = len(lines) + FRAME

    def fault(typed: str) -> str | None:
        number, _, rest = typed.partition(" ")
        which = whole_number(number)
        if number.casefold() == DELETE and rest:
            is_a_point = whole_number(rest.strip()) in range(FRAME + 1, most + 1)
            return (
                None if is_a_point else f"{DELETE} and the number of a point, such as: {DELETE} 2."
            )
        if not typed or typed.casefold() in words or (which == FRAME):
            return None
        if question.takes_frame and not _is_for_look(typed, words, most):
            return None
        if which not in range(FRAME, most + 1):
            return f"A number from 1 to {most}, or one of: {' '.join(words)}."
        return f"Type {number} on its own; only after 1 can you add more." if rest.strip() else None

    return ask_text(evening.desk, question.asks(lines), fault=fault, explained=question.explained)


def _is_for_look(typed: str, words: Sequence[str], most: int) -> bool:
    """Return True for a word of the look, the number of a point, or more behind the first."""
    first, _, rest = typed.casefold().partition(" ")
    number = whole_number(first)
    is_a_point = number == FRAME or (not rest.strip() and number in range(FRAME, most + 1))
    return typed.casefold() in words or first == DELETE or is_a_point


def _change(
    evening: EveningSoFar,
    points: Points,
    lines: Sequence[LookLine],
    typed: str,
    is_for_look: Callable[[str], bool],
) -> tuple[int, str]:
    """Change one point, or add one; return its number, or 0, and what was typed for the look.

    The signs that leave a part, or go back, lead to the look again.
    """
    number, _, rest = typed.partition(" ")
    which, typed_next = whole_number(number), ""
    with suppress(GoBack, SkipTheRest):
        if number.casefold() == DELETE and rest:
            points.leave_out(lines[(whole_number(rest.strip()) or 0) - FRAME - 1])
        elif which is None:
            points.add[typed.casefold()]()
        elif which == FRAME:
            typed_next = change_frame(evening, rest.strip(), _numbered(FRAME), is_for_look)
            points.after_frame()
        else:
            points.change(lines[which - FRAME - 1])
    return (0 if which in (None, FRAME) else which), typed_next
