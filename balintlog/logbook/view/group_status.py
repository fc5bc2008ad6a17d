"""The state of a group at a glance, before its next session."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.ids import shown
from balintlog.logbook.view.followup_list import followups
from balintlog.storage.tables import cases, people, presentations, sessions

if TYPE_CHECKING:
    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.view.followup_list import GroupFollowUps
    from balintlog.storage.tables.sessions import RecentSession

LAST_SESSIONS = 5


class LastSession(NamedTuple):
    """The latest session of a group; people are counted as in Seats."""

    session: str
    held_on: date
    cancelled: bool
    sat_in: int
    named: int
    visitors: int


class MemberStatus(NamedTuple):
    """How often a member was at the last sessions, and what came since they last presented.

    ``of``: at how many of the last sessions they are in the attendance.
    """

    member: str
    sat_in: int
    of: int
    last_presented_on: date | None
    attended_since: int


class GroupStatus(NamedTuple):
    """What a leader wants to know at a glance before the next session."""

    group: str
    label: str
    agreed_on: date | None
    last_session: LastSession | None
    open_cases: int
    followups: GroupFollowUps
    attendance: list[MemberStatus]


def status(book: Logbook, group: Group) -> GroupStatus:
    """Return the state of a group; no member is judged or ranked."""
    with book.store.reading():
        last = sessions.recent_sessions(book.store, group.id, LAST_SESSIONS)
        held = [session for session in last if not session.cancelled]
        return GroupStatus(
            group=shown("G", group.id),
            label=group.label,
            agreed_on=group.agreed_on,
            last_session=_last_session(book, last[0]) if last else None,
            open_cases=len(cases.open_labels(book.store, group.id)),
            followups=followups(book, group),
            attendance=_members_now(book, group, held),
        )


def _last_session(book: Logbook, latest: RecentSession) -> LastSession:
    counted = sessions.seats_counted(book.store, latest.id)
    return LastSession(shown("S", latest.id), latest.held_on, latest.cancelled, *counted)


def _members_now(book: Logbook, group: Group, held: list[RecentSession]) -> list[MemberStatus]:
    """Return a line for each member of today; ``held`` are the last sessions that took place."""
    members = [
        member for member in people.members(book.store, group.id) if member.belongs_on(book.today)
    ]
    presented = presentations.last_of_members(book.store, group.id)
    last = {member.alias: presented.get(member.alias, date.min) for member in members}
    since = min(last.values(), default=date.min)
    attended = people.attended_dates(book.store, group.id, since)
    lines = []
    for alias, day in last.items():
        named = [there for session in held for there in session.attendance if there.alias == alias]
        sat_in = sum(there.sat_in for there in named)
        later = {evening for evening in attended.get(alias, ()) if evening > day}
        lines.append(MemberStatus(alias, sat_in, len(named), presented.get(alias), len(later)))
    return lines
