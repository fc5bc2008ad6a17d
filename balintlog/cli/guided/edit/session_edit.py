"""The edit of a session: its frame in one line, and each news, case and note of it by a number."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from balintlog.cli.guided.ask_until_saved import until_saved
from balintlog.cli.guided.draft_offer import ends_draft, form_of
from balintlog.cli.guided.edit.case_page import ask_case_changes, edited_part
from balintlog.cli.guided.edit.entry_changes import changed_sentence
from balintlog.cli.guided.edit.note_page import ask_note_changes
from balintlog.cli.guided.evening_document import frame_document
from balintlog.cli.guided.evening_facts import EveningSoFar, frame_as_object, frame_from
from balintlog.cli.guided.form import Form
from balintlog.cli.guided.frame_question import (
    EXPLAINED,
    take_frame_line,
    tell_frame,
    words_of_frame,
)
from balintlog.cli.guided.line_dialogue import ask_in_words
from balintlog.cli.guided.look.look_lines import quoted
from balintlog.cli.guided.note_questions import NEXT_TIME
from balintlog.cli.terminal.output import remark, remark_behind
from balintlog.cli.terminal.typed_signs import SkipTheRest
from balintlog.domain.draft import Begun
from balintlog.domain.ids import shown
from balintlog.domain.text import whole_number
from balintlog.domain.typed.frame.frame_line import read_frame_line
from balintlog.domain.typed.unclear import Unclear
from balintlog.logbook.book import find_case, find_group, find_note, find_session
from balintlog.logbook.document.json_objects import object_of
from balintlog.logbook.record import edit_cases
from balintlog.logbook.view import recorded_frame, session_export
from balintlog.logbook.view.session_and_note import session_entries

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from balintlog.cli.desk import Desk
    from balintlog.cli.guided.form import Answers
    from balintlog.domain.records import Session
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.view.session_and_note import EntryOfSession


OPENS = "A number opens that news, case or note, filled in; it is saved there."


def ask_session_changes(
    desk: Desk, book: Logbook, session: Session, record: Callable[[Session, Answers], None]
) -> bool:
    """Show a session as it is recorded, ask what was different, and record that.

    ``record`` is given the session as it was read, and the fields of the frame to change; it is
    not called if nothing is to be changed there. Each news, case and note is saved on its page.
    Returns whether a page was opened.
    """
    name = shown("S", session.id)
    group = find_group(book, shown("G", session.group_id))
    around = recorded_frame.around_session(book, session, desk.today, desk.evening)
    frame = frame_as_object(recorded_frame.frame_of(book, session))
    asides = {"frame": frame, "recorded": frame}
    fresh = Form(asides=asides, stood=object_of(session_export.frame_entry(session)))
    form = form_of(desk, book, Begun(group.id, "session edit", name), fresh)
    _lay_frame_over(form, frame)
    evening = EveningSoFar(desk, book, group, form, around)
    now = session

    def save(_: Answers) -> None:
        changes = changes_between(evening, form.asides["recorded"])
        if changes:
            record(now, changes)

    def read_again() -> Answers:
        nonlocal now
        now = find_session(book, name)
        _lay_frame_over(form, frame_as_object(recorded_frame.frame_of(book, now)))
        return object_of(session_export.frame_entry(now))

    ask = partial(_ask, evening, session)
    until_saved(desk, book, form, ask, ends_draft(book, form, save), read_again)
    return "opened" in form.asides


def _lay_frame_over(form: Form, now: Answers) -> None:
    """Lay what was said of a frame over the frame as it is recorded now.

    So the leader sees what another window has changed meanwhile, and can set it otherwise.
    """
    asides = form.asides
    asides["frame"] = _laid_over(asides["frame"], asides["recorded"], now)
    asides["recorded"] = now


def _laid_over(said: Answers, then: Answers, now: Answers) -> Answers:
    """Return an object as it is ``now``, but for what was said that differed from ``then``."""
    both: Answers = {}
    for key in {**now, **said}:
        mine, theirs = said.get(key), now.get(key)
        if isinstance(mine, dict) and isinstance(theirs, dict):
            both[key] = _laid_over(mine, then.get(key, {}), theirs)
        elif key in (now if mine == then.get(key) else said):
            both[key] = theirs if mine == then.get(key) else mine
    return both


def changes_between(evening: EveningSoFar, recorded: Answers) -> Answers:
    """Return the fields that the leader has changed, as an edit takes them; None is the default.

    Only those are named: what another window has changed meanwhile stays.
    """
    before = frame_document(frame_from(recorded), evening.around)
    after = frame_document(evening.frame, evening.around)
    changes = {
        key: after.get(key)
        for key in {**before, **after}
        if key != "attendance" and before.get(key) != after.get(key)
    }
    then, now = before["attendance"], after["attendance"]
    people = {
        alias: now.get(alias) for alias in {**then, **now} if then.get(alias) != now.get(alias)
    }
    return {**changes, "attendance": people} if people else changes


def _ask(evening: EveningSoFar, session: Session) -> None:
    """Take what was different until Enter alone; a number opens the page of an entry."""
    name = shown("S", session.id)
    entries = session_entries(evening.book, session)
    tell_frame(evening, f"{name}: ")
    _tell_entries(evening.desk, entries)
    explained = (*EXPLAINED, OPENS) if entries else EXPLAINED
    question, saves = "What was different?", "Enter saves, or say what else:"
    if entries:
        question += " (or a number)"
    while True:
        try:
            ask_in_words(
                evening.desk,
                question,
                partial(_take, evening, session),
                again=lambda: saves,
                words=words_of_frame(evening),
                explained=explained,
            )
        except SkipTheRest:
            remark(evening.desk, "  There are no more questions: Enter saves.")
            question = saves
        else:
            return


def _take(evening: EveningSoFar, session: Session, typed: str) -> list[Unclear]:
    entries = session_entries(evening.book, session)
    number = whole_number(typed)
    if number is not None and 1 <= number <= len(entries):
        evening.form.asides["opened"] = True
        _open(evening, session, entries[number - 1])
        _tell_entries(evening.desk, session_entries(evening.book, session))
        return []
    said = read_frame_line(typed, evening.frame, evening.around).frame
    if said.group != evening.group.label:
        return [Unclear(typed, "A session stays with its group.")]
    return take_frame_line(evening, typed, f"{shown('S', session.id)}: ")


def _tell_entries(desk: Desk, entries: Sequence[EntryOfSession]) -> None:
    for number, entry in enumerate(entries, 1):
        plan = f" {NEXT_TIME} {entry.plan.rstrip('.')}." if entry.plan else ""
        remark_behind(desk, f"  {number}  ", f"{entry.said}{quoted(entry.text)}{plan}")


def _open(evening: EveningSoFar, session: Session, entry: EntryOfSession) -> None:
    """Open the page of an entry; what is changed there is saved there, and said."""
    desk, book, form = evening.desk, evening.book, evening.form
    has_asked_for_text, form.has_asked_for_text = form.has_asked_for_text, True
    if entry.note is not None:
        before = find_note(book, entry.note)
        ask_note_changes(desk, book, before, has_asked_for_text=has_asked_for_text)
        stood, now = (
            object_of(session_export.note_entry(note))
            for note in (before, find_note(book, entry.note))
        )
        remark(desk, changed_sentence(entry.note, stood, now))
        return
    case = find_case(book, entry.case)
    is_latest = not entry.is_checkin and edit_cases.told_last_at(book, case).id == session.id
    # The latest time that it was told can be changed together with its label.
    part = edited_part(book, case, None if is_latest else session, checkin=entry.is_checkin)
    remark(desk, ask_case_changes(desk, book, case, part, has_asked_for_text=has_asked_for_text))
