"""Where the files of one logbook are, and how those are named that are not finished."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNFINISHED = ".new"


def keys_path(path: Path) -> Path:
    """Return where the keys file of a logbook is."""
    return path.with_name(f"{path.name}.keys")


def journal_path(path: Path) -> Path:
    """Return where SQLite keeps what an interrupted commit overwrote."""
    return path.with_name(f"{path.name}-journal")


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """Name a file beside ``path`` that is not finished; what is left of it is removed.

    Where ``path`` is a symbolic link, it is beside what that points to, on the same disk.
    """
    real = Path(os.path.realpath(path))
    unfinished = real.with_name(f"{real.name}.{os.urandom(4).hex()}{_UNFINISHED}")
    try:
        yield unfinished
    finally:
        remove(unfinished)


def left_over(path: Path) -> list[Path]:
    """Return the unfinished files that a program which was killed has left beside a logbook."""
    real = Path(os.path.realpath(path))
    try:
        beside = list(real.parent.iterdir())
    except OSError:
        return []
    return [
        one
        for one in beside
        if one.name.startswith(f"{real.name}.") and one.name.endswith(_UNFINISHED)
    ]


def remove(unfinished: Path) -> None:
    """Take an unfinished file away, with its journal, if it can be done."""
    for one in (unfinished, journal_path(unfinished)):
        with suppress(OSError):  # what went wrong first is what is told
            one.unlink()
