"""The state of a group at a glance, before its next session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from balintlog.domain.ids import shown
from balintlog.logbook.view.followup_list import followups
from balintlog.storage.tables import cases, people, presentations, sessions

if TYPE_CHECKING:
    from datetime import date

    from balintlog.domain.records import Group, Session
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.view.followup_list import GroupFollowUps

LAST_SESSIONS = 5


class GroupStatus(NamedTuple):
    """What a leader wants to know at a glance before the next session."""

    group: str
    label: str
    agreed_on: date | None
    last_session: dict[str, Any] | None
    open_cases: int
    followups: GroupFollowUps
    attendance: list[dict[str, Any]]


def status(book: Logbook, group: Group) -> GroupStatus:
    """Return the state of a group: a member's line holds no judgement and no rank."""
    with book.store.reading():
        last = sessions.latest_sessions(book.store, group.id, LAST_SESSIONS)
        return GroupStatus(
            group=shown("G", group.id),
            label=group.label,
            agreed_on=group.agreed_on,
            last_session=_last_session(last),
            open_cases=len(cases.cases(book.store, group.id, open_only=True)),
            followups=followups(book, group),
            attendance=_attendance_lines(book, group, [one for one in last if not one.cancelled]),
        )


def _last_session(last: list[Session]) -> dict[str, Any] | None:
    if not last:
        return None
    latest = last[0]
    return {
        "session": shown("S", latest.id),
        "held_on": latest.held_on,
        "cancelled": latest.cancelled,
        "sat_in": sum(one.sat_in for one in latest.attendance),
        "named": len(latest.attendance),
    }


def _attendance_lines(book: Logbook, group: Group, last: list[Session]) -> list[dict[str, Any]]:
    presented = presentations.last_of_members(book.store, group.id)
    lines = []
    for member in people.members(book.store, group.id):
        if not member.belongs_on(book.today):
            continue
        named = [one for session in last for one in session.attendance if one.alias == member.alias]
        day = presented.get(member.alias)
        lines.append(
            {
                "member": member.alias,
                "sat_in": sum(one.sat_in for one in named),
                "of": len(named),
                "last_presented_on": day,
                "attended_since": sessions.attended_after(book.store, member.id, day),
            }
        )
    return lines
