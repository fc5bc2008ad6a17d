"""Damage of any kind: the right answer, or exit code 6 in words; never wrong data or a traceback.

Through the command line, as a leader meets it: bytes changed, files cut short, emptied or
exchanged, of the logbook, its keys file and its backups.
"""

from __future__ import annotations

import io
import json
import random
import shutil
import warnings
import zipfile
from pathlib import Path
from typing import Any

import damaged_house
import pytest
from conftest import PASSPHRASE, TODAY, CommandLine, Figures
from damaged_house import (
    CHECK,
    INFO,
    NEW,
    READS,
    asked,
    flipped,
    page_of_each_region,
    places_of_values,
    put,
    right,
)

from balintlog.logbook.keys import open_logbook
from balintlog.logbook.keys.paths import keys_path
from balintlog.logbook.view import group_status
from balintlog.storage.file import archive
from balintlog.storage.file.connection import PAGE_SIZE


@pytest.fixture
def house(run: CommandLine, tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """The command line on a copy of that logbook, with the backup beside it."""
    return damaged_house.move_in(damaged_house.built(tmp_path_factory), run)


@pytest.fixture
def answers(house: CommandLine) -> dict[str, str]:
    """What each command answers while nothing is damaged."""
    return {command: right(house, command) for command in (*READS, INFO, CHECK)}


def damaged_or_right(cli: CommandLine, command: str, answer: str, *codes: int) -> bool:
    """Run a command on something damaged; return whether it says so, in words."""
    got = asked(cli, command)
    if got.code == 0:
        assert got.out == answer, "wrong data"
        return False
    assert got.code in (6, *codes), got
    if command == CHECK and got.out:
        report = json.loads(got.out)
        assert not report["whole"]
        assert report["damage"]
    else:
        assert got.out == ""
        assert got.err.startswith("balintlog: ")
    assert "inside balintlog" not in got.err, got.err
    assert "Traceback" not in got.err
    return True


# The logbook


@pytest.mark.slow
def test_one_changed_byte_in_a_page_of_each_region(
    house: CommandLine, answers: dict[str, str], record_property: Figures
) -> None:
    whole = house.path.read_bytes()
    draw, flips, said, checked = random.Random(3), 0, 0, 0
    for page in page_of_each_region(house.path):
        # the salt or the content, anywhere in it, the IV, the MAC
        for offset in (0, draw.randrange(16, PAGE_SIZE - 80), PAGE_SIZE - 70, PAGE_SIZE - 1):
            put(house.path, flipped(whole, page * PAGE_SIZE + offset, draw.randrange(8)))
            damaged = house.path.read_bytes()
            flips += 1
            for command in READS:
                said += damaged_or_right(house, command, answers[command])
            checked += damaged_or_right(house, CHECK, answers[CHECK])
            assert house.path.read_bytes() == damaged, "reading changes nothing"
    assert checked == flips, "the check finds every one"
    assert said > flips / 3
    record_property("figures", f"{flips} bytes changed in {flips // 4} pages: all found by check")


@pytest.mark.slow
def test_a_logbook_cut_in_any_region(
    house: CommandLine, answers: dict[str, str], record_property: Figures
) -> None:
    whole, cuts = house.path.read_bytes(), 0
    for page in page_of_each_region(house.path):
        for short in (page * PAGE_SIZE, page * PAGE_SIZE + 100):
            put(house.path, whole[:short])
            for command in (READS[0], CHECK):
                assert damaged_or_right(house, command, answers[command])
            assert house.path.read_bytes() == whole[:short]
            cuts += 1
    put(house.path, whole)
    assert right(house, CHECK) == answers[CHECK]
    record_property("figures", f"cut short at {cuts} places: every one told")


# The keys file


@pytest.mark.slow
def test_one_changed_byte_in_any_field_of_the_keys_file(
    house: CommandLine, answers: dict[str, str], record_property: Figures
) -> None:
    path = keys_path(house.path)
    compact = json.dumps(json.loads(path.read_text()))
    put(path, compact.encode())
    assert asked(house, READS[0]).out == answers[READS[0]], "or the test below means nothing"
    fields, flips = 0, 0
    for _, start, end in places_of_values(compact):
        fields += 1
        for offset in {start, (start + end) // 2, end - 1}:
            for bit in (0, 2, 6):
                put(path, flipped(compact.encode(), offset, bit))
                for command in (READS[0], INFO, CHECK):
                    assert damaged_or_right(house, command, answers[command]), compact[start:end]
                flips += 1
    assert fields > 30
    record_property(
        "figures", f"{flips} bytes changed in {fields} fields of the keys file: all told"
    )


@pytest.mark.slow
def test_a_keys_file_cut_anywhere_or_empty(house: CommandLine, answers: dict[str, str]) -> None:
    path = keys_path(house.path)
    whole = path.read_bytes()
    for size in (*range(0, len(whole) - 1, 97), len(whole) - 2):
        put(path, whole[:size])
        assert damaged_or_right(house, READS[0], answers[READS[0]])
    path.unlink()
    answer = asked(house, READS[0])
    assert answer.code == 6
    assert "vault recovery --restore" in answer.err
    put(house.path, b"")
    assert damaged_or_right(house, READS[0], answers[READS[0]])


@pytest.mark.slow
def test_the_keys_file_of_another_logbook_is_told_as_such(
    house: CommandLine, answers: dict[str, str], tmp_path: Path
) -> None:
    other = CommandLine(tmp_path / "other.balint", environ={**house.environ})
    other.environ["BALINTLOG_FILE"] = str(other.path)
    assert other("init --leader alder").code == 0
    shutil.copy(keys_path(other.path), keys_path(house.path))
    for command in (*READS, INFO, CHECK):
        assert damaged_or_right(house, command, answers[command])
    assert "do not belong together" in asked(house, READS[0]).err


@pytest.mark.slow
def test_an_older_keys_file_opens_nothing_after_a_new_key(
    house: CommandLine, answers: dict[str, str], tmp_path: Path
) -> None:
    path, sheet = keys_path(house.path), tmp_path / "stick" / "sheet.txt"
    before = path.read_bytes()
    sheet.parent.mkdir()
    assert house(f"--yes vault rotate --sheet {sheet}").code == 0
    put(path, before)
    for command in (*READS, INFO):
        assert damaged_or_right(house, command, answers[command])
    answer = house(f"vault recovery --restore --sheet {sheet}")
    assert answer.code == 4, "a new passphrase is needed"
    house.environ[NEW] = f"echo '{PASSPHRASE}'"
    assert house(f"vault recovery --restore --sheet {sheet}").code == 0
    assert asked(house, READS[0]).out == answers[READS[0]]


def test_an_older_keys_file_under_the_same_key_is_named_at_opening(house: CommandLine) -> None:
    path = keys_path(house.path)
    before = path.read_bytes()
    house.environ[NEW] = "echo 'nobody was in a hurry'"
    assert house("vault passphrase").code == 0
    put(path, before)
    answer = house("followups")
    assert answer.code == 0, "its passphrase is that of before"
    assert "older" in answer.err


# Backups


def places_in(backup: bytes) -> dict[str, list[int]]:
    """Return offsets to change in every part of a backup, by the name of the part."""
    with zipfile.ZipFile(io.BytesIO(backup)) as zipped:
        entries = zipped.infolist()
        directory = zipped.start_dir
    places: dict[str, list[int]] = {"end of file": list(range(len(backup) - 22, len(backup)))}
    places["directory"] = list(range(directory, len(backup) - 22, 3))
    for entry in entries:
        start = entry.header_offset + 30 + len(entry.filename)
        places[f"header of {entry.filename}"] = list(range(entry.header_offset, start, 2))
        step = PAGE_SIZE if entry.filename == archive.DATABASE else 29
        places[entry.filename] = list(range(start + 11, start + entry.file_size, step))
    return places


@pytest.mark.slow
def test_one_changed_byte_anywhere_in_a_backup(
    house: CommandLine, tmp_path: Path, answers: dict[str, str], record_property: Figures
) -> None:
    backup = house.path.with_name("made.backup")
    whole, target = backup.read_bytes(), tmp_path / "again.balint"
    check, restore = f"vault check --json {backup}", f"-f {target} vault restore {backup}"
    right_check = right(house, check)
    draw, flips, said = random.Random(5), 0, 0
    for name, offsets in places_in(whole).items():
        for offset in offsets:
            put(backup, flipped(whole, offset, draw.randrange(8)))
            flips += 1
            answer = house(check)
            assert "inside balintlog" not in answer.err, (name, offset, answer.err)
            if answer.code == 0:  # a date, or another field that nobody needs
                assert json.loads(answer.out) | {"file": ""} == json.loads(right_check) | {
                    "file": ""
                }
                assert name not in {archive.DATABASE, archive.KEYS}
                continue
            assert answer.code == 6, (name, offset, answer)
            said += 1
            answer = house(restore)
            assert (answer.code, answer.out) == (6, ""), (name, offset, answer)
            assert sorted(tmp_path.glob("again*")) == [], "nothing is left of it"
    assert said > flips / 2
    put(backup, whole)
    assert house(restore).code == 0
    assert house(f"{READS[0]} -f {target}").out == answers[READS[0]]
    record_property(
        "figures", f"{flips} bytes changed in a backup: {said} told, {flips - said} without effect"
    )


@pytest.mark.slow
def test_a_backup_cut_anywhere_never_harms_the_logbook(
    house: CommandLine, record_property: Figures
) -> None:
    backup = house.path.with_name("made.backup")
    whole = backup.read_bytes()
    before = {file: file.read_bytes() for file in (house.path, keys_path(house.path))}
    sizes = [0, 1, 22, *range(100, len(whole), PAGE_SIZE), len(whole) - 1]
    for size in sizes:
        put(backup, whole[:size])
        for command in (f"vault check {backup}", f"--yes vault restore {backup}"):
            answer = house(command)
            assert (answer.code, answer.out) == (6, ""), (size, command, answer)
            assert "Use another backup." in answer.err
        assert {file: file.read_bytes() for file in before} == before
    record_property("figures", f"a backup cut at {len(sizes)} places: every one told")


def packed(entries: list[tuple[str, bytes]], way: int = zipfile.ZIP_STORED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", way) as zipped:
        for name, content in entries:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)  # a name that stands twice
                zipped.writestr(name, content)
    return data.getvalue()


def hostile(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Return backups that somebody made to do harm, by what is wrong with them."""
    manifest = json.loads(parts[archive.MANIFEST])
    entries = list(parts.items())

    def described(**changes: Any) -> bytes:
        text = json.dumps({**manifest, **changes}).encode()
        return packed([(archive.MANIFEST, text), *entries[1:]])

    outside = [("../../outside", b"x"), ("/etc/outside", b"x"), ("c:\\outside", b"x")]
    renamed = [(f"../{name}", content) for name, content in entries]
    return {
        "another zip": packed([("letter.txt", b"Dear diary")]),
        "names that lead elsewhere": packed(renamed),
        "no manifest": packed(entries[1:]),
        "no logbook": packed([entry for entry in entries if entry[0] != archive.DATABASE]),
        "an empty logbook": packed(
            [entry if entry[0] != archive.DATABASE else (entry[0], b"") for entry in entries]
        ),
        "a second logbook": packed([*entries, (archive.DATABASE, b"x" * 5000)]),
        "compressed": packed(entries, zipfile.ZIP_DEFLATED),
        "a bomb of a manifest": packed([(archive.MANIFEST, b" " * 10**7), *entries[1:]]),
        "a manifest of another format": described(format="diary"),
        "a manifest of no version": described(version="1"),
        "a newer version": described(version=99),
        "no sums": described(sha256={}),
        "sums of another kind": described(sha256=[1]),
        "no day": described(made_on="yesterday"),
        "an id of another length": described(file_id="../../x"),
        "a manifest that is a list": packed([(archive.MANIFEST, b"[]"), *entries[1:]]),
        "a manifest that is no JSON": packed([(archive.MANIFEST, b"{" * 5000), *entries[1:]]),
        "no zip": b"x" * 10_000,
        "more names than are looked at": packed([*outside, *entries]),
    }


@pytest.mark.slow
def test_a_backup_made_to_do_harm_does_none(house: CommandLine, tmp_path: Path) -> None:
    backup = house.path.with_name("made.backup")
    with zipfile.ZipFile(backup) as zipped:
        parts = {name: zipped.read(name) for name in zipped.namelist()}
    before = {file: file.read_bytes() for file in (house.path, keys_path(house.path))}
    for what, data in hostile(parts).items():
        put(backup, data)
        for command in (f"vault check {backup}", f"--yes vault restore {backup}"):
            answer = house(command)
            if what == "more names than are looked at":  # they are left alone
                assert answer.code == 0, answer
                continue
            assert (answer.code, answer.out) == (6, ""), (what, answer)
            assert "inside balintlog" not in answer.err, (what, answer)
            assert {file: file.read_bytes() for file in before} == before, what
    assert list(tmp_path.rglob("*outside*")) == []
    assert not Path("/etc/outside").exists()


@pytest.mark.slow
def test_a_backup_of_another_logbook_replaces_nothing(house: CommandLine, tmp_path: Path) -> None:
    other = CommandLine(tmp_path / "other.balint", environ={**house.environ})
    other.environ["BALINTLOG_FILE"] = str(other.path)
    assert other("init --leader alder").code == 0
    assert other(f"vault backup {tmp_path / 'other.backup'}").code == 0
    before = {file: file.read_bytes() for file in (house.path, keys_path(house.path))}
    answer = house(f"--yes vault restore {tmp_path / 'other.backup'}")
    assert (answer.code, answer.out) == (6, "")
    assert "is another logbook" in answer.err
    assert {file: file.read_bytes() for file in before} == before


@pytest.mark.slow
@pytest.mark.parametrize("table", ["session", "leader"])
def test_where_rows_are_missing_the_damage_is_told_and_no_defect(
    house: CommandLine, table: str
) -> None:
    book = open_logbook.approach(house.path, "alder").open(PASSPHRASE, TODAY)
    with book.store:
        book.store.value("PRAGMA foreign_keys = OFF")
        book.store.change(f"DELETE FROM {table}")
    answers = [house(command) for command in READS]
    damaged = [answer for answer in answers if answer.code == 6]
    assert damaged
    assert {(answer.out, "the logbook file is damaged" in answer.err) for answer in damaged} == {
        ("", True)
    }
    assert not any("inside balintlog" in answer.err for answer in answers)


def test_a_defect_of_ours_is_not_told_as_damage(
    house: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object, **__: object) -> None:
        raise KeyError("C1")

    monkeypatch.setattr(group_status, "status", missing)
    answer = house("status")
    assert (answer.code, answer.out) == (1, "")
    assert "something is wrong inside balintlog: KeyError in" in answer.err
