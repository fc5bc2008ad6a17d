"""The options of a case: for what was told of it, and for news of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from balintlog.cli.options import Given, field_option
from balintlog.domain.aliases import folded
from balintlog.domain.document import CaseEntry, CheckInEntry
from balintlog.domain.document_field import field_of
from balintlog.errors import InvalidInputError
from balintlog.logbook.book import find_case, find_member

if TYPE_CHECKING:
    from balintlog.logbook.book import Logbook

TELLING_OPTIONS = {
    "presenter": field_option(CaseEntry, "presenter"),
    "encounter": field_option(CaseEntry, "encounter"),
    "themes": field_option(CaseEntry, "themes", "--theme"),
    "feelings": field_option(CaseEntry, "feelings", "--feeling"),
    "follow_up": field_option(CaseEntry, "follow_up"),
    "after_sessions": field_option(CaseEntry, "after_sessions"),
}
NEW_CASE_OPTIONS = {**TELLING_OPTIONS, "continues": field_option(CaseEntry, "continues")}
EDIT_OPTIONS = {
    name: NEW_CASE_OPTIONS[name]
    for name in ("presenter", "follow_up", "after_sessions", "continues")
}
NEWS_OPTIONS = {
    "outcome": field_option(CheckInEntry, "outcome"),
    "feelings_before": field_option(CheckInEntry, "feelings_before", "--feeling-before"),
    "feelings_after": field_option(CheckInEntry, "feelings_after", "--feeling-after"),
    "after_sessions": field_option(CheckInEntry, "after_sessions"),
    "again": Annotated[
        bool | None,
        typer.Option("--again/--not-again", help=field_of(CheckInEntry, "again").help),
    ],
}
IsCheckIn = Annotated[bool, typer.Option("--check-in", help="With --session: the check-in there.")]


def case_fields(given: Given) -> dict[str, object]:
    """Return the fields of a document for the options that were given."""
    presenter = {"presenter": folded(given["presenter"])} if "presenter" in given else {}
    return {**given, **presenter}


def find_named(book: Logbook, given: Given) -> None:
    """Find the member and the case that options name, or raise NotFoundError."""
    if presenter := given.get("presenter"):
        find_member(book, presenter)
    if continues := given.get("continues"):
        find_case(book, continues)


def require_session(session: str | None, *, checkin: bool) -> None:
    """Refuse ``--check-in`` where no session says which one."""
    if checkin and session is None:
        raise InvalidInputError("--check-in needs --session: at which session?")
