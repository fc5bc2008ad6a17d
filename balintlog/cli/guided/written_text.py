"""A text that is written in the leader's own words, and read for identifiers at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from balintlog.cli.guided.screen_dialogue import settled
from balintlog.cli.terminal.free_text import (
    IN_OWN_WORDS,
    SIGNS_BEHIND,
    ask_free_text,
    how_to_write,
)
from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.prompts import ask_text
from balintlog.cli.terminal.typed_signs import GoBack, SkipTheRest, end_if_meant, text_and_sign
from balintlog.domain.text import MAX_BYTES, text_fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.cli.desk import Desk
    from balintlog.cli.guided.form_part import FormPart
    from balintlog.cli.guided.screen_dialogue import Place

ONE_LINE = (
    IN_OWN_WORDS,
    f"A few words on one line. Enter leaves it as it is, or empty. {SIGNS_BEHIND}",
)


def ask_paragraphs(
    part: FormPart, key: str, question: str, now: str | None, *, about_group: bool = False
) -> str | None:
    """Ask for a text of any length; before the first one, say how it is written."""
    if not part.form.has_asked_for_text:
        part.form.has_asked_for_text = True
        remark(part.desk, how_to_write(part.desk))
    ask = _until_sign(part, partial(ask_free_text, part.desk, question))
    return settled(part, key, ask, now, about_group=about_group)


def ask_one_line(
    part: FormPart,
    key: str,
    question: str,
    now: str | None,
    *,
    most: int = MAX_BYTES,
    about_group: bool = False,
) -> str | None:
    """Ask for a text on one line, of so many characters at ``most``."""
    ask = _until_sign(part, partial(_line, part.desk, question, most))
    return settled(part, key, ask, now, about_group=about_group)


def read_typed_line(
    part: FormPart, key: str, question: str, text: str, *, about_group: bool = False
) -> str | None:
    """Read a text that was typed in another line; ask for it anew where it needs rewording."""
    typed = [text]

    def ask(stands: str, place: Place | None) -> str | None:
        if not typed:
            return _line(part.desk, question, MAX_BYTES, stands, place)
        text, sign = text_and_sign("", typed.pop())
        end_if_meant(sign, text)
        return text

    return settled(part, key, _until_sign(part, ask), None, about_group=about_group)


def _until_sign(
    part: FormPart, ask: Callable[[str, Place | None], str | None]
) -> Callable[[str, Place | None], str | None]:
    """Return what asks for a text; a sign behind one waits in the form until that is kept."""

    def asked(stands: str, place: Place | None) -> str | None:
        try:
            return ask(stands, place)
        except (GoBack, SkipTheRest) as sign:
            if not sign.text:
                raise
            part.form.sign = sign
            return sign.text

    return asked


def _line(desk: Desk, question: str, most: int, stands: str, place: Place | None) -> str | None:
    def fault(typed: str) -> str | None:
        wrong = text_fault(typed, one_line=True, max_characters=most) if typed else None
        return f"This {wrong}." if wrong else None

    typed = ask_text(
        desk,
        question,
        stands,
        explained=ONE_LINE,
        fault=fault,
        own_words=True,
        place=place,
    )
    return typed or None
