"""The check of a vault: whether a logbook, its keys file and its backups are whole."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from balintlog.errors import BalintlogError, FileProblemError
from balintlog.logbook.book import Logbook
from balintlog.logbook.keys import (
    conflicted_copies,
    copy_refusal,
    keys_file,
    make_backup,
    second_look,
)
from balintlog.logbook.keys.paths import kept_beside, left_over_beside
from balintlog.logbook.synchronised_folders import advice_on_logbook
from balintlog.storage.file import connection, file_facts, integrity, schema
from balintlog.storage.tables import stored_words
from balintlog.vault import keyring

if TYPE_CHECKING:
    from datetime import date

    from balintlog.logbook.keys.last_seen import Memory
    from balintlog.logbook.keys.open_logbook import Door
    from balintlog.storage.store import Store
    from balintlog.vault.keyring import DataKey, Keyring

RESTORE = "Restore a backup: balintlog vault restore BACKUP"


class Report(NamedTuple):
    """What is damaged, and what else a leader should know; nothing damaged is whole."""

    damage: list[str]
    remarks: list[str]


def require_whole(book: Logbook) -> None:
    """Raise FileProblemError if a logbook is damaged. It takes a while on a large one."""
    if integrity.faults(book.store):
        raise FileProblemError("the logbook file is damaged", RESTORE) from None
    if unknown := stored_words.unknown(book.store):
        raise FileProblemError(f"the logbook file is damaged: {unknown[0]}", RESTORE) from None
    if book.store.foreign_structure is not None:
        raise book.store.foreign_structure from None


def inspect(door: Door, key: DataKey, today: date, memory: Memory | None) -> Report:
    """Look at a logbook that was unlocked; nothing is changed.

    ReplacedError if another window has given it a new key since.
    """
    try:
        seen = None if memory is None else memory.digest
        with door.telling_of_a_new_key():
            store = connection.open_unchanged(door.path, key, seen)
        with store:
            damage = _damage(store, door, key, memory)
            if not damage and not schema.is_older(store):
                book = Logbook(store, door.leader, today, key, door.keyring.file_id)
                return Report([], _remarks(book, door.keyring, memory))
    except FileProblemError as error:
        damage = [error.message]
    return _report_of_damage(door, key, damage, memory)


def inspect_backup(door: Door, key: DataKey) -> Report:
    """Look at the logbook of a backup, laid out in a file of its own."""
    try:
        with connection.open_unchanged(door.path, key) as store:
            damage = _damage(store, door, key, None)
    except FileProblemError as error:
        damage = [error.message]
    return _report_of_damage(door, key, damage, None)


def _report_of_damage(door: Door, key: DataKey, damage: list[str], memory: Memory | None) -> Report:
    """Return a report of damage, if any. DiskFailedError where the disk alone is the trouble."""
    if damage and (failed := second_look.failure_of_disk(door.path, key)) is not None:
        # What is whole at a second look can still have the wrong keys, or a foreign structure.
        with connection.open_unchanged(door.path, key) as store:
            again = _damage(store, door, key, memory)
        if not again:
            raise failed
        return Report(again, [])
    return Report(damage, [])


def _damage(store: Store, door: Door, key: DataKey, memory: Memory | None) -> list[str]:
    with store.reading():
        damage = integrity.faults(store)
        if not damage and not schema.is_older(store):
            damage = stored_words.unknown(store)
        if (foreign := store.foreign_structure) is not None:
            damage.insert(0, f"{foreign.message}. {foreign.hint}")
        if not damage and file_facts.file_id(store) != door.keyring.file_id:
            damage = ["the keys file belongs to another logbook"]
        if not damage:
            try:
                if keys_file.check_fits(store, door.keyring, key) is None:
                    damage = ["the copy of the keys file inside the logbook cannot be read"]
            except FileProblemError as error:
                damage = [error.message]
    if not damage and (changed := copy_refusal.changed_pages(store, memory)) is not None:
        damage = [f"{changed.message}. {changed.hint}"]
    return damage


def _remarks(book: Logbook, ring: Keyring, memory: Memory | None) -> list[str]:
    """Return what is not damage, but should not stay as it is."""
    remarks = keys_file.warnings_about(book, ring)
    if book.store.recovery is not None:
        remarks.insert(0, book.store.recovery)
    refusal = copy_refusal.refusal(book.store, memory)
    if refusal is not None:
        remarks.append(f"{refusal.message[0].upper()}{refusal.message[1:]}.")
    with suppress(BalintlogError):
        if file_facts.keys_copy(book.store) != keyring.encode(ring):
            remarks.append(
                "The copy of the keys file inside the logbook is out of date; the next command that"
                " opens the logbook mends it."
            )
    if (advice := advice_on_logbook(book.store.path)) is not None:
        remarks.append(advice)
    remarks += conflicted_copies.compared(book, ring)
    if file_facts.sheet_on(book.store) is None:
        remarks.append("There is no confirmed recovery sheet. Make one: balintlog vault recovery")
    if not file_facts.backups(book.store):
        remarks.append("There is no backup yet. Make one: balintlog vault backup PATH")
    remarks += [
        f"{file} was kept when a save was undone or the logbook did not open; delete it once you"
        " miss nothing."
        for file in kept_beside(book.store.path)
    ]
    remarks += [
        f"{file} was left by an interrupted command; delete it."
        for file in left_over_beside(book.store.path)
    ]
    return remarks + [
        f"{file} was left by an interrupted backup; delete it, unless one is being made just now."
        for file in make_backup.left_over(book)
    ]
