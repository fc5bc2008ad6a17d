"""Every step of every operation on the keys is cut once: the old state stands, or the new one.

In an ordinary run each step is cut in one of the ways below, in turn; with KILLS=100 or
more in the environment in every way, and the calls that only read are cut, too.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import key_operations
import pytest
import real_files
from key_operations import NAME, OPERATIONS, Operation, opens

from balintlog.logbook.places import keys_path
from balintlog.storage import founding
from balintlog.vault.stretching import Stretching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Words = dict[str, list[tuple[Any, ...]]]
    Cut = Callable[[str, Path, str, int], dict[str, Any]]

CUTTING = Path(__file__).with_name("cutting.py")
FULL = int(os.environ.get("KILLS", "0")) >= 100
WAYS = ("crash", "the disk fails", "Ctrl-C", "the disk is full", "the stick is pulled")
TIDY = ("the disk fails", "the disk is full")  # after these nothing unfinished may be left
ENDS: dict[str, tuple[int | str, ...]] = {
    "crash": ("crash",),
    "Ctrl-C": (130,),
    "the disk fails": (0, 1),  # 0: what failed was not needed
    "the disk is full": (0, 1),
    "the stick is pulled": (0, 1),
}


@pytest.fixture(scope="module", autouse=True)
def _without_stretching() -> Iterator[None]:
    ordinary = Stretching.key
    key_operations.without_stretching()
    yield
    Stretching.key = ordinary  # type: ignore[method-assign]


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the logbook of alder and sedge will be made, and two backups."""
    return tmp_path_factory.mktemp("ready")


