"""The days of a group: every date that is recorded of it, against which another is held."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from balintlog.storage.store import Store

_DAYS = """SELECT held_on FROM session WHERE group_id = :group_id AND id != :session_id
    UNION SELECT joined_on FROM membership JOIN member ON member.id = member_id
        WHERE group_id = :group_id
    UNION SELECT left_on FROM membership JOIN member ON member.id = member_id
        WHERE group_id = :group_id
    UNION SELECT started_on FROM balint_group WHERE id = :group_id
    UNION SELECT agreed_on FROM balint_group WHERE id = :group_id
    UNION SELECT archived_on FROM balint_group WHERE id = :group_id"""


def days_of_group(store: Store, group_id: int, session_id: int = 0) -> list[date]:
    """Return the days of a group in order, but for that of one session."""
    rows = store.rows(f"{_DAYS} ORDER BY 1", {"group_id": group_id, "session_id": session_id})
    return [date.fromisoformat(day) for (day,) in rows if day is not None]


def session_days(store: Store, group_id: int, session_id: int = 0) -> list[date]:
    """Return the days of a group's sessions in order, but for that of one."""
    rows = store.rows(
        "SELECT held_on FROM session WHERE group_id = ? AND id != ? ORDER BY held_on",
        (group_id, session_id),
    )
    return [date.fromisoformat(day) for (day,) in rows]


def sessions_without(store: Store, group_id: int, member_id: int) -> list[tuple[int, date]]:
    """Return number and day of the sessions that took place and do not name a member."""
    rows = store.rows(
        "SELECT id, held_on FROM session WHERE group_id = ? AND NOT cancelled"
        " AND id NOT IN (SELECT session_id FROM attendance WHERE member_id = ?)"
        " ORDER BY held_on, id",
        (group_id, member_id),
    )
    return [(number, date.fromisoformat(day)) for number, day in rows]
