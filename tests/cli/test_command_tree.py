"""The tree of commands: what is missing is asked for, and a cheap check comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from conftest import session_document
from transcript import CLEARED

from balintlog.cli.registry import HELP, command_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import CommandLine

# What no option of this kind can be, by what the help calls its value.
WRONG = {
    "ALIAS": "j.k.",
    "ALIAS=STATUS": "x=y",
    "ALIAS=STATUS[:MINUTES]": "x=y",
    "BACKUP": "/missing/x",
    "[BACKUP]": "/missing/x",
    "CASE": "S1",
    "DATE": "30.2.2026",
    "FILE": "/missing/file",
    "GROUP": "a b!",
    "LABEL": "a_b",
    "MONTHS": "many",
    "MINUTES": "many",
    "N": "many",
    "NEW": "j.k.",
    "NOTE": "C1",
    "PATH": "/missing/x",
    "PERIOD": "never",
    "SESSION": "C1",
    "TRAINING": "C1",
    "WORD": "no-such-word",
    "YEAR": "many",
}
REFUSED = (2, 6)  # 6: a file that is not there
WITHOUT_A_QUESTION = {"shell"}  # it asks for commands


def leaves() -> Iterator[tuple[str, Any]]:
    """Yield every command that can be typed, by its words."""

    def below(command: Any, words: str) -> Iterator[tuple[str, Any]]:
        inner = getattr(command, "commands", None)
        if inner is None:
            yield words, command
        else:
            for name, sub_command in inner.items():
                yield from below(sub_command, f"{words} {name}")

    for name in HELP:
        yield from below(command_of(name), name)


COMMANDS = dict(leaves())


@pytest.fixture
def filled(cli: CommandLine) -> CommandLine:
    """A logbook with two groups and something of everything."""
    cases = [
        {"label": "two teams", "presenter": "plover", "summary": "Sent."},
        {"label": "the gift", "presenter": "moth", "summary": "Too large."},
    ]
    document = session_document("2026-03-02", cases=cases, notes=[{"text": "We waited."}])
    assert cli("log --from -", document).code == 0
    assert cli("log --from -", session_document("2026-03-09")).code == 0
    assert cli("group add tern").code == 0
    assert cli("training add --kind supervision --on 2.3.2026").code == 0
    return cli


@pytest.mark.slow
def test_on_a_terminal_whatever_is_missing_is_asked_for(filled: CommandLine) -> None:
    """Without arguments each command answers, or puts a question; none refuses how it was typed."""
    for command in sorted(COMMANDS.keys() - WITHOUT_A_QUESTION):
        line = f"-f {filled.path.parent / 'new.balint'} init" if command == "init" else command
        if command == "undo":  # a purge before it has left nothing that it could take back
            assert filled("case close C1").code == 0
        try:
            filled.at_terminal(line, "")
        except AssertionError as error:
            if "one question more" in str(error):
                continue
            if "nobody but you has a key" not in str(error):  # to reset or remove it
                raise


def test_what_a_command_takes_is_of_a_kind_that_is_tried_here() -> None:
    kinds = {
        parameter.metavar or ""
        for command in COMMANDS.values()
        for parameter in command.params
        if not getattr(parameter, "is_flag", False)
    }
    assert {kind for kind in kinds - WRONG.keys() if not kind.startswith("[")} <= {
        "",
        "NAME",
        "TEXT",
    }


@pytest.mark.slow
def test_what_can_be_refused_without_the_logbook_is_refused_before_the_passphrase(
    cli: CommandLine,
) -> None:
    cli.environ["BALINTLOG_PASSPHRASE_COMMAND"] = "echo 'wrong'"
    for words in sorted(COMMANDS.keys() - WITHOUT_A_QUESTION):
        command = f"-f {cli.path.parent / 'new.balint'} init" if words == "init" else words
        assert cli(f"{command} --nonsense").code == 2
        for parameter in COMMANDS[words].params:
            wrong = WRONG.get(parameter.metavar or "")
            if wrong is None or getattr(parameter, "is_flag", False):
                continue
            flag = "" if parameter.param_type_name == "argument" else parameter.opts[0]
            answer = cli(f"{command} {flag} '{wrong}'")
            assert answer.code in REFUSED, f"{command} {flag} {wrong}: {answer.err}"
            assert "passphrase" not in answer.err


# These open no logbook, make a new one, or must know first which backup is to be opened.
NEEDS_NO_PASSPHRASE = {"demo", "help", "init", "privacy check", "vault restore"}


@pytest.mark.slow
@pytest.mark.parametrize("leaders", [1, 2])
def test_the_first_question_is_never_one_where_a_passphrase_would_be_seen(
    filled: CommandLine, leaders: int
) -> None:
    if leaders > 1:
        filled.environ["BALINTLOG_NEW_PASSPHRASE_COMMAND"] = "echo 'another long one of ours'"
        assert filled("--yes vault leader add sedge").code == 0
        assert filled("--as alder status").code == 0
    del filled.environ["BALINTLOG_PASSPHRASE_COMMAND"]
    asked = "Passphrase: " if leaders == 1 else "alder, passphrase (Enter: somebody else): "
    for command in sorted(COMMANDS.keys() - WITHOUT_A_QUESTION - NEEDS_NO_PASSPHRASE):
        with pytest.raises(AssertionError, match="one question more") as caught:
            filled.at_terminal(command)
        assert f"one question more: {asked!r}" in str(caught.value), command
        assert str(caught.value).count("shown so far:\n" + asked) == 1, "something was said before"


def test_what_may_be_a_passphrase_in_place_of_a_backup_leaves_the_screen(
    cli: CommandLine,
) -> None:
    cli.at_terminal(
        "vault restore",
        f"""
        Which backup? correct horse battery⏎
        {CLEARED}
        in case that was a passphrase
        """,
        code=6,
    )