@pytest.fixture(scope="module")
def cut(ready: Path) -> Iterator[Cut]:
    """Performs an operation in a process of its own that fails at one step."""
    environ = {**os.environ, "PYTHONPATH": str(Path(real_files.__file__).parent)}
    if FULL:
        environ["EVERY_CALL"] = "1"
    with subprocess.Popen(
        [sys.executable, str(CUTTING), str(ready)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environ,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"

        def cut(operation: str, folder: Path, way: str, number: int) -> dict[str, Any]:
            assert process.stdin
            assert process.stdout
            process.stdin.write(f"{json.dumps([operation, str(folder), way, number])}\n")
            process.stdin.flush()
            answer: dict[str, Any] = json.loads(process.stdout.readline())
            return answer

        yield cut
        assert process.stdin
        process.stdin.close()
        assert process.wait(10) == 0


class Course:
    """One operation: how its folder looks before it, and what is there before and after."""

    def __init__(self, name: str, operation: Operation, ready: Path, folder: Path) -> None:
        self.name, self.operation, self.folder = name, operation, folder
        self.path = folder / "now" / ("deeper" if name == "create" else "") / NAME
        self.template = folder / "template"
        shutil.copytree(ready, self.template)
        operation.prepare(self.template)
        self.again()
        self.files = {one.name: one.read_bytes() for one in self.now.iterdir() if one.is_file()}
        self.before = self.words(0) if operation.opens_before else None
        self.again()  # to open it may have changed it
        self.after: Words = {}

    @property
    def now(self) -> Path:
        return self.folder / "now"

    def again(self) -> None:
        """Lay everything out as it is before the operation."""
        shutil.rmtree(self.now, ignore_errors=True)
        shutil.copytree(self.template, self.now)

    def words(self, when: int) -> Words:
        """Return what leaders wrote, as a leader sees it before (0) or after (1)."""
        typed = self.operation.secrets["alder"][when]
        assert typed
        with key_operations.opened(self.path, "alder", typed).store as store:
            key_operations.check_settled(self.path, store)
            return key_operations.content(store)

    def is_untouched(self, name: str) -> bool:
        one = self.now / name
        return one.exists() and one.read_bytes() == self.files[name]

    def check(self, *, tidy: bool, done: bool) -> bool:
        """Check that all is as before, or as after; return whether it is as after."""
        if tidy:
            assert set(self.unfinished()) <= set(self.files)
        if not done and self.before is None and not self.is_as_after():
            self.check_nothing_lost(tidy=tidy)
            return False
        came_in = {}
        for leader, (before, after) in self.operation.secrets.items():
            old, new = opens(self.path, leader, before), opens(self.path, leader, after)
            came_in[leader] = new or (after is None and not old)
            if done:
                assert came_in[leader], leader
                assert before == after or not old, f"{leader} can still open it"
            else:
                assert old or new or None in (before, after), f"{leader} is locked out"
        found = self.words(int(came_in["alder"]))
        assert found in ([self.after] if done else [self.before, self.after])
        if self.name in ("rotate", "leader remove"):
            assert all(".keys." in name for name in self.unfinished())
        is_backed_up = self.check_backups(noted=done) or self.name != "backup"
        assert is_backed_up or not done
        return is_backed_up and all(came_in.values()) and found == self.after

    def check_backups(self, *, noted: bool) -> bool:
        """Check that every backup that was made is whole, and return whether there is one."""
        made = [one for one in self.now.glob("*.backup") if one.name not in self.files]
        for one in made:
            typed = self.operation.secrets["alder"][0] or ""
            assert key_operations.content_of_backup(one, typed) == self.before
            if noted and self.name == "backup":
                with key_operations.opened(self.path, "alder", typed).store as store:
                    assert founding.backups(store)[-1].path == str(one)
        return bool(made)

    def unfinished(self) -> list[str]:
        return [
            *key_operations.unfinished_in(self.now),
            *(key_operations.unfinished_in(self.path.parent) if self.path.parent.exists() else []),
        ]

    def can_be_repeated(self) -> bool:
        """Tell whether nothing is in the way: the keys file of a logbook that was not made is."""
        return self.name != "create" or not keys_path(self.path).exists()

    def is_as_after(self) -> bool:
        typed = self.operation.secrets["alder"][1]
        try:
            return opens(self.path, "alder", typed)
        except Exception:  # noqa: BLE001 - it is looked at in check_nothing_lost
            return False

    def check_nothing_lost(self, *, tidy: bool) -> None:
        """Check what cannot be opened: what stood there still does, under its name or aside."""
        if self.name == "create":
            assert not self.path.exists()
            assert not tidy or not keys_path(self.path).exists()
            return
        assert not self.path.exists() or self.is_untouched(NAME)
        for name in (NAME, f"{NAME}.keys"):
            if name in self.files and not self.is_untouched(name):
                assert (self.now / f"{name}.damaged").read_bytes() == self.files[name]


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_step_can_be_cut(
    name: str,
    ready: Path,
    cut: Cut,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    course = Course(name, OPERATIONS[name], ready, tmp_path)
    whole = cut(name, course.now, "never", 0)
    assert whole["ended"] == 0, whole["ended"]
    course.after = course.words(1)
    assert course.check(tidy=True, done=True)

    cuts = done = left = 0
    for number in range(1, whole["steps"] + 1):
        for way in WAYS if FULL else [WAYS[number % len(WAYS)]]:
            course.again()
            answer = cut(name, course.now, way, number)
            assert answer["cut"]
            place = f"step {number} ({answer['cut']}), {way}: {answer['ended']}"
            try:
                assert answer["ended"] in ENDS[way]
                cuts += 1
                tidy = way in TIDY and answer["cut"] != "os.unlink"
                is_done = course.check(tidy=tidy, done=answer["ended"] == 0)
                left += bool(course.unfinished())
                done += is_done
                if not is_done and (FULL or way == "crash") and course.can_be_repeated():
                    again = cut(name, course.now, "never", 0)
                    assert again["ended"] == 0, again["ended"]
                    assert course.check(tidy=False, done=True)
            except BaseException as error:
                error.add_note(place)
                raise
    record_property(
        "figures",
        f"{whole['steps']} steps, {cuts} cuts: {cuts - done} as before (repeated), {done} done,"
        f" {left} left something unfinished beside",
    )
