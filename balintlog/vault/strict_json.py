"""Strict JSON: read from anybody without trust, and written in one way only.

The functions here name the place in the document that is wrong, never what
stands there.
"""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, NoReturn

from balintlog.errors import FileProblemError

RESTORE_KEYS = (
    "Restore the keys file from a backup, "
    "or use the recovery sheet: balintlog vault recovery --restore"
)
MAX_NUMBER = 2**53 - 1  # what every JSON reader keeps exactly (RFC 8259, section 6)


def canonical(value: Mapping[str, object]) -> bytes:
    """Return the one spelling of ``value``: sorted names, no spaces, only ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def damaged(place: str) -> NoReturn:
    """Raise the FileProblemError of a keys file that is not as balintlog wrote it."""
    raise FileProblemError(
        f"the keys file is damaged or was edited ({place})",
        hint=RESTORE_KEYS,
    )


def parse(data: bytes, max_bytes: int) -> Any:
    """Return the JSON value in ``data``; no repeated names, no NaN, no bottomless nesting."""
    if len(data) > max_bytes:
        damaged("too large")
    try:
        return json.loads(
            data.decode("utf-8"), object_pairs_hook=_no_repeats, parse_constant=_no_constant
        )
    except (ValueError, RecursionError):  # JSON and UTF-8 errors are ValueErrors
        damaged("not readable")


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the object; of two equal names JSON readers disagree which one counts."""
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("A name stands twice in one object.")
    return value


def _no_constant(name: str) -> NoReturn:
    """Refuse NaN and Infinity, which JSON does not have."""
    raise ValueError(name)


def an_object(value: object, names: Collection[str], place: str) -> dict[str, Any]:
    """Return ``value`` if it is an object with exactly these names."""
    if not isinstance(value, dict) or value.keys() != set(names):
        damaged(place)
    return value


def a_list(value: object, longest: int, place: str) -> list[Any]:
    """Return ``value`` if it is a list of 1 to ``longest`` items."""
    if not isinstance(value, list) or not 1 <= len(value) <= longest:
        damaged(place)
    return value


def a_number(value: object, place: str) -> int:
    """Return ``value`` if it is a whole number from 1 (``true`` and 1.0 are none)."""
    if type(value) is not int or not 1 <= value <= MAX_NUMBER:
        damaged(place)
    return value


def a_version(value: object, newest: int, place: str) -> int:
    """Return ``value`` if it is the number of a version, from 1 to the newest known."""
    version = a_number(value, place)
    if version > newest:
        damaged(place)
    return version


def a_day(value: object, place: str) -> date:
    """Return ``value`` if it is a date written as 2026-03-02, and in no other way."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        with suppress(ValueError):
            return date.fromisoformat(value)
    damaged(place)


def some_bytes(value: object, size: int, place: str) -> bytes:
    """Return the ``size`` bytes that ``value`` spells in lower-case hexadecimal digits."""
    if not isinstance(value, str) or not re.fullmatch(f"[0-9a-f]{{{2 * size}}}", value):
        damaged(place)
    return bytes.fromhex(value)


def all_different(values: Sequence[object], place: str) -> None:
    """Refuse a list in which something that names an item stands twice."""
    if len(set(values)) != len(values):
        damaged(place)
