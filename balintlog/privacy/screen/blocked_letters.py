"""Blocked letters: a blocked word in the letters of a text, whatever stands between or around them.

A name may be cut at the end of a line, written with a blank, a hyphen or a digit in it, or begin
a longer word. From five letters on it is found there, too: a shorter one would stop clean texts,
as *ash* stands in "wash". So would a name that everyday words hold by chance, as "heat her"
holds Heather and "excellent" Ellen; those are let pass.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.folded_words import is_without_blanks
from balintlog.privacy.screen.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

FEWEST_LETTERS = 5
_SURE_LETTERS = 7  # so many hardly stand in a word of a language whose words are not known here
_LETTERS = re.compile(r"[^\W\d_]+")
# A hyphen at the end of a line parts no word.
_CUT_LINE = re.compile(r"[-\u2010\u2011]\s*\n\s*")
_FEWEST_WITHOUT_BLANKS = 2

_SHORT = 4  # letters of an everyday word where the list of a language is missing


class _Piece(NamedTuple):
    word: str
    start: int
    end: int


def places_in_letters(
    text: str, wanted: Collection[str], language: str, folded: Callable[[str], str]
) -> Iterator[tuple[int, int]]:
    """Yield start and end of the words of a text that hold a blocked one of ``wanted``.

    ``wanted`` are folded, each in one word, and ``folded`` folds those of the text.
    """
    yield from _without_blanks(text, wanted, folded)
    long = {word for word in wanted if len(word) >= FEWEST_LETTERS}
    if not long:
        return
    longest = max(map(len, long))
    pieces = [_Piece(folded(match[0]), *match.span()) for match in _LETTERS.finditer(text)]
    for piece in pieces:
        if _is_inside(piece.word, long, longest, language):
            yield piece.start, piece.end
    for at, first in enumerate(pieces):
        joined = first.word
        for after, piece in enumerate(pieces[at + 1 :], at + 2):
            before, joined = len(joined), joined + piece.word
            if before > longest:
                break
            part = pieces[at:after]
            if _is_joined(joined, before, long, language) and not _is_chance(text, part, language):
                yield first.start, piece.end


def _is_inside(word: str, long: set[str], longest: int, language: str) -> bool:
    """Return True for a blocked word with other letters around it that make no known word."""
    fewest = FEWEST_LETTERS if language == "en" else _SURE_LETTERS
    inside = any(
        word[start : start + size] in long
        for size in range(fewest, min(longest, len(word)) + 1)
        for start in range(len(word) - size + 1)
    )
    return inside and (word in long or not lexicon().is_prose(word))


def _is_joined(joined: str, before: int, long: set[str], language: str) -> bool:
    """Return True if pieces make a blocked word, with an owner's or a plural's s or without.

    Or if the last of them, after ``before`` letters, goes on and is no known word.
    """
    if joined in long or (joined[-1] == "s" and joined[:-1] in long):
        return True
    goes_on = any(joined[:end] in long for end in range(before + 1, len(joined)))
    return goes_on and language == "en" and not lexicon().is_prose(joined[before:])


def _is_chance(text: str, part: Sequence[_Piece], language: str) -> bool:
    """Return True for everyday words that only happen to hold a blocked one together."""
    if all(len(piece.word) == 1 for piece in part):
        return False  # spelled out
    words = _everyday().get(language)
    everyday = [
        piece.word in words if words is not None else len(piece.word) < _SHORT for piece in part
    ]
    joints = [text[before.end : after.start] for before, after in pairwise(part)]
    if all(map(_CUT_LINE.fullmatch, joints)):
        return False
    is_loose = any(re.search(r"\s", _CUT_LINE.sub("", joint)) for joint in joints)
    return any(everyday) if is_loose else all(everyday)


@cache
def _everyday() -> dict[str, frozenset[str]]:
    """Return the words that stand beside each other in every text, by language."""
    # Not by importlib.resources, which imports half the standard library for every text.
    shipped = Path(__file__).parents[1] / "words" / "everyday.txt"
    parts = shipped.read_text(encoding="ascii").split("\n[")[1:]
    return {
        language: frozenset(rest.split())
        for language, _, rest in (part.partition("]") for part in parts)
    }


def _without_blanks(
    text: str, wanted: Collection[str], folded: Callable[[str], str]
) -> Iterator[tuple[int, int]]:
    """Yield where names stand in scripts that have no blanks between words."""
    names = [
        word for word in wanted if len(word) >= _FEWEST_WITHOUT_BLANKS and is_without_blanks(word)
    ]
    if not names or text.isascii():
        return
    # As folding takes away what combines (a tone of Thai, a voiced sign of Kana), places move.
    letters = [folded(letter) for letter in text]
    places = [at for at, letter in enumerate(letters) for _ in letter]
    for word in names:
        for match in re.finditer(r"\W*".join(map(re.escape, word)), "".join(letters)):
            end = places[match.end()] if match.end() < len(places) else len(text)
            yield places[match.start()], end
