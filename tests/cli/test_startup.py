"""Help, version and completion: quick, true, and without what they do not need."""

from __future__ import annotations

import shlex
import subprocess
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pytest
import typer
from conftest import CommandLine, environ_of, unmeasured

from balintlog.cli.app import app, global_options_first, main
from balintlog.cli.registry import HELP

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEAVY = {"sqlcipher3", "cryptography", "rich", "prompt_toolkit", "jinja2"}
NOUNS = ("group", "member", "leader", "session", "case", "note", "vault")
SPY = """
import atexit, os, runpy, sys
os._exit = sys.exit
atexit.register(lambda: print(*sys.modules, file=sys.stderr))
sys.argv[0] = "balintlog"
runpy.run_module("balintlog", run_name="__main__")
"""


def spied_on(arguments: list[str], **environ: str) -> tuple[str, set[str]]:
    """Run the real program; return what it printed, and all packages that it imported."""
    printed, names = modules_of(arguments, **environ)
    return printed, {name.partition(".")[0] for name in names}


def modules_of(arguments: list[str], **environ: str) -> tuple[str, set[str]]:
    """Run the real program; return what it printed, and all modules that it imported."""
    result = subprocess.run(
        [sys.executable, "-c", SPY, *arguments],
        env={**unmeasured(), **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    names = result.stderr.split()
    assert "balintlog.cli.app" in names, "the spy saw nothing"
    return result.stdout, set(names)


@pytest.mark.slow
def test_the_spy_sees_what_a_command_imports(tmp_path: Any) -> None:
    place = str(tmp_path / "x.balint")
    _, imported = spied_on(["-f", place, "demo"])
    assert {"sqlcipher3", "cryptography"} <= imported


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--help"], "followups"),
        (["--version"], "balintlog "),
        (["help"], "check-ins"),
        (["log", "--help"], "--schema"),
        (["log", "--schema"], '"$schema"'),
        pytest.param(["-h"], "followups", marks=pytest.mark.slow),
        pytest.param(["help", "screen"], "identify somebody", marks=pytest.mark.slow),
        pytest.param(["help", "case", "show"], "history", marks=pytest.mark.slow),
        *(pytest.param([noun, "--help"], "Commands:", marks=pytest.mark.slow) for noun in NOUNS),
        pytest.param(["case", "show", "-h"], "history", marks=pytest.mark.slow),
    ],
    ids=" ".join,
)
def test_help_and_version_import_nothing_heavy(arguments: list[str], words: str) -> None:
    out, imported = spied_on(arguments)
    assert words in out
    assert imported & HEAVY == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("environ", "words"),
    [
        (
            {
                "_BALINTLOG_COMPLETE": "complete_bash",
                "COMP_WORDS": "balintlog me",
                "COMP_CWORD": "1",
            },
            ["member"],
        ),
        (
            {
                "_BALINTLOG_COMPLETE": "complete_bash",
                "COMP_WORDS": "balintlog case list --state ",
                "COMP_CWORD": "4",
            },
            ["open", "closed", "all"],
        ),
        (
            {
                "_BALINTLOG_COMPLETE": "complete_zsh",
                "_TYPER_COMPLETE_ARGS": "balintlog member add G1 --profession n",
            },
            ["nurse"],
        ),
        (
            {
                "_BALINTLOG_COMPLETE": "complete_fish",
                "_TYPER_COMPLETE_ARGS": "balintlog case ch",
                "_TYPER_COMPLETE_FISH_ACTION": "get-args",
            },
            ["check-in"],
        ),
        (
            {
                "_BALINTLOG_COMPLETE": "complete_zsh",
                "_TYPER_COMPLETE_ARGS": "balintlog -f x.balint st",
            },
            ["status"],
        ),
        ({"_BALINTLOG_COMPLETE": "source_bash"}, ["_BALINTLOG_COMPLETE"]),
        ({"_BALINTLOG_COMPLETE": "source_zsh"}, ["compdef"]),
    ],
    ids=lambda value: value["_BALINTLOG_COMPLETE"] if isinstance(value, dict) else "",
)
def test_completion_is_right_and_imports_nothing_heavy(
    environ: dict[str, str], words: list[str]
) -> None:
    out, imported = spied_on([], **environ)
    assert [word for word in words if word not in out] == []
    assert "heron" not in out
    assert imported & HEAVY == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "is_file"),
    [
        ("case show ", False),
        ("case show C", False),
        ("session show ", False),
        ("member leave he", False),
        ("group edit larch --coleader ", False),
        ("session add --on ", False),
        ("status -f ", True),
        ("-f ", True),
        ("--file ", True),
        ("log --from ", True),
        ("vault restore ", True),
        ("vault backup ", True),
    ],
)
def test_no_file_is_offered_where_an_id_belongs(line: str, is_file: bool) -> None:
    words = f"balintlog {line}"
    bash = {"_BALINTLOG_COMPLETE": "complete_bash", "COMP_WORDS": words}
    bash["COMP_CWORD"] = str(words.count(" "))
    typed = {"_TYPER_COMPLETE_ARGS": words}
    fish = {"_BALINTLOG_COMPLETE": "complete_fish", **typed}
    offered = [
        spied_on([], **bash, _BALINTLOG_KNOWS_NOTHING="1")[0],
        spied_on([], **bash)[0],
        spied_on([], _BALINTLOG_COMPLETE="complete_zsh", **typed)[0],
        spied_on([], **fish, _TYPER_COMPLETE_FISH_ACTION="get-args")[0],
    ]
    zsh = "_files" if is_file else "true"
    assert [text.strip() for text in offered] == ["" if is_file else "(nothing)", "", zsh, ""]


