"""What the tests of the encrypted file share: making one, filling it, a second process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from balintlog.domain.document import Frame, News, Note, Telling
from balintlog.domain.membership import Period
from balintlog.domain.records import Attendance, Group, Session
from balintlog.storage.file import connection, file_facts, schema
from balintlog.storage.tables import cases, checkins, notes, people, presentations, sessions
from balintlog.vault.keyring import DataKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from balintlog.storage.store import Store

KEY = DataKey(bytes(range(100, 132)), bytes(range(16)))
OTHER_KEY = DataKey(bytes(range(132, 100, -1)), bytes(range(16)))
ANOTHER_WINDOW = Path(__file__).with_name("another_window.py")
LARCH = Group(
    id=0,
    label="larch",
    format="balint",
    usual_minutes=90,
    cadence="fortnightly",
    mode="in-person",
    openness="closed",
    started_on=date(2025, 9, 15),
    agreed_on=None,
    archived_on=None,
    leaders={"alder": "leader"},
    row_version=1,
)


def founded(path: Path) -> Store:
    """Return a new file with the leader alder, open."""
    store = connection.create(path, KEY)
    with store.writing():
        file_facts.initialise(store, "00" * 16, b"{}")
        people.add_leader(store, "alder", "unknown")
    return store


@cache
def _larch() -> bytes:
    """Return what a file with the group larch holds: made once, as all steps take 20 ms."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "larch.balint"
        with founded(path) as store, store.writing():
            people.add_group(store, LARCH)
            people.add_member(store, 1, "heron", "doctor", Period("member", None, None))
            people.add_member(store, 1, "plover", None, Period("member", None, None))
        return path.read_bytes()


def with_group(path: Path, *, hasty: bool = False) -> Store:
    """Return a new file with the group larch (number 1) and its members heron and plover, open.

    ``hasty`` does not wait for the disk, where a test is about something else.
    """
    connection.new_private_file(path)
    path.write_bytes(_larch())
    store = connection.open_file(path, KEY)
    if hasty:
        store.rows("PRAGMA synchronous = OFF")
    return store


def a_session(day: date = date(2026, 3, 2), **changes: Any) -> Session:
    """Return a session of larch that is to be kept."""
    fields: dict[str, Any] = {
        "id": 0,
        "group_id": 1,
        "held_on": day,
        "minutes": 90,
        "mode": "in-person",
        "frame": Frame(),
        "leaders": {"alder": "leader"},
        "attendance": (Attendance("heron", "present"), Attendance("plover", "absent")),
        "row_version": 1,
    }
    return Session(**{**fields, **changes})


