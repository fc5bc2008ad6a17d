"""Which cases of this logbook a document from another one means.

Case numbers differ between logbooks: C3 there may be C5 here, or C3 here
another case. An exported document says the label of every earlier case that
it speaks of; here the case of that label is meant, whatever its number.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from balintlog.domain.ids import looks_like_id, number_of, shown
from balintlog.errors import Problem
from balintlog.logbook.document.fields import below
from balintlog.storage.tables import cases

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balintlog.logbook.document.entries import SessionEntry
    from balintlog.storage.store import Store


def translated(
    store: Store, group_id: int, entry: SessionEntry, problems: list[Problem]
) -> SessionEntry:
    """Return the entry with the case numbers of this logbook, for every case with its label.

    A case that is not here is told as such, and becomes None: nothing else is checked of it.
    """
    here = {
        number: _case_here(store, group_id, number, label, problems)
        for number, label in entry.case_labels.items()
    }
    if all(number == found for number, found in here.items()):
        return entry

    def number(there: int | None) -> int | None:
        return None if there is None else here.get(there, there)

    return dataclasses.replace(
        entry,
        checkins=tuple(
            dataclasses.replace(one, case_id=number(one.case_id)) for one in entry.checkins
        ),
        cases=tuple(
            dataclasses.replace(
                one,
                continues=number(one.continues),
                related_to=tuple(
                    found for there in one.related_to if (found := number(there)) is not None
                ),
            )
            for one in entry.cases
        ),
        presentations=tuple(
            dataclasses.replace(one, case_id=number(one.case_id)) for one in entry.presentations
        ),
        notes=tuple(dataclasses.replace(one, case=_of_note(one.case, here)) for one in entry.notes),
    )


def _case_here(
    store: Store, group_id: int, number: int, label: str, problems: list[Problem]
) -> int | None:
    """Return the number of the case that has a label here; the same number stands first."""
    same = cases.labelled(store, group_id, label)
    if number in same:
        return number
    if len(same) == 1:
        return same[0]
    what = "more than one case" if same else "no case"
    name = shown("C", number)
    problems.append(Problem(f"{what} of this group has that label", below("/case_labels", name)))
    return None


def _of_note(case: str | None, here: Mapping[int, int | None]) -> str | None:
    """Translate the case of a note, which may also be a pointer into the document."""
    if case is None or not looks_like_id(case) or case.strip().upper()[0] != "C":
        return case
    there = number_of("C", case)
    found = here.get(there, there)
    return None if found is None else shown("C", found)
