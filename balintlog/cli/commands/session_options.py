"""The options of a session, shared by ``session add`` and ``session edit``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from balintlog.cli.options import field_option
from balintlog.cli.terminal.evening_date import read_evening
from balintlog.domain.aliases import folded
from balintlog.domain.document import SessionEntry
from balintlog.domain.text import whole_number
from balintlog.errors import InvalidInputError
from balintlog.logbook.book import find_leader, find_member

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balintlog.cli.desk import Desk
    from balintlog.logbook.book import Logbook

_FRAME = ("minutes", "mode", "event", "recorded", "debriefed", "safety_concern", "cancelled")
SESSION_OPTIONS: dict[str, Any] = {
    "on": Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day it was held.")],
    **{name: field_option(SessionEntry, name) for name in _FRAME},
    "leader": Annotated[
        list[str] | None,
        typer.Option("--leader", metavar="ALIAS", help="Who led (may be repeated)."),
    ],
    "coleader": Annotated[
        list[str] | None,
        typer.Option("--coleader", metavar="ALIAS", help="Who co-led (may be repeated)."),
    ],
    "attendance": Annotated[
        list[str] | None,
        typer.Option(
            "--attendance",
            metavar="ALIAS=STATUS",
            help="One member (may be repeated): moth=apologies, moth=absent, or with the minutes"
            " they were there: moth=late:60, moth=left-early:45.",
        ),
    ],
}


def session_fields(desk: Desk, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a session's document for the options that were given.

    InvalidInputError where somebody is named twice, or the date cannot be read.
    """
    fields = {key: given[key] for key in _FRAME if key in given}
    if "on" in given:
        fields["held_on"] = read_evening(desk, given["on"]).isoformat()
    roles = [(folded(alias), "leader") for alias in given.get("leader", ())]
    roles += [(folded(alias), "co-leader") for alias in given.get("coleader", ())]
    if roles:
        fields["leaders"] = dict(roles)
        if len(fields["leaders"]) < len(roles):
            raise InvalidInputError("a leader is named twice")
    named = [_attended(typed) for typed in given.get("attendance", ())]
    if named:
        fields["attendance"] = dict(named)
        if len(fields["attendance"]) < len(named):
            raise InvalidInputError("--attendance names somebody twice")
    return fields


def find_people(book: Logbook, fields: Mapping[str, Any]) -> None:
    """Find everybody whom options name, or raise NotFoundError for the first who is not known."""
    for alias in fields.get("leaders", ()):
        find_leader(book, alias)
    for alias in fields.get("attendance", ()):
        find_member(book, alias)


def _attended(text: str) -> tuple[str, Any]:
    """Read ``moth=late:60`` as a document has it."""
    alias, _, how = text.partition("=")
    status, _, minutes = how.partition(":")
    there_for = whole_number(minutes)
    if alias and there_for is not None:
        return folded(alias), {"status": status, "minutes": there_for}
    if minutes or not how or not alias or how.endswith(":"):
        raise InvalidInputError(
            "--attendance takes an alias and whether they were there",
            hint="For example: --attendance moth=late:60, or --attendance plover=apologies",
        )
    return folded(alias), status
