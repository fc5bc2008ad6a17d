"""``balintlog leader``: those who lead sessions; to be named they need no key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from balintlog.cli.guided.form_guard import look_at_alias
from balintlog.cli.options import Json, RowVersion, word
from balintlog.cli.terminal.output import answer_json, say, table
from balintlog.cli.terminal.unlock import opened
from balintlog.domain.vocabulary import ACCREDITED
from balintlog.logbook.book import check_version, find_leader
from balintlog.logbook.record import groups_and_members
from balintlog.storage.tables import people

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk

app = typer.Typer(name="leader", help="Keep the leaders of sessions.")

Alias = Annotated[str, typer.Argument(metavar="ALIAS", help="A natural word, never a name.")]


@app.command("add")
def add(
    ctx: typer.Context,
    alias: Alias,
    accredited: Annotated[
        str, word("--accredited", ACCREDITED, "Accredited by a society")
    ] = "unknown",
    json: Json = False,
) -> None:
    """Add somebody who leads sessions; no key is needed.

    \b
    Examples:
      balintlog leader add sedge --accredited yes
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        kept = groups_and_members.add_leader(book, alias, accredited)
    look_at_alias(desk, kept)
    if json:
        answer_json(desk, {"leader": kept})
    else:
        say(desk, f"{kept} was added.")


@app.command("list")
def list_leaders(ctx: typer.Context, json: Json = False) -> None:
    """List the leaders.

    \b
    Examples:
      balintlog leader list
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        found = people.leaders(book.store).values()
    if json:
        leaders = [
            {"leader": one.alias, "accredited": one.accredited, "row_version": one.row_version}
            for one in found
        ]
        answer_json(desk, {"leaders": leaders})
    else:
        table(desk, ("leader", "accredited"), [(one.alias, one.accredited) for one in found])


@app.command("edit")
def edit(
    ctx: typer.Context,
    alias: Alias,
    accredited: Annotated[str, word("--accredited", ACCREDITED, "Accredited by a society")],
    row_version: RowVersion = None,
    json: Json = False,
) -> None:
    """Change whether a leader is accredited.

    \b
    Examples:
      balintlog leader edit sedge --accredited yes
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        found = find_leader(book, alias)
        check_version(found.alias, found.row_version, row_version)
        groups_and_members.change_leader(book, found, accredited)
    if json:
        answer_json(desk, {"leader": found.alias})
    else:
        say(desk, f"{found.alias} was changed.")
