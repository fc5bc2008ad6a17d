"""Who is here: the leader of last time is assumed, and anybody else says so."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from conftest import PASSPHRASE, CommandLine
from transcript import CLEARED

OTHER = "another long passphrase of ours"


@pytest.fixture
def both(cli: CommandLine) -> CommandLine:
    """A logbook that alder and sedge can open, last used by alder; nothing gives a passphrase."""
    cli.environ["BALINTLOG_NEW_PASSPHRASE_COMMAND"] = f"echo '{OTHER}'"
    assert cli("--yes vault leader add sedge").code == 0
    for name in [name for name in cli.environ if "PASSPHRASE" in name]:
        del cli.environ[name]
    return cli


def test_the_leader_of_last_time_types_the_passphrase_at_once(both: CommandLine) -> None:
    for _ in range(2):
        shown = both.at_terminal(
            "leader list", f"alder, passphrase (Enter: somebody else): {PASSPHRASE}⏎\nsedge"
        )
        assert "Who is here?" not in shown
        assert PASSPHRASE not in shown


def test_somebody_else_says_so_and_is_the_leader_of_the_next_time(both: CommandLine) -> None:
    both.at_terminal(
        "leader list",
        f"""
        alder, passphrase (Enter: somebody else): ⏎
        Who is here? (alder sedge) se⏎
        sedge, passphrase (Enter: somebody else): {PASSPHRASE}⏎
        does not open with this passphrase
        sedge, passphrase (Enter: somebody else): {OTHER}⏎
        alder
        """,
    )
    both.at_terminal("leader list", f"sedge, passphrase (Enter: somebody else): {OTHER}⏎")


def test_three_wrong_passphrases_are_enough(both: CommandLine) -> None:
    both.at_terminal(
        "leader list",
        """
        alder, passphrase (Enter: somebody else): x⏎
        alder, passphrase (Enter: somebody else): x⏎
        alder, passphrase (Enter: somebody else) (last try): x⏎
        """,
        code=4,
    )


def test_whoever_is_named_is_asked_for_the_passphrase_alone(both: CommandLine) -> None:
    both.at_terminal("--as sedge leader list", f"Passphrase: {OTHER}⏎")


def test_a_passphrase_that_was_typed_in_clear_leaves_the_screen(both: CommandLine) -> None:
    """Only a computer that never saw the logbook asks first who is here."""
    shutil.rmtree(Path(os.environ["XDG_STATE_HOME"]) / "balintlog")
    shown = both.at_terminal(
        "leader list",
        f"""
        Who is here? (alder sedge) {PASSPHRASE}⏎
        {CLEARED}
        balintlog has cleared the screen
        One of: alder, sedge.
        Who is here? (alder sedge) x⏎
        One of: alder, sedge.
        Who is here? (alder sedge) a⏎
        alder, passphrase (Enter: somebody else): {PASSPHRASE}⏎
        """,
    )
    assert shown.count(CLEARED) == 1


def test_without_a_terminal_nobody_is_assumed(both: CommandLine) -> None:
    both.environ["BALINTLOG_PASSPHRASE_COMMAND"] = f"echo '{PASSPHRASE}'"
    answer = both("leader list")
    assert answer.code == 2
    assert "which of them are you?" in answer.err
