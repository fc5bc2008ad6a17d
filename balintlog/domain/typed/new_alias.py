"""A new alias: as any alias is read, and no word that means something else in an evening's line."""

from balintlog.domain.aliases import read_alias
from balintlog.domain.typed.frame_words import RESERVED
from balintlog.errors import InvalidInputError


def read_new_alias(text: str) -> str:
    """Return what a leader typed as an alias that may be given from now on.

    Raises InvalidInputError. The message never repeats what was typed. An alias that was given
    before a word was reserved goes on working.
    """
    alias = read_alias(text)
    if alias in RESERVED:
        raise InvalidInputError(
            "that word means something else where you say who was there:"
            " a weekday, a month, or a word such as late",
            hint="Choose another one.",
        )
    return alias
