"""The change recorder: which rows a writing command changes, so that it can be taken back.

SQLite's own recipe (https://sqlite.org/undoredo.html), with the rows as data and not as SQL.
While a command records, temporary triggers note what each row was; at the commit that goes into
two small tables of the encrypted file, in place of the leader's earlier change. What deletes a
record cannot be taken back: it empties these tables, so that nothing of it stays.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from balintlog.vault.key_under_passphrase import sha256

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from balintlog.storage.store import Store

# The key of every table that is watched; each table comes after those that its rows refer to.
KEYS = {
    "given_alias": ("alias",),
    "balint_group": ("id",),
    "group_leader": ("group_id", "leader_id"),
    "member": ("id",),
    "membership": ("id",),
    "session": ("id",),
    "session_leader": ("session_id", "leader_id"),
    "attendance": ("session_id", "member_id"),
    "balint_case": ("id",),
    "merged_case": ("number",),
    "case_event": ("id",),
    "case_link": ("later_id", "earlier_id"),
    "presentation": ("id",),
    "presenter": ("id",),
    "checkin": ("id",),
    "imagined_line": ("checkin_id", "presentation_id", "line"),
    "process_note": ("id",),
    "kept_on_purpose": ("id",),
    "training": ("id",),
    "draft": ("id",),
}
# Rows that come and go with a change, and are none by themselves: the draft that it has ended,
# and an alias, which a leader has, too, who cannot be taken back.
_BESIDES = ("draft", "given_alias")
# To delete one of these is a deletion; the others are replaced by edits.
_RECORDS = ("session", "balint_case", "presentation", "checkin", "process_note", "training")
_SINCE = 9  # the schema from which on a file can hold what is to be taken back
_AT_ONCE = 500  # rows that one statement saves
NOT_COPIED = ("last_change", "changed_row")  # no backup and no new file has them


class TouchedRow(NamedTuple):
    """A row that is not what it was: JSON by column, before and now; None if it is not there."""

    table: str
    key: str
    before: str | None
    now: str | None


class ChangeRecorder:
    """Records the changes of the leader at the keyboard, one for each transaction.

    ``moment`` returns the day of the evening and the time of day, such as 21:58.
    """

    def __init__(self, leader: str, today: date) -> None:
        self.moment: Callable[[], tuple[date, str]] = lambda: (today, "")
        self._leader = leader
        self._is_watching = False
        self._forgets = False
        self._takes_back = False

    def watch(self, store: Store) -> None:
        """Set the triggers, once for each open file; to be called outside of a transaction."""
        if not self._is_watching and store.value("PRAGMA user_version") >= _SINCE:
            store.script(";".join(_watching(_columns_by_table(store))))
            self._is_watching = True

    def begin(self, store: Store) -> None:
        """Begin to note what becomes of which row."""
        self._forgets = self._takes_back = False
        if self._is_watching:
            store.rows("DELETE FROM touched_row")

    def forget_all(self, store: Store) -> None:
        """Let nothing be taken back any more, whoever did it: also not this transaction."""
        self._forgets = True
        if store.value("PRAGMA user_version") >= _SINCE:
            store.rows("DELETE FROM last_change")

    def leave_unrecorded(self) -> None:
        """Record nothing of this transaction, which takes a change back."""
        self._takes_back = True

    def forget_older(self, store: Store) -> None:
        """Delete the changes of other days: whatever is written ends them."""
        if store.value("PRAGMA user_version") >= _SINCE:
            day, _ = self.moment()
            store.rows("DELETE FROM last_change WHERE made_on <> ?", (day.isoformat(),))

    def end(self, store: Store) -> None:
        """Save the change before the commit, or forget all where a record was deleted."""
        self.forget_older(store)
        if self._takes_back or self._forgets or not self._is_watching:
            return
        rows = touched(store)
        if _deletes(rows):
            store.rows("DELETE FROM last_change")
        elif any(row.table not in _BESIDES for row in rows):
            self._save(store, rows)

    def _save(self, store: Store, rows: list[TouchedRow]) -> None:
        """Save a change in place of the leader's earlier one."""
        leader = store.value("SELECT id FROM leader WHERE alias = ?", (self._leader,))
        day, time = self.moment()
        store.rows("DELETE FROM last_change WHERE leader_id = ?", (leader,))
        store.rows(
            "INSERT INTO last_change (leader_id, made_on, made_at) VALUES (?, ?, ?)",
            (leader, day.isoformat(), time),
        )
        for first in range(0, len(rows), _AT_ONCE):
            some = rows[first : first + _AT_ONCE]
            store.rows(
                "INSERT INTO changed_row (leader_id, row_table, row_key, before, after)"
                f" VALUES {', '.join(['(?, ?, ?, ?, ?)'] * len(some))}",
                [
                    value
                    for row in some
                    for value in (leader, row.table, row.key, row.before, digest(row.now))
                ],
            )


