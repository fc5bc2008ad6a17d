"""``balintlog undo``: take back the leader's own last change, after showing what it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from balintlog.cli.options import Json
from balintlog.cli.terminal.output import answer
from balintlog.cli.terminal.prompts import confirm
from balintlog.cli.terminal.unlock import opened

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("undo", help=undo.__doc__)(undo)


def undo(ctx: typer.Context, json: Json = False) -> None:
    """Take back your last change of today.

    It shows what that was, and asks. A deletion cannot be taken back, nor
    what somebody has changed again since. What you had typed is a draft again.

    \b
    Examples:
      balintlog undo
      balintlog --yes undo --json
    """
    from balintlog.logbook.record import undo_change

    desk: Desk = ctx.obj
    with opened(desk) as book:
        last = undo_change.undoable(book, desk.evening)
        at = f" at {last.made_at}" if last.made_at else ""
        confirm(desk, f"Your last change, today{at}: {last.said}. Take that back?")
        undone = undo_change.undo(book, last)
    content = {"taken_back": last.said, **undone._asdict()}
    lines = [
        f"Taken back: {last.said}.",
        *(change.line for change in undone.follow_ups),
        *(f"What you typed is a draft again: {draft.command}" for draft in undone.drafts),
    ]
    answer(desk, content, *lines, json=json)
