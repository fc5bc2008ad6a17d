"""``balintlog member show``: everything that is held about a member."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from balintlog.cli.chosen_record import chosen_member
from balintlog.cli.history_lines import in_words
from balintlog.cli.options import Json, MemberAlias
from balintlog.cli.terminal.output import answer_json, say, width_of, wrapped
from balintlog.cli.terminal.unlock import opened
from balintlog.domain.text import so_many
from balintlog.logbook.view import draft_list
from balintlog.logbook.view.member_record import member_record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balintlog.cli.desk import Desk
    from balintlog.domain.document import News, Telling
    from balintlog.logbook.view.member_record import MemberRecord


def show(ctx: typer.Context, alias: MemberAlias = None, json: Json = False) -> None:
    """Show everything the logbook holds about a member.

    This is for a member who asks. It includes summaries, so mind who can see the screen.

    \b
    Examples:
      balintlog member show heron
    """
    desk: Desk = ctx.obj
    with opened(desk) as book, book.store.reading():
        record = member_record(book, chosen_member(desk, book, alias))
    if json:
        answer_json(desk, record)
    else:
        say(desk, *_record_lines(record, width_of(desk)))


def _record_lines(record: MemberRecord, width: int) -> list[str]:
    """Return everything that is held about a member as lines to read."""
    lines = [
        f"{record.alias} in {record.group}",
        "",
        f"Profession: {record.profession or 'not recorded'}",
    ]
    lines += [
        f"{period.standing.capitalize()} from {period.joined_on or 'an unknown day'}"
        f" to {period.left_on or 'now'}"
        for period in record.periods
    ]
    lines += _heading("Attendance", record.attendance)
    for there in record.attendance:
        minutes = "" if there.minutes is None else f", {so_many(there.minutes, 'minute')}"
        offered = ", offered a case" if there.offered else ""
        lines.append(f"  {there.session} {there.held_on}  {there.status}{minutes}{offered}")
    lines += _heading("Cases presented", record.presentations)
    for brought in record.presentations:
        lines.append(f"  {brought.case} {brought.label}, {brought.session} on {brought.held_on}")
        lines += _content_lines(brought.content, width)
    lines += _heading("News of these cases", record.checkins)
    for heard in record.checkins:
        outcome = heard.content.outcome
        lines.append(f"  {heard.case}, {heard.session} on {heard.held_on}: {outcome}")
        lines += _content_lines(heard.content, width)
    if record.drafts:
        lines += ["", "Drafts that name them"]
        lines += [f"  of {draft.leader}: {draft_list.in_words(draft)}" for draft in record.drafts]
    return lines


def _heading(text: str, below: Sequence[object]) -> list[str]:
    return ["", text if below else f"{text}: none"]


def _content_lines(content: Telling | News, width: int) -> list[str]:
    """Return all that was recorded beside the headline, a line for each field that is filled."""
    lines = []
    for name, value in content._asdict().items():
        if name in {"presenters", "outcome"} or value in (None, (), {}):
            continue
        if name == "again":
            lines += [] if value else ["      not to be asked again"]
        elif name == "came_of_it":
            lines += [f"      came of imagined line {came.line}: {came.now}" for came in value]
        else:
            lines += wrapped(f"{name.replace('_', ' ')}: {in_words(value)}", "      ", width)
    return lines
