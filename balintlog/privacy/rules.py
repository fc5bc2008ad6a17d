"""A rule as a pattern: what it finds, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from balintlog.privacy.finding import HARD, Finding, found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Rule:
    """A pattern that finds one kind of identifier.

    What is found is the group ``x`` of the pattern, or all of it. ``why`` is the
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

    def findings(self, text: str) -> Iterator[Finding]:
        """Yield what the rule finds in a text."""
        for match in self.compiled.finditer(text):
            named = "x" in match.re.groupindex and match["x"] is not None
            start, end = match.span("x" if named else 0)
            if start < end:
                yield found(start, end, self.kind, self.name, self.tier)


def words_of(text: str) -> set[str]:
    """Return the runs of letters of a text."""
    return set(_LETTERS.findall(text))


def that_may_find(rules: Iterable[Rule], text: str) -> list[Rule]:
    """Return the rules but those that could find nothing in a text."""
    digits = _DIGIT.search(text) is not None
    low = text.lower()
    words = words_of(low)

    def may(rule: Rule) -> bool:
        if rule.has_digit and not digits:
            return False
        return not rule.only_with or any(
            one in words if one.isalpha() else one in low for one in rule.only_with
        )

    return [rule for rule in rules if may(rule)]
