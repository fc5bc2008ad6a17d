"""Backups that somebody put together with care: sums that fit, sizes that lie, keys of elsewhere.

A sum in a manifest finds damage; whoever makes a zip file makes the sums that fit. So what
is inside must hold out by itself.
"""

from __future__ import annotations

import copy
import hashlib
import hmac
import io
import json
import os
import shutil
import sqlite3
import struct
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import damaged_house
import independent_keys
import pytest
from conftest import PASSPHRASE
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from damaged_house import NEW, READS, check_a_sentence, flipped, put, right

from balintlog.logbook.keys.paths import keys_path
from balintlog.storage.file.archive import DATABASE, KEYS, MANIFEST
from balintlog.storage.file.connection import PAGE_SIZE
from balintlog.vault.key_stretching import Stretching
from balintlog.vault.strict_json import canonical

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import CommandLine


CHANGED = "something other than balintlog has changed the backup"
FIXTURES = Path(__file__).parents[1] / "fixtures"

Parts = dict[str, bytes]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the logbook, its backup, and one of another logbook of the same leader."""
    folder = tmp_path_factory.mktemp("made")
    shutil.copytree(damaged_house.built(tmp_path_factory), folder, dirs_exist_ok=True)
    (folder / "other").mkdir()
    damaged_house.build(folder / "other")
    (folder / "other" / "made.backup").rename(folder / "other.backup")
    return folder


@pytest.fixture
def house(made: Path, run: CommandLine) -> CommandLine:
    """The command line on a copy of that logbook, with both backups beside it."""
    return damaged_house.move_in(made, run)


@pytest.fixture
def backup(house: CommandLine) -> Path:
    return house.path.with_name("made.backup")


def parts_of(backup: Path) -> Parts:
    with zipfile.ZipFile(backup) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def packed(parts: Parts, key: bytes | None = None, **changes: Any) -> bytes:
    """Return a backup whose sums fit, with other fields of the manifest if wanted.

    As somebody without any key can make it, or with the data key and so with a mac that fits.
    A ``mac`` of None is none.
    """
    manifest = {**json.loads(parts[MANIFEST]), **changes}
    if changes.get("mac", "") is None:
        del manifest["mac"]
    manifest["sha256"] = {
        name: hashlib.sha256(parts[name]).hexdigest() for name in (DATABASE, KEYS)
    }
    if key is not None:
        rest = {name: value for name, value in manifest.items() if name != "mac"}
        info = b"balintlog backup mac v1"
        mac_key = HKDF(SHA256(), length=32, salt=None, info=info).derive(key)
        manifest["mac"] = hmac.new(mac_key, canonical(rest), "sha256").hexdigest()
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as zipped:
        for name, content in {**parts, MANIFEST: json.dumps(manifest).encode()}.items():
            zipped.writestr(name, content)
    return data.getvalue()


def key_of(parts: Parts) -> bytes:
    return bytes.fromhex(independent_keys.data_key(parts[KEYS], "alder", PASSPHRASE))[:32]


def sealed(document: dict[str, Any]) -> bytes:
    """Return the bytes of a keys file with the sum that fits."""
    rest = {name: value for name, value in document.items() if name != "sha256"}
    return json.dumps({**rest, "sha256": hashlib.sha256(canonical(rest)).hexdigest()}).encode()


def edited_keys(parts: Parts, change: Callable[[list[Any]], None]) -> Parts:
    document = copy.deepcopy(json.loads(parts[KEYS]))
    change(document["epochs"][0]["slots"])
    return {**parts, KEYS: sealed(document)}


def refused_everywhere(house: CommandLine, backup: Path, *codes: int) -> str:
    """Check that a backup is refused, leaves nothing, and harms nothing; return what is said."""
    folder, temporary = house.path.parent, Path(tempfile.gettempdir())
    before = {file: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    said = ""
    for command in (f"vault check {backup}", f"--yes vault restore {backup}"):
        answer = house(command)
        assert answer.code in codes, (command, answer)
        if "check" in command and answer.out:
            said += answer.out
            assert "is damaged:" in answer.out
        else:
            check_a_sentence(answer, *codes)
        said += answer.err
        assert {file: file.read_bytes() for file in folder.iterdir() if file.is_file()} == before
        assert list(temporary.glob("balintlog-*")) == []
    return said


# Sums that fit


def _drop(slots: list[Any]) -> None:
    del slots[1]


def _rename(slots: list[Any]) -> None:
    slots[1]["leader"] = "linnet"


def _exchange(slots: list[Any]) -> None:
    slots[0]["leader"], slots[1]["leader"] = slots[1]["leader"], slots[0]["leader"]


def _lengthen(slots: list[Any]) -> None:
    slots[2]["expires_on"] = "2036-12-09"


def _make_last(slots: list[Any]) -> None:
    del slots[2]["expires_on"]
    slots[2]["kind"] = "leader"


def _double(slots: list[Any]) -> None:
    slots.append({**slots[1], "id": 9, "leader": "linnet"})


@pytest.mark.slow
@pytest.mark.parametrize("change", [_drop, _rename, _exchange, _lengthen, _make_last, _double])
def test_edited_keys_are_found_by_whoever_has_a_passphrase(
    house: CommandLine, backup: Path, change: Callable[[list[Any]], None]
) -> None:
    put(backup, packed(edited_keys(parts_of(backup), change)))
    said = refused_everywhere(house, backup, 4 if change is _exchange else 6)
    assert (
        "does not open with this passphrase"
        if change is _exchange
        else "something other than balintlog"
    ) in said


@pytest.mark.parametrize(
    "change",
    [
        _exchange,
        *(
            pytest.param(change, marks=pytest.mark.slow)
            for change in (_drop, _rename, _lengthen, _make_last, _double)
        ),
    ],
)
def test_edited_keys_beside_the_logbook_are_found_at_every_command(
    house: CommandLine, change: Callable[[list[Any]], None]
) -> None:
    path = keys_path(house.path)
    edited = edited_keys({KEYS: path.read_bytes()}, change)[KEYS]
    put(path, edited)
    before = house.path.read_bytes()
    for command in (*READS, "vault info", "vault check", "vault leader list", "vault passphrase"):
        check_a_sentence(house(command), 4 if change is _exchange else 6)
    assert (house.path.read_bytes(), path.read_bytes()) == (before, edited)


@pytest.mark.parametrize("slot", [0, 1, 2])
@pytest.mark.parametrize(
    ("name", "value"),
    [("memory_kib", 2**31), ("memory_kib", 8), ("passes", 10**6), ("lanes", 0), ("salt", "00")],
)
def test_a_stretching_made_to_do_harm_is_never_done(
    house: CommandLine,
    backup: Path,
    monkeypatch: pytest.MonkeyPatch,
    slot: int,
    name: str,
    value: Any,
) -> None:
    """Nor is it for another leader's slot, or for that of a code."""

    def change(slots: list[Any]) -> None:
        slots[slot]["kdf"][name] = value

    monkeypatch.setattr(Stretching, "key", lambda *_: pytest.fail("it was stretched"))
    parts = edited_keys(parts_of(backup), change)
    put(backup, packed(parts))
    put(keys_path(house.path), parts[KEYS])
    refused_everywhere(house, backup, 6)
    for command in (READS[0], "vault info", "vault check", "vault passphrase"):
        check_a_sentence(house(command), 6)


