"""A leader's own process notes, laid out for a supervisor.

The thirteen competence headings are those of the supervision template of the
Balint Society of Australia and New Zealand. The page
adds no case and no member; a note may speak of either, members by their alias.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.text import so_many
from balintlog.domain.vocabulary import HEADINGS
from balintlog.reports.page import Page, Section, Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from balintlog.domain.document import Note


class DatedNote(NamedTuple):
    """A process note with its id, the day of its session and who wrote it."""

    name: str
    held_on: date
    author: str
    note: Note


def page(
    leader: str,
    since: date | None,
    until: date,
    sessions: Sequence[tuple[date, int]],
    notes: Sequence[DatedNote],
) -> Page:
    """Return the page; ``sessions`` are day and minutes, ``since`` None is from the beginning."""
    questions = [one for one in notes if one.note.for_supervision and not one.note.taken_on]
    period = f"{since or 'the beginning'} to {until}"
    sections = [
        Section(
            "Sessions since the last time",
            (_counted(sessions),),
            (_session_table(sessions),) if sessions else (),
        )
    ]
    for heading in (*HEADINGS, None):
        told = [one for one in notes if one.note.heading == heading and _says(one.note)]
        if told:
            title = "No heading" if heading is None else _title(heading)
            sections.append(Section(title, tuple(_said(leader, one) for one in told)))
    asked = tuple(f"{one.held_on}: {one.note.for_supervision}" for one in questions)
    sections.append(Section("Open questions", asked or ("None.",)))
    return Page(
        title="For supervision",
        record_class="P",
        about=(f"Leader: {leader}", f"Period: {period}"),
        sections=tuple(sections),
        fields={
            "report": "supervision",
            "leader": leader,
            "since": since,
            "until": until,
            "sessions": [{"held_on": day, "minutes": minutes} for day, minutes in sessions],
            "notes": [_fields(one) for one in notes if _says(one.note)],
            "questions": [
                {"note": one.name, "held_on": one.held_on, "question": one.note.for_supervision}
                for one in questions
            ],
        },
    )


def _title(heading: str) -> str:
    """Return a heading of the vocabulary as the template has it."""
    text = heading.replace("-", " ").replace("balint", "Balint")
    return text[0].upper() + text[1:]


def _counted(sessions: Sequence[tuple[date, int]]) -> str:
    minutes = sum(one for _, one in sessions)
    return f"{so_many(len(sessions), 'session')} led, {so_many(minutes, 'minute')} in all."


def _session_table(sessions: Sequence[tuple[date, int]]) -> Table:
    rows = tuple((str(day), str(minutes)) for day, minutes in sessions)
    return Table("Sessions", ("Date", "Minutes"), rows)


def _says(note: Note) -> bool:
    """Tell whether a note holds more than its question."""
    return bool(note.text or note.interventions or note.observations)


def _said(leader: str, one: DatedNote) -> str:
    """Return a note in a few lines; its author is named where it is not the leader."""
    lines = [f"{one.held_on}{'' if one.author == leader else f', by {one.author}'}"]
    lines += [one.note.text] if one.note.text else []
    for name, words in (
        ("Interventions", one.note.interventions),
        ("Observations", one.note.observations),
    ):
        if words:
            lines.append(f"{name}: {', '.join(words)}")
    return "\n".join(lines)


def _fields(one: DatedNote) -> dict[str, object]:
    return {
        "note": one.name,
        "held_on": one.held_on,
        "author": one.author,
        "heading": one.note.heading,
        "text": one.note.text,
        "interventions": one.note.interventions,
        "observations": one.note.observations,
    }
