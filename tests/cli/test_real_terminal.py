"""Guided records in a real terminal: what no transcript can show."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from random import Random
from typing import TYPE_CHECKING

import pytest
from recorder import BALINTLOG, TO_CASES, Recorder, to_cases
from terminal import CTRL_C, Terminal

from balintlog.domain.vocabulary import THEMES

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CommandLine

slow = pytest.mark.slow
STORY = "The story, in your own words:"
PASTE = "\x1b[200~{}\x1b[201~"


@pytest.fixture
def record(cli: CommandLine, tmp_path: Path) -> Recorder:
    return Recorder(cli, tmp_path)


def to_story(terminal: Terminal) -> None:
    to_cases(terminal)
    for answer, question in (("the gift", "Who brought it?"), ("moth", STORY)):
        terminal.type(answer)
        terminal.wait_for(question)


@slow
def test_an_evening_fits_a_narrow_window_and_needs_no_colour(record: Recorder) -> None:
    record.environ["NO_COLOR"] = "1"
    with record.in_terminal(columns=60) as terminal:
        terminal.answer("Anything different?", "2.3.2026, moth away, heron late 20")
        terminal.answer("Anything else?", "")
        terminal.answer("Did anyone bring a case?", ".")
        terminal.answer("A note of your own?", "")
        terminal.answer("q keeps a draft:", "")
        screen = terminal.wait_for("Saved as S1")
        assert terminal.finish() == 0
        assert [line for line in screen.splitlines() if len(line) > 60] == []
        assert "\x1b[31" not in terminal.raw
        assert "\x1b[38;" not in terminal.raw
        assert "\x1b[6n" not in terminal.raw, "it asks where the cursor is"


@slow
def test_what_is_refused_is_said_right_above_the_question_and_no_word_is_broken(
    record: Recorder,
) -> None:
    with record.in_terminal(columns=60) as terminal:
        to_story(terminal)
        terminal.type("Nobody spoke.")
        terminal.answer("More?", "why")
        terminal.answer("pattern-repeats)", "xyz")
        terminal.wait_for("pattern-repeats)", 2)
        lines = [line.strip() for line in terminal.text.splitlines()]
        place = next(
            at for at, line in enumerate(lines) if line.startswith("xyz is not known here")
        )
        below = lines[place:]
        for word in ("moral-conflict", "unresolved-ending", "pattern-repeats"):
            assert any(word in line for line in below), "a whole word, on one line"
        terminal.type(CTRL_C, end="")
        assert terminal.finish() == 130


@slow
@pytest.mark.parametrize("end", ["ctrl-c", "kill", "closed window"])
def test_three_paragraphs_are_pasted_and_a_record_that_is_broken_off_goes_on(
    record: Recorder, end: str
) -> None:
    text = (
        "The presenter is angry.\n\nNobody knows why, and so the façade crumbles slowly.\n\nThen."
    )
    with record.in_terminal(columns=60) as terminal:
        to_story(terminal)
        terminal.type(PASTE.format(text.replace("\n", "\r")), end="")
        screen = terminal.wait_for("Then.")
        assert f"{STORY}\n{text}" in screen.replace("façade\ncrumbles", "façade crumbles")
        terminal.type("")
        terminal.wait_for("More?")
        if end == "ctrl-c":
            terminal.type(CTRL_C, end="")
            terminal.wait_for("balintlog log carries on from there")
            assert terminal.finish() == 130
        elif end == "kill":
            terminal.kill()
        else:
            terminal.hang_up()
    assert record.cli("session list --json").json["sessions"] == []
    with record.in_terminal() as terminal:
        terminal.answer("begins another session:", "")
        terminal.answer("More?", "..")
        terminal.answer("q keeps a draft:", "")
        terminal.wait_for("Saved as S1")
        assert terminal.finish() == 0
    assert record.document()["cases"][0]["summary"] == text
    assert record.draft() is None


@slow
@pytest.mark.parametrize(
    "text",
    [
        "One line.\nAnother.",
        "One.\n\nTwo lines below.\nThe end.",
        "Somebody waits.\n" * 200 + "End.",
    ],
    ids=["lines", "paragraphs", "more than is read at once"],
)
def test_a_paste_without_brackets_is_one_text(record: Recorder, text: str) -> None:
    with record.in_terminal() as terminal:
        to_story(terminal)
        terminal.type(text.replace("\n", "\r"))
        terminal.answer("More?", "..")
        terminal.answer("q keeps a draft:", "")
        terminal.wait_for("Saved as S1")
        assert terminal.finish() == 0
    assert record.document()["cases"][0]["summary"] == text


@slow
@pytest.mark.parametrize("end", ["SIGTERM", "SIGHUP", "closed window", "ctrl-c"])
def test_half_a_text_is_there_again_whatever_ended_the_question(record: Recorder, end: str) -> None:
    half = "Someone waits in the car, and"
    with record.in_terminal() as terminal:
        to_story(terminal)
        terminal.type(half, end="")
        terminal.wait_for(half)
        if end == "closed window":
            terminal.hang_up()
        else:
            if end == "ctrl-c":
                terminal.type(CTRL_C, end="")
            else:
                os.kill(terminal.process, getattr(signal, end))
            terminal.wait_for("balintlog log carries on from there")
            assert terminal.finish() == 130
    with record.in_terminal() as terminal:
        terminal.answer("begins another session:", "")
        terminal.answer(half, " I never ask why.")
        terminal.answer("More?", "..")
        terminal.answer("q keeps a draft:", "")
        terminal.wait_for("Saved as S1")
        assert terminal.finish() == 0
    assert record.document()["cases"][0]["summary"] == f"{half} I never ask why."


@slow
@pytest.mark.parametrize("number", ["SIGTERM", "SIGHUP", "SIGINT"])
@pytest.mark.parametrize(
    ("command", "question"),
    [("followups", "Passphrase:"), ("log", "Anything different?")],
    ids=["line", "keys"],
)
def test_a_signal_leaves_the_terminal_as_it_was(
    record: Recorder, command: str, question: str, number: str
) -> None:
    if command == "followups":
        record.environ.pop("BALINTLOG_PASSPHRASE_COMMAND", None)
    script = f"{BALINTLOG} {command}; stty -a"
    with Terminal(["/bin/sh", "-c", script], record.environ) as terminal:
        terminal.wait_for(question)
        for child in children_of(terminal.process):
            os.kill(child, getattr(signal, number))
        terminal.wait_for("icanon")
        assert terminal.finish() == 0
        modes = terminal.text.replace(";", " ").split()
        assert {"icanon", "echo", "isig"} <= set(modes)


def children_of(process: int) -> list[int]:
    listed = subprocess.run(
        ["pgrep", "-P", str(process)], capture_output=True, text=True, check=True
    )
    return [int(line) for line in listed.stdout.split()]


@slow
def test_a_long_text_is_broken_between_words_and_the_arrows_stay_in_it(record: Recorder) -> None:
    with record.in_terminal(columns=40) as terminal:
        to_story(terminal)
        terminal.type("Somebody wept before the door was closed, and ", end="")
        terminal.type("nobody asked.", end="")
        screen = terminal.wait_for("nobody asked.")
        assert "Somebody wept before the door was\nclosed, and nobody asked." in screen
        terminal.type("\x1b[A", end="")
        terminal.type("\x1b[A", end="")
        terminal.type("\x1b[A", end="")
        terminal.type("!", end="")
        terminal.wait_for("the !door")
        terminal.type("")
        terminal.answer("More?", "..")
        terminal.answer("q keeps a draft:", "")
        terminal.wait_for("Saved as S1")
        assert terminal.finish() == 0
    text = "Somebody wept before the !door was closed, and nobody asked."
    assert record.document()["cases"][0]["summary"] == text


@slow
def test_where_the_answer_goes_into_a_pipe_the_questions_stay_on_the_terminal(
    record: Recorder, tmp_path: Path
) -> None:
    answer = tmp_path / "answer.json"
    script = f"{BALINTLOG} log --json > {answer}"
    with Terminal(["/bin/sh", "-c", script], record.environ) as terminal:
        to_cases(terminal)
        terminal.type("..")
        terminal.answer("q keeps a draft:", "")
        assert terminal.finish() == 0
    assert json.loads(answer.read_text()) == {
        "schema": 1,
        "session": "S1",
        "cases": [],
        "notes": [],
    }


@slow
def test_completion_offers_the_words_that_begin_so(record: Recorder) -> None:
    with record.in_terminal() as terminal:
        to_story(terminal)
        terminal.type("Nobody spoke.")
        terminal.answer("More?", "non", end="")
        assert next(theme for theme in THEMES if theme.startswith("non")) in terminal.wait_for(
            "nonadherence"
        )
        terminal.type(CTRL_C, end="")
        assert terminal.finish() == 130


# Keys that are none

NO_KEYS = ("\x1b[31m", "\x1b[0;35;1M", "\x1b[<0;1;1M", "\x1b[M !!", "\x1b[;m", "\x1b]0;x\x07")


def odd_bytes(seed: int) -> str:
    """Return what no keyboard sends, but for the keys that end a question or a program."""
    chosen = Random(seed)
    ends = "\x03\x04\r\n\x1a\x1c\x13\x11\x07\x16\x0f\x18"
    keys = [chr(number) for number in range(0x20) if chr(number) not in ends]
    pieces = [*keys, *NO_KEYS, "\x1b[", "\x1bO", ";", "5", "~", "m", "M", "<", "ä", "\x7f"]
    return "".join(chosen.choice(pieces) for _ in range(300))


@pytest.mark.slow
@pytest.mark.parametrize("odd", NO_KEYS)
@pytest.mark.parametrize("question", ["Anything different?", "Who brought it?", STORY])
def test_keys_that_are_none_do_nothing(record: Recorder, odd: str, question: str) -> None:
    """Whatever else they do, they are no traceback: that would be exit code 1."""
    to_who = f"{TO_CASES}\nIts label: the gift⏎"
    before = {
        "Anything different?": "",
        "Who brought it?": to_who,
        STORY: f"{to_who}\nWho brought it? moth⏎",
    }[question]
    shown = record("log", f"{before}\n{question} {odd}^C", code=130)
    assert "Traceback" not in shown


@slow
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("command", ["log", "shell"])
def test_odd_bytes_are_no_traceback(record: Recorder, seed: int, command: str) -> None:
    with record.in_terminal(command) as terminal:
        question = "Anything different?" if command == "log" else "balintlog>"
        terminal.answer(question, odd_bytes(seed), end="")
        for _ in range(10):  # the last of them may have begun a search, or a key of two
            if terminal.is_running:
                terminal.type(CTRL_C, end="")
                time.sleep(0.4)
            if terminal.is_running and command == "shell":
                terminal.type("\x15exit")
                time.sleep(0.4)
        assert terminal.finish() in (0, 130), (terminal.ended_by, terminal.raw[-300:])
        assert "Traceback" not in terminal.raw
        assert "Unhandled" not in terminal.raw
        assert "Press ENTER" not in terminal.raw
