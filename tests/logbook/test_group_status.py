"""The status of a group: the year so far, in queries that do not grow with it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from conftest import session_document

from balintlog.logbook.record import record_session
from balintlog.logbook.view import group_status
from balintlog.storage.queries.year_counts import YearCounts
from balintlog.storage.store import Store

if TYPE_CHECKING:
    import pytest

    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook

FIRST = date(2026, 1, 12)


def held(book: Logbook, week: int, **fields: Any) -> None:
    day = (FIRST + timedelta(weeks=week)).isoformat()
    record_session.record_session(book, session_document(day, **fields), second_on_date=True)


def case(presenter: str, label: str = "the unopened letters") -> dict[str, Any]:
    return {"label": label, "presenter": presenter}


def test_only_the_sessions_of_this_year_are_counted(book: Logbook, larch: Group) -> None:
    held(book, -2, cases=[case("heron", "a case of last year")])
    held(book, 0, cases=[case("plover"), case("moth", "half past nine")])
    held(book, 1, checkins=[{"case": "C2", "outcome": "easier"}])
    held(book, 2, cancelled=True, attendance={})
    (status,) = group_status.status(book, [larch])
    assert (status.year, status.open_cases) == (2026, 3)
    assert status.counts == YearCounts(2, cancelled=1, minutes=180, presentations=2, news=1)
    book.store.change("UPDATE session SET purged_presentations = 3 WHERE id = 3")
    (status,) = group_status.status(book, [larch])
    assert status.counts.presentations == 5  # those of cases that were purged count as well


def test_the_last_session_may_be_a_cancelled_one_that_names_nobody(
    book: Logbook, larch: Group
) -> None:
    (status,) = group_status.status(book, [larch])
    assert (status.last_session, status.counts) == (None, YearCounts())
    held(book, 0)
    held(book, 1, cancelled=True, attendance={})
    (status,) = group_status.status(book, [larch])
    assert status.last_session is not None
    assert status.last_session.cancelled
    assert (status.last_session.session, status.last_session.named) == ("S2", 0)


def test_a_longer_history_takes_no_more_queries(
    book: Logbook, larch: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    rows = Store.rows

    def told(store: Store, sql: str, *parameters: Any) -> list[Any]:
        asked.append(sql)
        return rows(store, sql, *parameters)

    monkeypatch.setattr(Store, "rows", told)

    def number_of_queries() -> int:
        asked.clear()
        group_status.status(book, [larch])
        return len(asked)

    held(book, 0, cases=[case("heron")])
    short = number_of_queries()
    for week in range(1, 6):
        held(book, week, cases=[case("plover", f"the letters of evening {week}")])
    assert number_of_queries() == short
