"""Options that many commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from balintlog.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Json = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
From = Annotated[
    str | None,
    typer.Option("--from", metavar="FILE", help="Read a JSON object; - is standard input."),
]
InGroup = Annotated[
    str | None, typer.Option("--group", metavar="GROUP", help="Only this group: G1, or its label.")
]
AtSession = Annotated[
    str | None,
    typer.Option("--session", metavar="SESSION", help="The session; default: the latest."),
]
RowVersion = Annotated[
    int | None,
    typer.Option("--row-version", metavar="N", help="Refuse if it was changed since version N."),
]

NewSheet = Annotated[
    str | None,
    typer.Option("--sheet", metavar="FILE", help="Write the recovery sheet to a new file."),
]

GroupName = Annotated[str, typer.Argument(metavar="GROUP", help="G1, or the group's label.")]
MemberAlias = Annotated[str, typer.Argument(metavar="ALIAS", help="The member's alias.")]
SessionId = Annotated[str, typer.Argument(metavar="SESSION", help="A session's id, such as S3.")]
CaseId = Annotated[str, typer.Argument(metavar="CASE", help="A case's id, such as C7.")]
NoteId = Annotated[str, typer.Argument(metavar="NOTE", help="A note's id, such as N2.")]


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


def _checked(name: str, vocabulary: Sequence[str]) -> Callable[[Any], Any]:
    def check(value: str | list[str] | None) -> str | list[str] | None:
        for one in [value] if isinstance(value, str) else value or []:
            if one not in vocabulary:
                from balintlog.logbook.document.fields import unknown_word

                raise InvalidInputError(f"{name}: {unknown_word(one, vocabulary)}")
        return value

    return check
