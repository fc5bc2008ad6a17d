import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balintlog.domain import vocabulary
from balintlog.domain.vocabulary import (
    ATTENDANCES,
    CLOSING_OUTCOMES,
    COUNTED_OUTCOMES,
    FEELINGS,
    INTERVENTIONS,
    OUTCOMES,
    SAT_IN,
    THEMES,
    WISHES,
    nearest,
)

LISTS = {
    name: value for name, value in vars(vocabulary).items() if isinstance(value, tuple | frozenset)
}


def test_the_lists_were_found() -> None:
    assert {"THEMES", "FEELINGS", "OUTCOMES", "SAT_IN", "HEADINGS", "OBSERVATIONS"} <= set(LISTS)


@pytest.mark.parametrize("name", sorted(LISTS))
def test_words_are_lower_case_and_joined_by_hyphens(name: str) -> None:
    assert [w for w in LISTS[name] if not re.fullmatch("[a-z]+(-[a-z]+)*", w)] == []


@pytest.mark.parametrize("name", sorted(LISTS))
def test_no_word_stands_twice_in_a_list(name: str) -> None:
    assert len(LISTS[name]) == len(set(LISTS[name])) > 0


def test_seven_outcomes_count_and_two_do_not() -> None:
    counted = "no-news easier unchanged harder different contact-ended declined"
    assert " ".join(COUNTED_OUTCOMES) == counted
    assert set(OUTCOMES) - set(COUNTED_OUTCOMES) == {"not-asked", "presenter-absent"}


def test_what_ends_the_asking_counts_as_asked() -> None:
    assert set(COUNTED_OUTCOMES) >= CLOSING_OUTCOMES == {"contact-ended", "declined"}


def test_whoever_came_late_or_left_early_sat_in() -> None:
    assert set(ATTENDANCES) >= SAT_IN == {"present", "late", "left-early"}


def test_the_wishes() -> None:
    assert WISHES == ("yes", "no", "presenter-decides")


def test_a_doctor_can_be_ashamed_and_afraid_like_a_patient() -> None:
    assert {"fear", "shame", "mistrust", "longing-for-care"} <= set(FEELINGS)


# The nearest word


@pytest.mark.parametrize(
    ("typed", "known", "meant"),
    [
        ("nonadherance", THEMES, "nonadherence"),
        ("non-adherence", THEMES, "nonadherence"),
        ("Nonadherence", THEMES, "nonadherence"),
        ("HELPLESNESS", FEELINGS, "helplessness"),
        ("bad news", THEMES, "bad-news"),
        ("no_news", OUTCOMES, "no-news"),
        ("releif", FEELINGS, "relief"),
        ("silence", INTERVENTIONS, None),
        ("xyzzy", THEMES, None),
        ("", THEMES, None),
        ("yes", (), None),
    ],
)
def test_nearest(typed: str, known: tuple[str, ...], meant: str | None) -> None:
    assert nearest(typed, known) == meant


def test_a_name_may_be_pointed_to_from_further_away() -> None:
    assert nearest("lark", ["larch", "alder"], names=True) == "larch"
    assert nearest("lark", ["larch", "alder"]) is None


@pytest.mark.parametrize(
    "typed",
    [
        "happiness",
        "hapiness",
        "hopefulness",
        "hopeful",
        "helpfulness",
        "certainty",
        "supported",
        "adequate",
        "effective",
        "settled",
        "adherence",
        "trust",
        "distrust",
        "curable",
        "resolved-ending",
        "regular-attendance",
        "unhelpful",
        "satisfaction-with-process",
        "disapproval-of-method",
        "changed",
        "easy",
    ],
)
def test_no_word_is_near_to_its_opposite(typed: str) -> None:
    for words in LISTS.values():
        assert nearest(typed, words) is None


@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_word_is_nearest_to_itself_in_any_case(name: str) -> None:
    for word in LISTS[name]:
        assert nearest(word, LISTS[name]) == word
        assert nearest(word.upper(), LISTS[name]) == word


def test_nearest_takes_any_iterable() -> None:
    assert nearest("yess", iter(WISHES)) == "yes"
    assert nearest("heorn", {"heron": 1, "plover": 2}) == "heron"


@given(st.text())
def test_nearest_gives_a_known_word_or_none(typed: str) -> None:
    assert nearest(typed, THEMES) in {None, *THEMES}
