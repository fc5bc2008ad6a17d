"""The real terminal: where a question gets its answer when nobody is testing.

Plain lines come from standard input. What is typed with prompt_toolkit comes from there, too,
and is shown on standard error, so that an answer can go into a pipe. Secrets use the
controlling terminal, wherever the streams go.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

    from balintlog.cli.desk import Desk, Surroundings, Terminal


def terminal_of(desk: Desk) -> Terminal:
    """Return the terminal at which the leader sits: a test's own, or the real one."""
    return desk.surroundings.terminal or RealTerminal(desk.surroundings)


PASTED_WITHIN = 0.05  # seconds
_WINDOW = 50  # lines, where a terminal cannot be cleared
_ERASE_SCROLLBACK = "\x1b[3J"
_SEQUENCES = 0x0004  # ENABLE_VIRTUAL_TERMINAL_PROCESSING


def takes_sequences(environ: Mapping[str, str]) -> bool:
    """Return whether the terminal obeys control sequences, such as that for another screen.

    On Windows they are switched on for it, from Windows 10 on (not tried).
    """
    if sys.platform == "win32":  # pragma: no cover - Windows
        import ctypes
        import msvcrt

        mode, kernel = ctypes.c_ulong(), ctypes.windll.kernel32
        try:
            with open("CONOUT$", "r+", encoding="utf-8") as console:  # noqa: PTH123 - a device
                handle = msvcrt.get_osfhandle(console.fileno())
                is_known = kernel.GetConsoleMode(handle, ctypes.byref(mode))
                return bool(is_known and kernel.SetConsoleMode(handle, mode.value | _SEQUENCES))
        except OSError:
            return False
    return environ.get("TERM", "dumb") != "dumb"


class RealTerminal:
    """The terminal that the streams and the process belong to."""

    def __init__(self, surroundings: Surroundings) -> None:
        self.surroundings = surroundings
        self._begun = ""

    def line(self, question: str, is_too_late: Callable[[], bool]) -> str:
        """Show a question and read a line with its end; "" when the input has ended.

        IdleError in a working session, while nobody types; on Windows only after the answer.
        """
        print(question, end="", file=self.surroundings.stderr, flush=True)
        if os.name == "nt":  # pragma: no cover - Windows
            return self.surroundings.stdin.readline()
        from balintlog.cli.terminal.keyboard.begun_line import begun_in, line_of

        try:
            return line_of(self.surroundings.stdin, is_too_late)
        except BaseException:  # what was begun is an answer to nothing else
            self._begun = begun_in(self.surroundings.stdin)
            raise

    def cuts(self, line: str) -> bool:
        """Return whether a line is so long that the terminal has dropped what came after."""
        if os.name == "nt":  # pragma: no cover - Windows
            return False
        from balintlog.cli.terminal.keyboard.begun_line import is_cut

        return is_cut(line)

    def unfinished(self) -> str:
        """Take away and return what was typed of a line that was broken off."""
        begun, self._begun = self._begun, ""
        return begun

    def line_waits(self) -> bool:
        """Return whether another line comes within milliseconds, as only a paste does."""
        if os.name == "nt":  # pragma: no cover - Windows
            return False
        from select import select

        return bool(select([self.surroundings.stdin], [], [], PASTED_WITHIN)[0])

    def secret(self, question: str, is_too_late: Callable[[], bool]) -> str:
        """Read a line without showing it. EOFError, KeyboardInterrupt, UnicodeDecodeError.

        IdleError while nobody types; on Windows only after the answer.
        """
        if os.name == "nt":  # pragma: no cover - Windows
            from getpass import getpass

            return getpass(question)
        from balintlog.cli.terminal.keyboard.hidden_line import hidden_line

        return hidden_line(question, is_too_late)

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

        if self.surroundings.environ.get("TERM") == "dumb":
            print("\n" * _WINDOW, file=self.surroundings.stderr)
            return
        screen = self._screen()
        screen.erase_screen()
        if isinstance(screen, Vt100_Output):
            screen.write_raw(_ERASE_SCROLLBACK)
        screen.cursor_goto(0, 0)
        screen.flush()

    def begin_anew(self, arguments: list[str]) -> None:
        """Run balintlog anew in this process, which forgets all it has in memory (POSIX)."""
        if os.name == "nt" or not sys.executable:  # Windows would start a second process
            return
        own = sys.orig_argv[1 : len(sys.orig_argv) - len(sys.argv) + 1]  # python -m balintlog
        self.surroundings.stdout.flush()
        self.surroundings.stderr.flush()
        with suppress(OSError):
            os.execve(  # noqa: S606 - the same program, by the same interpreter
                sys.executable,
                [sys.executable, *own, *arguments],
                dict(self.surroundings.environ),
            )

    def _screen(self) -> Output:
        """Return what is drawn on; where standard error is no terminal, it draws nothing."""
        from prompt_toolkit.output import create_output
        from prompt_toolkit.output.vt100 import Vt100_Output

        screen = create_output(stdout=self.surroundings.stderr)
        if isinstance(screen, Vt100_Output):
            screen.enable_cpr = False
        return screen
