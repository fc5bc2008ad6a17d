"""A group's own words for the screen: those that are allowed, and those that are blocked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain.folding import folded
from balintlog.domain.text import text_fault, tidy
from balintlog.errors import InvalidInputError
from balintlog.storage.tables import last_changes, people, screen_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from balintlog.domain.records import Group
    from balintlog.domain.vocabulary import WordList
    from balintlog.logbook.book import Logbook

MAX_WORDS = 2000
MAX_CHARACTERS = 80
# The other list of each, and the command that changes that one.
_OTHER_LIST: dict[WordList, tuple[WordList, str]] = {
    "allowed": ("blocked", "block"),
    "blocked": ("allowed", "allow"),
}


def read(typed: Iterable[str]) -> list[str]:
    """Return words, or several that belong together, as they are kept; never repeats one.

    InvalidInputError names the place of what can be none.
    """
    chosen: dict[str, str] = {}
    for number, piece in enumerate(typed, start=1):
        word = tidy(piece)
        fault = text_fault(word, one_line=True, max_characters=MAX_CHARACTERS)
        if fault is None and not any(letter.isalnum() for letter in word):
            fault = "holds no letter"
        if fault is not None:
            raise InvalidInputError(f"word {number} {fault}")
        chosen.setdefault(folded(word), word)
    if not chosen:
        raise InvalidInputError("there are no words")
    return list(chosen.values())


def words(book: Logbook, group: Group, which: WordList) -> list[str]:
    """Return the allowed or the blocked words of a group, in the order of the alphabet."""
    return screen_words.words(book.store, group.id, which)


def add(book: Logbook, group: Group, which: WordList, new: list[str]) -> int:
    """Add allowed or blocked words to those of a group; return how many were not there yet.

    InvalidInputError if one of them is on the other list, or the list would be too long.
    """
    other, command = _OTHER_LIST[which]
    with book.store.writing():
        known = _folded(words(book, group, which))
        if _folded(new).keys() & _folded(words(book, group, other)).keys():
            raise InvalidInputError(
                "one of the words is on the group's other list",
                hint=f"Take it off there first: balintlog privacy {command} remove",
            )
        fresh = [word for word in new if folded(word) not in known]
        if len(known) + len(fresh) > MAX_WORDS:
            raise InvalidInputError(f"a list holds at most {MAX_WORDS:,} words")
        screen_words.add(book.store, group.id, which, fresh)
        if which == "blocked":  # what may not come back need not be kept for it
            last_changes.forget_what_holds(
                book.store, lambda text: blocks(fresh, text, group.language)
            )
    return len(fresh)


def remove(book: Logbook, group: Group, which: WordList, old: list[str]) -> int:
    """Remove allowed or blocked words from those of a group; return how many were there."""
    with book.store.writing():
        known = _folded(words(book, group, which))
        gone = [known[key] for key in _folded(old) if key in known]
        screen_words.remove(book.store, group.id, which, gone)
    return len(gone)


def blocks(blocked: Iterable[str], name: str, language: str) -> bool:
    """Return True if an alias or a label holds a blocked word."""
    from balintlog.privacy.screen.blocked_words import blocked_places  # not for every command

    return any(blocked_places(name.replace("-", " "), blocked, language))


def names_in_use(book: Logbook, group: Group, blocked: list[str]) -> list[tuple[str, str]]:
    """Return the names in use that hold a blocked word, each after whose it is.

    These are "group", "member" and "leader".
    """
    named = [("group", group.label)]
    named += [("member", member.alias) for member in people.members(book.store, group.id)]
    named += [("leader", alias) for alias in people.leaders(book.store)]
    return [(of, name) for of, name in named if blocks(blocked, name, group.language)]


def _folded(chosen: Iterable[str]) -> dict[str, str]:
    return {folded(word): word for word in chosen}
