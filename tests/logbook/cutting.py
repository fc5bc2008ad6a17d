"""A process that performs key operations and fails at a step of them that it is told.

Run as ``python cutting.py FOLDER``. It first makes the logbook of ``found_logbook`` in
that folder, and says "ready". Then each line on its standard input names an operation, a
folder, a way to fail and the number of a step, as a JSON list; each line of its answer
tells, as a JSON object, how the operation ended, how many steps it came to take, and
the one that was cut. Every operation is performed in a process of its own (a fork), so
that one that crashes leaves nothing but its files.

A step is a call that a disk or a leader can cut short and that may change what is on the
disk: of the system (making, writing, syncing, naming, deleting) or of the encrypted file
(each statement that is not mere reading). With the variable EVERY_CALL the calls that
only read are steps, too.
"""

from __future__ import annotations

import errno
import io
import json
import os
import re
import shutil
import sys
import traceback
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import key_operations
from sqlcipher3 import dbapi2

if TYPE_CHECKING:
    from collections.abc import Callable

EVERY_CALL = bool(os.environ.get("EVERY_CALL"))
CRASHED = 9

# Statements that change nothing on the disk and hold it for nobody.
_READS = re.compile(r"SELECT |PRAGMA (?!.*\b(user_version|application_id|locking_mode) =)")

_SYSTEM = {
    os: (
        "open",
        "write",
        "fsync",
        "fchmod",
        "chmod",
        "mkdir",
        "link",
        "replace",
        "rename",
        "unlink",
        "rmdir",
    ),
    io: ("open",),
    shutil: ("copyfileobj",),
    zipfile.ZipFile: ("writestr", "close"),
}

_pipe_write = os.write


class Steps:
    """The steps of one operation: counted, and cut in one of the ways below."""

    def __init__(self, way: str, number: int, report: int) -> None:
        self.way, self.number, self.report = way, number, report
        self.count = 0
        self.cut = ""

    def __call__(
        self, label: str, action: Callable[[], Any], *, reads: bool = False, sql: bool = False
    ) -> Any:
        if reads and not EVERY_CALL and not (self.cut and self.way == "the stick is pulled"):
            return action()
        self.count += 1
        fails_now = self.count == self.number
        if fails_now:
            self.cut = label
        if self.way == "the stick is pulled" and self.count >= self.number:
            raise _failure(errno.EIO, sql=sql)
        if not fails_now:
            return action()
        if self.way == "crash":
            self.tell("crash")
            os._exit(CRASHED)
        if self.way == "the disk fails":
            raise _failure(errno.EIO, sql=sql)
        if self.way == "the disk is full":
            raise _failure(errno.ENOSPC, sql=sql)
        assert self.way == "Ctrl-C"
        with suppress(Exception):
            action()  # the step itself is done: Python notices only afterwards
        raise KeyboardInterrupt

    def tell(self, ended: int | str) -> None:
        answer = {"ended": ended, "steps": self.count, "cut": self.cut}
        _pipe_write(self.report, f"{json.dumps(answer)}\n".encode())


def _failure(number: int, *, sql: bool) -> Exception:
    if not sql:
        return OSError(number, os.strerror(number))
    error: Any = dbapi2.OperationalError("injected")
    error.sqlite_errorcode = 13 if number == errno.ENOSPC else 10  # SQLITE_FULL, SQLITE_IOERR
    assert isinstance(error, Exception)
    return error


class Connection:
    """A connection to the encrypted file whose every statement is a step."""

    def __init__(self, connection: Any, steps: Steps) -> None:
        self.__dict__.update(real=connection, steps=steps)

    def execute(self, sql: str, *rest: Any) -> Any:
        label = " ".join(sql.split()[:4])
        reads = _READS.match(sql) is not None
        return self.steps(label, lambda: self.real.execute(sql, *rest), reads=reads, sql=True)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.real, name, value)


def _put_in_the_way(steps: Steps) -> None:
    """Let every step of this process go through ``steps``."""

    def stepped(owner: Any, name: str) -> None:
        ordinary = getattr(owner, name)

        def step(*given: Any, **options: Any) -> Any:
            if name == "close" and given[0].fp is None:  # once more, when it is thrown away
                return None
            if name == "open" and isinstance(given[0], int):  # a pipe is not on the disk
                return ordinary(*given, **options)
            how = [given[0].mode] if name == "close" else given[1:]
            reads = name in ("open", "close") and _only_reads(*how, **options)
            label = f"{owner.__name__}.{name}"
            return steps(label, lambda: ordinary(*given, **options), reads=reads)

        setattr(owner, name, step)

    for owner, names in _SYSTEM.items():
        for name in names:
            stepped(owner, name)
    connect = dbapi2.connect

    def connected(path: str, **options: Any) -> Any:
        if path == ":memory:":  # no disk can fail there
            return connect(path, **options)
        return steps(
            "connect", lambda: Connection(connect(path, **options), steps), reads=True, sql=True
        )

    dbapi2.connect = connected


def _only_reads(how: int | str = "r", *_: object, **__: object) -> bool:
    """Tell whether a file is opened for reading: flags of the system, or a mode of Python's."""
    if isinstance(how, int):
        return not how & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    return not set(how) & set("wax+")


def _perform(operation: str, folder: Path, steps: Steps) -> None:
    os.environ["XDG_STATE_HOME"] = str(folder / "home")
    os.environ["TMPDIR"] = str(folder / "home")
    perform = key_operations.OPERATIONS[operation].perform
    _put_in_the_way(steps)
    try:
        steps.tell(perform(folder))
    except BaseException:  # noqa: BLE001 - whatever it is, it is a defect to be shown
        steps.tell(traceback.format_exc())


def main() -> None:
    key_operations.without_stretching()
    key_operations.found_logbook(Path(sys.argv[1]))  # by which all is imported and read, too
    os.write(1, b"ready\n")
    for line in sys.stdin:
        operation, folder, way, number = json.loads(line)
        child = os.fork()
        if child == 0:
            _perform(operation, Path(folder), Steps(way, number, sys.stdout.fileno()))
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
