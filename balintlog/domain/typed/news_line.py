"""The line at "How are things?": the outcome of news, feelings before > after, when to ask."""

from __future__ import annotations

import re

from balintlog.domain.folding import folded
from balintlog.domain.typed.field_words import (
    NEWS_FIELDS,
    OUTCOME,
    STORED_AS,
    FieldValues,
    not_known,
)
from balintlog.domain.typed.follow_up_wish import read_wish, wish_in_words
from balintlog.domain.typed.more_line import MoreReading
from balintlog.domain.typed.unclear import Unclear, which_of
from balintlog.domain.typed.word_matches import words_meant
from balintlog.domain.vocabulary import FEELINGS

_TOKEN = re.compile(r"[;,:>]|[^\s;,:>]+")
_SIDES = {"before": "feelings_before", "after": "feelings_after", ">": "feelings_before"}
ASK_WHEN = "ask: no, yes, or after how many sessions? Such as: ask after 2."
_SHOWN_AS = {stored: shown for shown, stored in STORED_AS.items()}


def read_news_line(typed: str, before: FieldValues | None = None) -> MoreReading:
    """Read ``d ann > rel``; ``before``: what was there. Never raises for what is typed.

    ``values``: ``outcome`` as the file has it (nothing, if none was said: it is to be asked for),
    ``feelings_before``, ``feelings_after``, ``ask`` as ``read_wish`` gives it.
    """
    return _NewsLine(typed, before or {}).read()


def news_sentence(values: FieldValues) -> str:
    """Return what was understood of news: different; annoyed before, relief after."""
    outcome = values.get("outcome", "")
    parts = [_SHOWN_AS.get(outcome, outcome)]
    sides = [(values.get(_SIDES[side], ()), side) for side in ("before", "after")]
    parts.append(", ".join(f"{', '.join(words)} {side}" for words, side in sides if words))
    parts.append(wish_in_words(values["ask"]) if "ask" in values else "")
    return "; ".join(part for part in parts if part)


class _NewsLine:
    """One reading; ``feelings`` are those of which is not said yet whether before or after."""

    def __init__(self, typed: str, before: FieldValues) -> None:
        self.tokens = [folded(token).rstrip(".!") or ";" for token in _TOKEN.findall(typed)]
        self.values = dict(before)
        self.doubtful: list[int] = []  # among the unclear, of which the side is not said yet
        self.feelings: list[str] = []
        self.unclear: list[Unclear] = []
        self.has_arrow = False
        self.is_first = True  # of the words, besides when to ask

    def read(self) -> MoreReading:
        at = 0
        while at < len(self.tokens):
            word = self.tokens[at]
            at += 1
            if word in _SIDES:
                self._end(_SIDES[word])
                self.has_arrow = self.has_arrow or word == ">"
            elif word == "ask":
                at += self._ask(self.tokens[at:])
            elif word not in (",", ";", ":", "and"):
                self._word(word)
        if self.has_arrow:
            self._end("feelings_after")
        self.unclear += [_before_or_after(word) for word in self.feelings]
        ask_for = () if "outcome" in self.values else ("outcome",)
        return MoreReading(self.values, ask_for, tuple(self.unclear))

    def _ask(self, tokens: list[str]) -> int:
        """Take when to ask again; return how many tokens said so."""
        taken, wish = read_wish(tokens) or (0, {})
        if wish:
            self.values["ask"] = wish
        else:
            self.unclear.append(Unclear("ask", ASK_WHEN))
        return taken

    def _end(self, side: str) -> None:
        words = (*self.values.get(side, ()), *self.feelings)
        if words:
            self.values[side] = tuple(dict.fromkeys(words))
        word = "before" if side == "feelings_before" else "after"
        for at in self.doubtful:
            sided = {name: f"{way} {word}" for name, way in self.unclear[at].choices.items()}
            self.unclear[at] = self.unclear[at]._replace(choices=sided)
        self.feelings, self.doubtful = [], []

    def _word(self, token: str) -> None:
        """Take the first word as the outcome if it can be one; any other, if written whole."""
        known = {*OUTCOME.words, *STORED_AS.values()}
        is_first, self.is_first = self.is_first, False
        outcomes = [word for word in OUTCOME.words if is_first and word.startswith(token)]
        outcomes = [] if "outcome" in self.values else outcomes
        if token in known or len(outcomes) == 1:
            outcome = token if token in known else outcomes[0]
            self.values["outcome"] = STORED_AS.get(outcome, outcome)
            return
        meant = words_meant(token, FEELINGS)
        if len(meant) == 1:
            self.feelings += meant
        elif meant:
            self.doubtful.append(len(self.unclear))
            choices = {word: word for word in meant}
            self.unclear.append(Unclear(token, which_of(token, meant), choices))
        else:
            self.unclear.append(not_known(token, NEWS_FIELDS))


def _before_or_after(word: str) -> Unclear:
    choices = {side: f"{word} {side}" for side in ("before", "after")}
    return Unclear(word, f"{word}: before or after?", choices)
