"""Closing signals: a closed window (SIGHUP) and SIGTERM end a command as Ctrl-C does.

Only the main thread gets signals; Windows has no SIGHUP.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from contextlib import contextmanager
from types import FunctionType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Handler = Callable[[int, Any], object]
CLOSING = [
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
]


def interrupt_when_closed() -> None:
    """From now on, let a closing signal raise KeyboardInterrupt.

    A signal that the caller has chosen to ignore (``nohup``) is ignored. Only the first
    signal counts: a shell sends its own after that of the window, and saving goes on.
    """

    def interrupt(_number: int, _frame: object) -> None:
        for number in CLOSING:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in CLOSING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, interrupt)


def ignore_all() -> None:
    """From now on, take no notice of closing signals or Ctrl-C: all is done."""
    for number in (signal.SIGINT, *CLOSING):
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def also_when_closed(call: Callable[[], object]) -> Iterator[None]:
    """Let a closing signal call something before it does what it does anyway."""
    with _handled(lambda before: lambda number, frame: (call(), before(number, frame))):
        yield


@contextmanager
def held_back_when_closed(call: Callable[[], object]) -> Iterator[None]:
    """Let a closing signal call something, and do what it does anyway only at the end.

    In the middle of an event loop no handler may raise: it would leave the terminal as it is.
    """
    came: list[Callable[[], object]] = []

    def noting(before: Handler) -> Handler:
        def note(number: int, frame: object) -> None:
            if not came:
                came.append(lambda: before(number, frame))
                call()

        return note

    try:
        with _handled(noting):
            yield
    finally:
        for interrupt in came:
            interrupt()


@contextmanager
def _handled(handler_for: Callable[[Handler], Handler]) -> Iterator[None]:
    """Handle closing signals that are handled already, by a handler made from that one."""
    before: dict[Any, Handler] = {}
    if threading.current_thread() is threading.main_thread():
        handlers = ((number, signal.getsignal(number)) for number in CLOSING)
        before = {
            number: handler for number, handler in handlers if isinstance(handler, FunctionType)
        }
    try:
        for number, handler in before.items():
            signal.signal(number, handler_for(handler))
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
