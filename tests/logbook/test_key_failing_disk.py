"""Every call by which an operation on the keys changes the disk fails: the old state, or the new.

Where test_key_cuts stands between balintlog and the system, this stands between the whole
process and its disk, so that SQLite's own writing fails, too. In an ordinary run every
third call fails, in one of the ways in turn, and of the longest operations every sixth;
with KILLS=100 or more in the environment every call in every way.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import real_files
from conftest import unmeasured
from failing_disk import OPERATIONS, WAYS
from key_course import Course
from operating_process import HERE, performing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from operating_process import Perform


pytestmark = pytest.mark.slow

FULL = int(os.environ.get("KILLS", "0")) >= 100
STRIDE = 1 if FULL else 3
LONG = 300  # calls of an operation that take too long for an ordinary run
# For these the exit code says whether there are new secrets, which somebody must be told.
NEW_SECRETS = ("leader add", "leader reset", "passphrase", "rotate", "leader remove")
FOR_GOOD = ("full for good", "the stick is pulled")  # then nothing can be tidied up either


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the logbook of alder and sedge will be made, and two backups."""
    return tmp_path_factory.mktemp("ready")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The disk that fails, as a library to be loaded first."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("a disk that fails can only be built by a C compiler on Linux")
    library = tmp_path_factory.mktemp("library") / "failing_disk.so"
    command: list[str | Path] = [
        compiler,
        "-Wall",
        "-shared",
        "-fPIC",
        "-o",
        library,
        HERE / "failing_disk.c",
        "-ldl",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return library


@pytest.fixture(scope="module")
def perform(ready: Path, library: Path) -> Iterator[Perform]:
    """Performs an operation in a process of its own on a disk that fails at one call."""
    paths = (Path(real_files.__file__).parent, HERE.parent)
    environ = {
        **unmeasured(),
        "LD_PRELOAD": str(library),
        "PYTHONPATH": os.pathsep.join(map(str, paths)),
    }
    with performing("failing_disk.py", ready, environ) as perform:
        yield perform


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_disk_that_fails_at_any_call_leaves_all_as_it_was_or_all_done(
    name: str,
    ready: Path,
    perform: Perform,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    course = Course(name, OPERATIONS[name], ready, tmp_path)
    whole = perform(name, course.now, "the disk fails", 0)
    assert whole["ended"] == 0, whole["ended"]
    course.after = course.words(1)
    assert course.check(tidy=True, done=True)
    assert whole["steps"] > 20, "SQLite's own calls are among them"

    failures = refused = 0
    stride = 2 * STRIDE if whole["steps"] > LONG and not FULL else STRIDE
    for turn, number in enumerate(range(1, whole["steps"] + 1, stride)):
        for way in WAYS if FULL else [list(WAYS)[turn % len(WAYS)]]:
            course.again()
            answer = perform(name, course.now, way, number)
            failures += 1
            refused += answer["ended"] == 1
            try:
                assert answer["cut"], "or the disk has not failed"
                assert answer["ended"] in (0, 1), answer["ended"]  # 0: it was not needed
                tidy = way not in FOR_GOOD and answer["cut"] != "unlink"
                is_done = course.check(tidy=tidy, done=answer["ended"] == 0)
                if name in NEW_SECRETS and way not in FOR_GOOD and is_done:
                    assert answer["ended"] == 0 or answer["cut"] == "fsync"  # nobody can tell
            except BaseException as error:
                error.add_note(f"call {number} ({answer['cut']}), {way}: {answer['ended']}")
                raise
    record_property(
        "figures",
        f"{whole['steps']} calls, {failures} failed: {refused} refused, {failures - refused} done",
    )
