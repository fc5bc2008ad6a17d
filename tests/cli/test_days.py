"""Dates as leaders type them: a few ways that can be meant one way only."""

from __future__ import annotations

import unicodedata
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from recorder import Recorder

from balintlog.domain.typed.calendar_words import WEEKDAYS
from balintlog.domain.typed.typed_dates import read_day, with_weekday
from balintlog.errors import InvalidInputError

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CommandLine

FRIDAY = date(2026, 3, 20)
TODAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-03-02", date(2026, 3, 2)),
        ("2026-3-2", date(2026, 3, 2)),
        ("2.3.2026", date(2026, 3, 2)),
        ("02.03.2026", date(2026, 3, 2)),
        ("2. 3. 2026", date(2026, 3, 2)),
        ("13.1.2026", date(2026, 1, 13)),
        ("29.2.2024", date(2024, 2, 29)),
        ("2 March 2026", date(2026, 3, 2)),
        ("1 Feb 2026", date(2026, 2, 1)),
        ("01 sept. 2025", date(2025, 9, 1)),
        ("31. december 2025", date(2025, 12, 31)),
        ("4 May 2025", date(2025, 5, 4)),
        ("today", FRIDAY),
        ("yesterday", date(2026, 3, 19)),
        ("TODAY", FRIDAY),
        ("  Yesterday ", date(2026, 3, 19)),
        ("friday", FRIDAY),
        ("Fri", FRIDAY),
        ("saturday", date(2026, 3, 14)),
        ("SAT", date(2026, 3, 14)),
        (" Monday\t", date(2026, 3, 16)),
        ("thu", date(2026, 3, 19)),
        ("last thursday", date(2026, 3, 19)),
        ("last friday", date(2026, 3, 13)),
        ("Last Fri", date(2026, 3, 13)),
        ("2.3.", date(2026, 3, 2)),
        ("20.3.", FRIDAY),
        ("21. 3.", date(2025, 3, 21)),
        ("29.2.", date(2024, 2, 29)),
        ("2 Mar", date(2026, 3, 2)),
        ("2. March", date(2026, 3, 2)),
        ("31 December", date(2025, 12, 31)),
        ("March 2", date(2026, 3, 2)),
        ("March 2, 2026", date(2026, 3, 2)),
        ("5.10.25", date(2025, 10, 5)),
        ("5. 10. 26", date(2026, 10, 5)),
        ("2. 3. 99", date(1999, 3, 2)),
        ("2 March 26", date(2026, 3, 2)),
        ("20260302", date(2026, 3, 2)),
        ("monday 2.3.2026", date(2026, 3, 2)),
        ("Mon, 2 March", date(2026, 3, 2)),
        ("Mon. 2026-03-02", date(2026, 3, 2)),
        ("montag", date(2026, 3, 16)),
        ("letzten Freitag", date(2026, 3, 13)),
        ("gestern", date(2026, 3, 19)),
        ("2. März 2026", date(2026, 3, 2)),
        ("Montag, 2. Maerz", date(2026, 3, 2)),
        ("2 mars", date(2026, 3, 2)),
        ("2 février 2026", date(2026, 2, 2)),
        ("2 de marzo de 2026", date(2026, 3, 2)),
        ("lunedì", date(2026, 3, 16)),
        ("miércoles", date(2026, 3, 18)),
        ("aujourd'hui", FRIDAY),
        ("\uff12\uff0e\uff13\uff0e\uff12\uff10\uff12\uff16", date(2026, 3, 2)),
    ],
)
def test_a_date_is_understood(typed: str, meant: date) -> None:
    assert read_day(typed, FRIDAY) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "3/4/2026",
        "2026/03/02",
        "03/04",
        "2.3",
        "26-03-02",
        "2026-03-02T19:30",
        "-2026-03-02",
        "2026-03-02-",
        "2 Marc 2026",
        "2-3-2026",
        "2026.03.02",
        "2026 -03-02",
        "tomorrow",
        "next monday",
        "last week",
        "last 2.3.",
        "02032026",
        "2 3",
        "march",
        "monday monday",
        "mond",
        "mo",
        "the day before",
        "unknown",
        "",
        " ",
        "-",
        "٢٠٢٦-٠٣-٠٢",
        "2026-03-02\n2026-03-03",
    ],
)
def test_what_could_mean_two_days_or_none_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_day(typed, FRIDAY)
    assert "not a date" in refused.value.message
    assert "2026-03-02" in str(refused.value.hint)  # it shows how to write one


@pytest.mark.parametrize("typed", ["1.2.27", "2. 3. 50", "2 March 75"])
def test_a_year_of_two_digits_that_could_be_of_two_centuries_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInputError, match="lacks its full year") as refused:
        read_day(typed, FRIDAY)
    assert refused.value.hint == "Write the year with four digits."


@pytest.mark.parametrize("typed", ["tuesday 2.3.2026", "Fri, 2 March", "Dienstag 2026-03-02"])
def test_a_weekday_that_does_not_fit_its_date_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInputError, match="2026-03-02 is a Monday"):
        read_day(typed, FRIDAY)


