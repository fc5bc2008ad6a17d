"""The search index: full-text search over labels, summaries, check-ins and notes."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.folded_words import FoldedWords, fold_word, written_out
from balintlog.storage.tables import text_numbers
from balintlog.storage.tables.columns import day_out

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from balintlog.storage.store import Store

# Marks around the words of a hit: characters that no saved text can hold.
FOUND_START, FOUND_END = "\x02", "\x03"
_SNIPPET_WORDS = 12

_IN_SESSION = (
    "SELECT case_id, session_id, {note}, held_on FROM {table}"
    " JOIN session ON session.id = session_id WHERE {table}.id = ?"
)
_PLACES = {
    "case": "SELECT id, NULL, NULL, NULL FROM balint_case WHERE id = ?",
    "presentation": _IN_SESSION.format(table="presentation", note="NULL"),
    "check-in": _IN_SESSION.format(table="checkin", note="NULL"),
    "note": _IN_SESSION.format(table="process_note", note="process_note.id"),
}

# Whether an index row stands for a note, and whose: one author's, or with NULL anybody's.
_IS_NOTE = text_numbers.is_of_in_sql("note", "passage.rowid")
_BY = (
    "EXISTS (SELECT 1 FROM process_note WHERE author_id = coalesce(?, author_id)"
    f" AND process_note.id = {text_numbers.row_in_sql('passage.rowid')})"
)


class MatchedText(NamedTuple):
    """A text that holds all words; the snippet marks them."""

    kind: str
    case_id: int | None
    session_id: int | None
    note_id: int | None
    held_on: date | None
    snippet: str


def search(
    store: Store, words: Sequence[str], limit: int, notes_by: int | None = None
) -> list[MatchedText]:
    """Return the texts that hold a word beginning with each of ``words``, best first.

    Words are compared as they are folded, and without accents. ``notes_by`` is the author
    whose notes are searched, None for all; the notes of a colleague do not count for the
    limit.
    """
    shown = (f"(NOT {_IS_NOTE} OR {_BY})", (notes_by,))
    rows = store.rows(
        f"SELECT rowid, snippet(passage, 0, ?, ?, '…', {_SNIPPET_WORDS}) FROM passage"
        f" WHERE passage MATCH ? AND {shown[0]} ORDER BY rank, rowid LIMIT ?",
        (FOUND_START, FOUND_END, _query(words), *shown[1], limit),
    )
    rows = [tuple(row) for row in rows]
    if len(rows) < limit:
        wanted = FoldedWords(words)
        missed = _missed(store, wanted, {number for number, _ in rows}, *shown)
        rows += [
            (number, wanted.snippet(text, FOUND_START, FOUND_END))
            for number, text in islice(missed, limit - len(rows))
        ]
    hits = []
    for number, snippet in rows:
        kind, row_id = text_numbers.row_of(number)
        case_id, session_id, note_id, held_on = store.rows(_PLACES[kind], (row_id,))[0]
        hits.append(MatchedText(kind, case_id, session_id, note_id, day_out(held_on), snippet))
    return hits


def count_by_others(store: Store, words: Sequence[str], author_id: int) -> int:
    """Count the notes that hold all words and that somebody else wrote."""
    others = (f"{_IS_NOTE} AND NOT {_BY}", (author_id,))
    rows = store.rows(
        f"SELECT rowid FROM passage WHERE passage MATCH ? AND {others[0]}",
        (_query(words), *others[1]),
    )
    numbers = {number for (number,) in rows}
    return len(numbers) + sum(1 for _ in _missed(store, FoldedWords(words), numbers, *others))


def _missed(
    store: Store,
    words: FoldedWords,
    known: Collection[int],
    condition: str,
    parameters: tuple[int | None, ...],
) -> Iterator[tuple[int, str]]:
    """Yield number and text of what holds the words and is not ``known`` from the index.

    SQLite folds less than we do, and takes a line of Chinese for one word. Texts of ASCII alone
    need no second look: the index misses none of them.
    """
    rows = store.rows(
        f"SELECT rowid, text FROM passage WHERE length(text) < length(CAST(text AS BLOB))"
        f" AND {condition} ORDER BY rowid",
        parameters,
    )
    for number, text in rows:
        if number not in known and words.stand_in(text):
            yield number, text


def _spellings(word: str) -> tuple[str, ...]:
    """Return a word as texts of ASCII alone may spell it; the others get a second look."""
    return (word, fold_word(word), written_out(word))


def _query(words: Sequence[str]) -> str:
    return " AND ".join(
        "({})".format(" OR ".join(map(_beginning, dict.fromkeys(_spellings(word)))))
        for word in words
    )


def _beginning(word: str) -> str:
    return '"{}"*'.format(word.replace('"', '""'))
