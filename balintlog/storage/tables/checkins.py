"""The checkin table: what was heard of a case at a later session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balintlog.domain.document import News
from balintlog.domain.moment import Within
from balintlog.domain.records import CheckIn
from balintlog.storage.tables import columns

if TYPE_CHECKING:
    from balintlog.storage.store import Store

_CHECKIN_SELECT = (
    f"SELECT case_id, session_id, held_on, recorded_no, {', '.join(columns.names(News))}"
    " FROM checkin JOIN session ON session.id = session_id"
)


def add(store: Store, case_id: int, session_id: int, news: News) -> int:
    """Add what was heard of a case at a session and return the number of its row."""
    place = {"case_id": case_id, "session_id": session_id}
    return store.insert("checkin", {**place, **columns.row_of(news)})


def change(store: Store, case_id: int, session_id: int, news: News) -> int:
    """Replace what was heard of a case at a session and return the number of its row."""
    store.change(
        f"UPDATE checkin SET {columns.assignments(News)} WHERE case_id = ? AND session_id = ?",
        (*columns.row_of(news).values(), case_id, session_id),
    )
    wanted = "SELECT id FROM checkin WHERE case_id = ? AND session_id = ?"
    return int(store.value(wanted, (case_id, session_id)))


def delete(store: Store, case_id: int, session_id: int) -> None:
    """Delete what was heard of a case at a session."""
    store.change("DELETE FROM checkin WHERE case_id = ? AND session_id = ?", (case_id, session_id))


def of_case(store: Store, case_id: int) -> list[CheckIn]:
    """Return a case's check-ins in order."""
    rows = store.rows(
        f"{_CHECKIN_SELECT} WHERE case_id = ? ORDER BY held_on, recorded_no", (case_id,)
    )
    return [_checkin(row) for row in rows]


def in_session(store: Store, session_id: int) -> list[CheckIn]:
    """Return the check-ins of a session, in the order of recording."""
    rows = store.rows(f"{_CHECKIN_SELECT} WHERE session_id = ? ORDER BY checkin.id", (session_id,))
    return [_checkin(row) for row in rows]


def _checkin(row: Any) -> CheckIn:
    at = columns.moment(row, Within.CHECK_IN)
    return CheckIn(row["case_id"], row["session_id"], at, columns.content(News, row))
