"""``balintlog vault backup``, ``restore`` and ``check``: one file that brings everything back."""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from balintlog import disk
from balintlog.cli.options import Json
from balintlog.cli.terminal.output import answer_json, progress, remark, say
from balintlog.cli.terminal.prompts import confirm
from balintlog.cli.terminal.unlock import door_of, memory_of, opened, unlock
from balintlog.errors import CouldNotError, FileProblemError, LockedError
from balintlog.logbook.keys import last_seen, make_backup, restore_backup, vault_check
from balintlog.logbook.keys.vault_check import RESTORE, Report
from balintlog.storage.file import archive, connection
from balintlog.vault import keyring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balintlog.cli.desk import Desk
    from balintlog.storage.file.archive import Packed

BackupFile = Annotated[Path, typer.Argument(metavar="BACKUP", help="A file that was backed up.")]
THEN = "Passphrase, as it was when the backup was made"


def backup(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A new file, or the folder for it.")],
    json: Json = False,
) -> None:
    """Make a backup: one encrypted file, proved by opening it.

    It opens with the passphrases of today. Keep it on another disk.

    \b
    Examples:
      balintlog vault backup /media/stick
      balintlog vault backup larch-2026.backup
    """
    desk: Desk = ctx.obj
    with opened(desk) as book, progress(desk, "Making and proving the backup"):
        made = make_backup.back_up(book, path.expanduser().absolute())
    if json:
        answer_json(desk, {"file": str(made), "bytes": made.stat().st_size})
    else:
        say(desk, f"The backup is {made}. It was opened and is whole.")


def restore(ctx: typer.Context, backup_file: BackupFile, json: Json = False) -> None:
    """Put a backup in the logbook's place, passphrases included.

    Nothing that the backup lacks is given up without a yes.

    \b
    Examples:
      balintlog vault restore /media/stick/logbook-2026-03-02.backup
      balintlog -f again.balint vault restore larch-2026.backup
    """
    desk: Desk = ctx.obj
    packed = archive.read(backup_file.expanduser())
    ring = keyring.decode(packed.keys_document)
    disk.private_folder(desk.path.parent)
    with make_backup.extracted(packed, beside=desk.path) as unfinished:
        door = door_of(desk, ring, unfinished)
        key, typed = unlock(desk, door, THEN)
        with progress(desk, "Proving the backup"):
            present = restore_backup.compare(
                desk.path, unfinished, ring, key, door.leader, typed or ""
            )
        with closing(present):
            if present.loss is not None:
                confirm(desk, f"{present.loss} Put the backup of {packed.made_on} in its place?")
            kept = restore_backup.put_in_place(desk.path, unfinished, ring, key, present)
    with connection.open_unchanged(desk.path, key) as store:
        make_backup.note_restored(store, backup_file.expanduser().absolute(), packed.made_on)
        last_seen.remember_newest(desk.state_folder, ring.file_id, store, door.leader)
    if json:
        answer_json(desk, {"file": str(desk.path), "made_on": packed.made_on})
    else:
        say(desk, f"{desk.path} is as it was on {packed.made_on}, passphrases included.")
    if kept is not None:
        remark(desk, f"What stood there was kept as {kept}.")


def check(
    ctx: typer.Context,
    backup_file: Annotated[
        Path | None, typer.Argument(metavar="[BACKUP]", help="A backup; default: the logbook.")
    ] = None,
    json: Json = False,
) -> None:
    """Check that the logbook, or a backup of it, is whole.

    Exit code 6 if anything is damaged. Nothing is changed.

    \b
    Examples:
      balintlog vault check
      balintlog vault check /media/stick/logbook-2026-03-02.backup
    """
    desk: Desk = ctx.obj
    if backup_file is None:
        door = door_of(desk)
        if door.takes_code:  # a code opens once, and at once gives way to a passphrase
            raise LockedError(
                "a one-time code must be changed for a passphrase first",
                "Type any other command, such as: balintlog status",
            )
        key = unlock(desk, door).key
        with progress(desk, "Looking at every page"):
            report = vault_check.inspect(
                door, key, desk.today, memory_of(desk, door.keyring.file_id)
            )
        what, advice = str(desk.path), RESTORE
    else:
        report = _checked_backup(desk, archive.read(backup_file.expanduser()))
        what, advice = str(backup_file), "Use another backup."
    _tell(desk, what, report, advice, json=json)


def _checked_backup(desk: Desk, packed: Packed) -> Report:
    """Lay a backup out in a temporary folder, encrypted as it is, and look at every page."""
    ring = keyring.decode(packed.keys_document)
    with (
        _a_folder() as folder,
        make_backup.extracted(packed, beside=folder / "backup") as unfinished,
    ):
        door = door_of(desk, ring, unfinished)
        key = unlock(desk, door, THEN).key
        with progress(desk, "Looking at every page"):
            return vault_check.inspect_backup(door, key)


@contextmanager
def _a_folder() -> Iterator[Path]:
    """Make a folder that nobody else may enter, and remove it with all that is in it."""
    from tempfile import TemporaryDirectory

    with ExitStack() as stack:
        try:
            folder = stack.enter_context(TemporaryDirectory(prefix="balintlog-"))
        except OSError:
            raise CouldNotError(
                "no temporary folder can be made",
                "Set TMPDIR to a folder with space, and try again.",
            ) from None
        yield Path(folder)


def _tell(desk: Desk, what: str, report: Report, advice: str, *, json: bool) -> None:
    """Give the answer, whole or damaged; the exit code says which."""
    if json:
        answer_json(desk, {"file": what, "whole": not report.damage, **report._asdict()})
    elif report.damage:
        say(desk, f"{what} is damaged:", *(f"  {one}" for one in report.damage), advice)
    else:
        say(desk, f"{what} is whole: every page, every table, the search index and the keys.")
        say(desk, *(f"  {one}" for one in report.remarks))
    if report.damage:
        raise typer.Exit(FileProblemError.exit_code)
