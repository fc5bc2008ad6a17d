"""The frame of an evening in one question: everything as usual, or what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.cli.guided.draft_offer import move_draft
from balintlog.cli.guided.evening_document import has_content
from balintlog.cli.guided.line_dialogue import ask_in_words
from balintlog.cli.guided.screen_remarks import guarded
from balintlog.cli.terminal.output import remark, remark_behind
from balintlog.cli.terminal.prompts import ask_yes_no
from balintlog.cli.terminal.typed_signs import SkipTheRest, ToTheLook
from balintlog.domain.draft import Begun
from balintlog.domain.ids import shown
from balintlog.domain.text import listed
from balintlog.domain.typed.frame.evening_frame import may_be_named, members_of
from balintlog.domain.typed.frame.frame_line import read_frame_line
from balintlog.domain.typed.frame.frame_sentence import frame_sentence
from balintlog.domain.typed.frame.frame_words import WORDS
from balintlog.domain.typed.unclear import Unclear
from balintlog.logbook.book import find_group
from balintlog.logbook.record.rules.session_frame import day_fault
from balintlog.logbook.record.rules.unlikely_dates import session_day_doubt
from balintlog.logbook.record.undo_change import is_last_log
from balintlog.logbook.view.choices import session_choices

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.cli.guided.evening_facts import EveningSoFar
    from balintlog.domain.records import Session

EXPLAINED = (
    "Press Enter if that is right. Otherwise say what differs, in any order, such as:",
    "moth away, lark late 20, online, friday, 75 min, finch guest, cancelled",
)
SECOND = "second after"  # the session after which there was one more on the day


def ask_frame(evening: EveningSoFar) -> None:
    """Show the frame as it is assumed, and take what differs until Enter alone."""
    tell_frame(evening)
    question = "Anything different?"
    while True:
        try:
            ask_in_words(
                evening.desk,
                question,
                lambda typed: take_frame_line(evening, typed),
                again=lambda: _question_after(evening),
                words=words_of_frame(evening),
                explained=EXPLAINED,
            )
        except SkipTheRest as enough:  # nothing else, that is
            if _is_look(evening):
                remark(evening.desk, "  There are no more questions: Enter saves.")
                question = _question_after(evening)
                continue
            if isinstance(enough, ToTheLook):
                evening.form.answered.append("to the look")
        break
    evening.take_frame(evening.frame)
    _confirm_day(evening)


def change_frame(
    evening: EveningSoFar, typed: str, begins: str, is_for_look: Callable[[str], bool]
) -> str:
    """Take at the look what a line says of the frame; ask where it is empty, or not clear.

    ``begins``: the beginning of what is shown. A line that ``is_for_look`` ends it, and is
    returned; else "".
    """
    day, for_look = evening.frame.held_on, ""

    def take(line: str) -> list[Unclear]:
        nonlocal for_look
        if line != typed and is_for_look(line):
            for_look = line
            return []
        return take_frame_line(evening, line, begins)

    if not typed:
        tell_frame(evening, begins)
    ask_in_words(
        evening.desk,
        "What was different?",
        take,
        first=typed,
        again=lambda: "Anything else?",
        is_all=lambda: bool(for_look),
        words=words_of_frame(evening),
        explained=EXPLAINED,
    )
    if evening.frame.held_on != day and evening.session is None:
        _confirm_day(evening)
    return for_look


def _is_look(evening: EveningSoFar) -> bool:
    """Return True if no other question comes, as when a session was cancelled: Enter saves it."""
    return evening.frame.facts.cancelled and not has_content(evening.form)


def _question_after(evening: EveningSoFar) -> str:
    """Return the question for more."""
    if _is_look(evening):
        return "Enter saves, or say what else:"
    return "Anything else?"


def tell_frame(evening: EveningSoFar, number: str = "") -> None:
    """Show the frame in one sentence."""
    remark_behind(evening.desk, number, frame_sentence(evening.frame, evening.around))


def take_frame_line(evening: EveningSoFar, typed: str, begins: str = "") -> list[Unclear]:
    """Take what a line says of the frame, show the frame, and return what is not clear.

    ``begins``: the beginning of what is shown, such as the number of a session.
    """
    before = evening.frame
    frame, unclear = read_frame_line(typed, before, evening.around)
    if evening.session is not None and frame.group != evening.group.label:
        return [Unclear(typed, _stays_with_group(evening, evening.session, frame.group))]
    if fault := day_fault(evening.book, find_group(evening.book, frame.group), frame.held_on):
        return [Unclear(typed, f"{fault}.")]
    if frame.group != evening.group.label:
        if fault := _told_of_this_group(evening, frame.group):
            return [Unclear(typed, fault)]
        _move_to(evening, frame.group)
    if frame != before:
        evening.take_frame(frame)
        remark_behind(evening.desk, begins, frame_sentence(frame, evening.around, before))
    return list(unclear)


def _stays_with_group(evening: EveningSoFar, session: Session, other: str) -> str:
    """Say how a session that was recorded in the wrong group comes into the other one."""
    name, label = shown("S", session.id), evening.group.label
    if is_last_log(evening.book, evening.desk.evening, name):
        return (
            f"{name} stays with {label}. To move it: leave with Ctrl-C, balintlog undo, then"
            f" balintlog log --group {label}, and 1 {other} there."
        )
    return (
        f"{name} stays with {label}. To move it: balintlog log --group {other}, then"
        f" balintlog session delete {name}."
    )


def _told_of_this_group(evening: EveningSoFar, other: str) -> str:
    """Return why an evening cannot become one of another group, or ""."""
    form = evening.form
    entries = [*form.answers.get("checkins", []), *form.asides.get("cases", [])]
    cases = listed([entry["case"] for entry in entries if "case" in entry])
    if not cases:
        return ""
    of = evening.group.label
    return f"{cases} of {of} came up tonight. Leave that out first; then the group can be {other}."


def _move_to(evening: EveningSoFar, label: str) -> None:
    """Go on with another group: its words are blocked, and the draft is one of its own."""
    evening.group = find_group(evening.book, label)
    move_draft(evening.book, evening.form, Begun(evening.group.id, "log"))
    evening.form.guard = guarded(evening.desk, evening.book, evening.group.id)


def recorded_that_day(evening: EveningSoFar) -> str | None:
    """Return the id of the latest session that the group has on the day of the frame, or None."""
    group = find_group(evening.book, evening.frame.group)
    return session_choices.latest_session_on(evening.book, group, evening.frame.held_on)


def is_second(evening: EveningSoFar) -> bool:
    """Return True if the leader has said that there was one more session on the day."""
    held = recorded_that_day(evening)
    return held is not None and evening.form.asides.get(SECOND) == held


def _confirm_day(evening: EveningSoFar) -> None:
    """Ask about a second session on a day, and about a day that is hardly meant."""
    frame, book = evening.frame, evening.book
    group = find_group(book, frame.group)
    held = recorded_that_day(evening)
    if held and not evening.desk.yes and not is_second(evening):
        remark(
            evening.desk,
            f"{held} is recorded for that date. To put it right: balintlog session edit {held}",
        )
        if not ask_yes_no(evening.desk, "Was there another session that day?", default=False):
            remark(evening.desk, "Then please correct the date, or leave with Ctrl-C.")
            ask_frame(evening)
            return
        evening.form.asides[SECOND] = held
        evening.form.save_draft()
    doubt = None if evening.desk.yes else session_day_doubt(book, group, frame.held_on)
    if doubt and not ask_yes_no(evening.desk, f"{doubt}. Is it right as it is?", default=False):
        ask_frame(evening)


def words_of_frame(evening: EveningSoFar) -> list[str]:
    """Return the words that can be completed: people, and those of the frame."""
    frame, around = evening.frame, evening.around
    people = [*members_of(frame, around), *may_be_named(frame, around), *frame.leaders]
    return list(dict.fromkeys([*people, *WORDS]))
