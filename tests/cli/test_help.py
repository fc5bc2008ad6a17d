"""Help: every topic has a page, and every command on a page is one that can be typed."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest
from conftest import CommandLine, session_document
from printed_pages import PAGES, README, commands_named, commands_run_on, shows
from test_startup import EVERYTHING, understood

from balintlog.cli.commands.help import COLUMNS, TOPICS
from balintlog.cli.commands.help import PAGES as FOLDER
from balintlog.cli.registry import HELP
from balintlog.cli.shell.completion import words_after
from balintlog.logbook.view.choices.completion_words import WordsToComplete

if TYPE_CHECKING:
    from pathlib import Path

each_topic = pytest.mark.parametrize("topic", TOPICS)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the logbook is by default, but for the folder."""
    return tmp_path / "logbook.balint"


@pytest.fixture
def nowhere(tmp_path: Path) -> CommandLine:
    """The command line where there is no logbook, and no passphrase either."""
    return CommandLine(tmp_path / "none.balint")


@pytest.fixture
def toured(cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """The command line after the first evening of the README, in a folder of its own."""
    case = {
        "label": "the unopened letters",
        "presenter": "heron",
        "summary": "Someone never opens letters from the clinic and comes only when things"
        " are bad.",
        "encounter": "clinician-patient",
        "themes": ["nonadherence", "chronic-illness"],
        "feelings": ["frustration", "hopelessness"],
        "why": "stuck",
        "follow_up": "yes",
        "after_sessions": 1,
    }
    note = {"text": "We asked too many questions before anybody felt anything."}
    document = session_document("2026-03-02", cases=[case], notes=[{"author": "alder", **note}])
    assert cli("log --from -", document).code == 0
    monkeypatch.chdir(tmp_path)
    return cli


def test_every_page_is_a_topic() -> None:
    assert {file.name for file in FOLDER.iterdir()} == {f"{topic}.txt" for topic in TOPICS}
    assert not set(TOPICS) & set(HELP), "a word would mean two things"


@each_topic
def test_a_page_can_be_read_in_a_narrow_terminal(topic: str) -> None:
    assert [line for line in PAGES[topic].splitlines() if len(line) > COLUMNS] == []
    assert PAGES[topic].isascii() or set(re.findall(r"[^\x00-\x7f]", PAGES[topic])) == {"…"}


def test_help_lists_every_topic_and_every_command(nowhere: CommandLine) -> None:
    answer = nowhere("help")
    assert answer.code == 0
    assert max(map(len, answer.out.splitlines())) <= COLUMNS
    lines = [re.split(r" {2,}", line.strip(), maxsplit=1) for line in answer.out.splitlines()]
    for topic in TOPICS:
        assert [topic, PAGES[topic].partition("\n")[0]] in lines
    assert set(HELP) <= set(answer.out.split())


@each_topic
def test_a_page_needs_no_logbook(topic: str, nowhere: CommandLine) -> None:
    assert nowhere(f"help {topic}").out == PAGES[topic]
    assert list(nowhere.path.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("typed", "topic"),
    [("che", "check-ins"), ("SCREEN", "screen"), ("prot", "protection"), ("rep", "reports")],
)
def test_a_beginning_names_a_topic(typed: str, topic: str, nowhere: CommandLine) -> None:
    assert nowhere(f"help {typed}").out == PAGES[topic]


def test_a_beginning_of_two_topics_names_none(nowhere: CommandLine) -> None:
    answer = nowhere("help ch")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == "balintlog: 'ch' could be check-ins or changes\n"


def test_an_unknown_topic_points_to_the_nearest(nowhere: CommandLine) -> None:
    answer = nowhere("help retnetion")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.endswith("hint: Perhaps: balintlog help retention\n")
    assert "balintlog help\n" in nowhere("help 'q q'").err
    assert nowhere("help screen reports").code == 2


@pytest.mark.parametrize("words", ["case", "case add", "vault leader add", "help", "log"])
def test_help_on_a_command_is_that_of_the_command(words: str, nowhere: CommandLine) -> None:
    assert nowhere(f"help {words}").out == nowhere(f"{words} --help").out
    assert nowhere(f"help {words}").code == 0


def test_a_beginning_names_a_command_where_no_topic_begins_so(nowhere: CommandLine) -> None:
    assert nowhere("help follow").out == nowhere("followups --help").out
    assert nowhere("help case nonsense").code == 2


def test_a_working_session_completes_what_help_explains() -> None:
    known = WordsToComplete(cases={"C1": "the unopened letters"})
    assert {*TOPICS, *HELP} == set(words_after(["help"], known))
    assert "check-in" in words_after(["help", "case"], known)
    assert words_after(["help", "screen"], known) == {}


@pytest.mark.parametrize("command", sorted(set(commands_named())))
def test_every_command_on_a_page_can_be_typed(command: str) -> None:
    arguments = shlex.split(command)
    if not {"help", "-h", "--help", "--version"} & set(arguments):
        understood(arguments)


def test_every_option_on_a_page_exists() -> None:
    known = {
        option
        for command in EVERYTHING.values()
        for parameter in command.params
        for option in (*parameter.opts, *parameter.secondary_opts)
    }
    for text in (README, *PAGES.values()):
        ours = re.sub(r"^.*\.venv.*", "", text, flags=re.MULTILINE)
        assert set(re.findall(r"--[a-z][a-z-]+", ours)) - known <= {"--help"}


def test_commands_are_found_on_pages() -> None:
    named = commands_named()
    assert "case list --nonsense" not in named
    assert {"vault rotate", "help measured", "log --schema", "init --leader alder"} <= set(named)
    assert "-f right.balint log --from -" in named
    assert "session add --on 16.3.2026 --attendance plover=apologies" in named
    with pytest.raises(Exception, match="nonsense"):
        understood(["case", "list", "--nonsense"])


@pytest.mark.slow
@each_topic
def test_a_page_shows_what_really_happens(topic: str, toured: CommandLine) -> None:
    for command, expected in commands_run_on(topic):
        *before, last = command.split(" | ")
        assert all(echo.startswith("echo ") for echo in before)
        sent = "".join(" ".join(shlex.split(echo)[1:]) + "\n" for echo in before)
        assert last.startswith("balintlog ")
        answer = toured(last.removeprefix("balintlog "), sent)
        finds = last.endswith("privacy check")  # its exit code says so
        assert answer.code == (5 if finds else 0), (command, answer.err)
        assert shows(expected, answer.out), (command, answer.out)


def test_pages_with_commands_to_run_are_found() -> None:
    assert len(commands_run_on("evening")) == 4
    assert shows("Saved S2, …: 2 of 3", "Saved S2, Monday: 2 of 3\n")
    assert not shows("Saved S2, …: 2 of 3", "Saved S3, Monday: 2 of 3\n")
