"""How long records stay, in months of the calendar."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balintlog.domain.retention_terms import DEFAULTS, MAX_MONTHS, MIN_MONTHS, TERMS, cutoff


@pytest.mark.parametrize(
    ("today", "months", "last"),
    [
        (date(2026, 3, 20), 12, date(2025, 3, 20)),
        (date(2026, 3, 20), 3, date(2025, 12, 20)),
        (date(2026, 12, 31), 12, date(2025, 12, 31)),
        (date(2026, 5, 31), 3, date(2026, 2, 28)),
        (date(2024, 5, 30), 3, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 1), 84, date(2019, 1, 1)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
    ],
)
def test_a_term_ends_on_the_same_day_of_another_month(today: date, months: int, last: date) -> None:
    assert cutoff(today, months) == last


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(MIN_MONTHS, MAX_MONTHS))
def test_nothing_goes_more_than_three_days_before_its_time(today: date, months: int) -> None:
    last = cutoff(today, months)
    assert (today.year - last.year) * 12 + today.month - last.month == months
    assert 0 <= today.day - last.day <= 3


def test_every_term_has_a_default() -> None:
    assert list(TERMS) == list(DEFAULTS)
    assert DEFAULTS == {"activity": 84, "cases": 12, "notes": 12, "taken-notes": 3}
