"""Every free text of the logbook, and the number that it has in the search index.

The number is four times that of its row, plus 0 for a case, 1 for a presentation, 2 for a
check-in and 3 for a note (migration 0001).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balintlog.storage.store import Store


class PlacedText(NamedTuple):
    """One text in its place; what a place has not is None."""

    number: int
    record: str
    case_id: int | None
    session_id: int | None
    note_id: int | None
    field: str
    text: str


def of_case(case_id: int) -> int:
    """Return the number of a case's label."""
    return case_id * 4


def of_presentation(presentation_id: int) -> int:
    """Return the number of a presentation's text."""
    return presentation_id * 4 + 1


def of_checkin(checkin_id: int) -> int:
    """Return the number of a check-in's text."""
    return checkin_id * 4 + 2


def of_note(note_id: int) -> int:
    """Return the number of a process note's text."""
    return note_id * 4 + 3


# Of every kind of text but the labels: record, table, what is added to its number, note, field.
_KINDS = (
    ("presentation", "presentation", 1, "NULL", "summary"),
    ("presentation", "presentation", 1, "NULL", "new_perspective"),
    ("check-in", "checkin", 2, "NULL", "text"),
    ("note", "process_note", 3, "process_note.id", "text"),
    ("note", "process_note", 3, "process_note.id", "for_supervision"),
)
_OF_GROUP = (
    "SELECT id * 4, 'case', id, NULL, NULL, 'label', label FROM balint_case WHERE group_id = ?",
    *(
        f"SELECT {table}.id * 4 + {plus}, '{record}', case_id, session_id, {note}, '{field}',"
        f" {field} FROM {table} JOIN session ON session.id = session_id WHERE group_id = ?"
        for record, table, plus, note, field in _KINDS
    ),
)


def of_group(store: Store, group_id: int) -> Iterator[PlacedText]:
    """Yield every text of a group, first the labels, then by kind."""
    for sql in _OF_GROUP:
        for row in store.rows(f"{sql} ORDER BY 1", (group_id,)):
            if row[-1] is not None:
                yield PlacedText(*row)
