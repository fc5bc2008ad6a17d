"""Recorded faults: what stands in the logbook and could not be recorded as it is.

An edit that puts one thing right may upset another, and so may what is taken back. Both look
before and after, as an old contradiction stands in the way of neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain.ids import shown
from balintlog.errors import Problem
from balintlog.logbook.record.rules import session_rules
from balintlog.logbook.record.rules.session_frame import check_attendance, day_fault
from balintlog.storage.queries import followup_facts
from balintlog.storage.tables import cases, checkins, notes, people, presentations, sessions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from balintlog.domain.records import Session
    from balintlog.logbook.book import Logbook


def content_faults(book: Logbook, session: Session) -> list[Problem]:
    """Say what of a session's content does not fit its date or its attendance."""
    problems = []
    sat_in = {attended.alias for attended in session.attendance if attended.sat_in}
    for presentation in presentations.in_session(book.store, session.id):
        name = shown("C", presentation.case_id)
        problems += [
            Problem(f"{alias} presented {name} there", "/attendance")
            for alias in presentation.telling.presenters
            if alias not in sat_in
        ]
    for case_id in followup_facts.case_logs_in(book.store, session.id):
        problems += session_rules.case_faults(
            book.store, case_id, time="/held_on", people="/attendance"
        )
    return problems


def all_faults(book: Logbook, session_ids: Iterable[int], case_ids: Iterable[int]) -> list[Problem]:
    """Say what does not fit of sessions and cases; those that are not there are left out."""
    problems = []
    for session_id in sorted(session_ids):
        session = sessions.session(book.store, session_id)
        if session is not None:
            problems += [*_frame_faults(book, session), *content_faults(book, session)]
    for case_id in sorted(case_ids):
        if cases.case(book.store, case_id) is not None:
            problems += session_rules.case_faults(book.store, case_id)
    return problems


def _frame_faults(book: Logbook, session: Session) -> list[Problem]:
    """Say who could not have been there, and what could not have been talked about."""
    name = shown("S", session.id)
    group = people.group(book.store, session.group_id)
    assert group is not None  # noqa: S101 - a session has a group
    problems = []
    if fault := day_fault(book, group, session.held_on):
        problems.append(Problem(fault))
    members = {member.alias: member for member in people.members(book.store, group.id)}
    attendance = {attended.alias: attended for attended in session.attendance}
    check_attendance(members, session.held_on, session.minutes, attendance, problems)
    discussed = {told.case_id for told in presentations.in_session(book.store, session.id)}
    if discussed and session.frame.cancelled:
        problems.append(Problem(f"{name} was cancelled, and a case was presented there"))
    discussed |= {checkin.case_id for checkin in checkins.in_session(book.store, session.id)}
    problems += [
        Problem(f"{shown('N', note.id)} is about a case that was not discussed in {name}")
        for note in notes.notes_in(book.store, session.id)
        if note.case_id is not None and note.case_id not in discussed
    ]
    return problems
