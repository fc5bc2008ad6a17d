"""Word matches: which word of a list somebody means who has typed it whole, or a part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain.folding import folded

if TYPE_CHECKING:
    from collections.abc import Collection

_SHORTEST_INSIDE = 3  # letters of an inner word


def is_whole(typed: str, word: str) -> bool:
    """Return whether a word is typed whole."""
    return typed == word


def begins(typed: str, word: str) -> bool:
    """Return whether a word begins with what is typed."""
    return word.startswith(typed)


def is_inside(typed: str, word: str) -> bool:
    """Return whether a later part of a word begins so: ``manipul`` in controlled-or-manipulated."""
    inner = word.replace("-", " ").split()[1:]
    return len(typed) >= _SHORTEST_INSIDE and any(part.startswith(typed) for part in inner)


def is_one_slip(typed: str, word: str) -> bool:
    """Return whether one key too many, too few, wrong or too early tells two words apart."""
    start = 0
    while start < min(len(typed), len(word)) and typed[start] == word[start]:
        start += 1
    end = 0
    while end < min(len(typed), len(word)) - start and typed[-1 - end] == word[-1 - end]:
        end += 1
    middle, theirs = typed[start : len(typed) - end], word[start : len(word) - end]
    return max(len(middle), len(theirs)) <= 1 or (
        len(middle) == len("ab") and middle == theirs[::-1]
    )


# In the order in which they win: a word that is written whole is meant, whatever begins with it.
MATCHES = (is_whole, begins, is_inside)


def words_meant(typed: str, words: Collection[str]) -> list[str]:
    """Return the words that can be meant: the one written whole, else beginnings, else inner words.

    Spelling and blanks around do not matter; what is empty means nothing.
    """
    said = folded(typed.strip())
    if not said:
        return []
    if said in words:  # of two words that differ in capital letters alone
        return [said]
    for matches in MATCHES:
        if meant := [word for word in words if matches(said, folded(word))]:
            return meant
    return []
