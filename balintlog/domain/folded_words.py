"""Folded words: where words stand in a text, however either of them is spelt.

As the folding says (see ``folding``), in the letters of any keyboard: strasse finds Straße, lodz
finds Łódź, and a soft hyphen hides nothing. In scripts that have no blanks between words a word is
found anywhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from balintlog.domain.folding import as_typed

if TYPE_CHECKING:
    from collections.abc import Sequence

_LETTERS = re.compile(r"[^\W_]+")
# Thai and Lao, Burmese, Khmer, Kana, Han: no blanks stand between words. These are no pattern, as
# to make one of so many letters takes as long as to open a logbook.
_WITHOUT_BLANKS = (
    ("\u0e00", "\u0eff"),
    ("\u1000", "\u109f"),
    ("\u1780", "\u17ff"),
    ("\u3040", "\u30ff"),
    ("\u3400", "\u9fff"),
)
_BEFORE, _AFTER = 40, 60  # characters around the first hit that a snippet shows


class _Folds(dict[int, str]):
    """What each character is folded to, by its number, for ``str.translate``."""

    def __missing__(self, number: int) -> str:
        self[number] = as_typed(chr(number))
        return self[number]


_FOLDS = _Folds()


def fold_word(word: str) -> str:
    """Return a word as it is looked for."""
    return word.translate(_FOLDS)


def is_without_blanks(word: str) -> bool:
    """Return True for a word in letters of a script that puts no blanks between words."""
    return not word.isascii() and any(
        first <= letter <= last for letter in word for first, last in _WITHOUT_BLANKS
    )


class FoldedWords:
    """Words that are looked for together; each may also be the beginning of one."""

    def __init__(self, words: Sequence[str]) -> None:
        self._patterns = [_pattern(fold_word(word)) for word in words]

    def stand_in(self, text: str) -> bool:
        """Return True if all the words stand in a text."""
        plain = text.translate(_FOLDS)
        return all(pattern is not None and pattern.search(plain) for pattern in self._patterns)

    def snippet(self, text: str, start: str, end: str) -> str:
        """Return what stands around the first of the words, with each between two marks."""
        spans = self._spans(text)
        first = max(0, spans[0][0] - _BEFORE)
        last = min(len(text), spans[0][1] + _AFTER)
        if first and (blank := text.find(" ", first, spans[0][0])) > 0:
            first = blank + 1
        if last < len(text) and (blank := text.rfind(" ", spans[0][1], last)) > 0:
            last = blank
        shown, at = "…" if first else "", first
        for begins, ends in spans:
            if begins >= at and ends <= last:
                shown += text[at:begins] + start + text[begins:ends] + end
                at = ends
        return shown + text[at:last] + ("…" if last < len(text) else "")

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Return where the words stand in a text that holds them, in order."""
        places = [at for at, letter in enumerate(text) for _ in letter.translate(_FOLDS)]
        plain = text.translate(_FOLDS)
        patterns = [pattern for pattern in self._patterns if pattern is not None]
        matches = [match.span() for pattern in patterns for match in pattern.finditer(plain)]
        return sorted({(places[begins], places[ends - 1] + 1) for begins, ends in matches})


def _pattern(word: str) -> re.Pattern[str] | None:
    """Return what finds a folded word, or None if it holds no letter and no digit."""
    pieces = _LETTERS.findall(word)
    if not pieces:
        return None
    if is_without_blanks(word):
        return re.compile(re.escape(word))
    phrase = r"[\W_]+".join(pieces)
    return re.compile(rf"(?<![^\W_]){phrase}[^\W_]*")
