"""The activity report of a group's period: counted, disclosed, and frozen once it leaves."""

from __future__ import annotations

import dataclasses
import hashlib
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from balintlog.errors import BalintlogError, InvalidInputError, PrivacyError, Problem
from balintlog.logbook.reports.frozen_figures import decoded, digest, encoded
from balintlog.logbook.screening import gate
from balintlog.privacy.disclosure.summary_rules import (
    CaseFacts,
    Disclosed,
    Facts,
    SessionFacts,
    disclose,
    overlap,
)
from balintlog.privacy.screen.finding import HARD
from balintlog.reports import activity_page
from balintlog.reports.render import TITLE, render, titled
from balintlog.storage.tables import figures, frozen_periods, people

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook
    from balintlog.storage.tables.frozen_periods import FrozenPeriod

DAY = timedelta(days=1)
USUAL_TITLE = "Balint group"
MAX_TITLE = 120  # characters


class Period(NamedTuple):
    """Days from ``since`` to ``until``, both included."""

    since: date
    until: date

    @property
    def name(self) -> str:
        """The period as a leader writes it: 2026, or two days."""
        year = self.since.year
        if self == (date(year, 1, 1), date(year, 12, 31)):
            return str(year)
        return f"{self.since}..{self.until}"


def facts_of(book: Logbook, group: Group, period: Period) -> Facts:
    """Count a period: each case once, with the presenter who brought it first."""
    store, days = book.store, (group.id, *period)
    held = figures.sessions_of(store, *days)
    asked = figures.cases_asked_about(store, *days)
    by_case: dict[int, list[figures.PresentationRow]] = {}
    for row in figures.presentations_of(store, *days):
        by_case.setdefault(row.case_id, []).append(row)
    return Facts(
        sessions=tuple(
            SessionFacts(one.minutes, one.mode, one.sat_in) for one in held if not one.cancelled
        ),
        cancelled=sum(one.cancelled for one in held),
        cases=tuple(_case(rows, case_id in asked) for case_id, rows in by_case.items()),
        people=figures.people_of(store, *days),
        purged=sum(one.purged for one in held),
    )


def _case(rows: list[figures.PresentationRow], is_asked: bool) -> CaseFacts:
    presenter = rows[0].presenter
    return CaseFacts(
        presenter=None if presenter is None else str(presenter),
        themes=frozenset(theme for row in rows for theme in row.themes),
        encounter=rows[-1].encounter,
        feelings=frozenset(word for row in rows for word in row.feelings),
        followed_up=is_asked if rows[-1].wish == "yes" else None,
    )


def frozen_as(book: Logbook, group: Group, period: Period) -> FrozenPeriod | None:
    """Return the frozen period with these very days, or None.

    PrivacyError if the period is not over, or has days in common with a frozen one.
    """
    if period.until >= book.today:
        raise PrivacyError(
            f"the period is not over before {period.until} is",
            hint="Report a period that has ended, such as the last year.",
        )
    for one in frozen_periods.frozen(book.store, group.id):
        days = Period(one.since, one.until)
        if days == period:
            return one
        if overlap(days, period):
            raise PrivacyError(
                f"the period overlaps {days.name}, which was reported already:"
                " from the difference of two reports single cases could be read",
                hint="Report another period, or the very same one.",
            )
    return None


def told_of(book: Logbook, group: Group, period: Period) -> Disclosed:
    """Return what may be said of a period that is not frozen. InvalidInputError if it is empty."""
    return disclose(facts_to_tell(book, group, period))


def facts_to_tell(book: Logbook, group: Group, period: Period) -> Facts:
    """Count a period in which there was something. InvalidInputError if there was nothing."""
    facts = facts_of(book, group, period)
    if not facts.sessions and not facts.cancelled:
        raise InvalidInputError("there was no session in that period")
    return facts


def is_edited(book: Logbook, group: Group, period: FrozenPeriod) -> bool:
    """Tell whether what a frozen period was counted from has changed since.

    False where it is not whole any more: then nobody can tell.
    """
    facts = facts_of(book, group, Period(period.since, period.until))
    return is_whole(facts) and digest(facts) != period.facts_digest


def is_whole(facts: Facts) -> bool:
    """Tell whether nothing was taken away of a period: no case, and no code of a presenter."""
    return not facts.purged and all(one.presenter is not None for one in facts.cases)


def freeze(book: Logbook, group: Group, period: Period) -> FrozenPeriod:
    """Keep what is said of a period: it never changes again. To be called inside ``writing()``.

    Returns what is kept where another window was faster. PrivacyError as ``frozen_as``.
    """
    known = frozen_as(book, group, period)
    if known is not None:
        return known
    facts = facts_of(book, group, period)
    told = encoded(disclose(facts))
    found = frozen_periods.freeze(book.store, group.id, *period, digest(facts), told)
    _note(book, group, "frozen", period)
    return found


