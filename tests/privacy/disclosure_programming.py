"""The insider with integer programming: every world that the rules and the exports allow."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from disclosure_attack import SMALL, Findings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from disclosure_attack import Export


class Worlds:
    """Whole numbers under linear conditions."""

    def __init__(self) -> None:
        self._most: list[int] = []
        self._conditions: list[tuple[dict[int, int], float, float]] = []

    def number(self, most: int) -> int:
        """Add a number from 0 to ``most``; return its place."""
        self._most.append(most)
        return len(self._most) - 1

    def require(self, line: dict[int, int], low: float, high: float) -> None:
        """Add a condition on a weighted sum of numbers."""
        self._conditions.append((line, low, high))

    def best(self, line: dict[int, int]) -> list[int] | None:
        """Return the numbers for which a sum is least, or None if there are none."""
        # Here, as to import them takes a second, and each run of some other test would wait for it.
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import coo_array

        cells = [
            (value, row, column)
            for row, (condition, _, _) in enumerate(self._conditions)
            for column, value in condition.items()
        ]
        values, rows, columns = zip(*cells, strict=True)
        shape = len(self._conditions), len(self._most)
        aim = np.zeros(shape[1])
        for place, weight in line.items():
            aim[place] = weight
        solved = milp(
            aim,
            constraints=LinearConstraint(
                coo_array((values, (rows, columns)), shape=shape).tocsc(),
                [low for _, low, _ in self._conditions],
                [high for _, _, high in self._conditions],
            ),
            integrality=np.ones(shape[1]),
            bounds=Bounds(0, np.array(self._most)),
        )
        return None if solved.x is None else [round(number) for number in solved.x]


def by_rules(export: Export) -> tuple[Worlds, dict[str, list[int]]]:
    """Return what rule R4 allows, presenter by presenter, and the numbers that make up a row.

    Of the rows that are left out only the first is returned: nothing tells them apart.
    """
    worlds = Worlds()
    cells = {row: [worlds.number(brought) for brought in export.presented] for row in export.rows}
    for place, brought in enumerate(export.presented):
        worlds.require({cells[row][place]: 1 for row in cells}, brought, brought)
    for row, (low, high) in export.rows.items():
        if row in export.withheld:
            _left_out(worlds, cells[row], export.presented)
        else:
            worlds.require(dict.fromkeys(cells[row], 1), low, high)
            some = [worlds.number(1) for _ in cells[row]]
            worlds.require(dict.fromkeys(some, 1), 3, len(some))
            for cell, is_there in zip(cells[row], some, strict=True):
                worlds.require({cell: 1, is_there: -1}, 0, inf)
                worlds.require({**dict.fromkeys(cells[row], -1), cell: 1}, -inf, 0)
    hidden = [row for row in cells if row in export.withheld]
    return worlds, {row: cells[row] for row in cells if row not in hidden[1:]}


def _left_out(worlds: Worlds, row: list[int], presented: Sequence[int]) -> None:
    """Allow a row that has up to 4 cases, two presenters at most, or one with more than half."""
    all_, some = sum(presented), [worlds.number(1) for _ in row]
    is_small, is_of_two = worlds.number(1), worlds.number(1)
    dominated = [worlds.number(1) for _ in row]
    worlds.require(dict.fromkeys((is_small, is_of_two, *dominated), 1), 1, 1)
    worlds.require({**dict.fromkeys(row, 1), is_small: all_}, -inf, all_ + 4)
    worlds.require({**dict.fromkeys(some, 1), is_of_two: len(row)}, -inf, len(row) + 2)
    for cell, is_there, has_most, number in zip(row, some, dominated, presented, strict=True):
        worlds.require({cell: 1, is_there: -number}, -inf, 0)
        worlds.require({**dict.fromkeys(row, 1), cell: -1, has_most: all_}, -inf, all_ - 1)


def bounds_by_rules(export: Export) -> dict[str, tuple[int, int]] | None:
    """Return the least and the greatest number of each row; None: they do not add up."""
    worlds, rows = by_rules(export)
    row_bounds = {}
    for row, cells in rows.items():
        least = worlds.best(dict.fromkeys(cells, 1))
        most = worlds.best(dict.fromkeys(cells, -1))
        if least is None or most is None:
            return None
        row_bounds[row] = sum(least[cell] for cell in cells), sum(most[cell] for cell in cells)
    return row_bounds


def attack_by_rules(export: Export, truth: dict[str, int]) -> Findings:
    """Attack one table; a row is safe as soon as two worlds differ, and one is not small.

    The truth is such a world, and one in which rows that are left out are exchanged another.
    """
    worlds, rows = by_rules(export)
    hidden = {truth[row] for row in export.withheld}
    seen = {row: set(hidden) if row in export.withheld else {truth[row]} for row in rows}

    def is_safe(row: str) -> bool:
        return len(seen[row]) > 1 and not seen[row] <= set(SMALL)

    for row in rows:
        for aim in () if is_safe(row) else (1, -1):
            world = worlds.best(dict.fromkeys(rows[row], aim))
            assert world is not None, "the truth itself is no world"
            for other, cells in rows.items():
                seen[other].add(sum(world[cell] for cell in cells))
    exact = sum(len(values) == 1 and values <= set(SMALL) for values in seen.values())
    return Findings(exact, sum(values <= set(SMALL) for values in seen.values()))


def attack_together(
    exports: Sequence[Export], totals: Sequence[int], truth: Sequence[dict[str, int]]
) -> Findings:
    """Attack exports that overlap, all at once, and what each stretch of time added."""
    worlds = Worlds()
    rows = list(exports[0].rows)
    cells = [{row: worlds.number(total) for row in rows} for total in totals]
    for total, stretch in zip(totals, cells, strict=True):
        worlds.require(dict.fromkeys(stretch.values(), 1), total, total)
    for export in exports:
        for row, (low, high) in export.rows.items():
            worlds.require({cells[stretch][row]: 1 for stretch in export.stretches}, low, high)

    def bounds(stretches: Iterable[int], row: str) -> tuple[int, int]:
        places = [cells[stretch][row] for stretch in stretches]
        both = worlds.best(dict.fromkeys(places, 1)), worlds.best(dict.fromkeys(places, -1))
        least, most = (sum(world[cell] for cell in places) for world in both if world is not None)
        return least, most

    findings = Findings()
    for export in exports:
        for row in rows:
            low, high = bounds(export.stretches, row)
            true: Any = sum(truth[stretch][row] for stretch in export.stretches)
            assert low <= true <= high
            findings = findings.and_(Findings(low == high and true in SMALL, 1 <= low <= high <= 4))
    for added in range(1, len(totals)):
        known = [bounds([added], row) for row in rows]
        findings = findings.and_(Findings(increments=sum(low == high for low, high in known)))
    return findings
