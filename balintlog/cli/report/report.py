"""``balintlog report``: what leaves the logbook, each for its own recipient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from balintlog.cli.options import word
from balintlog.cli.report.activity import report_activity
from balintlog.cli.report.report_file import (
    Format,
    Output,
    deliver,
    file_name,
    numbered_places,
    place_for,
)
from balintlog.cli.shown_authors import AllAuthors, tell_left_out
from balintlog.cli.terminal.document_input import read_bytes, read_document
from balintlog.cli.terminal.output import progress, remark
from balintlog.cli.terminal.prompts import ask_text, confirm, require_terminal
from balintlog.cli.terminal.typed_dates import read_day
from balintlog.cli.terminal.unlock import opened
from balintlog.domain.text import text_fault, tidy
from balintlog.domain.units import MINUTES
from balintlog.errors import InvalidInputError, Problem
from balintlog.logbook import authorship
from balintlog.logbook.book import find_group, find_leader, find_member
from balintlog.logbook.document.fields import below
from balintlog.logbook.document.json_bytes import twice_in
from balintlog.logbook.reports import report_facts, society_rules
from balintlog.reports.render import render
from balintlog.reports.society_presets import shipped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from balintlog.cli.desk import Desk
    from balintlog.domain.membership import Member
    from balintlog.domain.records import Group, Session
    from balintlog.logbook.book import Logbook
    from balintlog.reports.page import Page
    from balintlog.reports.society_presets import Preset

MAX_NAME = 120  # characters
MAX_RULES = 1024 * 1024  # bytes

app = typer.Typer(name="report", help="Write reports for others, or for yourself.")
app.command("activity", help=report_activity.__doc__)(report_activity)

Since = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="The first day; default: ever.")
]
Until = Annotated[
    str | None, typer.Option("--until", metavar="DATE", help="The last day; default: today.")
]


@app.callback()
def report() -> None:
    """Write reports for others, or for yourself."""


@app.command("supervision")
def supervision(
    ctx: typer.Context,
    since: Since = None,
    until: Until = None,
    taken: Annotated[
        bool, typer.Option("--taken", help="Mark your open questions as taken today.")
    ] = False,
    all_authors: AllAuthors = False,
    look: Format = "markdown",
    output: Output = None,
) -> None:
    """Lay your process notes out for a supervisor.

    Class P, your own: it asks for a yes. Without --since it begins on the day on which
    questions were last taken. Open ones from before are in it, too; with --taken they count
    as taken today, and their notes go sooner.

    \b
    Examples:
      balintlog report supervision --since 2026-01-01
      balintlog report supervision --taken --output for-supervision.md
    """
    desk: Desk = ctx.obj
    first, last = _period(desk, since, until)
    with opened(desk) as book:
        if first is None:
            first = report_facts.since_last_supervision(book, last or desk.today)
        found = report_facts.supervision_notes(
            book, first, last or desk.today, all_authors=all_authors
        )
        with progress(desk, "Reading the notes once more"):
            page = report_facts.supervision_page(book, found, first, last or desk.today)
        place = _place(
            desk, output, "supervision", "P", f"{book.leader}-{last or desk.today}", look
        )
        confirm(desk, "These are process notes, for your supervisor only. Write them out?")
        deliver(desk, render(page, look), place)
        if taken:
            remark(desk, f"Questions marked as taken: {report_facts.mark_taken(book, found)}.")
        tell_left_out(desk, authorship.left_out(book, all_authors=all_authors))


@app.command("accreditation")
def accreditation(
    ctx: typer.Context,
    leader: Annotated[
        str | None, typer.Option("--leader", metavar="ALIAS", help="Whose; default: yours.")
    ] = None,
    society: Annotated[
        str | None, typer.Option("--society", metavar="NAME", help="Whose rules, by a short name.")
    ] = None,
    rules: Annotated[
        str | None, typer.Option("--rules", metavar="FILE", help="Your own file of rules.")
    ] = None,
    since: Since = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="The last day, also a later one.")
    ] = None,
    look: Format = "markdown",
    output: Output = None,
) -> None:
    """Write a leader's portfolio against the rules of a society.

    It counts sessions led here and training elsewhere, and holds no case and no
    member. A name that does not exist lists those that do.

    \b
    Examples:
      balintlog report accreditation --society bsanz
      balintlog report accreditation --rules our-rules.toml --format html
    """
    desk: Desk = ctx.obj
    preset = _rules(desk, society, rules)
    first, last = _period(desk, since, until, later=True)
    with opened(desk) as book:
        whose = book.leader if leader is None else find_leader(book, leader).alias
        if rules is not None and (named := report_facts.found_in_rules(book, preset)):
            remark(desk, "These rules seem to name somebody or something:", *named)
            confirm(desk, "They stand in the report. Write it all the same?")
        with progress(desk, "Counting"):
            page = report_facts.accreditation_page(book, whose, preset, first, last)
        place = _place(desk, output, "accreditation", "A", f"{whose}-{society or 'own'}", look)
        deliver(desk, render(page, look), place)


@app.command("certificate")
def certificate(
    ctx: typer.Context,
    group: Annotated[str, typer.Option("--group", metavar="GROUP", help="G1, or its label.")],
    member: Annotated[
        str | None, typer.Option("--member", metavar="ALIAS", help="Whose attendance.")
    ] = None,
    everybody: Annotated[
        bool, typer.Option("--all", help="One for each member, into a folder.")
    ] = False,
    names: Annotated[
        str | None, typer.Option("--names", metavar="FILE", help="Names by alias, as JSON; or -.")
    ] = None,
    unit: Annotated[
        list[str] | None, word("--unit", tuple(MINUTES), "A unit of time; may be repeated")
    ] = None,
    since: Since = None,
    until: Until = None,
    look: Annotated[str, word("--format", ("markdown", "html"), "How it looks")] = "markdown",
    output: Output = None,
) -> None:
    """Write a member's certificate of attendance.

    The names of the member and of the leaders are asked for, or read from a JSON
    object by alias. They stand in the certificate and are never stored. In a folder
    certificates are numbered, as a file's name is read by others, too.

    \b
    Examples:
      balintlog report certificate --group larch --member heron
      balintlog report certificate --group larch --all --output folder
    """
    desk: Desk = ctx.obj
    if everybody == (member is not None):
        raise InvalidInputError("give --member ALIAS, or --all")
    if everybody and (output is None or not output.expanduser().is_dir()):
        raise InvalidInputError("--all needs a folder: --output FOLDER")
    first, last = _period(desk, since, until)
    given = None if names is None else _names_from(desk, names)
    if given is None:
        require_terminal(desk, "the names (--names)")
    with opened(desk) as book:
        found = find_group(book, group)
        typed = _Names(desk, given)
        wanted = (
            report_facts.members_who_came(book, found, first, last or desk.today)
            if everybody
            else [_member_of(book, found, member or "")]
        )
        came = [report_facts.attended(book, one, first, last or desk.today) for one in wanted]
        report_facts.check_attended(*came)
        pages = [  # every name is known before the first one is written
            _certificate(typed, one, sat_in, unit or ["clock-hour"])
            for one, sat_in in zip(wanted, came, strict=True)
        ]
        places: list[Path] | list[None] = [None]
        if output is not None:
            places = numbered_places(desk, output, "certificate", "A", look, len(pages))
        for page, place in zip(pages, places, strict=True):
            deliver(desk, render(page, look), place)


def _certificate(
    typed: _Names, member: Member, sat_in: Sequence[tuple[Session, int]], units: Sequence[str]
) -> Page:
    own = typed.of(member.alias, "member")
    leaders = [
        (typed.of(alias, role), role) for alias, role in report_facts.who_led(sat_in).items()
    ]
    return report_facts.certificate_page(sat_in, own, leaders, units)


class _Names:
    """The names of people, by alias: asked for once, or given; and never kept."""

    def __init__(self, desk: Desk, given: dict[str, str] | None) -> None:
        self._desk, self._given = desk, given
        self._typed: dict[str, str] = {}

    def of(self, alias: str, role: str) -> str:
        """Return the name of somebody as it is to appear."""
        if self._given is not None:
            if alias not in self._given:
                raise InvalidInputError(Problem("is missing", below("", alias)))
            return self._given[alias]
        if alias not in self._typed:
            question = f"Name of {alias} ({role}), as it is to appear:"
            with self._desk.in_time():
                self._typed[alias] = ask_text(
                    self._desk, question, fault=_name_fault, may_skip=False
                )
        return self._typed[alias]


def _name_fault(typed: str) -> str | None:
    fault = text_fault(typed, one_line=True, max_characters=MAX_NAME)
    return f"The name {fault}." if fault else None


def _names_from(desk: Desk, source: str) -> dict[str, str]:
    """Return names by alias from a JSON object. InvalidInputError never repeats one."""
    found = read_document(desk, source)
    if not isinstance(found, dict):
        raise InvalidInputError(Problem("must be an object in braces { }", ""))
    problems = [Problem("stands here twice", below("", key)) for key in twice_in(found)]
    names: dict[str, str] = {}
    for alias, name in found.items():
        if not isinstance(name, str):
            problems.append(Problem("must be a text in quotation marks", below("", alias)))
        elif fault := text_fault(tidy(name), one_line=True, max_characters=MAX_NAME):
            problems.append(Problem(fault, below("", alias)))
        else:
            names[alias] = tidy(name)
    if problems:
        raise InvalidInputError(*problems)
    return names


def _member_of(book: Logbook, group: Group, alias: str) -> Member:
    found = find_member(book, alias)
    if found.group_id != group.id:
        raise InvalidInputError(f"{found.alias} is a member of another group")
    return found


def _rules(desk: Desk, society: str | None, source: str | None) -> Preset:
    """Return the rules that are meant: shipped ones, or those of a leader's own file."""
    if (society is None) == (source is None):
        raise InvalidInputError(
            "give --society NAME, or --rules FILE",
            hint=f"Societies: {', '.join(shipped())}.",
        )
    if source is None:
        return society_rules.named(society or "")
    data = read_bytes(desk, source, MAX_RULES, "--rules -")
    if len(data) > MAX_RULES:
        raise InvalidInputError(f"the rules are longer than {MAX_RULES:,} bytes")
    try:
        return society_rules.read(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise InvalidInputError("the rules are not valid UTF-8") from None


def _period(
    desk: Desk, since: str | None, until: str | None, *, later: bool = False
) -> tuple[date | None, date | None]:
    """Return the first and the last day of a period that is not empty; ``later``: may be ahead."""
    first = None if since is None else read_day(since, desk.today)
    last = None if until is None else read_day(until, desk.today)
    if first is not None and first > (last or desk.today):
        raise InvalidInputError(f"the period is empty: {first} lies after {last or desk.today}")
    if last is not None and last > desk.today and not later:
        raise InvalidInputError(f"{last} lies in the future")
    return first, last


def _place(
    desk: Desk, output: Path | None, name: str, record_class: str, what: str, look: str
) -> Path | None:
    if output is None:
        return None
    return place_for(desk, output, file_name(name, record_class, what, look))
