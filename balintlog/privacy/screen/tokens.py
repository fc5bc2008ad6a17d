"""A text as its words: where each stands, and whether a capital there means anything."""

from __future__ import annotations

import re
from typing import NamedTuple

_WORD = re.compile(
    r"[^\W\d_]+(?:['\u2019\-\u2010\u2011][^\W\d_]+)*['\u2019]?|\d+(?:[.,]\d+)*|[^\w\s]"
)
_CAPITALS_LINE = 0.7  # of the letters of a sentence are capitals: then they mean nothing
_FEWEST_LETTERS = 12
_SHORT_FORMS = frozenset(
    {
        *("dr", "mr", "mrs", "ms", "prof", "st", "sr", "jr", "rev", "fr", "mt", "ft"),
        *("vs", "approx", "no", "nr", "tel", "ext", "dept", "med", "ctr", "hosp", "univ"),
    }
)
_ENDS = ".!?:;\u2026"
_OPENS = "\"'\u201c\u2018\u201e\u00ab([-\u2013\u2014*\u2022"


class Token(NamedTuple):
    """A word, a number or a mark.

    ``low``: the same in lower case, with a plain apostrophe. ``begins``: it is the first
    word of a sentence, of a line or of what somebody says. ``shouted``: it stands in a
    sentence in capitals. ``glued``: no blank before it.
    """

    text: str
    low: str
    start: int
    end: int
    begins: bool
    shouted: bool
    glued: bool

    @property
    def is_word(self) -> bool:
        """Whether it is a word."""
        return self.text[0].isalpha()

    @property
    def is_capital(self) -> bool:
        """Whether it has a capital that could mean something."""
        return self.text[0].isupper() and not self.shouted

    @property
    def is_acronym(self) -> bool:
        """Whether it stands in capitals by itself."""
        letters = [one for one in self.text if one.isalpha()]
        return len(letters) > 1 and all(one.isupper() for one in letters) and not self.shouted


def parts(text: str) -> list[str]:
    """Return the words, numbers and marks of a text, and nothing about them."""
    return _WORD.findall(text)


def tokens(text: str) -> list[Token]:
    """Return the words of a text, in order."""
    found: list[Token] = []
    for sentence in _sentences(text):
        letters = [one for one in text[sentence[0] : sentence[1]] if one.isalpha()]
        capitals = sum(one.isupper() for one in letters)
        shouted = len(letters) >= _FEWEST_LETTERS and capitals > _CAPITALS_LINE * len(letters)
        begins = not (len(found) > 1 and found[-1].text == "." and _is_shortened(found[-2].text))
        for match in _WORD.finditer(text, *sentence):
            word = match[0]
            is_word = word[0].isalpha()
            if is_word and word[-1] in "'\u2019" and word[:-1][-1:] not in "sxz":
                word = word[:-1]
            glued = bool(found) and found[-1].end == match.start()
            end = match.start() + len(word)
            low = word.casefold().replace("\u2019", "'")
            first = begins and is_word
            found.append(Token(word, low, match.start(), end, first, shouted, glued))
            shortened = word == "." and glued and _is_shortened(found[-2].text)
            if is_word or word[0].isdigit() or shortened:
                begins = False
            elif word in _ENDS or word in '"\u201c\u201e\u00ab\u2018':
                begins = True
    return found


def _is_shortened(word: str) -> bool:
    """Tell whether a full stop after a word is that of a short form: an initial, or a title."""
    return (len(word) == 1 and word.isupper()) or word.casefold() in _SHORT_FORMS


def _sentences(text: str) -> list[tuple[int, int]]:
    """Return where sentences stand, well enough to tell whether one is in capitals."""
    ends = [match.end() for match in re.finditer(r"[.!?\u2026][\s\"'\u201d\u2019)]|\n", text)]
    starts = [0, *ends]
    return [
        (start, end) for start, end in zip(starts, [*ends, len(text)], strict=True) if start < end
    ]
