"""Paragraphs on the screen while they are typed: broken between words, whatever is in them."""

from __future__ import annotations

import re
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit import PromptSession
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.utils import get_cwidth

from balintlog.cli.terminal.keyboard.paragraph_keys import gaps_in, keys_for_paragraphs, places_in

TEXTS = st.text(st.sampled_from("ab ä北📨 \n-"), max_size=120)
WIDTHS = st.integers(min_value=12, max_value=80)


def on_screen(text: str, width: int) -> list[str]:
    """Return the lines of the screen that hold a text, as its places have it."""
    lines: list[str] = []
    for character, (line, _) in zip(text, places_in(text, width), strict=False):
        lines += [""] * (line + 1 - len(lines))
        lines[line] += character
    return lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("one two three", ["one two ", "three"]),
        ("onetwothreefour", ["onetwothre", "efour"]),
        ("a onetwothreefour", ["a onetwoth", "reefour"]),
        ("nine char ten", ["nine char ", "ten"]),
        ("one\n\ntwo", ["one\n", "\n", "two"]),
        ("北北北 北北", ["北北北 ", "北北"]),
    ],
)
def test_lines_end_between_words(text: str, lines: list[str]) -> None:
    assert on_screen(text, 10) == lines


@given(TEXTS, WIDTHS)
def test_every_character_has_its_place_on_the_screen(text: str, width: int) -> None:
    places = places_in(text, width)
    assert len(places) == len(text) + 1
    assert places == sorted(places)
    for character, (_, column) in zip(text, places, strict=False):
        assert 0 <= column <= width - (0 if character == "\n" else get_cwidth(character))


@given(TEXTS, WIDTHS)
def test_no_word_is_broken_that_fits_a_line(text: str, width: int) -> None:
    places = places_in(text, width)
    for word in re.finditer(r"\S+", text):
        if get_cwidth(word[0]) < width:
            assert len({line for line, _ in places[word.start() : word.end()]}) == 1


@given(TEXTS, WIDTHS)
def test_blanks_fill_a_line_to_its_end(text: str, width: int) -> None:
    """What the library is given to draw has its breaks where the places are."""
    for row in text.split("\n"):
        places, column, line = places_in(row, width), 0, 0
        gaps = gaps_in(row, width)
        for at, character in enumerate(row):
            column += gaps.get(at, 0)
            if column + get_cwidth(character) > width:
                column, line = 0, line + 1
            assert places[at] == (line, column)
            column += get_cwidth(character)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (("ab\x1b", "\r", "c\r"), "ab\nc"),
        (("ab\x1b", "\x1b", "\rc\r"), "ab\nc"),
        (("ab\x1b", "d\r"), "abd"),
        (("ab\x1b", "3c\r"), "ab3c"),
    ],
)
def test_after_a_pause_esc_waits_for_enter_and_takes_no_letter(
    keys: tuple[str, ...], text: str
) -> None:
    with create_pipe_input() as pipe:
        asked: PromptSession[str] = PromptSession(input=pipe, output=DummyOutput(), multiline=True)
        asked.app.timeoutlen = asked.app.ttimeoutlen = 0.05
        asked.key_bindings = keys_for_paragraphs(asked.app)
        processor = asked.app.key_processor

        def press() -> None:
            for pressed in keys:
                pipe.send_text(pressed)
                began = time.monotonic()
                while pressed.endswith("\x1b") and time.monotonic() < began + 10:
                    last = [key.key for key in processor._previous_key_sequence]
                    if last == [Keys.Escape] and not processor.key_buffer:
                        break
                    time.sleep(0.01)

        hands = threading.Thread(target=press)
        hands.start()
        assert asked.prompt() == text
        hands.join()
