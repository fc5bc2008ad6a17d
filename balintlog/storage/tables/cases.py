"""The cases: labels, closings and links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balintlog.domain.moment import Moment, Within
from balintlog.domain.records import (
    Case,
    CaseEvent,
    CaseLink,
)
from balintlog.storage.tables.columns import day_out, moment
from balintlog.storage.tables.sessions import next_recorded
from balintlog.storage.tables.stored_words import known

if TYPE_CHECKING:
    from datetime import date

    from balintlog.storage.store import Store

_CASE_SELECT = "SELECT id, group_id, label, closed_on, row_version, recognisable FROM balint_case"


# One case


def add_case(store: Store, group_id: int, label: str, *, recognisable: bool | None = None) -> int:
    """Add a case and return its number."""
    row = {"group_id": group_id, "label": label, "recognisable": recognisable}
    return store.insert("balint_case", row)


def change_case(store: Store, case: Case, label: str, *, recognisable: bool | None = None) -> None:
    """Change the label of a case and the answer about it, and raise its row version."""
    store.change(
        "UPDATE balint_case SET label = ?, recognisable = ?, row_version = row_version + 1"
        " WHERE id = ?",
        (label, recognisable, case.id),
    )


def touch_case(store: Store, case_id: int) -> None:
    """Raise a case's row version: something that was recorded of it has changed."""
    store.change("UPDATE balint_case SET row_version = row_version + 1 WHERE id = ?", (case_id,))


def delete_case(store: Store, case_id: int) -> None:
    """Delete a case with everything that was recorded of it."""
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


def cases(store: Store, group_id: int | None) -> list[Case]:
    """Return the cases of one group or of all, in the order of their ids."""
    where, parameters = ("", ()) if group_id is None else (" WHERE group_id = ?", (group_id,))
    rows = store.rows(f"{_CASE_SELECT}{where} ORDER BY id", parameters)
    return [_case(row) for row in rows]


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
    rows = store.rows(
        "SELECT kind, held_on, recorded_no FROM case_event WHERE case_id = ?"
        " ORDER BY held_on, recorded_no",
        (case_id,),
    )
    return [
        CaseEvent(row["kind"], moment(row, Within.EVENT))
        for row in rows
        if known("case_event", row)
    ]


# Links


def link(store: Store, later_id: int, earlier_id: int, relation: str) -> None:
    """Link a case to an earlier case: ``continues`` or ``related``."""
    store.add(
        "INSERT INTO case_link (later_id, earlier_id, relation) VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET relation = excluded.relation",
        (later_id, earlier_id, relation),
    )


def unlink(store: Store, later_id: int, earlier_id: int | None = None) -> None:
    """Delete the link of a case to an earlier case, or to all of them."""
    store.change(
        "DELETE FROM case_link WHERE later_id = ? AND earlier_id = coalesce(?, earlier_id)",
        (later_id, earlier_id),
    )


def links(store: Store, case_id: int) -> list[CaseLink]:
    """Return a case's links as seen from it, dated by the later case's first presentation."""
    rows = store.rows(
        "SELECT earlier_id AS other, relation, later_id FROM case_link WHERE later_id = ?1"
        " UNION ALL SELECT later_id, relation, later_id FROM case_link WHERE earlier_id = ?1"
        " ORDER BY 1",
        (case_id,),
    )
    return [_link(store, known("case_link", row), case_id) for row in rows]


def _link(store: Store, row: Any, case_id: int) -> CaseLink:
    relation = row["relation"]
    if relation == "continues" and row["later_id"] != case_id:
        relation = "continued-by"
    return CaseLink(row["other"], relation, _first_presented(store, row["later_id"]))


def earlier_cases(store: Store, case_id: int) -> set[int]:
    """Return the numbers of the cases to which a case itself is linked."""
    rows = store.rows("SELECT earlier_id FROM case_link WHERE later_id = ?", (case_id,))
    return {row["earlier_id"] for row in rows}


def _first_presented(store: Store, case_id: int) -> Moment:
    row = store.row(
        "SELECT held_on, recorded_no FROM presentation JOIN session ON session.id = session_id"
        " WHERE case_id = ? ORDER BY held_on, recorded_no LIMIT 1",
        (case_id,),
    )
    return moment(row, Within.LINK)


def _case(row: Any) -> Case:
    return Case(
        row["id"],
        row["group_id"],
        row["label"],
        day_out(row["closed_on"]),
        row["row_version"],
        None if row["recognisable"] is None else bool(row["recognisable"]),
    )
