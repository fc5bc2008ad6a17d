"""The look at a single entry before it is saved: a case, its news or a note, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from balintlog.cli.terminal.output import remark, remark_behind
from balintlog.cli.terminal.prompts import ask_text
from balintlog.cli.terminal.typed_signs import GoBack, SkipTheRest
from balintlog.domain.text import whole_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from balintlog.cli.guided.form_part import FormPart

QUESTION = "Enter saves, a number changes it:"
GOES_ON = "Enter goes on, a number changes it, delete deletes the draft:"
SAVES_IT = "Enter saves, a number changes it, delete deletes the draft:"
DELETE = "delete"
TO_THE_LOOK = "to the look"
EXPLAINED = (
    "Enter saves it as it stands here. A number asks for that line again.",
    "Ctrl-C saves nothing yet, and keeps what you typed as a draft.",
)


class DraftDeletedError(Exception):
    """The draft was deleted at its look; the entry is to be asked for as it is recorded."""


class EntryLine(NamedTuple):
    """A line of the look: what it says, which question of the form it is, and how it is put."""

    text: str
    question: str
    ask: Callable[[], Any]


def ask_and_look(
    part: FormPart,
    ask: Callable[[], None],
    lines: Callable[[], Sequence[EntryLine]],
    last: str,
    warning: Callable[[], str] = str,
) -> None:
    """Ask for an entry, then show it until Enter alone; a full stop goes to the look at once.

    A draft that is taken up before the ``last`` question begins with the look. ``lines`` and
    ``warning`` are what is shown, as it is now. Raises GoBack.
    """
    form = part.form
    if form.is_taken_up:
        form.is_taken_up = False  # should it be refused, it is asked as anew
        remark(part.desk, "You left this:")
        is_done = bool({TO_THE_LOOK, last} & {*form.answered})
        _show_until_enter(part, lines, warning, SAVES_IT if is_done else GOES_ON)
        if is_done:
            return
    if TO_THE_LOOK not in form.answered:
        try:
            ask()
        except SkipTheRest:
            form.answered.append(TO_THE_LOOK)
            form.save_draft()
    remark(part.desk, "This will be saved:")
    _show_until_enter(part, lines, warning, QUESTION)


def _show_until_enter(
    part: FormPart,
    lines: Callable[[], Sequence[EntryLine]],
    warning: Callable[[], str],
    question: str,
) -> None:
    """Show the lines, and change them by their numbers, until Enter alone."""
    known: Sequence[str] = ()
    while True:
        shown = lines()
        for at, line in enumerate(shown, 1):
            if line.text not in known:  # after a change only what has changed
                remark_behind(part.desk, f"  {at}  ", line.text)
        known = [line.text for line in shown]
        if said := warning():
            remark(part.desk, said)
        number = _number(part, len(shown), question)
        if number is None:
            return
        if number:
            _ask_again(part, shown[number - 1])
        elif part.form.delete_draft is not None and part.form.delete_draft():
            raise DraftDeletedError


def _number(part: FormPart, many: int, question: str) -> int | None:
    """Return the number of the line to change, None to save, or 0 to delete the draft."""
    words = (DELETE,) if question in {GOES_ON, SAVES_IT} else ()

    def fault(typed: str) -> str | None:
        if not typed or typed.casefold() in words or whole_number(typed) in range(1, many + 1):
            return None
        return f"A number from 1 to {many}, {', '.join((*words, 'or Enter'))}."

    while True:
        try:
            typed = ask_text(part.desk, question, fault=fault, explained=EXPLAINED)
        except SkipTheRest:
            remark(part.desk, "  There are no more questions: Enter saves.")
        else:
            if typed.casefold() in words:
                return 0
            return whole_number(typed) if typed else None


def _ask_again(part: FormPart, line: EntryLine) -> None:
    """Put one question again, with its answer in place; < leaves it as it is."""
    part.form.ask_once_more(line.question)
    try:
        line.ask()
    except (GoBack, SkipTheRest):
        pass
    finally:
        if line.question not in part.form.answered:
            part.form.answered.append(line.question)
        part.form.save_draft()
