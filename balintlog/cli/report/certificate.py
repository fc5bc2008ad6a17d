"""``balintlog report certificate``: a member's attendance, with names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from balintlog.cli.chosen_record import chosen_member
from balintlog.cli.home_folders import typed_path
from balintlog.cli.options import OfGroup, named_option, word
from balintlog.cli.report.destination import Output, check_folder, deliver, numbered_places
from balintlog.cli.report.report_period import Since, Until, read_period
from balintlog.cli.terminal.document_input import read_document
from balintlog.cli.terminal.prompts import ask_text, require_terminal
from balintlog.cli.terminal.unlock import opened
from balintlog.cli.which_session import group_meant
from balintlog.domain.society_units import MINUTES
from balintlog.domain.text import text_fault, tidy
from balintlog.errors import InvalidInputError, Problem
from balintlog.logbook.document.decoded_json import twice_in
from balintlog.logbook.document.json_pointer import below
from balintlog.logbook.reports import certificate_report
from balintlog.reports.render import render

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from balintlog.cli.desk import Desk
    from balintlog.domain.membership import Member
    from balintlog.domain.records import Group, Session
    from balintlog.logbook.book import Logbook
    from balintlog.reports.page import Page

MAX_NAME = 120  # characters


def certificate(
    ctx: typer.Context,
    group: OfGroup = None,
    member: Annotated[
        str | None, named_option("--member", "ALIAS", "The member who attended.")
    ] = None,
    everybody: Annotated[
        bool, typer.Option("--all", help="One for each member, in a folder.")
    ] = False,
    names: Annotated[
        str | None,
        typer.Option("--names", metavar="FILE", help="Read the names from JSON, by alias."),
    ] = None,
    unit: Annotated[
        list[str] | None, word("--unit", tuple(MINUTES), "A unit of time (may be repeated)")
    ] = None,
    since: Since = None,
    until: Until = None,
    look: Annotated[str, word("--format", ("markdown", "html"), "The format")] = "markdown",
    output: Output = None,
) -> None:
    """Write a member's certificate of attendance.

    It asks for the names of the member and the leaders, or reads them from a JSON
    object by alias. They appear on the certificate and are never stored. In a folder
    the files are numbered, because others may see the name of a file.

    \b
    Examples:
      balintlog report certificate --group larch --member heron
      balintlog report certificate --group larch --all --output folder
    """
    desk: Desk = ctx.obj
    check_folder(output)
    if everybody == (member is not None) and (everybody or not desk.can_ask):
        raise InvalidInputError("give --member ALIAS, or --all")
    if everybody and (output is None or not typed_path(output).is_dir()):
        raise InvalidInputError("--all needs a folder that is there: --output FOLDER")
    first, last = read_period(desk, since, until)
    last = last or desk.today
    given = None if names is None else _names_from(desk, names)
    if given is None:
        require_terminal(desk, "the names (--names)")
    with opened(desk) as book:
        meant = group_meant(desk, book, "--group", group)
        members = (
            certificate_report.members_who_came(book, meant, first, last)
            if everybody
            else [_member_of(desk, book, meant, member)]
        )
        came = [certificate_report.attended(book, member, first, last) for member in members]
        certificate_report.check_attended(*came)
        typed = _Names(desk, given)
        pages = [  # every name is known before the first certificate is written
            _page(typed, member, sat_in, unit or ["clock-hour"])
            for member, sat_in in zip(members, came, strict=True)
        ]
        places: list[Path] | list[None] = [None]
        if output is not None:
            places = numbered_places(desk, output, "certificate", look, len(pages))
        for page, place in zip(pages, places, strict=True):
            deliver(desk, render(page, look), place)


def _member_of(desk: Desk, book: Logbook, group: Group, alias: str | None) -> Member:
    member = chosen_member(desk, book, alias, group)
    if member.group_id != group.id:
        raise InvalidInputError(f"{member.alias} is a member of another group")
    return member


def _page(
    typed: _Names, member: Member, sat_in: Sequence[tuple[Session, int]], units: Sequence[str]
) -> Page:
    """Return a member's certificate, with the names of everybody on it."""
    own = typed.of(member.alias, "member")
    roles = certificate_report.who_led(sat_in)
    leaders = [(typed.of(alias, role), role) for alias, role in roles.items()]
    return certificate_report.page(sat_in, own, leaders, units)


class _Names:
    """The names of people, by alias: given, or asked for the first time; never stored."""

    def __init__(self, desk: Desk, given: dict[str, str] | None) -> None:
        self._desk, self._given = desk, given
        self._typed: dict[str, str] = {}

    def of(self, alias: str, role: str) -> str:
        """Return the name of somebody as it should appear."""
        if self._given is not None:
            if alias not in self._given:
                raise InvalidInputError(Problem("is missing", below("", alias)))
            return self._given[alias]
        if alias not in self._typed:
            question = f"Name of {alias} ({role}), as it should appear:"
            self._typed[alias] = ask_text(
                self._desk, question, fault=_name_fault, may_skip=False, explained=A_NAME
            )
        return self._typed[alias]


A_NAME = (
    "The name as the reader of the certificate should see it, with a title if you like.",
    "It goes onto this one page, and balintlog does not store it.",
)


def _name_fault(typed: str) -> str | None:
    fault = text_fault(typed, one_line=True, max_characters=MAX_NAME)
    return f"The name {fault}." if fault else None


def _names_from(desk: Desk, source: str) -> dict[str, str]:
    """Return names by alias from a JSON object. InvalidInputError never repeats one."""
    document = read_document(desk, source)
    if not isinstance(document, dict):
        raise InvalidInputError(Problem("must be an object in braces { }", ""))
    problems = [Problem("is given twice", below("", key)) for key in twice_in(document)]
    names: dict[str, str] = {}
    for alias, name in document.items():
        if not isinstance(name, str):
            problems.append(Problem("must be a text in quotation marks", below("", alias)))
        elif fault := text_fault(tidy(name), one_line=True, max_characters=MAX_NAME):
            problems.append(Problem(fault, below("", alias)))
        else:
            names[alias] = tidy(name)
    if problems:
        raise InvalidInputError(*problems)
    return names
