"""Words with a capital: most are names by it alone, and the rest by what stands around them."""

from __future__ import annotations

from balintlog.privacy.screen.finding import HARD, SOFT
from balintlog.privacy.screen.lexicon import forms
from balintlog.privacy.screen.names.context import SHORT, Hit
from balintlog.privacy.screen.names.unknown_words import Unknown
from balintlog.privacy.screen.names.word_shapes import is_medicine, is_plural_of_letters, is_prose

_ROLES = ("roles", "persons", "relations", "titles-in-prose", "function")
_LETTERS = 5  # a shorter plural may be a word of its own


class Capital(Unknown):
    """Looks for a name at a word that has a capital."""

    def _in_spite_of_the_word(self, at: int) -> Hit | None:
        """Also Will, April and June, which may stand with a capital as words."""
        if self._named(at, "bare", "abstract") and (hit := self._worded(at)) is not None:
            return hit
        aside = self._is_aside(at) and self.lex.is_given(self.toks[at].text)
        return Hit(at, "name", "name-that-is-a-word", grows=False) if aside else None

    def _capital(self, at: int) -> Hit | None:
        tok, lex = self.toks[at], self.lex
        if (hit := self._in_spite_of_the_word(at)) is not None:
            return hit
        if self._follows_work(at) and (self._is_employer(at) or self._is_no_people(at)):
            return Hit(at, "institution", "employer")
        if not tok.begins and lex.is_given(tok.text) and self._is_spoken_to(at):
            return Hit(at, "name", "name-that-is-a-word", grows=False)  # also May
        if is_plural_of_letters(tok.text, lex) or lex.is_safe(tok.text):
            return None
        if self._names_a_disease(at) or self._goes_on_with_digits(at):
            return None
        if self._stands_for_work(at) or self._stands_for_disease(at):
            return None
        if self._is_likened(at):
            return Hit(at, "name", "name-that-all-know", SOFT, grows=False)
        given = lex.is_given(tok.text)
        if not is_prose(tok.text, lex) or (given and not lex.is_common(tok.text)):
            if not given and is_medicine(tok.low):
                return None
            is_place = lex.is_town(tok.text) and not given
            return Hit(at, "place" if is_place else "name", "unknown-word")
        return self._word_with_capital(at, given=given)

    def _word_with_capital(self, at: int, *, given: bool) -> Hit | None:
        """A word of prose: a name only by what stands around it."""
        tok, lex = self.toks[at], self.lex
        if not tok.begins and not given and lex.is_town(tok.text) and self._frame(at - 1, "from"):
            return Hit(at, "place", "town-that-is-a-word")
        after = self._at(at + 1)
        two = after is not None and after.is_capital and after.is_word and not after.begins
        who = self._low(at + 1) == "who" or self._frame(at + 1, "person-does")
        if given and not tok.begins and who:
            return Hit(at, "name", "name-that-is-a-word", grows=False)
        if not tok.begins and self._frame(at - 1, "relations") and not self._is_of_several(at):
            return Hit(at, "name", "relation-and-name")
        if given and not self._frame(at, "function"):
            if after is not None and two and after.low != "i" and not lex.is_safe(after.text):
                return Hit(at, "name", "given-name")
            if tok.begins:
                return self._begins_as_name(at)
            words = self._frame(at, "abstract", "roles") and not self._frame(at, "bare")
            return Hit(at, "name", "name-that-is-a-word", SOFT if words else HARD)
        return None if tok.begins else self._capital_in_place(at, two=two)

    def _is_employer(self, at: int) -> bool:
        """Works for Tesco; everybody knows the firm, and one there knows the person."""
        return self.lex.is_of("employers", self.toks[at].text)

    def _is_no_people(self, at: int) -> bool:
        """Tell whether a word that has a capital is an employer: no people, faith or feast."""
        word = self.toks[at].text
        forms_of = forms(word)
        listed = any(form in self.lex.capitals for form in forms_of)
        always = any(one in self.lex.always for one in (*forms_of, *(one[:-1] for one in forms_of)))
        return self.lex.is_of("culture", word) or (listed and not always)

    def _is_spoken_to(self, at: int) -> bool:
        """I asked May why."""
        return self._frame(at - 1, "spoken-to") and self._frame(at + 1, "what-is-said")

    def _is_aside(self, at: int) -> bool:
        """A girl, Precious, who."""
        commas = self._low(at - 1) == "," == self._low(at + 1)
        return commas and self._frame(at - 2, "persons", "relations")

    def _is_of_several(self, at: int) -> bool:
        """Tell whether a word belongs to the capital before it: Mother Church."""
        return self._is_capital(at - 1) or self._frame(at, "function", "titles-in-prose")

    def _capital_in_place(self, at: int, *, two: bool) -> Hit | None:
        """A word of prose that has a capital inside a sentence, and stands where names do."""
        tok = self.toks[at]
        low, singular = tok.low, tok.low[:-1]
        if self._is_explained(at) and self._frame(at - 1, "before-somebody"):
            return Hit(at, "name", "name-that-is-a-word", grows=False)
        if self._frame(at - 1, "clause-opens") and self._frame(at + 1, "person-does"):
            is_role = self._frame(at, *_ROLES)
            return None if is_role else Hit(at, "name", "capital-and-verb", SOFT, grows=False)
        if self._is_a_ward(at):
            return Hit(at + 1, "institution", "ward-and-number", grows=False)
        the = self._low(at - 1) == "the"
        if the and low.endswith("s") and len(low) > _LETTERS and singular in self.lex.surnames:
            return Hit(at, "name", "family-in-plural", SOFT, grows=False)
        if self._follows_work(at):
            return Hit(at, "institution", "employer")
        follows_at = self._frame(at - 1, "where")
        if two and follows_at:
            return Hit(at, "institution", "two-capitals-after-at")
        if the and self._frame(at - 2, "where"):
            return Hit(at, "place", "capital-after-at")
        if the and self._low(at - 2) in ("to", "into") and self._frame(at - 3, "admits"):
            return Hit(at, "institution", "admitted-to-the")
        joined = self._low(at + 1) in ("&", "and") and self._is_capital(at + 2)
        if the and joined and self._frame(at - 2, "inside") and len(self._low(at + 2)) > 1:
            return Hit(at + 2, "institution", "two-capitals-after-at")  # an inn
        return Hit(at, "place", "capital-after-at", SOFT) if follows_at else None

    def _is_a_ward(self, at: int) -> bool:
        """Tell whether somebody is on Nightingale 3: wards are called by names, and counted."""
        after = self._low(at + 1)
        number = after.isdecimal() and len(after) < SHORT
        on = self._low(at - 1) in ("on", "to", "from", "of")
        return (
            on and number and not self._frame(at, "counted") and self.lex.is_listed(self._low(at))
        )
