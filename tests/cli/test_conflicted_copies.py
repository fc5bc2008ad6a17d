"""Conflicted copies that a synchronising program puts beside a logbook, and their keys."""

from __future__ import annotations

import shlex
import shutil
from typing import TYPE_CHECKING

import pytest
from conftest import CommandLine, session_document

from balintlog.logbook.keys.paths import keys_path

if TYPE_CHECKING:
    from pathlib import Path

NAMES = (
    "test (alder's conflicted copy 2026-03-30).balint",
    "test.sync-conflict-20260330-101010-ABCDEFG.balint",
    "TEST-laptop.balint",
)
NAMED = "Beside the logbook is another copy of it"


@pytest.fixture(params=NAMES)
def copy(cli: CommandLine, request: pytest.FixtureRequest) -> Path:
    """Another state of the logbook, which holds a session and a case that this one lacks."""
    there = cli.path.with_name(request.param)
    before = cli.path.read_bytes()
    case = {"label": "the letters", "presenter": "heron", "summary": "Nobody opens them."}
    assert cli("log --from -", session_document("2026-03-02", cases=[case])).code == 0
    shutil.copy(cli.path, there)
    there.chmod(0o600)
    keys = keys_path(cli.path).read_bytes()
    there.with_name(f"test.balint ({request.param[5:12]}).keys").write_bytes(keys)
    cli.path.write_bytes(before)
    assert cli("--accept-older session add --group larch --on 2026-03-09").code == 0
    return there


@pytest.mark.slow
def test_it_is_named_and_what_it_holds_more_is_listed(cli: CommandLine, copy: Path) -> None:
    told = cli("status")
    assert told.code == 0
    assert f"{NAMED}: {copy}" in told.err
    check = cli("vault check")
    assert check.code == 0
    assert f"{copy} is another copy of this logbook. Only that copy holds" in check.out
    assert "1 case, 1 presentation" in check.out


def test_it_opens_with_the_keys_file_that_fits(cli: CommandLine, copy: Path) -> None:
    listed = cli(f"-f {shlex.quote(str(copy))} case list")
    assert listed.code == 0
    assert "the letters" in listed.out
    assert "has diverged" in listed.err


def test_copies_that_balintlog_keeps_and_strange_files_are_none(cli: CommandLine) -> None:
    for name in ("test.balint.damaged", "test.balint.before-recovery", "elsewhere.balint"):
        shutil.copy(cli.path, cli.path.with_name(name))
    cli.path.with_name("test of something.balint").write_bytes(b"x" * 99)
    answer = cli("status")
    assert NAMED not in answer.err
    assert f"{cli.path.with_name('elsewhere.balint')} is another copy" in cli("vault check").out


def test_a_backup_that_is_not_finished_is_none_and_is_not_looked_into(cli: CommandLine) -> None:
    unfinished = cli.path.with_name("larch.backup.0badcafe.new")
    shutil.copy(cli.path, unfinished)
    unfinished.with_name(f"{unfinished.name}-journal").write_bytes(b"x" * 512)
    before = sorted(file.name for file in cli.path.parent.iterdir())
    assert "is another copy" not in cli("vault check").out
    assert sorted(file.name for file in cli.path.parent.iterdir()) == before


def test_keys_of_another_logbook_do_not_fit(cli: CommandLine, run: CommandLine) -> None:
    other = cli.path.with_name("other.balint")
    assert cli(f"-f {other} init --leader alder").code == 0
    own = keys_path(cli.path).read_bytes()
    keys_path(cli.path).unlink()
    cli.path.with_name("torn.keys").write_bytes(b"{")
    for left in ("test.balint.keys.0badcafe.new", "test.balint.keys.damaged", "a.keys.0b.new"):
        cli.path.with_name(left).write_bytes(own)
    answer = cli("status")
    assert answer.code == 6
    assert "is missing" in answer.err
