"""Names in other languages than English, without a list of prose: by what else says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.privacy.screen.finding import HARD, SOFT
from balintlog.privacy.screen.names.name_rule import LEAVE, NameHit, NameRule

if TYPE_CHECKING:
    from balintlog.privacy.screen.names.context import Context
    from balintlog.privacy.screen.names.name_rule import Decision

_GERMAN_HOUSES = ("krankenhaus", "krankenhauses", "hospital", "hospitals", "klinikum", "stift")


def _no_capital(here: Context) -> Decision:
    return LEAVE if not here.tok.is_capital or here.among(0, "function") else None


def _given_name_and_surname(here: Context) -> Decision:
    after = here.token(1)
    if after is None or not (after.is_capital and after.is_word) or not here.is_given():
        return None
    return None if here.lex.is_safe(after.text) else NameHit()


def _given_name_of_a_relation(here: Context) -> Decision:
    return NameHit() if here.among(-1, "relations", "called") and here.is_given() else None


def _given_name(here: Context) -> Decision:
    if not here.is_given():
        return None
    return LEAVE if here.tok.begins else NameHit(tier=SOFT, grows=False)


def _saint_in_one_word(here: Context) -> Decision:
    """Find a hospital by the name of somebody: Josefskrankenhaus."""
    for head in _GERMAN_HOUSES:
        saint = here.tok.low.removesuffix(head)
        if saint == here.tok.low:
            continue
        if any(here.lex.is_given(name) for name in (saint, saint[:-1]) if name):
            return NameHit("institution", grows=False)
    return None


def _institution_and_name(here: Context) -> Decision:
    if not here.among(-1, "institutions"):
        return None
    tier = HARD if here.lex.is_town(here.tok.text) else SOFT
    return NameHit("institution", tier, grows=False)


def _town_after_a_preposition(here: Context) -> Decision:
    town = here.among(-1, "from-elsewhere") and here.lex.is_town(here.tok.text)
    return NameHit("place", grows=False) if town else None


RULES = (
    NameRule(
        "no-capital",
        ("other",),
        _no_capital,
        why="without a list of prose, nothing tells a name from a word in small letters",
        example="Die [[gute]] Frau weinte.",
        leaves=True,
    ),
    NameRule(
        "given-name-and-surname",
        ("other",),
        _given_name_and_surname,
        why="Safe Harbor A: a given name and another capital",
        example="Gestern kam [[Giuseppe]] Rossi.",
    ),
    NameRule(
        "given-name-of-a-relation",
        ("other",),
        _given_name_of_a_relation,
        why="Safe Harbor A: a relation and a given name",
        example="Ihre Tochter [[Greta]] weinte.",
        shown="relation-and-name",
    ),
    NameRule(
        "given-name-alone",
        ("other",),
        _given_name,
        why="Safe Harbor A, weakly: a noun may be a given name as well",
        example="Gestern kam [[Greta]] wieder.",
        shown="given-name",
    ),
    NameRule(
        "saint-in-one-word",
        ("other",),
        _saint_in_one_word,
        why="Safe Harbor B: German hospitals bear the names of saints",
        example="Im [[Marienhospital]] lag er.",
    ),
    NameRule(
        "institution-and-name",
        ("other",),
        _institution_and_name,
        why="Safe Harbor B: a clinic and its town",
        example="Aus der Uniklinik [[Heidelberg]] kam er.",
    ),
    NameRule(
        "town-after-a-preposition",
        ("other",),
        _town_after_a_preposition,
        why="Safe Harbor B: somebody comes from there, or lives there",
        example="Er stammt aus [[Köln]].",
    ),
)
