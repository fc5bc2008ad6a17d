"""A keys file that was damaged or edited never opens anything else, and says so."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import independent_keys
import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given
from hypothesis import strategies as st
from independent_keys import sealed

from balintlog.errors import FileProblemError, LockedError, NotFoundError
from balintlog.vault import keyring
from balintlog.vault.keyring import DataKey
from balintlog.vault.slots import is_alias

PASSPHRASES = {"heron": "the unopened letters", "plover": "a quiet waiting room"}
DOCUMENT, (RAW,) = independent_keys.new_document(PASSPHRASES)
SALT = bytes.fromhex(RAW[64:])
DATA = keyring.encode(keyring.decode(sealed(DOCUMENT)))


def edited(*path: Any, value: Any) -> bytes:
    """Return the bytes of the document with one value replaced, and a right sha256."""
    document = copy.deepcopy(DOCUMENT)
    inside = document
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value
    return sealed(document)


def paths_of(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of everything in the document that is neither object nor list."""
    if isinstance(value, dict | list):
        for step in value if isinstance(value, dict) else range(len(value)):
            yield from paths_of(value[step], (*path, step))
    else:
        yield path


def objects_of(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every object in the document."""
    if isinstance(value, dict):
        yield path
    if isinstance(value, dict | list):
        for step in value if isinstance(value, dict) else range(len(value)):
            yield from objects_of(value[step], (*path, step))


def at(path: tuple[Any, ...], document: dict[str, Any]) -> Any:
    for step in path:
        document = document[step]
    return document


def shown(path: tuple[Any, ...]) -> str:
    return ".".join(map(str, path)) or "document"


def open_as(data: bytes, leader: str, passphrase: str | None = None) -> DataKey:
    return keyring.unlock(keyring.decode(data), SALT, leader, passphrase or PASSPHRASES[leader])


FIRST = ("epochs", 0, "slots", 0)
VALUES = list(paths_of(DOCUMENT))
OBJECTS = list(objects_of(DOCUMENT))


def test_untouched_it_opens_so_the_tests_below_mean_something() -> None:
    assert open_as(DATA, "heron").raw() == open_as(sealed(DOCUMENT), "plover").raw() == RAW


# Edits by somebody who can compute a sha256


def test_another_alias_on_a_slot_is_found() -> None:
    data = edited(*FIRST, "leader", value="curlew")
    for leader, passphrase in (("curlew", PASSPHRASES["heron"]), ("plover", None)):
        with pytest.raises(FileProblemError, match="something other than balintlog"):
            open_as(data, leader, passphrase)


def test_cheaper_or_dearer_stretching_does_not_open() -> None:
    for name, value in (("memory_kib", 20000), ("passes", 2), ("lanes", 2)):
        with pytest.raises(LockedError):
            open_as(edited(*FIRST, "kdf", name, value=value), "heron")


def test_cheaper_stretching_under_a_key_wrapped_anew_for_it_is_found() -> None:
    # Whoever knows a passphrase can wrap again; the other leader's mac still tells.
    document = copy.deepcopy(DOCUMENT)
    slot = document["epochs"][0]["slots"][0]
    slot["kdf"]["passes"] = 2
    kek = independent_keys.stretch(slot["kdf"], PASSPHRASES["heron"])
    wrapping = ChaCha20Poly1305(kek)
    bound = independent_keys.bound_to(document, RAW[64:], slot)
    slot["wrapped"] = wrapping.encrypt(bytes(12), bytes.fromhex(RAW[:64]), bound).hex()
    for leader in PASSPHRASES:
        with pytest.raises(FileProblemError, match="something other than balintlog"):
            open_as(sealed(document), leader)


@pytest.mark.parametrize("dropped", [0, 1])
def test_a_dropped_slot_is_found_by_the_leader_who_is_left(dropped: int) -> None:
    slots = DOCUMENT["epochs"][0]["slots"]
    data = edited("epochs", 0, "slots", value=[slots[1 - dropped]])
    with pytest.raises(FileProblemError, match="something other than balintlog"):
        open_as(data, slots[1 - dropped]["leader"])


def test_slots_in_another_order_are_found() -> None:
    data = edited("epochs", 0, "slots", value=DOCUMENT["epochs"][0]["slots"][::-1])
    with pytest.raises(FileProblemError, match="something other than balintlog"):
        open_as(data, "heron")


def test_an_added_slot_is_found() -> None:
    stranger, _ = independent_keys.new_document({"curlew": "an uninvited guest"})
    slot = {**stranger["epochs"][0]["slots"][0], "id": 3}
    data = edited("epochs", 0, "slots", value=[*DOCUMENT["epochs"][0]["slots"], slot])
    with pytest.raises(FileProblemError, match="something other than balintlog"):
        open_as(data, "heron")
    with pytest.raises(LockedError):
        open_as(data, "curlew", "an uninvited guest")


def test_swapped_slot_ids_do_not_open() -> None:
    document = copy.deepcopy(DOCUMENT)
    one, two = document["epochs"][0]["slots"]
    one["id"], two["id"] = two["id"], one["id"]
    for leader in PASSPHRASES:
        with pytest.raises(LockedError):
            open_as(sealed(document), leader)


def test_swapped_aliases_are_found() -> None:
    document = copy.deepcopy(DOCUMENT)
    one, two = document["epochs"][0]["slots"]
    one["leader"], two["leader"] = two["leader"], one["leader"]
    with pytest.raises(FileProblemError, match="something other than balintlog"):
        open_as(sealed(document), "plover", PASSPHRASES["heron"])


def test_a_slot_moved_to_another_logbook_does_not_open() -> None:
    other, (raw,) = independent_keys.new_document(PASSPHRASES)
    other["epochs"][0]["slots"] = DOCUMENT["epochs"][0]["slots"]
    with pytest.raises(LockedError):
        keyring.unlock(
            keyring.decode(sealed(other)), bytes.fromhex(raw[64:]), "heron", PASSPHRASES["heron"]
        )


def another(value: Any) -> Any:
    if isinstance(value, int):
        return value + 1
    if all(digit in "0123456789abcdef" for digit in value):
        return ("1" if value[0] == "0" else "0") + value[1:]
    return value + "x"


@pytest.mark.parametrize("path", VALUES, ids=shown)
def test_no_altered_field_opens_the_logbook(path: tuple[Any, ...]) -> None:
    data = edited(*path, value=another(at(path, DOCUMENT)))
    for leader in PASSPHRASES:
        with pytest.raises((FileProblemError, LockedError, NotFoundError)):
            open_as(data, leader)


# Damage, and edits that forgot the sha256


@pytest.mark.parametrize("path", VALUES, ids=shown)
def test_an_altered_field_without_a_new_sha256_is_damage(path: tuple[Any, ...]) -> None:
    document = json.loads(DATA)
    at(path[:-1], document)[path[-1]] = another(at(path, document))
    with pytest.raises(FileProblemError):
        keyring.decode(json.dumps(document).encode())


def test_every_flipped_bit_is_found() -> None:
    for place in range(len(DATA)):
        for bit in range(8):
            flipped = bytearray(DATA)
            flipped[place] ^= 1 << bit
            with pytest.raises(FileProblemError):
                keyring.decode(bytes(flipped))


def test_every_torn_file_is_found() -> None:
    assert keyring.decode(DATA[:-1]) == keyring.decode(DATA)  # only the last newline is missing
    for length in range(len(DATA) - 1):
        with pytest.raises(FileProblemError):
            keyring.decode(DATA[:length])


def test_other_line_ends_are_no_damage() -> None:
    assert keyring.decode(DATA.replace(b"\n", b"\r\n")) == keyring.decode(DATA)


# Shapes


@pytest.mark.parametrize("path", OBJECTS, ids=shown)
def test_every_field_is_needed_and_no_other_allowed(path: tuple[Any, ...]) -> None:
    for name in at(path, DOCUMENT):
        document = copy.deepcopy(DOCUMENT)
        del at(path, document)[name]
        with pytest.raises(FileProblemError):
            keyring.decode(sealed(document))
    document = copy.deepcopy(DOCUMENT)
    at(path, document)["surplus"] = 1
    with pytest.raises(FileProblemError) as caught:
        keyring.decode(sealed(document))
    assert "sha256" not in caught.value.message  # found for itself, not by the sum


MISTYPED: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    1.0,
    2**53,
    1e400,
    "",
    "1",
    "zz" * 16,
    [],
    {},
    [[]],
    "\udcff",
]


@pytest.mark.parametrize("wrong", MISTYPED, ids=repr)
def test_no_field_takes_a_value_of_another_kind(wrong: Any) -> None:
    inner = [("epochs",), ("epochs", 0), ("epochs", 0, "slots"), FIRST, (*FIRST, "kdf")]
    for path in (*VALUES, *inner):
        if path[-1] == "leader" and is_alias(wrong):
            continue
        with pytest.raises(FileProblemError):
            keyring.decode(edited(*path, value=wrong))


@pytest.mark.parametrize("name", ["file_id", "sha256"])
def test_digits_in_upper_case_or_spread_out_are_refused(name: str) -> None:
    document = json.loads(DATA)
    document["file_id"] = "ab" * 16
    digits = json.loads(sealed(document))[name]
    for wrong in (digits.upper(), " " + digits[1:], digits + "\n", "٣" + digits[1:]):
        altered = {**json.loads(sealed(document)), name: wrong}
        data = json.dumps(altered).encode() if name == "sha256" else sealed(altered)
        with pytest.raises(FileProblemError, match=name):
            keyring.decode(data)


@pytest.mark.parametrize(
    ("name", "value"),
    [("memory_kib", 19 * 1024 - 1), ("memory_kib", 2**20), ("passes", 41), ("lanes", 17)],
)
def test_hostile_stretching_is_refused_before_it_is_done(name: str, value: Any) -> None:
    with pytest.raises(FileProblemError, match="kdf"):
        keyring.decode(edited(*FIRST, "kdf", name, value=value))


@pytest.mark.parametrize("alias", ["", "x" * 65, "her\x1b[2Jon", "her\non", "\udcff", "\u202eher"])
def test_an_alias_that_could_harm_a_terminal_is_refused(alias: str) -> None:
    with pytest.raises(FileProblemError) as caught:
        keyring.decode(edited(*FIRST, "leader", value=alias))
    assert caught.value.message.isprintable()


def test_nine_slots_or_epochs_are_refused() -> None:
    (epoch,) = DOCUMENT["epochs"]
    slot = epoch["slots"][0]
    slots = [{**slot, "id": n, "leader": f"heron{n}"} for n in range(1, 10)]
    epochs = [{**epoch, "salt": f"{n:032x}"} for n in range(9)]
    assert len(keyring.decode(edited("epochs", 0, "slots", value=slots[:8])).epochs[0].slots) == 8
    assert len(keyring.decode(edited("epochs", value=epochs[:8])).epochs) == 8
    with pytest.raises(FileProblemError, match="slots"):
        keyring.decode(edited("epochs", 0, "slots", value=slots))
    with pytest.raises(FileProblemError, match="epochs"):
        keyring.decode(edited("epochs", value=epochs))


def test_what_names_a_slot_or_an_epoch_stands_once() -> None:
    with pytest.raises(FileProblemError, match="slots"):
        keyring.decode(edited(*FIRST, "id", value=2))
    with pytest.raises(FileProblemError, match="slots"):
        keyring.decode(edited(*FIRST, "leader", value="plover"))
    with pytest.raises(FileProblemError, match="epochs"):
        keyring.decode(edited("epochs", value=DOCUMENT["epochs"] * 2))


def test_a_name_that_stands_twice_is_refused() -> None:
    twice = sealed(DOCUMENT).replace(b'"sequence"', b'"sequence": 3, "sequence"')
    with pytest.raises(FileProblemError, match="not readable"):
        keyring.decode(twice)


@pytest.mark.parametrize("version", [3, 4, 2**53 - 1])
def test_a_later_version_is_newer_than_this_program_whatever_else_it_holds(version: int) -> None:
    data = json.dumps({"format": "balintlog-keys", "version": version, "other": []}).encode()
    with pytest.raises(FileProblemError) as caught:
        keyring.decode(data)
    assert caught.value.message == "the keys file is newer than this program"
    assert caught.value.hint == "Install a newer balintlog."


@pytest.mark.parametrize("data", [b"{}", b"[]", b"null", b'"x"', b"1", b'{"format": "age"}'])
def test_some_other_document_is_no_keys_file(data: bytes) -> None:
    with pytest.raises(FileProblemError, match="not a keys file"):
        keyring.decode(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 100,
        b"\xff\xfe{}",
        b"\xef\xbb\xbf" + DATA,
        DATA + DATA,
        b"[" * 100_000,
        b'{"a":' * 20_000,
        b"[" + b"9" * 5000 + b"]",
        DATA.replace(b'"sequence": 3', b'"sequence": NaN'),
        DATA.replace(b'"sequence": 3', b'"sequence": -Infinity'),
        b"SQLite format 3\x00",
    ],
    ids=lambda data: repr(data[:12]),
)
def test_what_is_not_even_json_is_damage_with_a_way_out(data: bytes) -> None:
    with pytest.raises(FileProblemError, match="not readable") as caught:
        keyring.decode(data)
    assert "balintlog vault recovery --restore" in (caught.value.hint or "")
    assert caught.value.exit_code == 6


def test_a_huge_file_is_not_even_parsed() -> None:
    with pytest.raises(FileProblemError, match="too large"):
        keyring.decode(DATA + b" " * keyring.MAX_BYTES)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(st.binary())
def test_any_bytes_are_a_file_problem(data: bytes) -> None:
    with pytest.raises(FileProblemError):
        keyring.decode(data)


@given(ANY_JSON)
def test_any_json_is_a_file_problem(value: Any) -> None:
    with pytest.raises(FileProblemError):
        keyring.decode(json.dumps(value).encode())


@given(st.sampled_from([*VALUES, *OBJECTS[1:], ("epochs",), ("epochs", 0, "slots")]), ANY_JSON)
def test_any_json_at_any_place_is_a_file_problem_or_the_same_document(
    path: tuple[Any, ...], value: Any
) -> None:
    data = edited(*path, value=value)
    try:
        ring = keyring.decode(data)
    except FileProblemError:
        return
    assert json.loads(keyring.encode(ring)) == json.loads(data)
