"""Folded words: where words stand in a text, however either of them is spelt.

As the folding says (see ``folding``), in the letters of any keyboard: strasse finds Straße, lodz
finds Łódź, muede and mude both find müde, and a soft hyphen hides nothing. In scripts that have no
blanks between words a word is found anywhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from balintlog.domain.folding import as_typed, folded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe"})
_BEFORE, _AFTER = 40, 60  # characters around the first hit that a snippet shows


class _Folds(dict[int, str]):
    """What each character is folded to, by its number, for ``str.translate``."""

    def __init__(self, fold: Callable[[str], str]) -> None:
        self._fold = fold

    def __missing__(self, number: int) -> str:
        self[number] = self._fold(chr(number))
        return self[number]


def written_out(word: str) -> str:
    """Return a word as it is looked for, with every umlaut written without one: muede, of müde."""
    return as_typed(folded(word).translate(_WRITTEN_OUT))


_WAYS = (_Folds(as_typed), _Folds(written_out))


def fold_word(word: str) -> str:
    """Return a word as it is looked for."""
    return word.translate(_WAYS[0])


def is_alike(typed: str, text: str) -> bool:
    """Return whether a text is what somebody has typed, in either spelling of an umlaut."""
    return any(typed.translate(way) == text.translate(way) for way in _WAYS)


def begins_alike(typed: str, text: str) -> bool:
    """Return whether a text begins with what somebody has typed, likewise."""
    return any(text.translate(way).startswith(typed.translate(way)) for way in _WAYS)


def is_without_blanks(word: str) -> bool:
    """Return True for a word in letters of a script that puts no blanks between words."""
    return not word.isascii() and any(
        first <= letter <= last for letter in word for first, last in _WITHOUT_BLANKS
    )


class FoldedWords:
    """Words that are looked for together; each may also be the beginning of one."""

    def __init__(self, words: Sequence[str]) -> None:
        self._patterns = [[_pattern(word.translate(way)) for way in _WAYS] for word in words]

    def stand_in(self, text: str) -> bool:
        """Return True if all the words stand in a text."""
        plain = [text.translate(way) for way in _WAYS]
        return all(
            any(p is not None and p.search(spelt) for p, spelt in zip(patterns, plain, strict=True))
            for patterns in self._patterns
        )

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
        spans = set()
        for number, way in enumerate(_WAYS):
            places = [at for at, letter in enumerate(text) for _ in letter.translate(way)]
            plain = text.translate(way)
            for pattern in filter(None, (ways[number] for ways in self._patterns)):
                spans |= {
                    (places[m.start()], places[m.end() - 1] + 1) for m in pattern.finditer(plain)
                }
        return sorted(spans)


def _pattern(word: str) -> re.Pattern[str] | None:
    """Return what finds a folded word, or None if it holds no letter and no digit."""
    pieces = _LETTERS.findall(word)
    if not pieces:
        return None
    if is_without_blanks(word):
        return re.compile(re.escape(word))
    phrase = r"[\W_]+".join(pieces)
    return re.compile(rf"(?<![^\W_]){phrase}[^\W_]*")
