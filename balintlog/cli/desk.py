"""The desk of a command, with all it may touch: file, day, streams and environment.

Nothing else in the program reads the clock, the environment or a stream.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO, Protocol, TextIO

from balintlog.cli.home_folders import DEFAULT_NAME, state_folder, typed_path, usual_logbook
from balintlog.cli.lost_answers import Outcome
from balintlog.domain.text import printable
from balintlog.errors import InvalidInputError
from balintlog.vault.key_stretching import SHIPPED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

    from balintlog.cli.kept_key import KeptKey
    from balintlog.vault.key_stretching import Stretching

EVENING_ENDS = timedelta(hours=4)  # after midnight


class Terminal(Protocol):
    """Where answers are typed: the real terminal, or a written evening in a test.

    Each call is one answer. What reads may raise KeyboardInterrupt or EOFError.
    """

    def line(self, question: str, is_too_late: Callable[[], bool], /) -> str:
        """Show a question and return a line with its end; "" when the input has ended.

        IdleError, where it can be told while nobody types.
        """

    def unfinished(self) -> str:
        """Take away and return what was typed of the last line, where it was broken off."""

    def line_waits(self) -> bool:
        """Return whether another whole line was typed within milliseconds."""

    def cuts(self, line: str, /) -> bool:
        """Return whether a line is so long that its end may be lost on the way here."""

    def secret(self, question: str, is_too_late: Callable[[], bool], /) -> str:
        """Show a question and return a line that is not shown, without its end.

        IdleError, where it can be told while nobody types.
        """

    def show_secret(self, text: str, /) -> None:
        """Show what must not go into a file."""

    def reads_secrets(self) -> bool:
        """Return whether somebody can type a secret."""

    def keys_and_screen(self, question: str, /) -> tuple[Input, Output]:
        """Return the input from which prompt_toolkit reads an answer, and where it draws."""

    def clear(self) -> None:
        """Clear the screen, and what could be scrolled back to."""

    def begin_anew(self, arguments: list[str], /) -> None:
        """Put a new program in the place of this one, with nothing of it in memory.

        It returns only where that cannot be done.
        """


@dataclass(frozen=True, eq=False, repr=False)  # what nobody compares or prints starts sooner
class Surroundings:
    """Where the program runs; tests put their own in its place."""

    stdin: TextIO = field(default_factory=lambda: sys.stdin)
    stdout: TextIO = field(default_factory=lambda: sys.stdout)
    stderr: TextIO = field(default_factory=lambda: sys.stderr)
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    now: Callable[[], datetime] = datetime.now  # the time of day where the leader is
    stretching: Stretching = SHIPPED
    kept: KeptKey | None = None
    terminal: Terminal | None = None  # None: the real one
    outcome: Outcome = field(default_factory=Outcome)  # of the present command
    program: str = field(default_factory=lambda: sys.argv[0])  # how it was started

    @property
    def stdin_bytes(self) -> BinaryIO:
        """Standard input before any decoding."""
        return self.stdin.buffer


@dataclass(frozen=True, eq=False, repr=False)
class Desk:
    """One call of the program: its surroundings and its global options."""

    surroundings: Surroundings
    meant: Path | None  # None: no file was named, and there is no home
    path_named: bool
    leader: str | None
    no_input: bool
    yes: bool
    color: str
    accept_older: bool = False
    plain: bool = False
    meanwhile: list[Callable[[], object]] = field(default_factory=list)  # while a key is stretched

    @property
    def today(self) -> date:
        """Today's date, where the leader is."""
        return self.surroundings.now().date()

    @property
    def evening(self) -> date:
        """The day of the latest evening: until four in the morning, that of yesterday."""
        return (self.surroundings.now() - EVENING_ENDS).date()

    @property
    def state_folder(self) -> Path | None:
        """Where this computer remembers what it saw of each logbook, if anywhere."""
        return state_folder()

    @property
    def path(self) -> Path:
        """The logbook that is meant. InvalidInputError where none is, for want of a home."""
        if self.meant is None:
            raise InvalidInputError(
                "you have no home folder here, so there is no usual place for a logbook",
                hint="Name the logbook: -f FILE",
            )
        return self.meant

    @property
    def can_ask(self) -> bool:
        """Whether somebody is at a terminal, and balintlog may ask."""
        return not self.no_input and all(
            stream.isatty() for stream in (self.surroundings.stdin, self.surroundings.stderr)
        )

    @property
    def is_plain(self) -> bool:
        """Whether questions are plain lines: asked for, or all that the terminal can show.

        ACCESSIBLE is what other programs read, too (GitHub's gh, charm's huh).
        """
        environ = self.surroundings.environ
        return self.plain or self.is_dumb or environ.get("ACCESSIBLE", "0") not in ("", "0")

    @property
    def is_dumb(self) -> bool:
        """Whether the terminal says of itself that it knows no escape sequence."""
        return self.surroundings.environ.get("TERM") == "dumb"

    @property
    def answers_to_terminal(self) -> bool:
        """Whether standard output goes to a terminal."""
        return self.surroundings.stdout.isatty()

    @property
    def colours(self) -> bool:
        """Whether standard output has colours."""
        if self.color != "auto":
            return self.color == "always"
        may = not self.is_plain and not self.surroundings.environ.get("NO_COLOR")
        return self.answers_to_terminal and may


def file_named(option: str | None, environ: Mapping[str, str]) -> Path | None:
    """Return the logbook that is meant: ``-f``, else BALINTLOG_FILE, else the usual one."""
    named = environ.get("BALINTLOG_FILE") or None if option is None else option
    if named is None:
        return usual_logbook()
    if named.endswith(("/", os.sep)):
        raise InvalidInputError(
            f"{printable(named)} is the name of a folder",
            hint=f"Name the logbook in it, for example: -f {printable(named)}{DEFAULT_NAME}",
        )
    path = typed_path(named)
    if not path.name:
        raise InvalidInputError(f"{printable(named)!r} is not the name of a file")
    return path
