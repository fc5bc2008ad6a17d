"""Keys files in the middle of a change: one-time codes, and two data keys side by side."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from datetime import date
from typing import Any

import independent_keys
import pytest
from independent_keys import sealed

from balintlog.errors import FileProblemError, LockedError, NotFoundError
from balintlog.vault import keyring, passphrases, slot_changes
from balintlog.vault.key_stretching import Stretching
from balintlog.vault.keyring import Secret

CHEAP = Stretching(1, 1, 19 * 1024)
HERON, HERON_NOW = "the unopened letters", "nobody was in a hurry"
PLOVER, MOTH = "a quiet waiting room", "K7QD2MXA9TRWHC4E"
DAY = date(2026, 12, 9)

# The older key of heron and plover, the newer one of heron and of moth, who has a code.
DOCUMENT, RAWS = independent_keys.new_document(
    {"heron": HERON, "plover": PLOVER},
    {"heron": HERON_NOW, "moth": MOTH},
    codes={"moth": "2026-12-09"},
)
OLD, NEW = (bytes.fromhex(raw[64:]) for raw in RAWS)
SECRETS = [
    (OLD, "heron", HERON),
    (OLD, "plover", PLOVER),
    (NEW, "heron", HERON_NOW),
    (NEW, "moth", MOTH),
]
RAW_OF = {OLD: RAWS[0], NEW: RAWS[1]}


def opened(data: bytes, salt: bytes, leader: str, typed: str) -> str:
    return keyring.unlock(keyring.decode(data), salt, leader, typed).raw()


def opened_by_anybody(document: dict[str, Any]) -> list[tuple[bytes, str]]:
    """Return whoever opens anything of a document that somebody has edited."""
    openings = []
    for salt, leader, typed in SECRETS:
        with suppress(FileProblemError, LockedError, NotFoundError):
            assert opened(sealed(document), salt, leader, typed) == RAW_OF[salt]
            openings.append((salt, leader))
    return openings


def test_each_key_opens_for_its_leaders_and_for_nobody_else() -> None:
    data = sealed(DOCUMENT)
    for salt, leader, typed in SECRETS:
        assert opened(data, salt, leader, typed) == RAW_OF[salt]
    assert opened(data, NEW, "moth", "k7qd-2mxa 9trw-hc4e") == RAW_OF[NEW]
    with pytest.raises(LockedError):
        opened(data, NEW, "heron", HERON)
    with pytest.raises(NotFoundError):
        opened(data, NEW, "plover", PLOVER)
    assert keyring.slot_of(keyring.decode(data), NEW, "moth").expires_on == DAY


def test_another_reader_reads_what_is_written_during_a_rotation() -> None:
    ring, key = keyring.create("heron", HERON, CHEAP)
    ring = slot_changes.with_secret(ring, key, "plover", Secret(PLOVER), CHEAP)
    code = passphrases.draw_code()
    secrets = {"heron": Secret(HERON_NOW), "moth": Secret(code, DAY)}
    both, new = slot_changes.with_new_key(ring, key, secrets, CHEAP)
    data = keyring.encode(both)
    read = independent_keys.data_key
    assert read(data, "plover", PLOVER, key.salt.hex()) == key.raw()
    assert read(data, "heron", HERON_NOW, new.salt.hex()) == new.raw()
    letters = code.replace("-", "")  # of a code only its letters and digits are stretched
    assert read(data, "moth", letters, new.salt.hex()) == new.raw()
    one = keyring.encode(slot_changes.only(both, new))
    assert [epoch["salt"] for epoch in json.loads(one)["epochs"]] == [new.salt.hex()]


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if not isinstance(value, dict | list):
        return [path]
    steps = value if isinstance(value, dict) else range(len(value))
    return [leaf for step in steps for leaf in leaves(value[step], (*path, step))]


def another(value: Any) -> Any:
    if isinstance(value, int):
        return value + 1
    if value == "2026-12-09":
        return "2036-12-09"
    if value in ("leader", "code"):
        return "leader" if value == "code" else "code"
    if all(digit in "0123456789abcdef" for digit in value):
        return ("1" if value[0] == "0" else "0") + value[1:]
    return value + "x"


@pytest.mark.slow
def test_no_altered_field_opens_the_key_that_it_stands_under(
    record_property: Any,
) -> None:
    everybody = [(salt, leader) for salt, leader, _ in SECRETS]
    assert opened_by_anybody(DOCUMENT) == everybody
    for path in leaves(DOCUMENT):
        document = copy.deepcopy(DOCUMENT)
        inside = document
        for step in path[:-1]:
            inside = inside[step]
        inside[path[-1]] = another(inside[path[-1]])
        openings = opened_by_anybody(document)
        if path[0] == "epochs":
            untouched = NEW if path[1] == 0 else OLD
            assert [opening for opening in openings if opening[0] != untouched] == [], path
        else:
            assert openings == [], path
    record_property(
        "figures", f"{len(leaves(DOCUMENT))} fields edited: none opens what is under it"
    )


def edited(change: Any) -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    change(document["epochs"])
    return document


def _lasts(epochs: Any) -> None:
    slot = epochs[1]["slots"][1]
    del slot["expires_on"]
    slot["kind"] = "leader"


def _back_into_the_new(epochs: Any) -> None:
    epochs[1]["slots"].append({**epochs[0]["slots"][1], "id": 3})


def _slots_exchanged(epochs: Any) -> None:
    epochs[0]["slots"], epochs[1]["slots"] = epochs[1]["slots"], epochs[0]["slots"]


def _macs_exchanged(epochs: Any) -> None:
    epochs[0]["mac"], epochs[1]["mac"] = epochs[1]["mac"], epochs[0]["mac"]


def _salts_exchanged(epochs: Any) -> None:
    epochs[0]["salt"], epochs[1]["salt"] = epochs[1]["salt"], epochs[0]["salt"]


def _the_code_alone(epochs: Any) -> None:
    del epochs[1]["slots"][0]


@pytest.mark.parametrize(
    ("change", "still"),
    [
        (_lasts, "old"),
        (_back_into_the_new, "old"),
        (_slots_exchanged, None),
        (_macs_exchanged, None),
        (_salts_exchanged, None),
        (_the_code_alone, "old"),
    ],
)
def test_what_is_moved_between_slots_and_keys_is_found(change: Any, still: str | None) -> None:
    """A code that lasts, a removed leader put back, everything that would open under another."""
    openings = opened_by_anybody(edited(change))
    assert {salt for salt, _ in openings} == ({OLD} if still else set())


def test_the_order_of_two_keys_says_nothing() -> None:
    """Which one is meant is told by the logbook's first bytes, and by nothing in the file."""
    assert len(opened_by_anybody(edited(lambda epochs: epochs.reverse()))) == len(SECRETS)


@pytest.mark.parametrize("slot", [(0, 0), (0, 1), (1, 0), (1, 1)])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("memory_kib", 8),
        ("memory_kib", 2**31),
        ("passes", 0),
        ("passes", 10**6),
        ("lanes", 256),
        ("lanes", -1),
        ("salt", "00"),
        ("name", "argon2d"),
        ("name", "scrypt"),
    ],
)
def test_hostile_stretching_is_refused_in_any_slot(
    slot: tuple[int, int], name: str, value: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A memory bomb or a stretching made cheap: nothing is stretched at all."""
    monkeypatch.setattr(Stretching, "key", lambda *_: pytest.fail("it was stretched"))
    epoch, number = slot
    document = copy.deepcopy(DOCUMENT)
    document["epochs"][epoch]["slots"][number]["kdf"][name] = value
    with pytest.raises(FileProblemError, match="kdf"):
        keyring.decode(sealed(document))
