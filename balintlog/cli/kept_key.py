"""The kept key of a working session, which opens the logbook for its commands.

Locking forgets it, and so do some idle minutes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.cli.idle_clock import IdleClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from balintlog.logbook.keys.open_logbook import Door
    from balintlog.vault.keyring import DataKey


class KeptKey:
    """The data key of one logbook and leader, while a working session keeps it unlocked.

    The first door that is opened is the session's own; the key of another
    door, such as that of a backup or of the other leader, is not kept.
    """

    def __init__(self, idle_seconds: float, wipe: Callable[[], None] = lambda: None) -> None:
        self.idle_seconds = idle_seconds
        self.wipe = wipe  # takes away what the terminal shows
        self.shows = False  # an answer that a lock has to take away
        self.ended = False  # from outside, in the middle of a command
        self.was_locked = False  # once, since the session began
        self.has_forgotten = False  # a key of which there may be traces in memory
        self._own: tuple[Path, str] | None = None
        self._key: DataKey | None = None
        self._clock = IdleClock()

    def touch(self) -> None:
        """Start counting the idle seconds again."""
        self._clock.start()

    @property
    def is_idle(self) -> bool:
        """Whether nobody has typed for too long."""
        return self._clock.seconds > self.idle_seconds

    @property
    def is_unlocked(self) -> bool:
        """Whether there is a key."""
        return self._key is not None

    def keep(self, door: Door, key: DataKey) -> None:
        """Keep the key that has opened a door, if it is the session's own door."""
        if self._own in (None, (door.path, door.leader)):
            self._own, self._key = (door.path, door.leader), key

    def key_of(self, door: Door) -> DataKey | None:
        """Return the key if it belongs to this door, and the logbook still uses it.

        If the leader has been given a one-time code since, the key is forgotten: the code is
        needed.
        """
        if self._key is None or not self.is_of(door):
            return None
        if door.takes_code:
            self.forget()
            return None
        return self._key if door.is_under(self._key) else None

    def is_of(self, door: Door) -> bool:
        """Return whether there is a key that once opened this door, for this leader."""
        return self._key is not None and self._own == (door.path, door.leader)

    def forget(self) -> None:
        """Forget the key, and so lock."""
        self.has_forgotten = self.has_forgotten or self._key is not None
        self._key = None
        self.was_locked = True

    def lock(self) -> None:
        """Forget the key, and take away what the terminal shows."""
        self.forget()
        self.wipe()
        self.shows = False

    def end(self) -> None:
        """End the working session: its window was closed."""
        self.ended = True
