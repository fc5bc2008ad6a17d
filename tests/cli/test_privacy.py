"""``privacy check``: a text is read, reported on, and kept nowhere."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import CommandLine

BALINTLOG = str(Path(sys.executable).parent / "balintlog")
TEXT = "As Dr Okonkwo said, a 45-year-old man."


def findings(cli: CommandLine, command: str, text: str, code: int = 5) -> list[dict[str, object]]:
    answer = cli(f"privacy check {command} --json", text)
    assert (answer.code, answer.err) == (code, ""), answer
    assert answer.json["schema"] == 1
    told: list[dict[str, object]] = answer.json["findings"]
    return told


def test_the_answer_is_given_with_exit_code_5_too(run: CommandLine) -> None:
    assert findings(run, "", TEXT) == [
        {
            "start": 3,
            "end": 13,
            "kind": "name",
            "tier": "hard",
            "rule": "title-and-name",
            "suggestion": "a colleague",
        },
        {
            "start": 22,
            "end": 33,
            "kind": "age",
            "tier": "soft",
            "rule": "exact-age",
            "suggestion": "in their forties",
        },
    ]


def test_a_note_is_no_refusal(run: CommandLine) -> None:
    (finding,) = findings(run, "-", "A 45-year-old man.", 0)
    assert finding["tier"] == "soft"
    assert findings(run, "", "Nobody spoke.", 0) == []


def test_a_reader_is_told_places_and_kinds_and_no_word_of_the_text(run: CommandLine) -> None:
    answer = run("privacy check", TEXT)
    assert answer.code == 5
    assert "characters 4 to 13: a name (title-and-name); perhaps: a colleague" in answer.out
    assert "note: characters 23 to 33: an exact age" in answer.out
    assert "1 identifier found; 1 note." in answer.out
    assert "Okonkwo" not in answer.out + answer.err
    answer = run("privacy check", "Nobody spoke.")
    assert (answer.code, answer.out) == (0, "No identifiers found.\n")
    assert "anonymous" not in run("privacy check --help").out


def test_a_file_is_read_as_it_is_and_nothing_is_opened(run: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "a text.txt"
    file.write_bytes("e\u0301\r\n\U0001f4e8 Mrs Adeyemi".encode())
    (finding,) = findings(run, f"'{file}'", "")
    assert (finding["start"], finding["end"]) == (6, 17), "of the text as received"
    assert [path.name for path in tmp_path.iterdir()] == ["a text.txt"]
    assert run("privacy check nowhere.txt").code == 2
    file.write_bytes(b"\xff")
    answer = run(f"privacy check '{file}'")
    assert (answer.code, answer.out) == (2, "")
    assert "not valid UTF-8" in answer.err


def test_many_texts_are_read_in_one_process(run: CommandLine) -> None:
    lines = [
        {"id": "a", "text": TEXT},
        {"id": 2, "text": "Nobody spoke."},
        {"id": None, "text": "Am 3. M\u00e4rz kam er."},
    ]
    sent = "\n".join(json.dumps(line) for line in lines) + "\n\n"
    answer = run("privacy check --jsonl", sent)
    assert (answer.code, answer.err) == (0, "")
    assert [json.loads(line) for line in answer.out.splitlines()] == [
        {"id": "a", "spans": [[3, 13, "name"]]},
        {"id": 2, "spans": []},
        {"id": None, "spans": [[3, 10, "date"]]},
    ]
    answer = run("privacy check --jsonl --soft -", sent)
    assert json.loads(answer.out.splitlines()[0])["spans"][1] == [22, 33, "age"]


@pytest.mark.parametrize(
    "broken", ["{", "[]", '{"id": 1}', '{"text": "x"}', '{"id": 1, "text": 2}', "\xff", "[" * 9999]
)
def test_a_broken_line_is_named_by_its_number(run: CommandLine, broken: str) -> None:
    sent = b'{"id": 1, "text": "x"}\n\n' + broken.encode("latin-1")
    answer = run("privacy check --jsonl", sent)
    assert answer.code == 2
    assert "line 3 is not a JSON object with id and text" in answer.err
    assert answer.out == '{"id": 1, "spans": []}\n'


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("privacy check --language xx", "en, de, fr, it, es"),
        ("privacy check --jsonl --json", "leave --json out"),
        ("privacy check --jsonl nowhere", "cannot be read"),
    ],
)
def test_what_is_asked_wrongly_is_told(run: CommandLine, command: str, said: str) -> None:
    answer = run(command, "")
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


def test_where_names_are_not_looked_for_it_is_said(run: CommandLine) -> None:
    answer = run("privacy check --language de", "Niemand sprach.")
    assert answer.code == 0
    assert (
        "In this language (de) the screen finds only some names, places and institutions."
        in answer.err
    )
    assert run("privacy check", "Nobody spoke.").err == ""


def test_the_aliases_of_a_group_are_fine(cli: CommandLine) -> None:
    assert cli("member add G1 --alias okonkwo").code == 0
    assert findings(cli, "--group larch", "Then Okonkwo wept.", 0) == []
    assert findings(cli, "", "Then Okonkwo wept.")
    assert cli("privacy check --group nowhere", "x").code == 3


def test_a_text_is_asked_for_on_a_terminal(cli: CommandLine) -> None:
    transcript = "Text to check: Then Mrs Adeyemi wept.⏎\n1 identifier found."
    cli.at_terminal("privacy check", transcript, code=5)


@pytest.mark.slow
def test_a_screen_of_the_shelf_can_be_compared(
    run: CommandLine, record_property: Callable[[str, object], None]
) -> None:
    """A thousand texts in one go: what a filter is for."""
    sent = "".join(json.dumps({"id": at, "text": TEXT}) + "\n" for at in range(1000))
    answer = run("privacy check --jsonl", sent)
    assert answer.out.count('[[3, 13, "name"]]') == 1000
    record_property("figures", "1,000 texts in one process")
