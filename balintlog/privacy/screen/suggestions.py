"""Suggestions put into their places: words where they seem to fit, elsewhere a marked gap.

Words must fit by grammar and by who is meant, or a leader who accepts them would keep a
false sentence: "her daughter the patient", "a very old woman man". A gap, "[name]", says
no more than that something was taken out, and so is true in any sentence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from balintlog.privacy.screen.finding import ENGLISH, GAPS
from balintlog.privacy.screen.lexicon import lexicon
from balintlog.privacy.screen.patterns.addresses import HEADS
from balintlog.privacy.screen.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from balintlog.privacy.screen.finding import Finding
    from balintlog.privacy.screen.tokens import Token

_ARTICLES = frozenset(("a", "an", "the"))
_OWNERS = frozenset(("his", "her", "their", "our", "my", "your", "its", "this", "that"))
_OLD = "very old"
_INTO = frozenset(("in", "at", "to", "from", "near", "of", "outside", "into", "for", "by"))
_SHORT_HEADS = frozenset(("Ltd", "Inc", "LLC", "PLC", "GmbH", "AG", "Co", "Ctr", "Med"))
_BEFORE_DATES = frozenset(("on", "in", "at"))  # "on 3 March": but "last spring"


# "last spring" is true of what was, and not of what will be or of a birth.
_PAST = re.compile(
    r"\b(?:was|were|had|did|since|[a-z]{2,15}ed|came|went|saw|seen|left|fell|broke|wept)\b"
)
_NOT_PAST = re.compile(
    r"\b(?:will|would|next|again on|born|birth|meet|meets|until|by|dob|due)\b", re.IGNORECASE
)


class Change(NamedTuple):
    """A text as it would be, and the words that would stand at a finding: "" for none."""

    text: str
    words: str


class _Place(NamedTuple):
    """A finding in its text: the words around it, "" where there are none."""

    text: str
    finding: Finding
    before: tuple[Token, ...]
    after: tuple[Token, ...]

    def word_before(self, back: int = 1) -> str:
        return self.before[-back].low if len(self.before) >= back else ""

    def word_after(self) -> str:
        return self.after[0].low if self.after else ""

    def begins(self) -> bool:
        return not self.before or self.before[-1].text in ".!?:;"

    def is_noun_phrase(self) -> bool:
        """Return False before a word that belongs to it, as in "the Leeds road"."""
        follows = self.word_after()
        frames = lexicon().frames
        kinds = ("function", "small-words", "is", "goes-on", "in-between", "verbs-of-all")
        small = any(follows in frames[kind] for kind in kinds)
        return not follows[:1].isalpha() or small or follows in frames["person-does"]

    def is_on_its_line(self) -> bool:
        """Return True if the words before and after it, if any, stand on its line."""
        start = self.before[-1].end if self.before else 0
        end = self.after[0].start if self.after else len(self.text)
        return "\n" not in self.text[start : self.finding.start] + self.text[self.finding.end : end]

    def instead(self, words: str, *, start: int | None = None, end: int | None = None) -> Change:
        """Put other words here, or from an earlier place, or to a later one."""
        first = self.finding.start if start is None else start
        last = self.finding.end if end is None else end
        replaced = self.text[self.finding.start : self.finding.end]
        owner = next((end for end in ("'s", "\u2019s") if replaced.endswith(end)), "")
        head = self.text[:first].rstrip() if not words else self.text[:first]
        if words and (not head.strip() or head.rstrip()[-1] in ".!?") and replaced[0].isupper():
            words = words[0].upper() + words[1:]
        return Change(head + words + owner + self.text[last:], words)


def with_suggestion(text: str, finding: Finding, language: str = ENGLISH) -> Change:
    """Return a text with a suggestion in the place of a finding; only a gap if not in English."""
    toks = tokens(text)
    before = tuple(tok for tok in toks if tok.end <= finding.start)
    after = tuple(tok for tok in toks if tok.start >= finding.end)
    place = _Place(text, finding, before, after)
    fit = _FITS.get(finding.kind) if language == ENGLISH else None
    fitting = None if fit is None else fit(place)
    return fitting or place.instead(f"[{GAPS[finding.kind]}]")


def _name(place: _Place) -> Change | None:
    """Whose relation is meant needs no name; else somebody is spoken of, or does something."""
    frames = lexicon().frames
    persons = frames["relations"] | frames["persons"]
    before, goes_on = place.word_before(), place.is_noun_phrase()
    if place.finding.rule == "called" or not place.is_on_its_line():
        return None
    if before in persons:
        return place.instead("") if goes_on else None
    if before == "," and place.word_before(2) in persons and place.word_after() == ",":
        return place.instead("", start=place.before[-1].start, end=place.after[0].end)
    titled = place.finding.rule == "title-and-name" and before != "after"
    colleague = place.finding.suggestion == "a colleague"
    if not colleague and "patient" in place.text.casefold():
        return None  # two people would become one
    if titled and before not in _ARTICLES | _OWNERS | frames["called"]:
        return place.instead(place.finding.suggestion)
    if goes_on and (place.begins() or before in frames["before-somebody"]):
        return place.instead(place.finding.suggestion)
    return None


def _date(place: _Place) -> Change | None:
    before = place.word_before()
    if before in _ARTICLES | _OWNERS or not place.is_noun_phrase():
        return None
    if not _PAST.search(place.text) or _NOT_PAST.search(place.text):
        return None
    start = place.before[-1].start if before in _BEFORE_DATES else None
    return place.instead(place.finding.suggestion, start=start)


def _age(place: _Place) -> Change | None:
    """Of a man or a woman, as the words around it say."""
    before, after = place.word_before(), place.word_after()
    frames = lexicon().frames
    persons = frames["relations"] | frames["persons"]
    if after in persons and (before in _ARTICLES | _OWNERS or place.begins()):
        if before == "an":
            return place.instead(_OLD, start=place.before[-1].start)
        return place.instead(_OLD)
    if before == "a" and place.is_noun_phrase():
        return place.instead(f"{_OLD} person")
    if before == "of" and place.word_before(2) in persons:
        return place.instead("great age")
    alone = (before, after) in ((",", ","), ("(", ")"))
    return place.instead(_OLD) if alone or before in ("is", "was") else None


def _where(place: _Place) -> Change | None:
    if place.word_before() in _INTO and place.is_noun_phrase():
        return place.instead(place.finding.suggestion)
    return None


def _home(place: _Place) -> Change | None:
    """Where somebody lives; other addresses are those of anything."""
    lives = place.word_before(2) in ("live", "lives", "lived", "living")
    if lives and place.word_before() in ("at", "in") and place.is_noun_phrase():
        return place.instead(place.finding.suggestion)
    return None


def _institution(place: _Place) -> Change | None:
    """What it is called by: a school stays a school."""
    name = place.text[place.finding.start : place.finding.end]
    heads = [word for word in name.split() if word in HEADS - _SHORT_HEADS]
    if not heads or not place.is_noun_phrase():
        return None
    before = place.word_before()
    article = "an" if heads[-1][0] in "AEIO" else "a"
    start = place.before[-1].start if before in _ARTICLES else None
    if before in _INTO or (start is not None and place.word_before(2) in _INTO):
        return place.instead(f"{article} {heads[-1].lower()}", start=start)
    return None


_FITS: Mapping[str, Callable[[_Place], Change | None]] = {
    "name": _name,
    "date": _date,
    "age-90": _age,
    "place": _where,
    "address": _home,
    "institution": _institution,
}
