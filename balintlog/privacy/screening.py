"""The screen: reads a text for what could identify somebody, and says where and why.

It never says that a text is free of identifiers for certain: only that none was found.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from balintlog.privacy import dates, numbers, people, places, situations
from balintlog.privacy.finding import HARD, Finding, found
from balintlog.privacy.languages import ENGLISH, names_are_checked
from balintlog.privacy.lexicon import lexicon
from balintlog.privacy.rules import that_may_find, words_of
from balintlog.privacy.tokens import Token, tokens

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_RULES = (*dates.RULES, *numbers.RULES, *places.RULES, *situations.RULES)
_WORDS = re.compile(r"[^\W_]+")
_CODE = re.compile(r" \d{4,6}\b")  # after a place
_HOUSE, _HOUSE_AFTER = re.compile(r"\d{2,5}"), re.compile(r",? \d{1,5}\b")
_GAPS = re.compile(rb"\0{2,}")
_ENDINGS = (
    "",
    "r",
    "rs",
    "s",
    "'s",
    "es",
    "n",
    "en",
    "er",
    "ers",
    "'",
    "ish",
    "isch",
    "ian",
    "'er",
    "e",
)


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
    toks = tokens(text)
    fine = {word.casefold() for phrase in allow for word in _WORDS.findall(phrase)}
    every = [*_denied(toks, deny)]
    rules = (*_RULES, *(situations.NOTE_RULES if about_group else ()))
    rest = [one for rule in that_may_find(rules, text) for one in rule.findings(text)]
    if language == ENGLISH:
        rest += _institutions(text, toks)
    rest += people.names(toks, lexicon(), words_known=names_are_checked(language))
    every += [one for one in rest if not _is_fine(text, one, fine)]
    every += [one for one in _beside_numbers(text, toks, rest) if not _is_fine(text, one, fine)]
    return _apart(every, len(text))


def _institutions(text: str, toks: list[Token]) -> Iterator[Finding]:
    """Yield what is called a hospital, a school or a house, by names with capitals."""
    if words_of(text).isdisjoint(places.HEADS):
        return
    begins = {tok.start for tok in toks if tok.begins}
    lex = lexicon()
    for match in re.finditer(places.NAMED, text):
        start, end = match.span()
        first = match[0].split(" ", 1)[0]
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


def _denied(toks: list[Token], deny: Iterable[str]) -> Iterator[Finding]:
    """Yield every place where a word or words that must never pass stand."""
    for phrase in deny:
        wanted = [word.casefold() for word in _WORDS.findall(phrase)]
        if not wanted:
            continue
        lows = [_plain(tok.low) for tok in toks if tok.is_word or tok.text[0].isdigit()]
        kept = [tok for tok in toks if tok.is_word or tok.text[0].isdigit()]
        size = len(wanted)
        for at in range(len(lows) - size + 1):
            *whole, last = lows[at : at + size]
            if whole == wanted[:-1] and _is_form_of(last, wanted[-1]):
                yield found(kept[at].start, kept[at + size - 1].end, "denied", "denied-word")


def _plain(low: str) -> str:
    return low.replace("-", "").replace("\u2010", "")


def _is_form_of(low: str, word: str) -> bool:
    return low.startswith(word) and low[len(word) :] in _ENDINGS


def _is_fine(text: str, finding: Finding, fine: set[str]) -> bool:
    """Tell whether all words of a finding are allowed; one that is not keeps all of it."""
    words = _WORDS.findall(text, finding.start, finding.end)
    rest = [word for word in words if word.casefold() not in fine and word.casefold() != "s"]
    return bool(words) and not rest


def _apart(findings: list[Finding], length: int) -> list[Finding]:
    """Return findings of which no two overlap: hard before soft, long before short.

    Of two of the same length the first in the list stands. Of a hard one that others
    cover in part the rest is kept, so that nothing of it is lost. ``length`` is that of
    the text: what is covered is marked in it.
    """
    covered = bytearray(length)
    kept: list[Finding] = []
    for one in sorted(findings, key=lambda one: (one.tier != HARD, one.start - one.end)):
        if covered.find(1, one.start, one.end) < 0:
            pieces = [(one.start, one.end)]
        elif one.tier == HARD:
            free = _GAPS.finditer(covered[one.start : one.end])
            pieces = [(one.start + gap.start(), one.start + gap.end()) for gap in free]
        else:
            continue
        for start, end in pieces:
            kept.append(dataclasses.replace(one, start=start, end=end))
            covered[start:end] = b"\1" * (end - start)
    return sorted(kept)
