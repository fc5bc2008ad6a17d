"""Names of people and towns: word by word, against the word lists. Safe Harbor A and B.

The rule that finds most is the simplest: a capital on a word that no list of prose
knows. The others are for names that are words, and for names without a capital.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from balintlog.privacy.screen.finding import HARD, SOFT, Finding, finding_at
from balintlog.privacy.screen.names.capitalised import Capital
from balintlog.privacy.screen.names.context import SHORT, Hit
from balintlog.privacy.screen.names.names_that_are_words import ARTICLES
from balintlog.privacy.screen.names.unknown_words import is_unlike_prose
from balintlog.privacy.screen.names.word_shapes import is_medical, is_prose, is_roman

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from balintlog.privacy.screen.lexicon import Lexicon
    from balintlog.privacy.screen.tokens import Token

_LETTERS = 5  # more letters in capitals are a word, and stand for no words
_LONGEST = 7  # words of a name


def names(toks: Sequence[Token], lex: Lexicon, *, words_known: bool) -> Iterator[Finding]:
    """Yield the names in a text; ``words_known``: there is a word list of its language."""
    reader = _Reader(toks, lex, words_known=words_known)
    at = 0
    while at < len(toks):
        known = reader.known_until(at)
        hit = reader.name_at(at) if known is None else None
        if hit is None:
            at = 1 + (at if known is None else known)
            continue
        last = reader.grown(hit.last) if hit.grows else hit.last
        tier = hit.tier
        if hit.rule == "name-in-small-letters" and last > hit.last:
            tier = HARD  # two unknown words side by side
        if any(tok.is_capital for tok in toks[hit.last + 1 : last + 1]):
            tier = HARD  # it goes on with a name, which would be one by itself
        if hit.kind != "name" or lex.is_town(toks[last].text):
            last = reader.with_its_state(last)
        one = finding_at(toks[at].start, toks[last].end, hit.kind, hit.rule, tier)
        if hit.rule == "title-and-name" and toks[at].low in lex.frames["colleagues"]:
            one = dataclasses.replace(one, suggestion="a colleague")
        yield one
        at = last + 1


class _Reader(Capital):
    """Looks for a name at each word of one text."""

    def name_at(self, at: int) -> Hit | None:
        """Return the name that begins at a word, if one does."""
        tok = self.toks[at]
        if not tok.is_word:
            return None
        if (titled := self._titled(at)) is not None:
            return Hit(titled, "name", "title-and-name")
        if len(tok.text) == 1:
            return self._initial_and_name(at)
        if tok.is_capital and self._is_called(at) and self._may_be_called(at):
            return Hit(at, "name", "called")
        if (place := self._several_words(at)) is not None:
            return place
        if self._are_two_names_in_capitals(at):
            return Hit(at + 1, "name", "two-names-in-capitals")
        if tok.is_acronym:
            return self._letters(at)
        if not self.words_known:
            return self._foreign(at)
        return self._capital(at) if tok.is_capital else self._small(at)

    def _may_be_called(self, at: int) -> bool:
        """Tell whether somebody may be called so: a person also by a word, Smithy."""
        low, lex = self.toks[at].low, self.lex
        if low not in lex.words or low in lex.given:
            return True
        somebody = (
            self._frame(at - 1, "somebody")
            or self._frame(at - 2, "is", "goes")
            or self._low(at - 1) == "as"
        )
        return somebody and not lex.is_safe(low)

    # Places of several words, and letters

    def _several_words(self, at: int) -> Hit | None:
        """New York, Los Angeles, the United Kingdom: a country alone is only pointed out."""
        land = self._phrase(at, self.lex.lands, fewest=1)
        if land is None and self.toks[at].is_capital and self._frame(at, "lands"):
            land = at
        town = (
            self._phrase(at, self.lex.towns_of_several, fewest=2)
            if self.toks[at].is_capital
            else None
        )
        if town is not None and (land is None or town > land):
            return Hit(town, "place", "town")
        if land is None:
            return None
        after = self._at(land + 1)
        seen_at = self._low(at - 1) == "at"  # "seen at New York Presbyterian"
        if after is not None and (seen_at or not self.lex.is_safe(after.text)):
            goes_on = after.is_capital and after.is_word and len(after.text) > len("TX")
            if goes_on or self._frame(land + 1, "place-heads"):
                return Hit(land, "institution", "country-and-institution")
        return Hit(land, "place", "country", SOFT, grows=False)

    def _phrase(self, at: int, phrases: Container[str], *, fewest: int) -> int | None:
        """Return the last word of the longest name of several words that begins here."""
        first = self.toks[at]
        if not (first.shouted or first.is_capital or len(first.text) <= SHORT):
            return None
        for size in range(4, fewest - 1, -1):
            part = self.toks[at : at + size]
            if len(part) < size or not (first.shouted or self._has_capitals(part)):
                continue
            if " ".join(tok.low for tok in part) in phrases:
                return at + size - 1
        return None

    def _has_capitals(self, part: Sequence[Token]) -> bool:
        """Tell whether words stand in the text as a name of several words does."""
        longer = all(tok.is_capital for tok in part if len(tok.text) > SHORT)
        return longer and (len(part) == 1 or part[-1].is_capital)

    def _are_two_names_in_capitals(self, at: int) -> bool:
        """JOHN SMITH: both are words as well, but hardly side by side."""
        for place in (at, at + 1):
            tok = self._at(place)
            if tok is None or not tok.text.isupper() or len(tok.text) <= SHORT:
                return False
            if self._frame(place, "person-does", "function", "verbs-and-such", "abstract"):
                return False
        name = self.toks[at + 1].text
        named = self.lex.is_surname(name) or self.lex.is_given(name)
        return named and self.lex.is_given(self.toks[at].text)

    def _letters(self, at: int) -> Hit | None:
        """Letters in capitals: a word, a person's initials, or an institution."""
        tok = self.toks[at]
        if self._names_a_disease(at) or self._goes_on_with_digits(at):
            return None
        if self.lex.is_prose(tok.text) or self.lex.is_of("letters", tok.text):
            return None
        if is_roman(tok.text):
            return None
        if len(tok.text) > _LETTERS or self.lex.is_listed(tok.text):
            return Hit(at, "name", "unknown-word")
        if self._frame(at + 1, "person-does", "is"):
            return Hit(at, "name", "initials-and-verb", grows=False)
        if self._frame(at - 1, "where") or self._low(at - 1) == "in":
            return Hit(at, "institution", "letters-after-at", grows=False)
        return None

    def _initial_and_name(self, at: int) -> Hit | None:
        """J. Smith."""
        tok, dot, name = self.toks[at], self._at(at + 1), self._at(at + 2)
        if dot is None or name is None or tok.low in ("i", "a"):
            return None
        if not tok.is_capital:
            return self._small_initial_and_name(at)
        if dot.text != "." or not dot.glued or not (name.is_word and name.is_capital):
            return None
        is_word = name.low in self.lex.words and not self.lex.is_surname(name.text)
        begins_anew = self._frame(at + 2, "function", "small-words")
        if len(name.text) < SHORT or self.lex.is_safe(name.text) or is_word or begins_anew:
            return None
        return Hit(at, "name", "initial-and-name")

    def _small_initial_and_name(self, at: int) -> Hit | None:
        """D. fitzmaurice."""
        dot, name = self.toks[at + 1], self.toks[at + 2]
        if dot.text != "." or not dot.glued or not name.is_word or self._low(at - 1) == ".":
            return None
        unknown = len(name.low) > SHORT and not is_prose(name.text, self.lex)
        listed = self.lex.is_given(name.text) or self.lex.is_surname(name.text)
        if not unknown or not (listed or is_unlike_prose(name.low.replace("-", ""))):
            return None
        return Hit(at + 2, "name", "initial-and-name")

    # A word without a capital, as one types after ten in the evening, or in shouting

    def _small(self, at: int) -> Hit | None:
        tok, lex, low = self.toks[at], self.lex, self.toks[at].low
        if self._follows_work(at) and self._is_employer(at):
            return Hit(at, "institution", "employer")
        lives = self._frame(at - 1, "from") and self._frame(at - 2, "lives")
        lives = lives and self._low(at - 2) not in ("back", "up") and self._ends(at + 1)
        if lives and self._frame(at, "towns-that-are-words"):
            return Hit(at, "place", "town-that-is-a-word")
        kinds = ("person-does", "function", "endearing", "particles", "titles-in-prose")
        given = lex.is_given(tok.text)
        if self._named(at, "bare", "abstract") and (hit := self._worded(at)) is not None:
            return hit
        if lex.is_safe(tok.text) or self._frame(at, *kinds):
            return None
        if given and self._is_old_and_named(at) and not lex.is_common(tok.text):
            return Hit(at, "name", "relation-and-name", SOFT if is_prose(tok.text, lex) else HARD)
        common = is_prose(tok.text, lex)
        if given and common and not lex.is_common(tok.text) and len(low) > SHORT:
            common = self._low(at - 1) in ARTICLES or self._frame(at, "roles")  # "the kale"
        no_name = self._frame(at, "verbs-and-such", "abstract", "roles")
        called = self._is_called(at)
        if given and not no_name and (called or self._frame(at - 1, "relations")):
            does = self._frame(at + 1, "person-does") or self._low(at + 1).endswith(("s", "ed"))
            return Hit(at, "name", "relation-and-name", SOFT if common and not does else HARD)
        if not common and not is_medical(low):
            if len(low) < SHORT:
                return self._initials_in_small_letters(at)
            return self._unknown_small(at, given=given, called=called)
        return self._small_worded(at) if given else None

    # How far a name goes

    def grown(self, first: int) -> int:
        """Return the last word of a name: capitals, particles and initials belong to it."""
        last = first
        for at in range(first + 1, min(first + _LONGEST, len(self.toks))):
            if self._belongs(at, small=not self.toks[first].is_capital):
                last = at
            elif not (self._frame(at, "particles") and self._is_capital(at + 1)):
                break
        return last

    def _belongs(self, at: int, *, small: bool) -> bool:
        tok, before = self.toks[at], self.toks[at - 1]
        if tok.text == "." and tok.glued:
            return len(before.text) == 1 and before.is_capital
        if not tok.is_word or tok.begins:
            return False
        if tok.is_capital:
            known = self.lex.is_given(tok.text) or self.lex.is_surname(tok.text)
            return tok.low != "i" and (known or not self.lex.is_safe(tok.text))
        return small and not is_prose(tok.text, self.lex) and not is_medical(tok.low)

    def with_its_state(self, last: int) -> int:
        """Return the last word of a place with ", TX" or "clinic" after it."""
        while self._frame(last + 1, "place-heads"):
            last += 1
        state = self._at(last + 2)
        if self._low(last + 1) == "," and state is not None and len(state.text) == len("TX"):
            return last + 2 if state.text.isupper() else last
        return last
