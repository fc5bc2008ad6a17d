"""The command to type: with the logbook that is meant, where the command alone means another."""

from __future__ import annotations

import os
import re
import shlex
from typing import TYPE_CHECKING

from balintlog.cli.desk import file_named

if TYPE_CHECKING:
    from pathlib import Path

    from balintlog.cli.desk import Desk

ON_WINDOWS = os.name == "nt"
_NEEDS_NO_QUOTES = re.compile(r"[\w\\/:.~-]+")


def command_to_type(desk: Desk, path: Path, command: str) -> str:
    """Return a command such as ``balintlog log`` as it is typed for the logbook at ``path``."""
    program, _, rest = command.partition(" ")
    if path == file_named(None, desk.surroundings.environ):
        return command
    return f"{program} -f {quoted(str(path), for_windows=ON_WINDOWS)} {rest}".rstrip()


def quoted(word: str, *, for_windows: bool) -> str:
    """Return a word as it can be typed: into a POSIX shell, or into cmd.exe and PowerShell.

    cmd.exe takes single quotation marks for letters; both take double ones around blanks.
    """
    if not for_windows:
        return shlex.quote(word)
    return word if _NEEDS_NO_QUOTES.fullmatch(word) else f'"{word}"'
