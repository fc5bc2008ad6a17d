"""Every step of every operation on the keys is cut: the old state stands, or the new one.

In an ordinary run each step is cut in one of the ways below, in turn, and of the longest
operations every second one; with KILLS=100 or more in the environment every step in every
way, and the calls that only read are cut, too. After some
cuts, with KILLS after every one, a journal of an earlier state is planted beside the logbook.
"""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import real_files
from conftest import unmeasured
from key_course import Course
from key_operations import OPERATIONS
from operating_process import performing

from balintlog.storage.file import archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from operating_process import Perform


pytestmark = pytest.mark.slow

FULL = int(os.environ.get("KILLS", "0")) >= 100
WAYS = ("crash", "the disk fails", "Ctrl-C", "the disk is full", "the stick is pulled")
PLANTED_EVERY = 5  # steps
LONG = 100  # steps of an operation that take too long for an ordinary run
TIDY = ("the disk fails", "the disk is full")  # after these nothing unfinished may be left
ENDS: dict[str, tuple[int | str, ...]] = {
    "crash": ("crash",),
    "Ctrl-C": (130,),
    "the disk fails": (0, 1),  # 0: what failed was not needed
    "the disk is full": (0, 1),
    "the stick is pulled": (0, 1),
}


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the logbook of alder and sedge will be made, and two backups."""
    return tmp_path_factory.mktemp("ready")


@pytest.fixture(scope="module")
def cut(ready: Path) -> Iterator[Perform]:
    """Performs an operation in a process of its own that fails at one step."""
    environ = {**unmeasured(), "PYTHONPATH": str(Path(real_files.__file__).parent)}
    if FULL:
        environ["EVERY_CALL"] = "1"
    with performing("cutting.py", ready, environ) as cut:
        yield cut


def plant_journal(course: Course, number: int) -> bool:
    """Put a journal beside the logbook that would bring an earlier state back; no key is needed.

    Unless the cut has left one: of the state before the operation, or of a backup's.
    """
    journal = course.path.with_name(f"{course.path.name}-journal")
    if not course.path.exists() or journal.exists():
        return False
    before = course.files[course.path.name]
    backup = course.template / "second.backup"
    # What stood there before a restore is the later state: laid over it, that is what counts.
    if backup.exists() and (number % 2 or course.name.startswith("restore")):
        with zipfile.ZipFile(backup) as packed:
            before = packed.read(archive.DATABASE)
    now = course.path.read_bytes()
    journal.write_bytes(real_files.journal_between(before, now))
    return True


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_step_can_be_cut(
    name: str,
    ready: Path,
    cut: Perform,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    course = Course(name, OPERATIONS[name], ready, tmp_path)
    whole = cut(name, course.now, "never", 0)
    assert whole["ended"] == 0, whole["ended"]
    course.after = course.words(1)
    assert course.check(tidy=True, done=True)

    cuts = done = left = planted = 0
    stride = 2 if whole["steps"] > LONG and not FULL else 1
    for turn, number in enumerate(range(1, whole["steps"] + 1, stride)):
        for way in WAYS if FULL else [WAYS[number % len(WAYS)]]:
            course.again()
            answer = cut(name, course.now, way, number)
            assert answer["cut"]
            if course.before is not None and (FULL or turn % PLANTED_EVERY == 0):
                planted += plant_journal(course, number)
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
        f" {left} left something unfinished beside, {planted} with a journal planted",
    )
