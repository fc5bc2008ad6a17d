"""The keys file beside a logbook and the copy of it inside: read, changed, and held together.

The keys file is what opens the logbook, and is replaced in one step while the
logbook is held, so that two windows cannot undo each other's change. The copy
inside comes after it and may be behind, never ahead: if it is ahead, or has another
epoch of the same number, somebody has put an older keys file back, or another copy's.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from balintlog import disk
from balintlog.errors import (
    BalintlogError,
    CouldNotError,
    FileProblemError,
    ReplacedError,
)
from balintlog.logbook.keys import conflicted_copies, modeless_disks
from balintlog.logbook.keys.paths import (
    keys_path,
    left_over,
    remove,
    remove_left_over_keys,
)
from balintlog.storage.file import file_facts
from balintlog.vault import keyring, slot_changes, slots

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from balintlog.logbook.book import Logbook
    from balintlog.storage.store import Store
    from balintlog.vault.keyring import DataKey, Keyring
    from balintlog.vault.slots import Epoch

_FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def keys_beside(path: Path) -> Keyring:
    """Return the keyring beside a logbook. FileProblemError where it is missing or damaged."""
    keys = keys_path(path)
    if not disk.stands(keys):
        if (fitting := conflicted_copies.fitting_keys(path)) is not None:
            return fitting
        raise FileProblemError(
            f"the keys file {keys} is missing; the logbook cannot be opened without it",
            "If it was moved, put it back beside the logbook. If it is lost, restore a backup "
            "(balintlog vault restore BACKUP) or use the recovery sheet: "
            "balintlog vault recovery --restore",
        )
    return keyring.decode(disk.read(keys, keyring.MAX_BYTES + 1))


def seal(book: Logbook) -> bytes:
    """Return what changes with anybody's key: the mac over all slots."""
    return epoch_beside(book).mac


def epoch_beside(book: Logbook) -> Epoch:
    """Return the epoch of an open logbook in its keys file.

    FileProblemError; ReplacedError where another window has given the logbook a new key.
    """
    try:
        return keyring.epoch_of(keys_beside(book.store.path), book.key.salt)
    except FileProblemError:
        if book.store.is_replaced:
            raise ReplacedError from None
        raise


def change_keys(book: Logbook, change: Callable[[Keyring, Epoch | None], Keyring]) -> None:
    """Replace the keys file by a changed one, and bring the copy inside up to date.

    ``change`` is given the keyring, and the epoch in the copy inside.

    CouldNotError if the keys file could not be replaced, FileProblemError if the logbook
    turns out to be damaged. After an error at the very end (the folder could not be
    brought to the disk, or an interruption) the new keys may be in force already.
    """
    replaced: Keyring | None = None
    try:
        with book.store.writing(content=False):
            ring = keys_beside(book.store.path)
            copied = check_fits(book.store, ring, book.key)
            document = keyring.encode(change(ring, copied))
            disk.replace(keys_path(book.store.path), document)
            replaced = ring
            remove_left_over_keys(book.store.path)
            file_facts.keep_keys_copy(book.store, document)
    except CouldNotError:
        if replaced is None:  # else it is done; the next opening brings the copy up to date
            raise
    except FileProblemError as error:
        if replaced is None:
            raise
        # A leader who is told of damage must not find that another passphrase counts.
        disk.replace(keys_path(book.store.path), keyring.encode(replaced))
        raise FileProblemError(
            f"{error.message}; passphrases and codes are as they were", error.hint
        ) from error


def settle(book: Logbook, ring: Keyring) -> None:
    """Finish a change of the keys that was interrupted. CouldNotError if nothing can be written.

    Old keys that are left beside the one in force are dropped, with the unfinished
    file of that time; the copy inside is brought up to date.
    """
    if len(ring.epochs) == 1 and file_facts.keys_copy(book.store) == keyring.encode(ring):
        return
    with book.store.writing(content=False):  # while no other window changes the keys
        ring = drop_old_keys(book.store, book.key)
        keyring.proved(ring, book.key)
        copied = check_fits(book.store, ring, book.key)
        if not _is_older(keyring.epoch_of(ring, book.key.salt), copied):
            file_facts.keep_keys_copy(book.store, keyring.encode(ring))


def copied_epoch(store: Store, salt: bytes) -> Epoch | None:
    """Return the epoch of a salt in the copy inside, None where it cannot be read."""
    with suppress(FileProblemError):
        return keyring.epoch_of(keyring.decode(file_facts.keys_copy(store)), salt)
    return None


