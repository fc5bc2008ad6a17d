"""The rollback journal beside a logbook, judged before SQLite believes it.

A journal holds pages as they were before a commit that was interrupted. SQLite plays back
whatever it finds under that name, though it may belong to another state of the file: where
a newer logbook was copied over an interrupted one, or where somebody put it there.

So both are looked at in private copies: the file alone, and with the journal played back.
The file wins only if it is whole, and the other is not, or its newest commit is newer. An
interrupted commit is never newer by more than one; where it is by one, it wins if all of
it is written. Every page gets another beginning (its IV) whenever it is written: one that
is still as the journal holds it was not. Where such a page is there, and the file passes
every check all the same, the journal is played back, and both files stay for the leader. So
they do where both are whole with one mark: a few old pages without that of the mark are that.

Of commits torn at every place, in SQLite's order and in others as after a power cut, every
one is undone or done by this rule; by the marks and the checks alone, three in a hundred
were mixed.
"""

from __future__ import annotations

import errno
import os
import shutil
import struct
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

from balintlog import disk
from balintlog.disk_failures import reason_of
from balintlog.errors import BalintlogError, CouldNotError, FileProblemError
from balintlog.storage import failures
from balintlog.storage.file import commit_marks, gate, integrity

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows lets nobody delete a journal that is in use
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from balintlog.storage.store import Store

    Connect = Callable[[Path], Store]

# SQLite's places of locks in a file (https://www.sqlite.org/lockingv3.html), after its first GiB:
# one byte each for who waits to write and who writes, and 510 for those who read.
_PENDING, _RESERVED, _ALL = 0x40000000, 0x40000001, 512
_MAGIC = bytes.fromhex("d9d505f920a163d7")  # at the beginning; at the end if it names another
_SMALLEST, _LARGEST = 512, 65536  # bytes of a page, and of a sector of the disk
_BY_ANOTHER = frozenset({errno.EACCES, errno.EAGAIN})
_KEPT = ".before-recovery"
_WAIT = 0.05  # seconds
_MOVE = "Move it to another folder, then open the logbook again; nothing was changed."


class Settled(NamedTuple):
    """What became of a journal, and under which names both files are kept as they were."""

    told: str
    kept: tuple[Path, ...]
    is_certain: bool = True  # False: the file alone may have held something newer

    def told_after(self, *, is_whole: bool) -> str:
        """Return what a leader is told; what was kept goes if the logbook is whole."""
        if not is_whole:
            return f"{self.told} The logbook is damaged; {self.where}"
        if not self.is_certain:
            return f"{self.told} If something is missing now, {self.where}"
        with suppress(BalintlogError):  # the check of the vault names what is left
            for file in self.kept:
                disk.remove(file)
        return f"{self.told} Every page was checked: the logbook is whole."

    @property
    def where(self) -> str:
        """Where both files are kept."""
        return f"both files are kept as they were before: {' and '.join(map(str, self.kept))}."


class _State(NamedTuple):
    """A copy that was looked at: why it does not open, whether it is whole, its last commit."""

    refused: FileProblemError | None
    is_whole: bool
    number: int


def settle(path: Path, connect: Connect, seconds: float) -> Settled | None:
    """Let a journal be played back, or take it away; None where there is none to be judged.

    The journal of a window that is writing now is left alone. ``connect`` opens a copy;
    ``seconds`` is how long to wait for a window that reads. FileProblemError where the key
    opens neither state, or the journal is none of balintlog's; CouldNotError where no copy
    can be made.
    """
    journal = gate.beside(path, "-journal")
    with _held(path, seconds) as file:
        if file is None or not gate.has_journal(path):
            return None
        if not file.read(1):  # SQLite takes away the journal of an empty file
            return None
        _refuse_one_of_several(journal)
        return _settled(path, file, journal, connect)


def _refuse_one_of_several(journal: Path) -> None:
    """Refuse a journal that names another one, which SQLite would delete. FileProblemError."""
    with disk.explained(journal, "read"), journal.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - len(_MAGIC), 0))
        if size > len(_MAGIC) and file.read() == _MAGIC:
            raise FileProblemError(
                f"beside the logbook is a file {journal}, which balintlog did not make", _MOVE
            )


@contextmanager
def _held(path: Path, seconds: float) -> Iterator[BinaryIO | None]:
    """Keep every other window out of the file; None while another one writes to it.

    Closing any descriptor of a file lets go of all that this process holds of it: there
    must be no connection to it yet. CouldNotError if it is in use for longer.
    """
    try:
        file = path.open("r+b")
    except OSError as error:  # it can only be read, and SQLite plays nothing back
        reason, _ = reason_of(error)
        raise CouldNotError(
            f"a save was interrupted here, and what it left cannot be cleared away: {reason}",
            "Make the logbook writable, or copy it, its journal (-journal) and its keys file to a"
            " folder that is.",
        ) from error
    with file:
        if fcntl is None:  # pragma: no cover
            yield file
            return
        until = time.monotonic() + seconds
        while not _locked(file, _PENDING, _ALL):
            # Who waits to write keeps new readers away; those who are there have decided already.
            if _locked(file, _PENDING, 1):
                time.sleep(_WAIT)
                is_written_to = not _locked(file, _RESERVED, 1)
                fcntl.lockf(file, fcntl.LOCK_UN, 2, _PENDING)
                if is_written_to:
                    yield None
                    return
            if time.monotonic() >= until:
                raise failures.failure(failures.BUSY)
            time.sleep(_WAIT)
        yield file


