"""What many tests stand on: a private home, a cheap key, an open logbook, the command line."""

from __future__ import annotations

import functools
import gc
import hashlib
import io
import itertools
import json
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from transcript import Evenings

from balintlog.cli.app import main
from balintlog.cli.desk import Surroundings
from balintlog.cli.terminal import passphrase_entry
from balintlog.domain.membership import Period
from balintlog.domain.records import Group
from balintlog.logbook.book import Logbook, find_group
from balintlog.logbook.keys import create_logbook, open_logbook
from balintlog.logbook.keys.paths import keys_path
from balintlog.logbook.record import edit_groups, edit_members
from balintlog.vault.key_stretching import Stretching

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CHEAP = Stretching(passes=1, lanes=1, memory_kib=19 * 1024)
PASSPHRASE = "correct horse battery staple"
TODAY = date(2026, 3, 20)
Figures = Callable[[str, object], None]  # what ``record_property`` is

# The program is started a thousand times: whatever the environment says, compile it once.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# How many examples Hypothesis tries. The inner loop is content with a part of them; all of them
# are tried with ``-m "slow or hypothesis" --hypothesis-profile whole``: always the same ones in CI,
# where red should mean that a change is wrong, and others each time that it is run by hand.
settings.register_profile("whole", max_examples=100, derandomize="CI" in os.environ)
settings.register_profile("loop", max_examples=20)
settings.load_profile("loop")


IN_MEMORY = Path("/dev/shm")  # a file system without a disk, on Linux
ENOUGH_MEMORY = 2 * 1024**3  # what all tests together write is less than half of that


def pytest_configure() -> None:
    """Keep the tests' files in memory where there is room: a fifth of their time is the disk's.

    Nothing that is collected goes away again, so a third of that time is not spent on looking.
    """
    gc.disable()
    with suppress(OSError, AttributeError):
        can_run_programs = not os.statvfs(IN_MEMORY).f_flag & os.ST_NOEXEC
        if can_run_programs and shutil.disk_usage(IN_MEMORY).free > ENOUGH_MEMORY:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))


def pytest_collection_finish() -> None:
    """Look for what is no longer used again, but never among the tests themselves."""
    gc.freeze()
    gc.enable()


