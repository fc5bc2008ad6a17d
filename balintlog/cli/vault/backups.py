"""Backups, one file that brings everything back: ``vault backup``, ``restore`` and ``check``."""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from balintlog import disk
from balintlog.cli.home_folders import NO_MEMORY, is_remembered, typed_path
from balintlog.cli.options import Json, asked_for
from balintlog.cli.terminal.output import answer, answer_json, progress, remark, say
from balintlog.cli.terminal.prompts import ask_checked, confirm
from balintlog.cli.terminal.unlock import door_of, memory_of, opened, unlock
from balintlog.cli.terminal.who_is_here import clear_typed_passphrase
from balintlog.errors import CouldNotError, FileProblemError, InvalidInputError, LockedError
from balintlog.logbook.keys import make_backup, restore_backup, vault_check
from balintlog.logbook.keys.packed_backup import note_restored, read_backup
from balintlog.logbook.keys.vault_check import RESTORE, Report
from balintlog.logbook.view import draft_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balintlog.cli.desk import Desk
    from balintlog.logbook.keys.open_logbook import Door

WHERE_TO = (
    "A folder, best on another disk, such as /media/stick; or a new file in one.",
    "The backup is one encrypted file, which opens with today's passphrases.",
)
WHICH_BACKUP = (
    "The file of the backup, with its folder: /media/stick/logbook-2026-03-02.backup",
    "Nothing is replaced before you have seen what would be lost.",
)
_UNSEALED = (
    "balintlog 0.1 made this backup and did not seal its day: anybody may have changed the day."
)
BackupFile = Annotated[str | None, asked_for("BACKUP", "The file of a backup.")]


def backup(
    ctx: typer.Context,
    path: Annotated[str | None, asked_for("PATH", "A new file, or a folder for it.")] = None,
    json: Json = False,
) -> None:
    """Make a backup: one encrypted file, checked by opening it.

    It opens with today's passphrases. Drafts are not in it. Keep it on another disk.

    \b
    Examples:
      balintlog vault backup /media/stick
      balintlog vault backup larch-2026.backup
    """
    desk: Desk = ctx.obj
    if path:
        make_backup.check_place(desk.path, typed_path(path), desk.today)
    with opened(desk) as book:
        wanted = typed_path(path or ask_checked(desk, "Where to?", _check_given, WHERE_TO))
        with progress(desk, "Making and checking the backup"):
            made = make_backup.back_up(book, wanted)
            drafts, unfinished = draft_list.draft_lines(book), make_backup.left_over(book)
    content = {"file": str(made), "bytes": made.stat().st_size}
    answer(desk, content, f"The backup is {made}. It was opened and is whole.", json=json)
    for draft in drafts:
        remark(desk, f"A draft is not in it: {draft_list.in_words(draft)}.")
    for file in unfinished:
        remark(desk, f"{file} was left by an interrupted backup. Delete it.")


def _check_given(typed: str) -> None:
    if not typed:
        raise InvalidInputError("please type the name of a file or folder")


def restore(ctx: typer.Context, backup_file: BackupFile = None, json: Json = False) -> None:
    """Put a backup in the logbook's place, passphrases included.

    It asks before you lose anything that the backup does not hold.

    \b
    Examples:
      balintlog vault restore /media/stick/logbook-2026-03-02.backup
      balintlog -f again.balint vault restore larch-2026.backup
    """
    desk: Desk = ctx.obj
    backup = read_backup(typed_path(backup_file or _which_backup(desk)))
    disk.private_folder(desk.path.parent)
    with make_backup.extracted(backup.packed, beside=desk.path) as unfinished:
        locked = door_of(desk, backup.ring, unfinished)
        key, typed, door = unlock(desk, locked, backup.made_on)
        backup.prove(key)
        with progress(desk, "Checking the backup"):
            present = restore_backup.compare(
                desk.path, unfinished, backup.ring, key, door.leader, typed or ""
            )
        if not backup.is_sealed:
            remark(desk, _UNSEALED)
        with closing(present):
            if present.loss is not None:
                if desk.yes:
                    remark(desk, present.loss)
                confirm(desk, f"{present.loss} Put the backup of {backup.made_on} in its place?")
            kept = restore_backup.put_in_place(desk.path, unfinished, backup.ring, key, present)
    in_use = note_restored(backup, desk.path, key, door.leader, desk.state_folder)
    desk.surroundings.outcome.is_done = True
    done = f"{desk.path} is as it was on {backup.made_on}, passphrases included."
    answer(desk, {"file": str(desk.path), "made_on": backup.made_on}, done, json=json)
    if in_use is not None:
        remark(desk, f"The logbook last used here is still {in_use}; this copy is only a trial.")
    if kept is not None:
        remark(desk, f"The file that was there before is now {kept}.")


