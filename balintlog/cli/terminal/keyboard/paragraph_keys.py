"""The keys of text in paragraphs: what ends it, begins a line, and moves about in it.

Imported only when such a text is asked for, as it imports prompt_toolkit.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout.processors import Processor, Transformation
from prompt_toolkit.layout.utils import explode_text_fragments
from prompt_toolkit.utils import get_cwidth

if TYPE_CHECKING:
    from prompt_toolkit.application import Application
    from prompt_toolkit.key_binding import KeyPressEvent
    from prompt_toolkit.layout.processors import TransformationInput

_WORD_OR_BLANK = re.compile(r"\S+|\s")


class WrapsWords(Processor):
    """Breaks a paragraph between words; the library breaks it at the last column."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """Put blanks before each word that does not fit on its line of the screen."""
        characters = explode_text_fragments(transformation_input.fragments)
        line = "".join(fragment[1] for fragment in characters)
        gaps = gaps_in(line, transformation_input.width)
        shown: list[Any] = []
        places: list[int] = []  # where each character of the line is shown, and its end
        for at, fragment in enumerate(characters):
            shown += [("", " ")] * gaps.get(at, 0)
            places.append(len(shown))
            shown.append(fragment)
        places.append(len(shown))
        return Transformation(
            shown,
            source_to_display=lambda at: places[min(at, len(places) - 1)],
            display_to_source=lambda at: max(0, bisect_right(places, at) - 1),
        )


def gaps_in(line: str, width: int) -> dict[int, int]:
    """Return how many blanks go before a word, by its place, so that none is broken.

    A word that is wider than the screen is broken by it. One column stays free for the
    blank behind a word, which would otherwise begin the next line.
    """
    gaps, column = {}, 0
    for piece in _WORD_OR_BLANK.finditer(line):
        wide = get_cwidth(piece[0])
        if column and column + wide > width - 1 and wide < width and not piece[0].isspace():
            gaps[piece.start()] = width - column
            column = 0
        for character in piece[0]:
            column = get_cwidth(character) + (0 if _is_full(column, character, width) else column)
    return gaps


def places_in(text: str, width: int) -> list[tuple[int, int]]:
    """Return line and column on the screen of each character, and of the end of the text."""
    places = []
    y, x = -1, 0
    for line in text.split("\n"):
        y, x = y + 1, 0
        gaps = gaps_in(line, width)
        for at, character in enumerate(line + " "):  # the blank is where its end is shown
            if at in gaps or _is_full(x, character, width):
                y, x = y + 1, 0
            places.append((y, x))
            x += get_cwidth(character)
    return places


def _is_full(column: int, character: str, width: int) -> bool:
    return column + get_cwidth(character) > width


def keys_for_paragraphs(application: Application[Any]) -> KeyBindings:
    """Return the keys of a text that may have paragraphs.

    Enter ends it, as it ends every answer. Alt-Enter begins a new line; a terminal sends
    that as Esc and Enter, so these two keys one after the other do the same, and they are
    on every keyboard. Up and down go through the lines as they are on the screen.
    """
    bindings = KeyBindings()

    @bindings.add("enter", eager=True)
    def _(event: KeyPressEvent) -> None:
        # After a second without another key the library takes an Esc for a key of its own.
        is_after_escape = [key.key for key in event.previous_key_sequence] == [Keys.Escape]
        # Nobody types behind Enter in the same moment: a terminal without bracketed paste
        # sends a text of several lines as if it were typed.
        if is_after_escape or _more_waits(event):
            event.current_buffer.insert_text("\n")
        else:
            event.current_buffer.validate_and_handle()

    @bindings.add("c-d", filter=Condition(lambda: bool(application.current_buffer.text)))
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @bindings.add("escape", "enter", eager=True)
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    @bindings.add("up")
    def _(event: KeyPressEvent) -> None:
        _move(event, -1)

    @bindings.add("down")
    def _(event: KeyPressEvent) -> None:
        _move(event, 1)

    return bindings


def _more_waits(event: KeyPressEvent) -> bool:
    """Return whether more was typed already: read with this key, or waiting in the terminal.

    prompt_toolkit reads 1,024 bytes at once. At the end of a file nothing waits, though it
    can be read.
    """
    if event.key_processor.input_queue:
        return True
    try:
        from fcntl import ioctl
        from termios import FIONREAD

        waiting = ioctl(event.app.input.fileno(), FIONREAD, bytes(4))
    except (ImportError, OSError, NotImplementedError):  # Windows reads all there is
        return False
    return any(waiting)


def _move(event: KeyPressEvent, by: int) -> None:
    """Move the cursor to the line of the screen above or below it, if the text has one there."""
    buffer, width = event.current_buffer, event.app.output.get_size().columns
    places = places_in(buffer.text, width)
    line, column = places[buffer.cursor_position]
    beside = [(x, at) for at, (y, x) in enumerate(places) if y == line + by and x <= column]
    if beside:
        buffer.cursor_position = max(beside)[1]
