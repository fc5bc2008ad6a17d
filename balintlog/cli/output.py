"""What the leader reads: the answer on standard output, everything else on standard error."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from balintlog.domain.text import is_control, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from balintlog.cli.desk import Desk, Surroundings
    from balintlog.errors import BalintlogError

SCHEMA = 1
FEWEST_COLUMNS, PIPE_COLUMNS, MOST_COLUMNS = 40, 80, 100


def answer_json(desk: Desk, content: Mapping[str, Any]) -> None:
    """Print one JSON object with the number of its schema."""
    text = json.dumps({"schema": SCHEMA, **content}, ensure_ascii=False, indent=1, default=_plain)
    harmless = (f"\\u{ord(one):04x}" if one != "\n" and is_control(one) else one for one in text)
    print("".join(harmless), file=desk.surroundings.stdout)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def say(desk: Desk, *lines: str) -> None:
    """Print lines of the answer."""
    for line in lines:
        print(shown_text(line), file=desk.surroundings.stdout)


def remark(desk: Desk, *lines: str) -> None:
    """Print lines that are not the answer."""
    for line in lines:
        print(shown_text(line), file=desk.surroundings.stderr)


def table(desk: Desk, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table: laid out on a terminal, separated by tabs in a pipe."""
    texts = [[_cell(value) for value in row] for row in rows]
    if not desk.answers_to_terminal:
        say(desk, *("\t".join(row) for row in [list(columns), *texts]))
        return
    from rich.console import Console
    from rich.table import Table

    grid = Table(box=None, pad_edge=False, header_style="bold" if desk.colours else "")
    for column in columns:
        grid.add_column(column, overflow="fold")
    for row in texts:
        grid.add_row(*row)
    console = Console(
        file=desk.surroundings.stdout,
        no_color=not desk.colours,
        force_terminal=desk.colours or None,
        highlight=False,
        markup=False,
    )
    console.print(grid)


@contextmanager
def progress(desk: Desk, doing: str) -> Iterator[None]:
    """Show on a terminal that something longer is going on, until it is done."""
    if not desk.surroundings.stderr.isatty():
        yield
        return
    from rich.console import Console

    console = Console(file=desk.surroundings.stderr, no_color=not desk.colours, highlight=False)
    with console.status(f"{doing} ..."):
        yield


def wrapped(text: str, indent: str, width: int) -> list[str]:
    """Break a kept text into indented lines of at most ``width`` characters."""
    import textwrap

    return [
        line
        for paragraph in text.split("\n")
        for line in textwrap.wrap(paragraph, width, initial_indent=indent, subsequent_indent=indent)
        or [""]
    ]


def width_of(desk: Desk) -> int:
    """Return the number of columns to write in: those of the terminal, at most 100."""
    if not desk.answers_to_terminal:
        return PIPE_COLUMNS
    try:
        columns = os.get_terminal_size(desk.surroundings.stdout.fileno()).columns
    except OSError:
        return PIPE_COLUMNS
    return max(FEWEST_COLUMNS, min(MOST_COLUMNS, columns))


def shown_text(text: str) -> str:
    """Return text that cannot steer a terminal; line breaks and tabs stay."""
    if text.isprintable():  # the usual case, told quickly
        return text
    return "".join(one if one in "\n\t" else printable(one) for one in text)


def explain(surroundings: Surroundings, error: BalintlogError) -> None:
    """Print what went wrong, a line for each problem, and what to do next."""
    from balintlog.errors import InvalidInputError

    stderr = surroundings.stderr
    if isinstance(error, InvalidInputError):
        for problem in error.problems:
            place = "" if problem.pointer is None else f"{problem.pointer or 'the document'}: "
            print(f"balintlog: {printable(place + problem.message)}", file=stderr)
    else:
        print(f"balintlog: {printable(error.message)}", file=stderr)
    if error.hint:
        print(f"hint: {printable(error.hint)}", file=stderr)


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value) or "-"
    return printable(str(value))