def export(
    book: Logbook,
    group: Group,
    period: Period,
    look: str,
    title: str,
    deliver: Callable[[str], None],
    is_out: Callable[[str], bool],
) -> None:
    """Deliver the report in one format, and note that it left: the same bytes at every time.

    The period is frozen first, unless it was, or unless the report holds the frame only:
    nothing may leave of which nobody knows. It is undone if ``deliver`` fails, unless the
    report ``is_out`` all the same, or may be.
    """
    with book.store.writing():
        known = frozen_as(book, group, period)
        told = None if known is not None else told_of(book, group, period)
        if told is not None and told.reason is not None:
            text = rendered(told, period, look)
        else:
            kept = freeze(book, group, period)
            text = _text_of(book, kept, period, look)
        text = titled(text, look, title)
        seal = hashlib.sha256(text.encode()).hexdigest()
        noted = _note(book, group, "exported", period, look, seal)
    froze_it = told is not None and told.reason is None
    try:
        deliver(text)
    except BaseException:
        if not is_out(text):
            _undo(book, group, period, noted if froze_it else None)
        raise


def _undo(book: Logbook, group: Group, period: Period, noted: int | None) -> None:
    """Take back that a report left, as far as it can be done: it did not.

    ``noted`` is what the log says of a report for which the period was frozen. The freeze
    goes only where that is its last word on the period: what was frozen or reported later,
    in another window, stays.
    """
    with suppress(BalintlogError), book.store.writing():
        if noted is not None and noted == frozen_periods.last_noted(book.store, group.id, *period):
            _discard(book, group, period)
        _note(book, group, "not delivered", period)


def previewed(book: Logbook, group: Group, period: Period, look: str) -> str:
    """Return what a report would be, with the mark of its title; nothing is kept or noted."""
    kept = frozen_as(book, group, period)
    if kept is None:
        return rendered(told_of(book, group, period), period, look)
    text = frozen_periods.text(book.store, kept, look)
    return rendered(decoded(kept.disclosed), period, look) if text is None else text


def _text_of(book: Logbook, kept: FrozenPeriod, period: Period, look: str) -> str:
    text = frozen_periods.text(book.store, kept, look)
    if text is None:
        text = rendered(decoded(kept.disclosed), period, look)
        frozen_periods.keep_text(book.store, kept, look, text)
    return text


def rendered(told: Disclosed, period: Period, look: str) -> str:
    """Return the report of what is told, with the mark of a title that is put in later."""
    return render(activity_page.page(TITLE, *period, told), look)


def discard(book: Logbook, group: Group, period: Period) -> None:
    """Undo the freezing of a period, which is noted. InvalidInputError if it is not frozen."""
    with book.store.writing():
        if not _discard(book, group, period):
            raise InvalidInputError(f"{period.name} is not frozen")
        _note(book, group, "discarded", period)


def _discard(book: Logbook, group: Group, period: Period) -> bool:
    """Forget the freezing of these very days; False if they are not frozen."""
    for one in frozen_periods.frozen(book.store, group.id):
        if Period(one.since, one.until) == period:
            frozen_periods.discard(book.store, one)
            return True
    return False


def check_title(book: Logbook, group: Group, title: str) -> None:
    """Refuse a title that names somebody or something, by an alias too. PrivacyError."""
    if not title.strip() or len(title) > MAX_TITLE or not title.isprintable():
        raise InvalidInputError(f"--title takes 1 to {MAX_TITLE} characters on one line")
    guard = gate.guard_of(book, group.id)
    aliases = [one.alias for one in people.members(book.store, group.id)]
    names = [*guard.blocked, *aliases, *people.leaders(book.store)]
    stricter = dataclasses.replace(guard, allowed=(), blocked=names)
    found = [one for one in stricter.read(title) if one.tier == HARD]
    if found:
        faults = (Problem(f"--title: {gate.said(one, one.start, one.end)}") for one in found)
        raise PrivacyError(*faults, hint="Choose a title that names nobody and no place.")


def not_frozen(
    book: Logbook, case_ids: list[int], presentation_ids: list[int]
) -> list[tuple[Group, Period]]:
    """Return where figures of some cases or presentations could be reported and were not yet.

    These are years, or what of a year was not frozen. A year that is not over is among them,
    though it cannot be frozen: its figures are lost.
    """
    days_of: dict[tuple[int, int], list[date]] = {}
    for group_id, day in figures.days_of(book.store, case_ids, presentation_ids):
        days_of.setdefault((group_id, day.year), []).append(day)
    found = []
    for (group_id, year), days in sorted(days_of.items()):
        group = people.group(book.store, group_id)
        assert group is not None  # noqa: S101 - its sessions were just read
        for period in _free(book, group, year):
            is_over = period.until < book.today
            if not any(period.since <= day <= period.until for day in days):
                continue
            if not is_over or disclose(facts_of(book, group, period)).reason is None:
                found.append((group, period))
    return found


def _free(book: Logbook, group: Group, year: int) -> list[Period]:
    """Return the stretches of a year that no frozen period has days of."""
    found, since, end = [], date(year, 1, 1), date(year, 12, 31)
    for one in frozen_periods.frozen(book.store, group.id):
        if overlap((one.since, one.until), (since, end)):
            if one.since > since:
                found.append(Period(since, one.since - DAY))
            since = one.until + DAY
    return [*found, Period(since, end)] if since <= end else found


def _note(
    book: Logbook,
    group: Group,
    what: str,
    period: Period,
    look: str | None = None,
    seal: str | None = None,
) -> int:
    days = period.since, period.until
    return frozen_periods.note(
        book.store, group.id, book.leader_id, book.today, what, days, look, seal
    )
