"""What is found in a text that was just typed: reworded, replaced or kept, in a real terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import session_document
from recorder import Recorder, to_cases
from terminal import CTRL_C

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CommandLine
    from terminal import Terminal

pytestmark = pytest.mark.slow

CHOICE = "Reword, accept, or keep?"
SUMMARY = "Mrs Okonkwo wept, and Tom left on 3 March."


@pytest.fixture
def record(cli: CommandLine, tmp_path: Path) -> Recorder:
    return Recorder(cli, tmp_path)


def to_summary(terminal: Terminal) -> None:
    to_cases(terminal)
    for answer, question in (("new", "Label"), ("the tears", "Who presented?"), ("her", "Summary")):
        terminal.type(answer)
        terminal.wait_for(question)


def end(terminal: Terminal) -> str:
    terminal.answer("Kind of encounter", ".")
    screen = terminal.wait_for("Kept S1")
    assert terminal.finish() == 0
    return screen


def purposes(record: Recorder) -> list[tuple[str, str, bool]]:
    found = record.cli("privacy audit --json").json["findings"]
    return [(one["field"], one["kind"], one["on_purpose"]) for one in found]


def test_places_are_decided_one_by_one(record: Recorder) -> None:
    with record() as terminal:
        to_summary(terminal)
        terminal.type(SUMMARY)
        screen = terminal.wait_for(CHOICE)
        assert ">>Mrs Okonkwo<< wept, and Tom left" in screen
        assert "a name; perhaps: The patient" in screen
        terminal.type("accept")
        assert "The patient wept, and >>Tom<< left" in terminal.wait_for(CHOICE, times=2)
        terminal.type("k")
        assert ">>3 March" in terminal.wait_for(CHOICE, times=3)
        terminal.type("reword")
        terminal.answer(
            "Summary: The patient wept, and Tom left on 3 March.", "\x7f" * 11 + "in spring."
        )
        end(terminal)
    case = record.document()["cases"][0]
    assert case["summary"] == "The patient wept, and Tom left in spring."
    assert case["keep"] == [{"field": "/summary", "start": 22, "end": 25}]
    assert purposes(record) == [("summary", "name", True)]


def test_the_same_word_is_decided_at_each_place(record: Recorder) -> None:
    with record() as terminal:
        to_summary(terminal)
        terminal.type("Mrs Okonkwo wept, and Tom left; Tom came back.")
        for times, shown, choice in (
            (1, ">>Mrs Okonkwo<< wept", "accept"),
            (2, "The patient wept, and >>Tom<< left", "keep"),
            (3, "left; >>Tom<< came back", "reword"),
        ):
            assert shown in terminal.wait_for("or keep?", times=times)
            terminal.type(choice)
        terminal.answer("Tom left; Tom came back.", "\x7f" * 14 + "she came back.")
        end(terminal)
    case = record.document()["cases"][0]
    assert case["summary"] == "The patient wept, and Tom left; she came back."
    assert case["keep"] == [{"field": "/summary", "start": 22, "end": 25}]


def test_a_suggestion_keeps_whose_it_was_and_its_capital(record: Recorder) -> None:
    with record() as terminal:
        to_cases(terminal)
        terminal.type("new")
        terminal.answer("Label", "Mrs Okonkwo's tears")
        terminal.answer(CHOICE, "a")
        assert "Now: The patient's tears" in terminal.wait_for("Who presented?")
        terminal.type("her")
        terminal.answer("Summary", ".")
        terminal.wait_for("Kept S1")
        assert terminal.finish() == 0
    assert record.document()["cases"][0]["label"] == "The patient's tears"


def test_an_answer_that_is_none_is_asked_for_again(record: Recorder) -> None:
    with record() as terminal:
        to_summary(terminal)
        terminal.type("Mrs Okonkwo wept.")
        terminal.wait_for(CHOICE)
        for nothing in ("", "yes"):
            terminal.type(nothing)
        terminal.wait_for("One of: reword, accept, keep.", times=2)
        terminal.type("keep")
        end(terminal)


def test_what_was_broken_off_at_a_choice_is_kept_in_the_draft(record: Recorder) -> None:
    with record() as terminal:
        to_summary(terminal)
        terminal.type(SUMMARY)
        terminal.answer(CHOICE, CTRL_C, end="")
        terminal.wait_for("kept as a draft")
        assert terminal.finish() == 130
    with record() as terminal:
        terminal.answer("Go on with it?", "")
        terminal.answer(f"Summary: {SUMMARY}", "")
        terminal.wait_for(">>Mrs Okonkwo<<")
        for times in (1, 2, 3):
            terminal.wait_for(CHOICE, times=times)
            terminal.type("k")
        end(terminal)
    assert record.document()["cases"][0]["summary"] == SUMMARY


def test_a_window_that_is_closed_at_a_choice_loses_nothing(record: Recorder) -> None:
    with record() as terminal:
        to_summary(terminal)
        terminal.type("Mrs Okonkwo wept.")
        terminal.answer(CHOICE, "reword")
        terminal.answer("Summary: Mrs Okonkwo wept.", "\x15Mrs Okonkwo wept, and we too.")
        terminal.wait_for(CHOICE, times=2)
        terminal.kill()
    with record() as terminal:
        terminal.answer("Go on with it?", "")
        terminal.wait_for("Summary: Mrs Okonkwo wept, and we too.")
        terminal.type(CTRL_C, end="")
        assert terminal.finish() == 130


def test_a_single_command_shows_what_was_typed_where_it_is_broken_off(record: Recorder) -> None:
    assert record.cli("log --from -", session_document("2026-03-02")).code == 0
    with record("note add") as terminal:
        terminal.answer("Process note:", "Mrs Okonkwo stayed with us.")
        terminal.answer(CHOICE, CTRL_C, end="")
        screen = terminal.wait_for("Not kept. What you typed:")
        assert "text: Mrs Okonkwo stayed with us." in screen
        assert terminal.finish() == 130


def test_a_place_is_decided_before_the_rest_is_skipped(record: Recorder) -> None:
    with record() as terminal:
        to_summary(terminal)
        terminal.type("Mrs Okonkwo wept.")
        terminal.answer(CHOICE, ".")
        terminal.wait_for("Decide this first; then a full stop skips the rest.")
        terminal.wait_for(CHOICE, times=2)
        terminal.type("<")
        terminal.wait_for("Summary: Mrs Okonkwo wept.", times=2)
        terminal.type("\x15Somebody wept.")
        end(terminal)
    assert record.document()["cases"][0]["summary"] == "Somebody wept."


def test_who_goes_back_from_a_text_to_reword_finds_it_again(record: Recorder) -> None:
    assert record.cli("log --from -", session_document("2026-03-02")).code == 0
    with record("note add") as terminal:
        terminal.answer("Process note:", "Mrs Okonkwo stayed with us.")
        terminal.answer(CHOICE, "reword")
        terminal.wait_for("Process note: Mrs Okonkwo stayed with us.", times=2)
        terminal.type("<")
        terminal.wait_for("There is no question before this one.")
        terminal.wait_for("Process note: Mrs Okonkwo stayed with us.", times=3)
        terminal.type(CTRL_C, end="")
        assert terminal.finish() == 130


def test_a_word_that_must_never_pass_cannot_be_kept(record: Recorder) -> None:
    assert record.cli("privacy block add --group G1", b"Grey Harbour").code == 0
    with record() as terminal:
        to_summary(terminal)
        terminal.type("In grey harbour nobody spoke.")
        screen = terminal.wait_for("Reword or accept? (It cannot be kept.)")
        assert "a blocked word; perhaps: [left out]" in screen
        terminal.type("keep")
        terminal.answer("One of: reword, accept.", "reword")
        terminal.answer("Summary: In grey harbour nobody spoke.", "\x15Nobody spoke.")
        end(terminal)
    assert record.document()["cases"][0]["summary"] == "Nobody spoke."


def test_where_no_words_surely_fit_a_marked_gap_is_accepted(record: Recorder) -> None:
    with record() as terminal:
        to_summary(terminal)
        terminal.type("They named the dog after Okonkwo, and her daughter Zoe wept.")
        assert "a name; perhaps: [name]" in terminal.wait_for(CHOICE)
        terminal.type("accept")
        assert "a name; perhaps leave it out" in terminal.wait_for(CHOICE, times=2)
        terminal.type("accept")
        end(terminal)
    summary = "They named the dog after [name], and her daughter wept."
    assert record.document()["cases"][0]["summary"] == summary


def test_what_is_only_pointed_out_is_shown_once_and_asks_nothing(record: Recorder) -> None:
    with record() as terminal:
        to_summary(terminal)
        terminal.type("A 45-year-old man wept.")
        screen = terminal.wait_for("Kind of encounter")
        assert "A >>45-year-old<< man wept." in screen
        assert "only pointed out: an exact age; perhaps: in their forties" in screen
        end(terminal)
    assert purposes(record) == [("summary", "age", False)]


def test_the_closing_question_has_a_case_reworded_until_nobody_could_know(
    record: Recorder,
) -> None:
    record.closes()
    with record("log") as terminal:
        to_summary(terminal)
        terminal.type("A fire-eater from the circus.")
        for question in ("Kind of", "Themes", "The presenter's", "Feelings imag", "Why this"):
            terminal.answer(question, "")
        terminal.answer("Follow-up wanted?", "no")
        terminal.answer("place? (y: reword it) [y/n]", "")
        terminal.answer("Please answer y or n.", "y")
        terminal.wait_for("Label (two to four neutral words): the tears", times=1)
        terminal.type("")
        terminal.wait_for("Summary: A fire-eater from the circus.", times=2)
        terminal.type("\x15Somebody with an unusual trade.")
        terminal.wait_for("[y/n]", times=3)
        terminal.type("n")
        terminal.answer("Another case?", ".")
        terminal.wait_for("Kept S1")
        assert terminal.finish() == 0
    case = record.document()["cases"][0]
    assert case["summary"] == "Somebody with an unusual trade."
    assert case["recognisable"] is False


@pytest.mark.parametrize(("answer", "kept"), [("n", False), (".", None)])
def test_a_full_stop_that_skips_the_rest_does_not_skip_the_closing_question(
    record: Recorder, answer: str, kept: bool | None
) -> None:
    record.closes()
    with record() as terminal:
        to_summary(terminal)
        terminal.type("Nobody spoke.")
        terminal.answer("Kind of encounter", ".")
        terminal.answer("place? (y: reword it) [y/n]", answer)
        terminal.wait_for("Kept S1")
        assert terminal.finish() == 0
    case = record.document()["cases"][0]
    assert (case["summary"], case.get("recognisable")) == ("Nobody spoke.", kept)


def test_a_group_can_go_without_the_closing_question(record: Recorder) -> None:
    assert "asks recognisable: no" in record.cli("group show G1").out
    with record() as terminal:
        to_summary(terminal)
        terminal.type("Nobody spoke.")
        for question in ("Kind of", "Themes", "The presenter's", "Feelings imag", "Why this"):
            terminal.answer(question, "")
        terminal.answer("Follow-up wanted?", "no")
        screen = terminal.wait_for("Another case?")
        assert "recognise" not in screen
        terminal.type(".")
        terminal.wait_for("Kept S1")
        assert terminal.finish() == 0
    assert "recognisable" not in record.document()["cases"][0]


def test_an_edit_asks_about_what_is_new_only(record: Recorder) -> None:
    keep = [{"field": "/summary", "start": 0, "end": 11}]
    case = {
        "label": "the tears",
        "presenter": "heron",
        "summary": "Mrs Okonkwo wept.",
        "keep": keep,
    }
    assert record.cli("log --from -", session_document("2026-03-02", cases=[case])).code == 0
    with record("case edit C1") as terminal:
        terminal.answer("Label", " of the boy Tom")
        terminal.answer("the tears of the boy >>Tom<<", "a")
        terminal.answer("Summary: Mrs Okonkwo wept.", "")
        terminal.answer("Kind of encounter", ".")
        terminal.wait_for("C1 was changed")
        assert terminal.finish() == 0
    assert purposes(record) == [("summary", "name", True)]


def test_a_language_without_a_list_of_names_says_so(record: Recorder) -> None:
    assert record.cli("group edit G1 --language de").code == 0
    with record() as terminal:
        terminal.answer(
            "the screen finds only some of the names",
            CTRL_C,
            end="",
        )
        assert terminal.finish() == 130


def test_it_is_readable_in_a_narrow_window(record: Recorder) -> None:
    with record(columns=60) as terminal:
        to_summary(terminal)
        terminal.type("Nobody in the room could bear how long Mrs Okonkwo stayed silent.")
        terminal.wait_for(CHOICE)
        assert "  stayed silent." in terminal.wait_for(">>Mrs")
        terminal.type("k")
        end(terminal)


def test_a_text_in_another_language_is_told_how_to_say_so(record: Recorder) -> None:
    with record() as terminal:
        to_summary(terminal)
        terminal.type("Die Ärztin spürte Ohnmacht und Wut, und die Gruppe schwieg.")
        terminal.wait_for("written in another language, tell the group")
        terminal.wait_for("Reword, accept, or keep?")
        terminal.type(CTRL_C, end="")
        assert terminal.finish() == 130
