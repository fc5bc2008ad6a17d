"""Plain lines: questions that are written once, and answered by a line below or behind them.

For screen readers and poor terminals: no line is drawn twice, no cursor moves, and nothing but
text is written. The terminal itself lets a line be mended while it is typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.cli.terminal.open_question import OpenQuestion
from balintlog.cli.terminal.output import broken, remark
from balintlog.errors import InterruptedByLeaderError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balintlog.cli.desk import Desk

EMPTIES, KEEPS = "-", "Enter keeps it"
GOES_ON = "\\"
CUT = "Your terminal drops the end of a line as long as this one."
TYPE_ON = "Type what is missing, or press Enter if nothing is:"
_LAST_WORDS = 8


def ask_plainly(
    desk: Desk,
    lines: Sequence[str],
    stands: str,
    *,
    keep_half: bool,
    long: bool,
    place: tuple[int, int] | None = None,
    enter: str = "",
) -> str:
    """Put a question and return what was typed; nothing typed is what ``stands`` there.

    ``place``: the words in what stands there that are to be reworded; what is typed takes
    their place, and the whole is returned. ``enter``: what Enter alone does, if it does not keep
    what stands there. Where a question is broken off, what stood there goes before the half line.
    ``long``: a line that ends with a backslash goes on in the next one. A paste of several lines is
    one answer everywhere: its other lines must not answer the questions that follow.
    """
    stderr = desk.surroundings.stderr
    if place is not None:
        words = " ".join(stands[slice(*place)].split())
        lines = [*lines[:-1], f"In place of {words}: (Enter leaves it as it is)"]
    elif stands:
        remark(desk, f"It is now: {stands}")
        lines = [*lines[:-1], f"{lines[-1]} ({enter or KEEPS}, {EMPTIES} empties it)"]
    *above, last = [part for line in lines for part in broken(stderr, line, around=1)]
    remark(desk, *above)
    question = OpenQuestion(desk)
    try:
        typed = question.line(f"{last} ", keep_half=keep_half)
        typed = _to_its_end(desk, question, typed, keep_half=keep_half, long=long)
    except InterruptedByLeaderError as error:
        if error.half and stands:
            between = "\n" if long else " "
            error.half = f"{stands}{between}{error.half}"
        raise
    if not typed:  # Ctrl-D on an empty line
        raise question.at_end()
    answer = typed.removesuffix("\n").strip(" \t\r")
    if place is not None:
        return f"{stands[: place[0]]}{answer}{stands[place[1] :]}" if answer else stands
    if stands and answer == EMPTIES:
        return ""
    return answer or stands


def _to_its_end(
    desk: Desk, question: OpenQuestion, typed: str, *, keep_half: bool, long: bool
) -> str:
    """Return an answer of which one line was typed, with the lines that belong to it."""
    line = typed
    while line:
        is_cut, is_followed = question.is_cut(line), question.more_waits()
        asked, joint = "", "\n"
        if is_cut:
            remark(desk, f"{CUT} It kept: … {' '.join(line.split()[-_LAST_WORDS:])}")
            if not is_followed:
                asked, joint = f"{TYPE_ON} ", ""
        elif not (is_followed or (long and line.endswith(f"{GOES_ON}\n"))):
            break
        typed = typed.removesuffix("\n").removesuffix(GOES_ON) + joint
        line = question.line(asked, before=typed, keep_half=keep_half)
        typed += line
    return typed
