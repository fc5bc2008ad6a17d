"""A summary of a small group gives nobody away: each rule by itself, and an insider's attack."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any

import disclosure_attack
import pytest
from disclosure_attack import Export, Findings
from hypothesis import given
from hypothesis import strategies as st

from balintlog.domain.theme_families import FAMILIES, FAMILY_OF
from balintlog.domain.vocabulary import THEMES
from balintlog.privacy.disclosure import (
    CaseFacts,
    CaseTable,
    Facts,
    SessionFacts,
    disclose,
    may_be_shown,
    overlap,
)
from balintlog.privacy.disclosure_audit import Bounds, bounds, interval, is_safe, rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from balintlog.privacy.disclosure import Disclosed

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
    return disclose(period([make(one) for one in range(number)]))


def table(found: Disclosed, of: str) -> dict[str, int] | None:
    return next((dict(one.rows) for one in found.tables if one.of == of), None)


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
        (period([case(one) for one in range(24)], sessions=9), "10 sessions"),
        (period([case(one) for one in range(19)]), "20 cases"),
        (period([case(one) for one in range(24)], people=5), "6 people"),
    ],
)
def test_r2_a_small_group_or_period_shows_the_frame_only(facts: Facts, reason: str) -> None:
    found = disclose(facts)
    assert reason in str(found.reason)
    assert (found.present, found.cases, found.tables, found.feelings, found.follow_up) == (
        *(None, None),
        *((), ()),
        None,
    )
    assert found.frame.sessions == len(facts.sessions)


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
    assert may_be_shown([case(0, presenter=one) for one in presenters]) is shown


def test_r4_cases_without_a_presenter_count_as_those_of_one() -> None:
    assert not may_be_shown([case(0, presenter=one) for one in ("a", "b", None, None, None)])
    assert may_be_shown([case(0, presenter=one) for one in ("a", "b", "b", None, None)])


@pytest.mark.parametrize(
    ("count", "shown"), [(5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (22, 20), (23, 25)]
)
def test_r4_counts_are_rounded_to_five(count: int, shown: int) -> None:
    assert rounded(count) == shown
    low, high = interval(shown)
    assert low <= count <= high


def test_r5_themes_are_shown_where_two_of_them_can_be() -> None:
    found = told(lambda one: case(one, THEMES[0] if one < 14 else THEMES[1]))
    assert table(found, "themes") == {THEMES[0]: 15, THEMES[1]: 10}
    assert table(found, "theme families") is None


def test_r5_families_are_shown_where_themes_are_too_small() -> None:
    found = told(lambda one: case(one, THEMES[one % 24], presenter=PEOPLE[one % 7 - 1]), 48)
    assert table(found, "themes") is None
    assert set(table(found, "theme families") or ()) == set(FAMILIES)


def test_r5_a_case_counts_once_for_each_theme_and_once_for_a_family() -> None:
    both = FAMILIES["illness-and-loss"][:2]
    found = told(lambda one: case(one, *both) if one < 15 else case(one, "institution"), 30)
    assert table(found, "themes") == {both[0]: 15, both[1]: 15, "institution": 15}

    def rare(one: int) -> CaseFacts:
        family = FAMILIES["illness-and-loss" if one < 10 else "role-and-team"]
        return case(one, family[one % 7], family[one % 7 - 1])

    assert table(told(rare, 20), "theme families") == {"illness-and-loss": 10, "role-and-team": 10}


def test_r5_a_table_of_one_row_is_left_out() -> None:
    assert told(lambda one: case(one, "institution")).tables == ()


def test_r6_the_total_is_rounded_and_nothing_counts_what_is_missing() -> None:
    found = told(case, 22)
    assert found.cases == 20
    assert "withheld" not in str(found)


def test_r7_follow_up_is_a_band_with_enough_on_either_side() -> None:
    def asked(times: int, of: int) -> str | None:
        return told(lambda one: case(one, followed_up=one < times if one < of else None)).follow_up

    assert asked(12, 24) == "a third to two thirds"
    assert asked(7, 24) == "under a third"
    assert asked(17, 24) == "over two thirds"
    assert asked(4, 24) is None, "too few"
    assert asked(20, 24) is None, "too few on the other side"
    assert asked(24, 24) is None, "never all"
    assert asked(0, 24) is None, "never none"
    assert asked(10, 19) is None, "of fewer than 20"


def test_r8_feelings_are_bands_and_obey_r4() -> None:
    def make(one: int) -> CaseFacts:
        word = "hope" if one < 10 else "guilt" if one < 15 else "anger"
        feelings = {word} if one < 19 else set()
        more = {"sadness"} if one % 6 == 0 else set()  # of one presenter only
        return case(one, feelings=frozenset(feelings | more))

    assert told(make, 36).feelings == (("guilt", "sometimes"), ("hope", "often"))


def test_r9_attendance_is_one_whole_number_from_five_persons_on() -> None:
    cases = [case(one) for one in range(24)]
    for sat_in, present in ((4, None), (5, 5), (8, 8)):
        held = tuple(SessionFacts(90, "in-person", sat_in) for _ in range(12))
        assert disclose(replace(period(cases), sessions=held)).present == present
    held = tuple(SessionFacts(90, "online", 7 + one % 2) for one in range(12))
    found = disclose(replace(period(cases), sessions=held))
    assert found.present == 8
    assert found.frame.modes == (("online", 12),)


def test_r11_no_name_and_no_day_gets_through() -> None:
    text = str(told(lambda one: case(one, followed_up=bool(one % 2))))
    for word in (*PEOPLE, "2025", "2026", "date"):
        assert word not in text


# The audit that is shipped


def test_r12_the_audit_refuses_what_is_proved_small(monkeypatch: pytest.MonkeyPatch) -> None:
    from balintlog.privacy import disclosure_audit

    monkeypatch.setattr(disclosure_audit, "interval", lambda shown: Bounds(shown, shown))
    assert not is_safe(23, [10, 10], 1), "exact counts prove the missing three"
    assert not is_safe(20, [10, 10], 1), "and that nothing is missing"
    assert not is_safe(28, [10, 10], 1), "whatever it is"


def test_r12_what_rounding_itself_gives_away_is_refused() -> None:
    """Rows at the lower end of what they can be add up to all: then each of them is known."""
    assert not is_safe(29, [10, 10, 10, 5], 1)
    assert is_safe(30, [10, 10, 10, 5], 1)
    assert not is_safe(24, [10, 10], 0), "all rows shown, at their upper ends"
    assert is_safe(28, [10, 10, 10, 5], 1), "more than all: cases stand in several rows"


@given(
    st.lists(st.integers(5, 40), min_size=1, max_size=6), st.lists(st.integers(0, 4), max_size=5)
)
def test_r12_bounds_hold_whatever_the_truth(large: list[int], small: list[int]) -> None:
    cases = sum(large) + sum(small)
    found = bounds(cases, [rounded(one) for one in large], len(small))
    for true, (low, high) in zip(large + small, found, strict=True):
        assert low <= true <= high


# The attack


def exports_of(
    periods: Sequence[Sequence[Sequence[CaseFacts]]],
) -> tuple[dict[str, list[Export]], list[Disclosed]]:
    """Return what an insider reads in the exports of some periods, table by table."""
    found: dict[str, list[Export]] = {}
    told = [disclose(disclosure_attack.facts(sessions)) for sessions in periods]
    for number, one in enumerate(told):
        total = sum(len(session) for session in periods[number])
        for shown in one.tables:
            rows: dict[str, tuple[int, int]] = {}
            for row in disclosure_attack.vocabulary(shown.of):
                count = dict(shown.rows).get(row)
                rows[row] = (0, total) if count is None else _means(count)
            found.setdefault(shown.of, []).append(Export((number,), rows))
    return found, told


def _means(count: int) -> tuple[int, int]:
    """Say what a shown count can be, read off the rules: not off the program."""
    return (5, 7) if count == 5 else (count - 2, count + 2)


def two_periods(random: Random, number: int) -> list[list[list[CaseFacts]]]:
    return [
        disclosure_attack.group(random, random.randint(10, 80), even=number % 2 == 0)
        for _ in range(2)
    ]


def attacked(
    periods: Sequence[Sequence[Sequence[CaseFacts]]], *, programming: bool
) -> tuple[Findings, int]:
    exports, _ = exports_of(periods)
    exact = small = increments = known = 0
    attack = disclosure_attack.attack_by_programming if programming else disclosure_attack.attack
    for of, some in exports.items():
        rows = disclosure_attack.vocabulary(of)
        truth = [disclosure_attack.true_counts(sessions, rows) for sessions in periods]
        totals = [sum(map(len, sessions)) for sessions in periods]
        found = attack(some, totals, truth)
        exact, small = exact + found.exact, small + found.small
        increments += found.increments
        for export in some:
            (stretch,) = export.stretches
            for session in periods[stretch]:
                known += disclosure_attack.attack_sessions(export, totals[stretch], len(session))
    return Findings(exact, small, increments), known


def test_an_insider_recovers_nothing_from_two_thousand_groups(
    record_property: Callable[[str, object], None],
) -> None:
    random, tables = Random(20261125), 0
    for number in range(2000):
        periods = two_periods(random, number)
        found, known = attacked(periods, programming=False)
        assert found == Findings(0, 0, 0), number
        assert known == 0, number
        tables += sum(len(one.tables) for one in exports_of(periods)[1])
    record_property(
        "figures",
        f"2,000 groups, 4,000 periods, {tables:,} tables: 0 small values recovered, 0 proved small,"
        " 0 increments",
    )


def test_integer_programming_recovers_nothing_either(
    record_property: Callable[[str, object], None],
) -> None:
    random, groups, tried = Random(7), 0, 0
    while groups < 300:
        tried += 1
        periods = two_periods(random, tried)
        if any(one.tables for one in exports_of(periods)[1]):
            groups += 1
            assert attacked(periods, programming=True)[0] == Findings(0, 0, 0), tried
    record_property("figures", f"{groups} groups with tables, of {tried}: nothing was recovered")


@pytest.mark.parametrize("programming", [False, True])
def test_the_same_insider_breaks_a_naive_export(programming: bool) -> None:
    """The watchdog can bark: small cells suppressed, an exact total, and exports that overlap."""
    random = Random(1)
    attack = disclosure_attack.attack_by_programming if programming else disclosure_attack.attack
    exact = small = increments = 0
    for _ in range(20):
        sessions = disclosure_attack.group(random, 40, even=True, sessions=20)
        parts = sessions[:-1], sessions[-1:]
        truth = [disclosure_attack.true_counts(part, THEMES) for part in parts]
        totals = [sum(map(len, part)) for part in parts]
        exports = [
            disclosure_attack.naive(parts[0], (0,)),
            disclosure_attack.naive(sessions, (0, 1)),
        ]
        found = attack(exports, totals, truth)
        exact, small = exact + found.exact, small + found.small
        increments += found.increments
    assert exact > 0
    assert small > 50
    assert increments > 50


def test_how_much_of_the_truth_a_report_still_shows(
    record_property: Callable[[str, object], None],
) -> None:
    lines = []
    for even in (True, False):
        shares = []
        for number in (20, 40, 80):
            random, inside = Random(number), 0.0
            levels = dict.fromkeys(("themes", "theme families"), 0)
            rules: Counter[str] = Counter()
            for _ in range(100):
                sessions = disclosure_attack.group(random, number, even=even)
                found = disclose(disclosure_attack.facts(sessions))
                work = next((one for one in found.tables if one.of in levels), None)
                inside += _inside(sessions, work) / number
                if work is not None:
                    levels[work.of] += 1
                for rule, times in _withheld_by(sessions, work).items():
                    rules[rule] += times
            without = 100 - sum(levels.values())
            why = ", ".join(f"{rule} {times / number:.0f} %" for rule, times in rules.items())
            shares.append(
                f"{number} cases {inside:.0f} % (themes {levels['themes']}, families"
                f" {levels['theme families']}, none {without}; withheld: {why})"
            )
        lines.append(f"{'even' if even else 'skewed'}: {'; '.join(shares)}")
    shares_of = "share of cases inside shown rows, of 100 groups"
    record_property("figures", f"{shares_of}; {' | '.join(lines)}")


def _withheld_by(sessions: Sequence[Sequence[CaseFacts]], work: CaseTable | None) -> dict[str, int]:
    """Count the cases that stand in no shown row, by what withheld theirs."""
    cases = [one for session in sessions for one in session]
    if work is None:
        return {"no table": len(cases)}
    shown = {row for row, _ in work.rows}
    found = {"too few": 0, "few presenters or one with most": 0}
    for row in disclosure_attack.vocabulary(work.of):
        inside = [
            one
            for one in cases
            if row in one.themes or row in {FAMILY_OF[theme] for theme in one.themes}
        ]
        if inside and row not in shown:
            found["too few" if len(inside) < 5 else "few presenters or one with most"] += len(
                inside
            )
    return found


def _inside(sessions: Sequence[Sequence[CaseFacts]], work: CaseTable | None) -> int:
    """Count the cases that stand in a row that is shown."""
    if work is None:
        return 0
    shown = {row for row, _ in work.rows}
    return sum(
        bool(shown & {*one.themes, *(FAMILY_OF[theme] for theme in one.themes)})
        for session in sessions
        for one in session
    )
