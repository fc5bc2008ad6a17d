"""The activity report of a group's period: counted, disclosed, and frozen once it leaves."""

from __future__ import annotations

import dataclasses
import hashlib
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from balintlog.errors import BalintlogError, InvalidInputError, PrivacyError, Problem
from balintlog.logbook.reports.frozen_figures import decoded, digest, encoded
from balintlog.logbook.reports.period_facts import ReportPeriod, facts_of, facts_to_tell, is_whole
from balintlog.logbook.screening import screen_gate
from balintlog.privacy.disclosure.summary_rules import (
    Disclosed,
    disclose,
    overlap,
)
from balintlog.privacy.screen.finding import HARD
from balintlog.reports import activity_page
from balintlog.reports.render import TITLE, render, titled
from balintlog.storage.queries import report_rows
from balintlog.storage.tables import frozen_periods, people

if TYPE_CHECKING:
    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook
    from balintlog.storage.tables.frozen_periods import FrozenPeriod

DAY = timedelta(days=1)
USUAL_TITLE = "Balint group"
MAX_TITLE = 120  # characters


def frozen_as(book: Logbook, group: Group, period: ReportPeriod) -> FrozenPeriod | None:
    """Return the frozen period with these very days, or None.

    PrivacyError if the period is not over, or has days in common with a frozen one.
    """
    if period.until >= book.today:
        raise PrivacyError(
            f"the period is not over until the end of {period.until}",
            hint="Report a period that is over, such as last year.",
        )
    for frozen in frozen_periods.frozen(book.store, group.id):
        days = ReportPeriod(frozen.since, frozen.until)
        if days == period:
            return frozen
        if overlap(days, period):
            raise PrivacyError(
                f"the period overlaps {days.name}, which has already been reported:"
                " the difference between the two reports could give single cases away",
                hint="Report another period, or exactly the same one.",
            )
    return None


def told_of(book: Logbook, group: Group, period: ReportPeriod) -> Disclosed:
    """Return what may be said of a period that is not frozen. InvalidInputError if it is empty."""
    return disclose(facts_to_tell(book, group, period))


def is_edited(book: Logbook, group: Group, period: FrozenPeriod) -> bool:
    """Return True if the records behind a frozen period have changed since.

    False if some of them were deleted: then nobody can tell.
    """
    facts = facts_of(book, group, ReportPeriod(period.since, period.until))
    return is_whole(facts) and digest(facts) != period.facts_digest


def freeze(book: Logbook, group: Group, period: ReportPeriod) -> FrozenPeriod:
    """Keep what is said of a period: it never changes again. To be called inside ``writing()``.

    Returns what is kept where another window was faster. PrivacyError as ``frozen_as``.
    """
    known = frozen_as(book, group, period)
    if known is not None:
        return known
    facts = facts_of(book, group, period)
    told = encoded(disclose(facts))
    frozen = frozen_periods.freeze(book.store, group.id, *period, digest(facts), told)
    _note(book, group, "frozen", period)
    return frozen


class Released(NamedTuple):
    """A report that may leave: the logbook has frozen its period, and noted that it left.

    ``noted`` is the number of the last note on it; ``froze`` whether the period was frozen
    for this report.
    """

    group: Group
    period: ReportPeriod
    text: str
    noted: int
    froze: bool


def release(book: Logbook, group: Group, period: ReportPeriod, look: str, title: str) -> Released:
    """Return the report in one format, and note that it left: the same bytes at every time.

    The period is frozen first, unless it was, or unless the report holds the frame only: nothing
    may leave unnoticed. Take back a report that could not be written.
    """
    with book.store.writing():
        known = frozen_as(book, group, period)
        told = None if known is not None else told_of(book, group, period)
        if told is not None and told.reason is not None:
            text = rendered(told, period, look)
        else:
            text = _text_of(book, freeze(book, group, period), period, look)
        text = titled(text, look, title)
        seal = hashlib.sha256(text.encode()).hexdigest()
        noted = _note(book, group, "exported", period, look, seal)
    return Released(group, period, text, noted, froze=told is not None and told.reason is None)


def take_back(book: Logbook, report: Released) -> None:
    """Note that a report did not leave, as far as that can be done, and undo its freeze.

    The freeze goes only where the report is the last word of the log on the period: what was
    frozen or reported later, in another window, stays.
    """
    group, period = report.group, report.period
    with suppress(BalintlogError), book.store.writing():
        last = frozen_periods.last_noted(book.store, group.id, *period)
        if report.froze and report.noted == last:
            _discard(book, group, period)
        _note(book, group, "not delivered", period)


