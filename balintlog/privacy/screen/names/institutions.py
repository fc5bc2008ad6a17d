"""Institutions by their names: what is called a hospital, a school or a house. Safe Harbor B."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from balintlog.privacy.screen.finding import Finding, finding_at
from balintlog.privacy.screen.lexicon import lexicon
from balintlog.privacy.screen.patterns import addresses
from balintlog.privacy.screen.patterns.pattern_rule import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from balintlog.privacy.screen.tokens import Token

_OTHER_WORD = re.compile(r"(?P<word>[\w'’-]+) (?:at|and|for|in) (?:the )?")


def institutions(text: str, toks: Sequence[Token]) -> Iterator[Finding]:
    """Yield each name in capitals that ends with what the house is, as in Elm Tree Surgery."""
    if words_of(text).isdisjoint(addresses.HEADS):
        return
    begins = {tok.start for tok in toks if tok.begins}
    for match in re.finditer(addresses.NAMED, text):
        start = _start(text, *match.span(), begins)
        if start is not None:
            yield finding_at(start, match.end(), "institution", "institution")


def _start(text: str, start: int, end: int, begins: set[int]) -> int | None:
    """Return where the name of a house begins, or None if no house is named.

    ``begins``: where the first words of sentences stand, which have a capital by that.
    """
    lex = lexicon()
    first = text[start:end].split(" ", 1)[0].casefold().rstrip(".")
    if first in lex.frames["titles"] and first != "st":
        return None  # Mrs Hall is no hall
    while joined := _OTHER_WORD.match(text, start, end):
        if not lex.is_safe(joined["word"]):
            break
        start = joined.end()  # "March at the Elm Tree Surgery"
    first = text[start:end].split(" ", 1)[0]
    if start in begins and first.casefold() in lex.frames["small-words"]:
        start += len(first) + 1  # "The" has its capital from the sentence
    if start in begins and first.casefold() in lex.words:
        return None  # "Medical school ..." is none; "Heron House" is not at a beginning
    if " " not in text[start:end]:
        return None
    return None if all(lex.is_safe(word) for word in text[start:end].split()) else start
