"""Drafts: records that a leader has not finished, one for each leader and group.

A draft stays until it is saved, thrown away or purged: nothing that only reads deletes it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from balintlog.storage.store import Store


class DraftRow(NamedTuple):
    """A draft of any leader: its document as JSON, the day of the last change, and whose it is.

    ``leader`` is the alias of its leader, ``label`` that of its group.
    """

    leader_id: int
    group_id: int
    document: str
    updated_on: date
    leader: str
    label: str


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


def drafts(store: Store) -> list[DraftRow]:
    """Return every draft, group by group."""
    rows = store.rows(
        "SELECT leader_id, group_id, document, updated_on, alias, label FROM draft"
        " JOIN leader ON leader.id = leader_id JOIN balint_group ON balint_group.id = group_id"
        " ORDER BY group_id, leader_id"
    )
    return [
        DraftRow(leader_id, group_id, document, date.fromisoformat(day), leader, label)
        for leader_id, group_id, document, day, leader, label in rows
    ]


def drop_draft(store: Store, leader_id: int, group_id: int) -> None:
    """Delete a draft, if there is one."""
    store.change("DELETE FROM draft WHERE leader_id = ? AND group_id = ?", (leader_id, group_id))


def drop_all(store: Store) -> None:
    """Delete every draft of a copy that is to hold none, which leaves no mark of a commit."""
    with store.unmarked():
        store.change("DELETE FROM draft")
