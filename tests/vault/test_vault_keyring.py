"""Who may open the logbook: creating, writing, reading and unlocking a keys file."""

import json
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import independent_keys
import pytest

from balintlog.errors import FileProblemError, InvalidInputError, LockedError, NotFoundError
from balintlog.vault import keyring
from balintlog.vault.key_stretching import SHIPPED, Stretching
from balintlog.vault.keyring import DataKey, Keyring

CHEAP = Stretching(1, 1, 19 * 1024)
PASSPHRASE = "the unopened letters"
OTHER = "a quiet waiting room"

# A keys file of version 1, kept as it was first written: it must open for ever.
KEPT = Path(__file__).with_name("version-1.balint.keys").read_bytes()
KEPT_RAW = (
    "0ae9c0b7a8aea74afb76ed30aa865901dae222db4be34ebc94adf7d457f705c2"  # key
    "4ccf55765b3378e3afb92e6e8d447020"  # salt
)


@pytest.fixture(scope="module")
def created() -> tuple[Keyring, DataKey]:
    return keyring.create("heron", PASSPHRASE, CHEAP)


@pytest.fixture(scope="module")
def of_two() -> tuple[Keyring, str]:
    document, (raw,) = independent_keys.new_document({"heron": PASSPHRASE, "plover": OTHER})
    return keyring.decode(independent_keys.sealed(document)), raw


