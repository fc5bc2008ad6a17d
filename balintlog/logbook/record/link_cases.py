"""Link cases to each other, and unlink them: one continues another, or is related to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.ids import shown
from balintlog.errors import InvalidInputError
from balintlog.logbook.record.edit_cases import require_as_read
from balintlog.storage.queries import followup_facts
from balintlog.storage.tables import cases

if TYPE_CHECKING:
    from balintlog.domain.records import Case
    from balintlog.logbook.book import Logbook

CONTINUES, RELATED = "continues", "related"


class Linked(NamedTuple):
    """Two cases that are linked, or no longer, by their ids; the ``later`` one came second."""

    later: str
    earlier: str
    relation: str


def link_cases(book: Logbook, case: Case, other: Case, relation: str) -> Linked:
    """Link two cases of a group as they were read; with ``continues`` the first is the later.

    Which of two related cases is the later one is known from the log.
    """
    with book.store.writing():
        _check_pair(book, case, other)
        later, earlier = _in_order(book, case, other, relation)
        linked = Linked(shown("C", later.id), shown("C", earlier.id), relation)
        known = {link.case_id: link.relation for link in cases.links(book.store, later.id)}
        if known.get(earlier.id) == relation:
            said = "already continues" if relation == CONTINUES else "is already related to"
            raise InvalidInputError(f"{linked.later} {said} {linked.earlier}")
        if relation == CONTINUES and CONTINUES in known.values():
            first = next(shown("C", number) for number in known if known[number] == CONTINUES)
            raise InvalidInputError(
                f"{linked.later} already continues {first}",
                hint=f"Unlink these first: balintlog case unlink {linked.later} {first}",
            )
        cases.link(book.store, later.id, earlier.id, relation)
        for changed in (later, earlier):
            cases.touch_case(book.store, changed.id)
    return linked


def unlink_cases(book: Logbook, case: Case, other: Case) -> Linked:
    """Delete the link between two cases as they were read; return what it was."""
    with book.store.writing():
        _check_pair(book, case, other)
        for later, earlier in ((case, other), (other, case)):
            if earlier.id in cases.earlier_cases(book.store, later.id):
                known = {link.case_id: link.relation for link in cases.links(book.store, later.id)}
                cases.unlink(book.store, later.id, earlier.id)
                for changed in (later, earlier):
                    cases.touch_case(book.store, changed.id)
                return Linked(shown("C", later.id), shown("C", earlier.id), known[earlier.id])
        raise InvalidInputError(
            f"{shown('C', case.id)} and {shown('C', other.id)} are not linked",
            hint=f"To see the links of a case: balintlog case show {shown('C', case.id)}",
        )


def _check_pair(book: Logbook, case: Case, other: Case) -> None:
    """Check that two cases of one group are still as they were read."""
    for read in (case, other):
        require_as_read(book, read)
    if case.id == other.id:
        raise InvalidInputError("a case cannot be linked to itself")
    if case.group_id != other.group_id:
        names = f"{shown('C', case.id)} and {shown('C', other.id)}"
        raise InvalidInputError(f"{names} are cases of two groups")


def _in_order(book: Logbook, case: Case, other: Case, relation: str) -> tuple[Case, Case]:
    """Return the later and the earlier of two cases."""
    name, other_name = shown("C", case.id), shown("C", other.id)
    first, other_first = (
        followup_facts.case_log(book.store, known.id).first_at for known in (case, other)
    )
    if first == other_first:
        raise InvalidInputError(
            f"{name} and {other_name} were first presented at the same session, so neither is the"
            " earlier one"
        )
    if first > other_first:
        return case, other
    if relation == CONTINUES:
        raise InvalidInputError(
            f"{name} was presented before {other_name}, so it cannot continue it",
            hint=f"The other way round: balintlog case link {other_name} {name} --continues",
        )
    return other, case