def _which_backup(desk: Desk) -> str:
    """Ask which backup to restore, before its passphrase: only the file says who can open it.

    What is the name of no file may be a passphrase that was typed by habit.
    """
    typed = ask_checked(desk, "Which backup?", _check_given, WHICH_BACKUP)
    if not disk.stands(typed_path(typed)):
        clear_typed_passphrase(desk)
    return typed


def check(
    ctx: typer.Context,
    backup_file: Annotated[
        Path | None, typer.Argument(metavar="[BACKUP]", help="A backup; default: the logbook.")
    ] = None,
    json: Json = False,
) -> None:
    """Check that the logbook, or a backup of it, is whole.

    The exit code is 6 if anything is damaged. It changes nothing.

    \b
    Examples:
      balintlog vault check
      balintlog vault check /media/stick/logbook-2026-03-02.backup
    """
    desk: Desk = ctx.obj
    if backup_file is None:
        door = door_of(desk)
        _refuse_code(door)
        key, _, door = unlock(desk, door)
        _refuse_code(door)  # that of another leader, who turned out to be here
        with progress(desk, "Looking at every page"):
            report = vault_check.inspect(
                door, key, desk.today, memory_of(desk, door.keyring.file_id)
            )
        if not is_remembered(desk.state_folder):
            report = Report(report.damage, [*report.remarks, NO_MEMORY])
        what, advice = str(desk.path), RESTORE
    else:
        report = _checked_backup(desk, typed_path(backup_file))
        what, advice = str(backup_file), "Use another backup."
    _tell(desk, what, report, advice, json=json)


def _refuse_code(door: Door) -> None:
    if door.takes_code:  # a code opens once, and at once gives way to a passphrase
        raise LockedError(
            "first choose a passphrase in place of the one-time code",
            "Any other command asks you for one, such as: balintlog status",
        )


def _checked_backup(desk: Desk, path: Path) -> Report:
    """Lay out a backup in a temporary folder, encrypted as it is, and look at every page."""
    backup = read_backup(path)
    with (
        _temporary_folder() as folder,
        make_backup.extracted(backup.packed, beside=folder / "backup") as unfinished,
    ):
        locked = door_of(desk, backup.ring, unfinished)
        key, _, door = unlock(desk, locked, backup.made_on)
        try:
            backup.prove(key)
        except FileProblemError as error:
            return Report([error.message], [])
        with progress(desk, "Looking at every page"):
            report = vault_check.inspect_backup(door, key)
    return report if backup.is_sealed else Report(report.damage, [*report.remarks, _UNSEALED])


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    """Make a folder that nobody else may enter, and remove it with all that is in it."""
    from tempfile import TemporaryDirectory

    with ExitStack() as stack:
        try:
            folder = stack.enter_context(TemporaryDirectory(prefix="balintlog-"))
        except OSError:
            raise CouldNotError(
                "balintlog cannot make a temporary folder",
                "Set TMPDIR to a folder with space, and try again.",
            ) from None
        yield Path(folder)


def _tell(desk: Desk, what: str, report: Report, advice: str, *, json: bool) -> None:
    """Give the answer, whole or damaged; the exit code says which."""
    if json:
        answer_json(desk, {"file": what, "whole": not report.damage, **report._asdict()})
    elif report.damage:
        say(desk, f"{what} is damaged:", *(f"  {damage}" for damage in report.damage), advice)
    else:
        say(desk, f"{what} is whole: every page, every table, the search index and the keys.")
        say(desk, *(f"  {known}" for known in report.remarks))
    if report.damage:
        raise typer.Exit(FileProblemError.exit_code)
