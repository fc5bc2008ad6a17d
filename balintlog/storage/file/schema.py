"""The schema's numbered steps, each in one transaction with its number.

The steps are the files in ``migrations/``; the number of the last one taken
stands in the file as ``user_version``. A new file takes all of them in one
transaction (``connection.create``).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from balintlog.errors import FileProblemError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balintlog.storage.store import Store


@cache
def steps() -> tuple[tuple[int, str], ...]:
    """Return the number and the SQL of every step, in order."""
    # Not by importlib.resources, which takes ten times as long at every opening.
    files = sorted((Path(__file__).parents[1] / "migrations").glob("*.sql"))
    return tuple((int(path.name.split("_")[0]), path.read_text("utf-8")) for path in files)


def newest() -> int:
    """Return the schema number that this program writes."""
    return steps()[-1][0]


def version(store: Store) -> int:
    """Return the schema number that a file has."""
    return int(store.value("PRAGMA user_version"))


def is_older(store: Store) -> bool:
    """True while there are steps to take. FileProblemError if the file is the newer one."""
    if version(store) > newest():
        raise FileProblemError(
            "this logbook was written by a newer balintlog",
            "Install the newer version; nothing was changed.",
        )
    return version(store) < newest()


def migrate(store: Store, last: int | None = None) -> None:
    """Take every step that the file has not taken yet, or those up to the number ``last``.

    FileProblemError if the file is the newer one.
    """
    if not is_older(store):
        return
    for number, sql in steps():
        if last is not None and number > last:
            return
        with store.unmarked():
            if number <= version(store):  # taken, perhaps by another window
                continue
            for statement in _statements(sql):
                store.rows(statement)
            store.rows(f"PRAGMA user_version = {number}")
            store.draw_state()


def _statements(sql: str) -> Iterator[str]:
    """Split a script: ``executescript`` would commit, and end the transaction."""
    from sqlcipher3 import complete_statement

    pending = ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if complete_statement(pending):
            yield pending
            pending = ""
    if pending.strip():
        raise ValueError("a step of the schema lacks its last semicolon")
