"""The counts of a year: sessions, cases and news of every group, in one query."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from balintlog.storage.store import Store


class YearCounts(NamedTuple):
    """What was done in a group since a day; ``minutes`` are those of sessions that took place."""

    sessions: int = 0
    cancelled: int = 0
    minutes: int = 0
    presentations: int = 0
    news: int = 0


def year_counts(store: Store, since: date) -> dict[int, YearCounts]:
    """Return the counts since a day by group, without those that have not met since.

    Presentations of cases that were purged count as well.
    """
    rows = store.rows(
        "SELECT group_id, sum(NOT cancelled), sum(cancelled),"
        " sum(CASE WHEN cancelled THEN 0 ELSE minutes END), sum(purged_presentations"
        "  + (SELECT count(*) FROM presentation WHERE session_id = session.id)),"
        " sum((SELECT count(*) FROM checkin WHERE session_id = session.id))"
        " FROM session WHERE held_on >= ? GROUP BY group_id",
        (since.isoformat(),),
    )
    return {group_id: YearCounts(*map(int, counts)) for group_id, *counts in rows}
