"""The look before saving: all of an evening on one screen, with numbers by which to change it."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

from balintlog.cli.guided.frame_question import take_frame_line, tell_frame
from balintlog.cli.guided.line_dialogue import ask_in_words
from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.prompts import SkipTheRest, ask_text
from balintlog.domain.text import listed, so_many, whole_number
from balintlog.logbook.view.choices import case_choices

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from balintlog.cli.guided.evening_facts import EveningSoFar
    from balintlog.cli.guided.form import Answers

QUESTION = "Enter saves, a number changes it, q keeps a draft:"
EXPLAINED = (
    "Nothing is saved yet. Enter saves all of it. 2 asks for point 2 again;",
    "1 moth away changes the first line at once; next and note add what is missing.",
)
QUOTED = 30  # characters of a text


class LeftAsDraftError(Exception):
    """The leader wants to save it later."""


class LookLine(NamedTuple):
    """A line of the look. ``change`` asks for it again; ``tells_of_case``: of a patient."""

    text: str
    change: Callable[[], None]
    tells_of_case: bool = False


def look(
    evening: EveningSoFar, lines: Callable[[], list[LookLine]], add: Callable[[str], None]
) -> None:
    """Show what will be saved, change it until Enter, and return then.

    ``lines`` are those after the frame, as they are now; ``add`` is given a word, note or next,
    and asks for that. Raises LeftAsDraftError, and GoBack.
    """
    remark(evening.desk, "This will be saved:")
    while True:
        shown = lines()
        _show(evening, shown)
        typed = _ask(evening, len(shown) + 1)
        if not typed:
            return
        if typed.casefold() == "q":
            raise LeftAsDraftError
        number, _, rest = typed.partition(" ")
        _change(evening, shown, whole_number(number), rest.strip(), typed, add)


def show_lines(evening: EveningSoFar, lines: Sequence[LookLine]) -> None:
    """Show the frame and the lines after it with their numbers."""
    tell_frame(evening, "  1  ")
    for number, line in enumerate(lines, 2):
        remark(evening.desk, f"  {number}  {line.text}")


def _show(evening: EveningSoFar, lines: Sequence[LookLine]) -> None:
    desk = evening.desk
    show_lines(evening, lines)
    if not lines:
        remark(desk, "  No news, no case, no note.")
    numbers = [str(number) for number, line in enumerate(lines, 2) if line.tells_of_case]
    if numbers and evening.group.asks_recognisable:
        which = " or ".join(numbers)
        remark(desk, f"If anyone round here could tell who {which} is about, change it now.")


def _ask(evening: EveningSoFar, many: int) -> str:
    def fault(typed: str) -> str | None:
        number = whole_number(typed.partition(" ")[0])
        if not typed or typed.casefold() in ("q", "note", "next") or number in range(1, many + 1):
            return None
        return f"A number from 1 to {many}, next, note or q."

    while True:
        try:
            return ask_text(evening.desk, QUESTION, fault=fault, explained=EXPLAINED)
        except SkipTheRest:
            remark(evening.desk, "  There are no more questions: Enter saves.")


def _change(
    evening: EveningSoFar,
    lines: Sequence[LookLine],
    number: int | None,
    rest: str,
    typed: str,
    add: Callable[[str], None],
) -> None:
    if number is None:
        add(typed.casefold())
        return
    if number > 1:
        lines[number - 2].change()
        return
    if rest:
        left = take_frame_line(evening, rest)
        for thing in left:
            remark(evening.desk, f"  {thing.says}")
        if not left:
            return
    tell_frame(evening)
    ask_in_words(
        evening.desk,
        "What was different?",
        lambda line: take_frame_line(evening, line),
        again=lambda: "Anything else?",
    )


def quoted(text: str | None) -> str:
    """Return the beginning of a text and how long it is: "A patient never …" (33 words)."""
    if not text:
        return ""
    words = so_many(len(text.split()), "word")
    return f' "{textwrap.shorten(text, QUOTED, placeholder=" …")}" ({words})'


def news_line(evening: EveningSoFar, news: Answers) -> str:
    """Return the line of a piece of news."""
    choice = _choice(evening, news["case"])
    teller = news.get("told_by")
    usual = listed([alias for alias in choice.presenters if alias in evening.there][:1])
    told = f"from {teller}, not {listed(choice.presenters)}" if teller else f"from {usual}"
    how = news.get("outcome", "how things are is not said yet")
    return f"News of {choice.case} {choice.label} {told}: {how}.{quoted(news.get('text'))}"


def case_line(evening: EveningSoFar, case: Answers, at: int) -> str:
    """Return the line of a case that was brought; ``at``: its place among them, from 0."""
    by = case.get("presenter", "nobody yet")
    brought = by if isinstance(by, str) else listed(by)
    story = quoted(case.get("summary"))
    if story and f"case {at}/summary" not in evening.form.answered:
        story += " (not finished)"
    if "case" not in case:
        return f"New case: {case['label']}, brought by {brought}.{story}"
    choice = _choice(evening, case["case"])
    before = listed(choice.presenters)
    other = f" (before: {before})" if before != brought else ""
    return f"{choice.case} {choice.label} again, this time brought by {brought}{other}.{story}"


def note_line(note: Answers) -> str:
    """Return the line of a process note."""
    why = ", for supervision" if "for_supervision" in note else ""
    return f"Your note{why}:{quoted(note.get('text') or note.get('for_supervision'))}"


def _choice(evening: EveningSoFar, case: str) -> case_choices.CaseChoice:
    known = case_choices.case_choices(evening.book, evening.group, evening.frame.held_on)
    return next(choice for choice in known if choice.case == case)
