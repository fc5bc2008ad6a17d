"""What a killed program has left over is named by a check, or removed by what holds the file."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import CHEAP, PASSPHRASE, TODAY

from balintlog.logbook.keys import (
    key_holders,
    make_backup,
    open_logbook,
    rotate_key,
    vault_check,
)
from balintlog.logbook.keys.paths import is_of_the_logbook, keys_path
from balintlog.vault.keyring import Secret

if TYPE_CHECKING:
    from pathlib import Path

    from balintlog.logbook.book import Logbook

NEW = "nobody was in a hurry"
KEPT = [
    "test.balint.before-recovery",
    "test.balint.before-recovery-journal",
    "test.balint.before-recovery2",
    "test.balint.damaged",
    "test.balint.damaged1",
]
BESIDE = [
    "test.balint.0badcafe.new",
    "test.balint.0badcafe.new-journal",
    "test.balint.keys.0badcafe.new",
    "test.balint.keys.0BADCAFE.NEW",
    "test.balint.before-5.backup.0badcafe.new",
    "test.balint.before-5-1.backup.0badcafe.new-journal",
]
OF_OTHERS = [
    "test.balint.new",
    "test.balint2.0badcafe.new",
    "other.balint.keys.0badcafe.new",
    "test.balint.keys.before",
    "test.balint.keys.0badcafe.newer",
    "testXbalint.keys.0badcafe.new",
]


def remarks(path: Path, typed: str = PASSPHRASE) -> str:
    door = open_logbook.approach(path, "alder")
    return "\n".join(vault_check.inspect(door, door.unlock(typed, TODAY), TODAY, None).remarks)


@pytest.mark.parametrize("name", BESIDE)
def test_what_was_left_beside_the_logbook_is_named(book: Logbook, name: str) -> None:
    left = book.store.path.with_name(name)
    left.write_bytes(b"")
    assert f"{left} was left by an interrupted command" in remarks(book.store.path)
    assert left.exists()


def test_what_was_kept_beside_the_logbook_is_named(book: Logbook) -> None:
    for name in KEPT:
        book.store.path.with_name(name).write_bytes(b"x")
    book.store.path.with_name("other.balint.damaged").write_bytes(b"x")
    said = remarks(book.store.path)
    assert said.count("was kept when a save was undone or the logbook did not open") == len(KEPT)
    assert all(f"{book.store.path.with_name(name)} was kept" in said for name in KEPT)


@pytest.mark.slow
@pytest.mark.parametrize("name", OF_OTHERS)
def test_what_belongs_to_others_is_neither_named_nor_removed(book: Logbook, name: str) -> None:
    other = book.store.path.with_name(name)
    other.write_bytes(b"of somebody else")
    assert name not in remarks(book.store.path)
    key_holders.change_secret(book, "alder", Secret(NEW), CHEAP)
    rotate_key.rotate(book, {"alder": Secret(NEW)}, CHEAP)
    assert other.read_bytes() == b"of somebody else"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["{}.0badcafe.new", "{}.deadbeef.new-journal"])
@pytest.mark.parametrize("is_linked", [False, True])
@pytest.mark.parametrize("command", ["passphrase", "rotate"])
def test_the_next_change_of_the_keys_removes_unfinished_keys(
    book: Logbook, tmp_path: Path, name: str, command: str, *, is_linked: bool
) -> None:
    keys = keys_path(book.store.path)
    real = tmp_path / "elsewhere" / "real.keys" if is_linked else keys
    if is_linked:
        real.parent.mkdir()
        keys.rename(real)
        keys.symlink_to(real)
    left = real.with_name(name.format(real.name))
    left.write_bytes(b"half a keys file")
    assert str(left) in remarks(book.store.path)
    if command == "passphrase":
        key_holders.change_secret(book, "alder", Secret(NEW), CHEAP)
    else:
        rotate_key.rotate(book, {"alder": Secret(NEW)}, CHEAP)
    assert not left.exists()
    assert "was left" not in remarks(book.store.path, NEW)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        ("", "test-2026-03-18.backup.0badcafe.new"),
        ("", "test-2026-03-18-2.backup.0badcafe.new-journal"),
        ("larch.bak", "larch.bak.0badcafe.new"),
    ],
)
def test_what_an_interrupted_backup_left_is_named_where_backups_are_made(
    book: Logbook, tmp_path: Path, wanted: str, left: str
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / left).write_bytes(b"")
    (stick / "other-2026-03-18.backup.0badcafe.new").write_bytes(b"")
    make_backup.back_up(book, stick / wanted if wanted else stick)
    assert make_backup.left_over(book) == [stick / left]
    assert f"{stick / left} was left by an interrupted backup" in remarks(book.store.path)
    assert (stick / left).exists()  # another window may be making it just now


KILLED = f"""
import os, signal, sys
from datetime import date
from pathlib import Path
from balintlog import disk
from balintlog.logbook.keys import key_holders, keys_file, make_backup, open_logbook, rotate_key
from balintlog.storage.file import archive, copies
from balintlog.vault.key_stretching import Stretching
from balintlog.vault.keyring import Secret
cheap = Stretching(1, 1, 19 * 1024)
path, stick = Path(sys.argv[1]), Path(sys.argv[2])
book = open_logbook.approach(path, None).open({PASSPHRASE!r}, date(2026, 3, 20))
def stop(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
"""
KILLS = {
    "passphrase": "Path.replace = stop\n"
    f"key_holders.change_secret(book, 'alder', Secret({NEW!r}), cheap)",
    "rotate, its keys": "Path.replace = stop\n"
    f"rotate_key.rotate(book, {{'alder': Secret({NEW!r})}}, cheap)",
    "rotate, its copy": "copies.opened_copy = stop\n"
    f"rotate_key.rotate(book, {{'alder': Secret({NEW!r})}}, cheap)",
    "backup": "archive.pack = stop\nmake_backup.back_up(book, stick)",
    "backup, when proved": "disk.move_new = stop\nmake_backup.back_up(book, stick)",
}


@pytest.mark.slow
@pytest.mark.parametrize("kill", KILLS)
def test_whatever_a_kill_leaves_is_named_or_removed(
    book: Logbook, tmp_path: Path, kill: str
) -> None:
    path, stick = book.store.path, tmp_path / "stick"
    stick.mkdir()
    make_backup.back_up(book, stick)
    book.store.close()
    known = {*tmp_path.iterdir(), *stick.iterdir()}
    script = KILLED + KILLS[kill]
    ended = subprocess.run([sys.executable, "-c", script, str(path), str(stick)], check=False)
    assert ended.returncode == -signal.SIGKILL
    left = {*tmp_path.iterdir(), *stick.iterdir()} - known
    assert left
    said = remarks(path)
    assert all(str(file) in said for file in left)
    again = open_logbook.approach(path, None).open(PASSPHRASE, TODAY)
    with again.store:
        key_holders.change_secret(again, "alder", Secret(NEW), CHEAP)
    assert not [file for file in left if file.exists() and file.parent == tmp_path]


@pytest.mark.parametrize("name", BESIDE[:4])
def test_no_backup_or_report_takes_a_name_that_is_removed_some_day(path: Path, name: str) -> None:
    assert is_of_the_logbook(path, path.with_name(name))
