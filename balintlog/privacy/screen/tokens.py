"""The tokens of a text, words, numbers and marks: where each stands, and what its capital means."""

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
    sentence in capitals. ``glued``: no blank before it. ``is_capital``: it has a capital that
    could mean something.
    """

    text: str
    low: str
    start: int
    end: int
    begins: bool
    shouted: bool
    glued: bool
    is_word: bool
    is_capital: bool

    @property
    def is_acronym(self) -> bool:
        """Whether it stands in capitals, while its sentence does not."""
        if not self.is_capital:
            return False
        letters = [letter for letter in self.text if letter.isalpha()]
        return len(letters) > 1 and all(letter.isupper() for letter in letters)


def parts(text: str) -> list[str]:
    """Return the words, numbers and marks of a text, without what a token tells of them."""
    return _WORD.findall(text)


def tokens(text: str) -> list[Token]:
    """Return the tokens of a text, in order."""
    toks: list[Token] = []
    for start, end in _sentences(text):
        shouted = _is_shouted(text[start:end])
        begins = not (len(toks) > 1 and toks[-1].text == "." and _is_shortened(toks[-2].text))
        for match in _WORD.finditer(text, start, end):
            tok = _token(match, begins=begins, shouted=shouted, after=toks[-1] if toks else None)
            toks.append(tok)
            shortened = tok.text == "." and tok.glued and _is_shortened(toks[-2].text)
            if tok.is_word or tok.text[0].isdigit() or shortened:
                begins = False
            elif tok.text in _ENDS or tok.text in '"\u201c\u201e\u00ab\u2018':
                begins = True
    return toks


def _token(match: re.Match[str], *, begins: bool, shouted: bool, after: Token | None) -> Token:
    """Return the token of a match; ``begins``: nothing but marks stands before it."""
    text, start = match[0], match.start()
    is_word = text[0].isalpha()
    if is_word and text[-1] in "'\u2019" and text[:-1][-1:] not in "sxz":
        text = text[:-1]
    return Token(
        text=text,
        low=text.casefold().replace("\u2019", "'"),
        start=start,
        end=start + len(text),
        begins=begins and is_word,
        shouted=shouted,
        glued=after is not None and after.end == start,
        is_word=is_word,
        is_capital=not shouted and text[0].isupper(),
    )


def _is_shouted(sentence: str) -> bool:
    """Return True for a sentence in capitals, or nearly: then they mean nothing."""
    letters = [letter for letter in sentence if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    return len(letters) >= _FEWEST_LETTERS and capitals > _CAPITALS_LINE * len(letters)


def _is_shortened(word: str) -> bool:
    """Return True for an initial or a title: a full stop after it ends no sentence."""
    return (len(word) == 1 and word.isupper()) or word.casefold() in _SHORT_FORMS


def _sentences(text: str) -> list[tuple[int, int]]:
    """Return start and end of each sentence, well enough to know which are in capitals."""
    ends = [match.end() for match in re.finditer(r"[.!?\u2026][\s\"'\u201d\u2019)]|\n", text)]
    starts = [0, *ends]
    return [
        (start, end) for start, end in zip(starts, [*ends, len(text)], strict=True) if start < end
    ]
