"""Follow-up changes: which cases come onto the list, move on it or leave it by a command."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.ids import number_of, shown
from balintlog.logbook.view import followup_list
from balintlog.storage.tables import cases, people

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balintlog.logbook.book import Logbook

_LISTS = ("owed", "coming", "open_door")


class FollowUpChange(NamedTuple):
    """A case whose asking has begun, ended or moved, and what is said of it now."""

    case: str
    label: str
    follow_up: str

    @property
    def line(self) -> str:
        """The one line that a leader reads."""
        return f"{self.case} {self.label}: {self.follow_up}."


def listed_now(book: Logbook, group_id: int) -> dict[str, str]:
    """Return the list on which each case of a group stands now, by the id of the case."""
    group = people.group(book.store, group_id)
    if group is None:
        return {}
    followups = followup_list.followups(book, group)
    return {line.case: name for name in _LISTS for line in getattr(followups, name)}


def changes_since(
    book: Logbook, group_id: int, before: Mapping[str, str]
) -> tuple[FollowUpChange, ...]:
    """Return what has changed since ``listed_now`` was ``before``; cases that are gone aside."""
    now = listed_now(book, group_id)
    moved = {case for case in {*before, *now} if before.get(case) != now.get(case)}
    changes = []
    for number in sorted(number_of("C", case) for case in moved):
        case = cases.case(book.store, number)
        if case is not None and case.id == number:
            said = followup_list.said_of(book, case)
            changes.append(FollowUpChange(shown("C", number), case.label, said))
    return tuple(changes)
