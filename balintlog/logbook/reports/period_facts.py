"""The facts of a group's period, from which an activity report is made."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from balintlog.errors import InvalidInputError
from balintlog.privacy.disclosure.summary_rules import CaseFacts, Facts, SessionFacts
from balintlog.storage.queries import report_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
    """Count a period: each case once, with who brought it first."""
    store, days = book.store, (group.id, *period)
    held = report_rows.sessions_of(store, *days)
    asked = report_rows.cases_asked_about(store, *days)
    by_case: dict[int, list[report_rows.PresentationRow]] = {}
    for row in report_rows.presentations_of(store, *days):
        by_case.setdefault(row.case_id, []).append(row)
    parties = _parties(row for rows in by_case.values() for row in rows)
    return Facts(
        sessions=tuple(
            SessionFacts(session.minutes, session.mode, session.sat_in)
            for session in held
            if not session.cancelled
        ),
        cancelled=sum(session.cancelled for session in held),
        cases=tuple(_case(rows, parties, case_id in asked) for case_id, rows in by_case.items()),
        people=report_rows.people_of(store, *days),
        purged=sum(session.purged for session in held),
    )


def _parties(rows: Iterable[report_rows.PresentationRow]) -> dict[int, int]:
    """Return for everybody who presented the smallest number of those they presented with.

    Those who presented a case together know each other's, and so do those who presented with one
    of them: the rules of a summary take them all for one presenter, who knows the most that any
    of them can know. That also keeps each case with one presenter, as its rules suppose.
    """
    party: dict[int, int] = {}
    for row in rows:
        together = [number for number in row.presenters if number is not None]
        joined = {party.get(number, number) for number in together}
        party |= {number: min(joined) for number in together}
        party |= {number: min(joined) for number, old in party.items() if old in joined}
    return party


def _case(
    rows: list[report_rows.PresentationRow], parties: Mapping[int, int], is_asked: bool
) -> CaseFacts:
    known = [number for number in rows[0].presenters if number is not None]
    all_known = len(known) == len(rows[0].presenters)
    return CaseFacts(
        presenter=str(parties[known[0]]) if all_known else None,
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
