"""The frame of a session, its date and attendance, checked before it is recorded.

The result is a sitting, against which the entries are checked (see ``session_rules``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from balintlog.domain import moment
from balintlog.domain.ids import shown
from balintlog.domain.membership import Member, expected
from balintlog.domain.moment import Moment, Within
from balintlog.domain.text import so_many
from balintlog.domain.vocabulary import SAT_IN
from balintlog.errors import Problem
from balintlog.logbook.book import changed_meanwhile
from balintlog.logbook.document.json_pointer import below
from balintlog.logbook.record.rules.document_references import is_case_of
from balintlog.storage.queries import followup_facts
from balintlog.storage.tables import checkins, people, presentations, sessions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from balintlog.domain.document import Attended, SessionEntry
    from balintlog.domain.followup import CaseLog
    from balintlog.domain.records import Attendance, Group, Session
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.document.reading_context import Reading
    from balintlog.storage.store import Store


@dataclass(frozen=True)
class Sitting:
    """A session as far as its entries are checked against it.

    ``recorded`` is its number in the order of recording; ``checked_in`` and
    ``presented`` gather the case numbers that have their entry already.
    """

    store: Store
    group_id: int
    held_on: date
    recorded: int
    members: Mapping[str, Member]
    sat_in: frozenset[str]
    leaders: frozenset[str]
    cancelled: bool
    checked_in: set[int] = field(default_factory=set)
    presented: set[int] = field(default_factory=set)

    def moment(self, within: Within) -> Moment:
        """Return when an entry of this session happened."""
        return Moment(self.held_on, self.recorded, within)

    def log_of(self, case_id: int) -> CaseLog | None:
        """Return the log of a case of the sitting's group, or None if it is not one of them."""
        if not is_case_of(self.store, self.group_id, case_id):
            return None
        return followup_facts.case_log(self.store, case_id)


def sitting_of(store: Store, session_id: int) -> Sitting:
    """Return a recorded session, as it is now, as a sitting to which entries can be added.

    To be called inside ``store.writing()``; CouldNotError if it was deleted meanwhile.
    """
    session = sessions.session(store, session_id)
    if session is None:
        raise changed_meanwhile(shown("S", session_id))
    return Sitting(
        store,
        session.group_id,
        session.held_on,
        sessions.recorded_no(store, session.id),
        {member.alias: member for member in people.members(store, session.group_id)},
        frozenset(attended.alias for attended in session.attendance if attended.sat_in),
        frozenset(session.leaders),
        session.frame.cancelled,
        {checkin.case_id for checkin in checkins.in_session(store, session.id)},
        {presentation.case_id for presentation in presentations.in_session(store, session.id)},
    )


def check_frame(
    book: Logbook,
    group: Group,
    entry: SessionEntry,
    reading: Reading,
    recorded_before: Session | None = None,
) -> Sitting:
    """Check date and attendance of a group's session, and return what its entries are held against.

    ``recorded_before`` is the session as it was, where it is edited: only members
    who were named then must still be, as members are also added to the past.
    """
    problems = reading.problems
    if group.archived_on is not None and recorded_before is None:
        problems.append(Problem("this group is archived", "/group"))
    if fault := day_fault(book, group, entry.held_on):
        problems.append(Problem(fault, "/held_on"))
    members = {member.alias: member for member in people.members(book.store, group.id)}
    minutes = entry.minutes or group.usual_minutes
    check_attendance(members, entry.held_on, minutes, entry.attendance, problems)
    if not entry.frame.cancelled:
        named = {mention.pointer for mention in reading.mentions if mention.kind == "member"}
        due = expected(members.values(), entry.held_on)
        if recorded_before is not None:
            before = {attended.alias for attended in recorded_before.attendance}
            due = [alias for alias in due if alias in before]
        problems += [
            _not_named(members[alias], entry.held_on)
            for alias in due
            if below("/attendance", alias) not in named
        ]
    sat_in = frozenset(
        alias for alias, attended in entry.attendance.items() if attended.status in SAT_IN
    )
    if entry.frame.cancelled and sat_in:
        problems.append(Problem("nobody can have been at a cancelled session", "/attendance"))
    problems += [
        Problem(f"{alias} was not there on {entry.held_on}", f"/offered/{at}")
        for at, alias in enumerate(entry.frame.offered)
        if alias in members and alias not in sat_in
    ]
    return Sitting(
        book.store,
        group.id,
        entry.held_on,
        sessions.latest_recorded(book.store) + 1,
        members,
        sat_in,
        frozenset(group.leaders if entry.leaders is None else entry.leaders),
        entry.frame.cancelled,
    )


def day_fault(book: Logbook, group: Group, day: date) -> str | None:
    """Say why a group cannot have met on a date, or None."""
    if fault := moment.day_fault(day, book.today):
        return fault
    if group.started_on is not None and day < group.started_on:
        return f"{day} is before the group began ({group.started_on})"
    return None


def check_attendance(
    members: Mapping[str, Member],
    day: date,
    minutes: int,
    attendance: Mapping[str, Attended | Attendance],
    problems: list[Problem],
) -> None:
    """Check that the attendance names no member who did not belong yet, and nobody for too long."""
    for alias, attended in attendance.items():
        pointer = below("/attendance", alias)
        if alias in members and not members[alias].may_attend_on(day):
            problems.append(Problem(f"{alias} did not belong to the group on {day}", pointer))
        if attended.minutes is None:
            continue
        if attended.minutes > minutes:
            problems.append(Problem(f"the session lasted {so_many(minutes, 'minute')}", pointer))
        elif attended.minutes and attended.status not in SAT_IN:
            problems.append(Problem(f"{alias} was not there, so give no minutes", pointer))


def _not_named(member: Member, day: date) -> Problem:
    """Say that the attendance leaves somebody out, perhaps because their first day is not known."""
    from_ever = any(period.joined_on is None and period.holds(day) for period in member.periods)
    advice = f"; if they joined later: balintlog member edit {member.alias} --joined DATE"
    return Problem(
        f"{member.alias} belonged to the group on {day} but is not named"
        f"{advice if from_ever else ''}",
        "/attendance",
    )
