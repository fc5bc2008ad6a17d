"""The recovery sheet: noting that it is there, and coming back with it.

The sheet is the data key. It opens the logbook without any keys file, so it also
makes a new one: from the keys file that is there, or from the copy inside, or,
where both are lost, for one leader alone.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from balintlog.errors import BalintlogError, CouldNotError, FileProblemError, LockedError
from balintlog.logbook import backing_up
from balintlog.logbook.places import keys_path
from balintlog.storage import connection, founding, people
from balintlog.vault import files, keyring, leaders
from balintlog.vault.keyring import DataKey

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from balintlog.storage.connection import Store
    from balintlog.vault.keyring import Keyring, Secret
    from balintlog.vault.stretching import Stretching


class Recovery(NamedTuple):
    """A logbook that a sheet opens: whose keys are known, and the best keyring found, if any."""

    path: Path
    key: DataKey
    file_id: str
    leaders: tuple[str, ...]
    ring: Keyring | None


def prove(path: Path, sheet: bytes) -> Recovery:
    """Open the logbook with the 32 bytes of a sheet; nothing is written.

    LockedError if the sheet does not open it.
    """
    key = DataKey(sheet, connection.first_bytes(path))
    try:
        store = connection.open_unchanged(path, key)
    except FileProblemError:
        raise LockedError(
            "the logbook does not open with this recovery sheet",
            "It is the sheet of another logbook, or of a time before the key was changed; "
            "or the beginning of the logbook is damaged. Nothing was changed.",
        ) from None
    with store:
        ring = _best_ring(store, key)
        known = tuple(people.leaders(store)) if ring is None else keyring.leaders(ring, key.salt)
        return Recovery(path, key, founding.file_id(store), known, ring)


def give_way(
    found: Recovery, leader: str, secret: Secret, today: date, stretching: Stretching
) -> None:
    """Write a keys file in which the leader's new secret opens the logbook; others keep theirs.

    A keys file that cannot be read is kept aside. One stretching.
    """
    path, key, file_id, _, ring = found
    if ring is None:
        ring = leaders.founded(file_id, key, leader, secret, stretching)
    else:
        ring = leaders.with_secret(leaders.only(ring, key), key, leader, secret, stretching)
    store = connection.open_file(
        path, key, lambda older: backing_up.before_migrating(older, key, ring, today)
    )
    was_given = False
    try:
        with store, store.writing(content=False):
            keys = keys_path(path)
            if files.stands(keys) and _read(keys) is None:
                files.keep_aside(keys, "damaged")
            document = keyring.encode(ring)
            files.replace(keys, document)
            was_given = True
            founding.keep_keys_copy(store, document)
    except (CouldNotError, FileProblemError):
        if not was_given:  # else the leader is in, and reads what of a damaged logbook is whole
            raise


def _best_ring(store: Store, key: DataKey) -> Keyring | None:
    """Return the keyring beside the logbook, or else the copy inside, if it is of this key.

    CouldNotError where the disk does not let the copy be read: it may be whole.
    """
    copy: Keyring | None = None
    with suppress(FileProblemError):
        copy = keyring.decode(founding.keys_copy(store))
    for ring in (_read(keys_path(store.path)), copy):
        with suppress(FileProblemError):
            if ring is not None and ring.file_id == founding.file_id(store):
                keyring.proved(ring, key)
                newest = max(ring.sequence, copy.sequence if copy else 0)
                return replace(ring, sequence=newest)
    return None


def _read(keys: Path) -> Keyring | None:
    with suppress(BalintlogError):
        return keyring.decode(files.read(keys, keyring.MAX_BYTES + 1))
    return None
