"""Membership: who belongs to a group when.

A period runs from ``joined_on`` to the day before ``left_on``; None on either
side is unknown or not yet, and bounds nothing. On the day of leaving itself a
member may still be named in the attendance (the last evening), but need not
be, and is owed nothing from that day on. A guest or an observer for one
evening has that evening as both dates.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

STANDINGS = ("member", "guest", "observer")


class Period(NamedTuple):
    """One stay in a group, as member, guest or observer."""

    standing: str
    joined_on: date | None
    left_on: date | None

    def holds(self, day: date) -> bool:
        """Return True from ``joined_on`` to the day before ``left_on``."""
        return (self.joined_on is None or self.joined_on <= day) and (
            self.left_on is None or day < self.left_on
        )

    def admits(self, day: date) -> bool:
        """Return True on a day that the period holds, and on the day of leaving."""
        return self.holds(day) or self.left_on == day


class Member(NamedTuple):
    """A person in a group, known by an alias only."""

    id: int
    group_id: int
    alias: str
    profession: str | None
    periods: tuple[Period, ...]
    row_version: int

    def belongs_on(self, day: date) -> bool:
        """Return True on a day that any period holds."""
        return any(period.holds(day) for period in self.periods)

    def may_attend_on(self, day: date) -> bool:
        """Return True on a day whose attendance may name the member."""
        return any(period.admits(day) for period in self.periods)


def expected(members: Iterable[Member], day: date) -> list[str]:
    """Return the aliases that the attendance of ``day`` must name."""
    return [member.alias for member in members if member.belongs_on(day)]
