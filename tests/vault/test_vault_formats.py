"""The two formats of the keys file: the first is read, the second says who wrote its numbers."""

from __future__ import annotations

import copy
import json
from typing import Any

import independent_keys
import pytest
from independent_keys import sealed

from balintlog.errors import FileProblemError
from balintlog.vault import keyring, slot_changes, slots
from balintlog.vault.key_stretching import Stretching
from balintlog.vault.keyring import DataKey, Secret

CHEAP = Stretching(1, 1, 19 * 1024)
HERON, PLOVER, NEW = "the unopened letters", "a quiet waiting room", "nobody was in a hurry"
FIRST, (RAW,) = independent_keys.new_document({"heron": HERON, "plover": PLOVER}, version=1)
SECOND, (RAW_2,) = independent_keys.new_document({"heron": HERON, "plover": PLOVER})
TWO, (OLD, LATER) = independent_keys.new_document({"heron": HERON}, {"heron": NEW}, version=1)


def key_of(raw: str) -> DataKey:
    return DataKey(bytes.fromhex(raw[:64]), bytes.fromhex(raw[64:]))


KEY, KEY_2 = key_of(RAW), key_of(RAW_2)


def edited(document: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Return the document with other values in its first epoch."""
    again = copy.deepcopy(document)
    again["epochs"][0] |= values
    return again


def versions(data: bytes) -> tuple[int, list[int]]:
    document = json.loads(data)
    return document["version"], [epoch.get("version", 1) for epoch in document["epochs"]]


def test_the_first_format_is_written_as_it_was_read() -> None:
    ring = keyring.decode(sealed(FIRST))
    assert json.loads(keyring.encode(ring)) == json.loads(sealed(FIRST))
    assert keyring.unlock(ring, KEY.salt, "plover", PLOVER) == KEY


def test_the_next_change_writes_the_second_and_keeps_who_is_not_there() -> None:
    ring = keyring.decode(sealed(FIRST))
    changed = slot_changes.with_secret(ring, KEY, "heron", Secret(NEW), CHEAP)
    data = keyring.encode(changed)
    assert versions(data) == (2, [2])
    assert json.loads(data)["epochs"][0]["sequence"] == 4
    assert independent_keys.data_key(data, "plover", PLOVER) == RAW
    assert independent_keys.data_key(data, "heron", NEW) == RAW
    assert keyring.decode(data) == changed


def test_during_a_rotation_the_old_epoch_stays_as_it_was() -> None:
    ring = keyring.decode(sealed(FIRST))
    both, new = slot_changes.with_new_key(ring, KEY, {"heron": Secret(NEW)}, CHEAP)
    data = keyring.encode(both)
    assert versions(data) == (2, [2, 1])
    read = independent_keys.data_key
    assert read(data, "heron", NEW, new.salt.hex()) == new.raw()
    assert read(data, "plover", PLOVER, KEY.salt.hex()) == RAW
    assert keyring.decode(data) == both
    assert versions(keyring.encode(slot_changes.only(both, new))) == (2, [2])
    back = keyring.encode(slot_changes.only(both, KEY))  # it stopped before the file was moved
    assert json.loads(back) == json.loads(sealed(FIRST))


def test_what_the_first_program_left_unfinished_is_finished_as_it_would_have_done() -> None:
    """Its copy inside the new file has the number after that of the two epochs."""
    alone = slot_changes.only(keyring.decode(sealed(TWO)), key_of(LATER))
    assert [(epoch.version, epoch.sequence) for epoch in alone.epochs] == [(1, 4)]
    assert keyring.unlock(alone, key_of(LATER).salt, "heron", NEW) == key_of(LATER)


def test_in_the_first_format_anybody_can_change_the_number_and_in_the_second_nobody() -> None:
    ring = keyring.decode(sealed({**FIRST, "sequence": 503}))
    assert keyring.unlock(ring, KEY.salt, "heron", HERON) == KEY
    for sequence in (1, 2, 4, 503, 2**53 - 1):
        ring = keyring.decode(sealed(edited(SECOND, sequence=sequence)))
        with pytest.raises(FileProblemError, match="something other than balintlog"):
            keyring.unlock(ring, KEY_2.salt, "heron", HERON)


def test_an_epoch_of_the_second_format_is_none_of_the_first() -> None:
    (epoch,) = SECOND["epochs"]
    older = {name: value for name, value in epoch.items() if name not in ("sequence", "version")}
    first = {**SECOND, "version": 1, "sequence": 9, "epochs": [older]}
    other = {**edited(SECOND, version=1), "epochs": []}
    other["epochs"] = [*edited(SECOND, version=1)["epochs"], *TWO_NUMBERED]
    for document in (first, other):
        ring = keyring.decode(sealed(document))
        with pytest.raises(FileProblemError, match="something other than balintlog"):
            keyring.unlock(ring, KEY_2.salt, "heron", HERON)


# An epoch of version 1 with a number of its own, as it stands in a document of version 2.
TWO_NUMBERED = [
    {"salt": epoch["salt"], "sequence": 8, "version": 1} | epoch for epoch in TWO["epochs"][:1]
]


def test_an_epoch_of_the_first_format_is_none_of_the_second() -> None:
    (epoch,) = FIRST["epochs"]
    document = {
        "format": "balintlog-keys",
        "version": 2,
        "file_id": FIRST["file_id"],
        "epochs": [{"sequence": 9, "version": 2} | epoch],
    }
    ring = keyring.decode(sealed(document))
    with pytest.raises(FileProblemError, match="something other than balintlog"):
        keyring.unlock(ring, KEY.salt, "heron", HERON)


@pytest.mark.parametrize("version", [0, 3, 2**53 - 1, "2", None, True])
def test_an_epoch_of_another_version_is_damage(version: Any) -> None:
    with pytest.raises(FileProblemError, match="version"):
        keyring.decode(sealed(edited(SECOND, version=version)))


def test_what_can_be_of_the_first_format_is_written_in_no_other() -> None:
    (epoch,) = FIRST["epochs"]
    document = {
        "format": "balintlog-keys",
        "version": 2,
        "file_id": FIRST["file_id"],
        "epochs": [{"sequence": 3, "version": 1} | epoch],
    }
    with pytest.raises(FileProblemError, match="sha256"):
        keyring.decode(sealed(document))


def test_only_the_first_format_needs_the_copy_inside_to_bear_it_out() -> None:
    first = keyring.decode(sealed(FIRST)).epochs[0]
    later = slot_changes.with_secret(
        keyring.decode(sealed(FIRST)), KEY, "heron", Secret(NEW), CHEAP
    ).epochs[0]
    slots.check_version(first, None)
    slots.check_version(first, first)
    slots.check_version(later, first)
    slots.check_version(later, later)
    with pytest.raises(FileProblemError, match="older keys file"):
        slots.check_version(first, later)
    ahead = first._replace(sequence=first.sequence + slots.MOST_AHEAD)
    slots.check_number(ahead, first)
    slots.check_number(later._replace(sequence=2**50), first)  # the mac has proved it
    for copied in (None, first._replace(sequence=2)):
        with pytest.raises(FileProblemError, match="has renumbered the keys file"):
            slots.check_number(ahead, copied)
