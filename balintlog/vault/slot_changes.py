"""Changes of the leaders' slots: a slot given or taken, a data key replaced.

Each function returns a new keyring; nothing is written here. An epoch that changes gets
the next sequence number, and is of the newest version from then on. A list of slots is
proved to be a leader's own work before anything is added to it, or an edited one would be
sealed as genuine.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from balintlog.errors import InvalidInputError
from balintlog.vault.key_stretching import KEY_BYTES, SALT_BYTES
from balintlog.vault.keyring import (
    DataKey,
    Keyring,
    epoch_of,
    filled_slot,
    proved,
    sealed_epoch,
)
from balintlog.vault.slots import MAX_SLOTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balintlog.vault.key_stretching import Stretching
    from balintlog.vault.keyring import Secret
    from balintlog.vault.slots import Epoch


def with_secret(
    keyring: Keyring,
    data_key: DataKey,
    leader: str,
    secret: Secret,
    stretching: Stretching,
    copied: Epoch | None = None,
) -> Keyring:
    """Give a leader a slot, or another secret in the one they have. One stretching.

    ``copied`` is the epoch in the copy inside: what is written must be newer than it, too.
    InvalidInputError if all slots are taken, FileProblemError if they were edited.
    """
    proved(keyring, data_key)
    sequence, slots = (epoch := epoch_of(keyring, data_key.salt)).sequence, epoch.slots
    kept = tuple(slot for slot in slots if slot.leader != leader)
    check_room(len(kept))
    own = next((slot.id for slot in slots if slot.leader == leader), None)
    number = max(slot.id for slot in slots) + 1 if own is None else own
    filled = filled_slot(number, leader, secret, data_key, keyring.file_id, stretching)
    by_number = tuple(sorted((*kept, filled), key=lambda slot: slot.id))
    newest = max(sequence, copied.sequence if copied else 0)
    changed = sealed_epoch(data_key, keyring.file_id, newest + 1, by_number)
    others = tuple(other for other in keyring.epochs if other.salt != data_key.salt)
    return keyring._replace(epochs=(changed, *others))


def with_new_key(
    keyring: Keyring, data_key: DataKey, secrets: Mapping[str, Secret], stretching: Stretching
) -> tuple[Keyring, DataKey]:
    """Draw a new data key, and give it to the leaders named. One stretching for each.

    The old epoch stays: the logbook can be opened before and after it was
    encrypted anew. FileProblemError if the slots were edited.
    """
    proved(keyring, data_key)
    new = DataKey(key=os.urandom(KEY_BYTES), salt=os.urandom(SALT_BYTES))
    slots = tuple(
        filled_slot(number, leader, secret, new, keyring.file_id, stretching)
        for number, (leader, secret) in enumerate(secrets.items(), 1)
    )
    old = epoch_of(keyring, data_key.salt)
    drawn = sealed_epoch(new, keyring.file_id, old.sequence + 1, slots)
    return keyring._replace(epochs=(drawn, old)), new


def only(keyring: Keyring, data_key: DataKey) -> Keyring:
    """Drop every epoch but that of the data key: those who had only the others have no way in."""
    epoch = epoch_of(keyring, data_key.salt)
    if len(keyring.epochs) > 1 and {
        (other.version, other.sequence) for other in keyring.epochs
    } == {(1, epoch.sequence)}:
        # balintlog 0.1, which numbered documents, has put this one into the copy inside so.
        epoch = epoch._replace(sequence=epoch.sequence + 1)
    return keyring._replace(epochs=(epoch,))


def for_either(first: Keyring, second: Keyring) -> Keyring:
    """Return the first keyring with the epochs of the second that it lacks.

    For the moment in which one logbook takes the place of another: with this
    beside it, either opens.
    """
    known = {epoch.salt for epoch in first.epochs}
    added = tuple(epoch for epoch in second.epochs if epoch.salt not in known)
    return first._replace(epochs=first.epochs + added)


def founded(
    file_id: str, data_key: DataKey, leader: str, secret: Secret, stretching: Stretching
) -> Keyring:
    """Return a keyring of one leader, where nothing but the data key is left. One stretching."""
    slot = filled_slot(1, leader, secret, data_key, file_id, stretching)
    return Keyring(file_id, (sealed_epoch(data_key, file_id, 1, (slot,)),))


def check_room(others: int) -> None:
    """Raise InvalidInputError if one more leader is too many beside ``others``."""
    if others >= MAX_SLOTS:
        raise InvalidInputError(
            f"a logbook has keys for {MAX_SLOTS} leaders at most",
            hint="Remove one first: balintlog vault leader remove ALIAS",
        )
