"""Every question of the evening offers what the table of fields allows, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from balintlog.cli.guided import questions
from balintlog.cli.guided.form import Form
from balintlog.cli.guided.form_part import FormPart
from balintlog.domain import vocabulary
from balintlog.domain.document import CaseEntry, CheckInEntry, NoteEntry, PresentationEntry
from balintlog.domain.document_field import fields_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.cli.desk import Desk


def ask_new(part: FormPart) -> None:
    questions.ask_label(part)
    questions.ask_telling(part)


NOT_ASKED = ("wanted", "imagined", "on_return", "said_on_return")
EVENING: dict[Any, tuple[Callable[[FormPart], None], set[str]]] = {
    # who asks, and what is not asked there: it is known already, or a document's alone
    CheckInEntry: (questions.ask_checkin, {"case", "told_by", "came_of_it", "keep"}),
    CaseEntry: (
        ask_new,
        {
            *("presenter", "continues", "recognisable"),
            *("related_to", *NOT_ASKED, "phase_minutes", "keep"),
        },
    ),
    PresentationEntry: (
        questions.ask_telling,
        {"case", "presenter", *NOT_ASKED, "phase_minutes", "keep"},
    ),
    NoteEntry: (
        lambda part: questions.ask_note(part, {}),
        {"case", "author", "taken_on", "next_time", "done_on", "keep"},
    ),
}


def asked(record: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Any]]:
    """Return what there was to choose from in the questions about a record, by field."""
    offers: list[Any] = []
    by_field: dict[str, list[Any]] = {}

    class Asked(FormPart):
        def ask(self, key: str, ask: Callable[[Any], Any], name: str = "") -> Any:
            offers.clear()
            answer = super().ask(key, ask, name)
            by_field[key] = offers[:]
            return answer

    def ask_word(_: object, __: str, words: Any, *___: object, **____: object) -> str:
        offers.extend(words)
        return str(words[0])

    def ask_words(_: object, __: str, words: Any, ___: object) -> list[str]:
        offers.extend(words)
        return []

    def ask_number(_: object, __: str, low: int, high: int, ___: int) -> int:
        offers.extend((low, high))
        return low

    monkeypatch.setattr(questions, "ask_word", ask_word)
    monkeypatch.setattr(questions, "ask_words", ask_words)
    monkeypatch.setattr(questions, "ask_number", ask_number)
    monkeypatch.setattr(questions, "ask_yes_no", lambda *_, **__: True)
    monkeypatch.setattr(questions, "ask_text", lambda *_, **__: "the unopened letters")
    monkeypatch.setattr(questions, "ask_free_text", lambda *_: "It was quiet.")
    form = Form(has_asked_for_text=True)
    EVENING[record][0](Asked(cast("Desk", None), form, form.answers))
    return by_field


@pytest.mark.parametrize("record", EVENING)
def test_questions_offer_what_the_table_allows(
    record: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = {field.name: field for field in fields_of(record)}
    offered = asked(record, monkeypatch)
    assert set(fields) - set(offered) == EVENING[record][1]
    for name, choices in offered.items():
        field = fields[name]
        allowed: list[Any] = [*field.words] if field.kind != "whole" else [field.low, field.high]
        if name == "outcome":  # who is away is not asked
            allowed.remove("presenter-absent")
        assert choices == allowed, name


def test_every_outcome_that_can_be_chosen_is_explained() -> None:
    assert set(questions.OUTCOME_HELP) == set(vocabulary.OUTCOMES) - {"presenter-absent"}
