"""The words of a logbook that complete what a leader types: ids, labels and aliases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain.ids import shown
from balintlog.storage.tables import cases, people, sessions

if TYPE_CHECKING:
    from balintlog.logbook.book import Logbook

LATEST = 10  # sessions of each group that are proposed


def words_to_complete(book: Logbook) -> dict[str, str]:
    """Return ids, labels and aliases that a leader may want to type next, with what they mean.

    Labels of cases are among the meanings; no other text of a case is.
    """
    words: dict[str, str] = {}
    for group in people.groups(book.store, archived=False):
        words |= {shown("G", group.id): group.label, group.label: shown("G", group.id)}
        for member in people.members(book.store, group.id):
            words[member.alias] = f"member of {group.label}"
        for number, label in cases.open_labels(book.store, group.id).items():
            words[shown("C", number)] = label
        for session in sessions.latest_sessions(book.store, group.id, LATEST):
            words[shown("S", session.id)] = f"{group.label}, {session.held_on}"
    words |= dict.fromkeys(people.leaders(book.store), "leader")
    return words
