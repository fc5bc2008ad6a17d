"""Keys that are none: what a terminal may send, and must never become a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent


def no_mouse() -> KeyBindings:
    """Return bindings that take no notice of a mouse, which no question here uses.

    prompt_toolkit reads every sequence such as ESC[31m as a mouse event, and
    fails on those that are none.
    """
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.keys import Keys

    bindings = KeyBindings()

    @bindings.add(Keys.Vt100MouseEvent, eager=True)
    @bindings.add(Keys.WindowsMouseEvent, eager=True)
    def _(event: KeyPressEvent) -> None:
        """Do nothing."""

    return bindings
