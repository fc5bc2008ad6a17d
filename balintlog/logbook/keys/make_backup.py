"""Make a backup: one file, proved by opening it before anybody relies on it."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from balintlog import disk
from balintlog.errors import CouldNotError, FileProblemError
from balintlog.logbook.foreign_links import refuse_foreign_links
from balintlog.logbook.keys import keys_file
from balintlog.logbook.keys.paths import (
    aside,
    is_of_the_logbook,
    keys_path,
    left_over_backups,
    remove,
)
from balintlog.storage.file import archive, commit_marks, connection, copies, file_facts, schema
from balintlog.storage.file.file_facts import Backup
from balintlog.storage.tables import drafts
from balintlog.vault import keyring

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from balintlog.logbook.book import Logbook
    from balintlog.storage.file.archive import Packed
    from balintlog.storage.store import Store
    from balintlog.vault.keyring import DataKey, Keyring

SUFFIX = ".backup"


def back_up(book: Logbook, wanted: Path) -> Path:
    """Make a backup at a path that is free, or in a folder under a name that states the day.

    Returns where it is. FileProblemError if something stands there. An error is also raised if the
    backup was made, but the logbook could not note it.
    """
    path = book.store.path
    target = check_place(path, wanted, book.today)
    document = disk.read(keys_path(path), keyring.MAX_BYTES + 1)
    number = _write(book.store, book.key, document, book.file_id, target, book.today)
    try:
        file_facts.note_backup(book.store, Backup(book.today, str(target), number))
    except (CouldNotError, FileProblemError) as error:
        raise type(error)(
            f"the backup {target} was made and is whole,"
            f" but the logbook could not note it: {error.message}",
            error.hint,
        ) from error
    return target


def check_place(path: Path, wanted: Path, today: date) -> Path:
    """Return the file for a backup of the logbook at ``path``: the one wanted, or in that folder.

    FileProblemError if something stands there, or there is no such folder.
    """
    refuse_foreign_links(wanted)
    target = _in_folder(path, wanted, today) if wanted.is_dir() else wanted
    if disk.stands(target):
        raise FileProblemError(
            f"there is already a file {target}",
            "Nothing was overwritten. Choose another name for the backup.",
        )
    if is_of_the_logbook(path, target):
        raise FileProblemError(
            f"{target} is a name that belongs to the logbook itself",
            "Nothing was written. Choose another name for the backup.",
        )
    if not target.parent.is_dir():
        raise FileProblemError(
            f"there is no folder {target.parent}", "Make it, or name another place for the backup."
        )
    return target


def before_migrating(store: Store, key: DataKey, ring: Keyring, today: date) -> Path:
    """Make a backup beside a logbook whose structure is about to be brought up to date."""
    step = schema.version(store) + 1
    names = (f".before-{step}{'-' + str(n) if n else ''}{SUFFIX}" for n in range(1000))
    beside = (store.path.with_name(store.path.name + name) for name in names)
    target = next(path for path in beside if not disk.stands(path))
    _write(store, key, keyring.encode(ring), ring.file_id, target, today)
    return target


def note(store: Store, made: Path, today: date) -> None:
    """Note a backup of the last commit, where anything can be noted."""
    with suppress(CouldNotError), store.unmarked():
        file_facts.note_backup(store, Backup(today, str(made), commit_marks.newest(store).number))


def note_restored(store: Store, backup: Path, made_on: date) -> None:
    """Note in a restored logbook the backup it came from, which cannot know of itself."""
    if not schema.is_older(store) and str(backup) not in {
        made.path for made in file_facts.backups(store)
    }:
        note(store, backup, made_on)


def still_there(book: Logbook) -> list[str]:
    """Return the backups that the logbook knows of and this computer reaches now."""
    known = dict.fromkeys(made.path for made in file_facts.backups(book.store))
    return [path for path in known if os.path.lexists(path)]


def left_over(book: Logbook) -> list[Path]:
    """Return what interrupted backups have left where backups were made."""
    known = [Path(backup.path) for backup in file_facts.backups(book.store)]
    return left_over_backups(book.store.path, known)


@contextmanager
def extracted(packed: Packed, beside: Path) -> Iterator[Path]:
    """Write the encrypted logbook of a backup to a file, which is removed in the end.

    FileProblemError if it is not as it was packed.
    """
    with aside(beside) as unfinished:
        archive.unpack_database(packed, unfinished)
        yield unfinished


def _write(
    store: Store, key: DataKey, document: bytes, file_id: str, target: Path, today: date
) -> int:
    """Make a backup that is proved before it gets its name; return its last commit's number."""
    with aside(target) as copy, aside(target) as finished:
        copies.copy_to(store, copy, key)
        _leave_drafts_out(copy, key)
        archive.pack(finished, copy, document, file_id, today, key)
        remove(copy)
        packed = archive.read(finished)
        ring = keyring.decode(packed.keys_document)
        keyring.proved(ring, key)
        archive.check_seal(packed, key)
        with (
            extracted(packed, beside=target) as again,
            copies.opened_copy(again, key) as proved,
        ):
            keys_file.check_version(proved, ring, key)
            number = 0 if schema.is_older(proved) else commit_marks.newest(proved).number
        disk.move_new(finished, target)
    return number


def _leave_drafts_out(copy: Path, key: DataKey) -> None:
    """Delete the drafts in a copy: nobody has decided yet that their words are to stay."""
    with connection.open_unchanged(copy, key) as store:
        if drafts.drafts(store):
            drafts.drop_all(store)
            store.compact()
    disk.sync(copy)


def _in_folder(path: Path, folder: Path, today: date) -> Path:
    """Return a free name in a folder."""
    names = (f"{path.stem}-{today}{'-' + str(n) if n else ''}{SUFFIX}" for n in range(1000))
    return next(folder / name for name in names if not disk.stands(folder / name))
