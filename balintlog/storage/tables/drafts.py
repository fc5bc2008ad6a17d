"""Drafts: what a leader has begun with some command and not finished.

A draft stays until it is saved, thrown away or purged: nothing that only reads deletes it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from balintlog.domain.draft import Begun, Draft
from balintlog.storage.tables.stored_words import known

if TYPE_CHECKING:
    from balintlog.storage.store import Store


_WITH_COMMANDS = 5  # the schema from which on other commands than log have drafts


def add_draft(store: Store, leader_id: int, begun: Begun, document: str, today: date) -> int:
    """Save a new draft; return its number."""
    return store.add(
        "INSERT INTO draft (leader_id, group_id, command, object, document, updated_on)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (leader_id, *begun, document, today.isoformat()),
    )


def change_draft(store: Store, number: int, document: str, today: date) -> bool:
    """Save a draft as it is now; return whether it was still there."""
    changed = store.change(
        "UPDATE draft SET document = ?, updated_on = ? WHERE id = ?",
        (document, today.isoformat(), number),
    )
    return bool(changed)


def drafts(store: Store) -> list[Draft]:
    """Return every draft, group by group and leader by leader, the oldest first.

    Also those of a file whose schema was not brought up to date, as that of a backup.
    """
    has_commands = store.value("PRAGMA user_version") >= _WITH_COMMANDS
    begun = "draft.id, group_id, command, object" if has_commands else "0, group_id, 'log', ''"
    rows = store.rows(
        f"SELECT {begun}, document, updated_on, alias, label FROM draft"
        " JOIN leader ON leader.id = leader_id JOIN balint_group ON balint_group.id = group_id"
        " ORDER BY group_id, leader_id, 1"
    )
    return [
        Draft(number, Begun(*begun), document, date.fromisoformat(day), leader, label)
        for number, *begun, document, day, leader, label in rows
        if known("draft", {"command": begun[1]})
    ]


def drop_draft(store: Store, number: int) -> None:
    """Delete a draft, if it is still there."""
    store.change("DELETE FROM draft WHERE id = ?", (number,))


def drop_all(store: Store) -> None:
    """Delete every draft of a copy that is to hold none, which leaves no mark of a commit."""
    with store.unmarked():
        store.change("DELETE FROM draft")