@given(day=st.dates(date(1990, 1, 1), date(2050, 1, 1)), today=TODAYS)
def test_a_date_without_a_year_is_the_latest_such_day(day: date, today: date) -> None:
    meant = read_day(f"{day.day}.{day.month}.", today)
    assert (meant.day, meant.month) == (day.day, day.month)
    assert meant <= today
    later = [today - timedelta(days=back) for back in range((today - meant).days)]
    assert not any((other.day, other.month) == (day.day, day.month) for other in later)


# After midnight

TUESDAY, MONDAY = date(2026, 3, 31), date(2026, 3, 30)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("today", MONDAY),
        ("yesterday", MONDAY),
        ("monday", MONDAY),
        ("last monday", date(2026, 3, 23)),
        ("tuesday", date(2026, 3, 24)),
        ("2026-03-31", TUESDAY),
        ("31.3.", TUESDAY),
        ("30.3.", MONDAY),
    ],
)
def test_after_midnight_an_evening_is_that_of_yesterday(typed: str, meant: date) -> None:
    assert read_day(typed, TUESDAY, evening=MONDAY) == meant


@pytest.mark.parametrize(
    ("clock", "held_on"),
    [
        (time(0, 0), "2026-03-19"),
        (time(0, 30), "2026-03-19"),
        (time(3, 59), "2026-03-19"),
        (time(4, 0), "2026-03-20"),
        (time(23, 59), "2026-03-20"),
    ],
)
def test_a_session_of_today_is_yesterdays_until_four(
    cli: CommandLine, clock: time, held_on: str
) -> None:
    cli.time_of_day = clock
    answer = cli("session add --on today")
    assert answer.code == 0
    assert cli("session list --json").json["sessions"][0]["held_on"] == held_on
    told = "Until four in the morning, today means Thursday 2026-03-19."
    assert (told in answer.err) == (held_on == "2026-03-19")


@pytest.mark.slow
def test_the_guided_record_proposes_yesterday_after_midnight(
    cli: CommandLine, tmp_path: Path
) -> None:
    record = Recorder(cli, tmp_path)
    record.time_of_day = time(1)
    record(
        "log",
        """
        larch, Thursday 19 March, 90 minutes
        Anything different? friday⏎
        larch, Friday (not Thursday) 13 March, 7 days ago
        Anything else? today⏎
        larch, Thursday (not Friday) 19 March, 90 minutes
        Anything else? ^C
        """,
        code=130,
    )


@pytest.mark.parametrize(
    "typed",
    [
        "30.2.2026",
        "30 Feb 2026",
        "2026-02-30",
        "29.2.2026",
        "31.4.2026",
        "2026-13-01",
        "0.1.2026",
        "0-1-1",
    ],
)
def test_a_day_that_no_calendar_has_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInputError):
        read_day(typed, FRIDAY)


def test_year_nought_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="no date"):
        read_day("0000-01-01", FRIDAY)


def test_the_thirtieth_of_february_is_named() -> None:
    with pytest.raises(InvalidInputError, match=r"there is no date 30\.2\.2026"):
        read_day("30.2.2026", FRIDAY)


@given(today=TODAYS, name=st.sampled_from(WEEKDAYS), short=st.booleans())
def test_a_weekday_is_the_latest_one_today_included(today: date, name: str, short: bool) -> None:
    meant = read_day(name[:3] if short else name, today)
    assert meant.strftime("%A").lower() == name  # the calendar of the C library
    assert timedelta(0) <= today - meant < timedelta(days=7)


@given(today=TODAYS)
def test_the_weekday_of_today_is_today(today: date) -> None:
    assert read_day(today.strftime("%A"), today) == today


@given(day=st.dates(min_value=date(1000, 1, 1)), today=TODAYS)
def test_every_day_can_be_written_in_two_ways(day: date, today: date) -> None:
    assert read_day(day.isoformat(), today) == day
    assert read_day(f"{day.day}.{day.month}.{day.year}", today) == day


_ANYTHING = st.text(st.characters(exclude_categories=()), max_size=40)
_NEARLY = st.from_regex(r"\s?[0-9]{0,5}[-./ ]\s?[0-9]{0,3}[-./ ]\s?[0-9]{0,5}\s?", fullmatch=True)
_WORDS = st.sampled_from((*WEEKDAYS, "today", "yesterday", "tomorrow", "sun", "ſat", "ﬁ"))


@example(typed="0.\xa01.")  # a blank that is not printable in Python's eyes, and steers nothing
@given(typed=st.one_of(_ANYTHING, _NEARLY, st.builds("{}{}".format, _WORDS, _ANYTHING)))
def test_whatever_is_typed_is_a_date_or_is_refused(typed: str) -> None:
    try:
        assert type(read_day(typed, FRIDAY)) is date
    except InvalidInputError as refused:
        kinds = {unicodedata.category(letter) for letter in refused.message}
        assert not kinds & {"Cc", "Cs", "Zl", "Zp"}
        assert len(refused.message) < 250  # noqa: PT017


@given(typed=st.one_of(_NEARLY, _ANYTHING))
def test_a_slash_is_never_understood(typed: str) -> None:
    with pytest.raises(InvalidInputError):
        read_day(f"{typed}/", FRIDAY)


@pytest.mark.parametrize(
    ("day", "shown"),
    [(date(2026, 3, 2), "Monday 2026-03-02"), (date(2026, 3, 1), "Sunday 2026-03-01")],
)
def test_a_date_is_shown_with_its_weekday(day: date, shown: str) -> None:
    assert with_weekday(day) == shown
