"""A logbook in a place that can only be read: read, checked, backed up; never half changed."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import damaged_house
import pytest
import real_files
from conftest import PASSPHRASE, unmeasured

from balintlog.storage.file import archive

if TYPE_CHECKING:
    from collections.abc import Iterator

BALINTLOG = str(Path(sys.executable).parent / "balintlog")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        os.geteuid() == 0 and not shutil.which("setpriv"),
        reason="an administrator may write anywhere; setpriv is not here",
    ),
]

READING = ("followups", "case show C1 --notes", "vault info", "vault check", "vault leader list")
CHANGING = (
    "group add elder",
    "vault passphrase",
    "vault leader add linnet",
    "vault leader add linnet --code",
    "vault leader reset sedge",
    "vault leader remove sedge",
    "vault rotate",
)


class Program:
    """The real program, as an ordinary user runs it on a place that can only be read."""

    def __init__(self, folder: Path, made: Path, folder_mode: int, file_mode: int) -> None:
        self.place, self.elsewhere = folder / "place", folder / "elsewhere"
        self.place.mkdir()
        self.elsewhere.mkdir()
        for file in made.iterdir():
            if file.is_file():
                shutil.copy(file, self.place)
                (self.place / file.name).chmod(file_mode)
        self.path = self.place / "test.balint"
        self.place.chmod(folder_mode)
        self.before = {file: file.read_bytes() for file in self.place.iterdir()}
        self.environ = {
            **unmeasured(),
            "BALINTLOG_FILE": str(self.path),
            "BALINTLOG_LEADER": "alder",
            "BALINTLOG_PASSPHRASE_COMMAND": f"echo '{PASSPHRASE}'",
            "BALINTLOG_NEW_PASSPHRASE_COMMAND": "echo 'nobody was in a hurry'",
            "XDG_STATE_HOME": str(folder / "state"),
        }

    def __call__(self, command: str, umask: int = 0o022) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*real_files.ordinary_rights(), BALINTLOG, "--yes", *command.split()],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            umask=umask,
            env=self.environ,
        )
        assert "inside balintlog" not in done.stderr
        assert "Traceback" not in done.stderr
        assert {file: file.read_bytes() for file in self.place.iterdir()} == self.before
        return done


@pytest.fixture(params=[(0o500, 0o600), (0o500, 0o400)], ids=["folder", "folder and files"])
def program(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Program]:
    made = damaged_house.built(tmp_path_factory)
    program = Program(tmp_path, made, *request.param)
    yield program
    program.place.chmod(0o700)


def test_it_is_read_and_checked_and_nothing_is_written(program: Program) -> None:
    for command in READING:
        done = program(command)
        assert (done.returncode, done.stderr) == (0, ""), command
        assert done.stdout


def test_whatever_would_change_it_is_refused_in_words(program: Program) -> None:
    for command in CHANGING:
        done = program(command)
        assert (done.returncode, done.stdout) == (1, ""), (command, done)
        assert "written" in done.stderr or "no file can be made" in done.stderr, done.stderr


def test_its_backup_is_made_and_said_not_to_be_noted(program: Program) -> None:
    target = program.elsewhere / "made.backup"
    done = program(f"vault backup {target}", umask=0)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"the backup {target} was made and is whole" in done.stderr
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert archive.read(target)
    done = program(f"vault check {target}")
    assert done.returncode == 0
    restored = program.elsewhere / "again" / "test.balint"
    done = program(f"-f {restored} vault restore {target}", umask=0)
    assert done.returncode == 0, done
    assert stat.S_IMODE(restored.parent.stat().st_mode) == 0o700
    for file in restored.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    shown = [program(f"-f {file} case show C1 --json") for file in (restored, program.path)]
    assert json.loads(shown[0].stdout) == json.loads(shown[1].stdout)


def test_a_sheet_can_be_written_elsewhere_and_opens_nothing_there(program: Program) -> None:
    sheet = program.elsewhere / "sheet.txt"
    done = program(f"vault recovery --sheet {sheet}", umask=0)
    assert done.returncode == 0, done
    assert stat.S_IMODE(sheet.stat().st_mode) == 0o600
    done = program(f"vault recovery --restore --sheet {sheet}")
    assert (done.returncode, done.stdout) == (1, "")
    assert program("followups").returncode == 0, "with the passphrase as it was"
