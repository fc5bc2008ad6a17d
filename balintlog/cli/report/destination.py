"""The destination of a report: standard output, or a file that only the leader can read."""

from __future__ import annotations

import os
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from balintlog import disk
from balintlog.cli.home_folders import typed_path
from balintlog.cli.options import word
from balintlog.cli.readable_places import confirm_place
from balintlog.cli.terminal.output import say, shown_text
from balintlog.cli.terminal.prompts import confirm
from balintlog.errors import BalintlogError, FileProblemError
from balintlog.logbook.foreign_links import refuse_foreign_links
from balintlog.logbook.keys.paths import is_of_the_logbook, left_over
from balintlog.reports.render import FORMATS

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk

Output = Annotated[
    Path | None, typer.Option("--output", metavar="PATH", help="A new file, or a folder for it.")
]
Format = Annotated[str, word("--format", tuple(FORMATS), "The format")]


def file_name(report: str, what: str, look: str) -> str:
    """Return the name of a report's file, which says what it is and holds no real name."""
    return f"balintlog-{report}-{what}.{FORMATS[look]}"


def check_folder(output: Path | None) -> None:
    """Refuse a place for a report in a folder that is not there, before anything is opened."""
    if output is not None and not typed_path(output).parent.is_dir():
        raise _no_folder(typed_path(output).parent)


def _no_folder(folder: Path) -> FileProblemError:
    return FileProblemError(f"there is no folder {folder}", "Make it, or choose another.")


def place_for(desk: Desk, output: Path | None, name: str) -> Path | None:
    """Return the file for a report, called ``name`` in a folder; None is standard output.

    It asks before it overwrites anything, and before it uses a folder that is synchronised.
    FileProblemError where a folder is in the way, or none is there.
    """
    if output is None:
        return None
    path = typed_path(output)
    refuse_foreign_links(path)
    return _checked(desk, path / name if path.is_dir() else path)


def _checked(desk: Desk, path: Path) -> Path:
    """Return the path of a file if a report may be written there; see ``place_for``."""
    if path.is_dir():
        raise FileProblemError(f"{path} is a folder", "Choose another name for the report.")
    if is_of_the_logbook(desk.path, path):
        raise FileProblemError(
            f"{path} is a name that belongs to the logbook itself",
            "Choose another name for the report.",
        )
    if not path.parent.is_dir():
        raise _no_folder(path.parent)
    disk.check_ordinary(path)
    _ask_about(desk, path)
    if disk.stands(path):
        confirm(desk, f"There is already a file {path}. Overwrite it?")
    return path


def numbered_places(desk: Desk, output: Path, report: str, look: str, number: int) -> list[Path]:
    """Return where ``number`` reports may be written, under names that do not say whose they are.

    In a folder the reports are numbered, and nothing is overwritten.
    """
    folder = typed_path(output)
    refuse_foreign_links(folder)
    if not folder.is_dir():
        return [_checked(desk, folder)]
    named = (folder / file_name(report, str(place), look) for place in count(1))
    free = list(islice((path for path in named if not disk.stands(path)), number))
    _ask_about(desk, free[0])
    return free


def _ask_about(desk: Desk, path: Path) -> None:
    refuse_foreign_links(path)
    confirm_place(desk, path)


def deliver(desk: Desk, text: str, place: Path | None) -> None:
    """Show a report, or write it for the leader alone to read, and say where it is."""
    write(desk, text, place)
    tell(desk, place)


def write(desk: Desk, text: str, place: Path | None) -> None:
    """Show a report, or write it for the leader alone to read."""
    if place is None:
        lines = map(shown_text, text.split("\r\n"))  # a table for a spreadsheet keeps its own
        print(*lines, sep="\r\n", end="", file=desk.surroundings.stdout)
    else:
        real = Path(os.path.realpath(place))
        refuse_foreign_links(place)  # and of one that comes only now, the link itself is replaced
        disk.check_ordinary(real)
        disk.replace(real, text.encode(), through_link=False)
        desk.surroundings.outcome.is_done = True


def tell(desk: Desk, place: Path | None) -> None:
    """Say where the report was written."""
    if place is not None:
        say(desk, f"The report is {place}")


def is_out(text: str, place: Path | None) -> bool:
    """Return whether a report is out, or may be, although writing it failed.

    It may be if part of it was shown, if it was left under an unfinished name, or if its place
    cannot be read.
    """
    if place is None:
        return True
    try:
        written = disk.read(place, -1) if disk.stands(place) else None
    except BalintlogError:
        return True
    return written == text.encode() or bool(left_over(place))
