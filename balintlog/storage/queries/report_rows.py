"""The rows that an activity report is counted from: of one group, in one period."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.vocabulary import COUNTED_OUTCOMES
from balintlog.storage.tables.columns import words_out

if TYPE_CHECKING:
    from balintlog.storage.store import Store

_PERIOD = "session.group_id = ? AND held_on >= ? AND held_on <= ?"


class PresentationRow(NamedTuple):
    """One bringing of a case in the period; ``presenters`` are numbers, None: it was dropped."""

    case_id: int
    presenters: tuple[int | None, ...]
    themes: tuple[str, ...]
    encounter: str | None
    feelings: tuple[str, ...]
    wish: str


class SessionRow(NamedTuple):
    """One session of the period, with how many sat in, and how many presentations are gone."""

    minutes: int
    mode: str
    cancelled: bool
    sat_in: int
    purged: int


def sessions_of(store: Store, group_id: int, since: date, until: date) -> list[SessionRow]:
    """Return the sessions of a period, in order."""
    rows = store.rows(
        "SELECT minutes, mode, cancelled, (SELECT count(*) FROM attendance"
        "  WHERE session_id = session.id AND status IN ('present', 'late', 'left-early')),"
        f" purged_presentations FROM session WHERE {_PERIOD} ORDER BY held_on, recorded_no",
        (group_id, since.isoformat(), until.isoformat()),
    )
    return [SessionRow(row[0], row[1], bool(row[2]), row[3], row[4]) for row in rows]


def presentations_of(
    store: Store, group_id: int, since: date, until: date
) -> list[PresentationRow]:
    """Return what was presented in a period, in order."""
    rows = store.rows(
        "SELECT case_id, (SELECT group_concat(coalesce(member_id, '-')) FROM presenter"
        "  WHERE presentation_id = presentation.id), themes, encounter, feelings, follow_up"
        " FROM presentation"
        f" JOIN session ON session.id = session_id WHERE {_PERIOD} ORDER BY held_on, recorded_no",
        (group_id, since.isoformat(), until.isoformat()),
    )
    return [
        PresentationRow(
            row[0], _numbers(row[1]), words_out(row[2]), row[3], words_out(row[4]), row[5]
        )
        for row in rows
    ]


def _numbers(text: str) -> tuple[int | None, ...]:
    return tuple(None if number == "-" else int(number) for number in text.split(","))


def cases_asked_about(store: Store, group_id: int, since: date, until: date) -> set[int]:
    """Return the cases of which there was news in a period."""
    marks = ", ".join("?" * len(COUNTED_OUTCOMES))
    rows = store.rows(
        "SELECT DISTINCT case_id FROM checkin JOIN session ON session.id = session_id"
        f" WHERE {_PERIOD} AND outcome IN ({marks})",
        (group_id, since.isoformat(), until.isoformat(), *COUNTED_OUTCOMES),
    )
    return {number for (number,) in rows}


def people_of(store: Store, group_id: int, since: date, until: date) -> int:
    """Return how many people sat in or presented in a period."""
    days = (group_id, since.isoformat(), until.isoformat())
    number = store.value(
        "SELECT count(*) FROM (SELECT member_id FROM attendance"
        f" JOIN session ON session.id = session_id WHERE {_PERIOD}"
        " AND status IN ('present', 'late', 'left-early')"
        " UNION SELECT member_id FROM presenter"
        " JOIN presentation ON presentation.id = presentation_id"
        f" JOIN session ON session.id = session_id WHERE {_PERIOD} AND member_id IS NOT NULL)",
        (*days, *days),
    )
    return int(number)


def days_of(
    store: Store, case_ids: list[int], presentation_ids: list[int]
) -> set[tuple[int, date]]:
    """Return group and day of every presentation of some cases, and of some presentations."""
    sql = (
        "SELECT session.group_id, held_on FROM presentation"
        " JOIN session ON session.id = session_id WHERE"
    )
    days = [
        tuple(row)
        for column, numbers in (("case_id", case_ids), ("presentation.id", presentation_ids))
        for number in numbers
        for row in store.rows(f"{sql} {column} = ?", (number,))
    ]
    return {(group_id, date.fromisoformat(day)) for group_id, day in days}
