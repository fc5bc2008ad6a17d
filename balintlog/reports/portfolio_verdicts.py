"""The verdicts on a leader's portfolio: what they have done, counted as a society counts it."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.society_units import hours, said
from balintlog.domain.text import so_many

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from balintlog.domain.records import Training
    from balintlog.reports.society_presets import SocietyRule

APART = timedelta(days=3)  # sessions of one weekend or intensive are not further apart
WEEK = 7  # days
EVENT_TRAININGS = ("weekend", "intensive")
ROLELESS = ("supervision", "debrief")  # a leader has them, in whatever role it is written down
PERCENT = 100

NO_MORE = "can no longer be met in this period"
MET, NOT_YET, UNKNOWN = "met", "not yet", "cannot be checked"


class Row(NamedTuple):
    """One session of a leader's portfolio."""

    held_on: date
    minutes: int
    mode: str
    event: str
    role: str
    coleader: str  # whether another leader was accredited: yes, no, unknown; "-": led alone
    cases: int
    supervised: str
    recorded: bool


class Verdict(NamedTuple):
    """What came of one rule; ``how`` says from what, and what is left to do."""

    status: str
    have: str
    need: str
    how: str


class Tally(NamedTuple):
    """A number in one unit: of this logbook, and of training elsewhere."""

    here: float
    elsewhere: float

    @property
    def total(self) -> float:
        """Both together."""
        return round(self.here + self.elsewhere, 2)


def tally(unit: str, rows: Sequence[Row], trainings: Sequence[Training]) -> Tally:
    """Count sessions and training records in a unit. What was discussed elsewhere is not known."""
    if unit == "session":
        return Tally(len(rows), sum(record.sessions for record in trainings))
    if unit == "case-discussion":
        return Tally(sum(row.cases for row in rows), 0)
    if unit == "event":
        return Tally(events(rows), sum(record.kind in EVENT_TRAININGS for record in trainings))
    here, there = (sum(held.minutes for held in some) for some in (rows, trainings))
    return Tally(hours(here, unit), hours(there, unit))


def events(rows: Iterable[Row]) -> int:
    """Count events: sessions of one kind that lie close together are one weekend, or intensive."""
    number = 0
    last: dict[str, date] = {}
    for row in sorted(rows):
        if row.event == "ongoing-group":
            continue
        if row.event not in last or row.held_on - last[row.event] > APART:
            number += 1
        last[row.event] = row.held_on
    return number


def verdict(
    rule: SocietyRule,
    rows: Sequence[Row],
    trainings: Sequence[Training],
    today: date,
    until: date | None,
) -> Verdict:
    """Compare a portfolio with a rule; ``until`` is the last day of the period."""
    if rule.test == "not-checkable":
        return Verdict(UNKNOWN, "-", "-", "the logbook does not record this")
    mine = [row for row in rows if _fits(rule, row)] if rule.sessions else []
    elsewhere = [record for record in trainings if _fits_elsewhere(rule, record)]
    if rule.test == "share":
        return _share(rule, rows, mine, today, until)
    if rule.test == "every-month":
        return _months(rule, mine, today, until)
    if rule.test == "span":
        return _span(rule, mine, elsewhere, today, until)
    counted = tally(rule.unit, mine, elsewhere)
    need = said(rule.at_least, rule.unit)
    how = f"{_plain(counted.here)} here, {_plain(counted.elsewhere)} elsewhere"
    if counted.total >= rule.at_least:
        return Verdict(MET, said(counted.total, rule.unit), need, how)
    to_go = round(rule.at_least - counted.total, 2)
    left = f"{_plain(to_go)} to go; {_still(to_go, today, until)}"
    return Verdict(NOT_YET, said(counted.total, rule.unit), need, f"{how}; {left}")


def _fits(rule: SocietyRule, row: Row) -> bool:
    return (
        row.role in rule.roles
        and row.mode in rule.modes
        and row.event in rule.events
        and (rule.recorded is None or row.recorded == rule.recorded)
    )


