"""One-time codes: drawn, shown in groups, typed in any way."""

from __future__ import annotations

import json
from datetime import date

import independent_keys
import pytest

from balintlog.errors import FileProblemError, InvalidInputError, LockedError, NotFoundError
from balintlog.vault import keyring, passphrases, slot_changes
from balintlog.vault.key_stretching import Stretching
from balintlog.vault.keyring import DataKey, Keyring, Secret

CHEAP = Stretching(1, 1, 19 * 1024)
PASSPHRASE = "the unopened letters"
OTHER = "a quiet waiting room"
DAY = date(2026, 12, 9)


@pytest.fixture(scope="module")
def created() -> tuple[Keyring, DataKey]:
    return keyring.create("heron", PASSPHRASE, CHEAP)


def salt_of(ring: Keyring) -> bytes:
    return ring.epochs[0].salt


def test_a_code_has_sixteen_letters_that_cannot_be_mistaken() -> None:
    drawn = [passphrases.draw_code() for _ in range(200)]
    assert len(set(drawn)) == 200
    for code in drawn:
        groups = code.split("-")
        assert [len(group) for group in groups] == [4, 4, 4, 4]
        assert not set("".join(groups)) & set("ILOU01")
    assert {letter for code in drawn for letter in code} - {"-"} == set(passphrases.CODE_ALPHABET)


def test_a_code_opens_however_it_is_typed(created: tuple[Keyring, DataKey]) -> None:
    ring, key = created
    code = passphrases.draw_code()
    ring = slot_changes.with_secret(ring, key, "plover", Secret(code, DAY), CHEAP)
    for typed in (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} "):
        assert keyring.unlock(ring, key.salt, "plover", typed) == key
    with pytest.raises(LockedError):
        keyring.unlock(ring, key.salt, "plover", code[:-1] + "?")


def test_a_code_and_its_last_day_travel_through_the_file(created: tuple[Keyring, DataKey]) -> None:
    ring, key = created
    ring = slot_changes.with_secret(
        ring, key, "plover", Secret(passphrases.draw_code(), DAY), CHEAP
    )
    again = keyring.decode(keyring.encode(ring))
    assert again == ring
    assert keyring.slot_of(again, key.salt, "plover").expires_on == DAY
    assert keyring.slot_of(again, key.salt, "heron").expires_on is None


@pytest.mark.parametrize("day", ["2026-02-30", "2026-2-3", "20260203", "٢٠٢٦-٠٢-٠٣", "", 1, None])
def test_a_last_day_that_is_no_date_is_damage(
    created: tuple[Keyring, DataKey], day: object
) -> None:
    ring, key = created
    ring = slot_changes.with_secret(
        ring, key, "plover", Secret(passphrases.draw_code(), DAY), CHEAP
    )
    document = json.loads(keyring.encode(ring))
    document["epochs"][0]["slots"][1]["expires_on"] = day
    with pytest.raises(FileProblemError, match="damaged"):
        keyring.decode(independent_keys.sealed(document))


def test_another_secret_in_a_slot_leaves_the_others_alone(
    created: tuple[Keyring, DataKey],
) -> None:
    ring, key = created
    both = slot_changes.with_secret(ring, key, "plover", Secret(OTHER), CHEAP)
    changed = slot_changes.with_secret(both, key, "plover", Secret("another passphrase"), CHEAP)
    assert [keys.epochs[0].sequence for keys in (ring, both, changed)] == [1, 2, 3]
    assert keyring.unlock(changed, key.salt, "heron", PASSPHRASE) == key
    assert keyring.unlock(changed, key.salt, "plover", "another passphrase") == key
    with pytest.raises(LockedError):
        keyring.unlock(changed, key.salt, "plover", OTHER)
    numbers = [slot.id for slot in changed.epochs[0].slots]
    assert numbers == [1, 2]
    assert changed.epochs[0].slots[0] == ring.epochs[0].slots[0]


@pytest.mark.slow
def test_no_salt_serves_twice(created: tuple[Keyring, DataKey]) -> None:
    ring, key = created
    salts = set()
    for _ in range(20):
        ring = slot_changes.with_secret(ring, key, "plover", Secret(OTHER), CHEAP)
        salts.add(keyring.slot_of(ring, key.salt, "plover").salt)
    assert len(salts) == 20


