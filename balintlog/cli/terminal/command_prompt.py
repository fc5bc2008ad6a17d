"""The prompt for commands of a working session: a line with completion, and a history in memory."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any

from balintlog.cli.closing_signals import interrupt_again
from balintlog.cli.idle_clock import IdleClock, IdleError
from balintlog.cli.terminal.keyboard.key_bindings import no_mouse
from balintlog.cli.terminal.keyboard.waiting_keys import WaitingKeys
from balintlog.cli.terminal.real_terminal import terminal_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from prompt_toolkit.completion import Completer
    from prompt_toolkit.document import Document
    from prompt_toolkit.input import Input

    from balintlog.cli.desk import Desk

PROMPT = "balintlog> "


class CommandPrompt:
    """Asks for one command after another.

    ``proposals`` returns the words that may follow those before the cursor, with their meanings.
    """

    def __init__(
        self,
        desk: Desk,
        idle_seconds: float,
        proposals: Callable[[list[str]], Mapping[str, str]],
    ) -> None:
        self._desk, self._idle_seconds, self.proposals = desk, idle_seconds, proposals
        from prompt_toolkit.history import InMemoryHistory

        self._history = InMemoryHistory()

    def ask(self, half: str) -> str:
        """Return the line that is typed, behind ``half`` of it.

        IdleError if nothing is typed for too long, KeyboardInterrupt on Ctrl-C, EOFError on
        Ctrl-D.
        """
        interrupt_again()
        clock = IdleClock()
        if self._desk.is_plain:
            return self._plain_line(clock)
        from prompt_toolkit import PromptSession
        from prompt_toolkit.key_binding import merge_key_bindings

        keys, screen = terminal_of(self._desk).keys_and_screen(f"{PROMPT}{half}")
        prompt: PromptSession[str] = PromptSession(
            PROMPT,
            history=self._history,
            completer=_completer(self.proposals),
            complete_while_typing=False,
            input=keys,
            output=screen,
        )
        waiting = WaitingKeys(
            prompt.app,
            lambda: clock.seconds > self._idle_seconds,
            clock.start,
            lambda: prompt.default_buffer.text,
        )
        prompt.key_bindings = merge_key_bindings([no_mouse(), waiting.late_keys()])
        try:
            return waiting.until_answered(lambda begin: prompt.prompt(default=half, pre_run=begin))
        except IdleError:  # also a line that came too late is typed again for the passphrase
            raise IdleError(prompt.default_buffer.text + _letters_behind(keys)) from None

    def _plain_line(self, clock: IdleClock) -> str:
        terminal = terminal_of(self._desk)
        try:
            line = terminal.line(PROMPT, lambda: clock.seconds > self._idle_seconds)
        except UnicodeDecodeError:
            return ""
        if clock.seconds > self._idle_seconds:
            raise IdleError
        if not line:
            raise EOFError
        return line.removesuffix("\n")


def _letters_behind(keys: Input) -> str:
    """Return the letters that were typed behind the key that was too late, up to another key."""
    from prompt_toolkit.input.typeahead import get_typeahead

    letters = takewhile(lambda press: len(press.key) == 1, get_typeahead(keys))
    return "".join(press.data for press in letters)


def _completer(proposals: Callable[[list[str]], Mapping[str, str]]) -> Completer:
    from prompt_toolkit.completion import Completer, Completion

    class Proposals(Completer):
        """Completes the word at the cursor by what may follow the words before it."""

        def get_completions(self, document: Document, complete_event: Any) -> Iterator[Completion]:  # noqa: ARG002
            *before, begun = document.text_before_cursor.split(" ")
            for word, meaning in proposals([typed for typed in before if typed]).items():
                if word.casefold().startswith(begun.casefold()):
                    yield Completion(word, start_position=-len(begun), display_meta=meaning)

    return Proposals()
