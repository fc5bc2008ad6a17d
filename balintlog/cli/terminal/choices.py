"""Choices: questions whose answer is a word of a list, several of them, or a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.prompts import ask_line, ask_text
from balintlog.cli.terminal.typed_signs import end_if_meant
from balintlog.domain.text import printable, whole_number
from balintlog.domain.typed.word_matches import words_meant
from balintlog.domain.vocabulary import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from balintlog.cli.desk import Desk

NONE = "-"
FEW = 12
ONE_WORD = "One of these words; its first letters will do."
SEVERAL_WORDS = "Any of these words, with spaces between them; the first letters will do:"
_MOST_REPEATED = 30  # characters of a word that is not known


def ask_choice(
    desk: Desk,
    question: str,
    choices: Sequence[str],
    default: str = "",
    *,
    may_skip: bool = False,
    explained: Sequence[str] = (),
) -> str:
    """Ask for one of a few words on a plain line; its first letters will do.

    ``explained`` says more of them than that. Raises SkipTheRest on a lone full
    stop, and GoBack on a lone <, if ``may_skip``.
    """
    shown = _with_default(_with_words(question, choices), default)
    enter = f" Enter means {default}." if default else ""
    explained = explained or (
        f"One of: {', '.join(choices)}.",
        f"The first letters will do.{enter}",
    )
    while True:
        typed = ask_line(desk, f"{shown} ", explained) or default
        if may_skip:
            end_if_meant(typed)
        if choice := meant(typed, choices):
            return choice
        remark(desk, f"One of: {', '.join(choices)}.")


def ask_word(
    desk: Desk,
    question: str,
    vocabulary: Sequence[str],
    default: str = "",
    *,
    required: bool = False,
    hints: Mapping[str, str] | None = None,
    also: Sequence[str] = (),
    refused: Mapping[str, str] | None = None,
    may_skip: bool = True,
) -> str | None:
    """Ask for one word of a vocabulary; its first letters will do where only one word fits.

    Nothing typed is the default, a hyphen is none. A default that is no longer a word
    of the vocabulary is not proposed. ``also`` are words that are
    understood and not shown; ``refused`` says why some known words will not do.
    """
    default = default if default in vocabulary else ""
    empty = f"Enter means {default}" if default else "" if required else "Enter leaves it out"
    understood = (*vocabulary, *also)

    def fault(typed: str) -> str | None:
        if not typed or (typed == NONE and not required):
            return "This needs an answer." if required and not typed + default else None
        if meant(typed, understood) is None and (known := meant(typed, refused or {})):
            return (refused or {})[known]
        return word_fault(typed, understood)

    shown_default = default if required or not default else f"{default}; {NONE} for none"
    typed = ask_text(
        desk,
        _with_default(_with_words(question, vocabulary), shown_default),
        fault=fault,
        explained=(f"{ONE_WORD} {empty}:".replace(" :", ":"),),
        shows_words=True,
        suggestions=vocabulary,
        hints=hints,
        may_skip=may_skip,
    )
    return None if typed == NONE else meant(typed or default, understood)


def ask_words(
    desk: Desk,
    question: str,
    vocabulary: Sequence[str],
    default: Sequence[str] = (),
    *,
    refused: Mapping[str, str] | None = None,
) -> list[str]:
    """Ask for words of a vocabulary, separated by spaces or commas.

    ``refused`` says why some known words will not do.
    """
    why_not = refused or {}

    def fault(typed: str) -> str | None:
        for word in _split(typed):
            if meant(word, vocabulary) is None:
                known = meant(word, why_not)
                return why_not[known] if known else word_fault(word, vocabulary)
        return None

    typed = ask_text(
        desk,
        question,
        " ".join(default),
        explained=(SEVERAL_WORDS,),
        shows_words=True,
        fault=fault,
        suggestions=vocabulary,
    )
    words = [meant(word, vocabulary) for word in _split(typed)]
    return list(dict.fromkeys(word for word in words if word))


def ask_number(desk: Desk, question: str, low: int, high: int, default: int) -> int:
    """Ask for a whole number; nothing typed is the default."""

    def fault(typed: str) -> str | None:
        number = whole_number(typed)
        fits = number is not None and low <= number <= high
        return None if fits or not typed else f"A whole number from {low} to {high}, please."

    explained = (f"A whole number from {low} to {high}.", f"Enter means {default}.")
    shown = _with_default(question, str(default))
    return int(ask_text(desk, shown, fault=fault, explained=explained) or default)


def word_fault(typed: str, vocabulary: Sequence[str]) -> str | None:
    """Say that a word is not known, and which one was perhaps meant."""
    possible = words_meant(typed, vocabulary)
    if len(possible) == 1:
        return None
    said = printable(typed.strip()[:_MOST_REPEATED])
    if 1 < len(possible) <= FEW:
        return f"{said} could be: {' '.join(possible)}."
    if near := nearest(typed, vocabulary):
        return f"{said} is not known here; did you mean {near}?"
    if len(vocabulary) <= FEW:
        return f"{said} is not known here; one of: {' '.join(vocabulary)}."
    return f"{said} is not known here; ? shows all words."


def _with_words(question: str, vocabulary: Sequence[str]) -> str:
    """Show the words to choose from, where they are few."""
    between = ", " if any(" " in word for word in vocabulary) else " "
    return question if len(vocabulary) > FEW else _beside(question, f"({between.join(vocabulary)})")


def _with_default(question: str, default: str) -> str:
    """Show in brackets what an empty answer means: typing begins on an empty line."""
    return _beside(question, f"[{default}]") if default else question


def _beside(question: str, addition: str) -> str:
    """Put an addition after a question mark, and before a colon."""
    if question.endswith(":"):
        return f"{question[:-1]} {addition}:"
    return f"{question} {addition}"


def _split(typed: str) -> list[str]:
    return typed.replace(",", " ").split()


def meant(typed: str, vocabulary: Collection[str]) -> str | None:
    """Return the word of a vocabulary that was typed, whole or a part that no other has, or None.

    The part is its beginning, or that of an inner word.
    """
    possible = words_meant(typed, vocabulary)
    return possible[0] if len(possible) == 1 else None
