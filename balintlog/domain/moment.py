"""The moment at which something happened, and the order of moments.

By date, then by the order of recording; inside a session check-ins come
before presentations, and notes after them.
"""

from datetime import date
from enum import IntEnum
from typing import NamedTuple

FIRST_DAY = date(1950, 1, 1)  # the year of Michael and Enid Balint's first group of doctors


def day_fault(day: date, today: date) -> str | None:
    """Say why nothing can have happened in a group on a date, or None."""
    if day > today:
        return f"{day} is in the future"
    if day < FIRST_DAY:
        return f"{day} is before there were Balint groups"
    return None


class Within(IntEnum):
    """The place of an entry inside its session."""

    CHECK_IN = 0
    PRESENTATION = 1
    NOTE = 2
    LINK = 3
    EVENT = 4


class Moment(NamedTuple):
    """When something happened: comparing two moments gives their order.

    ``recorded`` is the number, in the order of recording, of the session or
    the event that it belongs to.
    """

    held_on: date
    recorded: int
    within: Within
