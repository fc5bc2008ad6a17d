"""An older copy of the keys file: what it can still do is said, and a new key offered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import CHEAP, PASSPHRASE, CommandLine
from transcript import Evenings

from balintlog.logbook.keys.paths import keys_path

OWN, NEW = "BALINTLOG_PASSPHRASE_COMMAND", "BALINTLOG_NEW_PASSPHRASE_COMMAND"
OTHER, LATER = "a quiet waiting room", "nobody was in a hurry"
STILL = "still opens this logbook, until you give it a new key"


def said(phrase: str) -> str:
    return f"echo '{phrase}'"


def typing(cli: CommandLine, leader: str, phrase: str) -> CommandLine:
    return replace(cli, environ={**cli.environ, "BALINTLOG_LEADER": leader, OWN: said(phrase)})


def in_one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def alder(cli: CommandLine) -> CommandLine:
    """Alder's command line in a logbook that is shared with sedge."""
    cli.environ |= {"BALINTLOG_LEADER": "alder", NEW: said(OTHER)}
    assert cli("--yes vault leader add sedge").code == 0
    del cli.environ[NEW]
    return cli


@pytest.fixture
def play(alder: CommandLine) -> Evenings:
    """The command line at a terminal, where alder types everything."""
    environ = {name: text for name, text in alder.environ.items() if name != OWN}
    return Evenings(environ, {"now": alder.now, "stretching": CHEAP})


@pytest.mark.slow
@pytest.mark.parametrize("json", ["", " --json"])
def test_it_is_said_after_a_passphrase_was_changed_and_it_is_true(
    alder: CommandLine, json: str
) -> None:
    older = keys_path(alder.path).read_bytes()
    alder.environ[NEW] = said(LATER)
    changed = alder(f"vault passphrase{json}")
    assert changed.code == 0
    assert f"your old passphrase {STILL}: balintlog vault rotate" in in_one_line(changed.err)
    keys_path(alder.path).write_bytes(older)
    opened = alder("status")
    assert (opened.code, "keys file is an older one" in opened.err) == (0, True)
    assert typing(alder, "alder", PASSPHRASE)("--yes vault rotate").code == 0
    keys_path(alder.path).write_bytes(older)
    refused = alder("status")
    assert (refused.code, "do not belong together" in refused.err) == (6, True)


@pytest.mark.slow
@pytest.mark.parametrize("json", ["", " --json"])
def test_it_is_said_after_a_reset_and_it_is_true(alder: CommandLine, json: str) -> None:
    older = keys_path(alder.path).read_bytes()
    reset = alder(f"--yes vault leader reset sedge{json}")
    assert reset.code == 0
    assert f"the old passphrase of sedge {STILL}: balintlog vault rotate" in in_one_line(reset.err)
    assert "with nothing else" not in reset.out
    keys_path(alder.path).write_bytes(older)
    opened = typing(alder, "sedge", OTHER)("status")
    assert (opened.code, "keys file is an older one" in opened.err) == (0, True)


@pytest.mark.slow
def test_it_is_said_of_a_code_and_it_is_true(alder: CommandLine) -> None:
    given = alder("--yes vault leader reset sedge")
    assert "to be used by 2026-04-03:" in given.out
    advice = in_one_line(given.err)
    assert "balintlog takes it once" in advice
    assert "With an older copy of the keys file it works again" in advice
    older, code = keys_path(alder.path).read_bytes(), given.out.split()[-1]
    sedge = typing(alder, "sedge", code)
    sedge.environ[NEW] = said(LATER)
    assert sedge("status").code == 0
    keys_path(alder.path).write_bytes(older)
    sedge.environ[NEW] = said("once more this way")
    assert sedge("status").code == 0


def test_at_a_terminal_a_new_key_is_offered_and_no_is_the_answer(
    alder: CommandLine, play: Evenings
) -> None:
    salt = alder.path.read_bytes()[:16]
    play(
        "vault passphrase",
        f"""
        Passphrase: {PASSPHRASE}⏎
        New passphrase (empty: balintlog proposes one): {LATER}⏎
        The same again: {LATER}⏎
        The passphrase of alder was changed.
        still opens this logbook
        Give it a new key now? [y/N] ⏎
        """,
    )
    assert alder.path.read_bytes()[:16] == salt
    assert typing(alder, "alder", LATER)("status").code == 0


@pytest.mark.slow
def test_at_a_terminal_yes_gives_the_new_key_under_the_new_passphrase(
    alder: CommandLine, play: Evenings
) -> None:
    salt = alder.path.read_bytes()[:16]
    play(
        "vault passphrase",
        f"""
        Passphrase: {PASSPHRASE}⏎
        New passphrase (empty: balintlog proposes one): {LATER}⏎
        The same again: {LATER}⏎
        Give it a new key now? [y/N] y⏎
        Is sedge here, to type a passphrase? [y/N] ⏎
        [y/N] y⏎
        The logbook has a new key.
        RECOVERY SHEET
        of the sheet (empty: not now) ⏎
        """,
    )
    assert alder.path.read_bytes()[:16] != salt
    assert typing(alder, "alder", LATER)("status").code == 0


def test_at_a_terminal_a_reset_offers_it_too(alder: CommandLine, play: Evenings) -> None:
    play(
        "vault leader reset sedge",
        f"""
        Passphrase: {PASSPHRASE}⏎
        sedge will need the code in place of their passphrase. Go on? [y/N] y⏎
        One-time code of sedge
        sedge then gets another code.
        Give it a new key now? [y/N] ⏎
        """,
    )
    assert typing(alder, "sedge", OTHER)("status").code == 4
