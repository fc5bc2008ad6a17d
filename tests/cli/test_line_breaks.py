"""Lines that fit a terminal, whatever the script: measured by the terminal's own widths."""

from __future__ import annotations

import io
import re
import textwrap
import unicodedata
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from user_sentences import sentences
from wcwidth import wcswidth

from balintlog.cli.registry import HELP
from balintlog.cli.terminal.line_breaks import COMMANDS, lines_that_fit
from balintlog.cli.terminal.output import broken, wrapped
from balintlog.domain.cells import cells

CHINESE = "病人总是不打开信件，医生感到很无助。他从来不来复诊。"
JAPANESE = "患者は「手紙」を開けず、いつも調子が悪い時だけ来る。"
KOREAN = "그 사람은 편지를 절대 열지 않고 상황이 나쁠 때만 옵니다."
THAI = "คนไข้ไม่เคยเปิดจดหมายจากคลินิก"
MIXED = "She says 病人总是不打开信件 and ＦＵＬＬ width, e\u0301lan, 📨📨 letters."
PARTS = ["病", "人", "，", "「", "」", "한", "a", "é", "e\u0301", "ก", "ก็", "📨", "-", " ", "  "]
WIDE_BLANK = "\u3000"


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("plain", 5),
        ("élan", 4),
        ("e\u0301lan", 4),
        ("病人", 4),
        ("ｆｕｌｌ", 8),
        ("한글", 4),
        ("📨", 2),
        ("soft\u00adhyphen", 11),
        ("no\u200bblank", 7),
        ("คนไข้", 4),
    ],
)
def test_cells_are_the_columns_of_a_terminal(text: str, columns: int) -> None:
    assert cells(text) == columns


@pytest.mark.parametrize("text", [CHINESE, JAPANESE, KOREAN, THAI, MIXED])
@pytest.mark.parametrize("width", [10, 20, 33, 40])
def test_no_line_is_wider_than_its_columns(text: str, width: int) -> None:
    lines = wrapped(text, "    ", width)
    assert max(map(wcswidth, lines)) <= width
    assert "".join("".join(lines).split()) == "".join(text.split()), "nothing is lost"
    assert all(line.startswith("    ") for line in lines)


@given(st.lists(st.sampled_from(PARTS), max_size=60).map("".join), st.integers(4, 30))
def test_whatever_is_broken_fits_and_is_all_there(text: str, width: int) -> None:
    lines = lines_that_fit(text, width)
    assert all(cells(line) <= width for line in lines if line.strip())
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert not any(unicodedata.combining(line[0]) for line in lines)


def test_lines_of_chinese_are_full_and_begin_with_no_full_stop() -> None:
    lines = lines_that_fit(CHINESE * 4, 20)
    assert all(cells(line) >= 16 for line in lines[:-1])
    assert not any(line[0] in "，。" for line in lines)


def test_a_line_of_chinese_goes_on_behind_other_words() -> None:
    assert lines_that_fit("She says 病人总是不打开信件", 17) == ["She says 病人总是", "不打开信件"]


@pytest.mark.parametrize("columns", range(8, 30))
@pytest.mark.parametrize("text", [CHINESE, JAPANESE])
def test_no_line_begins_with_what_closes_or_ends_with_what_opens(text: str, columns: int) -> None:
    lines = lines_that_fit(text, columns)
    assert not any(line[0] in "，。、」" or line[-1] == "「" for line in lines)


def test_korean_is_broken_between_its_words() -> None:
    assert set(" ".join(lines_that_fit(KOREAN, 20)).split()) == set(KOREAN.split())


@given(st.lists(st.sampled_from(["a", "word", "well-known", "2026-03-02", "x" * 9]), max_size=40))
def test_words_of_narrow_letters_are_broken_as_ever(words: list[str]) -> None:
    text = " ".join(words)
    assert lines_that_fit(text, 12) == textwrap.wrap(text, 12, break_on_hyphens=False)


def test_blanks_stay_between_words_and_go_where_a_line_ends() -> None:
    assert lines_that_fit(f"病 {WIDE_BLANK} 人 ", 40) == [f"病 {WIDE_BLANK} 人"]
    assert lines_that_fit(f"one  two {WIDE_BLANK} three", 10) == ["one  two", "three"]
    assert lines_that_fit("   ", 2) == []


def test_blanks_at_the_beginning_of_a_paragraph_stay() -> None:
    assert wrapped("  - one\n\n  - two", "  ", 40) == ["    - one", "", "    - two"]


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        ("To go on: balintlog log", ["To go on: balintlog log"]),
        (
            "hint: Make a backup now: balintlog vault backup PATH",
            ["hint: Make a backup now:", "  balintlog vault backup PATH"],
        ),
        (
            "Restore one: balintlog -f '/media/our stick/a. b, c.balint' vault restore BACKUP.",
            [
                "Restore one:",
                "  balintlog -f '/media/our stick/a. b, c.balint' vault restore BACKUP",
            ],
        ),
        (
            "C3 is closed: balintlog case reopen C3. Otherwise choose another label.",
            ["C3 is closed: balintlog case reopen C3.", "Otherwise choose another label."],
        ),
        (
            "Restore a backup (balintlog vault restore BACKUP) or use the sheet.",
            ["Restore a backup", "(balintlog vault restore BACKUP) or use", "the sheet."],
        ),
        (
            "  balintlog -f /tmp/a_folder_of_a_long_name/demo.balint status",
            ["  balintlog -f /tmp/a_folder_of_a_long_name/demo.balint status"],
        ),
        (
            "To stop that: chmod 600 'the logbook of the group.balint'",
            ["To stop that:", "  chmod 600 'the logbook of the group.balint'"],
        ),
        (
            "balintlog: balintlog cannot make a temporary folder here",
            ["balintlog: balintlog cannot make a", "temporary folder here"],
        ),
        (
            "Copy it: balintlog session export S9 | balintlog -f OTHER log --from -",
            ["Copy it:", "  balintlog session export S9 | balintlog -f OTHER log --from -"],
        ),
    ],
)
def test_a_command_to_be_copied_is_never_broken(line: str, lines: list[str]) -> None:
    with patch("balintlog.cli.terminal.output.columns_of", lambda _: 40):
        assert broken(io.StringIO(), line) == lines


@pytest.mark.slow
def test_no_command_in_any_sentence_is_broken() -> None:
    """Read all sentences of the code at 40 columns, with long words put in."""
    checked = 0
    for sentence in sentences():
        text = sentence.text.replace("{}", "a-word-that-was-put-in")
        if "\n" in text or not sentence.file.endswith(".py"):
            continue
        with patch("balintlog.cli.terminal.output.columns_of", lambda _: 40):
            lines = broken(io.StringIO(), text)
        for start in re.finditer(rf"(?:: |\()(balintlog (?:{COMMANDS})\b[^.;,)|]*)", text):
            checked += 1
            assert any(start[1].strip() in line for line in lines), (sentence, lines)
    assert checked > 60


def test_the_commands_that_are_not_broken_are_those_that_there_are() -> None:
    assert set(COMMANDS.split("|")) == set(HELP)
