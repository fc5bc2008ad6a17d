"""Given names that are words as well: Frank, Bill, Rose, Hope. Safe Harbor A.

No list can tell them; the words around them can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.privacy.screen.finding import HARD, SOFT
from balintlog.privacy.screen.names.context import ARTICLES
from balintlog.privacy.screen.names.name_rule import NameHit
from balintlog.privacy.screen.names.said_of_persons import (
    is_said_of_a_person,
    is_spoken_of_as_a_word,
    stands_bare,
)

if TYPE_CHECKING:
    from balintlog.privacy.screen.names.context import Context

SHOWN = "name-that-is-a-word"  # what findings of such names are called, by whatever rule


def bare_name(here: Context) -> NameHit | None:
    """Find one of the names that as words hardly stand bare: frank was tired."""
    return as_somebody(here) if here.named("bare", "abstract") else None


def as_somebody(here: Context) -> NameHit | None:
    """Find a given name where the words around it speak of somebody."""
    if here.named("roles") and not here.named("bare"):
        return None
    if _is_owner(here) and here.low(-1) not in ARTICLES:
        return NameHit(grows=False)
    if not stands_bare(here):
        return None
    if here.is_explained() or _is_pointed_at(here) or _is_no_modal(here):
        return NameHit(grows=False)
    if _has_a_relation(here) or _is_asked_about(here):
        inside = here.tok.is_capital and not here.tok.begins
        weak = here.named("abstract") and not inside  # "what does hope want"
        return NameHit(tier=SOFT if weak else HARD, grows=False)
    if is_said_of_a_person(here):
        return NameHit(tier=SOFT if here.among(0, "roles") else HARD, grows=False)
    return None


def is_of_a_saying(here: Context) -> bool:
    """Return True for a name in a saying: a long john, jack of all trades, peter out."""
    before, after = here.low(-1), here.low(1)
    after_dash = here.token(1)
    joined = after == "-" and after_dash is not None and after_dash.glued
    of = after == "of" and here.low(2) in ("all", "hearts", "spades", "clubs", "diamonds")
    trades = of and here.low(3) not in ("people", "them", "us")
    counted = before in (*ARTICLES, "every", "any", "long", "-")
    return counted or joined or trades or after in ("out", "forth", "up", "off", "them")


def _is_owner(here: Context) -> bool:
    """Rose's daughter, joy's voice."""
    return here.tok.low.endswith("'s") and here.among(1, "relations", "belongings")


def _has_a_relation(here: Context) -> bool:
    """Frank and his wife."""
    owner = here.low(1) == "and" and here.low(2) in ("his", "her")
    return owner and here.among(3, "relations")


def _is_asked_about(here: Context) -> bool:
    """What does Grace want."""
    asks = here.among(-1, "asks-whether")
    return asks and here.among(1, "only-a-person-may", "only-a-person-is")


def _is_pointed_at(here: Context) -> bool:
    """It was Pat who noticed."""
    pointed = here.among(-1, "is") and here.low(-2) in ("it", "not", "only")
    return pointed and here.low(1) == "who"


def _is_no_modal(here: Context) -> bool:
    """Will rang, Will would not: the verb has a form that follows no "will"."""
    if here.tok.low != "will":
        return False
    if here.low(1) in ("is", "was", "has", "had") and not here.is_capital(0):
        return False  # "his will has to wait"
    return here.among(1, "person-does", "modals") and not is_spoken_of_as_a_word(here)