@pytest.mark.slow
def test_a_damaged_page_under_a_sum_that_fits_is_found(
    house: CommandLine, backup: Path, record_property: Callable[[str, object], None]
) -> None:
    parts = parts_of(backup)
    pages, key = len(parts[DATABASE]) // PAGE_SIZE, key_of(parts)
    put(backup, packed(parts, key))
    assert house(f"vault check {backup}").code == 0  # whole it is taken, so the rest counts
    for page in range(pages):
        data = flipped(parts[DATABASE], page * PAGE_SIZE + 700, page % 8)
        put(backup, packed({**parts, DATABASE: data}, key))
        refused_everywhere(house, backup, 6)
    for page in range(0, pages, 5):
        put(backup, packed({**parts, DATABASE: parts[DATABASE][: page * PAGE_SIZE + 50]}, key))
        refused_everywhere(house, backup, 6)
    record_property("figures", f"{pages} pages of a backup changed, sums fitting: all found")


@pytest.mark.slow
def test_parts_of_elsewhere_under_sums_that_fit_are_refused(
    house: CommandLine, backup: Path, tmp_path: Path
) -> None:
    own, other = parts_of(backup), parts_of(house.path.with_name("other.backup"))
    with closing(sqlite3.connect(tmp_path / "plain")) as plain:
        plain.execute("CREATE TABLE diary (text TEXT)")
        plain.commit()
    for parts in (
        {**own, KEYS: other[KEYS]},
        {**own, DATABASE: other[DATABASE]},
        {**own, DATABASE: (tmp_path / "plain").read_bytes()},
        {**own, DATABASE: bytes(40 * PAGE_SIZE)},
        {**own, DATABASE: own[KEYS]},
        {**own, KEYS: own[DATABASE][:5000]},
        {**own, KEYS: b"[" * 5000},
        {**own, KEYS: b" " * (300 * 1024)},
        {**own, DATABASE: own[DATABASE][PAGE_SIZE:]},
    ):
        put(backup, packed(parts))
        refused_everywhere(house, backup, 6)
    put(backup, packed({**other, MANIFEST: own[MANIFEST]}))
    assert CHANGED in refused_everywhere(house, backup, 6)
    answer = house(f"--yes vault restore {house.path.with_name('other.backup')}")
    check_a_sentence(answer, 6)
    assert "is another logbook" in answer.err


