"""Drafts: records that a leader has not finished, one for each group, for seven days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from balintlog.storage.store import Store

KEPT_DAYS = 7


def keep_draft(store: Store, leader_id: int, group_id: int, document: str, today: date) -> None:
    """Save a draft in place of an older one of the same leader and group."""
    store.add(
        "INSERT INTO draft (leader_id, group_id, document, updated_on) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET document = excluded.document, updated_on = excluded.updated_on",
        (leader_id, group_id, document, today.isoformat()),
    )


def draft(store: Store, leader_id: int, group_id: int) -> tuple[str, date] | None:
    """Return a leader's draft for a group, and the day on which it was last changed."""
    row = store.row(
        "SELECT document, updated_on FROM draft WHERE leader_id = ? AND group_id = ?",
        (leader_id, group_id),
    )
    return None if row is None else (row["document"], date.fromisoformat(row["updated_on"]))


def drafts(store: Store) -> list[tuple[int, int, str]]:
    """Return leader, group and document of every draft."""
    return [tuple(row) for row in store.rows("SELECT leader_id, group_id, document FROM draft")]


def drop_draft(store: Store, leader_id: int, group_id: int) -> None:
    """Delete a draft, if there is one."""
    store.change("DELETE FROM draft WHERE leader_id = ? AND group_id = ?", (leader_id, group_id))


def drop_old_drafts(store: Store, today: date) -> None:
    """Delete the drafts that were last changed seven days ago or earlier; else write nothing."""
    oldest = (today - timedelta(days=KEPT_DAYS)).isoformat()
    if store.value("SELECT 1 FROM draft WHERE updated_on <= ? LIMIT 1", (oldest,)):
        with store.unmarked():
            store.change("DELETE FROM draft WHERE updated_on <= ?", (oldest,))
