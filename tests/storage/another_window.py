"""A second process for the tests: somebody else who has the same logbook open.

Run as ``python another_window.py WHAT PATH ...``, with WHAT the name of one of
the functions below. It speaks in lines on its standard output, and waits for
one on its standard input.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import date
from itertools import count
from pathlib import Path

import real_files

from balintlog.errors import BalintlogError
from balintlog.logbook.book import Logbook
from balintlog.logbook.record import record_session
from balintlog.storage.file import connection, schema

NEXT_STEP = """
CREATE TABLE room (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL);
INSERT INTO room (name) VALUES ('the blue one');
"""


def say(line: object) -> None:
    """Say one line, whole or not at all, even to somebody who kills this process."""
    os.write(1, f"{line}\n".encode())


def told(line: str) -> None:
    """Wait until that line is said to this process."""
    assert sys.stdin.readline().strip() == line


def hold(path: str, begin: str, seconds: str = "") -> None:
    """Hold the file with a transaction, for some seconds or until told."""
    with connection.open_file(Path(path), real_files.KEY) as store:
        store.rows(begin)
        store.rows("SELECT * FROM logbook")
        say("held")
        if seconds:
            time.sleep(float(seconds))
        else:
            told("let go")
        store.rows("COMMIT")


def write_and_hold(path: str) -> None:
    """Write so much that pages go to the disk before the end, and commit when told."""
    with connection.open_file(Path(path), real_files.KEY) as store:
        store.rows("PRAGMA cache_size = 2")
        with store.writing():
            real_files.keep_evening(store, "meanwhile " * 3000)
            say("held")
            told("let go")


def keep_evenings(path: str, word: str, evenings: str) -> None:
    """Keep many evenings, each in its own transaction, as fast as it goes."""
    with connection.open_file(Path(path), real_files.KEY) as store:
        say("ready")
        told("go")
        for _ in range(int(evenings)):
            say(real_files.keep_evening(store, word)[0])


def open_with_next_step(path: str) -> None:
    """Open the file with a program that knows one more step of the schema."""
    steps = (*schema.steps(), (schema.newest() + 1, NEXT_STEP))
    schema.steps = lambda: steps  # type: ignore[assignment]
    say("opening")
    with connection.open_file(Path(path), real_files.KEY) as store:
        say(store.value("PRAGMA user_version"))
        say([name for (name,) in store.rows("SELECT name FROM room")])


def try_to_open(*paths: str) -> None:
    """Say what opening each file ends with."""
    for path in paths:
        try:
            with connection.open_file(Path(path), real_files.KEY):
                say("open")
        except BalintlogError as error:
            say(f"{type(error).__name__}: {error}")


def record(path: str) -> None:
    """Record sessions through the program's own code until somebody ends this process."""
    with connection.open_file(Path(path), real_files.KEY) as store:
        book = Logbook(store, "alder", date(2026, 3, 20), real_files.KEY, "00" * 16)
        for number in count():
            document = {
                "schema": 1,
                "group": "larch",
                "held_on": "2026-03-02",
                "attendance": {"heron": "present", "plover": "apologies"},
                "checkins": [{"case": "C1", "outcome": "easier", "text": "heavy " * 50}],
                "cases": [
                    {"label": f"case {number}", "presenter": "heron", "summary": "quiet " * 500}
                ],
                "notes": [{"case": "/cases/0", "text": "gentle " * 100}],
            }
            kept = record_session.record_session(book, document, second_on_date=True)
            say(f"{kept.session} {kept.cases[0]} {kept.notes[0]}")


def fill_the_disk(folder: str) -> None:
    """Record on a disk of 600 KB of its own until it is full; then free some, and go on."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", folder], check=True)
    path = Path(folder, "full.balint")
    kept = []
    with real_files.with_group(path) as store:
        kept.append(real_files.keep_evening(store, "first"))
        filler = Path(folder, "filler")
        with filler.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass
        errors = []
        for _ in range(2):
            before = real_files.everything(store)
            try:
                real_files.keep_evening(store, "refused " * 5000)
            except BalintlogError as error:
                errors.append(f"{type(error).__name__}: {error}")
            assert real_files.everything(store) == before
        new = connection_error(Path(folder, "new.balint"))
        filler.unlink()
        kept.append(real_files.keep_evening(store, "second"))
    with connection.open_file(path, real_files.KEY) as store:
        sessions = [number for (number,) in store.rows("SELECT id FROM session ORDER BY id")]
        faults = real_files.faults(store)
    say(json.dumps({"errors": errors, "new": new, "sessions": sessions, "faults": faults}))
    assert sessions == [number for number, _, _ in kept]


def connection_error(path: Path) -> str:
    """Say what making a new file ends with."""
    try:
        connection.create(path, real_files.KEY).close()
    except BalintlogError as error:
        return f"{type(error).__name__}: {error}"
    return "made"


def read_and_write(path: str) -> None:
    """Read what can be read, then try to write; run without the rights of an administrator."""
    with connection.open_file(Path(path), real_files.KEY) as store:
        before = real_files.everything(store)
        try:
            real_files.keep_evening(store, "refused")
        except BalintlogError as error:
            ended = f"{error.exit_code} {type(error).__name__}: {error}"
        else:
            ended = "written"
        unchanged = real_files.everything(store) == before
    found = [row[2] for row in before["balint_case"]]
    new = connection_error(Path(path).with_name("new.balint"))
    say(json.dumps({"labels": found, "ended": ended, "unchanged": unchanged, "new": new}))


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
