"""``balintlog vault recovery``: the recovery sheet, and how to open the logbook with it."""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from balintlog import disk
from balintlog.cli.home_folders import typed_path
from balintlog.cli.options import Json
from balintlog.cli.readable_places import confirm_place
from balintlog.cli.terminal.choices import ask_choice
from balintlog.cli.terminal.document_input import read_small_text
from balintlog.cli.terminal.output import answer_json, explain, remark, say
from balintlog.cli.terminal.passphrase_entry import new_passphrase, show_on_terminal
from balintlog.cli.terminal.prompts import ask_line
from balintlog.cli.terminal.real_terminal import takes_sequences
from balintlog.cli.terminal.unlock import memory_of, opened_by, own_passphrase
from balintlog.errors import InvalidInputError
from balintlog.logbook.foreign_links import refuse_foreign_links
from balintlog.logbook.keys import recover_access
from balintlog.vault import recovery_sheet
from balintlog.vault.keyring import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balintlog.cli.desk import Desk
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.keys.recover_access import Recovery

_ENTER_ALTERNATE_SCREEN, _LEAVE_ALTERNATE_SCREEN = "\x1b[?1049h\x1b[H", "\x1b[?1049l"


class SheetGiven(NamedTuple):
    """Where a recovery sheet was written, if to a file, and whether a line was typed back."""

    file: str | None
    confirmed: bool


def recovery(
    ctx: typer.Context,
    restore: Annotated[
        bool, typer.Option("--restore", help="Open the logbook with the sheet.")
    ] = False,
    sheet_file: Annotated[
        str | None,
        typer.Option("--sheet", metavar="FILE", help="A file for the sheet, to write or to read."),
    ] = None,
    json: Json = False,
) -> None:
    """Show the recovery sheet, or open the logbook with it.

    Anybody who has the sheet and the logbook can read everything. Keep it on paper,
    in a locked place, not beside the logbook.

    \b
    Examples:
      balintlog vault recovery
      balintlog vault recovery --sheet /media/stick/sheet.txt
      balintlog vault recovery --restore
      balintlog vault recovery --restore --sheet - --as alder
    """
    desk: Desk = ctx.obj
    if restore:
        _come_back(desk, sheet_file, json=json)
        return
    place = sheet_place(desk, sheet_file)
    if place is None and not desk.can_ask:
        raise InvalidInputError(
            "the recovery sheet is shown on a terminal only",
            hint="Write it to a file, not beside the logbook: --sheet FILE",
        )
    with opened_by(desk) as (book, typed, _):
        confirm_sheet(desk, place)
        own_passphrase(desk, book, typed)  # the sheet opens everything, for good
        sheet = hand_out(desk, book, place)
    if json:
        answer_json(desk, sheet)


def sheet_place(desk: Desk, named: str | None) -> Path | None:
    """Return where to write a sheet, if that is possible. InvalidInputError.

    Never beside the logbook: somebody who steals the folder would have both.
    """
    if named is None:
        return None
    if named == "-":
        raise InvalidInputError(
            "the recovery sheet is not written to standard output, which may go anywhere",
            hint="Name a new file: --sheet FILE",
        )
    place = typed_path(named)
    refuse_foreign_links(place)
    real = Path(os.path.realpath(desk.path))
    if Path(os.path.realpath(place.parent)) in (
        Path(os.path.realpath(desk.path.parent)),
        real.parent,
    ):
        raise InvalidInputError(
            "the recovery sheet must not be kept beside the logbook",
            hint="Write it to a stick or another disk, print it, and delete the file.",
        )
    if disk.stands(place):
        raise InvalidInputError(f"there is already a file {place}", hint="Choose another name.")
    if not place.parent.is_dir():
        raise InvalidInputError(
            f"there is no folder {place.parent} for the sheet", hint="Make it, or name another one."
        )
    return place


def confirm_sheet(desk: Desk, place: Path | None) -> None:
    """Ask before a sheet goes where a program copies it elsewhere; after the passphrase."""
    if place is not None:
        confirm_place(desk, place)


def hand_out(desk: Desk, book: Logbook, place: Path | None) -> SheetGiven:
    """Write or show the recovery sheet, and ask for a line of it, to see that it was kept."""
    lines = recovery_sheet.lines_of(book.key)
    page = _page(book, lines)
    confirmed = False
    if place is not None:
        refuse_foreign_links(place)
        disk.write_new(place, page.encode())
        desk.surroundings.outcome.is_done = True
        remark(desk, f"The recovery sheet was written to {place}. Print it, and delete the file.")
        if desk.can_ask:
            confirmed = _typed_back(desk, lines)
    elif desk.can_ask:
        with _apart(desk):
            show_on_terminal(desk, f"\n{page}\nWrite it down now, and check what you wrote.\n")
            confirmed = _typed_back(desk, lines)
    else:
        remark(
            desk, "There is no recovery sheet for this key yet. Make one: balintlog vault recovery"
        )
        return SheetGiven(None, confirmed=False)
    if confirmed:
        recover_access.note_confirmed_sheet(book)
        remark(desk, "The recovery sheet is confirmed. Keep it in a locked place.")
    else:
        remark(
            desk, "The recovery sheet is not confirmed. To do that later: balintlog vault recovery"
        )
    return SheetGiven(None if place is None else str(place), confirmed)


