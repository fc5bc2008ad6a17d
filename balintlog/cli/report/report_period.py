"""The period of a report: its options, and how they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from balintlog.cli.options import day_option
from balintlog.domain.typed.typed_dates import read_day
from balintlog.errors import InvalidInputError

if TYPE_CHECKING:
    from datetime import date

    from balintlog.cli.desk import Desk

Since = Annotated[
    str | None,
    day_option("--since", "The first day; default: the beginning."),
]
Until = Annotated[str | None, day_option("--until", "The last day; default: today.")]


def read_period(
    desk: Desk, since: str | None, until: str | None, *, later: bool = False
) -> tuple[date | None, date | None]:
    """Return the first and the last day of a period that is not empty; None is no limit.

    ``later``: the last day may be in the future. InvalidInputError.
    """
    first = None if since is None else read_day(since, desk.today)
    last = None if until is None else read_day(until, desk.today)
    if first is not None and first > (last or desk.today):
        raise InvalidInputError(f"the period is empty: {first} is after {last or desk.today}")
    if last is not None and last > desk.today and not later:
        raise InvalidInputError(f"{last} is in the future")
    return first, last
