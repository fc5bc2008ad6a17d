"""Options that many commands share."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from balintlog.domain.ids import number_of
from balintlog.domain.moment import day_fault
from balintlog.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
AN_ALIAS = (  # what is said at ?
    "A word from nature, such as alder, and never a name: every text may hold it.",
    "It has 3 to 20 letters, and is not a word such as friday or late.",
)
_IS_AN_OPTION = "--"  # and taken for the value of the one before it, which is said later
# Not eight digits, which are a date.
_NEARLY_AN_ID = re.compile(r" *[a-zA-Z]?-?[0-9]{1,7} *")


def check_shape(metavar: str, value: str | None) -> None:
    """Refuse what can be no label or alias, nor the beginning of one, before anything is opened.

    What was typed is not repeated: it may be a name.
    """
    if value is None or value.startswith(_IS_AN_OPTION):
        return
    letters = value.strip().replace("-", "a")
    if metavar == "GROUP" and not letters.isalnum():
        raise InvalidInputError("a group is named by its id, or by its label: a word such as larch")
    if metavar == "ALIAS" and not letters.isalpha():
        raise InvalidInputError("an alias has 3 to 20 letters, and hyphens only between them")


def named_option(flag: str, metavar: str, help_text: str) -> Any:
    """Return an option that names a GROUP, or people by ALIAS, refused early by its shape."""

    def check(value: str | list[str] | None) -> str | list[str] | None:
        for typed in [value] if isinstance(value, str) else value or []:
            check_shape(metavar, typed)
        return value

    return typer.Option(flag, metavar=metavar, help=help_text, callback=check)


def asked_for(metavar: str, help_text: str, letter: str = "") -> Any:
    """Return an argument that is asked for where it is missing, and refused before anything else.

    ``letter``: that of its ids; what is nearly an id, or that of something else, is refused.
    An argument of several words, such as a date, is checked as a text with blanks.
    """

    def check(ctx: typer.Context, typed: str | list[str] | None) -> str | list[str] | None:
        value = typed if isinstance(typed, str) else " ".join(typed or ()) or None
        if value is None and ctx.obj is not None and not ctx.obj.can_ask:
            raise InvalidInputError(f"{metavar} is missing", hint=f"See: {ctx.command_path} --help")
        check_shape(metavar, value)
        if letter and value is not None and _NEARLY_AN_ID.fullmatch(value):
            number_of(letter, value)
        return typed

    return typer.Argument(metavar=metavar, help=help_text, callback=check, show_default=False)


GroupName = Annotated[str | None, asked_for("GROUP", "G1, or the group's label.")]
MemberAlias = Annotated[str | None, asked_for("ALIAS", "The member's alias.")]
SessionId = Annotated[str | None, asked_for("SESSION", "A session: S3, or its date.", "S")]
SessionWords = Annotated[
    list[str] | None, asked_for("SESSION", "A session: S3, or its date: 30 nov.", "S")
]
CaseId = Annotated[str | None, asked_for("CASE", "A case: C7, or a word of its label.", "C")]
NoteId = Annotated[str | None, asked_for("NOTE", "A note: N2, or its date.", "N")]


# The options that were typed, by name: words, lists of words, numbers, yes or no.
Given = Mapping[str, Any]

Json = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="FILE",
        help="Read a JSON object from this file, or from - (standard input).",
    ),
]
OfGroup = Annotated[str | None, named_option("--group", "GROUP", "The group: G1, or its label.")]
InGroup = Annotated[
    str | None, named_option("--group", "GROUP", "Only this group: G1, or its label.")
]
AtSession = Annotated[
    str | None,
    typer.Option("--session", metavar="SESSION", help="The session; default: the latest."),
]
# For scripts, so that only "balintlog help scripting" tells of it.
RowVersion = Annotated[
    int | None,
    typer.Option(
        "--row-version",
        metavar="N",
        help="Refuse if it has been changed since version N.",
        hidden=True,
    ),
]

NewSheet = Annotated[
    str | None,
    typer.Option("--sheet", metavar="FILE", help="Write the recovery sheet to a new file."),
]


def new_alias_option(name: str, metavar: str, help_text: str) -> Any:
    """Return an option for an alias to give, refused before anything is opened if none can be."""

    def check(value: str | None) -> str | None:
        if value is not None and not value.startswith(_IS_AN_OPTION):
            from balintlog.domain.typed.frame.new_alias import (
                read_new_alias,  # not for every command
            )

            read_new_alias(value)
        return value

    return typer.Option(name, metavar=metavar, help=help_text, callback=check)


def word(name: str, vocabulary: Sequence[str], help_text: str) -> Any:
    """Return an option that takes one word of a vocabulary."""
    return typer.Option(
        name,
        metavar="WORD",
        help=f"{help_text}: {', '.join(vocabulary)}.",
        callback=_checked(name, vocabulary),
        autocompletion=lambda: list(vocabulary),
        show_default=False,
    )


def day_option(
    name: str, help_text: str, *, or_unknown: bool = False, may_come: bool = False
) -> Any:
    """Return an option for a date, refused before anything is opened if there is no such day.

    ``or_unknown``: "unknown" will do. ``may_come``: it may be in the future.
    """

    def check(ctx: typer.Context, value: str | None) -> str | None:
        if value is None or value.startswith(_IS_AN_OPTION) or ctx.obj is None:
            return value  # nothing to check, or only parsed and not run
        from balintlog.domain.typed.typed_dates import read_day  # not for every command

        if not (or_unknown and value.strip().casefold() == "unknown"):
            fault = day_fault(read_day(value, ctx.obj.today), ctx.obj.today)
            if fault and not may_come:
                raise InvalidInputError(fault)
        return value

    return typer.Option(name, metavar="DATE", help=help_text, callback=check)


def field_option(record: Any, name: str, flag: str | None = None) -> Any:
    """Return the declaration of an option for one field of a session's document.

    The field gives it its words, its limits and the first sentence of its help.
    """
    from balintlog.domain.document_field import field_of  # not for every command

    field = field_of(record, name)
    flag = flag or f"--{name.replace('_', '-')}"
    said = field.help.partition(". ")[0].removesuffix(".")
    if field.kind == "words":
        return Annotated[list[str] | None, word(flag, field.words, f"{said} (may be repeated)")]
    if field.kind in ("word", "word or yes"):
        return Annotated[str | None, word(flag, field.words, said)]
    if field.kind == "yes":
        return Annotated[str | None, word(flag, ("yes", "no"), said)]
    if field.kind == "whole":
        number = typer.Option(flag, min=field.low, max=field.high, metavar="N", help=f"{said}.")
        return Annotated[int | None, number]
    if field.kind in ("presenters", "members"):
        several = named_option(flag, "ALIAS", f"{said} (may be repeated).")
        return Annotated[list[str] | None, several]
    metavar = {"teller": "ALIAS", "case": "CASE"}[field.kind]
    return Annotated[str | None, named_option(flag, metavar, f"{said}.")]


def with_options(options: Mapping[str, Any]) -> Callable[..., Callable[..., None]]:
    """Give a command the options of a table, so that several commands can share it.

    ``options`` are declarations by name, each of type ``Annotated[... | None, ...]``. The command
    takes a dict in their place, ``given``: the values of those that were typed, by name.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        own = inspect.signature(command, eval_str=True)

        @functools.wraps(command)
        def with_given(*args: Any, **values: Any) -> None:
            typed = {name: values.pop(name) for name in options}
            given = {name: value for name, value in typed.items() if value is not None}
            command(*args, given=given, **values)

        parameters = []
        for parameter in own.parameters.values():
            if parameter.name == "given":
                parameters += [
                    inspect.Parameter(name, parameter.kind, default=None, annotation=declared)
                    for name, declared in options.items()
                ]
            else:
                parameters.append(parameter)
        # What Typer reads: it would not look into ``given`` for options.
        with_given.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]
        with_given.__annotations__ = {option.name: option.annotation for option in parameters}
        return with_given

    return decorate


def require_changes(changes: object, command: str) -> None:
    """Raise InvalidInputError if there is nothing to change; its hint names the ``command``."""
    if not changes:
        raise InvalidInputError(
            "there is nothing to change", hint=f"See: balintlog {command} --help"
        )


def _checked(name: str, vocabulary: Sequence[str]) -> Callable[[Any], Any]:
    """Return what reads a word of a vocabulary: whole, or by a part that only one of them has."""

    def meant(typed: str) -> str:
        if typed in vocabulary:
            return typed
        from balintlog.domain.typed.word_matches import words_meant  # not for every command

        words = words_meant(typed, vocabulary)
        if len(words) == 1:
            return words[0]
        if words:
            raise InvalidInputError(f"{name}: that may be {', '.join(words)}")
        from balintlog.logbook.document.object_reader import unknown_word

        raise InvalidInputError(f"{name}: {unknown_word(typed, vocabulary)}")

    def check(value: str | list[str] | None) -> str | list[str] | None:
        if value is None or isinstance(value, str):
            return value if value is None else meant(value)
        return [meant(typed) for typed in value]

    return check
