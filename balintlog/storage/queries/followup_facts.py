"""The facts that follow-ups are worked out from, read in four queries however many cases."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from balintlog.domain.followup import Asked, CaseLog, Presented
from balintlog.domain.moment import Moment, Within
from balintlog.storage.tables.presentations import PRESENTERS, presenters_out
from balintlog.storage.tables.stored_words import known

if TYPE_CHECKING:
    from balintlog.storage.store import Store


def open_case_logs(store: Store, group_id: int) -> dict[int, CaseLog]:
    """Return the logs of a group's open cases by case number."""
    return _case_logs(store, "group_id = ? AND closed_on IS NULL", group_id)


def every_case_log(store: Store) -> dict[int, CaseLog]:
    """Return the logs of all cases of all groups by case number."""
    return _case_logs(store, "group_id > ?", 0)


def case_logs_in(store: Store, session_id: int) -> dict[int, CaseLog]:
    """Return the logs of all cases that were discussed in a session."""
    discussed = (
        "id IN (SELECT case_id FROM presentation WHERE session_id = ?1"
        " UNION SELECT case_id FROM checkin WHERE session_id = ?1)"
    )
    return _case_logs(store, discussed, session_id)


def case_log(store: Store, case_id: int) -> CaseLog:
    """Return the log of one case that exists."""
    return _case_logs(store, "id = ?", case_id)[case_id]


def _case_logs(store: Store, which: str, parameter: int) -> dict[int, CaseLog]:
    """Read the logs of the cases for which the condition ``which`` holds."""
    chosen = f"(SELECT id FROM balint_case WHERE {which})"
    presented: dict[int, list[Presented]] = defaultdict(list)
    for row in store.rows(
        f"SELECT case_id, held_on, recorded_no, {PRESENTERS}, follow_up, after_sessions"
        f" FROM presentation JOIN session ON session.id = session_id WHERE case_id IN {chosen}",
        (parameter,),
    ):
        case_id, held_on, number, aliases, wish, after = known("presentation", row)
        at = Moment(date.fromisoformat(held_on), number, Within.PRESENTATION)
        presented[case_id].append(Presented(at, presenters_out(aliases), wish, after))
    asked: dict[int, list[Asked]] = defaultdict(list)
    for row in store.rows(
        "SELECT case_id, held_on, recorded_no, outcome, again, after_sessions"
        f" FROM checkin JOIN session ON session.id = session_id WHERE case_id IN {chosen}",
        (parameter,),
    ):
        case_id, held_on, number, outcome, again, after = known("checkin", row)
        at = Moment(date.fromisoformat(held_on), number, Within.CHECK_IN)
        asked[case_id].append(Asked(at, outcome, bool(again), after))
    turned: dict[tuple[int, str], list[Moment]] = defaultdict(list)
    for row in store.rows(
        f"SELECT case_id, kind, held_on, recorded_no FROM case_event WHERE case_id IN {chosen}",
        (parameter,),
    ):
        case_id, kind, held_on, number = known("case_event", row)
        turned[case_id, kind].append(Moment(date.fromisoformat(held_on), number, Within.EVENT))
    continued = {
        case_id
        for (case_id,) in store.rows(
            "SELECT earlier_id FROM case_link"
            f" WHERE relation = 'continues' AND earlier_id IN {chosen}",
            (parameter,),
        )
    }
    return {
        case_id: CaseLog(
            presented=tuple(tellings),
            asked=tuple(asked[case_id]),
            closed=tuple(turned[case_id, "closed"]),
            reopened=tuple(turned[case_id, "reopened"]),
            is_continued=case_id in continued,
        )
        for case_id, tellings in presented.items()
    }
