"""Names by titles and initials, and by being called so: Dr May, J. Smith, her name is Hope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.privacy.screen.names.context import SHORT
from balintlog.privacy.screen.names.misspelt_words import is_unlike_prose
from balintlog.privacy.screen.names.name_rule import ANY, LEAVE, WITH_CAPITAL, NameHit, NameRule
from balintlog.privacy.screen.names.public_names import is_part_of_a_term
from balintlog.privacy.screen.names.word_shapes import is_prose, is_roman

if TYPE_CHECKING:
    from balintlog.privacy.screen.names.context import Context
    from balintlog.privacy.screen.names.name_rule import Decision
    from balintlog.privacy.screen.tokens import Token

_LETTERS = 5  # more letters in capitals are a word, and stand for no words


def _title_and_name(here: Context) -> Decision:
    sure = here.among(0, "titles") or (here.tok.text == "Miss" and not here.tok.begins)
    if not sure and not here.among(0, "titles-in-prose"):
        return None
    dot = here.token(1)
    place = 2 if dot is not None and dot.text == "." and dot.glued else 1
    name = here.token(place)
    if name is None or not name.is_word or here.among(place, "person-does"):
        return None
    if here.among(place, "function") and not (sure and _is_month_or_modal(name)):
        return None
    named = _follows_sure_title(here, place, name) if sure else _follows_word(here, name)
    return NameHit(more=place) if named else None


def _is_month_or_modal(name: Token) -> bool:
    """Dr May, Mrs Will: with a capital that no sentence gave."""
    return name.low in ("may", "will") and name.is_capital and not name.begins


def _follows_word(here: Context, name: Token) -> bool:
    """Return True for a name after a title that is a word as well: sister, miss."""
    if not here.tok.is_capital and not name.is_capital:
        unknown = not is_prose(name.text, here.lex) and len(name.low) > SHORT
        return unknown and here.lex.is_listed(name.text)  # miss pickering
    fits = name.is_capital and not name.begins and not name.is_acronym
    return fits and here.tok.is_capital and not here.lex.is_safe(name.text)


def _follows_sure_title(here: Context, place: int, name: Token) -> bool:
    """Return True for a name after a title that is nothing else: Dr, Mrs."""
    lex = here.lex
    after = here.token(place + 1)
    particle = here.among(place, "particles")
    has_name = particle and after is not None and after.is_word
    if particle and not has_name and not name.is_capital:
        return False  # "Frau von 94 Jahren"
    if name.is_capital or name.shouted or has_name:
        return not here.among(place, "titles")
    given = lex.is_given(name.text) and not here.among(place, "verbs-and-such")
    surname = lex.is_surname(name.text) and here.tok.low != "dr" and len(name.low) > SHORT
    return name.low not in lex.words or given or surname


def _initial_and_name(here: Context) -> Decision:
    dot, name = here.token(1), here.token(2)
    if dot is None or name is None or here.tok.low in ("i", "a"):
        return None
    if dot.text != "." or not dot.glued or not name.is_word:
        return None
    if not here.tok.is_capital:
        return NameHit(more=2) if _has_small_name(here, name) else None
    is_word = name.low in here.lex.words and not here.lex.is_surname(name.text)
    begins_anew = here.among(2, "function", "small-words")
    if not name.is_capital or len(name.text) < SHORT or here.lex.is_safe(name.text):
        return None
    return None if is_word or begins_anew else NameHit()


def _has_small_name(here: Context, name: Token) -> bool:
    """D. fitzmaurice."""
    if here.low(-1) == "." or len(name.low) <= SHORT or is_prose(name.text, here.lex):
        return False
    listed = here.lex.is_given(name.text) or here.lex.is_surname(name.text)
    return listed or is_unlike_prose(name.low.replace("-", ""))


def _called(here: Context) -> Decision:
    if not here.tok.is_capital or not here.is_called():
        return None
    low, lex = here.tok.low, here.lex
    if low not in lex.words or low in lex.given:
        return NameHit()
    somebody = here.among(-1, "somebody") or here.among(-2, "is", "goes") or here.low(-1) == "as"
    return NameHit() if somebody and not lex.is_safe(low) else None


def _letters_of_no_name(here: Context) -> Decision:
    text, lex = here.tok.text, here.lex
    known = is_part_of_a_term(here) or lex.is_prose(text) or lex.is_of("letters", text)
    return LEAVE if known or is_roman(text) else None


def _name_in_capitals(here: Context) -> Decision:
    text = here.tok.text
    return NameHit() if len(text) > _LETTERS or here.lex.is_listed(text) else None


def _initials_and_verb(here: Context) -> Decision:
    return NameHit(grows=False) if here.among(1, "person-does", "is") else None


def _letters_after_at(here: Context) -> Decision:
    where = here.among(-1, "where") or here.low(-1) == "in"
    return NameHit("institution", grows=False) if where else None


RULES = (
    NameRule(
        "title-and-name",
        ANY,
        _title_and_name,
        why="Safe Harbor A: a name follows a title",
        example="We wrote to [[Mrs]] Okonkwo again.",
    ),
    NameRule(
        "initial-and-name",
        ("letter",),
        _initial_and_name,
        why="Safe Harbor A: initials and a surname are a name",
        example="[[J]]. Pemberton wrote.",
    ),
    NameRule(
        "called",
        ("letters", "other", *WITH_CAPITAL),
        _called,
        why="what somebody is called is a name, even if it is a word too",
        example="They called him [[Robbie]].",
    ),
)
LETTERS = (
    NameRule(
        "letters-of-no-name",
        ("letters",),
        _letters_of_no_name,
        why="letters may stand for words, for a test or for a number",
        example="The [[MRI]] was clear.",
        leaves=True,
    ),
    NameRule(
        "name-in-capitals",
        ("letters",),
        _name_in_capitals,
        why="so many letters are no abbreviation, and listed ones are a name",
        example="Then [[OKONKWO]] wept.",
        shown="unknown-word",
    ),
    NameRule(
        "initials-and-verb",
        ("letters",),
        _initials_and_verb,
        why="letters that do what a person does are initials",
        example="Then [[JK]] wept.",
    ),
    NameRule(
        "letters-after-at",
        ("letters",),
        _letters_after_at,
        why="letters after 'at' name a house",
        example="He was seen at [[QXVB]].",
    ),
)
