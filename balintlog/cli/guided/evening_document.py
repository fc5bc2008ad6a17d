"""The document of an evening: what is recorded of the answers in the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from balintlog.cli.guided.form import Answers, Form

# What was asked about a case while it was of another kind, and is no field of this kind.
_LEFT_OUT = {
    "new": {"case", "continues"},
    "continues": {"case"},
    "again": {"label", "continues", "recognisable"},
}


def document_of(form: Form) -> Answers:
    """Return the session's document as far as it was filled in."""
    turns = form.asides.get("turns", [])
    parts = {
        "checkins": [news for news in form.answers.get("checkins", []) if "outcome" in news],
        "cases": [
            _without(turn["answers"], _LEFT_OUT[kind])
            for turn in turns
            if (kind := turn["kind"]) in {"new", "continues"} and _was_told(turn, "label")
        ],
        "presentations": [
            _without(turn["answers"], _LEFT_OUT["again"])
            for turn in turns
            if turn["kind"] == "again" and _was_told(turn, "case")
        ],
        "notes": [note for note in form.answers.get("notes", []) if set(note) - {"case"}],
    }
    frame = {key: value for key, value in form.answers.items() if key not in parts}
    return {**frame, **{key: value for key, value in parts.items() if value}}


def typed_in(form: Form) -> Answers:
    """Return of the document what a leader typed."""
    return _without(document_of(form), {"schema", "group"})


def _without(answers: Answers, left_out: set[str]) -> Answers:
    """Return answers without some fields, and without the places kept in those."""
    rest = {key: value for key, value in answers.items() if key not in left_out}
    if "keep" in rest:
        rest["keep"] = [place for place in rest["keep"] if place["field"][1:] not in left_out]
    return rest


def _was_told(turn: Answers, needed: str) -> bool:
    """Return whether a case has what it needs, or holds what would otherwise be lost in silence."""
    answers = set(turn["answers"])
    return needed in answers or bool(answers - {"case", "continues", "label"})