def check_version(store: Store, ring: Keyring, key: DataKey) -> None:
    """Raise FileProblemError for the keys of an earlier format, where they were changed since."""
    epoch = keyring.epoch_of(ring, key.salt)
    if epoch.version == 1:  # else nothing need be read
        slots.check_version(epoch, copied_epoch(store, key.salt))


def check_fits(store: Store, ring: Keyring, key: DataKey) -> Epoch | None:
    """Return the copied epoch. FileProblemError if the one in ``ring`` cannot have followed it."""
    epoch, copied = keyring.epoch_of(ring, key.salt), copied_epoch(store, key.salt)
    slots.check_version(epoch, copied)
    slots.check_number(epoch, copied)
    return copied


def drop_old_keys(store: Store, key: DataKey) -> Keyring:
    """Leave in the keys file only those who can open the logbook as it is; return that keyring.

    Unfinished files of the time when there were others are taken away, but not a backup
    that somebody who cannot open this logbook, and so cannot hold it, is restoring now.
    """
    with store.writing(content=False):
        ring = keys_beside(store.path)
        if len(ring.epochs) == 1:
            return ring
        alone = slot_changes.only(ring, key)
        disk.replace(keys_path(store.path), keyring.encode(alone))
        # The keys of what came while this file was held stand first: nobody is at it now.
        salts = [epoch.salt for epoch in ring.epochs]
        coming = salts[salts.index(key.salt) + 1 :]
        for unfinished in left_over(store.path):
            if _first16(unfinished) not in coming:
                remove(unfinished)
        remove_left_over_keys(store.path)
        return alone


def warnings_about(book: Logbook, ring: Keyring, state_folder: Path | None = None) -> list[str]:
    """Return what a leader should be told of the two files at the opening.

    ``state_folder`` is where it is noted of which disks a leader was told already.
    """
    path = book.store.path
    warnings = _open_to_others(path, state_folder)
    try:
        copied = check_fits(book.store, ring, book.key)
    except FileProblemError as error:
        return [*warnings, f"{error.message[0].upper()}{error.message[1:]}. {error.hint}"]
    # Not if it was changed just now, in another window.
    if _is_behind(ring, book.key, copied) and _is_behind(keys_beside(path), book.key, copied):
        warnings.append(
            "The keys file is an older one, or belongs to another copy: passphrases and codes"
            " that were changed since open the logbook again. If nobody put it there on purpose,"
            " restore a newer one, then: balintlog vault rotate"
        )
    return warnings


def _first16(path: Path) -> bytes:
    with suppress(BalintlogError):
        return disk.read(path, 16)
    return b""


def _is_behind(ring: Keyring, key: DataKey, copied: Epoch | None) -> bool:
    """Return ``_is_older`` of the epoch that is left once an unfinished change is finished."""
    with suppress(FileProblemError):  # else it has a new key
        return _is_older(keyring.epoch_of(slot_changes.only(ring, key), key.salt), copied)
    return False


def _is_older(epoch: Epoch, copied: Epoch | None) -> bool:
    """Return whether the copy inside is ahead of an epoch, or comes from another change."""
    return copied is not None and epoch != copied and epoch.sequence <= copied.sequence


def _open_to_others(path: Path, state_folder: Path | None) -> list[str]:
    """Say which of the two files other accounts may open, and how to stop that."""
    keys = keys_path(path)  # not there where those of another name fit
    present = (keys, path) if disk.stands(keys) else (path,)
    files = [file for file in present if _is_open_to_others(file)]
    if not files:
        return []
    if modeless_disks.is_modeless(path, state_folder):
        meaning = modeless_disks.meaning_of_modes(path, state_folder)
        return [] if meaning is None else [meaning]
    return [
        f"Other people on this computer can open {file}; {_how_to_close(file)}" for file in files
    ]


def _how_to_close(file: Path) -> str:
    with disk.explained(file, "read"):
        if os.geteuid() in (0, file.stat().st_uid):
            return f"to stop that: chmod 600 {file.name}"
    return "only the account that it belongs to can stop that"


def _is_open_to_others(path: Path) -> bool:
    """Return whether the file's mode lets others in; Windows has no such mode."""
    with disk.explained(path, "read"):
        return os.name != "nt" and bool(path.stat().st_mode & _FOR_OTHERS)
