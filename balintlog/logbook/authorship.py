"""Authorship of process notes: a leader is shown their own, unless they ask for everybody's.

A courtesy between two leaders of a logbook, no protection: anybody who can open
it can read all of it. So what is left out is counted, but never shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.storage.tables import notes, people

if TYPE_CHECKING:
    from balintlog.domain.records import Case, Group, ProcessNote, Session
    from balintlog.logbook.book import Logbook


def author_shown(book: Logbook, *, all_authors: bool) -> int | None:
    """Return the number of the leader whose notes are shown; None for everybody's."""
    return None if all_authors else book.leader_id


def is_own(book: Logbook, note: ProcessNote) -> bool:
    """Return True if the leader at the keyboard is the author of a note."""
    return note.author == book.leader


def left_out(
    book: Logbook,
    *,
    all_authors: bool,
    group: Group | None = None,
    session: Session | None = None,
    case: Case | None = None,
) -> int:
    """Count the notes of one place, or of the whole logbook, that are not shown."""
    if all_authors:
        return 0
    return notes.count_by_others(
        book.store,
        book.leader_id,
        group_id=None if group is None else group.id,
        session_id=None if session is None else session.id,
        case_id=None if case is None else case.id,
    )


def author_id(book: Logbook, alias: str | None) -> int:
    """Return the number of a note's author, by default the leader at the keyboard."""
    return book.leader_id if alias is None else people.leaders(book.store)[alias].id
