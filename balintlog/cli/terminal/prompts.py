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
from balintlog.cli.terminal.output import broken, remark
from balintlog.domain.text import tidy
from balintlog.errors import (
    DeclinedError,
    InterruptedByLeaderError,
    InvalidInputError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from balintlog.cli.desk import Desk

T = TypeVar("T")
ENOUGH = "."
BACK = "<"
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
            end_if_meant(typed)
        if typed.casefold() in answers:
            return answers[typed.casefold()]
        remark(desk, "Please answer y or n.")


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
            end_if_meant(text if refused else _behind(default, text, own_words=own_words))
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


def end_if_meant(typed: str) -> None:
    """Raise what a lone full stop or < means; of any other answer say nothing."""
    if typed == ENOUGH:
        raise SkipTheRest
    if typed == BACK:
        raise GoBack


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
