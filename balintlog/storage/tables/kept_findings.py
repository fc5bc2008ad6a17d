"""The findings that a leader kept on purpose: kind and rule of each, never its words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.storage.tables import text_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from balintlog.storage.store import Store


class Purpose(NamedTuple):
    """One finding that a leader kept on purpose, in a field of a text."""

    field: str
    kind: str
    rule: str


# Of each record that a session has: its table, the row of its text, and the number it is
# known by in the answer.
_RECORDS = (
    ("case", "presentation", "case_id", "case_id"),
    ("presentation", "presentation", "presentation.id", "case_id"),
    ("check-in", "checkin", "checkin.id", "case_id"),
    ("note", "process_note", "process_note.id", "process_note.id"),
)


def replace(
    store: Store, text: int, fields: Iterable[str], kept: Iterable[Purpose], by: int, on: date
) -> None:
    """Note what is kept on purpose in some fields of a text, in place of what was noted there.

    ``text`` is its number in the search index, ``by`` that of the leader, ``on`` the day.
    """
    for field in fields:
        store.change("DELETE FROM kept_on_purpose WHERE text_no = ? AND field = ?", (text, field))
    for purpose in kept:
        store.add(
            "INSERT INTO kept_on_purpose (text_no, field, kind, rule, leader_id, kept_on)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (text, *purpose, by, on.isoformat()),
        )


def in_session(store: Store, session_id: int) -> dict[tuple[str, int], list[Purpose]]:
    """Return what was kept on purpose at a session, by record and number of its case or note.

    Records are "case" (the label), "presentation", "check-in" and "note".
    """
    kept: dict[tuple[str, int], list[Purpose]] = {}
    for record, table, row, number in _RECORDS:
        rows = store.rows(
            f"SELECT {number}, field, kind, rule FROM kept_on_purpose"
            f" JOIN {table} ON text_no = {text_numbers.number_in_sql(record, row)}"
            " WHERE session_id = ? ORDER BY kept_on_purpose.id",
            (session_id,),
        )
        for known_by, *purpose in rows:
            kept.setdefault((record, known_by), []).append(Purpose(*purpose))
    return kept


def purposes(store: Store, text: int) -> list[Purpose]:
    """Return what was kept on purpose in a text."""
    rows = store.rows(
        "SELECT field, kind, rule FROM kept_on_purpose WHERE text_no = ? ORDER BY id", (text,)
    )
    return [Purpose(*row) for row in rows]
