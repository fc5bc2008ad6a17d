"""A word or an option where it means nothing: what to type instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import typer

from balintlog.cli.app import app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import CommandLine


def told(run: CommandLine, command: str) -> list[str]:
    answer = run(command)
    assert (answer.code, answer.out) == (2, "")
    return answer.err.splitlines()


@pytest.mark.parametrize(
    ("command", "hint"),
    [
        ("note add S5", "Perhaps: --session S5"),
        ("followups larch", "Perhaps: --group larch"),
        ("case list g1", "Perhaps: --group g1"),
        ("case list closed", "Perhaps: --state closed"),
        ("case add C3", "Perhaps: --continues C3"),
        ("case add heron", "Perhaps: --presenter heron"),
        ("case add frustration", "Perhaps: --feeling frustration"),
        ("case check-in C1 easier", "Perhaps: --outcome easier"),
        ("case close C1 yesterday", "Perhaps: --on yesterday"),
        ("session add 2.3.2026", "Perhaps: --on 2.3.2026"),
        ("session add 75", "Perhaps: --minutes 75"),
        ("report activity --group larch 2025", "Perhaps: --period 2025"),
        (
            "privacy retention set 24",
            "Perhaps: --activity 24 or --cases 24 or --notes 24",
        ),
        ("case add G1", "usage: balintlog case add [--session SESSION ...]; see: "),
        (
            "case show C1 C2",
            "usage: balintlog case show CASE; see: balintlog case show --help",
        ),
        ("search frustration", "Type only balintlog search: balintlog then asks for the words."),
        ("search 'two words'", "Type only balintlog search: balintlog then asks for the words."),
        ("privacy allow add Leeds", "Type only balintlog privacy allow add: "),
        ("privacy block remove Leeds Hull", "Type only balintlog privacy block remove: "),
        (
            "note add We waited too long",
            "Type only balintlog note add: balintlog then asks for the text. What is typed on",
        ),
        ("note edit N1 'We waited'", "Type only balintlog note edit NOTE: "),
        ("case check-in C1 she is well", "Type only balintlog case check-in CASE: "),
        ("log We met late", "Type only balintlog log: "),
        ("log larch", "Perhaps: --group larch"),
    ],
)
def test_a_word_without_its_option(run: CommandLine, command: str, hint: str) -> None:
    said, what_to_type = told(run, command)
    assert said.startswith("balintlog: not understood here: ")
    assert what_to_type.startswith(f"hint: {hint}")


def test_an_option_that_has_taken_the_next_one_for_its_value(run: CommandLine) -> None:
    _, hint = told(run, "member add larch --guest --alias swift")
    assert hint == "hint: --guest needs a value before --alias: --guest DATE --alias"


@pytest.mark.parametrize(
    ("command", "meant"),
    [
        ("--json followups", "followups --json"),
        ("--json -f x.balint followups", "followups --json"),
        ("case --json list", "case list --json"),
        ("--group larch followups", "followups --group GROUP"),
    ],
)
def test_an_option_before_its_command(run: CommandLine, command: str, meant: str) -> None:
    said, hint = told(run, command)
    assert said == f"balintlog: no such option: {command.split()[command.startswith('case')]}"
    assert hint == f"hint: It goes after the command: balintlog {meant}"


def test_an_option_that_no_command_has_is_looked_up_in_the_help(run: CommandLine) -> None:
    assert told(run, "--nonsense followups")[1] == "hint: See: balintlog --help"
    assert told(run, "followups --grup larch")[0].endswith("(Possible options: --group)")


def leaves(command: Any, words: tuple[str, ...] = ()) -> Iterator[str]:
    inner = getattr(command, "commands", {})
    if not inner:
        yield " ".join(words)
    for name, sub_command in inner.items():
        yield from leaves(sub_command, (*words, name))


def arguments_of(path: str) -> str:
    """Return a word for each argument of a command, of a shape that none of them refuses."""
    command: Any = typer.main.get_command(app)
    for word in path.split():
        command = command.commands[word]
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    return "wren " * len(arguments)


MANY_WORDS = {"help", "session edit"}  # a topic or a day may be of several words


@pytest.mark.parametrize("command", sorted({*leaves(typer.main.get_command(app))} - MANY_WORDS))
def test_every_command_says_how_it_is_typed(run: CommandLine, command: str) -> None:
    required = {
        "leader edit": "--accredited yes",
        "report activity": "--group x",
        "report certificate": "--group x --member y",
    }
    taken = f"{required.get(command, '')} {arguments_of(command)}"
    said, hint = told(run, f"{command} {taken} ? ? ?")
    assert said.startswith("balintlog: not understood here: ?")
    assert hint.startswith(f"hint: usage: balintlog {command}")
    assert hint.endswith(f"see: balintlog {command} --help")
