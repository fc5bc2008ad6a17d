"""Cells: the columns of a terminal that a text takes, as letters of some scripts are two wide."""

import unicodedata

_NO_CELL = frozenset({"Mn", "Me", "Cf", "Cc"})
_TWO_CELLS = frozenset("WF")  # Unicode, UAX 11: wide and full width
_AS_EMOJI = "\N{VARIATION SELECTOR-16}"


def cells(text: str) -> int:
    """Return how many columns a terminal needs for a text, or at most needs for some emoji."""
    if text.isascii():
        return len(text)
    return sum(map(_cells_of, text))


def is_wide(character: str) -> bool:
    """Return True for a letter, a mark or an emoji of two columns."""
    return unicodedata.east_asian_width(character) in _TWO_CELLS


def _cells_of(character: str) -> int:
    if character == _AS_EMOJI:  # the character before it becomes two columns wide
        return 1
    is_joined = "\u1160" <= character <= "\u11ff"  # vowels and ends of a Korean syllable
    if is_joined or (unicodedata.category(character) in _NO_CELL and character != "\u00ad"):
        return 0
    return 2 if is_wide(character) else 1
