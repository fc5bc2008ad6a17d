"""Misspelt words: a letter away from a listed one; and words that are built of words."""

from __future__ import annotations

from functools import lru_cache
from string import ascii_lowercase
from typing import TYPE_CHECKING

from balintlog.domain.folding import without_accents
from balintlog.privacy.screen.lexicon import lexicon
from balintlog.privacy.screen.names.context import SHORT
from balintlog.privacy.screen.names.word_shapes import is_medical, is_prose

if TYPE_CHECKING:
    from balintlog.privacy.screen.lexicon import Listed

FEWEST = 5  # letters: a shorter word is one letter away from almost everything
_MOST = 30  # letters: a longer one is no name, and would take long to look at


@lru_cache(maxsize=1024)
def is_unlike_prose(low: str) -> bool:
    """Return True for a word, in small letters, that is no slip and no form of a word of prose."""
    low = low.removesuffix("'s")
    if not FEWEST <= len(low) <= _MOST or not low.isalpha():
        return False
    lex = lexicon()
    plain = without_accents(low)
    if is_prose(plain, lex) or is_medical(plain):
        return False
    return not (is_built_of_words(plain) or is_a_slip(plain, lex.words))


def is_built_of_words(low: str) -> bool:
    """Return True for a word of prose with a beginning or an ending, or for two of them."""
    words, frames = lexicon().words, lexicon().frames
    beginnings = [start for start in frames["beginnings"] if low.startswith(start)]
    for core in (low, *(low.removeprefix(start) for start in beginnings)):
        for ending in ("", *frames["endings"]):
            stem = core.removesuffix(ending)
            if len(stem) < SHORT or (stem == core and ending):
                continue
            single = stem[:-1] if stem[-1] == stem[-2] else stem  # stopped, of stop
            if any(form in words for form in (stem, f"{stem}e", f"{stem}y", single)):
                return True
    middle = range(SHORT + 1, len(low) - SHORT)
    return any(low[:at] in words and low[at:] in words for at in middle)


def is_a_slip(low: str, listed: Listed) -> bool:
    """Return True if a letter too many, too few, wrong or in the wrong place makes it a word.

    The first letter is taken as right, as it nearly always is, but for one that changed
    its place with the second.
    """
    letters = ascii_lowercase
    near = listed.beginning(low[:2])
    for at in range(2, len(low) + 1):
        head, tail = low[:at], low[at:]
        if head + tail[1:] in near or head + tail[1:2] + tail[:1] + tail[2:] in near:
            return True
        for letter in letters:
            if head + letter + tail[1:] in near or head + letter + tail in near:
                return True
    swapped = (low[1] + low[0] + low[2:], low[0] + low[2] + low[1] + low[3:])
    second = (f"{low[0]}{letter}{rest}" for letter in letters for rest in (low[1:], low[2:]))
    return any(word in listed for word in (*swapped, low[0] + low[2:], *second))
