"""Slots and epochs: what they hold, and how they stand in the keys file.

The document is JSON; byte strings are lower-case hexadecimal digits::

    format     "balintlog-keys"
    version    2
    file_id    16 bytes drawn at creation, the logbook's name for good
    epochs     1 to 8 of
      salt       16 bytes: the first 16 bytes of the encrypted logbook
      sequence   1, and one more at each change of the slots, also from epoch to epoch
      version    2: the mac covers all that stands in the epoch; 1: see below
      slots      1 to 8 of
        id         a number, not used twice in an epoch
        kind       "leader": under a passphrase; "code": under a one-time code (its
                   letters and digits alone, in upper case)
        leader     the leader's alias, in clear
        expires_on only with a code: the last day on which balintlog takes it
        kdf        name "argon2id", passes, lanes, memory_kib, salt (16 bytes)
        wrapped    48 bytes: the data key and the tag of its encryption
      mac        32 bytes, over file_id and the epoch
    sha256     of everything else: finds damage, before anything is unlocked

Version 1 is what balintlog 0.1 wrote. Its ``sequence`` stands beside ``file_id``, once for
all epochs, and the mac says nothing of it. It is read, and written again as it was; the
next change of the keys makes an epoch of version 2. An epoch of version 1 stands in a
document of version 2 only while one logbook takes the place of another, or gets a new
key: the keys of the other one cannot be proved anew by those who do not have its data key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.errors import FileProblemError
from balintlog.vault.key_stretching import KEY_BYTES, SALT_BYTES, Stretching
from balintlog.vault.strict_json import (
    RESTORE_KEYS,
    a_day,
    a_list,
    a_number,
    a_version,
    all_different,
    an_object,
    damaged,
    some_bytes,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

FORMAT = "balintlog-keys"
VERSION = 2  # of the keys file, and of what the mac of an epoch covers
MAX_SLOTS = 8
MAX_ALIAS = 64  # characters

# By how much a sequence that no mac covers may be ahead of the copy inside the logbook, which
# every change of the keys and every opening bring up to date: far more than anybody's
# interrupted changes.
MOST_AHEAD = 1000

_WRAPPING_VERSION = 1

_TAG_BYTES = 16
_MAC_BYTES = 32


class Slot(NamedTuple):
    """One leader's way to the data key.

    ``salt`` is the stretching's, 16 bytes; ``wrapped`` the data key of 32 bytes
    under the leader's passphrase, with 16 bytes of tag. ``expires_on``: not a
    passphrase but a one-time code, and the last day on which it is taken.
    """

    id: int
    leader: str
    stretching: Stretching
    salt: bytes
    wrapped: bytes
    expires_on: date | None = None

    def fields(self) -> Mapping[str, object]:
        """Return the slot as it stands in the document, and in what the mac is taken over."""
        code = {} if self.expires_on is None else {"expires_on": self.expires_on.isoformat()}
        return {
            "id": self.id,
            "kind": "code" if code else "leader",
            "leader": self.leader,
            **code,
            "kdf": self.kdf_fields(),
            "wrapped": self.wrapped.hex(),
        }

    def bound_to(self, file_id: str, epoch_salt: bytes) -> Mapping[str, object]:
        """Return what ``wrapped`` is bound to: its logbook, epoch, slot and stretching."""
        return {
            "format": FORMAT,
            "version": _WRAPPING_VERSION,
            "file_id": file_id,
            "epoch_salt": epoch_salt.hex(),
            "slot": self.id,
            "kdf": self.kdf_fields(),
        }

    def kdf_fields(self) -> Mapping[str, object]:
        """Return how the passphrase is stretched, as in the document and in what is bound."""
        return {
            "name": "argon2id",
            "passes": self.stretching.passes,
            "lanes": self.stretching.lanes,
            "memory_kib": self.stretching.memory_kib,
            "salt": self.salt.hex(),
        }


class Epoch(NamedTuple):
    """The slots that hold one data key.

    ``salt`` is how the encrypted logbook begins, 16 bytes; ``sequence`` is one higher at
    each change of its slots. ``mac``, 32 bytes, proves that a holder of the data key
    wrote all this; in an epoch of version 1 it says nothing of ``sequence``.
    """

    salt: bytes
    sequence: int
    slots: tuple[Slot, ...]
    mac: bytes = b""
    version: int = VERSION

    def fields(self, version: int = VERSION) -> Mapping[str, object]:
        """Return the epoch as it stands in a document of that version."""
        numbered = {"sequence": self.sequence, "version": self.version} if version > 1 else {}
        return {
            "salt": self.salt.hex(),
            **numbered,
            "slots": [slot.fields() for slot in self.slots],
            "mac": self.mac.hex(),
        }

    def mac_purpose(self) -> bytes:
        """Return what the key of the mac is derived for, so that no other mac serves here."""
        return b"balintlog keyring mac v%d" % self.version

    def mac_content(self, file_id: str) -> Mapping[str, object]:
        """Return what the mac is taken over: all that decides who opens the logbook."""
        numbered: Mapping[str, object] = {}
        if self.version > 1:
            numbered = {"format": FORMAT, "version": self.version, "sequence": self.sequence}
        return {
            **numbered,
            "file_id": file_id,
            "epoch_salt": self.salt.hex(),
            "slots": [slot.fields() for slot in self.slots],
        }


def is_alias(value: object) -> bool:
    """True for text of 1 to 64 printable characters, which a terminal shows safely."""
    return isinstance(value, str) and value.isprintable() and 1 <= len(value) <= MAX_ALIAS


def check_version(epoch: Epoch, copied: Epoch | None) -> None:
    """Raise FileProblemError for an epoch of version 1 where the copy inside is newer than that.

    ``copied`` is the same epoch in the copy inside the logbook, None where it cannot be
    read. Nothing would prove the number by which the two are compared.
    """
    if epoch.version == 1 and copied is not None and copied.version > 1:
        raise FileProblemError(
            "the keys file is from balintlog 0.1, and the keys have been changed since: somebody"
            " has put an older keys file back",
            hint=f"Ask who may have put it there. {RESTORE_KEYS}",
        )


def check_number(epoch: Epoch, copied: Epoch | None) -> None:
    """Raise FileProblemError for a number that no mac covers and no change can have led to.

    One near the largest that can be written would forbid every later change of the keys.
    """
    if epoch.version == 1 and epoch.sequence > (copied.sequence if copied else 0) + MOST_AHEAD:
        raise FileProblemError(
            "something other than balintlog has renumbered the keys file",
            hint=f"Ask who may have changed it. {RESTORE_KEYS}",
        )


def read_epoch(value: object, place: str, sequence: int | None = None) -> Epoch:
    """Return the epoch at a place in the document; FileProblemError if it is none.

    ``sequence`` is that of a document of version 1, in which no epoch has its own.
    """
    own = ("sequence", "version") if sequence is None else ()
    fields = an_object(value, ("salt", *own, "slots", "mac"), place)
    written = a_list(fields["slots"], MAX_SLOTS, f"{place}.slots")
    slots = tuple(_read_slot(slot, f"{place}.slots[{at}]") for at, slot in enumerate(written))
    all_different([slot.id for slot in slots], f"{place}.slots")
    all_different([slot.leader for slot in slots], f"{place}.slots")
    return Epoch(
        salt=some_bytes(fields["salt"], SALT_BYTES, f"{place}.salt"),
        sequence=sequence or a_number(fields["sequence"], f"{place}.sequence"),
        slots=slots,
        mac=some_bytes(fields["mac"], _MAC_BYTES, f"{place}.mac"),
        version=1 if sequence else a_version(fields["version"], VERSION, f"{place}.version"),
    )


def _read_slot(value: object, place: str) -> Slot:
    """Return the slot at a place in the document."""
    names = ["id", "kind", "leader", "kdf", "wrapped"]
    if is_code := isinstance(value, dict) and value.get("kind") == "code":
        names.append("expires_on")
    fields = an_object(value, names, place)
    kdf_names = ("name", "passes", "lanes", "memory_kib", "salt")
    kdf = an_object(fields["kdf"], kdf_names, f"{place}.kdf")
    if fields["kind"] not in ("leader", "code") or not is_alias(fields["leader"]):
        damaged(place)
    if kdf["name"] != "argon2id":
        damaged(f"{place}.kdf")
    try:
        stretching = Stretching(
            passes=a_number(kdf["passes"], f"{place}.kdf"),
            lanes=a_number(kdf["lanes"], f"{place}.kdf"),
            memory_kib=a_number(kdf["memory_kib"], f"{place}.kdf"),
        )
    except ValueError:
        damaged(f"{place}.kdf")
    return Slot(
        id=a_number(fields["id"], f"{place}.id"),
        leader=fields["leader"],
        stretching=stretching,
        salt=some_bytes(kdf["salt"], SALT_BYTES, f"{place}.kdf"),
        wrapped=some_bytes(fields["wrapped"], KEY_BYTES + _TAG_BYTES, f"{place}.wrapped"),
        expires_on=a_day(fields["expires_on"], f"{place}.expires_on") if is_code else None,
    )
