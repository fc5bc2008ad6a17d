"""The keyring, which is the keys file: whose passphrases open the logbook, and how.

The logbook is encrypted with a *data key* of 32 random bytes. Each leader has a
*slot* in the keys file, in which that data key lies wrapped under the leader's
own passphrase. An *epoch* is the life of one data key; a second epoch stands in
the file only while the logbook is being encrypted anew.

The document is JSON; byte strings are lower-case hexadecimal digits::

    format     "balintlog-keys"
    version    1
    file_id    16 bytes drawn at creation, the logbook's name for good
    sequence   1, and one more at each writing; not authenticated
    epochs     1 to 8 of
      salt       16 bytes: the first 16 bytes of the encrypted logbook
      slots      1 to 8 of
        id         a number, not used twice in an epoch
        kind       "leader": under a passphrase; "code": under a one-time code (its
                   letters and digits alone, in upper case)
        leader     the leader's alias, in clear
        expires_on only with a code: the last day on which balintlog takes it
        kdf        name "argon2id", passes, lanes, memory_kib, salt (16 bytes)
        wrapped    48 bytes: the data key and the tag of its encryption
      mac        32 bytes, over the slots
    sha256     of everything else: finds damage, before anything is unlocked

How a data key is wrapped, and what the mac covers: see ``key_under_passphrase``. What cannot
be found out here is that an older keys file was put back in place of a newer
one: with a higher sequence it passes for newer than the copy inside, unless it is
too far ahead of it (see ``MOST_AHEAD``). Who can do that has had a way of their own to
the same data key; only a new key shuts them out. The date of a
code is kept by this program, not by the encryption. Python cannot wipe keys from
memory; they are gone when the program ends.

The shape follows borg (wrapped keys), restic (a slot per person) and LUKS2.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from balintlog.errors import FileProblemError, InvalidInputError, NotFoundError
from balintlog.vault.key_stretching import KEY_BYTES, SALT_BYTES, SHIPPED, Stretching
from balintlog.vault.key_under_passphrase import is_mac, mac, sha256, unwrap, wrap
from balintlog.vault.passphrases import check_new, normalise_code
from balintlog.vault.slots import MAX_ALIAS, Epoch, Slot, is_alias, read_epoch
from balintlog.vault.strict_json import (
    RESTORE_KEYS,
    a_list,
    a_number,
    all_different,
    an_object,
    canonical,
    damaged,
    parse,
    some_bytes,
)

if TYPE_CHECKING:
    from datetime import date

    from balintlog.vault.key_stretching import Meanwhile

FORMAT = "balintlog-keys"
VERSION = 1
MAX_EPOCHS = 8
MAX_BYTES = 128 * 1024  # of a keys file; eight full epochs, longest aliases, stay below

# By how much the sequence may be ahead of the copy inside the logbook, which every change
# of the keys and every opening bring up to date: far more than anybody's interrupted changes.
MOST_AHEAD = 1000

_FILE_ID_BYTES = 16
_SHA256_BYTES = 32


@dataclass(frozen=True)
class DataKey:
    """What the logbook is encrypted with: 32 secret bytes, and the 16 of its epoch's salt."""

    key: bytes
    salt: bytes

    def __post_init__(self) -> None:
        if (len(self.key), len(self.salt)) != (KEY_BYTES, SALT_BYTES):
            raise ValueError("A data key is 32 bytes, its salt 16.")

    def __repr__(self) -> str:
        return "DataKey(secret)"

    def raw(self) -> str:
        """Return key and salt as the 96 hexadecimal digits of an SQLCipher raw key.

        Checked once more on the way out: SQLCipher would silently take a raw key
        of any other length for a passphrase.
        """
        digits = self.key.hex() + self.salt.hex()
        if len(digits) != 2 * (KEY_BYTES + SALT_BYTES):
            raise ValueError("A raw key is 96 hexadecimal digits.")
        return digits


class Secret(NamedTuple):
    """What a leader will type: a passphrase, or a one-time code and its last day."""

    text: str
    expires_on: date | None = None

    def __repr__(self) -> str:
        return "Secret(hidden)"


