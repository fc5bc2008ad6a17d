"""A rule as a pattern: what it finds, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from balintlog.privacy.finding import HARD, Finding, found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Rule:
    """A pattern that finds one kind of identifier.

    What is found is the group ``x`` of the pattern, or all of it. ``why`` is the
    source of the rule. ``has_digit``: whatever it finds holds a digit, so that a text
    without one need not be looked at. No pattern repeats what can repeat inside it, and every
    repetition has an end, so that no text takes long.
    """

    name: str
    kind: str
    pattern: str
    why: str
    tier: str = HARD
    flags: re.RegexFlag = re.IGNORECASE
    has_digit: bool = False
    compiled: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Compile the pattern: it costs more than reading a short text with it."""
        object.__setattr__(self, "compiled", re.compile(self.pattern, self.flags))

    def findings(self, text: str) -> Iterator[Finding]:
        """Yield what the rule finds in a text."""
        for match in self.compiled.finditer(text):
            named = "x" in match.re.groupindex and match["x"] is not None
            start, end = match.span("x" if named else 0)
            if start < end:
                yield found(start, end, self.kind, self.name, self.tier)


def that_may_find(rules: Iterable[Rule], text: str) -> list[Rule]:
    """Return the rules but those that could find nothing in a text."""
    digits = _DIGIT.search(text) is not None
    return [rule for rule in rules if digits or not rule.has_digit]
