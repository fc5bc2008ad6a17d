"""The trainings of leaders, held outside this logbook."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from balintlog.domain.records import Training
from balintlog.storage.tables.stored_words import known

if TYPE_CHECKING:
    from balintlog.storage.store import Store

_COLUMNS = ("kind", "from_on", "until_on", "sessions", "minutes", "role", "mode", "source")
_SELECT = (
    f"SELECT training.id, alias, {', '.join(_COLUMNS)}, training.row_version FROM training"
    " JOIN leader ON leader.id = leader_id"
)


def add_training(store: Store, training: Training) -> int:
    """Add a record and return its number; that in ``training`` is ignored."""
    leader_id = store.value("SELECT id FROM leader WHERE alias = ?", (training.leader,))
    return store.insert("training", {"leader_id": leader_id, **_row(training)})


def change_training(store: Store, training: Training) -> bool:
    """Change a record whose row version is still that of ``training``; return whether it was."""
    return store.change_as_read("training", _row(training), training.id, training.row_version)


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


def _row(training: Training) -> dict[str, object]:
    fields = {column: getattr(training, column) for column in _COLUMNS}
    days = {"from_on": training.from_on.isoformat(), "until_on": training.until_on.isoformat()}
    return {**fields, **days}


def _training(row: Any) -> Training:
    number, leader, kind, from_on, until_on, *rest = known("training", row)
    days = date.fromisoformat(from_on), date.fromisoformat(until_on)
    return Training(number, leader, kind, *days, *rest)