@pytest.fixture
def stretched(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Return the list of stretchings done from now on."""
    done = []
    ordinary = Stretching.key

    def counted(self: Stretching, passphrase: str, salt: bytes, *more: Any) -> bytes:
        done.append(salt)
        return ordinary(self, passphrase, salt, *more)

    monkeypatch.setattr(Stretching, "key", counted)
    return done


def test_what_was_created_opens_after_a_journey_through_the_file(
    created: tuple[Keyring, DataKey],
) -> None:
    ring, data_key = created
    read = keyring.decode(keyring.encode(ring))
    assert read == ring
    assert keyring.unlock(read, data_key.salt, "heron", PASSPHRASE) == data_key


def test_an_independent_reader_finds_the_same_key_in_the_file(
    created: tuple[Keyring, DataKey],
) -> None:
    ring, data_key = created
    digits = independent_keys.data_key(keyring.encode(ring), "heron", PASSPHRASE)
    assert digits == data_key.raw()


def test_a_keys_file_once_written_opens_for_ever() -> None:
    ring = keyring.decode(KEPT)
    salt = ring.epochs[0].salt
    assert keyring.unlock(ring, salt, "heron", PASSPHRASE).raw() == KEPT_RAW
    assert keyring.encode(ring) == KEPT


def test_a_new_logbook_gets_the_shipped_stretching() -> None:
    ring, _ = keyring.create("heron", PASSPHRASE)
    assert ring.epochs[0].slots[0].stretching == SHIPPED
    kdf = json.loads(keyring.encode(ring))["epochs"][0]["slots"][0]["kdf"]
    assert (kdf["passes"], kdf["lanes"], kdf["memory_kib"]) == (3, 4, 65536)


def test_the_file_is_readable_text_and_always_the_same(created: tuple[Keyring, DataKey]) -> None:
    ring, _ = created
    data = keyring.encode(ring)
    assert data == keyring.encode(ring)
    assert data.endswith(b"}\n")
    assert b'\n          "leader": "heron",\n' in data
    assert data.isascii()


def test_the_file_holds_neither_key_nor_passphrase(created: tuple[Keyring, DataKey]) -> None:
    ring, data_key = created
    data = keyring.encode(ring)
    assert data_key.key.hex().encode() not in data
    assert PASSPHRASE.encode() not in data


def test_no_two_logbooks_share_anything() -> None:
    (one, key_of_one), (two, key_of_two) = (
        keyring.create("heron", PASSPHRASE, CHEAP) for _ in range(2)
    )
    assert one.file_id != two.file_id
    assert key_of_one.key != key_of_two.key
    assert key_of_one.salt != key_of_two.salt
    (slot_of_one,), (slot_of_two,) = one.epochs[0].slots, two.epochs[0].slots
    assert slot_of_one.salt != slot_of_two.salt


def test_the_raw_key_is_96_digits_key_first() -> None:
    raw = DataKey(b"\xab" * 32, b"\xcd" * 16).raw()
    assert raw == "ab" * 32 + "cd" * 16
    assert len(raw) == 96


@pytest.mark.parametrize(
    ("key", "salt"), [(31, 16), (33, 16), (32, 15), (32, 17), (24, 24), (0, 0)]
)
def test_a_data_key_of_another_length_cannot_exist(key: int, salt: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        DataKey(bytes(key), bytes(salt))


def test_a_raw_key_of_another_length_never_gets_out() -> None:
    data_key = DataKey(bytes(32), bytes(16))
    object.__setattr__(data_key, "key", bytes(31))
    with pytest.raises(ValueError, match="96"):
        data_key.raw()


def test_a_data_key_does_not_show_itself(created: tuple[Keyring, DataKey]) -> None:
    _, data_key = created
    for shown in (repr(data_key), str(data_key), f"{data_key}", repr([data_key])):
        assert "DataKey(secret)" in shown
        assert data_key.key.hex() not in shown
        assert repr(data_key.key) not in shown


def test_each_leader_opens_the_same_key_with_their_own_passphrase(
    of_two: tuple[Keyring, str],
) -> None:
    ring, raw = of_two
    salt = bytes.fromhex(raw[64:])
    assert keyring.leaders(ring, salt) == ("heron", "plover")
    assert keyring.unlock(ring, salt, "heron", PASSPHRASE).raw() == raw
    assert keyring.unlock(ring, salt, "plover", OTHER).raw() == raw


@pytest.mark.parametrize(("leader", "passphrase"), [("heron", OTHER), ("plover", PASSPHRASE)])
def test_one_leaders_passphrase_does_not_open_the_others_slot(
    of_two: tuple[Keyring, str], leader: str, passphrase: str
) -> None:
    ring, raw = of_two
    with pytest.raises(LockedError):
        keyring.unlock(ring, bytes.fromhex(raw[64:]), leader, passphrase)


def test_unlocking_costs_one_stretching_right_or_wrong(
    of_two: tuple[Keyring, str], stretched: list[bytes]
) -> None:
    ring, raw = of_two
    salt = bytes.fromhex(raw[64:])
    keyring.unlock(ring, salt, "plover", OTHER)
    assert stretched == [ring.epochs[0].slots[1].salt]
    with pytest.raises(LockedError):
        keyring.unlock(ring, salt, "plover", "not this one at all")
    assert len(stretched) == 2


def test_creating_costs_one_stretching(stretched: list[bytes]) -> None:
    keyring.create("heron", PASSPHRASE, CHEAP)
    assert len(stretched) == 1


@pytest.mark.parametrize("wrong", ["", "the unopened letter", PASSPHRASE + " ", "\udcff", "\x00"])
def test_a_wrong_passphrase_is_locked_and_not_quoted(
    created: tuple[Keyring, DataKey], wrong: str
) -> None:
    ring, data_key = created
    with pytest.raises(LockedError) as caught:
        keyring.unlock(ring, data_key.salt, "heron", wrong)
    assert caught.value.exit_code == 4
    assert caught.value.message == "the logbook does not open with this passphrase"
    assert caught.value.hint
    assert caught.value.__suppress_context__


def test_a_passphrase_opens_however_its_umlauts_were_typed() -> None:
    nfc = "grün wie der Möwenflug"
    nfd = unicodedata.normalize("NFD", nfc)
    for chosen, typed in ((nfc, nfd), (nfd, nfc)):
        ring, data_key = keyring.create("heron", chosen, CHEAP)
        assert keyring.unlock(ring, data_key.salt, "heron", typed) == data_key


def test_a_leader_without_a_slot_is_told_who_has_one(
    of_two: tuple[Keyring, str], stretched: list[bytes]
) -> None:
    ring, raw = of_two
    with pytest.raises(NotFoundError) as caught:
        keyring.unlock(ring, bytes.fromhex(raw[64:]), "curlew", PASSPHRASE)
    assert caught.value.hint == "Leaders who have one: heron, plover."
    assert stretched == []


def test_a_new_passphrase_must_be_long_enough() -> None:
    with pytest.raises(InvalidInputError, match="at least 12"):
        keyring.create("heron", "too short", CHEAP)


@pytest.mark.parametrize(
    "alias", ["", "x" * 65, "her\non", "her\x1b[2Jon", "her\udcffon", "\u202eher"]
)
def test_an_alias_that_the_file_could_not_hold_is_refused(alias: str) -> None:
    with pytest.raises(InvalidInputError, match="alias"):
        keyring.create(alias, PASSPHRASE, CHEAP)


@pytest.mark.parametrize("alias", ["x", "x" * 64, "möwe", "grey heron", '"\\'])
def test_every_other_alias_survives_the_file(alias: str) -> None:
    ring, data_key = keyring.create(alias, PASSPHRASE, CHEAP)
    assert keyring.leaders(keyring.decode(keyring.encode(ring)), data_key.salt) == (alias,)


@pytest.mark.parametrize("first16", [b"", bytes(16), b"SQLite format 3\x00"])
def test_a_logbook_that_begins_otherwise_has_no_epoch(
    created: tuple[Keyring, DataKey], first16: bytes
) -> None:
    ring, data_key = created
    for ask in (
        lambda: keyring.epoch_of(ring, first16),
        lambda: keyring.leaders(ring, first16),
        lambda: keyring.unlock(ring, first16, "heron", PASSPHRASE),
        lambda: keyring.epoch_of(ring, data_key.salt[:15]),
    ):
        with pytest.raises(FileProblemError, match="do not belong together"):
            ask()


def test_of_two_epochs_the_one_the_logbook_begins_with_counts() -> None:
    document, raws = independent_keys.new_document(
        {"heron": PASSPHRASE, "plover": OTHER}, {"heron": PASSPHRASE}
    )
    ring = keyring.decode(independent_keys.sealed(document))
    old, new = (bytes.fromhex(raw[64:]) for raw in raws)
    assert keyring.leaders(ring, old) == ("heron", "plover")
    assert keyring.leaders(ring, new) == ("heron",)
    assert keyring.unlock(ring, old, "heron", PASSPHRASE).raw() == raws[0]
    assert keyring.unlock(ring, new, "heron", PASSPHRASE).raw() == raws[1]


def test_the_largest_keys_file_fits() -> None:
    document, _ = independent_keys.new_document({"x" * 64: PASSPHRASE})
    (epoch,) = document["epochs"]
    (slot,) = epoch["slots"]
    slot["leader"] = "\U0001f426" * 63
    slots = [{**slot, "id": 2**53 - 1 - n, "leader": slot["leader"] + str(n)} for n in range(8)]
    document["epochs"] = [{**epoch, "slots": slots, "salt": f"{n:032x}"} for n in range(8)]
    ring = keyring.decode(independent_keys.sealed(document))
    assert keyring.decode(keyring.encode(ring)) == ring


def test_loading_the_vault_does_not_load_cryptography() -> None:
    modules = [
        f"balintlog.vault.{path.stem}" for path in Path(keyring.__file__).parent.glob("*.py")
    ]
    assert "balintlog.vault.key_under_passphrase" in modules
    code = f"import sys, {', '.join(modules)}; sys.exit('cryptography' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
