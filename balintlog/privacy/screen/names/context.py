"""The context of a word: what stands around it, by lists of words that tell names from others."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balintlog.privacy.screen.lexicon import Lexicon
    from balintlog.privacy.screen.tokens import Token

SHORT = 3  # letters: a name of so few in small letters is a unit or a slip as often
ARTICLES = ("a", "an", "the", "his", "her", "my", "our", "their", "your", "this", "that", "no")


class Context:
    """One word of a text, ``tok``, and the words around it.

    Their places are counted from it: -1 is the word or mark before it, 1 the next.
    """

    __slots__ = ("_at", "_toks", "lex", "tok")

    def __init__(self, toks: Sequence[Token], at: int, lex: Lexicon) -> None:
        self._toks, self._at, self.lex, self.tok = toks, at, lex, toks[at]

    def token(self, place: int) -> Token | None:
        """Return the word or mark at a place, or None before the first and after the last."""
        at = self._at + place
        return self._toks[at] if 0 <= at < len(self._toks) else None

    def low(self, place: int) -> str:
        """Return the word at a place in small letters, or "" where there is none."""
        at = self._at + place
        return self._toks[at].low if 0 <= at < len(self._toks) else ""

    def among(self, place: int, *kinds: str) -> bool:
        """Return True if a list of frames.txt, of some kinds, holds the word at a place."""
        at = self._at + place
        low = self._toks[at].low if 0 <= at < len(self._toks) else ""
        frames = self.lex.frames
        for kind in kinds:  # noqa: SIM110 - asked most often of all, and a generator costs more
            if low in frames[kind]:
                return True
        return False

    def is_capital(self, place: int) -> bool:
        """Return True for a word with a capital that could mean something."""
        tok = self.token(place)
        return tok is not None and tok.is_word and tok.is_capital

    def named(self, *kinds: str) -> bool:
        """Return True for a given name of some kinds, also as an owner: rose, rose's."""
        low, frames = self.tok.low.removesuffix("'s"), self.lex.frames
        return any(low in frames[kind] for kind in kinds)

    def is_given(self) -> bool:
        """Return True for somebody's first name."""
        return self.lex.is_given(self.tok.text)

    def is_aside(self) -> bool:
        """Return True between commas after a person: a girl, Precious, who."""
        commas = self.low(-1) == "," == self.low(1)
        return commas and self.among(-2, "persons", "relations")

    def is_called(self) -> bool:
        """Return True where the words before say that somebody is called so."""
        before = [self.low(-2), self.low(-1)]
        if before in (["name", "is"], ["name", "was"]):
            return True
        if before[1] == "by" and self.among(-2, "goes"):
            return True
        if before[1] == "as" and "known" in (before[0], self.low(-3)):
            return True
        if self.among(-1, "pronouns"):
            return self.among(-2, "called")
        return self.among(-1, "called")

    def follows_work(self) -> bool:
        """Return True where the words before say that somebody works there."""
        place = -2 if self.low(-1) in ("the", "a") else -1
        return self.low(place) in ("for", "at", "by") and self.among(place - 1, "works", "serves")

    def is_explained(self) -> bool:
        """Return True before a comma and who it is: Bill, the husband."""
        comma, article = self.low(1) == ",", self.low(2)
        who = any(self.among(place, "relations", "persons") for place in (3, 4))
        return comma and article in ("the", "his", "her", "their", "my", "our", "a") and who
