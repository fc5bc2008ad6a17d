"""``balintlog report activity``: an anonymised account of a group's work."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from balintlog.cli.options import OfGroup, day_option
from balintlog.cli.report.destination import (
    Format,
    Output,
    check_folder,
    file_name,
    is_out,
    place_for,
    tell,
    write,
)
from balintlog.cli.terminal.output import remark, say, table
from balintlog.cli.terminal.prompts import ask_checked, confirm
from balintlog.cli.terminal.unlock import opened
from balintlog.cli.which_session import group_meant
from balintlog.domain.ids import shown
from balintlog.domain.theme_families import FAMILIES, FAMILY_OF
from balintlog.domain.typed.typed_dates import read_day
from balintlog.domain.vocabulary import ENCOUNTERS, THEMES
from balintlog.errors import InvalidInputError, PrivacyError
from balintlog.logbook.reports import activity_report, period_facts
from balintlog.logbook.reports.activity_report import USUAL_TITLE
from balintlog.logbook.reports.period_facts import ReportPeriod
from balintlog.reports.render import titled

if TYPE_CHECKING:
    from pathlib import Path

    from balintlog.cli.desk import Desk
    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook
    from balintlog.privacy.disclosure.summary_rules import Facts

WHICH_YEAR = (
    "A year, such as 2025. Enter means the one before this.",
    "It must be over, because its figures will be frozen.",
)
_YEAR = re.compile(r"[12][0-9]{3}")


def activity(
    ctx: typer.Context,
    group: OfGroup = None,
    period: Annotated[
        str | None, typer.Option("--period", metavar="YEAR", help="A year that is over.")
    ] = None,
    since: Annotated[
        str | None,
        day_option("--since", "Or another period: its first day ..."),
    ] = None,
    until: Annotated[str | None, day_option("--until", "... and its last day.")] = None,
    look: Format = "markdown",
    output: Output = None,
    title: Annotated[
        str, typer.Option("--title", metavar="TEXT", help="The title, which is not stored.")
    ] = USUAL_TITLE,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show it on the terminal, and freeze nothing.")
    ] = False,
    own: Annotated[
        bool, typer.Option("--own", help="Show exact figures, for your own eyes only.")
    ] = False,
    discard: Annotated[
        str | None,
        typer.Option("--discard", metavar="PERIOD", help="Undo a freeze, if no copy has gone out."),
    ] = None,
) -> None:
    """Write an anonymised account of a group's work.

    Numbers of cases are rounded, and small ones are left out. The first report of a period
    freezes it: later corrections do not appear, because the difference between two reports
    could give a case away. For a small group or a short period it holds only the frame:
    sessions, hours, and how the group met.

    \b
    Examples:
      balintlog report activity --group larch --period 2025 --preview
      balintlog report activity --group larch --period 2025 --format html
      balintlog report activity --group larch --discard 2025
    """
    desk: Desk = ctx.obj
    check_folder(output)
    if discard is not None and any((period, since, until, preview, own, output)):
        raise InvalidInputError("--discard names its period itself; leave the other options out")
    named = discard or period
    asks = desk.can_ask and (named, since, until) == (None, None, None)
    given = None if asks else _period(desk, named, since, until)
    if (preview or own) and output is not None:
        raise InvalidInputError(
            "--preview and --own answer on the terminal only; leave --output out"
        )
    if (preview or own) and not desk.answers_to_terminal:
        raise PrivacyError(
            "these figures are for your eyes only, and the output goes to a file or a pipe",
            hint="Show them on the terminal, or leave the option out for the report itself.",
        )
    with opened(desk) as book:
        days = given or _asked_period(desk)
        meant = group_meant(desk, book, "--group", group)
        if discard is not None:
            _discard(desk, book, meant, days)
        elif own:
            _show_own(desk, meant, days, period_facts.facts_to_tell(book, meant, days))
        else:
            activity_report.check_title(book, meant, title)
            if preview:
                text = activity_report.previewed(book, meant, days, look)
                write(desk, titled(text, look, title), None)
            else:
                _release(desk, book, meant, days, look, output, title)


def _release(
    desk: Desk,
    book: Logbook,
    group: Group,
    period: ReportPeriod,
    look: str,
    output: Path | None,
    title: str,
) -> None:
    """Freeze the period, then write its report; take the freeze back if nothing came out."""
    known = activity_report.frozen_as(book, group, period)
    told = None if known is not None else activity_report.told_of(book, group, period)
    days = period.name.replace("..", "-to-")
    # By its number: the label could say more than the report does (R11).
    name = file_name("activity", f"{shown('G', group.id)}-{days}", look)
    place = place_for(desk, output, name)
    if told is not None and told.reason is None:
        confirm(desk, f"This freezes {period.name}: later corrections will not appear. Write it?")
    elif known is not None and activity_report.is_edited(book, group, known):
        remark(
            desk, f"Sessions of {period.name} have changed since it was frozen; its figures stay."
        )
    report = activity_report.release(book, group, period, look, title)
    try:
        write(desk, report.text, place)
    except BaseException:
        if not is_out(report.text, place):
            activity_report.take_back(book, report)
        raise
    tell(desk, place)


def _discard(desk: Desk, book: Logbook, group: Group, period: ReportPeriod) -> None:
    if not period_facts.is_whole(period_facts.facts_of(book, group, period)):
        remark(
            desk,
            f"Cases of {period.name}, or their presenters, have been deleted since. After this"
            " nobody can count them: a new report will hold less, or only the frame.",
        )
    confirm(desk, f"Is every copy of the report of {period.name} still with you, or destroyed?")
    activity_report.discard(book, group, period)
    say(desk, f"{group.label}: {period.name} is no longer frozen, and the logbook has noted that.")


def _show_own(desk: Desk, group: Group, period: ReportPeriod, facts: Facts) -> None:
    """Show exact figures, which could give members away."""
    say(desk, f"{group.label}, {period.name}: exact figures, for your own eyes only")
    say(desk, f"  sessions: {len(facts.sessions)}, cases: {len(facts.cases)}")
    say(desk, f"  people who came or presented: {facts.people}", "")
    themes = Counter(theme for case in facts.cases for theme in case.themes)
    families = Counter(
        family for case in facts.cases for family in {FAMILY_OF[theme] for theme in case.themes}
    )
    encounters = Counter(case.encounter for case in facts.cases if case.encounter)
    rows = [
        (kind, word, number[word])
        for kind, words, number in (
            ("theme", THEMES, themes),
            ("family", tuple(FAMILIES), families),
            ("encounter", ENCOUNTERS, encounters),
        )
        for word in words
        if number[word]
    ]
    table(desk, ("of", "what", "cases"), rows)


def _asked_period(desk: Desk) -> ReportPeriod:
    """Ask for a year; Enter is the one that was over last."""
    last_year = str(desk.today.year - 1)

    def read(typed: str) -> ReportPeriod:
        return _period(desk, typed or last_year, None, None)

    return read(ask_checked(desk, f"Which past year? [{last_year}]:", read, WHICH_YEAR))


def _period(desk: Desk, named: str | None, since: str | None, until: str | None) -> ReportPeriod:
    """Return the period that is meant: a year, or two days."""
    if named is not None and (since is not None or until is not None):
        raise InvalidInputError("give a year, or --since and --until, but not both")
    if named is None:
        if since is None or until is None:
            raise InvalidInputError(
                "the period is missing: give --period YEAR, or --since and --until"
            )
        days = ReportPeriod(read_day(since, desk.today), read_day(until, desk.today))
    elif _YEAR.fullmatch(named.strip()):
        year = int(named)
        days = ReportPeriod(date(year, 1, 1), date(year, 12, 31))
    elif ".." in named:
        first, _, last = named.partition("..")
        days = ReportPeriod(read_day(first, desk.today), read_day(last, desk.today))
    else:
        raise InvalidInputError("a period is a year, such as 2025, or 2025-01-01..2025-06-30")
    if days.until < days.since:
        raise InvalidInputError(f"the period is empty: {days.since} is after {days.until}")
    return days
