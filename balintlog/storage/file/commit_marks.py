"""Commit marks of two copies: which is the newer logbook, or whether they have diverged.

Every commit leaves a number, one higher than the last, and a random mark. A computer
that has seen a commit can tell later whether a copy still holds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.storage import failures

if TYPE_CHECKING:
    from balintlog.storage.store import Store


class Commit(NamedTuple):
    """One commit: its number, and its mark of 32 hexadecimal digits."""

    number: int
    mark: str


def newest(store: Store) -> Commit:
    """Return the last commit of a logbook."""
    return _commit(store, "1")


def newest_content(store: Store) -> Commit:
    """Return the last commit that changed what leaders wrote, not only keys or backups."""
    return _commit(store, "content")


def has_marks(store: Store) -> bool:
    """True for a logbook whose commits leave marks: from its second structure on."""
    sql = "SELECT count(*) FROM sqlite_schema WHERE name = 'commit_mark'"
    return bool(store.value(sql))


def holds(store: Store, commit: Commit) -> bool:
    """True for a logbook in which a commit was made, or in what it was copied from."""
    mark = store.value("SELECT hex(mark) FROM commit_mark WHERE number = ?", (commit.number,))
    return bool(mark == commit.mark.upper())


def counts(store: Store) -> dict[str, int]:
    """Return the numbers of sessions, cases and notes, by which a leader tells copies apart."""
    tables = {"sessions": "session", "cases": "balint_case", "notes": "process_note"}
    return {name: store.value(f"SELECT count(*) FROM {table}") for name, table in tables.items()}


def _commit(store: Store, condition: str) -> Commit:
    row = store.row(
        f"SELECT number, hex(mark) FROM commit_mark WHERE {condition} ORDER BY number DESC LIMIT 1"
    )
    if row is None:
        raise failures.failure(failures.CORRUPT)
    return Commit(row[0], row[1].lower())
