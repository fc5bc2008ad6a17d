"""The real terminal: where a question gets its answer when nobody is testing.

Plain lines come from standard input. What is typed with prompt_toolkit comes from there, too,
and is shown on standard error, so that an answer can go into a pipe. Secrets use the
controlling terminal, wherever the streams go.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from balintlog.cli.idle_clock import IdleError

if TYPE_CHECKING:
    from collections.abc import Callable

    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

    from balintlog.cli.desk import Desk, Surroundings, Terminal


def terminal_of(desk: Desk) -> Terminal:
    """Return the terminal at which the leader sits: a test's own, or the real one."""
    return desk.surroundings.terminal or RealTerminal(desk.surroundings)


LOOKS_EVERY = 1.0  # seconds
_ERASE_SCROLLBACK = "\x1b[3J"


@dataclass(frozen=True)
class RealTerminal:
    """The terminal that the streams and the process belong to."""

    surroundings: Surroundings

    def line(self, question: str, is_too_late: Callable[[], bool]) -> str:
        """Show a question and read a line with its end; "" when the input has ended.

        IdleError in a working session, while nobody types; on Windows only after the answer.
        """
        print(question, end="", file=self.surroundings.stderr, flush=True)
        if self.surroundings.kept is not None and os.name != "nt":
            self._wait_for_line(is_too_late)
        return self.surroundings.stdin.readline()

    def _wait_for_line(self, is_too_late: Callable[[], bool]) -> None:
        """Wait until a line has been typed; what is begun goes if that takes too long."""
        import termios
        from select import select

        while not select([self.surroundings.stdin], [], [], LOOKS_EVERY)[0]:
            if is_too_late():
                termios.tcflush(self.surroundings.stdin, termios.TCIFLUSH)
                raise IdleError

    def secret(self, question: str) -> str:
        """Read a line without showing it. EOFError, KeyboardInterrupt, UnicodeDecodeError."""
        from getpass import getpass

        return getpass(question)

    def show_secret(self, text: str) -> None:
        """Show what must not go into a file, even where standard error does."""
        device = "CONOUT$" if os.name == "nt" else "/dev/tty"
        with open(device, "w", encoding="utf-8") as terminal:  # noqa: PTH123 - a device
            print(text, file=terminal)

    def reads_secrets(self) -> bool:
        """Return whether the process has a controlling terminal, or on Windows a console."""
        if os.name == "nt":  # pragma: no cover - Windows
            return self.surroundings.stdin.isatty()
        try:
            os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
        except OSError:
            return False
        return True

    def keys_and_screen(self, _: str) -> tuple[Input, Output]:
        """Return what prompt_toolkit reads keys from and draws on.

        It never asks the terminal where the cursor is: some do not answer, and
        prompt_toolkit would warn of that at every question.
        """
        from prompt_toolkit.input import create_input

        return create_input(stdin=self.surroundings.stdin), self._screen()

    def clear(self) -> None:
        """Clear the screen, and what could be scrolled back to where the terminal lets it."""
        from prompt_toolkit.output.vt100 import Vt100_Output

        screen = self._screen()
        screen.erase_screen()
        if isinstance(screen, Vt100_Output):
            screen.write_raw(_ERASE_SCROLLBACK)
        screen.cursor_goto(0, 0)
        screen.flush()

    def _screen(self) -> Output:
        """Return what is drawn on; where standard error is no terminal, it draws nothing."""
        from prompt_toolkit.output import create_output
        from prompt_toolkit.output.vt100 import Vt100_Output

        screen = create_output(stdout=self.surroundings.stderr)
        if isinstance(screen, Vt100_Output):
            screen.enable_cpr = False
        return screen
