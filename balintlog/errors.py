"""Errors: what can go wrong, in words for a leader, with the exit code of each kind.

One class for each exit code of the command line. A message never holds a
secret, a text from a case, or the words of an identifier.
"""

from __future__ import annotations

from typing import NamedTuple


class BalintlogError(Exception):
    """Something a leader must be told: one sentence, and what to do next."""

    exit_code = 1

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class CouldNotError(BalintlogError):
    """What was asked is right, but could not be done: declined, busy, disk full, read-only."""

    exit_code = 1


class DiskFailedError(CouldNotError):
    """The disk, or another window, did not let it be done; what was saved has been looked at."""


class DeclinedError(CouldNotError):
    """The leader said no; nothing was changed."""


class ChangedMeanwhileError(CouldNotError):
    """A record has changed since it was read; trying the same again would not help."""


class ReplacedError(CouldNotError):
    """Another file has taken the place of the open one; trying again would not help."""

    def __init__(
        self,
        message: str = "the logbook has been replaced in another window:"
        " it was given a new key, or a backup was restored",
        hint: str | None = "Open it again, then repeat what you did; nothing was changed here.",
    ) -> None:
        super().__init__(message, hint)


class Problem(NamedTuple):
    """One thing to put right.

    ``pointer`` is the RFC 6901 place inside a document ("" is the whole), or
    None when no document is meant.
    """

    message: str
    pointer: str | None = None


class ListedError(BalintlogError):
    """What must be put right; ``problems`` lists all of it."""

    def __init__(self, *problems: Problem | str, hint: str | None = None) -> None:
        self.problems = tuple(Problem(p) if isinstance(p, str) else p for p in problems)
        super().__init__("; ".join(p.message for p in self.problems), hint)


class InvalidInputError(ListedError):
    """What was typed or sent is wrong."""

    exit_code = 2


class NotFoundError(BalintlogError):
    """An id or alias on the command line that does not exist."""

    exit_code = 3


class LockedError(BalintlogError):
    """No passphrase, or not the right one."""

    exit_code = 4


class WrongPassphraseError(LockedError):
    """A passphrase that is not the right one; what to check depends on where it came from."""


class PrivacyError(ListedError):
    """Refused for privacy, when all else was right; it never quotes the words."""

    exit_code = 5


class FileProblemError(BalintlogError):
    """The logbook file is missing, damaged, already there, or newer than this program."""

    exit_code = 6


class DamagedError(FileProblemError):
    """The logbook was read as damaged; whether its disk was the trouble can be looked at."""


class InterruptedByLeaderError(BalintlogError):
    """Ctrl-C, or the end of input, in the middle of a question."""

    exit_code = 130

    def __init__(self, message: str, hint: str | None = None, half: str = "") -> None:
        super().__init__(message, hint)
        self.half = half  # the free text that was being typed
        self.names_draft = False  # the hint names the draft of the page that was left
