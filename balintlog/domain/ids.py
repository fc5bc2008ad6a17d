"""Ids shown to people: a letter and a number that is never given again."""

import re

from balintlog.errors import InvalidInputError

_KINDS = {"G": "group", "S": "session", "C": "case", "N": "note", "T": "training record"}
_ID = re.compile(r"([GSCNT])([1-9][0-9]{0,17})")


def shown(letter: str, number: int) -> str:
    """Return the id that people see, such as ``C7``."""
    return f"{letter}{number}"


def number_of(letter: str, text: str) -> int:
    """Return the number in an id of the given letter, or raise InvalidInputError."""
    parts = _ID.fullmatch(text.strip().upper())
    if parts is None or parts[1] != letter:
        kind = _KINDS[letter]
        raise InvalidInputError(
            f"a {kind}'s id is the letter {letter} and a number, such as {letter}7"
        )
    return int(parts[2])


def looks_like_id(text: str) -> bool:
    """Return True for a letter that ids begin with and a number, whatever it is the id of."""
    return _ID.fullmatch(text.strip().upper()) is not None
