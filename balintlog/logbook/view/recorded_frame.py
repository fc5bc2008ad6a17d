"""The frame of a session that was recorded, as the line about an evening speaks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain.document import Attended
from balintlog.domain.ids import shown
from balintlog.domain.membership import Period
from balintlog.domain.typed.frame.evening_frame import EveningFrame, Mark, marks_of
from balintlog.logbook.book import find_group
from balintlog.logbook.view.choices import session_choices
from balintlog.storage.tables import people

if TYPE_CHECKING:
    from datetime import date

    from balintlog.domain.records import Session
    from balintlog.domain.typed.frame.evening_frame import Around, Circle
    from balintlog.logbook.book import Logbook


def around_session(book: Logbook, session: Session, today: date, evening: date) -> Around:
    """Return what a frame may speak of; the session's group is in it even if it is archived."""
    around = session_choices.around(book, today, evening)
    group = find_group(book, shown("G", session.group_id))
    others = [circle for circle in around.circles if circle.label != group.label]
    circle = session_choices.circle_of(book, group)
    return around._replace(circles=(*others, _as_of(circle, session)))


def _as_of(circle: Circle, session: Session) -> Circle:
    """Return a group in which who was not named at a session may be, but is not counted.

    They were added to the past since. Nobody is named at a cancelled session.
    """
    if session.frame.cancelled:
        return circle
    named = {there.alias for there in session.attendance}
    may_be_named = (Period("member", None, session.held_on),)  # as on a last day
    people = [
        person._replace(periods=may_be_named)
        if person.belongs_on(session.held_on) and person.alias not in named
        else person
        for person in circle.people
    ]
    return circle._replace(people=tuple(people))


def frame_of(book: Logbook, session: Session) -> EveningFrame:
    """Return the frame of a session; those who did not belong then are guests, or only named."""
    group = find_group(book, shown("G", session.group_id))
    attendance = {there.alias: Attended(*there[1:]) for there in session.attendance}
    marks, guests = marks_of(attendance, session.minutes), {}
    for member in people.members(book.store, group.id):
        if member.alias not in attendance or member.belongs_on(session.held_on):
            continue
        standings = [period.standing for period in member.periods if period.admits(session.held_on)]
        visiting = [standing for standing in standings if standing != "member"]
        if visiting:
            guests[member.alias] = visiting[0]
        else:
            marks.setdefault(member.alias, Mark("present"))
    return EveningFrame(
        group.label,
        session.held_on,
        session.minutes,
        session.mode,
        session.leaders,
        marks,
        guests,
        offered=session.frame.offered,
        facts=session.frame,
    )
