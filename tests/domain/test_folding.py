"""One folding for all comparisons."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balintlog.domain.aliases import read_alias
from balintlog.domain.folding import folded, is_unseen, without_accents

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Straße", "STRASSE"),
        ("straẞe", "strasse"),
        ("ﬁnancial", "Financial"),
        ("ｈｅｒｏｎ", "heron"),
        ("he\u00adron", "heron"),
        ("he\u200bron\ufeff", "heron"),
        ("❤\ufe0f", "❤"),
        ("e\u0301lan", "Élan"),
        ("e\u200d\u0301lan", "élan"),
        ("İstanbul", "istanbul"),
        ("Σίσυφος", "σίσυφοσ"),
        ("①", "1"),
        ("ﾊﾝｶｸ", "ハンカク"),
    ],
)
def test_what_means_the_same_is_folded_to_the_same(text: str, same: str) -> None:
    assert folded(text) == folded(same)


@pytest.mark.parametrize(("text", "other"), [("élan", "elan"), ("a b", "ab"), ("ı", "i")])
def test_what_differs_stays_different(text: str, other: str) -> None:
    assert folded(text) != folded(other)


@given(ANY_TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    once = folded(text)
    assert folded(once) == once
    assert not any(map(is_unseen, once))


@given(ANY_TEXT)
def test_case_and_composition_make_no_difference(text: str) -> None:
    assert folded(unicodedata.normalize("NFD", text)) == folded(text)
    assert folded(text.casefold()) == folded(text)


def test_what_nobody_sees_is_what_unicode_says() -> None:
    for character in "\u00ad\u200b\u200d\u2060\ufeff\ufe0f\u3164\U000e0001":
        assert is_unseen(character)
    for character in "a \n\u00a0é\u0301":
        assert not is_unseen(character)


def test_accents_go_and_letters_stay() -> None:
    assert without_accents("fiancé, Österreich, e\u0301lan") == "fiance, Osterreich, elan"


@pytest.mark.parametrize("typed", ["HERON", "ｈｅｒｏｎ", "he\u00adron", " heron\u200b"])
def test_an_alias_is_the_same_however_it_is_typed(typed: str) -> None:
    assert read_alias(typed) == "heron"
