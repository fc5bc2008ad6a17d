"""What a command may touch: the file, the day, the streams and the environment.

Nothing else in the program reads the clock, the environment or a stream.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

from balintlog.domain.text import printable
from balintlog.errors import InterruptedByLeaderError, InvalidInputError, LockedError
from balintlog.vault.key_stretching import SHIPPED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from balintlog.logbook.keys.open_logbook import Door
    from balintlog.vault.key_stretching import Stretching
    from balintlog.vault.keyring import DataKey

DEFAULT_NAME = "logbook.balint"


class KeptKey:
    """The data key of one logbook and leader, while a working session keeps it unlocked.

    The first door that is opened is the session's own; what opens another one, such as
    a backup or the other leader's, is not kept.
    """

    def __init__(self, idle_seconds: float, wipe: Callable[[], None] = lambda: None) -> None:
        self.idle_seconds = idle_seconds
        self.wipe = wipe  # takes away what the terminal shows
        self.ended = False  # from outside, in the middle of a command
        self.was_locked = False  # once, since the session began
        self._own: tuple[Path, str] | None = None
        self._key: DataKey | None = None
        self.touch()

    def touch(self) -> None:
        """Note that somebody is there."""
        self._touched = time.monotonic()

    @property
    def is_idle(self) -> bool:
        """Tell whether nobody was there for too long."""
        return time.monotonic() - self._touched > self.idle_seconds

    @property
    def is_unlocked(self) -> bool:
        """Tell whether there is a key."""
        return self._key is not None

    def lock_if_idle(self, hint: str) -> None:
        """Lock if the last answer was long in coming. LockedError says so."""
        if self.is_idle:
            self.forget()
            self.wipe()
            raise LockedError("locked: nobody has typed for a while", hint)
        self.touch()

    @contextmanager
    def in_time(self) -> Iterator[None]:
        """Lock if the answer that is waited for inside is long in coming.

        Whoever comes back to a question decides nothing. InterruptedByLeaderError says so:
        the answer counts for nothing, but what was typed before it is not lost.
        """
        asked_at = time.monotonic()
        yield
        if self.is_unlocked and time.monotonic() - asked_at > self.idle_seconds:
            self.forget()
            raise InterruptedByLeaderError(
                "locked: nobody has typed for a while",
                "Repeat the command; it asks for the passphrase.",
            )
        if not self.is_idle:
            self.touch()

    def keep(self, door: Door, key: DataKey) -> None:
        """Keep the key that has opened a door, if it is the session's own door."""
        if self._own in (None, (door.path, door.leader)):
            self._own, self._key = (door.path, door.leader), key

    def key_of(self, door: Door) -> DataKey | None:
        """Return the key if it is of this door, and the logbook has it still.

        It is forgotten where the leader has a one-time code since: only who has that may enter.
        """
        if self._key is None or not self.is_of(door):
            return None
        if door.takes_code:
            self.forget()
            return None
        return self._key if door.is_under(self._key) else None

    def is_of(self, door: Door) -> bool:
        """Tell whether a key is kept that once opened this door, for this leader."""
        return self._key is not None and self._own == (door.path, door.leader)

    def forget(self) -> None:
        """Lock."""
        self._key = None
        self.was_locked = True


@dataclass(frozen=True)
class Surroundings:
    """Where the program runs; tests put their own in its place."""

    stdin: TextIO = field(default_factory=lambda: sys.stdin)
    stdout: TextIO = field(default_factory=lambda: sys.stdout)
    stderr: TextIO = field(default_factory=lambda: sys.stderr)
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    today: Callable[[], date] = date.today
    stretching: Stretching = SHIPPED
    kept: KeptKey | None = None

    @property
    def stdin_bytes(self) -> BinaryIO:
        """Standard input before any decoding."""
        return self.stdin.buffer


@dataclass(frozen=True)
class Desk:
    """One call of the program: its surroundings and its global options."""

    surroundings: Surroundings
    path: Path
    path_named: bool
    leader: str | None
    no_input: bool
    yes: bool
    color: str
    accept_older: bool = False
    editor: bool = False

    @property
    def today(self) -> date:
        """The day on which the leader sits at the desk."""
        return self.surroundings.today()

    @property
    def state_folder(self) -> Path:
        """Where this computer remembers what it saw of each logbook."""
        from platformdirs import user_state_path

        return user_state_path("balintlog", appauthor=False)

    @property
    def can_ask(self) -> bool:
        """Tell whether there is somebody at a terminal who may be asked."""
        return not self.no_input and all(
            stream.isatty() for stream in (self.surroundings.stdin, self.surroundings.stderr)
        )

    @contextmanager
    def in_time(self) -> Iterator[None]:
        """Wait for an answer; in a working session one that is long in coming locks it."""
        kept = self.surroundings.kept
        with nullcontext() if kept is None else kept.in_time():
            yield

    @property
    def answers_to_terminal(self) -> bool:
        """Tell whether standard output is read by eye."""
        return self.surroundings.stdout.isatty()

    @property
    def colours(self) -> bool:
        """Tell whether colour is wanted on standard output."""
        if self.color != "auto":
            return self.color == "always"
        return self.answers_to_terminal and not self.surroundings.environ.get("NO_COLOR")


def file_named(option: str | None, environ: Mapping[str, str]) -> Path:
    """Return the logbook that is meant: ``-f``, else BALINTLOG_FILE, else the default place."""
    named = environ.get("BALINTLOG_FILE") or None if option is None else option
    if named is None:
        from platformdirs import user_data_path

        return user_data_path("balintlog", appauthor=False) / DEFAULT_NAME
    if named.endswith(("/", os.sep)):
        raise InvalidInputError(
            f"{printable(named)} is the name of a folder",
            hint=f"Name the logbook in it, for example: -f {printable(named)}{DEFAULT_NAME}",
        )
    try:
        path = Path(named).expanduser().absolute()
    except RuntimeError:  # ~somebody who has no home here
        raise InvalidInputError(f"the file {printable(named)} cannot be found") from None
    if not named or not path.name or "\0" in named:
        raise InvalidInputError(f"{printable(named)!r} is not the name of a file")
    return path