def examples(whole: int) -> int:
    """Return how many of so many examples Hypothesis tries in this run: a tenth, or all."""
    return whole if settings().max_examples >= 100 else whole // 10


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests have counted: those that called ``record_property("figures", TEXT)``.

    The texts come with the reports, so also from the workers of xdist.
    """
    found = sorted(
        (report.nodeid, text)
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", None) == "call"  # the others carry the same ones again
        for name, text in report.user_properties
        if name == "figures"
    )
    if found:
        terminalreporter.section("figures")
    for nodeid, text in found:
        terminalreporter.write_line(f"{nodeid.removeprefix('tests/')}: {text}")


def unmeasured() -> dict[str, str]:
    """Return the environment for a program whose branches need not be counted, which takes time.

    For programs that are started or do the same hundreds of times: tests in this process
    cover what they run.
    """
    return {
        name: text for name, text in os.environ.items() if not name.startswith(("COVERAGE", "COV_"))
    }


HOMES = ("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "TMPDIR")


@pytest.fixture(scope="session", autouse=True)
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], None]]:
    """Keep all tests away from the real home, its environment and its temporary folder.

    What is yielded gives the next test an empty home: the last one again where nothing was
    written to it, as most tests write nothing, and a folder for each would take a second.
    """
    home = tmp_path_factory.mktemp("home")

    def provide() -> None:
        nonlocal home
        if not home.is_dir() or any(home.iterdir()):
            home = tmp_path_factory.mktemp("home")
        for name in HOMES:
            os.environ[name] = str(home)
        tempfile.tempdir = str(home)
        for name in [name for name in os.environ if name.startswith("BALINTLOG_")]:
            del os.environ[name]

    with pytest.MonkeyPatch.context() as patch:
        for name in HOMES:
            patch.setenv(name, str(home))
        patch.setattr(tempfile, "tempdir", str(home))
        yield provide


@pytest.fixture(autouse=True)
def _private_home(_homes: Callable[[], None]) -> None:
    """Begin each test with an empty home, and with no option of balintlog in its environment."""
    _homes()


_stretch = Stretching.key


@functools.cache
def _stretched(stretching: Stretching, passphrase: str, salt: bytes) -> bytes:
    return _stretch(stretching, passphrase, salt)


def _key(
    stretching: Stretching,
    passphrase: str,
    salt: bytes,
    meanwhile: Callable[[Callable[[], bool]], None] | None = None,
) -> bytes:
    key = _stretched(stretching, passphrase, salt)
    if meanwhile:
        meanwhile(lambda: False)  # nothing goes on any more
    return key


class _Salts:
    """Salts that no slot had before in this test, but that the next test draws again.

    So a passphrase is stretched once under the first of them, and not in each test. What
    outlives a test is made between two series, under salts that are drawn once.
    """

    def __init__(self) -> None:
        self._series, self._drawn = "", 0
        self._numbers = itertools.count()

    def begin(self, series: str | None = None) -> None:
        """Begin a series; one that never was, unless it is named."""
        self._series, self._drawn = series or f"series {next(self._numbers)}", 0

    def draw(self) -> bytes:
        self._drawn += 1
        return hashlib.blake2b(f"{self._series} {self._drawn}".encode(), digest_size=16).digest()


_salts = _Salts()
_from_command = passphrase_entry._from_command


def _printed(command: str, source: passphrase_entry.Source) -> str:
    """Return what a program prints, without a process where that is only ``echo`` or ``cat``."""
    if said := re.fullmatch("echo '([^']+)'", command):
        return said[1]
    if file := re.fullmatch(r"cat ([\w./-]+)", command):
        return Path(file[1]).read_text().split("\n")[0]
    return _from_command(command, source)


@pytest.fixture(scope="module", autouse=True)
def cheap_unlocking(request: pytest.FixtureRequest) -> Iterator[None]:
    """Stretch a passphrase with the same salt once for all tests, and start no program for it.

    Both are done as for a leader by the tests that are about them.
    """
    module = request.node.name.rpartition("/")[2]
    with pytest.MonkeyPatch.context() as patch:
        if module != "test_vault_stretching.py":
            patch.setattr(Stretching, "key", _key)
            patch.setattr(Stretching, "new_salt", _salts.draw)
        if module != "test_unlocking.py":
            patch.setattr(passphrase_entry, "_from_command", _printed)
        yield


@pytest.fixture(autouse=True)
def _series_of_salts(cheap_unlocking: None) -> Iterator[None]:
    _salts.begin("of each test")
    yield
    _salts.begin()


class MadeOnce:
    """Logbooks that many tests begin with: made by the first one, copied for the others."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def lay(
        self, name: str, path: Path, make: Callable[[], None], backup: Path | None = None
    ) -> None:
        """Have the logbook of this name at ``path``, and what its computer remembers of it.

        ``backup`` is another file that is made with it.
        """
        kept, memory = self._folder / name, Path(os.environ["XDG_STATE_HOME"]) / "balintlog"
        if kept.exists():
            copy_logbook(kept / "logbook", path)
            if backup is not None:
                shutil.copy(kept / "backup", backup)
            shutil.copytree(kept / "memory", memory, dirs_exist_ok=True)
            return
        _salts.begin(name)
        make()
        _salts.begin("of each test")
        unfinished = self._folder / f"{name}.new"
        unfinished.mkdir()
        copy_logbook(path, unfinished / "logbook")
        if backup is not None:
            shutil.copy(backup, unfinished / "backup")
        if memory.exists():
            shutil.copytree(memory, unfinished / "memory")
        else:
            (unfinished / "memory").mkdir()
        unfinished.rename(kept)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> MadeOnce:
    """Keep logbooks that are the same for many tests."""
    return MadeOnce(tmp_path_factory.mktemp("made_once"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the test's logbook is."""
    return tmp_path / "test.balint"


@pytest.fixture
def book(path: Path, made_once: MadeOnce, request: pytest.FixtureRequest) -> Iterator[Logbook]:
    """An open logbook of the leader alder, on 20 March 2026; empty, or with the group larch."""

    def make() -> None:
        create_logbook.create(path, "alder", PASSPHRASE, TODAY, CHEAP)

    def make_with_larch() -> None:
        make()
        opened = open_logbook.approach(path, "alder").open(PASSPHRASE, TODAY)
        with opened.store:
            edit_groups.add_group(opened, Group(label="larch", leaders={"alder": "leader"}))
            group = find_group(opened, "larch")
            for alias in ("heron", "plover", "moth"):
                period = Period("member", None, None)
                edit_members.add_member(opened, group, alias, None, period)

    if "larch" in request.fixturenames:
        made_once.lay("with larch", path, make_with_larch)
    else:
        made_once.lay("empty", path, make)
    opened = open_logbook.approach(path, "alder").open(PASSPHRASE, TODAY)
    with opened.store:
        yield opened


@pytest.fixture
def larch(book: Logbook) -> Group:
    """The group G1, larch, with the members heron, plover and moth."""
    return find_group(book, "larch")


def session_document(held_on: str, **fields: Any) -> dict[str, Any]:
    """Return the document of a session of larch at which everybody was present."""
    present = {"heron": "present", "plover": "present", "moth": "present"}
    return {"schema": 1, "group": "G1", "held_on": held_on, "attendance": present, **fields}


@dataclass
class Answer:
    """What one call of the command line gave back."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, decoded."""
        return json.loads(self.out)


@dataclass
class CommandLine:
    """The command line in this process, without a terminal, on one logbook file."""

    path: Path
    today: date = TODAY
    environ: dict[str, str] = field(default_factory=dict)
    time_of_day: time = time(21)

    def now(self) -> datetime:
        """Return the moment at which its commands are called."""
        return datetime.combine(self.today, self.time_of_day)

    def __call__(self, command: str, stdin: str | bytes | object = b"") -> Answer:
        """Run one command, written as in a shell; a dict or list as ``stdin`` is sent as JSON."""
        if isinstance(stdin, str):
            data = stdin.encode()
        elif isinstance(stdin, bytes):
            data = stdin
        else:
            data = json.dumps(stdin).encode()
        out, err = io.StringIO(), io.StringIO()
        surroundings = Surroundings(
            stdin=io.TextIOWrapper(io.BytesIO(data), "utf-8"),
            stdout=out,
            stderr=err,
            environ=self.environ,
            now=self.now,
            stretching=CHEAP,
        )
        code = main(shlex.split(command), surroundings)
        return Answer(code, out.getvalue(), err.getvalue())

    def at_terminal(
        self,
        command: str,
        transcript: str = "",
        *,
        code: int = 0,
        columns: int | None = None,
        meanwhile: Iterable[Callable[[], Any]] = (),
    ) -> str:
        """Play a transcript of one command, as Evenings does; return all that was shown."""
        play = Evenings(self.environ, {"now": self.now, "stretching": CHEAP}, columns)
        return play(command, transcript, code=code, meanwhile=meanwhile)


def environ_of(path: Path) -> dict[str, str]:
    """Return what the program is told of a logbook: its passphrase comes from a program."""
    return {
        "BALINTLOG_FILE": str(path),
        "BALINTLOG_PASSPHRASE_COMMAND": f"echo '{PASSPHRASE}'",
    }


def copy_logbook(source: Path, target: Path) -> None:
    """Copy a logbook and its keys file."""
    shutil.copy(source, target)
    shutil.copy(keys_path(source), keys_path(target))


@pytest.fixture
def run(path: Path) -> CommandLine:
    """The command line before ``init``."""
    return CommandLine(path, environ=environ_of(path))


@pytest.fixture
def cli(run: CommandLine, made_once: MadeOnce) -> CommandLine:
    """The command line with the group larch (G1: heron, plover, moth), led by alder and sedge."""

    def make() -> None:
        for command in (
            "init --leader alder",
            "leader add sedge",
            "group add larch --coleader sedge",
            "member add G1 --alias heron --profession doctor",
            "member add G1 --alias plover",
            "member add G1 --alias moth",
        ):
            assert run(command).code == 0, command

    made_once.lay("larch", run.path, make)
    return run
