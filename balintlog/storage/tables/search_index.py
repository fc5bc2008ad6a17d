"""Full-text search over labels, summaries, check-ins and notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from balintlog.storage.tables.columns import day_out

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from balintlog.storage.store import Store

# Marks around what was found: characters that no kept text can hold.
FOUND_START, FOUND_END = "\x02", "\x03"
_SNIPPET_WORDS = 12

# By the remainder of the index row's number, as migration 0001 lays it down.
_PLACES = (
    ("case", "SELECT id, NULL, NULL, NULL FROM balint_case WHERE id = ?"),
    (
        "presentation",
        """SELECT case_id, session_id, NULL, held_on FROM presentation
        JOIN session ON session.id = session_id WHERE presentation.id = ?""",
    ),
    (
        "check-in",
        """SELECT case_id, session_id, NULL, held_on FROM checkin
        JOIN session ON session.id = session_id WHERE checkin.id = ?""",
    ),
    (
        "note",
        """SELECT case_id, session_id, process_note.id, held_on FROM process_note
        JOIN session ON session.id = session_id WHERE process_note.id = ?""",
    ),
)


# Whether an index row stands for a note, and whose: one author's, or with NULL anybody's.
_IS_NOTE = f"passage.rowid % {len(_PLACES)} = 3"
_BY = (
    f"EXISTS (SELECT 1 FROM process_note WHERE process_note.id = passage.rowid / {len(_PLACES)}"
    " AND author_id = coalesce(?, author_id))"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """One text in which all words were found; the snippet marks them."""

    kind: str
    case_id: int | None
    session_id: int | None
    note_id: int | None
    held_on: date | None
    snippet: str


def search(
    store: Store, words: Sequence[str], limit: int, notes_by: int | None = None
) -> list[Hit]:
    """Return the texts that hold a word beginning with each of ``words``, best first.

    Words are compared without regard to case and accents. ``notes_by`` is the
    author whose notes are searched, None for all; the limit is one of what may
    be shown, so that a colleague's notes crowd nothing out.
    """
    found = store.rows(
        f"SELECT rowid, snippet(passage, 0, ?, ?, '…', {_SNIPPET_WORDS}) FROM passage"
        f" WHERE passage MATCH ? AND (NOT {_IS_NOTE} OR {_BY}) ORDER BY rank, rowid LIMIT ?",
        (FOUND_START, FOUND_END, _query(words), notes_by, limit),
    )
    hits = []
    for number, snippet in found:
        kind, sql = _PLACES[number % len(_PLACES)]
        case_id, session_id, note_id, held_on = store.rows(sql, (number // len(_PLACES),))[0]
        hits.append(Hit(kind, case_id, session_id, note_id, day_out(held_on), snippet))
    return hits


def count_by_others(store: Store, words: Sequence[str], author_id: int) -> int:
    """Count the notes in which the words stand and that somebody else wrote."""
    found = store.value(
        f"SELECT count(*) FROM passage WHERE passage MATCH ? AND {_IS_NOTE} AND NOT {_BY}",
        (_query(words), author_id),
    )
    return int(found)


def _query(words: Sequence[str]) -> str:
    return " AND ".join('"{}"*'.format(word.replace('"', '""')) for word in words)
