"""The options of a session, shared by ``session add`` and ``session edit``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from balintlog.cli.options import day_option, field_option, named_option
from balintlog.cli.terminal.evening_date import read_evening
from balintlog.domain.aliases import folded
from balintlog.domain.document import SessionEntry
from balintlog.domain.text import whole_number
from balintlog.errors import InvalidInputError
from balintlog.logbook.book import find_leader, find_member

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from balintlog.cli.desk import Desk
    from balintlog.cli.options import Given
    from balintlog.logbook.book import Logbook

_FRAME = ("minutes", "mode", "event", "recorded", "debriefed", "safety_concern", "cancelled")
SESSION_OPTIONS = {
    "on": Annotated[str | None, day_option("--on", "The day it was held.")],
    **{name: field_option(SessionEntry, name) for name in _FRAME},
    "offered": field_option(SessionEntry, "offered"),
    "leader": Annotated[
        list[str] | None,
        named_option("--leader", "ALIAS", "Who led (may be repeated)."),
    ],
    "coleader": Annotated[
        list[str] | None,
        named_option("--coleader", "ALIAS", "Who co-led (may be repeated)."),
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


class GivenSession(NamedTuple):
    """What options say of a session, as its document has it; None: nothing."""

    held_on: date | None
    leaders: Mapping[str, str] | None
    attendance: Mapping[str, object] | None
    offered: list[str] | None
    frame: Mapping[str, object]

    @property
    def fields(self) -> dict[str, object]:
        """The fields of the document that are said."""
        said: dict[str, object] = {
            "held_on": None if self.held_on is None else self.held_on.isoformat(),
            "leaders": self.leaders,
            "attendance": self.attendance,
            "offered": self.offered,
        }
        return {**self.frame, **{name: value for name, value in said.items() if value is not None}}


def given_session(desk: Desk, given: Given) -> GivenSession:
    """Return what the options that were given say of a session.

    InvalidInputError where somebody is named twice, or the date cannot be read.
    """
    roles = [(folded(alias), "leader") for alias in given.get("leader", ())]
    roles += [(folded(alias), "co-leader") for alias in given.get("coleader", ())]
    named = [_attended(typed) for typed in given.get("attendance", ())]
    leaders, attendance = dict(roles), dict(named)
    if len(leaders) < len(roles):
        raise InvalidInputError("a leader is named twice")
    if len(attendance) < len(named):
        raise InvalidInputError("--attendance names somebody twice")
    return GivenSession(
        read_evening(desk, given["on"]) if "on" in given else None,
        leaders or None,
        attendance or None,
        [folded(alias) for alias in given.get("offered", ())] or None,
        {key: given[key] for key in _FRAME if key in given},
    )


def with_people_found(book: Logbook, session: GivenSession) -> GivenSession:
    """Return what options say, with the whole alias of everybody whom they name.

    NotFoundError for the first who is not known.
    """
    leaders, attendance, offered = session.leaders, session.attendance, session.offered
    return session._replace(
        leaders=leaders and {find_leader(book, name).alias: how for name, how in leaders.items()},
        attendance=attendance
        and {find_member(book, name).alias: how for name, how in attendance.items()},
        offered=offered and [find_member(book, name).alias for name in offered],
    )


def _attended(text: str) -> tuple[str, object]:
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
