"""Plans: what the leaders wanted to do next time, as long as it is not done."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.ids import shown
from balintlog.logbook import authorship
from balintlog.storage.tables import notes

if TYPE_CHECKING:
    from datetime import date

    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook


class Plan(NamedTuple):
    """What a process note wants to be done next time, and the session that it comes from."""

    note: str
    session: str
    held_on: date
    author: str
    next_time: str


def open_plans(book: Logbook, group: Group, *, all_authors: bool = False) -> list[Plan]:
    """Return what is still to be done in a group, oldest first.

    Only the leader's own plans, or those of all authors.
    """
    author = authorship.author_shown(book, all_authors=all_authors)
    return [
        Plan(shown("N", number), shown("S", session_id), held_on, written_by, next_time)
        for number, session_id, held_on, written_by, next_time in notes.not_done(
            book.store, group.id, author
        )
    ]
