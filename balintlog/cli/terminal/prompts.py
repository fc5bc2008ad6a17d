"""Prompts: the only place where the leader is asked anything.

Every question says at a lone question mark what may be answered. A text is asked for again with
its words still there, where it stood or was refused; a short answer that stands in the line gives
way to the first key that is typed. A lone full stop means: enough, skip the rest; a lone < goes
back to the question before. What counts as one of these signs behind a text is said in
``typed_signs``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balintlog.cli.terminal.keyboard.key_bindings import emptying, no_mouse, replacing
from balintlog.cli.terminal.open_question import OpenQuestion
from balintlog.cli.terminal.output import PIPE_COLUMNS, broken, columns_of, remark
from balintlog.cli.terminal.typed_signs import (
    EXPLAIN,
    TO_THE_END,
    end_if_meant,
    lone_sign,
    may_hide_a_sign,
    text_and_sign,
)
from balintlog.cli.terminal.word_columns import completer_of, in_columns
from balintlog.domain.text import tidy
from balintlog.errors import DeclinedError, InterruptedByLeaderError, InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from balintlog.cli.desk import Desk


def require_terminal(desk: Desk, missing: str) -> None:
    """Raise InvalidInputError naming what is missing where nobody can be asked for it."""
    if not desk.can_ask:
        raise InvalidInputError(f"this needs {missing}, and there is nobody here to ask")


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
    enter = {True: "Enter means yes.", False: "Enter means no.", None: "It needs an answer."}
    explained = (f"y is yes, n is no. {enter[default]}", "Nothing happens before you answer.")
    answers = {"y": True, "yes": True, "n": False, "no": False}
    if default is not None:
        answers[""] = default
    choices = {True: "Y/n", False: "y/N", None: "y/n"}[default]
    while True:
        typed = ask_line(desk, f"{question} [{choices}] ", explained)
        if may_skip:
            end_if_meant(typed)
        if typed.casefold() in answers:
            return answers[typed.casefold()]
        remark(desk, "Please answer y or n.")


def ask_line(desk: Desk, question: str, explained: Sequence[str]) -> str:
    """Ask for one plain line, without importing prompt_toolkit; "" is no answer.

    ``explained`` is shown at a lone question mark.
    """
    while (typed := _line(desk, question)) == EXPLAIN:
        remark(desk, *(f"  {line}" for line in explained))
    return typed


def _line(desk: Desk, question: str) -> str:
    *before, last = broken(desk.surroundings.stderr, question.rstrip(" "))
    blank = " " * (len(question) - len(question.rstrip(" ")))
    try:
        line = OpenQuestion(desk).line("\n".join([*before, last + blank]))
    except UnicodeDecodeError:
        return ""
    except InterruptedByLeaderError:
        remark(desk, "")  # what is said next begins on a line of its own
        raise
    if not line:
        raise InterruptedByLeaderError("the input ended before the answer")
    return line.strip()


def ask_checked(
    desk: Desk, question: str, check: Callable[[str], object], explained: Sequence[str]
) -> str:
    """Ask for a short answer until ``check`` raises no InvalidInputError for it."""

    def fault(typed: str) -> str | None:
        try:
            check(typed)
        except InvalidInputError as error:
            return error.message
        return None

    return ask_text(desk, question, fault=fault, may_skip=False, explained=explained)


def ask_text(
    desk: Desk,
    question: str,
    default: str = "",
    *,
    explained: Sequence[str],
    fault: Callable[[str], str | None] = lambda _: None,
    suggestions: Sequence[str] = (),
    hints: Mapping[str, str] | None = None,
    own_words: bool = False,
    may_skip: bool = True,
    long: bool = False,
    place: tuple[int, int] | None = None,
    enter: str = "",
    shows_words: bool = False,
) -> str:
    """Ask for a text until ``fault`` finds none; "" is no answer.

    What is wrong is said right above the question, which is put once more: a line that
    the library would write is shown at the bottom of the window, and is cut there.
    ``own_words``: what stands in the line gives way to no accidental key, and what was typed so
    far is in the InterruptedByLeaderError that is raised. ``long``: the text may have
    paragraphs, and has the whole width below the question. ``place``: the words in the text
    that are to be reworded, from start to end; the cursor begins there, and plain lines ask for
    what stands instead. ``enter``: what Enter alone does in plain lines, if it does not keep the
    text. A lone question mark shows what is
    ``explained``, and the ``suggestions`` if it ``shows_words``; where nothing is explained, it
    is an answer. Raises SkipTheRest on a lone full stop, ToTheLook on two
    and GoBack on a lone < if ``may_skip``; with ``own_words`` also behind a text, which
    they carry then.
    """
    how = "Ctrl-U empties the line" if own_words else "typing replaces it"
    stands, refused = default, ""
    # In plain lines a sign takes the place of the words, else it is typed at the cursor.
    at = place if place is None or desk.is_plain else (place[0], place[0])
    while True:
        typed = _typed(
            desk,
            [refused, question] if refused else [question],
            stands,
            own_words=own_words,
            place=place,
            enter=enter,
            replaced=bool(stands) and not own_words,
            long=long,
            completer=completer_of(suggestions, hints or {}) if suggestions else None,
            complete_while_typing=bool(suggestions),
        )
        text = tidy(typed)
        signed = text if refused else lone_sign(default, at, text, own_words=own_words)
        if signed == EXPLAIN and explained:
            words = _shown_words(desk, suggestions, hints or {}) if shows_words else ()
            remark(desk, *(f"  {line}" for line in explained), *words)
            continue
        if may_skip:
            end_if_meant(signed)
        sign = ""
        if may_skip and own_words:
            text, sign = _parted(desk, stands, text)
        wrong = fault(text)
        if wrong is None:
            end_if_meant(sign, text)
            return text
        typed = text if sign else typed
        refused = f"{wrong} ({how})" if text and not desk.is_plain else wrong
        place = None
        stands = typed if own_words or not desk.is_plain else default


def _parted(desk: Desk, stood: str, text: str) -> tuple[str, str]:
    """Return a text, and the sign behind it; ask where full stops may be either."""
    if may_hide_a_sign(stood, text) and not ask_yes_no(
        desk, "Does your text end with all of these full stops?", default=True
    ):
        return text.removesuffix(TO_THE_END).rstrip(), TO_THE_END
    return text_and_sign(stood, text)


def _typed(
    desk: Desk,
    lines: Sequence[str],
    stands: str,
    *,
    own_words: bool,
    place: tuple[int, int] | None,
    enter: str,
    replaced: bool,
    long: bool,
    **options: Any,
) -> str:
    """Show a question, with ``stands`` behind it to be changed, and return what was typed.

    ``replaced``: what is in the line gives way to the first key that is typed.
    InterruptedByLeaderError on all that ends a question without an answer.
    """
    if desk.is_plain:
        from balintlog.cli.terminal.plain_lines import ask_plainly

        return ask_plainly(
            desk, lines, stands, keep_half=own_words, long=long, place=place, enter=enter
        )
    stderr = desk.surroundings.stderr
    question = "\n".join(part for line in lines for part in broken(stderr, line, around=1))
    from prompt_toolkit import PromptSession
    from prompt_toolkit.document import Document
    from prompt_toolkit.key_binding import merge_key_bindings
    from prompt_toolkit.shortcuts import CompleteStyle

    open_question = OpenQuestion(desk)
    keys, screen = open_question.keys_and_screen(f"{question} {stands}")
    end = "\n" if long else " "
    asked: PromptSession[str] = PromptSession(
        question + end,
        input=keys,
        output=screen,
        multiline=long,
        complete_style=CompleteStyle.MULTI_COLUMN,
        **options,
    )
    bindings = [no_mouse(), emptying()]
    if replaced:
        bindings.append(replacing(asked.app))
    if long:
        from balintlog.cli.terminal.keyboard.paragraph_keys import WrapsWords, keys_for_paragraphs

        asked.input_processors = [WrapsWords()]
        bindings.append(keys_for_paragraphs(asked.app))
    asked.key_bindings = merge_key_bindings(bindings)
    return open_question.answer(
        asked.app,
        lambda begin: asked.prompt(default=Document(stands, place and place[0]), pre_run=begin),
        lambda: tidy(asked.default_buffer.text) if own_words else "",
    )


def _shown_words(desk: Desk, vocabulary: Sequence[str], hints: Mapping[str, str]) -> list[str]:
    """Return lines with all the words that may be typed, and what they mean if that is known."""
    if not hints:
        width = columns_of(desk.surroundings.stderr) or PIPE_COLUMNS
        return [f"  {line}" for line in in_columns(vocabulary, width - len("  "))]
    return [f"  {word}: {hints[word]}" if word in hints else f"  {word}" for word in vocabulary]
