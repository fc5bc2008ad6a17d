"""The date of an evening, which after midnight is still yesterday's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.prompts import ask_checked
from balintlog.domain.folding import folded, without_accents
from balintlog.domain.typed.calendar_words import TODAY
from balintlog.domain.typed.typed_dates import read_day, with_weekday

if TYPE_CHECKING:
    from datetime import date

    from balintlog.cli.desk import Desk

DATES = (
    "Such as 2.3., 2 Mar, monday, yesterday or 2026-03-02; Enter means today.",
    "It is the latest such day, and is shown with its weekday.",
)


def ask_day(desk: Desk, question: str, *, is_evening: bool = False) -> date:
    """Ask for a date until it can be read, and say it with its weekday; Enter is today.

    ``is_evening``: until four in the morning, today is yesterday.
    """

    def read(typed: str) -> date:
        return read_day(typed or "today", desk.today, desk.evening if is_evening else None)

    day = read(ask_checked(desk, f"{question} [today]:", read, DATES))
    remark(desk, f"  {with_weekday(day)}")
    return day


def read_evening(desk: Desk, text: str) -> date:
    """Return the date of an evening that a leader has typed, perhaps after midnight.

    Raises InvalidInputError as ``read_day`` does.
    """
    day = read_day(text, desk.today, desk.evening)
    if day < desk.today and without_accents(folded(text.strip())) in TODAY:
        remark(desk, f"Until four in the morning, today means {with_weekday(day)}.")
    return day
