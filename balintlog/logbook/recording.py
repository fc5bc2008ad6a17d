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
from balintlog.logbook import authorship, case_labels, checking, entries
from balintlog.logbook.fields import Fields, raise_if_any
from balintlog.storage import caselogs, cases, drafts, notes, people, sessions

if TYPE_CHECKING:
    from balintlog.domain.records import Case
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.checking import Sitting
    from balintlog.logbook.entries import CaseEntry, NoteEntry, PresentationEntry, SessionEntry


class SecondSessionError(InvalidInputError):
    """The group has a session on that date already; a leader may confirm a second one."""


@dataclass(frozen=True)
class Recorded:
    """The ids of what was kept."""

    session: str
    cases: tuple[str, ...]
    notes: tuple[str, ...]
    checkins: tuple[str, ...] = ()
    presentations: tuple[str, ...] = ()


def record_session(
    book: Logbook, document: Any, *, second_on_date: bool = False, ends_draft: bool = False
) -> Recorded:
    """Keep the document of a session, all or nothing.

    ``ends_draft``: it comes from the leader's draft, which is forgotten with it.
    Raises InvalidInputError listing everything that is wrong by its JSON
    pointer, and SecondSessionError where only the date stands in the way.
    """
    problems: list[Problem] = []
    entry = entries.read_session(document, problems)
    with book.store.writing():
        sitting = checking.check_frame(book, entry, problems)
        if sitting is not None:
            entry = case_labels.translated(book.store, sitting.group_id, entry, problems)
            checking.check_entries(sitting, entry, problems)
        raise_if_any(problems)
        assert sitting is not None  # noqa: S101 - there are no problems
        session = session_of(book, sitting, entry)
        if not second_on_date:
            check_only_one(book, session)
        session_id = sessions.add_session(book.store, session)
        kept = _keep_entries(book, sitting, session_id, entry)
        if ends_draft:
            drafts.drop_draft(book.store, book.leader_id, session.group_id)
    return kept


def add_case(book: Logbook, session: Session, document: Any) -> str:
    """Add a new case to a recorded session and return its id."""
    problems: list[Problem] = []
    entry = entries.read_case(Fields(document, "", problems))
    with book.store.writing():
        sitting = checking.sitting_of(book.store, session.id)
        checking.check_case(sitting, entry, problems)
        raise_if_any(problems)
        sessions.touch_session(book.store, session.id)
        return shown("C", _keep_case(book, session.id, session.group_id, entry))


def present_case(book: Logbook, session: Session, document: Any) -> None:
    """Record that a known case was presented again at a recorded session."""
    problems: list[Problem] = []
    entry = entries.read_presentation(Fields(document, "", problems))
    with book.store.writing():
        sitting = checking.sitting_of(book.store, session.id)
        checking.check_presentation(sitting, entry, problems)
        raise_if_any(problems)
        _keep_presentation(sitting, session.id, entry)
        sessions.touch_session(book.store, session.id)


def check_in(book: Logbook, session: Session, document: Any) -> None:
    """Record what was heard of a case at a recorded session."""
    problems: list[Problem] = []
    entry = entries.read_checkin(Fields(document, "", problems))
    with book.store.writing():
        sitting = checking.sitting_of(book.store, session.id)
        checking.check_checkin(sitting, entry, problems)
        raise_if_any(problems)
        _keep_checkin(book, session.id, entry)
        sessions.touch_session(book.store, session.id)


def may_be_entered(book: Logbook, session: Session, case: Case, within: Within) -> None:
    """Raise InvalidInputError if nothing can be entered on a case there, before anybody types."""
    problems: list[Problem] = []
    sitting = checking.sitting_of(book.store, session.id)
    if within is Within.CHECK_IN:
        asked = entries.CheckInEntry("", case.id, News(outcome="no-news"))
        checking.check_checkin(sitting, asked, problems)
    else:
        told = entries.PresentationEntry("", case.id, Telling())
        checking.check_presentation(sitting, told, problems)
    raise_if_any([problem for problem in problems if problem.pointer == "/case"])


def usual_presenter(book: Logbook, session: Session, case: Case) -> str | None:
    """Return who had presented a case last before a recorded session."""
    sitting = checking.sitting_of(book.store, session.id)
    return checking.usual_presenter(sitting, caselogs.case_log(book.store, case.id))


def add_note(book: Logbook, session: Session, document: Any) -> str:
    """Add a process note to a recorded session and return its id."""
    problems: list[Problem] = []
    entry = entries.read_note(Fields(document, "", problems))
    with book.store.writing():
        checking.check_note(checking.sitting_of(book.store, session.id), entry, 0, problems)
        raise_if_any(problems)
        sessions.touch_session(book.store, session.id)
        return shown("N", _keep_note(book, session.id, entry, ()))


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
    book: Logbook, sitting: Sitting, session_id: int, entry: SessionEntry
) -> Recorded:
    for checkin in entry.checkins:
        _keep_checkin(book, session_id, checkin)
    new_cases = tuple(_keep_case(book, session_id, sitting.group_id, case) for case in entry.cases)
    for presentation in entry.presentations:
        _keep_presentation(sitting, session_id, presentation)
    new_notes = tuple(_keep_note(book, session_id, note, new_cases) for note in entry.notes)
    return Recorded(
        shown("S", session_id),
        tuple(shown("C", number) for number in new_cases),
        tuple(shown("N", number) for number in new_notes),
        tuple(shown("C", one.case_id or 0) for one in entry.checkins),
        tuple(shown("C", one.case_id or 0) for one in entry.presentations),
    )


def _keep_checkin(book: Logbook, session_id: int, entry: entries.CheckInEntry) -> None:
    cases.add_checkin(book.store, _number(entry.case_id), session_id, entry.news)
    cases.touch_case(book.store, _number(entry.case_id))


def _keep_case(book: Logbook, session_id: int, group_id: int, entry: CaseEntry) -> int:
    case_id = cases.add_case(book.store, group_id, entry.label or "")
    cases.add_presentation(book.store, case_id, session_id, entry.telling)
    keep_links(book, case_id, entry)
    return case_id


def keep_links(book: Logbook, case_id: int, entry: CaseEntry) -> None:
    """Tie a case to the earlier ones that its entry names."""
    for number in entry.related_to:
        cases.link(book.store, case_id, number, "related")
    if entry.continues is not None:
        cases.link(book.store, case_id, entry.continues, "continues")


def _keep_presentation(sitting: Sitting, session_id: int, entry: PresentationEntry) -> None:
    case_id = _number(entry.case_id)
    log = caselogs.case_log(sitting.store, case_id)
    presenter = entry.telling.presenter or checking.usual_presenter(sitting, log)
    telling = dataclasses.replace(entry.telling, presenter=presenter)
    cases.add_presentation(sitting.store, case_id, session_id, telling)
    cases.touch_case(sitting.store, case_id)


def _keep_note(book: Logbook, session_id: int, entry: NoteEntry, new_cases: tuple[int, ...]) -> int:
    case_id = checking.case_of_note(entry, new_cases)
    author_id = authorship.author_id(book, entry.author)
    return notes.add_note(book.store, session_id, case_id, author_id, entry.note)


def _number(case_id: int | None) -> int:
    assert case_id is not None  # noqa: S101 - only checked entries are kept
    return case_id
