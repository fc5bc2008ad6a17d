"""Questions to the leader, on the terminal.

Questions go to standard error, so that an answer can go into a pipe. A refused
text is asked again with its words in place; a short one gives way to the first
key that is typed. A lone full stop means: enough, skip the rest; a lone < goes
back to the question before, also behind what stood in the line already.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeVar

from balintlog.cli.terminal.key_bindings import no_mouse, replacing
from balintlog.cli.terminal.output import broken, explain, remark
from balintlog.domain.text import text_fault, tidy
from balintlog.domain.vocabulary import nearest
from balintlog.errors import (
    CouldNotError,
    DeclinedError,
    InterruptedByLeaderError,
    InvalidInputError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from balintlog.cli.desk import Desk

T = TypeVar("T")
ENOUGH = "."
BACK = "<"
NONE = "-"
FEW = 12
AROUND = 2  # columns: the blanks that the library puts before and behind a question


class SkipTheRest(Exception):  # noqa: N818 - not an error: an answer
    """The leader typed a lone full stop."""


class GoBack(Exception):  # noqa: N818 - not an error: an answer
    """The leader wants the question before once more."""


def require_terminal(desk: Desk, missing: str) -> None:
    """Raise InvalidInputError naming what is missing where nobody can be asked for it."""
    if not desk.can_ask:
        raise InvalidInputError(f"this needs {missing}, and nobody is here to be asked")


def confirm(desk: Desk, question: str) -> None:
    """Go on only after a yes: ``--yes``, or typed.

    A no is DeclinedError; where nobody can be asked, InvalidInputError.
    """
    if desk.yes:
        return
    if not desk.can_ask:
        raise InvalidInputError(f"this needs a yes: {question}", hint="Repeat it with --yes.")
    if not ask_yes_no(desk, question, default=False):
        raise DeclinedError("nothing was changed")


def ask_yes_no(desk: Desk, question: str, *, default: bool | None, may_skip: bool = False) -> bool:
    """Ask for y or n; without a default it must be typed.

    Raises SkipTheRest on a lone full stop, and GoBack on a lone <, if ``may_skip``.
    """
    answers = {"y": True, "yes": True, "n": False, "no": False}
    if default is not None:
        answers[""] = default
    choices = {True: "Y/n", False: "y/N", None: "y/n"}[default]
    while True:
        with desk.in_time():
            typed = ask_line(desk, f"{question} [{choices}] ")
        if may_skip:
            _end_if_meant(typed)
        if typed.casefold() in answers:
            return answers[typed.casefold()]
        remark(desk, "Please answer y or n.")


def ask_choice(
    desk: Desk, question: str, choices: Sequence[str], default: str = "", *, may_skip: bool = False
) -> str:
    """Ask for one of a few words on a plain line; its first letters will do.

    Raises SkipTheRest on a lone full stop, and GoBack on a lone <, if ``may_skip``.
    """
    shown = _with_default(_with_words(question, choices), default)
    while True:
        with desk.in_time():
            typed = ask_line(desk, f"{shown} ") or default
        if may_skip:
            _end_if_meant(typed)
        if found := meant(typed, choices):
            return found
        remark(desk, f"One of: {', '.join(choices)}.")


def ask_line(desk: Desk, question: str) -> str:
    """Ask for one plain line, without the machinery of the guided questions; "" is no answer."""
    stderr, stdin = desk.surroundings.stderr, desk.surroundings.stdin
    *before, last = broken(desk.surroundings.stderr, question.rstrip(" "))
    blank = " " * (len(question) - len(question.rstrip(" ")))
    print(*before, last + blank, sep="\n", end="", file=stderr, flush=True)
    try:
        line = stdin.readline()
    except UnicodeDecodeError:
        return ""
    except KeyboardInterrupt:
        remark(desk, "")  # what is said next begins on a line of its own
        raise InterruptedByLeaderError("interrupted") from None
    if not line:
        raise InterruptedByLeaderError("the input ended before the answer")
    return line.strip()


def ask_text(
    desk: Desk,
    question: str,
    default: str = "",
    *,
    fault: Callable[[str], str | None] = lambda _: None,
    suggestions: Sequence[str] = (),
    hints: Mapping[str, str] | None = None,
    own_words: bool = False,
    may_skip: bool = True,
) -> str:
    """Ask for a line of text until ``fault`` finds none; "" is no answer.

    What is wrong is said right above the question, which is put once more: a line that
    the library would write stands at the bottom of the window, and is cut there.
    ``own_words``: what is refused gives way to no accidental key, and what was typed so
    far is in the InterruptedByLeaderError that is raised. Raises SkipTheRest on a lone
    full stop and GoBack on a lone < if ``may_skip``.
    """
    import questionary

    how = "Ctrl-U empties the line" if own_words else "typing replaces it"
    stands, refused = default, None
    while True:
        typed = _ask(
            desk,
            questionary.text,
            question,
            above=refused,
            keep_half=own_words,
            replaced=refused is not None and not own_words,
            default=stands,
            completer=_completer(suggestions, hints or {}) if suggestions else None,
            complete_while_typing=bool(suggestions),
        )
        text = tidy(typed)
        if may_skip:
            _end_if_meant(text if refused else _behind(default, text, own_words=own_words))
        found = fault(text)
        if found is None:
            return text
        stands, refused = typed, f"{found} ({how})" if text else found


def _behind(stood: str, text: str, *, own_words: bool) -> str:
    """Return the sign that was typed behind what stood there, or else the whole text.

    A full stop may be the end of a text.
    """
    sign = text[-1:]
    is_sign = sign == BACK or (sign == ENOUGH and not own_words)
    return sign if is_sign and text[:-1].rstrip() == tidy(stood) else text


def _end_if_meant(typed: str) -> None:
    """Raise what a lone full stop or < means; of any other answer say nothing."""
    if typed == ENOUGH:
        raise SkipTheRest
    if typed == BACK:
        raise GoBack


def ask_free_text(desk: Desk, question: str, default: str = "", **limits: Any) -> str | None:
    """Ask for a text that may be kept, or for nothing; in an editor where that is wanted."""

    def fault(typed: str) -> str | None:
        return _text_verdict(typed, **limits)

    text = None
    if desk.editor and desk.can_ask and not limits.get("one_line"):
        text = _in_editor(desk, question, default, fault)
    if text is None:
        text = ask_text(desk, question, default, fault=fault, own_words=True)
    return text or None


def _in_editor(
    desk: Desk, question: str, default: str, fault: Callable[[str], str | None]
) -> str | None:
    """Have a text written in the editor; None where no editor can be used."""
    from balintlog.cli.terminal.editor import text_from_editor

    try:
        text = text_from_editor(desk, question, default, fault)
    except CouldNotError as error:
        explain(desk.surroundings, error)
        remark(desk, "Here is a line to write in instead.")
        return None
    if text == ENOUGH:
        raise SkipTheRest
    return text


def _text_verdict(typed: str, **limits: Any) -> str | None:
    fault = text_fault(typed, **limits) if typed else None
    return f"This {fault}." if fault else None


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

    Nothing typed is the default, a hyphen is none. A default that is no word of
    the vocabulary any more is not proposed. ``also`` are words that are
    understood and not shown; ``refused`` tells of known words why they will not do.
    """
    default = default if default in vocabulary else ""
    understood = (*vocabulary, *also)

    def fault(typed: str) -> str | None:
        if not typed or (typed == NONE and not required):
            return "An answer is needed here." if required and not typed + default else None
        if meant(typed, understood) is None and (known := meant(typed, refused or {})):
            return (refused or {})[known]
        return word_fault(typed, understood)

    shown_default = default if required or not default else f"{default}; {NONE} for none"
    typed = ask_text(
        desk,
        _with_default(_with_words(question, vocabulary), shown_default),
        fault=fault,
        suggestions=vocabulary,
        hints=hints,
        may_skip=may_skip,
    )
    return None if typed == NONE else meant(typed or default, understood)


