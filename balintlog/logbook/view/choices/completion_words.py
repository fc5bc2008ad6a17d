"""The words of a logbook that complete what a leader types: ids, labels and aliases."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.ids import shown
from balintlog.storage.tables import cases, people, sessions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balintlog.logbook.book import Logbook

LATEST = 10  # sessions of each group that are proposed
_NONE: Mapping[str, str] = MappingProxyType({})


class WordsToComplete(NamedTuple):
    """Ids, labels and aliases by what they name, each with what it means.

    Labels of cases are among the meanings; no other text of a case is.
    """

    groups: Mapping[str, str] = _NONE
    members: Mapping[str, str] = _NONE
    cases: Mapping[str, str] = _NONE
    sessions: Mapping[str, str] = _NONE
    leaders: Mapping[str, str] = _NONE


def words_to_complete(book: Logbook) -> WordsToComplete:
    """Return what a leader may want to type next of the groups that still meet."""
    groups: dict[str, str] = {}
    members: dict[str, str] = {}
    open_cases: dict[str, str] = {}
    held: dict[str, str] = {}
    for group in people.groups(book.store, archived=False):
        groups |= {shown("G", group.id): group.label, group.label: shown("G", group.id)}
        for member in people.members(book.store, group.id):
            members[member.alias] = f"member of {group.label}"
        for number, label in cases.open_labels(book.store, group.id).items():
            open_cases[shown("C", number)] = label
        for session in sessions.latest_sessions(book.store, group.id, LATEST):
            held[shown("S", session.id)] = f"{group.label}, {session.held_on}"
    leaders = dict.fromkeys(people.leaders(book.store), "leader")
    return WordsToComplete(groups, members, open_cases, held, leaders)
