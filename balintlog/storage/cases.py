"""Cases: their presentations, check-ins, closings and links."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from balintlog.domain.moment import Moment, Within
from balintlog.domain.records import (
    Case,
    CaseEvent,
    CaseLink,
    CheckIn,
    News,
    Presentation,
    Telling,
)
from balintlog.storage.columns import (
    day_out,
    minutes_in,
    minutes_out,
    moment,
    words_in,
    words_out,
)
from balintlog.storage.sessions import next_recorded

if TYPE_CHECKING:
    from balintlog.storage.connection import Store

_CASE_SELECT = "SELECT id, group_id, label, closed_on, row_version, recognisable FROM balint_case"


# One case


def add_case(store: Store, group_id: int, label: str, *, recognisable: bool | None = None) -> int:
    """Keep a new case and return its number."""
    return store.add(
        "INSERT INTO balint_case (group_id, label, recognisable) VALUES (?, ?, ?)",
        (group_id, label, recognisable),
    )


def change_case(store: Store, case: Case, label: str, *, recognisable: bool | None = None) -> None:
    """Change what is kept of a case itself and raise its row version."""
    store.change(
        "UPDATE balint_case SET label = ?, recognisable = ?, row_version = row_version + 1"
        " WHERE id = ?",
        (label, recognisable, case.id),
    )


def touch_case(store: Store, case_id: int) -> None:
    """Raise a case's row version: something that hangs on it has changed."""
    store.change("UPDATE balint_case SET row_version = row_version + 1 WHERE id = ?", (case_id,))


def delete_case(store: Store, case_id: int) -> None:
    """Remove a case with everything that hangs on it."""
    store.change("DELETE FROM balint_case WHERE id = ?", (case_id,))


def case(store: Store, case_id: int) -> Case | None:
    """Return one case by its number."""
    row = store.row(f"{_CASE_SELECT} WHERE id = ?", (case_id,))
    return None if row is None else _case(row)


def label(store: Store, case_id: int) -> str:
    """Return the label of a case that exists."""
    return str(store.value("SELECT label FROM balint_case WHERE id = ?", (case_id,)))


def labelled(store: Store, group_id: int, label: str) -> list[int]:
    """Return the numbers of a group's cases that have a label."""
    wanted = "SELECT id FROM balint_case WHERE group_id = ? AND label = ? ORDER BY id"
    return [int(row["id"]) for row in store.rows(wanted, (group_id, label))]


def open_labels(store: Store, group_id: int) -> dict[int, str]:
    """Return the labels of a group's open cases by case number."""
    wanted = "SELECT id, label FROM balint_case WHERE group_id = ? AND closed_on IS NULL"
    return dict(map(tuple, store.rows(wanted, (group_id,))))


def cases(store: Store, group_id: int | None, *, open_only: bool = False) -> list[Case]:
    """Return the cases of one group or of all, in the order of their ids."""
    conditions = ["1"] if group_id is None else ["group_id = ?"]
    if open_only:
        conditions.append("closed_on IS NULL")
    parameters = () if group_id is None else (group_id,)
    found = store.rows(f"{_CASE_SELECT} WHERE {' AND '.join(conditions)} ORDER BY id", parameters)
    return [_case(row) for row in found]


def turn_case(store: Store, case_id: int, kind: str, day: date) -> None:
    """Record a closing (``closed``) or a reopening (``reopened``)."""
    store.add(
        "INSERT INTO case_event (case_id, kind, held_on, recorded_no) VALUES (?, ?, ?, ?)",
        (case_id, kind, day.isoformat(), next_recorded(store)),
    )
    store.change(
        "UPDATE balint_case SET closed_on = ?, row_version = row_version + 1 WHERE id = ?",
        (day.isoformat() if kind == "closed" else None, case_id),
    )


def events(store: Store, case_id: int) -> list[CaseEvent]:
    """Return a case's closings and reopenings in order."""
    found = store.rows(
        "SELECT kind, held_on, recorded_no FROM case_event WHERE case_id = ?"
        " ORDER BY held_on, recorded_no",
        (case_id,),
    )
    return [CaseEvent(row["kind"], moment(row, Within.EVENT)) for row in found]


# Links


def link(store: Store, later_id: int, earlier_id: int, relation: str) -> None:
    """Tie a case to an earlier one: ``continues`` or ``related``."""
    store.add(
        "INSERT INTO case_link (later_id, earlier_id, relation) VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET relation = excluded.relation",
        (later_id, earlier_id, relation),
    )


def unlink(store: Store, later_id: int) -> None:
    """Cut every tie that a case has to earlier ones."""
    store.change("DELETE FROM case_link WHERE later_id = ?", (later_id,))


def links(store: Store, case_id: int) -> list[CaseLink]:
    """Return a case's ties as seen from it, dated by the later case's first presentation."""
    found = store.rows(
        "SELECT earlier_id AS other, relation, later_id FROM case_link WHERE later_id = ?1"
        " UNION ALL SELECT later_id, CASE relation WHEN 'continues' THEN 'continued-by'"
        " ELSE relation END, later_id FROM case_link WHERE earlier_id = ?1 ORDER BY 1",
        (case_id,),
    )
    return [
        CaseLink(row["other"], row["relation"], _first_presented(store, row["later_id"]))
        for row in found
    ]


