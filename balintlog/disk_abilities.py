"""Abilities of a disk: whether it keeps modes, has locks, takes a name and can be written to.

Not every disk has what a program counts on: sticks with FAT or exFAT keep no modes, some
network folders have no locks. Each question is answered by trying.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from balintlog import disk
from balintlog.disk_failures import READ_ONLY, TOO_LONG, Reason, reason_of

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows keeps two windows apart by other means
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# What a system answers for a disk without locks, none of which another window can cause.
_NO_SUCH_THING = frozenset({errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})
_PAGE = bytes(4096)
_LONGEST_NAME = 255  # bytes, where the system does not say
_LONGEST_PATH = 511  # bytes that SQLite takes, without a last zero
_PRIVATE = 0o600


def keeps_modes(path: Path) -> bool | None:
    """Return whether a file, there or to come, can be closed to other accounts.

    None if nobody can tell. A file is made beside it to see that, and removed. Windows has
    other means than modes.
    """
    if os.name == "nt":
        return None
    try:
        with _trial_file(path) as trial:
            return stat.S_IMODE(trial.stat().st_mode) == _PRIVATE
    except OSError:
        return None


def has_locks(path: Path) -> bool:
    """Return whether a file's disk can keep two windows apart; True where nobody can tell.

    Not for a file to which this process has a connection: closing any descriptor of it lets
    go of all its locks.
    """
    if fcntl is None:  # pragma: no cover
        return True
    try:
        with path.open("rb") as file:
            fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in _NO_SUCH_THING
    return True


def room_in_name(path: Path, longest: int) -> bool:
    """Return whether a file's name, and its path, can still have ``longest`` bytes hung on."""
    try:
        most = os.pathconf(path.parent, "PC_NAME_MAX")
    except (OSError, ValueError, AttributeError):  # Windows has no such question
        most = _LONGEST_NAME
    whole = os.fsencode(os.path.realpath(path))
    return len(os.fsencode(path.name)) + longest <= most and len(whole) + longest <= _LONGEST_PATH


def obstacle(path: Path, longest: int) -> Reason | None:
    """Return why a file, or what is made beside it, cannot be written; None if it can be.

    ``longest`` is how many bytes are hung on its name. The file itself is not opened (see
    ``has_locks``); another one is made in its folder, and removed.
    """
    if not room_in_name(path, longest):
        return TOO_LONG
    try:
        if hasattr(os, "statvfs") and os.statvfs(path).f_flag & os.ST_RDONLY:
            return READ_ONLY
        if not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        with _trial_file(path) as trial, trial.open("r+b", buffering=0) as file:
            file.write(_PAGE)
            os.fsync(file.fileno())
    except OSError as error:
        return reason_of(error)
    return None


@contextmanager
def _trial_file(path: Path) -> Iterator[Path]:
    """Make an empty file for the owner alone beside another, and remove it in the end. OSError.

    If the program is killed meanwhile, its name tells whose unfinished file it is.
    """
    ending = f".{os.urandom(4).hex()}.new"
    trial = path.with_name(f"{path.name if room_in_name(path, len(ending)) else ''}{ending}")
    disk.make_private(trial)
    try:
        yield trial
    finally:
        with suppress(OSError):
            trial.unlink()
