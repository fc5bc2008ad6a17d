"""A summary of a small group gives nobody away: each rule by itself, and the audit."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balintlog.domain.theme_families import FAMILIES
from balintlog.domain.vocabulary import THEMES
from balintlog.privacy.disclosure.summary_rules import (
    CaseFacts,
    Facts,
    SessionFacts,
    disclose,
    may_be_shown,
    overlap,
)
from balintlog.privacy.disclosure.table_attack import (
    Bounds,
    Known,
    bounds,
    interval,
    is_safe,
    rounded,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from balintlog.privacy.disclosure.summary_rules import Disclosed

PEOPLE = ("heron", "plover", "moth", "stork", "wren", "avocet")


def case(number: int, *themes: str, **fields: Any) -> CaseFacts:
    usual: dict[str, Any] = {
        "presenter": PEOPLE[number % len(PEOPLE)],
        "themes": frozenset(themes or (THEMES[number % 2],)),
        "encounter": None,
        "feelings": frozenset(),
        "followed_up": None,
    }
    return CaseFacts(**{**usual, **fields})


def period(cases: Sequence[CaseFacts], sessions: int = 12, **fields: Any) -> Facts:
    held = tuple(SessionFacts(90, "in-person", 7) for _ in range(sessions))
    return replace(Facts(held, 1, tuple(cases), 6), **fields)


def told(make: Callable[[int], CaseFacts], number: int = 24) -> Disclosed:
    return disclose(period([make(place) for place in range(number)]))


def table(disclosed: Disclosed, of: str) -> dict[str, int] | None:
    return next((dict(shown.rows) for shown in disclosed.tables if shown.of == of), None)


# The families


def test_every_theme_is_in_exactly_one_of_four_families() -> None:
    assert len(FAMILIES) == 4
    assert sorted(theme for themes in FAMILIES.values() for theme in themes) == sorted(THEMES)


# Each rule


def test_r1_periods_overlap_if_they_share_a_day() -> None:
    first = date(2025, 1, 1), date(2025, 12, 31)
    assert overlap(first, (date(2025, 12, 31), date(2026, 3, 1)))
    assert overlap((date(2025, 3, 1), date(2025, 3, 1)), first)
    assert not overlap(first, (date(2026, 1, 1), date(2026, 12, 31)))


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (period([case(number) for number in range(24)], sessions=9), "10 sessions"),
        (period([case(number) for number in range(19)]), "20 cases"),
        (period([case(number) for number in range(24)], people=5), "6 people"),
    ],
)
def test_r2_a_small_group_or_period_shows_the_frame_only(facts: Facts, reason: str) -> None:
    disclosed = disclose(facts)
    assert reason in str(disclosed.reason)
    assert (
        disclosed.present,
        disclosed.cases,
        disclosed.tables,
        disclosed.feelings,
        disclosed.follow_up,
    ) == (
        *(None, None),
        *((), ()),
        None,
    )
    assert disclosed.frame.sessions == len(facts.sessions)


@pytest.mark.parametrize(
    ("presenters", "shown"),
    [
        ("abcd", False),  # four cases
        ("abcde", True),
        ("aabbb", False),  # two presenters
        ("aaabc", False),  # one of them with more than half
        ("aaabcd", True),  # with exactly half
        ("aabbc", True),
    ],
)
def test_r4_a_count_needs_cases_and_presenters_and_no_dominance(
    presenters: str, shown: bool
) -> None:
    assert may_be_shown([case(0, presenter=presenter) for presenter in presenters]) is shown


@pytest.mark.parametrize(
    ("presenters", "shown"),
    [
        ("abccc??", False),  # who was dropped may be c, who then has five of seven
        ("aabb??", False),  # or a: then only two are known to have brought them
        ("abcde??", True),
        ("abbcc?", True),
        ("abccc?", False),
        ("?????", False),
    ],
)
def test_r4_cases_without_a_presenter_may_all_be_those_of_the_greatest(
    presenters: str, shown: bool
) -> None:
    cases = [case(0, presenter=None if presenter == "?" else presenter) for presenter in presenters]
    assert may_be_shown(cases) is shown


@pytest.mark.parametrize(
    ("count", "shown"), [(5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (22, 20), (23, 25)]
)
def test_r4_counts_are_rounded_to_five(count: int, shown: int) -> None:
    assert rounded(count) == shown
    low, high = interval(shown)
    assert low <= count <= high


def test_r5_themes_are_shown_where_two_of_them_can_be() -> None:
    disclosed = told(lambda number: case(number, THEMES[0] if number < 14 else THEMES[1]))
    assert table(disclosed, "themes") == {THEMES[0]: 15, THEMES[1]: 10}
    assert table(disclosed, "theme families") is None


def test_r5_families_are_shown_where_themes_are_too_small() -> None:
    disclosed = told(
        lambda number: case(number, THEMES[number % 24], presenter=PEOPLE[number % 7 - 1]), 48
    )
    assert table(disclosed, "themes") is None
    assert set(table(disclosed, "theme families") or ()) == set(FAMILIES)


def test_r5_a_case_counts_once_for_each_theme_and_once_for_a_family() -> None:
    both = FAMILIES["illness-and-loss"][:2]
    disclosed = told(
        lambda number: case(number, *both) if number < 15 else case(number, "institution"), 30
    )
    assert table(disclosed, "themes") == {both[0]: 15, both[1]: 15, "institution": 15}

    def rare(number: int) -> CaseFacts:
        family = FAMILIES["illness-and-loss" if number < 10 else "role-and-team"]
        return case(number, family[number % 7], family[number % 7 - 1])

    assert table(told(rare, 20), "theme families") == {"illness-and-loss": 10, "role-and-team": 10}


def test_r5_a_table_of_one_row_is_left_out() -> None:
    assert told(lambda number: case(number, "institution")).tables == ()


def test_r6_the_total_is_rounded_and_nothing_counts_what_is_missing() -> None:
    disclosed = told(case, 22)
    assert disclosed.cases == 20
    assert "withheld" not in str(disclosed)


def test_r7_follow_up_is_a_band_with_enough_on_either_side() -> None:
    def asked(times: int, of: int) -> str | None:
        return told(
            lambda number: case(number, followed_up=number < times if number < of else None)
        ).follow_up

    assert asked(12, 24) == "a third to two thirds"
    assert asked(7, 24) == "under a third"
    assert asked(17, 24) == "over two thirds"
    assert asked(4, 24) is None, "too few"
    assert asked(20, 24) is None, "too few on the other side"
    assert asked(24, 24) is None, "never all"
    assert asked(0, 24) is None, "never none"
    assert asked(10, 19) is None, "of fewer than 20"


def test_r8_feelings_are_bands_and_obey_r4() -> None:
    def make(number: int) -> CaseFacts:
        word = "hope" if number < 10 else "guilt" if number < 15 else "anger"
        feelings = {word} if number < 19 else set()
        more = {"sadness"} if number % 6 == 0 else set()  # of one presenter only
        return case(number, feelings=frozenset(feelings | more))

    assert told(make, 36).feelings == (("guilt", "sometimes"), ("hope", "often"))


def test_r9_attendance_is_one_whole_number_from_five_persons_on() -> None:
    cases = [case(number) for number in range(24)]
    for sat_in, present in ((4, None), (5, 5), (8, 8)):
        held = tuple(SessionFacts(90, "in-person", sat_in) for _ in range(12))
        assert disclose(replace(period(cases), sessions=held)).present == present
    held = tuple(SessionFacts(90, "online", 7 + number % 2) for number in range(12))
    disclosed = disclose(replace(period(cases), sessions=held))
    assert disclosed.present == 8
    assert disclosed.frame.modes == (("online", 12),)


def test_r11_no_name_and_no_day_gets_through() -> None:
    text = str(told(lambda number: case(number, followed_up=bool(number % 2))))
    for word in (*PEOPLE, "2025", "2026", "date"):
        assert word not in text


# The audit that is shipped


def known(cases: int) -> Known:
    """Say that three presenters brought all cases, so many that rule R4 bounds nothing."""
    return Known((cases // 3, cases // 3, cases - 2 * (cases // 3)))


def test_r12_the_audit_refuses_what_is_proved_small(monkeypatch: pytest.MonkeyPatch) -> None:
    from balintlog.privacy.disclosure import table_attack

    monkeypatch.setattr(table_attack, "interval", lambda shown: Bounds(shown, shown))
    assert not is_safe(known(23), [10, 10], 1), "exact counts prove the missing three"
    assert not is_safe(known(20), [10, 10], 1), "and that nothing is missing"
    assert not is_safe(known(28), [10, 10], 1), "whatever it is"


def test_r12_what_rounding_itself_gives_away_is_refused() -> None:
    """Rows at the lower end of what they can be add up to all: then each of them is known."""
    assert not is_safe(known(29), [10, 10, 10, 5], 1)
    assert is_safe(known(30), [10, 10, 10, 5], 1)
    assert not is_safe(known(24), [10, 10], 0), "all rows shown, at their upper ends"
    assert is_safe(known(28), [10, 10, 10, 5], 1), "more than all: cases stand in several rows"


def test_r12_a_row_left_out_has_few_cases_where_nobody_brought_many() -> None:
    in_turn = Known((2,) * 12)
    assert bounds(in_turn, [5, 5, 5], 1) == [*[(6, 7)] * 3, (3, 4)]
    assert not is_safe(in_turn, [5, 5, 5], 1)
    assert is_safe(in_turn, [5, 5, 5], 2), "either of two may be empty"
    assert is_safe(Known((4, 4, 4, 4, 4, 4)), [5, 5, 5], 1), "two presenters may have brought eight"


def test_r12_who_brought_most_has_the_rest_in_rows_left_out() -> None:
    """Of 30 cases one presenter brought 17: 26 at most stand where nobody has more than half."""
    assert bounds(Known((17, 5, 5, 3)), [15, 10], 1) == [(13, 17), (8, 12), (4, 9)]


def test_r12_cases_without_a_code_widen_what_may_be_left_out() -> None:
    assert [Known((2,) * 12).most(rows) for rows in (0, 1, 2)] == [0, 4, 8]
    assert [Known((2,) * 11, 2).most(rows) for rows in (0, 1, 2)] == [0, 7, 11]
    assert [Known((5, 3, 1)).most(rows) for rows in (1, 2, 3, 4)] == [9, 15, 19, 23]
    assert [Known((), 20).most(rows) for rows in (1, 2)] == [39, 43]


@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from("abcdef?")), min_size=5, max_size=60))
def test_r12_bounds_hold_whatever_the_truth(told: list[tuple[int, str]]) -> None:
    rows: list[list[CaseFacts]] = [[] for _ in range(5)]
    for row, presenter in told:
        rows[row].append(case(0, presenter=None if presenter == "?" else presenter))
    shown = [len(row) for row in rows if may_be_shown(row)]
    withheld = [len(row) for row in rows if not may_be_shown(row)]
    by_presenter = Counter(presenter for _, presenter in told)
    dropped = by_presenter.pop("?", 0)
    all_ = Known(tuple(by_presenter.values()), dropped)
    proved = bounds(all_, [rounded(count) for count in shown], len(withheld))
    assert proved is not None
    for true, (low, high) in zip(shown + withheld, proved, strict=True):
        assert low <= true <= high
