"""The frame of a session that was recorded, as the line about an evening speaks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain.document import Attended
from balintlog.domain.ids import shown
from balintlog.domain.typed.evening_frame import EveningFrame, Mark, marks_of
from balintlog.logbook.book import find_group
from balintlog.logbook.view.choices import session_choices
from balintlog.storage.tables import people

if TYPE_CHECKING:
    from datetime import date

    from balintlog.domain.records import Session
    from balintlog.domain.typed.evening_frame import Around
    from balintlog.logbook.book import Logbook


def around_session(book: Logbook, session: Session, today: date, evening: date) -> Around:
    """Return what a frame may speak of; the session's group is in it even if it is archived."""
    around = session_choices.around(book, today, evening)
    group = find_group(book, shown("G", session.group_id))
    if any(circle.label == group.label for circle in around.circles):
        return around
    return around._replace(circles=(*around.circles, session_choices.circle_of(book, group)))


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
