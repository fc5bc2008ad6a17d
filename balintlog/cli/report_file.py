"""Where a report goes: standard output, or a file of the leader's alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from balintlog.cli.asking import confirm
from balintlog.cli.options import word
from balintlog.cli.output import say
from balintlog.errors import FileProblemError
from balintlog.reports.rendering import FORMATS
from balintlog.vault import files

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk

Output = Annotated[
    Path | None, typer.Option("--output", metavar="PATH", help="A new file, or the folder for it.")
]
Format = Annotated[str, word("--format", tuple(FORMATS), "How it looks")]

# Folders of programs that copy everything in them to somebody else's computer.
SYNCHRONISED = (
    "dropbox",
    "onedrive",
    "google drive",
    "googledrive",
    "my drive",
    "icloud",
    "mobile documents",
    "nextcloud",
    "owncloud",
    "pcloud",
    "syncthing",
    "box sync",
)


def file_name(report: str, record_class: str, what: str, look: str) -> str:
    """Return the name of a report's file, which states its class."""
    return f"balintlog-{report}-class-{record_class}-{what}.{FORMATS[look]}"


def place_for(desk: Desk, output: Path, name: str) -> Path:
    """Return where a report may be written; ``name`` is used in a folder.

    Asks before anything is overwritten, and before it goes to a folder that is synchronised.
    FileProblemError where a folder is in the way, or none is there.
    """
    path = output.expanduser().absolute()
    path = path / name if path.is_dir() else path
    if path.is_dir():
        raise FileProblemError(f"{path} is a folder", "Choose another name for the report.")
    if not path.parent.is_dir():
        raise FileProblemError(f"there is no folder {path.parent}", "Make it, or choose another.")
    if _is_synchronised(path.resolve()):
        confirm(desk, f"{path.parent} looks like a folder that is copied elsewhere. Write there?")
    if files.stands(path):
        confirm(desk, f"There is already a file {path}. Overwrite it?")
    return path


def write(desk: Desk, path: Path, text: str) -> None:
    """Write a report, for the leader alone to read, and say where it is."""
    files.replace(path, text.encode())
    say(desk, f"The report is {path}")


def _is_synchronised(path: Path) -> bool:
    folders = [part.casefold() for part in path.parent.parts]
    return any(folder.startswith(name) for folder in folders for name in SYNCHRONISED)
