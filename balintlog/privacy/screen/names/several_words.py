"""Places of several words, and two names in capitals side by side. Safe Harbor A and B."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.privacy.screen.finding import SOFT
from balintlog.privacy.screen.names.context import SHORT
from balintlog.privacy.screen.names.name_rule import LONGER, NameHit, NameRule

if TYPE_CHECKING:
    from collections.abc import Container

    from balintlog.privacy.screen.names.context import Context
    from balintlog.privacy.screen.names.name_rule import Decision

_MOST = 4  # words of a place


def _town(here: Context) -> Decision:
    if not here.tok.is_capital:
        return None
    town = _phrase(here, here.lex.towns_of_several, fewest=2)
    if town is None:
        return None
    land = _land(here)
    return NameHit("place", more=town) if land is None or town > land else None


def _country_and_institution(here: Context) -> Decision:
    land = _land(here)
    after = None if land is None else here.token(land + 1)
    if land is None or after is None:
        return None
    seen_at = here.low(-1) == "at"  # "seen at New York Presbyterian"
    if not seen_at and here.lex.is_safe(after.text):
        return None
    goes_on = after.is_capital and after.is_word and len(after.text) > len("TX")
    heads = goes_on or here.among(land + 1, "place-heads")
    return NameHit("institution", more=land) if heads else None


def _country(here: Context) -> Decision:
    land = _land(here)
    return None if land is None else NameHit("place", SOFT, land, grows=False)


def _land(here: Context) -> int | None:
    """Return how many more words the country's name has that begins here, or None."""
    land = _phrase(here, here.lex.lands, fewest=1)
    if land is None and here.tok.is_capital and here.among(0, "lands"):
        return 0
    return land


def _phrase(here: Context, phrases: Container[str], *, fewest: int) -> int | None:
    """Return how many more words the longest of some names has that begins here, or None.

    In the text its longer words and the last have capitals, unless all of it is shouted.
    """
    shouted = here.tok.shouted
    if not (shouted or here.tok.is_capital or len(here.tok.text) <= SHORT):
        return None
    words: list[str] = []
    longest = None
    for place in range(_MOST):
        tok = here.token(place)
        if tok is None or not (shouted or tok.is_capital or len(tok.text) <= SHORT):
            break
        words.append(tok.low)
        ends = shouted or place == 0 or tok.is_capital
        if ends and place + 1 >= fewest and " ".join(words) in phrases:
            longest = place
    return longest


def _two_names_in_capitals(here: Context) -> Decision:
    """Find JOHN SMITH: both are words as well, but hardly side by side."""
    for place in (0, 1):
        tok = here.token(place)
        if tok is None or not tok.text.isupper() or len(tok.text) <= SHORT:
            return None
        if here.among(place, "person-does", "function", "verbs-and-such", "abstract"):
            return None
    name = here.token(1)
    if name is None or not here.is_given():
        return None
    named = here.lex.is_surname(name.text) or here.lex.is_given(name.text)
    return NameHit(more=1) if named else None


RULES = (
    NameRule(
        "town",
        LONGER,
        _town,
        why="Safe Harbor B: a place smaller than a state",
        example="She left [[Los]] Angeles early.",
    ),
    NameRule(
        "country-and-institution",
        LONGER,
        _country_and_institution,
        why="Safe Harbor B: a house with a country in its name",
        example="Seen at [[New]] York clinic.",
    ),
    NameRule(
        "country",
        LONGER,
        _country,
        why="ICO: few in a town come from one country",
        example="She grew up in [[Poland]].",
    ),
    NameRule(
        "two-names-in-capitals",
        LONGER,
        _two_names_in_capitals,
        why="Safe Harbor A: a given name and a surname, where capitals mean nothing",
        example="[[JOHN]] SMITH SHOUTED AT US",
    ),
)