def ask_words(
    desk: Desk, question: str, vocabulary: Sequence[str], default: Sequence[str] = ()
) -> list[str]:
    """Ask for words of a vocabulary, separated by spaces or commas."""

    def fault(typed: str) -> str | None:
        faults = (word_fault(word, vocabulary) for word in _split(typed))
        return next((fault for fault in faults if fault), None)

    typed = ask_text(desk, question, " ".join(default), fault=fault, suggestions=vocabulary)
    found = [meant(word, vocabulary) for word in _split(typed)]
    return list(dict.fromkeys(word for word in found if word))


def ask_number(desk: Desk, question: str, low: int, high: int, default: int) -> int:
    """Ask for a whole number; nothing typed is the default."""

    def fault(typed: str) -> str | None:
        fits = not typed or (typed.isdecimal() and low <= int(typed) <= high)
        return None if fits else f"A whole number from {low} to {high}, please."

    return int(ask_text(desk, _with_default(question, str(default)), fault=fault) or default)


def ask_ticks(
    desk: Desk, question: str, choices: Sequence[str], ticked: Collection[str]
) -> tuple[list[str], bool]:
    """Ask which of the choices hold; also return whether the leader wants to skip the rest.

    Raises GoBack on <.
    """
    import questionary
    from questionary.prompts.common import InquirerControl

    boxes = [questionary.Choice(choice, checked=choice in ticked) for choice in choices]
    enough = []

    def with_full_stop(*arguments: Any, **options: Any) -> Any:
        asked = questionary.checkbox(*arguments, **options)
        control = next(
            one
            for one in asked.application.layout.find_all_controls()
            if isinstance(one, InquirerControl)
        )

        def stop(event: Any) -> None:
            enough.append(True)
            control.is_answered = True
            event.app.exit(result=[choice.value for choice in control.get_selected_values()])

        bindings: Any = asked.application.key_bindings
        bindings.add(ENOUGH, eager=True)(stop)
        bindings.add(BACK, eager=True)(lambda event: event.app.exit(exception=GoBack()))
        return asked

    found = _ask(
        desk,
        with_full_stop,
        question,
        choices=boxes,
        instruction="(space: change, enter: done)",
    )
    return list(found), bool(enough)


