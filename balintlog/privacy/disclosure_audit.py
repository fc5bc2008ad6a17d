"""The attack on a table before it leaves: what an insider could bound from it. Pure.

The insider knows the rules and how many cases there were. Assumed is the worst:
that every case stands in exactly one row, so that rows add up to all cases. A
shown count stands for an interval, a row that is left out for anything from
nothing to all cases: who also reckons with rule R4, and with how often each presenter
brought a case, can bound it closer, and that is not looked at here yet. Bounds are in
closed form (one-way tables, one sum).
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


def rounded(count: int) -> int:
    """Return a count to the nearest 5; 5 to 7 is 5, 8 to 12 is 10."""
    return (count + BASE // 2) // BASE * BASE


def interval(shown: int) -> Bounds:
    """Return what a shown count can stand for."""
    half = BASE // 2
    return Bounds(max(SMALLEST, shown - half), shown + half)


def bounds(cases: int, shown: Sequence[int], withheld: int) -> list[Bounds]:
    """Return what an insider can bound, of the shown rows and then of those withheld.

    ``cases`` is how many there were, ``withheld`` how many rows might be left out.
    """
    rows = [interval(one) for one in shown] + [Bounds(0, cases)] * withheld
    lows, highs = sum(one.low for one in rows), sum(one.high for one in rows)
    return [
        Bounds(
            max(one.low, cases - (highs - one.high)),
            min(one.high, cases - (lows - one.low)),
        )
        for one in rows
    ]


def is_safe(cases: int, shown: Sequence[int], withheld: int) -> bool:
    """Tell whether an insider can prove nothing: neither what a row is, nor that it is small.

    Rows that are more than all cases show that cases stand in several: then nothing adds up.
    """
    if sum(interval(one).low for one in shown) > cases:
        return True
    return not any(one.is_small or one.is_exact for one in bounds(cases, shown, withheld))
