"""Typed signs: alone, into an answer that stands, and behind a text, of which nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from recorder import TO_CASES, Recorder

from balintlog.cli.terminal.typed_signs import lone_sign, may_hide_a_sign, text_and_sign

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CommandLine

STOOD = "Tom left."


@pytest.mark.parametrize("sign", [".", "..", "<"])
@pytest.mark.parametrize("between", ["", " ", "\n"])
def test_a_sign_at_the_end_of_what_stands_leaves_it_as_it_is(sign: str, between: str) -> None:
    assert lone_sign(STOOD, None, STOOD + between + sign, own_words=True) == sign


@pytest.mark.parametrize("sign", [".", "..", "<"])
@pytest.mark.parametrize("at", range(len(STOOD)))
def test_a_sign_at_the_cursor_leaves_what_stands_as_it_is(sign: str, at: int) -> None:
    typed = STOOD[:at] + sign + STOOD[at:]
    assert lone_sign(STOOD, (at, at), typed, own_words=True) == sign


def test_a_question_mark_may_be_the_end_of_a_text_but_not_of_a_short_answer() -> None:
    assert lone_sign("Why now", None, "Why now?", own_words=True) == "Why now?"
    assert lone_sign("moth", None, "moth?", own_words=False) == "?"


@pytest.mark.parametrize(
    ("stood", "typed", "text", "sign"),
    [
        ("", "the box..", "the box", ".."),
        ("", "the box <", "the box", "<"),
        ("", "the box<<", "the box", "<"),
        ("", "Tom left. .", "Tom left.", "."),
        ("", "Tom left.\n..", "Tom left.", ".."),
        ("", "Tom left…..", "Tom left…", ".."),
        (STOOD, "Tom left. And more.<", "Tom left. And more.", "<"),
        (STOOD, "Tom left. And more. .", "Tom left. And more.", "."),
        (STOOD, "Tom left, and more..", "Tom left, and more", ".."),
        (STOOD, "Tom<", "Tom", "<"),
        ("Hält die Tür", "Hält di<Tür", "Hält diTür", "<"),
    ],
)
def test_a_sign_behind_a_text_counts_and_the_text_is_kept(
    stood: str, typed: str, text: str, sign: str
) -> None:
    assert text_and_sign(stood, typed) == (text, sign)


@pytest.mark.parametrize(
    ("stood", "typed"),
    [
        ("", "Tom left."),
        ("", "Tom left..."),
        ("", "Tom left ..."),
        ("", "Under < 90 it was well"),
        (STOOD, STOOD),
        ("He left..", "Tom left.."),
        ("It was <", "It all was <"),
        ("a. b", "a.. b"),
        ("Tom left", "Tom and. left"),
        ("Under 90", "Under < 90"),
    ],
)
def test_what_a_text_may_hold_is_no_sign(stood: str, typed: str) -> None:
    assert text_and_sign(stood, typed) == (typed, "")


@pytest.mark.parametrize(
    ("stood", "typed", "may"),
    [
        (STOOD, "Tom left. And more...", True),
        (STOOD, "Tom left. And.....", True),
        ("", "Tom left...", False),
        ("Tom left...", "Then Tom left...", False),
        ("Tom left...", "Tom left...", False),
    ],
)
def test_three_full_stops_behind_a_change_may_end_a_sentence_and_be_a_sign(
    stood: str, typed: str, *, may: bool
) -> None:
    assert may_hide_a_sign(stood, typed) is may


LOOK = "Enter saves, a number changes it, q keeps a draft:"
STORY = "The story, in your own words:"


@pytest.fixture
def record(cli: CommandLine, tmp_path: Path) -> Recorder:
    """Play evenings on the logbook of larch."""
    return Recorder(cli, tmp_path)


@pytest.mark.slow
def test_signs_at_the_look_leave_what_stands_and_keep_what_is_new(record: Recorder) -> None:
    record(
        "log",
        f"""
        {TO_CASES}
        Its label: the box⏎
        Who brought it? moth⏎
        {STORY} It was never opened...⏎
        More? ..⏎
        {LOOK} 2⏎
        Its label: the box ..⏎
        {LOOK} 2⏎
        Its label: the box ⏎
        Who brought it? moth ..⏎
        {LOOK} 2⏎
        Its label: the box ⏎
        Who brought it? moth ⏎
        {STORY} It was never opened... ..⏎
        {LOOK} 2⏎
        Its label: the box ⏎
        Who brought it? moth ⏎
        {STORY} It was never opened... ␣Never.<⏎
        Who brought it? moth ⏎
        {STORY} It was never opened... Never. ␣Why...⏎
        Does your text end with all of these full stops? [Y/n] n⏎
        {LOOK} note⏎
        A note of your own? We hurried ..⏎
        {LOOK} next⏎
        Next time we want to start on time <⏎
        {LOOK} ⏎
        Saved as S1.
        """,
    )
    document = record.document()
    (case,), (note,) = document["cases"], document["notes"]
    assert (case["label"], case["presenter"]) == ("the box", "moth")
    assert case["summary"] == "It was never opened... Never. Why."
    assert (note["text"], note["next_time"]) == ("We hurried", "start on time")


@pytest.mark.slow
def test_a_label_before_a_sign_stays_and_its_finding_is_decided_first(record: Recorder) -> None:
    record(
        "log",
        f"""
        {TO_CASES}
        Its label: the box of Tom ..⏎
          the box of >>Tom<<
        or keep? reword⏎
        Its label: the box of Tom ⌦×3love⏎
        Who brought it? moth⏎
        2  New case: the box of love, brought by moth.
        {LOOK} 2⏎
        Its label: the box of love ⏎
        Who brought it? moth ⏎
        {STORY} They laughed.⏎
        More? imagined⏎
        What did the group imagine? a door⏎
        What did the group imagine? a key ..⏎
        {LOOK} ⏎
        Saved as S1.
        """,
    )
    (case,) = record.document()["cases"]
    assert case["label"] == "the box of love"
    assert case["imagined"] == ["a door", "a key"]


@pytest.mark.slow
def test_a_sign_in_the_middle_of_a_line_to_be_reworded_is_no_part_of_it(record: Recorder) -> None:
    record(
        "log",
        f"""
        {TO_CASES}
        Its label: the door⏎
        Who brought it? moth⏎
        {STORY} It was Tom at the door.⏎
        or keep? reword⏎
        {STORY} It was Tom at the door. ⌦×3her<⏎
        Who brought it? moth ⏎
        {STORY} It was her at the door. ⏎
        More? ..⏎
        {LOOK} ⏎
        Saved as S1.
        """,
    )
    assert record.document()["cases"][0]["summary"] == "It was her at the door."
