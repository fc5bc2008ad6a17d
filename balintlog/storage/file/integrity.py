"""The integrity of an open logbook: every page, every row, every word of the search index."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from balintlog.errors import FileProblemError
from balintlog.storage.file import shipped_schema
from balintlog.storage.tables import columns, text_numbers

if TYPE_CHECKING:
    from balintlog.storage.store import Store

_MOST_NAMED = 5  # pages
_OTHER_DAYS = ("since", "until")


def faults(store: Store) -> list[str]:
    """Return all that is wrong, in plain words; nothing if the logbook is whole."""
    for look in (_changed_pages, _broken_structure, _strange_values, _torn_links, _index_astray):
        try:
            faults = look(store)
        except FileProblemError:
            return ["a part of it cannot be read"]
        if faults:  # after damage, another look says nothing new
            return faults
    return []


def _changed_pages(store: Store) -> list[str]:
    """Compare every page with its seal (HMAC-SHA512)."""
    pages = [_page(str(message)) for (message,) in store.rows("PRAGMA cipher_integrity_check")]
    if not pages:
        return []
    named = ", ".join(pages[:_MOST_NAMED]) + (" and others" if len(pages) > _MOST_NAMED else "")
    are = "is" if len(pages) == 1 else "are"
    return [f"{len(pages)} of {store.value('PRAGMA page_count')} pages {are} damaged ({named})"]


def _page(message: str) -> str:
    number = re.search(r"page (\d+)", message)
    return f"page {number[1]}" if number else "its end"


def _broken_structure(store: Store) -> list[str]:
    """Let SQLite look at every row and every entry of its indexes, the search index included."""
    bad = [row for (row,) in store.rows("PRAGMA integrity_check") if row != "ok"]
    if bad and all(row.startswith("fts5") for row in bad):
        return ["the search index is damaged"]
    return ["its tables do not fit together"] if bad else []


def _strange_values(store: Store) -> list[str]:
    """Look for bytes where a text should be, for days that no calendar has, and the like."""
    strange = []
    for table in shipped_schema.tables(store):
        wrong = " OR ".join(
            _no_such_value(column["name"], column["type"])
            for column in store.rows(f"PRAGMA main.table_info({table})")
            if column["type"] in ("TEXT", "INTEGER")
        )
        if wrong and store.value(f"SELECT 1 FROM main.{table} WHERE {wrong} LIMIT 1"):
            strange.append(f"values in {table} are not of the right kind")
    return strange


def _no_such_value(name: str, kind: str) -> str:
    """Return the SQL that finds what a column cannot hold."""
    wrong = f"typeof({name}) NOT IN ('null', '{kind.lower()}')"
    if kind == "TEXT" and (name.endswith("_on") or name in _OTHER_DAYS):
        wrong += f" OR date({name}) IS NOT {name}"
    elif name in columns.in_json():
        wrong += f" OR NOT json_valid({name})"
    return wrong


def _torn_links(store: Store) -> list[str]:
    """Look for rows whose session, case or member is missing."""
    torn = {row[0] for row in store.rows("PRAGMA foreign_key_check")}
    return [f"rows of {name} depend on others that are missing" for name in sorted(torn)]


def _index_astray(store: Store) -> list[str]:
    """Compare what the search index holds with the texts."""
    saved, indexed = text_numbers.all_in_sql(store), "SELECT rowid, text FROM passage"
    astray = store.value(
        f"SELECT (SELECT count(*) FROM ({saved} EXCEPT {indexed}))"
        f" + (SELECT count(*) FROM ({indexed} EXCEPT SELECT * FROM ({saved})))"
    )
    return ["the search index does not fit the texts"] if astray else []
