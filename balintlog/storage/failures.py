"""Failures that SQLite reports, in words that help a leader on.

SQLite gives a result code and no reason. Where a file cannot be opened or written to, the
disk itself is asked why; where the logbook is "busy", whether there are locks at all.
"""

from __future__ import annotations

import os
from pathlib import Path

from balintlog import disk_abilities, disk_failures
from balintlog.disk_failures import NOT_PERMITTED, READ_ONLY
from balintlog.errors import CouldNotError, DamagedError, DiskFailedError, FileProblemError

# SQLite's primary result codes (https://www.sqlite.org/rescode.html); the library tells no others.
_ERROR, _PERM, BUSY, _LOCKED, _NOMEM, READONLY = 1, 3, 5, 6, 7, 8
INTERRUPTED, _IOERR, CORRUPT, _FULL, CANTOPEN, _PROTOCOL = 9, 10, 11, 13, 14, 15
_SCHEMA, CONSTRAINT, NOTADB = 17, 19, 26

_JOURNAL = "-journal"  # the longest that SQLite hangs on the logbook's name here
_MOVE_OUT = "Make it writable, or copy the logbook and its keys file to a folder that is."
_MAKE_ROOM = (
    f"{disk_failures.FULL.hint} Deleting needs space, too, before it frees any: about as much as"
    " the logbook takes."
)
_LOOK_AT_DISK = (
    "Check that the disk or stick is still connected and has space, then try again. If it fails"
    " again, copy the logbook and its keys file to another disk, and there: balintlog vault check"
)
_Told = tuple[type[CouldNotError | FileProblemError], str, str]
_IN_USE: _Told = (
    DiskFailedError,
    "the logbook is in use by another window or program",
    "Finish there, then try again.",
)
_NOT_WRITABLE: _Told = (
    DiskFailedError,
    "the logbook, or the folder it is in, cannot be written to",
    _MOVE_OUT,
)
_DAMAGED: _Told = (
    DamagedError,
    "the logbook file is damaged",
    "Restore the logbook and its keys file from a backup, and keep the damaged file.",
)
_WHAT_FAILED: dict[int, _Told] = {
    BUSY: _IN_USE,
    # A structure that another window goes on bringing up to date while we begin anew.
    _LOCKED: _IN_USE,
    _SCHEMA: _IN_USE,
    READONLY: _NOT_WRITABLE,
    _PERM: _NOT_WRITABLE,
    CANTOPEN: _NOT_WRITABLE,
    _FULL: (
        DiskFailedError,
        disk_failures.FULL.reason,
        _MAKE_ROOM,
    ),
    _IOERR: (
        DiskFailedError,
        "the disk failed to read or write the logbook",
        _LOOK_AT_DISK,
    ),
    _NOMEM: (DiskFailedError, *disk_failures.NO_MEMORY),
    _PROTOCOL: (DiskFailedError, *disk_failures.NO_LOCKS),
    CONSTRAINT: (
        DiskFailedError,
        "something that this depends on has been changed in another window",
        "Look at it again, then repeat what you did.",
    ),
    CORRUPT: _DAMAGED,
    NOTADB: _DAMAGED,
}
_DISK_KNOWS_MORE = frozenset({READONLY, _PERM, CANTOPEN, _IOERR})

KNOWN = frozenset(_WHAT_FAILED)  # others can only come from a defect of ours

# What goes wrong inside of sqlcipher_export comes as a mere _ERROR; the words tell which.
_BY_ITS_WORDS = {
    "attempt to write a readonly database": READONLY,
    "database disk image is malformed": CORRUPT,
    "database is locked": BUSY,
    "database or disk is full": _FULL,
    "disk I/O error": _IOERR,
    "file is not a database": NOTADB,
    "locking protocol": _PROTOCOL,
    "unable to open database file": CANTOPEN,
}


def code_of(error: BaseException) -> int:
    """Return the primary result code of one of SQLite's errors."""
    code = int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
    if code == 0 and str(error).startswith("Could not decode"):  # said by Python, not by SQLite
        return CORRUPT
    return _BY_ITS_WORDS.get(str(error), _ERROR) if code == _ERROR else code


def failure(code: int) -> CouldNotError | FileProblemError:
    """Return what a leader is told of one of the KNOWN result codes."""
    kind, message, hint = _WHAT_FAILED[code]
    return kind(message, hint)


def of_error(error: BaseException, path: Path) -> CouldNotError | FileProblemError:
    """Return what a leader is told of one of SQLite's errors at a logbook; its code is KNOWN."""
    code = code_of(error)
    # No connection to the keys file can lose a lock by that.
    keys = Path(f"{os.path.realpath(path)}.keys")
    if code in (BUSY, _IOERR) and not disk_abilities.has_locks(keys):
        return failure(_PROTOCOL)
    told = failure(code)
    why = disk_abilities.obstacle(path, len(_JOURNAL)) if code in _DISK_KNOWS_MORE else None
    if why is None:
        return told
    hint = _MOVE_OUT if why in (NOT_PERMITTED, READ_ONLY) else why.hint
    return DiskFailedError(f"{told.message}: {why.reason}", hint)
