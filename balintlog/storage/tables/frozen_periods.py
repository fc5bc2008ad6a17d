"""Frozen periods, whose figures have left the logbook, and the log of what left."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from balintlog.storage.store import Store


class FrozenPeriod(NamedTuple):
    """A group's period, both days included, with what was said of it as JSON."""

    id: int
    since: date
    until: date
    facts_digest: str
    disclosed: str


def freeze(
    store: Store, group_id: int, since: date, until: date, facts_digest: str, disclosed: str
) -> FrozenPeriod:
    """Keep what is said of a period."""
    number = store.add(
        "INSERT INTO frozen_period (group_id, since, until, facts_digest, disclosed)"
        " VALUES (?, ?, ?, ?, ?)",
        (group_id, since.isoformat(), until.isoformat(), facts_digest, disclosed),
    )
    return FrozenPeriod(number, since, until, facts_digest, disclosed)


def frozen(store: Store, group_id: int) -> list[FrozenPeriod]:
    """Return the frozen periods of a group, in order."""
    rows = store.rows(
        "SELECT id, since, until, facts_digest, disclosed FROM frozen_period"
        " WHERE group_id = ? ORDER BY since",
        (group_id,),
    )
    return [
        FrozenPeriod(row[0], date.fromisoformat(row[1]), date.fromisoformat(row[2]), row[3], row[4])
        for row in rows
    ]


def discard(store: Store, period: FrozenPeriod) -> None:
    """Forget a frozen period and its texts."""
    store.change("DELETE FROM frozen_period WHERE id = ?", (period.id,))


def text(store: Store, period: FrozenPeriod, look: str) -> str | None:
    """Return what was written of a period in one format, or None."""
    written: str | None = store.value(
        "SELECT text FROM frozen_text WHERE period_id = ? AND format = ?", (period.id, look)
    )
    return written


def keep_text(store: Store, period: FrozenPeriod, look: str, written: str) -> None:
    """Keep what was written of a period in one format."""
    store.add(
        "INSERT INTO frozen_text (period_id, format, text) VALUES (?, ?, ?)",
        (period.id, look, written),
    )


def note(
    store: Store,
    group_id: int,
    leader_id: int,
    on: date,
    what: str,
    period: tuple[date, date],
    look: str | None = None,
    digest: str | None = None,
) -> int:
    """Note that a report was exported, or a frozen period discarded; return the note's number."""
    return store.add(
        "INSERT INTO report_log (group_id, done_on, leader_id, what, since, until, format, digest)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            group_id,
            on.isoformat(),
            leader_id,
            what,
            period[0].isoformat(),
            period[1].isoformat(),
            look,
            digest,
        ),
    )


def last_noted(store: Store, group_id: int, since: date, until: date) -> int | None:
    """Return the number of the last note on a period of a group, or None."""
    number: int | None = store.value(
        "SELECT max(id) FROM report_log WHERE group_id = ? AND since = ? AND until = ?",
        (group_id, since.isoformat(), until.isoformat()),
    )
    return number
