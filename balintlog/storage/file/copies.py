"""Whole copies of a logbook: under the same key for a backup, under another for a new key.

Both are made by SQLite row by row, not byte by byte: what was deleted is not
copied, and what is damaged is noticed.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from balintlog import disk
from balintlog.errors import FileProblemError, ReplacedError
from balintlog.storage.file import integrity, schema
from balintlog.storage.file.connection import (
    APPLICATION_ID,
    new_private_file,
    open_unchanged,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from balintlog.storage.store import Store
    from balintlog.vault.keyring import DataKey


def copy_to(store: Store, path: Path) -> None:
    """Copy the logbook as it is at one moment into a new file, under the same key."""
    new_private_file(path)
    store.rows("VACUUM INTO ?", (str(path.absolute()),))
    disk.sync(path)


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


def export_to(store: Store, path: Path, key: DataKey) -> None:
    """Copy the logbook as it is at one moment into a new file, under another data key."""
    new_private_file(path)
    store.rows(f"ATTACH ? AS fresh KEY \"x'{key.raw()}'\"", (str(path.absolute()),))
    try:
        # Only read here: for two files that are written at once SQLite would keep a third
        # one, which nobody would take away if the program were killed.
        store.rows("BEGIN")
        try:
            store.rows("SELECT sqlcipher_export('fresh')")
            store.rows(f"PRAGMA fresh.user_version = {schema.version(store)}")
            store.rows(f"PRAGMA fresh.application_id = {APPLICATION_ID}")
            store.rows("COMMIT")
        except BaseException:
            if store.in_transaction:
                store.rows("ROLLBACK")
            raise
    finally:
        store.rows("DETACH fresh")
    disk.sync(path)


def opened_copy(path: Path, key: DataKey, original: Store | None = None) -> Store:
    """Open a finished copy and prove that it is whole.

    With ``original``: and that no table of it lacks a row. FileProblemError if not.
    """
    copy = open_unchanged(path, key)
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
    """Return the number of rows of every table."""
    names = [name for (name,) in store.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {name: store.value(f'SELECT count(*) FROM "{name}"') for name in names}
