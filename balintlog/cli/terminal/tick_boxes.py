"""Tick boxes: a list of names, each with a box to tick with the space bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balintlog.cli.terminal.choices import ask_words
from balintlog.cli.terminal.keyboard.key_bindings import no_mouse
from balintlog.cli.terminal.open_question import OpenQuestion
from balintlog.cli.terminal.output import broken, remark
from balintlog.cli.terminal.prompts import BACK, ENOUGH, GoBack, SkipTheRest

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.layout import Layout

    from balintlog.cli.desk import Desk

HOW = "(space: change, a: all, enter: done)"


def ask_ticks(
    desk: Desk, question: str, names: Sequence[str], ticked: Collection[str]
) -> tuple[list[str], bool]:
    """Ask which of the names to tick; also return whether the leader wants to skip the rest.

    Raises GoBack on <, and InterruptedByLeaderError on all that ends a question.
    """
    if desk.is_plain:
        return _told_in_words(desk, question, names, ticked)
    from prompt_toolkit.application import Application
    from prompt_toolkit.key_binding import merge_key_bindings

    text = "\n".join(broken(desk.surroundings.stderr, f"{question} {HOW}", around=1))
    boxes = _Boxes(names, ticked)
    question_put = OpenQuestion(desk)
    keys, screen = question_put.keys_and_screen(text)
    asked: Application[bool] = Application(
        layout=_layout(text, boxes),
        key_bindings=merge_key_bindings([_bindings(boxes), no_mouse()]),
        input=keys,
        output=screen,
        erase_when_done=True,
    )
    enough = question_put.answer(asked, lambda begin: asked.run(pre_run=begin))
    remark(desk, f"{question} {' '.join(boxes.ticked) or 'nobody'}")
    return boxes.ticked, enough


def _told_in_words(
    desk: Desk, question: str, names: Sequence[str], ticked: Collection[str]
) -> tuple[list[str], bool]:
    """Ask for the names that are not to be ticked, on a plain line."""
    missing = [name for name in names if name not in ticked]
    how = f"Type the names of the others ({' '.join(names)}). Enter:"
    asked = f"{question} {how} {'as it is now' if missing else 'all of them'}."
    try:
        missing, enough = ask_words(desk, asked, names, missing), False
    except SkipTheRest:
        enough = True
    left = [name for name in names if name not in missing]
    remark(desk, f"{question} {' '.join(left) or 'nobody'}")
    return left, enough


class _Boxes:
    """The boxes as they are just now, and the one that the next key changes."""

    def __init__(self, names: Sequence[str], ticked: Collection[str]) -> None:
        self._names = names
        self._holds = {name: name in ticked for name in names}
        self._at = 0

    @property
    def ticked(self) -> list[str]:
        return [name for name in self._names if self._holds[name]]

    def move(self, by: int) -> None:
        self._at = (self._at + by) % len(self._names)

    def change(self) -> None:
        name = self._names[self._at]
        self._holds[name] = not self._holds[name]

    def tick_all(self) -> None:
        """Tick all; where all are ticked already, none."""
        holds = len(self.ticked) < len(self._names)
        self._holds = dict.fromkeys(self._names, holds)

    def drawn(self) -> StyleAndTextTuples:
        parts: StyleAndTextTuples = []
        for place, name in enumerate(self._names):
            here = place == self._at
            box = "[x]" if self._holds[name] else "[ ]"
            start = ("[SetCursorPosition]", ">") if here else ("", " ")
            parts += [("", "\n" if place else ""), start, ("", f" {box} {name}")]
        return parts


def _layout(question: str, boxes: _Boxes) -> Layout:
    from prompt_toolkit.layout import FormattedTextControl, HSplit, Layout, Window

    above = FormattedTextControl(question)
    below = FormattedTextControl(boxes.drawn, focusable=True, show_cursor=False)
    lines = question.count("\n") + 1
    return Layout(HSplit([Window(above, height=lines), Window(below, dont_extend_height=True)]))


def _bindings(boxes: _Boxes) -> KeyBindings:
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.keys import Keys

    bindings = KeyBindings()

    def on(key: Any, do: Any) -> None:
        bindings.add(key, eager=True)(do)

    def leave(event: KeyPressEvent, **how: Any) -> None:
        event.app.exit(**how)

    on("up", lambda _: boxes.move(-1))
    on("down", lambda _: boxes.move(1))
    on(" ", lambda _: boxes.change())
    on("a", lambda _: boxes.tick_all())
    on("enter", lambda event: leave(event, result=False))
    on(ENOUGH, lambda event: leave(event, result=True))
    on(BACK, lambda event: leave(event, exception=GoBack()))
    on("c-c", lambda event: leave(event, exception=KeyboardInterrupt()))
    on("c-d", lambda event: leave(event, exception=EOFError()))
    on(Keys.SIGINT, lambda event: leave(event, exception=KeyboardInterrupt()))
    return bindings
