"""A text as it looks: without what nobody sees, and with where each character stood.

A soft hyphen or a blank of no width, as copied text holds them, would part a
word that a reader sees whole; an accent that stands for itself likewise.
"""

from __future__ import annotations

import re
import unicodedata

from balintlog.domain.text import places_in, tidy

# Unicode 16, DerivedCoreProperties: Default_Ignorable_Code_Point; and the accents that no
# letter holds, as those of Yoruba: they would part a name.
_UNSEEN = (
    "\u00ad\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
_DROPPED = re.compile(rf"[{_UNSEEN}]+|(?<= ) +")
_BLANK = re.compile(r"[^\S\n ]")


def plain(text: str) -> str:
    """Return a text, or a word of a list, as it looks."""
    return _DROPPED.sub("", _BLANK.sub(" ", unicodedata.normalize("NFC", text)))


def without_accents(word: str) -> str:
    """Return a word as who has no accents on the keyboard types it: fiancé, fiance."""
    parted = unicodedata.normalize("NFD", word)
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


def plain_with_places(text: str) -> tuple[str, list[int] | None]:
    """Return a text as it looks, and for every character of it, and its end, its place before.

    No places are returned where all are the same.
    """
    looks = plain(text)
    if len(looks) == len(text) and unicodedata.is_normalized("NFC", text):
        return looks, None
    composed = unicodedata.normalize("NFC", text)
    places = list(range(len(text) + 1))
    if composed != text:
        composed, places = tidy(text), places_in(text)
    composed = _BLANK.sub(" ", composed)
    kept: list[int] = []
    at = 0
    for match in _DROPPED.finditer(composed):
        kept += range(at, match.start())
        at = match.end()
    kept += range(at, len(composed))
    return "".join(composed[one] for one in kept), [*(places[one] for one in kept), places[-1]]
