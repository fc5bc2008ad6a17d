"""The leaders' own process notes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from balintlog.domain.moment import Within
from balintlog.domain.records import ProcessNote
from balintlog.storage.tables import columns

if TYPE_CHECKING:
    from balintlog.domain.document import Note
    from balintlog.storage.store import Store

_ORDER = "ORDER BY held_on, recorded_no, process_note.id"
_BY = "author_id = coalesce(?, author_id)"  # one author's, or with NULL everybody's


def add_note(store: Store, session_id: int, case_id: int | None, author_id: int, note: Note) -> int:
    """Add a note and return its number."""
    place = {"session_id": session_id, "case_id": case_id, "author_id": author_id}
    return store.insert("process_note", {**place, **columns.row_of(note)})


def change_note(
    store: Store,
    before: ProcessNote,
    case_id: int | None,
    note: Note,
    author_id: int | None = None,
) -> bool:
    """Replace a note unless it is no longer as it was read; return whether it was replaced.

    ``author_id`` None leaves it with its author.
    """
    row = {"case_id": case_id, **columns.row_of(note)}
    if author_id is not None:
        row["author_id"] = author_id
    return store.change_as_read("process_note", row, before.id, before.row_version)


def delete_note(store: Store, note_id: int) -> None:
    """Delete a note."""
    store.change("DELETE FROM process_note WHERE id = ?", (note_id,))


def unhang_undiscussed(store: Store, session_id: int) -> None:
    """Tie a note to its session alone if its case is no longer discussed there."""
    store.change(
        "UPDATE process_note SET case_id = NULL, row_version = row_version + 1"
        " WHERE session_id = ?1 AND case_id NOT IN"
        " (SELECT case_id FROM presentation WHERE session_id = ?1"
        "  UNION SELECT case_id FROM checkin WHERE session_id = ?1)",
        (session_id,),
    )


def unhang_from_case(store: Store, case_id: int, but_session: int = 0) -> None:
    """Tie a case's notes to their sessions alone, except the notes of one session."""
    store.change(
        "UPDATE process_note SET case_id = NULL, row_version = row_version + 1"
        " WHERE case_id = ? AND session_id <> ?",
        (case_id, but_session),
    )


def note(store: Store, note_id: int) -> ProcessNote | None:
    """Return one note by its number."""
    return next(iter(_notes(store, "WHERE process_note.id = ?", (note_id,))), None)


def notes_in(store: Store, session_id: int, author_id: int | None = None) -> list[ProcessNote]:
    """Return the notes of a session, of one author or of all, in the order of recording."""
    return _notes(store, f"WHERE session_id = ? AND {_BY} {_ORDER}", (session_id, author_id))


def notes_on_case(store: Store, case_id: int, author_id: int | None = None) -> list[ProcessNote]:
    """Return the notes about a case, of one author or of all, in order."""
    return _notes(store, f"WHERE case_id = ? AND {_BY} {_ORDER}", (case_id, author_id))


def notes(store: Store, group_id: int | None, author_id: int | None = None) -> list[ProcessNote]:
    """Return the notes of one group or of all, of one author or of all, in order."""
    where, parameters = ("", ()) if group_id is None else ("AND group_id = ?", (group_id,))
    return _notes(store, f"WHERE {_BY} {where} {_ORDER}", (author_id, *parameters))


def not_done(
    store: Store, group_id: int, author_id: int | None = None
) -> list[tuple[int, int, date, str, str]]:
    """Return what notes of a group want to be done next time and is not done, in order.

    Number and session of the note, the date of that, the author, and what is wanted.
    """
    rows = store.rows(
        "SELECT process_note.id, session_id, held_on, alias, next_time FROM process_note"
        " JOIN session ON session.id = session_id JOIN leader ON leader.id = author_id"
        f" WHERE {_BY} AND group_id = ? AND next_time IS NOT NULL AND done_on IS NULL {_ORDER}",
        (author_id, group_id),
    )
    return [
        (number, session_id, date.fromisoformat(held_on), author, next_time)
        for number, session_id, held_on, author, next_time in rows
    ]


def count_by_others(
    store: Store,
    author_id: int,
    *,
    group_id: int | None = None,
    session_id: int | None = None,
    case_id: int | None = None,
) -> int:
    """Count the notes in one place, or in the whole logbook, that somebody else wrote."""
    places = {"group_id": group_id, "session_id": session_id, "case_id": case_id}
    named = {column: number for column, number in places.items() if number is not None}
    where = "".join(f" AND {column} = ?" for column in named)
    number = store.value(
        "SELECT count(*) FROM process_note JOIN session ON session.id = session_id"
        f" WHERE author_id <> ?{where}",
        (author_id, *named.values()),
    )
    return int(number)


def _notes(store: Store, which: str, parameters: tuple[object, ...]) -> list[ProcessNote]:
    """Return the notes for which ``which`` holds, in its order."""
    from balintlog.domain.document import Note  # not where only cases are read

    def read(row: Any) -> ProcessNote:
        return ProcessNote(
            id=row["id"],
            session_id=row["session_id"],
            case_id=row["case_id"],
            at=columns.moment(row, Within.NOTE),
            author=row["alias"],
            note=columns.content(Note, row),
            row_version=row["row_version"],
        )

    rows = store.rows(
        "SELECT process_note.id, session_id, case_id, held_on, recorded_no, alias,"
        f" {', '.join(columns.names(Note))}, process_note.row_version FROM process_note"
        " JOIN session ON session.id = session_id JOIN leader ON leader.id = author_id"
        f" {which}",
        parameters,
    )
    return [read(row) for row in rows]
