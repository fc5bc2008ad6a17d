"""What may not be an argument, where it would stand in the shell's history: asked for, or piped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.errors import InvalidInputError

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk


def asked_or_piped(desk: Desk, question: str, most: int) -> str:
    """Return the words that a leader types, or that stand on standard input.

    ``most`` bytes are read. InvalidInputError if there are none to be had.
    """
    if desk.can_ask:
        from balintlog.cli.asking import ask_text

        with desk.in_time():
            words = ask_text(
                desk, question, fault=lambda typed: None if typed else "A word?", may_skip=False
            )
    elif desk.no_input and desk.surroundings.stdin.isatty():
        raise InvalidInputError("the words are missing; standard input has none either")
    else:
        data = desk.surroundings.stdin_bytes.read(most + 1)
        if len(data) > most:
            raise InvalidInputError(f"the words are too long: over {most:,} bytes")
        try:
            words = data.decode("utf-8").strip()
        except UnicodeDecodeError:
            raise InvalidInputError("the words are not valid UTF-8") from None
    return words
