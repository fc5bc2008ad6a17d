"""Output that the leader reads: the answer on standard output, the rest on standard error."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import date
from json import dumps
from typing import TYPE_CHECKING, Any, TextIO

from balintlog.cli.terminal.line_breaks import command_at_end, lines_that_fit
from balintlog.domain.cells import cells
from balintlog.domain.ids import shown
from balintlog.domain.text import is_control, printable, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from balintlog.cli.desk import Desk, Surroundings
    from balintlog.errors import BalintlogError, Problem

SCHEMA = 1
ON_WINDOWS = os.name == "nt"
_ONE_OF = {
    "cases": "case",
    "checkins": "news",
    "notes": "note",
    "presentations": "case presented again",
}
FEWEST_COLUMNS, PIPE_COLUMNS, MOST_COLUMNS = 40, 80, 100


def answer(desk: Desk, content: object, *lines: str, json: bool) -> None:
    """Print the answer: ``content`` where JSON was asked for, else lines to read."""
    desk.surroundings.outcome.told = desk.surroundings.outcome.told or lines[0]
    if json:
        answer_json(desk, content)
    else:
        say(desk, *lines)


def answer_json(desk: Desk, content: object) -> None:
    """Print a record or a mapping as one JSON object with the number of its schema."""
    # PowerShell 5.1 reads a pipe in the code page of the console: plain ASCII survives that.
    is_ascii = ON_WINDOWS and not desk.answers_to_terminal
    text = dumps({"schema": SCHEMA, **as_json(content)}, ensure_ascii=is_ascii, indent=1)
    harmless = (
        f"\\u{ord(character):04x}" if character != "\n" and is_control(character) else character
        for character in text
    )
    print("".join(harmless), file=desk.surroundings.stdout)


def as_json(value: object) -> Any:
    """Return a record as JSON has it: an object of its fields, with dates in ISO form.

    The fields of its ``content``, what was recorded at some place, come beside the place.
    """
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: as_json(held) for key, held in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        names: Iterable[str] = value._fields
    elif is_dataclass(value):
        names = (field.name for field in fields(value))
    elif isinstance(value, list | tuple):
        return [as_json(held) for held in value]
    else:
        return value
    content: dict[str, object] = {}
    for name in names:
        held = as_json(getattr(value, name))
        content |= held if name == "content" else {name: held}
    return content


def with_shown_id(record: object, name: str, letter: str) -> dict[str, object]:
    """Return a record as JSON has it, with its number as an id: ``group`` and G make G1."""
    fields = as_json(record)
    return {name: shown(letter, fields.pop("id")), **fields}


def say(desk: Desk, *lines: str) -> None:
    """Print lines of the answer."""
    outcome = desk.surroundings.outcome
    outcome.told = outcome.told or next(iter(lines), "")
    stdout = desk.surroundings.stdout
    for line in lines:
        print(*broken(stdout, shown_text(line)), sep="\n", file=stdout)


def say_to_copy(desk: Desk, line: str) -> None:
    """Print a line to be copied, never broken: a terminal breaks it itself, and copies it whole."""
    print(shown_text(line), file=desk.surroundings.stdout)


def remark(desk: Desk, *lines: str) -> None:
    """Print lines that are not the answer."""
    for line in lines:
        for part in broken(desk.surroundings.stderr, shown_text(line)):
            print(part, file=desk.surroundings.stderr)


def remark_behind(desk: Desk, begins: str, text: str) -> None:
    """Print a line that is not the answer; what does not fit stands below its text.

    ``begins``: what stands before the text, such as a number.
    """
    hanging = " " * len(begins)
    first, *rest = broken(desk.surroundings.stderr, shown_text(f"{hanging}{text}"))
    remark(desk, begins + first.removeprefix(hanging), *rest)


def broken(stream: TextIO, line: str, around: int = 0) -> list[str]:
    """Break a line between its words where it goes to a terminal that is narrower.

    ``around`` is how many of the terminal's columns are taken by something else.
    A command at its end, to be copied, gets a line of its own.
    """
    columns = columns_of(stream)
    if columns is None or cells(line) <= columns - around:
        return [line]
    columns -= around
    indent = " " * (len(line) - len(line.lstrip(" ")))
    text, command = command_at_end(line)
    lines = wrapped(text.strip(), indent, columns)
    return [*lines, f"  {command}"] if command else lines


def table(desk: Desk, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table: laid out on a terminal, separated by tabs in a pipe."""
    texts = [[_cell(value) for value in row] for row in rows]
    if not desk.answers_to_terminal:
        say(desk, *("\t".join(row) for row in [list(columns), *texts]))
        return
    from rich.console import Console
    from rich.table import Table

    wide = [max(map(cells, column)) for column in zip(columns, *texts, strict=True)]
    if sum(wide) + 2 * (len(wide) - 1) > width_of(desk):  # two blanks between columns
        for row in texts:
            say(desk, *_as_lines(columns, row, width_of(desk)))
        return
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
        emoji=False,  # a label may hold :key: or :x:, and keeps it
    )
    console.print(grid)


