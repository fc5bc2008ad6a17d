"""Edit and delete sessions and notes (cases: see ``edit_cases``).

An edit lays the changed fields over what stands there and reads the whole
anew, so that an edited record obeys the very rules of a new one. It compares
the row version that the leader saw: two windows cannot overwrite each other
in silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balintlog.domain.document import Note
from balintlog.domain.document_field import free_texts
from balintlog.domain.ids import shown
from balintlog.errors import InvalidInputError, Problem
from balintlog.logbook import authorship
from balintlog.logbook.book import changed_meanwhile
from balintlog.logbook.document import entries
from balintlog.logbook.document.json_objects import object_of
from balintlog.logbook.document.object_reader import raise_if_any
from balintlog.logbook.document.reading_context import Reading
from balintlog.logbook.record import command_draft, record_session
from balintlog.logbook.record.field_changes import Changed, lay_over
from balintlog.logbook.record.rules import document_references, session_rules
from balintlog.logbook.record.rules.recorded_faults import content_faults
from balintlog.logbook.record.rules.session_frame import check_frame, sitting_of
from balintlog.logbook.record.rules.unlikely_dates import raise_if_doubted, session_day_doubt
from balintlog.logbook.screening import screen_gate
from balintlog.logbook.view import session_export
from balintlog.storage.queries import followup_facts
from balintlog.storage.tables import (
    cases,
    merged_cases,
    notes,
    presentations,
    sessions,
    text_numbers,
)

if TYPE_CHECKING:
    from balintlog.domain.records import Case, ProcessNote, Session
    from balintlog.logbook.book import Logbook


# Sessions

_CONTENT = ("checkins", "cases", "presentations", "notes")


def edit_session(
    book: Logbook,
    session: Session,
    changes: Any,
    *,
    second_on_date: bool = False,
    likely_only: bool = False,
) -> None:
    """Change date, frame or attendance of a session as it was read.

    The content of the session must still fit: presenters there, check-ins after
    the first presentation, nothing while a case was closed. ``likely_only``: refuse a new
    date that a leader should confirm, by UnlikelyDateError.
    """
    with book.store.writing():
        before = content_faults(book, session)
        sure = {"second_on_date": second_on_date, "likely_only": likely_only}
        changed = change_frame(book, session, changes, **sure)
        raise_if_any([fault for fault in content_faults(book, changed) if fault not in before])


def change_frame(
    book: Logbook, session: Session, changes: Any, *, second_on_date: bool, likely_only: bool
) -> Session:
    """Change a session as in ``edit_session``, whether its content fits or not; return it."""
    document = lay_over(object_of(session_export.frame_entry(session)), changes)
    reading = Reading()
    problems = reading.problems
    problems += [
        Problem("cannot be changed here: use case edit or note edit", f"/{key}")
        for key in _CONTENT
        if key in document
    ]
    entry = entries.read_session(document, reading)
    with book.store.writing():
        group = document_references.group_of_document(book, reading)
        if entry is not None and group is not None:
            check_frame(book, group, entry, reading, recorded_before=session)
            if group.id != session.group_id:
                problems.append(Problem("a session stays with its group", "/group"))
        document_references.check_names(book.store, None if group is None else group.id, reading)
        if entry is None or group is None or problems:
            raise InvalidInputError(*problems)
        changed = record_session.session_of(group, entry)._replace(
            id=session.id, row_version=session.row_version
        )
        if changed.held_on != session.held_on:
            if likely_only:
                doubt = session_day_doubt(book, group, changed.held_on, session.id)
                raise_if_doubted(doubt, pointer="/held_on")
            if not second_on_date:
                record_session.check_only_one(book, changed)
        if not sessions.change_session(book.store, changed):
            raise changed_meanwhile(shown("S", session.id))
    return changed


def lost_with_session(book: Logbook, session: Session) -> list[Case]:
    """Return the cases that go when a session is deleted: those first presented at it."""
    lost = []
    with book.store.reading():
        for told in presentations.in_session(book.store, session.id):
            case = cases.case(book.store, told.case_id)
            if case is not None and session_export.first_session(book, case.id) == session.id:
                lost.append(case)
    return lost


def delete_session(book: Logbook, session: Session, lost: list[Case] | None = None) -> None:
    """Delete a session as it was read with its content, and the cases first presented at it.

    Notes of other sessions about such a case stay, with their session.
    ``lost``: those cases as they were shown; what was added to them since is not deleted.
    """
    with book.store.writing():
        now = sessions.session(book.store, session.id)
        if now is None or now.row_version != session.row_version:
            raise changed_meanwhile(shown("S", session.id))
        going = lost_with_session(book, session)
        if lost is not None and going != lost:
            raise changed_meanwhile(shown("S", session.id))
        for case in going:
            notes.unhang_from_case(book.store, case.id, session.id)
            cases.delete_case(book.store, case.id)
        left = list(followup_facts.case_logs_in(book.store, session.id))
        before = _faults_of(book, left)
        for case_id in left:
            cases.touch_case(book.store, case_id)
        sessions.delete_session(book.store, session.id)
        gone = [shown("C", case.id) for case in going]
        command_draft.drop_about(book, shown("S", session.id), *gone)
        raise_if_any([fault for fault in _faults_of(book, left) if fault not in before])


def _faults_of(book: Logbook, case_ids: list[int]) -> list[Problem]:
    return [
        fault for case_id in case_ids for fault in session_rules.case_faults(book.store, case_id)
    ]


# Notes


def edit_note(book: Logbook, note: ProcessNote, changes: Any) -> tuple[Problem, ...]:
    """Change a note as it was read; return the soft findings.

    A reworded question has not been taken to supervision yet, and what is wanted anew for next
    time not been done, unless a new day says so.
    """
    current = object_of(session_export.note_entry(note))
    reading = Reading(merged=merged_cases.merged(book.store))
    entry = entries.read_note(lay_over(current, changes), reading)
    with book.store.writing():
        sitting = sitting_of(book.store, note.session_id)
        session_rules.check_mentions(sitting, reading)
        if entry is not None:
            session_rules.check_note(sitting, entry, book.today, reading.problems)
        entry = record_session.whole(entry, reading)
        changed = Changed(current, reading)
        new = entry.note
        if changed.of(["for_supervision"]) and new.taken_on == note.note.taken_on:
            new = new._replace(taken_on=None)
        if changed.of(["next_time"]) and new.done_on == note.note.done_on:
            new = new._replace(done_on=None)
        case_id = session_rules.case_of_note(entry, ())
        author_id = authorship.author_id(book, entry.author)
        if not notes.change_note(book.store, note, case_id, new, author_id):
            raise changed_meanwhile(shown("N", note.id))
        passed = screen_gate.check_texts(book, sitting.group_id, reading, stood=current)
        text = text_numbers.of_note(note.id)
        screen_gate.note_purposes(book, text, "", changed.of(free_texts(Note)), passed)
    return passed.pointed_out


def delete_note(book: Logbook, note: ProcessNote) -> None:
    """Delete a note as it was read."""
    with book.store.writing():
        if notes.note(book.store, note.id) != note:
            raise changed_meanwhile(shown("N", note.id))
        notes.delete_note(book.store, note.id)
        command_draft.drop_about(book, shown("N", note.id))
