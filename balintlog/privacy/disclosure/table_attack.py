"""The attack on a table before it leaves: what an insider could bound from it. Pure.

The insider sat in the group. They know the rules, how many cases there were, how many each member
brought (not which), and which cases are their own. The worst is assumed: every case stands in
exactly one row, so the rows add up to all cases. A shown count stands for an interval, and no
presenter has more than half of it. A row is left out for one of three reasons (R4), each of which
bounds it: it has fewer than 5 cases; or 2 presenters at most, so no more than those two brought;
or one presenter has more than half, so less than twice what that one brought. Bounds are in closed
form (one-way tables, one sum); the tests compare them with integer programming.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

BASE = 5  # to which counts are rounded
SMALLEST = 5  # count that is shown


class Bounds(NamedTuple):
    """The smallest and the greatest number that a row can have."""

    low: int
    high: int

    @property
    def is_exact(self) -> bool:
        """Whether nothing else is possible."""
        return self.low == self.high

    @property
    def is_small(self) -> bool:
        """Whether it is proved that there is something, and too little to be shown."""
        return self.low >= 1 and self.high < SMALLEST


class Known(NamedTuple):
    """What the insider knows: cases of each presenter, and those whose code was dropped."""

    presented: tuple[int, ...]
    dropped: int = 0
    own: int = 0  # cases of the insider, who knows in which rows they stand

    @property
    def cases(self) -> int:
        """All cases."""
        return sum(self.presented) + self.dropped + self.own

    def to_one_who_brought(self, number: int) -> Known:
        """Return what a presenter of so many cases knows: they fill no row in secret."""
        at = self.presented.index(number)
        others = self.presented[:at] + self.presented[at + 1 :]
        return Known(others, self.dropped, self.own + number)

    @property
    def dominated(self) -> int:
        """How many cases must be in rows left out, as no presenter has more than half elsewhere."""
        if self.own:
            return 0
        most = max(self.presented, default=0) + self.dropped
        return max(0, 2 * most - self.cases)

    def most(self, rows: int) -> int:
        """Return how many cases so many rows that are left out can have together.

        Most is in them if another presenter fills each: with less than twice their own cases
        (more than half), or with just that where somebody else has as many (two presenters).
        The rule takes cases whose code was dropped for those of the one who has most.
        """
        first, second, *rest = *sorted(self.presented, reverse=True), 0, 0
        has_equal = first == second and not self.dropped
        filled = [2 * (first + self.dropped) - (not has_equal)]
        filled += [2 * number for number in (second, *rest)]
        filled = [max(SMALLEST - 1, number) for number in filled] + [SMALLEST - 1] * rows
        return sum(filled[: max(0, rows)])


def rounded(count: int) -> int:
    """Return a count to the nearest 5; 5 to 7 is 5, 8 to 12 is 10."""
    return (count + BASE // 2) // BASE * BASE


def interval(shown: int) -> Bounds:
    """Return what a shown count can stand for."""
    half = BASE // 2
    return Bounds(max(SMALLEST, shown - half), shown + half)


def bounds(known: Known, shown: Sequence[int], withheld: int) -> list[Bounds] | None:
    """Return what an insider can bound, of the shown rows and then of those withheld.

    ``withheld`` is how many rows might be left out. None where rows cannot add up to all
    cases: then the insider sees that cases stand in several rows, or in none.
    """
    rows = [interval(count) for count in shown]
    lows, highs = sum(row.low for row in rows), sum(row.high for row in rows)
    least = max(known.dominated, known.cases - highs)  # in all rows that are left out
    most = min(known.cases - lows, known.most(withheld))
    if least > most:
        return None
    of_shown = [
        Bounds(
            max(row.low, known.cases - (highs - row.high) - most),
            min(row.high, known.cases - (lows - row.low) - least),
        )
        for row in rows
    ]
    hidden = Bounds(max(0, least - known.most(withheld - 1)), min(most, known.most(1)))
    return of_shown + [hidden] * withheld


def is_safe(known: Known, shown: Sequence[int], withheld: int) -> bool:
    """Return True if an insider can prove nothing: neither what a row is, nor that it is small.

    Insiders are somebody who presented nothing, and each presenter.
    """
    insiders = [known, *(known.to_one_who_brought(number) for number in set(known.presented))]
    return all(_proves_nothing(bounds(insider, shown, withheld)) for insider in insiders)


def _proves_nothing(rows: list[Bounds] | None) -> bool:
    return rows is None or not any(row.is_small or row.is_exact for row in rows)
