"""Public names, of nobody in the case: of diseases, of thinkers, and of what everybody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.privacy.screen.finding import SOFT
from balintlog.privacy.screen.names.name_rule import LEAVE, WITH_CAPITAL, NameHit, NameRule
from balintlog.privacy.screen.names.word_shapes import is_plural_of_letters

if TYPE_CHECKING:
    from balintlog.privacy.screen.names.context import Context
    from balintlog.privacy.screen.names.name_rule import Decision

_FARTHEST = 4  # words from an eponym to its head, less one


def is_part_of_a_term(here: Context) -> bool:
    """Return True for a part of a medical term: Babinski sign, DAS28."""
    after = here.token(1)
    with_digits = after is not None and after.glued and after.text[0].isdigit()
    return _names_a_disease(here) or with_digits


def _names_a_disease(here: Context) -> bool:
    """Return True for the name of a sign or a disease, or of more than one person.

    Its head is the next word, or the next after capitals and hyphens; of an eponym that
    is known one of the next three. Given names are the names of people.
    """
    known = here.lex.is_of("eponyms", here.tok.text)
    if not known and here.is_given():
        return False
    for place in range(1, _FARTHEST):
        tok = here.token(place)
        if tok is None:
            return False
        if here.among(place, "eponym-heads"):
            return True
        joined = tok.text in "-'\u2019\u2013"
        if not tok.is_word and not joined:
            return False
        if here.among(place, "small-words", "from", "is"):
            return False  # "Femi from the group"
        if not known and not joined and not tok.is_capital:
            return False  # "Okonkwo needs tests"
    return False


def _fine_with_a_capital(here: Context) -> Decision:
    safe = is_plural_of_letters(here.tok.text, here.lex) or here.lex.is_safe(here.tok.text)
    return LEAVE if safe else None


def _medical_term(here: Context) -> Decision:
    return LEAVE if is_part_of_a_term(here) else None


def _thinker(here: Context) -> Decision:
    if not here.lex.is_of("thinkers", here.tok.text):
        return None
    would = here.low(1) == "would" and here.low(2) in ("have", "call", "say")
    thinks = would or here.among(1, "writings") or here.among(-1, "read-of")
    return LEAVE if thinks else None


def _disease_alone(here: Context) -> Decision:
    return LEAVE if _is_a_disease_alone(here) else None


def _is_a_disease_alone(here: Context) -> bool:
    if not here.lex.is_of("eponyms", here.tok.text):
        return False
    after = here.token(1)
    if after is not None and after.is_word and after.is_capital:
        return False
    if here.tok.low.endswith(("'s", "s'")) and here.low(-1) not in ("at", "from", "to"):
        return after is None or not after.is_word or here.among(1, "function", "is")
    return here.low(-1) in ("a", "an") and not here.among(1, "is", "person-does")


def _likened(here: Context) -> Decision:
    likened = here.lex.is_of("culture", here.tok.text) and here.among(-1, "likened")
    return NameHit(tier=SOFT, grows=False) if likened else None


RULES = (
    NameRule(
        "fine-with-a-capital",
        WITH_CAPITAL,
        _fine_with_a_capital,
        why="peoples, feasts, societies and tests are nobody; nor are letters in the plural",
        example="We sent her to two [[MRIs]].",
        leaves=True,
    ),
    NameRule(
        "medical-term",
        WITH_CAPITAL,
        _medical_term,
        why="a sign or a disease bears the name of the person who described it",
        example="He had a positive [[Zorblin]] sign.",
        leaves=True,
    ),
    NameRule(
        "thinker",
        WITH_CAPITAL,
        _thinker,
        why="the author of what the group reads is no patient",
        example="We spoke of [[Stern's]] idea.",
        leaves=True,
    ),
    NameRule(
        "disease-alone",
        WITH_CAPITAL,
        _disease_alone,
        why="a disease may bear a name without its head",
        example="Her [[Wilson's]] is worse.",
        leaves=True,
    ),
    NameRule(
        "name-that-all-know",
        WITH_CAPITAL,
        _likened,
        why="a figure from a story, though a patient may have the same name",
        example="Like [[Cassandra]] he warned us.",
    ),
)
