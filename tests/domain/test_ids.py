import pytest
from hypothesis import given
from hypothesis import strategies as st

from balintlog.domain.ids import looks_like_id, number_of, shown
from balintlog.errors import InvalidInputError

KINDS = {"G": "group", "S": "session", "C": "case", "N": "note"}
NO_IDS = [
    *("", " ", "C", "7", "C0", "C07", "C-7", "C+7", "C7.0", "C 7", "CC7", "C7C", "#C7"),
    *("X7", "C7\x00", "C7\nC8", "C1e3", "C1_000", "C" + "9" * 19),
    *("C\u0667", "C\uff17", "C²", "\u0421" + "7"),  # digits and a letter of other scripts
]


def test_an_id_is_a_letter_and_a_number() -> None:
    assert shown("C", 7) == "C7"


@given(st.sampled_from(sorted(KINDS)), st.integers(1, 10**18 - 1))
def test_a_shown_id_is_read_back(letter: str, number: int) -> None:
    text = shown(letter, number)
    assert looks_like_id(text)
    assert number_of(letter, text) == number


@pytest.mark.parametrize("text", ["C7", "c7", " C7", "c7\n", "\tC7 "])
def test_case_and_blank_edges_do_not_matter(text: str) -> None:
    assert number_of("C", text) == 7
    assert looks_like_id(text)


@pytest.mark.parametrize("text", NO_IDS)
def test_what_is_no_id_is_refused(text: str) -> None:
    assert not looks_like_id(text)
    with pytest.raises(InvalidInputError):
        number_of("C", text)


@pytest.mark.parametrize("letter", sorted(KINDS))
def test_the_id_of_something_else_is_refused_with_an_example(letter: str) -> None:
    for other in sorted(KINDS):
        if other == letter:
            continue
        with pytest.raises(InvalidInputError) as refusal:
            number_of(letter, f"{other}12")
        assert refusal.value.message == (
            f"a {KINDS[letter]}'s id is the letter {letter} and a number, such as {letter}7"
        )


@given(st.text().filter(lambda text: not looks_like_id(text)))
def test_the_message_never_repeats_what_was_typed(typed: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        number_of("N", typed)
    assert refusal.value.message == ("a note's id is the letter N and a number, such as N7")
    assert refusal.value.hint is None


@given(st.text())
def test_what_looks_like_an_id_is_one_of_a_kind(typed: str) -> None:
    def reads(letter: str) -> bool:
        try:
            number_of(letter, typed)
        except InvalidInputError:
            return False
        return True

    assert looks_like_id(typed) == any(reads(letter) for letter in KINDS)
