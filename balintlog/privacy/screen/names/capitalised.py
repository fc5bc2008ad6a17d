"""Capitalised words: most are names by the capital alone, and the rest by the words around.

The rule that finds most is the simplest: a capital on a word that no list of prose knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.privacy.screen.finding import HARD, SOFT
from balintlog.privacy.screen.lexicon import forms
from balintlog.privacy.screen.names.name_rule import LEAVE, WITH_CAPITAL, NameHit, NameRule
from balintlog.privacy.screen.names.names_that_are_words import SHOWN, bare_name
from balintlog.privacy.screen.names.word_shapes import is_medicine, is_prose

if TYPE_CHECKING:
    from balintlog.privacy.screen.names.context import Context
    from balintlog.privacy.screen.names.name_rule import Decision


def _between_commas(here: Context) -> Decision:
    return NameHit(grows=False) if here.is_aside() and here.is_given() else None


def _employer(here: Context) -> Decision:
    if not here.follows_work():
        return None
    employs = here.lex.is_of("employers", here.tok.text) or _is_no_people(here)
    return NameHit("institution") if employs else None


def _is_no_people(here: Context) -> bool:
    """Return True for a word that has a capital and is no people, faith or feast."""
    lex, word = here.lex, here.tok.text
    forms_of = forms(word)
    listed = any(form in lex.capitals for form in forms_of)
    singular = (form[:-1] for form in forms_of)
    always = any(form in lex.always for form in (*forms_of, *singular))
    return lex.is_of("culture", word) or (listed and not always)


def _spoken_to(here: Context) -> Decision:
    spoken = here.among(-1, "spoken-to") and here.among(1, "what-is-said")
    return NameHit(grows=False) if spoken and here.is_given() else None


def _unknown_word(here: Context) -> Decision:
    text, lex = here.tok.text, here.lex
    given = here.is_given()
    if is_prose(text, lex) and (not given or lex.is_common(text)):
        return None
    if not given and is_medicine(here.tok.low):
        return LEAVE
    return NameHit("place" if lex.is_town(text) and not given else "name")


def _town_that_is_a_word(here: Context) -> Decision:
    town = here.among(-1, "from") and not here.is_given() and here.lex.is_town(here.tok.text)
    return NameHit("place") if town else None


def _given_name_and_verb(here: Context) -> Decision:
    who = here.low(1) == "who" or here.among(1, "person-does")
    return NameHit(grows=False) if who and here.is_given() else None


def _relation_and_name(here: Context) -> Decision:
    several = here.is_capital(-1) or here.among(0, "function", "titles-in-prose")  # Mother Church
    return NameHit() if here.among(-1, "relations") and not several else None


def _word_of_no_name(here: Context) -> Decision:
    return LEAVE if not here.is_given() or here.among(0, "function") else None


def _given_name_and_capital(here: Context) -> Decision:
    after = here.token(1)
    if after is None or not (after.is_capital and after.is_word) or after.begins:
        return None
    if after.low == "i" or here.lex.is_safe(after.text):
        return None
    return None if _word_of_no_name(here) else NameHit()


def _given_name_inside(here: Context) -> Decision:
    if _word_of_no_name(here):
        return None
    words = here.among(0, "abstract", "roles") and not here.among(0, "bare")
    return NameHit(tier=SOFT if words else HARD)


BY_CONTEXT = (
    NameRule(
        "bare-name",
        WITH_CAPITAL,
        bare_name,
        why="Safe Harbor A: something is said of it that is only said of people",
        example="[[Frank]] was tired.",
        shown=SHOWN,
    ),
    NameRule(
        "between-commas",
        WITH_CAPITAL,
        _between_commas,
        why="Safe Harbor A: commas around the name of the person just mentioned",
        example="A girl, [[Precious]], who never spoke.",
        shown=SHOWN,
    ),
    NameRule(
        "employer",
        WITH_CAPITAL,
        _employer,
        why="ICO: everybody knows the firm, and somebody there knows the person",
        example="He worked for [[Apple]].",
    ),
    NameRule(
        "spoken-to",
        ("capital",),
        _spoken_to,
        why="Safe Harbor A: only somebody is asked, even if the word is May",
        example="I asked [[May]] why.",
        shown=SHOWN,
    ),
)
BY_ITSELF = (
    NameRule(
        "unknown-word",
        WITH_CAPITAL,
        _unknown_word,
        why="Safe Harbor A: a word with a capital that prose does not know is a name",
        example="Then [[Chukwuemeka]] came.",
    ),
    NameRule(
        "town-that-is-a-word",
        ("capital",),
        _town_that_is_a_word,
        why="Safe Harbor B: somebody comes from a place",
        example="She is from [[Reading]].",
    ),
    NameRule(
        "given-name-and-verb",
        ("capital",),
        _given_name_and_verb,
        why="Safe Harbor A: a capital inside a sentence, and a verb that needs a person",
        example="Then [[Grace]] said no.",
        shown=SHOWN,
    ),
    NameRule(
        "relation-and-name",
        ("capital",),
        _relation_and_name,
        why="Safe Harbor A: a name follows a relation",
        example="With her daughter [[Flick]] she came.",
    ),
    NameRule(
        "word-of-no-name",
        ("first",),
        _word_of_no_name,
        why="every sentence begins with a capital",
        example="[[Letters]] lay there.",
        leaves=True,
    ),
    NameRule(
        "given-name",
        WITH_CAPITAL,
        _given_name_and_capital,
        why="Safe Harbor A: a given name and another capital",
        example="[[Frank]] Miller came.",
    ),
    NameRule(
        "given-name-inside",
        ("capital",),
        _given_name_inside,
        why="Safe Harbor A: a given name with a capital inside a sentence",
        example="We saw [[Rose]] again.",
        shown=SHOWN,
    ),
)
