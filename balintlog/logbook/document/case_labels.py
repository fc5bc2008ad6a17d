"""Case labels: which cases of this logbook a document from another one means.

Case numbers differ between logbooks: C3 there may be C5 here, or C3 here
another case. An exported document says the label of every earlier case that
it speaks of; here the case of that label is meant, whatever its number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain.ids import looks_like_id, number_of, shown
from balintlog.errors import Problem
from balintlog.logbook.document.json_pointer import below
from balintlog.storage.tables import cases, merged_cases

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TypeVar

    from balintlog.domain.document import (
        CaseEntry,
        CheckInEntry,
        NoteEntry,
        PresentationEntry,
        SessionEntry,
    )
    from balintlog.logbook.document.reading_context import Mention, Reading
    from balintlog.storage.store import Store

    OfCase = TypeVar("OfCase", CheckInEntry, PresentationEntry)


def translated(store: Store, group_id: int, entry: SessionEntry, reading: Reading) -> SessionEntry:
    """Return the entry with the case numbers of this logbook, for every case with its label.

    A case that is not here is reported as missing, and nothing else about it is checked: its
    entries count as not whole. The mentions of the reading are translated with the entry.
    """
    merged = merged_cases.merged(store)
    here: dict[int, int | None] = {
        number: _case_here(store, group_id, number, label, reading.problems, merged.get(number))
        for number, label in entry.case_labels.items()
    }
    here = {**merged, **here}
    if all(number == there for number, there in here.items()):
        return entry
    reading.mentions = _mentions(reading.mentions, here)
    return entry._replace(
        checkins=_of_cases(entry.checkins, here, reading),
        cases=tuple(_new_case(case, here) for case in entry.cases),
        presentations=_of_cases(entry.presentations, here, reading),
        notes=tuple(note._replace(case=_of_note(note, here)) for note in entry.notes),
    )


def _case_here(
    store: Store,
    group_id: int,
    number: int,
    label: str,
    problems: list[Problem],
    merged_into: int | None,
) -> int | None:
    """Return the number of the case that has a label here; the same number stands first.

    Where no case has it, its number may be that of a case that was merged into another one.
    """
    same = cases.labelled(store, group_id, label)
    if number in same:
        return number
    if len(same) == 1:
        return same[0]
    if not same and merged_into is not None:
        return merged_into
    what = "more than one case" if same else "no case"
    name = shown("C", number)
    problems.append(Problem(f"{what} of this group has that label", below("/case_labels", name)))
    return None


def _mentions(mentions: Iterable[Mention], here: Mapping[int, int | None]) -> list[Mention]:
    kept = []
    for mention in mentions:
        if mention.kind != "case":
            kept.append(mention)
        elif (number := _number(number_of("C", mention.name), here)) is not None:
            kept.append(mention._replace(name=shown("C", number)))
    return kept


def _number(there: int, here: Mapping[int, int | None]) -> int | None:
    return here.get(there, there)


def _of_cases(
    entries: tuple[OfCase, ...], here: Mapping[int, int | None], reading: Reading
) -> tuple[OfCase, ...]:
    kept = []
    for entry in entries:
        number = _number(entry.case, here)
        if number is None:
            reading.not_whole.append(entry.pointer)
        else:
            kept.append(entry._replace(case=number))
    return tuple(kept)


def _new_case(case: CaseEntry, here: Mapping[int, int | None]) -> CaseEntry:
    continues = None if case.continues is None else _number(case.continues, here)
    related = [_number(number, here) for number in case.related_to]
    return case._replace(
        continues=continues, related_to=tuple(number for number in related if number is not None)
    )


def _of_note(note: NoteEntry, here: Mapping[int, int | None]) -> str | None:
    """Translate the case of a note, which may also be a pointer into the document."""
    case = note.case
    if case is None or not looks_like_id(case) or case.strip().upper()[0] != "C":
        return case
    number = _number(number_of("C", case), here)
    return None if number is None else shown("C", number)
