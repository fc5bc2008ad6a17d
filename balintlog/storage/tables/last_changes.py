"""Last changes: what a leader changed last, and how its rows become what they were."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from balintlog.errors import DiskFailedError
from balintlog.storage import failures
from balintlog.storage.change_recorder import KEYS, by_key, columns, digest, row_now, touched

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from balintlog.storage.store import Store

# Tables to whose rows others refer, or whose rows have a text: what was changed is set back in
# its place. Rows of the others are deleted and added again.
_IN_PLACE = (
    "balint_group",
    "member",
    "session",
    "balint_case",
    "presentation",
    "checkin",
    "process_note",
    "training",
)
# What nobody watches goes with a group that goes: then something of it was changed since.
_GO_WITH_GROUP = ("screen_word", "frozen_period", "report_log")


# To which sessions and cases the number in a column leads, of any table or of one.
_ITSELF = "SELECT ?1"
_ATTENDED = "SELECT session_id FROM attendance WHERE member_id = ?1"
_TO_SESSIONS = {
    "session_id": _ITSELF,
    "session.id": _ITSELF,
    "balint_group.id": "SELECT id FROM session WHERE group_id = ?1",
    "member.id": _ATTENDED,
    "membership.member_id": _ATTENDED,
}
_TO_CASES = {
    **dict.fromkeys(("case_id", "later_id", "earlier_id"), _ITSELF),
    **dict.fromkeys(("balint_case.id", "merged_case.number"), _ITSELF),
    "presentation_id": "SELECT case_id FROM presentation WHERE id = ?1",
}
_SESSIONS_OF_CASE = (
    "SELECT session_id FROM presentation WHERE case_id = ?1"
    " UNION SELECT session_id FROM checkin WHERE case_id = ?1"
    " UNION SELECT session_id FROM process_note WHERE case_id = ?1"
)
_LINKED_CASES = (
    "SELECT earlier_id FROM case_link WHERE later_id = ?1"
    " UNION SELECT later_id FROM case_link WHERE earlier_id = ?1"
)


class ChangedRow(NamedTuple):
    """A row that was changed: by column, before and now; None where it was or is not there."""

    table: str
    key: str
    before: dict[str, Any] | None
    now: dict[str, Any] | None
    is_as_left: bool

    @property
    def row(self) -> dict[str, Any]:
        """The row as it is, or as it was if it is not there."""
        row = self.now or self.before
        assert row is not None  # noqa: S101 - a row that never was is not recorded
        return row


class LastChange(NamedTuple):
    """A leader's last change; ``made_at`` is a time of day, such as 21:58, or empty."""

    made_on: date
    made_at: str
    rows: tuple[ChangedRow, ...]


def last_change(store: Store, leader_id: int) -> LastChange | None:
    """Return what a leader changed last, or None. DamagedError for rows of no known table."""
    made = store.row("SELECT made_on, made_at FROM last_change WHERE leader_id = ?", (leader_id,))
    if made is None:
        return None
    rows = [
        _changed_row(store, *row)
        for row in store.rows(
            "SELECT row_table, row_key, before, after FROM changed_row WHERE leader_id = ?",
            (leader_id,),
        )
    ]
    return LastChange(date.fromisoformat(made["made_on"]), made["made_at"], tuple(rows))


def forget(store: Store, leader_id: int) -> None:
    """Delete what is known of a leader's last change."""
    store.change("DELETE FROM last_change WHERE leader_id = ?", (leader_id,))


def forget_what_holds(store: Store, holds: Callable[[str], bool]) -> None:
    """Delete each leader's last change of which a text, as it was, ``holds`` something."""
    for leader_id, before in store.rows(
        "SELECT leader_id, before FROM changed_row WHERE before IS NOT NULL"
    ):
        if any(isinstance(value, str) and holds(value) for value in json.loads(before).values()):
            forget(store, leader_id)


def take_back(store: Store, rows: Sequence[ChangedRow]) -> bool:
    """Make rows what they were; return False if other rows would go or change with them.

    To be called inside ``store.writing()``, and to be undone by an error if it returns False.
    Row versions go on, so that no window mistakes a row for the one that it has read.
    """
    many = _rows_of_groups(store)
    try:
        _take_back(store, rows)
    except DiskFailedError as error:
        if error.__cause__ is None or failures.code_of(error.__cause__) != failures.CONSTRAINT:
            raise
        return False
    meant = {(row.table, row.key) for row in rows}
    if _rows_of_groups(store) != many or any(
        (row.table, row.key) not in meant for row in touched(store)
    ):
        return False
    if not all(_is_back(store, row) for row in rows):
        return False
    for row in rows:
        _leave_as_before(store, row)
    return True


