"""The commit last seen of each logbook, so that an older or a diverged copy is noticed.

An encrypted file cannot tell that a newer one exists. So the last commit that this
computer saw stands outside, in the state folder of the person who uses it, under the
logbook's name for good (borg's answer to replayed repositories). It holds no text of a
leader; where it cannot be written, nothing is noticed, and nothing lost.

The keys that were seen stand there, too: the number and a digest of those inside the logbook,
which only who has a key can write. Where a passphrase does not open it, they tell an edited
keys file from a slip of the fingers.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from balintlog import disk
from balintlog.errors import BalintlogError, FileProblemError
from balintlog.logbook.keys.keys_file import copied_epoch
from balintlog.logbook.keys.paths import left_over, remove
from balintlog.storage.file import commit_marks, connection
from balintlog.storage.file.commit_marks import Commit
from balintlog.vault.keyring import digest
from balintlog.vault.strict_json import RESTORE_KEYS

if TYPE_CHECKING:
    from balintlog.logbook.book import Logbook
    from balintlog.storage.store import Store
    from balintlog.vault.slots import Epoch

_MAX_BYTES = 4096
_NUMBERS = range(1, 2**63)  # of a commit, in SQLite
_WHICH_ONE = (
    "Nothing is written to it. To use this copy from now on, say so once: --accept-older. "
    "Otherwise open the other copy, or restore a backup: balintlog vault restore BACKUP"
)


class KeysSeen(NamedTuple):
    """The epoch of a keys file that was seen: its salt in hexadecimal digits, number and digest."""

    salt: str
    sequence: int
    digest: str


class Memory(NamedTuple):
    """The last commit seen of a logbook, the leader who sat before it, and its keys if known."""

    commit: Commit
    leader: str
    keys: KeysSeen | None = None


def recall(folder: Path | None, file_id: str) -> Memory | None:
    """Return what is remembered of a logbook, or None."""
    if folder is None:
        return None
    with suppress(OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
        content: Any = json.loads((folder / f"{file_id}.json").read_bytes()[:_MAX_BYTES])
        commit = Commit(int(content["number"]), str(content["mark"]))
        if commit.number in _NUMBERS:
            return Memory(commit, str(content["leader"]), _keys_in(content))
    return None


def _keys_in(content: Any) -> KeysSeen | None:
    """Return the keys that stand in a memory, or None: balintlog 0.1 did not note them."""
    with suppress(ValueError, TypeError, KeyError, OverflowError):
        keys = content["keys"]
        return KeysSeen(str(keys["salt"]), int(keys["sequence"]), str(keys["digest"]))
    return None


def other_place(folder: Path | None, file_id: str, path: Path) -> Path | None:
    """Return where the logbook last used is, if that is still there and is not ``path``.

    What stands at ``path`` is a copy of it then, or an earlier state on trial.
    """
    seen = _place_seen(folder, file_id)
    return seen if seen is not None and seen != Path(os.path.realpath(path)) else None


def _place_seen(folder: Path | None, file_id: str) -> Path | None:
    """Return the real file that was last used, if one was noted and is still there."""
    if folder is None:
        return None
    with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
        content: Any = json.loads((folder / f"{file_id}.json").read_bytes()[:_MAX_BYTES])
        place = Path(str(content["path"]))
        return place if disk.stands(place) else None
    return None


def remember(folder: Path | None, file_id: str, memory: Memory, place: Path | None = None) -> None:
    """Write down what was seen last, and in which file, if it can be written."""
    if folder is None:
        return
    if recall(folder, file_id) == memory and place in (None, _place_seen(folder, file_id)):
        return
    content: dict[str, object] = {**memory.commit._asdict(), "leader": memory.leader}
    if memory.keys is not None:
        content["keys"] = memory.keys._asdict()
    if place is not None and len(str(place)) < _MAX_BYTES // 8:  # a letter may take six bytes
        content["path"] = str(place)
    with suppress(BalintlogError):
        disk.private_folder(folder)
        for unfinished in left_over(folder / f"{file_id}.json"):  # of a window that was closed
            remove(unfinished)
        disk.replace(folder / f"{file_id}.json", json.dumps(content).encode())


def remember_book(folder: Path | None, book: Logbook) -> None:
    """Remember the last commit of an open logbook, unless another copy may be the one in use."""
    store = book.store
    if store.refusal is None and store.is_open and not store.is_replaced:
        remember_newest(folder, book.file_id, store, book.leader)


def remember_newest(folder: Path | None, file_id: str, store: Store, leader: str) -> None:
    """Remember the last commit of a copy that is used from now on, as it is."""
    with suppress(BalintlogError):
        if commit_marks.has_marks(store):
            newest, place = commit_marks.newest(store), Path(os.path.realpath(store.path))
            before = recall(folder, file_id)
            if before is not None and before.commit == newest:  # a copy that was only looked at
                place = _place_seen(folder, file_id) or place
            remember(folder, file_id, Memory(newest, leader, _keys_of(store)), place)
        elif folder is not None:  # without marks, what was seen before no longer counts
            disk.remove(folder / f"{file_id}.json")


def _keys_of(store: Store) -> KeysSeen | None:
    """Return the keys inside a logbook. The file beside it may be an older one."""
    epoch = copied_epoch(store, connection.first_bytes(store.path))
    return None if epoch is None else KeysSeen(epoch.salt.hex(), epoch.sequence, digest(epoch))


def also_possible(memory: Memory | None, epoch: Epoch) -> str:
    """Return what else than a wrong passphrase may keep an epoch of a keys file shut, or "".

    As the end of a sentence. FileProblemError where the keys file is known to be edited.
    """
    keys = None if memory is None else memory.keys
    if keys is None or keys.salt != epoch.salt.hex():
        return ", or its keys file was edited"
    if keys.digest == digest(epoch):
        return ""
    if keys.sequence == epoch.sequence:
        raise FileProblemError(
            "the keys file is not the one last used on this computer: something other than"
            " balintlog has changed it, or it belongs to another copy",
            f"Ask who may have changed it. {RESTORE_KEYS}",
        )
    if keys.sequence > epoch.sequence:
        return ", and its keys file is older than the one last used here"
    return ", and its keys file was changed elsewhere since: by a leader, or by an edit"


def refusal(store: Store, memory: Memory | None) -> FileProblemError | None:
    """Return why nothing may be written to a copy before the leader has chosen one, or None."""
    if memory is None:
        return None
    if not commit_marks.has_marks(store):
        return FileProblemError(
            "this copy of the logbook is older than the one last used on this computer:"
            " it still has the structure of an earlier version of balintlog",
            _WHICH_ONE,
        )
    if commit_marks.holds(store, memory.commit):
        return None
    missing = memory.commit.number - commit_marks.newest(store).number
    if missing > 0:
        return FileProblemError(
            "this copy of the logbook is older than the one last used on this computer:"
            f" {missing} {'changes made since are' if missing > 1 else 'change made since is'}"
            " not in it",
            _WHICH_ONE,
        )
    return FileProblemError(
        "this copy of the logbook has diverged from the one last used on this computer:"
        " each holds something that the other lacks",
        _WHICH_ONE + ". To carry a session over from this one:"
        " balintlog -f THIS session export S9 | balintlog -f OTHER log --from -",
    )