def touched(store: Store) -> list[TouchedRow]:
    """Return what the present transaction has changed so far."""
    # What was noted first of a row is what it was before; min() takes the other column from there.
    first = "SELECT row_key, before, min(rowid) FROM touched_row WHERE row_table = ? GROUP BY 1"
    tables = store.rows("SELECT DISTINCT row_table FROM touched_row ORDER BY 1")
    names = _columns_by_table(store) if tables else {}
    rows = []
    for (table,) in tables:
        now = f"SELECT {_object(names[table])} FROM main.{table} WHERE {by_key(table, 'row_key')}"
        of_table = store.rows(f"SELECT row_key, before, ({now}) FROM ({first})", (table,))
        rows += [TouchedRow(table, *row) for row in of_table]
    return [row for row in rows if row.before != row.now]


def row_now(store: Store, table: str, key: str) -> str | None:
    """Return a row by its key as JSON, or None if it is not there."""
    sql = f"SELECT {_object(columns(store, table))} FROM main.{table} WHERE {by_key(table)}"
    row: str | None = store.value(sql, (key,))
    return row


def by_key(table: str, key: str = "?1") -> str:
    """Return the condition by which a row is chosen; ``key`` is that of the row, in SQL."""
    parts = [f"{name} = {key} ->> {place}" for place, name in enumerate(KEYS[table])]
    return " AND ".join(parts)


def columns(store: Store, table: str) -> list[str]:
    """Return the columns of a table."""
    return [row["name"] for row in store.rows(f"PRAGMA main.table_info({table})")]


def _columns_by_table(store: Store) -> dict[str, list[str]]:
    """Return the columns of all tables that are watched."""
    names: dict[str, list[str]] = {table: [] for table in KEYS}
    for table, name in store.rows(
        "SELECT value, name FROM json_each(?) JOIN pragma_table_info(value, 'main') ORDER BY cid",
        (json.dumps(list(KEYS)),),
    ):
        names[table].append(name)
    return names


def digest(row: str | None) -> bytes | None:
    """Return what tells whether a row is still as it was left, and nothing else of it."""
    return None if row is None else sha256(row.encode())


def _deletes(rows: list[TouchedRow]) -> bool:
    """Return whether a record is gone; that of a merged case leads to another one."""
    merged = {row.key for row in rows if row.table == "merged_case" and row.now is not None}
    return any(
        row.now is None and row.table in _RECORDS
        for row in rows
        if row.table != "balint_case" or row.key not in merged
    )


def _watching(columns_by_table: dict[str, list[str]]) -> Iterator[str]:
    """Yield the statements that make the triggers and the table into which they write.

    Each passes over what is there: Ctrl-C may have ended them half-way the first time.
    """
    yield "CREATE TEMP TABLE IF NOT EXISTS touched_row (row_table TEXT, row_key TEXT, before TEXT)"
    for table, key in KEYS.items():
        names = columns_by_table[table]
        old = _note(table, key, "old", _object(names, "old."))
        new = _note(table, key, "new", "NULL")
        for event, notes in (("INSERT", new), ("UPDATE", old + new), ("DELETE", old)):
            yield (
                f"CREATE TEMP TRIGGER IF NOT EXISTS {table}_{event} AFTER {event} ON main.{table}"
                f" BEGIN {notes} END"
            )


def _note(table: str, key: tuple[str, ...], row: str, before: str) -> str:
    """Return the statement that notes what a row was: short, as every command reads them all."""
    key_now = f"json_array({', '.join(f'{row}.{name}' for name in key)})"
    return f"INSERT INTO touched_row VALUES ('{table}', {key_now}, {before});"


def _object(names: list[str], of: str = "") -> str:
    pairs = [f"'{name}', {of}{name}" for name in names]
    return f"json_object({', '.join(pairs)})"
