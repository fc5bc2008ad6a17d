"""Lost answers: what a leader is told where standard output is closed, full, or read no further.

The change that the answer tells of may be saved all the same; to repeat the command could then
make it twice.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from balintlog.disk_failures import reason_of
from balintlog.errors import CouldNotError

_CLOSED = "standard output is closed"


@dataclass(eq=False, repr=False)
class Outcome:
    """What a command has done so far: whether it changed anything, and what it says of that."""

    is_done: bool = False
    told: str = ""  # the first line of the answer

    def begin(self) -> None:
        """Forget the command before."""
        self.is_done, self.told = False, ""


class ClosedStream(io.StringIO):
    """Stands in for standard output that was closed: what is written cannot be brought out."""

    def flush(self) -> None:
        """Raise OSError if anything was written since."""
        if self.getvalue():
            self.seek(0)
            self.truncate()
            raise OSError(0, _CLOSED)


def lost_answer(error: OSError, outcome: Outcome) -> CouldNotError:
    """Return what a leader is told of an answer that could not be written."""
    reason, hint = reason_of(error)
    if error.strerror == _CLOSED:
        hint = "Leave out >&- at the end of the line."
    if outcome.is_done:
        # A line that ends with a colon is a heading; codes and sheets stand in later lines.
        is_heading = not outcome.told or outcome.told.endswith(":")
        told = "." if is_heading else f": {outcome.told}"
        hint = f"Do not repeat the command: what it did is saved{told}"
    return CouldNotError(f"the answer could not be written: {reason}", hint)


def failed_file(error: OSError) -> CouldNotError:
    """Return what a leader is told of a file that could not be used, for want of a better place."""
    reason, hint = reason_of(error)
    return CouldNotError(f"{error.filename} could not be read or written: {reason}", hint)
