"""``balintlog report accreditation``: a leader's portfolio for a society."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from balintlog.cli.options import day_option, named_option
from balintlog.cli.report.destination import (
    Format,
    Output,
    check_folder,
    deliver,
    file_name,
    place_for,
)
from balintlog.cli.report.report_period import Since, read_period
from balintlog.cli.terminal.choices import ask_word
from balintlog.cli.terminal.document_input import read_bytes
from balintlog.cli.terminal.output import progress, remark
from balintlog.cli.terminal.prompts import confirm
from balintlog.cli.terminal.unlock import opened
from balintlog.errors import InvalidInputError
from balintlog.logbook.book import find_leader
from balintlog.logbook.reports import accreditation_report, society_rules
from balintlog.reports.render import render
from balintlog.reports.society_presets import shipped

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk
    from balintlog.reports.society_presets import Preset

MAX_RULES = 1024 * 1024  # bytes


def accreditation(
    ctx: typer.Context,
    leader: Annotated[
        str | None,
        named_option("--leader", "ALIAS", "Whose portfolio; default: yours."),
    ] = None,
    society: Annotated[
        str | None, typer.Option("--society", metavar="NAME", help="The society, by a short name.")
    ] = None,
    rules: Annotated[
        str | None, typer.Option("--rules", metavar="FILE", help="Your own file of rules.")
    ] = None,
    since: Since = None,
    until: Annotated[
        str | None,
        day_option("--until", "The last day; it may be in the future.", may_come=True),
    ] = None,
    look: Format = "markdown",
    output: Output = None,
) -> None:
    """Write a leader's portfolio, by the rules of a society.

    It counts the sessions led here and training held elsewhere, and mentions no
    case and no member. If balintlog does not know the society, it lists those it knows.

    \b
    Examples:
      balintlog report accreditation --society bsanz
      balintlog report accreditation --rules our-rules.toml --format html
    """
    desk: Desk = ctx.obj
    check_folder(output)
    asks = society is None and rules is None and desk.can_ask
    preset = None if asks else _rules(desk, society, rules)
    first, last = read_period(desk, since, until, later=True)
    with opened(desk) as book:
        if preset is None:
            known = tuple(shipped())
            society = ask_word(desk, "Which society?", known, required=True, may_skip=False)
            preset = _rules(desk, society, rules)
        whose = book.leader if leader is None else find_leader(book, leader).alias
        if rules is not None:
            _confirm_names(desk, accreditation_report.findings_in_rules(book, preset))
        with progress(desk, "Counting"):
            page = accreditation_report.page(book, whose, preset, first, last)
        name = file_name("accreditation", f"{whose}-{society or 'own'}", look)
        deliver(desk, render(page, look), place_for(desk, output, name))


def _confirm_names(desk: Desk, findings: list[str]) -> None:
    """Ask before a report is written with rules in which the screen has found names."""
    if findings:
        remark(desk, "These rules seem to name somebody or something:", *findings)
        confirm(desk, "They will be in the report. Write it anyway?")


def _rules(desk: Desk, society: str | None, source: str | None) -> Preset:
    """Return the rules that are meant: those of a society, or of a leader's own file."""
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
