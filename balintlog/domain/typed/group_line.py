"""The line that says what differs in a new group: ``monthly, online, 75 minutes``."""

from __future__ import annotations

from balintlog.domain.text import printable, whole_number
from balintlog.domain.typed.word_matches import words_meant
from balintlog.domain.vocabulary import CADENCES, FORMATS, MODES, OPENNESS
from balintlog.errors import InvalidInputError

MOST_MINUTES = 1440
_MINUTES = ("min", "mins", "minute", "minutes")
_MOST_REPEATED = 20  # characters of a word that is not understood
# "other" could be any of two, and is said by an option.
WORDS = {
    word: field
    for field, words in (
        ("cadence", CADENCES),
        ("mode", MODES),
        ("openness", OPENNESS),
        ("format", FORMATS),
    )
    for word in words
    if word != "other"
}


def read_group_line(typed: str, *, leaves_out: bool = False) -> dict[str, object]:
    """Return the fields of a group that a line names.

    InvalidInputError names a word that is not clear, unless such words are left out.
    """
    fields: dict[str, object] = {}
    line = typed.casefold().replace("in person", "in-person").replace(",", " ")
    for word in line.split():
        number = whole_number(word)
        meant = words_meant(word, WORDS)
        if number is not None and 1 <= number <= MOST_MINUTES:
            fields["usual_minutes"] = number
        elif len(meant) == 1:
            fields[WORDS[meant[0]]] = meant[0]
        elif word not in _MINUTES and not leaves_out:
            said = printable(word[:_MOST_REPEATED])
            raise InvalidInputError(
                f"{said} could be: {', '.join(meant)}"
                if meant
                else f"{said} is neither minutes nor one of: {', '.join(WORDS)}"
            )
    return fields
