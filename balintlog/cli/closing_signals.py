"""Closing signals: Ctrl-C, a closed window (SIGHUP) and SIGTERM end a command, once.

Only the first counts: until the next question is put, further ones change nothing, so that what
was typed is saved, and said to be.

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
    from collections.abc import Iterator, Sequence

Handler = Callable[[int, Any], object]
CLOSING = [
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
]
ALL = [signal.SIGINT, *CLOSING]


class _NoNotice:
    """A handler that does nothing, and knows the one before it.

    A signal with a handler may cut a wait short, which Python then goes on with.
    """

    def __init__(self, before: Handler) -> None:
        self.before = before

    def __call__(self, _number: int, _frame: object) -> None:
        pass


def interrupt_when_closed() -> None:
    """From now on, let the first closing signal raise KeyboardInterrupt.

    A signal that the caller has chosen to ignore (``nohup``) is ignored.
    """
    for number in ALL:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)


def interrupt_again() -> None:
    """Let the next closing signal count again: the program has gone on after the last one."""
    if _is_main_thread():
        for number in ALL:
            handler = signal.getsignal(number)
            if isinstance(handler, _NoNotice):
                signal.signal(number, handler.before)


def only_once() -> None:
    """Take no notice of further closing signals: the program leaves what it was asking."""
    if _is_main_thread():
        for number in ALL:
            handler = signal.getsignal(number)
            if isinstance(handler, FunctionType):  # one of these here
                signal.signal(number, _NoNotice(handler))


def ignore_all() -> None:
    """From now on, take no notice of closing signals: all is done."""
    for number in ALL:
        signal.signal(number, signal.SIG_IGN)


def _interrupt(_number: int, _frame: object) -> None:
    only_once()
    raise KeyboardInterrupt


def _is_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


@contextmanager
def also_when_closed(call: Callable[[], object]) -> Iterator[None]:
    """Let a closing signal but Ctrl-C call something before it does what it does anyway."""
    with _handled(CLOSING, lambda before: lambda number, frame: (call(), before(number, frame))):
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
        with _handled(ALL, noting):
            yield
    finally:
        for interrupt in came:
            interrupt()


@contextmanager
def _handled(numbers: Sequence[int], handler_for: Callable[[Handler], Handler]) -> Iterator[None]:
    """Handle signals that are handled already, by a handler made from that one."""
    before: dict[Any, Handler] = {}
    if _is_main_thread():
        handlers = ((number, signal.getsignal(number)) for number in numbers)
        before = {
            number: handler for number, handler in handlers if isinstance(handler, FunctionType)
        }
    try:
        for number, handler in before.items():
            signal.signal(number, handler_for(handler))
        yield
    finally:
        for number, handler in before.items():
            is_over = isinstance(signal.getsignal(number), _NoNotice)
            signal.signal(number, _NoNotice(handler) if is_over else handler)
