"""What a leader kept on purpose although the screen found it: kind and rule, never the words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from balintlog.storage.store import Store


class Purpose(NamedTuple):
    """One identifier that was kept on purpose, in a field of a text."""

    field: str
    kind: str
    rule: str


_RECORDS = (  # by the remainder of a text's number: of what it hangs on, and what it is known by
    ("case", "presentation", 0, "case_id"),
    ("presentation", "presentation", 1, "case_id"),
    ("check-in", "checkin", 2, "case_id"),
    ("note", "process_note", 3, "process_note.id"),
)


def replace(
    store: Store, text: int, fields: Iterable[str], found: Iterable[Purpose], by: int, on: date
) -> None:
    """Note what is kept on purpose in some fields of a text, in place of what was noted there.

    ``text`` is its number in the search index, ``by`` that of the leader, ``on`` the day.
    """
    for field in fields:
        store.change("DELETE FROM kept_on_purpose WHERE text_no = ? AND field = ?", (text, field))
    for one in found:
        store.add(
            "INSERT INTO kept_on_purpose (text_no, field, kind, rule, leader_id, kept_on)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (text, *one, by, on.isoformat()),
        )


def in_session(store: Store, session_id: int) -> dict[tuple[str, int], list[Purpose]]:
    """Return what was kept on purpose at a session, by record and number of its case or note.

    Records are "case" (the label), "presentation", "check-in" and "note".
    """
    found: dict[tuple[str, int], list[Purpose]] = {}
    for record, table, plus, number in _RECORDS:
        rows = store.rows(
            f"SELECT {number}, field, kind, rule FROM kept_on_purpose"
            f" JOIN {table} ON text_no = {table}.{'case_id' if plus == 0 else 'id'} * 4 + {plus}"
            " WHERE session_id = ? ORDER BY kept_on_purpose.id",
            (session_id,),
        )
        for row in rows:
            found.setdefault((record, row[0]), []).append(Purpose(*tuple(row)[1:]))
    return found


def purposes(store: Store, text: int) -> list[Purpose]:
    """Return what was kept on purpose in a text."""
    found = store.rows(
        "SELECT field, kind, rule FROM kept_on_purpose WHERE text_no = ? ORDER BY id", (text,)
    )
    return [Purpose(*row) for row in found]
