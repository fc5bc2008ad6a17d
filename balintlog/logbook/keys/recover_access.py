"""Recover access to a logbook with its recovery sheet.

The sheet is the data key. It opens the logbook without any keys file, so it also
makes a new one: from the keys file that is there, or from the copy inside, or,
where both are lost, for one leader alone.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from balintlog import disk
from balintlog.errors import (
    BalintlogError,
    CouldNotError,
    FileProblemError,
    LockedError,
    ReplacedError,
)
from balintlog.logbook.keys import copy_refusal, keys_file, make_backup
from balintlog.logbook.keys.paths import keys_path, names_for_damaged
from balintlog.storage.file import connection, file_facts
from balintlog.storage.tables import people
from balintlog.vault import keyring, slot_changes
from balintlog.vault.keyring import DataKey

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from balintlog.logbook.book import Logbook
    from balintlog.logbook.keys.last_seen import Memory
    from balintlog.storage.store import Store
    from balintlog.vault.key_stretching import Stretching
    from balintlog.vault.keyring import Keyring, Secret


def note_confirmed_sheet(book: Logbook) -> None:
    """Note that a line of the recovery sheet was typed back today."""
    file_facts.note_sheet(book.store, book.today)


class Recovery(NamedTuple):
    """A logbook that a sheet opens: whose keys are known, and the best keyring found, if any."""

    path: Path
    key: DataKey
    file_id: str
    leaders: tuple[str, ...]
    ring: Keyring | None


def prove(
    path: Path, sheet: bytes, recall: Callable[[str], Memory | None] = lambda _: None
) -> Recovery:
    """Open the logbook with the 32 bytes of a sheet; nothing is written.

    ``recall`` tells what was seen last of the logbook of a file id. LockedError if the
    sheet does not open it, FileProblemError if it lacks what was seen: a newer copy must
    be somewhere.
    """
    key = DataKey(sheet, connection.first_bytes(path))
    try:
        store = connection.open_unchanged(path, key)
    except FileProblemError:
        if connection.is_under(path, key):
            raise  # it is the right sheet, of a logbook that is damaged
        raise LockedError(
            "the logbook does not open with this recovery sheet",
            "It is the sheet of another logbook, or of a time before the key was changed; "
            "or the beginning of the logbook is damaged. Nothing was changed.",
        ) from None
    with store:
        file_id = file_facts.file_id(store)
        if (another_holds := copy_refusal.refusal(store, recall(file_id))) is not None:
            raise another_holds
        ring = _best_ring(store, key)
        known = tuple(people.leaders(store)) if ring is None else keyring.leaders(ring, key.salt)
        return Recovery(path, key, file_id, known, ring)


def give_way(
    recovery: Recovery, leader: str, secret: Secret, today: date, stretching: Stretching
) -> None:
    """Write a keys file in which the leader's new secret opens the logbook; others keep theirs.

    A keys file that cannot be read is kept aside. One stretching; a second one if the
    keys were changed in another window meanwhile.
    """
    path, key, file_id, _, ring = recovery

    def renewed(ring: Keyring | None) -> Keyring:
        if ring is None:
            return slot_changes.founded(file_id, key, leader, secret, stretching)
        return slot_changes.with_secret(
            slot_changes.only(ring, key), key, leader, secret, stretching
        )

    if connection.first_bytes(path) != key.salt:
        raise ReplacedError
    given = renewed(ring)
    made: list[Path] = []
    store = connection.open_file(
        path, key, lambda older: made.append(make_backup.before_migrating(older, key, given, today))
    )
    was_given = False
    try:
        with store, store.writing(content=False):
            now = _best_ring(store, key)  # no other window changes it from here on
            if now != ring:
                given = renewed(now)
            keys = keys_path(path)
            if disk.stands(keys) and _read(keys) is None:
                disk.keep_as(keys, next(n for n in names_for_damaged(keys) if not disk.stands(n)))
            document = keyring.encode(given)
            disk.replace(keys, document)
            was_given = True
            file_facts.keep_keys_copy(store, document)
            for backup in made:
                make_backup.note(store, backup, today)
    except (CouldNotError, FileProblemError):
        if not was_given:  # otherwise the leader is in, and can read whatever is still whole
            raise


def _best_ring(store: Store, key: DataKey) -> Keyring | None:
    """Return the newest keyring of this key: beside the logbook, or the copy inside.

    The copy is behind where a change was interrupted, and ahead where somebody put an
    older keys file back. CouldNotError where the disk does not let it be read: it may be
    whole.
    """
    copy: Keyring | None = None
    with suppress(FileProblemError):
        copy = keyring.decode(file_facts.keys_copy(store))
    good: list[tuple[int, Keyring]] = []
    for ring in (copy, _read(keys_path(store.path))):  # the copy first: of two equal ones it counts
        with suppress(FileProblemError):
            if ring is not None and ring.file_id == file_facts.file_id(store):
                keyring.proved(ring, key)
                keys_file.check_fits(store, ring, key)
                good.append((keyring.epoch_of(ring, key.salt).sequence, ring))
    return max(good, key=lambda numbered: numbered[0], default=(0, None))[1]


def _read(keys: Path) -> Keyring | None:
    with suppress(BalintlogError):
        return keyring.decode(disk.read(keys, keyring.MAX_BYTES + 1))
    return None