def keep_evening(store: Store, word: str, day: date = date(2026, 3, 2)) -> tuple[int, int, int]:
    """Keep a session whose every text holds ``word``; return session, case and note number."""
    with store.writing():
        session_id = sessions.add_session(store, a_session(day))
        case_id = cases.add_case(store, 1, f"the {word} letters")
        telling = Telling(("heron",), summary=f"A {word} visit.", said_on_return=f"Less {word}.")
        presentations.add(store, case_id, session_id, telling)
        checkins.add(store, case_id, session_id, News("easier", text=f"Now {word}."))
        note = Note(text=f"We were {word}.", for_supervision=f"Why {word}?")
        note_id = notes.add_note(store, session_id, case_id, 1, note)
    return session_id, case_id, note_id


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of all tables."""
    tables = store.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    return {
        name: [tuple(row) for row in store.rows(f'SELECT * FROM "{name}"')] for (name,) in tables
    }


def journal_of_a_kill(store: Store) -> bytes:
    """Return the journal that a kill in the middle of a transaction would leave; nothing is kept.

    SQLite lays its content over whatever file it finds beside it.
    """
    store.rows("PRAGMA cache_size = 2")  # so that the pages are written before the end
    store.rows("BEGIN IMMEDIATE")
    store.rows("CREATE TABLE filler (content BLOB)")
    for _ in range(20):
        store.rows("INSERT INTO filler VALUES (randomblob(4000))")
    journal = store.path.with_name(f"{store.path.name}-journal").read_bytes()
    store.rows("ROLLBACK")
    assert journal.startswith(bytes.fromhex("d9d505f920a163d7"))  # SQLite's mark: it counts
    return journal


def journal_between(before: bytes, after: bytes, *, pages: Iterable[int] | None = None) -> bytes:
    """Return the rollback journal of a commit that turns one state of a file into the other.

    Its form is public (https://www.sqlite.org/fileformat.html#the_rollback_journal), and no key
    is needed: ``pages``, or all that differ, as they were before.
    """
    size = connection.PAGE_SIZE
    states = [
        [data[at : at + size] for at in range(0, len(data), size)] for data in (before, after)
    ]
    if pages is None:
        pages = (n for n, page in enumerate(states[0]) if states[1][n : n + 1] != [page])
    records = b"".join(
        (n + 1).to_bytes(4) + states[0][n] + sum(states[0][n][size - 200 : 0 : -200]).to_bytes(4)
        for n in pages
    )
    header = bytes.fromhex("d9d505f920a163d7 ffffffff 00000000")
    header += b"".join(number.to_bytes(4) for number in (len(states[0]), 512, size))
    return header.ljust(512, b"\0") + records


def journal_of_commit(store: Store, act: Callable[[], object]) -> bytes:
    """Do something in one transaction; return the journal as a kill during its commit leaves it.

    SQLCipher encrypts each page anew for the journal, other than ``journal_between``.
    """
    journal, rows = b"", store.rows

    def noting(sql: str, *parameters: Any) -> list[Any]:
        nonlocal journal
        if sql == "COMMIT":
            # As it was; else the first page comes only now.
            rows(f"PRAGMA user_version = {schema.newest()}")
            journal = store.path.with_name(f"{store.path.name}-journal").read_bytes()
        return rows(sql, *parameters)

    with patch.object(store, "rows", noting):
        act()
    # SQLite writes its mark and the number of pages when all of them are on the disk.
    return bytes.fromhex("d9d505f920a163d7 ffffffff") + journal[12:]


def faults(store: Store) -> list[str]:
    """Return everything that SQLite, SQLCipher and FTS5 find wrong with an open file."""
    messages = [str(row[0]) for row in store.rows("PRAGMA cipher_integrity_check")]
    messages += [row[0] for row in store.rows("PRAGMA integrity_check") if row[0] != "ok"]
    messages += [str(tuple(row)) for row in store.rows("PRAGMA foreign_key_check")]
    store.rows("INSERT INTO passage (passage) VALUES ('integrity-check')")  # raises if it is not
    return messages


def names(folder: Path) -> list[str]:
    """Return the names of all that is in a folder, but for the test's private home."""
    return sorted(entry.name for entry in folder.iterdir() if entry.name != "home")


@contextmanager
def another_window(
    *arguments: object, before: tuple[str, ...] = ()
) -> Iterator[subprocess.Popen[str]]:
    """Run another_window.py as a process of its own; what it says is read from its stdout."""
    command = [*before, sys.executable, str(ANOTHER_WINDOW), *map(str, arguments)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def said(process: subprocess.Popen[str]) -> str:
    """Return the next line that another window says."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def finished(process: subprocess.Popen[str], typed: str = "") -> str:
    """Let another window come to its end and return the rest of what it says."""
    out, err = process.communicate(typed, timeout=60)
    assert (process.returncode, err) == (0, ""), err
    return str(out.strip())


def can_mount(folder: Path) -> bool:
    """Tell whether a small disk can be made here: by an administrator, on Linux."""
    command = ["unshare", "-m", "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    return (
        bool(shutil.which("unshare"))
        and not subprocess.run(command, capture_output=True, check=False).returncode
    )


def ordinary_rights() -> tuple[str, ...]:
    """Return what a command must begin with so that file permissions bind it."""
    if os.geteuid() != 0:
        return ()
    return ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
