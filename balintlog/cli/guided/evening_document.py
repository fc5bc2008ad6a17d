"""The document of an evening: what is recorded of the answers in the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain.ids import shown
from balintlog.domain.typed.frame.evening_frame import attendance_of
from balintlog.logbook.document.json_objects import object_of
from balintlog.logbook.view.session_and_note import discussed_at

if TYPE_CHECKING:
    from collections.abc import Collection

    from balintlog.cli.guided.evening_facts import EveningSoFar
    from balintlog.cli.guided.form import Answers, Form
    from balintlog.domain.typed.frame.evening_frame import Around, EveningFrame


def document_of(evening: EveningSoFar) -> Answers:
    """Return the session's document as far as it was filled in.

    Who looked at all of it before it was saved has answered who could recognise a new case.
    """
    return {
        "schema": 1,
        "group": shown("G", evening.group.id),
        **frame_document(evening.frame, evening.around),
        **entries_of(evening),
    }


def entries_of(evening: EveningSoFar) -> Answers:
    """Return the parts of the document besides the frame: news, cases and notes."""
    form = evening.form
    told = form.asides.get("cases", [])
    looked_at = {"recognisable": False} if evening.group.asks_recognisable else {}
    parts = {
        "checkins": [_clean(news) for news in form.answers.get("checkins", []) if "case" in news],
        "cases": [{**_clean(case), **looked_at} for case in told if "label" in case],
        "presentations": [_clean(case) for case in told if "case" in case],
    }
    before = {*({} if evening.session is None else discussed_at(evening.book, evening.session))}
    notes = [note for note in form.answers.get("notes", []) if set(note) - {"case"}]
    parts["notes"] = [_about_what_came_up(note, parts, before) for note in notes]
    return {key: value for key, value in parts.items() if value}


def frame_document(frame: EveningFrame, around: Around) -> Answers:
    """Return the fields of a session's document that its frame gives."""
    return {
        "held_on": frame.held_on.isoformat(),
        "minutes": frame.minutes,
        "mode": frame.mode,
        "leaders": dict(frame.leaders),
        "attendance": {
            alias: attended.status if attended.minutes is None else object_of(attended)
            for alias, attended in attendance_of(frame, around).items()
        },
        **object_of(frame.facts._replace(offered=frame.offered)),
    }


def typed_in(form: Form) -> Answers:
    """Return of the form what a leader typed, besides the frame."""
    parts: Answers = {**form.answers, "cases": form.asides.get("cases", [])}
    return {key: value for key, value in parts.items() if value}


def has_content(form: Form) -> bool:
    """Return True if anything besides the frame was typed."""
    return bool(typed_in(form).keys() - {"held_on"})


def is_of_a_note(note: Answers) -> bool:
    """Return True if a note holds more than what is to be done next time."""
    return bool(set(note) - {"case", "next_time", "keep"})


def _about_what_came_up(
    note: Answers, parts: dict[str, list[Answers]], before: Collection[str]
) -> Answers:
    """Return a note; without its case if that was taken out of the evening.

    ``before``: the cases that came up as the session was recorded, if it was.
    """
    came_up = {entry["case"] for entry in [*parts["checkins"], *parts["presentations"]]}
    came_up |= {f"/cases/{place}" for place in range(len(parts["cases"]))}
    is_about = note.get("case") in (*came_up, *before)
    return {key: value for key, value in note.items() if key != "case" or is_about}


def _clean(answers: Answers) -> Answers:
    """Return answers without a line that is only half typed."""
    return {key: value for key, value in answers.items() if "/" not in key}
