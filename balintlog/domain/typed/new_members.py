"""New members as somebody names them in one line: how many, or their aliases, and professions."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.aliases import folded
from balintlog.domain.text import printable, whole_number
from balintlog.domain.typed.frame.new_alias import read_new_alias
from balintlog.domain.typed.word_matches import words_meant
from balintlog.domain.vocabulary import PROFESSIONS
from balintlog.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST = 30  # new members in one line
_ALL = ", ".join(PROFESSIONS)
_AND = "and"  # may stand between aliases
_MOST_REPEATED = 20  # characters of a word that is not understood


class NewMember(NamedTuple):
    """Somebody to add; ``alias`` None: one is to be drawn."""

    alias: str | None
    profession: str | None = None


def read_new_members(typed: str) -> list[NewMember]:
    """Read ``8``, ``heron plover`` or ``heron doctor, moth teal nurse``.

    A profession is that of everybody named just before it between the same two commas.
    InvalidInputError, which repeats no word: one that can be no alias may be somebody's name.
    """
    members: list[NewMember] = []
    places = count(1)
    for clause in _clauses(typed):
        members += _members_of(clause, places)
        if len(members) > MOST:
            raise InvalidInputError(f"at most {MOST} members at once")
    aliases = [member.alias for member in members if member.alias is not None]
    if len(set(aliases)) < len(aliases):
        raise InvalidInputError("an alias is named twice")
    return members


def _members_of(clause: Sequence[str], places: Iterator[int]) -> list[NewMember]:
    """Return who is named between two commas; ``places`` counts the words of the whole line."""
    known: list[NewMember] = []
    waiting: list[NewMember] = []  # for a profession that may follow
    for word, place in zip(clause, places, strict=False):
        if profession := _profession(word):
            if not waiting:
                raise InvalidInputError(
                    f"word {place}: whose profession is that? It follows the alias, with no comma"
                )
            known += [member._replace(profession=profession) for member in waiting]
            waiting = []
        elif folded(word) != _AND:
            waiting += _new(word, place)
    return known + waiting


def professions_in_words(members: Sequence[NewMember]) -> str:
    """Say who is what, those of one profession together: ``heron, moth: doctor; teal: nurse``.

    Those without one are named last; "" where nobody has one.
    """
    aliases: dict[str | None, list[str]] = {}
    for member in members:
        aliases.setdefault(member.profession, []).append(member.alias or "")
    without = aliases.pop(None, [])
    if not aliases:
        return ""
    said = [f"{', '.join(theirs)}: {profession}" for profession, theirs in aliases.items()]
    return "; ".join([*said, f"{', '.join(without)}: no profession"] if without else said)


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
    """Read ``doctors, plover nurse``: by alias, for those named with it, or for all the rest.

    A profession is that of those named just before it between the same two commas.
    InvalidInputError names the word that is not understood.
    """
    professions: dict[str, str] = {}
    rest: str | None = None
    for clause in _clauses(typed):
        named: list[str] = []
        for word in clause:
            alias = words_meant(word, aliases)
            if (profession := _profession(word)) and len(alias) != 1:
                if not named and rest not in (None, profession):
                    raise InvalidInputError(f"who is a {profession}, and who a {rest}?")
                professions |= dict.fromkeys(named, profession)
                rest = rest if named else profession
                named = []
            elif len(alias) == 1:
                named += alias
            elif folded(word) != _AND:
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


def _clauses(typed: str) -> list[list[str]]:
    """Return the words between commas."""
    return [clause.split() for clause in typed.split(",")]
