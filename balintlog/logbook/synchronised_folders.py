"""Synchronised folders: those that a program copies to somebody else's computer.

What is written there leaves this computer by itself. A logbook there is encrypted, but such a
program may copy it half written, or put an older copy back; anybody who can read that other
computer can read a report or a recovery sheet. Such folders are known by their names, and by the
files that such programs put into them; one with neither is not noticed.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

# Beginnings of names: "OneDrive - Praxis", "Dropbox (private)" and "Nextcloud2" count, too.
NAMES = (
    "amazon drive",
    "box",
    "cloudstorage",
    "creative cloud files",
    "dropbox",
    "google drive",
    "googledrive",
    "hidrive",
    "icloud",
    "icloud drive",
    "iclouddrive",
    "jottacloud",
    "kdrive",
    "koofr",
    "magentacloud",
    "mega",
    "megasync",
    "meine ablage",  # Google Drive in German, French, Italian and Spanish
    "mi unidad",
    "il mio drive",
    "mobile documents",
    "mon drive",
    "my drive",
    "nextcloud",
    "onedrive",
    "owncloud",
    "pcloud",
    "pclouddrive",
    "proton drive",
    "protondrive",
    "resilio sync",
    "seafile",
    "spideroak",
    "strato hidrive",
    "sync",
    "syncthing",
    "synologydrive",
    "tresorit",
    "yandex.disk",
)
_NAMED = re.compile(rf"({'|'.join(map(re.escape, NAMES))})(?![a-z])")
_MARKS = (
    ".dropbox",
    ".dropbox.cache",
    ".nextcloudsync.log",
    ".owncloudsync.log",
    ".seafile-data",
    ".stfolder",
    ".tmp.drivedownload",
    ".849c9593-d756-4e56-8d6e-42412f2a707b",  # OneDrive
)


def synchronised_folder(file: Path) -> Path | None:
    """Return the folder above a file that looks as if a program copied it elsewhere, or None."""
    folder = Path(os.path.realpath(file.parent))
    for place in (folder, *folder.parents):
        if _NAMED.match(place.name.casefold()) or any(
            os.path.lexists(place / mark) for mark in _MARKS
        ):
            return place
    return None


def advice_on_logbook(file: Path) -> str | None:
    """Say what a leader should know of a logbook in such a folder; None in any other."""
    folder = synchronised_folder(file)
    if folder is None:
        return None
    return (
        f"{folder} looks like a folder that is copied elsewhere. The program that copies it can"
        " mix up the logbook while you write, or put an older copy back. Move the logbook and its"
        " keys file to a folder that is not copied, and put backups here instead:"
        " balintlog vault backup PATH"
    )
