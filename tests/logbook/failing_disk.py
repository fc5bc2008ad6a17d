"""A process that performs key operations on a disk that fails where it is told.

Run as ``LD_PRELOAD=failing_disk.so python failing_disk.py FOLDER``. As ``cutting.py``, it
makes the logbook, says "ready", and then reads JSON lists: operation, folder, way to fail,
number of the call. It answers with how the operation ended, how many calls it came to make,
and the one that failed. Every operation is performed in a fork of its own.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import sys
import traceback
from pathlib import Path

import key_operations
from key_operations import BOTH, NAME, Operation

# As in failing_disk.c: at one call, from it on, or at one call that did half its work.
WAYS = {
    "the disk is full": (0, errno.ENOSPC),
    "the disk fails": (0, errno.EIO),
    "full for good": (1, errno.ENOSPC),
    "the stick is pulled": (1, errno.EIO),
    "half of it was written": (2, errno.ENOSPC),
}


def _record(folder: Path) -> int:
    def record() -> None:
        book = key_operations.opened(folder / NAME, "alder", key_operations.ALDER)
        with book.store:
            key_operations.record(book, "fourth")

    return key_operations.told(record)


OPERATIONS = {**key_operations.OPERATIONS, "record a session": Operation(_record, BOTH)}


def perform(disk: ctypes.CDLL, operation: str, folder: Path, way: str, number: int) -> None:
    """Perform an operation on the disk that fails, and tell how it ended."""
    os.environ["XDG_STATE_HOME"] = os.environ["TMPDIR"] = str(folder / "home")
    how, reason = WAYS[way]
    disk.disk_fails(ctypes.c_long(number), how, reason)
    ended: int | str
    try:
        ended = OPERATIONS[operation].perform(folder)
    except BaseException:  # noqa: BLE001 - whatever it is, it is a defect to be shown
        ended = traceback.format_exc()
    steps = disk.disk_counted()
    answer = {"ended": ended, "steps": steps, "cut": disk.disk_cut().decode()}
    os.write(1, f"{json.dumps(answer)}\n".encode())


def main() -> None:
    """Perform everything that is asked for."""
    disk = ctypes.CDLL(os.environ["LD_PRELOAD"])
    disk.disk_counted.restype = ctypes.c_long
    disk.disk_cut.restype = ctypes.c_char_p
    key_operations.without_stretching()
    key_operations.found_logbook(Path(sys.argv[1]))  # by which all is imported and read, too
    os.write(1, b"ready\n")
    for line in sys.stdin:
        operation, folder, way, number = json.loads(line)
        child = os.fork()
        if child == 0:
            perform(disk, operation, Path(folder), way, number)
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
