"""What is unclear in a typed line, and the choices that would make it clear."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.folding import folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_REPEATED = 40  # characters of what was typed
NO_CHOICES: Mapping[str, str] = MappingProxyType({})


class Unclear(NamedTuple):
    """Words that stay in the line, and what the leader is asked about them.

    ``choices``: by a word to answer with, what takes the place of ``text`` in the line. The only
    choice is that of Enter.
    """

    text: str
    says: str
    choices: Mapping[str, str] = NO_CHOICES

    @property
    def hint(self) -> str:
        """Return what is asked; of what was typed it repeats no more than 40 characters."""
        text = self.text
        says = self.says.replace(text, _cut(text)) if len(text) > MOST_REPEATED else self.says
        return " ".join(map(_cut, says.split(" ")))


def _cut(text: str) -> str:
    return text if len(text) <= MOST_REPEATED else f"{text[: MOST_REPEATED - 1]}…"


class UnclearError(Exception):
    """A clause that was not understood; nothing was changed by it."""

    def __init__(self, unclear: Unclear) -> None:
        super().__init__()
        self.unclear = unclear


def which_of(typed: str, words: Sequence[str]) -> str:
    """Return the question which of several words is meant: "al: alder, alone or all?"."""
    *some, last = words
    return f"{typed}: {', '.join(some)} or {last}?"


def line_left(unclear: tuple[Unclear, ...]) -> str:
    """Return what stays in the line; at a semicolon ends what belongs together."""
    return "; ".join(thing.text for thing in unclear)


def clear(unclear: Unclear, answer: str) -> str | None:
    """Return what an answer to a question puts in the place of the text, or None.

    An answer is a choice or its unique beginning; nothing is the only choice there is.
    """
    typed = folded(answer.strip())
    if typed in unclear.choices:
        return unclear.choices[typed]
    meant = [word for word in unclear.choices if word.startswith(typed)]
    return unclear.choices[meant[0]] if len(meant) == 1 else None
