"""The pages on which an entry is edited, while other things happen to the case it is of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from conftest import session_document
from recorder import Recorder

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CommandLine

SAVES = "Enter saves, a number changes it:"
STORY = "The story, in your own words:"
LABEL = "Its label, two to four neutral words:"
BAG = {
    "label": "the full bag",
    "presenter": "heron",
    "summary": "A bag.",
    "imagined": ["a wall", "a child"],
    "wanted": "Company.",
}
LATER = {"case": "C1", "presenter": "moth", "summary": "What was told later."}


@pytest.fixture
def record(cli: CommandLine, tmp_path: Path) -> Recorder:
    return Recorder(cli, tmp_path)


def begin(record: Recorder, *cases: dict[str, Any]) -> None:
    record.records(session_document("2026-03-02", cases=list(cases) or [BAG]))


def told_again() -> dict[str, Any]:
    return session_document("2026-03-09", presentations=[LATER])


def story(record: Recorder, session: str) -> str:
    document = record.document(session)
    (entry,) = document.get("cases") or document["presentations"]
    return str(entry["summary"])


def test_the_page_of_a_session_never_writes_over_what_was_told_later(record: Recorder) -> None:
    begin(record)
    record(
        "session edit S1",
        f"""
        What was different? (or a number) 1⏎
        {STORY} A bag. ^UPut right.⏎
        More? ⏎
        (meanwhile)
        {SAVES} ⏎
        {SAVES} ⏎
        C1 was changed: the story was reworded.
        Enter saves, or say what else: ⏎
        """,
        meanwhile=[record.does("log --from -", told_again())],
    )
    assert (story(record, "S1"), story(record, "S2")) == ("Put right.", "What was told later.")


def test_a_draft_stays_with_the_session_that_it_was_begun_about(record: Recorder) -> None:
    begin(record)
    record("case edit C1", f"{STORY} A bag. ^UPut right.⏎\nMore? ^C", code=130)
    record.records(told_again())
    record(
        "case edit C1",
        f"""
        Carry on with it? ⏎
        C1 the full bag, told on Monday 2 March (S1):
        More? ⏎
        {SAVES} ⏎
        C1 was changed: the story was reworded.
        """,
    )
    assert (story(record, "S1"), story(record, "S2")) == ("Put right.", "What was told later.")


def test_a_draft_stays_with_its_session_after_a_merge(record: Recorder) -> None:
    begin(record)
    case = {"label": "two teams", "presenter": "moth", "summary": "What was told later."}
    record.records(session_document("2026-03-09", cases=[case]))
    record("case edit C1", f"{STORY} A bag. ^UPut right.⏎\nMore? ^C", code=130)
    record.does("--yes case merge C2 C1")()
    record("case edit C1", f"Carry on with it? ⏎\nMore? ⏎\n{SAVES} ⏎")
    assert (story(record, "S1"), story(record, "S2")) == ("Put right.", "What was told later.")


def test_a_draft_whose_telling_is_gone_is_shown_and_not_saved(record: Recorder) -> None:
    begin(record)
    record.records(told_again())
    record("case edit C1", f"{STORY} What was told later. ^UPut right.⏎\nMore? ^C", code=130)
    record.does("--yes session delete S2")()
    record(
        "case edit C1",
        """
        Carry on with it? ⏎
        Not saved. What you typed:
        summary: Put right.
        """,
        code=1,
    )
    assert story(record, "S1") == "A bag."


@pytest.mark.parametrize("of_session", ["", " --session S1"])
def test_a_reworded_text_keeps_the_answer_that_the_look_asked_for(
    record: Recorder, of_session: str
) -> None:
    record.closes()
    begin(record, {**BAG, "recognisable": False})
    if of_session:
        record.records(told_again())
    record(
        f"case edit C1{of_session}",
        f"""
        {STORY} A bag. ⏎
        More? wanted: Company in the evening⏎
        More? ⏎
        If anyone round here could tell who this is about, change it now.
        {SAVES} ⏎
        """,
    )
    assert record.document()["cases"][0]["recognisable"] is False


def test_what_was_kept_stays_kept_when_another_window_was_first(record: Recorder) -> None:
    begin(record)
    record(
        "case edit C1",
        f"""
        {STORY} A bag. ^UMrs Huber came.⏎
        Reword, leave it out, or keep? keep⏎
        More? ⏎
        (meanwhile)
        {SAVES} ⏎
        {SAVES} ⏎
        C1 was changed
        """,
        meanwhile=[record.does("case edit C1 --follow-up no")],
    )
    assert story(record, "S1") == "Mrs Huber came."


def test_no_answer_repeats_a_label_that_was_reworded(record: Recorder) -> None:
    keep = [{"field": "/label", "start": 11, "end": 16}]
    begin(record, {**BAG, "label": "the bag of Huber", "keep": keep})
    shown = record(
        "case edit C1",
        f"""
        {STORY} A bag. ..⏎
        {SAVES} 1⏎
        {LABEL} the bag of Huber ^Uthe big bag⏎
        {SAVES} ⏎
        C1 was changed: the label was reworded.
        """,
    )
    assert "Huber" not in shown.rsplit(SAVES, 1)[1]


def test_a_page_that_is_left_inside_a_session_edit_names_its_own_draft(record: Recorder) -> None:
    begin(record)
    shown = record(
        "session edit S1",
        f"""
        What was different? (or a number) moth away⏎
        Enter saves, or say what else: 1⏎
        {STORY} A bag. ^UNew story, half^C
        """,
        code=130,
    )
    assert "balintlog case edit C1 carries on" in shown.rsplit("hint:", 1)[1]
