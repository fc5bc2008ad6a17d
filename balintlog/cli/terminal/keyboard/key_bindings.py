"""Key bindings: keys that mean something different here from what the library makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prompt_toolkit.application import Application
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

_GOES_ON = (" ", ",")


def no_mouse() -> KeyBindings:
    """Return bindings that take no notice of a mouse, which no question here uses.

    prompt_toolkit reads every sequence such as ESC[31m as a mouse event, and fails on
    those that are not; that must never become a traceback.
    """
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.keys import Keys

    bindings = KeyBindings()

    @bindings.add(Keys.Vt100MouseEvent, eager=True)
    @bindings.add(Keys.WindowsMouseEvent, eager=True)
    def _(event: KeyPressEvent) -> None:
        """Do nothing."""

    return bindings


def emptying() -> KeyBindings:
    """Return bindings by which Ctrl-U empties all of a text, wherever the cursor is in it."""
    from prompt_toolkit.key_binding import KeyBindings

    bindings = KeyBindings()

    @bindings.add("c-u")
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.save_to_undo_stack()
        event.current_buffer.text = ""

    return bindings


def replacing(application: Application[Any]) -> KeyBindings:
    """Return bindings by which a line gives way to a text, if that is the first thing typed.

    After any other key, such as one that moves the cursor, the line is there to be mended; so it
    is where the text begins with a blank or a comma, as nobody begins an answer.
    """
    from prompt_toolkit.filters import Condition
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.keys import Keys

    bindings = KeyBindings()
    pressed = False

    def press(_: object) -> None:
        nonlocal pressed
        pressed = True

    application.key_processor.after_key_press += press

    @bindings.add(Keys.Any, filter=Condition(lambda: not pressed))
    @bindings.add(Keys.BracketedPaste, filter=Condition(lambda: not pressed))
    def _(event: KeyPressEvent) -> None:
        press(event)
        if not event.data.startswith(_GOES_ON):
            event.current_buffer.save_to_undo_stack()
            event.current_buffer.text = ""
        event.key_processor.feed_multiple(event.key_sequence, first=True)

    return bindings
