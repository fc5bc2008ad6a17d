"""Unlock a logbook: who is here, the passphrase, and what a leader is told first."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from balintlog.cli import late_imports
from balintlog.cli.terminal.output import explain, remark
from balintlog.cli.terminal.passphrase_entry import (
    NEW,
    OWN,
    ask_passphrase,
    given_passphrase,
    has_terminal,
    new_passphrase,
)
from balintlog.cli.terminal.who_is_here import ask_who, who_is_here
from balintlog.domain.text import printable
from balintlog.errors import (
    DamagedError,
    FileProblemError,
    LockedError,
    WrongPassphraseError,
)
from balintlog.logbook.keys import (
    conflicted_copies,
    keys_file,
    last_seen,
    open_logbook,
)
from balintlog.vault.keyring import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from balintlog.cli.desk import Desk
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.keys.last_seen import Memory
    from balintlog.logbook.keys.open_logbook import Door
    from balintlog.vault.keyring import DataKey, Keyring

TRIES = 3


class Unlocked(NamedTuple):
    """A data key, and what was typed for it: None if it was kept from before (see ``shell``).

    ``door`` is that of the leader who turned out to be here.
    """

    key: DataKey
    typed: str | None
    door: Door

    def __repr__(self) -> str:
        return "Unlocked(secret)"


class Entered(NamedTuple):
    """An open logbook, what was typed for it, and whether that was chosen for a code just now."""

    book: Logbook
    typed: str | None
    is_new: bool

    def __repr__(self) -> str:
        return "Entered(secret)"


@contextmanager
def opened(desk: Desk) -> Iterator[Logbook]:
    """Open the logbook for one command."""
    with opened_by(desk) as entered:
        yield entered.book


@contextmanager
def opened_by(desk: Desk) -> Iterator[Entered]:
    """Open the logbook, and also yield the passphrase that was typed for it, if one was."""
    key, typed, door = unlock(desk, door_of(desk))
    try:
        yield from _entered(desk, door, key, typed)
    except DamagedError as error:
        from balintlog.logbook.keys.second_look import failure_of_disk  # not for every opening

        if (failed := failure_of_disk(door.path, key)) is not None:
            raise failed from error
        raise


def _entered(desk: Desk, door: Door, key: DataKey, typed: str | None) -> Iterator[Entered]:
    """Yield the open logbook once, and remember afterwards what was seen last of it."""
    book = door.enter(key, desk.today, memory_of(desk, door.keyring.file_id))
    if book.store.recorder is not None:
        book.store.recorder.moment = partial(_moment, desk)
    with book.store:
        before = book.store.saves  # what an opening tidies up is no change of the leader's
        try:
            tell_first(desk, book, door)
            if door.takes_code:
                typed = _chosen_in_place_of_code(desk, book)
            yield Entered(book, typed, door.takes_code)
        except (LookupError, TypeError, ValueError):  # a defect of ours, unless rows are missing
            from balintlog.logbook.keys.vault_check import require_whole

            require_whole(book)
            raise
        finally:
            if book.store.saves > before:
                desk.surroundings.outcome.is_done = True
            last_seen.remember_book(desk.state_folder, book)


def _moment(desk: Desk) -> tuple[date, str]:
    """Return the day of the evening, and the time of day."""
    return desk.evening, f"{desk.surroundings.now():%H:%M}"


def door_of(desk: Desk, ring: Keyring | None = None, path: Path | None = None) -> Door:
    """Return the locked door of the logbook, after asking who is here if that is not known.

    Or that of another one at ``path``, which ``ring`` opens.
    """
    return open_logbook.approach(path or desk.path, desk.leader, partial(who_is_here, desk), ring)


def unlock(desk: Desk, door: Door, made_on: date | None = None) -> Unlocked:
    """Return the data key; on a terminal a wrong passphrase may be typed again.

    ``made_on`` is the day of a backup, which opens with the passphrases of that day.
    """
    kept = desk.surroundings.kept
    door.check_code(desk.today)
    if kept is not None and kept.is_of(door):
        key = kept.key_of(door)
        if key is not None:
            return Unlocked(key, None, door)
        remark(desk, "The keys of this logbook have been changed since; please unlock it again.")
    try:
        # The keys of a backup are rightly older than those that were seen last.
        recall = partial(_last_seen, desk) if made_on is None else _nothing_seen
        unlocked = _unlock(desk, door, made_on, recall)
    except WrongPassphraseError as error:
        if made_on is None:
            raise
        hint = (
            "The backup opens with the passphrases of the day it was made,"
            f" by its own account {made_on}."
        )
        raise LockedError(error.message, " ".join((hint, error.hint or ""))) from None
    if kept is not None:
        kept.keep(unlocked.door, unlocked.key)
    return unlocked


def own_passphrase(desk: Desk, book: Logbook, typed: str | None) -> str:
    """Return the passphrase of the leader at the keyboard: as typed, or asked once more."""
    if typed is None:  # kept unlocked: the person there now must show that they know it
        typed = ask_passphrase(desk, f"Passphrase of {book.leader}: ", OWN)
        from balintlog.logbook.keys import key_holders  # not for every opening

        key_holders.check_own(book, typed)
    return typed


def memory_of(desk: Desk, file_id: str) -> Memory | None:
    """Return what was seen last of this logbook, unless this copy is to be used whatever it is."""
    if desk.accept_older:
        return None
    return last_seen.recall(desk.state_folder, file_id)


def tell_first(desk: Desk, book: Logbook, door: Door) -> None:
    """Say what a leader should know of the files before anything else."""
    if book.store.refusal is not None:
        explain(desk.surroundings, book.store.refusal)
        book.store.refusal = FileProblemError("nothing was written to this copy of the logbook")
    if book.store.recovery is not None:
        remark(desk, book.store.recovery)
    if book.store.foreign_structure is not None:
        explain(desk.surroundings, book.store.foreign_structure)
        book.store.foreign_structure = FileProblemError("nothing was written to this logbook")
    if book.before is not None:
        remark(desk, f"The logbook was brought up to date. A copy as it was before: {book.before}")
    remark(desk, *keys_file.warnings_about(book, door.keyring, desk.state_folder))
    remark(desk, *conflicted_copies.named(book, door.keyring))


def _unlock(
    desk: Desk, door: Door, made_on: date | None, recall: Callable[[str], Memory | None] | None
) -> Unlocked:
    kept = desk.surroundings.kept
    # After a lock, the person at the keyboard must show that they know it; no program may.
    given = None if kept is not None and kept.was_locked else given_passphrase(desk)

    def tried(typed: str) -> Unlocked:
        key = door.unlock(typed, desk.today, partial(_get_ready, desk), recall)
        return Unlocked(key, typed, door)

    if given is not None:
        try:
            return tried(given)
        except WrongPassphraseError as error:
            raise WrongPassphraseError(error.message, _where_it_came_from(desk)) from None
    tries = 0
    while (tries := tries + 1) < TRIES:
        try:
            typed = ask_passphrase(desk, f"{_question(desk, door, made_on)}: ")
            if not typed and _may_be_another(desk, door):
                door, tries = door._replace(leader=ask_who(desk, door.leaders)), 0
                door.check_code(desk.today)
                continue
            return tried(typed)
        except LockedError as error:
            if desk.no_input or not has_terminal(desk):
                raise
            explain(desk.surroundings, error)
    return tried(ask_passphrase(desk, f"{_question(desk, door, made_on)} (last try): "))


def _question(desk: Desk, door: Door, made_on: date | None) -> str:
    """Return the question for a passphrase or a code, which says whose where that was not typed."""
    question = "Passphrase" if made_on is None else _of_the_day(made_on)
    if door.takes_code:
        question = f"One-time code of {door.leader}"
    elif _may_be_another(desk, door):
        question = f"{door.leader}, {question[0].lower()}{question[1:]} (Enter: somebody else)"
    if desk.path_named:  # two may ask at once, as when one logbook is read into another
        question = f"{question} ({printable(desk.path.name)})"
    return question


def _may_be_another(desk: Desk, door: Door) -> bool:
    """Return whether another leader than the last one may be here, and can say so."""
    return desk.can_ask and desk.leader is None and len(door.leaders) > 1


def _of_the_day(made_on: date) -> str:
    """Return the question for a passphrase of a day that nothing has proved yet."""
    return f"Passphrase, as it was when the backup was made (by its own account on {made_on})"


def _last_seen(desk: Desk, file_id: str) -> Memory | None:
    return last_seen.recall(desk.state_folder, file_id)


def _nothing_seen(_: str) -> None:
    """Let both reasons be named why a backup does not open."""


def _where_it_came_from(desk: Desk) -> str:
    """Say what to check about a passphrase that nobody has typed."""
    name = OWN.command if desk.surroundings.environ.get(OWN.command) else OWN.descriptor
    return f"It came from {name}: its first line must be the passphrase, and nothing else."


def _get_ready(desk: Desk, is_stretching: Callable[[], bool]) -> None:
    """Import and read what the command will need, while its passphrase is being stretched.

    Nothing of the logbook is touched: whether the passphrase is right is not known yet.
    """
    open_logbook.load_libraries()
    late_imports.read_while(is_stretching)
    for prepare in (lambda: desk.state_folder, *desk.meanwhile):
        prepare()


def _chosen_in_place_of_code(desk: Desk, book: Logbook) -> str:
    """Let a leader who came in with a one-time code choose a passphrase, before anything else."""
    if has_terminal(desk) and not desk.no_input:
        remark(desk, "balintlog takes a one-time code only once. Please choose a passphrase now.")
    try:
        passphrase = new_passphrase(desk, NEW)
    except LockedError as error:
        raise LockedError(
            "first choose a passphrase in place of the one-time code", error.hint
        ) from None
    from balintlog.logbook.keys import key_holders  # not for every opening

    key_holders.change_secret(book, book.leader, Secret(passphrase), desk.surroundings.stretching)
    return passphrase
