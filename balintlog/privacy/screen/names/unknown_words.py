"""Unknown words in small letters, which no list of prose holds: names, towns, or slips.

What is one letter away from a word is a slip; what is built of words with an ending or a
beginning is a word. The rest is hardly ever anything but a name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.privacy.screen.finding import HARD, SOFT
from balintlog.privacy.screen.names.context import SHORT
from balintlog.privacy.screen.names.misspelt_words import (
    FEWEST,
    is_a_slip,
    is_built_of_words,
    is_unlike_prose,
)
from balintlog.privacy.screen.names.name_rule import LEAVE, Kind, NameHit, NameRule
from balintlog.privacy.screen.names.said_of_persons import (
    does,
    is_said_of_a_person,
    stands_bare,
    verb_place,
)
from balintlog.privacy.screen.names.word_shapes import is_medical, is_prose

if TYPE_CHECKING:
    from balintlog.privacy.screen.names.context import Context
    from balintlog.privacy.screen.names.name_rule import Decision

_INITIALS = 2  # letters
_KINDS: tuple[Kind, ...] = ("unknown",)


def _is_long(here: Context) -> bool:
    return len(here.tok.low) > SHORT


def _small_initials(here: Context) -> Decision:
    """Find two letters of whom something is said: sk thinks."""
    if len(here.tok.low) >= SHORT:
        return None
    if len(here.tok.low) != _INITIALS or not stands_bare(here):
        return LEAVE
    if here.lex.is_listed(here.tok.text) or not here.among(1, "person-does"):
        return LEAVE
    return NameHit(grows=False)


def _called(here: Context) -> Decision:
    return NameHit() if here.is_called() else None


def _listed_given_name(here: Context) -> Decision:
    if not here.is_given():
        return None
    sure = _is_long(here) or _stands_as_somebody(here) or here.is_aside()
    return NameHit(tier=HARD if sure else SOFT)


def _two_unknown_words(here: Context) -> Decision:
    after = here.token(1)
    if after is None or not after.is_word or after.is_capital:
        return None
    unknown = not is_prose(after.text, here.lex) and not is_medical(after.low)
    return NameHit() if unknown and here.lex.is_listed(after.text) else None


def _town_in_small_letters(here: Context) -> Decision:
    town = here.among(-1, "from") and here.lex.is_town(here.tok.text)
    return NameHit("place") if town else None


def _after_from(here: Context) -> Decision:
    low = here.tok.low
    if here.among(-1, "from") and _is_long(here):
        lives = here.low(-1) == "from" or here.among(-2, "lives")
        return NameHit("place", HARD if lives or is_unlike_prose(low) else SOFT)
    part = here.low(-1) == "of" and here.among(-2, "parts")
    return NameHit("place") if part and is_unlike_prose(low) else None


def _unknown_word_and_house(here: Context) -> Decision:
    low, lex = here.tok.low, here.lex
    if not _is_long(here) or not here.among(1, "houses") or is_a_slip(low, lex.words):
        return None
    sure = lex.is_listed(here.tok.text) or is_unlike_prose(low)
    return NameHit("institution", HARD if sure else SOFT, more=1)


def _after_from_the(here: Context) -> Decision:
    the = here.low(-1) == "the" and here.among(-2, "from")
    return NameHit("institution") if the and is_unlike_prose(here.tok.low) else None


def _unknown_word_and_who(here: Context) -> Decision:
    aside = here.is_aside() and not is_built_of_words(here.tok.low)
    return NameHit() if aside or (here.low(1) == "who" and does(here, 2)) else None


def _unknown_word_and_verb(here: Context) -> Decision:
    return NameHit() if _stands_as_somebody(here) and is_unlike_prose(here.tok.low) else None


def _stands_as_somebody(here: Context) -> bool:
    """Return True where only somebody stands: fatoumata was late."""
    if here.among(-1, "endearing"):
        return True
    if not stands_bare(here):
        return False
    begins = here.tok.begins or not here.low(-1)[:1].isalpha()
    acts = here.among(1, "person-does") or is_said_of_a_person(here)
    acts = acts or (begins and does(here, verb_place(here)))
    return acts or here.among(-1, "relations", "meets-somebody")


def _listed_town_or_surname(here: Context) -> Decision:
    text, lex = here.tok.text, here.lex
    town = lex.is_town(text)
    if not town and not (_is_long(here) and lex.is_surname(text)):
        return None
    return NameHit("place" if town else "name", HARD if here.tok.shouted else SOFT)


def _mistyped_town(here: Context) -> Decision:
    low = here.tok.low
    town = len(low) > FEWEST and is_unlike_prose(low) and is_a_slip(low, here.lex.towns)
    return NameHit("place") if town else None


def _unknown_word_alone(here: Context) -> Decision:
    return NameHit(tier=SOFT) if is_unlike_prose(here.tok.low) else None


RULES = (
    NameRule(
        "small-initials-and-verb",
        _KINDS,
        _small_initials,
        why="Safe Harbor A: two letters that do what a person does",
        example="[[sk]] thinks so",
        shown="initials-and-verb",
    ),
    NameRule(
        "small-and-called",
        _KINDS,
        _called,
        why="what somebody is called is a name",
        example="her name is [[nyberg]]",
        shown="called",
    ),
    NameRule(
        "name-in-small-letters",
        _KINDS,
        _listed_given_name,
        why="Safe Harbor A: a given name that is no word",
        example="we spoke of [[siobhan]] again",
    ),
    NameRule(
        "two-unknown-words",
        _KINDS,
        _two_unknown_words,
        why="Safe Harbor A: an unlisted word before a name belongs to it",
        example="have you heard [[blorvik]] kowalczyk speak",
    ),
    NameRule(
        "town-in-small-letters",
        _KINDS,
        _town_in_small_letters,
        why="Safe Harbor B: a town after a preposition",
        example="she went to [[leicester]] again",
    ),
    NameRule(
        "unknown-word-after-from",
        _KINDS,
        _after_from,
        why="Safe Harbor B: somebody comes from a place, or lives in it",
        example="she lives in [[birmingam]] now",
    ),
    NameRule(
        "unknown-word-and-house",
        _KINDS,
        _unknown_word_and_house,
        why="Safe Harbor B: wards and surgeries have names",
        example="she lay on [[cavell]] ward",
    ),
    NameRule(
        "unknown-word-after-the",
        _KINDS,
        _after_from_the,
        why="Safe Harbor B: houses are called the something",
        example="a letter from the [[whittleston]]",
    ),
    NameRule(
        "unknown-word-and-who",
        _KINDS,
        _unknown_word_and_who,
        why="Safe Harbor A: 'who' follows a person",
        example="still with [[zolwe]] who cried",
    ),
    NameRule(
        "unknown-word-and-verb",
        _KINDS,
        _unknown_word_and_verb,
        why="Safe Harbor A: it stands where only a person can",
        example="[[mbalenhle]] was late again",
    ),
    NameRule(
        "small-town-or-surname",
        _KINDS,
        _listed_town_or_surname,
        why="Safe Harbor A and B, weakly: it is on a list, and is not a word",
        example="and then [[okonkwo]] again",
        shown="name-in-small-letters",
    ),
    NameRule(
        "mistyped-town",
        _KINDS,
        _mistyped_town,
        why="Safe Harbor B: one letter away from a town, but from no word",
        example="a bloke frm [[birmingam]] w the feet",
    ),
    NameRule(
        "unknown-word-alone",
        _KINDS,
        _unknown_word_alone,
        why="Safe Harbor A, weakly: nothing explains it, and it is no slip",
        example="and then [[zolwethu]] again",
    ),
)
