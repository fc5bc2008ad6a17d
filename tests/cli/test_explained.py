"""Every question explains itself: a lone question mark says what may be answered."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import session_document

import balintlog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import CommandLine

CLI = Path(balintlog.__file__).parent / "cli"
TESTS = Path(__file__).parent
# What puts a question, and the place of what is explained among its arguments; the others
# explain themselves, as ask_yes_no does.
SEAM = {"ask_line": 2, "ask_checked": 3, "asked_or_piped": 3, "ask_text": None}
SEAM |= {"ask_in_words": None}
EXPLAINS_ITSELF = {"record_list.py"}  # there ? is an answer: it shows all
PLAYED = (
    "test_asked_for",
    "test_session_edit",
    "test_entries_asked",
    "test_evening",
    "test_evening_news",
    "test_first_setup",
    "test_plain",
    "test_rewording",
    "test_case_links",
    "test_case_merge",
    "test_unlikely_dates",
)


def questions() -> Iterator[tuple[str, ast.Call, str]]:
    """Yield every call that puts a question, with its file and the name of what it calls."""
    for path in sorted(CLI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and name in SEAM:
                yield path.name, node, name


def test_each_call_that_asks_says_what_may_be_answered() -> None:
    calls = list(questions())
    assert len(calls) > 30
    for file, call, name in calls:
        place = SEAM[name]
        named = [word.value for word in call.keywords if word.arg == "explained"]
        said = named or (call.args[place : place + 1] if place is not None else [])
        where = f"{file}:{call.lineno}"
        assert said, where
        if isinstance(said[0], ast.Tuple):
            assert len(said[0].elts) in (1, 2) or file in EXPLAINS_ITSELF, where


@pytest.mark.slow
def test_single_questions_are_explained_too(cli: CommandLine) -> None:
    assert cli("log --from -", session_document("2026-03-02")).code == 0
    cli.at_terminal(
        "member add",
        """
        how many to draw ?⏎
        A number, such as 8, and balintlog draws their aliases
        how many to draw wren teasel⏎
        2 members were added to larch: wren, teasel.
        Another? ?⏎
        A number, such as 8
        Another? ⏎
        """,
    )
    cli.at_terminal(
        "member leave",
        """
        Which member? ?⏎
        A number takes that line.
        Which member? wren⏎
        """,
    )
    cli.at_terminal(
        "session delete S1",
        """
        This cannot be undone. [y/N] ?⏎
        y is yes, n is no. Enter means no.
        This cannot be undone. [y/N] n⏎
        """,
        code=1,
    )
    cli.at_terminal(
        "leader edit sedge",
        """
        Accredited by a society? ?⏎
        One of: yes, no, unknown.
        Accredited by a society? y⏎
        """,
    )
    shown = cli.at_terminal(
        "training add",
        """
        What was it? ?⏎
        One of these words; its first letters will do.
        supervision
        What was it? super⏎
        On which day? ?⏎
        Such as 2.3., 2 Mar, monday
        On which day? ⏎
        """,
    )
    assert "T1 was added" in shown


@pytest.mark.slow
def test_a_question_mark_at_each_question_of_the_transcripts_is_answered() -> None:
    """Play the transcripts of other tests, and type ? at each of their questions first."""
    files = [str(TESTS / f"{name}.py") for name in PLAYED]
    # Three count what is shown, and in the last ? would be the rest of a text.
    counted = "not test_piece_by_piece and not test_enter_leaves_out_the_word_of_a_group"
    counted += " and not test_tonights_list_is_read_once"
    known = f"{counted} and not test_what_the_terminal_dropped"
    played = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", known, *files],
        env=os.environ | {"BALINTLOG_TESTS_ASK_FIRST": "1"},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert played.returncode == 0, played.stdout[-4000:]
