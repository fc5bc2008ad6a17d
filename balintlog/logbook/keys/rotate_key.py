"""Rotate the data key: encrypt a logbook anew, so that no old key, sheet or code opens it.

Removing a leader's slot alone protects nothing: anybody who once had the data key still has it. So
the data key is replaced. Steps, after each of which all leaders can open what is there, even if
the machine stops:

1. the keys file gets the new epoch beside the old one;
2. the logbook is copied into a new file under the new key, and the copy is proved;
3. the copy takes the logbook's place;
4. the old epoch is dropped.

No other window can write from before the first step; one that had the old file
open cannot write to it afterwards (see ``ReplacedError``).
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from balintlog import disk
from balintlog.errors import CouldNotError, ReplacedError
from balintlog.logbook.book import changed_meanwhile
from balintlog.logbook.keys import keys_file
from balintlog.logbook.keys.paths import aside, keys_path
from balintlog.storage.file import connection, copies, file_facts
from balintlog.vault import keyring, slot_changes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from balintlog.logbook.book import Logbook
    from balintlog.vault.key_stretching import Stretching
    from balintlog.vault.keyring import DataKey, Secret


def rotate(
    book: Logbook,
    secrets: Mapping[str, Secret],
    stretching: Stretching,
    asked: bytes | None = None,
) -> DataKey:
    """Give the logbook a new data key, and the leaders named their way to it.

    Nobody else has one any more. ``asked`` is the seal of the keys when it was
    asked who stays: ChangedMeanwhileError if it is another (see ``keys_file.seal``).
    Returns the new data key; ``book`` can only be closed after it. One stretching for
    each leader.
    """
    if book.store.refusal is not None:
        raise book.store.refusal
    path = book.store.path
    with copies.exclusively(book.store):
        ring = keys_file.keys_beside(path)
        if asked not in (None, keyring.epoch_of(ring, book.key.salt).mac):
            raise changed_meanwhile("who can open the logbook, or with which passphrase,")
        both, new = slot_changes.with_new_key(ring, book.key, secrets, stretching)
        document = keyring.encode(slot_changes.only(both, new))
        disk.replace(keys_path(path), keyring.encode(both))
        try:
            with aside(path) as unfinished:
                copies.copy_to(book.store, unfinished, new)
                with (
                    copies.opened_copy(unfinished, new, book.store) as copy,
                    copy.writing(content=False),
                ):
                    file_facts.keep_keys_copy(copy, document)
                    file_facts.note_sheet(copy, None)
                if not _fit(path, new):  # another window is restoring a backup
                    raise ReplacedError
                if os.name == "nt":  # pragma: no cover - Windows replaces no open file
                    book.store.close()
                disk.move_over(unfinished, path)
                if not _fit(path, new):  # in that very moment
                    disk.replace(keys_path(path), document)
        except BaseException:
            if not book.store.is_replaced and _fit(path, new):  # the old one is there, and held
                disk.replace(keys_path(path), keyring.encode(ring))
            raise
    # The logbook has its new key; where this fails, the next opening does it.
    with suppress(CouldNotError), connection.open_unchanged(path, new) as store:
        keys_file.drop_old_keys(store, new)
    return new


def _fit(path: Path, key: DataKey) -> bool:
    """True while the keys file is still the one that was written for a new key."""
    return key.salt in {epoch.salt for epoch in keys_file.keys_beside(path).epochs}