def test_eight_leaders_have_room_and_a_ninth_has_not(created: tuple[Keyring, DataKey]) -> None:
    ring, key = created
    for alias in ("b", "c", "d", "e", "f", "g", "h"):
        ring = slot_changes.with_secret(ring, key, alias, Secret(OTHER), CHEAP)
    with pytest.raises(InvalidInputError, match="8 leaders at most"):
        slot_changes.with_secret(ring, key, "i", Secret(OTHER), CHEAP)
    assert keyring.unlock(
        slot_changes.with_secret(ring, key, "h", Secret("another passphrase"), CHEAP),
        key.salt,
        "h",
        "another passphrase",
    )


def test_an_edited_list_of_leaders_is_never_sealed_as_genuine(
    created: tuple[Keyring, DataKey],
) -> None:
    ring, key = created
    code = slot_changes.with_secret(ring, key, "plover", Secret(OTHER, DAY), CHEAP)
    epoch = code.epochs[0]
    longer = epoch.slots[1]._replace(expires_on=date(2099, 1, 1))
    edited = code._replace(epochs=(epoch._replace(slots=(epoch.slots[0], longer)),))
    for change in (
        lambda: slot_changes.with_secret(edited, key, "moth", Secret(OTHER), CHEAP),
        lambda: slot_changes.with_new_key(edited, key, {"heron": Secret(OTHER)}, CHEAP),
        lambda: keyring.unlock(edited, key.salt, "heron", PASSPHRASE),
    ):
        with pytest.raises(FileProblemError, match="something other than balintlog"):
            change()


# A new data key


def test_a_new_key_is_for_those_who_are_named_only(created: tuple[Keyring, DataKey]) -> None:
    ring, key = created
    ring = slot_changes.with_secret(ring, key, "plover", Secret(OTHER), CHEAP)
    both, new = slot_changes.with_new_key(ring, key, {"heron": Secret(PASSPHRASE)}, CHEAP)
    assert new.key != key.key
    assert new.salt != key.salt
    assert keyring.unlock(both, new.salt, "heron", PASSPHRASE) == new
    assert keyring.unlock(both, key.salt, "plover", OTHER) == key
    with pytest.raises(NotFoundError):
        keyring.unlock(both, new.salt, "plover", OTHER)
    alone = slot_changes.only(both, new)
    assert [epoch.salt for epoch in alone.epochs] == [new.salt]
    assert [epoch.sequence for epoch in both.epochs] == [3, 2]
    assert alone.epochs[0] == both.epochs[0]


def test_no_list_of_slots_that_somebody_edited_is_carried_over(
    created: tuple[Keyring, DataKey],
) -> None:
    """A new key would seal what a stranger wrote as a leader's own work."""
    ring, key = created
    ring = slot_changes.with_secret(ring, key, "plover", Secret(OTHER), CHEAP)
    (epoch,) = ring.epochs
    edited = ring._replace(epochs=(epoch._replace(slots=epoch.slots[:1]),))
    with pytest.raises(FileProblemError):
        slot_changes.with_new_key(edited, key, {"heron": Secret(PASSPHRASE)}, CHEAP)


@pytest.mark.parametrize("copied", [0, 1, 2, 40])
def test_what_is_changed_is_newer_than_the_copy_inside(
    created: tuple[Keyring, DataKey], copied: int
) -> None:
    ring, key = created
    inside = ring.epochs[0]._replace(sequence=copied)
    later = slot_changes.with_secret(ring, key, "plover", Secret(OTHER), CHEAP, inside)
    assert later.epochs[0].sequence == max(copied, 1) + 1
    assert keyring.proved(later, key)


def test_nothing_is_written_that_could_not_be_read_again(
    created: tuple[Keyring, DataKey],
) -> None:
    ring, key = created
    last = ring.epochs[0]._replace(sequence=2**53 - 1)
    with pytest.raises(FileProblemError):
        keyring.encode(
            slot_changes.with_secret(ring, key, "plover", Secret(OTHER), CHEAP, copied=last)
        )
    with pytest.raises(FileProblemError):
        keyring.encode(ring._replace(epochs=ring.epochs * (keyring.MAX_EPOCHS + 1)))


def test_the_keys_of_two_logbooks_open_either(created: tuple[Keyring, DataKey]) -> None:
    ring, key = created
    both, new = slot_changes.with_new_key(ring, key, {"heron": Secret(OTHER)}, CHEAP)
    later = slot_changes.only(both, new)
    either = slot_changes.for_either(ring, later)
    assert keyring.unlock(either, key.salt, "heron", PASSPHRASE) == key
    assert keyring.unlock(either, new.salt, "heron", OTHER) == new
    assert keyring.decode(keyring.encode(either)) == either
    assert slot_changes.for_either(ring, ring).epochs == ring.epochs


def test_a_secret_is_not_shown() -> None:
    assert "quiet" not in repr(Secret(OTHER))
