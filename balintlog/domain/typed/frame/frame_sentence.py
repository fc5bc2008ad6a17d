"""The sentence in which the frame of an evening is shown back: whole, and as one could type it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain.text import listed, so_many
from balintlog.domain.typed.calendar_words import MONTHS, WEEKDAYS
from balintlog.domain.typed.frame.evening_frame import (
    Around,
    EveningFrame,
    Mark,
    may_be_named,
    members_of,
    sat_in,
)
from balintlog.domain.typed.frame.frame_words import FACTS
from balintlog.domain.vocabulary import SAT_IN

if TYPE_CHECKING:
    from datetime import date

DAYS_IN_A_YEAR = 365


def frame_sentence(frame: EveningFrame, around: Around, before: EveningFrame | None = None) -> str:
    """Return the frame in words, without line breaks. Read as a line it gives the same frame.

    ``before``: the frame before the last line; a weekday that has changed is pointed out.
    """
    day = _day(frame.held_on, around, before.held_on if before else frame.held_on)
    if frame.facts.cancelled:
        return f"{frame.group}, {day}, cancelled. No hours, no news."
    parts = [frame.group, day, so_many(frame.minutes, "minute"), frame.mode.replace("-", " ")]
    parts += [word for word, (field, said) in FACTS.items() if getattr(frame.facts, field) == said]
    parts += [led_by(frame, around), _there(frame, around), _guests(frame, around)]
    sentences = [", ".join(part for part in parts if part), *_besides(frame, around)]
    return " ".join(f"{sentence}." for sentence in sentences)


def _day(day: date, around: Around, before: date) -> str:
    weekday = WEEKDAYS[day.weekday()].capitalize()
    if before.weekday() != day.weekday():
        weekday += f" (not {WEEKDAYS[before.weekday()].capitalize()})"
    ago = (around.today - day).days
    year = f" {day.year}" if ago >= DAYS_IN_A_YEAR else ""
    since = f", {'yesterday' if ago == 1 else f'{ago} days ago'}"
    return (
        f"{weekday} {day.day} {MONTHS[day.month - 1].capitalize()}{year}"
        f"{'' if day in (around.today, around.evening) else since}"
    )


def led_by(frame: EveningFrame, around: Around) -> str:
    """Return who led: "alder with sedge", or "sedge alone" where another leads as well."""
    led = [alias for alias, role in frame.leaders.items() if role == "leader"]
    beside = [alias for alias, role in frame.leaders.items() if role == "co-leader"]
    if len(frame.leaders) == 1 < len(around.circle(frame.group).leaders):
        return f"{listed(led)} alone"
    return " with ".join(listed(some) for some in (led, beside) if some)


def _there(frame: EveningFrame, around: Around) -> str:
    members = members_of(frame, around)
    there = sum(sat_in(frame, alias) for alias in members)
    if there == len(members):
        return f"all {there} there" if members else ""
    return f"{there} of {len(members)} there"


def _guests(frame: EveningFrame, around: Around) -> str:
    known = [person.alias for person in around.circle(frame.group).people]
    named = [alias if alias in known else f"{alias} (new)" for alias in _visiting(frame, "guest")]
    return f"guest{'s' if len(named) > 1 else ''} {listed(named)}" if named else ""


def _visiting(frame: EveningFrame, standing: str) -> list[str]:
    return [alias for alias, visits in frame.guests.items() if visits == standing]


def _besides(frame: EveningFrame, around: Around) -> list[str]:
    """Return the sentences after the first: who observed, was away or late, offered a case."""
    everybody = dict.fromkeys([*members_of(frame, around), *may_be_named(frame, around)])
    ordered = [*everybody, *(alias for alias in frame.guests if alias not in everybody)]
    marks = {alias: frame.marks[alias] for alias in ordered if alias in frame.marks}
    away = [alias for alias, mark in marks.items() if mark.status == "apologies"]
    absent = [alias for alias, mark in marks.items() if mark.status == "absent"]
    sentences = []
    for role in ("observer", "supervisor"):  # before what is said of them, or they are nobody yet
        some = [alias for alias, has in frame.leaders.items() if has == role]
        some += _visiting(frame, role)
        sentences += [f"{role.capitalize()}: {listed(some)}"] if some else []
    if away or frame.leaders_away:
        both = [", ".join(away), f"and {listed(frame.leaders_away)}" if frame.leaders_away else ""]
        both = both if away and frame.leaders_away else [listed(away or frame.leaders_away)]
        sentences.append(f"Away: {', '.join(both)}")
    sentences += [f"No word from {listed(absent)}"] if absent else []
    for mark in dict.fromkeys(mark for mark in marks.values() if mark.status in SAT_IN):
        who = listed([alias for alias, other in marks.items() if other == mark])
        sentences.append(f"{who} {_for_how_long(mark, frame.minutes)}")
    if frame.offered:
        sentences.append(f"{listed(frame.offered)} offered a case")
    return sentences


def _for_how_long(mark: Mark, lasted: int) -> str:
    minutes = so_many(mark.minutes or 0, "minute")
    there = f"(there for {lasted - (mark.minutes or 0)})"
    if mark.status == "late":
        return "late" if mark.minutes is None else f"{minutes} late {there}"
    if mark.status == "left-early":
        return "left early" if mark.minutes is None else f"left {minutes} before the end {there}"
    return "there" if mark.minutes is None else f"there for {mark.minutes}"
