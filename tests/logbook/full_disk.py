"""A process that performs key operations on a small disk of its own that is really full.

Run as ``unshare -m python full_disk.py FOLDER``. For every operation, and for several
sizes of what is left free, it says as a JSON list: operation, free bytes, exit code.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import key_operations
from key_course import Course
from key_operations import OPERATIONS

DISK = 3 * 1024 * 1024
LEFT_FREE = (0, 1, 3, 12, 30, 60, 120)  # pages of 4,096 bytes, of which the logbook has about 50


def fill(folder: Path, free_pages: int) -> Path:
    """Write a file until the disk is full, but for some pages; return that file."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
        file.truncate(max(0, file.tell() - free_pages * 4096))
    return filler


def main() -> None:
    """Perform everything."""
    folder = Path(sys.argv[1])
    key_operations.without_stretching()
    ready = folder / "ready"
    ready.mkdir()
    key_operations.found_logbook(ready)
    disk = folder / "now"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(disk)]
    subprocess.run(mount, check=True)
    os.environ["XDG_STATE_HOME"] = os.environ["TMPDIR"] = str(disk / "home")
    for name, operation in OPERATIONS.items():
        course = Course(name, operation, ready, folder)
        assert operation.perform(disk) == 0
        course.after = course.words(1)
        for pages in LEFT_FREE:
            course.again()
            filler = fill(disk, pages)
            try:
                code = operation.perform(disk)
                filler.unlink()
                course.check(tidy=True, done=code == 0)
            except BaseException as error:
                error.add_note(f"{name}, {pages} pages free")
                raise
            sys.stdout.write(f"{json.dumps([name, pages, code])}\n")
        subprocess.run(["rm", "-r", str(folder / "template")], check=True)


if __name__ == "__main__":
    main()
