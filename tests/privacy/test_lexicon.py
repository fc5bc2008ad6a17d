"""Looking a word up in the lists by halving: every word is found, and nothing else."""

from __future__ import annotations

import gzip
from importlib.resources import files

from hypothesis import given
from hypothesis import strategies as st

from balintlog.privacy.lexicon import LETTERS, Entries, lexicon

WORDS = st.dictionaries(
    st.text("abcxyz'-éß", min_size=1, max_size=5), st.sampled_from(["w", "gs", "wgo"])
)


@given(WORDS, st.text("abcxyz'-éß", max_size=5))
def test_a_word_is_found_with_its_letters_and_no_other_is(
    listed: dict[str, str], other: str
) -> None:
    lines = "".join(f"{word}\t{listed[word]}\n" for word in sorted(listed))
    entries = Entries(lines.encode())
    assert {word: entries.letters_of(word) for word in listed} == listed
    assert entries.letters_of(other) == listed.get(other, "")


def test_the_shipped_lists_are_in_order_and_of_known_letters() -> None:
    packed = files("balintlog.privacy").joinpath("words", "words.txt.gz").read_bytes()
    lines = gzip.decompress(packed).split(b"\n\n")[0].split(b"\n")
    words = [line.partition(b"\t")[0] for line in lines]
    assert words == sorted(set(words))
    assert {chr(one) for line in lines for one in line.partition(b"\t")[2]} == set(LETTERS.values())


def test_a_word_may_be_of_several_lists() -> None:
    lex = lexicon()
    assert "rose" in lex.words
    assert lex.is_given("Rose")
    assert lex.is_common("Rose")
    assert not lex.is_town("Rose")
    assert lex.is_town("Leeds")
    assert "los angeles" in lex.towns_of_several
    assert 7 not in lex.words
