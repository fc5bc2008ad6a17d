"""Where passphrases come from, and who is at the keyboard."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import PASSPHRASE, Answer, CommandLine, session_document
from transcript import CLEARED

from balintlog.vault import passphrases

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balintlog.logbook.book import Logbook

BALINTLOG = str(Path(sys.executable).parent / "balintlog")
COMMAND, FD = "BALINTLOG_PASSPHRASE_COMMAND", "BALINTLOG_PASSPHRASE_FD"


@pytest.fixture
def locked(book: Logbook, path: Path) -> Path:
    """A logbook of the leader alder."""
    book.store.close()
    return path


def balintlog(
    command: str,
    path: Path,
    environ: Mapping[str, str],
    *,
    stdin: str = "",
    descriptors: tuple[int, ...] = (),
) -> Answer:
    """Run the real program without any terminal."""
    result = subprocess.run(
        [BALINTLOG, *command.split()],
        env={**os.environ, "BALINTLOG_FILE": str(path), **environ},
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        pass_fds=descriptors,
        start_new_session=True,  # no terminal to fall back on
        check=False,
    )
    return Answer(result.returncode, result.stdout, result.stderr)


def with_pipe(command: str, path: Path, content: bytes, *, stdin: str = "") -> Answer:
    """Run the real program with its passphrase in a pipe of its own."""
    reading, writing = os.pipe()
    os.write(writing, content)
    os.close(writing)
    try:
        return balintlog(command, path, {FD: str(reading)}, stdin=stdin, descriptors=(reading,))
    finally:
        os.close(reading)


def refused(answer: Answer, code: int, *fragments: str) -> None:
    assert (answer.code, answer.out) == (code, ""), answer.err
    assert answer.err.startswith("balintlog: ")
    assert "Traceback" not in answer.err
    assert PASSPHRASE not in answer.err
    for fragment in fragments:
        assert fragment in answer.err


def here(command: str, path: Path, environ: Mapping[str, str]) -> Answer:
    """Run a command in this process, for what never asks on the terminal."""
    return CommandLine(path, environ={"BALINTLOG_FILE": str(path), **environ})(command)


def leaders(path: Path, passphrase: str) -> list[str]:
    """Open a logbook with a passphrase and return who leads in it."""
    environ = {COMMAND: f"printf '%s' '{passphrase}'", "BALINTLOG_FILE": str(path)}
    answer = CommandLine(path, environ=environ)("leader list --json")
    assert answer.code == 0, answer.err
    return [holder["leader"] for holder in answer.json["leaders"]]


# From a program


@pytest.mark.parametrize(
    "command",
    [
        f"echo '{PASSPHRASE}'",
        f"printf '%s' '{PASSPHRASE}'",
        f"printf '%s\\r\\n' '{PASSPHRASE}'",
        f"printf '%s\\nsecond line\\n\\377' '{PASSPHRASE}'",
        f'sh -c "echo {PASSPHRASE}"',
    ],
)
def test_the_first_line_of_a_program_opens_the_logbook(locked: Path, command: str) -> None:
    answer = here("leader list", locked, {COMMAND: command})
    assert (answer.code, answer.err) == (0, "")
    assert "alder" in answer.out


def test_a_program_is_run_without_a_shell(run: CommandLine, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    for command in (f"echo $(touch {trace})", f"true; touch {trace}", f"true && touch {trace}"):
        refused(here("init --leader alder", run.path, {COMMAND: command}), 2, COMMAND)
    assert not trace.exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "sign"),
    [
        ("cat entry | head -n 1", "|"),
        ("cat entry|head", "|"),
        ("echo $HOME/pp", "$"),
        ("echo `cat pp`", "`"),
        ("~/pp", "~"),
        ("cat ~/pp", "~"),
        ("cat <pp", "<"),
        ("pp 2>/dev/null", ">"),
        ("pp && true", "&"),
        ("pp &", "&"),
        ("true; pp", ";"),
        ("cat 'my pp' | head", "|"),
    ],
)
def test_a_line_for_a_shell_is_refused_by_its_sign(locked: Path, command: str, sign: str) -> None:
    refused(here("status", locked, {COMMAND: command}), 2, COMMAND, f"holds {sign},", "script")


@pytest.mark.parametrize(
    "command",
    [
        f"sh -c 'echo {PASSPHRASE} | cat'",
        f'sh -c "X=1; echo {PASSPHRASE} | head -n $X"',
        f"printf '%s\\n' '{PASSPHRASE}' a~b https://x/?a=1&b=2 \\$x",
    ],
)
def test_what_is_quoted_or_no_sign_for_a_shell_is_left_alone(locked: Path, command: str) -> None:
    answer = here("leader list", locked, {COMMAND: command})
    assert (answer.code, answer.err) == (0, "")


@pytest.mark.slow
def test_nobody_is_told_of_a_keyboard_where_none_was_used(locked: Path) -> None:
    by_program = here("status", locked, {COMMAND: "echo a wrong passphrase"})
    refused(by_program, 4, "does not open with this passphrase", f"It came from {COMMAND}")
    by_pipe = with_pipe("status", locked, b"a wrong passphrase")
    refused(by_pipe, 4, "does not open with this passphrase", f"It came from {FD}")
    assert "keyboard" not in by_program.err + by_pipe.err


@pytest.mark.slow
def test_a_program_hears_nothing_of_standard_input(locked: Path) -> None:
    sly = f"sh -c 'cat > /dev/null; echo {PASSPHRASE}'"
    answer = balintlog("search", locked, {COMMAND: sly}, stdin="letters")
    assert (answer.code, answer.out) == (0, "Nothing was found.\n"), answer.err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("false", "gave no passphrase"),
        ("sh -c 'echo something; exit 3'", "gave no passphrase"),
        ("no-such-program-anywhere", "gave no passphrase"),
        ("/", "gave no passphrase"),
        ("echo 'unbalanced", "gave no passphrase"),
        ("   ", "gave no passphrase"),
        ("true", "empty"),
        ("echo", "empty"),
        (f"printf '\\n{PASSPHRASE}\\n'", "empty"),
        ("printf '\\377\\376'", "UTF-8"),
        (f"echo '{PASSPHRASE}!'", "does not open"),
        (f"echo ' {PASSPHRASE}'", "does not open"),
    ],
)
def test_a_program_that_gives_no_passphrase(locked: Path, command: str, told: str) -> None:
    refused(here("status", locked, {COMMAND: command}), 4, told)


# From a file descriptor


@pytest.mark.slow
@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\nanother line\n\xff"])
def test_the_first_line_of_a_pipe_opens_the_logbook(locked: Path, end: bytes) -> None:
    answer = with_pipe("leader list", locked, PASSPHRASE.encode() + end)
    assert (answer.code, answer.err) == (0, "")
    assert "alder" in answer.out


@pytest.mark.slow
def test_a_pipe_leaves_standard_input_to_the_document(cli: CommandLine) -> None:
    document = json.dumps(session_document("2026-03-02"))
    answer = with_pipe("log --from - --json", cli.path, PASSPHRASE.encode(), stdin=document)
    assert answer.json == {"schema": 1, "session": "S1", "cases": [], "notes": []}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"\n" + PASSPHRASE.encode(), "empty"),
        (b"\xff\xfe", "UTF-8"),
        (b"wrong", "does not open"),
    ],
)
def test_a_pipe_that_gives_no_passphrase(locked: Path, content: bytes, told: str) -> None:
    refused(with_pipe("status", locked, content), 4, told)


@pytest.mark.parametrize(
    ("descriptor", "code"),
    [("1000", 4), ("99999999999999999999", 4), ("-1", 2), ("three", 2), ("3.0", 2), ("/etc", 2)],
)
def test_a_descriptor_that_is_none(locked: Path, descriptor: str, code: int) -> None:
    refused(here("status", locked, {FD: descriptor}), code, FD)


# Which source


def test_two_sources_for_one_passphrase(locked: Path) -> None:
    environ = {COMMAND: f"echo '{PASSPHRASE}'", FD: "7"}
    refused(here("status", locked, environ), 2, COMMAND, FD)


def test_two_sources_for_a_new_passphrase(path: Path) -> None:
    environ = {COMMAND: f"echo '{PASSPHRASE}'", FD: "7"}
    refused(here("init --leader alder", path, environ), 2, COMMAND, FD)
    assert not path.exists()


@pytest.mark.slow
@pytest.mark.parametrize("option", ["", " --no-input"])
def test_no_source_and_nobody_to_ask(locked: Path, option: str) -> None:
    refused(balintlog(f"status{option}", locked, {}), 4, "hint: ", COMMAND, FD)


def test_an_empty_source_is_none(locked: Path) -> None:
    refused(here("status --no-input", locked, {COMMAND: "", FD: ""}), 4, COMMAND)


@pytest.mark.slow
def test_no_source_for_a_new_passphrase(path: Path) -> None:
    refused(balintlog("init --leader alder", path, {}), 4, COMMAND)
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("name", ["BALINTLOG_PASSPHRASE", "BALINTLOG_KEY"])
def test_a_passphrase_in_the_environment_itself_is_not_looked_at(locked: Path, name: str) -> None:
    refused(here("status --no-input", locked, {name: PASSPHRASE}), 4)


@pytest.mark.parametrize("option", ["--passphrase", "--password"])
def test_a_passphrase_is_never_an_option(locked: Path, option: str) -> None:
    assert here(f"status {option}=x", locked, {}).code == 2


def test_the_passphrase_is_asked_for_only_when_the_rest_can_be_read(locked: Path) -> None:
    for command in ("status --frobnicate", "case list --state opn", "log --from missing.json"):
        assert here(command, locked, {}).code == 2, "and not 4"
    refused(here("status", locked.with_name("missing"), {}), 6)


# What a passphrase is


@pytest.mark.slow
def test_a_passphrase_is_the_same_however_its_letters_are_put_together(run: CommandLine) -> None:
    composed = "Grüße aus Bärenklau"
    decomposed = unicodedata.normalize("NFD", composed)
    assert composed != decomposed
    assert here("init --leader alder", run.path, {COMMAND: f"echo '{composed}'"}).code == 0
    assert leaders(run.path, decomposed) == ["alder"]
    other = run.path.with_name("other.balint")
    answer = here("init --leader wren", other, {COMMAND: f"echo '{decomposed}'"})
    assert answer.code == 0
    assert leaders(other, composed) == ["wren"]


@pytest.mark.parametrize("short", ["x", "elevenchars", "u\u0308" * 6])
def test_a_new_passphrase_that_is_short(run: CommandLine, short: str) -> None:
    answer = here("init --leader alder", run.path, {COMMAND: f"echo '{short}'"})
    assert (answer.code, answer.out) == (2, "")
    assert "at least 12 characters" in answer.err
    assert short not in answer.err.replace("characters", "")
    assert list(run.path.parent.iterdir()) == []


def test_twelve_characters_will_do(run: CommandLine) -> None:
    assert here("init --leader alder", run.path, {COMMAND: "echo twelve-chars"}).code == 0
    assert leaders(run.path, "twelve-chars") == ["alder"]


# Who is at the keyboard


def test_an_unknown_leader_is_told_who_has_a_key(cli: CommandLine) -> None:
    for answer in (cli("status --as wren"), cli("--as sedge status")):
        refused(answer, 3, "has a key", "alder")
    cli.environ["BALINTLOG_LEADER"] = "wren"
    refused(cli("status"), 3, "wren", "alder")


def test_the_leader_may_be_named(cli: CommandLine) -> None:
    assert cli("status --as Alder").code == 0
    cli.environ["BALINTLOG_LEADER"] = "alder"
    assert cli("status").code == 0
    cli.environ["BALINTLOG_LEADER"] = "wren"
    assert cli("status --as alder").code == 0, "the option comes first"
    cli.environ["BALINTLOG_LEADER"] = ""
    assert cli("status").code == 0


def test_who_is_named_comes_before_the_passphrase(locked: Path) -> None:
    refused(here("status --as wren", locked, {}), 3, "wren")


# On the terminal


def at(path: Path) -> CommandLine:
    """The command line of somebody who has only a keyboard."""
    return CommandLine(path, environ={"BALINTLOG_FILE": str(path)})


def test_a_mistyped_passphrase_may_be_typed_again(locked: Path) -> None:
    at(locked).at_terminal(
        "leader list",
        f"""
        Passphrase: mistyped passphrase⏎
        does not open with this passphrase
        Passphrase: {PASSPHRASE}⏎
        alder
        """,
    )


@pytest.mark.slow
def test_three_wrong_passphrases_are_enough(locked: Path) -> None:
    shown = at(locked).at_terminal(
        "leader list",
        """
        Passphrase: first wrong one⏎
        does not open
        Passphrase: second wrong one⏎
        Passphrase (last try): third wrong one⏎
        """,
        code=4,
    )
    assert shown.count("balintlog: the logbook does not open") == 3
    assert "alder" not in shown
    assert "wrong one" not in shown


@pytest.mark.parametrize("option", ["--no-input status", "status --no-input"])
def test_no_input_asks_nothing_on_a_terminal_either(locked: Path, option: str) -> None:
    assert COMMAND in at(locked).at_terminal(option, code=4)


def test_a_given_passphrase_is_not_asked_for(locked: Path) -> None:
    given = at(locked)
    given.environ[COMMAND] = "echo a wrong passphrase"
    given.at_terminal("status", code=4)  # and a program is not asked twice


# A new passphrase on the terminal

NO_MORE_QUESTIONS = "Who leads with you? ⏎\nA short name for the group ⏎"


@pytest.mark.slow
def test_init_asks_for_everything_and_twice_for_the_passphrase(path: Path) -> None:
    at(path).at_terminal(
        "init",
        f"""
        Your alias ⌫×40alder⏎
        New passphrase {PASSPHRASE}⏎
        The same again: {PASSPHRASE}⏎
        Your alias in it is alder.
        {NO_MORE_QUESTIONS}
        If every passphrase is lost
        """,
    )
    assert leaders(path, PASSPHRASE) == ["alder"]


@pytest.mark.slow
def test_a_mismatch_is_asked_again(path: Path) -> None:
    at(path).at_terminal(
        "init --leader alder",
        f"""
        New passphrase too short⏎
        at least 12 characters
        New passphrase {PASSPHRASE}⏎
        The same again: {PASSPHRASE}x⏎
        The two were not the same; please start again.
        (meanwhile)
        New passphrase (empty: balintlog proposes one): {PASSPHRASE}⏎
        The same again: {PASSPHRASE}⏎
        Your alias in it is alder
        {NO_MORE_QUESTIONS}
        """,
        meanwhile=[lambda: missing(path)],
    )
    assert leaders(path, PASSPHRASE) == ["alder"]


def missing(path: Path) -> None:
    assert not path.exists()


@pytest.mark.slow
def test_an_empty_passphrase_has_one_of_six_words_proposed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed = passphrases.propose()
    assert re.fullmatch(r"([a-z-]+ ){5}[a-z-]+", proposed)
    monkeypatch.setattr(passphrases, "propose", lambda: proposed)
    shown = at(path).at_terminal(
        "init --leader alder",
        f"""
        New passphrase ⏎
        {CLEARED}
        {proposed}
        The same again: mistyped⏎
        please type what is shown above
        The same again: {proposed}⏎
        {CLEARED}
        Your alias in it is alder
        {NO_MORE_QUESTIONS}
        """,
    )
    assert shown.count(proposed) == 1, "shown once"
    assert leaders(path, proposed) == ["alder"]


@pytest.mark.slow
def test_letters_that_not_every_keyboard_has_are_remarked(path: Path) -> None:
    shown = at(path).at_terminal(
        "init --leader alder",
        f"""
        New passphrase Grüße aus Bärenklau⏎
        The same again: {unicodedata.normalize("NFD", "Grüße aus Bärenklau")}⏎
        every keyboard
        {NO_MORE_QUESTIONS}
        """,
    )
    assert "Bärenklau" not in shown
    assert leaders(path, "Grüße aus Bärenklau") == ["alder"]


@pytest.mark.parametrize(
    "typed", ["New passphrase ^C", f"New passphrase {PASSPHRASE}⏎\nThe same again: ^C"]
)
def test_leaving_at_a_new_passphrase_makes_no_logbook(path: Path, typed: str) -> None:
    at(path).at_terminal("init --leader alder", typed, code=130)
    assert list(path.parent.iterdir()) == []


def test_one_descriptor_gives_one_passphrase(cli: CommandLine) -> None:
    cli.environ |= {"BALINTLOG_PASSPHRASE_FD": "7", "BALINTLOG_NEW_PASSPHRASE_FD": "7"}
    answer = cli("vault passphrase")
    assert (answer.code, answer.out) == (2, "")
    assert "two sources" in answer.err


@pytest.mark.parametrize("number", ["987", "99999999999999999999"])
def test_a_closed_descriptor_is_noticed_before_its_number_is_that_of_the_logbook(
    cli: CommandLine, number: str
) -> None:
    before = cli.path.read_bytes()
    cli.environ["BALINTLOG_NEW_PASSPHRASE_FD"] = number
    answer = cli("status")  # needs no new one, and opens files
    assert (answer.code, answer.out) == (4, "")
    assert "nothing can be read" in answer.err
    assert cli.path.read_bytes() == before


def test_of_two_logbooks_each_says_which_passphrase_it_asks_for(cli: CommandLine) -> None:
    cli.environ.clear()
    cli.at_terminal(f"-f {cli.path} status", f"Passphrase ({cli.path.name}): {PASSPHRASE}⏎\nlarch")
