"""Transcripts: an evening written down as it is seen, and played in this process.

A transcript is text. A line that ends with a key is a question and what is typed at it;
the question may be shortened, at its end or its beginning. Every other line must have been shown
since the last answer, in this order; line breaks and blanks do not matter. ``(meanwhile)``
does what a test does in another window, while the question below it waits; ⌚ does so
between two keys, and ⌛ at the end of a line does so instead of a key: nobody types any more.

    Date [today]: 2026-03-02⏎
      Monday 2026-03-02
    Minutes [90]: ^C
"""

from __future__ import annotations

import asyncio
import functools
import io
import os
import re
import shlex
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from prompt_toolkit.application import application
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.key_binding.defaults import load_key_bindings
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.renderer import Renderer

from balintlog.cli.app import main
from balintlog.cli.desk import Surroundings
from balintlog.cli.idle_clock import IdleError
from balintlog.cli.terminal.keyboard.begun_line import is_cut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

KEYS = {
    "⏎": "\r",
    "^C": "\x03",
    "^D": "\x04",
    "^U": "\x15",
    "⌫": "\x7f",
    "⌦": "\x1b[3~",
    "⎋": "\x1b",
    "⇥": "\t",
    "␣": " ",
    "␤": "\n",
    "↑": "\x1b[A",
    "↓": "\x1b[B",
}
ENDS = ("⏎", "^C", "^D", "⌛")
PAUSE = "⌚"
# The library makes the same 500 bindings anew for each question, which takes half of its time.
vars(application)["load_key_bindings"] = functools.cache(load_key_bindings)
_render = Renderer.render


def _render_for_eyes(self: Renderer, *given: Any, **more: Any) -> None:
    """Draw nothing where nobody can look: that took another third of a question's time."""
    if not isinstance(self.output, DummyOutput):
        _render(self, *given, **more)


Renderer.render = _render_for_eyes  # type: ignore[method-assign]
NO_MORE = "⌛"
MEANWHILE = "(meanwhile)"
CLEARED = "(the screen is cleared)"
NO_DESCRIPTOR = -1
# Set by a test that plays the transcripts of others, and types ? at every question of them.
ASKS_FIRST = "BALINTLOG_TESTS_ASK_FIRST" in os.environ


class MismatchError(BaseException):
    """The program asks for something else than the transcript says; no ``except`` may catch it."""


class _BegunAnewError(BaseException):
    """A new program takes the place of this one, with these arguments."""

    def __init__(self, arguments: list[str]) -> None:
        super().__init__()
        self.arguments = arguments


class _Stream(io.StringIO):
    """What a program writes to, which says of itself whether it is a terminal, and how wide."""

    def __init__(
        self, show: Callable[[str], None], *, is_terminal: bool, columns: int | None
    ) -> None:
        super().__init__()
        self._show, self._is_terminal, self._columns = show, is_terminal, columns

    def isatty(self) -> bool:
        return self._is_terminal

    def fileno(self) -> int:
        return super().fileno() if self._columns is None else NO_DESCRIPTOR

    def write(self, text: str) -> int:
        self._show(text)
        return len(text)


@dataclass
class _Player:
    """The terminal of one command: it types what the transcript says at each question."""

    steps: list[str]
    meanwhile: list[Callable[[], Any]]
    stack: ExitStack
    can_begin_anew: bool
    shown: str = ""
    answers: list[tuple[str, str]] = field(default_factory=list)
    asks_first: bool = False
    _asked: set[str] = field(default_factory=set)
    _asking: tuple[str, int] | None = None  # a question at which ? was typed, and what was shown
    _half: str = ""
    _pasted: str = ""
    _read: int = 0  # up to where it has been compared

    def show(self, text: str) -> None:
        self.shown += text

    def line(self, question: str, is_too_late: Callable[[], bool]) -> str:
        """Return a line; several that were pasted come one by one."""
        keys = self._pasted or self._line_at(question, is_too_late, may_ask=True)
        line, end, self._pasted = keys.partition("\n")
        return line + end

    def _asks(self, question: str) -> bool:
        """Type ? at each question first, and see that it is explained and put again."""
        if self._asking is not None:
            asked, before = self._asking
            explained = self.shown[before:].removesuffix(question).strip()
            self._asking = None
            if asked != question or not explained:
                raise MismatchError(f"{asked!r} does not explain itself, but: {explained!r}")
        if not self.asks_first or question in self._asked:
            return False
        self._asked.add(question)
        self._asking = (question, len(self.shown))
        return True

    def unfinished(self) -> str:
        half, self._half = self._half, ""
        return half

    def line_waits(self) -> bool:
        return bool(self._pasted)

    def cuts(self, line: str) -> bool:
        return is_cut(line)

    def secret(self, question: str, is_too_late: Callable[[], bool]) -> str:
        return self._line_at(question, is_too_late).removesuffix("\n")

    def _line_at(
        self, question: str, is_too_late: Callable[[], bool], *, may_ask: bool = False
    ) -> str:
        keys = self._keys_at(question, "?\r" if may_ask else "")
        self.show("\n")
        self._half = keys[:-1]
        if keys.endswith(KEYS["^C"]):
            raise KeyboardInterrupt
        if keys.endswith(NO_MORE):
            self.meanwhile.pop(0)()
            assert is_too_late(), "nobody types any more, and it would wait for ever"
            raise IdleError
        self._half = ""
        return "" if keys == KEYS["^D"] else keys.replace("\r", "\n")

    def show_secret(self, text: str) -> None:
        self.show(f"{text}\n")

    def reads_secrets(self) -> bool:
        return True

    def clear(self) -> None:
        self.show(f"{CLEARED}\n")

    def begin_anew(self, arguments: list[str]) -> None:
        if self.can_begin_anew:
            raise _BegunAnewError(arguments)

    def keys_and_screen(self, question: str) -> tuple[Input, Output]:
        keys = self._keys_at(question, "\x15?\r")
        self.show("\n")
        pipe = self.stack.enter_context(create_pipe_input())
        *parts, last = keys.replace(NO_MORE, PAUSE).split(PAUSE)
        self._send_next(pipe, [*parts, last], nobody_comes=keys.endswith(NO_MORE))
        return pipe, DummyOutput()

    def _send_next(self, pipe: Any, parts: list[str], *, nobody_comes: bool) -> None:
        """Type up to a pause; what happens in it, happens once all of that was read."""
        pipe.send_text(parts.pop(0))
        if not parts:
            if not nobody_comes:
                pipe.close()  # a question that needs more keys ends as a closed window does
            return
        read = type(pipe).read_keys

        def after_pause() -> None:
            self.meanwhile.pop(0)()
            self._send_next(pipe, parts, nobody_comes=nobody_comes)

        def read_keys() -> Any:
            del pipe.read_keys
            asyncio.get_running_loop().call_soon(after_pause)
            return read(pipe)

        pipe.read_keys = read_keys

    def compare(self) -> None:
        """Compare what was shown with the lines up to the next answer."""
        while self.steps and not _is_answer(self.steps[0]) and self.steps[0] != MEANWHILE:
            line = self.steps.pop(0)
            shown = re.search(_loosely(line), self.shown[self._read :])
            if shown is None:
                raise MismatchError(f"not shown: {line!r}\nshown so far:\n{self.shown}")
            self._read += shown.end()

    def _keys_at(self, question: str, asking: str) -> str:
        self.show(question)
        self.compare()
        if asking and self._asks(question):
            return asking
        while self.steps and self.steps[0] == MEANWHILE:
            self.steps.pop(0)
            self.meanwhile.pop(0)()
            self.compare()
        if not self.steps:
            raise MismatchError(f"one question more: {question!r}\nshown so far:\n{self.shown}")
        typed = _typed_at(question, self.steps[0])
        if typed is None:
            raise MismatchError(
                f"asked {question!r}, expected {self.steps[0]!r}\nshown so far:\n{self.shown}"
            )
        self.steps.pop(0)
        self._read = len(self.shown)
        self.answers.append((question, typed))
        return typed


