"""The stored words: which columns hold words of a vocabulary, and what to do with any other.

Whoever has a key can write any word into the file. A word that no vocabulary holds is
damage: it is believed nowhere, and never repeated, as it may be anything.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from balintlog.domain import draft, vocabulary
from balintlog.domain.ids import shown
from balintlog.domain.membership import STANDINGS
from balintlog.domain.retention_terms import TERMS
from balintlog.privacy.screen.finding import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balintlog.storage.store import Store

# Those of a document's fields stand there; what the follow-ups need of them stands here, too,
# as they load no document.
_OTHERS: dict[tuple[str, str], tuple[str, ...]] = {
    ("leader", "accredited"): vocabulary.ACCREDITED,
    ("balint_group", "format"): vocabulary.FORMATS,
    ("balint_group", "cadence"): vocabulary.CADENCES,
    ("balint_group", "mode"): vocabulary.MODES,
    ("balint_group", "openness"): vocabulary.OPENNESS,
    ("balint_group", "language"): LANGUAGES,
    ("group_leader", "role"): vocabulary.LEADER_ROLES,
    ("member", "profession"): vocabulary.PROFESSIONS,
    ("membership", "standing"): STANDINGS,
    ("session", "mode"): vocabulary.MODES,
    ("session_leader", "role"): vocabulary.LEADER_ROLES,
    ("attendance", "status"): vocabulary.ATTENDANCES,
    ("case_event", "kind"): ("closed", "reopened"),
    ("case_link", "relation"): ("continues", "related"),
    ("checkin", "told_by_word"): vocabulary.TELLERS,
    ("checkin", "outcome"): vocabulary.OUTCOMES,
    ("imagined_line", "now"): vocabulary.IMAGINED_NOW,
    ("presentation", "follow_up"): vocabulary.WISHES,
    ("screen_word", "list"): ("allow", "deny"),
    ("retention", "term"): tuple(TERMS),
    ("draft", "command"): draft.COMMANDS,
    ("training", "kind"): vocabulary.TRAININGS,
    ("training", "role"): vocabulary.LEADER_ROLES,
    ("training", "mode"): vocabulary.MODES,
    ("training", "source"): vocabulary.TRAINING_SOURCES,
}
_IDS = {  # the columns that say where a row belongs, the nearest first, by the letter of the id
    "case_id": "C",
    "later_id": "C",
    "session_id": "S",
    "group_id": "G",
}
_OWN_IDS = {"session": "S", "process_note": "N", "balint_group": "G", "balint_case": "C"}


class Vocabulary(NamedTuple):
    """The words that a column may hold; ``kind``: one, a JSON list, or a JSON object by word."""

    words: frozenset[str]
    kind: str


@cache
def vocabularies() -> Mapping[tuple[str, str], Vocabulary]:
    """Return the vocabulary of every column that has one, by table and column."""
    from balintlog.domain.document import Frame, ImaginedLine, News, Note, Telling
    from balintlog.domain.document_field import fields_of

    records: dict[str, Any] = {
        "session": Frame,
        "presentation": Telling,
        "checkin": News,
        "imagined_line": ImaginedLine,
        "process_note": Note,
    }
    declared = {
        (table, field.name): Vocabulary(frozenset(field.words), field.kind.split()[0])
        for table, record in records.items()
        for field in fields_of(record)
        if field.kind in ("word", "word or yes", "words", "phases")
    }
    others = {place: Vocabulary(frozenset(words), "word") for place, words in _OTHERS.items()}
    return {**declared, **others}


def known(table: str, row: Any) -> Any:
    """Return a row of a table whose words are all known. LookupError.

    ``require_whole`` then tells a leader where the other word stands.
    """
    for column, words in _single(table):
        if column in row.keys() and row[column] not in words:  # noqa: SIM118 - a row, no dict
            raise LookupError(table, column)
    return row


@cache
def _single(table: str) -> tuple[tuple[str, frozenset[str | None]], ...]:
    return tuple(
        (column, frozenset({*words, None}))
        for (of, column), words in _OTHERS.items()
        if of == table
    )


def unknown(store: Store) -> list[str]:
    """Return the places of words that no vocabulary holds: "why of C7 in S12"."""
    found = []
    for (table, column), expected in vocabularies().items():
        wrong = _is_unknown(column, expected)
        row = store.row(f"SELECT * FROM main.{table} WHERE {wrong} LIMIT 1")
        if row is not None:
            place = _place(table, column, row)
            found.append(f"a word that balintlog does not know stands in {place}")
    return found


def _is_unknown(column: str, expected: Vocabulary) -> str:
    """Return the SQL that finds it; NULL is no word."""
    words = ", ".join(f"'{word}'" for word in sorted(expected.words))
    if expected.kind == "word":
        return f"{column} NOT IN ({words})"
    part, kind = ("key", "object") if expected.kind == "phases" else ("value", "array")
    return (
        f"{column} IS NOT NULL AND (NOT json_valid({column}) OR json_type({column}) <> '{kind}'"
        f" OR EXISTS (SELECT 1 FROM json_each({column}) WHERE json_each.{part} NOT IN ({words})))"
    )


def _place(table: str, column: str, row: Any) -> str:
    names = row.keys()
    ids = [shown(letter, row[name]) for name, letter in _IDS.items() if name in names and row[name]]
    if table in _OWN_IDS:
        ids.insert(0, shown(_OWN_IDS[table], row["id"]))
    return f"{column} of {table}" + (f" ({', '.join(ids)})" if ids else "")
