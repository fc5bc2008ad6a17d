"""The shipped schema: what ``sqlite_schema`` holds if nobody but balintlog wrote it.

Anybody who has a key can give a logbook any structure: a trigger that drops what was reported as
saved, a table that collects what was deleted. A page's seal says nothing of that. So the
whole structure is compared, with a digest at every opening.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from balintlog.domain.text import printable
from balintlog.errors import FileProblemError
from balintlog.storage.file import schema
from balintlog.storage.store import Store
from balintlog.vault.key_under_passphrase import sha256

# SHA-256 of the structure after each step of the schema; a test computes them anew.
DIGESTS = {
    1: "9604697f40cc62d54739d27ff9244fbe18fc08c9151387cecc5a8fdc18f2a6df",
    2: "08bd836e3fb11d5bbee7e0c87466735e9039239f991cd22574632657ae67e5df",
    3: "12f94f321ee9825d1011567ef2e82b6fa5441aa3386315553ecbbe64595441ca",
    4: "4b9c35ed5b8f7ab093061d80f1f7cf2963d8c6ef8e495cb797a10f966d4c7fb6",
    5: "2bb651acff8e4ca146143e3eea65ebb59b4191a7acc01f670b1a4c5d24eac470",
    6: "21cc2c577b527f8341379d0a7c83c906fae985ea481128f8f5dd01c83479dbf0",
    7: "7441411365327258c73137f8a545a109ec4eaf6cfa24dc75d4e4d4fe7813d344",
    8: "d363f75d162f7dc1a8583708b5b45f261e0687ae2ac3576faf2f2254b05e7d4c",
    9: "4f7627219d1cc88aed8df8552654db32c6292b1b956a34b47b67dac33abf0880",
}
GIVEN_NUMBERS = "sqlite_sequence"  # by which SQLite gives no number again
_MOST_NAMED = 5
_LONGEST_NAME = 40  # characters
_LEFT_BEHIND = (
    "Nothing is written to it. To leave behind what is not balintlog's, give the logbook a"
    " new key: balintlog vault rotate. Or restore a backup: balintlog vault restore BACKUP"
)


class SchemaRow(NamedTuple):
    """One row of ``sqlite_schema``; where its pages are in the file does not matter."""

    kind: str
    name: str
    table: str
    sql: str | None
    has_pages: int


def parts(store: Store) -> list[SchemaRow]:
    """Return the structure of a file, in an order that depends on nothing else."""
    return [
        SchemaRow(*row)
        for row in store.rows(
            "SELECT type, name, tbl_name, sql, rootpage > 0 FROM main.sqlite_schema"
            " ORDER BY type, name, sql"
        )
    ]


def digest(structure: list[SchemaRow]) -> str:
    """Return the SHA-256 of a structure, in hexadecimal digits."""
    # Not by hashlib, which loads a second library of cryptography for this alone.
    return sha256(repr([tuple(part) for part in structure]).encode()).hex()


def refusal(store: Store) -> FileProblemError | None:
    """Return why nothing may be written to a file whose structure is not the shipped one."""
    version = schema.version(store)
    if version > schema.newest():  # nobody here knows what it should be
        return None
    present = parts(store)
    if digest(present) == DIGESTS.get(version):
        return None
    shipped = _shipped(version)
    named = [
        *(f"{part.kind} {_name(part)}" for part in present if part not in shipped),
        *(f"no {part.kind} {_name(part)}" for part in shipped if part not in present),
    ]
    if not named:
        return None
    told = ", ".join(named[:_MOST_NAMED]) + (" and more" if len(named) > _MOST_NAMED else "")
    return FileProblemError(
        f"the structure of this logbook was changed by something other than balintlog: {told}",
        _LEFT_BEHIND,
    )


def tables(store: Store, file: str = "main") -> list[str]:
    """Return the names of the shipped tables whose rows leaders or balintlog wrote.

    Also the table of numbers that were given; not the search index, which follows from the
    texts. In the order in which rows may be copied.
    """
    shipped = _shipped(int(store.value(f"PRAGMA {file}.user_version")))
    virtual = tuple(
        f"{part.name}_" for part in shipped if part.kind == "table" and not part.has_pages
    )
    names = [
        part.name
        for part in shipped
        if part.kind == "table" and part.has_pages and not part.name.startswith(virtual)
    ]
    return sorted(names, key=lambda name: (name == GIVEN_NUMBERS, name))


def _name(part: SchemaRow) -> str:
    return printable(str(part.name)[:_LONGEST_NAME])


@cache
def _shipped(version: int) -> tuple[SchemaRow, ...]:
    """Take the steps of the schema in memory, and return the structure they make."""
    from sqlcipher3 import dbapi2

    with Store(dbapi2.connect(":memory:", isolation_level=None), Path(":memory:")) as store:
        schema.migrate(store, version)
        return tuple(parts(store))
