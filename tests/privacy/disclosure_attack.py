"""An insider who tries to find small figures behind a report, and groups to try it on.

The insider sat in the group, knows the rules, how many cases every session had and how many
every member brought, and holds every export. Assumed is the worst: each case has one theme,
so that the rows of a table add up to what the insider knows; where they do not, that each
has one at least. Nothing of the program's own audit is used here.

Two tables of one period (themes or families, and kinds of encounter) have nothing in common
but all cases and who brought how many: so each is attacked by itself, with both known.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.theme_families import FAMILIES, FAMILY_OF
from balintlog.domain.vocabulary import ENCOUNTERS, FEELINGS, THEMES
from balintlog.privacy.disclosure.summary_rules import CaseFacts, Facts, SessionFacts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from random import Random

SMALL = range(1, 5)


@dataclass
class Export:
    """One table as an insider reads it: an interval for each row.

    ``stretches`` of time it is of; ``withheld`` rows were left out by rule R4, which is held
    against ``presented``, how many cases each presenter brought.
    """

    stretches: frozenset[int]
    rows: dict[str, tuple[int, int]]
    withheld: frozenset[str] = frozenset()
    presented: tuple[int, ...] = ()


class Findings(NamedTuple):
    """How many cells of a small true value were recovered, proved small, or increments found."""

    exact: int = 0
    small: int = 0
    increments: int = 0

    def and_(self, other: Findings) -> Findings:
        """Return both together."""
        return Findings(*(number + more for number, more in zip(self, other, strict=True)))


# Groups


def group(
    random: Random,
    cases: int,
    *,
    even: bool,
    sessions: int | None = None,
    in_turn: bool = False,
    several: bool = False,
) -> list[list[CaseFacts]]:
    """Return cases session by session: of 6 to 12 members, themes and presenters skewed or not.

    ``in_turn``: everybody presents in turn; ``several``: a case has one to three themes, or
    no kind of encounter.
    """
    members = [f"member-{number}" for number in range(random.randint(6, 12))]
    themes = random.sample(THEMES, random.randint(4, len(THEMES)))
    kinds = (*ENCOUNTERS, None) if several else ENCOUNTERS
    presenters = _weights(random, members, even=even)
    weights = _weights(random, themes, even=even)
    number = sessions or max(10, random.randint(cases // 3, cases))
    told: list[list[CaseFacts]] = [[] for _ in range(number)]
    for place in range(cases):
        session = place % number if place < number else random.randrange(number)
        often = random.randint(1, 3) if several else 1
        who = members[place % len(members)] if in_turn else random.choices(members, presenters)[0]
        told[session].append(
            CaseFacts(
                presenter=who,
                themes=frozenset(random.choices(themes, weights, k=often)),
                encounter=random.choice(kinds),
                feelings=frozenset(random.sample(FEELINGS, often)) if several else frozenset(),
                followed_up=random.random() < 0.6,
            )
        )
    return told


def _weights(random: Random, some: Sequence[str], *, even: bool) -> list[float]:
    """Return weights: all alike, or falling as one over the rank."""
    order = list(range(1, len(some) + 1))
    random.shuffle(order)
    return [1.0 if even else 1 / rank for rank in order]


def facts(sessions: Iterable[Sequence[CaseFacts]]) -> Facts:
    """Return what the program is given of some sessions."""
    held = list(sessions)
    cases = tuple(case for session in held for case in session)
    people = len({case.presenter for case in cases})
    return Facts(tuple(SessionFacts(90, "in-person", 8) for _ in held), 0, cases, max(people, 6))


def true_counts(sessions: Iterable[Sequence[CaseFacts]], rows: Iterable[str]) -> dict[str, int]:
    """Return the true number of cases of each row: a theme, a family, or an encounter."""
    counts = dict.fromkeys(rows, 0)
    for session in sessions:
        for case in session:
            for word in {
                *case.themes,
                *(FAMILY_OF[theme] for theme in case.themes),
                case.encounter,
            }:
                if word in counts:
                    counts[word] += 1
    return counts


def vocabulary(of: str) -> tuple[str, ...]:
    return {
        "themes": THEMES,
        "theme families": tuple(FAMILIES),
        "kinds of encounter": ENCOUNTERS,
    }[of]


def presented(sessions: Iterable[Sequence[CaseFacts]]) -> tuple[int, ...]:
    """Return how many cases each presenter brought."""
    return tuple(Counter(case.presenter for held in sessions for case in held).values())


# The attack in closed form


@cache
def room(presented: tuple[int, ...], rows: int) -> int:
    """Return how many cases so many rows can have that rule R4 leaves out.

    A row has up to 4; or as many as two presenters brought; or one less than twice those of
    one. Rows draw on the same presenters, but each of them can have most in one row only.
    """
    ranked = sorted(presented, reverse=True)
    each = []
    for place, brought in enumerate(ranked):
        others = ranked[:place] + ranked[place + 1 :]
        each.append(max(4, 2 * brought - 1, brought + min(brought, max(others, default=0))))
    return sum(each[:rows]) + 4 * max(0, rows - len(each))


def bounds(export: Export, total: int, row: str) -> tuple[int, int]:
    """Bound a row by the sum of the others, and by what rule R4 leaves out."""
    shown = [count for name, count in export.rows.items() if name not in export.withheld]
    least, most = sum(low for low, _ in shown), sum(high for _, high in shown)
    hidden = len(export.withheld)
    first = max(export.presented, default=0)  # has at most half of the cases in shown rows
    at_least, at_most = max(0, 2 * first - total), room(export.presented, hidden)
    if not total - most - at_most <= 0 <= total - least - at_least:
        return _of_several(export, total, row)
    low, high = export.rows[row]
    if row in export.withheld:
        rest = room(export.presented, hidden - 1)
        low = max(0, total - most - rest, at_least - rest)
        return low, min(room(export.presented, 1), total - least)
    return max(low, total - (most - high) - at_most), min(high, total - (least - low) - at_least)


def _of_several(export: Export, total: int, row: str) -> tuple[int, int]:
    """Bound a row where cases stand in several rows, though each in one at least."""
    low = export.rows[row][0]
    alone = room(export.presented, 1)
    highs = {
        name: min(most, alone) if name in export.withheld else most
        for name, (_, most) in export.rows.items()
    }
    return max(low, total - sum(highs.values()) + highs[row]), highs[row]


def attack(
    exports: Sequence[Export], totals: Sequence[int], truth: Sequence[dict[str, int]]
) -> Findings:
    """Attack every cell of every export, and every row's increment between nested exports.

    ``totals`` and ``truth`` are those of each stretch of time.
    """
    findings = Findings()
    bound: list[dict[str, tuple[int, int]]] = []
    for export in exports:
        total = sum(totals[stretch] for stretch in export.stretches)
        bound.append({row: bounds(export, total, row) for row in export.rows})
        for row, (low, high) in bound[-1].items():
            true = sum(truth[stretch][row] for stretch in export.stretches)
            in_one_row = sum(sum(truth[stretch].values()) for stretch in export.stretches) == total
            assert low <= true <= high or not in_one_row, "the attack itself is wrong"
            findings = findings.and_(Findings(low == high and true in SMALL, 1 <= low <= high <= 4))
    for earlier, other in permutations(range(len(exports)), 2):
        if exports[earlier].stretches < exports[other].stretches:
            between = exports[other].stretches - exports[earlier].stretches
            most = sum(totals[stretch] for stretch in between)
            for row in bound[earlier] if most else ():
                low = max(0, bound[other][row][0] - bound[earlier][row][1])
                high = min(most, bound[other][row][1] - bound[earlier][row][0])
                findings = findings.and_(Findings(increments=low == high))
    return findings


def attack_sessions(export: Export, total: int, session: int) -> int:
    """Count the rows of which a session's share is known: ``session`` is its number of cases."""
    known = 0
    for row in export.rows:
        low, high = bounds(export, total, row)
        known += session > 0 and max(0, low - (total - session)) == min(session, high)
    return known


# A naive export, which the attack must break


def naive(sessions: Sequence[Sequence[CaseFacts]], stretches: Iterable[int]) -> Export:
    """Suppress 1 to 4 cases, show all else as it is, and the exact total."""
    counts = true_counts(sessions, THEMES)
    return Export(
        frozenset(stretches),
        {row: (1, 4) if number in SMALL else (number, number) for row, number in counts.items()},
    )
