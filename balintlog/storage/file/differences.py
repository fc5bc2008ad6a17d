"""The differences between two copies of a logbook: how many rows of each kind, by their keys."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from balintlog.storage.store import Store

# What a row of each table is, and several of them. The file's own facts are not told.
KINDS = {
    "balint_group": ("group", "groups"),
    "group_leader": ("role in a group", "roles in groups"),
    "leader": ("leader", "leaders"),
    "member": ("member", "members"),
    "membership": ("time of a member", "times of members"),
    "session": ("session", "sessions"),
    "session_leader": ("role in a session", "roles in sessions"),
    "attendance": ("attendance entry", "attendance entries"),
    "balint_case": ("case", "cases"),
    "case_event": ("closing or reopening", "closings or reopenings"),
    "case_link": ("link between cases", "links between cases"),
    "merged_case": ("merged case", "merged cases"),
    "presentation": ("presentation", "presentations"),
    "presenter": ("presenter", "presenters"),
    "checkin": ("check-in", "check-ins"),
    "imagined_line": ("imagined line looked at again", "imagined lines looked at again"),
    "process_note": ("note", "notes"),
    "screen_word": ("blocked or allowed word", "blocked or allowed words"),
    "kept_on_purpose": ("kept finding", "kept findings"),
    "retention": ("retention term", "retention terms"),
    "training": ("training record", "training records"),
    "frozen_period": ("report with saved figures", "reports with saved figures"),
    "frozen_text": ("text of a report", "texts of reports"),
    "report_log": ("entry in the log of reports", "entries in the log of reports"),
}
NOT_TOLD = {
    "logbook",
    "keyring_copy",
    "given_alias",
    "commit_mark",
    "backup",
    "draft",
    "memory_key",
    "last_change",
    "changed_row",
}


class Difference(NamedTuple):
    """How many rows of one kind stand in one copy only, in the other only, or in both, changed."""

    table: str
    here: int
    there: int
    changed: int


class Agreement(NamedTuple):
    """The label of a group, and the day on which its members agreed to the log."""

    label: str
    agreed_on: date


def differences(store: Store, other: Store) -> list[Difference]:
    """Return the kinds of rows in which two copies differ, whatever structure each has."""
    differing = []
    for table in KINDS:
        here, there = _rows(store, other, table), _rows(other, store, table)
        both = here.keys() & there.keys()
        difference = Difference(
            table,
            len(here) - len(both),
            len(there) - len(both),
            sum(here[key] != there[key] for key in both),
        )
        if any(difference[1:]):
            differing.append(difference)
    return differing


def agreements_only_in(store: Store, other: Store) -> list[Agreement]:
    """Return the agreements of groups that another copy does not know, or with another day."""
    sql = "SELECT label, agreed_on FROM balint_group WHERE agreed_on IS NOT NULL ORDER BY id"
    known = {tuple(row) for row in other.rows(sql)}
    return [
        Agreement(label, date.fromisoformat(day))
        for label, day in store.rows(sql)
        if (label, day) not in known
    ]


def _rows(store: Store, other: Store, table: str) -> dict[tuple[object, ...], int]:
    """Return the rows of a table by key, as hashes of the columns that both copies have."""
    columns = _columns(store, table)
    if not columns:
        return {}
    common = _columns(other, table).keys() & columns.keys() or columns.keys()
    keys = [name for name, place in columns.items() if place]
    rest = [name for name in columns if name in common and name != "row_version"]
    rows = store.rows(f"SELECT {', '.join(keys + rest)} FROM {table}")
    return {tuple(row[: len(keys)]): hash(tuple(row[len(keys) :])) for row in rows}


def _columns(store: Store, table: str) -> dict[str, int]:
    """Return the columns of a table, each with its place in the key, 0 outside of it."""
    return {row["name"]: row["pk"] for row in store.rows(f"PRAGMA table_info({table})")}
