"""Evenings and working sessions in a real terminal: what no transcript can show.

Three more tests of a real terminal stand where they belong by what they guard: the memory that
a lock leaves (test_shell), the recovery sheet (test_vault), a draft that is nowhere else
(test_leaks).
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from random import Random
from typing import TYPE_CHECKING

import pytest
from conftest import PASSPHRASE, session_document
from recorder import BALINTLOG, TO_CASES, Recorder, to_cases
from terminal import CTRL_C, Terminal

from balintlog.domain.vocabulary import THEMES

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CommandLine

slow = pytest.mark.slow
TAB = "\t"
COLOUR = r"\x1b\[(?:\d+;)*(?:[349]|10)\d(?:;\d+)*m"
STORY = "The story, in your own words:"
BRACKETED = "\x1b[200~{}\x1b[201~"


@pytest.fixture
def record(cli: CommandLine, tmp_path: Path) -> Recorder:
    return Recorder(cli, tmp_path)


def to_story(terminal: Terminal) -> None:
    to_cases(terminal)
    for answer, question in (("the gift", "Who brought it?"), ("moth", STORY)):
        terminal.type(answer)
        terminal.wait_for(question)


@slow
def test_an_evening_fits_a_narrow_window_and_no_word_is_broken(record: Recorder) -> None:
    """Only here a window has a width: where lines and words break, and where the cursor goes."""
    record.environ["NO_COLOR"] = "1"
    with record.in_terminal(columns=60) as terminal:
        terminal.answer("Anything different?", "2.3.2026, heron late 20")
        terminal.answer("Anything else?", "")
        terminal.answer("Its label:", "the gift")
        terminal.answer("Who brought it?", "moth")
        terminal.wait_for(STORY)
        terminal.type(
            "Somebody wept before the door of the consulting room was closed, and ", end=""
        )
        terminal.type("nobody asked.", end="")
        screen = terminal.wait_for("nobody asked.")
        assert "consulting room was\nclosed, and nobody asked." in screen
        for _ in range(3):  # up to the beginning, and no further: that would be another text
            terminal.type("\x1b[A", end="")
        terminal.type("!", end="")
        terminal.wait_for("the !door")
        terminal.type("")
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
        terminal.type("stuck")
        terminal.wait_for("More?", 2)
        terminal.type("non", end="")
        assert next(theme for theme in THEMES if theme.startswith("non")) in terminal.wait_for(
            "nonadherence"
        )
        terminal.type("adherence")
        terminal.answer("Another case?", "..")
        terminal.answer("q keeps a draft:", "")
        screen = terminal.wait_for("Saved as S1")
        assert terminal.finish() == 0
        assert [line for line in screen.splitlines() if len(line) > 60] == []
        assert re.findall(COLOUR, terminal.raw) == []
        assert "\x1b[6n" not in terminal.raw, "it asks where the cursor is"
    text = "Somebody wept before the !door of the consulting room was closed, and nobody asked."
    assert record.document()["cases"][0]["summary"] == text


PARAGRAPHS = (
    "The presenter is angry.\n\nNobody knows why, and so the façade crumbles slowly.\n\nThen."
)
LONG = "Somebody waits.\n" * 200 + "End."  # more than is read at once


@slow
@pytest.mark.parametrize(
    ("text", "paste", "end"),
    [
        *((PARAGRAPHS, BRACKETED, end) for end in ("SIGTERM", "SIGHUP", "ctrl-c", "closed window")),
        (PARAGRAPHS, BRACKETED, "kill"),
        ("One line.\nAnother.", "{}", "kill"),
        ("One.\n\nTwo lines below.\nThe end.", "{}", "kill"),
        (LONG, "{}", "kill"),
    ],
)
def test_what_is_pasted_is_one_text_and_is_there_again_whatever_ended_the_evening(
    record: Recorder, text: str, paste: str, end: str
) -> None:
    """Only here a paste comes as a terminal sends it, and a window is closed under a question."""
    with record.in_terminal(columns=60) as terminal:
        to_story(terminal)
        terminal.type(paste.format(text.replace("\n", "\r")), end="")
        if paste == BRACKETED:
            screen = terminal.wait_for("Then.")
            assert f"{STORY}\n{text}" in screen.replace("façade\ncrumbles", "façade crumbles")
        if end == "kill":  # after which only what was answered is there again
            terminal.type("")
            terminal.wait_for("More?")
            terminal.kill()
        elif end == "closed window":
            terminal.hang_up()
        else:
            if end == "ctrl-c":
                terminal.type(CTRL_C, end="")
            else:
                os.kill(terminal.process, getattr(signal, end))
            terminal.wait_for("balintlog log carries on from there")
            assert terminal.finish() == 130
    assert record.cli("session list --json").json["sessions"] == []
    with record.in_terminal() as terminal:
        terminal.answer("begins another session:", "")
        if end != "kill":
            terminal.answer("Then.", " I never ask why.")
        terminal.answer("More?", "..")
        terminal.answer("q keeps a draft:", "")
        terminal.wait_for("Saved as S1")
        assert terminal.finish() == 0
    whole = text if end == "kill" else f"{text} I never ask why."
    assert record.document()["cases"][0]["summary"] == whole
    assert record.draft() is None


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
    """Only here there is a terminal whose modes can be left changed."""
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
def test_questions_and_a_passphrase_stay_between_the_terminal_and_the_leader(
    record: Recorder, tmp_path: Path
) -> None:
    """Only here standard input and output lead elsewhere while somebody types at the terminal."""
    record.environ.pop("BALINTLOG_PASSPHRASE_COMMAND")
    document, first, second, rest = (tmp_path / name for name in ("evening", "1", "2", "rest"))
    document.write_text(json.dumps(session_document("2026-03-09")))
    script = (
        f"trap : INT; {BALINTLOG} log --json > {first};"
        f" cat {document} | {BALINTLOG} log --from - --json > {second} 2> {rest};"
        f" {BALINTLOG} leader list; echo code $?"
    )
    with Terminal(["/bin/sh", "-c", script], record.environ) as terminal:
        terminal.answer("Passphrase:", PASSPHRASE)
        to_cases(terminal)
        terminal.type("..")
        terminal.answer("q keeps a draft:", "")
        terminal.wait_for("Passphrase:", 2)
        terminal.type(PASSPHRASE)
        terminal.wait_for("Passphrase:", 3)
        terminal.type(CTRL_C, end="")
        terminal.wait_for("code 130")
        assert terminal.finish() == 0
        assert "balintlog: interrupted" in terminal.text
        assert PASSPHRASE not in terminal.raw
        assert "Traceback" not in terminal.text
    saved = {"schema": 1, "session": "S1", "cases": [], "notes": []}
    assert json.loads(first.read_text()) == saved
    assert json.loads(second.read_text()) == {**saved, "session": "S2"}
    assert PASSPHRASE not in first.read_text() + second.read_text() + rest.read_text()


@slow
def test_a_dumb_terminal_gets_no_escape_sequence_and_half_a_line_is_kept(record: Recorder) -> None:
    """Only here the program finds out by itself that the terminal can do nothing."""
    record.records(session_document("2026-03-02"))
    record.environ["TERM"] = "dumb"
    commands = ("note add", "note add", "log", "shell")
    script = "; ".join(["trap : INT", *(f"{BALINTLOG} {command}" for command in commands)])
    with Terminal(["/bin/sh", "-c", script], record.environ) as terminal:
        terminal.wait_for("Your note:")
        terminal.type("We were slöw", end="")
        terminal.wait_for("We were slöw")
        for child in children_of(terminal.process):
            os.kill(child, signal.SIGTERM)
        terminal.wait_for("saved as a draft")
        terminal.answer("Carry on with it?", "")
        terminal.wait_for("It is now: We were slöw")
        terminal.answer("empties it)", "")
        terminal.answer("More?", ".")
        terminal.wait_for("N1 was added")
        assert "\x1b" not in terminal.raw
        terminal.answer("Anything different?", "?")
        terminal.wait_for("Anything different?", 2)
        terminal.type(CTRL_C, end="")
        terminal.answer("balintlog>", "status")
        terminal.wait_for("balintlog>", 2)
        terminal.type("lock")
        terminal.answer("Locked.", "exit")
        assert terminal.finish() == 0
        assert re.findall("\x1b[^m]*.", terminal.raw) == []


@slow
def test_tab_completes_no_label_after_a_lock_and_a_closed_window_ends_the_working_session(
    record: Recorder,
) -> None:
    """Only here Tab and a closed window reach the line of a working session."""
    case = {"label": "the letters", "presenter": "heron", "summary": "Nobody opens them."}
    record.records(session_document("2026-03-02", cases=[case]))
    record.environ.pop("BALINTLOG_PASSPHRASE_COMMAND")
    with record.in_terminal("shell") as terminal:
        terminal.answer("Passphrase:", PASSPHRASE)
        terminal.wait_for("Unlocked for alder.")
        terminal.type("followu", end=TAB)
        terminal.answer("> followups", "")
        terminal.wait_for("Owed at the next session")
        typed = "> balintlog"
        terminal.type("balintlog", end="")
        for begun, word in ((" cas", "case"), (" sho", "show"), (" C", "C1")):
            terminal.type(begun, end=TAB)
            typed += f" {word}"
            terminal.wait_for(typed)
        terminal.type("")
        terminal.wait_for("Nobody opens them.")
        terminal.type("lock")
        terminal.wait_for("Locked.")
        terminal.type("vault leader list --", end=TAB + TAB)
        terminal.wait_for("--json")
        terminal.type(CTRL_C, end="")
        terminal.type("case show C", end=TAB + TAB)
        time.sleep(0.5)
        terminal.type(CTRL_C, end="")
        assert "the letters" not in terminal.text.split("Locked.")[1]
        assert "case show C1" not in terminal.text.split("Locked.")[1]
        terminal.type("note add --session S1 --case C1")
        terminal.answer("Passphrase:", PASSPHRASE)
        terminal.wait_for("Your note:")
        terminal.type("We were slow", end="")
        terminal.wait_for("We were slow")
        os.kill(terminal.process, signal.SIGHUP)
        terminal.wait_for("balintlog note add --session S1 carries on from there")
        assert terminal.finish() == 0
        assert terminal.ended_by is None


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
    """Only here a byte can stop, suspend or end a program before the program reads it."""
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
