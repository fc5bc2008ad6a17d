"""Presentations: what was told of a case at a session, and by whom."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from balintlog.domain.moment import Within
from balintlog.domain.records import Presentation, Telling
from balintlog.storage.tables.columns import minutes_in, minutes_out, moment, words_in, words_out

if TYPE_CHECKING:
    from balintlog.storage.store import Store

_TELLING_COLUMNS = (
    "summary",
    "encounter",
    "themes",
    "feelings",
    "patient_feelings",
    "why",
    "new_perspective",
    "phase_minutes",
    "follow_up",
    "after_sessions",
)
_PRESENTATION_SELECT = (
    f"SELECT case_id, session_id, held_on, recorded_no, alias, {', '.join(_TELLING_COLUMNS)}"
    " FROM presentation JOIN session ON session.id = session_id"
    " LEFT JOIN member ON member.id = presenter_id"
)


def add(store: Store, case_id: int, session_id: int, telling: Telling) -> int:
    """Keep one bringing of a case to a session and return the number of its row."""
    marks = ", ".join("?" * len(_TELLING_COLUMNS))
    return store.add(
        f"INSERT INTO presentation (case_id, session_id, {', '.join(_TELLING_COLUMNS)},"
        f" presenter_id) VALUES (?, ?, {marks}, (SELECT id FROM member WHERE alias = ?))",
        (case_id, session_id, *_telling_values(telling), telling.presenter),
    )


def change(store: Store, case_id: int, session_id: int, telling: Telling) -> int:
    """Replace what is recorded of one bringing and return the number of its row."""
    columns = ", ".join(f"{column} = ?" for column in _TELLING_COLUMNS)
    store.change(
        f"UPDATE presentation SET {columns}, presenter_id = (SELECT id FROM member WHERE alias = ?)"
        " WHERE case_id = ? AND session_id = ?",
        (*_telling_values(telling), telling.presenter, case_id, session_id),
    )
    wanted = "SELECT id FROM presentation WHERE case_id = ? AND session_id = ?"
    return int(store.value(wanted, (case_id, session_id)))


def delete(store: Store, case_id: int, session_id: int) -> None:
    """Remove one bringing of a case."""
    store.change(
        "DELETE FROM presentation WHERE case_id = ? AND session_id = ?", (case_id, session_id)
    )


def of_case(store: Store, case_id: int) -> list[Presentation]:
    """Return a case's presentations in order."""
    found = store.rows(
        f"{_PRESENTATION_SELECT} WHERE case_id = ? ORDER BY held_on, recorded_no", (case_id,)
    )
    return [_presentation(row) for row in found]


def in_session(store: Store, session_id: int) -> list[Presentation]:
    """Return what was presented at a session, in the order of recording."""
    found = store.rows(
        f"{_PRESENTATION_SELECT} WHERE session_id = ? ORDER BY presentation.id", (session_id,)
    )
    return [_presentation(row) for row in found]


def by_member(store: Store, member_id: int) -> list[Presentation]:
    """Return what a member presented, in order."""
    found = store.rows(
        f"{_PRESENTATION_SELECT} WHERE presenter_id = ? ORDER BY held_on, recorded_no",
        (member_id,),
    )
    return [_presentation(row) for row in found]


def latest_of_cases(store: Store, group_id: int) -> dict[int, tuple[str | None, date]]:
    """Return by case number who presented each case of a group last, and when."""
    found = store.rows(
        "SELECT case_id, alias, held_on FROM presentation JOIN session ON session.id = session_id"
        " LEFT JOIN member ON member.id = presenter_id WHERE session.group_id = ?"
        " ORDER BY held_on, recorded_no",
        (group_id,),
    )
    return {row["case_id"]: (row["alias"], date.fromisoformat(row["held_on"])) for row in found}


def last_of_members(store: Store, group_id: int) -> dict[str, date]:
    """Return by alias when each member last presented anything."""
    found = store.rows(
        "SELECT alias, max(held_on) FROM member JOIN presentation ON presenter_id = member.id"
        " JOIN session ON session.id = session_id WHERE member.group_id = ? GROUP BY member.id",
        (group_id,),
    )
    return {alias: date.fromisoformat(held_on) for alias, held_on in found}


def _telling_values(telling: Telling) -> tuple[object, ...]:
    return (
        telling.summary,
        telling.encounter,
        words_in(telling.themes),
        words_in(telling.feelings),
        words_in(telling.patient_feelings),
        telling.why,
        telling.new_perspective,
        minutes_in(telling.phase_minutes),
        telling.follow_up,
        telling.after_sessions,
    )


def _presentation(row: Any) -> Presentation:
    telling = Telling(
        presenter=row["alias"],
        summary=row["summary"],
        encounter=row["encounter"],
        themes=words_out(row["themes"]),
        feelings=words_out(row["feelings"]),
        patient_feelings=words_out(row["patient_feelings"]),
        why=row["why"],
        new_perspective=row["new_perspective"],
        phase_minutes=minutes_out(row["phase_minutes"]),
        follow_up=row["follow_up"],
        after_sessions=row["after_sessions"],
    )
    at = moment(row, Within.PRESENTATION)
    return Presentation(row["case_id"], row["session_id"], at, telling)
