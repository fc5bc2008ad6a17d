"""The displaced logbook: what stood where a backup is restored is set aside, not lost.

Its own leader may still be able to open it, and may be at work on it in another window.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from balintlog import disk
from balintlog.errors import BalintlogError, CouldNotError, ReplacedError
from balintlog.logbook.book import changed_meanwhile
from balintlog.logbook.keys.paths import aside, journal_path, keys_path, names_for_damaged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balintlog.disk import Inode


class Aside:
    """What cannot be opened, kept under names that belong together.

    Its keys are copied at once; the logbook, and a journal that must not be taken for
    the new one's, get their names by ``set_aside``. ``give_back`` undoes what this window
    did, and nothing else: another one may be at work on the same files.
    """

    def __init__(self, path: Path) -> None:
        real = Path(os.path.realpath(path))
        names = names_for_damaged(real)
        free = next(name for name in names if not any(map(disk.stands, _parts(name))))
        self._real, self._stood = real, disk.inode(real)
        self._moves = ((real, free), (journal_path(path), journal_path(free)))
        self._kept: list[tuple[Path, Path, Inode]] = []
        self._keys = Path(os.path.realpath(keys_path(path)))
        self._free_keys, self._written = keys_path(free), b""
        self._before = self._keys_now()
        if self._before is not None:
            disk.write_new(self._free_keys, self._before)

    @property
    def logbook(self) -> Path | None:
        """Where the logbook is kept, if there was one."""
        return next((free for there, free, _ in self._kept if there == self._real), None)

    def write_keys(self, document: bytes) -> None:
        """Put a keys file in the place of the one that was copied, and of no other."""
        if self._keys_now() != self._before:
            raise changed_meanwhile("the keys file")
        self._written = document
        if self._before is not None:
            disk.replace(self._keys, document)
            return
        with aside(self._keys) as fresh:
            disk.write_new(fresh, document)
            disk.move_new(fresh, self._keys)

    def set_aside(self) -> None:
        """Give the logbook and its journal the names under which they are kept."""
        if disk.inode(self._real) != self._stood:
            raise ReplacedError
        for there, free in self._moves:
            inode = disk.inode(there)
            if inode is not None:
                if disk.stands(free):
                    raise changed_meanwhile("what stood there")
                self._kept.append((there, free, inode))
                disk.keep_as(there, free)
        disk.remove(self._moves[1][0])

    def give_back(self) -> None:
        """Put everything back without using disk space. CouldNotError if the keys stay changed."""
        for there, free, inode in reversed(self._kept):
            with suppress(BalintlogError):
                if disk.inode(free) == inode and not disk.stands(there):
                    disk.keep_as(free, there)
                if disk.inode(free) == disk.inode(there):
                    disk.remove(free)
        try:
            self._give_keys_back()
        except BalintlogError as error:
            if self._before is None or not self._written:
                return
            raise CouldNotError(
                f"{error.message}; the keys of what stands there are in {self._free_keys}",
                f"Give that file the name {self._keys.name}.",
            ) from error

    def _give_keys_back(self) -> None:
        """Put the keys back, unless another window has changed them or what they open."""
        now = self._keys_now()
        if now == self._before is not None:
            disk.remove(self._free_keys)
        elif now == self._written and disk.inode(self._real) == self._stood:
            if self._before is None:
                disk.remove(self._keys)
            else:
                self._move_keys_back(self._before)

    def _move_keys_back(self, document: bytes) -> None:
        try:
            disk.move_over(self._free_keys, self._keys)
        except CouldNotError:  # a link leads to another disk
            disk.replace(self._keys, document)
            disk.remove(self._free_keys)

    def _keys_now(self) -> bytes | None:
        return None if disk.inode(self._keys) is None else disk.read(self._keys, -1)


@contextmanager
def kept_aside(path: Path, unfinished: Path) -> Iterator[Aside]:
    """Keep what cannot be opened; if it is not replaced after all, put it back as it was.

    It is replaced as soon as ``unfinished`` has its name, whatever fails then.
    """
    kept, new = Aside(path), disk.inode(unfinished)
    try:
        yield kept
    except BaseException:
        if new is None or disk.inode(path) != new:
            kept.give_back()
        raise


def _parts(path: Path) -> tuple[Path, Path, Path]:
    return path, keys_path(path), journal_path(path)
