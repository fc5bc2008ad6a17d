"""Full-text search over labels, summaries, check-ins and notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from balintlog.storage.columns import day_out

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from balintlog.storage.connection import Store

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


@dataclass(frozen=True, slots=True)
class Hit:
    """One text in which all words were found; the snippet marks them."""

    kind: str
    case_id: int | None
    session_id: int | None
    note_id: int | None
    held_on: date | None
    snippet: str


def search(store: Store, words: Sequence[str], limit: int) -> list[Hit]:
    """Return the texts that hold a word beginning with each of ``words``, best first.

    Words are compared without regard to case and accents.
    """
    query = " AND ".join('"{}"*'.format(word.replace('"', '""')) for word in words)
    found = store.rows(
        f"SELECT rowid, snippet(passage, 0, ?, ?, '…', {_SNIPPET_WORDS}) FROM passage"
        " WHERE passage MATCH ? ORDER BY rank, rowid LIMIT ?",
        (FOUND_START, FOUND_END, query, limit),
    )
    hits = []
    for number, snippet in found:
        kind, sql = _PLACES[number % len(_PLACES)]
        case_id, session_id, note_id, held_on = store.rows(sql, (number // len(_PLACES),))[0]
        hits.append(Hit(kind, case_id, session_id, note_id, day_out(held_on), snippet))
    return hits