def _fits_elsewhere(rule: SocietyRule, record: Training) -> bool:
    has_role = record.kind in ROLELESS or record.role in rule.roles
    return record.kind in rule.training and record.mode in rule.modes and has_role


def _share(
    rule: SocietyRule, rows: Sequence[Row], mine: Sequence[Row], today: date, until: date | None
) -> Verdict:
    """Compare sessions that fit with all of these roles."""
    everything = [row for row in rows if row.role in rule.roles]
    need = f"{rule.at_least} %"
    if not everything:
        return Verdict(NOT_YET, "-", need, f"no session yet; {_still(1, today, until)}")
    percent = PERCENT * len(mine) // len(everything)
    how = f"{len(mine)} of {so_many(len(everything), 'session')}"
    if percent >= rule.at_least:
        return Verdict(MET, f"{percent} %", need, how)
    lacking = rule.at_least * len(everything) - PERCENT * len(mine)  # hundredths of a session
    if rule.at_least >= PERCENT:
        return Verdict(NOT_YET, f"{percent} %", need, f"{how}; {NO_MORE}")
    to_go = -(-lacking // (PERCENT - rule.at_least))  # if all that follow fit, rounded up
    how = f"{how}; {to_go} more like these to go; {_still(to_go, today, until)}"
    return Verdict(NOT_YET, f"{percent} %", need, how)


def _months(rule: SocietyRule, mine: Sequence[Row], today: date, until: date | None) -> Verdict:
    """Find the longest run of months, each with a session, that has not been broken."""
    held = {_month(row.held_on) for row in mine}
    longest = run = 0
    for month in range(min(held, default=0), max(held, default=-1) + 1):
        run = run + 1 if month in held else 0
        longest = max(longest, run)
    last = max(held, default=-1)
    current = run if last >= _month(today) - 1 else 0
    need = said(rule.at_least, "month")
    if longest >= rule.at_least:
        return Verdict(MET, said(longest, "month"), need, "without a gap")
    how = f"{current} up to now without a gap, {longest} at most"
    if until is None:
        return Verdict(NOT_YET, said(current, "month"), need, f"{how}; can still be met")
    left = max(0, _month(until) - max(last, _month(today) - 1))
    can = current + left >= rule.at_least
    still = "can still be met" if can else NO_MORE
    return Verdict(NOT_YET, said(current, "month"), need, f"{how}; {still}")


def _span(
    rule: SocietyRule,
    mine: Sequence[Row],
    elsewhere: Sequence[Training],
    today: date,
    until: date | None,
) -> Verdict:
    """Count the whole months from the first day to the last one."""
    days = [row.held_on for row in mine]
    days += [day for record in elsewhere for day in (record.from_on, record.until_on)]
    need = said(rule.at_least, "month")
    if not days:
        still = _from(today, rule.at_least, today, until)
        return Verdict(NOT_YET, "-", need, f"nothing yet; {still}")
    first, last = min(days), max(days)
    months = _month(last) - _month(first) - (last.day < first.day)
    how = f"{first} to {last}"
    if months >= rule.at_least:
        return Verdict(MET, said(months, "month"), need, how)
    still = _from(first, rule.at_least, today, until)
    return Verdict(NOT_YET, said(months, "month"), need, f"{how}; {still}")


def _from(first: date, months: int, today: date, until: date | None) -> str:
    """Say from when on a span that begins on a day is long enough, if it can be."""
    year, month = divmod(_month(first) + months, 12)
    days = calendar.monthrange(year, month + 1)[1]
    # A month without that day: the first of the next one.
    day = date(year, month + 1, min(first.day, days)) + timedelta(days=first.day > days)
    day = max(day, today)
    if until is not None and until < day:
        return NO_MORE
    return f"can be met from {day} on"


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _still(to_go: float, today: date, until: date | None) -> str:
    """Say whether something can still be done in a period, and how often that would be."""
    if until is None:
        return "can still be met"
    days = (until - today).days
    if days <= 0:
        return "the period ends today" if days == 0 else "the period is over"
    every = days / WEEK / to_go
    return f"can still be met by {until}: one in {every:.1f} weeks"


def _plain(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
