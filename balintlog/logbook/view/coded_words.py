"""The coded words of cases: kind, themes, feelings and reasons, as they were chosen from lists."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from balintlog.domain.ids import shown
from balintlog.storage.tables import presentations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balintlog.domain.document import Telling
    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook


def words_of(telling: Telling) -> tuple[str, ...]:
    """Return the words that were chosen for one presentation, each once."""
    kind = () if telling.encounter is None else (telling.encounter,)
    why = () if telling.why is None else (telling.why,)
    chosen = (*kind, *telling.themes, *telling.feelings, *telling.patient_feelings, *why)
    return tuple(dict.fromkeys(chosen))


def by_case(book: Logbook, group: Group | None) -> Mapping[str, tuple[str, ...]]:
    """Return by the id of a case what was chosen whenever it was presented."""
    words: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for told in presentations.of_group(book.store, None if group is None else group.id):
        words[shown("C", told.case_id)] += words_of(told.telling)
    return words