def who_changed_since(store: Store, row: ChangedRow, leader_id: int) -> tuple[str, str] | None:
    """Return which other leader's last change is of a row, and at which time of day, or None."""
    found = store.row(
        "SELECT alias, made_at FROM changed_row JOIN last_change USING (leader_id)"
        " JOIN leader ON leader.id = leader_id"
        " WHERE row_table = ? AND row_key = ? AND leader_id <> ?",
        (row.table, row.key, leader_id),
    )
    return None if found is None else (found["alias"], found["made_at"])


def within_reach(store: Store, rows: Sequence[ChangedRow]) -> tuple[set[int], set[int]]:
    """Return the sessions and the cases to which rows belong, or that hang on them in any way.

    Read it before and after they are taken back: what they belonged to, and belong to.
    """
    sessions: set[int] = set()
    cases: set[int] = set()
    for row in rows:
        for name, number in {*(row.before or {}).items(), *(row.now or {}).items()}:
            for column in (name, f"{row.table}.{name}"):
                sessions |= _numbers(store, _TO_SESSIONS.get(column), number)
                cases |= _numbers(store, _TO_CASES.get(column), number)
    for case in list(cases):
        sessions |= _numbers(store, _SESSIONS_OF_CASE, case)
        cases |= _numbers(store, _LINKED_CASES, case)
    return sessions, cases


def _numbers(store: Store, sql: str | None, number: object) -> set[int]:
    if sql is None or number is None:
        return set()
    return {row[0] for row in store.rows(sql, (number,))}


def _take_back(store: Store, rows: Sequence[ChangedRow]) -> None:
    order = {table: place for place, table in enumerate(KEYS)}
    downwards = sorted(rows, key=lambda row: order[row.table])
    for row in reversed(downwards):  # first what depends on others
        if row.now is not None and (row.before is None or row.table not in _IN_PLACE):
            store.rows(f"DELETE FROM {row.table} WHERE {by_key(row.table)}", (row.key,))
    for row in downwards:
        if row.before is not None:
            _set_back(store, row)


def _rows_of_groups(store: Store) -> list[int]:
    return [store.value(f"SELECT count(*) FROM {table}") for table in _GO_WITH_GROUP]


def _set_back(store: Store, row: ChangedRow) -> None:
    wanted = dict(row.before or {})
    if "row_version" in wanted:
        wanted["row_version"] = max(wanted["row_version"], row.row["row_version"]) + 1
    names, values = list(wanted), tuple(wanted.values())
    if row.now is not None and row.table in _IN_PLACE:
        # The key is the first parameter, by number; the rest follow it.
        set_all = ", ".join(f"{name} = ?{place}" for place, name in enumerate(names, 2))
        store.rows(
            f"UPDATE {row.table} SET {set_all} WHERE {by_key(row.table)}", (row.key, *values)
        )
    else:
        marks = ", ".join("?" * len(names))
        store.rows(f"INSERT INTO {row.table} ({', '.join(names)}) VALUES ({marks})", values)


def _leave_as_before(store: Store, row: ChangedRow) -> None:
    """Let a row that is as it was be so for whoever had left it like that: only its version is new.

    So a change that was built on can be taken back once what was built on it is.
    """
    if row.before is None or "row_version" not in row.before:
        return
    of_row = (row.table, row.key)
    changed = "changed_row WHERE row_table = ? AND row_key = ?"
    for (before,) in store.rows(f"SELECT before FROM {changed} AND before IS NOT NULL", of_row):
        if json.loads(before) == row.before:
            now = digest(row_now(store, *of_row))
            store.rows(
                "UPDATE changed_row SET after = ?1 WHERE row_table = ?2 AND row_key = ?3"
                " AND after = ?4",
                (now, *of_row, digest(before)),
            )


def _is_back(store: Store, row: ChangedRow) -> bool:
    now = row_now(store, row.table, row.key)
    if now is None or row.before is None:
        return now is None and row.before is None
    return {**json.loads(now), "row_version": 0} == {**row.before, "row_version": 0}


def _changed_row(
    store: Store, table: str, key: str, before: str | None, after: bytes | None
) -> ChangedRow:
    if table not in KEYS:
        raise failures.failure(failures.CORRUPT)
    was = None if before is None else json.loads(before)
    if was is not None and not set(was) <= set(columns(store, table)):
        raise failures.failure(failures.CORRUPT)
    now = row_now(store, table, key)
    is_as_left = digest(now) == after
    return ChangedRow(table, key, was, None if now is None else json.loads(now), is_as_left)