@pytest.mark.slow
def test_a_logbook_of_another_moment_does_not_fit_the_sum(house: CommandLine, backup: Path) -> None:
    """Both are whole; one of them was put beside the keys of the other."""
    own = parts_of(backup)
    assert house("group add elder").code == 0
    assert house(f"vault backup {backup.with_name('newer.backup')}").code == 0
    newer = parts_of(backup.with_name("newer.backup"))
    for mixed in ({**own, DATABASE: newer[DATABASE]}, {**own, MANIFEST: newer[MANIFEST]}):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as zipped:
            for name, content in mixed.items():
                zipped.writestr(name, content)
        put(backup, data.getvalue())
        assert "its logbook was changed" in refused_everywhere(house, backup, 6)


@pytest.mark.slow
def test_older_keys_in_a_newer_backup_are_refused_and_with_a_key_named_at_the_next_opening(
    house: CommandLine, backup: Path
) -> None:
    """Who knows an old passphrase and can write the backup may have kept the data key, too."""
    older = parts_of(backup)[KEYS]
    house.environ[NEW] = "echo 'nobody was in a hurry'"
    own = house.environ["BALINTLOG_PASSPHRASE_COMMAND"]
    assert house("vault passphrase").code == 0
    house.environ["BALINTLOG_PASSPHRASE_COMMAND"] = house.environ[NEW]
    assert house("vault passphrase").code == 0
    assert house(f"vault backup {backup.with_name('newer.backup')}").code == 0
    mixed = {**parts_of(backup.with_name("newer.backup")), KEYS: older}
    put(backup, packed(mixed))
    house.environ["BALINTLOG_PASSPHRASE_COMMAND"] = own
    assert CHANGED in refused_everywhere(house, backup, 6)
    put(backup, packed(mixed, key_of(mixed)))
    assert house(f"--yes vault restore {backup}").code == 0
    answer = house("followups")
    assert answer.code == 0
    assert "The keys file is an older one" in answer.err


@pytest.mark.slow
def test_an_older_logbook_of_the_same_key_in_a_newer_backup_is_refused(
    house: CommandLine, backup: Path
) -> None:
    """Its pages and tables are whole, and its keys are those of today."""
    older = parts_of(backup)
    assert house("group add elder").code == 0
    assert house(f"vault backup {backup.with_name('newer.backup')}").code == 0
    newer = parts_of(backup.with_name("newer.backup"))
    put(backup, packed({**newer, DATABASE: older[DATABASE]}))
    assert CHANGED in refused_everywhere(house, backup, 6)


