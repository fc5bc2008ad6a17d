"""The last sessions of all groups: when each met, who was away, and who has offered or told a case.

Each is one query for all groups, as ``followups`` shows them all at once.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from balintlog.storage.store import Store

_LAST = """SELECT session.id FROM balint_group JOIN session ON session.id =
    (SELECT id FROM session AS held WHERE held.group_id = balint_group.id AND NOT cancelled
     ORDER BY held_on DESC, recorded_no DESC LIMIT 1)"""
# In this order of the tables (CROSS JOIN) indexes are enough: no text is decrypted.
_TOLD = """SELECT DISTINCT alias FROM session CROSS JOIN presentation ON session_id = session.id
    CROSS JOIN presenter ON presentation_id = presentation.id
    CROSS JOIN member ON member.id = member_id WHERE held_on >= ?"""
_OFFERED = """SELECT alias, max(held_on) FROM session CROSS JOIN attendance
    ON session_id = session.id CROSS JOIN member ON member.id = member_id
    WHERE held_on >= ? AND offered GROUP BY alias"""


def first_and_last_days(store: Store) -> dict[int, tuple[date, date]]:
    """Return by group when it met first and last, without sessions that were cancelled."""
    rows = store.rows(
        "SELECT group_id, min(held_on), max(held_on) FROM session WHERE NOT cancelled GROUP BY 1"
    )
    return {
        group_id: (date.fromisoformat(first), date.fromisoformat(last))
        for group_id, first, last in rows
    }


def away_last_time(store: Store) -> dict[int, set[str]]:
    """Return by group who was not at its last session, with or without a word."""
    rows = store.rows(
        "SELECT session.group_id, alias FROM session JOIN attendance ON session_id = session.id"
        f" JOIN member ON member.id = member_id WHERE session.id IN ({_LAST})"
        " AND status IN ('apologies', 'absent')"
    )
    away: dict[int, set[str]] = {}
    for group_id, alias in rows:
        away.setdefault(group_id, set()).add(alias)
    return away


def told_since(store: Store, day: date) -> set[str]:
    """Return the aliases of those who have presented a case since a day, in any group."""
    return {alias for (alias,) in store.rows(_TOLD, (day.isoformat(),))}


def offered_since(store: Store, day: date) -> dict[str, date]:
    """Return by alias when somebody offered a case last, since a day, and was not heard then.

    Those who have presented one later are left out.
    """
    offered = {
        alias: date.fromisoformat(held_on)
        for alias, held_on in store.rows(_OFFERED, (day.isoformat(),))
    }
    return {
        alias: held_on
        for alias, held_on in offered.items()
        if alias not in told_since(store, held_on)
    }
