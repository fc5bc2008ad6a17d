"""A case's story: its history together with those of the cases that it continues, or that go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.ids import shown
from balintlog.logbook.book import find_case
from balintlog.logbook.view.case_history import (
    HeardEntry,
    HistoryEntry,
    LinkEntry,
    ToldEntry,
    entries_with_moments,
)
from balintlog.storage.tables import cases

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from balintlog.domain.records import Case
    from balintlog.logbook.book import Logbook

CONTINUES = frozenset({"continues", "continued-by"})


class StoryEntry(NamedTuple):
    """What happened to one of the cases of a story; ``of`` is its id."""

    of: str
    content: HistoryEntry


def story_of(
    book: Logbook, case: Case, *, with_notes: bool, all_authors: bool = False
) -> list[StoryEntry]:
    """Return all that happened to a case and to those with which it is one story, in order.

    Those are the cases that it continues, and that continue it, over any number of links; of
    these links nothing else is said. Notes are the leader's own, or those of all authors.
    """
    entries = [
        (moment, StoryEntry(shown("C", number), entry))
        for number in _chain(book, case)
        for moment, entry in entries_with_moments(
            book,
            find_case(book, shown("C", number)),
            with_notes=with_notes,
            all_authors=all_authors,
        )
        if not (isinstance(entry, LinkEntry) and entry.relation in CONTINUES)
    ]
    return [entry for _, entry in sorted(entries, key=lambda pair: pair[0])]


def feelings_over_time(story: Sequence[StoryEntry]) -> list[tuple[str, ...]]:
    """Return what the presenters felt, from one time to the next, as far as it was recorded."""
    steps: list[tuple[str, ...]] = []
    for entry in story:
        for felt in _felt(entry.content):
            if felt and felt != (steps[-1] if steps else ()):
                steps.append(felt)
    return steps


def _felt(entry: HistoryEntry) -> Iterator[tuple[str, ...]]:
    if isinstance(entry, ToldEntry):
        yield entry.content.feelings
    elif isinstance(entry, HeardEntry):
        yield entry.content.feelings_before
        yield entry.content.feelings_after


def _chain(book: Logbook, case: Case) -> list[int]:
    """Return the numbers of the cases that are one story, the case itself among them."""
    known = [case.id]
    for number in known:  # grows while it is gone through
        linked = cases.links(book.store, number)
        known += [
            link.case_id
            for link in linked
            if link.relation in CONTINUES and link.case_id not in known
        ]
    return known
