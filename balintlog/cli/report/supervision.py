"""``balintlog report supervision``: your process notes, for a supervisor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from balintlog.cli.all_authors_option import AllAuthors, tell_left_out
from balintlog.cli.report.destination import (
    Format,
    Output,
    check_folder,
    deliver,
    file_name,
    place_for,
)
from balintlog.cli.report.report_period import Since, Until, read_period
from balintlog.cli.terminal.output import progress, remark
from balintlog.cli.terminal.prompts import confirm
from balintlog.cli.terminal.unlock import opened
from balintlog.logbook import authorship
from balintlog.logbook.reports import supervision_report
from balintlog.reports.render import render

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk


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
    """Lay out your process notes for a supervisor.

    It asks before it writes them. Without --since it begins on the day you last took
    questions to supervision. Older open questions are in it, too. --taken marks the open
    questions as taken today, so that their notes are deleted sooner.

    \b
    Examples:
      balintlog report supervision --since 2026-01-01
      balintlog report supervision --taken --output for-supervision.md
    """
    desk: Desk = ctx.obj
    check_folder(output)
    first, last = read_period(desk, since, until)
    last = last or desk.today
    with opened(desk) as book:
        first = first or supervision_report.last_taken_on(book, last)
        notes = supervision_report.notes_of_period(book, first, last, all_authors=all_authors)
        with progress(desk, "Reading the notes"):
            page = supervision_report.page(book, notes, first, last)
        name = file_name("supervision", f"{book.leader}-{last}", look)
        place = place_for(desk, output, name)
        confirm(desk, "These are process notes, for your supervisor only. Write them?")
        deliver(desk, render(page, look), place)
        if taken:
            number = supervision_report.mark_taken(book, notes)
            remark(desk, f"Questions marked as taken: {number}.")
        tell_left_out(desk, authorship.left_out(book, all_authors=all_authors))
