"""Looking a word up in lists that stay packed: every word is found, and nothing else."""

from __future__ import annotations

import gzip
from importlib.resources import files
from itertools import takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balintlog.privacy.screen.lexicon import LETTERS, Entries, lexicon

WORDS = st.dictionaries(
    st.text("abcxyz'-éß", min_size=1, max_size=5), st.sampled_from(["w", "gs", "wgo"])
)


@given(WORDS, st.text("abcxyz'-éß", max_size=5), st.integers(1, 4))
def test_a_word_is_found_with_its_letters_and_no_other_is(
    listed: dict[str, str], other: str, size: int
) -> None:
    words = sorted(listed)
    pieces = [words[start : start + size] for start in range(0, len(words), size)]
    packed = [
        gzip.compress("".join(f"{word}\t{listed[word]}\n" for word in piece).encode())
        for piece in pieces
    ]
    entries = Entries([piece[0] for piece in pieces], packed)
    assert {word: entries.letters_of(word) for word in listed} == listed
    assert entries.letters_of(other) == listed.get(other, "")


@pytest.mark.slow
def test_the_shipped_lists_are_in_order_and_of_known_letters() -> None:
    packed = files("balintlog.privacy").joinpath("words", "words.txt.gz").read_bytes()
    lines = gzip.decompress(packed).decode().splitlines()
    table = list(takewhile(lambda line: line[0].isdigit(), lines))
    contents = [line.partition("\t")[2] for line in table]
    listed = [line.split("\t") for line in lines[len(contents) :] if "\t" in line]
    words = [word for word, _ in listed]
    assert words == sorted(set(words))
    assert set(contents) <= {"", *words}
    assert {letter for _, letters in listed for letter in letters} == set(LETTERS.values())


def test_a_word_may_be_of_several_lists() -> None:
    lex = lexicon()
    assert "rose" in lex.words
    assert lex.is_given("Rose")
    assert lex.is_common("Rose")
    assert not lex.is_town("Rose")
    assert lex.is_town("Leeds")
    assert "los angeles" in lex.towns_of_several
    assert 7 not in lex.words  # type: ignore[comparison-overlap]
