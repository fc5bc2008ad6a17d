"""Create a logbook, empty and for one leader, with its keys file beside it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from balintlog import disk, disk_abilities
from balintlog.errors import CouldNotError, FileProblemError
from balintlog.logbook.keys.open_logbook import Door
from balintlog.logbook.keys.paths import LONGEST_SUFFIX, aside, journal_path, keys_path
from balintlog.storage.file import connection, file_facts
from balintlog.storage.tables import people
from balintlog.vault import keyring
from balintlog.vault.key_stretching import SHIPPED

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from balintlog.vault.key_stretching import Stretching


def check_free(path: Path) -> None:
    """Raise FileProblemError if anything stands where a new logbook would be made.

    CouldNotError if its name leaves no room for what is hung on it later.
    """
    if not disk_abilities.room_in_name(path, LONGEST_SUFFIX):
        raise CouldNotError(
            "the name of the logbook is too long, or the path of its folder: other files beside it"
            " have longer names",
            "Choose a name of at most 100 letters with -f FILE, in a folder near the top.",
        )
    # An old journal would be played back into the new file.
    for file in (path, keys_path(path), journal_path(path)):
        if disk.stands(file):
            raise FileProblemError(
                f"there is already a file at {file}",
                "Nothing was overwritten. Choose another name with -f FILE, or move the file away.",
            )


def missing_folder(path: Path) -> Path | None:
    """Return the topmost folder above a new logbook that would have to be made, or None."""
    missing = [folder for folder in path.parents if not disk.stands(folder)]
    return missing[-1] if missing else None


def create(
    path: Path, leader: str, passphrase: str, today: date, stretching: Stretching = SHIPPED
) -> None:
    """Create an empty logbook for a leader, and read it back before it gets its name.

    The logbook is made aside; the keys file is written next, and the logbook
    moved to its place last: where a logbook stands, its key stands too.
    """
    check_free(path)
    disk.private_folder(path.parent)
    ring, key = keyring.create(leader, passphrase, stretching)
    document = keyring.encode(ring)
    with aside(path) as unfinished:
        with connection.create(unfinished, key) as store, store.writing():
            file_facts.initialise(store, ring.file_id, document)
            people.add_leader(store, leader, "unknown")
        with Door(unfinished, leader, keyring.decode(document)).open(passphrase, today).store as it:
            connection.check_every_page(it)
        disk.write_new(keys_path(path), document)
        try:
            disk.move_new(unfinished, path)
        except BaseException:
            # Otherwise it has its final name, and still the other one: something failed after that.
            with suppress(OSError):  # the first error is the one to report
                if unfinished.exists() and not (path.exists() and path.samefile(unfinished)):
                    keys_path(path).unlink()
            raise
