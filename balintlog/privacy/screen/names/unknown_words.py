"""Words in small letters that no list of prose knows: names, towns, or slips of the finger.

What is one letter away from a word is a slip; what is built of words with an ending or a
beginning is a word. The rest is hardly ever anything but a name.
"""

from __future__ import annotations

from functools import lru_cache
from string import ascii_lowercase
from typing import TYPE_CHECKING

from balintlog.privacy.screen.finding import HARD, SOFT
from balintlog.privacy.screen.lexicon import lexicon
from balintlog.privacy.screen.names.context import SHORT, Hit
from balintlog.privacy.screen.names.names_that_are_words import Worded
from balintlog.privacy.screen.names.word_shapes import is_medical, is_prose
from balintlog.privacy.screen.visible_text import without_accents

if TYPE_CHECKING:
    from balintlog.privacy.screen.lexicon import Listed

_INITIALS = 2  # letters
_FEWEST = 5  # letters: a shorter word is one letter away from almost everything
_MOST = 30  # letters: a longer one is no name, and would take long to look at


class Unknown(Worded):
    """Looks for a name at a word in small letters that prose does not know."""

    def _unknown_small(self, at: int, *, given: bool, called: bool) -> Hit | None:
        """A name by what stands around it, or by being in a list of names."""
        tok, lex = self.toks[at], self.lex
        long = len(tok.low) > SHORT
        if called:
            return Hit(at, "name", "called")
        if given:
            sure = long or self._stands_as_somebody(at) or self._is_named_aside(at)
            return Hit(at, "name", "name-in-small-letters", HARD if sure else SOFT)
        after = self._at(at + 1)
        if after is not None and after.is_word and not after.is_capital:
            unknown = not is_prose(after.text, lex) and not is_medical(after.low)
            if unknown and lex.is_listed(after.text):
                return Hit(at, "name", "two-unknown-words")
        if (hit := self._unknown_place(at)) is not None:
            return hit
        aside = self._is_named_aside(at) and not _is_built_of_words(tok.low)
        if aside or (self._low(at + 1) == "who" and self._does(at + 2)):
            return Hit(at, "name", "unknown-word-and-who")
        if self._stands_as_somebody(at) and is_unlike_prose(tok.low):
            return Hit(at, "name", "unknown-word-and-verb")
        if lex.is_town(tok.text) or (lex.is_surname(tok.text) and long):
            kind = "place" if lex.is_town(tok.text) else "name"
            return Hit(at, kind, "name-in-small-letters", HARD if tok.shouted else SOFT)
        return self._unknown_alone(tok.low, at)

    def _unknown_place(self, at: int) -> Hit | None:
        """A town or a house by what stands around it."""
        tok, lex = self.toks[at], self.lex
        low, long = tok.low, len(tok.low) > SHORT
        if self._frame(at - 1, "from"):
            if lex.is_town(tok.text):
                return Hit(at, "place", "town-in-small-letters")
            if long:
                lives = self._low(at - 1) == "from" or self._frame(at - 2, "lives")
                sure = lives or is_unlike_prose(low)
                return Hit(at, "place", "unknown-word-after-from", HARD if sure else SOFT)
        if self._low(at - 1) == "of" and self._frame(at - 2, "parts") and is_unlike_prose(low):
            return Hit(at, "place", "unknown-word-after-from")
        if long and self._frame(at + 1, "houses") and not is_a_slip(low, lex.words):
            sure = lex.is_listed(tok.text) or is_unlike_prose(low)
            return Hit(at + 1, "institution", "unknown-word-and-house", HARD if sure else SOFT)
        the = self._low(at - 1) == "the" and self._frame(at - 2, "from")
        if the and is_unlike_prose(low):
            return Hit(at, "institution", "unknown-word-after-the")
        return None

    def _unknown_alone(self, low: str, at: int) -> Hit | None:
        """A word that nothing around explains: a town that was mistyped, or it is pointed out."""
        if not is_unlike_prose(low):
            return None
        if len(low) > _FEWEST and is_a_slip(low, self.lex.towns):
            return Hit(at, "place", "mistyped-town")
        return Hit(at, "name", "unknown-word-alone", SOFT)

    def _is_named_aside(self, at: int) -> bool:
        """Tell whether it is between commas who somebody is: his wife, perpetua, sends."""
        commas = self._low(at - 1) == "," == self._low(at + 1)
        return commas and self._frame(at - 2, "relations", "persons")

    def _initials_in_small_letters(self, at: int) -> Hit | None:
        """Two letters of whom something is said: sk thinks."""
        tok = self.toks[at]
        if len(tok.low) != _INITIALS or not self._stands_bare(at):
            return None
        if self.lex.is_listed(tok.text) or not self._frame(at + 1, "person-does"):
            return None
        return Hit(at, "name", "initials-and-verb", grows=False)

    def _stands_as_somebody(self, at: int) -> bool:
        """Tell whether a word stands where only somebody does: fatoumata was late."""
        if self._frame(at - 1, "endearing"):
            return True
        if not self._stands_bare(at):
            return False
        said_of = self._frame(at + 1, "person-does") or self._is_said_of_a_person(at)
        begins = self.toks[at].begins or not self._low(at - 1)[:1].isalpha()
        verb = at + 2 if self._frame(at + 1, "in-between") else at + 1
        does = said_of or (begins and self._does(verb))
        return does or self._frame(at - 1, "relations", "meets-somebody")


@lru_cache(maxsize=1024)
def is_unlike_prose(low: str) -> bool:
    """Tell whether a word, in small letters, is no slip and no form of a word of prose."""
    low = low.removesuffix("'s")
    if not _FEWEST <= len(low) <= _MOST or not low.isalpha():
        return False
    lex = lexicon()
    plain = without_accents(low)
    if is_prose(plain, lex) or is_medical(plain):
        return False
    return not (_is_built_of_words(plain) or is_a_slip(plain, lex.words))


def _is_built_of_words(low: str) -> bool:
    """Tell whether a word is one of prose with a beginning or an ending, or two of them."""
    words, frames = lexicon().words, lexicon().frames
    cores = [low.removeprefix(one) for one in frames["beginnings"] if low.startswith(one)]
    for core in (low, *cores):
        for ending in ("", *frames["endings"]):
            stem = core.removesuffix(ending)
            if len(stem) < SHORT or (stem == core and ending):
                continue
            single = stem[:-1] if stem[-1] == stem[-2] else stem  # stopped, of stop
            if any(one in words for one in (stem, f"{stem}e", f"{stem}y", single)):
                return True
    middle = range(SHORT + 1, len(low) - SHORT)
    return any(low[:at] in words and low[at:] in words for at in middle)


def is_a_slip(low: str, listed: Listed) -> bool:
    """Tell whether one letter too many, too few, wrong or in the wrong place makes it a word.

    The first letter is taken as right, as it nearly always is, but for one that changed
    its place with the second.
    """
    letters = ascii_lowercase
    near = listed.beginning(low[:2])
    for at in range(2, len(low) + 1):
        head, tail = low[:at], low[at:]
        if head + tail[1:] in near or head + tail[1:2] + tail[:1] + tail[2:] in near:
            return True
        for one in letters:
            if head + one + tail[1:] in near or head + one + tail in near:
                return True
    swapped = (low[1] + low[0] + low[2:], low[0] + low[2] + low[1] + low[3:])
    second = (f"{low[0]}{one}{rest}" for one in letters for rest in (low[1:], low[2:]))
    return any(word in listed for word in (*swapped, low[0] + low[2:], *second))
