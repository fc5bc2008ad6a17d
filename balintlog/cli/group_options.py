"""The options of a group, shared by ``group add`` and ``group edit``."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated

import typer

from balintlog.cli.options import day_option, named_option, word
from balintlog.domain import vocabulary as words
from balintlog.domain.typed.typed_dates import read_day
from balintlog.logbook.book import find_leader
from balintlog.privacy.screen.finding import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from balintlog.cli.options import Given
    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook

A_LABEL = (  # what is said at ?
    "A short code, such as larch or tern-2: letters, digits and hyphens, at most 20.",
    "It appears in lists and on the screen, so it should not say who or where you are.",
)
# By field of a group; --leader and --coleader together are its leaders.
GROUP_OPTIONS = {
    "format": Annotated[str | None, word("--format", words.FORMATS, "How it works")],
    "usual_minutes": Annotated[
        int | None,
        typer.Option("--minutes", min=1, max=1440, metavar="N", help="Usual minutes of a session."),
    ],
    "cadence": Annotated[str | None, word("--cadence", words.CADENCES, "How often it meets")],
    "mode": Annotated[str | None, word("--mode", words.MODES, "How it usually meets")],
    "openness": Annotated[str | None, word("--openness", words.OPENNESS, "Who may join")],
    "leader": Annotated[list[str] | None, named_option("--leader", "ALIAS", "Who usually leads.")],
    "coleader": Annotated[
        list[str] | None, named_option("--coleader", "ALIAS", "Who usually co-leads.")
    ],
    "started_on": Annotated[
        str | None, day_option("--started", "The first day, or unknown.", or_unknown=True)
    ],
    "agreed_on": Annotated[
        str | None,
        day_option("--agreed", "When the members agreed to the log, or unknown.", or_unknown=True),
    ],
    "language": Annotated[str | None, word("--language", LANGUAGES, "The language of its texts")],
    "asks_recognisable": Annotated[
        bool | None,
        typer.Option(
            "--ask-recognisable/--no-ask-recognisable",
            help="Whether to ask if a new case could be recognised.",
        ),
    ],
}


def in_words(group: Group) -> str:
    """Say how a group meets, as far as it can be said otherwise in one line."""
    mode = group.mode.replace("-", " ")
    return (
        f"{group.label}: {group.cadence}, {group.usual_minutes} minutes, {mode},"
        f" {group.openness}, {group.format}"
    )


def with_given(book: Logbook, group: Group, given: Given) -> Group:
    """Return a group with what options say of it.

    --leader and --coleader each replace only those of their kind. InvalidInputError,
    NotFoundError.
    """
    fields = {key: value for key, value in given.items() if key not in {"leader", "coleader"}}
    for key in ("started_on", "agreed_on"):
        if key in fields:
            fields[key] = day_or_unknown(fields[key], book.today)
    if "leader" in given or "coleader" in given:
        fields["leaders"] = {
            alias: role
            for role, option in (("leader", "leader"), ("co-leader", "coleader"))
            for alias in _aliases(book, given.get(option), group.leaders, role)
        }
    return dataclasses.replace(group, **fields)


def _aliases(
    book: Logbook, named: list[str] | None, current: Mapping[str, str], role: str
) -> list[str]:
    """Return the aliases of those who are named for a role, or who have it already."""
    if named is None:
        return [alias for alias, has in current.items() if has == role]
    return [find_leader(book, alias).alias for alias in named]


def day_or_unknown(text: str, today: date) -> date | None:
    """Read a date that may be unknown."""
    return None if text.strip().casefold() == "unknown" else read_day(text, today)
