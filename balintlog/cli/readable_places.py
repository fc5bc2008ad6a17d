"""Places of readable files, such as reports and recovery sheets: asked about first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.prompts import confirm
from balintlog.logbook.keys.modeless_disks import is_modeless
from balintlog.logbook.synchronised_folders import synchronised_folder

if TYPE_CHECKING:
    from pathlib import Path

    from balintlog.cli.desk import Desk


def confirm_place(desk: Desk, path: Path) -> None:
    """Ask before a file goes where a program copies it elsewhere; say who else can read it."""
    folder = synchronised_folder(path)
    if folder is not None:
        confirm(desk, f"{folder} looks like a folder that is copied elsewhere. Write there?")
    if is_modeless(path, desk.state_folder):
        remark(
            desk,
            f"The disk of {path.parent} keeps no permissions: anybody who uses it on this computer"
            " can read the file.",
        )
