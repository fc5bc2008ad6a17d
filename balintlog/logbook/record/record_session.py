"""Record a session, whole or piece by piece.

The guided record, a document and the single commands all end here: read,
checked against the rules, and recorded in one transaction, or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from balintlog.domain.document import CheckInEntry, News, PresentationEntry, Telling
from balintlog.domain.ids import shown
from balintlog.domain.moment import Within
from balintlog.domain.records import Attendance, Session
from balintlog.errors import InvalidInputError, Problem
from balintlog.logbook.document import case_labels, entries
from balintlog.logbook.document.json_objects import object_of
from balintlog.logbook.document.object_reader import raise_if_any
from balintlog.logbook.document.reading_context import Reading
from balintlog.logbook.record.rules import checkin_rules, document_references, session_rules
from balintlog.logbook.record.rules.session_frame import check_frame, sitting_of
from balintlog.logbook.record.rules.unlikely_dates import raise_if_doubted, session_day_doubt
from balintlog.logbook.record.save_entries import (
    Recorded,
    save_case,
    save_checkin,
    save_entries,
    save_note,
    save_presentation,
)
from balintlog.logbook.screening import screen_gate
from balintlog.logbook.view import session_export
from balintlog.storage.queries import followup_facts
from balintlog.storage.tables import merged_cases, sessions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balintlog.domain.document import SessionEntry
    from balintlog.domain.records import Case, Group
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.record.rules.session_frame import Sitting


E = TypeVar("E")


class SecondSessionError(InvalidInputError):
    """The group has a session on that date already; a leader may confirm a second one."""


def record_session(
    book: Logbook,
    document: Any,
    *,
    second_on_date: bool = False,
    likely_only: bool = False,
) -> Recorded:
    """Record the document of a session, all or nothing.

    ``likely_only``: refuse a date that a leader should confirm, by UnlikelyDateError.
    Raises InvalidInputError listing everything that is wrong by its JSON
    pointer, SecondSessionError where only the date stands in the way, and PrivacyError
    where only an identifier does.
    """
    reading = Reading()
    entry = entries.read_session(document, reading)
    with book.store.writing():
        entry, group, sitting = _checked(book, entry, reading)
        session = session_of(group, entry)
        if likely_only:
            raise_if_doubted(session_day_doubt(book, group, session.held_on), pointer="/held_on")
        if not second_on_date:
            check_only_one(book, session)
        passed = screen_gate.check_texts(book, session.group_id, reading, cases=entry.cases)
        session_id = sessions.add_session(book.store, session)
        return save_entries(book, sitting, session_id, entry, passed)


def _checked(
    book: Logbook, entry: SessionEntry | None, reading: Reading
) -> tuple[SessionEntry, Group, Sitting]:
    """Return a session's entry as it is meant here, its group, and what it was held against."""
    group = document_references.group_of_document(book, reading)
    if entry is None or group is None:
        # which cases are meant is only known with the labels of a whole document
        reading.mentions = [mention for mention in reading.mentions if mention.kind != "case"]
        document_references.check_names(book.store, None if group is None else group.id, reading)
        raise InvalidInputError(*reading.problems)
    sitting = check_frame(book, group, entry, reading)
    entry = case_labels.translated(book.store, group.id, entry, reading)
    session_rules.check_mentions(sitting, reading)
    session_rules.check_entries(sitting, entry, book.today, reading)
    raise_if_any(reading.problems)
    return entry, group, sitting


def add_case(book: Logbook, session: Session, document: Any) -> Recorded:
    """Add a new case to a recorded session."""
    reading = Reading(merged=merged_cases.merged(book.store))
    entry = entries.read_case(document, reading)
    with book.store.writing():
        sitting = sitting_of(book.store, session.id)
        session_rules.check_mentions(sitting, reading)
        if entry is not None:
            session_rules.check_case(sitting, entry, reading.problems)
        entry = whole(entry, reading)
        passed = screen_gate.check_texts(book, session.group_id, reading, cases=[entry])
        sessions.touch_session(book.store, session.id)
        name = shown("C", save_case(book, session.id, session.group_id, entry, passed))
    return Recorded(shown("S", session.id), cases=(name,), pointed_out=passed.pointed_out)


def present_case(book: Logbook, session: Session, document: Any) -> Recorded:
    """Record that a known case was presented again at a recorded session."""
    reading = Reading(merged=merged_cases.merged(book.store))
    entry = entries.read_presentation(document, reading)
    with book.store.writing():
        sitting = sitting_of(book.store, session.id)
        session_rules.check_mentions(sitting, reading)
        if entry is not None:
            session_rules.check_presentation(sitting, entry, reading.problems)
        entry = whole(entry, reading)
        passed = screen_gate.check_texts(book, session.group_id, reading)
        save_presentation(book, sitting, session.id, entry, passed)
        sessions.touch_session(book.store, session.id)
    name = shown("C", entry.case)
    return Recorded(shown("S", session.id), presentations=(name,), pointed_out=passed.pointed_out)


