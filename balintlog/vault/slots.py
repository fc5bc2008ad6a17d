"""Slots and epochs: what they hold, and how they stand in the keys file.

``keyring`` describes the whole document; here are its two inner shapes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from balintlog.vault.key_stretching import KEY_BYTES, SALT_BYTES, Stretching
from balintlog.vault.strict_json import (
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
    from datetime import date

FORMAT = "balintlog-keys"
VERSION = 2  # of the keys file, and of what the mac of an epoch covers
MAX_SLOTS = 8
MAX_ALIAS = 64  # characters

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

    def fields(self) -> dict[str, Any]:
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

    def bound_to(self, file_id: str, epoch_salt: bytes) -> dict[str, Any]:
        """Return what ``wrapped`` is bound to: its logbook, epoch, slot and stretching."""
        return {
            "format": FORMAT,
            "version": _WRAPPING_VERSION,
            "file_id": file_id,
            "epoch_salt": epoch_salt.hex(),
            "slot": self.id,
            "kdf": self.kdf_fields(),
        }

    def kdf_fields(self) -> dict[str, Any]:
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

    def fields(self, version: int = VERSION) -> dict[str, Any]:
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

    def mac_content(self, file_id: str) -> dict[str, Any]:
        """Return what the mac is taken over: all that decides who opens the logbook."""
        numbered: dict[str, Any] = {}
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
