"""A rule for a pattern: what it finds, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from balintlog.privacy.screen.finding import HARD, Finding, finding_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class PatternRule:
    """A pattern that finds one kind of identifier.

    It finds the group of the pattern that has a name, or else all of it. ``why`` is the
    source of the rule. No pattern repeats what can repeat inside it, and every
    repetition has an end, so that no text takes long.

    Two fields say in which texts it need not be looked for, nor even be compiled:
    ``has_digit``, those without a digit; ``only_with``, those in which none of these
    words, or of these marks, stands.
    """

    name: str
    kind: str
    pattern: str
    why: str
    tier: str = HARD
    flags: re.RegexFlag = re.IGNORECASE
    has_digit: bool = False
    only_with: tuple[str, ...] = ()

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern; to compile all costs more than to read a short text with them."""
        return re.compile(self.pattern, self.flags)

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(sign for sign in self.only_with if sign.isalpha())

    @cached_property
    def _marks(self) -> tuple[str, ...]:
        return tuple(sign for sign in self.only_with if not sign.isalpha())

    def may_find(self, low: str, words: set[str], *, has_digit: bool) -> bool:
        """Return False if it can find nothing in a text, given in small letters and as words."""
        if self.has_digit and not has_digit:
            return False
        if not self.only_with or not self._words.isdisjoint(words):
            return True
        return any(mark in low for mark in self._marks)

    def findings(self, text: str) -> Iterator[Finding]:
        """Yield what the rule finds in a text."""
        for match in self.compiled.finditer(text):
            start, end = match.span(match.lastgroup or 0)
            if start < end:
                yield finding_at(start, end, self.kind, self.name, self.tier)


def words_of(text: str) -> set[str]:
    """Return the runs of letters of a text."""
    return set(_LETTERS.findall(text))


def that_may_find(rules: Iterable[PatternRule], text: str) -> list[PatternRule]:
    """Return the rules except those that can find nothing in a text."""
    low = text.lower()
    words, has_digit = words_of(low), _DIGIT.search(text) is not None
    return [rule for rule in rules if rule.may_find(low, words, has_digit=has_digit)]
