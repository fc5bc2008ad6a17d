"""Words that are typed at a question: what they can mean, and how all of them are shown."""

from __future__ import annotations

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from balintlog.cli.terminal.choices import meant, word_fault
from balintlog.cli.terminal.word_columns import completer_of, in_columns
from balintlog.domain.vocabulary import FEELINGS, REASONS, THEMES


def offered(typed: str, words: tuple[str, ...]) -> list[str]:
    completer = completer_of(words, {})
    return [each.text for each in completer.get_completions(Document(typed), CompleteEvent())]


@pytest.mark.parametrize(
    ("typed", "words", "word"),
    [
        ("manipulated", FEELINGS, "controlled-or-manipulated"),
        ("MANIP", FEELINGS, "controlled-or-manipulated"),
        ("stuck", (*REASONS, "stuck-again"), "stuck"),
        ("oranges", ("the bag of oranges", "half past nine"), "the bag of oranges"),
        ("or", ("controlled-or-manipulated", "orphaned"), "orphaned"),
        (
            "or",
            ("controlled-or-manipulated",),
            None,
        ),  # an inner word of two letters says too little
        ("", FEELINGS, None),
        ("s", REASONS, None),
    ],
)
def test_a_word_is_found_whole_then_by_its_beginning_then_by_an_inner_word(
    typed: str, words: tuple[str, ...], word: str | None
) -> None:
    assert meant(typed, words) == word


def test_it_is_said_which_word_was_not_understood() -> None:
    assert (
        word_fault("frustraton", FEELINGS)
        == "frustraton is not known here; did you mean frustration?"
    )
    assert word_fault("xyz", REASONS) == f"xyz is not known here; one of: {' '.join(REASONS)}."
    assert word_fault("s", REASONS) == "s could be: stuck strong-emotion surprise."
    assert "\x1b" not in (word_fault("\x1b[2J", REASONS) or "")


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_all_words_stand_in_columns_that_fit(width: int) -> None:
    lines = in_columns(THEMES, width)
    assert sorted(word for line in lines for word in line.split()) == sorted(THEMES)
    assert max(map(len, lines)) <= width
    assert [line.split()[0] for line in lines] == list(THEMES[: len(lines)])  # read downwards
    assert in_columns((), width) == []


def test_tab_offers_all_words_or_those_that_can_be_meant() -> None:
    assert offered("", FEELINGS) == list(FEELINGS)
    assert offered("frustration,", FEELINGS) == list(FEELINGS)
    assert offered("frustration manip", FEELINGS) == ["controlled-or-manipulated"]
    assert offered("bag of or", ("the bag of oranges",)) == []
    assert offered("oran", ("the bag of oranges",)) == ["the bag of oranges"]
    assert offered("the bag o", ("the bag of oranges",)) == ["the bag of oranges"]
