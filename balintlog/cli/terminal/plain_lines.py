"""Plain lines: questions that are written once, and answered by a line below or behind them.

For screen readers and poor terminals: no line is drawn twice, no cursor moves, and nothing but
text is written. The terminal itself lets a line be mended while it is typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.cli.terminal.open_question import OpenQuestion
from balintlog.cli.terminal.output import broken, remark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balintlog.cli.desk import Desk

EMPTIES = "-"
GOES_ON = "\\"


def ask_plainly(
    desk: Desk, lines: Sequence[str], stands: str, *, keep_half: bool, long: bool
) -> str:
    """Put a question and return what was typed; nothing typed is what ``stands`` there.

    ``long``: a line that ends with a backslash goes on in the next one, and so does a paste.
    """
    stderr = desk.surroundings.stderr
    if stands:
        remark(desk, f"It is now: {stands}")
        lines = [*lines[:-1], f"{lines[-1]} (Enter keeps it, {EMPTIES} empties it)"]
    *above, last = [part for line in lines for part in broken(stderr, line, around=1)]
    remark(desk, *above)
    question = OpenQuestion(desk)
    typed = question.line(f"{last} ", keep_half=keep_half)
    while long and (typed.endswith(f"{GOES_ON}\n") or question.more_waits()):
        typed = typed.removesuffix("\n").removesuffix(GOES_ON) + "\n"
        typed += question.line("", before=typed, keep_half=keep_half)
    if not typed:  # Ctrl-D on an empty line
        raise question.at_end()
    answer = typed.removesuffix("\n").strip(" \t\r")
    if stands and answer == EMPTIES:
        return ""
    return answer or stands
