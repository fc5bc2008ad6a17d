"""A second look at a logbook that was read as damaged: it may be its disk that fails.

Where the disk does not give a page, SQLCipher takes it for a damaged one. A leader who is
told so restores an older backup, though nothing may be wrong with the file.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from balintlog import disk_failures
from balintlog.errors import BalintlogError, DamagedError, DiskFailedError
from balintlog.storage.file import connection, integrity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from balintlog.vault.keyring import DataKey

_BLOCK = 1 << 20  # bytes


@contextmanager
def damage_looked_at_again(path: Path, key: DataKey) -> Iterator[None]:
    """Tell damage that was met inside from a disk that fails: DiskFailedError.

    No connection to the file may be open when it ends.
    """
    try:
        yield
    except DamagedError as error:
        if (failed := failure_of_disk(path, key)) is not None:
            raise failed from error
        raise


def failure_of_disk(path: Path, key: DataKey) -> DiskFailedError | None:
    """Return what a leader is told if a disk, and not damage, is the trouble; None if it is not.

    Every byte is read, and then every page compared with its seal.
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
            if integrity.faults(store):
                return None
    except DiskFailedError as error:
        return error
    except BalintlogError:
        return None
    return DiskFailedError(
        "the disk failed to read the logbook; when it was read again, every page was whole",
        f"Run the command again. {disk_failures.FAILED.hint}",
    )
