"""The table of the rules for names, in the order in which they are asked about a word.

The first that decides has the last word. Rules for different kinds of words (see
``name_rule``) never meet, so that only the order among those of one kind matters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.privacy.screen.names import (
    capitalised,
    capitalised_prose,
    first_word_names,
    other_languages,
    public_names,
    several_words,
    small_letters,
    titles_and_initials,
    unknown_words,
)

if TYPE_CHECKING:
    from balintlog.privacy.screen.names.name_rule import NameRule

RULES: tuple[NameRule, ...] = (
    *titles_and_initials.RULES,
    *several_words.RULES,
    *titles_and_initials.LETTERS,
    *other_languages.RULES,
    *capitalised.BY_CONTEXT,
    *public_names.RULES,
    *capitalised.BY_ITSELF,
    *first_word_names.RULES,
    *capitalised_prose.RULES,
    *small_letters.BY_CONTEXT,
    *small_letters.THAT_ARE_WORDS,
    *unknown_words.RULES,
)
