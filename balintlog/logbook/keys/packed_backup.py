"""A packed backup: read from its file, and noted in the logbook that was restored from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.logbook.keys import last_seen, make_backup
from balintlog.storage.file import archive, connection
from balintlog.vault import keyring

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from balintlog.storage.file.archive import Packed
    from balintlog.vault.keyring import DataKey, Keyring


class PackedBackup(NamedTuple):
    """A backup that was read, but not opened, with the keys of the day it was made."""

    packed: Packed
    ring: Keyring

    @property
    def made_on(self) -> date:
        """The day on which it was made."""
        return self.packed.made_on

    @property
    def is_sealed(self) -> bool:
        """Whether the day stands under a mac; balintlog 0.1 made none."""
        return self.packed.is_sealed

    def prove(self, key: DataKey) -> None:
        """Raise FileProblemError if somebody without any key has changed the day or anything.

        Somebody who has keys of the second format also had a program that seals backups.
        """
        if self.is_sealed:
            archive.check_seal(self.packed, key)
        elif keyring.epoch_of(self.ring, key.salt).version > 1:
            raise archive.changed()


def read_backup(path: Path) -> PackedBackup:
    """Read a backup. FileProblemError where it is missing, damaged or newer than balintlog."""
    packed = archive.read(path)
    return PackedBackup(packed, keyring.decode(packed.keys_document))


def note_restored(
    backup: PackedBackup, path: Path, key: DataKey, leader: str, state_folder: Path | None
) -> Path | None:
    """Note in a restored logbook which backup it came from, and remember it as seen last.

    Unless the logbook last used stands elsewhere: that is what this computer goes on
    remembering, and its path is returned.
    """
    with connection.open_unchanged(path, key) as store:
        in_use = last_seen.other_place(state_folder, store)
        source = backup.packed.path.absolute()
        make_backup.note_restored(store, source, backup.made_on)
        if in_use is None:
            last_seen.remember_newest(state_folder, backup.ring.file_id, store, leader)
    return in_use
