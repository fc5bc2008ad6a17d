"""Aliases: the only names by which members and leaders are known.

Anybody who finds or is shown a logbook must not learn who is in the group. Names
give people away, and so do initials: in a group of ten colleagues, "A.K." is
one of them. An alias is therefore a word from nature drawn at random, which
says nothing about the person who bears it.
"""

from collections.abc import Callable, Collection, Sequence
from functools import cache
from pathlib import Path

from balintlog.domain import folding
from balintlog.errors import InvalidInputError

MIN_CHARACTERS = 3
MAX_CHARACTERS = 20

_RULE = (
    f"an alias has {MIN_CHARACTERS} to {MAX_CHARACTERS} letters or single hyphens, such as heron"
)


@cache
def natural_words() -> tuple[str, ...]:
    """Return the words to draw from, sorted.

    No word is a person's name, none could hurt its bearer, and any two differ
    by more than one slip of the keyboard, so that a typing mistake is noticed
    and does not reach another member.
    """
    # Not by importlib.resources, which every command would import for the few that draw.
    text = Path(__file__).with_name("words").joinpath("aliases.txt").read_text(encoding="ascii")
    return tuple(text.split())


def draw(taken: Collection[str], chooser: Callable[[Sequence[str]], str]) -> str | None:
    """Return a word that is not in ``taken``, or None when all have been given.

    Chance chooses (``secrets.choice``), not a person and not the order of the
    list: a person would choose a word that fits the colleague, and
    the next in order would tell who joined first. ``taken`` should hold every
    alias ever given: given again, an alias would make two people into one.
    """
    given = frozenset(taken)
    free = [word for word in natural_words() if word not in given]
    return chooser(free) if free else None


def folded(text: str) -> str:
    """Return the spelling under which an alias is saved and looked for."""
    return folding.folded(text.strip())


def read_alias(text: str) -> str:
    """Return what a leader typed as the alias that is saved, or raise InvalidInputError.

    Without digits, no alias can be taken for an id such as g1 or carry a year
    of birth; without spaces and full stops, none is a full name or initials
    like "A. K.". The message never repeats what was typed, for that may have
    been a name.
    """
    alias = folded(text)
    if not MIN_CHARACTERS <= len(alias) <= MAX_CHARACTERS or not all(
        part.isalpha() for part in alias.split("-")
    ):
        raise InvalidInputError(_RULE)
    return alias
