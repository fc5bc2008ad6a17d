"""The page for supervision: a leader's own process notes, laid out for a supervisor.

The thirteen competence headings are those of the supervision template of the
Balint Society of Australia and New Zealand. The page
adds no case and no member; a note may speak of either, members by their alias.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.text import so_many
from balintlog.domain.vocabulary import HEADINGS
from balintlog.reports.page import FOR_THE_SUPERVISOR, Page, Section, Table

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
    questions = [dated for dated in notes if dated.note.for_supervision and not dated.note.taken_on]
    period = f"{since or 'the beginning'} to {until}"
    sections = [
        Section(
            "Sessions in this period",
            (_counted(sessions),),
            (_session_table(sessions),) if sessions else (),
        )
    ]
    for heading in (*HEADINGS, None):
        told = [dated for dated in notes if dated.note.heading == heading and _says(dated.note)]
        if told:
            title = "No heading" if heading is None else _title(heading)
            sections.append(Section(title, tuple(_said(leader, dated) for dated in told)))
    asked = tuple(f"{dated.held_on}: {dated.note.for_supervision}" for dated in questions)
    sections.append(Section("Open questions", asked or ("None.",)))
    return Page(
        title="For supervision",
        notice=FOR_THE_SUPERVISOR,
        about=(f"Leader: {leader}", f"Period: {period}"),
        sections=tuple(sections),
        fields={
            "report": "supervision",
            "leader": leader,
            "since": since,
            "until": until,
            "sessions": [{"held_on": day, "minutes": minutes} for day, minutes in sessions],
            "notes": [_fields(dated) for dated in notes if _says(dated.note)],
            "questions": [
                {
                    "note": dated.name,
                    "held_on": dated.held_on,
                    "question": dated.note.for_supervision,
                }
                for dated in questions
            ],
        },
    )


def _title(heading: str) -> str:
    """Return a heading of the vocabulary as the template has it."""
    text = heading.replace("-", " ").replace("balint", "Balint")
    return text[0].upper() + text[1:]


def _counted(sessions: Sequence[tuple[date, int]]) -> str:
    minutes = sum(minutes for _, minutes in sessions)
    return f"{so_many(len(sessions), 'session')} led, {so_many(minutes, 'minute')} in all."


def _session_table(sessions: Sequence[tuple[date, int]]) -> Table:
    rows = tuple((str(day), str(minutes)) for day, minutes in sessions)
    return Table("Sessions", ("Date", "Minutes"), rows)


def _says(note: Note) -> bool:
    """Say whether a note has a text, interventions or observations besides its question."""
    return bool(note.text or note.interventions or note.observations)


def _said(leader: str, dated: DatedNote) -> str:
    """Return a note in a few lines; its author is named where it is not the leader."""
    lines = [f"{dated.held_on}{'' if dated.author == leader else f', by {dated.author}'}"]
    lines += [dated.note.text] if dated.note.text else []
    for name, words in (
        ("Interventions", dated.note.interventions),
        ("Observations", dated.note.observations),
    ):
        if words:
            lines.append(f"{name}: {', '.join(words)}")
    return "\n".join(lines)


def _fields(dated: DatedNote) -> dict[str, object]:
    return {
        "note": dated.name,
        "held_on": dated.held_on,
        "author": dated.author,
        "heading": dated.note.heading,
        "text": dated.note.text,
        "interventions": dated.note.interventions,
        "observations": dated.note.observations,
    }
