"""The screen: reads a text for what could identify somebody, and says where and why.

It never says that a text is free of identifiers for certain: only that none was found.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from balintlog.privacy.screen.blocked_words import denied
from balintlog.privacy.screen.finding import DENIED, HARD, Finding, found
from balintlog.privacy.screen.languages import ENGLISH, names_are_checked
from balintlog.privacy.screen.lexicon import lexicon
from balintlog.privacy.screen.names import name_reader
from balintlog.privacy.screen.names.member_mentions import members
from balintlog.privacy.screen.patterns import addresses, dates, numbers, situations
from balintlog.privacy.screen.patterns.pattern_rule import that_may_find, words_of
from balintlog.privacy.screen.tokens import Token, tokens
from balintlog.privacy.screen.visible_text import plain, plain_with_places

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_RULES = (*dates.RULES, *numbers.RULES, *addresses.RULES, *situations.RULES)
_WORDS = re.compile(r"[^\W_]+")
_CODE = re.compile(r" \d{4,6}\b")  # after a place
_AGE = re.compile(r"[1-8]?\d(?!\d)")  # not a year of birth
_HOUSE, _HOUSE_AFTER = re.compile(r"\d{2,5}"), re.compile(r",? \d{1,5}\b")
_OTHER_WORD = re.compile(r"(?P<word>[\w'’-]+) (?:at|and|for|in) (?:the )?")
_GAPS = re.compile(rb"\0{2,}")


def screen(
    text: str,
    *,
    allow: Collection[str] = (),
    deny: Collection[str] = (),
    language: str = ENGLISH,
    about_group: bool = False,
) -> list[Finding]:
    """Return what was found in a text, in order; no two of them overlap.

    ``allow`` are words that are fine, such as the members' aliases; ``deny`` words that
    must never pass, in any case and with common endings. ``about_group``: it is a
    process note, in which also the members are looked after.
    """
    looks, places = plain_with_places(text)
    fine = _Fine(looks, allow)
    every = _found(looks, fine, deny, language, about_group=about_group)
    if places is None:
        return every
    return [dataclasses.replace(one, start=places[one.start], end=places[one.end]) for one in every]


def _found(
    text: str, fine: _Fine, deny: Collection[str], language: str, *, about_group: bool
) -> list[Finding]:
    toks = tokens(text)
    every = [*denied(text, deny, language)]
    rules = (*_RULES, *(addresses.GERMAN_RULES if language == "de" else ()))
    rest = [one for rule in that_may_find(rules, text) for one in rule.findings(text)]
    if about_group:
        every += members(toks, fine.words)
    if language == ENGLISH:
        rest += _institutions(text, toks)
    rest += name_reader.names(toks, lexicon(), words_known=names_are_checked(language))
    every += [one for one in rest if not fine.holds(text, one)]
    every += [one for one in _beside_numbers(text, toks, rest) if not fine.holds(text, one)]
    return [_in_decades(one, text) for one in _apart(every, text)]


def _in_decades(one: Finding, text: str) -> Finding:
    """Return an exact age with its decade as the suggestion."""
    age = _AGE.match(text, one.start, one.end) if one.kind == "age" else None
    if age is None:
        return one
    return dataclasses.replace(one, suggestion=dates.in_decades(int(age[0])))


def _institutions(text: str, toks: list[Token]) -> Iterator[Finding]:
    """Yield what is called a hospital, a school or a house, by names with capitals."""
    if words_of(text).isdisjoint(addresses.HEADS):
        return
    begins = {tok.start for tok in toks if tok.begins}
    lex = lexicon()
    for match in re.finditer(addresses.NAMED, text):
        start, end = match.span()
        first = text[start:end].split(" ", 1)[0].casefold().rstrip(".")
        if first in lex.frames["titles"] and first != "st":
            continue  # Mrs Hall is no hall
        while joined := _OTHER_WORD.match(text, start, end):
            if not lex.is_safe(joined["word"]):
                break
            start = joined.end()  # "March at the Elm Tree Surgery"
        first = text[start:end].split(" ", 1)[0]
        if start in begins and first.casefold() in lex.frames["small-words"]:
            start += len(first) + 1  # "The" has its capital from the sentence
        if start in begins and first.casefold() in lex.words:
            continue  # "Medical school ..." is none; "Heron House" is not at a beginning
        if " " not in text[start:end]:
            continue
        if all(lex.is_safe(word) for word in text[start:end].split()):
            continue
        yield found(start, end, "institution", "institution")


def _beside_numbers(text: str, toks: list[Token], names: list[Finding]) -> Iterator[Finding]:
    """Yield a number before a name: a house, in a street of a language that is not known."""
    starts = {one.start: one for one in names if one.kind in ("name", "place") and one.tier == HARD}
    for one in names:
        code = _CODE.match(text, one.end)
        if one.kind == "place" and code:
            yield found(one.start, code.end(), "address", "place-and-number")
    for at, tok in enumerate(toks[:-1]):
        name = starts.get(toks[at + 1].start)
        if name is None or not _HOUSE.fullmatch(tok.text):
            continue
        after = _HOUSE_AFTER.match(text, name.end)
        end = after.end() if after else name.end
        yield found(tok.start, end, "address", "number-and-name")


class _Fine:
    """What a group says is fine: words, wherever they stand, and phrases, as a whole."""

    def __init__(self, text: str, allow: Collection[str]) -> None:
        phrases = [[word.casefold() for word in _WORDS.findall(plain(one))] for one in allow]
        self.words = {phrase[0] for phrase in phrases if len(phrase) == 1}
        self._places = list(_places_of([phrase for phrase in phrases if len(phrase) > 1], text))

    def holds(self, text: str, finding: Finding) -> bool:
        """Tell whether all words of a finding are fine; one that is not keeps all of it."""
        if any(start <= finding.start and finding.end <= end for start, end in self._places):
            return True
        words = _WORDS.findall(text, finding.start, finding.end)
        rest = {word.casefold() for word in words} - self.words - {"s"}
        return bool(words) and not rest


def _places_of(phrases: list[list[str]], text: str) -> Iterator[tuple[int, int]]:
    """Yield where phrases of several words stand, whatever is between their words."""
    if not phrases:
        return
    found = [(match[0].casefold(), *match.span()) for match in _WORDS.finditer(text)]
    for phrase in phrases:
        for at in range(len(found) - len(phrase) + 1):
            part = found[at : at + len(phrase)]
            if [word for word, _, _ in part] == phrase:
                yield part[0][1], part[-1][2]


def _apart(findings: list[Finding], text: str) -> list[Finding]:
    """Return findings of which no two overlap: what must never pass first, and long before short.

    The soft ones come last. Of two of the same length the first in the list stands. Of a
    hard one that others cover in part the rest is kept, so that nothing of it is lost.
    """
    covered = bytearray(len(text))
    kept: list[Finding] = []
    for one in sorted(
        findings, key=lambda one: (one.tier != HARD, one.kind != DENIED, -_size(one))
    ):
        if covered.find(1, one.start, one.end) < 0:
            pieces = [(one.start, one.end)]
        elif one.tier == HARD:
            free = _GAPS.finditer(covered[one.start : one.end])
            gaps = [(one.start + gap.start(), one.start + gap.end()) for gap in free]
            pieces = [_stripped(text, *gap) for gap in gaps]
            pieces = [piece for piece in pieces if not _says_nothing(text, *piece)]
        else:
            continue
        for start, end in pieces:
            if start < end:
                kept.append(dataclasses.replace(one, start=start, end=end))
                covered[start:end] = b"\1" * (end - start)
    return sorted(kept)


def _size(one: Finding) -> int:
    return one.end - one.start


def _says_nothing(text: str, start: int, end: int) -> bool:
    """Tell whether what is left of a finding is but small words: the, of "the 9th of May"."""
    small = lexicon().frames["small-words"]
    return all(word.casefold() in small for word in _WORDS.findall(text, start, end))


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a place without blanks and marks at its edges."""
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return start, end
