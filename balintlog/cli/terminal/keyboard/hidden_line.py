"""A hidden line: read from the controlling terminal, where nothing of it is shown (POSIX).

As the standard library's getpass reads it, but the wait may end while nobody types.
"""

from __future__ import annotations

import os
import termios
from select import select
from typing import TYPE_CHECKING

from balintlog.cli.idle_clock import IdleError

if TYPE_CHECKING:
    from collections.abc import Callable

LOOKS_EVERY = 1.0  # seconds
_LOCAL_MODES = 3  # their place in what tcgetattr returns


def hidden_line(question: str, is_too_late: Callable[[], bool], device: str = "/dev/tty") -> str:
    """Return a line without its end. EOFError, IdleError, UnicodeDecodeError, OSError.

    However it ends, the terminal shows again what is typed.
    """
    terminal = os.open(device, os.O_RDWR | os.O_NOCTTY)
    try:
        modes = termios.tcgetattr(terminal)
        hidden = [*modes]
        hidden[_LOCAL_MODES] &= ~termios.ECHO
        try:
            termios.tcsetattr(terminal, termios.TCSAFLUSH, hidden)
            os.write(terminal, question.encode())
            line = _line(terminal, is_too_late)
        finally:  # what was typed too late or after a signal is no answer to the next question
            termios.tcsetattr(terminal, termios.TCSAFLUSH, modes)
        os.write(terminal, b"\n")
    finally:
        os.close(terminal)
    return line.decode("utf-8")


def _line(terminal: int, is_too_late: Callable[[], bool]) -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        while not select([terminal], [], [], LOOKS_EVERY)[0]:
            if is_too_late():
                raise IdleError
        piece = os.read(terminal, 4096)
        if not piece:
            raise EOFError
        line += piece
    return line.removesuffix(b"\n")
