"""What goes when a group is deleted: all that it contains, counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.storage.tables import cases, drafts, notes, people, sessions

if TYPE_CHECKING:
    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook


class GroupContents(NamedTuple):
    """How much depends on a group."""

    members: int
    sessions: int
    cases: int
    notes: int
    drafts: int


def group_contents(book: Logbook, group: Group) -> GroupContents:
    """Count what depends on a group, the notes and drafts of all authors included."""
    return GroupContents(
        len(people.members(book.store, group.id)),
        len(sessions.session_lines(book.store, group.id)),
        len(cases.cases(book.store, group.id)),
        len(notes.notes(book.store, group.id)),
        sum(draft.begun.group_id == group.id for draft in drafts.drafts(book.store)),
    )
