"""JSON objects made of records, by the table of their fields.

A field that has its default is left out, so that the document is what a leader would have
written, but for the few that the table says are always written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balintlog.domain.document_field import Field, Part, layout
from balintlog.domain.ids import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from balintlog.domain.document import Attended


def object_of(record: Any) -> dict[str, object]:
    """Return a record as the object that it could have been read from."""
    fields: dict[str, object] = {}
    kind: Any = type(record)
    for member in layout(kind):
        value = getattr(record, member.attribute)
        if isinstance(member, Part):
            fields |= object_of(value)
        elif member.always or value != member.default:
            fields[member.name] = _as_json(member, value)
    return fields


def _as_json(field: Field, value: Any) -> Any:
    write = _WRITERS.get(field.kind)
    return value if write is None or value is None else write(value)


def _attendance(attendance: Mapping[str, Attended]) -> dict[str, object]:
    """Return how members were there: each a word, or an object where minutes are known."""
    return {
        alias: attended.status if attended.minutes is None else object_of(attended)
        for alias, attended in attendance.items()
    }


_WRITERS: dict[str, Callable[[Any], Any]] = {
    "presenters": lambda aliases: aliases[0] if len(aliases) == 1 else list(aliases),
    "members": list,
    "words": list,
    "lines": list,
    "day": lambda day: day.isoformat(),
    "case": lambda number: shown("C", number),
    "cases": lambda numbers: [shown("C", number) for number in numbers],
    "roles": dict,
    "attendance": _attendance,
    "labels": lambda labels: {shown("C", number): label for number, label in labels.items()},
    "phases": dict,
    "records": lambda records: [object_of(record) for record in records],
    "keep": lambda places: [object_of(place) for place in places],
}
