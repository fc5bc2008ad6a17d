"""A second look at a logbook that was read as damaged: it may be its disk that fails.

Where the disk does not give a page, SQLCipher takes it for a damaged one. A leader who is
told so restores an older backup, though nothing may be wrong with the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog import disk_failures
from balintlog.errors import BalintlogError, DiskFailedError
from balintlog.storage.file import connection, integrity

if TYPE_CHECKING:
    from pathlib import Path

    from balintlog.vault.keyring import DataKey

_BLOCK = 1 << 20  # bytes


def failure_of_disk(path: Path, key: DataKey) -> DiskFailedError | None:
    """Return what a leader is told if a disk, and not damage, is the trouble; None if it is not.

    Every byte is read, and then every page compared with its seal. No connection to the file
    may be open: to close any descriptor of it lets go of its locks.
    """
    try:
        with path.open("rb") as file:
            while file.read(_BLOCK):
                pass
    except OSError as error:
        reason, hint = disk_failures.reason_of(error)
        return DiskFailedError(f"the logbook cannot be read: {reason}", hint)
    try:
        with connection.open_unchanged(path, key) as store:
            if store.foreign_structure is not None or integrity.faults(store):
                return None
    except DiskFailedError as error:
        return error
    except BalintlogError:
        return None
    return DiskFailedError(
        "the disk failed to read the logbook; when it was read again, every page was whole",
        f"Run the command again. {disk_failures.FAILED.hint}",
    )
