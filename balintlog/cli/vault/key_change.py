"""A change of the key: what ``vault rotate`` and ``vault leader remove`` share."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from balintlog.cli.one_time_codes import (
    advise_on_codes,
    code_lines,
    drawn_code,
    last_day_of_code,
)
from balintlog.cli.terminal.output import (
    answer_json,
    explain,
    progress,
    remark,
    say,
    width_of,
    wrapped,
)
from balintlog.cli.terminal.passphrase_entry import show_on_terminal, typed_passphrase
from balintlog.cli.terminal.prompts import ask_yes_no, confirm
from balintlog.cli.terminal.unlock import own_passphrase
from balintlog.cli.vault import recovery
from balintlog.errors import CouldNotError, FileProblemError, InterruptedByLeaderError
from balintlog.logbook.keys import key_holders, keys_file, last_seen, make_backup, rotate_key
from balintlog.logbook.keys.open_logbook import Door
from balintlog.vault.keyring import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from balintlog.cli.desk import Desk
    from balintlog.logbook.book import Logbook


class Ways(NamedTuple):
    """How each leader will open the logbook; ``codes`` are those who get a one-time code."""

    secrets: dict[str, Secret]
    codes: dict[str, str]

    def __repr__(self) -> str:
        return "Ways(hidden)"

    def code_lines(self) -> list[str]:
        """Return the one-time codes as lines to read."""
        return [
            line
            for leader, code in self.codes.items()
            for line in code_lines(leader, code, self.secrets[leader])
        ]


def ways_for(desk: Desk, book: Logbook, own: str, leaders: Sequence[str]) -> Ways:
    """Ask those who are here for a passphrase, and draw codes for the others."""
    ways = Ways({book.leader: Secret(own)}, {})
    until = last_day_of_code(desk)
    for leader in leaders:
        if leader == book.leader:
            continue
        if desk.can_ask and ask_yes_no(
            desk, f"Is {leader} here, to type a passphrase?", default=False
        ):
            whose = f"{leader.capitalize()}'s"
            ways.secrets[leader] = Secret(typed_passphrase(desk, whose))
        else:
            ways.secrets[leader], ways.codes[leader] = drawn_code(until)
    return ways


@contextmanager
def encrypted_anew(
    desk: Desk, book: Logbook, ways: Ways, seal: bytes, question: str
) -> Iterator[Logbook]:
    """Ask, show the codes, rotate, and open the logbook under its new key.

    The codes are shown first: otherwise a power cut could lose them. ``seal`` is the seal of
    the keys when the ways were asked for.
    """
    confirm(
        desk,
        f"{question} The old recovery sheet and one-time codes will no longer work."
        " A copy made before stays as it was.",
    )
    backups = make_backup.still_there(book)
    if ways.codes and desk.can_ask:
        show_on_terminal(desk, "\n".join(["", *ways.code_lines(), ""]))
    with progress(desk, "Encrypting the logbook with a new key"):
        key = rotate_key.rotate(book, ways.secrets, desk.surroundings.stretching, seal)
    desk.surroundings.outcome.is_done = True
    book.store.close()
    if backups:
        remark(desk, "These backups still open with the old keys; delete the ones you can:")
        remark(desk, *(f"  {backup}" for backup in backups))
    door = Door(book.store.path, book.leader, keys_file.keys_beside(book.store.path))
    if desk.surroundings.kept is not None:
        desk.surroundings.kept.keep(door, key)
    renewed = door.enter(key, desk.today)
    with renewed.store:
        try:
            yield renewed
        finally:
            last_seen.remember_book(desk.state_folder, renewed)


def give_new_key(
    desk: Desk, book: Logbook, typed: str | None, place: Path | None, *, json: bool
) -> None:
    """Encrypt the logbook with a new key for all who can open it; nobody is removed."""
    seal = keys_file.seal(book)
    holders = [holder.leader for holder in key_holders.key_holders(book)]
    ways = ways_for(desk, book, own_passphrase(desk, book, typed), holders)
    question = "Encrypt the logbook with a new key?"
    with encrypted_anew(desk, book, ways, seal, question) as renewed:
        tell_new_keys(desk, renewed, ways, place, "The logbook has a new key.", json=json)


def offer_new_key(desk: Desk, book: Logbook, own: str, still: str, then: str = "") -> None:
    """Say what an older copy of the keys file can still do, and offer the only remedy.

    ``own`` is the passphrase of the leader at the keyboard, ``still`` what still opens the
    logbook, ``then`` what else a new key brings with it.
    """
    can = f"With an older copy of the keys file {still} still opens this logbook"
    if not desk.can_ask or desk.yes:
        said = f"{can}, until you give it a new key: balintlog vault rotate"
        remark(desk, *wrapped(said, "", width_of(desk)))
        return
    remark(desk, *wrapped(f"{can}, until you give it a new key.{then}", "", width_of(desk)))
    if ask_yes_no(desk, "Give it a new key now?", default=False):
        give_new_key(desk, book, own, None, json=False)


def tell_new_keys(
    desk: Desk,
    book: Logbook,
    ways: Ways,
    sheet: Path | None,
    done: str,
    *,
    json: bool,
    **fields: object,
) -> None:
    """Say what was done, with the codes, and hand out the new recovery sheet."""
    if json:
        given = [
            {"leader": leader, "code": code, "until": ways.secrets[leader].expires_on}
            for leader, code in ways.codes.items()
        ]
        answer_json(desk, {**fields, "codes": given, "sheet": _new_sheet(desk, book, sheet, done)})
        return
    say(desk, done, *ways.code_lines())
    if ways.codes:
        advise_on_codes(desk)
    _new_sheet(desk, book, sheet, done)


def _new_sheet(desk: Desk, book: Logbook, sheet: Path | None, done: str) -> recovery.SheetGiven:
    """Hand out the recovery sheet; if that is interrupted, the new key stays."""
    try:
        return recovery.hand_out(desk, book, sheet)
    except (KeyboardInterrupt, InterruptedByLeaderError):
        raise InterruptedByLeaderError(
            f"you stopped before the new recovery sheet was confirmed. What was done: {done}",
            "The old sheet no longer works. Make a new one: balintlog vault recovery",
        ) from None
    except (CouldNotError, FileProblemError) as error:
        explain(desk.surroundings, error)
        remark(desk, "The new key has no recovery sheet yet. Make one: balintlog vault recovery")
        return recovery.SheetGiven(None, confirmed=False)
