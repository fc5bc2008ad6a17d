"""An insider attacks the summaries of thousands of invented groups, and finds nothing.

The environment variable ATTACKS sets of how many groups integer programming attacks the
reports, which is slow: 60 unless told.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

import disclosure_attack
import disclosure_programming
import pytest
from disclosure_attack import Export, Findings

from balintlog.domain.theme_families import FAMILIES, FAMILY_OF
from balintlog.domain.vocabulary import FEELINGS, THEMES
from balintlog.privacy.disclosure import summary_rules
from balintlog.privacy.disclosure.summary_rules import CaseFacts, CaseTable, disclose, overlap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

ATTACKS = int(os.environ.get("ATTACKS", "60"))
NOTHING = Findings(0, 0, 0)

# What measures branches would take half the time; test_disclosure covers the same ones.


def exports_of(
    sessions: Sequence[Sequence[CaseFacts]], stretches: Iterable[int] = (0,)
) -> dict[str, Export]:
    """Return what an insider reads in the report of some sessions, table by table."""
    found = {}
    total = sum(map(len, sessions))
    for shown in disclose(disclosure_attack.facts(sessions)).tables:
        counts = dict(shown.rows)
        rows = {
            row: _means(counts[row]) if row in counts else (0, total)
            for row in disclosure_attack.vocabulary(shown.of)
        }
        found[shown.of] = Export(
            frozenset(stretches),
            rows,
            frozenset(rows) - set(counts),
            disclosure_attack.presented(sessions),
        )
    return found


def _means(count: int) -> tuple[int, int]:
    """Say what a shown count can be, read off the rules: not off the program."""
    return (5, 7) if count == 5 else (count - 2, count + 2)


KINDS = {
    "even": {"even": True},
    "skewed": {"even": False},
    "in turn": {"even": True, "in_turn": True},
    "in turn, skewed themes": {"even": False, "in_turn": True},
    "several themes": {"even": True, "several": True},
    "several themes, skewed": {"even": False, "several": True},
    "several themes, in turn": {"even": False, "several": True, "in_turn": True},
}


def invented(random: Random, number: int) -> list[list[CaseFacts]]:
    """Return a group of one kind after the other; in turn with few cases for each."""
    kind = list(KINDS.values())[number % len(KINDS)]
    cases = random.randint(20, 30) if "in_turn" in kind else random.randint(10, 80)
    return disclosure_attack.group(random, cases, **kind)


def attacked(sessions: Sequence[Sequence[CaseFacts]]) -> tuple[Findings, int, int]:
    """Attack the report of one period; return what was found, session by session too, of tables."""
    found, of_sessions = NOTHING, 0
    exports = exports_of(sessions)
    total = sum(map(len, sessions))
    for of, export in exports.items():
        truth = disclosure_attack.true_counts(sessions, disclosure_attack.vocabulary(of))
        found = found.and_(disclosure_attack.attack([export], [total], [truth]))
        for number in {len(session) for session in sessions}:
            of_sessions += disclosure_attack.attack_sessions(export, total, number)
    return found, of_sessions, len(exports)


@pytest.mark.slow
def test_an_insider_recovers_nothing_from_two_thousand_groups(
    record_property: Callable[[str, object], None],
) -> None:
    random, tables = Random(20261125), 0
    for number in range(2000):
        for _ in range(2):
            found, of_sessions, here = attacked(invented(random, number))
            assert found == NOTHING, number
            assert of_sessions == 0, number
            tables += here
    record_property(
        "figures",
        f"2,000 groups, 4,000 periods, {tables:,} tables: 0 small values recovered, 0 proved small",
    )


def test_members_who_took_turns_twice_have_no_table_that_proves_a_row_small() -> None:
    """Twelve members with two cases each, in families of 7, 7, 7 and 3: whoever is left out
    has four at most, as nobody brought more than two."""
    of_family = ["illness-and-loss", "patient-and-doctor", "family-and-society", "role-and-team"]
    told = [
        CaseFacts(f"member-{number % 12}", frozenset({theme}), None, frozenset(), None)
        for number, theme in enumerate(
            FAMILIES[family][place % 4]
            for family, cases in zip(of_family, (7, 7, 7, 3), strict=True)
            for place in range(cases)
        )
    ]
    sessions = [told[place : place + 2] for place in range(0, 24, 2)]
    assert exports_of(sessions) == {}
    more = [replace(told[0], presenter=f"member-{number}") for number in range(3)]
    assert set(exports_of([*sessions, more])) == {"theme families"}


def test_a_presenter_who_knows_their_own_rows_proves_none_small() -> None:
    """Eleven presenters with 5 and 10 times 2 cases, families of 7, 7, 7 and 4: to the first
    the last is 4 exactly, as nobody else could fill it."""
    left = [2, 2, 1, 0], [5, 5, 6, 4]
    own, others = ([row for row, many in enumerate(one) for _ in range(many)] for one in left)
    presented = [(0, row) for row in own]
    presented += [(1 + place % 10, row) for place, row in enumerate(others)]
    families = [FAMILIES[family] for family in FAMILIES]
    told = [
        CaseFacts(
            f"member-{member}", frozenset({families[row][place % 4]}), None, frozenset(), None
        )
        for place, (member, row) in enumerate(presented)
    ]
    assert exports_of([told[place : place + 2] for place in range(0, 25, 2)]) == {}


@pytest.mark.slow
def test_integer_programming_can_bark(monkeypatch: pytest.MonkeyPatch) -> None:
    """On members who took turns twice, without the audit."""
    monkeypatch.setattr(summary_rules, "is_safe", lambda *_: True)
    random, small = Random(3), 0
    for number in range(2, 400, 7):  # in turn
        sessions = invented(random, number)
        export = exports_of(sessions).get("theme families")
        if export is not None:
            truth = disclosure_attack.true_counts(sessions, tuple(FAMILIES))
            small += disclosure_programming.attack_by_rules(export, truth).small
    assert small > 0


@pytest.mark.slow
def test_without_the_audit_the_same_insider_proves_rows_small(
    monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    """The watchdog can bark: rule R4 alone gives away who presents in turn."""
    monkeypatch.setattr(summary_rules, "is_safe", lambda *_: True)
    random, tables, broken = Random(3), 0, 0
    for number in range(1400):
        found, _, here = attacked(invented(random, number))
        tables += here
        broken += found.small + found.exact > 0
    assert broken > 5
    record_property("figures", f"without the audit: {broken} of {tables:,} tables proved small")


@pytest.mark.slow
def test_integer_programming_recovers_nothing_either(
    record_property: Callable[[str, object], None],
) -> None:
    random, groups, tables, tried = Random(7), 0, 0, 0
    single = [number for number, kind in enumerate(KINDS.values()) if "several" not in kind]
    while groups < ATTACKS:
        tried += 1
        sessions = invented(random, single[tried % len(single)])
        exports = exports_of(sessions)
        if groups % 10:
            exports.pop("themes", None)  # slow, and among so many rows little can be bounded
        groups += bool(exports)
        for of, export in exports.items():
            truth = disclosure_attack.true_counts(sessions, disclosure_attack.vocabulary(of))
            assert disclosure_programming.attack_by_rules(export, truth) == NOTHING, tried
            tables += 1
    record_property(
        "figures", f"{groups} groups, of {tried}, {tables} tables: nothing was recovered"
    )


@pytest.mark.slow
def test_bounds_in_closed_form_are_those_of_integer_programming() -> None:
    random, compared = Random(11), 0
    for number in range(60):
        sessions = invented(random, (0, 1, 2, 3)[number % 4])
        for of, export in exports_of(sessions).items():
            if of != "themes" and compared < 20:
                total = sum(map(len, sessions))
                found = disclosure_programming.bounds_by_rules(export)
                assert found is not None
                for row, (low, high) in found.items():
                    assert disclosure_attack.bounds(export, total, row) == (low, high)
                compared += 1
    assert compared == 20


@pytest.mark.slow
@pytest.mark.parametrize("programming", [False, True])
def test_the_same_insider_breaks_a_naive_export(programming: bool) -> None:
    """The watchdog can bark: small cells suppressed, an exact total, and exports that overlap."""
    random, found = Random(1), NOTHING
    attack = disclosure_programming.attack_together if programming else disclosure_attack.attack
    for _ in range(8 if programming else 20):
        sessions = disclosure_attack.group(random, 40, even=True, sessions=20)
        parts = sessions[:-1], sessions[-1:]
        truth = [disclosure_attack.true_counts(part, THEMES) for part in parts]
        totals = [sum(map(len, part)) for part in parts]
        exports = [
            disclosure_attack.naive(parts[0], (0,)),
            disclosure_attack.naive(sessions, (0, 1)),
        ]
        found = found.and_(attack(exports, totals, truth))
    assert found.exact > 0
    assert found.small > 50
    assert found.increments > 50


# Increments: what a later report adds to an earlier one


def _day(session: int) -> date:
    return date(2026, 1, 1) + timedelta(days=session)


def increments(
    sessions: Sequence[Sequence[CaseFacts]], requests: Sequence[tuple[int, int]], *, closed: bool
) -> int:
    """Report some stretches of sessions, one a day; ``closed``: as rule R1 lets it be.

    Return how many increments an insider knows who holds all these reports.
    """
    told: list[tuple[int, int]] = []
    for first, last in requests:
        days = _day(first), _day(last)
        if not closed or not any(overlap((_day(one), _day(other)), days) for one, other in told):
            told.append((first, last))
    by_table: dict[str, list[Export]] = {}
    for first, last in told:
        for of, export in exports_of(sessions[first : last + 1], range(first, last + 1)).items():
            by_table.setdefault(of, []).append(export)
    found = NOTHING
    for of, exports in by_table.items():
        rows = disclosure_attack.vocabulary(of)
        truth = [disclosure_attack.true_counts([one], rows) for one in sessions]
        found = found.and_(disclosure_attack.attack(exports, [*map(len, sessions)], truth))
    return found.increments


@pytest.mark.slow
def test_closed_periods_give_no_increment_where_growing_ones_do(
    record_property: Callable[[str, object], None],
) -> None:
    """The same rounded tables, given again a session later, tell what that session added."""
    random, leaked = Random(5), 0
    for number in range(150):
        sessions = disclosure_attack.group(random, 60, even=number % 2 == 0, sessions=30)
        first = random.randint(0, 8)
        requests = [(first, last) for last in range(24, 30)]
        requests += [(0, first), (first, 29)]  # a day in common is enough
        leaked += increments(sessions, requests, closed=False)
        assert increments(sessions, requests, closed=True) == 0
    assert leaked > 50
    record_property(
        "figures", f"150 groups: {leaked} increments of growing periods, 0 of closed ones"
    )


# Bands, which no sum binds


@pytest.mark.slow
def test_bands_of_feelings_and_follow_up_leave_more_than_one_number_open() -> None:
    """Read off the rules: R7 and R8 bound a number by what the insider knows, all cases."""
    random = Random(13)
    for number in range(300):
        sessions = disclosure_attack.group(
            random, random.randint(20, 60), even=number % 2 == 0, several=True
        )
        total, told = sum(map(len, sessions)), disclose(disclosure_attack.facts(sessions))
        cases = [case for session in sessions for case in session]
        for word in FEELINGS:
            band = dict(told.feelings).get(word)
            low, high = {"often": (10, total), "sometimes": (5, 9), None: (0, total)}[band]
            if band is None:
                high = disclosure_attack.room(disclosure_attack.presented(sessions), 1)
            assert low < high
            assert not 1 <= low <= high <= 4
            assert low <= sum(word in case.feelings for case in cases) <= high
        if told.follow_up is not None:
            open_to = {
                followed
                for wanted in range(20, total + 1)
                for followed in range(5, wanted - 4)
                if _band(followed, wanted) == told.follow_up
            }
            assert len(open_to) > 1
            assert sum(bool(case.followed_up) for case in cases) in open_to


def _band(followed: int, wanted: int) -> str:
    if 3 * followed < wanted:
        return "under a third"
    return "over two thirds" if 3 * followed > 2 * wanted else "a third to two thirds"


@pytest.mark.slow
def test_a_report_has_themes_or_families_never_both() -> None:
    random = Random(17)
    for number in range(300):
        shown = set(exports_of(invented(random, number)))
        assert not {"themes", "theme families"} <= shown


# What is left to read


@pytest.mark.slow
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
