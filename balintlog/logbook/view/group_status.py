"""The status of groups: the last session, open cases, and the year so far in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.ids import shown
from balintlog.storage.queries.year_counts import YearCounts, year_counts
from balintlog.storage.tables import cases, sessions

if TYPE_CHECKING:
    from datetime import date

    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook


class LastSession(NamedTuple):
    """The latest session of a group; people are counted as in Seats."""

    session: str
    held_on: date
    cancelled: bool
    sat_in: int
    named: int
    visitors: int


class GroupStatus(NamedTuple):
    """How a group stands; whom it asks is told by the follow-ups.

    ``year``: the calendar year that is counted, up to today.
    """

    group: str
    label: str
    agreed_on: date | None
    last_session: LastSession | None
    open_cases: int
    year: int
    counts: YearCounts


def status(book: Logbook, groups: list[Group]) -> list[GroupStatus]:
    """Return how some groups stand."""
    with book.store.reading():
        of_year = year_counts(book.store, book.today.replace(month=1, day=1))
        return [
            GroupStatus(
                group=shown("G", group.id),
                label=group.label,
                agreed_on=group.agreed_on,
                last_session=_last_session(book, group),
                open_cases=len(cases.open_labels(book.store, group.id)),
                year=book.today.year,
                counts=of_year.get(group.id, YearCounts()),
            )
            for group in groups
        ]


def _last_session(book: Logbook, group: Group) -> LastSession | None:
    latest = sessions.latest_day(book.store, group.id)
    if latest is None:
        return None
    seats = sessions.seats_counted(book.store, latest.id)
    return LastSession(shown("S", latest.id), latest.held_on, latest.cancelled, *seats)
