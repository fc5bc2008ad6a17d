"""A group's own words: those that are fine, and those that must never pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from balintlog.storage.store import Store

ALLOW, DENY = "allow", "deny"


def words(store: Store, group_id: int, which: str) -> list[str]:
    """Return the words of one list of a group, in the order of the alphabet."""
    found = store.rows(
        "SELECT word FROM screen_word WHERE group_id = ? AND list = ?", (group_id, which)
    )
    return sorted((word for (word,) in found), key=str.casefold)


def add(store: Store, group_id: int, which: str, new: Iterable[str]) -> None:
    """Put words on a list of a group."""
    for word in new:
        store.add(
            "INSERT INTO screen_word (group_id, list, word) VALUES (?, ?, ?)",
            (group_id, which, word),
        )


def remove(store: Store, group_id: int, which: str, old: Iterable[str]) -> None:
    """Take words off a list of a group."""
    for word in old:
        store.change(
            "DELETE FROM screen_word WHERE group_id = ? AND list = ? AND word = ?",
            (group_id, which, word),
        )
