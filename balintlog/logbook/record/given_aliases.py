"""Given aliases: one that a leader wants or that is drawn, and none of them twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain.aliases import draw
from balintlog.domain.typed.frame.new_alias import read_new_alias
from balintlog.errors import CouldNotError, InvalidInputError, PrivacyError
from balintlog.logbook.screening import group_words
from balintlog.storage.tables import people

if TYPE_CHECKING:
    from collections.abc import Collection

    from balintlog.logbook.book import Logbook


def new_alias(book: Logbook, wanted: str | None) -> str:
    """Return the alias a leader wants, or one drawn at random; never one that was given before.

    To be called inside ``book.store.writing()``. No blocked word of any group is drawn;
    PrivacyError if one is wanted.
    """
    taken = people.given_aliases(book.store)
    if wanted is not None:
        alias = read_new_alias(wanted)
        if alias in taken:
            raise InvalidInputError(
                f"the alias {alias} was used before, and no alias is used twice",
                hint="Choose another one.",
            )
        check_not_blocked(book, alias, "the alias")
        return alias
    return _drawn(book, taken)


def drawn_aliases(book: Logbook, number: int, named: Collection[str] = ()) -> list[str]:
    """Return so many aliases drawn at random, none of them ``named`` or given before."""
    taken = people.given_aliases(book.store) | set(named)
    drawn: list[str] = []
    while len(drawn) < number:
        drawn.append(_drawn(book, taken))
        taken.add(drawn[-1])
    return drawn


def _drawn(book: Logbook, taken: set[str]) -> str:
    """Return an alias that is not ``taken`` and holds no blocked word of any group."""
    import secrets  # hashes and all: not for every command

    while (drawn := draw(taken, secrets.choice)) is not None:
        if not _is_blocked(book, drawn):
            return drawn
        taken.add(drawn)
    raise CouldNotError(
        "every alias on the list has been used", "Choose one yourself with --alias."
    )


def _is_blocked(book: Logbook, name: str) -> bool:
    """Return True if an alias or a label holds a blocked word of any group."""
    return any(
        group_words.blocks(group_words.words(book, group, "blocked"), name, group.language)
        for group in people.groups(book.store)
    )


def check_not_blocked(book: Logbook, name: str, what: str) -> None:
    """Raise PrivacyError for an alias or a label that holds a blocked word of any group."""
    if _is_blocked(book, name):
        raise PrivacyError(
            f"{what} holds a blocked word",
            hint="Choose another one. See: balintlog privacy block list",
        )
