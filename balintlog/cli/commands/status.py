"""``balintlog status``: the year so far, drafts, backups, and what is past its time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from balintlog.cli.commands.followups import lines_about_drafts
from balintlog.cli.options import InGroup, Json
from balintlog.cli.terminal.output import answer_json, say
from balintlog.cli.terminal.unlock import opened
from balintlog.domain.seats import Seats
from balintlog.domain.text import so_many, so_much_news
from balintlog.logbook.book import find_group, groups_meant
from balintlog.logbook.keys import vault_info
from balintlog.logbook.record import purge_records
from balintlog.logbook.view import draft_list, group_status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balintlog.cli.desk import Desk
    from balintlog.logbook.keys.vault_info import LastBackup
    from balintlog.logbook.record.purge_records import Past
    from balintlog.logbook.view.group_status import GroupStatus

BACKUP = "balintlog vault backup FOLDER"
DRY_RUN = "balintlog privacy purge --dry-run"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("status", help=show_status.__doc__)(show_status)


def show_status(ctx: typer.Context, group: InGroup = None, json: Json = False) -> None:
    """Show the year so far, drafts, and what is past its time.

    Whom to ask next is shown by: balintlog followups

    \b
    Examples:
      balintlog status
      balintlog status --group larch --json
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        groups = group_status.status(book, groups_meant(book, group))
        past, doubt = purge_records.past(book), purge_records.doubt_of_clock(book)
        drafts = draft_list.draft_lines(book, None if group is None else find_group(book, group))
        backup = vault_info.last_backup(book)
        leader = book.leader
    if json:
        found = {"groups": groups, "past": past.counts, "drafts": drafts, "last_backup": backup}
        answer_json(desk, found)
        return
    if not groups:
        say(desk, "No group meets at present. Add one with: balintlog group add LABEL")
    for place, status in enumerate(groups):
        say(desk, *([""] if place else []), *_lines_about_group(status))
    say(desk, *lines_about_drafts(desk, drafts, leader))
    say(desk, "", *_lines_about_backup(backup))
    told = list(_past_their_time(past))
    if told and doubt is not None:
        say(desk, "", f"note: {doubt}. If the clock is wrong, nothing is past its time.")
    elif told:
        say(desk, "", f"Past their time: {', '.join(told)}. To see which: {DRY_RUN}")


def _lines_about_group(status: GroupStatus) -> Iterator[str]:
    """Yield the year so far, the last session, and whether the members agreed to the log."""
    counts, last = status.counts, status.last_session
    yield f"{status.group} {status.label}"
    cancelled = f", {counts.cancelled} cancelled" if counts.cancelled else ""
    held = so_many(counts.sessions, "session")
    hours, minutes = divmod(counts.minutes, 60)
    lasted = so_many(hours, "hour") + (f" and {so_many(minutes, 'minute')}" if minutes else "")
    yield f"  {status.year}: {held}, {lasted}{cancelled}"
    yield f"  Cases brought: {counts.presentations}; {so_much_news(counts.news)}"
    yield f"  Open cases: {status.open_cases}"
    if last is None:
        yield "  No session has been recorded yet."
    else:
        there = "cancelled" if last.cancelled else Seats(*last[-3:]).in_words()
        yield f"  Last session: {last.session} on {last.held_on}, {there}"
    if status.agreed_on is None:
        yield "  It is not recorded whether the members agreed to the log. If they did:"
        yield f"  balintlog group edit {status.group} --agreed DATE"


def _lines_about_backup(backup: LastBackup | None) -> list[str]:
    """Say when the last backup was made, and how to make one that holds everything."""
    if backup is None:
        return [f"There is no backup yet. To make one: {BACKUP}"]
    if backup.is_current:
        return [f"The last backup, of {backup.made_on}, holds everything."]
    return [
        f"The last backup is of {backup.made_on}. What was saved since is not in it.",
        f"To make a new one: {BACKUP}",
    ]


def _past_their_time(past: Past) -> Iterator[str]:
    """Yield what is past its time, by numbers."""
    for kind, number in past.counts.items():
        if number:
            yield so_many(number, kind[:-1])
    if past.codes:
        yield f"the presenter of {so_many(len(past.codes), 'presentation')}"
    if past.tellers:
        yield f"the person who told {so_much_news(len(past.tellers))}"
    if past.drafts:
        yield so_many(len(past.drafts), "draft")
