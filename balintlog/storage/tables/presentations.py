"""Presentations: what was told of a case at a session, and by whom."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from balintlog.domain.document import Telling
from balintlog.domain.moment import Within
from balintlog.domain.records import Presentation
from balintlog.storage.tables import columns

if TYPE_CHECKING:
    from balintlog.storage.store import Store

_PRESENTATION_SELECT = (
    "SELECT case_id, session_id, held_on, recorded_no, alias,"
    f" {', '.join(columns.names(Telling))}"
    " FROM presentation JOIN session ON session.id = session_id"
    " LEFT JOIN member ON member.id = presenter_id"
)


def add(store: Store, case_id: int, session_id: int, telling: Telling) -> int:
    """Add one bringing of a case to a session and return the number of its row."""
    place = {"case_id": case_id, "session_id": session_id}
    return store.insert("presentation", {**place, **_row(store, telling)})


def change(store: Store, case_id: int, session_id: int, telling: Telling) -> int:
    """Replace what is recorded of one bringing and return the number of its row."""
    store.change(
        f"UPDATE presentation SET {columns.assignments(Telling)}, presenter_id = ?"
        " WHERE case_id = ? AND session_id = ?",
        (*_row(store, telling).values(), case_id, session_id),
    )
    wanted = "SELECT id FROM presentation WHERE case_id = ? AND session_id = ?"
    return int(store.value(wanted, (case_id, session_id)))


def _row(store: Store, telling: Telling) -> dict[str, object]:
    """Return the columns of a telling: the presenter, by their number, is the last."""
    presenter_id = store.value("SELECT id FROM member WHERE alias = ?", (telling.presenter,))
    return {**columns.row_of(telling), "presenter_id": presenter_id}


def delete(store: Store, case_id: int, session_id: int) -> None:
    """Delete one bringing of a case."""
    store.change(
        "DELETE FROM presentation WHERE case_id = ? AND session_id = ?", (case_id, session_id)
    )


def of_case(store: Store, case_id: int) -> list[Presentation]:
    """Return a case's presentations in order."""
    rows = store.rows(
        f"{_PRESENTATION_SELECT} WHERE case_id = ? ORDER BY held_on, recorded_no", (case_id,)
    )
    return [_presentation(row) for row in rows]


def in_session(store: Store, session_id: int) -> list[Presentation]:
    """Return what was presented at a session, in the order of recording."""
    rows = store.rows(
        f"{_PRESENTATION_SELECT} WHERE session_id = ? ORDER BY presentation.id", (session_id,)
    )
    return [_presentation(row) for row in rows]


def by_member(store: Store, member_id: int) -> list[Presentation]:
    """Return what a member presented, in order."""
    rows = store.rows(
        f"{_PRESENTATION_SELECT} WHERE presenter_id = ? ORDER BY held_on, recorded_no",
        (member_id,),
    )
    return [_presentation(row) for row in rows]


def latest_of_cases(store: Store, group_id: int) -> dict[int, tuple[str | None, date]]:
    """Return by case number who presented each case of a group last, and when."""
    rows = store.rows(
        "SELECT case_id, alias, held_on FROM presentation JOIN session ON session.id = session_id"
        " LEFT JOIN member ON member.id = presenter_id WHERE session.group_id = ?"
        " ORDER BY held_on, recorded_no",
        (group_id,),
    )
    return {row["case_id"]: (row["alias"], date.fromisoformat(row["held_on"])) for row in rows}


def last_of_members(store: Store, group_id: int) -> dict[str, date]:
    """Return by alias when each member last presented anything."""
    rows = store.rows(
        "SELECT alias, max(held_on) FROM member JOIN presentation ON presenter_id = member.id"
        " JOIN session ON session.id = session_id WHERE member.group_id = ? GROUP BY member.id",
        (group_id,),
    )
    return {alias: date.fromisoformat(held_on) for alias, held_on in rows}


def _presentation(row: Any) -> Presentation:
    telling = columns.content(Telling, row, presenter=row["alias"])
    at = columns.moment(row, Within.PRESENTATION)
    return Presentation(row["case_id"], row["session_id"], at, telling)
