"""``balintlog leader``: the leaders of sessions, whether or not they have a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from balintlog.cli.chosen_record import chosen_leader
from balintlog.cli.guided.screen_remarks import look_at_alias
from balintlog.cli.options import AN_ALIAS, Json, RowVersion, asked_for, word
from balintlog.cli.terminal.choices import ask_choice
from balintlog.cli.terminal.output import answer, answer_json, table
from balintlog.cli.terminal.prompts import ask_checked, require_terminal
from balintlog.cli.terminal.unlock import opened
from balintlog.domain.typed.frame.new_alias import read_new_alias
from balintlog.domain.vocabulary import ACCREDITED
from balintlog.logbook.book import all_leaders, check_version
from balintlog.logbook.record import edit_leaders

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk

app = typer.Typer(name="leader", help="Add, list and edit leaders of sessions.")

_A_WORD = "A word from nature, never a name."


@app.command("add")
def add(
    ctx: typer.Context,
    alias: Annotated[str | None, asked_for("ALIAS", _A_WORD)] = None,
    accredited: Annotated[
        str, word("--accredited", ACCREDITED, "Accredited by a society")
    ] = "unknown",
    json: Json = False,
) -> None:
    """Add somebody who leads sessions; they need no key.

    \b
    Examples:
      balintlog leader add sedge --accredited yes
    """
    desk: Desk = ctx.obj
    if alias is not None:
        read_new_alias(alias)
    with opened(desk) as book:
        if alias is None:
            question = f"The leader's alias ({_A_WORD.lower()[:-1]}):"
            alias = ask_checked(desk, question, read_new_alias, AN_ALIAS)
        added = edit_leaders.add_leader(book, alias, accredited)
    look_at_alias(desk, added)
    answer(desk, {"leader": added}, f"{added} was added.", json=json)


@app.command("list")
def list_leaders(ctx: typer.Context, json: Json = False) -> None:
    """List the leaders.

    \b
    Examples:
      balintlog leader list
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        leaders = all_leaders(book)
    if json:
        content = [
            {
                "leader": leader.alias,
                "accredited": leader.accredited,
                "row_version": leader.row_version,
            }
            for leader in leaders
        ]
        answer_json(desk, {"leaders": content})
    else:
        rows = [(leader.alias, leader.accredited) for leader in leaders]
        table(desk, ("leader", "accredited"), rows)


@app.command("edit")
def edit(
    ctx: typer.Context,
    alias: Annotated[str | None, asked_for("ALIAS", "The leader's alias.")] = None,
    accredited: Annotated[
        str | None, word("--accredited", ACCREDITED, "Accredited by a society")
    ] = None,
    row_version: RowVersion = None,
    json: Json = False,
) -> None:
    """Change whether a leader is accredited.

    \b
    Examples:
      balintlog leader edit sedge --accredited yes
    """
    desk: Desk = ctx.obj
    if accredited is None:
        require_terminal(desk, "--accredited")
    with opened(desk) as book:
        leader = chosen_leader(desk, book, alias)
        if accredited is None:
            accredited = ask_choice(desk, "Accredited by a society?", ACCREDITED)
        check_version(leader.alias, leader.row_version, row_version)
        edit_leaders.change_leader(book, leader, accredited)
    answer(desk, {"leader": leader.alias}, f"{leader.alias} was changed.", json=json)
