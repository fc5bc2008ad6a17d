"""Merged cases: what becomes of the rows of a case that is one with another, and of its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from balintlog.storage.store import Store


def merged(store: Store) -> dict[int, int]:
    """Return the number of the case to which every number of a merged case leads."""
    return dict(map(tuple, store.rows("SELECT number, case_id FROM merged_case")))


def merge(store: Store, gone_id: int, stays_id: int) -> None:
    """Give all that was recorded of a case but its links to another one, and delete it."""
    both = (stays_id, gone_id)
    for table in ("presentation", "checkin", "case_event", "merged_case"):
        store.change(f"UPDATE {table} SET case_id = ? WHERE case_id = ?", both)
    store.change(
        "UPDATE process_note SET case_id = ?, row_version = row_version + 1 WHERE case_id = ?",
        both,
    )
    store.change("DELETE FROM balint_case WHERE id = ?", (gone_id,))
    store.insert("merged_case", {"number": gone_id, "case_id": stays_id})


def set_state(
    store: Store, case_id: int, closed_on: date | None, *, recognisable: bool | None
) -> None:
    """Write into a merged case when it was closed and whether somebody could recognise it."""
    day = None if closed_on is None else closed_on.isoformat()
    store.change(
        "UPDATE balint_case SET closed_on = ?, recognisable = ?, row_version = row_version + 1"
        " WHERE id = ?",
        (day, recognisable, case_id),
    )


def drop_turns(store: Store, case_id: int, *, but_last: bool) -> None:
    """Delete the closings and reopenings of a case, or all of them but the last."""
    last = (
        "(SELECT id FROM case_event WHERE case_id = ?1 ORDER BY held_on DESC, recorded_no DESC"
        " LIMIT 1)"
    )
    kept = last if but_last else "0"
    store.change(f"DELETE FROM case_event WHERE case_id = ?1 AND id <> {kept}", (case_id,))


def note_teller(store: Store, case_id: int, session_id: int, alias: str) -> None:
    """Write into the news of a case at a session which member told it."""
    store.change(
        "UPDATE checkin SET told_by_member = (SELECT id FROM member WHERE alias = ?)"
        " WHERE case_id = ? AND session_id = ?",
        (alias, case_id, session_id),
    )
