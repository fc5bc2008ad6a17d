"""A group's own words for the screen: those that are fine, and those that must never pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain.text import text_fault, tidy
from balintlog.errors import InvalidInputError
from balintlog.storage.tables import people, screen_words
from balintlog.storage.tables.screen_words import ALLOW, DENY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook

MAX_WORDS = 2000
MAX_CHARACTERS = 80


def read(typed: Iterable[str]) -> list[str]:
    """Return words, or several that belong together, as they are kept; never repeats one.

    InvalidInputError names the place of what can be none.
    """
    found: dict[str, str] = {}
    for number, one in enumerate(typed, start=1):
        word = tidy(one)
        fault = text_fault(word, one_line=True, max_characters=MAX_CHARACTERS)
        if fault is None and not any(letter.isalnum() for letter in word):
            fault = "holds no letter"
        if fault is not None:
            raise InvalidInputError(f"word {number} {fault}")
        found.setdefault(word.casefold(), word)
    if not found:
        raise InvalidInputError("there are no words")
    return list(found.values())


def words(book: Logbook, group: Group, which: str) -> list[str]:
    """Return the words of one list."""
    return screen_words.words(book.store, group.id, which)


def add(book: Logbook, group: Group, which: str, new: list[str]) -> int:
    """Put words on one list of a group; return how many were not there yet."""
    other = DENY if which == ALLOW else ALLOW
    with book.store.writing():
        known = _folded(words(book, group, which))
        if _folded(new).keys() & _folded(words(book, group, other)).keys():
            raise InvalidInputError(
                "one of the words is on the group's other list",
                hint=f"Take it off there first: balintlog privacy {other} remove",
            )
        fresh = [word for word in new if word.casefold() not in known]
        if len(known) + len(fresh) > MAX_WORDS:
            raise InvalidInputError(f"a list holds at most {MAX_WORDS:,} words")
        screen_words.add(book.store, group.id, which, fresh)
    return len(fresh)


def remove(book: Logbook, group: Group, which: str, old: list[str]) -> int:
    """Take words off one list of a group; return how many were there."""
    with book.store.writing():
        known = _folded(words(book, group, which))
        gone = [known[key] for key in _folded(old) if key in known]
        screen_words.remove(book.store, group.id, which, gone)
    return len(gone)


def forbid(forbidden: Iterable[str], name: str, language: str) -> bool:
    """Tell whether some words forbid an alias or a label."""
    from balintlog.privacy.screen.blocked_words import denied  # not for every command

    return any(denied(name.replace("-", " "), forbidden, language))


def in_use(book: Logbook, group: Group, forbidden: list[str]) -> list[tuple[str, str]]:
    """Return whose name some words forbid, and that name: group, members and leaders."""
    named = [("group", group.label)]
    named += [("member", member.alias) for member in people.members(book.store, group.id)]
    named += [("leader", alias) for alias in people.leaders(book.store)]
    return [(of, name) for of, name in named if forbid(forbidden, name, group.language)]


def _folded(some: Iterable[str]) -> dict[str, str]:
    return {word.casefold(): word for word in some}
