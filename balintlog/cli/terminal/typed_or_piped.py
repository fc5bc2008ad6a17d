"""Words that are typed at a question or piped in: as arguments, the shell would remember them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balintlog.cli.desk import Desk


def asked_or_piped(
    desk: Desk,
    question: str,
    most: int,
    explained: Sequence[str],
    *,
    another: str = "",
    known: Sequence[str] = (),
) -> str:
    """Return the words that a leader types, or that come on standard input.

    ``known`` are words that are shown at ? and Tab, below what is ``explained``. ``most`` bytes
    are read. ``another``: the question for more, until a line is empty; without it, a second
    word would be typed into the shell, and its history.
    InvalidInputError if there are none to be had.
    """
    if desk.can_ask:
        lines = [_asked(desk, question, explained, known, may_be_empty=False)]
        while another and lines[-1]:
            lines.append(_asked(desk, another, explained, known, may_be_empty=True))
        words = "\n".join(lines).strip()
    elif desk.no_input and desk.surroundings.stdin.isatty():
        raise InvalidInputError("the words are missing; send them on standard input")
    else:
        data = desk.surroundings.stdin_bytes.read(most + 1)
        if len(data) > most:
            raise InvalidInputError(f"the words are too long: over {most:,} bytes")
        try:
            words = data.decode("utf-8").strip()
        except UnicodeDecodeError:
            raise InvalidInputError("the words are not valid UTF-8") from None
    return words


def _asked(
    desk: Desk,
    question: str,
    explained: Sequence[str],
    known: Sequence[str],
    *,
    may_be_empty: bool,
) -> str:
    from balintlog.cli.terminal.prompts import ask_text

    def fault(typed: str) -> str | None:
        return None if typed or may_be_empty else "Please type a word."

    return ask_text(
        desk,
        question,
        explained=explained,
        shows_words=bool(known),
        fault=fault,
        suggestions=known,
        may_skip=False,
    )
