"""Failing reads of a disk: never told as damage, and nobody is told to restore a backup."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from conftest import PASSPHRASE, session_document

from balintlog.logbook.keys.second_look import failure_of_disk

if TYPE_CHECKING:
    from conftest import CommandLine

    from balintlog.errors import DiskFailedError
    from balintlog.logbook.book import Logbook


def looked_at(book: Logbook) -> DiskFailedError | None:
    book.store.close()
    return failure_of_disk(book.store.path, book.key)


@pytest.mark.slow
def test_what_is_whole_at_a_second_look_is_no_damage(book: Logbook) -> None:
    told = looked_at(book)
    assert told is not None
    assert "when it was read again, every page was whole" in told.message


@pytest.mark.parametrize("page", [0, 1, 5, -1])
def test_what_is_damaged_at_a_second_look_stays_so(book: Logbook, page: int) -> None:
    pages = bytearray(book.store.path.read_bytes())
    at = page * 4096 % len(pages) + 100
    pages[at] ^= 1
    book.store.path.write_bytes(pages)
    told = looked_at(book)
    assert told is None


def test_a_disk_that_cannot_be_read_is_told_with_its_reason(
    book: Logbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise OSError(116, "Stale file handle")

    monkeypatch.setattr(Path, "open", refuse)
    told = looked_at(book)
    assert told is not None
    assert "the network folder was changed or cut off" in told.message


@pytest.mark.slow
@pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("gcc"), reason="a compiler makes the disk"
)
@pytest.mark.parametrize("once", [False, True])
def test_no_read_that_fails_is_told_as_damage(cli: CommandLine, tmp_path: Path, once: bool) -> None:
    assert cli("log --from -", session_document("2026-03-02")).code == 0
    library, source = tmp_path / "reads.so", Path(__file__).with_name("failing_reads.c")
    make = ["gcc", "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"]
    subprocess.run(make, check=True)
    told = set()
    for command in ("group list", "vault check", "vault info"):
        # All three open the logbook by the same reads, so the first tries most of them.
        for place in (*range(1, 40, 2 if command == "group list" else 6), 60, 90):
            environ = {
                **os.environ,
                "BALINTLOG_FILE": str(cli.path),
                "BALINTLOG_PASSPHRASE_COMMAND": f"echo '{PASSPHRASE}'",
                "LD_PRELOAD": str(library),
                "READ_FAILS_AT": str(place),
                **({"READ_ONCE": "1"} if once else {}),
            }
            done = subprocess.run(
                [sys.executable, "-m", "balintlog", *command.split()],
                check=False,
                env=environ,
                capture_output=True,
                text=True,
            )
            assert done.returncode in (0, 1), (command, place, done.stdout + done.stderr)
            assert "estore" not in done.stderr.replace("vault restore", "")
            assert "damaged" not in done.stderr + done.stdout
            assert "wrong inside" not in done.stderr
            told.add(done.stderr.partition("\n")[0])
    assert len(told) >= 3  # at the first bytes, in SQLite, at a second look
    assert cli("vault check").code == 0