def _is_answer(line: str) -> bool:
    return line.endswith(ENDS)


def _loosely(line: str) -> str:
    """Return a pattern for a line whose blanks and breaks may be others."""
    return r"\s*".join(re.escape(letter) for letter in "".join(line.split()))


def _typed_at(question: str, line: str) -> str | None:
    """Return the keys that a line of a transcript has behind a question; None if it is another.

    As much of the line as the question holds is the question.
    """
    asked = "".join(question.split())
    words = line.split(" ")
    for many in range(len(words), 0, -1):
        beginning = " ".join(words[:many])
        for end in ("", *ENDS):
            squashed = "".join(beginning.removesuffix(end).split())
            if (not end or beginning.endswith(end)) and squashed and squashed in asked:
                return _keys(end + " ".join(words[many:]))
    return None


def _keys(typed: str) -> str:
    typed = re.sub(r" ?(⏎|\^[CD]|⌛)$", r"\1", typed)
    typed = re.sub(r"(\S)×(\d+)", lambda key: key[1] * int(key[2]), typed)
    for name, key in KEYS.items():
        typed = typed.replace(name, key)
    return typed


@dataclass
class Evenings:
    """Plays transcripts at one logbook; ``surroundings`` are those that are not as usual.

    The answer goes into a pipe, or to a terminal that is so many columns wide.
    """

    environ: dict[str, str]
    surroundings: dict[str, Any] = field(default_factory=dict)
    columns: int | None = None
    can_begin_anew: bool = True  # as everywhere but on Windows
    answers: list[tuple[str, str]] = field(default_factory=list)  # each question, and its keys

    def __call__(
        self,
        command: str,
        transcript: str,
        *,
        code: int = 0,
        meanwhile: Iterable[Callable[[], Any]] = (),
    ) -> str:
        """Play a transcript of one command to its end; return all that was shown."""
        steps = [line.strip() for line in transcript.strip().splitlines() if line.strip()]
        with ExitStack() as stack:
            self.answers = []
            player = _Player(
                steps,
                list(meanwhile),
                stack,
                self.can_begin_anew,
                answers=self.answers,
                asks_first=ASKS_FIRST,
            )
            wide = self.columns
            if wide is not None:
                size = os.terminal_size((wide, 60))
                stack.enter_context(patch.object(os, "get_terminal_size", lambda _: size))
                stack.enter_context(patch.dict(os.environ, TERM="xterm"))
            surroundings = Surroundings(
                stdin=_Stream(player.show, is_terminal=True, columns=wide),
                stdout=_Stream(player.show, is_terminal=wide is not None, columns=wide),
                stderr=_Stream(player.show, is_terminal=True, columns=wide),
                environ=self.environ,
                terminal=player,
                **self.surroundings,
            )
            arguments: list[str] | None = shlex.split(command)
            try:
                while arguments is not None:
                    try:
                        ended, arguments = main(arguments, surroundings), None
                    except _BegunAnewError as anew:
                        arguments = anew.arguments
                player.compare()
            except MismatchError as error:
                raise AssertionError(f"{command}: {error}") from None
        assert player.steps == [], f"never asked, but ended:\n{player.shown}"
        assert ended == code, player.shown
        return player.shown
