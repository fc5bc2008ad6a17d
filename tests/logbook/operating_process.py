"""A process beside the tests that performs operations on the keys, and is cut while it does."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import key_operations

from balintlog.vault.key_stretching import Stretching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Perform = Callable[[str, Path, str, int], dict[str, Any]]

HERE = Path(__file__).parent


@contextmanager
def performing(script: str, ready: Path, environ: dict[str, str]) -> Iterator[Perform]:
    """Start a script that makes its logbooks in ``ready``; yield what lets it perform.

    That takes an operation, a folder, the way in which a step fails and the step's number, and
    returns what the script tells of it. Here, too, no passphrase is stretched meanwhile.
    """
    ordinary = Stretching.key
    key_operations.without_stretching()
    try:
        with subprocess.Popen(
            [sys.executable, str(HERE / script), str(ready)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environ,
        ) as process:
            assert process.stdin
            assert process.stdout
            asked, told = process.stdin, process.stdout
            assert told.readline() == "ready\n"

            def perform(operation: str, folder: Path, way: str, number: int) -> dict[str, Any]:
                asked.write(f"{json.dumps([operation, str(folder), way, number])}\n")
                asked.flush()
                answer: dict[str, Any] = json.loads(told.readline())
                return answer

            yield perform
            asked.close()
            assert process.wait(10) == 0
    finally:
        Stretching.key = ordinary  # type: ignore[method-assign]
