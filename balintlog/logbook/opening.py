"""Creating a logbook, and opening it.

Two files belong together: the encrypted logbook, and beside it the keys file
(the same name with ``.keys``), whose content is also kept inside the logbook.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from balintlog.errors import CouldNotError, FileProblemError, NotFoundError
from balintlog.logbook.book import Logbook
from balintlog.storage import connection, drafts, founding, people
from balintlog.vault import files, keyring
from balintlog.vault.stretching import SHIPPED

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from balintlog.vault.keyring import Keyring
    from balintlog.vault.stretching import Stretching


def keys_path(path: Path) -> Path:
    """Return where the keys file of a logbook is."""
    return path.with_name(f"{path.name}.keys")


def check_free(path: Path) -> None:
    """Raise FileProblemError if anything stands where a new logbook would be made."""
    for one in (path, keys_path(path)):
        if files.stands(one):
            raise FileProblemError(
                f"there is already a file at {one}",
                "Nothing was overwritten. Choose another name with -f FILE, or move that one away.",
            )


def create(
    path: Path, leader: str, passphrase: str, today: date, stretching: Stretching = SHIPPED
) -> None:
    """Create an empty logbook for a leader, and read it back before it gets its name.

    The logbook is made aside; the keys file is written next, and the logbook
    moved to its place last: where a logbook stands, its key stands too.
    """
    import secrets

    check_free(path)
    files.private_folder(path.parent)
    ring, key = keyring.create(leader, passphrase, stretching)
    document = keyring.encode(ring)
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    try:
        with connection.create(aside, key) as store, store.writing():
            founding.found(store, ring.file_id, document)
            people.add_leader(store, leader, "unknown")
        with Door(aside, leader, keyring.decode(document)).open(passphrase, today).store as store:
            connection.check_every_page(store)
        files.write_new(keys_path(path), document)
        try:
            files.move_new(aside, path)
        except BaseException:
            if aside.exists():  # else it was moved, and only then something failed
                keys_path(path).unlink(missing_ok=True)
            raise
    finally:
        with suppress(OSError):  # what went wrong first is what is told
            aside.unlink()


def approach(path: Path, leader: str | None) -> Door:
    """Return the locked door of a logbook, and who stands before it.

    ``leader`` None is the only one who has a key. Raises FileProblemError where
    logbook or keys file are missing or damaged, NotFoundError for a leader
    without a key.
    """
    first16 = connection.first_bytes(path)
    keys = keys_path(path)
    if not files.stands(keys):
        raise FileProblemError(
            f"the keys file {keys} is missing; the logbook cannot be opened without it",
            "Put it back beside the logbook, from where it was moved or from a backup.",
        )
    ring = keyring.decode(files.read(keys, keyring.MAX_BYTES + 1))
    names = keyring.leaders(ring, first16)
    if leader is None:
        leader = names[0]
    elif leader not in names:
        raise NotFoundError(
            f"no leader {leader} has a key to this logbook", f"Those who have: {', '.join(names)}."
        )
    return Door(path, leader, ring)


@dataclass(frozen=True)
class Door:
    """A logbook that is still locked, and the leader who wants in."""

    path: Path
    leader: str
    keyring: Keyring

    def open(self, passphrase: str, today: date) -> Logbook:
        """Unlock and open the logbook, at the cost of one key stretching.

        Raises LockedError for a wrong passphrase, FileProblemError for damage.
        """
        first16 = connection.first_bytes(self.path)
        key = keyring.unlock(self.keyring, first16, self.leader, passphrase)
        store = connection.open_file(self.path, key)
        try:
            if founding.file_id(store) != self.keyring.file_id:
                raise FileProblemError(
                    "the keys file does not belong to this logbook",
                    "Restore both from the same backup.",
                )
            with suppress(CouldNotError):  # a logbook that can only be read is still read
                drafts.drop_old_drafts(store, today)
        except BaseException:
            store.close()
            raise
        return Logbook(store, self.leader, today)
