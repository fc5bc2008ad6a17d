"""The gate before the first SQL: which files SQLite may open at all.

SQLite opens what it finds under the logbook's name and under the names beside it, and
believes it. A pipe there makes it wait for ever; a log of committed changes (``-wal``),
which balintlog never makes, would be read as the newer content.
"""

from __future__ import annotations

import os
from pathlib import Path

from balintlog import disk
from balintlog.errors import FileProblemError


def check_kind(path: Path) -> None:
    """Refuse anything but ordinary files as a logbook and as what SQLite reads beside it.

    Links to the logbook are followed; SQLite makes no links beside it. FileProblemError.
    """
    disk.check_ordinary(path)
    journal = beside(path, "-journal")
    if os.path.islink(journal):  # noqa: PTH114 - also where nobody may look
        raise FileProblemError(f"{journal} is a link, not a journal", _MOVE)
    disk.check_ordinary(journal)
    log = beside(path, "-wal")
    if os.path.lexists(log):
        raise FileProblemError(
            f"there is a file {log} beside the logbook that balintlog did not make; with it, the"
            " logbook could seem to hold what it does not",
            _MOVE,
        )


def has_journal(path: Path) -> bool:
    """True where there is a journal that SQLite would play back: it begins with no zero."""
    try:
        with beside(path, "-journal").open("rb") as file:
            return file.read(1) not in (b"", b"\0")
    except OSError:
        return False


def beside(path: Path, suffix: str) -> Path:
    """Return the path of a file that SQLite looks for beside the real file."""
    real = Path(os.path.realpath(path))
    return real.with_name(f"{real.name}{suffix}")


_MOVE = "Move it to another folder, then open the logbook again."
