"""The options of a case: for what was told of it, and for news of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from balintlog.cli.chosen_record import chosen_case
from balintlog.cli.options import Given, field_option
from balintlog.domain.aliases import folded
from balintlog.domain.document import CaseEntry, CheckInEntry
from balintlog.domain.document_field import field_of
from balintlog.domain.ids import shown
from balintlog.domain.typed.word_matches import words_meant
from balintlog.domain.vocabulary import OUTSIDE
from balintlog.errors import InvalidInputError
from balintlog.logbook.book import all_leaders, find_member
from balintlog.logbook.view import lists

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk
    from balintlog.logbook.book import Logbook

TELLING_OPTIONS = {
    "presenter": field_option(CaseEntry, "presenter"),
    "on_return": field_option(CaseEntry, "on_return"),
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
    "told_by": field_option(CheckInEntry, "told_by"),
    "feelings_before": field_option(CheckInEntry, "feelings_before", "--feeling-before"),
    "feelings_after": field_option(CheckInEntry, "feelings_after", "--feeling-after"),
    "after_sessions": field_option(CheckInEntry, "after_sessions"),
    "again": Annotated[
        bool | None,
        typer.Option("--again/--not-again", help=field_of(CheckInEntry, "again").help),
    ],
}
IsCheckIn = Annotated[bool, typer.Option("--check-in", help="With --session: the news there.")]


def case_fields(given: Given) -> dict[str, object]:
    """Return the fields of a document for the options that were given."""
    fields = dict(given)
    if "presenter" in given:
        fields["presenter"] = [folded(alias) for alias in given["presenter"]]
    if "told_by" in given:
        fields["told_by"] = folded(given["told_by"])
    return fields


def names_found(desk: Desk, book: Logbook, given: Given) -> dict[str, object]:
    """Return the fields by which options name members and a case, with whole aliases and its id.

    NotFoundError for the first that is not known.
    """
    fields: dict[str, object] = {}
    if "presenter" in given:
        fields["presenter"] = [find_member(book, alias).alias for alias in given["presenter"]]
    if continues := given.get("continues"):
        fields["continues"] = shown("C", chosen_case(desk, book, continues).id)
    return fields


def teller_found(book: Logbook, given: Given) -> dict[str, object]:
    """Return who told the news with a whole alias, if a beginning of one alone can be meant.

    What it cannot find is left as it was typed, for the rules of the record to refuse.
    """
    if "told_by" not in given:
        return {}
    leaders = (leader.alias for leader in all_leaders(book))
    names = (*(line.alias for line in lists.member_lines(book, None)), *leaders, OUTSIDE)
    meant = set(words_meant(folded(given["told_by"]), names))
    return {"told_by": meant.pop()} if len(meant) == 1 else {}


def require_session(session: str | None, *, checkin: bool) -> None:
    """Refuse ``--check-in`` where no session says which one."""
    if checkin and session is None:
        raise InvalidInputError("--check-in needs --session: at which session?")
