"""The paths of a logbook's files, also of those that are not finished."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

# What follows the final name of an unfinished file, and of its journal.
_UNFINISHED = re.compile(r"\.[0-9a-f]{8}\.new(-journal)?", re.IGNORECASE)
_BEFORE_MIGRATING = r"\.before-[0-9]+(-[0-9]+)?\.backup"
_BY_DATE = r"-[0-9]{4}-[0-9]{2}-[0-9]{2}(-[0-9]+)?\.backup"
# The most bytes ever hung on a logbook's name: an unfinished backup from before a migration.
LONGEST_SUFFIX = len(".before-999-999.backup.12345678.new-journal")
_OF_SQLITE = ("-journal", "-wal", "-shm")


def keys_path(path: Path) -> Path:
    """Return where the keys file of a logbook is.

    It is beside the real file where ``path`` is a link, unless it is beside the link alone.
    """
    own = path.with_name(f"{path.name}.keys")
    if os.path.islink(path) and not os.path.lexists(own):  # noqa: PTH114 - also a name too long
        real = Path(os.path.realpath(path))
        return real.with_name(f"{real.name}.keys")
    return own


def journal_path(path: Path) -> Path:
    """Return where SQLite keeps what an interrupted commit overwrote: beside the real file."""
    real = Path(os.path.realpath(path))
    return real.with_name(f"{real.name}-journal")


def is_of_the_logbook(path: Path, wanted: Path) -> bool:
    """True for the name of the logbook, and for those that belong to it now or later.

    Some day balintlog overwrites or removes what has such a name. Letter case
    does not count, as on most computers of leaders.
    """
    place = Path(os.path.realpath(wanted))
    for own in {path.parent / path.name, Path(os.path.realpath(path))}:
        if place.parent != Path(os.path.realpath(own.parent)):
            continue
        begins, rest = place.name[: len(own.name)], place.name[len(own.name) :].casefold()
        if begins.casefold() == own.name.casefold() and (
            rest in ("", ".keys", *_OF_SQLITE) or _UNFINISHED.fullmatch(rest.removeprefix(".keys"))
        ):
            return True
    return False


def names_for_damaged(path: Path) -> Iterator[Path]:
    """Yield names beside a file under which it can be kept when it is damaged."""
    return (path.with_name(f"{path.name}.damaged{number or ''}") for number in range(1000))


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """Name a file beside ``path`` that is not finished; what is left of it is removed.

    Where ``path`` is a symbolic link, it is beside what that points to, on the same disk.
    """
    real = Path(os.path.realpath(path))
    unfinished = real.with_name(f"{real.name}.{os.urandom(4).hex()}.new")
    try:
        yield unfinished
    finally:
        remove(unfinished)


def is_unfinished(name: str) -> bool:
    """Return True for the name of a file that a program of ours is making, or has not finished."""
    return re.search(f"(?:{_UNFINISHED.pattern})$", name, re.IGNORECASE) is not None


def left_over(path: Path) -> list[Path]:
    """Return the unfinished files that a program which was killed has left beside a file."""
    real = Path(os.path.realpath(path))
    return _unfinished(real.parent, re.escape(real.name))


def left_over_beside(path: Path) -> list[Path]:
    """Return what was left of a logbook, its keys file, and the backups from before a migration."""
    real = Path(os.path.realpath(path))
    before = _unfinished(real.parent, re.escape(real.name) + _BEFORE_MIGRATING)
    return [*left_over(path), *left_over(keys_path(path)), *before]


def kept_beside(path: Path) -> list[Path]:
    """Return what balintlog kept when it undid an interrupted save, or found a logbook damaged."""
    real = Path(os.path.realpath(path))
    name = re.compile(rf"{re.escape(real.name)}\.(before-recovery|damaged)\d*(-journal)?")
    return [file for file in _files_in(real.parent) if name.fullmatch(file.name)]


def left_over_backups(path: Path, made: Collection[Path]) -> list[Path]:
    """Return what was left of backups of a logbook, in the folders where some were made.

    A backup under way in another window looks the same: nobody may delete it unasked.
    """
    unfinished: dict[Path, None] = {}
    for folder in dict.fromkeys(backup.parent for backup in made):
        unfinished |= dict.fromkeys(_unfinished(folder, re.escape(path.stem) + _BY_DATE))
    for backup in made:
        unfinished |= dict.fromkeys(left_over(backup))
    return list(unfinished)


def remove_left_over_keys(path: Path) -> None:
    """Delete the unfinished keys files of a logbook that is held: nobody else changes its keys."""
    for unfinished in left_over(keys_path(path)):
        remove(unfinished)


def _unfinished(folder: Path, final: str) -> list[Path]:
    """Return the unfinished files of a folder whose final names match; none where it is closed."""
    name = re.compile(final + _UNFINISHED.pattern, re.IGNORECASE)
    return [file for file in _files_in(folder) if name.fullmatch(file.name)]


def _files_in(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def remove(unfinished: Path) -> None:
    """Delete an unfinished file and its journal, if that is possible."""
    for file in (unfinished, journal_path(unfinished)):
        with suppress(OSError):  # the first error is the one to report
            file.unlink()
