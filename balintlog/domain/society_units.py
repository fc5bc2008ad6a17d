"""Units in which societies count the same evening (field practice: six of them).

A German "30 hours" are teaching hours of 45 minutes, a double hour is 90; so
every total says from how many minutes it was derived.
"""

from __future__ import annotations

from balintlog.domain.text import so_many

# Minutes of each unit that is a length of time.
MINUTES = {"clock-hour": 60, "teaching-hour": 45, "double-hour": 90}
UNITS = ("session", "case-discussion", *MINUTES, "event")
NAMES = {
    "session": ("session", "sessions"),
    "case-discussion": ("case discussion", "case discussions"),
    "clock-hour": ("clock hour", "clock hours"),
    "teaching-hour": ("teaching hour (45 minutes)", "teaching hours (45 minutes)"),
    "double-hour": ("double hour (90 minutes)", "double hours (90 minutes)"),
    "event": ("event", "events"),
    "month": ("month", "months"),
}


def hours(minutes: int, unit: str) -> float:
    """Return minutes in a unit of time, to the hundredth."""
    return round(minutes / MINUTES[unit], 2)


def said(number: float, unit: str) -> str:
    """Return a number of a unit in words, without needless zeros."""
    singular, plural = NAMES[unit]
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return f"{text} {singular if text == '1' else plural}"


def named(unit: str) -> str:
    """Return a unit as the head of a line: Clock hours."""
    return NAMES[unit][1].capitalize()


def converted(minutes: int, unit: str) -> str:
    """Return minutes in a unit of time, and say how it was converted."""
    return f"{said(hours(minutes, unit), unit)} = {so_many(minutes, 'minute')} / {MINUTES[unit]}"
