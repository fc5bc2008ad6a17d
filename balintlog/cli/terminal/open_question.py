"""An open question waits for its answer: the one place where a question can end.

It ends by an answer, by Ctrl-C, by a closed window or SIGTERM, at the end of the input, or
because nobody has typed for too long. All but the first raise InterruptedByLeaderError, which
carries what was typed so far; the terminal is left as it was.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from balintlog.cli.closing_signals import interrupt_again, only_once
from balintlog.cli.idle_clock import IdleClock, IdleError
from balintlog.cli.terminal.keyboard.waiting_keys import WaitingKeys
from balintlog.cli.terminal.real_terminal import terminal_of
from balintlog.domain.text import tidy
from balintlog.errors import InterruptedByLeaderError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from prompt_toolkit.application import Application
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

    from balintlog.cli.desk import Desk

T = TypeVar("T")


class OpenQuestion:
    """One question, from when it is put; in a working session too long a wait locks it.

    Somebody else may come later: what they type does not count.
    """

    def __init__(self, desk: Desk) -> None:
        self._kept = desk.surroundings.kept
        self._terminal = terminal_of(desk)
        self._clock = IdleClock()

    def line(self, question: str, *, before: str = "", keep_half: bool = False) -> str:
        """Return a plain line with its end; "" is the end of the input. UnicodeDecodeError.

        ``keep_half``: an ending without an answer carries what was typed of the line, behind
        what was typed ``before`` it.
        """
        half = (lambda: tidy(before + self._terminal.unfinished())) if keep_half else str
        with self._in_time(half):
            return self._terminal.line(question, self._is_too_late)

    def more_waits(self) -> bool:
        """Return whether another line was typed in the same moment: pasted, that is."""
        return self._terminal.line_waits()

    def is_cut(self, line: str) -> bool:
        """Return whether the terminal may have lost the end of a plain line: it was too long."""
        return self._terminal.cuts(line)

    def at_end(self) -> InterruptedByLeaderError:
        """Return what to raise where the input has ended before the answer."""
        return InterruptedByLeaderError("the input ended before the answer")

    def secret(self, question: str) -> str:
        """Return a line that is not shown. UnicodeDecodeError."""
        with self._in_time():
            return self._terminal.secret(question, self._is_too_late)

    def keys_and_screen(self, question: str) -> tuple[Input, Output]:
        """Return what prompt_toolkit reads from, and draws on, for this question."""
        return self._terminal.keys_and_screen(question)

    def answer(
        self,
        asked: Application[Any],
        run: Callable[[Callable[[], None]], T],
        half: Callable[[], str] = lambda: "",
    ) -> T:
        """Return the answer from an application, which ``run`` runs: it is given its ``pre_run``.

        ``half`` returns what was typed so far, where that is to be kept.
        """
        waiting = WaitingKeys(asked, self._is_too_late, self._somebody_typed, half)
        with self._in_time(lambda: waiting.half):
            try:
                return waiting.until_answered(run)
            except IdleError:
                from prompt_toolkit.input.typeahead import clear_typeahead

                clear_typeahead(asked.input)  # keys that came too late are no command
                raise

    def _is_too_late(self) -> bool:
        kept = self._kept
        return kept is not None and kept.is_unlocked and self._clock.seconds > kept.idle_seconds

    def _somebody_typed(self) -> None:
        """Wait anew; a session that was idle before this question is not made good by it."""
        self._clock.start()
        if self._kept is not None and not self._kept.is_idle:
            self._kept.touch()

    @contextmanager
    def _in_time(self, half: Callable[[], str] = lambda: "") -> Iterator[None]:
        """Turn every other ending than an answer into InterruptedByLeaderError."""
        interrupt_again()
        try:
            yield
            if self._is_too_late():
                raise IdleError
        except (KeyboardInterrupt, EOFError, OSError, IdleError) as error:  # OSError: no window
            only_once()
            if self._kept is None or not (isinstance(error, IdleError) or self._is_too_late()):
                raise InterruptedByLeaderError("interrupted", half=half()) from None
            self._kept.lock()
            raise InterruptedByLeaderError(
                "locked: nobody has typed for a while",
                "Repeat the command; it asks for the passphrase.",
                half(),
            ) from None
        self._somebody_typed()
