"""Setting the leaders of another_leader.py to work, hearing what they say, and killing them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import real_files
from conftest import unmeasured

if TYPE_CHECKING:
    from collections.abc import Iterator

ANOTHER_LEADER = Path(__file__).with_name("another_leader.py")


class Leaders:
    """The process of another_leader.py, by which leaders are set to work and killed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.pid = 0

    def hear(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, "the leaders have left"
        return line.rstrip("\n")

    def set_to_work(self, what: str, folder: Path, own: str, number: int) -> None:
        assert self._process.stdin
        self._process.stdin.write(f"{json.dumps([what, str(folder), own, number])}\n")
        self._process.stdin.flush()
        here, pid = self.hear().split()
        assert here == "here"
        self.pid = int(pid)

    def hear_until(self, beginning: str) -> list[str]:
        lines = [self.hear()]
        while not lines[-1].startswith(beginning):
            if lines[-1].startswith("ended"):
                self.pid = 0
                raise AssertionError(lines)
            lines.append(self.hear())
        return lines

    def kill(self) -> list[str]:
        """Kill who is at work, and return what was said until then."""
        os.kill(self.pid, signal.SIGKILL)  # no handler, no cleaning up
        lines = []
        while not (line := self.hear()).startswith("ended"):
            lines.append(line)
        self.pid = 0
        assert line == "ended -9", line
        return lines


@contextmanager
def at_work(ready: Path) -> Iterator[Leaders]:
    """Start the process of another_leader.py, which makes its logbook in a folder."""
    environ = {**unmeasured(), "PYTHONPATH": str(Path(real_files.__file__).parent)}
    with subprocess.Popen(
        [sys.executable, str(ANOTHER_LEADER), str(ready)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environ,
    ) as process:
        leaders = Leaders(process)
        assert leaders.hear() == "ready"
        try:
            yield leaders
        finally:
            if leaders.pid:  # a test has failed while somebody was at work
                os.kill(leaders.pid, signal.SIGKILL)
        assert process.stdin
        process.stdin.close()
        assert process.wait(10) == 0
