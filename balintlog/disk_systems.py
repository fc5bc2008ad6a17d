"""Systems differ in how a file comes to a disk: what Windows, macOS and Linux each need for it.

Everything here raises OSError, which ``disk`` turns into a sentence; only where Windows goes
on refusing is the sentence made here.
"""

import errno
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from balintlog.errors import CouldNotError

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows
    fcntl = None  # type: ignore[assignment]

_WINDOWS = sys.platform == "win32"

# Windows refuses to rename a file that a virus scanner, an indexer or a
# synchronising program holds open, for a moment: seconds to wait, 2.5 in all.
_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.0)

_NO_FOLDER_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})


def rename_new(source: Path, target: Path) -> None:
    """Move ``source`` to ``target``, never over another file. FileExistsError if one is there.

    Windows never overwrites; elsewhere it gets a second name, and then loses the first.
    """
    if _WINDOWS:
        patiently(target, lambda: source.rename(target))
        return
    second_name(source, target)
    # The file has its final name. If the other cannot be removed, two names are
    # left and nothing is lost; to undo the first one here could lose the file.
    with suppress(OSError):
        source.unlink()


def second_name(source: Path, target: Path) -> None:
    """Give a file a second name. FileExistsError if that is taken.

    ``link`` refuses an existing target in the same step, where ``rename`` would
    overwrite it. Some file systems (FAT, many network ones) have no second names; there
    the file is moved, the check comes first, and only a file made in the very same
    moment could be overwritten.
    """
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        source.rename(target)  # whatever else was wrong, this says it again


def patiently(path: Path, action: Callable[[], object]) -> None:
    """Call ``action``; on Windows, call it again while another program holds the file."""
    if not _WINDOWS:
        action()
        return
    for seconds in _WAITS:
        with suppress(PermissionError):
            action()
            return
        time.sleep(seconds)
    try:
        action()
    except PermissionError:
        raise CouldNotError(
            f"{path} could not be written: another program is using it, or permission was denied",
            hint="Pause programs that synchronise or scan the folder, then try again.",
        ) from None


def sync_names(folder: Path) -> None:
    """Bring a folder's list of names to the disk, where the system has such a call."""
    if _WINDOWS:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(descriptor)


def wish_for_mode(descriptor: int) -> None:
    """Close a new file to other accounts, where the disk keeps modes."""
    if hasattr(os, "fchmod"):  # Windows has it from Python 3.13
        with suppress(OSError):
            os.fchmod(descriptor, 0o600)


def bring_to_disk(descriptor: int) -> None:
    """Bring a file to the disk; on macOS also out of the disk's own memory."""
    if hasattr(fcntl, "F_FULLFSYNC"):  # pragma: no cover - macOS; some of its disks refuse it
        with suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)
