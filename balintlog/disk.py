"""Durable files on a disk: small, precious ones, written so that nothing is lost on the way.

A file appears whole or not at all, readable by its owner only, and is on the
disk (``fsync`` of the file and of its folder) before a function here returns.
If the power fails in between, the old file or the new one is there, never less.

Modes are a wish: FAT, exFAT and the NTFS of another account keep none, and a file is
written there all the same (see ``disk_abilities``).

Every OSError becomes a sentence for a leader: CouldNotError, or FileProblemError
where the file itself is the trouble (missing, or already there).
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from balintlog.disk_failures import reason_of
from balintlog.disk_systems import (
    bring_to_disk,
    patiently,
    rename_new,
    second_name,
    sync_names,
    wish_for_mode,
)
from balintlog.errors import CouldNotError, FileProblemError

Inode = tuple[int, int]  # the number of a disk, and of a file on it

_NO_FILES = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def stands(path: Path) -> bool:
    """True where anything has this name: a file, a folder, or a link to nowhere."""
    with explained(path, "reached"):
        try:
            path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        return True


def inode(path: Path) -> Inode | None:
    """Return what tells a file apart from another of the same name; None if it is gone."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def check_ordinary(path: Path) -> None:
    """Refuse a pipe, a device, a socket or a folder, to read it or to put a file in its place.

    Reading may never end, and a device that is replaced is gone for every program. A link is
    followed, and it is no matter who owns the file. Nothing is refused where nothing stands, or
    nobody may look: opening it tells more.
    """
    if (kind := other_kind(path)) is not None:
        raise FileProblemError(
            f"{path} is {kind}, not a file", "Move it away, or name another file; then try again."
        )


def other_kind(path: Path) -> str | None:
    """Return what stands there instead of an ordinary file ("a pipe"); None if nobody can tell."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return None
    if stat.S_ISREG(mode):
        return None
    return next((kind for is_kind, kind in _NO_FILES if is_kind(mode)), "something else")


def read(path: Path, size: int) -> bytes:
    """Return the first ``size`` bytes of a file, or all if there are fewer.

    FileProblemError if the file is missing, or is no ordinary file.
    """
    check_ordinary(path)
    with explained(path, "read"):
        try:
            with path.open("rb") as file:
                return file.read(size)
        except FileNotFoundError:
            raise FileProblemError(
                f"the file {path} is missing", hint="Restore it from a backup, or check its name."
            ) from None


def write_new(path: Path, data: bytes) -> None:
    """Write a file that was not there, with mode 0600 whatever the umask.

    FileProblemError if it is already there; it is left as it is.
    """
    with explained(path, "written"):
        try:
            _create(path, data)
        except FileExistsError:
            raise _already_there(path) from None
        with _discarded_if_it_fails(path):
            sync_folder(path.parent)


def replace(path: Path, data: bytes, *, through_link: bool = True) -> None:
    """Put a file with mode 0600 in the place of ``path``, in one step.

    It is written aside first, in the same folder under a name of its own (two
    windows may do this at once), and removed again if anything fails. Where
    ``path`` is a symbolic link, what it points to is replaced, and the link stays; not
    ``through_link``: the link itself. Whatever else stands there is replaced, too: where a
    leader has named the place, ``check_ordinary`` comes first.
    """
    with explained(path, "written"):
        target = Path(os.path.realpath(path)) if through_link else path
        aside = target.with_name(f"{target.name}.{os.urandom(4).hex()}.new")
        _create(aside, data)
        with _discarded_if_it_fails(aside):
            patiently(path, lambda: aside.replace(target))
        sync_folder(target.parent)


def move_new(source: Path, target: Path) -> None:
    """Give a finished file its final name, in the same folder, never over another file.

    FileProblemError if the target is already there; the source is left as it is.
    """
    with explained(target, "written"):
        try:
            rename_new(source, target)
        except FileExistsError:
            raise _already_there(target) from None
        sync_folder(target.parent)


def move_over(source: Path, target: Path) -> None:
    """Let a finished file take the place of another in the same folder, in one step.

    ``source`` is brought to the disk first. Where ``target`` is a symbolic link, what
    it points to is replaced, and the link stays.
    """
    with explained(target, "written"):
        sync(source)
        place = Path(os.path.realpath(target))
        check_ordinary(place)
        patiently(target, lambda: source.replace(place))
        sync_folder(place.parent)


def keep_as(path: Path, free: Path) -> None:
    """Give a file that is about to be replaced a second name in the same folder.

    Where there are no second names it is moved there; where ``path`` is a symbolic
    link, what it points to is meant. CouldNotError if that name is taken.
    """
    real = Path(os.path.realpath(path))
    with explained(path, "kept"):
        second_name(real, free)
        sync_folder(free.parent)


def remove(path: Path) -> None:
    """Delete a file if it is there."""
    with explained(path, "removed"):
        path.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Bring a file's content to the disk."""
    with explained(path, "written"):
        descriptor = os.open(path, os.O_RDWR)
        try:
            bring_to_disk(descriptor)
        finally:
            os.close(descriptor)


def make_private(path: Path) -> None:
    """Make an empty file with mode 0600, whatever the umask, where nothing stands. OSError."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        wish_for_mode(descriptor)
    finally:
        os.close(descriptor)


def private_folder(path: Path) -> None:
    """Make a folder and its missing parents with mode 0700 whatever the umask.

    Those that exist are left as they are.
    """
    with explained(path, "made"):
        path = path.absolute()
        for folder in reversed((path, *path.parents)):
            if not folder.is_dir():
                _make(folder)


def sync_folder(path: Path) -> None:
    """Bring a folder's list of names to the disk.

    Does nothing on Windows and on network file systems, which have no such call.
    """
    with explained(path, "written"):
        sync_names(path)


@contextmanager
def explained(path: Path, done: str) -> Iterator[None]:
    """Turn an OSError inside into a sentence: ``path`` could not be ``done`` ("written")."""
    try:
        yield
    except OSError as error:
        reason, hint = reason_of(error)
        raise CouldNotError(f"{path} could not be {done}: {reason}", hint=hint) from error


def _create(path: Path, data: bytes) -> None:
    """Write a new file to the disk, and remove it again if that fails. FileExistsError."""
    binary = getattr(os, "O_BINARY", 0)  # Windows would put a carriage return before each newline
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | binary, 0o600)
    with _discarded_if_it_fails(path):
        try:
            wish_for_mode(descriptor)
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            bring_to_disk(descriptor)
        finally:
            os.close(descriptor)


def _make(folder: Path) -> None:
    """Make one folder with mode 0700; another program may have been faster."""
    try:
        folder.mkdir(0o700)
    except FileExistsError:
        if not folder.is_dir():
            raise
    else:
        with suppress(OSError):  # a disk without modes
            folder.chmod(0o700)
        sync_folder(folder.parent)


@contextmanager
def _discarded_if_it_fails(path: Path) -> Iterator[None]:
    """Remove the file if what is done inside does not succeed, Ctrl-C included."""
    try:
        yield
    except BaseException:
        with suppress(OSError):  # the first error is the one to report
            path.unlink()
        raise


def _already_there(path: Path) -> FileProblemError:
    """Return the error for a file that must not be overwritten."""
    return FileProblemError(
        f"there is already a file {path}", hint="Choose another name, or move that file away."
    )
