"""Putting a backup in the place of a logbook that is lost, damaged, or wrong.

Both files become what they were, passphrases included. Nothing that the backup
lacks is given up without a leader's yes; what could not be opened is kept aside.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, NamedTuple

from balintlog.errors import BalintlogError, FileProblemError
from balintlog.logbook import locking
from balintlog.logbook.book import changed_meanwhile
from balintlog.logbook.places import journal_path, keys_path
from balintlog.storage import connection, copying, founding, lineage, schema
from balintlog.vault import files, keyring, leaders

if TYPE_CHECKING:
    from pathlib import Path

    from balintlog.storage.connection import Store
    from balintlog.storage.lineage import Commit
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


_CANNOT_BE_LOOKED_AT = Present(
    None,
    "What is there does not open with the same passphrase, or is damaged; nobody can tell"
    " whether the backup holds all of it. It will be kept aside.",
)


def look_at(path: Path, fresh: Store, key: DataKey, leader: str, typed: str) -> Present:
    """Open what stands at ``path`` and compare it with the logbook of a backup.

    ``key``, ``leader`` and ``typed`` opened the backup, and are tried on it, too.
    FileProblemError if it is another logbook.
    """
    if not files.stands(path):
        return Present(None, None)
    try:
        first16 = connection.first_bytes(path)
        if first16 != key.salt:
            key = keyring.unlock(locking.keys_beside(path), first16, leader, typed)
        store = connection.open_unchanged(path, key)
    except BalintlogError:
        return _CANNOT_BE_LOOKED_AT
    try:
        is_another = founding.file_id(store) != founding.file_id(fresh)
        content = None if schema.is_older(store) else lineage.newest_content(store)
        present = Present(store, _loss(store, fresh), content)
    except BaseException as error:
        store.close()
        if isinstance(error, FileProblemError):  # it opens, and is damaged further inside
            return _CANNOT_BE_LOOKED_AT
        raise
    if is_another:
        store.close()
        raise FileProblemError(
            f"{path} is another logbook than that of the backup",
            "Name a file that is not there yet: balintlog -f FILE vault restore BACKUP",
        )
    return present


def put_in_place(path: Path, unfinished: Path, ring: Keyring, key: DataKey, at: Present) -> None:
    """Let a proved logbook and its keys take the place of what stands at ``path``.

    The keys file first gets the keys of both, so that whatever stands there at any
    moment can be opened.
    """
    with ExitStack() as held:
        if at.store is not None:
            held.enter_context(copying.exclusively(at.store))
            if at.content is not None and lineage.newest_content(at.store) != at.content:
                raise changed_meanwhile("the logbook")
        else:
            _keep_damaged(path)
        both = ring
        with suppress(BalintlogError):
            beside = locking.keys_beside(path)
            if beside.file_id == ring.file_id:  # else no keys file can open either
                both = leaders.for_either(beside, ring)
        files.replace(keys_path(path), keyring.encode(both))
        if at.store is not None and os.name == "nt":  # pragma: no cover - no open file is replaced
            at.store.close()
        files.move_over(unfinished, path)
        files.replace(keys_path(path), keyring.encode(leaders.only(ring, key)))


def _keep_damaged(path: Path) -> None:
    """Keep what cannot be opened; a journal of it must not be taken for the new one's."""
    for one in (path, keys_path(path), journal_path(path)):
        if files.stands(one):
            files.keep_aside(one, "damaged")
    with files.explained(path, "replaced"), suppress(FileNotFoundError):
        journal_path(path).unlink()


def _loss(store: Store, fresh: Store) -> str | None:
    """Say what a logbook holds that a backup of it lacks."""
    if not schema.is_older(store) and not schema.is_older(fresh):
        if lineage.holds(fresh, lineage.newest_content(store)):
            return None
    elif lineage.counts(store) == lineage.counts(fresh):
        return None
    return (
        "The logbook there was changed since the backup, or went another way: it holds"
        f" {_counts(store)}; the backup {_counts(fresh)}. The difference would be lost."
    )


def _counts(store: Store) -> str:
    """Say how much a logbook holds."""
    return ", ".join(
        f"{number} {name if number != 1 else name[:-1]}"
        for name, number in lineage.counts(store).items()
    )
