"""Home folders: where a person's own files are on this computer, if anywhere.

A service, a container or a rescue system may give nobody a home. Then there is no usual place
for a logbook, and nothing is remembered of one; all else works.
"""

from __future__ import annotations

import os
from pathlib import Path

from balintlog.domain.text import printable
from balintlog.errors import InvalidInputError

DEFAULT_NAME = "logbook.balint"
NO_MEMORY = (
    "There is no home folder that balintlog can write to, so this computer remembers nothing of"
    " this logbook: balintlog will not notice an older copy of it."
)


def usual_logbook() -> Path | None:
    """Return where a logbook is unless another place is named; None where nobody has a home."""
    from platformdirs import user_data_path

    if not _has_place("XDG_DATA_HOME"):
        return None
    return user_data_path("balintlog", appauthor=False) / DEFAULT_NAME


def state_folder() -> Path | None:
    """Return where this computer remembers what it saw of each logbook; None without a home."""
    from platformdirs import user_state_path

    return user_state_path("balintlog", appauthor=False) if _has_place("XDG_STATE_HOME") else None


def is_remembered(folder: Path | None) -> bool:
    """Return whether something can be remembered in a folder, which may not be there yet."""
    if folder is None:
        return False
    there = next(place for place in (folder, *folder.parents) if os.path.lexists(place))
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def typed_path(typed: str | Path) -> Path:
    """Return a path as it was typed, from the top of the disk and without a tilde.

    InvalidInputError for the home of somebody who has none here, and for what is no name: an
    option after -f, where the file was forgotten, would make a file that is called so.
    """
    shown = printable(str(typed))
    if str(typed).startswith("-"):
        raise InvalidInputError(
            f"{shown} looks like an option, not like a file",
            hint=f"If a file is to be called that, write ./{shown}",
        )
    if "\0" in str(typed) or not str(typed):
        raise InvalidInputError(f"{shown!r} is not the name of a file")
    try:
        return Path(typed).expanduser().absolute()
    except RuntimeError:
        raise InvalidInputError(
            f"the file {shown} cannot be found: there is no such home folder",
            hint="Type the whole path, without a ~.",
        ) from None


def _has_place(variable: str) -> bool:
    """Return whether a variable or a home says where files of one kind are."""
    if Path(os.environ.get(variable, "").strip()).is_absolute():
        return True
    try:
        # An empty one would mean the top of the disk.
        return os.environ.get("HOME") != "" and Path.home().is_absolute()
    except RuntimeError:
        return False