class Keyring(NamedTuple):
    """A keys file that was read, or is to be written. ``file_id`` is 32 hexadecimal digits."""

    file_id: str
    sequence: int
    epochs: tuple[Epoch, ...]


def create(
    leader: str, passphrase: str, stretching: Stretching = SHIPPED
) -> tuple[Keyring, DataKey]:
    """Draw a data key for a new logbook and give its first leader a slot. One stretching.

    InvalidInputError if the passphrase or the alias will not do.
    """
    if not is_alias(leader):
        raise InvalidInputError(f"a leader's alias has 1 to {MAX_ALIAS} printable characters")
    passphrase = check_new(passphrase)
    file_id = os.urandom(_FILE_ID_BYTES).hex()
    data_key = DataKey(key=os.urandom(KEY_BYTES), salt=os.urandom(SALT_BYTES))
    slot = filled_slot(1, leader, Secret(passphrase), data_key, file_id, stretching)
    return Keyring(file_id, 1, (proved_epoch(data_key, file_id, (slot,)),)), data_key


def epoch_of(keyring: Keyring, first16: bytes) -> Epoch:
    """Return the epoch of the logbook that begins with ``first16`` (its first 16 bytes).

    FileProblemError if there is none.
    """
    for epoch in keyring.epochs:
        if epoch.salt == first16:
            return epoch
    raise FileProblemError(
        "the logbook and its keys file do not belong together, "
        "or the beginning of the logbook is damaged",
        hint="Restore both from the same backup.",
    )


def leaders(keyring: Keyring, first16: bytes) -> tuple[str, ...]:
    """Return the aliases of all who can open the logbook that begins with ``first16``."""
    return tuple(slot.leader for slot in epoch_of(keyring, first16).slots)


def slot_of(keyring: Keyring, first16: bytes, leader: str) -> Slot:
    """Return a leader's slot for the logbook that begins with ``first16``. NotFoundError."""
    slots = epoch_of(keyring, first16).slots
    own = next((slot for slot in slots if slot.leader == leader), None)
    if own is None:
        raise NotFoundError(
            f"no leader {leader} has a key to this logbook",
            hint="These leaders have one: " + ", ".join(leaders(keyring, first16)) + ".",
        )
    return own


def unlock(
    keyring: Keyring, first16: bytes, leader: str, typed: str, meanwhile: Meanwhile | None = None
) -> DataKey:
    """Return the data key of the logbook that begins with ``first16``. One stretching.

    ``meanwhile`` is called while that goes on (see ``Stretching.key``).

    NotFoundError if the leader has no slot, LockedError if the passphrase or the
    code is wrong, FileProblemError if the slots were edited.
    """
    slot = slot_of(keyring, first16, leader)
    kek = slot.stretching.key(_spelled(typed, slot.expires_on), slot.salt, meanwhile)
    key = unwrap(kek, slot.wrapped, _context(slot, keyring.file_id, first16))
    return proved(keyring, DataKey(key, first16))


def proved(keyring: Keyring, data_key: DataKey) -> DataKey:
    """Return the data key if the slots of its epoch are those that a holder of it wrote.

    FileProblemError if there is no such epoch, or its slots were edited.
    """
    epoch = epoch_of(keyring, data_key.salt)
    content = _mac_content(keyring.file_id, epoch.salt, epoch.slots)
    if not is_mac(epoch.mac, data_key.key, content):
        raise FileProblemError(
            "something other than balintlog has changed the list of leaders in the keys file",
            hint="Ask who may have changed it. " + RESTORE_KEYS,
        )
    return data_key


def check_sequence(keyring: Keyring, copied: int) -> None:
    """Raise FileProblemError if no change of balintlog's can have led to this sequence.

    ``copied`` is the sequence of the copy inside the logbook. A number near the largest
    that can be written would forbid every change of the keys that comes after it.
    """
    if keyring.sequence > copied + MOST_AHEAD:
        raise FileProblemError(
            "something other than balintlog has numbered the keys file",
            hint="Ask who may have changed it. " + RESTORE_KEYS,
        )


