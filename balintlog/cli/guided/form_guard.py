"""The guard of a form's texts, with a word where it sees less."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.cli.terminal.output import remark
from balintlog.logbook.screening.gate import guard_of, in_label
from balintlog.privacy.screen.languages import ENGLISH, names_are_checked

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.screening.gate import Guard


def guarded(desk: Desk, book: Logbook, group_id: int) -> Guard:
    """Return what the texts of a group are held against; say where names are not checked."""
    guard = guard_of(book, group_id)
    tell_if_names_are_not_checked(desk, guard.language)
    return guard


def look_at_alias(desk: Desk, alias: str, language: str = ENGLISH) -> None:
    """Point out an alias that seems to be somebody's name: it passes in every text from now on."""
    if in_label(alias, language) is not None:
        remark(
            desk,
            "Only pointed out: the alias may be a real name. It passes the screen in every text;"
            " one that is drawn is safer.",
        )


def tell_if_names_are_not_checked(desk: Desk, language: str) -> None:
    """Say that a language has no list of the words of prose, from which a name stands out."""
    if not names_are_checked(language):
        found = "Names, places and institutions are looked for only in part"
        remark(desk, f"{found} in this language ({language}).")
