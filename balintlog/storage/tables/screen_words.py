"""A group's own words for the screen: those that are allowed, and those that are blocked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.storage.tables.stored_words import known

if TYPE_CHECKING:
    from collections.abc import Iterable

    from balintlog.domain.vocabulary import WordList
    from balintlog.storage.store import Store

# How the released schema calls the lists.
_STORED: dict[WordList, str] = {"allowed": "allow", "blocked": "deny"}


def words(store: Store, group_id: int, which: WordList) -> list[str]:
    """Return the words of one list of a group, in the order of the alphabet."""
    rows = store.rows("SELECT list, word FROM screen_word WHERE group_id = ?", (group_id,))
    chosen = (row["word"] for row in rows if known("screen_word", row)["list"] == _STORED[which])
    return sorted(chosen, key=str.casefold)


def add(store: Store, group_id: int, which: WordList, new: Iterable[str]) -> None:
    """Put words on a list of a group."""
    for word in new:
        store.add(
            "INSERT INTO screen_word (group_id, list, word) VALUES (?, ?, ?)",
            (group_id, _STORED[which], word),
        )


def remove(store: Store, group_id: int, which: WordList, old: Iterable[str]) -> None:
    """Take words off a list of a group."""
    for word in old:
        store.change(
            "DELETE FROM screen_word WHERE group_id = ? AND list = ? AND word = ?",
            (group_id, _STORED[which], word),
        )
