"""The commit last seen of each logbook, so that an older or a diverged copy is noticed.

An encrypted file cannot tell that a newer one exists. So the last commit that this
computer saw stands outside, in the state folder of the person who uses it, under the
logbook's name for good (borg's answer to replayed repositories). It holds no text of a
leader; where it cannot be written, nothing is noticed, and nothing lost.

Beside it stand the seals that the pages of the file had then, and the keys that were seen: the
number and a digest of those inside the logbook, which only somebody with a key can write. Where a
passphrase does not open it, they tell an edited keys file from a slip of the fingers.

All of it stands under a mac, by a key that lies inside the logbook and stays when the logbook
gets a new data key::

    mac = HMAC-SHA256(HKDF-SHA256(memory key, "balintlog memory mac v1"),
            canonical{file_id, number, mark, leader, keys, path, state, seals})

So nobody without a key can forge a memory: they can delete it, or put back an earlier one
together with an earlier copy. Before the logbook is unlocked nothing of it is proved, and
only what is said of a wrong passphrase depends on it. A memory of balintlog 0.1 has no mac.
It is believed, as it can only lead to a question, and the next command writes it anew.
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
from balintlog.storage import page_seals
from balintlog.storage.file import commit_marks, connection, file_facts
from balintlog.storage.file.commit_marks import Commit
from balintlog.vault.key_under_passphrase import is_mac, mac
from balintlog.vault.keyring import digest
from balintlog.vault.strict_json import RESTORE_KEYS

if TYPE_CHECKING:
    from balintlog.logbook.book import Logbook
    from balintlog.storage.store import Store
    from balintlog.vault.keyring import DataKey
    from balintlog.vault.slots import Epoch

_MAX_BYTES = 4096
_NUMBERS = range(1, 2**63)  # of a commit, in SQLite
_KEY_PURPOSE, _MAC_PURPOSE = b"balintlog memory key v1", b"balintlog memory mac v1"


class KeysSeen(NamedTuple):
    """The epoch of a keys file that was seen: its salt in hexadecimal digits, number and digest."""

    salt: str
    sequence: int
    digest: str


class SealsSeen(NamedTuple):
    """The digest of all page seals, and the state of the file in which they were seen."""

    state: str
    digest: str


class Memory(NamedTuple):
    """The last commit seen of a logbook, the leader who sat before it, and what else is known.

    ``place`` is the real file that was used; ``mac`` 64 hexadecimal digits over all the rest.
    """

    commit: Commit
    leader: str
    keys: KeysSeen | None = None
    place: str | None = None
    seals: SealsSeen | None = None
    mac: str | None = None

    @property
    def digest(self) -> str | None:
        """The digest of the page seals, if anybody could read them."""
        return None if self.seals is None else self.seals.digest


def recall(folder: Path | None, file_id: str) -> Memory | None:
    """Return what is remembered of a logbook, or None. Nothing has proved it yet."""
    if folder is None:
        return None
    damaged = (BalintlogError, ValueError, TypeError, KeyError, OverflowError, RecursionError)
    with suppress(*damaged):
        content: Any = json.loads(disk.read(folder / f"{file_id}.json", _MAX_BYTES))
        commit = Commit(int(content["number"]), str(content["mark"]))
        place, proof = (content.get(name) for name in ("path", "mac"))
        if commit.number in _NUMBERS:
            return Memory(
                commit,
                str(content["leader"]),
                _keys_in(content),
                None if place is None else str(place),
                _seals_in(content),
                None if proof is None else str(proof),
            )
    return None


def _keys_in(content: Any) -> KeysSeen | None:
    """Return the keys that stand in a memory, or None: balintlog 0.1 did not note them."""
    with suppress(ValueError, TypeError, KeyError, OverflowError):
        keys = content["keys"]
        return KeysSeen(str(keys["salt"]), int(keys["sequence"]), str(keys["digest"]))
    return None


def _seals_in(content: Any) -> SealsSeen | None:
    """Return the seals that stand in a memory, or None where nobody could read them."""
    with suppress(KeyError):
        return SealsSeen(str(content["state"]), str(content["seals"]))
    return None


def _content(memory: Memory) -> dict[str, Any]:
    """Return a memory as it is written, without its mac."""
    content: dict[str, Any] = {**memory.commit._asdict(), "leader": memory.leader}
    if memory.keys is not None:
        content["keys"] = memory.keys._asdict()
    if memory.place is not None:
        content["path"] = memory.place
    if memory.seals is not None:
        content |= {"state": memory.seals.state, "seals": memory.seals.digest}
    return content


def provide_key(store: Store, key: DataKey) -> None:
    """Give an open logbook the key of its memories, where it has none yet.

    Two copies that are brought up to date one by one must not get different ones: it follows
    from the data key of that day, and stays when that is replaced.
    """
    if file_facts.memory_key(store) is None:
        drawn = mac(key.key, _KEY_PURPOSE, {"file_id": file_facts.file_id(store)})
        file_facts.give_memory_key(store, drawn)


def is_own(store: Store, memory: Memory) -> bool:
    """True where a memory has no mac, or the one that a holder of the key would write."""
    key = file_facts.memory_key(store)
    if memory.mac is None or key is None:
        return True
    with suppress(ValueError):
        content = {"file_id": file_facts.file_id(store), **_content(memory)}
        return is_mac(bytes.fromhex(memory.mac), key, _MAC_PURPOSE, content)
    return False


def other_place(folder: Path | None, store: Store) -> Path | None:
    """Return where the logbook last used is, if that is still there and is another file.

    The open one is a copy of it then, or an earlier state on trial.
    """
    memory = recall(folder, file_facts.file_id(store))
    if memory is None or not is_own(store, memory):
        return None
    seen = _still_there(memory)
    return seen if seen is not None and seen != Path(os.path.realpath(store.path)) else None


def _still_there(memory: Memory) -> Path | None:
    """Return the real file that was last used, if one was noted and is still there."""
    with suppress(BalintlogError, OSError, ValueError):
        if memory.place is not None and disk.stands(Path(memory.place)):
            return Path(memory.place)
    return None


def remember(folder: Path | None, file_id: str, memory: Memory) -> None:
    """Write down what was seen last, if it can be written."""
    if folder is None or recall(folder, file_id) == memory:
        return
    content = _content(memory)
    if memory.mac is not None:
        content["mac"] = memory.mac
    with suppress(BalintlogError):
        disk.private_folder(folder)
        for unfinished in left_over(folder / f"{file_id}.json"):  # of a window that was closed
            remove(unfinished)
        disk.replace(folder / f"{file_id}.json", json.dumps(content).encode())


def remember_book(folder: Path | None, book: Logbook) -> None:
    """Close an open logbook and remember its last commit, unless another copy may be in use."""
    store = book.store
    if store.refusal is None and store.is_open and not store.is_replaced:
        remember_newest(folder, book.file_id, store, book.leader)


def remember_newest(folder: Path | None, file_id: str, store: Store, leader: str) -> None:
    """Close a copy that is used from now on, and remember its last commit."""
    with suppress(BalintlogError):
        if commit_marks.has_marks(store):
            newest, keys, place = commit_marks.newest(store), _keys_of(store), _place(store)
            before = recall(folder, file_id)
            if before is not None and before.commit == newest and is_own(store, before):
                place = _still_there(before) or place  # this is a copy that was only looked at
            named = str(place) if len(json.dumps(str(place))) < _MAX_BYTES // 2 else None
            key, state = file_facts.memory_key(store), file_facts.state(store)
            seals = _seals_of(store, state)
            memory = Memory(newest, leader, keys, named, seals)
            if key is not None:
                content = {"file_id": file_id, **_content(memory)}
                memory = memory._replace(mac=mac(key, _MAC_PURPOSE, content).hex())
            remember(folder, file_id, memory)
        elif folder is not None:  # without marks, what was seen before no longer counts
            disk.remove(folder / f"{file_id}.json")


def _place(store: Store) -> Path:
    return Path(os.path.realpath(store.path))


def _keys_of(store: Store) -> KeysSeen | None:
    """Return the keys inside a logbook. The file beside it may be an older one."""
    epoch = copied_epoch(store, file_facts.salt(store))
    return None if epoch is None else KeysSeen(epoch.salt.hex(), epoch.sequence, digest(epoch))


def _seals_of(store: Store, state: str | None) -> SealsSeen | None:
    """Close a logbook and return the seals of its pages, if nobody else has written meanwhile."""
    before, seals = page_seals.stamp(store.path), store.seals
    store.close()
    if store.was_held or seals is None:
        seals = page_seals.read(store.path, connection.PAGE_SIZE)
    if state is None or seals is None or seals.stamp != before:
        return None
    return SealsSeen(state, seals.digest)


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
    return ", and its keys file has since been changed elsewhere, by a leader or by an edit"
