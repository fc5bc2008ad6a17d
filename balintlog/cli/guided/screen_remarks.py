"""Remarks on what the screen cannot see: another language, and aliases side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.cli.terminal.output import remark
from balintlog.logbook.screening import screen_gate
from balintlog.privacy.screen.finding import ENGLISH, names_are_checked

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.screening.screen_gate import Guard


def guarded(desk: Desk, book: Logbook, group_id: int) -> Guard:
    """Return the guard of a group's texts; say so if its language hides names from the screen."""
    guard = screen_gate.guard_of(book, group_id)
    tell_if_names_are_not_checked(desk, guard.language)
    return guard


def look_at_alias(desk: Desk, alias: str, language: str = ENGLISH) -> None:
    """Print a note on an alias that seems to be somebody's name: every text may hold it."""
    if screen_gate.in_label(alias, language) is not None:
        remark(
            desk,
            "note: the alias may be a real name, and the screen lets aliases pass in every text."
            " An alias that balintlog draws is safer.",
        )


def tell_if_names_are_not_checked(desk: Desk, language: str) -> None:
    """Say where the screen sees less: a language without a list of words hides most names."""
    if not names_are_checked(language):
        remark(
            desk,
            f"In this language ({language}) the screen finds only some names, places and"
            " institutions.",
        )
