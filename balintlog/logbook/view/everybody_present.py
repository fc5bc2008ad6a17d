"""Everybody of the group was present: the attendance expected before anybody is named absent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.storage.tables import people

if TYPE_CHECKING:
    from datetime import date

    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook


def expected_attendance(book: Logbook, group: Group, day: date) -> dict[str, str]:
    """Return an attendance at which everybody was present, guests of that day too."""
    return {
        member.alias: "present"
        for member in people.members(book.store, group.id)
        if member.belongs_on(day)
        or any(period.joined_on == day == period.left_on for period in member.periods)
    }
