"""What the questions about a session choose from: the groups, their people, and who may lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain.ids import shown
from balintlog.domain.moment import Moment, Within
from balintlog.domain.typed.frame.evening_frame import Around, Circle
from balintlog.logbook.book import groups_that_meet
from balintlog.storage.tables import people, sessions

if TYPE_CHECKING:
    from datetime import date

    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook


def leaders(book: Logbook) -> tuple[str, ...]:
    """Return the aliases of all leaders that the logbook knows."""
    return tuple(people.leaders(book.store))


def latest_session_on(book: Logbook, group: Group, day: date) -> str | None:
    """Return the id of the latest session of a group on a day, or None."""
    held = sessions.sessions_on(book.store, group.id, day)
    return shown("S", held[-1]) if held else None


def moment_of_next(book: Logbook, day: date, within: Within) -> Moment:
    """Return when an entry happens whose session is recorded next, in the order of the log."""
    return Moment(day, sessions.latest_recorded(book.store) + 1, within)


def around(book: Logbook, today: date, evening: date) -> Around:
    """Return the groups that meet, their people and all leaders: what a frame may speak of."""
    circles = tuple(circle_of(book, group) for group in groups_that_meet(book))
    return Around(today, evening, circles, leaders(book))


def circle_of(book: Logbook, group: Group) -> Circle:
    """Return a group as a frame may speak of it."""
    return Circle(
        group.label,
        group.usual_minutes,
        group.mode,
        group.leaders,
        tuple(people.members(book.store, group.id)),
    )
