"""Waiting for keys: an application of prompt_toolkit runs until it is answered, or must end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from balintlog.cli.closing_signals import held_back_when_closed
from balintlog.cli.idle_clock import IdleError

if TYPE_CHECKING:
    from collections.abc import Callable

    from prompt_toolkit.application import Application
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

T = TypeVar("T")
LOOKS_EVERY = 1.0  # seconds; a timer for all of the idle time would sleep with the computer


class WaitingKeys:
    """The keys of one question, and what else can end it.

    ``typed`` is called at each key that is not too late. ``text`` returns what was typed so far.
    """

    def __init__(
        self,
        asked: Application[Any],
        is_too_late: Callable[[], bool],
        typed: Callable[[], None],
        text: Callable[[], str],
    ) -> None:
        self._asked, self._is_too_late, self._typed, self._text = asked, is_too_late, typed, text
        self._before_late: str | None = None  # what was there before the first key that is late
        self._is_closed = False

    @property
    def half(self) -> str:
        """What was typed in time."""
        return self._text() if self._before_late is None else self._before_late

    def until_answered(self, run: Callable[[Callable[[], None]], T]) -> T:
        """Return what ``run`` returns, which is given what to call when the application begins.

        IdleError after too long a wait; EOFError where the window is gone; KeyboardInterrupt
        after a closing signal; else what the application raises.
        """
        self._asked.key_processor.before_key_press += self._before_key
        self._asked.key_processor.after_key_press += self._after_key
        try:
            with held_back_when_closed(self._close):
                answer = run(self._begin)
        except BaseException as error:
            if self._before_late is not None:
                raise IdleError(self.half) from None
            if _is_of_the_terminal(error):
                raise EOFError from error
            raise
        if self._before_late is not None:
            raise IdleError(self.half)
        return answer

    def late_keys(self) -> KeyBindings:
        """Return bindings by which a key that is too late only adds its letter, if it has one.

        It brings nothing back that was typed or known before, such as arrow-up does.
        """
        from prompt_toolkit.filters import Condition
        from prompt_toolkit.key_binding import KeyBindings
        from prompt_toolkit.keys import Keys

        bindings = KeyBindings()

        @bindings.add(Keys.Any, filter=Condition(lambda: self._before_late is not None), eager=True)
        def _(event: KeyPressEvent) -> None:
            if len(event.key_sequence[0].key) == 1:
                event.current_buffer.insert_text(event.data)

        return bindings

    def _begin(self) -> None:
        loop = self._asked.loop
        if loop is None:  # pragma: no cover - there is one by now
            return
        usual = loop.get_exception_handler()

        def handle(loop: Any, context: dict[str, Any]) -> None:
            if _is_of_the_terminal(context.get("exception")):
                self._exit(EOFError())
            elif usual is not None and not self._asked.is_done:  # else a second Ctrl-C
                usual(loop, context)

        loop.set_exception_handler(handle)
        if self._is_closed:
            self._exit(KeyboardInterrupt())
        self._look()

    def _look(self) -> None:
        """End the question when it is too late; look again soon."""
        if self._asked.is_done or self._asked.loop is None:
            return
        if self._is_too_late():
            self._before_late = self._text()
            self._exit(IdleError())
        else:
            self._asked.loop.call_later(LOOKS_EVERY, self._look)

    def _before_key(self, _: object) -> None:
        if self._before_late is None and self._is_too_late():
            self._before_late = self._text()
        elif self._before_late is None:
            self._typed()

    def _after_key(self, _: object) -> None:
        if self._before_late is not None:
            self._exit(IdleError())

    def _close(self) -> None:
        """End the question from within a signal handler."""
        self._is_closed = True
        if self._asked.loop is not None:
            self._asked.loop.call_soon_threadsafe(self._exit, KeyboardInterrupt())

    def _exit(self, error: BaseException) -> None:
        if self._asked.is_running and not self._asked.is_done:
            self._asked.exit(exception=error)


def _is_of_the_terminal(error: object) -> bool:
    """Return whether reading, drawing or changing its modes failed: the window is gone."""
    return isinstance(error, OSError) or type(error).__module__ == "termios"