# Manifests


@pytest.mark.slow
@pytest.mark.parametrize("day", ["2026-03-19", "2026-03-21", "2019-01-01", "9999-12-31"])
def test_another_day_on_a_backup_is_found_by_whoever_has_a_passphrase(
    house: CommandLine, backup: Path, day: str
) -> None:
    parts = parts_of(backup)
    assert json.loads(parts[MANIFEST])["made_on"] not in (day, None)
    for changes in (
        {},
        {"mac": "ab" * 32},
        {"mac": 7},
        {"mac": ""},
        {"version": 1},
        # As balintlog 0.1 wrote it, which had no keys of the second format.
        {"version": 1, "mac": None},
    ):
        put(backup, packed(parts, made_on=day, **changes))
        said = refused_everywhere(house, backup, 6)
        assert f"as it was on {day}" not in said
        assert CHANGED in said or "the backup is damaged" in said
    put(backup, packed(parts, key_of(parts), made_on=day))
    assert f"as it was on {day}" in house(f"--yes vault restore {backup}").out


@pytest.mark.slow
def test_the_day_of_a_backup_of_the_first_program_is_told_as_nobodys(
    run: CommandLine, tmp_path: Path
) -> None:
    keys, database = (
        (FIXTURES / f"keys-1.balint{suffix}").read_bytes() for suffix in (".keys", "")
    )
    manifest = {
        "format": "balintlog-backup",
        "version": 1,
        "file_id": json.loads(keys)["file_id"],
        "made_on": "2026-11-30",
    }
    backup = tmp_path / "first.backup"
    put(backup, packed({MANIFEST: json.dumps(manifest).encode(), KEYS: keys, DATABASE: database}))
    run.environ |= {
        "BALINTLOG_LEADER": "alder",
        "BALINTLOG_PASSPHRASE_COMMAND": "echo 'nothing in here is true'",
    }
    checked = run(f"vault check {backup}")
    assert (checked.code, "did not seal its day" in checked.out) == (0, True)
    restored = run(f"vault restore {backup}")
    assert (restored.code, "did not seal its day" in restored.err) == (0, True)
    assert run("status").code == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes",
    [
        {"version": True},
        {"version": -1},
        {"version": float("nan")},
        {"version": float("inf")},
        {"version": [1]},
        {"version": None},
        {"format": ["balintlog-backup"]},
        {"made_on": 20260320},
        {"made_on": "2026-02-30"},
        {"made_on": "9999-12-31"},
        {"made_on": "2026-03-20\x1b[2J"},
        {"file_id": "0" * 32},
        {"file_id": 7},
        {"file_id": None},
        {"surplus": "x" * 1000},
    ],
    ids=repr,
)
def test_a_strange_manifest_is_refused_or_says_nothing_that_counts(
    house: CommandLine, backup: Path, changes: dict[str, Any]
) -> None:
    expected = {command: right(house, command) for command in READS}
    before = {file: file.read_bytes() for file in house.path.parent.iterdir() if file.is_file()}
    put(backup, packed(parts_of(backup), **changes))
    for command in ("vault check", "vault restore"):
        answer = house(f"{command} {backup}")
        assert "\x1b" not in answer.out + answer.err
        if "check" in command and answer.out:
            assert (answer.code, "is damaged:" in answer.out) == (6, True)
        elif answer.code:
            check_a_sentence(answer, 6)
            for file, data in before.items():
                assert file == backup or file.read_bytes() == data
        assert {command: right(house, command) for command in READS} == expected


# Zip files that lie


def _central(data: bytes, name: str) -> int:
    """Return where a name's entry in the directory of a zip file begins."""
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        names = zipped.namelist()
        return zipped.start_dir + sum(46 + len(earlier) for earlier in names[: names.index(name)])


def _with(data: bytes, name: str, offset: int, form: str, value: int) -> bytes:
    changed = bytearray(data)
    struct.pack_into(form, changed, _central(data, name) + offset, value)
    return bytes(changed)


