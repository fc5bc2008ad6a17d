"""What else to know before the next evening: when it is, who was away, who has told no case."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.typed.typed_dates import next_meeting
from balintlog.storage.queries import last_sessions
from balintlog.storage.tables import people

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook

LONG = timedelta(days=182)  # six months without a case


class Offered(NamedTuple):
    """Somebody who offered a case when there was no time for it, and has told none since."""

    member: str
    on: date


class NextEvening(NamedTuple):
    """What a leader wants to know of a group besides the cases; people in the order of joining.

    ``next_on`` is None where the group has no regular day, or has not met yet.
    """

    next_on: date | None
    away_last_time: tuple[str, ...]
    no_case_for_long: tuple[str, ...]
    offered: tuple[Offered, ...]


def next_evenings(book: Logbook, groups: Iterable[Group]) -> list[NextEvening]:
    """Return what to know before the next evening of each group; no member is ranked."""
    long_ago = book.today - LONG
    met = last_sessions.first_and_last_days(book.store)
    away = last_sessions.away_last_time(book.store)
    told = last_sessions.told_since(book.store, long_ago)
    offered = last_sessions.offered_since(book.store, long_ago)
    evenings = []
    for group in groups:
        here = [
            member
            for member in people.members(book.store, group.id)
            if member.belongs_on(book.today)
        ]
        aliases = [member.alias for member in here]
        been_here = {member.alias for member in here if member.belongs_on(long_ago)}
        missed = away.get(group.id, set())
        first, last = met.get(group.id, (book.today, None))
        met_then = first <= long_ago
        evenings.append(
            NextEvening(
                _next_on(book, group, last),
                tuple(alias for alias in aliases if alias in missed),
                tuple(a for a in aliases if met_then and a in been_here and a not in told),
                tuple(Offered(alias, offered[alias]) for alias in aliases if alias in offered),
            )
        )
    return evenings


def _next_on(book: Logbook, group: Group, last: date | None) -> date | None:
    """Return the first day from today on which the group is to meet, by its cadence."""
    day = None if last is None or group.archived_on else next_meeting(group.cadence, last)
    while day is not None and day < book.today:
        day = next_meeting(group.cadence, day)
    return day
