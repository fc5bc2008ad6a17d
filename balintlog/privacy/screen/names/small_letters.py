"""Names in small letters, as somebody types them late in the evening, or in shouting.

These rules ask about words that prose knows, and the first of them also about others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.privacy.screen.finding import HARD, SOFT
from balintlog.privacy.screen.names.context import ARTICLES, SHORT
from balintlog.privacy.screen.names.name_rule import LEAVE, WITHOUT_CAPITAL, NameHit, NameRule
from balintlog.privacy.screen.names.names_that_are_words import SHOWN, bare_name, is_of_a_saying
from balintlog.privacy.screen.names.said_of_persons import (
    does,
    ends,
    is_spoken_of_as_a_word,
    stands_bare,
)
from balintlog.privacy.screen.names.word_shapes import is_medical, is_prose

if TYPE_CHECKING:
    from balintlog.privacy.screen.names.context import Context
    from balintlog.privacy.screen.names.name_rule import Decision

_NO_NAMES = ("person-does", "function", "endearing", "particles", "titles-in-prose")


def is_known(here: Context) -> bool:
    """Return True for a word, in small letters, that counts as prose or as a medical term."""
    return _counts_as_prose(here) or is_medical(here.tok.low)


def _counts_as_prose(here: Context) -> bool:
    text, lex = here.tok.text, here.lex
    if not is_prose(text, lex):
        return False
    if len(here.tok.low) > SHORT and here.is_given() and not lex.is_common(text):
        return here.low(-1) in ARTICLES or here.among(0, "roles")  # "the kale"
    return True


def _employer(here: Context) -> Decision:
    employer = here.follows_work() and here.lex.is_of("employers", here.tok.text)
    return NameHit("institution") if employer else None


def _town_that_is_a_word(here: Context) -> Decision:
    if not (here.among(-1, "from") and here.among(-2, "lives")):
        return None
    lives = here.low(-2) not in ("back", "up") and ends(here, 1)
    return NameHit("place") if lives and here.among(0, "towns-that-are-words") else None


def _surely_prose(here: Context) -> Decision:
    return LEAVE if here.lex.is_safe(here.tok.text) or here.among(0, *_NO_NAMES) else None


def _endearing_and_name(here: Context) -> Decision:
    """Find old tom, but not the old man."""
    if not here.among(-1, "endearing") or not here.is_given():
        return None
    owned = here.low(-2) in ("a", "an", "the", "his", "her", "this", "their")
    owned = owned and here.among(-2, "small-words", "pronouns", "relations")
    if owned or here.lex.is_common(here.tok.text):
        return None
    return NameHit(tier=SOFT if is_prose(here.tok.text, here.lex) else HARD)


def _relation_and_name(here: Context) -> Decision:
    if not (here.is_called() or here.among(-1, "relations")) or not here.is_given():
        return None
    if here.among(0, "verbs-and-such", "abstract", "roles"):
        return None
    acts = here.among(1, "person-does") or here.low(1).endswith(("s", "ed"))
    return NameHit(tier=SOFT if _counts_as_prose(here) and not acts else HARD)


def _no_given_name(here: Context) -> Decision:
    return None if here.is_given() else LEAVE


def _name_above_all(here: Context) -> Decision:
    if not here.named("names-above-all") or is_of_a_saying(here):
        return None
    hard = here.among(-1, "before-somebody") and here.low(-1) != "to"
    return NameHit(tier=HARD if hard else SOFT, grows=False)


def _not_bare(here: Context) -> Decision:
    return None if stands_bare(here) else LEAVE


def _of_a_relation(here: Context) -> Decision:
    """Find who belongs to somebody, my friend grace, and not what one gives: his wife hope."""
    owned = here.low(-2) in ("my", "his", "her", "our", "their") and here.among(-1, "relations")
    if not owned or here.among(-3, "gives") or not here.named("abstract"):
        return None
    return NameHit() if ends(here, 1) or here.among(1, "verbs-of-all") else LEAVE


def _mostly_a_word(here: Context) -> Decision:
    common = here.lex.is_common(here.tok.text)
    return LEAVE if common and not here.named("bare") else None


def _relation_name_and_verb(here: Context) -> Decision:
    return NameHit() if here.among(-1, "relations") and does(here, 1) else None


def _met(here: Context) -> Decision:
    met = here.among(-1, "before-somebody", "meets-somebody")
    if not met or here.low(-1) == "to" or not ends(here, 1):
        return None
    sure = here.named("surely-bare", "countable") or here.among(-1, "spoken-to")
    return NameHit(tier=HARD if sure else SOFT, grows=False)


def _name_and_any_verb(here: Context) -> Decision:
    if not does(here, 1) or here.low(-1) == "to":  # wanted to sue
        return None
    if len(here.tok.low) < SHORT or is_spoken_of_as_a_word(here):
        return None
    sure = not here.lex.is_common(here.tok.text) or here.named("surely-bare")
    return NameHit(tier=HARD if sure and here.among(1, "person-does") else SOFT, grows=False)


BY_CONTEXT = (
    NameRule(
        "employer-in-small-letters",
        WITHOUT_CAPITAL,
        _employer,
        why="ICO: everybody knows the firm, and somebody there knows the person",
        example="she works at [[tesco]] now",
        shown="employer",
    ),
    NameRule(
        "town-where-somebody-lives",
        WITHOUT_CAPITAL,
        _town_that_is_a_word,
        why="Safe Harbor B: somebody lives in a place",
        example="she lives in [[reading]] now",
        shown="town-that-is-a-word",
    ),
    NameRule(
        "bare-name-in-small-letters",
        WITHOUT_CAPITAL,
        bare_name,
        why="Safe Harbor A: something is said of it that is only said of people",
        example="what does [[grace]] want",
        shown=SHOWN,
    ),
    NameRule(
        "surely-prose",
        WITHOUT_CAPITAL,
        _surely_prose,
        why="a verb, a small word, or a word that may always have a capital names nobody",
        example="she [[said]] nothing",
        leaves=True,
    ),
    NameRule(
        "endearing-and-name",
        WITHOUT_CAPITAL,
        _endearing_and_name,
        why="Safe Harbor A: 'old' or 'poor' before a given name, without an article",
        example="we spoke of old [[tom]] again",
        shown="relation-and-name",
    ),
    NameRule(
        "relation-and-small-name",
        WITHOUT_CAPITAL,
        _relation_and_name,
        why="Safe Harbor A: a given name after a relation, or after 'is called'",
        example="her husband [[tom]] answers",
        shown="relation-and-name",
    ),
)
THAT_ARE_WORDS = (
    NameRule(
        "no-given-name",
        ("small",),
        _no_given_name,
        why="without a capital, a word of prose is just a word",
        example="a [[letter]] lay there",
        leaves=True,
    ),
    NameRule(
        "small-name-above-all",
        ("small",),
        _name_above_all,
        why="Safe Harbor A: some names are hardly ever words",
        example="we spoke about [[jack]] again",
        shown="name-above-all",
    ),
    NameRule(
        "not-bare",
        ("small",),
        _not_bare,
        why="an article or an adjective makes it a word",
        example="the [[bill]] was too high",
        leaves=True,
    ),
    NameRule(
        "of-a-relation",
        ("small",),
        _of_a_relation,
        why="Safe Harbor A: a name after 'my friend'",
        example="he said my friend [[grace]] again",
        shown="relation-and-name",
    ),
    NameRule(
        "mostly-a-word",
        ("small",),
        _mostly_a_word,
        why="a common word is a word, unless it hardly ever stands without an article",
        example="[[hope]] is what keeps her",
        leaves=True,
    ),
    NameRule(
        "relation-name-and-verb",
        ("small",),
        _relation_name_and_verb,
        why="Safe Harbor A: a relation, a given name and a verb",
        example="her husband [[frank]] drinks",
        shown="relation-and-name",
    ),
    NameRule(
        "met",
        ("small",),
        _met,
        why="Safe Harbor A: people are met and spoken of, not things",
        example="we talked about [[frank]] again",
        shown=SHOWN,
    ),
    NameRule(
        "small-name-and-any-verb",
        ("small",),
        _name_and_any_verb,
        why="Safe Harbor A, weakly: a name without an article, before any verb",
        example="[[bill]] was in on his own today",
        shown="name-and-any-verb",
    ),
)
