"""Whether an open logbook is whole: every page, every row, every word of the index."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from balintlog.errors import FileProblemError

if TYPE_CHECKING:
    from balintlog.storage.store import Store

_MOST_NAMED = 5  # pages

# What the triggers of migration 0001 lay down in the search index.
_TEXTS = """SELECT id * 4, label FROM balint_case
UNION ALL SELECT id * 4 + 1, concat_ws(char(10), summary, new_perspective) FROM presentation
UNION ALL SELECT id * 4 + 2, coalesce(text, '') FROM checkin
UNION ALL SELECT id * 4 + 3, concat_ws(char(10), text, for_supervision) FROM process_note"""


def faults(store: Store) -> list[str]:
    """Return all that is wrong, in plain words; nothing if the logbook is whole."""
    found: list[str] = []
    for look in (_changed_pages, _broken_structure, _torn_links, _index_astray):
        try:
            found += look(store)
        except FileProblemError:
            found.append("a part of it cannot be read")
        if found:  # what is found after damage says nothing new
            break
    return found


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


def _torn_links(store: Store) -> list[str]:
    """Look for rows whose session, case or member is missing."""
    torn = {row[0] for row in store.rows("PRAGMA foreign_key_check")}
    return [f"rows of {name} hang on nothing" for name in sorted(torn)]


def _index_astray(store: Store) -> list[str]:
    """Compare what the search index holds with the texts."""
    indexed = "SELECT rowid, text FROM passage"
    astray = store.value(
        f"SELECT (SELECT count(*) FROM ({_TEXTS} EXCEPT {indexed}))"
        f" + (SELECT count(*) FROM ({indexed} EXCEPT SELECT * FROM ({_TEXTS})))"
    )
    return ["the search index does not fit the texts"] if astray else []
