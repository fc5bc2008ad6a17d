"""Attendance: who was there, who stayed away without a word, and who was late or left early."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.cli.terminal.choices import ask_words, meant, word_fault
from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.prompts import SkipTheRest, ask_text
from balintlog.cli.terminal.tick_boxes import ask_ticks
from balintlog.domain import vocabulary as words
from balintlog.domain.text import so_many, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from balintlog.cli.desk import Desk
    from balintlog.cli.guided.form import Answers, Form

NOBODY = {"none", "nobody", "no"}
_STATUSES = {"late": "late", "left": "left-early", "left-early": "left-early"}


def ask_attendance(
    desk: Desk, form: Form, members: Sequence[str], minutes: int, *, enough: bool
) -> None:
    """Ask who of the members was there, for how many of the ``minutes``, and fill it in.

    It is needed even if the rest is skipped (``enough``); then it raises SkipTheRest.
    """
    if form.asides.get("members", members) != members:
        remark(desk, "The members have changed since then. Please check again who was there.")
        form.ask_once_more("there", "absent", "late")
    form.asides["members"] = list(members)
    try:
        there = _ask_there(desk, form, members)
        if enough or form.asides.get("enough"):
            raise SkipTheRest
        _ask_missing(desk, form, [alias for alias in members if alias not in there])
        _ask_late(desk, form, there, minutes)
    finally:
        if "there" in form.answered:
            form.answers["attendance"] = _attendance(members, form.asides)
            form.save_draft()


def who_sat_in(attendance: Answers) -> tuple[str, ...]:
    """Return who was there, from a document's attendance."""
    statuses = {
        alias: entry if isinstance(entry, str) else entry["status"]
        for alias, entry in attendance.items()
    }
    return tuple(alias for alias, status in statuses.items() if status in words.SAT_IN)


def _ask_there(desk: Desk, form: Form, members: Sequence[str]) -> list[str]:
    if not members:
        remark(desk, "Nobody was a member on that date. To add somebody: balintlog member add")

    def ask(now: list[str] | None) -> list[str]:
        if not members:
            return []
        there, enough = ask_ticks(desk, "Who was there?", members, members if now is None else now)
        form.asides["enough"] = enough
        return there

    return form.aside("there", ask) or []


def _ask_missing(desk: Desk, form: Form, missing: Sequence[str]) -> None:
    if missing:
        question = f"Who stayed away without a word? ({' '.join(missing)}; empty: nobody)"
        form.aside(
            "absent",
            lambda now: ask_words(
                desk, question, missing, [alias for alias in now or () if alias in missing]
            ),
        )


def _ask_late(desk: Desk, form: Form, there: Sequence[str], minutes: int) -> None:
    def ask(now: str | None) -> str:
        typed = ask_text(
            desk,
            "Late, or left early? (minutes there: moth late 60; empty: nobody)",
            now or "",
            fault=lambda text: _late_fault(text, there, minutes),
            suggestions=there,
        )
        for alias, status, stayed in _late_entries(typed, there):
            for_so_long = f", there for {stayed} of {so_many(minutes, 'minute')}" if stayed else ""
            remark(desk, f"  {alias}: {status.replace('-', ' ')}{for_so_long}")
        return typed

    if there:
        form.aside("late", ask)


def _attendance(members: Iterable[str], asides: Answers) -> Answers:
    """Return the attendance, put together from the ticks and the two questions after them.

    The ticks count for more than the answers to those two on an earlier pass.
    """
    there = asides.get("there", [])
    attendance: Answers = {alias: "present" if alias in there else "apologies" for alias in members}
    for alias in asides.get("absent", []):
        if alias in attendance and alias not in there:
            attendance[alias] = "absent"
    for alias, status, stayed in _late_entries(asides.get("late", ""), there):
        attendance[alias] = {"status": status, "minutes": int(stayed)} if stayed else status
    return attendance


def _pieces(typed: str) -> list[list[str]]:
    """Split "moth late 60, heron left 45" into the words about each."""
    if typed.strip().casefold() in NOBODY:
        return []
    parts = typed.casefold().replace(";", ",").split(",")
    return [pieces for part in parts if (pieces := part.split())]


def _late_entries(typed: str, there: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return alias, status and minutes ("" if not said) of everybody there who was late or left."""
    entries = []
    for pieces in _pieces(typed):
        alias, status, stayed, *_ = [*pieces, "", ""]
        known = meant(alias, there)
        if known is not None and status in _STATUSES:
            entries.append((known, _STATUSES[status], stayed))
    return entries


def _late_fault(typed: str, there: Sequence[str], minutes: int) -> str | None:
    for pieces in _pieces(typed):
        alias, status, stayed, *more = [*pieces, "", ""]
        if fault := word_fault(alias, there):
            return fault
        if status not in _STATUSES or any(more):
            return "Write it like this: moth late 60, heron left 45"
        there_for = whole_number(stayed)
        if stayed and (there_for is None or there_for > minutes):
            return f"Minutes there: a whole number up to {minutes}."
    return None
