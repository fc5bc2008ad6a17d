"""Whole copies of a logbook: under the same key for a backup, under another for a new key.

Both are made row by row, not byte by byte: what was deleted is not copied, nor what
balintlog did not make; and what is damaged is noticed.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from balintlog import disk
from balintlog.errors import FileProblemError, ReplacedError
from balintlog.storage import failures
from balintlog.storage.change_recorder import NOT_COPIED
from balintlog.storage.file import connection, integrity, schema, shipped_schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from balintlog.storage.store import Store
    from balintlog.vault.keyring import DataKey


@contextmanager
def exclusively(store: Store) -> Iterator[None]:
    """Keep every other program out of the file, also between transactions.

    ReplacedError if it is no longer the file at its path.
    """
    # In this order: a file whose lock is to stay would not be released while we wait for a
    # window that is about to commit, and that one would wait for us in turn.
    store.rows("BEGIN EXCLUSIVE")
    try:
        store.rows("PRAGMA main.locking_mode = EXCLUSIVE")
        store.rows("COMMIT")
        if store.is_replaced:
            raise ReplacedError
        yield
    finally:
        if store.is_open:
            if store.in_transaction:
                store.rows("ROLLBACK")
            store.rows("PRAGMA main.locking_mode = NORMAL")
            store.rows("SELECT count(*) FROM sqlite_schema")  # lets the lock go


def copy_to(store: Store, path: Path, key: DataKey) -> None:
    """Copy the logbook as it is at one moment into a new file, under this or another data key.

    The new file has the shipped structure, whatever the other one has: rows are copied, and
    the numbers that were given; the search index comes from the texts anew. Where this is
    interrupted, an unfinished file is left. FileProblemError if a table is missing.
    """
    connection.create(path, key, schema.version(store)).close()
    store.rows(f"ATTACH ? AS fresh KEY \"x'{key.raw()}'\"", (str(path.absolute()),))
    try:
        store.rows("PRAGMA foreign_keys = OFF")  # the copy is proved as a whole
        # Only read here: for two files that are written at once SQLite would keep a third
        # one, which nobody would take away if the program were killed.
        store.rows("BEGIN")
        try:
            tables = _copied(shipped_schema.tables(store, "fresh"))
            for table in tables:
                _copy_rows(store, table)
            if "memory_key" in tables:
                store.rows("UPDATE fresh.memory_key SET state = randomblob(16)")
            store.rows("COMMIT")
        except BaseException as error:
            if store.in_transaction:
                store.rows("ROLLBACK")
            cause = error.__cause__
            if cause is not None and failures.code_of(cause) == failures.CONSTRAINT:
                raise failures.failure(
                    failures.CORRUPT
                ) from error  # rows that nothing shipped took
            raise
    finally:
        store.rows("DETACH fresh")
        store.rows("PRAGMA foreign_keys = ON")
    disk.sync(path)


def _copied(tables: list[str]) -> list[str]:
    """Return the tables whose rows are copied: a copy holds nothing that can be taken back."""
    return [table for table in tables if table not in NOT_COPIED]


def _copy_rows(store: Store, table: str) -> None:
    """Copy the rows of one table; triggers of the fresh file put their texts into its index."""
    is_there = "SELECT count(*) FROM main.sqlite_schema WHERE type = 'table' AND name = ?"
    if not store.value(f"{is_there} AND rootpage > 0", (table,)):
        raise failures.failure(failures.CORRUPT)
    names = ", ".join(row["name"] for row in store.rows(f"PRAGMA fresh.table_info({table})"))
    store.rows(f"DELETE FROM fresh.{table}")  # what the steps of the schema put there
    wanted = f"SELECT {names} FROM main.{table}"
    if table == shipped_schema.GIVEN_NUMBERS:
        wanted += " WHERE name IN (SELECT name FROM fresh.sqlite_schema)"
    store.rows(f"INSERT INTO fresh.{table} ({names}) {wanted}")


def opened_copy(path: Path, key: DataKey, original: Store | None = None) -> Store:
    """Open a finished copy and prove that it is whole.

    With ``original``: and that no table of it lacks a row. FileProblemError if not.
    """
    copy = connection.open_unchanged(path, key)
    try:
        faults = integrity.faults(copy)
        if not faults and original is not None and _counts(copy) != _counts(original):
            faults = ["it does not hold everything that the original holds"]
        if faults:
            raise FileProblemError(f"the copy is not good: {faults[0]}; it was not used")
    except BaseException:
        copy.close()
        raise
    return copy


def _counts(store: Store) -> dict[str, int]:
    """Return the number of rows of every table that is copied."""
    tables = _copied(shipped_schema.tables(store))
    return {
        name: store.value(f"SELECT count(*) FROM main.{name}")
        for name in tables
        if name != shipped_schema.GIVEN_NUMBERS
    }
