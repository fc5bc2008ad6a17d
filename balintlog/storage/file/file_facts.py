"""Facts that a logbook file holds about itself: its name, keys, sheet and backups."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from balintlog.storage import failures
from balintlog.storage.tables.columns import day_in, day_out

if TYPE_CHECKING:
    from balintlog.storage.store import Store


class Backup(NamedTuple):
    """A backup that was made: when, where, and up to which commit."""

    made_on: date
    path: str
    number: int


def initialise(store: Store, file_id: str, keys_document: bytes) -> None:
    """Write the file's own name, and a copy of its keys file."""
    store.add("INSERT INTO logbook (id, file_id) VALUES (1, ?)", (file_id,))
    store.add("INSERT INTO keyring_copy (id, document) VALUES (1, ?)", (keys_document,))


def file_id(store: Store) -> str:
    """Return the name that the file was given at its creation."""
    return str(store.value("SELECT file_id FROM logbook"))


def keys_copy(store: Store) -> bytes:
    """Return the copy of the keys file. FileProblemError where there is none."""
    document = store.value("SELECT document FROM keyring_copy")
    if not isinstance(document, bytes):
        raise failures.failure(failures.CORRUPT)
    return document


def keep_keys_copy(store: Store, document: bytes) -> None:
    """Bring the copy of the keys file up to date."""
    with store.writing(content=False):
        store.change("UPDATE keyring_copy SET document = ?", (document,))


def salt(store: Store) -> bytes:
    """Return the first 16 bytes of the file, by which its epoch is known; no file is opened."""
    return bytes.fromhex(store.value("PRAGMA cipher_salt"))


def memory_key(store: Store) -> bytes | None:
    """Return the key under which computers remember this logbook, None where there is none yet."""
    key = _of_memory(store, "key")
    return bytes.fromhex(key) if key else None


def state(store: Store) -> str | None:
    """Return 32 hexadecimal digits that tell files of one commit mark apart, or None."""
    return _of_memory(store, "state")


def give_memory_key(store: Store, key: bytes) -> None:
    """Write the key down for good, where there is none yet. This leaves no commit mark."""
    with store.unmarked():
        store.rows(
            "INSERT OR IGNORE INTO memory_key (id, key, state) VALUES (1, ?, randomblob(16))",
            (key,),
        )


def _of_memory(store: Store, column: str) -> str | None:
    is_there = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'memory_key'"
    if not store.value(is_there):  # before the sixth structure
        return None
    value = store.value(f"SELECT hex({column}) FROM memory_key")
    return value.lower() if value else None


def sheet_on(store: Store) -> date | None:
    """Return when a leader last proved to have the recovery sheet of the present data key."""
    return day_out(store.value("SELECT sheet_on FROM logbook"))


def note_sheet(store: Store, day: date | None) -> None:
    """Note that there is a recovery sheet, or that there is none of the present data key."""
    with store.writing(content=False):
        store.change("UPDATE logbook SET sheet_on = ?", (day_in(day),))


def note_backup(store: Store, backup: Backup) -> None:
    """Note that a backup was made."""
    with store.writing(content=False):
        store.add(
            "INSERT INTO backup (made_on, path, number) VALUES (?, ?, ?)",
            (backup.made_on.isoformat(), backup.path, backup.number),
        )


def backups(store: Store) -> list[Backup]:
    """Return the backups that were made, in order."""
    rows = store.rows("SELECT made_on, path, number FROM backup ORDER BY id")
    return [Backup(date.fromisoformat(made_on), path, number) for made_on, path, number in rows]
