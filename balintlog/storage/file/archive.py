"""The archive that a backup is: the logbook, its keys file, and what both should look like.

A zip file without compression (what is encrypted does not shrink), so that it can
be taken apart without this program::

    manifest.json         format, version, file_id, made_on, sha256 of the other two, mac
    logbook.balint        the encrypted logbook, a compact copy
    logbook.balint.keys   the keys file of that moment

Nothing in it is readable without a passphrase of that moment or its recovery sheet. The
mac is over the rest of the manifest, under the data key, so nobody without a key can give a
backup another day, or another logbook or keys file, older ones of the same key included::

    mac = HMAC-SHA256(HKDF-SHA256(data key, "balintlog backup mac v1"), canonical{manifest})

Version 1, which balintlog 0.1 made, has none: its day is what anybody has written there.
"""

from __future__ import annotations

import errno
import hashlib
import json
import re
import shutil
import struct
import warnings
import zipfile
import zlib
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from balintlog import disk
from balintlog.errors import FileProblemError
from balintlog.storage.file.connection import new_private_file
from balintlog.vault.key_under_passphrase import is_mac, mac

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import IO

    from balintlog.vault.keyring import DataKey

FORMAT = "balintlog-backup"
VERSION = 2
DATABASE, KEYS, MANIFEST = "logbook.balint", "logbook.balint.keys", "manifest.json"

_PURPOSE = b"balintlog backup mac v1"
_MAX_SMALL = 256 * 1024  # bytes of the keys file or the manifest
_BLOCK = 1 << 20
_DAMAGED = "the backup is damaged"
_USE_ANOTHER = "Use another backup."
_BAD_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    TypeError,
    ValueError,
    UserWarning,  # from Python 3.14 on two entries in one place are only warned of
)


class Packed(NamedTuple):
    """A backup that was read, but not opened: its keys document is as it was packed."""

    path: Path
    file_id: str
    made_on: date
    keys_document: bytes
    database_sha256: str
    manifest: Mapping[str, object]  # as it was read, without its mac
    mac: bytes | None

    @property
    def is_sealed(self) -> bool:
        """Whether there is a mac, which must be checked once the key is there."""
        return self.mac is not None


def pack(
    path: Path, database: Path, keys_document: bytes, file_id: str, made_on: date, key: DataKey
) -> None:
    """Write a new backup file (mode 0600), sealed with the data key, and bring it to the disk."""
    manifest: dict[str, object] = {
        "format": FORMAT,
        "version": VERSION,
        "file_id": file_id,
        "made_on": made_on.isoformat(),
        "sha256": {
            DATABASE: _sha256_of(database),
            KEYS: hashlib.sha256(keys_document).hexdigest(),
        },
    }
    manifest["mac"] = mac(key.key, _PURPOSE, manifest).hex()
    new_private_file(path)
    when = (made_on.year, made_on.month, made_on.day, 0, 0, 0)
    with disk.explained(path, "written"):
        with path.open("r+b") as file, zipfile.ZipFile(file, "w") as archive:
            described = json.dumps(manifest, indent=2).encode()
            archive.writestr(zipfile.ZipInfo(MANIFEST, when), described)
            archive.writestr(zipfile.ZipInfo(KEYS, when), keys_document)
            entry = zipfile.ZipInfo(DATABASE, when)
            entry.file_size = database.stat().st_size
            with database.open("rb") as source, archive.open(entry, "w") as target:
                shutil.copyfileobj(source, target, _BLOCK)
        disk.sync(path)


def read(path: Path) -> Packed:
    """Read what a backup holds. FileProblemError if it is none, damaged, or newer."""
    disk.check_ordinary(path)
    if not (disk.stands(path) and path.is_file()):  # nothing, or a link that leads nowhere
        raise FileProblemError(f"there is no backup at {path}", "Check its name.")
    with disk.explained(path, "read"), _opened(path) as archive:
        manifest: Any = json.loads(_small(archive, MANIFEST))
        if manifest["format"] != FORMAT:
            raise KeyError(FORMAT)
        if manifest["version"] > VERSION:
            raise FileProblemError(
                "this backup was made by a newer balintlog", "Install the newer version."
            )
        keys_document = _small(archive, KEYS)
        if hashlib.sha256(keys_document).hexdigest() != manifest["sha256"][KEYS]:
            raise FileProblemError(f"{_DAMAGED}: its keys file was changed", _USE_ANOTHER)
        if not re.fullmatch(r"[0-9a-f]{32}", manifest["file_id"]):
            raise ValueError("file_id")
        has_mac = manifest["version"] == VERSION or "mac" in manifest
        if has_mac and not re.fullmatch(r"[0-9a-f]{64}", manifest["mac"]):
            raise ValueError("mac")
        return Packed(
            path,
            manifest["file_id"],
            date.fromisoformat(manifest["made_on"]),
            keys_document,
            str(manifest["sha256"][DATABASE]),
            {name: value for name, value in manifest.items() if name != "mac"},
            bytes.fromhex(manifest["mac"]) if has_mac else None,
        )


def check_seal(packed: Packed, key: DataKey) -> None:
    """Raise FileProblemError for a backup whose mac is not that of a holder of the data key."""
    try:
        is_own = packed.mac is not None and is_mac(packed.mac, key.key, _PURPOSE, packed.manifest)
    except RecursionError:  # nested more deeply than anything that was ever packed
        is_own = False
    if not is_own:
        raise changed()


def changed() -> FileProblemError:
    """Return the error of a backup that was put together anew by somebody without a key."""
    return FileProblemError(
        "something other than balintlog has changed the backup: its day, its logbook or its keys",
        f"Ask who may have changed it. {_USE_ANOTHER}",
    )


def unpack_database(packed: Packed, path: Path) -> None:
    """Write the logbook of a backup to a new file (0600). FileProblemError if it was changed."""
    new_private_file(path)
    with disk.explained(path, "written"), _opened(packed.path) as archive:
        with _member(archive, DATABASE) as source, path.open("r+b") as target:
            shutil.copyfileobj(source, target, _BLOCK)
        disk.sync(path)
    if _sha256_of(path) != packed.database_sha256:
        raise FileProblemError(f"{_DAMAGED}: its logbook was changed", _USE_ANOTHER)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip file that may come from anybody."""
    try:
        with (
            warnings.catch_warnings(action="error", category=UserWarning),
            zipfile.ZipFile(path) as archive,
        ):
            yield archive
    except _BAD_ZIP:
        raise FileProblemError(f"{_DAMAGED}, or is not a balintlog backup", _USE_ANOTHER) from None
    except OSError as error:
        if error.errno != errno.EINVAL:  # the zip file names a place before its own beginning
            raise
        raise FileProblemError(f"{_DAMAGED}, or is not a balintlog backup", _USE_ANOTHER) from None


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    with _member(archive, name) as member:
        content = member.read(_MAX_SMALL + 1)
    if len(content) > _MAX_SMALL:
        raise ValueError("too large")
    return content


def _member(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    """Open a member that is as long as it says; what was packed is never compressed."""
    if archive.getinfo(name).compress_type != zipfile.ZIP_STORED:
        raise ValueError("compressed")
    return archive.open(name)


def _sha256_of(path: Path) -> str:
    with disk.explained(path, "read"), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