def lying(data: bytes) -> dict[str, bytes]:
    """Return zip files whose directory says what is not so, by what is wrong with them."""
    huge = 2**32 - 2
    first = struct.unpack_from("<I", data, _central(data, KEYS) + 42)[0]
    large = _with(data, DATABASE, 20, "<I", huge)
    return {
        "a logbook of four gigabytes": _with(large, DATABASE, 24, "<I", huge),
        "a larger logbook than there is": _with(data, DATABASE, 24, "<I", huge),
        "keys of four gigabytes": _with(_with(data, KEYS, 20, "<I", huge), KEYS, 24, "<I", huge),
        "an empty logbook": _with(_with(data, DATABASE, 20, "<I", 0), DATABASE, 24, "<I", 0),
        "two entries in one place": _with(data, DATABASE, 42, "<I", first),
        "an entry behind the end": _with(data, DATABASE, 42, "<I", len(data) + 100),
        "encrypted by zip": _with(data, KEYS, 8, "<H", 1),
        "compressed, it says": _with(data, KEYS, 10, "<H", zipfile.ZIP_DEFLATED),
        "compressed in a way of the future": _with(data, DATABASE, 10, "<H", 97),
        "of a later zip": _with(data, DATABASE, 6, "<H", 999),
        "more entries than there are": data[:-12] + struct.pack("<H", 9) + data[-10:],
        "a directory elsewhere": data[:-6] + struct.pack("<I", 7) + data[-2:],
    }


@pytest.mark.slow
def test_a_zip_file_that_lies_is_refused_or_read_as_it_was_packed(
    house: CommandLine, backup: Path, record_property: Callable[[str, object], None]
) -> None:
    whole = packed(parts_of(backup))
    expected = {command: right(house, command) for command in READS}
    zips = lying(whole)
    harmless = []
    for what, data in zips.items():
        assert data != whole, what
        put(backup, data)
        if house(f"vault check {backup}").code == 0:
            harmless.append(what)
            assert house(f"--yes vault restore {backup}").code == 0
        else:
            refused_everywhere(house, backup, 6)
    assert {command: right(house, command) for command in READS} == expected
    assert harmless == ["a larger logbook than there is", "more entries than there are"]
    record_property("figures", f"{len(zips)} zip files that lie: {len(harmless)} harmless")


@pytest.mark.slow
def test_what_stands_before_or_behind_a_backup_changes_nothing(
    house: CommandLine, backup: Path
) -> None:
    whole = backup.read_bytes()
    expected = {command: right(house, command) for command in READS}
    for data in (b"#!/bin/sh\nrm -r ~\n" + whole, os.urandom(70_000) + whole, whole + b"\0" * 100):
        put(backup, data)
        answer = house(f"--yes vault restore {backup}")
        if answer.code:
            refused_everywhere(house, backup, 6)
        assert {command: right(house, command) for command in READS} == expected


# What is no file, and where it is laid out


def test_what_is_no_file_is_no_backup(
    house: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe and a device might never end, so they are not even opened."""
    monkeypatch.setattr(zipfile, "ZipFile", lambda _: pytest.fail("it was opened"))
    pipe, folder = tmp_path / "pipe", tmp_path / "folder"
    os.mkfifo(pipe)
    folder.mkdir()
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    (tmp_path / "zeros").symlink_to("/dev/zero")
    whats = {
        pipe: f"{pipe} is a pipe, not a file",
        folder: f"{folder} is a folder, not a file",
        tmp_path / "zeros": f"{tmp_path / 'zeros'} is a device, not a file",
        tmp_path / "nowhere": f"there is no backup at {tmp_path / 'nowhere'}",
    }
    for place, what in whats.items():
        assert what in refused_everywhere(house, place, 6)


def test_without_a_temporary_folder_a_backup_is_checked_nowhere(
    house: CommandLine, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "not there"))
    answer = house(f"vault check {backup}")
    check_a_sentence(answer, 1)
    assert "balintlog cannot make a temporary folder" in answer.err
    assert "TMPDIR" in answer.err
