"""Edit leaders: how they are added, and changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.logbook.book import changed_meanwhile
from balintlog.logbook.record.given_aliases import new_alias
from balintlog.storage.tables import people

if TYPE_CHECKING:
    from balintlog.domain.records import Leader
    from balintlog.logbook.book import Logbook


def add_leader(book: Logbook, alias: str, accredited: str) -> str:
    """Add a leader, who needs no key, and return the alias."""
    with book.store.writing():
        alias = new_alias(book, alias)
        people.add_leader(book.store, alias, accredited)
    return alias


def change_leader(book: Logbook, leader: Leader, accredited: str) -> None:
    """Change a leader as it was read."""
    if not people.change_leader(book.store, leader, accredited):
        raise changed_meanwhile(leader.alias)
