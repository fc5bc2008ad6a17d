"""Failures of a disk: why the system refused something, as a reason and an advice.

One table for every file that balintlog reads or writes; SQLite's own result codes are in
``balintlog/storage/failures.py``. Each reason ends a sentence: "x could not be written: ...".
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import NamedTuple


class Reason(NamedTuple):
    """Why something could not be done, and what to do about it."""

    reason: str
    hint: str


FULL = Reason("the disk is full", "Free some space, then try again.")
READ_ONLY = Reason("the disk is read-only", "Use another folder, or make it writable.")
FAILED = Reason(
    "the disk failed",
    "Check that the disk or stick is still connected, then try again. If it fails again, copy"
    " what is on it to another disk.",
)
NO_LOCKS = Reason(
    "this disk has no locks, so it cannot keep two windows apart",
    "Copy the logbook and its keys file to a disk of this computer. If it is a network folder,"
    " the person who looks after it may be able to switch locks on.",
)
NO_MEMORY = Reason(
    "this computer has not enough memory left", "Close other programs, then try again."
)
TOO_LONG = Reason("the name is too long", "Choose a shorter name, or a folder with a shorter path.")
NOT_PERMITTED = Reason("permission was denied", "Check who owns the file and its folder.")
NAME_REFUSED = Reason(
    "the disk does not take this name", "Choose a name of plain letters, digits and hyphens."
)
_GONE = Reason("the disk is not there any more", "Connect it again, then try again.")
_NO_ANSWER = Reason(
    "the network folder does not answer", "Check the network, or wait; then try again."
)
_IN_USE = Reason("another program is using it", "Close that program, then try again.")
_MANY_FILES = Reason("too many files are open", "Close other programs, then try again.")

# By their names: not every system has all of them.
_REASONS = {
    "ENOSPC": FULL,
    "EDQUOT": Reason(
        "your share of the disk is used up",
        "Delete other files of yours on that disk, or ask for a larger share; then try again.",
    ),
    "EFBIG": Reason("the file would be larger than this disk allows", "Use another disk."),
    "EROFS": READ_ONLY,
    "EACCES": NOT_PERMITTED,
    "EPERM": NOT_PERMITTED,
    "EIO": FAILED,
    "ENXIO": _GONE,
    "ENODEV": _GONE,
    "ENOMEDIUM": _GONE,
    "ENAMETOOLONG": TOO_LONG,
    "EILSEQ": NAME_REFUSED,
    "ELOOP": Reason("the links in it lead round in a circle", "Name the file itself, not a link."),
    "ENOENT": Reason(
        "a folder in its path, or what a link leads to, is not there",
        "Check its name. If it is on a stick or a network, connect that first.",
    ),
    "ENOTDIR": Reason("a part of its path is a file, not a folder", "Check its name."),
    "EISDIR": Reason("it is a folder, not a file", "Name a file in it."),
    "ENOLCK": NO_LOCKS,
    "ESTALE": Reason(
        "the network folder was changed or cut off meanwhile",
        "Leave that folder and enter it again, then try again.",
    ),
    "ETIMEDOUT": _NO_ANSWER,
    "EHOSTDOWN": _NO_ANSWER,
    "EHOSTUNREACH": _NO_ANSWER,
    "ENETDOWN": _NO_ANSWER,
    "ENETUNREACH": _NO_ANSWER,
    "ENOTCONN": _NO_ANSWER,
    "EBUSY": _IN_USE,
    "ETXTBSY": _IN_USE,
    "EMFILE": _MANY_FILES,
    "ENFILE": _MANY_FILES,
    "ENOMEM": NO_MEMORY,
    "EPIPE": Reason("nobody reads it any more", "Run the command again, without the pipe."),
}
_BY_NUMBER = {
    getattr(errno, name): reason for name, reason in _REASONS.items() if hasattr(errno, name)
}


# What FAT, exFAT and NTFS take in no name; they answer as if a folder were missing.
_NOT_ON_EVERY_DISK = frozenset('"*:<>?\\|') | frozenset(map(chr, range(32)))
_SAID_OF_NAMES = (errno.ENOENT, errno.EINVAL)


def reason_of(error: OSError) -> Reason:
    """Return why the system refused something; in its own words where we have none."""
    if error.errno in _SAID_OF_NAMES and _is_strange_name(error.filename2 or error.filename):
        return NAME_REFUSED
    known = _BY_NUMBER.get(error.errno or 0)
    if known is not None:
        return known
    said = error.strerror or "the system gives no reason"
    return Reason(said, "Check the folder and the disk, then try again.")


def _is_strange_name(path: object) -> bool:
    """Return whether a file that is not there has a name that some disks take, and some do not."""
    if not isinstance(path, str | bytes | os.PathLike) or os.path.lexists(path):
        return False
    named = Path(os.fsdecode(path))
    return bool(_NOT_ON_EVERY_DISK & {*named.name}) and named.parent.is_dir()
