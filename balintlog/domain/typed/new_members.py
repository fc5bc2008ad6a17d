"""New members as somebody names them in one line: how many, or their aliases, and professions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.aliases import folded
from balintlog.domain.text import printable, whole_number
from balintlog.domain.typed.new_alias import read_new_alias
from balintlog.domain.typed.word_matches import words_meant
from balintlog.domain.vocabulary import PROFESSIONS
from balintlog.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 30  # new members in one line
_ALL = ", ".join(PROFESSIONS)
_MOST_REPEATED = 20  # characters of a word that is not understood


class NewMember(NamedTuple):
    """Somebody to add; ``alias`` None: one is to be drawn."""

    alias: str | None
    profession: str | None = None


def read_new_members(typed: str) -> list[NewMember]:
    """Read ``8``, ``heron plover`` or ``heron doctor, moth teal nurse``.

    A profession is that of everybody named just before. InvalidInputError, which repeats no word:
    one that can be no alias may be somebody's name.
    """
    members: list[NewMember] = []
    named = 0  # since the last profession
    for place, word in enumerate(_words(typed), start=1):
        if profession := _profession(word) if members else None:
            if not named:
                raise InvalidInputError(f"word {place}: whose profession is that?")
            theirs = [member._replace(profession=profession) for member in members[-named:]]
            members[-named:] = theirs
            named = 0
            continue
        new = _new(word, place)
        members += new
        named += len(new)
        if len(members) > MOST:
            raise InvalidInputError(f"at most {MOST} members at once")
    aliases = [member.alias for member in members if member.alias is not None]
    if len(set(aliases)) < len(aliases):
        raise InvalidInputError("an alias is named twice")
    return members


def _new(word: str, place: int) -> list[NewMember]:
    """Return so many to be drawn, or somebody with this alias. InvalidInputError."""
    number = whole_number(word)
    if number:
        return [NewMember(None)] * min(number, MOST + 1)
    try:
        return [NewMember(read_new_alias(word))]
    except InvalidInputError as error:
        raise InvalidInputError(f"word {place}: {error.message}") from None


def read_professions(typed: str, aliases: Sequence[str]) -> dict[str, str]:
    """Read ``doctors, plover nurse``: by alias, for those named before it, or for all the rest.

    InvalidInputError names the word that is not understood.
    """
    professions: dict[str, str] = {}
    rest: str | None = None
    named: list[str] = []
    for word in _words(typed):
        alias = words_meant(word, aliases)
        if (profession := _profession(word)) and len(alias) != 1:
            professions |= dict.fromkeys(named, profession)
            rest = rest if named else profession
            named = []
        elif len(alias) == 1:
            named += alias
        else:
            said = printable(word[:_MOST_REPEATED])
            raise InvalidInputError(f"{said} is neither an alias nor one of: {_ALL}")
    if named:
        raise InvalidInputError(f"what is {named[0]}? One of: {_ALL}")
    if rest is None:
        return professions
    return {alias: professions.get(alias, rest) for alias in aliases}


def _profession(word: str) -> str | None:
    """Return the profession that a word names, also of several people: doctors."""
    said = folded(word)
    return next((known for known in PROFESSIONS if said in (known, f"{known}s")), None)


def _words(typed: str) -> list[str]:
    return typed.replace(",", " ").split()
