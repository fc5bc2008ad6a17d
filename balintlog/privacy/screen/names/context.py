"""What stands around a word: titles, verbs that only a person does, heads of eponyms."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.privacy.screen.finding import HARD
from balintlog.privacy.screen.lexicon import forms
from balintlog.privacy.screen.names.word_shapes import is_prose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balintlog.privacy.screen.lexicon import Lexicon
    from balintlog.privacy.screen.tokens import Token

SHORT = 3  # letters: a name of so few in small letters is a unit or a slip as often


class Hit(NamedTuple):
    """A name that was found.

    ``last`` is the word up to which it surely goes; ``grows``: it goes on as far as
    capitals, initials and particles do.
    """

    last: int
    kind: str
    rule: str
    tier: str = HARD
    grows: bool = True


class Around:
    """The words of one text, each with what stands around it."""

    def __init__(self, toks: Sequence[Token], lex: Lexicon, *, words_known: bool) -> None:
        self.toks, self.lex, self.words_known = toks, lex, words_known

    def _at(self, at: int) -> Token | None:
        return self.toks[at] if 0 <= at < len(self.toks) else None

    def _low(self, at: int) -> str:
        """Return a word in small letters, or "" before the first and after the last."""
        return self.toks[at].low if 0 <= at < len(self.toks) else ""

    def _frame(self, at: int, *kinds: str) -> bool:
        """Tell whether a word is one of those that stand around names."""
        low, frames = self._low(at), self.lex.frames
        for kind in kinds:  # noqa: SIM110 - asked most often of all, and a generator costs more
            if low in frames[kind]:
                return True
        return False

    def _is_capital(self, at: int) -> bool:
        tok = self._at(at)
        return tok is not None and tok.is_word and tok.is_capital

    def _titled(self, at: int) -> int | None:
        """Return where the name is that follows the title which stands here."""
        tok, lex = self.toks[at], self.lex
        sure = self._frame(at, "titles") or (tok.text == "Miss" and not tok.begins)
        if not sure and not self._frame(at, "titles-in-prose"):
            return None
        after = at + 1
        if self._low(after) == "." and self.toks[after].glued:
            after += 1
        name = self._at(after)
        if name is None or not name.is_word or self._frame(after, "person-does"):
            return None
        if self._frame(after, "function") and not (sure and self._is_month_or_modal(after)):
            return None
        if not sure and not tok.is_capital and not name.is_capital:
            unknown = not is_prose(name.text, lex) and len(name.low) > SHORT
            return after if unknown and lex.is_listed(name.text) else None  # miss pickering
        if not sure:
            fits = name.is_capital and not name.begins and not name.is_acronym
            return after if fits and tok.is_capital and not lex.is_safe(name.text) else None
        next_one = self._at(after + 1)
        particle = self._frame(after, "particles") and next_one is not None and next_one.is_word
        if self._frame(after, "particles") and not particle and not name.is_capital:
            return None  # "Frau von 94 Jahren"
        if name.is_capital or name.shouted or particle:
            return None if self._frame(after, "titles") else after
        given = lex.is_given(name.text) and not self._frame(after, "verbs-and-such")
        known = name.low not in lex.words or given
        surname = lex.is_surname(name.text) and tok.low != "dr" and len(name.low) > SHORT
        return after if known or surname else None

    def _is_month_or_modal(self, at: int) -> bool:
        """Dr May, Mrs Will: with a capital that no sentence gave."""
        return (
            self._low(at) in ("may", "will") and self._is_capital(at) and not self.toks[at].begins
        )

    def _is_called(self, at: int) -> bool:
        """Tell whether it was said just before that this is what somebody is called."""
        before = [self._low(at - 2), self._low(at - 1)]
        if before in (["name", "is"], ["name", "was"]):
            return True
        if before[1] == "by" and self._frame(at - 2, "goes"):
            return True
        if before[1] == "as" and "known" in (before[0], self._low(at - 3)):
            return True
        if self._frame(at - 1, "pronouns"):
            return self._frame(at - 2, "called")
        return self._frame(at - 1, "called")

    def _follows_work(self, at: int) -> bool:
        """Tell whether it was said just before that somebody works there."""
        place = at - 2 if self._low(at - 1) in ("the", "a") else at - 1
        return self._low(place) in ("for", "at", "by") and self._frame(place - 1, "works", "serves")

    def _is_old_and_named(self, at: int) -> bool:
        """Tell whether somebody is called old or poor with the name: "old tom", "the old man"."""
        before = self._frame(at - 2, "small-words", "pronouns", "relations")
        owned = before and self._low(at - 2) in ("a", "an", "the", "his", "her", "this", "their")
        return self._frame(at - 1, "endearing") and not owned

    def _names_a_disease(self, at: int) -> bool:
        """Tell whether a word is that of a sign or a disease, or of more than one person.

        Its head is the next word, or the next after capitals and hyphens; of an eponym that
        is known one of the next three. Given names are the names of people.
        """
        known = self.lex.is_of("eponyms", self.toks[at].text)
        if not known and self.lex.is_given(self.toks[at].text):
            return False
        for place in range(at + 1, min(at + 4, len(self.toks))):
            if self._frame(place, "eponym-heads"):
                return True
            joined = self.toks[place].text in "-'\u2019\u2013"
            if not self.toks[place].is_word and not joined:
                return False
            if self._frame(place, "small-words", "from", "is"):
                return False  # "Femi from the group"
            if not known and not joined and not self.toks[place].is_capital:
                return False  # "Okonkwo needs tests"
        return False

    def _goes_on_with_digits(self, at: int) -> bool:
        """Tell whether letters are the beginning of something such as DAS28 or HbA1c."""
        after = self._at(at + 1)
        return after is not None and after.glued and after.text[0].isdigit()

    def known_until(self, at: int) -> int | None:
        """Return the last word of what everybody knows, if such begins here: Robin Hood."""
        best = None
        for phrase in self.lex.known.get(self._low(at), ()):
            last = at + len(phrase) - 1
            part = [tok.low for tok in self.toks[at : last + 1]]
            whole = tuple(part) == phrase or (*part[:-1], forms(part[-1])[-1]) == phrase
            if whole and (best is None or last > best):
                best = last
        return best

    def _stands_for_work(self, at: int) -> bool:
        """Tell whether a name is that of a thinker, by what is said of it: Stern's idea."""
        if not self.lex.is_of("thinkers", self.toks[at].text):
            return False
        would = self._low(at + 1) == "would" and self._low(at + 2) in ("have", "call", "say")
        return would or self._frame(at + 1, "writings") or self._frame(at - 1, "read-of")

    def _stands_for_disease(self, at: int) -> bool:
        """Tell whether a name is that of a disease by itself: her Wilson's, a Foley in."""
        tok = self.toks[at]
        if not self.lex.is_of("eponyms", tok.text):
            return False
        after = self._at(at + 1)
        if after is not None and after.is_word and after.is_capital:
            return False
        if tok.low.endswith(("'s", "s'")) and self._low(at - 1) not in ("at", "from", "to"):
            return after is None or not after.is_word or self._frame(at + 1, "function", "is")
        return self._low(at - 1) in ("a", "an") and not self._frame(at + 1, "is", "person-does")

    def _is_likened(self, at: int) -> bool:
        """Tell whether a name that all know stands for what it is known for: like Cassandra."""
        return self.lex.is_of("culture", self.toks[at].text) and self._frame(at - 1, "likened")
