"""Looking again at an evening: a case that is gone, a point left as it was, a note's case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from conftest import session_document
from recorder import Recorder

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CommandLine

LOOK = "Enter saves, a number changes it, q keeps a draft:"
TAKEN_UP = "a number changes it, q keeps the draft, new begins another session:"
STORY = "The story, in your own words:"
BAG = {"label": "the full bag", "presenter": "heron", "imagined": ["a wall", "a child"]}
TEAMS = {"label": "two teams", "presenter": "moth"}
TO_CASES = "Anything different? ⏎\nAny news? ⏎\n"
GIFT = f"""
    Did anyone bring a case? the gift⏎
    Who brought it? moth⏎
    {STORY} It came.⏎
    More? ⏎
"""
NEWS = """
    Anything different? ⏎
    Any news? C1⏎
    What did heron say? It is well.⏎
    How are things? easier⏎
    What came of it? 1 held⏎
"""


@pytest.fixture
def record(cli: CommandLine, tmp_path: Path) -> Recorder:
    return Recorder(cli, tmp_path)


def begin(record: Recorder, *cases: dict[str, Any]) -> None:
    for day, case in enumerate(cases, 2):
        record.records(session_document(f"2026-03-0{day}", cases=[case]))


def test_a_case_that_was_deleted_meanwhile_is_left_out_by_its_number(record: Recorder) -> None:
    begin(record, BAG, TEAMS)
    record(
        "log --group larch",
        f"""
        Anything different? ⏎
        Any news? two teams⏎
        What did moth say? A long story.⏎
        (meanwhile)
        How are things? easier⏎
        Any more news? ..⏎
        2  C2 is no longer there; a number leaves it out. "A long story." (3 words)
        {LOOK} q⏎
        """,
        meanwhile=[record.does("--yes case delete C2")],
    )
    record(
        "log --group larch",
        f"""
        2  C2 is no longer there; a number leaves it out.
        {TAKEN_UP} 2⏎
        C2 is no longer there.
        Any news? ⏎
        {TAKEN_UP} ⏎
        Saved as S3.
        """,
    )
    assert "checkins" not in record.document("S3")


@pytest.mark.slow
def test_a_case_brought_again_that_was_deleted_gives_its_story_to_another(record: Recorder) -> None:
    begin(record, TEAMS)
    record(
        "log --group larch",
        f"""
        {TO_CASES}
        Did anyone bring a case? C1⏎
        Who brought it? ⏎
        {STORY} It came.⏎
        (meanwhile)
        More? ⏎
        Another case? ..⏎
        2  C1 is no longer there; a number leaves it out. "It came." (2 words)
        {LOOK} 2⏎
        C1 is no longer there.
        Did anyone bring a case? the gift⏎
        What you typed was about C1. Is it about the gift? y⏎
        Who brought it? ⏎
        {STORY} It came. ⏎
        More? ⏎
        {LOOK} ⏎
        Saved as S2.
        """,
        meanwhile=[record.does("--yes case delete C1")],
    )
    assert record.document("S2")["cases"][0]["summary"] == "It came."


@pytest.mark.slow
def test_a_case_that_goes_while_the_question_waits_is_asked_for_again(record: Recorder) -> None:
    begin(record, BAG, TEAMS)
    record(
        "log --group larch",
        """
        Anything different? ⏎
        (meanwhile)
        Any news? C2⏎
        C2 is no longer there.
        Any news? ^C
        """,
        code=130,
        meanwhile=[record.does("--yes case delete C2")],
    )


@pytest.mark.slow
def test_back_out_of_a_point_leaves_it_as_it_was(record: Recorder) -> None:
    record(
        "log --group larch",
        f"""
        Anything different? ⏎
        {GIFT}
        Another case? ..⏎
        {LOOK} next⏎
        Next time we want to start on time⏎
        {LOOK} 2⏎
        Its label: the gift ⏎
        Who brought it? moth ⏎
        {STORY} It came. ^UMrs Huber came.⏎
        Reword, leave it out, or keep? <⏎
        {STORY} Mrs Huber came. ^U<⏎
        Who brought it? moth <⏎
        Its label: the gift ^U<⏎
        {LOOK} next⏎
        Next time we want to start on time ^UMrs Huber⏎
        Reword, leave it out, or keep? <⏎
        Next time we want to Mrs Huber ^U<⏎
        {LOOK} ⏎
        Saved as S1.
        """,
    )
    document = record.document()
    assert document["cases"][0]["summary"] == "It came."
    assert document["notes"][0]["next_time"] == "start on time"


@pytest.mark.slow
def test_a_full_stop_in_a_point_leaves_the_rest_of_it_answered(record: Recorder) -> None:
    record(
        "log --group larch",
        f"""
        Anything different? ⏎
        {GIFT}
        Another case? ..⏎
        {LOOK} q⏎
        """,
    )
    record(
        "log --group larch",
        f"""
        Enter saves, {TAKEN_UP} 2⏎
        Its label: the gift .⏎
        Enter saves, {TAKEN_UP} ⏎
        Saved as S1.
        """,
    )


@pytest.mark.slow
def test_the_numbers_are_shown_when_others_stand_behind_them(record: Recorder) -> None:
    begin(record, TEAMS)
    shown = record(
        "log --group larch",
        f"""
        {TO_CASES}
        {GIFT}
        Another case? ..⏎
        {LOOK} news⏎
        Any news? C1⏎
        What did moth say? It is well.⏎
        How are things? easier⏎
        {LOOK} ^C
        """,
        code=130,
    )
    assert "3  New case: the gift" in shown.rsplit("How are things?", 1)[1]


@pytest.mark.slow
def test_again_may_begin_with_a_capital(record: Recorder) -> None:
    begin(record, BAG)
    record(
        "log --group larch",
        f"""
        {TO_CASES}
        Did anyone bring a case? the full⏎
        the full bag again, or a new case? Again⏎
        C1 the full bag, brought again
        Who brought it? heron⏎
        {STORY} ^C
        """,
        code=130,
    )


@pytest.mark.slow
def test_a_note_of_an_evening_without_cases_says_what_works(record: Recorder) -> None:
    record(
        "log --group larch",
        """
        Anything different? ⏎
        Did anyone bring a case? .⏎
        A note of your own? We hurried.⏎
        More? case⏎
        No case came up in this session. Add its news or the case first; then say so here.
        More? case c1⏎
        No case came up in this session.
        Next time we want to ^C
        """,
        code=130,
    )


@pytest.mark.slow
def test_nothing_is_kept_of_a_text_that_was_emptied(record: Recorder) -> None:
    record(
        "log --group larch",
        f"""
        Anything different? ⏎
        Did anyone bring a case? the gift⏎
        Who brought it? moth⏎
        {STORY} Mrs Huber came.⏎
        Reword, leave it out, or keep? keep⏎
        More? ⏎
        Another case? ..⏎
        {LOOK} 2⏎
        Its label: the gift ⏎
        Who brought it? moth ⏎
        {STORY} Mrs Huber came. ^U⏎
        More? ⏎
        {LOOK} ⏎
        Saved as S1.
        """,
    )


@pytest.mark.slow
def test_what_came_of_one_case_is_not_said_of_another(record: Recorder) -> None:
    begin(record, BAG, TEAMS)
    record(
        "log --group larch",
        f"""
        {NEWS}
        Any more news? ..⏎
        {LOOK} 2⏎
        Any news? C1 ^Utwo teams⏎
        What you typed was about C1. Is it about C2? y⏎
        What did moth say? It is well. ⏎
        How are things? ⏎
        {LOOK} ⏎
        Saved as S3.
        """,
    )
    (news,) = record.document("S3")["checkins"]
    assert (news["case"], news.get("came_of_it")) == ("C2", None)


@pytest.mark.slow
def test_a_note_lets_go_of_a_case_that_is_taken_out(record: Recorder) -> None:
    begin(record, BAG)
    record(
        "log --group larch",
        f"""
        {NEWS}
        Any more news? ⏎
        Did anyone bring a case? ⏎
        A note of your own? We hurried.⏎
        More? case C1⏎
        Next time we want to ⏎
        {LOOK} 2⏎
        Any news? C1 ^U⏎
        {LOOK} ⏎
        Saved as S2.
        """,
    )
    assert record.document("S2")["notes"] == [{"author": "alder", "text": "We hurried."}]


def test_a_note_does_not_get_the_case_that_takes_the_place_of_its_own(record: Recorder) -> None:
    record(
        "log --group larch",
        f"""
        Anything different? ⏎
        {GIFT}
        Another case? ⏎
        A note of your own? We hurried.⏎
        More? case new-1⏎
        Next time we want to <⏎
        More? <⏎
        A note of your own? We hurried. <⏎
        Another case? <⏎
        More? <⏎
        {STORY} It came. <⏎
        Who brought it? moth <⏎
        Its label: the gift ^U⏎
        A note of your own? We hurried. ⏎
        More? ⏎
        Next time we want to ⏎
        {LOOK} case⏎
        Its label: the crumbs⏎
        Who brought it? heron⏎
        {STORY} ⏎
        More? ⏎
        {LOOK} ⏎
        Saved as S1.
        """,
    )
    assert "case" not in record.document()["notes"][0]
