"""The allowed words of a group: single ones, wherever they stand, and phrases as a whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from balintlog.domain.folding import folded
from balintlog.privacy.screen.visible_text import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from balintlog.privacy.screen.finding import Finding

_WORDS = re.compile(r"[^\W_]+")


class AllowedWords:
    """What a group allows in one text; ``single``: the words that stand alone, in lower case."""

    def __init__(self, text: str, allowed: Collection[str]) -> None:
        phrases = [[folded(word) for word in _WORDS.findall(plain(phrase))] for phrase in allowed]
        self.single = {phrase[0] for phrase in phrases if len(phrase) == 1}
        self._places = list(_places_of([phrase for phrase in phrases if len(phrase) > 1], text))

    def hold(self, text: str, finding: Finding) -> bool:
        """Return True if every word of a finding is allowed; another word keeps all of it."""
        if any(start <= finding.start and finding.end <= end for start, end in self._places):
            return True
        words = _WORDS.findall(text, finding.start, finding.end)
        rest = {folded(word) for word in words} - self.single - {"s"}
        return bool(words) and not rest


def _places_of(phrases: list[list[str]], text: str) -> Iterator[tuple[int, int]]:
    """Yield where phrases of several words stand, whatever is between their words."""
    if not phrases:
        return
    words = [(folded(match[0]), *match.span()) for match in _WORDS.finditer(text)]
    for phrase in phrases:
        for at in range(len(words) - len(phrase) + 1):
            part = words[at : at + len(phrase)]
            if [word for word, _, _ in part] == phrase:
                yield part[0][1], part[-1][2]