def earlier_cases(store: Store, case_id: int) -> set[int]:
    """Return the numbers of the cases to which a case itself is tied."""
    found = store.rows("SELECT earlier_id FROM case_link WHERE later_id = ?", (case_id,))
    return {row["earlier_id"] for row in found}


def _first_presented(store: Store, case_id: int) -> Moment:
    row = store.row(
        "SELECT held_on, recorded_no FROM presentation JOIN session ON session.id = session_id"
        " WHERE case_id = ? ORDER BY held_on, recorded_no LIMIT 1",
        (case_id,),
    )
    return moment(row, Within.LINK)


# Presentations

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


def add_presentation(store: Store, case_id: int, session_id: int, telling: Telling) -> int:
    """Keep one bringing of a case to a session and return the number of its row."""
    marks = ", ".join("?" * len(_TELLING_COLUMNS))
    return store.add(
        f"INSERT INTO presentation (case_id, session_id, {', '.join(_TELLING_COLUMNS)},"
        f" presenter_id) VALUES (?, ?, {marks}, (SELECT id FROM member WHERE alias = ?))",
        (case_id, session_id, *_telling_values(telling), telling.presenter),
    )


def change_presentation(store: Store, case_id: int, session_id: int, telling: Telling) -> int:
    """Replace what is recorded of one bringing and return the number of its row."""
    columns = ", ".join(f"{column} = ?" for column in _TELLING_COLUMNS)
    store.change(
        f"UPDATE presentation SET {columns}, presenter_id = (SELECT id FROM member WHERE alias = ?)"
        " WHERE case_id = ? AND session_id = ?",
        (*_telling_values(telling), telling.presenter, case_id, session_id),
    )
    wanted = "SELECT id FROM presentation WHERE case_id = ? AND session_id = ?"
    return int(store.value(wanted, (case_id, session_id)))


def delete_presentation(store: Store, case_id: int, session_id: int) -> None:
    """Remove one bringing of a case."""
    store.change(
        "DELETE FROM presentation WHERE case_id = ? AND session_id = ?", (case_id, session_id)
    )


def presentations_of_case(store: Store, case_id: int) -> list[Presentation]:
    """Return a case's presentations in order."""
    found = store.rows(
        f"{_PRESENTATION_SELECT} WHERE case_id = ? ORDER BY held_on, recorded_no", (case_id,)
    )
    return [_presentation(row) for row in found]


def presentations_in(store: Store, session_id: int) -> list[Presentation]:
    """Return what was presented at a session, in the order of recording."""
    found = store.rows(
        f"{_PRESENTATION_SELECT} WHERE session_id = ? ORDER BY presentation.id", (session_id,)
    )
    return [_presentation(row) for row in found]


def presented_by(store: Store, member_id: int) -> list[Presentation]:
    """Return what a member presented, in order."""
    found = store.rows(
        f"{_PRESENTATION_SELECT} WHERE presenter_id = ? ORDER BY held_on, recorded_no",
        (member_id,),
    )
    return [_presentation(row) for row in found]


def latest_presentations(store: Store, group_id: int) -> dict[int, tuple[str | None, date]]:
    """Return by case number who presented each case of a group last, and when."""
    found = store.rows(
        "SELECT case_id, alias, held_on FROM presentation JOIN session ON session.id = session_id"
        " LEFT JOIN member ON member.id = presenter_id WHERE session.group_id = ?"
        " ORDER BY held_on, recorded_no",
        (group_id,),
    )
    return {row["case_id"]: (row["alias"], date.fromisoformat(row["held_on"])) for row in found}


def last_presented(store: Store, group_id: int) -> dict[str, date]:
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


# Check-ins

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


def add_checkin(store: Store, case_id: int, session_id: int, news: News) -> int:
    """Keep what was heard of a case at a session and return the number of its row."""
    marks = ", ".join("?" * len(_NEWS_COLUMNS))
    return store.add(
        f"INSERT INTO checkin (case_id, session_id, {', '.join(_NEWS_COLUMNS)})"
        f" VALUES (?, ?, {marks})",
        (case_id, session_id, *_news_values(news)),
    )


def change_checkin(store: Store, case_id: int, session_id: int, news: News) -> int:
    """Replace what was heard of a case at a session and return the number of its row."""
    columns = ", ".join(f"{column} = ?" for column in _NEWS_COLUMNS)
    store.change(
        f"UPDATE checkin SET {columns} WHERE case_id = ? AND session_id = ?",
        (*_news_values(news), case_id, session_id),
    )
    wanted = "SELECT id FROM checkin WHERE case_id = ? AND session_id = ?"
    return int(store.value(wanted, (case_id, session_id)))


def delete_checkin(store: Store, case_id: int, session_id: int) -> None:
    """Remove what was heard of a case at a session."""
    store.change("DELETE FROM checkin WHERE case_id = ? AND session_id = ?", (case_id, session_id))


def checkins_of_case(store: Store, case_id: int) -> list[CheckIn]:
    """Return a case's check-ins in order."""
    found = store.rows(
        f"{_CHECKIN_SELECT} WHERE case_id = ? ORDER BY held_on, recorded_no", (case_id,)
    )
    return [_checkin(row) for row in found]


def checkins_in(store: Store, session_id: int) -> list[CheckIn]:
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


def _case(row: Any) -> Case:
    return Case(
        row["id"],
        row["group_id"],
        row["label"],
        day_out(row["closed_on"]),
        row["row_version"],
        None if row["recognisable"] is None else bool(row["recognisable"]),
    )