def check_in(book: Logbook, session: Session, document: Any) -> Recorded:
    """Record what was heard of a case at a recorded session."""
    reading = Reading(merged=merged_cases.merged(book.store))
    entry = entries.read_checkin(document, reading)
    with book.store.writing():
        sitting = sitting_of(book.store, session.id)
        session_rules.check_mentions(sitting, reading)
        if entry is not None:
            checkin_rules.check_checkin(sitting, entry, reading.problems)
        entry = whole(entry, reading)
        passed = screen_gate.check_texts(book, session.group_id, reading)
        save_checkin(book, sitting, session.id, entry, passed)
        sessions.touch_session(book.store, session.id)
    name = shown("C", entry.case)
    return Recorded(shown("S", session.id), checkins=(name,), pointed_out=passed.pointed_out)


def add_entries(book: Logbook, session: Session, document: Mapping[str, Any]) -> Recorded:
    """Add news, cases and notes to a recorded session, all or nothing.

    ``document``: those parts of a session's document; a note may point to a new case in it.
    """
    reading = Reading(merged=merged_cases.merged(book.store))
    frame = object_of(session_export.frame_entry(session))
    entry = entries.read_session({**frame, **document}, reading)
    with book.store.writing():
        sitting = sitting_of(book.store, session.id)
        session_rules.check_mentions(sitting, reading)
        entry = whole(entry, reading)
        session_rules.check_entries(sitting, entry, book.today, reading)
        raise_if_any(reading.problems)
        passed = screen_gate.check_texts(book, session.group_id, reading, cases=entry.cases)
        sessions.touch_session(book.store, session.id)
        return save_entries(book, sitting, session.id, entry, passed)


def whole(entry: E | None, reading: Reading) -> E:
    """Return an entry that is whole and without faults, or raise InvalidInputError with them."""
    if entry is None or reading.problems:
        raise InvalidInputError(*reading.problems)
    return entry


def may_be_entered(book: Logbook, session: Session, case: Case, within: Within) -> None:
    """Raise InvalidInputError if nothing can be entered on a case there, before anybody types."""
    problems: list[Problem] = []
    sitting = sitting_of(book.store, session.id)
    if within is Within.CHECK_IN:
        asked = CheckInEntry("", case.id, News(outcome="no-news"))
        checkin_rules.check_checkin(sitting, asked, problems)
    else:
        told = PresentationEntry("", case.id, Telling())
        session_rules.check_presentation(sitting, told, problems)
    raise_if_any([problem for problem in problems if problem.pointer == "/case"])


def usual_presenters(book: Logbook, session: Session, case: Case) -> tuple[str, ...]:
    """Return who had presented a case last before a recorded session."""
    sitting = sitting_of(book.store, session.id)
    return session_rules.usual_presenters(sitting, followup_facts.case_log(book.store, case.id))


def add_note(book: Logbook, session: Session, document: Any) -> Recorded:
    """Add a process note to a recorded session."""
    reading = Reading(merged=merged_cases.merged(book.store))
    entry = entries.read_note(document, reading)
    with book.store.writing():
        sitting = sitting_of(book.store, session.id)
        session_rules.check_mentions(sitting, reading)
        if entry is not None:
            session_rules.check_note(sitting, entry, book.today, reading.problems)
        entry = whole(entry, reading)
        passed = screen_gate.check_texts(book, session.group_id, reading)
        sessions.touch_session(book.store, session.id)
        name = shown("N", save_note(book, session.id, entry, (), passed))
    return Recorded(shown("S", session.id), notes=(name,), pointed_out=passed.pointed_out)


def check_only_one(book: Logbook, session: Session) -> None:
    """Raise SecondSessionError if the group has another session on the same date."""
    same_day = sessions.sessions_on(book.store, session.group_id, session.held_on)
    others = [number for number in same_day if number != session.id]
    if others:
        raise SecondSessionError(
            Problem(f"{shown('S', others[-1])} was already held on that date", "/held_on"),
            hint="If there were two sessions, repeat the command with --yes.",
        )


def session_of(group: Group, entry: SessionEntry) -> Session:
    """Return the record of a checked entry; what it leaves open comes from the group."""
    return Session(
        id=0,
        group_id=group.id,
        held_on=entry.held_on,
        minutes=entry.minutes or group.usual_minutes,
        mode=entry.mode or group.mode,
        frame=entry.frame,
        leaders=group.leaders if entry.leaders is None else entry.leaders,
        attendance=tuple(
            Attendance(alias, *attended) for alias, attended in entry.attendance.items()
        ),
        row_version=1,
    )
