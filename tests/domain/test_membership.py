from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balintlog.domain.membership import Member, Period, expected
from balintlog.domain.records import Attendance
from balintlog.domain.vocabulary import ATTENDANCES


def day(number: int) -> date:
    return date(2026, 3, number)


def member(*periods: Period, alias: str = "heron") -> Member:
    return Member(1, 1, alias, None, periods, 1)


def days_on(holds: Callable[[date], bool], first: int = 1, last: int = 12) -> list[int]:
    return [number for number in range(first, last + 1) if holds(day(number))]


def test_a_member_belongs_from_the_day_of_joining_on() -> None:
    assert days_on(member(Period("member", day(5), None)).belongs_on) == list(range(5, 13))


def test_a_member_belongs_until_the_day_before_leaving() -> None:
    assert days_on(member(Period("member", None, day(5))).belongs_on) == [1, 2, 3, 4]


def test_the_day_of_leaving_may_be_the_last_evening() -> None:
    leaving = member(Period("member", day(3), day(5)))
    assert days_on(leaving.belongs_on) == [3, 4]
    assert days_on(leaving.may_attend_on) == [3, 4, 5]


def test_unknown_dates_bound_nothing() -> None:
    always = member(Period("member", None, None))
    assert always.belongs_on(date.min)
    assert always.belongs_on(date.max)
    assert always.may_attend_on(date.max)


def test_who_returned_belongs_in_both_periods_and_not_between() -> None:
    returned = member(Period("member", None, day(4)), Period("member", day(8), day(10)))
    assert days_on(returned.belongs_on) == [1, 2, 3, 8, 9]
    assert days_on(returned.may_attend_on) == [1, 2, 3, 4, 8, 9, 10]


def test_who_left_and_returned_on_one_day_was_never_away() -> None:
    returned = member(Period("member", None, day(4)), Period("member", day(4), None))
    assert days_on(returned.belongs_on) == list(range(1, 13))


@pytest.mark.parametrize("standing", ["guest", "observer"])
def test_a_guest_or_observer_of_one_evening_may_attend_it_and_belongs_on_no_day(
    standing: str,
) -> None:
    guest = member(Period(standing, day(5), day(5)))
    assert days_on(guest.belongs_on) == []
    assert days_on(guest.may_attend_on) == [5]


def test_without_any_period_nobody_belongs() -> None:
    assert not member().belongs_on(day(1))
    assert not member().may_attend_on(day(1))


def test_the_attendance_must_name_who_belongs_that_day_in_the_order_given() -> None:
    members = [
        member(Period("member", None, None), alias="plover"),
        member(Period("member", day(6), None), alias="moth"),
        member(Period("guest", day(5), day(5)), alias="tern"),
        member(Period("member", None, day(5)), alias="kestrel"),
        member(Period("member", None, day(6)), alias="heron"),
    ]
    assert expected(members, day(5)) == ["plover", "heron"]
    assert expected(members, day(6)) == ["plover", "moth"]
    assert expected([], day(5)) == []


dates = st.dates(day(1), day(12))


@given(
    st.lists(
        st.builds(Period, st.just("member"), st.none() | dates, st.none() | dates), max_size=3
    ),
    dates,
)
def test_whoever_belongs_may_attend(periods: list[Period], on: date) -> None:
    one = member(*periods)
    assert one.may_attend_on(on) or not one.belongs_on(on)
    assert expected([one], on) == (["heron"] if one.belongs_on(on) else [])


def test_who_was_there_for_a_while_sat_in() -> None:
    sat_in = {status: Attendance("heron", status, 10).sat_in for status in ATTENDANCES}
    assert sat_in == {
        "present": True,
        "apologies": False,
        "absent": False,
        "late": True,
        "left-early": True,
    }
