"""The frame of a session: its group, date, leaders and attendance, checked before it is kept.

What comes of it is a sitting, against which the entries are checked (see ``session_rules``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from balintlog.domain import moment
from balintlog.domain.aliases import read_alias
from balintlog.domain.ids import looks_like_id, shown
from balintlog.domain.membership import Member, expected
from balintlog.domain.moment import Moment, Within
from balintlog.domain.text import printable, so_many
from balintlog.domain.vocabulary import SAT_IN, nearest
from balintlog.errors import InvalidInputError, Problem
from balintlog.logbook.book import changed_meanwhile, group_named
from balintlog.logbook.document.fields import below
from balintlog.storage.tables import checkins, people, presentations, sessions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from balintlog.domain.records import Group, Session
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.document.entries import AttendanceEntry, SessionEntry
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
    cancelled: bool
    checked_in: set[int] = field(default_factory=set)
    presented: set[int] = field(default_factory=set)

    def moment(self, within: Within) -> Moment:
        """Return when an entry of this session happened."""
        return Moment(self.held_on, self.recorded, within)


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
        frozenset(one.alias for one in session.attendance if one.sat_in),
        session.cancelled,
        {checkin.case_id for checkin in checkins.in_session(store, session.id)},
        {presentation.case_id for presentation in presentations.in_session(store, session.id)},
    )


def check_frame(
    book: Logbook,
    entry: SessionEntry,
    problems: list[Problem],
    recorded_before: Session | None = None,
) -> Sitting | None:
    """Check group, date, leaders and attendance; None if there is no sitting to go on with.

    ``recorded_before`` is the session as it was, where one is edited: only who
    was named then must still be, as members are also added to the past.
    """
    group = None if entry.group is None else group_named(book, entry.group)
    if entry.group is not None and group is None:
        problems.append(unknown("group", entry.group, _labels(book), "/group"))
    check_leaders(book.store, entry.leaders or {}, problems)
    if group is None or entry.held_on is None:
        if group is not None:
            _check_names(book.store, group, entry, problems)
        return None
    if group.archived_on is not None and recorded_before is None:
        problems.append(Problem("this group is archived", "/group"))
    if fault := day_fault(book, group, entry.held_on):
        problems.append(Problem(fault, "/held_on"))
    members = {member.alias: member for member in people.members(book.store, group.id)}
    minutes = entry.minutes or group.usual_minutes
    check_attendance(members, entry.held_on, minutes, entry.attendance, problems)
    if not entry.cancelled:
        due = expected(members.values(), entry.held_on)
        if recorded_before is not None:
            named = {one.alias for one in recorded_before.attendance}
            due = [alias for alias in due if alias in named]
        missing = [members[alias] for alias in due if alias not in entry.attendance]
        problems += [_not_named(member, entry.held_on) for member in missing]
    sat_in = frozenset(a for a, one in entry.attendance.items() if one.status in SAT_IN)
    if entry.cancelled and sat_in:
        problems.append(Problem("nobody sat in at a cancelled session", "/attendance"))
    recorded = sessions.latest_recorded(book.store) + 1
    return Sitting(book.store, group.id, entry.held_on, recorded, members, sat_in, entry.cancelled)


def _check_names(store: Store, group: Group, entry: SessionEntry, problems: list[Problem]) -> None:
    """Name who is not known, where nothing else can be checked as there is no date."""
    members = {member.alias for member in people.members(store, group.id)}
    named = [(alias, below("/attendance", alias)) for alias in entry.attendance]
    tellings = [(one.pointer, one.telling) for one in entry.cases]
    tellings += [(one.pointer, one.telling) for one in entry.presentations]
    named += [
        (telling.presenter, below(pointer, "presenter"))
        for pointer, telling in tellings
        if telling.presenter is not None
    ]
    for alias, pointer in named:
        if alias not in members:
            problems.append(unknown("member of this group", alias, members, pointer))


def day_fault(book: Logbook, group: Group, day: date) -> str | None:
    """Say why a group cannot have met on a date, or None."""
    if fault := moment.day_fault(day, book.today):
        return fault
    if group.started_on is not None and day < group.started_on:
        return f"{day} lies before the group began ({group.started_on})"
    return None


def check_leaders(store: Store, roles: Mapping[str, str], problems: list[Problem]) -> None:
    """Check that every leader named is known."""
    known = people.leaders(store)
    for alias in roles:
        if alias not in known:
            problems.append(unknown("leader", alias, known, below("/leaders", alias)))


def check_attendance(
    members: Mapping[str, Member],
    day: date,
    minutes: int,
    attendance: Mapping[str, AttendanceEntry],
    problems: list[Problem],
) -> None:
    """Check that the attendance names nobody who did not belong, and nobody for too long."""
    for alias, one in attendance.items():
        pointer = below("/attendance", alias)
        member = members.get(alias)
        if member is None:
            problems.append(unknown("member of this group", alias, members, pointer))
        elif not member.may_attend_on(day):
            problems.append(Problem(f"{alias} did not belong to the group on {day}", pointer))
        if one.minutes is None:
            continue
        if one.minutes > minutes:
            problems.append(Problem(f"the session had only {so_many(minutes, 'minute')}", pointer))
        elif one.minutes and one.status is not None and one.status not in SAT_IN:
            problems.append(Problem(f"{alias} was not there for any minutes", pointer))


def _not_named(member: Member, day: date) -> Problem:
    """Say that the attendance leaves somebody out, perhaps as the first day is not known."""
    from_ever = any(one.joined_on is None and one.holds(day) for one in member.periods)
    advice = f"; if not yet: balintlog member edit {member.alias} --joined DATE"
    return Problem(
        f"{member.alias} belonged to the group on {day} and is not named"
        f"{advice if from_ever else ''}",
        "/attendance",
    )


def _labels(book: Logbook) -> list[str]:
    return [group.label for group in people.groups(book.store)]


def unknown(kind: str, name: str, known: Iterable[str], pointer: str) -> Problem:
    """Say that a name is not known, with the nearest one; it is repeated only if it is an alias."""
    meant = nearest(name, known, names=True)
    question = f"; did you mean {meant}?" if meant else ""
    called = f" called {printable(name)}" if _may_be_repeated(name) else " of that name"
    return Problem(f"there is no {kind}{called}{question}", pointer)


def _may_be_repeated(name: str) -> bool:
    """Tell whether what stands in an alias's place is no name of a person, as far as one can."""
    try:
        read_alias(name)
    except InvalidInputError:
        return looks_like_id(name)
    return True
