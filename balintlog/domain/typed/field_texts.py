"""Texts of fields in the line at "More?": where the text behind a field's name ends.

Behind ``wanted``, ``imagined``, ``return`` or ``supervision`` everything is text, up to a comma
behind which a field is named as no prose would (see ``begins_field``); nothing in the text is
looked up as a word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from balintlog.domain.folding import folded
from balintlog.domain.typed.field_words import meanings
from balintlog.domain.typed.follow_up_wish import read_wish
from balintlog.domain.vocabulary import PHASES, RETURNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balintlog.domain.typed.field_words import FieldWords

CASE = re.compile(r"c[0-9]+")
FOR_THE_EYE = frozenset({",", ":", "…", "and", "the", "presenter"})
ENDS = frozenset({",", ";"})
_LONG_ENOUGH = 4  # letters of a word that is taken for no prose, which is full of shorter ones
_SHORTEST = 2  # letters of a word that stands for a way to return
_OF_ONE_WORD = {"case": CASE, "taken": re.compile(r"[0-9].*|today|yesterday")}


def token_of(typed: str) -> str:
    """Return a piece of the line as it is compared; a full stop on its own ends, as in prose."""
    word = folded(typed).rstrip(".!")
    if word:
        return word
    return ";" if len(typed) == 1 else "…"


def text_ends(
    tokens: Sequence[str], begins: int, fields: tuple[FieldWords, ...], texts: Sequence[str]
) -> int:
    """Return where a text ends that begins at a token: at its beginning, if there is no text."""
    if (
        begins == len(tokens)
        or tokens[begins] in ENDS
        or _is_no_text(tokens[begins:], fields, texts)
    ):
        return begins
    name = tokens[begins - 1]
    behind = range(begins + 1, len(tokens))
    stops = (at for at in behind if tokens[at - 1] in ENDS)
    return next(
        (at for at in stops if begins_field(tokens[at:], fields, texts, besides=name)), len(tokens)
    )


def begins_field(
    tokens: Sequence[str], fields: tuple[FieldWords, ...], texts: Sequence[str], besides: str = ""
) -> bool:
    """Return whether a field begins here that no prose would hold.

    That is the name of a text, or a field with nothing but its own words up to the next comma:
    "It was late, why bad" is prose, as long as *bad* is no reason. A text does not end at its own
    name, ``besides``; but there may be several lines of what was imagined.
    """
    name, *clause = _clause(tokens)
    if name in texts:
        if clause[:1] == [":"] or name == "imagined":
            return True
        if name in _OF_ONE_WORD:
            return not clause or (len(clause) == 1 and _is_such(name, clause[0]))
        if name == "return":
            return not clause or way_of_return(clause[0]) is not None
        return name != besides
    if name == "ask":
        wish = read_wish(clause)
        return wish is not None and wish[0] == len(clause)
    if name == "minutes":
        first, second = [*(word for word in clause if word != ":"), "", ""][:2]
        return phase(first) is not None and second.isdecimal()
    words = [token for token in clause if token not in FOR_THE_EYE]
    named = tuple(field for field in fields if name in field.typed)[:1]
    return bool(named and words) and all(
        len(word) >= _LONG_ENOUGH and meanings(word, named) for word in words
    )


def way_of_return(token: str) -> str | None:
    """Return how the presenter came back to the group, as a word means it: sp is spoke."""
    meant = [way for way in RETURNS if len(token) >= _SHORTEST and way.startswith(token)]
    return meant[0] if len(meant) == 1 else None


def phase(token: str) -> str | None:
    """Return the phase that a word means: out is presenter-out, pres both, so neither."""
    if token in PHASES:
        return token
    meant = [
        phase
        for phase in PHASES
        if phase.startswith(token) or phase.rpartition("-")[2].startswith(token)
    ]
    return meant[0] if len(meant) == 1 else None


def _is_no_text(
    tokens: Sequence[str], fields: tuple[FieldWords, ...], texts: Sequence[str]
) -> bool:
    """Return whether what stands behind a name are other fields, or nothing but their names."""
    if tokens[0] == ":":
        return len(tokens) == 1
    names = {*texts, "minutes", "ask", *FOR_THE_EYE, *(n for field in fields for n in field.typed)}
    clause = _clause(tokens)
    return all(token in names for token in clause) or begins_field(tokens, fields, texts)


def _clause(tokens: Sequence[str]) -> list[str]:
    """Return the tokens up to the next comma or semicolon."""
    ends = next((at for at, token in enumerate(tokens) if token in ENDS), len(tokens))
    return list(tokens[:ends]) or [";"]


def _is_such(name: str, token: str) -> bool:
    return _OF_ONE_WORD[name].fullmatch(token) is not None
