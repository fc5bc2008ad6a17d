"""Check-ins: what was heard of a case at a later session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balintlog.domain.moment import Within
from balintlog.domain.records import CheckIn, News
from balintlog.storage.tables.columns import moment, words_in, words_out

if TYPE_CHECKING:
    from balintlog.storage.store import Store

_NEWS_COLUMNS = (
    "outcome",
    "text",
    "feelings_before",
    "feelings_after",
    "after_sessions",
    "again",
)
_CHECKIN_SELECT = (
    f"SELECT case_id, session_id, held_on, recorded_no, {', '.join(_NEWS_COLUMNS)}"
    " FROM checkin JOIN session ON session.id = session_id"
)


def add(store: Store, case_id: int, session_id: int, news: News) -> int:
    """Keep what was heard of a case at a session and return the number of its row."""
    marks = ", ".join("?" * len(_NEWS_COLUMNS))
    return store.add(
        f"INSERT INTO checkin (case_id, session_id, {', '.join(_NEWS_COLUMNS)})"
        f" VALUES (?, ?, {marks})",
        (case_id, session_id, *_news_values(news)),
    )


def change(store: Store, case_id: int, session_id: int, news: News) -> int:
    """Replace what was heard of a case at a session and return the number of its row."""
    columns = ", ".join(f"{column} = ?" for column in _NEWS_COLUMNS)
    store.change(
        f"UPDATE checkin SET {columns} WHERE case_id = ? AND session_id = ?",
        (*_news_values(news), case_id, session_id),
    )
    wanted = "SELECT id FROM checkin WHERE case_id = ? AND session_id = ?"
    return int(store.value(wanted, (case_id, session_id)))


def delete(store: Store, case_id: int, session_id: int) -> None:
    """Remove what was heard of a case at a session."""
    store.change("DELETE FROM checkin WHERE case_id = ? AND session_id = ?", (case_id, session_id))


def of_case(store: Store, case_id: int) -> list[CheckIn]:
    """Return a case's check-ins in order."""
    found = store.rows(
        f"{_CHECKIN_SELECT} WHERE case_id = ? ORDER BY held_on, recorded_no", (case_id,)
    )
    return [_checkin(row) for row in found]


def in_session(store: Store, session_id: int) -> list[CheckIn]:
    """Return the check-ins of a session, in the order of recording."""
    found = store.rows(f"{_CHECKIN_SELECT} WHERE session_id = ? ORDER BY checkin.id", (session_id,))
    return [_checkin(row) for row in found]


def _news_values(news: News) -> tuple[object, ...]:
    return (
        news.outcome,
        news.text,
        words_in(news.feelings_before),
        words_in(news.feelings_after),
        news.after_sessions,
        news.again,
    )


def _checkin(row: Any) -> CheckIn:
    news = News(
        outcome=row["outcome"],
        text=row["text"],
        feelings_before=words_out(row["feelings_before"]),
        feelings_after=words_out(row["feelings_after"]),
        after_sessions=row["after_sessions"],
        again=bool(row["again"]),
    )
    return CheckIn(row["case_id"], row["session_id"], moment(row, Within.CHECK_IN), news)
