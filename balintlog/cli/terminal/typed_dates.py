"""Dates as leaders have typed them, read in a few ways that can mean one day only.

A small grammar of its own: libraries that guess have turned days into months
in diaries before. Slashes are refused, as 3/4/2026 is April here and March there.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from balintlog.domain.text import printable
from balintlog.errors import InvalidInputError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT = tuple(name[:3] for name in WEEKDAYS)
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DOTTED = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})")
_SHORT_YEAR = re.compile(r"([0-9]{1,2}\.\s?[0-9]{1,2}\.\s?)([0-9]{2})")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_NAMED = re.compile(r"([0-9]{1,2})\.? ([a-z]{3,9})\.? ([0-9]{4})")


def read_day(text: str, today: date) -> date:
    """Return the date meant; a weekday is the latest one, today included.

    Raises InvalidInputError for what is no date, or could be two.
    """
    word = text.strip().casefold()
    if word in {"today", "yesterday"}:
        return today - timedelta(days=word == "yesterday")
    if word in WEEKDAYS or word in _SHORT:
        weekday = _SHORT.index(word[:3])
        return today - timedelta(days=(today.weekday() - weekday) % 7)
    try:
        if iso := _ISO.fullmatch(word):
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if dotted := _DOTTED.fullmatch(word):
            return date(int(dotted[3]), int(dotted[2]), int(dotted[1]))
        if (named := _NAMED.fullmatch(word)) and (month := _month(named[2])):
            return date(int(named[3]), month, int(named[1]))
    except ValueError:
        raise InvalidInputError(f"there is no date {printable(text.strip()[:20])}") from None
    if short := _SHORT_YEAR.fullmatch(word):
        year = today.year // 100 * 100 + int(short[2])
        whole = f"{short[1]}{year if year <= today.year else year - 100}"
        raise InvalidInputError(
            f"{printable(text.strip())!r} is not a date with a whole year",
            hint=f"Write the year with four digits: {whole}.",
        )
    raise InvalidInputError(
        f"{printable(text.strip()[:20])!r} is not a date that can be read",
        hint="Write 2026-03-02, 2.3.2026, 2 March 2026, today, yesterday, or a weekday.",
    )


def _month(name: str) -> int | None:
    """Return the number of a month that is named, whole or by its first three letters (or Sept)."""
    name = "sep" if name == "sept" else name
    for number, month in enumerate(MONTHS, 1):
        if name in {month, month[:3]}:
            return number
    return None


def with_weekday(day: date) -> str:
    """Return a date as it is shown where it was understood: Monday 2026-03-02."""
    return f"{WEEKDAYS[day.weekday()].capitalize()} {day.isoformat()}"
