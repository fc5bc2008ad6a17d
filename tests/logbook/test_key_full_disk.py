"""Key operations on a disk that is really full: exit code 1, and the old state stands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import real_files
from conftest import unmeasured
from key_operations import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow

FULL_DISK = Path(__file__).with_name("full_disk.py")


def test_a_full_disk_leaves_every_leader_in_and_everything_there(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    if not real_files.can_mount(tmp_path):
        pytest.skip("a small disk can only be mounted by an administrator on Linux")
    paths = [str(Path(real_files.__file__).parent), str(FULL_DISK.parents[1])]
    done = subprocess.run(
        ["unshare", "-m", sys.executable, str(FULL_DISK), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**unmeasured(), "PYTHONPATH": os.pathsep.join(paths)},
    )
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    codes = [code for _, _, code in told]
    assert set(codes) == {0, 1}
    needs_room = {name for name, pages, code in told if (pages, code) == (0, 1)}
    assert needs_room >= {name for name in OPERATIONS if not name.startswith("opening")}
    figures = (
        f"{len(told)} operations on a full disk: {codes.count(1)} refused, {codes.count(0)} done"
    )
    record_property("figures", f"{figures}; nothing lost, nobody locked out")
