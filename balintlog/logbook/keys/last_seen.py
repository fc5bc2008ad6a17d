"""The commit last seen of each logbook, so that an older or a diverged copy is noticed.

An encrypted file cannot tell that a newer one exists. So the last commit that this
computer saw stands outside, in the state folder of the person who uses it, under the
logbook's name for good (borg's answer to replayed repositories). It holds no text of a
leader; where it cannot be written, nothing is noticed, and nothing lost.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from balintlog import disk
from balintlog.errors import BalintlogError, FileProblemError
from balintlog.logbook.keys.paths import left_over, remove
from balintlog.storage.file import lineage
from balintlog.storage.file.lineage import Commit

if TYPE_CHECKING:
    from balintlog.logbook.book import Logbook
    from balintlog.storage.store import Store

_MAX_BYTES = 4096
_NUMBERS = range(1, 2**63)  # of a commit, in SQLite
_WHICH_ONE = (
    "Nothing is written to it. To use this copy from now on, say so once: --accept-older. "
    "Otherwise open the other copy, or restore a backup: balintlog vault restore BACKUP"
)


class Memory(NamedTuple):
    """The last commit seen of a logbook, and the leader who sat before it."""

    commit: Commit
    leader: str


def recall(folder: Path | None, file_id: str) -> Memory | None:
    """Return what is remembered of a logbook, or None."""
    if folder is None:
        return None
    with suppress(OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
        content: Any = json.loads((folder / f"{file_id}.json").read_bytes()[:_MAX_BYTES])
        commit = Commit(int(content["number"]), str(content["mark"]))
        if commit.number in _NUMBERS:
            return Memory(commit, str(content["leader"]))
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
    content = {**memory.commit._asdict(), "leader": memory.leader}
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
        if lineage.has_marks(store):
            newest, place = lineage.newest(store), Path(os.path.realpath(store.path))
            before = recall(folder, file_id)
            if before is not None and before.commit == newest:  # a copy that was only looked at
                place = _place_seen(folder, file_id) or place
            remember(folder, file_id, Memory(newest, leader), place)
        elif folder is not None:  # nothing tells it apart; what was seen before counts no more
            disk.remove(folder / f"{file_id}.json")


def refusal(store: Store, memory: Memory | None) -> FileProblemError | None:
    """Return why nothing may be written to a copy before the leader has chosen one, or None."""
    if memory is None:
        return None
    if not lineage.has_marks(store):
        return FileProblemError(
            "this copy of the logbook is older than the one last used on this computer:"
            " it still has the structure of an earlier version of balintlog",
            _WHICH_ONE,
        )
    if lineage.holds(store, memory.commit):
        return None
    missing = memory.commit.number - lineage.newest(store).number
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
