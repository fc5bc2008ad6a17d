"""Recording what happened at a session, whole or piece by piece.

The guided record, a document and the single commands all end here: read,
checked against the rules, and kept in one transaction, or not at all.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from balintlog.domain.ids import shown
from balintlog.domain.moment import Within
from balintlog.domain.records import Attendance, News, Session, Telling
from balintlog.errors import InvalidInputError, Problem
from balintlog.logbook import authorship
from balintlog.logbook.document import case_labels, entries
from balintlog.logbook.document.fields import Fields, raise_if_any
from balintlog.logbook.document.reading_context import Reading
from balintlog.logbook.record import session_rules
from balintlog.logbook.record.session_frame import check_frame, sitting_of
from balintlog.logbook.screening import gate
from balintlog.storage.tables import (
    case_logs,
    cases,
    checkins,
    drafts,
    notes,
    people,
    presentations,
    sessions,
    texts,
)

if TYPE_CHECKING:
    from balintlog.domain.records import Case
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.document.entries import (
        CaseEntry,
        NoteEntry,
        PresentationEntry,
        SessionEntry,
    )
    from balintlog.logbook.record.session_frame import Sitting
    from balintlog.logbook.screening.gate import Passed

# The free texts of each record.
LABEL = ("label",)
TELLING = ("summary", "new_perspective")
NEWS = ("text",)
NOTE = ("text", "for_supervision")


class SecondSessionError(InvalidInputError):
    """The group has a session on that date already; a leader may confirm a second one."""


@dataclass(frozen=True)
class Recorded:
    """The ids of what was kept, and what of its texts is only pointed out."""

    session: str
    cases: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    checkins: tuple[str, ...] = ()
    presentations: tuple[str, ...] = ()
    pointed_out: tuple[Problem, ...] = ()


def record_session(
    book: Logbook, document: Any, *, second_on_date: bool = False, ends_draft: bool = False
) -> Recorded:
    """Keep the document of a session, all or nothing.

    ``ends_draft``: it comes from the leader's draft, which is forgotten with it.
    Raises InvalidInputError listing everything that is wrong by its JSON
    pointer, SecondSessionError where only the date stands in the way, and PrivacyError
    where only an identifier does.
    """
    reading = Reading()
    entry = entries.read_session(document, reading)
    problems = reading.problems
    with book.store.writing():
        sitting = check_frame(book, entry, problems)
        if sitting is not None:
            entry = case_labels.translated(book.store, sitting.group_id, entry, problems)
            session_rules.check_entries(sitting, entry, book.today, problems)
        raise_if_any(problems)
        assert sitting is not None  # noqa: S101 - there are no problems
        session = session_of(book, sitting, entry)
        if not second_on_date:
            check_only_one(book, session)
        passed = gate.check_texts(book, session.group_id, reading, cases=entry.cases)
        session_id = sessions.add_session(book.store, session)
        kept = _keep_entries(book, sitting, session_id, entry, passed)
        if ends_draft:
            drafts.drop_draft(book.store, book.leader_id, session.group_id)
    return kept


def add_case(book: Logbook, session: Session, document: Any) -> Recorded:
    """Add a new case to a recorded session."""
    reading = Reading()
    entry = entries.read_case(Fields(document, "", reading))
    with book.store.writing():
        sitting = sitting_of(book.store, session.id)
        session_rules.check_case(sitting, entry, reading.problems)
        raise_if_any(reading.problems)
        passed = gate.check_texts(book, session.group_id, reading, cases=[entry])
        sessions.touch_session(book.store, session.id)
        name = shown("C", _keep_case(book, session.id, session.group_id, entry, passed))
    return Recorded(shown("S", session.id), cases=(name,), pointed_out=passed.pointed_out)


def present_case(book: Logbook, session: Session, document: Any) -> Recorded:
    """Record that a known case was presented again at a recorded session."""
    reading = Reading()
    entry = entries.read_presentation(Fields(document, "", reading))
    with book.store.writing():
        sitting = sitting_of(book.store, session.id)
        session_rules.check_presentation(sitting, entry, reading.problems)
        raise_if_any(reading.problems)
        passed = gate.check_texts(book, session.group_id, reading)
        _keep_presentation(book, sitting, session.id, entry, passed)
        sessions.touch_session(book.store, session.id)
    name = shown("C", _number(entry.case_id))
    return Recorded(shown("S", session.id), presentations=(name,), pointed_out=passed.pointed_out)


def check_in(book: Logbook, session: Session, document: Any) -> Recorded:
    """Record what was heard of a case at a recorded session."""
    reading = Reading()
    entry = entries.read_checkin(Fields(document, "", reading))
    with book.store.writing():
        sitting = sitting_of(book.store, session.id)
        session_rules.check_checkin(sitting, entry, reading.problems)
        raise_if_any(reading.problems)
        passed = gate.check_texts(book, session.group_id, reading)
        _keep_checkin(book, session.id, entry, passed)
        sessions.touch_session(book.store, session.id)
    name = shown("C", _number(entry.case_id))
    return Recorded(shown("S", session.id), checkins=(name,), pointed_out=passed.pointed_out)


def may_be_entered(book: Logbook, session: Session, case: Case, within: Within) -> None:
    """Raise InvalidInputError if nothing can be entered on a case there, before anybody types."""
    problems: list[Problem] = []
    sitting = sitting_of(book.store, session.id)
    if within is Within.CHECK_IN:
        asked = entries.CheckInEntry("", case.id, News(outcome="no-news"))
        session_rules.check_checkin(sitting, asked, problems)
    else:
        told = entries.PresentationEntry("", case.id, Telling())
        session_rules.check_presentation(sitting, told, problems)
    raise_if_any([problem for problem in problems if problem.pointer == "/case"])


def usual_presenter(book: Logbook, session: Session, case: Case) -> str | None:
    """Return who had presented a case last before a recorded session."""
    sitting = sitting_of(book.store, session.id)
    return session_rules.usual_presenter(sitting, case_logs.case_log(book.store, case.id))


def add_note(book: Logbook, session: Session, document: Any) -> Recorded:
    """Add a process note to a recorded session."""
    reading = Reading()
    entry = entries.read_note(Fields(document, "", reading))
    with book.store.writing():
        sitting = sitting_of(book.store, session.id)
        session_rules.check_note(sitting, entry, 0, book.today, reading.problems)
        raise_if_any(reading.problems)
        passed = gate.check_texts(book, session.group_id, reading)
        sessions.touch_session(book.store, session.id)
        name = shown("N", _keep_note(book, session.id, entry, (), passed))
    return Recorded(shown("S", session.id), notes=(name,), pointed_out=passed.pointed_out)


def check_only_one(book: Logbook, session: Session) -> None:
    """Raise SecondSessionError if the group has another session on the same date."""
    same_day = sessions.sessions_on(book.store, session.group_id, session.held_on)
    others = [number for number in same_day if number != session.id]
    if others:
        raise SecondSessionError(
            Problem(f"{shown('S', others[-1])} was held on that date already", "/held_on"),
            hint="If it is another one, repeat it with --yes.",
        )


def session_of(book: Logbook, sitting: Sitting, entry: SessionEntry) -> Session:
    """Return the record of a checked entry; what it leaves open comes from the group."""
    group = people.group(book.store, sitting.group_id)
    assert group is not None  # noqa: S101 - the entry was checked
    return Session(
        id=0,
        group_id=group.id,
        held_on=sitting.held_on,
        minutes=entry.minutes or group.usual_minutes,
        mode=entry.mode or group.mode,
        event=entry.event,
        cancelled=entry.cancelled,
        recorded=entry.recorded,
        debriefed=entry.debriefed,
        safety_concern=entry.safety_concern,
        leaders=group.leaders if entry.leaders is None else entry.leaders,
        attendance=attendance_of(entry),
        row_version=1,
    )


def attendance_of(entry: SessionEntry) -> tuple[Attendance, ...]:
    """Return the attendance of a checked entry."""
    return tuple(
        Attendance(alias, one.status or "", one.minutes) for alias, one in entry.attendance.items()
    )


def _keep_entries(
    book: Logbook, sitting: Sitting, session_id: int, entry: SessionEntry, passed: Passed
) -> Recorded:
    for checkin in entry.checkins:
        _keep_checkin(book, session_id, checkin, passed)
    new_cases = tuple(
        _keep_case(book, session_id, sitting.group_id, case, passed) for case in entry.cases
    )
    for presentation in entry.presentations:
        _keep_presentation(book, sitting, session_id, presentation, passed)
    new_notes = tuple(_keep_note(book, session_id, note, new_cases, passed) for note in entry.notes)
    return Recorded(
        shown("S", session_id),
        tuple(shown("C", number) for number in new_cases),
        tuple(shown("N", number) for number in new_notes),
        tuple(shown("C", one.case_id or 0) for one in entry.checkins),
        tuple(shown("C", one.case_id or 0) for one in entry.presentations),
        passed.pointed_out,
    )


def _keep_checkin(
    book: Logbook, session_id: int, entry: entries.CheckInEntry, passed: Passed
) -> None:
    row = checkins.add(book.store, _number(entry.case_id), session_id, entry.news)
    text = texts.of_checkin(row)
    gate.note_purposes(book, text, entry.pointer, NEWS, passed)
    cases.touch_case(book.store, _number(entry.case_id))


def _keep_case(
    book: Logbook, session_id: int, group_id: int, entry: CaseEntry, passed: Passed
) -> int:
    label, told = entry.label or "", entry.telling
    case_id = cases.add_case(book.store, group_id, label, recognisable=entry.recognisable)
    text = texts.of_case(case_id)
    gate.note_purposes(book, text, entry.pointer, LABEL, passed)
    text = texts.of_presentation(presentations.add(book.store, case_id, session_id, told))
    gate.note_purposes(book, text, entry.pointer, TELLING, passed)
    keep_links(book, case_id, entry)
    return case_id


def keep_links(book: Logbook, case_id: int, entry: CaseEntry) -> None:
    """Tie a case to the earlier ones that its entry names."""
    for number in entry.related_to:
        cases.link(book.store, case_id, number, "related")
    if entry.continues is not None:
        cases.link(book.store, case_id, entry.continues, "continues")


def _keep_presentation(
    book: Logbook, sitting: Sitting, session_id: int, entry: PresentationEntry, passed: Passed
) -> None:
    case_id = _number(entry.case_id)
    log = case_logs.case_log(sitting.store, case_id)
    presenter = entry.telling.presenter or session_rules.usual_presenter(sitting, log)
    telling = dataclasses.replace(entry.telling, presenter=presenter)
    row = presentations.add(sitting.store, case_id, session_id, telling)
    text = texts.of_presentation(row)
    gate.note_purposes(book, text, entry.pointer, TELLING, passed)
    cases.touch_case(sitting.store, case_id)


def _keep_note(
    book: Logbook, session_id: int, entry: NoteEntry, new_cases: tuple[int, ...], passed: Passed
) -> int:
    case_id = session_rules.case_of_note(entry, new_cases)
    author_id = authorship.author_id(book, entry.author)
    number = notes.add_note(book.store, session_id, case_id, author_id, entry.note)
    text = texts.of_note(number)
    gate.note_purposes(book, text, entry.pointer, NOTE, passed)
    return number


def _number(case_id: int | None) -> int:
    assert case_id is not None  # noqa: S101 - only checked entries are kept
    return case_id
