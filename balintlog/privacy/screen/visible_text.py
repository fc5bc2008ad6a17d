"""The visible text: without what nobody sees, and with the place of each character before.

A soft hyphen or a blank of no width, as copied text holds them, would split a word that a
reader sees whole, and so would an accent that is a character of its own.
"""

from __future__ import annotations

import re
import unicodedata

from balintlog.domain.text import places_in, tidy

# Unicode 16, DerivedCoreProperties: Default_Ignorable_Code_Point; and the accents that no
# letter holds, as those of Yoruba: they would split a name.
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


def plain_with_places(text: str) -> tuple[str, list[int] | None]:
    """Return the visible text, and for each of its characters, and its end, the place in ``text``.

    The places are None where all are the same.
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
    return "".join(composed[at] for at in kept), [*(places[at] for at in kept), places[-1]]
