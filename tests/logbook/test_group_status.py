"""The status of a group: what is counted of each member, in queries that do not grow with it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from conftest import session_document

from balintlog.logbook.record import record_session
from balintlog.logbook.view import group_status
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


def test_evenings_are_counted_from_the_one_after_a_member_last_presented(
    book: Logbook, larch: Group
) -> None:
    away = {"heron": "present", "plover": "apologies", "moth": "absent"}
    held(book, 0, cases=[case("plover")])
    held(book, 1, cases=[case("heron")])
    held(book, 2)
    held(book, 2)  # a second session on one day counts once
    held(book, 3, attendance=away)
    lines = group_status.status(book, larch).attendance
    assert [(line.member, line.last_presented_on, line.attended_since) for line in lines] == [
        ("heron", FIRST + timedelta(weeks=1), 2),
        ("plover", FIRST, 2),
        ("moth", None, 3),
    ]


def test_the_last_session_may_be_a_cancelled_one_that_names_nobody(
    book: Logbook, larch: Group
) -> None:
    held(book, 0)
    held(book, 1, cancelled=True, attendance={})
    status = group_status.status(book, larch)
    assert status.last_session is not None
    assert status.last_session.cancelled
    assert (status.last_session.session, status.last_session.named) == ("S2", 0)
    assert {(line.sat_in, line.of) for line in status.attendance} == {(1, 1)}


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
        group_status.status(book, larch)
        return len(asked)

    held(book, 0, cases=[case("heron")])
    short = number_of_queries()
    for week in range(1, 6):
        held(book, week, cases=[case("plover", f"the letters of evening {week}")])
    assert number_of_queries() == short
