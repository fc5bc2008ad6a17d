"""Free text that a leader writes: a few words, or some paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balintlog.cli.terminal.prompts import ask_text
from balintlog.domain.text import text_fault

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk

HOW_TO_WRITE = (
    "Enter ends a text. For a new paragraph press Esc, then Enter."
    " Pasted text keeps its paragraphs."
)
IN_OWN_WORDS = "In your own words; balintlog asks about each name, place and date in them."
SIGNS_BEHIND = "Behind a text < and .. count, too, and . after a space; the text is kept."

HOW_TO_WRITE_PLAINLY = (
    "Enter ends a text. For a new paragraph end the line with a backslash (\\), then Enter."
    " Pasted text keeps its paragraphs."
)


def how_to_write(desk: Desk) -> str:
    """Return how a text is ended, and a paragraph begun."""
    return HOW_TO_WRITE_PLAINLY if desk.is_plain else HOW_TO_WRITE


def ask_free_text(
    desk: Desk,
    question: str,
    default: str = "",
    place: tuple[int, int] | None = None,
    **limits: Any,
) -> str | None:
    """Ask for a text of any length, or for nothing; ``limits`` are those of ``text_fault``.

    ``place``: the words in what is there that are to be reworded, from start to end.
    """

    def fault(typed: str) -> str | None:
        wrong = text_fault(typed, **limits) if typed else None
        return f"This {wrong}." if wrong else None

    return (
        ask_text(
            desk,
            question,
            default,
            explained=(IN_OWN_WORDS, f"{how_to_write(desk)} {SIGNS_BEHIND}"),
            fault=fault,
            own_words=True,
            place=place,
            long=True,
        )
        or None
    )