def _as_lines(columns: Sequence[str], row: Sequence[str], width: int) -> list[str]:
    """Return a row that is too wide for the terminal: its first cell, and the rest below."""
    rest = "; ".join(
        f"{column}: {cell}"
        for column, cell in zip(columns[1:], row[1:], strict=True)
        if cell != "-"
    )
    return [row[0], *wrapped(rest, "    ", width)]


@contextmanager
def progress(desk: Desk, doing: str) -> Iterator[None]:
    """Show on a terminal that something is taking its time, until it is done."""
    if not desk.surroundings.stderr.isatty():
        yield
        return
    if desk.is_plain:
        remark(desk, f"{doing} ...")
        yield
        return
    from rich.console import Console

    console = Console(file=desk.surroundings.stderr, no_color=not desk.colours, highlight=False)
    with console.status(f"{doing} ..."):
        yield


def wrapped(text: str, indent: str, width: int) -> list[str]:
    """Break a text into indented lines of at most ``width`` columns."""
    return [
        indent + line if line else ""
        for paragraph in text.split("\n")
        for line in lines_that_fit(paragraph, width - cells(indent)) or [""]
    ]


def width_of(desk: Desk) -> int:
    """Return the number of columns to write in: those of the terminal, at most 100."""
    return columns_of(desk.surroundings.stdout) or PIPE_COLUMNS


def columns_of(stream: TextIO) -> int | None:
    """Return the columns to write in where a stream is a terminal, or None."""
    if not stream.isatty():
        return None
    try:
        columns = os.get_terminal_size(stream.fileno()).columns
    except OSError:
        return None
    return max(FEWEST_COLUMNS, min(MOST_COLUMNS, columns))


def shown_text(text: str) -> str:
    """Return text that cannot steer a terminal; line breaks and tabs stay."""
    if text.isprintable():  # the usual case, answered quickly
        return text
    return "".join(letter if letter in "\n\t" else printable(letter) for letter in text)


def explain(surroundings: Surroundings, error: BalintlogError) -> None:
    """Print what went wrong, a line for each problem, and what to do next."""
    from balintlog.errors import ListedError, Problem

    problems = error.problems if isinstance(error, ListedError) else [Problem(error.message)]
    lines = []
    for problem in problems:
        place = "" if problem.pointer is None else f"{problem.pointer or 'the document'}: "
        lines.append(f"balintlog: {printable(place + problem.message)}")
    if error.hint:
        lines.append(f"hint: {printable(error.hint)}")
    for line in lines:
        print(*broken(surroundings.stderr, line), sep="\n", file=surroundings.stderr)


def in_words(error: BalintlogError) -> BalintlogError:
    """Return an error that names places in words, for somebody who has sent no document."""
    from balintlog.errors import ListedError

    if not isinstance(error, ListedError):
        return error
    return type(error)(*map(in_words_of, error.problems), hint=error.hint)


def in_words_of(problem: Problem) -> Problem:
    """Return a problem whose place is said in words."""
    from balintlog.errors import Problem

    return Problem(_place(problem.pointer) + problem.message)


def _place(pointer: str | None) -> str:
    """Say a JSON pointer in words: /cases/0/presenter is "case 1, presenter: "."""
    words: list[str] = []
    for step in (pointer or "").split("/")[1:]:
        index = whole_number(step)
        if index is not None and words:
            words[-1] = f"{_ONE_OF.get(words[-1], words[-1])} {index + 1}"
        else:
            words.append(step.replace("_", " ").replace("~1", "/").replace("~0", "~"))
    return f"{', '.join(words)}: " if words else ""


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "-"
    return printable(str(value))
