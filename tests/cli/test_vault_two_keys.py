"""Damage in the middle of a rotation, when two keys stand in the keys file; and its names."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from typing import TYPE_CHECKING

import damaged_house
import pytest
from conftest import CHEAP, PASSPHRASE, CommandLine, Figures
from damaged_house import (
    CHECK,
    INFO,
    READS,
    asked,
    check_a_sentence,
    flipped,
    places_of_values,
    put,
    right,
)

from balintlog import disk
from balintlog.logbook.keys import keys_file, open_logbook
from balintlog.logbook.keys.paths import keys_path
from balintlog.storage.file import copies, file_facts
from balintlog.storage.file.connection import PAGE_SIZE
from balintlog.vault import keyring, slot_changes
from balintlog.vault.keyring import Secret

if TYPE_CHECKING:
    from pathlib import Path

CODE, DAY = "K7QD-2MXA-9TRW-HC4E", date(2026, 4, 3)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the logbook, in which a rotation has begun: its copy is not in place yet."""
    folder = tmp_path_factory.mktemp("made")
    shutil.copytree(damaged_house.built(tmp_path_factory), folder, dirs_exist_ok=True)
    path = folder / "test.balint"
    book = open_logbook.approach(path, "alder").open(PASSPHRASE, date(2026, 3, 20))
    secrets = {"alder": Secret(PASSPHRASE), "sedge": Secret(CODE, DAY), "birch": Secret(CODE, DAY)}
    with book.store:
        both, new = slot_changes.with_new_key(keys_file.keys_beside(path), book.key, secrets, CHEAP)
        moved = folder / "moved"
        copies.copy_to(book.store, moved, new)
        finished = keyring.encode(slot_changes.only(both, new))
        with copies.opened_copy(moved, new) as copied, copied.writing(content=False):
            file_facts.keep_keys_copy(copied, finished)
    disk.replace(keys_path(path), keyring.encode(both))
    return folder


@pytest.fixture(params=["before the copy is in place", "after"])
def house(made: Path, run: CommandLine, request: pytest.FixtureRequest) -> CommandLine:
    """The command line on a copy of it, before or after the new file took its place."""
    house = damaged_house.move_in(made, run)
    moved = house.path.with_name("moved")
    if request.param == "after":
        moved.replace(house.path)
    else:
        moved.unlink()
    return house


@pytest.mark.slow
def test_a_rotation_that_was_interrupted_is_not_taken_for_older_keys(house: CommandLine) -> None:
    for command in (CHECK, READS[0], CHECK):  # to check changes nothing, to open finishes it
        answer = house(command)
        assert (answer.code, answer.err) == (0, "")
        assert "is an older one" not in answer.out
    assert len(json.loads(keys_path(house.path).read_bytes())["epochs"]) == 1


@pytest.mark.slow
def test_a_keys_file_of_two_keys_is_damaged_by_any_byte(
    house: CommandLine, record_property: Figures
) -> None:
    path, logbook = keys_path(house.path), house.path.read_bytes()
    compact = json.dumps(json.loads(path.read_bytes())).encode()
    assert len(json.loads(compact)["epochs"]) == 2
    fields = flips = 0
    for _, start, end in places_of_values(compact.decode()):
        fields += 1
        for offset in {start, (start + end) // 2, end - 1}:
            put(path, flipped(compact, offset, 1))
            flips += 1
            for command in (READS[0], INFO, CHECK, "vault leader list"):
                check_a_sentence(asked(house, command), 6)
            assert path.read_bytes() == flipped(compact, offset, 1), "nor is it tidied up"
    assert house.path.read_bytes() == logbook
    put(path, compact)
    for command in READS:
        right(house, command)
    assert len(json.loads(path.read_bytes())["epochs"]) == 1, "now the rotation is finished"
    assert right(house, "vault check")
    record_property("figures", f"{flips} bytes changed in {fields} fields of two keys: all told")


@pytest.mark.slow
def test_a_damaged_page_while_there_are_two_keys_is_told(
    house: CommandLine, record_property: Figures
) -> None:
    whole, keys = house.path.read_bytes(), keys_path(house.path).read_bytes()
    expected, told, flips = {}, 0, 0
    for page in (None, *range(0, len(whole) // PAGE_SIZE, 5)):
        for command in READS:
            data = whole if page is None else flipped(whole, page * PAGE_SIZE + 300, page % 8)
            put(house.path, data)
            put(keys_path(house.path), keys)
            answer = asked(house, command)
            flips += page is not None
            if answer.code:
                check_a_sentence(answer, 6)
                told += 1
            elif page is None:
                expected[command] = answer.out
            else:
                assert answer.out == expected[command], "wrong data"
            assert len(json.loads(keys_path(house.path).read_bytes())["epochs"]) in (1, 2)
    assert told > flips / 4
    record_property("figures", f"{flips} readings with one damaged page and two keys: {told} told")


@pytest.mark.slow
@pytest.mark.parametrize("house", ["after"], indirect=True)
def test_a_check_names_every_damaged_page(house: CommandLine, record_property: Figures) -> None:
    right(house, READS[0])
    whole = house.path.read_bytes()
    pages = len(whole) // PAGE_SIZE
    named = []
    for page in range(pages):
        put(house.path, flipped(whole, page * PAGE_SIZE + 900, 5))
        answer = house(CHECK)
        assert answer.code == 6, answer
        if answer.out:
            (damage,) = answer.json["damage"]
            if damage != "the logbook file is damaged":  # it does not even open
                assert damage == f"1 of {pages} pages is damaged (page {page + 1})"
                named.append(page)
    assert len(named) > pages - 7
    for page in named[10:19]:
        whole = flipped(whole, page * PAGE_SIZE + 900, 5)
    put(house.path, whole)
    (damage,) = house(CHECK).json["damage"]
    assert re.fullmatch(
        rf"9 of {pages} pages are damaged \((page \d+, ){{4}}page \d+ and others\)", damage
    )
    record_property("figures", f"{len(named)} of {pages} damaged pages named by check")


@pytest.mark.slow
def test_a_check_names_what_else_is_damaged(house: CommandLine, made: Path) -> None:
    right(house, READS[0])
    whole, keys = house.path.read_bytes(), keys_path(house.path).read_bytes()
    put(keys_path(house.path), b"")
    assert "the keys file is damaged" in house("vault check").err
    keys_path(house.path).unlink()
    assert "the keys file" in house("vault check").err
    assert "is missing" in house("vault check").err
    put(keys_path(house.path), keys)
    put(house.path, whole[: -3 * PAGE_SIZE])
    assert "is damaged:" in house("vault check").out
    put(house.path, b"")
    assert "too short to be a logbook" in house("vault check").err
    house.path.unlink()
    assert "there is no logbook" in house("vault check").err
    shutil.copy(made / "made.backup", house.path)
    assert house("vault check").code == 6
