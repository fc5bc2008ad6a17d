"""The edit of a session: its frame in one line, its news, cases and notes by number, and new ones.

What was recorded of a case or a note has a page of its own and is saved there. What is added is
asked for as in an evening, and saved with the frame.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from balintlog.cli.guided.ask_until_saved import until_saved
from balintlog.cli.guided.draft_offer import ends_draft, form_of
from balintlog.cli.guided.edit.case_page import ask_case_changes, edited_part
from balintlog.cli.guided.edit.entry_changes import changed_sentence
from balintlog.cli.guided.edit.entry_deletion import delete_entry
from balintlog.cli.guided.edit.note_page import ask_note_changes
from balintlog.cli.guided.evening_document import entries_of, frame_document, typed_in
from balintlog.cli.guided.evening_facts import EveningSoFar, frame_as_object, frame_from
from balintlog.cli.guided.form import Form
from balintlog.cli.guided.frame_question import (
    EXPLAINED,
    take_frame_line,
    tell_frame,
    words_of_frame,
)
from balintlog.cli.guided.line_dialogue import ask_in_words
from balintlog.cli.guided.look import look_lines
from balintlog.cli.guided.look.evening_points import points
from balintlog.cli.guided.look.look_before_saving import DELETE, point_out_cases
from balintlog.cli.guided.look.look_lines import LookLine, quoted
from balintlog.cli.guided.note_questions import NEXT_TIME
from balintlog.cli.guided.screen_remarks import guarded
from balintlog.cli.terminal.output import remark, remark_behind
from balintlog.cli.terminal.typed_signs import GoBack, SkipTheRest
from balintlog.domain.draft import Begun
from balintlog.domain.ids import shown
from balintlog.domain.text import listed, whole_number
from balintlog.domain.typed.frame.frame_line import read_frame_line
from balintlog.domain.typed.unclear import Unclear
from balintlog.errors import DeclinedError, InvalidInputError
from balintlog.logbook.book import find_case, find_group, find_note, find_session
from balintlog.logbook.document.json_objects import object_of
from balintlog.logbook.record import edit_cases, record_session
from balintlog.logbook.view import recorded_frame, session_export
from balintlog.logbook.view.session_and_note import session_entries

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.cli.desk import Desk
    from balintlog.cli.guided.form import Answers
    from balintlog.domain.records import Session
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.record.save_entries import Recorded
    from balintlog.logbook.view.session_and_note import EntryOfSession


ADDED_BY = (look_lines.NEWS, look_lines.CASE, look_lines.NOTE, look_lines.NEXT)
OPENS = (
    "A number opens that news, case or note, filled in; it is saved there. What is missing: news,"
    " case, note, next. delete 2 deletes point 2."
)


class EditedSession(NamedTuple):
    """What became of a session besides its frame: pages were opened, and entries added."""

    has_opened: bool
    added: Recorded | None


def ask_session_changes(
    desk: Desk, book: Logbook, session: Session, record: Callable[[Session, Answers], None]
) -> EditedSession:
    """Show a session as it is recorded, ask what was different, and record that.

    ``record`` is given the session as it was read, and the fields of the frame to change; it is
    not called if nothing is to be changed there.
    """
    name = shown("S", session.id)
    group = find_group(book, shown("G", session.group_id))
    around = recorded_frame.around_session(book, session, desk.today, desk.evening)
    frame = frame_as_object(recorded_frame.frame_of(book, session))
    asides = {"frame": frame, "recorded": frame}
    stood = object_of(session_export.frame_entry(session))
    fresh = Form(asides=asides, stood=stood, guard=guarded(desk, book, group.id))
    form = form_of(desk, book, Begun(group.id, "session edit", name), fresh)
    form.has_look = True
    _lay_frame_over(form, frame)
    evening = EveningSoFar(desk, book, group, form, around, session=session)
    now = session

    def save(_: Answers) -> Recorded | None:
        changes = changes_between(evening, form.asides["recorded"])
        if changes:
            record(now, changes)
        entries = entries_of(evening)
        if not entries:
            return None
        return record_session.add_entries(book, find_session(book, name), entries)

    def read_again() -> Answers:
        nonlocal now
        now = find_session(book, name)
        _lay_frame_over(form, frame_as_object(recorded_frame.frame_of(book, now)))
        return object_of(session_export.frame_entry(now))

    ask = partial(_ask, evening, session)
    recorded = ends_draft(book, form, save)
    added = until_saved(desk, book, form, ask, recorded, read_again, typed_in=typed_in)
    return EditedSession("opened" in form.asides, added)


def added_sentence(added: Recorded) -> str:
    """Say what was added to a session: "Added: news of C1, new case C4, note N2."."""
    said = [
        *(f"news of {case}" for case in added.checkins),
        *(f"new case {case}" for case in added.cases),
        *(f"{case} told again" for case in added.presentations),
        *(f"note {note}" for note in added.notes),
    ]
    return f"Added: {listed(said)}."


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
    """Take what was different until Enter alone."""
    tell_frame(evening, f"{shown('S', session.id)}: ")
    _tell_all(evening, session)
    question, saves = "What was different?", "Enter saves, or say what else:"
    if _lines(evening, session):
        question += " (or a number)"
    while True:
        try:
            ask_in_words(
                evening.desk,
                question,
                partial(_take, evening, session),
                again=lambda: saves,
                words=[*words_of_frame(evening), *ADDED_BY, DELETE],
                explained=(*EXPLAINED, OPENS),
            )
        except SkipTheRest:
            remark(evening.desk, "  There are no more questions: Enter saves.")
            question = saves
        else:
            return


def _take(evening: EveningSoFar, session: Session, typed: str) -> list[Unclear]:
    """Take one line: a number, a word that adds or deletes, or what differs in the frame."""
    lines, word = _lines(evening, session), typed.strip().casefold()
    first, _, rest = word.partition(" ")
    number = whole_number(rest if first == DELETE else word)
    line = lines[number - 1] if number is not None and 1 <= number <= len(lines) else None
    with suppress(GoBack, SkipTheRest):  # these lead here again
        if first == DELETE:
            if line is None:
                return [Unclear(typed, f"{DELETE}: which number?")]
            _delete(evening, session, line)
        elif line is not None:
            _change(evening, session, line)
        elif word in ADDED_BY:
            points(evening).add[word]()
        else:
            return _take_frame(evening, session, typed)
    _tell_all(evening, session)
    return []


def _take_frame(evening: EveningSoFar, session: Session, typed: str) -> list[Unclear]:
    name = shown("S", session.id)
    said = read_frame_line(typed, evening.frame, evening.around).frame
    if said.group == evening.group.label:
        return take_frame_line(evening, typed, f"{name}: ")
    remark(
        evening.desk,
        f"  {name} stays with {evening.group.label}. To record it for {said.group}, leave with"
        f" Ctrl-C. Then type: balintlog undo, or after its day: balintlog session delete {name}."
        f" Then: balintlog log --group {said.group}",
    )
    return []


def _lines(evening: EveningSoFar, session: Session) -> list[EntryOfSession | LookLine]:
    """Return the points of a session: what is recorded, then what is to be added."""
    return [*session_entries(evening.book, session), *points(evening).lines()]


def _tell_all(evening: EveningSoFar, session: Session) -> None:
    """Show the points by their numbers."""
    new = []
    for number, line in enumerate(_lines(evening, session), 1):
        if isinstance(line, LookLine):
            said = f"{line.text} (to be added)"
            new += [number] if line.tells_of_case else []
        else:
            plan = f" {NEXT_TIME} {line.plan.rstrip('.')}." if line.plan else ""
            said = f"{line.said}{quoted(line.text)}{plan}"
        remark_behind(evening.desk, f"  {number}  ", said)
    point_out_cases(evening, new)


def _change(evening: EveningSoFar, session: Session, line: EntryOfSession | LookLine) -> None:
    if isinstance(line, LookLine):
        points(evening).change(line)
        return
    evening.form.asides["opened"] = True
    _open(evening, session, line)


def _delete(evening: EveningSoFar, session: Session, line: EntryOfSession | LookLine) -> None:
    """Delete what is recorded, after a yes, or leave out what is not saved yet."""
    if isinstance(line, LookLine):
        points(evening).leave_out(line)
        return
    evening.form.asides["opened"] = True
    try:
        remark(evening.desk, delete_entry(evening.desk, evening.book, session, line))
    except DeclinedError:
        remark(evening.desk, "  It stays.")
    except InvalidInputError as error:
        remark(evening.desk, *filter(None, (f"  {error.message}.", error.hint)))


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
