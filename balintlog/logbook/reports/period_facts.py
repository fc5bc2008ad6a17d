"""The facts of a group's period, from which an activity report is made."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from balintlog.errors import InvalidInputError
from balintlog.privacy.disclosure.summary_rules import CaseFacts, Facts, SessionFacts
from balintlog.storage.tables import report_rows

if TYPE_CHECKING:
    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook


class ReportPeriod(NamedTuple):
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


def facts_of(book: Logbook, group: Group, period: ReportPeriod) -> Facts:
    """Count a period: each case once, with the presenter who brought it first."""
    store, days = book.store, (group.id, *period)
    held = report_rows.sessions_of(store, *days)
    asked = report_rows.cases_asked_about(store, *days)
    by_case: dict[int, list[report_rows.PresentationRow]] = {}
    for row in report_rows.presentations_of(store, *days):
        by_case.setdefault(row.case_id, []).append(row)
    return Facts(
        sessions=tuple(
            SessionFacts(session.minutes, session.mode, session.sat_in)
            for session in held
            if not session.cancelled
        ),
        cancelled=sum(session.cancelled for session in held),
        cases=tuple(_case(rows, case_id in asked) for case_id, rows in by_case.items()),
        people=report_rows.people_of(store, *days),
        purged=sum(session.purged for session in held),
    )


def _case(rows: list[report_rows.PresentationRow], is_asked: bool) -> CaseFacts:
    presenter = rows[0].presenter
    return CaseFacts(
        presenter=None if presenter is None else str(presenter),
        themes=frozenset(theme for row in rows for theme in row.themes),
        encounter=rows[-1].encounter,
        feelings=frozenset(word for row in rows for word in row.feelings),
        followed_up=is_asked if rows[-1].wish == "yes" else None,
    )


def facts_to_tell(book: Logbook, group: Group, period: ReportPeriod) -> Facts:
    """Count a period in which there was something. InvalidInputError if there was nothing."""
    facts = facts_of(book, group, period)
    if not facts.sessions and not facts.cancelled:
        raise InvalidInputError("there was no session in that period")
    return facts


def is_whole(facts: Facts) -> bool:
    """Say whether a period still has every case, and every presenter of a case."""
    return not facts.purged and all(case.presenter is not None for case in facts.cases)
