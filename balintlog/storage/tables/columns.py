"""The columns of what was told, heard and noted, by the table of its fields.

Every field of a record has a column of its name, but for aliases, as people are kept by
their numbers, and for lists of records. How a value stands there depends on the kind of its
field only.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from balintlog.domain.document import News, Note, Telling
from balintlog.domain.document_field import ALIASES, FREE_TEXTS, fields_of
from balintlog.domain.moment import Moment

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.domain.document_field import Field
    from balintlog.domain.moment import Within


@cache
def names(record: Any) -> tuple[str, ...]:
    """Return the columns of a record's fields, in order."""
    return tuple(field.name for field in _kept(record))


@cache
def assignments(record: Any) -> str:
    """Return the assignments of an UPDATE: ``text = ?, heading = ?``."""
    return ", ".join(f"{name} = ?" for name in names(record))


@cache
def texts(record: Any) -> tuple[str, ...]:
    """Return the columns that hold a leader's own words."""
    return tuple(field.name for field in _kept(record) if field.kind in FREE_TEXTS)


@cache
def texts_in_lines(record: Any) -> tuple[str, ...]:
    """Return those of ``texts`` of which each line is a text of its own."""
    return tuple(field.name for field in _kept(record) if field.kind == "lines")


@cache
def in_json() -> frozenset[str]:
    """Return the columns that hold a list of words, or minutes by phase."""
    return frozenset(
        field.name
        for record in (Telling, News, Note)
        for field in _kept(record)
        if field.kind in ("words", "phases")
    )


def row_of(content: Any) -> dict[str, object]:
    """Return what stands in the columns of a record, by the names of these."""
    record: Any = type(content)
    return {field.name: _in(field, getattr(content, field.name)) for field in _kept(record)}


def content(record: Any, row: Any, **others: Any) -> Any:
    """Return a record from its row; ``others`` are its fields that have no column."""
    kept = {field.name: _out(field, row[field.name]) for field in _kept(record)}
    return record(**kept, **others)


@cache
def _kept(record: Any) -> tuple[Field, ...]:
    elsewhere = (*ALIASES, "records")
    return tuple(field for field in fields_of(record) if field.kind not in elsewhere)


def _in(field: Field, value: Any) -> object:
    write = _WRITERS.get(field.kind)
    return value if write is None or value is None else write(value)


def _out(field: Field, value: Any) -> Any:
    read = _READERS.get(field.kind)
    if value is None:
        return () if field.kind == "lines" else None
    known = value if read is None else read(value)
    if field.words:
        for word in known if field.kind in ("words", "phases") else (known,):
            if word not in field.words:
                raise LookupError(field.name)  # see ``stored_words``
    return known


def words_out(text: str) -> tuple[str, ...]:
    """Read a list of vocabulary words."""
    return tuple(json.loads(text)) if text != "[]" else ()


_WRITERS: dict[str, Callable[[Any], object]] = {
    "words": lambda words: json.dumps(list(words)),
    "lines": lambda lines: "\n".join(lines) or None,
    "phases": lambda minutes: json.dumps(dict(minutes)),
    "day": date.isoformat,
}
_READERS: dict[str, Callable[[Any], Any]] = {
    "words": words_out,
    "lines": lambda text: tuple(text.split("\n")),
    "phases": lambda text: json.loads(text) if text != "{}" else {},
    "day": date.fromisoformat,
    "yes": bool,
}


def day_out(text: str | None) -> date | None:
    """Read a date that may be unknown."""
    return None if text is None else date.fromisoformat(text)


def day_in(day: date | None) -> str | None:
    """Write a date that may be unknown."""
    return None if day is None else day.isoformat()


def moment(row: Any, within: Within) -> Moment:
    """Read from a row with ``held_on`` and ``recorded_no`` when its entry happened."""
    return Moment(date.fromisoformat(row["held_on"]), row["recorded_no"], within)