def _ask(
    desk: Desk,
    kind: Callable[..., Any],
    question: str,
    *,
    above: str | None = None,
    keep_half: bool = False,
    replaced: bool = False,
    **options: Any,
) -> Any:
    """Put one guided question to standard error, perhaps with a line above it.

    ``replaced``: what stands in the line gives way to the first key that is typed.
    Ctrl-C and Ctrl-D end the record.
    """
    from prompt_toolkit.key_binding import merge_key_bindings
    from prompt_toolkit.output import create_output

    stderr = desk.surroundings.stderr
    output = create_output(stdout=stderr)
    lines = [above, question] if above else [question]
    message = "\n ".join(  # by words: the library does not
        part for line in lines for part in broken(stderr, line, AROUND)
    )
    asked = kind(message, qmark="", output=output, **options)
    usual = asked.application.key_bindings
    bindings = [no_mouse(), *([replacing(asked.application)] if replaced else [])]
    asked.application.key_bindings = merge_key_bindings([*([usual] if usual else []), *bindings])
    try:
        return asked.unsafe_ask()
    except (KeyboardInterrupt, EOFError):
        half = tidy(asked.application.current_buffer.text) if keep_half else ""
        raise InterruptedByLeaderError("interrupted", half=half) from None
    finally:
        sys.stdout.flush()


def _completer(vocabulary: Sequence[str], hints: Mapping[str, str]) -> Any:
    from prompt_toolkit.completion import WordCompleter

    return WordCompleter(list(vocabulary), meta_dict=dict(hints), ignore_case=True, WORD=True)


def word_fault(typed: str, vocabulary: Sequence[str]) -> str | None:
    """Say that a word is not known, and which one was perhaps meant."""
    if meant(typed, vocabulary):
        return None
    beginning = _beginning(typed, vocabulary)
    if 1 < len(beginning) <= FEW:
        return f"That could be: {' '.join(beginning)}."
    if near := nearest(typed, vocabulary):
        return f"Not known here; did you mean {near}?"
    if len(vocabulary) <= FEW:
        return f"Not known here; one of: {' '.join(vocabulary)}."
    return "Not known here; Tab shows all."


def _with_words(question: str, vocabulary: Sequence[str]) -> str:
    """Show the words to choose from, where they are few."""
    return question if len(vocabulary) > FEW else _beside(question, f"({' '.join(vocabulary)})")


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
    """Return the word of a vocabulary that was typed, whole or by its first letters, or None."""
    word = typed.casefold()
    if word in vocabulary:
        return word
    for known in vocabulary:
        if known.casefold() == word:
            return known
    beginning = _beginning(word, vocabulary)
    return beginning[0] if len(beginning) == 1 else None


def _beginning(typed: str, vocabulary: Collection[str]) -> list[str]:
    """Return the words of a vocabulary that begin with what was typed, if anything was."""
    word = typed.casefold()
    return [known for known in vocabulary if word and known.casefold().startswith(word)]
