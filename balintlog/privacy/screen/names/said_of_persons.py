"""What is said of persons only: verbs, feelings and ages that tell somebody from a thing.

As a word, a given name that is one too is bound to an article (the bill, a rose) or is a
verb or an adjective, or what is said of it is said of things. Bare, and with what only a
person is or does, it is somebody, in any case of letters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.privacy.screen.names.context import ARTICLES, SHORT

if TYPE_CHECKING:
    from balintlog.privacy.screen.names.context import Context

_FARTHEST = 4  # words between a verb and what it says: "has not really been so"


def stands_bare(here: Context) -> bool:
    """Return True where no article and no adjective belong to the word."""
    before = here.token(-1)
    if here.tok.begins or before is None or not before.is_word:
        return before is None or before.text not in "-'\u2019/"
    if here.tok.is_capital:
        return before.low not in ARTICLES
    return here.among(-1, "clause-opens", "before-somebody", "relations", "asks-whether", "is")


def ends(here: Context, place: int) -> bool:
    """Return True where a clause ends at a place, or goes on with what is no noun."""
    tok = here.token(place)
    return tok is None or not tok.is_word or here.among(place, "goes-on")


def does(here: Context, place: int) -> bool:
    """Return True for what somebody does, or for a verb of people and things alike."""
    return here.among(place, "person-does", "somebody-does", "verbs-of-all")


def verb_place(here: Context) -> int:
    """Return where the verb of the word stands: after a word such as "just", or next to it."""
    return 2 if here.among(1, "in-between") else 1


def is_spoken_of_as_a_word(here: Context) -> bool:
    """Return True for a word that is spoken of: Grace was the word that came up."""
    return any(here.among(place, "of-a-word") for place in (2, 3, 4))


def is_said_of_a_person(here: Context) -> bool:
    """Return True before what no thing is or does: Frank was still tired, Bill does not sleep."""
    if here.named("bare") and here.among(1, "only-a-person-is"):
        return ends(here, 2)  # "Bill cross with presenter"
    if not here.among(1, "verbs-of-all", "seems"):
        return False
    place = 2
    while here.among(place, "in-between") and place < 2 + _FARTHEST:
        place += 1
    if here.among(1, "asks-whether") and here.low(place) in (",", ".", ";", "!", ""):
        return True  # "Grace did not, and", "rob did, that was new"
    if here.low(place) == "like" and here.among(1, "person-does"):
        return False  # "April felt like a beginning"
    if here.among(place, "only-a-person-may"):
        return not here.among(1, "is")
    if here.among(1, "is") and _is_an_age(here, place) and ends(here, place + 1):
        return True  # "Summer is nineteen"
    if here.low(place) == "lying" or (
        here.named("abstract") and here.among(place, "a-feeling-is-too")
    ):
        return False  # "Love is blind", "Bill is lying on the table"
    return here.among(place, "only-a-person-is")


def _is_an_age(here: Context, place: int) -> bool:
    low = here.low(place)
    return (low.isdecimal() and len(low) <= SHORT) or here.among(place, "ages")
