"""Seats: how many members were at a session, and how many visited."""

from __future__ import annotations

from typing import NamedTuple

from balintlog.domain.text import so_many


class Seats(NamedTuple):
    """How many members were at a session, and how many visited for that evening only.

    ``named``: the members in its attendance, there or not.
    """

    sat_in: int
    named: int
    visitors: int

    def in_words(self) -> str:
        """Say it as after an evening: "6 of 7 there", or "6 of 7 there, 1 visitor"."""
        more = f", {so_many(self.visitors, 'visitor')}" if self.visitors else ""
        return f"{self.sat_in} of {self.named} there{more}"
