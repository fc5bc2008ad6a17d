"""Dates as leaders have typed them, read in a few ways that can mean only one day.

A small grammar of its own: libraries that guess have turned days into months
in diaries before. Slashes are refused, as 3/4/2026 is April here and March there.
A date without a year is the latest such day that is not in the future.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from balintlog.domain.folding import folded, without_accents
from balintlog.domain.text import printable
from balintlog.domain.typed.calendar_words import (
    LAST,
    MONTH_OF,
    MONTHS,
    TODAY,
    WEEKDAY_OF,
    WEEKDAYS,
    YESTERDAY,
)
from balintlog.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable

# Made into patterns when first used (``re`` keeps them): most commands read no date.
_ISO = r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"
_DIGITS = r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
_DOTTED = r"(?P<day>[0-9]{1,2})\. ?(?P<month>[0-9]{1,2})\.(?: ?(?P<year>[0-9]{4}|[0-9]{2}))?"
_NAMED = (
    r"(?P<day>[0-9]{1,2})\.? (?:de )?(?P<month>[a-z]{3,10})\.?"
    r"(?:,? (?:de )?(?P<year>[0-9]{4}|[0-9]{2}))?"
)
_AMERICAN = r"(?P<month>[a-z]{3,10})\.? (?P<day>[0-9]{1,2})(?:,? (?P<year>[0-9]{4}))?"
_FORMS = (_ISO, _DIGITS, _DOTTED, _NAMED, _AMERICAN)
_SLASHES = r"[0-9]{1,4}(?:/[0-9]{1,4}){1,2}"
_WEEKDAY_FIRST = r"(?P<weekday>[a-z]{3,10})(?:\.,?|,)? (?P<rest>.*[0-9].*)"
_LEAP = 8  # years at most until there is a 29 February again
_SHORT_YEARS_BACK = 50  # in which a year of two digits can be meant
_MOST_REPEATED = 20  # characters of what cannot be read


class NoDateError(InvalidInputError):
    """A text that is not written as a date at all, in distinction to a day that cannot be."""


def read_day(text: str, today: date, evening: date | None = None) -> date:
    """Return the date meant; a weekday is the latest one, today included.

    ``evening``: the day of the latest evening, where an evening is meant: until four in the
    morning that of yesterday (see ``Desk.evening``), which both "today" and "yesterday" mean.
    Raises NoDateError for what is not a date, and InvalidInputError for one that cannot be, or
    could be two.
    """
    word = without_accents(folded(text.strip()))
    day = _named_day(word, today, evening or today)
    if day is not None:
        return day
    begins = re.fullmatch(_WEEKDAY_FIRST, word)
    weekday = WEEKDAY_OF.get(begins["weekday"]) if begins else None
    rest = begins["rest"] if begins and weekday is not None else word
    for form in _FORMS:
        match = re.fullmatch(form, rest)
        month = match and (MONTH_OF.get(match["month"]) or _number(match["month"]))
        if match and month:
            day = _in_its_year(text, int(match["day"]), month, match["year"], today)
            if weekday not in (None, day.weekday()):
                raise InvalidInputError(
                    f"{day.isoformat()} is a {WEEKDAYS[day.weekday()].capitalize()}",
                    hint="Type only the date, or a weekday that fits it.",
                )
            return day
    fault = f"{_repeated(text)!r} is not a date that balintlog can read"
    hint = "Write 2026-03-02, 2.3.2026, 2 March, today, yesterday, or a weekday."
    if re.fullmatch(_SLASHES, word):
        raise InvalidInputError(f"{fault}: with slashes it could be two days", hint=hint)
    raise NoDateError(fault, hint=hint)


def with_weekday(day: date) -> str:
    """Return a date as it is shown where it was understood: Monday 2026-03-02."""
    return f"{WEEKDAYS[day.weekday()].capitalize()} {day.isoformat()}"


def said_weekday(day: date) -> str:
    """Return a date as it is said with its weekday: Monday 2 March."""
    return f"{WEEKDAYS[day.weekday()].capitalize()} {day.day} {MONTHS[day.month - 1].capitalize()}"


def next_meeting(cadence: str, held_on: date) -> date | None:
    """Return when a group meets after a session, on the same weekday; None if it is not regular.

    Monthly is every four weeks.
    """
    weeks = {"weekly": 1, "fortnightly": 2, "monthly": 4}.get(cadence)
    return None if weeks is None else held_on + timedelta(weeks=weeks)


def said_day(day: date, today: date) -> str:
    """Return a date as it is said: 2 March, and with its year if that is not this one."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {MONTHS[day.month - 1].capitalize()}{year}"


def _named_day(word: str, today: date, evening: date) -> date | None:
    """Return the day that is meant by today, yesterday, a weekday or the last one, or None."""
    if word in TODAY:
        return evening
    if word in YESTERDAY:
        return today - timedelta(days=1)
    first, _, rest = word.partition(" ")
    is_last = first in LAST
    weekday = WEEKDAY_OF.get(rest if is_last else word)
    if weekday is None:
        return None
    since = (evening.weekday() - weekday) % 7
    return evening - timedelta(days=since or (7 if is_last else 0))


def _in_its_year(text: str, day: int, month: int, year: str | None, today: date) -> date:
    """Return the day of a year, or without one the latest such day. InvalidInputError if none."""
    years: Iterable[int] = range(today.year, today.year - _LEAP - 1, -1)
    if year is not None:
        years = [int(year) if len(year) == len("2026") else _whole_year(text, int(year), today)]
    for number in years:
        try:
            meant = date(number, month, day)
        except ValueError:
            continue
        if year is not None or meant <= today:
            return meant
    raise InvalidInputError(f"there is no date {_repeated(text)}")


def _whole_year(text: str, short: int, today: date) -> int:
    """Return the year of this century or the last that two digits mean. NoDateError."""
    back = (today.year - short) % 100
    if back > _SHORT_YEARS_BACK:
        raise NoDateError(  # 12 may 75: that could be minutes
            f"{_repeated(text)!r} lacks its full year",
            hint="Write the year with four digits.",
        )
    return today.year - back


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def _repeated(text: str) -> str:
    return printable(text.strip()[:_MOST_REPEATED])
