"""The changes of an edit: fields that replace those that stand there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balintlog.domain.document_field import text_at
from balintlog.errors import InvalidInputError, Problem
from balintlog.logbook.document.decoded_json import twice_in
from balintlog.logbook.document.json_pointer import below
from balintlog.logbook.document.object_reader import raise_if_any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from balintlog.logbook.document.reading_context import Reading

_BY_NAME = ("attendance", "phase_minutes")


def lay_over(current: Mapping[str, object], changes: Any) -> dict[str, object]:
    """Return ``current`` with the changed fields; a field set to null goes back to its default.

    Attendance and phase minutes are laid over name by name.
    """
    if not isinstance(changes, dict):
        raise InvalidInputError(Problem("must be an object in braces { }", ""))
    raise_if_any([Problem("is given twice", below("", key)) for key in twice_in(changes)])
    result = dict(current)
    for key, value in changes.items():
        if value is None:
            result.pop(key, None)
        elif (
            key in _BY_NAME
            and isinstance(value, dict)
            and isinstance(named := result.get(key), dict)
        ):
            merged = {**named, **value}
            result[key] = {name: value for name, value in merged.items() if value is not None}
        else:
            result[key] = value
    return result


class Changed:
    """Which texts of an edited record are not what stood there."""

    def __init__(self, current: Mapping[str, object], reading: Reading) -> None:
        self._before = current
        self._now = {text.pointer: text.text for text in reading.texts}

    def of(self, fields: Iterable[str]) -> list[str]:
        """Return those of some places (see ``free_texts``) that were changed or deleted."""
        return [name for name in fields if self._now.get(f"/{name}") != text_at(self._before, name)]
