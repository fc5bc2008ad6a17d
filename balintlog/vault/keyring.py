"""The keyring, which is the keys file: whose passphrases open the logbook, and how.

The logbook is encrypted with a *data key* of 32 random bytes. Each leader has a
*slot* in the keys file, in which that data key lies wrapped under the leader's
own passphrase. An *epoch* is the life of one data key; a second epoch stands in
the file only while the logbook is being encrypted anew.

How the document looks: see ``slots``. How a data key is wrapped, and what the mac covers: see
``key_under_passphrase``.

Who can forge what:

- Somebody without any key cannot change an epoch: not its slots, not its number. They can
  put back an older keys file as it was, or one epoch of it. The copy inside the logbook
  then has a higher number, and the leader is told so when the logbook is opened.
- They can also number an epoch of version 1 anew. So it is refused once the copy inside is
  of version 2 (see ``slots.check_version``). Before that, a number that no change of
  balintlog's leads to is refused (see ``slots.check_number``), and a nearer one is believed.
- Nothing proves the order of epochs, or epochs of another data key. The first bytes of the
  logbook say which epoch counts; the others only name unfinished files to be left alone.
- Anybody who has had a passphrase, a code or the sheet has the data key for good. An older keys
  file still opens the newer logbook with the passphrases and codes of its day; only a new
  data key ends that. It is this program's rule, not the encryption's, that a code is taken
  once, and up to its last day.

Python cannot wipe keys from memory; they are gone when the program ends.

The shape follows borg (wrapped keys), restic (a slot per person) and LUKS2.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from balintlog.errors import FileProblemError, InvalidInputError, NotFoundError
from balintlog.vault.key_stretching import KEY_BYTES, SALT_BYTES, SHIPPED, Stretching
from balintlog.vault.key_under_passphrase import is_mac, mac, sha256, unwrap, wrap
from balintlog.vault.passphrases import check_new, normalise_code
from balintlog.vault.slots import FORMAT, MAX_ALIAS, VERSION, Epoch, Slot, is_alias, read_epoch
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

MAX_EPOCHS = 8
MAX_BYTES = 128 * 1024  # of a keys file; eight full epochs, longest aliases, stay below

_FILE_ID_BYTES = 16
_SHA256_BYTES = 32


@dataclass(frozen=True, repr=False)
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
    return Keyring(file_id, (sealed_epoch(data_key, file_id, 1, (slot,)),)), data_key


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
            hint="Leaders who have one: " + ", ".join(leaders(keyring, first16)) + ".",
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
    key = unwrap(kek, slot.wrapped, slot.bound_to(keyring.file_id, first16))
    return proved(keyring, DataKey(key, first16))


def proved(keyring: Keyring, data_key: DataKey) -> DataKey:
    """Return the data key if a holder of it wrote the epoch that it belongs to.

    FileProblemError if there is no such epoch, or it was edited.
    """
    epoch = epoch_of(keyring, data_key.salt)
    content = epoch.mac_content(keyring.file_id)
    if not is_mac(epoch.mac, data_key.key, epoch.mac_purpose(), content):
        raise FileProblemError(
            "something other than balintlog has changed the keys file",
            hint=f"Ask who may have changed it. {RESTORE_KEYS}",
        )
    return data_key


def digest(epoch: Epoch) -> str:
    """Return 64 digits that change with anything in an epoch; no secret is in them."""
    return sha256(canonical(epoch.fields())).hex()


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
    salt = stretching.new_salt()
    slot = Slot(number, leader, stretching, salt, b"", secret.expires_on)
    kek = stretching.key(_spelled(secret.text, secret.expires_on), salt)
    context = slot.bound_to(file_id, data_key.salt)
    return slot._replace(wrapped=wrap(kek, data_key.key, context))


def sealed_epoch(data_key: DataKey, file_id: str, sequence: int, slots: tuple[Slot, ...]) -> Epoch:
    """Return the epoch of a data key with the proof over its number and slots."""
    epoch = Epoch(data_key.salt, sequence, slots)
    content = epoch.mac_content(file_id)
    return epoch._replace(mac=mac(data_key.key, epoch.mac_purpose(), content))


def encode(keyring: Keyring) -> bytes:
    """Return the document as it is written to disk: the same keyring, the same bytes.

    FileProblemError for what could not be read again: a number or a list that has
    outgrown its limit.
    """
    for epoch in keyring.epochs:
        a_number(epoch.sequence, "sequence")
    a_list(list(keyring.epochs), MAX_EPOCHS, "epochs")
    document = _document(keyring)
    document["sha256"] = _sha256(document)
    return json.dumps(document, indent=2).encode("ascii") + b"\n"


def decode(data: bytes) -> Keyring:
    """Return the keyring of a keys file's bytes; FileProblemError whatever is wrong with them."""
    document = parse(data, MAX_BYTES)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise FileProblemError("this is not a keys file of balintlog", hint=RESTORE_KEYS)
    version = a_number(document.get("version"), "version")
    if version > VERSION:
        raise FileProblemError(
            "the keys file is newer than this program", hint="Install a newer balintlog."
        )
    names = ["format", "version", "file_id", "epochs", "sha256"]
    fields = an_object(document, names + ["sequence"] * (version == 1), "document")
    sequence = a_number(fields["sequence"], "sequence") if version == 1 else None
    epochs = a_list(fields["epochs"], MAX_EPOCHS, "epochs")
    keyring = Keyring(
        file_id=some_bytes(fields["file_id"], _FILE_ID_BYTES, "file_id").hex(),
        epochs=tuple(
            read_epoch(epoch, f"epochs[{at}]", sequence) for at, epoch in enumerate(epochs)
        ),
    )
    all_different([epoch.salt for epoch in keyring.epochs], "epochs")
    # The document rebuilt from what was read is the one that was given: every
    # value above has one canonical spelling only.
    expected = some_bytes(fields["sha256"], _SHA256_BYTES, "sha256").hex()
    if _sha256(_document(keyring)) != expected:
        damaged("sha256")
    return keyring


def _document(keyring: Keyring) -> dict[str, object]:
    """Return the document of a keyring, without its sha256: of version 1 if it can be."""
    numbers = {(epoch.version, epoch.sequence) for epoch in keyring.epochs}
    ((version, sequence),) = numbers if len(numbers) == 1 else ((VERSION, 0),)
    return {
        "format": FORMAT,
        "version": version,
        "file_id": keyring.file_id,
        **({"sequence": sequence} if version == 1 else {}),
        "epochs": [epoch.fields(version) for epoch in keyring.epochs],
    }


def _sha256(document: dict[str, object]) -> str:
    """Return the 64 digits that stand last in the document. No secret is in it."""
    return sha256(canonical(document)).hex()


def _spelled(typed: str, expires_on: date | None) -> str:
    """Return a one-time code in its one spelling; a passphrase is spelled when it is stretched."""
    return typed if expires_on is None else normalise_code(typed)