def _locked(file: BinaryIO, start: int, length: int) -> bool:
    """Return whether a part of a file could be locked. CouldNotError on a disk without locks."""
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, length, start)
    except OSError as error:
        if error.errno in _BY_ANOTHER:
            return False
        raise CouldNotError(*reason_of(error)) from error
    return True


def _settled(path: Path, file: BinaryIO, journal: Path, connect: Connect) -> Settled:
    """Look at both states, and take the journal away if the file wins."""
    kept = _kept_names(path)
    try:
        _copy(file, kept[0])
        alone = _looked_at(kept[0], connect)
        with disk.explained(journal, "read"), journal.open("rb") as source:
            _copy(source, kept[1])
        played, is_other = _played_back(path, kept, connect)
        if alone.refused and played.refused:
            raise alone.refused
    except BaseException:
        for left in kept:
            with suppress(BalintlogError):
                disk.remove(left)
        raise
    is_newer = alone.is_whole and alone.number > played.number
    is_half_written = alone.number == played.number + 1 and _holds_old_pages(*kept)
    if _is_worse(played, alone) or (is_newer and not is_half_written):
        disk.remove(journal)
        disk.sync_folder(journal.parent)
        return Settled(
            "Beside the logbook was a journal that belongs to another state of it"
            " (a copy was put there, or somebody left it); it was not used.",
            kept,
        )
    told = "A save was interrupted here; what it had written by half was undone."
    is_as_new = alone.is_whole and alone.number >= played.number  # somebody may have planted it
    return Settled(told, kept, is_certain=not (is_as_new and is_other))


def _is_worse(played: _State, alone: _State) -> bool:
    return played.refused is not None or (alone.is_whole and not played.is_whole)


def _holds_old_pages(file: Path, journal: Path) -> bool:
    """True if a page is still as the journal holds it: that one was not written.

    The form of a journal is public: https://www.sqlite.org/fileformat.html
    """
    data, pages = journal.read_bytes(), file.read_bytes()
    at = 0
    while data.startswith(_MAGIC, at) and len(data) - at >= _SMALLEST:
        count, _, _, sector, size = struct.unpack_from(">5I", data, at + len(_MAGIC))
        if min(sector, size) < _SMALLEST or max(sector, size) > _LARGEST:
            return False
        at += sector
        while count and at + size + 8 <= len(data):
            place = (int.from_bytes(data[at : at + 4]) - 1) * size
            if place >= 0 and pages[place : place + size] == data[at + 4 : at + 4 + size]:
                return True
            at += size + 8
            count -= 1
        at += -at % sector
    return False


def _played_back(path: Path, kept: tuple[Path, Path], connect: Connect) -> tuple[_State, bool]:
    """Let SQLite play the journal back in a copy that goes again; look at that, and compare."""
    copy = gate.beside(path, f".{os.urandom(4).hex()}.new")
    journal = gate.beside(copy, "-journal")
    try:
        for source, target in zip(kept, (copy, journal), strict=True):
            with source.open("rb") as file:
                _copy(file, target)
        state = _looked_at(copy, connect)
        with disk.explained(copy, "read"):
            return state, copy.read_bytes() != kept[0].read_bytes()
    finally:
        for left in (copy, journal):
            with suppress(BalintlogError):
                disk.remove(left)


def _looked_at(copy: Path, connect: Connect) -> _State:
    try:
        with connect(copy) as store:
            faults = integrity.faults(store)
            number = commit_marks.newest(store).number if commit_marks.has_marks(store) else 0
            return _State(None, not faults, number)
    except FileProblemError as error:
        return _State(error, is_whole=False, number=0)


def _kept_names(path: Path) -> tuple[Path, Path]:
    """Return two free names that belong together, as those of a file and its journal do."""
    names = (gate.beside(path, f"{_KEPT}{number or ''}") for number in range(1000))
    pairs = ((name, gate.beside(name, "-journal")) for name in names)
    return next(pair for pair in pairs if not any(map(disk.stands, pair)))


def _copy(source: BinaryIO, target: Path) -> None:
    """Write all that a file holds to a new one with mode 0600, and bring it to the disk."""
    with disk.explained(target, "written"):
        source.seek(0)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            shutil.copyfileobj(source, file)
        disk.sync(target)
