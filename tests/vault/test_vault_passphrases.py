"""What a passphrase may be, and how one is proposed."""

import hashlib
import itertools
import secrets
import unicodedata
from collections.abc import Sequence
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balintlog.errors import InvalidInputError
from balintlog.vault.passphrases import MIN_LENGTH, check_new, normalise, propose

NFC = "grün wie der Möwenflug"
NFD = unicodedata.normalize("NFD", NFC)


def test_an_umlaut_is_the_same_however_it_was_typed() -> None:
    assert NFD != NFC
    assert normalise(NFD) == NFC


def test_compatible_but_different_letters_stay_different() -> None:
    assert normalise("ﬁnch") == "ﬁnch"  # NFKC would make two letters of the ligature


def test_upper_case_stays() -> None:
    assert normalise("Heron") == "Heron"


@pytest.mark.parametrize("space", ["\u00a0", "\u2003", "\u202f", "\u3000"])
def test_any_kind_of_space_is_a_space(space: str) -> None:
    assert normalise(f"two{space}words") == "two words"


@given(st.text())
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_a_new_passphrase_comes_back_normalised() -> None:
    assert check_new(NFD) == NFC


def test_twelve_characters_are_enough() -> None:
    assert MIN_LENGTH == 12
    assert check_new("larch beside") == "larch beside"


@pytest.mark.parametrize(
    "text",
    """123456789012 098765432109 aaaaaaaaaaaa ababababcccc qwertyuiop12 QWERTZUIOP12 azertyuiop12
    passwordpassword Passwort2026 balintgroup12 abcdefghijkl letmeinletmein 1111111111112
    balintlogbook asdfghjklasdf passphrase!!""".split(),  # noqa: SIM905 - read as words
)
def test_what_is_tried_first_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError, match="easy to guess") as caught:
        check_new(text)
    assert text not in f"{caught.value}{caught.value.hint}"


@pytest.mark.parametrize(
    "text", ["our balint group on Thursdays", "no password is like it", "qwerty, heron and moth"]
)
def test_a_word_that_is_tried_may_stand_among_others(text: str) -> None:
    assert check_new(text) == text


@pytest.mark.parametrize("text", ["", "x" * 11, "u\u0308" * 11])
def test_fewer_than_twelve_characters_are_refused(text: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        check_new(text)
    assert caught.value.message == "a passphrase needs at least 12 characters"
    assert caught.value.hint


@pytest.mark.parametrize(
    "sign",
    [
        *("\n", "\x00", "\x1b", "\x7f", "\x9b", "\udcff", "\u0378", "\u2028", "\ue000"),
        *("\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u202e", "\u061c"),
        *("\u034f", "\u3164", "\u115f", "\ufe0f", "\U000e0041", "\u180b"),
    ],
)
def test_characters_that_cannot_be_relied_on_are_refused(sign: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        check_new("a long enough " + sign + " one")
    assert caught.value.message.startswith("the passphrase holds a character")


@pytest.mark.parametrize("text", [" larch beside it", "larch beside it ", "\u00a0larch beside it"])
def test_a_blank_that_nobody_sees_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError, match="begins or ends with a space"):
        check_new(text)
    assert normalise(text) != text.strip(), "and still opens a logbook that has it"


@pytest.mark.parametrize("text", ["ｐａｓｓｗｏｒｄ２０２６", "PAßWORTPASSWORT", "ﬀﬀﬀﬀﬀﬀﬀﬀﬀﬀﬀﬀ"])
def test_what_is_tried_first_is_refused_in_any_spelling(text: str) -> None:
    with pytest.raises(InvalidInputError, match="easy to guess"):
        check_new(text)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(InvalidInputError) as caught:
        check_new("\n")
    assert len(caught.value.problems) == 2


def test_no_message_quotes_the_passphrase() -> None:
    with pytest.raises(InvalidInputError) as caught:
        check_new("qwxz\n")
    assert "qwxz" not in f"{caught.value}{caught.value.message}{caught.value.hint}"


def shipped_words() -> list[str]:
    shipped = files("balintlog.vault").joinpath("words/eff_large.txt")
    return shipped.read_text(encoding="ascii").splitlines()


def test_the_word_list_is_the_original_without_its_dice() -> None:
    dice = ("".join(throw) for throw in itertools.product("123456", repeat=5))
    lines = "".join(f"{throw}\t{word}\n" for throw, word in zip(dice, shipped_words(), strict=True))
    digest = "addd35536511597a02fa0a9ff1e5284677b8883b83e986e43f15a3db996b903e"
    assert hashlib.sha256(lines.encode()).hexdigest() == digest
    assert len(set(shipped_words())) == 7776


def test_the_word_list_says_where_it_comes_from() -> None:
    notice = files("balintlog.vault").joinpath("words/NOTICE").read_text(encoding="ascii")
    assert "Electronic Frontier Foundation" in notice
    assert "Creative Commons Attribution 3.0 United States" in notice


def test_a_proposal_is_six_words_of_the_list_and_good_enough() -> None:
    proposed = propose()
    assert len(proposed.split(" ")) == 6
    assert set(proposed.split(" ")) <= set(shipped_words())
    assert check_new(proposed) == proposed


def test_each_word_is_drawn_by_the_system_from_the_whole_list(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn_from: list[Sequence[str]] = []
    ordinary = secrets.choice

    def drawn(words: Sequence[str]) -> str:
        drawn_from.append(words)
        return ordinary(words)

    monkeypatch.setattr(secrets, "choice", drawn)
    propose()
    assert [sorted(words) for words in drawn_from] == [sorted(shipped_words())] * 6


def test_proposals_differ() -> None:
    assert len({propose() for _ in range(20)}) == 20
