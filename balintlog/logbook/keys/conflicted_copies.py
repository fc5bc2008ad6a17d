"""Conflicted copies: other states of a logbook beside it, and the keys that fit such a copy.

A program that synchronises a folder keeps both states where two computers have written: it
gives one of them, and its keys file, another name. They are known by their first 16 bytes.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from balintlog import disk
from balintlog.errors import BalintlogError
from balintlog.logbook.keys.paths import is_unfinished
from balintlog.vault import keyring

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from balintlog.logbook.book import Logbook
    from balintlog.vault.keyring import Keyring

_KEYS = ".keys"
_WAYS = (("Only that copy holds", "here"), ("It has another version of", "changed"))
_NOTHING_MORE = "It holds nothing that this one lacks. Delete it, or move it elsewhere."


def fitting_keys(path: Path) -> Keyring | None:
    """Return the newest keyring beside a logbook, whatever its file is called, that opens it."""
    with suppress(OSError, BalintlogError):
        first16 = disk.read(path, 16)
        fitting = [
            (epoch.sequence, ring)
            for ring in map(_keyring_in, _finished_beside(path))
            if ring is not None
            for epoch in ring.epochs
            if epoch.salt == first16
        ]
        return max(fitting, key=lambda numbered: numbered[0], default=(0, None))[1]
    return None


def copies_beside(path: Path, salts: Collection[bytes], begins: str = "") -> list[Path]:
    """Return the files beside a logbook that begin with one of the salts of its keys file.

    Not those whose names balintlog itself has made from that of the logbook, and no backup that
    is not finished: to look into that may leave something beside it. ``begins`` is
    how their names begin, whatever the case of letters; for an opening, which costs little.
    """
    own, begins = path.name.casefold(), begins.casefold()
    with suppress(OSError):
        return sorted(
            file
            for file in _files_beside(path)
            if (name := file.name.casefold()).startswith(begins)
            and name != own
            and not name.startswith((f"{own}.", f"{own}-"))
            and not is_unfinished(name)
            and os.path.realpath(file) != os.path.realpath(path)
            and _first16(file) in salts
        )
    return []


def named(book: Logbook, ring: Keyring) -> list[str]:
    """Return a sentence for each copy whose name begins as that of the logbook does."""
    path = book.store.path
    return [
        f"Beside the logbook is another copy of it: {file}. A program that copies the folder may"
        " have put it there. To see what it holds that this one lacks: balintlog vault check"
        for file in copies_beside(path, {epoch.salt for epoch in ring.epochs}, path.stem)
    ]


def compared(book: Logbook, ring: Keyring) -> list[str]:
    """Return for each copy beside a logbook what it holds that the logbook lacks."""
    salts = {epoch.salt for epoch in ring.epochs}
    return [
        f"{file} is another copy of this logbook. {_difference(book, file)}"
        for file in copies_beside(book.store.path, salts)
    ]


def _difference(book: Logbook, file: Path) -> str:
    from balintlog.logbook.keys.restore_loss import kinds_told  # where there are copies only
    from balintlog.storage.file import connection, differences

    try:
        with connection.open_unchanged(file, book.key) as copy:
            differing = differences.differences(copy, book.store)
    except BalintlogError:
        return "It cannot be opened with the same key, or is damaged."
    told = [
        f"{words} {kinds}." for words, where in _WAYS if (kinds := kinds_told(differing, where))
    ]
    return " ".join(told) or _NOTHING_MORE


def _files_beside(path: Path) -> Iterator[Path]:
    with os.scandir(path.parent) as entries:
        for entry in entries:
            if entry.is_file():
                yield path.with_name(entry.name)


def _finished_beside(path: Path) -> Iterator[Path]:
    """Yield the files beside a logbook but what a killed program of ours has left of its keys."""
    for file in _files_beside(path):
        if not file.name.startswith(f"{path.name}.") and not file.name.endswith(".new"):
            yield file


def _first16(file: Path) -> bytes:
    with suppress(BalintlogError):
        return disk.read(file, 16)
    return b""


def _keyring_in(file: Path) -> Keyring | None:
    with suppress(BalintlogError):
        if _KEYS in file.name.casefold():
            return keyring.decode(disk.read(file, keyring.MAX_BYTES + 1))
    return None
