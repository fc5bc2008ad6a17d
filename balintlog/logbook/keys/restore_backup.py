"""Restore a backup in the place of a logbook that is lost, damaged, or wrong.

Both files become what they were, passphrases included. Nothing that the backup
lacks is lost without a leader's yes; what could not be opened is set aside.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple

from balintlog import disk
from balintlog.errors import (
    FileProblemError,
    LockedError,
    NotFoundError,
    ReplacedError,
)
from balintlog.logbook.book import changed_meanwhile
from balintlog.logbook.keys import keys_file
from balintlog.logbook.keys.displaced_logbook import kept_aside
from balintlog.logbook.keys.paths import keys_path
from balintlog.logbook.keys.restore_loss import loss_of_words
from balintlog.storage.file import commit_marks, connection, copies, file_facts, schema
from balintlog.vault import keyring, slot_changes

if TYPE_CHECKING:
    from pathlib import Path

    from balintlog.storage.file.commit_marks import Commit
    from balintlog.storage.store import Store
    from balintlog.vault.keyring import DataKey, Keyring


class Present(NamedTuple):
    """What stands where a backup is to go.

    ``store`` is open, or None where nothing stands or nothing opens; ``loss``
    says in words what would be given up, None if the backup holds all of it;
    ``content`` is the last commit that was looked at.
    """

    store: Store | None
    loss: str | None
    content: Commit | None = None

    def close(self) -> None:
        """Close what stands there."""
        if self.store is not None:
            self.store.close()


_CANNOT_BE_LOOKED_AT = Present(
    None,
    "The logbook there does not open with the same passphrase, or it or its keys file is damaged"
    " or was edited, so nobody can tell whether the backup holds all of it. It will be kept under"
    " another name.",
)


def compare(
    path: Path, unfinished: Path, ring: Keyring, key: DataKey, leader: str, typed: str
) -> Present:
    """Prove a logbook that was unpacked from a backup, and compare what stands at ``path``.

    ``ring`` came with the backup; ``key``, ``leader`` and ``typed`` opened it, and are
    tried on what stands there, too. FileProblemError if the backup is not whole, or is
    of another logbook; CouldNotError if what stands there is in use, or its disk does not
    let it be read: that is no sign of damage.
    """
    _check_place(path)
    with copies.opened_copy(unfinished, key) as fresh:
        keys_file.check_version(fresh, ring, key)  # somebody may have put older keys into it
        if not disk.stands(path):
            return Present(None, None)
        try:
            first16 = connection.first_bytes(path)
            beside = _keys_beside(path)
            here = key
            if first16 != key.salt:
                if beside is None:
                    return _CANNOT_BE_LOOKED_AT
                here = keyring.unlock(beside, first16, leader, typed)
            store = connection.open_unchanged(path, here)
        except (FileProblemError, LockedError, NotFoundError):
            return _CANNOT_BE_LOOKED_AT
        try:
            return _compared(path, store, fresh, _change_of_keys(beside, first16, ring, key))
        except FileProblemError as error:  # it opens, and is damaged further inside
            store.close()
            if isinstance(error, _AnotherLogbookError):
                raise
            return _CANNOT_BE_LOOKED_AT
        except BaseException:
            store.close()
            raise


def put_in_place(
    path: Path, unfinished: Path, ring: Keyring, key: DataKey, at: Present
) -> Path | None:
    """Let a proved logbook and its keys take the place of what stands at ``path``.

    The keys file first gets the keys of both, so that whatever stands there at any
    moment can be opened. Returns where a logbook that could not be opened was kept.
    """
    with ExitStack() as held:
        if at.store is not None:
            held.enter_context(copies.exclusively(at.store))
            if _content(at.store) != at.content:
                raise changed_meanwhile("the logbook")
        aside = held.enter_context(kept_aside(path, unfinished)) if at.store is None else None
        both = _for_both(path, ring, is_held=at.store is not None)
        if aside is None:
            disk.replace(keys_path(path), keyring.encode(both))
        else:
            aside.write_keys(keyring.encode(both))
            aside.set_aside()
        if at.store is not None and os.name == "nt":  # pragma: no cover - no open file is replaced
            at.store.close()
        disk.move_over(unfinished, path)
    if connection.first_bytes(path) != key.salt:  # another window was as quick
        raise ReplacedError
    # One epoch alone is the copy inside to the letter, and the next opening has nothing
    # to settle: by no commit of its own does this copy diverge from the one backed up.
    alone = ring if len(ring.epochs) == 1 else slot_changes.only(ring, key)
    with connection.open_unchanged(path, key) as store, store.unmarked():  # nobody changes keys
        if not _is_changed(path, both, key):
            disk.replace(keys_path(path), keyring.encode(alone))
    return aside.logbook if aside is not None else None


def _for_both(path: Path, ring: Keyring, *, is_held: bool) -> Keyring:
    """Return the keys of what stands at ``path`` and of what comes, or of that alone."""
    beside = _keys_beside(path)
    if beside is None or beside.file_id != ring.file_id:  # no keys file can open either
        return ring
    both = slot_changes.for_either(beside, ring)
    if is_held:  # what comes stands first then: see ``drop_old_keys``
        both = both._replace(epochs=both.epochs[::-1])
    return both


def _is_changed(path: Path, written: Keyring, key: DataKey) -> bool:
    """True if somebody has changed a passphrase of a restored logbook already."""
    try:
        now = keyring.epoch_of(keys_file.keys_beside(path), key.salt)
    except FileProblemError:
        return False
    return now != keyring.epoch_of(written, key.salt)


def _check_place(path: Path) -> None:
    """Refuse what no logbook can take the place of. FileProblemError."""
    if os.path.isdir(path):  # noqa: PTH112 - also where nobody may look
        raise FileProblemError(
            f"{path} is a folder, not a logbook",
            "Name the file that the backup is to become: balintlog -f FILE vault restore BACKUP",
        )
    disk.check_ordinary(path)
    keys = keys_path(path)
    if not os.path.isdir(os.path.dirname(os.path.realpath(keys))):  # noqa: PTH112, PTH120
        raise FileProblemError(
            f"the keys file {keys} is a link to a folder that is not there",
            "Connect the disk that it leads to, or delete the link; then try again.",
        )


class _AnotherLogbookError(FileProblemError):
    """What stands there opens, and is not the logbook that was backed up."""


def _compared(path: Path, store: Store, fresh: Store, keys: str | None) -> Present:
    if file_facts.file_id(store) != file_facts.file_id(fresh):
        raise _AnotherLogbookError(
            f"{path} is another logbook, not the one that was backed up",
            "Name a file that is not there yet: balintlog -f FILE vault restore BACKUP",
        )
    content = _content(store)
    loss = " ".join(part for part in (loss_of_words(store, fresh, content), keys) if part)
    return Present(store, loss or None, content)


def _content(store: Store) -> Commit | None:
    """Return the last commit of a leader's words, or None from before there were marks."""
    schema.is_older(store)  # refuses a newer one
    return commit_marks.newest_content(store) if commit_marks.has_marks(store) else None


def _keys_beside(path: Path) -> Keyring | None:
    """Return the keyring beside a logbook, or None where it is missing or damaged."""
    try:
        return keys_file.keys_beside(path)
    except FileProblemError:
        return None


def _change_of_keys(
    beside: Keyring | None, first16: bytes, ring: Keyring, key: DataKey
) -> str | None:
    """Say who would open the logbook again or no more, if the keys changed since the backup."""
    if beside is None:
        return (
            "Its keys file is missing or damaged. To bring back that file alone, use the recovery"
            " sheet: balintlog vault recovery --restore."
        )
    now, then = keyring.epoch_of(beside, first16), keyring.epoch_of(ring, key.salt)
    if now == then:
        return None
    holders, former = ({slot.leader for slot in epoch.slots} for epoch in (now, then))
    said = ["The keys have changed since the backup; the old ones would work again."]
    if back := sorted(former - holders):
        said.append(f"It would open again for {', '.join(back)}.")
    if gone := sorted(holders - former):
        said.append(f"It would no longer open for {', '.join(gone)}.")
    return " ".join(said)
