"""The key holders: the leaders who can open a logbook, and what lets each of them in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.aliases import folded
from balintlog.errors import InvalidInputError, NotFoundError
from balintlog.logbook.keys.keys_file import change_keys, epoch_beside, keys_beside
from balintlog.logbook.record import edit_leaders, given_aliases
from balintlog.storage.tables import cases, notes, people
from balintlog.vault import keyring, slot_changes

if TYPE_CHECKING:
    from datetime import date

    from balintlog.logbook.book import Logbook
    from balintlog.vault.key_stretching import Stretching
    from balintlog.vault.keyring import Secret


class KeyHolder(NamedTuple):
    """A leader who can open the logbook; ``code_until``: so far only with a one-time code."""

    leader: str
    code_until: date | None


class OpenToAll(NamedTuple):
    """What every leader with a key can read: the labels of the groups, and how much."""

    groups: list[str]
    cases: int
    notes: int


def key_holders(book: Logbook) -> list[KeyHolder]:
    """Return those who can open the logbook, in the order in which they got a key."""
    epoch = epoch_beside(book)
    return [KeyHolder(slot.leader, slot.expires_on) for slot in epoch.slots]


def can_read(book: Logbook) -> OpenToAll:
    """Return what everybody who has a key can read."""
    return OpenToAll(
        [group.label for group in people.groups(book.store)],
        len(cases.cases(book.store, None)),
        len(notes.notes(book.store, None)),
    )


def check_new_holder(book: Logbook, alias: str) -> str:
    """Return the alias as it is spelled if it can be given a key. InvalidInputError."""
    holders = key_holders(book)
    if folded(alias) in {holder.leader for holder in holders}:
        raise InvalidInputError(
            f"{folded(alias)} already has a key",
            hint=f"If the passphrase was forgotten: balintlog vault leader reset {folded(alias)}",
        )
    slot_changes.check_room(len(holders))
    if folded(alias) in people.leaders(book.store):
        return folded(alias)
    return given_aliases.new_alias(book, alias)


def find_holder(book: Logbook, alias: str) -> str:
    """Return the alias as it is spelled if it has a key. NotFoundError."""
    known = [holder.leader for holder in key_holders(book)]
    if folded(alias) not in known:
        raise NotFoundError(
            f"no leader {folded(alias)} has a key to this logbook",
            f"Leaders who have one: {', '.join(known)}.",
        )
    return folded(alias)


def add_holder(book: Logbook, alias: str, secret: Secret, stretching: Stretching) -> None:
    """Give a leader a key of their own; somebody new becomes a leader first."""
    alias = check_new_holder(book, alias)
    if alias not in people.leaders(book.store):
        edit_leaders.add_leader(book, alias, "unknown")
    change_secret(book, alias, secret, stretching)


def change_secret(book: Logbook, alias: str, secret: Secret, stretching: Stretching) -> None:
    """Let a leader open the logbook with another secret; nobody else's changes."""
    change_keys(
        book,
        lambda ring, copied: slot_changes.with_secret(
            ring, book.key, alias, secret, stretching, copied
        ),
    )


def check_own(book: Logbook, passphrase: str) -> None:
    """Raise LockedError if this is not the passphrase of the leader at the keyboard.

    FileProblemError where it is the keys file that was edited.
    """
    epoch_beside(book)
    ring = keys_beside(book.store.path)
    keyring.proved(ring, book.key)  # else an edited keys file would be told as a wrong passphrase
    keyring.unlock(ring, book.key.salt, book.leader, passphrase)
