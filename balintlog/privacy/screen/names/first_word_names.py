"""Names as the first word of a sentence, where the capital says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.privacy.screen.finding import HARD, SOFT
from balintlog.privacy.screen.names.name_rule import LEAVE, NameHit, NameRule
from balintlog.privacy.screen.names.names_that_are_words import (
    SHOWN,
    as_somebody,
    is_of_a_saying,
)
from balintlog.privacy.screen.names.said_of_persons import does, is_spoken_of_as_a_word, verb_place

if TYPE_CHECKING:
    from balintlog.privacy.screen.names.context import Context
    from balintlog.privacy.screen.names.name_rule import Decision


def _name_above_all(here: Context) -> Decision:
    named = here.named("names-above-all") and not is_of_a_saying(here)
    return NameHit(grows=False) if named else None


def _person_does(here: Context) -> Decision:
    verb = verb_place(here)
    if not here.among(verb, "person-does"):
        return None
    vague = here.among(verb, "things-do-too") or here.named("roles")
    return NameHit(tier=SOFT if vague and _is_mostly_a_word(here) else HARD, grows=False)


def _more_often_a_word(here: Context) -> Decision:
    return LEAVE if _is_mostly_a_word(here) or is_spoken_of_as_a_word(here) else None


def _is_mostly_a_word(here: Context) -> bool:
    return here.named("abstract", "roles") and not here.named("bare")


def _name_and_any_verb(here: Context) -> Decision:
    if not does(here, 1):
        return None
    return NameHit(tier=HARD if here.named("surely-bare", "as-subjects") else SOFT, grows=False)


RULES = (
    NameRule(
        "name-above-all",
        ("first",),
        _name_above_all,
        why="Safe Harbor A: some names are hardly ever words",
        example="[[John]] again.",
    ),
    NameRule(
        "first-word-as-somebody",
        ("first",),
        as_somebody,
        why="Safe Harbor A: the words around it are about a person",
        example="[[Fern]] could laugh then.",
        shown=SHOWN,
    ),
    NameRule(
        "first-word-and-deed",
        ("first",),
        _person_does,
        why="Safe Harbor A: it does what a person does",
        example="[[Victor]] wept.",
        shown=SHOWN,
    ),
    NameRule(
        "more-often-a-word",
        ("first",),
        _more_often_a_word,
        why="hope, faith and the baby begin many a sentence",
        example="[[Grace]] was the word.",
        leaves=True,
    ),
    NameRule(
        "name-and-any-verb",
        ("first",),
        _name_and_any_verb,
        why="Safe Harbor A, weakly: a name without an article, before any verb",
        example="[[Victor]] was here again.",
    ),
)
