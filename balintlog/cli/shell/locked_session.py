"""A locked session: what one working session leaves to the next when it locks.

A lock puts a new program in the place of this one, so that no key, no passphrase and no text
stays in memory. What the new one must know comes through a pipe, which nobody else can read.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, NamedTuple

from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.real_terminal import terminal_of
from balintlog.errors import InvalidInputError

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk

_MOST = 4096  # bytes, which every pipe holds without a reader


class LeftByLock(NamedTuple):
    """Why the session has locked, the command that was half typed, and whether answers show."""

    why: str = ""
    half: str = ""
    shows: bool = False


def begin_anew(desk: Desk, left: LeftByLock, idle_minutes: float) -> None:
    """Put a locked session in the place of this one; where that cannot be done, say so."""
    descriptor = _pipe_with(left)
    terminal_of(desk).begin_anew(
        [
            *("-f", str(desk.path), "--as", desk.leader or "", f"--color={desk.color}"),
            *(["--plain"] if desk.plain else []),
            *(["--accept-older"] if desk.accept_older else []),
            *("shell", f"--idle={idle_minutes!r}", f"--locked={descriptor}"),
        ]
    )
    os.close(descriptor)
    remark(
        desk,
        f"{left.why} Here balintlog cannot empty its memory without ending, so it ends."
        " To go on: balintlog shell".strip(),
    )


def left_in(descriptor: int) -> LeftByLock:
    """Read what the session before has left. InvalidInputError if there is no such thing."""
    try:
        with os.fdopen(descriptor, "rb") as pipe:
            return LeftByLock(**json.loads(pipe.read(2 * _MOST)))
    except (OSError, OverflowError, TypeError, ValueError):
        raise InvalidInputError("--locked is for balintlog itself") from None


def _pipe_with(left: LeftByLock) -> int:
    """Return the end of a pipe from which a new program reads what is left."""
    reading, writing = os.pipe()
    os.set_inheritable(reading, True)
    content = json.dumps(left._asdict()).encode()
    if len(content) > _MOST:  # half a command is never as long as that
        content = json.dumps(left._replace(half="")._asdict()).encode()
    os.write(writing, content)
    os.close(writing)
    return reading
