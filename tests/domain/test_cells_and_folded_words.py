"""How wide a text is on a terminal, and where words stand in it, told by examples."""

from __future__ import annotations

import pytest

from balintlog.domain.cells import cells
from balintlog.domain.folded_words import FoldedWords, begins_alike


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("heron", 5),
        ("Köhler", 6),
        ("Ko\u0308hler", 6),  # the dots are a sign of their own, above the letter
        ("\u9dfa", 2),  # a heron in Chinese
        ("\u2764\ufe0f", 2),  # a heart is one column wide, and two as an emoji
        ("\u1112\u1161\u11ab", 2),  # a Korean syllable written letter by letter
    ],
)
def test_the_columns_of_a_text(text: str, columns: int) -> None:
    assert cells(text) == columns


def test_a_snippet_ends_before_a_word_that_is_far_away() -> None:
    words = FoldedWords(["mother"])
    text = f"The mother came, {'and waited ' * 8}until her mother went."
    assert words.stand_in(text)
    snippet = words.snippet(text, ">", "<")
    assert snippet.startswith("The >mother< came, and waited")
    assert snippet.count(">") == 1
    assert snippet.endswith("…")


@pytest.mark.parametrize(
    ("typed", "text", "is_found"),
    [
        ("ueberfl", "Die überflüssige Frage", True),
        ("überfl", "the ueberfluessige question", True),
        ("uberfl", "Die Überflüssige", True),
        ("uberfl", "the ueberfluessige", False),  # without an umlaut nothing says that e may stand
        ("muede", "müde", True),
        ("does", "doses", False),
        ("smörgås", "SMOERGAS", True),
    ],
)
def test_an_umlaut_is_found_in_either_spelling(typed: str, text: str, *, is_found: bool) -> None:
    assert FoldedWords([typed]).stand_in(text) is is_found
    assert any(begins_alike(typed, word) for word in text.split()) is is_found
