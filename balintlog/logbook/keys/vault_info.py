"""Information on how a logbook is kept, for ``vault info``; no secret is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.logbook.keys.key_holders import key_holders
from balintlog.logbook.keys.keys_file import epoch_beside
from balintlog.storage.file import commit_marks, file_facts, schema

if TYPE_CHECKING:
    from datetime import date

    from balintlog.logbook.book import Logbook
    from balintlog.logbook.keys.key_holders import KeyHolder


class StretchingCost(NamedTuple):
    """What it costs to try the leader's passphrase once."""

    name: str
    passes: int
    lanes: int
    memory_kib: int


class LastBackup(NamedTuple):
    """The backup that was made last of this logbook, and whether all that was written is in it."""

    made_on: date
    file: str
    is_current: bool


class VaultInfo(NamedTuple):
    """How a logbook is kept; ``file_id`` and ``key_epoch`` are hexadecimal digits."""

    file: str
    bytes: int
    format: str
    structure: int
    file_id: str
    key_epoch: str
    key_stretching: StretchingCost
    leaders: list[KeyHolder]
    recovery_sheet_on: date | None
    last_backup: LastBackup | None


def vault_info(book: Logbook) -> VaultInfo:
    """Return what there is to know of a logbook's file and keys."""
    path = book.store.path
    own = next(slot for slot in epoch_beside(book).slots if slot.leader == book.leader)
    cost = own.stretching
    return VaultInfo(
        file=str(path),
        bytes=path.stat().st_size,
        format="SQLCipher 4",
        structure=schema.version(book.store),
        file_id=book.file_id,
        key_epoch=book.key.salt.hex(),
        key_stretching=StretchingCost("argon2id", cost.passes, cost.lanes, cost.memory_kib),
        leaders=key_holders(book),
        recovery_sheet_on=file_facts.sheet_on(book.store),
        last_backup=last_backup(book),
    )


def last_backup(book: Logbook) -> LastBackup | None:
    """Return the backup that was made last, or None if there was none yet."""
    backups = file_facts.backups(book.store)
    if not backups:
        return None
    made = backups[-1]
    is_current = commit_marks.newest_content(book.store).number <= made.number
    return LastBackup(made.made_on, made.path, is_current)
