"""Whose the files are: for the owner alone, whatever the system would give to others by default."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import real_files
from conftest import PASSPHRASE, CommandLine, unmeasured

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

BALINTLOG = str(Path(sys.executable).parent / "balintlog")
CHEAPLY = (sys.executable, str(Path(__file__).parents[1] / "cheaply.py"))
OTHER = "a quiet waiting room"

STEPS = (
    "init --leader alder",
    "group add larch",
    "vault leader add sedge",
    "vault passphrase",
    "vault recovery --sheet {stick}/sheet.txt",
    "vault backup {stick}/made.backup",
    "vault rotate --sheet {stick}/second.txt",
    "vault leader reset sedge",
    "vault restore {stick}/made.backup",
    "vault recovery --restore --sheet {stick}/sheet.txt",
)


class Program:
    """The real program, as an ordinary user runs it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "new" / "deeper" / "test.balint"
        self.stick = folder / "stick"
        self.stick.mkdir()
        phrase = folder / "phrase"
        phrase.write_text(PASSPHRASE)
        self.environ = {
            **unmeasured(),
            "BALINTLOG_FILE": str(self.path),
            "BALINTLOG_LEADER": "alder",
            "BALINTLOG_PASSPHRASE_COMMAND": f"cat {phrase}",
            "BALINTLOG_NEW_PASSPHRASE_COMMAND": f"echo '{OTHER}'",
        }

    def __call__(
        self, command: str, umask: int = 0o022, before: tuple[str, ...] = ()
    ) -> subprocess.CompletedProcess[str]:
        environ = dict(self.environ)
        if command.startswith("vault passphrase"):  # so that every step has the same one
            environ["BALINTLOG_NEW_PASSPHRASE_COMMAND"] = environ["BALINTLOG_PASSPHRASE_COMMAND"]
        if "--restore" in command:
            environ["BALINTLOG_NEW_PASSPHRASE_COMMAND"] = environ["BALINTLOG_PASSPHRASE_COMMAND"]
        return subprocess.run(
            [*before, *CHEAPLY, "--yes", *command.format(stick=self.stick).split()],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            umask=umask,
            env=environ,
        )


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a logbook of alder and sedge, its sheet and its backup."""
    program = Program(tmp_path_factory.mktemp("made"))
    for step in (*STEPS[:3], *STEPS[4:6]):
        assert program(step).returncode == 0, step
    return program.folder


def modes(folder: Path) -> Iterator[tuple[Path, int]]:
    for file in folder.rglob("*"):
        yield file, stat.S_IMODE(file.stat().st_mode)


@pytest.mark.parametrize("umask", [0o000, 0o777])
def test_every_file_is_for_its_owner_alone_whatever_the_umask(program: Program, umask: int) -> None:
    for step in STEPS:
        done = program(step, umask)
        assert done.returncode == 0, (step, done.stderr)
        for folder in (program.folder / "new", program.stick):
            for file, mode in modes(folder):
                assert mode == (0o700 if file.is_dir() else 0o600), (step, file)
    assert {file.name for file in program.stick.iterdir()} == {
        *("sheet.txt", "second.txt", "made.backup")
    }


@pytest.mark.parametrize("which", ["test.balint", "test.balint.keys"])
def test_a_file_that_others_can_read_is_named_at_every_opening(
    program: Program, which: str
) -> None:
    assert program("init --leader alder").returncode == 0
    file = program.path.with_name(which)
    assert "Others" not in program("group add larch").stderr
    file.chmod(0o644)
    for command in ("followups", "vault check"):
        done = program(command)
        assert done.returncode == 0
        said = done.stderr + (done.stdout if "check" in command else "")
        assert f"Other people on this computer can open {file}" in said
        assert f"chmod 600 {which}" in said
    file.chmod(0o600)
    assert "Others" not in program("followups").stderr


@pytest.mark.slow
def test_who_does_not_own_a_file_is_not_told_to_close_it(
    run: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("init --leader alder")
    run.path.chmod(0o644)
    assert "to stop that: chmod 600" in run("group list").err
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 7)
    said = run("group list").err
    assert "only the account that it belongs to can stop that" in said
    assert "chmod" not in said


@pytest.mark.skipif(
    os.geteuid() == 0 and not shutil.which("setpriv"),
    reason="an administrator may write anywhere; setpriv is not here",
)
@pytest.mark.parametrize("command", [*STEPS[2:4], *STEPS[6:]])
def test_a_folder_that_cannot_be_written_to_keeps_all_it_had(
    program: Program, made: Path, command: str
) -> None:
    for place in ("new", "stick"):
        shutil.copytree(made / place, program.folder / place, dirs_exist_ok=True)
    command = command.replace("add sedge", "add birch")
    folder = program.path.parent
    before = {file: file.read_bytes() for file in folder.iterdir()}
    folder.chmod(0o500)
    try:
        done = program(command, before=real_files.ordinary_rights())
    finally:
        folder.chmod(0o700)
    assert (done.returncode, done.stdout) == (1, ""), done
    assert done.stderr.startswith("balintlog: ") or "balintlog: " in done.stderr
    assert "Traceback" not in done.stderr
    assert {file: file.read_bytes() for file in folder.iterdir()} == before
    assert program("followups").returncode == 0


# What the system may tell others of the running program

ASKED_AT_THE_END = """
import atexit, ctypes, os, resource, sys
os._exit = sys.exit
from balintlog.__main__ import main
atexit.register(lambda: print("dumpable", ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)))
atexit.register(lambda: print("core", *resource.getrlimit(resource.RLIMIT_CORE)))
sys.argv = ["balintlog", "vault", "info"]
main()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_the_program_leaves_no_core_dump_and_is_not_dumpable(program: Program) -> None:
    assert program("init --leader alder").returncode == 0
    told = subprocess.run(
        [sys.executable, "-c", ASKED_AT_THE_END],
        capture_output=True,
        text=True,
        check=False,
        env=program.environ,
    )
    assert told.stdout.endswith("core 0 0\ndumpable 0\n"), told
