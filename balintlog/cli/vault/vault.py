"""``balintlog vault``: keys, the recovery sheet and backups of the logbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from balintlog.cli.home_folders import NO_MEMORY, is_remembered
from balintlog.cli.options import Json, NewSheet
from balintlog.cli.terminal.output import answer, answer_json, remark, say
from balintlog.cli.terminal.passphrase_entry import new_passphrase
from balintlog.cli.terminal.unlock import opened, opened_by, own_passphrase
from balintlog.cli.vault import backups, leader_keys, recovery
from balintlog.cli.vault.key_change import give_new_key, offer_new_key
from balintlog.logbook.keys import key_holders
from balintlog.logbook.keys.vault_info import vault_info
from balintlog.logbook.synchronised_folders import advice_on_logbook
from balintlog.vault.keyring import Secret

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk
    from balintlog.logbook.keys.key_holders import KeyHolder

app = typer.Typer(name="vault", help="Change keys, and make or restore backups.")
app.add_typer(leader_keys.app)
for name, command in (
    ("recovery", recovery.recovery),
    ("backup", backups.backup),
    ("restore", backups.restore),
    ("check", backups.check),
):
    app.command(name)(command)


@app.command("info")
def show_info(ctx: typer.Context, json: Json = False) -> None:
    """Show the file, the keys and the last backup, but no secret.

    \b
    Examples:
      balintlog vault info
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        info = vault_info(book)
    unusual = [advice_on_logbook(desk.path)]
    unusual.append(None if is_remembered(desk.state_folder) else NO_MEMORY)
    if json:
        answer_json(desk, info)
        remark(desk, *filter(None, unusual))
        return
    cost, backup = info.key_stretching, info.last_backup
    say(
        desk,
        f"logbook          {info.file}",
        f"size             {info.bytes / 1e6:.1f} MB",
        f"format           {info.format}, structure {info.structure}",
        f"permanent id     {info.file_id}",
        f"key epoch        {info.key_epoch}",
        f"key stretching   Argon2id, {cost.passes} passes, {cost.lanes} lanes,"
        f" {cost.memory_kib // 1024} MiB",
        f"leaders          {', '.join(map(_described, info.leaders))}",
        f"recovery sheet   {info.recovery_sheet_on or 'none confirmed'}",
        f"last backup      {backup.made_on if backup else 'none'}",
    )
    if backup:
        say(desk, f"                 {backup.file}")
    remark(desk, *filter(None, unusual))


def _described(holder: KeyHolder) -> str:
    until = holder.code_until
    return holder.leader + (f" (one-time code until {until})" if until else "")


@app.command("passphrase")
def passphrase(ctx: typer.Context, json: Json = False) -> None:
    """Change your own passphrase, and nobody else's.

    \b
    Examples:
      balintlog vault passphrase
    """
    desk: Desk = ctx.obj
    with opened_by(desk) as (book, typed, is_new):
        own = own_passphrase(desk, book, typed)
        if not is_new:  # otherwise it was changed together with the code
            own = new_passphrase(desk)
            key_holders.change_secret(book, book.leader, Secret(own), desk.surroundings.stretching)
        done = f"The passphrase of {book.leader} was changed."
        answer(desk, {"leader": book.leader}, done, json=json)
        offer_new_key(desk, book, own, "your code" if is_new else "your old passphrase")


@app.command("rotate")
def rotate(
    ctx: typer.Context,
    sheet: NewSheet = None,
    json: Json = False,
) -> None:
    """Encrypt the logbook with a new key.

    Do this when a passphrase, a code, a sheet or a copy has fallen into the wrong
    hands. Copies made before can still be read with the old key; nobody can change
    that. You get a new recovery sheet; leaders who are not here get one-time codes.

    \b
    Examples:
      balintlog vault rotate
      balintlog vault rotate --sheet /media/stick/sheet.txt --yes
    """
    desk: Desk = ctx.obj
    place = recovery.sheet_place(desk, sheet)
    with opened_by(desk) as (book, typed, _):
        recovery.confirm_sheet(desk, place)
        give_new_key(desk, book, typed, place, json=json)
