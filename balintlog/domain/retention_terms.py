"""Retention terms: how long each class of record stays.

No longer than it is needed (UK GDPR art. 5(1)(e)).

Activity (class A) stays while a society or a tax office may ask for it, cases (C) while the group
may still hear news of them, and process notes (P), a leader's own, until they have been used.
Terms are whole months.
"""

from __future__ import annotations

import calendar
from datetime import date

# What each term counts from, and its default. A note goes with the first of its two terms.
TERMS = {
    "activity": "after a session",
    "cases": "after a case was closed, or else after its last entry",
    "notes": "after the session of a process note",
    "taken-notes": "after the question of a process note was taken to supervision",
}
DEFAULTS = {"activity": 84, "cases": 12, "notes": 12, "taken-notes": 3}
MIN_MONTHS, MAX_MONTHS = 1, 600


def cutoff(today: date, months: int) -> date:
    """Return the last day that is past a term: the same day of an earlier month, or its last."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    month += 1
    return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))
