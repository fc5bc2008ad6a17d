"""A rule for names: a function that decides about a word by its context, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from balintlog.privacy.screen.finding import HARD

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.privacy.screen.names.context import Context

# letter: a word of one letter · letters: several, all capitals, among others that are not ·
# other: any longer word of a text whose language has no list of prose. In English, first: a
# word with a capital that begins a sentence · capital: another with a capital · small: one
# without, that prose knows · unknown: one without, that prose does not know.
Kind = Literal["letter", "letters", "other", "first", "capital", "small", "unknown"]

WITH_CAPITAL: tuple[Kind, ...] = ("first", "capital")
WITHOUT_CAPITAL: tuple[Kind, ...] = ("small", "unknown")
LONGER: tuple[Kind, ...] = ("letters", "other", *WITH_CAPITAL, *WITHOUT_CAPITAL)
ANY: tuple[Kind, ...] = ("letter", *LONGER)


class NameHit(NamedTuple):
    """A name that begins at a word.

    ``kind`` and ``tier`` are those of the finding; ``more``: how many words after the first
    surely belong to it; ``grows``: it goes on as far as capitals, initials and particles do.
    """

    kind: str = "name"
    tier: str = HARD
    more: int = 0
    grows: bool = True


LEAVE: Final = "leave"  # no name begins here, whatever later rules would say
Decision = NameHit | Literal["leave"] | None  # None: the next rule decides


class NameRule(NamedTuple):
    """One rule of the table, which is asked about words of some ``kinds``.

    ``example`` is a text in which the rule decides about the word, or the first of the words,
    in double brackets: a name, or with ``leaves`` none. ``shown`` is the rule's name in a
    finding where several rules share one; ``why`` the source or the reason.
    """

    name: str
    kinds: tuple[Kind, ...]
    decide: Callable[[Context], Decision]
    why: str
    example: str
    shown: str = ""
    leaves: bool = False

    @property
    def in_finding(self) -> str:
        """The name that a finding of this rule bears."""
        return self.shown or self.name
