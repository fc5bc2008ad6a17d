"""A second evening on the day of another, and one that is recorded late: what its list knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import session_document
from recorder import Recorder

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CommandLine

FULL_BAG = {"label": "the full bag", "presenter": "heron"}
LOOK = "Enter saves, a number changes it, q keeps a draft:"
ANOTHER = """
    S1 is recorded for that date. To put it right: balintlog session edit S1
    Was there another session that day? [y/N] y⏎
"""


@pytest.fixture
def record(cli: CommandLine, tmp_path: Path) -> Recorder:
    """Play evenings on the logbook of larch, on Friday 20 March."""
    return Recorder(cli, tmp_path)


@pytest.mark.slow
def test_a_case_told_that_day_is_not_asked_for_again_but_may_have_news(record: Recorder) -> None:
    record.records(session_document("2026-03-20", cases=[FULL_BAG]))
    shown = record(
        "log",
        f"""
        Anything different? ⏎
        {ANOTHER}
        Any news? C1⏎
        What did heron say? It is lighter.⏎
        How are things? e⏎
        Any more news? ..⏎
        {LOOK} ⏎
        Saved as S2.
        """,
    )
    assert "tonight's list" not in shown
    assert shown.count("S1 is") == 1, "it is said once"
    assert record.document("S2")["checkins"][0]["case"] == "C1"


@pytest.mark.slow
def test_a_case_told_that_day_can_be_brought_again(record: Recorder) -> None:
    record.records(session_document("2026-03-20", cases=[FULL_BAG]))
    record(
        "log",
        f"""
        Anything different? ⏎
        {ANOTHER}
        Any news? ⏎
        Its label: the full bag⏎
        C1 the full bag, brought again
        Who brought it? ⏎
        The story, in your own words: ..⏎
        {LOOK} ⏎
        """,
    )
    assert record.document("S2")["presentations"][0]["case"] == "C1"


@pytest.mark.slow
def test_a_draft_of_a_second_evening_is_taken_up(record: Recorder) -> None:
    record.records(session_document("2026-03-20", cases=[FULL_BAG]))
    record("log", f"Anything different? ⏎{ANOTHER}\nAny news? ^C", code=130)
    shown = record("log", f"Enter goes on ⏎\nAny news? ..⏎\n{LOOK} ⏎\nSaved as S2.")
    assert "Was there another" not in shown, "that was answered"


@pytest.mark.slow
def test_the_day_may_become_one_that_is_recorded_at_the_look(record: Recorder) -> None:
    record.records(session_document("2026-03-13"))
    record(
        "log",
        f"""
        Anything different? ..⏎
        {LOOK} 1 13.3.2026⏎
        {ANOTHER}
        {LOOK} ⏎
        Saved as S2.
        """,
    )


@pytest.mark.slow
def test_a_session_recorded_late_knows_nothing_that_came_after_it(record: Recorder) -> None:
    record.records(session_document("2026-03-02", cases=[{**FULL_BAG, "summary": "An old bag."}]))
    again = {"case": "C1", "presenter": "plover", "summary": "A new bag."}
    news = {"case": "C1", "outcome": "harder", "text": "A torn bag."}
    record.records(session_document("2026-03-16", presentations=[again], checkins=[news]))
    shown = record(
        "log",
        f"""
        Anything different? 9.3.2026⏎
        Anything else? ⏎
        On tonight's list:
        1  C1 the full bag (heron), new on 2 March
        "An old bag."
        Any news? 1⏎
        What did heron say? Nothing yet.⏎
        How are things? u⏎
        Any more news? ..⏎
        {LOOK} ⏎
        """,
    )
    assert "harder on" not in shown
    assert "new bag" not in shown


@pytest.mark.slow
def test_news_of_a_case_that_came_after_a_changed_day_is_asked_for_again(record: Recorder) -> None:
    old = {"label": "the quiet son", "presenter": "plover"}
    record.records(session_document("2026-03-02", cases=[old]))
    record.records(session_document("2026-03-16", cases=[FULL_BAG]))
    record(
        "log",
        """
        Anything different? ⏎
        Any news? C2⏎
        What did heron say? ^C
        """,
        code=130,
    )
    record(
        "log",
        f"""
        Enter goes on 1 9.3.2026⏎
        Enter goes on ⏎
        Any news? (number, label or alias) C2⏎
        No case here is C2.
        Any news? (number, label or alias) C2 ^U⏎
        Its label: ..⏎
        {LOOK} ⏎
        """,
    )