def filled_slot(
    number: int,
    leader: str,
    secret: Secret,
    data_key: DataKey,
    file_id: str,
    stretching: Stretching,
) -> Slot:
    """Return a slot with the data key wrapped in it, under a salt that never served before.

    One stretching.
    """
    salt = os.urandom(SALT_BYTES)
    slot = Slot(number, leader, stretching, salt, b"", secret.expires_on)
    kek = stretching.key(_spelled(secret.text, secret.expires_on), salt)
    context = _context(slot, file_id, data_key.salt)
    return slot._replace(wrapped=wrap(kek, data_key.key, context))


def proved_epoch(data_key: DataKey, file_id: str, slots: tuple[Slot, ...]) -> Epoch:
    """Return the epoch of a data key with the proof over its slots."""
    proof = mac(data_key.key, _mac_content(file_id, data_key.salt, slots))
    return Epoch(data_key.salt, slots, proof)


def encode(keyring: Keyring) -> bytes:
    """Return the document as it is written to disk: the same keyring, the same bytes.

    FileProblemError for what could not be read again: a number or a list that has
    outgrown its limit.
    """
    a_number(keyring.sequence, "sequence")
    a_list(list(keyring.epochs), MAX_EPOCHS, "epochs")
    document = _document(keyring)
    document["sha256"] = _sha256(document)
    return json.dumps(document, indent=2).encode("ascii") + b"\n"


def decode(data: bytes) -> Keyring:
    """Return the keyring of a keys file's bytes; FileProblemError whatever is wrong with them."""
    document = parse(data, MAX_BYTES)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise FileProblemError("this is not a keys file of balintlog", hint=RESTORE_KEYS)
    if a_number(document.get("version"), "version") > VERSION:
        raise FileProblemError(
            "the keys file is newer than this program", hint="Install a newer balintlog."
        )
    names = ("format", "version", "file_id", "sequence", "epochs", "sha256")
    fields = an_object(document, names, "document")
    epochs = a_list(fields["epochs"], MAX_EPOCHS, "epochs")
    keyring = Keyring(
        file_id=some_bytes(fields["file_id"], _FILE_ID_BYTES, "file_id").hex(),
        sequence=a_number(fields["sequence"], "sequence"),
        epochs=tuple(read_epoch(epoch, f"epochs[{at}]") for at, epoch in enumerate(epochs)),
    )
    all_different([epoch.salt for epoch in keyring.epochs], "epochs")
    # The document rebuilt from what was read is the one that was given: every
    # value above has one canonical spelling only.
    expected = some_bytes(fields["sha256"], _SHA256_BYTES, "sha256").hex()
    if _sha256(_document(keyring)) != expected:
        damaged("sha256")
    return keyring


def _document(keyring: Keyring) -> dict[str, Any]:
    """Return the document of a keyring, without its sha256."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "file_id": keyring.file_id,
        "sequence": keyring.sequence,
        "epochs": [epoch.fields() for epoch in keyring.epochs],
    }


def _sha256(document: dict[str, Any]) -> str:
    """Return the 64 digits that stand last in the document. No secret is in it."""
    return sha256(canonical(document)).hex()


def _spelled(typed: str, expires_on: date | None) -> str:
    """Return a one-time code in its one spelling; a passphrase is spelled when it is stretched."""
    return typed if expires_on is None else normalise_code(typed)


def _context(slot: Slot, file_id: str, epoch_salt: bytes) -> dict[str, Any]:
    """Return what a wrapped data key is bound to: its logbook, epoch, slot and stretching."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "file_id": file_id,
        "epoch_salt": epoch_salt.hex(),
        "slot": slot.id,
        "kdf": slot.kdf_fields(),
    }


def _mac_content(file_id: str, salt: bytes, slots: tuple[Slot, ...]) -> dict[str, Any]:
    """Return what an epoch's mac is taken over: all its slots."""
    return {
        "file_id": file_id,
        "epoch_salt": salt.hex(),
        "slots": [slot.fields() for slot in slots],
    }
