"""A new alias: as any alias is read, and no word that means something else in an evening's line."""

from balintlog.domain.aliases import read_alias
from balintlog.domain.typed.frame.frame_words import RESERVED
from balintlog.domain.vocabulary import TELLERS
from balintlog.errors import InvalidInputError

_AT_THE_LOOK = ("again", "case", "delete", "done", "look", "new", "news", "next", "note", "older")


def read_new_alias(text: str) -> str:
    """Return what a leader typed as an alias that may be given from now on.

    Raises InvalidInputError. The message never repeats what was typed. An alias that was given
    before a word was reserved goes on working.
    """
    alias = read_alias(text)
    if alias in RESERVED or alias in _said_of_a_case():
        raise InvalidInputError(
            "that word means something else in an evening:"
            " a weekday, a month, or a word such as late, outside or shame",
            hint="Choose another one.",
        )
    return alias


def _said_of_a_case() -> frozenset[str]:
    """Return the words that stand where an alias may stand, too: who told news, how things are."""
    from balintlog.domain.typed import field_words  # late: most commands give no alias

    fields = (*field_words.CASE_FIELDS, *field_words.NOTE_FIELDS, *field_words.NEWS_FIELDS)
    words = {word for field in fields for word in (*field.words, *field.typed)}
    texts = (*field_words.TEXTS_OF_CASE, *field_words.TEXTS_OF_NOTE)
    return frozenset({*words, *texts, *TELLERS, *_AT_THE_LOOK, "ask", "minutes"})
