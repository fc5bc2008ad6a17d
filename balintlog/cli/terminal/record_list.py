"""A record list: cases, sessions or others with numbers, from which one is chosen by any word."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.prompts import ask_text
from balintlog.cli.terminal.typed_signs import EXPLAIN
from balintlog.domain.text import printable, whole_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from balintlog.cli.desk import Desk

LATEST, MOST = 3, 9  # records that are shown unasked, and of those that a word can mean
_MOST_REPEATED = 40  # characters of what means nothing


class ListedRecord(NamedTuple):
    """A record as a list shows it: its id or alias, and what else is said of it."""

    name: str
    said: str


def ask_from_list(
    desk: Desk,
    question: str,
    every: Sequence[ListedRecord],
    meant: Callable[[str], Sequence[ListedRecord]],
    offered: Sequence[ListedRecord] = (),
    *,
    rest: str = "older",
) -> ListedRecord:
    """Ask for a record by its number in the list, or by a word that ``meant`` understands.

    ``offered``: a word was typed already that can mean these. Where a word can mean several,
    they are the next list. ``rest``: what those are that it does not show.
    """
    shown, rows = (offered, MOST) if offered else (every, LATEST if len(every) > MOST else MOST)
    while True:
        rows = min(rows, len(shown))
        remark(desk, *_lines(shown, rows, rest))

        def fault(typed: str, rows: int = rows) -> str | None:
            number = whole_number(typed)
            if number is not None:
                return None if 1 <= number <= rows else f"A number from 1 to {rows}, please."
            if not typed:
                return "Please type a number or a word; ? shows all."
            if typed == EXPLAIN or meant(typed):
                return None
            return f"{printable(typed[:_MOST_REPEATED])} is none of them; ? shows all."

        typed = ask_text(desk, question, fault=fault, may_skip=False, explained=())
        number = whole_number(typed)
        if number is not None:
            return shown[number - 1]
        if typed == EXPLAIN:
            remark(desk, "  A number takes that line. A word shows those that it can mean.")
            shown, rows = every, len(every)
            continue
        shown, rows = meant(typed), MOST
        if len(shown) == 1:
            return shown[0]


def _lines(shown: Sequence[ListedRecord], rows: int, rest: str) -> list[str]:
    """Return the first records as lines with numbers, and how many are not shown."""
    wide = max((len(listed.name) for listed in shown[:rows]), default=0)
    lines = [
        f"  {number}  {listed.name:{wide}}  {listed.said}".rstrip()
        for number, listed in enumerate(shown[:rows], start=1)
    ]
    more = len(shown) - rows
    return [*lines, f"  and {more} {rest}"] if more else lines