def previewed(book: Logbook, group: Group, period: ReportPeriod, look: str) -> str:
    """Return the report as it would be, with the mark of its title; nothing is kept or noted."""
    kept = frozen_as(book, group, period)
    if kept is None:
        return rendered(told_of(book, group, period), period, look)
    text = frozen_periods.text(book.store, kept, look)
    return rendered(decoded(kept.disclosed), period, look) if text is None else text


def _text_of(book: Logbook, kept: FrozenPeriod, period: ReportPeriod, look: str) -> str:
    text = frozen_periods.text(book.store, kept, look)
    if text is None:
        text = rendered(decoded(kept.disclosed), period, look)
        frozen_periods.keep_text(book.store, kept, look, text)
    return text


def rendered(told: Disclosed, period: ReportPeriod, look: str) -> str:
    """Return the report of what is told, with the mark of a title that is put in later."""
    return render(activity_page.page(TITLE, *period, told), look)


def discard(book: Logbook, group: Group, period: ReportPeriod) -> None:
    """Undo the freezing of a period, which is noted. InvalidInputError if it is not frozen."""
    with book.store.writing():
        if not _discard(book, group, period):
            raise InvalidInputError(f"{period.name} is not frozen")
        _note(book, group, "discarded", period)


def _discard(book: Logbook, group: Group, period: ReportPeriod) -> bool:
    """Forget the freezing of these very days; False if they are not frozen."""
    for frozen in frozen_periods.frozen(book.store, group.id):
        if ReportPeriod(frozen.since, frozen.until) == period:
            frozen_periods.discard(book.store, frozen)
            return True
    return False


def check_title(book: Logbook, group: Group, title: str) -> None:
    """Refuse a title that names somebody or something, by an alias too. PrivacyError."""
    if not title.strip() or len(title) > MAX_TITLE or not title.isprintable():
        raise InvalidInputError(f"--title takes 1 to {MAX_TITLE} characters on one line")
    guard = screen_gate.guard_of(book, group.id)
    aliases = [member.alias for member in people.members(book.store, group.id)]
    names = [*guard.blocked, *aliases, *people.leaders(book.store)]
    stricter = dataclasses.replace(guard, allowed=(), blocked=names)
    findings = [finding for finding in stricter.read(title) if finding.tier == HARD]
    if findings:
        faults = (
            Problem(f"--title: {screen_gate.said(finding, finding.start, finding.end)}")
            for finding in findings
        )
        raise PrivacyError(*faults, hint="Choose a title without the name of a person or a place.")


def not_frozen(
    book: Logbook, case_ids: list[int], presentation_ids: list[int]
) -> list[tuple[Group, ReportPeriod]]:
    """Return the periods in which figures of some cases could be reported, but have not been.

    They are years, or the parts of a year that are not frozen. A year that is not over is among
    them, though it cannot be frozen: its figures are lost.
    """
    days_of: dict[tuple[int, int], list[date]] = {}
    for group_id, day in report_rows.days_of(book.store, case_ids, presentation_ids):
        days_of.setdefault((group_id, day.year), []).append(day)
    lost = []
    for (group_id, year), days in sorted(days_of.items()):
        group = people.group(book.store, group_id)
        assert group is not None  # noqa: S101 - its sessions were just read
        for period in _free(book, group, year):
            is_over = period.until < book.today
            if not any(period.since <= day <= period.until for day in days):
                continue
            if not is_over or disclose(facts_of(book, group, period)).reason is None:
                lost.append((group, period))
    return lost


def _free(book: Logbook, group: Group, year: int) -> list[ReportPeriod]:
    """Return the stretches of a year that no frozen period has days of."""
    free, since, end = [], date(year, 1, 1), date(year, 12, 31)
    for frozen in frozen_periods.frozen(book.store, group.id):
        if overlap((frozen.since, frozen.until), (since, end)):
            if frozen.since > since:
                free.append(ReportPeriod(since, frozen.since - DAY))
            since = frozen.until + DAY
    return [*free, ReportPeriod(since, end)] if since <= end else free


def _note(
    book: Logbook,
    group: Group,
    what: str,
    period: ReportPeriod,
    look: str | None = None,
    seal: str | None = None,
) -> int:
    days = period.since, period.until
    return frozen_periods.note(
        book.store, group.id, book.leader_id, book.today, what, days, look, seal
    )
