"""The number that every free text has in the search index.

Four kinds of records have texts. The number of a text is four times that of its row, plus the
place of its kind below. The triggers of migrations 0001, 0003 and 0007 count in the same way; in
Python only this module does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.document import News, Note, Telling
from balintlog.storage.tables import columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balintlog.storage.store import Store

RECORDS = ("case", "presentation", "check-in", "note")

# The columns of each text as the triggers of migrations 0001 and 0007 put it into the search
# index, line by line; new_perspective is what said_on_return was called before.
_INDEXED = (
    ("balint_case", ("label",)),
    ("presentation", ("summary", "wanted", "imagined", "said_on_return", "new_perspective")),
    ("checkin", ("text",)),
    ("process_note", ("text", "for_supervision", "next_time")),
)
# Of every kind of text but the labels: record, table, number of the note, and its fields.
_FIELDS = (
    ("presentation", "presentation", "NULL", columns.texts(Telling)),
    ("check-in", "checkin", "NULL", columns.texts(News)),
    ("note", "process_note", "process_note.id", columns.texts(Note)),
)
_LINES = columns.texts_in_lines(Telling)


class PlacedText(NamedTuple):
    """One text in its place; a field that its place lacks is None."""

    number: int
    record: str
    case_id: int | None
    session_id: int | None
    note_id: int | None
    field: str
    text: str


def of_case(case_id: int) -> int:
    """Return the number of a case's label."""
    return _number("case", case_id)


def of_presentation(presentation_id: int) -> int:
    """Return the number of a presentation's text."""
    return _number("presentation", presentation_id)


def of_checkin(checkin_id: int) -> int:
    """Return the number of a check-in's text."""
    return _number("check-in", checkin_id)


def of_note(note_id: int) -> int:
    """Return the number of a process note's text."""
    return _number("note", note_id)


def row_of(number: int) -> tuple[str, int]:
    """Return what kind of record a text belongs to, and the number of its row."""
    row, place = divmod(number, len(RECORDS))
    return RECORDS[place], row


def number_in_sql(record: str, row_id: str) -> str:
    """Return the SQL of a text's number, from that of its row's."""
    return f"{row_id} * {len(RECORDS)} + {RECORDS.index(record)}"


def row_in_sql(number: str) -> str:
    """Return the SQL of the number of a text's row, from that of the text's own."""
    return f"{number} / {len(RECORDS)}"


def is_of_in_sql(record: str, number: str) -> str:
    """Return SQL that is true where a text belongs to one kind of record."""
    return f"{number} % {len(RECORDS)} = {RECORDS.index(record)}"


def all_in_sql(store: Store) -> str:
    """Return SQL that selects number and text of every record, as the search index holds them.

    Also of a file whose structure is an older one, which lacks some columns.
    """
    texts = []
    for record, (table, names) in zip(RECORDS, _INDEXED, strict=True):
        there = {name for (name,) in store.rows(f"SELECT name FROM pragma_table_info('{table}')")}
        text = f"concat_ws(char(10), {', '.join(name for name in names if name in there)})"
        texts.append(f"SELECT {number_in_sql(record, 'id')}, {text} FROM {table}")
    return " UNION ALL ".join(texts)


def of_group(store: Store, group_id: int) -> Iterator[PlacedText]:
    """Yield every text of a group, first the labels, then by kind."""
    for sql in _of_group_in_sql():
        for row in store.rows(f"{sql} ORDER BY 1", (group_id,)):
            if row[-1] is None:
                continue
            placed = PlacedText(*row)
            if placed.field in _LINES:
                for at, line in enumerate(placed.text.splitlines()):
                    yield placed._replace(field=f"{placed.field}/{at}", text=line)
            else:
                yield placed


def _of_group_in_sql() -> Iterator[str]:
    yield (
        f"SELECT {number_in_sql('case', 'id')}, 'case', id, NULL, NULL, 'label', label"
        " FROM balint_case WHERE group_id = ?"
    )
    for record, table, note, fields in _FIELDS:
        for field in fields:
            yield (
                f"SELECT {number_in_sql(record, f'{table}.id')}, '{record}', case_id, session_id,"
                f" {note}, '{field}', {field} FROM {table} JOIN session ON session.id = session_id"
                " WHERE group_id = ?"
            )


def _number(record: str, row_id: int) -> int:
    return row_id * len(RECORDS) + RECORDS.index(record)
