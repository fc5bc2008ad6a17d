"""What is printed where, how wide, and in which colours."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import CommandLine, MadeOnce, session_document

from balintlog.cli.command_to_type import quoted
from balintlog.cli.desk import Desk, Surroundings
from balintlog.cli.report.destination import write
from balintlog.cli.terminal import output

BALINTLOG = str(Path(sys.executable).parent / "balintlog")
ESCAPES = re.compile(r"\x1b\[([0-9;?]*)([a-zA-Z])")
WORDS = "a label of many words that goes on and on until its eighty characters are full."
SPY = """
import atexit, os, runpy, sys
os._exit = sys.exit
atexit.register(lambda: print(*sys.modules, file=sys.stderr))
sys.argv[0] = "balintlog"
runpy.run_module("balintlog", run_name="__main__")
"""


@pytest.fixture
def told(run: CommandLine, made_once: MadeOnce) -> CommandLine:
    """The command line with the group larch after its first evening."""
    case = {"label": "Grüße, 北 und Ärger", "presenter": "heron", "summary": "Ein Gruß – „gut“."}
    notes = [{"text": "Süß.", "case": "/cases/0"}]
    document = session_document("2026-03-02", cases=[case], notes=notes)

    def make() -> None:
        for command in (
            "init --leader alder",
            "group add larch --language de",
            "member add G1 --alias heron --profession doctor",
            "member add G1 --alias plover",
            "member add G1 --alias moth",
        ):
            assert run(command).code == 0, command
        assert run("log --from -", document).code == 0

    made_once.lay("larch in German", run.path, make)
    return run


def on_terminal(
    cli: CommandLine, command: str, environ: dict[str, str] | None = None, columns: int = 80
) -> str:
    """Return every character that a command sends to a terminal."""
    around = replace(cli, environ={**cli.environ, **(environ or {})})
    return around.at_terminal(command, columns=columns)


def real(cli: CommandLine, *arguments: str, stdout: int) -> subprocess.CompletedProcess[str]:
    """Run the real program, without a terminal on standard output."""
    return subprocess.run(
        [*arguments],
        env={**os.environ, **cli.environ, "PYTHONUNBUFFERED": ""},  # as it is for a leader
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
        stdout=stdout,
    )


def colours(raw: str) -> list[str]:
    return [codes for codes, kind in ESCAPES.findall(raw) if kind == "m"]


# Colour


@pytest.mark.slow
def test_a_terminal_gets_a_table_with_bold_headings(told: CommandLine) -> None:
    raw = on_terminal(told, "member list")
    assert "1" in colours(raw)
    assert "\t" not in raw
    assert re.search(r"heron +G1 +doctor +member", ESCAPES.sub("", raw))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "environ"),
    [
        ("member list --color never", {}),
        ("member list", {"NO_COLOR": "1"}),
        ("--color=never member list", {}),
        ("member list", {"NO_COLOR": "yes"}),
    ],
)
def test_colour_can_be_refused(told: CommandLine, command: str, environ: dict[str, str]) -> None:
    raw = on_terminal(told, command, environ)
    assert colours(raw) == []
    assert "heron" in raw


def test_an_empty_no_color_refuses_nothing(told: CommandLine) -> None:
    assert colours(on_terminal(told, "member list", {"NO_COLOR": ""})) != []


def test_colour_that_is_asked_for_by_option_comes_before_the_environment(
    told: CommandLine,
) -> None:
    assert colours(on_terminal(told, "member list --color always", {"NO_COLOR": "1"})) != []


@pytest.mark.slow
def test_the_same_words_stand_there_without_colour(told: CommandLine) -> None:
    for command in ("member list", "case list"):
        plain = on_terminal(told, f"{command} --color never")
        assert ESCAPES.sub("", on_terminal(told, f"{command} --color always")) == plain


def test_a_table_keeps_what_rich_would_take_for_an_emoji(told: CommandLine) -> None:
    label = ":heart: and :x: [bold]"
    assert told("case edit C1 --from -", {"label": label}).code == 0
    assert label in ESCAPES.sub("", on_terminal(told, "case list"))


# Control characters


@pytest.mark.parametrize("control", ["\x1b[2J", "\x9b2J", "\u202e", "\r"])
def test_a_report_that_is_shown_cannot_steer_the_terminal(control: str) -> None:
    shown = io.StringIO(newline="")
    desk = Desk(Surroundings(stdout=shown), Path("x"), False, None, True, False, "auto")
    write(desk, f"a,b\r\n1,{control}2\r\n", None)
    assert shown.getvalue() == f"a,b\r\n1,\ufffd{control[1:]}2\r\n"


# Pipes


@pytest.mark.parametrize("option", ["", " --color always"])
def test_a_pipe_gets_tabs_and_no_colour(told: CommandLine, option: str) -> None:
    answer = told(f"member list{option}")
    assert answer.out.splitlines() == [
        "member\tgroup\tprofession\tstanding\tjoined\tleft",
        "heron\tG1\tdoctor\tmember\t-\t-",
        "plover\tG1\t-\tmember\t-\t-",
        "moth\tG1\t-\tmember\t-\t-",
    ]


@pytest.mark.slow
def test_every_list_in_a_pipe_is_a_table_with_equally_many_columns(told: CommandLine) -> None:
    for noun in ("group", "member", "leader", "session", "case", "note"):
        answer = told(f"{noun} list")
        head, *rows = answer.out.splitlines()
        assert rows
        assert {row.count("\t") for row in rows} == {head.count("\t")}
        assert head.count("\t") >= 1


@pytest.mark.slow
def test_a_pipe_needs_no_rich(told: CommandLine) -> None:
    spied = real(told, sys.executable, "-c", SPY, "member", "list", stdout=subprocess.PIPE)
    assert spied.returncode == 0
    imported = {name.partition(".")[0] for name in spied.stderr.split()}
    assert imported & {"rich", "prompt_toolkit"} == set()
    assert "sqlcipher3" in imported


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ["session", "list"],
        ["case", "show", "C1", "--json"],
        ["log", "--schema"],
        ["--help"],
        ["--version"],
        ["case", "list", "--help"],
        ["group", "add", "tern"],
    ],
    ids=" ".join,
)
def test_a_closed_pipe_ends_quietly_but_for_what_was_saved(
    told: CommandLine, arguments: list[str]
) -> None:
    reading, writing = os.pipe()
    os.close(reading)  # whoever read it has gone
    try:
        ended = real(told, BALINTLOG, *arguments, stdout=writing)
    finally:
        os.close(writing)
    assert ended.returncode in {0, 1}
    if arguments[:2] != ["group", "add"]:
        assert ended.stderr == ""
        return
    assert "the answer could not be written: nobody reads it any more" in ended.stderr
    assert "what it did is saved: G2 tern was added" in ended.stderr


@pytest.mark.slow
def test_the_head_of_a_long_answer(told: CommandLine) -> None:
    notes = [{"text": f"{number} " + "word " * 18_000} for number in range(4)]
    assert told("log --from -", session_document("2026-03-09", notes=notes)).code == 0
    line = f"{BALINTLOG} session export S2 | head -1"
    ended = real(told, "/bin/sh", "-c", line, stdout=subprocess.PIPE)
    assert (ended.stdout, ended.stderr) == ("{\n", "")


# Width


@pytest.mark.slow
@pytest.mark.parametrize("command", ["followups", "followups --summary"])
def test_followups_fit_60_columns(cli: CommandLine, command: str) -> None:
    labels = ["-".join(["heavy"] * 13) + " x", WORDS, "façade " * 11]
    alias = "a-very-long-an-alias"
    assert cli(f"member add G1 --alias {alias}").code == 0
    there = dict.fromkeys(("heron", "plover", "moth", alias), "present")
    wishes: list[dict[str, Any]] = [{}, {"after_sessions": 50}, {"follow_up": "presenter-decides"}]
    told = {"presenter": alias, "summary": "A summary of many words. " * 20}
    first = [{"label": label, **wish, **told} for wish in wishes for label in labels]
    news = [{"case": "C1", "outcome": "different"}]
    for day, more in (("02", {"cases": first}), ("09", {"checkins": news}), ("16", {})):
        document = session_document(f"2026-03-{day}", attendance=there, **more)
        assert cli("log --from -", document).code == 0
    lines = on_terminal(cli, command, columns=60).splitlines()
    assert [line for line in lines if len(line) > 60] == []
    everything = "".join("".join(lines).split())
    for label in labels:
        assert everything.count(label.replace(" ", "")) == 3, "nothing is cut off"
    for words in (
        "Owed",
        "Coming",
        "May bring news",
        "overdue",
        "asked 1 time; last answer: different",
    ):
        assert words.replace(" ", "") in everything


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", ["member list", "session list", "case list", "note list", "group list"]
)
def test_a_table_that_does_not_fit_is_told_in_lines(told: CommandLine, command: str) -> None:
    """No date and no word is broken: each row becomes its id, and the rest with its headings."""
    assert told("group add label-of-20-letters --coleader alder").code == 0
    wide = on_terminal(told, command, columns=100)
    narrow = on_terminal(told, command, columns=60)
    seen = ESCAPES.sub("", narrow)
    assert [line for line in seen.splitlines() if len(line) > 60] == []
    unbroken = {word.strip(";:,") for word in seen.split()}
    for word in ESCAPES.sub("", wide).split("\n", 1)[1].split():
        if word != "-":
            assert word.strip(",") in unbroken
    if "held on" in wide:
        assert "2026-03-02" in narrow


@pytest.mark.slow
def test_what_is_said_on_a_narrow_terminal_breaks_between_words(told: CommandLine) -> None:
    words = set()
    for command, code, transcript in (
        ("status", 4, ""),
        ("member list --group nowhere", 3, ""),
        ("case show C99", 3, ""),
        ("group delete larch", 1, "This cannot be undone. [y/N] n⏎"),
    ):
        wrong = {"BALINTLOG_PASSPHRASE_COMMAND": "echo 'not the right passphrase'"}
        use = replace(told, environ=told.environ | (wrong if command == "status" else {}))
        text = use.at_terminal(command, transcript, code=code, columns=40)
        assert [line for line in text.splitlines() if len(line) > 40] == []
        words |= set(text.split())
    plain = told("case show C99").err + told("member list --group nowhere").err
    for word in plain.split():
        assert word in words, "broken inside"
    assert {"passphrase", "members,", "undone."} <= words
    (line,) = [line for line in told("case show C99").err.splitlines() if "hint" in line]
    assert len(line) > 20, "and a pipe gets whole lines"


@pytest.mark.slow
def test_a_case_fits_the_terminal(told: CommandLine) -> None:
    long = session_document(
        "2026-03-09",
        presentations=[{"case": "C1", "summary": "Many words in a row. " * 30}],
    )
    assert told("log --from -", long).code == 0
    for columns in (50, 80):
        lines = on_terminal(told, "case show C1 --notes", columns=columns).splitlines()
        assert [line for line in lines if len(line) > columns] == []
        assert max(map(len, lines)) > columns - 15, "and uses it"


# JSON


@pytest.mark.slow
def test_json_is_readable_by_people_too(told: CommandLine) -> None:
    for command in ("case show C1 --json", "followups --json", "session export S1"):
        out = told(command).out
        assert "Grüße, 北 und Ärger" in out
        assert "\\u" not in out
        assert len(out.splitlines()) > 5, "a line for each field"
    assert "Ein Gruß – „gut“." in told("case show C1 --json").out


@pytest.mark.slow
def test_json_in_a_pipe_is_utf_8_whatever_the_language_of_the_system(told: CommandLine) -> None:
    told.environ |= {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    shown = real(told, BALINTLOG, "case", "show", "C1", "--json", stdout=subprocess.PIPE)
    assert json.loads(shown.stdout)["case"]["label"] == "Grüße, 北 und Ärger"


@pytest.mark.parametrize(
    "command",
    [
        *("group list", "group show larch", "member list", "member show heron", "leader list"),
        *("session list", "session show S1", "case list", "case show C1 --notes", "note list"),
        *("note show N1", "followups --summary", "status", "group add tern", "leader add wren"),
        *(
            "member add G1 --alias wren",
            "session add --on 2026-03-09",
            "session edit S1 --on 1.3.2026",
        ),
        *(
            "case check-in C1 --outcome no-news --session S2",
            "case close C1",
            "note delete N1 --yes",
        ),
    ],
)
def test_json_is_the_whole_of_standard_output(told: CommandLine, command: str) -> None:
    if "S2" in command:
        assert told("session add --on 2026-03-09").code == 0
    answer = told(f"{command} --json")
    assert answer.code == 0, answer.err
    assert answer.json["schema"] == 1
    assert next(iter(answer.json)) == "schema"
    assert answer.err == ""


@pytest.mark.slow
def test_init_keeps_its_advice_out_of_the_answer(run: CommandLine) -> None:
    answer = run("init --leader alder")
    assert len(answer.out.splitlines()) == 3
    assert "hint" not in answer.out
    assert "nobody can help you" not in answer.out
    other = run.path.with_name("other.balint")
    answer = run(f"init --leader alder --json -f {other}")
    assert answer.json["file"] == str(other)


def test_failures_leave_standard_output_empty_in_json_too(told: CommandLine) -> None:
    for command in ("case show C9 --json", "status --as wren --json", "log --from - --json"):
        answer = told(command, b"{}")
        assert answer.code != 0
        assert answer.out == ""
        assert answer.err.startswith("balintlog: ")


def test_a_date_is_understood_aloud(cli: CommandLine) -> None:
    assert "Monday 16 March" in cli("session add --on monday").out
    assert "Friday 2026-03-20" in cli("member leave plover").out


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        (r"C:\Temp\demo.balint", r"C:\Temp\demo.balint"),
        (r"C:\Users\A B\demo.balint", r'"C:\Users\A B\demo.balint"'),
        (r"C:\O'Neill & Son\demo.balint", r'''"C:\O'Neill & Son\demo.balint"'''),
        (r"C:\Temp(1)\demo.balint", r'"C:\Temp(1)\demo.balint"'),
    ],
)
def test_a_path_can_be_typed_into_both_shells_of_windows(word: str, typed: str) -> None:
    assert quoted(word, for_windows=True) == typed
    assert shlex.split(quoted(word, for_windows=False)) == [word]


def test_json_into_a_pipe_is_ascii_on_windows(
    told: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = told("case list --json")
    assert "Grüße, 北" in plain.out
    monkeypatch.setattr(output, "ON_WINDOWS", True)
    ascii_only = told("case list --json")
    assert ascii_only.out.isascii()
    assert ascii_only.json == plain.json


def test_summaries_are_broken_once_on_a_narrow_terminal(told: CommandLine) -> None:
    words = "Somebody never opens letters from the clinic and comes only when things are bad."
    case = {"label": "the letters", "presenter": "heron", "summary": words}
    assert told("log --from -", session_document("2026-03-09", cases=[case])).code == 0
    text = told.at_terminal("followups --summary", columns=40)
    shown = [line.strip() for line in text.splitlines()]
    start = shown.index("Somebody never opens letters")
    assert shown[start:][:3] == [
        "Somebody never opens letters",
        "from the clinic and comes only",
        "when things are bad.",
    ]
