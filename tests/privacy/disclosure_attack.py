"""An insider who tries to find small figures behind a report, and groups to try it on.

The insider knows how counts are rounded and how many cases every session had, and holds
every export, but does not reckon with the rule on presenters. Assumed is the worst: each
case has one theme, so that the rows of a table add up to what the insider knows. Nothing of
the program's own audit is used here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from balintlog.domain.theme_families import FAMILIES, FAMILY_OF
from balintlog.domain.vocabulary import ENCOUNTERS, THEMES
from balintlog.privacy.disclosure import CaseFacts, Facts, SessionFacts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from random import Random

SMALL = range(1, 5)


@dataclass
class Export:
    """One table as an insider reads it: which stretches of time, and an interval for each row."""

    stretches: tuple[int, ...]
    rows: dict[str, tuple[int, int]]


class Findings(NamedTuple):
    """How many cells of a small true value were recovered, proved small, or increments found."""

    exact: int
    small: int
    increments: int


# Groups


def group(
    random: Random, cases: int, *, even: bool, sessions: int | None = None
) -> list[list[CaseFacts]]:
    """Return cases session by session: of 6 to 12 members, themes and presenters skewed or not."""
    members = [f"member-{number}" for number in range(random.randint(6, 12))]
    themes = random.sample(THEMES, random.randint(4, len(THEMES)))
    presenters = _weights(random, members, even=even)
    weights = _weights(random, themes, even=even)
    number = sessions or max(10, random.randint(cases // 3, cases))
    found: list[list[CaseFacts]] = [[] for _ in range(number)]
    for place in range(cases):
        session = place % number if place < number else random.randrange(number)
        found[session].append(
            CaseFacts(
                presenter=random.choices(members, presenters)[0],
                themes=frozenset(random.choices(themes, weights)),
                encounter=random.choice(ENCOUNTERS),
                feelings=frozenset(),
                followed_up=random.random() < 0.6,
            )
        )
    return found


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
            for word in {*case.themes, *(FAMILY_OF[one] for one in case.themes), case.encounter}:
                if word in counts:
                    counts[word] += 1
    return counts


def vocabulary(of: str) -> tuple[str, ...]:
    return {
        "themes": THEMES,
        "theme families": tuple(FAMILIES),
        "kinds of encounter": ENCOUNTERS,
    }[of]


# The attack in closed form


def bounds(export: Export, total: int, row: str) -> tuple[int, int]:
    """Bound a row by the sum of the others."""
    low, high = export.rows[row]
    others = [one for name, one in export.rows.items() if name != row]
    least, most = sum(one[0] for one in others), sum(one[1] for one in others)
    return max(low, total - most), min(high, total - least)


def attack(
    exports: Sequence[Export], totals: Sequence[int], truth: Sequence[dict[str, int]]
) -> Findings:
    """Attack every cell of every export, and every row's increment between nested exports.

    ``totals`` and ``truth`` are those of each stretch of time.
    """
    exact = small = increments = 0
    bound: list[dict[str, tuple[int, int]]] = []
    for export in exports:
        total = sum(totals[one] for one in export.stretches)
        bound.append({row: bounds(export, total, row) for row in export.rows})
        for row, (low, high) in bound[-1].items():
            true = sum(truth[one][row] for one in export.stretches)
            assert low <= true <= high, "the attack itself is wrong"
            exact += low == high and true in SMALL
            small += low >= 1 and high <= 4
    for earlier, later, first, second in zip(exports, exports[1:], bound, bound[1:], strict=False):
        if set(earlier.stretches) < set(later.stretches):
            (stretch,) = set(later.stretches) - set(earlier.stretches)
            for row in first:
                low = max(0, second[row][0] - first[row][1])
                high = min(totals[stretch], second[row][1] - first[row][0])
                increments += low == high
    return Findings(exact, small, increments)


def attack_sessions(export: Export, total: int, session: int) -> int:
    """Count the rows of which a session's share is known: ``session`` is its number of cases."""
    known = 0
    for row in export.rows:
        low, high = bounds(export, total, row)
        known += session > 0 and max(0, low - (total - session)) == min(session, high)
    return known


# The attack by integer programming


class Program:
    """Whole numbers for every row and stretch, as the exports and the insider's knowledge allow."""

    def __init__(self, exports: Sequence[Export], totals: Sequence[int]) -> None:
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint

        self.rows = list(exports[0].rows)
        assert all(list(export.rows) == self.rows for export in exports)
        self._size = len(totals) * len(self.rows)
        self._most = Bounds(0, max(totals))
        told = [
            (self.line(range(stretch, stretch + 1), self.rows), total, total)
            for stretch, total in enumerate(totals)
        ]
        told += [
            (self.line(export.stretches, [row]), low, high)
            for export in exports
            for row, (low, high) in export.rows.items()
        ]
        lines, lows, highs = zip(*told, strict=True)
        self._constraint = LinearConstraint(np.array(lines), lows, highs)

    def line(self, stretches: Iterable[int], rows: Iterable[str]) -> Any:
        """Return the sum of some rows in some stretches of time."""
        import numpy as np

        line = np.zeros(self._size)
        for stretch in stretches:
            for row in rows:
                line[stretch * len(self.rows) + self.rows.index(row)] = 1
        return line

    def bounds(self, line: Any) -> tuple[int, int]:
        """Return the least and the greatest value of a sum."""
        import numpy as np
        from scipy.optimize import milp

        found = []
        for sign in (1, -1):
            solved = milp(
                sign * line,
                constraints=self._constraint,
                integrality=np.ones(self._size),
                bounds=self._most,
            )
            assert solved.success, solved.message
            found.append(round(sign * solved.fun))
        return found[0], found[1]


def attack_by_programming(
    exports: Sequence[Export], totals: Sequence[int], truth: Sequence[dict[str, int]]
) -> Findings:
    """Attack in the same way, with all exports at once and whole numbers."""
    program = Program(exports, totals)
    exact = small = increments = 0
    for export in exports:
        for row in program.rows:
            low, high = program.bounds(program.line(export.stretches, [row]))
            true = sum(truth[one][row] for one in export.stretches)
            assert low <= true <= high
            exact += low == high and true in SMALL
            small += low >= 1 and high <= 4
    nested = {one for export in exports if len(export.stretches) > 1 for one in export.stretches}
    for stretch in nested - {0}:
        for row in program.rows:
            low, high = program.bounds(program.line([stretch], [row]))
            increments += low == high
    return Findings(exact, small, increments)


# A naive export, which the attack must break


def naive(sessions: Sequence[Sequence[CaseFacts]], stretches: tuple[int, ...]) -> Export:
    """Suppress 1 to 4 cases, show all else as it is, and the exact total."""
    counts = true_counts(sessions, THEMES)
    return Export(
        stretches,
        {row: (1, 4) if number in SMALL else (number, number) for row, number in counts.items()},
    )
