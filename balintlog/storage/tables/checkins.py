"""The checkin table: what was heard of a case at a later session, and from whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balintlog.domain.document import ImaginedLine, News
from balintlog.domain.moment import Within
from balintlog.domain.records import CheckIn
from balintlog.domain.vocabulary import TELLERS
from balintlog.storage.tables import columns
from balintlog.storage.tables.stored_words import known

if TYPE_CHECKING:
    from balintlog.storage.store import Store

_CHECKIN_SELECT = (
    "SELECT checkin.id, case_id, session_id, held_on, recorded_no,"
    f" {', '.join(columns.names(News))},"
    " coalesce((SELECT alias FROM member WHERE member.id = told_by_member),"
    " (SELECT alias FROM leader WHERE leader.id = told_by_leader), told_by_word) AS told_by,"
    " told_by_word"
    " FROM checkin JOIN session ON session.id = session_id"
)
# Of every presentation of a case, its place in the order of the log, counted from 1.
_PLACES = (
    "SELECT presentation.id AS presentation_id, row_number() OVER"
    " (ORDER BY held_on, recorded_no) AS place FROM presentation"
    " JOIN session ON session.id = session_id WHERE case_id = ?"
)


def add(store: Store, case_id: int, session_id: int, news: News) -> int:
    """Add what was heard of a case at a session and return the number of its row."""
    place = {"case_id": case_id, "session_id": session_id}
    row = {**place, **columns.row_of(news), **_teller(store, news)}
    row_id = store.insert("checkin", row)
    _set_lines(store, row_id, case_id, news)
    return row_id


def change(store: Store, case_id: int, session_id: int, news: News) -> int:
    """Replace what was heard of a case at a session and return the number of its row."""
    store.change(
        f"UPDATE checkin SET {columns.assignments(News)}, told_by_member = ?,"
        " told_by_leader = ?, told_by_word = ? WHERE case_id = ? AND session_id = ?",
        (
            *columns.row_of(news).values(),
            *_teller(store, news).values(),
            case_id,
            session_id,
        ),
    )
    wanted = "SELECT id FROM checkin WHERE case_id = ? AND session_id = ?"
    row_id = int(store.value(wanted, (case_id, session_id)))
    store.change("DELETE FROM imagined_line WHERE checkin_id = ?", (row_id,))
    _set_lines(store, row_id, case_id, news)
    return row_id


def delete(store: Store, case_id: int, session_id: int) -> None:
    """Delete what was heard of a case at a session."""
    store.change("DELETE FROM checkin WHERE case_id = ? AND session_id = ?", (case_id, session_id))


def of_case(store: Store, case_id: int) -> list[CheckIn]:
    """Return a case's check-ins in order."""
    rows = store.rows(
        f"{_CHECKIN_SELECT} WHERE case_id = ? ORDER BY held_on, recorded_no", (case_id,)
    )
    return [_checkin(store, row) for row in rows]


def in_session(store: Store, session_id: int) -> list[CheckIn]:
    """Return the check-ins of a session, in the order of recording."""
    rows = store.rows(f"{_CHECKIN_SELECT} WHERE session_id = ? ORDER BY checkin.id", (session_id,))
    return [_checkin(store, row) for row in rows]


def of_group(store: Store, group_id: int | None) -> list[CheckIn]:
    """Return the check-ins of one group or of all, in order."""
    where, parameters = (
        ("", ()) if group_id is None else ("WHERE session.group_id = ?", (group_id,))
    )
    order = "ORDER BY held_on, recorded_no, checkin.id"
    rows = store.rows(f"{_CHECKIN_SELECT} {where} {order}", parameters)
    return [_checkin(store, row) for row in rows]


def told_by(store: Store, member_id: int) -> set[int]:
    """Return the cases of which a member who is named brought news."""
    rows = store.rows("SELECT case_id FROM checkin WHERE told_by_member = ?", (member_id,))
    return {case_id for (case_id,) in rows}


def _teller(store: Store, news: News) -> dict[str, object]:
    """Return who told it, in the column in which they stand: a person's is their number."""
    if news.told_by in TELLERS:
        return {"told_by_member": None, "told_by_leader": None, "told_by_word": news.told_by}
    by_alias = "SELECT id FROM {} WHERE alias = ?"
    return {
        "told_by_member": store.value(by_alias.format("member"), (news.told_by,)),
        "told_by_leader": store.value(by_alias.format("leader"), (news.told_by,)),
        "told_by_word": None,
    }


def _set_lines(store: Store, row_id: int, case_id: int, news: News) -> None:
    """Save what came of imagined lines; each says of which presentation it is."""
    for imagined in news.came_of_it:
        store.add(
            "INSERT INTO imagined_line (checkin_id, presentation_id, line, now) VALUES"
            f" (?, (SELECT presentation_id FROM ({_PLACES}) WHERE place = ?), ?, ?)",
            (row_id, case_id, imagined.presentation, imagined.line, imagined.now),
        )


def _lines(store: Store, row_id: int, case_id: int) -> tuple[ImaginedLine, ...]:
    if not store.rows("SELECT 1 FROM imagined_line WHERE checkin_id = ?", (row_id,)):
        return ()  # the usual case, answered quickly
    rows = store.rows(
        f"SELECT line, now, place FROM imagined_line JOIN ({_PLACES}) USING (presentation_id)"
        " WHERE checkin_id = ? ORDER BY place, line",
        (case_id, row_id),
    )
    return tuple(
        ImaginedLine("", line, now, place)
        for line, now, place in rows
        if known("imagined_line", {"now": now})
    )


def _checkin(store: Store, row: Any) -> CheckIn:
    at = columns.moment(known("checkin", row), Within.CHECK_IN)
    lines = _lines(store, row["id"], row["case_id"])
    news = columns.content(News, row, told_by=row["told_by"], came_of_it=lines)
    return CheckIn(row["case_id"], row["session_id"], at, news)
