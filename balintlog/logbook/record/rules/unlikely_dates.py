"""Unlikely dates: possible, but so far from everything else that the leader is asked first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain.ids import shown
from balintlog.domain.moment import day_fault
from balintlog.domain.text import so_many
from balintlog.errors import InvalidInputError, Problem
from balintlog.storage.queries import group_days

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from balintlog.domain.membership import Period
    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook

FAR = 366  # days from every other date of the group
FAR_FROM_TODAY = 3 * 366  # days, for the very first date: a group may be older than its log
EARLY = 60  # days before everything that is known of the group's sessions
CLOSE = 21  # days around today: a date is meant there if only its year is wrong
NAMED = 5  # sessions that are named by their ids
_YES = "If it is right, repeat the command with --yes."


class UnlikelyDateError(InvalidInputError):
    """A date that is possible, but unlikely; a leader may confirm it."""


def session_day_doubt(book: Logbook, group: Group, day: date, session_id: int = 0) -> str | None:
    """Say why a session was hardly held on a day, or None; ``session_id`` is left aside.

    It is far from every other date of the group, or its year may be the one before.
    """
    known = group_days.days_of_group(book.store, group.id, session_id)
    if (doubt := _day_doubt(book, group, day, known)) is not None:
        return doubt
    held = group_days.session_days(book.store, group.id, session_id)
    if not held or day >= held[-1]:
        return None
    first, meant = min(held[0], group.started_on or held[0]), _a_year_later(day)
    is_early = (first - day).days > EARLY
    if meant > book.today or not (is_early or (book.today - meant).days <= CLOSE):
        return None
    return f"{day} is before sessions already recorded; perhaps you mean {meant}"


def _day_doubt(
    book: Logbook, group: Group, day: date, known: Sequence[date], *also: date
) -> str | None:
    """Say that a day is far from every date that is known of a group, or None.

    Today is one of them only if it is handed over, or none is known: the clock may be wrong.
    """
    nearest = min([*known, *also] or [book.today], key=lambda other: abs((other - day).days))
    if abs((nearest - day).days) <= (FAR if known else FAR_FROM_TODAY):
        return None
    if not known:
        return f"{day} is {(book.today - day).days // 365} years ago"
    return (
        f"{day} is more than a year from every other date of {group.label};"
        f" the nearest is {nearest}"
    )


def absence_doubt(
    book: Logbook,
    group_id: int,
    member: tuple[int, str],
    before: Sequence[Period],
    after: Sequence[Period],
) -> str | None:
    """Say at which recorded sessions a member would be missing by a change of periods, or None.

    ``member``: number (0 if new) and what the member is called.
    """
    number, name = member
    missing = [
        session_id
        for session_id, day in group_days.sessions_without(book.store, group_id, number)
        if any(period.holds(day) for period in after)
        and not any(period.holds(day) for period in before)
    ]
    if not missing:
        return None
    ids = ", ".join(shown("S", session_id) for session_id in missing[:NAMED])
    more = f" and {len(missing) - NAMED} more" if len(missing) > NAMED else ""
    return (
        f"{name} would belong to the group at {so_many(len(missing), 'recorded session')}"
        f" and be missing in the attendance: {ids}{more}"
    )


def raise_if_doubted(*doubts: str | None, pointer: str = "") -> None:
    """Raise UnlikelyDateError for the first doubt that there is."""
    for doubt in doubts:
        if doubt is not None:
            raise UnlikelyDateError(Problem(doubt, pointer), hint=_YES)


def _a_year_later(day: date) -> date:
    """Return the same day of the next year; 29 February becomes 28 February."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if is_leap_day else day.day)


def check_day(book: Logbook, day: date | None) -> None:
    """Raise InvalidInputError for a day in the future, or before there were Balint groups."""
    if day is not None and (fault := day_fault(day, book.today)):
        raise InvalidInputError(fault)


def check_likely(book: Logbook, group: Group, *days: date | None) -> None:
    """Raise UnlikelyDateError for the first day far from what is known of a group, and today."""
    known, today = group_days.days_of_group(book.store, group.id), book.today
    doubts = (_day_doubt(book, group, day, known, today) for day in days if day is not None)
    raise_if_doubted(*doubts)
