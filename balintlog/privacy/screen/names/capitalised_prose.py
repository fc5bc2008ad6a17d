"""Prose with a capital inside a sentence, where names of people or houses stand.

All are asked about words that are no given names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.privacy.screen.finding import SOFT
from balintlog.privacy.screen.names.context import SHORT
from balintlog.privacy.screen.names.name_rule import LEAVE, Kind, NameHit, NameRule
from balintlog.privacy.screen.names.names_that_are_words import SHOWN

if TYPE_CHECKING:
    from balintlog.privacy.screen.names.context import Context
    from balintlog.privacy.screen.names.name_rule import Decision

_ROLES = ("roles", "persons", "relations", "titles-in-prose", "function")
_LETTERS = 5  # a shorter plural may be a word of its own
_KINDS: tuple[Kind, ...] = ("capital",)


def _explained(here: Context) -> Decision:
    explained = here.is_explained() and here.among(-1, "before-somebody")
    return NameHit(grows=False) if explained else None


def _capital_and_verb(here: Context) -> Decision:
    if not (here.among(-1, "clause-opens") and here.among(1, "person-does")):
        return None
    return LEAVE if here.among(0, *_ROLES) else NameHit(tier=SOFT, grows=False)


def _ward_and_number(here: Context) -> Decision:
    after = here.low(1)
    number = after.isdecimal() and len(after) < SHORT
    if not number or here.low(-1) not in ("on", "to", "from", "of"):
        return None
    ward = not here.among(0, "counted") and here.lex.is_listed(here.tok.low)
    return NameHit("institution", more=1, grows=False) if ward else None


def _family_in_plural(here: Context) -> Decision:
    low = here.tok.low
    if here.low(-1) != "the" or not low.endswith("s") or len(low) <= _LETTERS:
        return None
    return NameHit(tier=SOFT, grows=False) if low[:-1] in here.lex.surnames else None


def _any_employer(here: Context) -> Decision:
    return NameHit("institution") if here.follows_work() else None


def _two_capitals_after_at(here: Context) -> Decision:
    after = here.token(1)
    two = after is not None and after.is_capital and after.is_word and not after.begins
    return NameHit("institution") if two and here.among(-1, "where") else None


def _capital_after_at_the(here: Context) -> Decision:
    at_the = here.low(-1) == "the" and here.among(-2, "where")
    return NameHit("place") if at_the else None


def _admitted_to_the(here: Context) -> Decision:
    to_the = here.low(-1) == "the" and here.low(-2) in ("to", "into")
    return NameHit("institution") if to_the and here.among(-3, "admits") else None


def _inn(here: Context) -> Decision:
    joined = here.low(1) in ("&", "and") and here.is_capital(2) and len(here.low(2)) > 1
    inside = here.low(-1) == "the" and here.among(-2, "inside")
    return NameHit("institution", more=2) if joined and inside else None


def _capital_after_at(here: Context) -> Decision:
    return NameHit("place", SOFT) if here.among(-1, "where") else None


RULES = (
    NameRule(
        "explained",
        _KINDS,
        _explained,
        why="Safe Harbor A: a comma, and then who the person is",
        example="We spoke about [[Marrow]], the husband, again.",
        shown=SHOWN,
    ),
    NameRule(
        "capital-and-verb",
        _KINDS,
        _capital_and_verb,
        why="Safe Harbor A, weakly: it does what a person does, and is no role",
        example="When [[Marrow]] said so, we wept.",
    ),
    NameRule(
        "ward-and-number",
        _KINDS,
        _ward_and_number,
        why="Safe Harbor B: wards are called by names, and counted",
        example="A clerk on [[Nightingale]] 3 again.",
    ),
    NameRule(
        "family-in-plural",
        _KINDS,
        _family_in_plural,
        why="Safe Harbor A, weakly: a surname in the plural is a family, or a trade",
        example="Then the [[Barkers]] came.",
    ),
    NameRule(
        "any-employer",
        _KINDS,
        _any_employer,
        why="ICO: a capital after 'works at' names an employer",
        example="She works at [[Marrow]].",
        shown="employer",
    ),
    NameRule(
        "two-capitals-after-at",
        _KINDS,
        _two_capitals_after_at,
        why="Safe Harbor B: two capitals after 'at' name a house",
        example="She sat at [[Great]] Ormond.",
    ),
    NameRule(
        "capital-after-at-the",
        _KINDS,
        _capital_after_at_the,
        why="Safe Harbor B: houses are called the Elms",
        example="He is from the [[Elms]].",
        shown="capital-after-at",
    ),
    NameRule(
        "admitted-to-the",
        _KINDS,
        _admitted_to_the,
        why="Safe Harbor B: somebody is admitted to a house",
        example="She was transferred to the [[Laurels]] then.",
    ),
    NameRule(
        "inn",
        _KINDS,
        _inn,
        why="Safe Harbor B: inns are called by two things",
        example="He drinks in the [[Stag]] & Thistle now.",
        shown="two-capitals-after-at",
    ),
    NameRule(
        "capital-after-at",
        _KINDS,
        _capital_after_at,
        why="Safe Harbor B, weakly: a capital after 'at' may be a place",
        example="She sat at [[Marrow]].",
    ),
)
