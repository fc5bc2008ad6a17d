"""``kill -9`` in the middle of recording: what was acknowledged is there, and nothing by halves.

The environment variable KILLS sets how often (20 unless told). Every second kill comes
whenever it comes; the others wait until the other process is seen inside a transaction,
with a journal on the disk. Only the process that the test has started is ended, by its
own number.
"""

from __future__ import annotations

import os
import random
import signal
import time
from typing import TYPE_CHECKING

import pytest
import real_files
from real_files import KEY

from balintlog.storage.file import connection

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from balintlog.storage.store import Store

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("KILLS", "20"))


def in_a_transaction(path: Path) -> bool:
    """Tell whether a journal with something in it lies beside the file."""
    try:
        return path.with_name(f"{path.name}-journal").stat().st_size > 0
    except FileNotFoundError:
        return False


def halt_in_a_transaction(window: subprocess.Popen[str], path: Path) -> None:
    """Halt the other process while its journal is there: it may have gone on while we looked."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if in_a_transaction(path):
            window.send_signal(signal.SIGSTOP)
            os.waitpid(window.pid, os.WUNTRACED)  # until it stands still
            if in_a_transaction(path):
                return
            window.send_signal(signal.SIGCONT)
    raise AssertionError("the other process was never seen inside a transaction")


def recorded_until_killed(path: Path, wait: float, *, aimed: bool) -> list[str]:
    """Let another process record for a while, kill it, and return what it had acknowledged."""
    with real_files.another_window("record", path) as window:
        first = real_files.said(window)
        time.sleep(wait)
        if aimed:
            halt_in_a_transaction(window, path)
        window.kill()  # SIGKILL: no handler, no cleaning up
        out, err = window.communicate(timeout=10)
        assert window.returncode == -9, err
    return [first, *out.splitlines()]


def sessions_kept_whole(store: Store) -> set[str]:
    """Return the ids of every session that has all its parts, as the other process says them."""
    found = store.rows(
        "SELECT session.id, presentation.case_id, process_note.id FROM session"
        " JOIN presentation ON presentation.session_id = session.id"
        " JOIN process_note ON process_note.session_id = session.id"
        " AND process_note.case_id = presentation.case_id"
        " JOIN checkin ON checkin.session_id = session.id AND checkin.case_id = 1"
        " WHERE 2 = (SELECT count(*) FROM attendance WHERE session_id = session.id)"
        " AND presentation.case_id <> 1"
    )
    return {f"S{session} C{case} N{note}" for session, case, note in found}


def test_no_acknowledged_session_is_lost_to_a_kill(
    path: Path, record_property: Callable[[str, object], None]
) -> None:
    draw = random.SystemRandom()
    with real_files.with_group(path) as store:
        real_files.keep_evening(store, "first")
    acknowledged: list[str] = []
    in_the_middle = 0
    for number in range(KILLS):
        aimed = number % 2 == 1
        acknowledged += recorded_until_killed(path, draw.uniform(0, 0.08), aimed=aimed)
        in_the_middle += in_a_transaction(path)
        with connection.open_file(path, KEY) as store:
            kept = sessions_kept_whole(store)
            assert set(acknowledged) <= kept
            # Beside them at most the one of each round that was killed before it could say so.
            assert len(kept) <= len(acknowledged) + number + 1
            assert store.value("SELECT count(*) FROM session") == len(kept) + 1
            assert real_files.faults(store) == []
    assert len(acknowledged) >= KILLS
    assert in_the_middle >= KILLS // 2
    told = f"{KILLS} kills, {in_the_middle} inside a transaction; {len(acknowledged)} sessions kept"
    record_property("figures", told)