def _page(book: Logbook, lines: list[str]) -> str:
    """Return the sheet as it is printed."""
    return "\n".join(
        [
            f"BALINTLOG RECOVERY SHEET v1    made {book.today}",
            f"logbook {book.file_id[:8]}    key epoch {book.key.salt.hex()[:8]}",
            "",
            *(f"    {line}" for line in lines),
            "",
            "This sheet opens the logbook without a passphrase, with",
            "    balintlog vault recovery --restore",
            "and in any program for SQLCipher 4 (default settings):",
            "the raw key is 0x and the 64 digits of the four lines,",
            "without the checks after the hyphens.",
            "",
        ]
    )


A_LINE_TYPED_BACK = (
    "What the sheet has after that number; it shows that you can read your writing.",
    "Enter alone: not now. Until then the sheet counts as not confirmed.",
)
A_LINE_OF_THE_SHEET = (
    "What the sheet has after that number, with the check after the hyphen.",
    "Ctrl-C leaves everything as it was.",
)


def _typed_back(desk: Desk, lines: list[str]) -> bool:
    """Ask for one line of the sheet until it is right; nothing typed means: not now."""
    number = secrets.choice(range(1, len(lines) + 1))
    while typed := ask_line(
        desk, f"Type line {number} of the sheet (empty: not now): ", A_LINE_TYPED_BACK
    ):
        try:
            if recovery_sheet.read_line(number, typed) == recovery_sheet.read_line(
                number, lines[number - 1]
            ):
                return True
            remark(desk, f"That is not line {number} of this sheet.")
        except InvalidInputError as error:
            explain(desk.surroundings, error)
    return False


@contextmanager
def _apart(desk: Desk) -> Iterator[None]:
    """Show what follows on a screen of its own, which leaves nothing to scroll back to."""
    has_one = takes_sequences(desk.surroundings.environ)
    if has_one:
        show_on_terminal(desk, _ENTER_ALTERNATE_SCREEN)
    try:
        yield
    finally:
        if has_one:
            show_on_terminal(desk, _LEAVE_ALTERNATE_SCREEN)


def _come_back(desk: Desk, source: str | None, *, json: bool) -> None:
    """Open the logbook with the sheet, and ask the leader who typed it for a new passphrase."""
    if source is None and not desk.can_ask:
        raise InvalidInputError(
            "the recovery sheet is missing, and there is nobody here to ask",
            hint="Name a file with its lines: --sheet FILE (- is standard input).",
        )
    key = (
        _typed_sheet(desk) if source is None else recovery_sheet.read(read_small_text(desk, source))
    )
    access = recover_access.prove(desk.path, key, partial(memory_of, desk))
    leader = _whose(desk, access)
    secret = Secret(new_passphrase(desk))
    recover_access.give_way(access, leader, secret, desk.today, desk.surroundings.stretching)
    desk.surroundings.outcome.is_done = True
    if json:
        answer_json(desk, {"file": str(desk.path), "leader": leader, "leaders": access.leaders})
        return
    say(desk, f"{leader} can open the logbook with the new passphrase.")
    others = [alias for alias in access.leaders if alias != leader]
    if others and access.ring is not None:
        say(desk, f"The passphrases of the others still work: {', '.join(others)}.")
    elif others:
        say(desk, f"The keys of the others are lost; give them new ones: {', '.join(others)}.")


def _typed_sheet(desk: Desk) -> bytes:
    """Ask for the four lines, each until it is as it was printed."""
    parts = []
    with _apart(desk):
        remark(desk, "Type the four lines of the recovery sheet, each with its check at the end.")
        for number in range(1, recovery_sheet.LINES + 1):
            while True:
                typed = ask_line(desk, f"{number}: ", A_LINE_OF_THE_SHEET)
                try:
                    parts.append(recovery_sheet.read_line(number, typed))
                    break
                except InvalidInputError as error:
                    explain(desk.surroundings, error)
    return b"".join(parts)


def _whose(desk: Desk, access: Recovery) -> str:
    """Return whose passphrase to replace: --as, the only leader, or the one chosen."""
    if desk.leader is not None:
        if desk.leader not in access.leaders:
            raise InvalidInputError(
                f"--as: no leader {desk.leader} has a key to this logbook",
                hint=f"Leaders who have one: {', '.join(access.leaders)}.",
            )
        return desk.leader
    if len(access.leaders) == 1:
        return access.leaders[0]
    if not desk.can_ask:
        raise InvalidInputError(
            "say whose passphrase to replace",
            hint=f"Name the leader with --as: {' or '.join(access.leaders)}.",
        )
    return ask_choice(desk, "Who are you?", access.leaders)
