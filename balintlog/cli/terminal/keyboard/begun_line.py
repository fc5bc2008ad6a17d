"""A begun line at the terminal: waited for until it is ended, or taken away unfinished (POSIX).

The terminal itself holds a line until Enter, and would forget it at Ctrl-C.
"""

from __future__ import annotations

import os
import re
import sys
import termios
from contextlib import contextmanager
from select import select
from typing import TYPE_CHECKING, TextIO

from balintlog.cli.idle_clock import IdleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LOOKS_EVERY = 1.0  # seconds
_LOCAL_MODES, _SPECIAL_SIGNS = 3, 6  # their places in what tcgetattr returns
# Bytes that a terminal holds of a line: n_tty.c of Linux; MAX_CANON of macOS (not tried there).
_MOST = 1024 if sys.platform == "darwin" else 4096
_LONGEST_LETTER = 4  # bytes in UTF-8, of which the terminal may have kept some
_HALF_A_LETTER = re.compile(r"[\udc80-\udcff]{1,3}(?=\n\Z)")


def line_of(stdin: TextIO, is_too_late: Callable[[], bool]) -> str:
    """Return a line with its end; "" is the end of the input. IdleError, UnicodeDecodeError."""
    with _modes(stdin, on=termios.NOFLSH):
        while not select([stdin], [], [], LOOKS_EVERY)[0]:
            if is_too_late():
                raise IdleError
        return _HALF_A_LETTER.sub("", stdin.readline())


def is_cut(line: str) -> bool:
    """Return whether a line is as long as the terminal lets it be: its end may be lost."""
    return len(line.encode("utf-8", "surrogateescape")) >= _MOST - _LONGEST_LETTER


def begun_in(stdin: TextIO) -> str:
    """Take away and return what was typed of a line that was not ended."""
    try:
        with _modes(stdin, off=termios.ICANON):
            return os.read(stdin.fileno(), _MOST).decode("utf-8", "ignore")
    except (OSError, termios.error):  # the window is gone
        return ""


@contextmanager
def _modes(stdin: TextIO, *, on: int = 0, off: int = 0) -> Iterator[None]:
    """Change the local modes of a terminal for a while, so that reading never waits for more."""
    try:
        before = termios.tcgetattr(stdin)
    except (OSError, ValueError, termios.error):  # no terminal, or its window is gone
        yield
        return
    modes = [*before]
    modes[_LOCAL_MODES] = modes[_LOCAL_MODES] & ~off | on
    if off:
        signs = [*before[_SPECIAL_SIGNS]]
        signs[termios.VMIN] = signs[termios.VTIME] = 0
        modes[_SPECIAL_SIGNS] = signs
    try:
        termios.tcsetattr(stdin, termios.TCSANOW, modes)
        yield
    finally:
        termios.tcsetattr(stdin, termios.TCSANOW, before)
