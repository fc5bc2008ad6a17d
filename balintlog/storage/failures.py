"""Failures that SQLite reports, in words that help a leader on."""

from __future__ import annotations

from balintlog.errors import CouldNotError, FileProblemError

# SQLite's primary result codes (https://www.sqlite.org/rescode.html)
_ERROR, _PERM, BUSY, _LOCKED, READONLY, _IOERR, CORRUPT = 1, 3, 5, 6, 8, 10, 11
INTERRUPTED = 9
_FULL, CANTOPEN, _SCHEMA, _CONSTRAINT, NOTADB = 13, 14, 17, 19, 26
_WHAT_FAILED: dict[int, tuple[type[CouldNotError | FileProblemError], str, str]] = {
    BUSY: (
        CouldNotError,
        "the logbook is in use by another window or program",
        "Finish there, then try again; nothing was changed here.",
    ),
    READONLY: (
        CouldNotError,
        "the logbook, or the folder it is in, cannot be written to",
        "Make it writable, or copy the logbook and its keys file to a folder that is.",
    ),
    _FULL: (
        CouldNotError,
        "the disk is full; nothing was changed",
        "Free some space, then try again.",
    ),
    _IOERR: (
        CouldNotError,
        "the disk failed to read or write; nothing was changed",
        "Check that the disk or stick is still there and has space, then try again.",
    ),
    _CONSTRAINT: (
        CouldNotError,
        "something that this depends on has been changed in another window",
        "Look at it again, then repeat what you did; nothing was changed.",
    ),
    CORRUPT: (
        FileProblemError,
        "the logbook file is damaged",
        "Restore the logbook and its keys file from a backup, and keep the damaged file.",
    ),
}
# A structure that another window goes on bringing up to date while we begin anew.
_WHAT_FAILED[_LOCKED] = _WHAT_FAILED[_SCHEMA] = _WHAT_FAILED[BUSY]
_WHAT_FAILED[_PERM] = _WHAT_FAILED[CANTOPEN] = _WHAT_FAILED[READONLY]
_WHAT_FAILED[NOTADB] = _WHAT_FAILED[CORRUPT]

KNOWN = frozenset(_WHAT_FAILED)  # others can only come from a defect of ours

# What goes wrong inside of sqlcipher_export comes as a mere _ERROR; the words tell which.
_BY_ITS_WORDS = {
    "attempt to write a readonly database": READONLY,
    "database disk image is malformed": CORRUPT,
    "database is locked": BUSY,
    "database or disk is full": _FULL,
    "disk I/O error": _IOERR,
    "file is not a database": NOTADB,
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
