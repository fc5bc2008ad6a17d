"""How dates, flags and lists stand in a column."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from balintlog.domain.moment import Moment, Within


def day_out(text: str | None) -> date | None:
    """Read a date that may be unknown."""
    return None if text is None else date.fromisoformat(text)


def day_in(day: date | None) -> str | None:
    """Write a date that may be unknown."""
    return None if day is None else day.isoformat()


def words_out(text: str) -> tuple[str, ...]:
    """Read a list of vocabulary words."""
    return tuple(json.loads(text)) if text != "[]" else ()


def words_in(words: Sequence[str]) -> str:
    """Write a list of vocabulary words."""
    return json.dumps(list(words))


def minutes_out(text: str) -> dict[str, int]:
    """Read minutes by phase."""
    return dict(json.loads(text)) if text != "{}" else {}


def minutes_in(minutes: Mapping[str, int]) -> str:
    """Write minutes by phase."""
    return json.dumps(dict(minutes))


def moment(row: Any, within: Within) -> Moment:
    """Read from a row with ``held_on`` and ``recorded_no`` when its entry happened."""
    return Moment(date.fromisoformat(row["held_on"]), row["recorded_no"], within)
