"""The rollback journal beside a logbook, judged before SQLite believes it.

A journal holds pages as they were before a commit that was interrupted. SQLite plays back
whatever it finds under that name, though it may belong to another state of the file: where
a newer logbook was copied over an interrupted one, or where somebody put it there.

So both are looked at in private copies: the file alone, and with the journal played back.
The file wins only if it is whole, and the other is not, or its newest commit is newer. An
interrupted commit is never newer by more than one; where it is by one, it wins if all of
it is written. A page that still has the content that the journal holds was not. SQLCipher
encrypts that anew for the journal, so contents are compared, not bytes. Where such a page is
there, and the file passes every check all the same, the journal is played back, and both
files stay for the leader. So they do where both are whole with one mark: a few old pages
without that of the mark are that.

The file wins, too, if it is whole and all its page seals are those that this computer saw
when the file was last used: then nothing was written since, and somebody put the journal there.

Of commits torn at every place, in SQLite's order and in others as after a power cut, every
one is undone or done by this rule; by the marks and the checks alone, three in a hundred
were mixed.
"""

from __future__ import annotations

import errno
import os
import shutil
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

from balintlog import disk
from balintlog.disk_failures import reason_of
from balintlog.errors import BalintlogError, CouldNotError, FileProblemError
from balintlog.storage import failures, page_seals
from balintlog.storage.file import commit_marks, gate, integrity
from balintlog.storage.file.journal_pages import MAGIC, hold_the_same, holds_old_pages

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows lets nobody delete a journal that is in use
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from balintlog.storage.store import Store
    from balintlog.vault.keyring import DataKey

    Connect = Callable[[Path], Store]

# SQLite's places of locks in a file (https://www.sqlite.org/lockingv3.html), after its first GiB:
# one byte each for who waits to write and who writes, and 510 for those who read.
_PENDING, _RESERVED, _ALL = 0x40000000, 0x40000001, 512
_BY_ANOTHER = frozenset({errno.EACCES, errno.EAGAIN})
_KEPT = ".before-recovery"
_WAIT = 0.05  # seconds
_MOVE = "Move it to another folder, then open the logbook again; nothing was changed."


class Settled(NamedTuple):
    """What became of a journal, and under which names both files are kept as they were."""

    told: str
    kept: tuple[Path, ...]
    is_certain: bool = True  # False: the file alone may have held something newer
    is_played_back: bool = True

    def told_after(self, *, is_whole: bool) -> str:
        """Return what a leader is told; what was kept goes if the logbook is whole."""
        if not is_whole:
            return f"{self.told} The logbook is damaged; {self.where}"
        if not self.is_certain:
            return f"{self.told} If something is missing now, {self.where}"
        with suppress(BalintlogError):  # the check of the vault names what is left
            for file in self.kept:
                disk.remove(file)
        told = f"{self.told} Every page was checked: the logbook is whole."
        if self.is_played_back:  # the seals that were seen before say nothing any more
            told += (
                " If nobody was saving when balintlog or the computer stopped, ask who may have"
                " changed the logbook."
            )
        return told

    @property
    def where(self) -> str:
        """Where both files are kept."""
        return f"both files are kept as they were before: {' and '.join(map(str, self.kept))}."


class _State(NamedTuple):
    """A copy that was looked at: why it does not open, whether it is whole, its last commit."""

    refused: FileProblemError | None
    is_whole: bool
    number: int


class Judge(NamedTuple):
    """What a journal is judged with.

    ``connect`` opens a copy under the data key; ``page_size`` is in bytes; ``seen`` is the digest
    of the page seals that were there when the file was last used here, None if nobody knows.
    """

    connect: Connect
    key: DataKey
    page_size: int
    seen: str | None


def settle(path: Path, judge: Judge, seconds: float) -> Settled | None:
    """Let a journal be played back, or take it away; None where there is none to be judged.

    The journal of a window that is writing now is left alone. ``seconds`` is how long to wait
    for a window that reads. FileProblemError where the key opens neither state, or the journal
    is none of balintlog's; CouldNotError where no copy can be made.
    """
    journal = gate.beside(path, "-journal")
    with _held(path, seconds) as file:
        if file is None or not gate.has_journal(path):
            return None
        if not file.read(1):  # SQLite takes away the journal of an empty file
            return None
        _refuse_one_of_several(journal)
        return _settled(path, file, journal, judge)


def _refuse_one_of_several(journal: Path) -> None:
    """Refuse a journal that names another one, which SQLite would delete. FileProblemError."""
    with disk.explained(journal, "read"), journal.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - len(MAGIC), 0))
        if size > len(MAGIC) and file.read() == MAGIC:
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


def _settled(path: Path, file: BinaryIO, journal: Path, judge: Judge) -> Settled:
    """Look at both states, and take the journal away if the file wins."""
    kept = _kept_names(path)
    try:
        _copy(file, kept[0])
        is_as_seen = _is_as_seen(kept[0], judge)
        alone = _looked_at(kept[0], judge.connect)
        with disk.explained(journal, "read"), journal.open("rb") as source:
            _copy(source, kept[1])
        played, is_other = _played_back(path, kept, judge)
        if alone.refused and played.refused:
            raise alone.refused
    except BaseException:
        for left in kept:
            with suppress(BalintlogError):
                disk.remove(left)
        raise
    is_newer = alone.is_whole and alone.number > played.number
    is_half_written = alone.number == played.number + 1 and holds_old_pages(
        *kept, judge.key, judge.page_size
    )
    is_untouched = alone.is_whole and is_as_seen
    if is_untouched or _is_worse(played, alone) or (is_newer and not is_half_written):
        disk.remove(journal)
        disk.sync_folder(journal.parent)
        return Settled(
            "Beside the logbook was a journal that belongs to another state of it"
            " (a copy was put there, or somebody left it); it was not used.",
            kept,
            is_played_back=False,
        )
    told = "A save was interrupted here; what it had half written was undone."
    is_as_new = alone.is_whole and alone.number >= played.number  # somebody may have planted it
    return Settled(told, kept, is_certain=not (is_as_new and is_other))


def _is_worse(played: _State, alone: _State) -> bool:
    return played.refused is not None or (alone.is_whole and not played.is_whole)


def _is_as_seen(copy: Path, judge: Judge) -> bool:
    """True if all page seals are those that this computer saw when the file was last used."""
    seals = page_seals.read(copy, judge.page_size)
    return judge.seen is not None and seals is not None and seals.digest == judge.seen


def _played_back(path: Path, kept: tuple[Path, Path], judge: Judge) -> tuple[_State, bool]:
    """Let SQLite play the journal back in a copy that goes again; look at that, and compare."""
    copy = gate.beside(path, f".{os.urandom(4).hex()}.new")
    journal = gate.beside(copy, "-journal")
    try:
        for source, target in zip(kept, (copy, journal), strict=True):
            with source.open("rb") as file:
                _copy(file, target)
        state = _looked_at(copy, judge.connect)
        with disk.explained(copy, "read"):
            return state, not hold_the_same(copy, kept[0], judge.key, judge.page_size)
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
