"""``balintlog status``: a group at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from balintlog.cli.commands.followups import group_lines, lines_about_drafts, narrow
from balintlog.cli.options import InGroup, Json
from balintlog.cli.terminal.output import answer_json, say, table
from balintlog.cli.terminal.unlock import opened
from balintlog.domain.seats import Seats
from balintlog.domain.text import so_many, so_much_news
from balintlog.logbook.book import find_group, groups_meant
from balintlog.logbook.record import purge_records
from balintlog.logbook.view import draft_list, group_status

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk
    from balintlog.logbook.view.group_status import GroupStatus, MemberStatus

DRY_RUN = "balintlog privacy purge --dry-run"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("status", help=show_status.__doc__)(show_status)


def show_status(ctx: typer.Context, group: InGroup = None, json: Json = False) -> None:
    """Show the last session, open cases and follow-ups.

    \b
    Examples:
      balintlog status
      balintlog status --group larch --json
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        groups = [group_status.status(book, meant) for meant in groups_meant(book, group)]
        past, doubt = purge_records.past(book), purge_records.doubt_of_clock(book)
        drafts = draft_list.draft_lines(book, None if group is None else find_group(book, group))
        leader = book.leader
    if json:
        answer_json(desk, {"groups": groups, "past": past.counts, "drafts": drafts})
        return
    if not groups:
        say(desk, "No group meets at present. Add one with: balintlog group add LABEL")
    for place, status in enumerate(groups):
        if place:
            say(desk, "")
        _show(desk, status)
    say(desk, *lines_about_drafts(drafts, leader, narrow(desk)))
    told = [so_many(number, kind[:-1]) for kind, number in past.counts.items() if number]
    if past.codes:
        told.append(f"the presenter of {so_many(len(past.codes), 'presentation')}")
    if past.tellers:
        told.append(f"the person who told {so_much_news(len(past.tellers))}")
    if past.drafts:
        told.append(so_many(len(past.drafts), "draft"))
    if told and doubt is not None:
        say(desk, "", f"note: {doubt}. If the clock is wrong, nothing is past its time.")
    elif told:
        say(desk, "", f"Past their time: {', '.join(told)}. To see which: {DRY_RUN}")


def _show(desk: Desk, status: GroupStatus) -> None:
    say(desk, *group_lines(status.followups, width=narrow(desk)), "")
    last = status.last_session
    if last is None:
        say(desk, "  No session has been recorded yet.")
    else:
        there = "cancelled" if last.cancelled else Seats(*last[-3:]).in_words()
        say(desk, f"  Last session: {last.session} on {last.held_on}, {there}")
    say(desk, f"  Open cases: {status.open_cases}")
    if status.agreed_on is None:
        say(
            desk,
            "  It is not recorded whether the members agreed to a de-identified log. If they did:",
            f"  balintlog group edit {status.group} --agreed DATE",
        )
    if status.attendance:
        say(desk, "")
        columns = (
            "member",
            f"there, of the last {group_status.LAST_SESSIONS}",
            "last presented",
            "attended since then",
        )
        rows = [
            (
                member.member,
                f"{member.sat_in} of {member.of}",
                member.last_presented_on or "not yet",
                _attended(member),
            )
            for member in status.attendance
        ]
        table(desk, columns, rows)


def _attended(member: MemberStatus) -> str:
    """Say how many sessions a member has attended since they last presented, or in all."""
    number = member.attended_since
    return str(number) if member.last_presented_on else f"{number} in all"
