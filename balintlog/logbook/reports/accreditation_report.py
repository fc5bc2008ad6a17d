"""An accreditation report: a leader's sessions and training against the rules of a society."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.errors import PrivacyError, Problem
from balintlog.logbook.screening import screen_gate
from balintlog.privacy.screen.finding import BLOCKED, ENGLISH, HARD
from balintlog.reports import accreditation_page
from balintlog.reports.portfolio_verdicts import Row
from balintlog.storage.tables import people, sessions, trainings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from balintlog.domain.records import Leader, Session
    from balintlog.logbook.book import Logbook
    from balintlog.reports.page import Page
    from balintlog.reports.society_presets import Preset


def findings_in_rules(book: Logbook, rules: Preset) -> list[str]:
    """Return what the screen finds in the texts of a leader's own file of rules, in words.

    Findings in name, source and day are left out, as these must name a society. PrivacyError
    where a blocked word stands in any of the texts.
    """
    guards = [screen_gate.guard_of(book, group.id) for group in people.groups(book.store)]
    guard = screen_gate.Guard(
        allowed=list(people.leaders(book.store)),
        blocked=[word for of_group in guards for word in of_group.blocked],
        language=ENGLISH,
        asks_recognisable=False,
    )
    texts = {"name": rules.name, "source": rules.source, "read": rules.read, "note": rules.note}
    texts |= {f"rule {number}": rule.label for number, rule in enumerate(rules.rules, start=1)}
    findings = [
        (field, finding)
        for field, text in texts.items()
        for finding in guard.read(text)
        if finding.tier == HARD
    ]
    said = [
        f"{field}: {screen_gate.said(finding, finding.start, finding.end)}"
        for field, finding in findings
    ]
    if any(finding.kind == BLOCKED for _, finding in findings):
        raise PrivacyError(*map(Problem, said), hint="Reword the rules first.")
    return [
        line
        for line, (field, _) in zip(said, findings, strict=True)
        if field not in ("name", "source", "read")
    ]


def page(book: Logbook, leader: str, rules: Preset, since: date | None, until: date | None) -> Page:
    """Return a leader's portfolio against the rules of a society."""
    last = book.today if until is None else until

    def inside(first_day: date, last_day: date) -> bool:
        return last_day <= last and (since is None or first_day >= since)

    known = people.leaders(book.store)
    rows = [
        _portfolio_row(book, session, leader, known)
        for session in sessions.sessions_led(book.store, leader)
        if inside(session.held_on, session.held_on)
    ]
    training = trainings.trainings(book.store, leader)
    elsewhere = [record for record in training if inside(record.from_on, record.until_on)]
    across = [
        record
        for record in training
        if record not in elsewhere
        and record.from_on <= last
        and (since is None or record.until_on >= since)
    ]
    return accreditation_page.page(leader, rules, rows, elsewhere, across, since, until, book.today)


def _portfolio_row(
    book: Logbook, session: Session, leader: str, known: Mapping[str, Leader]
) -> Row:
    others = {
        known[alias].accredited
        for alias, role in session.leaders.items()
        if alias != leader and role in ("leader", "co-leader")
    }
    best = next((answer for answer in ("yes", "unknown", "no") if answer in others), "-")
    return Row(
        held_on=session.held_on,
        minutes=session.minutes,
        mode=session.mode,
        event=session.frame.event,
        role=session.leaders[leader],
        coleader=best,
        cases=sessions.discussions(book.store, session.id),
        supervised=session.frame.debriefed,
        recorded=session.frame.recorded != "none",
    )
