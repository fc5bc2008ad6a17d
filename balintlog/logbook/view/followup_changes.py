"""Follow-up changes: which cases come onto the list, move on it or leave it by a command."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.ids import number_of, shown
from balintlog.logbook.view import followup_list, what_follows
from balintlog.storage.tables import cases, people

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from balintlog.domain.records import Case
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
        colon = "" if self.follow_up.startswith(("stays", "is gone")) else ":"
        return f"{self.case} {self.label}{colon} {self.follow_up}."


def listed_now(book: Logbook, group_id: int) -> dict[str, str]:
    """Return the list on which each case of a group stands now, by the id of the case."""
    group = people.group(book.store, group_id)
    if group is None:
        return {}
    followups = followup_list.followups(book, group)
    return {line.case: name for name in _LISTS for line in getattr(followups, name)}


def changes_since(
    book: Logbook, group_id: int, before: Mapping[str, str], touched: Iterable[str] = ()
) -> tuple[FollowUpChange, ...]:
    """Return what has changed since ``listed_now`` was ``before``, and what holds of ``touched``.

    Cases that are gone are left out.
    """
    now = listed_now(book, group_id)
    moved = {case for case in {*before, *now} if before.get(case) != now.get(case)}
    changes = []
    for number in sorted(number_of("C", case) for case in {*moved, *touched}):
        case = cases.case(book.store, number)
        if case is not None and case.id == number and case.group_id == group_id:
            changes.append(change_of(book, case))
    return tuple(changes)


def gone(number: int, label: str) -> FollowUpChange:
    """Return what follows for a case that is there no more."""
    return FollowUpChange(shown("C", number), label, "is gone, so nobody is asked about it")


def change_of(book: Logbook, case: Case) -> FollowUpChange:
    """Return what follows for a case as it is now."""
    name = shown("C", case.id)
    return FollowUpChange(name, case.label, what_follows.clause_of(book, case))
