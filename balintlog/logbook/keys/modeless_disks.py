"""Modeless disks: those that keep no permissions, as FAT, exFAT and the NTFS of another account.

There nothing can be closed to the other accounts of a computer, and "chmod 600" never helps.
A leader is told once for each disk what that means; the state folder, if there is one, notes
for which disks that was done.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from balintlog import disk, disk_abilities
from balintlog.errors import BalintlogError

if TYPE_CHECKING:
    from pathlib import Path

_NAME = "disks-without-modes.json"
_MOST = 50  # disks
_MAX_BYTES = 64 * 1024


def meaning_of_modes(file: Path, state_folder: Path | None) -> str | None:
    """Say what it means that a file's disk keeps no modes, once; None where it keeps them."""
    mount = _mount_of(file)
    name = _named(mount)
    told = _told(state_folder)
    if name in told or disk_abilities.keeps_modes(file) is not False:
        return None
    if state_folder is not None:
        with suppress(BalintlogError):
            disk.private_folder(state_folder)
            content = json.dumps({"disks": [*told, name][-_MOST:]})
            disk.replace(state_folder / _NAME, content.encode())
    return (
        f"The disk at {mount} keeps no permissions. Anybody who uses it on this computer can copy,"
        " replace or delete the logbook there, but nobody can read it without a passphrase, a code"
        " or the recovery sheet."
    )


def is_modeless(file: Path, state_folder: Path | None) -> bool:
    """Return whether a file's disk is known to keep no modes, or is seen to keep none."""
    if _named(_mount_of(file)) in _told(state_folder):
        return True
    return disk_abilities.keeps_modes(file) is False


def _mount_of(file: Path) -> Path:
    """Return the folder at which a file's disk is mounted."""
    folder = type(file)(os.path.realpath(file.parent))
    return next((place for place in (folder, *folder.parents) if place.is_mount()), folder)


def _named(mount: Path) -> str:
    """Return what tells a disk from another that is mounted at the same place, if anything does."""
    number = 0
    with suppress(OSError, AttributeError):  # Windows
        number = os.statvfs(mount).f_fsid
    return f"{mount} {number:x}"


def _told(state_folder: Path | None) -> list[str]:
    """Return the disks of which a leader was told."""
    if state_folder is None:
        return []
    with suppress(BalintlogError, ValueError, TypeError, KeyError, RecursionError):
        content: Any = json.loads(disk.read(state_folder / _NAME, _MAX_BYTES))
        return [str(name) for name in content["disks"]]
    return []