@pytest.mark.slow
def test_bash_takes_nothing_for_nothing(tmp_path: Path) -> None:
    """The script that is installed, with its own program in the place of ours."""
    script, _ = spied_on([], _BALINTLOG_COMPLETE="source_bash")
    for said, reply in (("(nothing)", "0 +o default"), ("member", "1"), ("", "0")):
        test = f"""
            compopt() {{ echo "$@" > {tmp_path}/said; }}
            complete() {{ :; }}
            balintlog() {{ :; }}
            env() {{ echo '{said}'; }}
            : > {tmp_path}/said
            {script}
            COMP_WORDS=(balintlog case show); COMP_CWORD=2
            _balintlog_completion balintlog
            echo ${{#COMPREPLY[@]}} $(cat {tmp_path}/said)
        """
        ran = subprocess.run(["bash", "-c", test], capture_output=True, text=True, check=True)
        assert ran.stdout.strip() == reply, ran.stderr


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"balintlog {version('balintlog')}\n"


# What the help says

ROOT: Any = typer.main.get_command(app)


def _walk(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from _walk(inner, (*path, name))


EVERYTHING = dict(_walk(ROOT))
NO_VERBS = {"the", "a", "an", "your", "this", "who", "how", "what", "it", "one"}
each_page = pytest.mark.parametrize("path", EVERYTHING, ids=lambda path: " ".join(path) or "-")


def page_of(path: tuple[str, ...], capsys: pytest.CaptureFixture[str], option: str) -> list[str]:
    assert main([*path, option]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    return shown.out.splitlines()


def test_all_commands_are_there() -> None:
    verbs = {
        "group": "add list show edit archive delete",
        "member": "add list show edit leave return delete",
        "leader": "add list edit",
        "session": "add list show edit export delete",
        "case": "add present check-in list show edit close reopen link unlink merge delete",
        "note": "add list show edit delete",
        "vault": "info passphrase leader recovery rotate backup restore check",
    }
    for noun, names in verbs.items():
        assert sorted(ROOT.commands[noun].commands) == sorted(names.split())
    inner = ROOT.commands["vault"].commands["leader"].commands
    assert sorted(inner) == ["add", "list", "remove", "reset"]
    alone = {name for name, command in ROOT.commands.items() if not hasattr(command, "commands")}
    assert alone == {
        "demo",
        "init",
        "log",
        "followups",
        "status",
        "search",
        "undo",
        "shell",
        "help",
    }


@each_page
def test_help_begins_with_one_short_imperative_sentence(path: tuple[str, ...]) -> None:
    first = EVERYTHING[path].help.strip().splitlines()[0]
    assert len(first) <= 60
    assert first.endswith(".")
    assert ". " not in first
    verb = first.split()[0].rstrip(".,:")
    assert verb[0].isupper()
    assert verb[1:].islower()
    assert verb.lower() not in NO_VERBS
    assert not verb.endswith(("s", "ing", "ed")), "an imperative, as in: Add a group."


@each_page
def test_the_short_option_shows_the_same_help(
    path: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    page = page_of(path, capsys, "-h")
    assert page == page_of(path, capsys, "--help")
    assert page[0].startswith(" ".join(["Usage: balintlog", *path]))
    assert max(map(len, page)) <= 80


@each_page
def test_every_option_and_argument_has_help(path: tuple[str, ...]) -> None:
    without = [
        option.name for option in EVERYTHING[path].params if not getattr(option, "help", None)
    ]
    assert without == []


@each_page
@pytest.mark.parametrize("columns", ["80", "60"])
def test_every_one_in_a_list_of_commands_has_its_whole_sentence(
    path: tuple[str, ...],
    columns: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    page = "".join("".join(page_of(path, capsys, "--help")).split())
    for inner in getattr(EVERYTHING[path], "commands", {}).values():
        assert "".join(inner.help.strip().splitlines()[0].split()) in page


LEAVES = [path for path, command in EVERYTHING.items() if not hasattr(command, "commands")]


def examples_of(page: list[str]) -> list[str]:
    """Return the commands below ``Examples:``, each on a line of its own."""
    (start,) = [place for place, line in enumerate(page) if line.strip() == "Examples:"]
    examples = []
    for line in page[start + 1 :]:
        if line.strip() and not line.startswith("    "):
            break
        if line.strip():
            examples.append(line.strip())
    return examples


@pytest.mark.parametrize("path", [(), *LEAVES], ids=lambda path: " ".join(path) or "-")
def test_every_page_has_examples_that_can_be_typed(
    path: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    examples = examples_of(page_of(path, capsys, "--help"))
    assert examples != []
    meant = []
    for example in examples:
        for part in example.split("|"):
            program, *arguments = shlex.split(part)
            if program == "balintlog":
                meant.append(understood(arguments))
            else:
                assert program == "echo"
    assert path in meant or path == ()


def understood(arguments: list[str]) -> tuple[str, ...]:
    """Parse a command as the program would, without running it; return the words it names."""
    context = ROOT.make_context("balintlog", global_options_first(arguments))
    words: list[str] = []
    command, rest = ROOT, [*context._protected_args, *context.args]
    while hasattr(command, "commands"):
        name, *rest = rest
        command = command.commands[name]
        words.append(name)
        if not hasattr(command, "commands"):
            command.make_context(name, rest, parent=context)
    return tuple(words)


def test_the_root_says_of_each_command_what_its_own_page_says() -> None:
    """The root's page imports no command, so it holds their sentences once more."""
    for name, sentence in HELP.items():
        page = ROOT.commands[name].help
        assert page is not None
        assert page.strip().splitlines()[0] == sentence, name


# What takes a leader's time at every evening, and serves only other commands: to ask at a
# prompt, to draw a table, to read word lists or package data, and to write a report.
NOT_FOR_A_LIST = {
    *("prompt_toolkit", "rich", "jinja2", "hashlib", "importlib.resources", "importlib.metadata"),
    *("balintlog.privacy.screen.lexicon", "balintlog.reports.render"),
    "balintlog.logbook.keys.make_backup",
}


@pytest.mark.slow
@pytest.mark.parametrize("command", ["followups", "status", "case list", "session list"])
def test_a_list_imports_nothing_that_only_other_commands_need(
    cli: CommandLine, command: str
) -> None:
    _, imported = modules_of(command.split(), **environ_of(cli.path))
    assert {"sqlcipher3", "balintlog.storage.tables.people"} <= imported
    assert imported & NOT_FOR_A_LIST == set()


@pytest.mark.slow
def test_the_start_of_a_list_imports_nothing_that_only_other_commands_need() -> None:
    _, imported = modules_of(["followups", "--help"])
    assert imported & NOT_FOR_A_LIST == set()
