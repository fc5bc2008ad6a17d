"""``balintlog init``: a new logbook."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Annotated

import typer

from balintlog.cli.desk import file_named
from balintlog.cli.home_folders import NO_MEMORY, is_remembered
from balintlog.cli.options import AN_ALIAS, Json
from balintlog.cli.terminal.output import answer_json, remark, say, width_of, wrapped
from balintlog.cli.terminal.passphrase_entry import OWN, new_passphrase
from balintlog.cli.terminal.prompts import ask_text
from balintlog.domain.aliases import draw
from balintlog.domain.typed.frame.new_alias import read_new_alias
from balintlog.errors import InvalidInputError
from balintlog.logbook.keys import create_logbook, modeless_disks
from balintlog.logbook.keys.paths import keys_path
from balintlog.logbook.synchronised_folders import advice_on_logbook

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk


WHAT_TO_KNOW = """\
If every passphrase is lost and there is no recovery sheet, nobody can help you, and neither \
can we. Make the sheet now: balintlog vault recovery
Anybody who can open a logbook can read all of it, so use a separate file for each pair of \
leaders.
"""
_NEXT = "Next: balintlog group add LABEL"
_ALL_SET = "All set. After your next session: balintlog log"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("init", help=init.__doc__)(init)


def init(
    ctx: typer.Context,
    leader: Annotated[
        str | None, typer.Option("--leader", metavar="ALIAS", help="Your own alias.")
    ] = None,
    json: Json = False,
) -> None:
    """Create a new, encrypted logbook.

    \b
    Examples:
      balintlog init
      balintlog -f larch.balint init --leader alder
    """
    desk: Desk = ctx.obj
    create_logbook.check_free(desk.path)
    missing = create_logbook.missing_folder(desk.path)
    if missing and desk.path != file_named(None, {}):  # the usual place is no surprise
        remark(
            desk, f"There is no folder {missing} yet. balintlog makes it, and only you can open it."
        )
    alias = _alias(desk, leader)
    passphrase = new_passphrase(desk, OWN)
    create_logbook.create(desk.path, alias, passphrase, desk.today, desk.surroundings.stretching)
    desk.surroundings.outcome.is_done = True
    if json:
        answer_json(desk, {"file": str(desk.path), "leader": alias})
        _tell_of_place(desk)
        return
    say(
        desk,
        f"The logbook is at {desk.path}",
        f"Its keys file is beside it: {keys_path(desk.path).name} (you need both)",
        f"Your alias in it is {alias}.",
    )
    _tell_of_place(desk)
    has_group = desk.can_ask and _set_up(desk, alias, passphrase)
    told = WHAT_TO_KNOW + (_ALL_SET if has_group else _NEXT)
    remark(desk, "", *wrapped(told, "", width_of(desk)))


def _set_up(desk: Desk, alias: str, passphrase: str) -> bool:
    """Go on with leaders, group and members; return whether there is a group now."""
    from balintlog.cli.commands.first_setup import ask_first_setup

    remark(desk, "")
    return ask_first_setup(desk, alias, passphrase)


def _tell_of_place(desk: Desk) -> None:
    """Say what is unusual about the place of a new logbook."""
    told = (
        advice_on_logbook(desk.path),
        modeless_disks.meaning_of_modes(desk.path, desk.state_folder),
        None if is_remembered(desk.state_folder) else NO_MEMORY,
    )
    for line in told:
        if line is not None:
            remark(desk, "", line)


def _alias(desk: Desk, wanted: str | None) -> str:
    if wanted is not None:
        return read_new_alias(wanted)
    if not desk.can_ask:
        raise InvalidInputError(
            "--leader is missing, and there is nobody here to ask",
            hint="Give your own alias, for example: --leader alder",
        )

    drawn = draw((), secrets.choice) or ""

    def fault(typed: str) -> str | None:
        try:
            read_new_alias(typed or drawn)
        except InvalidInputError as error:
            return error.message
        return None

    question = f"Your alias (a word, never your name) [{drawn}]:"
    return read_new_alias(
        ask_text(desk, question, fault=fault, may_skip=False, explained=AN_ALIAS) or drawn
    )
