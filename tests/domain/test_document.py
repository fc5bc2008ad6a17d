"""The table of a document's fields: whole, in plain sentences, and known to all who read it."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

from balintlog.domain import document, vocabulary
from balintlog.domain.document import (
    Attended,
    CaseEntry,
    CheckInEntry,
    Frame,
    ImaginedLine,
    Kept,
    News,
    Note,
    NoteEntry,
    PresentationEntry,
    SessionEntry,
    Telling,
)
from balintlog.domain.document_field import (
    NO_DEFAULT,
    Field,
    Kind,
    Part,
    field_of,
    fields_of,
    free_texts,
    layout,
    text_at,
)
from balintlog.domain.text import MAX_BYTES, MAX_LABEL_CHARACTERS
from balintlog.logbook.document import entries, session_schema

RECORDS: list[Any] = [
    *(SessionEntry, CheckInEntry, CaseEntry, PresentationEntry, NoteEntry),
    *(News, ImaginedLine, Telling, Note, Frame, Attended, Kept),
]
FIELDS = [(record, field) for record in RECORDS for field in fields_of(record)]
EVERY_FIELD = pytest.mark.parametrize(
    ("record", "field"), FIELDS, ids=[f"{record.__name__}.{field.name}" for record, field in FIELDS]
)


def test_every_record_of_the_module_is_looked_at() -> None:
    tables = {
        record
        for record in vars(document).values()
        if hasattr(record, "_fields") and record not in (Field, Part) and layout(record)
    }
    assert tables == set(RECORDS)


def test_every_attribute_is_a_field_a_part_or_the_place() -> None:
    for record in RECORDS:
        named = {member.attribute for member in layout(record)}
        assert set(record._fields) - named <= {"pointer"}


def test_every_kind_is_used_read_and_described() -> None:
    kinds = set(get_args(Kind))
    assert {field.kind for _, field in FIELDS} == kinds
    assert set(entries._READERS) == kinds
    assert set(session_schema._BY_KIND) == kinds


@EVERY_FIELD
def test_a_field_is_told_in_plain_sentences(record: Any, field: Field) -> None:
    assert re.fullmatch(r"[A-Z].*\.", field.help)
    assert "whoever" not in field.help.casefold()


@EVERY_FIELD
def test_words_limits_and_defaults_fit_the_kind(record: Any, field: Field) -> None:
    lists = [value for value in vars(vocabulary).values() if isinstance(value, tuple)]
    has_words = field.kind in ("word", "words", "word or yes", "roles", "phases", "teller")
    assert (field.words in lists) is has_words
    if field.kind in ("word", "word or yes"):
        assert field.default in (NO_DEFAULT, None, *field.words)
    if field.kind in ("whole", "phases"):
        assert 0 <= field.low < field.high
        assert field.default in (NO_DEFAULT, None) or (
            field.kind == "phases" or field.low <= field.default <= field.high
        )


def test_each_field_has_its_own_vocabulary() -> None:
    """Written a second time on purpose: nothing else tells two lists of feelings apart."""
    chosen = {f"{record.__name__}.{field.name}": field.words for record, field in FIELDS}
    telling = {
        "encounter": vocabulary.ENCOUNTERS,
        "themes": vocabulary.THEMES,
        "feelings": vocabulary.FEELINGS,
        "patient_feelings": vocabulary.FEELINGS,
        "why": vocabulary.REASONS,
        "on_return": vocabulary.RETURNS,
        "phase_minutes": vocabulary.PHASES,
        "follow_up": vocabulary.WISHES,
    }
    news = {
        "outcome": vocabulary.OUTCOMES,
        "told_by": vocabulary.TELLERS,
        "feelings_before": vocabulary.FEELINGS,
        "feelings_after": vocabulary.FEELINGS,
    }
    note = {
        "interventions": vocabulary.INTERVENTIONS,
        "observations": vocabulary.OBSERVATIONS,
        "heading": vocabulary.HEADINGS,
    }
    frame = {
        "event": vocabulary.EVENTS,
        "recorded": vocabulary.RECORDINGS,
        "debriefed": vocabulary.DEBRIEFINGS,
    }
    session = {"mode": vocabulary.MODES, "leaders": vocabulary.LEADER_ROLES, **frame}
    meant: dict[Any, dict[str, tuple[str, ...]]] = {
        **dict.fromkeys((Telling, CaseEntry, PresentationEntry), telling),
        **dict.fromkeys((News, CheckInEntry), news),
        **dict.fromkeys((Note, NoteEntry), note),
        Frame: frame,
        SessionEntry: session,
        Attended: {"status": vocabulary.ATTENDANCES},
        ImaginedLine: {"now": vocabulary.IMAGINED_NOW},
    }
    assert {name: words for name, words in chosen.items() if words} == {
        f"{record.__name__}.{name}": words
        for record, fields in meant.items()
        for name, words in fields.items()
    }


def test_numbers_and_labels_have_their_limits() -> None:
    limits = {
        f"{record.__name__}.{field.name}": (field.low, field.high)
        for record, field in FIELDS
        if field.low or field.high
    }
    asked_after = ("News", "CheckInEntry", "Telling", "CaseEntry", "PresentationEntry")
    told = ("Telling", "CaseEntry", "PresentationEntry")
    assert limits == {
        **{f"{record}.after_sessions": (1, 50) for record in asked_after},
        **{f"{record}.phase_minutes": (0, 1440) for record in told},
        **{f"{record}.imagined": (0, 3) for record in told},
        "ImaginedLine.line": (1, 3),
        "ImaginedLine.presentation": (1, 1000),
        "CaseEntry.label": (0, MAX_LABEL_CHARACTERS),
        "SessionEntry.case_labels": (0, MAX_LABEL_CHARACTERS),
        "SessionEntry.minutes": (1, 1440),
        "Attended.minutes": (0, 1440),
        "Kept.start": (0, MAX_BYTES),
        "Kept.end": (1, MAX_BYTES),
    }


@EVERY_FIELD
def test_an_example_is_one(record: Any, field: Field) -> None:
    schema = session_schema.session_schema()
    if field.example is not None:
        described = {"$defs": schema["$defs"], **session_schema._field(field)}
        assert Draft202012Validator(described).is_valid(field.example)


def test_the_fields_of_a_part_stand_in_their_place() -> None:
    names = [field.name for field in fields_of(CaseEntry)]
    assert names[:3] == ["label", "presenter", "summary"]
    assert names[-2:] == ["recognisable", "keep"]
    assert len(names) == len(set(names))
    assert field_of(CaseEntry, "presenter").is_required
    assert not field_of(PresentationEntry, "presenter").is_required
    assert not field_of(Telling, "presenter").is_required


def test_the_free_texts_are_what_the_screen_reads() -> None:
    imagined = ("imagined/0", "imagined/1", "imagined/2")
    assert free_texts(CaseEntry) == ("label", "summary", "wanted", *imagined, "said_on_return")
    assert free_texts(News) == ("text",)
    assert free_texts(Note) == ("text", "for_supervision", "next_time")
    assert free_texts(Frame) == ()


def test_a_text_is_found_at_its_place() -> None:
    fields = {"summary": "A hush.", "imagined": ["One.", "Two."]}
    places = ("summary", "wanted", "imagined/1", "imagined/2", "summary/0")
    assert [text_at(fields, place) for place in places] == ["A hush.", None, "Two.", None, None]
