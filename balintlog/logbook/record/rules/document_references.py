"""References of a document to what is known here: groups, leaders, members and cases.

Everything that a document mentions is looked up at once, also what stands in an object that is
not whole, so that a leader sees every mistyped name with all other faults.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain.aliases import read_alias
from balintlog.domain.ids import looks_like_id, number_of
from balintlog.domain.text import printable
from balintlog.domain.vocabulary import nearest
from balintlog.errors import InvalidInputError, Problem
from balintlog.logbook.book import group_named
from balintlog.storage.tables import cases, people

if TYPE_CHECKING:
    from collections.abc import Iterable

    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.document.reading_context import Reading
    from balintlog.storage.store import Store


def group_of_document(book: Logbook, reading: Reading) -> Group | None:
    """Return the group that a document is about, or None if it names none that is known."""
    for mention in reading.mentions:
        if mention.kind == "group":
            group = group_named(book, mention.name)
            if group is None:
                labels = [known.label for known in people.groups(book.store)]
                reading.problems.append(unknown("group", mention.name, labels, mention.pointer))
            return group
    return None


def check_names(store: Store, group_id: int | None, reading: Reading) -> None:
    """Say which leaders, members and cases are not known; these two only if the group is."""
    leaders = people.leaders(store)
    members: Iterable[str] = ()
    if group_id is not None:
        members = [member.alias for member in people.members(store, group_id)]
    for kind, name, pointer in reading.mentions:
        if kind == "leader" and name not in leaders:
            reading.problems.append(unknown("leader", name, leaders, pointer))
        elif group_id is None:
            continue
        elif kind in ("member", "presenter") and name not in members:
            reading.problems.append(unknown("member of this group", name, members, pointer))
        elif kind == "teller" and name not in (*members, *leaders):
            known = (*members, *leaders)
            reading.problems.append(unknown("member or leader", name, known, pointer))
        elif kind == "case" and not is_case_of(store, group_id, number_of("C", name)):
            reading.problems.append(Problem(f"this group has no case {name}", pointer))


def is_case_of(store: Store, group_id: int, number: int) -> bool:
    """Whether a group has a case of that number."""
    case = cases.case(store, number)
    return case is not None and case.group_id == group_id


def unknown(kind: str, name: str, known: Iterable[str], pointer: str) -> Problem:
    """Say that a name is not known, with the nearest one; it is repeated only if it is an alias."""
    meant = nearest(name, known, names=True)
    question = f"; did you mean {meant}?" if meant else ""
    called = f" called {printable(name)}" if _may_be_repeated(name) else " of that name"
    return Problem(f"there is no {kind}{called}{question}", pointer)


def _may_be_repeated(name: str) -> bool:
    """Whether what stands in an alias's place is no person's name, as far as we can tell."""
    try:
        read_alias(name)
    except InvalidInputError:
        return looks_like_id(name)
    return True
