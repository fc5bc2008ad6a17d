"""A real pseudo-terminal, and the screen as a person sees it."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Self

import pexpect
import pyte

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PATIENCE = 60.0  # seconds, for a slow machine; a passing test waits for none of them
CTRL_C = "\x03"
ENTER = "\r"


class Terminal:
    """One program in a terminal of its own."""

    def __init__(
        self,
        arguments: Sequence[str],
        environ: Mapping[str, str],
        *,
        columns: int = 80,
        lines: int = 60,
    ) -> None:
        self._screen = pyte.HistoryScreen(columns, lines, history=1000)
        self._stream = pyte.Stream(self._screen)
        self.raw = ""
        self._program = pexpect.spawn(
            arguments[0],
            list(arguments[1:]),
            env={
                **os.environ,
                "TERM": "xterm",
                "LANG": "C.UTF-8",
                **environ,
            },
            dimensions=(lines, columns),
            encoding="utf-8",
            echo=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._program.close(force=True)

    @property
    def text(self) -> str:
        """What stands on the screen, without the blanks at the ends of lines."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip()

    def wait_for(self, words: str, times: int = 1) -> str:
        """Wait until ``words`` stand on the screen (line breaks do not matter).

        A question that was there before is waited for by its second time: what is
        typed before a passphrase is asked for goes nowhere.
        """
        end = time.monotonic() + PATIENCE
        while not self._shows(words, times):
            if time.monotonic() > end or not self._read():
                if self._shows(words, times):
                    break
                raise AssertionError(f"{words!r} did not appear on:\n{self.text}")
        return self.text

    def type(self, text: str, end: str = ENTER) -> None:
        """Type a text and a key."""
        self._program.send(text + end)

    def answer(self, question: str, text: str, end: str = ENTER) -> None:
        """Wait for a question, and type a text and a key."""
        self.wait_for(question)
        self.type(text, end)

    def finish(self) -> int:
        """Wait for the end of the program and return its exit code."""
        end = time.monotonic() + PATIENCE
        while self._read():
            assert time.monotonic() < end, f"it did not end:\n{self.text}"
        self._program.close()
        return int(self._program.exitstatus if self._program.exitstatus is not None else -1)

    @property
    def is_running(self) -> bool:
        """Whether the program has not ended."""
        return bool(self._program.isalive())

    @property
    def process(self) -> int:
        """The number of the program's process."""
        return int(self._program.pid)

    @property
    def ended_by(self) -> int | None:
        """The signal that ended the program, or None."""
        number = self._program.signalstatus
        return None if number is None else int(number)

    def hang_up(self) -> None:
        """Close the window, and wait until the program has ended."""
        self._program.ptyproc.fileobj.close()
        self._program.wait()

    def kill(self) -> None:
        """End the program as a power cut would."""
        self._program.kill(9)
        self._program.wait()

    def _shows(self, words: str, times: int) -> bool:
        return "".join(self.text.split()).count("".join(words.split())) >= times

    def _read(self) -> bool:
        try:
            new = self._program.read_nonblocking(65536, timeout=0.2)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.raw += new
        self._stream.feed(new)
        return True
