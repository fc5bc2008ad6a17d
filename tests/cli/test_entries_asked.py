"""Single entries, asked for piece by piece: the evening's own questions about a case or a note."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import session_document
from recorder import Recorder

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CommandLine

TWO_TEAMS = {"label": "two teams", "presenter": "plover", "summary": "Sent.", "why": "stuck"}
LABEL = "Its label, two to four neutral words:"


@pytest.fixture
def record(cli: CommandLine, tmp_path: Path) -> Recorder:
    """Play commands on the logbook of the group larch."""
    return Recorder(cli, tmp_path)


@pytest.mark.slow
def test_piece_by_piece_the_same_questions_are_put(record: Recorder) -> None:
    record.records(session_document("2026-03-02"))
    shown = record(
        "case add",
        f"""
        {LABEL} two teams⏎
        Who brought it? plover⏎
        Enter ends a text.
        The story, in your own words: Sent as a messenger.⏎
        More? .⏎
        C1 was added (S1).
        """,
    )
    assert shown.count("Enter ends a text") == 1
    record(
        "note add",
        """
        Your note: Two camps.⏎
        More? case c1⏎
        about two teams
        Next time we want to wait⏎
        N1 was added
        """,
    )
    assert record.document()["notes"] == [
        {"case": "/cases/0", "author": "alder", "text": "Two camps.", "next_time": "wait"}
    ]
    shown = record(
        "note edit N1",
        """
        Your note: Two camps. ⏎
        case C1
        More? ⏎
        Next time we want to wait ⏎
        2  More: case C1
        Enter saves ⏎
        """,
    )
    assert '"C1"' not in shown


@pytest.mark.slow
def test_an_edit_begins_with_what_stands_there(record: Recorder) -> None:
    record.records(session_document("2026-03-02", cases=[TWO_TEAMS]))
    record(
        "case edit C1",
        f"""
        The story, in your own words: Sent. ^U⏎
        why: stuck
        More? not stuck; helplessness⏎
        the presenter felt: helplessness
        This will be saved:
        1  Label: two teams
        2  Brought by plover
        3  The story: not told
        4  More: the presenter felt: helplessness
        Enter saves, a number changes it: 7⏎
        A number from 1 to 4, or Enter.
        Enter saves, a number changes it: 1⏎
        {LABEL} two teams , again⏎
        1  Label: two teams, again
        Enter saves, a number changes it: 2⏎
        Who brought it? plover ^Umoth⏎
        2  Brought by moth
        Enter saves, a number changes it: ?⏎
        A number asks for that line again.
        Enter saves, a number changes it: 4⏎
        the presenter felt: helplessness
        More? ⏎
        Enter saves, a number changes it: ⏎
        C1 was changed: the label was reworded; brought by: moth (it was plover); the
        story was deleted; why: nothing (it was stuck); the presenter felt: helplessness
        (it was nothing).
        """,
    )
    (edited,) = record.document()["cases"]
    assert (edited["label"], edited["presenter"]) == ("two teams, again", "moth")
    assert "summary" not in edited
    assert "why" not in edited
    assert edited["feelings"] == ["helplessness"]


@pytest.mark.slow
def test_a_sign_behind_what_stood_there_is_not_taken_for_a_part_of_it(record: Recorder) -> None:
    record.records(session_document("2026-03-02", cases=[TWO_TEAMS]))
    record(
        "case edit C1",
        f"""
        C1 two teams, told on Monday 2 March (S1):
        The story, in your own words: Sent. .⏎
        4  More: why: stuck
        Enter saves, a number changes it: 4⏎
        More? <⏎
        Enter saves, a number changes it: 3⏎
        The story, in your own words: Sent. ␣Back. Again.<⏎
        3  The story: "Sent. Back. Again." (3 words)
        Enter saves, a number changes it: 1⏎
        {LABEL} two teams ␣again⏎
        Enter saves, a number changes it: 1⏎
        {LABEL} two teams again ..⏎
        Enter saves, a number changes it: ⏎
        C1 was changed
        """,
    )
    (edited,) = record.document()["cases"]
    assert (edited["label"], edited["summary"]) == ("two teams again", "Sent. Back. Again.")


@pytest.mark.slow
def test_a_question_goes_to_supervision_on_a_day_that_is_typed(record: Recorder) -> None:
    note = {"text": "Two camps.", "for_supervision": "Whose?"}
    record.records(session_document("2026-03-02", notes=[note]))
    record(
        "note edit N1",
        """
        Your note: Two camps. ⏎
        More? taken 30.2.⏎
        there is no date
        More? taken 9.3.⏎
        taken to supervision on Monday 2026-03-09
        More? ⏎
        Next time we want to ⏎
        1  Your note: "Two camps." (2 words)
        2  More: taken 2026-03-09; supervision: "Whose?"
        3  Next time we want to … (nothing)
        Enter saves, a number changes it: ⏎
        N1 was changed: taken on: 2026-03-09 (it was nothing).
        """,
    )
    assert record.cli("note show N1 --json").json["taken_on"] == "2026-03-09"


@pytest.mark.slow
def test_a_long_text_that_was_refused_gives_way_to_no_key(record: Recorder) -> None:
    record.records(session_document("2026-03-02"))
    record(
        "note add",
        """
        Your note: ⎋[200~We\x07 hurried⎋[201~⏎
        (Ctrl-U empties the line)
        Your note: .⏎
        Your note: We\x07 hurried. ^UWe hurried.⏎
        More? .⏎
        """,
    )
    assert record.cli("note show N1 --json").json["text"] == "We hurried."


@pytest.mark.slow
def test_an_escape_sequence_that_is_pasted_does_not_get_in(record: Recorder) -> None:
    record.records(session_document("2026-03-02"))
    record(
        "case add",
        f"""
        {LABEL} ⎋[200~the⎋[31m gift\x07⎋[201~⏎
        holds a control character
        {LABEL} ^Uthe gift⏎
        Who brought it? ^C
        """,
        code=130,
    )


# A text of several paragraphs


def written(record: Recorder, keys: str) -> str:
    """Return the text of a note that was typed with these keys."""
    record.records(session_document("2026-03-02"))
    record("note add", f"Your note: {keys}\nMore? .⏎")
    return str(record.cli("note show N1 --json").json["text"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("Two camps.⏎", "Two camps."),
        ("Two camps.^D", "Two camps."),
        ("Two camps.⎋⏎And I.⏎", "Two camps.\nAnd I."),
        ("Two camps.⎋⏎⎋⏎And I.⏎", "Two camps.\n\nAnd I."),
        (
            "⎋[200~Two\n\ncamps.\r\nA façade\rand naïve.⎋[201~⏎",
            "Two\n\ncamps.\nA façade\nand naïve.",
        ),
        ("⎋[200~.\n⎋[201~ Then.⏎", ".\n Then."),
        ("Two camps.↑↑↑ Of one⏎", "Two camps. Of one"),
        ("camps⎋⏎one↑ are⏎", "cam areps\none"),
        ("camps⎋⏎a↑↓b⏎", "camps\nab"),
    ],
)
def test_a_text_keeps_its_paragraphs(record: Recorder, keys: str, text: str) -> None:
    if "\n" in keys or "\r" in keys:  # these would end a line of the transcript
        keys = keys.replace("\r\n", "⏎␤").replace("\n", "␤").replace("\r", "⏎")
    assert written(record, keys) == text


@pytest.mark.slow
def test_the_arrows_go_through_the_lines_as_they_stand_on_the_screen(record: Recorder) -> None:
    """The screen has 80 columns: the paragraph fills three lines, broken between its words."""
    first, second, third = ("a" * 70, "b" * 70, "c" * 70)
    text = written(record, f"{first} {second} {third}↑X↑Y↓↓↓Z⏎")
    assert text == f"{first}Y {second}X {third[:-1]}cZ"


@pytest.mark.slow
def test_a_full_stop_in_a_text_skips_the_rest_only_alone(record: Recorder) -> None:
    record.records(
        session_document("2026-03-02", cases=[{"label": "two teams", "presenter": "plover"}])
    )
    record("case edit C1", "The story, in your own words: ⎋⏎.⎋⏎⏎\nEnter saves ⏎")
    assert "summary" not in record.document()["cases"][0]


def test_a_text_to_check_may_have_paragraphs_too(record: Recorder) -> None:
    shown = record(
        "privacy check",
        """
        Text to check: ⎋[200~Nobody spoke.⏎⏎Then Mrs Okonkwo wept.⎋[201~⏎
        haracters 21 to 31: a name
        """,
        code=5,
    )
    assert "1 identifier found" in shown


# What happens meanwhile in another window


@pytest.mark.slow
def test_what_was_typed_for_a_single_case_outlives_a_refusal(record: Recorder) -> None:
    """The presenter is made absent in another window while the story is typed."""
    record.records(session_document("2026-03-02"))
    record(
        "case add",
        f"""
        {LABEL} two teams⏎
        Who brought it? plover⏎
        (meanwhile)
        The story, in your own words: Sent as a messenger.⏎
        More? .⏎
        plover was not there
        Your answers are still there
        {LABEL} two teams ⏎
        Who brought it? ^Umoth⏎
        The story, in your own words: Sent as a messenger. ⏎
        More? .⏎
        C1 was added
        """,
        meanwhile=[record.does("session edit S1 --attendance plover=absent")],
    )
    (case,) = record.document()["cases"]
    assert (case["presenter"], case["summary"]) == ("moth", "Sent as a messenger.")


@pytest.mark.slow
def test_an_edit_goes_on_with_what_was_typed_over_what_was_changed_meanwhile(
    record: Recorder,
) -> None:
    record.records(session_document("2026-03-02", cases=[TWO_TEAMS]))
    change = {"label": "the red door", "summary": "Theirs.", "themes": ["bad-news"]}
    shown = record(
        "case edit C1",
        """
        The story, in your own words: Sent. ␣As a messenger.⏎
        More? not stuck⏎
        (meanwhile)
        Enter saves, a number changes it: ⏎
        C1 has been changed in another window
        label: the red door
        summary: Theirs.
        themes: bad-news
        What you typed is still there; please check it.
        1  Label: the red door
        3  The story: "Sent. As a messenger." (4 words)
        4  More: theme: bad-news
        Enter saves, a number changes it: ⏎
        C1 was changed
        """,
        meanwhile=[record.does("case edit C1 --from -", change)],
    )
    assert "Try again?" not in shown
    (edited,) = record.document()["cases"]
    assert (edited["label"], edited["summary"]) == ("the red door", "Sent. As a messenger.")
    assert edited["themes"] == ["bad-news"]
    assert "why" not in edited, "what was taken away stays away"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "questions", "delete", "name"),
    [
        ("case edit C1", ("", "More? .⏎"), "case delete C1 --yes", "C1"),
        (
            "case edit C1 --session S1",
            ("", "More? .⏎"),
            "case delete C1 --session S1 --yes",
            "C1",
        ),
        (
            "case add --session S2",
            (f"{LABEL} the gift⏎\nWho brought it? moth⏎", ""),
            "session delete S2 --yes",
            "S2",
        ),
    ],
)
def test_what_was_typed_about_what_is_gone_is_shown_once_more(
    record: Recorder, command: str, questions: tuple[str, str], delete: str, name: str
) -> None:
    again = {"case": "C1", "presenter": "plover"}
    first = {"label": "two teams", "presenter": "plover"}
    record.records(session_document("2026-02-16", cases=[first]))
    record.records(session_document("2026-03-02", presentations=[again]))
    shown = record(
        command,
        f"""
        {questions[0]}
        The story, in your own words: Too large to take.⏎
        {questions[1]}
        (meanwhile)
        {"Enter saves ⏎" if questions[1] else "More? .⏎"}
        What you typed:
        summary: Too large to take.
        {name} has been changed in another window
        """,
        code=1,
        meanwhile=[record.does(delete)],
    )
    assert "Try again?" not in shown
