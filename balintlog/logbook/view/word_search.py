"""A search for words: in summaries, check-ins and notes, and among what was chosen from lists."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.ids import shown
from balintlog.logbook import authorship
from balintlog.logbook.view import coded_words
from balintlog.storage.tables import cases, search_index
from balintlog.storage.tables.search_index import FOUND_END, FOUND_START

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from balintlog.logbook.book import Logbook

MAX_HITS = 50


class SearchHit(NamedTuple):
    """A place where the words stand; in ``snippet`` they are between two control characters.

    ``kind`` is ``coded`` where they are words of vocabularies, or presenters.
    """

    kind: str
    case: str | None
    label: str | None
    session: str | None
    held_on: date | None
    note: str | None
    snippet: str

    def snippet_marked(self, start: str, end: str) -> str:
        """Return the snippet with each word between other marks."""
        return self.snippet.replace(FOUND_START, start).replace(FOUND_END, end)


def search(book: Logbook, words: str, *, all_authors: bool = False) -> list[SearchHit]:
    """Return where all the words stand, or words that begin with them, best first.

    After the texts come the presentations, news and notes of which they are coded words or people.
    Of notes only the leader's own are searched, or those of all authors.
    """
    wanted = _searchable(words)
    if not wanted:
        return []
    author = authorship.author_shown(book, all_authors=all_authors)
    with book.store.reading():
        hits = [
            SearchHit(
                kind=hit.kind,
                case=None if hit.case_id is None else shown("C", hit.case_id),
                label=None if hit.case_id is None else cases.label(book.store, hit.case_id),
                session=None if hit.session_id is None else shown("S", hit.session_id),
                held_on=hit.held_on,
                note=None if hit.note_id is None else shown("N", hit.note_id),
                snippet=hit.snippet,
            )
            for hit in search_index.search(book.store, wanted, MAX_HITS, author)
        ]
        return [*hits, *islice(_coded(book, wanted, author), MAX_HITS - len(hits))]


def _coded(book: Logbook, wanted: list[str], author: int | None) -> Iterator[SearchHit]:
    for place in coded_words.places_with(book, wanted, author):
        case_id, note_id = place.case_id, place.note_id
        yield SearchHit(
            kind="coded",
            case=None if case_id is None else shown("C", case_id),
            label=None if case_id is None else cases.label(book.store, case_id),
            session=shown("S", place.session_id),
            held_on=place.held_on,
            note=None if note_id is None else shown("N", note_id),
            snippet=", ".join(f"{FOUND_START}{name}{FOUND_END}" for name in place.words),
        )


def left_out_of_search(book: Logbook, words: str, *, all_authors: bool) -> int:
    """Count the notes in which the words stand and that ``search`` does not show."""
    wanted = _searchable(words)
    if all_authors or not wanted:
        return 0
    return search_index.count_by_others(book.store, wanted, book.leader_id)


def _searchable(words: str) -> list[str]:
    return [word for word in words.split() if any(map(str.isalnum, word))]
