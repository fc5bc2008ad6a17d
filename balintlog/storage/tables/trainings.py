"""The trainings of leaders, held outside this logbook."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from balintlog.domain.records import Training

if TYPE_CHECKING:
    from balintlog.storage.store import Store

_COLUMNS = ("kind", "from_on", "until_on", "sessions", "minutes", "role", "mode", "source")
_SELECT = (
    f"SELECT training.id, alias, {', '.join(_COLUMNS)}, training.row_version FROM training"
    " JOIN leader ON leader.id = leader_id"
)


def add_training(store: Store, training: Training) -> int:
    """Add a record and return its number; that in ``training`` is ignored."""
    marks = ", ".join("?" * len(_COLUMNS))
    return store.add(
        f"INSERT INTO training (leader_id, {', '.join(_COLUMNS)})"
        f" VALUES ((SELECT id FROM leader WHERE alias = ?), {marks})",
        (training.leader, *_values(training)),
    )


def change_training(store: Store, training: Training) -> bool:
    """Change a record whose row version is still that of ``training``; return whether it was."""
    columns = ", ".join(f"{column} = ?" for column in _COLUMNS)
    changed = store.change(
        f"UPDATE training SET {columns}, row_version = row_version + 1"
        " WHERE id = ? AND row_version = ?",
        (*_values(training), training.id, training.row_version),
    )
    return bool(changed)


def delete_training(store: Store, training: Training) -> bool:
    """Delete a record that is still as it was read; return whether it was."""
    return bool(
        store.change(
            "DELETE FROM training WHERE id = ? AND row_version = ?",
            (training.id, training.row_version),
        )
    )


def training(store: Store, number: int) -> Training | None:
    """Return a record by its number."""
    row = store.row(f"{_SELECT} WHERE training.id = ?", (number,))
    return None if row is None else _training(row)


def trainings(store: Store, leader: str | None = None) -> list[Training]:
    """Return the records of a leader, or of all, in the order of their days."""
    where, parameters = ("", ()) if leader is None else (" WHERE alias = ?", (leader,))
    rows = store.rows(f"{_SELECT}{where} ORDER BY from_on, training.id", parameters)
    return [_training(row) for row in rows]


def _values(training: Training) -> tuple[object, ...]:
    days = (training.from_on.isoformat(), training.until_on.isoformat())
    place = (training.role, training.mode, training.source)
    return (training.kind, *days, training.sessions, training.minutes, *place)


def _training(row: Any) -> Training:
    number, leader, kind, from_on, until_on, *rest = row
    days = date.fromisoformat(from_on), date.fromisoformat(until_on)
    return Training(number, leader, kind, *days, *rest)
