"""A keys file that somebody edited or exchanged, and what a leader is told who cannot get in."""

from __future__ import annotations

import copy
import json
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from conftest import CHEAP, PASSPHRASE
from independent_keys import sealed

from balintlog.errors import FileProblemError, LockedError
from balintlog.logbook.keys import key_holders, open_logbook, recover_access
from balintlog.logbook.keys.paths import keys_path
from balintlog.vault.keyring import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import CommandLine

OWN, NEW = "BALINTLOG_PASSPHRASE_COMMAND", "BALINTLOG_NEW_PASSPHRASE_COMMAND"
LATER = "a quiet waiting room"
WRONG = "does not open with this passphrase"
EITHER, EDITED = f"{WRONG}, or its keys file was edited", "is not the one last used on this"


def document_of(cli: CommandLine) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(keys_path(cli.path).read_bytes())
    return document


def put(cli: CommandLine, document: dict[str, Any]) -> None:
    keys_path(cli.path).write_bytes(sealed(document))


def typing(cli: CommandLine, phrase: str) -> CommandLine:
    return replace(cli, environ={**cli.environ, OWN: f"echo '{phrase}'"})


def elsewhere(cli: CommandLine, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Go on at a computer that has seen nothing of the logbook."""
    monkeypatch.setenv("XDG_STATE_HOME", str(cli.path.parent / name))


def refused(cli: CommandLine, code: int, *words: str) -> str:
    answer = cli("status")
    assert (answer.code, answer.out) == (code, ""), answer
    for word in words:
        assert word in answer.err, answer.err
    return answer.err


def test_a_slip_of_the_fingers_is_told_as_one_where_the_keys_are_known(cli: CommandLine) -> None:
    assert cli("status").code == 0
    said = refused(typing(cli, "not this one"), 4, WRONG)
    assert "edited" not in said


def test_both_reasons_are_named_where_the_keys_were_never_seen(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere(cli, monkeypatch, "other")
    refused(typing(cli, "not this one"), 4, EITHER)
    assert cli("status").code == 0
    assert "edited" not in refused(typing(cli, "not this one"), 4, WRONG)


def _dearer(slot: dict[str, Any]) -> None:
    slot["kdf"]["passes"] = 2


def _cheaper(slot: dict[str, Any]) -> None:
    slot["kdf"]["lanes"] = 2


def _salted(slot: dict[str, Any]) -> None:
    slot["kdf"]["salt"] = "ab" * 16


def _wrapped(slot: dict[str, Any]) -> None:
    slot["wrapped"] = "cd" * 48


def _renumbered(slot: dict[str, Any]) -> None:
    slot["id"] += 1


@pytest.mark.parametrize("edit", [_dearer, _cheaper, _salted, _wrapped, _renumbered])
def test_an_edited_slot_is_told_as_edited_where_the_keys_are_known(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, edit: Callable[[dict[str, Any]], None]
) -> None:
    assert cli("status").code == 0
    document = document_of(cli)
    edit(document["epochs"][0]["slots"][0])
    put(cli, document)
    said = refused(cli, 6, EDITED, "vault recovery --restore", "Ask who may have changed it. ")
    assert "passphrase" not in said.splitlines()[0]
    elsewhere(cli, monkeypatch, "other")
    refused(cli, 4, EITHER)


@pytest.mark.parametrize(
    ("name", "value"), [("passes", 41), ("memory_kib", 1024 * 1024), ("lanes", 17)]
)
def test_costs_that_would_hold_up_the_computer_are_refused_at_once(
    cli: CommandLine, name: str, value: int
) -> None:
    document = document_of(cli)
    document["epochs"][0]["slots"][0]["kdf"][name] = value
    put(cli, document)
    begun = time.monotonic()
    refused(cli, 6, "is damaged or was edited (epochs[0].slots[0].kdf)")
    assert time.monotonic() - begun < 2


@pytest.fixture
def older(cli: CommandLine) -> dict[str, Any]:
    """The keys file from before alder changed the passphrase, which ``cli`` now types."""
    assert cli("status").code == 0
    before = document_of(cli)
    cli.environ[NEW] = f"echo '{LATER}'"
    assert cli("vault passphrase").code == 0
    del cli.environ[NEW]
    cli.environ["OLDER"] = cli.environ[OWN]
    cli.environ[OWN] = f"echo '{LATER}'"
    assert cli("status").code == 0
    return before


@pytest.mark.slow
@pytest.mark.parametrize("raised", [1, 500, 2**40])
def test_an_older_keys_file_with_a_higher_number_lets_nobody_in(
    cli: CommandLine, older: dict[str, Any], raised: int
) -> None:
    """The attack: without any key, and with every sum right."""
    now = keys_path(cli.path).read_bytes()
    number = document_of(cli)["epochs"][0]["sequence"]
    attack = copy.deepcopy(older)
    attack["epochs"][0]["sequence"] = number + raised
    put(cli, attack)
    with_old = replace(cli, environ={**cli.environ, OWN: cli.environ["OLDER"]})
    refused(with_old, 6, "something other than balintlog has changed")
    refused(cli, 4, WRONG, "keys file has since been changed elsewhere, by a leader or by an edit")
    keys_path(cli.path).write_bytes(now)
    assert cli("status").code == 0  # what the copy inside says was not overwritten
    assert (answer := cli("vault check")).code == 0
    assert "copy of the keys file inside is behind" not in answer.out


@pytest.mark.slow
def test_an_older_keys_file_is_told_as_older(cli: CommandLine, older: dict[str, Any]) -> None:
    put(cli, older)
    refused(cli, 4, WRONG, "its keys file is older than the one last used here")
    with_old = replace(cli, environ={**cli.environ, OWN: cli.environ["OLDER"]})
    answer = with_old("status")
    assert answer.code == 0
    assert "The keys file is an older one" in answer.err
    # It stays the older one for this computer, too.
    refused(cli, 4, WRONG, "its keys file is older than the one last used here")


def test_a_change_on_another_computer_is_named_beside_the_edit(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli("status").code == 0
    with monkeypatch.context() as there:
        elsewhere(cli, there, "other")
        cli.environ[NEW] = f"echo '{LATER}'"
        assert cli("vault passphrase").code == 0
    refused(cli, 4, WRONG, "since been changed elsewhere, by a leader or by an edit")


@pytest.mark.slow
def test_a_wrong_code_is_told_with_the_same_reasons(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = cli("--yes vault leader add sedge --code --json").json["code"]
    sedge = replace(cli, environ={**cli.environ, "BALINTLOG_LEADER": "sedge"})
    said = refused(sedge, 4, "this is not the one-time code of sedge\n")
    assert "edited" not in said
    elsewhere(cli, monkeypatch, "other")
    refused(sedge, 4, "this is not the one-time code of sedge, or its keys file was edited")
    sedge.environ[NEW] = f"echo '{LATER}'"
    assert typing(sedge, code)("status").code == 0


@pytest.mark.slow
def test_keys_of_another_epoch_are_none_that_were_seen(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other leader has given the logbook a new key, on another computer."""
    assert cli("status").code == 0
    with monkeypatch.context() as there:
        elsewhere(cli, there, "other")
        assert cli("--yes vault rotate").code == 0
    refused(typing(cli, "not this one"), 4, EITHER)


@pytest.mark.parametrize("damage", [{}, [], "x", {"salt": 1, "sequence": "x", "digest": None}])
def test_a_memory_whose_keys_are_damaged_still_knows_the_commit(
    cli: CommandLine, damage: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = cli.path.parent / "other"
    elsewhere(cli, monkeypatch, "other")
    assert cli("status").code == 0
    (memory,) = home.rglob("*.json")
    whole = json.loads(memory.read_bytes())
    del whole["mac"], whole["state"], whole["seals"]  # as balintlog 0.1 wrote it
    assert set(whole["keys"]) == {"salt", "sequence", "digest"}
    memory.write_text(json.dumps({**whole, "keys": damage, "number": whole["number"] + 5}))
    refused(typing(cli, "not this one"), 4, EITHER)
    assert "5 changes made since are not in it" in cli("status").err


@pytest.mark.slow
def test_both_reasons_are_named_for_a_backup(cli: CommandLine) -> None:
    """Its keys are rightly older than those that were seen last."""
    backup = cli.path.with_name("a.backup")
    assert cli(f"vault backup {backup}").code == 0
    for command in ("vault check", "--yes vault restore"):
        answer = typing(cli, "not this one")(f"{command} {backup}")
        assert (answer.code, answer.out) == (4, "")
        assert EITHER in answer.err


@pytest.mark.slow
def test_a_restore_names_both_reasons_for_what_stands_there(cli: CommandLine) -> None:
    backup = cli.path.with_name("a.backup")
    assert cli(f"vault backup {backup}").code == 0
    assert cli("--yes vault rotate").code == 0
    document = document_of(cli)
    _wrapped(document["epochs"][0]["slots"][0])
    put(cli, document)
    answer = cli(f"--yes vault restore {backup}")
    assert answer.code == 0
    assert "keys file is damaged or was edited" in answer.err


@pytest.mark.slow
@pytest.mark.parametrize("edit", [_dearer, _wrapped, _renumbered])
def test_the_sheet_does_not_believe_edited_keys(
    cli: CommandLine, edit: Callable[[dict[str, Any]], None]
) -> None:
    """The copy inside counts: the other leader keeps the passphrase that was theirs."""
    cli.environ[NEW] = f"echo '{LATER}'"
    assert cli("--yes vault leader add sedge").code == 0
    cli.environ["BALINTLOG_LEADER"] = "alder"
    door = open_logbook.approach(cli.path, "alder")
    with (book := door.open(PASSPHRASE, cli.today)).store:
        key = book.key.key
    document = document_of(cli)
    edit(document["epochs"][0]["slots"][1])
    put(cli, document)
    recovery = recover_access.prove(cli.path, key)
    assert recovery.leaders == ("alder", "sedge")
    recover_access.give_way(recovery, "alder", Secret(PASSPHRASE), cli.today, CHEAP)
    cli.environ["BALINTLOG_LEADER"] = "sedge"
    assert typing(cli, LATER)("status").code == 0


def test_who_shows_the_passphrase_once_more_is_told_of_an_edit(cli: CommandLine) -> None:
    book = open_logbook.approach(cli.path, "alder").open(PASSPHRASE, cli.today)
    with book.store:
        key_holders.check_own(book, PASSPHRASE)
        with pytest.raises(LockedError):
            key_holders.check_own(book, "not this one")
        document = document_of(cli)
        _wrapped(document["epochs"][0]["slots"][0])
        put(cli, document)
        with pytest.raises(FileProblemError, match="has changed the keys file"):
            key_holders.check_own(book, PASSPHRASE)
