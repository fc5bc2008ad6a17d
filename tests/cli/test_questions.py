"""Every field of a session's document can be typed in the evening, and its questions offer it."""

from __future__ import annotations

from typing import Any

import pytest

from balintlog.cli.guided.more_question import MORE_OF_CASE, MORE_OF_NOTE
from balintlog.domain.document import CaseEntry, CheckInEntry, Frame, NoteEntry, PresentationEntry
from balintlog.domain.document_field import field_of, fields_of
from balintlog.domain.typed.field_words import CASE_FIELDS, NEWS_FIELDS, NOTE_FIELDS, STORED_AS
from balintlog.domain.typed.frame.frame_words import FACTS
from balintlog.domain.typed.more_line import read_more_of_case, read_more_of_note
from balintlog.domain.typed.news_line import read_news_line

# Asked on their own: a label, a text, who it was. "keep" and "recognisable" follow from the look.
ASKED = {
    CaseEntry: {"label", "presenter", "summary", "keep", "recognisable"},
    PresentationEntry: {"case", "presenter", "summary", "keep"},
    CheckInEntry: {"case", "told_by", "text", "came_of_it", "keep"},
    NoteEntry: {"text", "next_time", "keep", "author"},
}
NOT_OF_AN_EVENING = {NoteEntry: {"done_on"}}  # it is done at a later one: note done
STORED = {"ask": {"follow_up", "after_sessions"}, "supervision": {"for_supervision"}} | {
    "taken": {"taken_on"}
}
OF_CASE = (
    "clin; nonad; frus; patient shame; why stuck; minutes present 5",
    "wanted: to know",
    "return spoke: Oh",
    "imagined: bad marks",
    "ask after 2",
    "continues C1 related C2",
)


def typed_fields(record: Any) -> set[str]:
    """Return the fields of the document that lines of an evening fill."""
    if record is CheckInEntry:
        values = dict(read_news_line("d ann > rel ask after 2").values)
        values["again"] = values.get("ask")
    elif record is NoteEntry:
        lines = (
            "held-off rivalry heading boundaries",
            "supervision: Why?",
            "taken 2.3.",
            "case C1",
        )
        values = {key: 1 for line in lines for key in read_more_of_note(line).values}
    else:
        values = {key: 1 for line in OF_CASE for key in read_more_of_case(line).values}
    return {field for name in values for field in STORED.get(name, {name})}


@pytest.mark.parametrize("record", ASKED)
def test_every_field_can_be_typed(record: Any) -> None:
    fields = {field.name for field in fields_of(record)}
    can = ASKED[record] | typed_fields(record) | NOT_OF_AN_EVENING.get(record, set())
    assert fields - can == set()


def test_every_fact_of_the_frame_can_be_typed() -> None:
    typed = {field for field, _ in FACTS.values()}
    assert {field.name for field in fields_of(Frame)} - typed == {"offered"}


@pytest.mark.parametrize(
    ("record", "words"),
    [(PresentationEntry, CASE_FIELDS), (NoteEntry, NOTE_FIELDS), (CheckInEntry, NEWS_FIELDS)],
)
def test_words_offer_what_the_table_allows(record: Any, words: Any) -> None:
    for field in words:
        allowed = set(field_of(record, field.name).words)
        offered = {STORED_AS.get(word, word) for word in field.words}
        if field.name == "outcome":  # nothing is stored of a case that nobody was asked about
            allowed -= {"presenter-absent", "not-asked"}
        assert offered == allowed, field.name


@pytest.mark.parametrize("more", [MORE_OF_CASE, MORE_OF_NOTE])
def test_each_name_that_more_shows_can_be_asked_for(more: Any) -> None:
    for name in more.names:
        assert name in more.read(name, {}).ask_for
        named = name in more.asks or any(name in field.typed for field in more.fields)
        assert named or name == "case"
