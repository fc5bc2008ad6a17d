"""The question "More?" behind a story or a note: vocabulary words find their own fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from balintlog.cli.guided.line_dialogue import ask_in_words
from balintlog.cli.guided.single_field import (
    ask_imagined,
    ask_minutes,
    ask_return,
    ask_supervision,
    ask_taken,
    ask_wanted,
    ask_wish,
    put_field,
    set_or_clear,
)
from balintlog.cli.terminal.choices import ask_word, ask_words
from balintlog.cli.terminal.output import remark
from balintlog.domain.typed.field_words import (
    CASE_FIELDS,
    NOTE_FIELDS,
    TEXTS_OF_CASE,
    FieldWords,
    more_sentence,
)
from balintlog.domain.typed.follow_up_wish import Wish, wish_that_stands
from balintlog.domain.typed.more_line import (
    MoreReading,
    read_more_of_case,
    read_more_of_note,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from balintlog.cli.guided.form import Answers
    from balintlog.cli.guided.form_part import FormPart
    from balintlog.domain.typed.unclear import Unclear


_STORED = {"supervision": "for_supervision", "taken": "taken_on"}  # as typed, in the document
_SAY_MORE = {"ask", "case", "taken"}  # they are shown with what was meant
_TEXTS = {"wanted", "imagined", "said_on_return", "supervision", "taken"}

# Ask next time: that is assumed, and not said again.
AS_ASSUMED: tuple[Wish, ...] = ({"again": True}, {"after_sessions": 1})


class MoreFields(NamedTuple):
    """The fields that a question asks for, and how its line is read.

    ``asks`` puts the question about a single field that was named alone. ``choose_case`` is
    given what was typed of the case that a note is about, and asks where that is not clear.
    """

    fields: Sequence[FieldWords]
    names: Sequence[str]
    read: Callable[[str, dict[str, Any]], MoreReading]
    asks: Mapping[str, Callable[[FormPart], None]]
    explained: Sequence[str]
    choose_case: Callable[[FormPart, str], None] | None = None


def ask_more(part: FormPart, more: MoreFields) -> None:
    """Ask "More?", and put what is said into the part.

    Words are said on one line, and that is all; after a text, or a field that was asked for, there
    may be more to say, until Enter alone.
    """
    is_all = True
    if now := said_of(part.into, more):
        remark(part.desk, f"  {now}")

    def take(typed: str) -> Sequence[Unclear]:
        nonlocal is_all
        before = _values(part.into, more)
        reading = more.read(typed, before)
        is_all = not reading.ask_for and not _TEXTS & reading.values.keys()
        _take(part, more, reading, before)
        part.form.obey_sign()
        return reading.unclear

    ask_in_words(
        part.desk,
        f"More? ({' '.join(more.names)})",
        take,
        again=lambda: "More?",
        is_all=lambda: is_all,
        words=[word for field in more.fields for word in field.words],
        explained=more.explained,
    )


def _take(part: FormPart, more: MoreFields, reading: MoreReading, before: Answers) -> None:
    """Take what a line says, show it, and ask for what was only named."""
    changed = {
        name: value for name, value in reading.values.items() if before.get(name) != value
    } | {name: () for name in before if name not in reading.values}
    shown = {name: value for name, value in changed.items() if value and name not in _SAY_MORE}
    if said := more_sentence(shown):
        remark(part.desk, f"  {said}")
    for name, value in changed.items():
        if name == "case" and more.choose_case is not None:
            more.choose_case(part, value)
        else:
            put_field(part, name, value)
    for name in reading.ask_for:
        _ask_for(part, more, name)
    part.form.save_draft()


def _values(into: Answers, more: MoreFields) -> dict[str, Any]:
    """Return the fields of a part as the line is read against them."""
    names = [field.name for field in more.fields if field.name in into]
    values = {
        name: tuple(into[name]) if isinstance(into[name], list) else into[name] for name in names
    }
    for name in ("on_return", "phase_minutes", "continues", "related_to"):
        if name in into:
            values[name] = tuple(into[name]) if isinstance(into[name], list) else into[name]
    return values


def said_of(into: Mapping[str, Any], more: MoreFields) -> str:
    """Return what stands in the fields that a question asks for, by field."""
    values = _values(dict(into), more)
    for name, stored in (*_STORED.items(), ("wanted", "wanted"), ("case", "case")):
        if stored in into:
            values[name] = into[stored]
    if into.get("imagined"):
        values["imagined"] = tuple(into["imagined"])
    if into.get("said_on_return"):
        values["said_on_return"] = into["said_on_return"]
    if (wish := wish_that_stands(into)) and wish not in AS_ASSUMED:
        values["ask"] = wish
    return more_sentence(values)


def _ask_for(part: FormPart, more: MoreFields, name: str) -> None:
    """Ask for one field that was named without a word of it."""
    if name in more.asks:
        more.asks[name](part)
        return
    if name == "case" and more.choose_case is not None:
        more.choose_case(part, "")
        return
    field = next(field for field in more.fields if name in field.typed)
    question = f"{field.said.capitalize()}:"
    now = part.into.get(field.name)
    if field.holds_one:
        set_or_clear(part.into, field.name, ask_word(part.desk, question, field.words, now or ""))
    else:
        set_or_clear(part.into, field.name, ask_words(part.desk, question, field.words, now or ()))


MORE_OF_CASE = MoreFields(
    CASE_FIELDS,
    ("kind", "themes", "feelings", "patient", "why", *TEXTS_OF_CASE, "minutes", "ask"),
    read_more_of_case,
    {
        "wanted": ask_wanted,
        "imagined": ask_imagined,
        "return": ask_return,
        "minutes": ask_minutes,
        "ask": ask_wish,
    },
    (
        "Type what you want to add, such as: clin nonad frus",
        "For the patient: patient shame. To be asked: themes",
        "A new case that goes on from another, or belongs to it: continues C6, related C4",
    ),
)
MORE_OF_NOTE = MoreFields(
    NOTE_FIELDS,
    ("interventions", "observations", "heading", "supervision", "case"),
    read_more_of_note,
    {"supervision": ask_supervision, "taken": ask_taken},
    (
        "Type what you want to add, such as: held-off rivalry. To be asked: supervision",
        "When its question went to supervision: taken 2.3.",
    ),
)
