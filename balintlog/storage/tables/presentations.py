"""Presentations: what was told of a case at a session, and by whom."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from balintlog.domain.moment import Within
from balintlog.domain.records import Presentation
from balintlog.storage.tables import columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balintlog.domain.document import Telling
    from balintlog.storage.store import Store

# SQL of who presented, in the order in which they were named, with blanks between the aliases;
# those who were dropped left no alias. Empty or NULL if nobody is known.
PRESENTERS = (
    "(SELECT group_concat(alias, ' ' ORDER BY presenter.id) FROM presenter"
    " JOIN member ON member.id = member_id WHERE presentation_id = presentation.id)"
)


def presenters_out(aliases: str | None) -> tuple[str, ...]:
    """Read what ``PRESENTERS`` selects."""
    return tuple(aliases.split()) if aliases else ()


def add(store: Store, case_id: int, session_id: int, telling: Telling) -> int:
    """Add one bringing of a case to a session and return the number of its row."""
    place = {"case_id": case_id, "session_id": session_id}
    row_id = store.insert("presentation", {**place, **columns.row_of(telling)})
    _set_presenters(store, row_id, telling.presenters)
    return row_id


def change(store: Store, case_id: int, session_id: int, telling: Telling) -> int:
    """Replace what is recorded of one bringing and return the number of its row.

    Where the presenters stay as they are, so do those whose alias was dropped. What came of an
    imagined line goes with the line.
    """
    record: Any = type(telling)
    store.change(
        f"UPDATE presentation SET {columns.assignments(record)}"
        " WHERE case_id = ? AND session_id = ?",
        (*columns.row_of(telling).values(), case_id, session_id),
    )
    wanted = f"SELECT id, {PRESENTERS} FROM presentation WHERE case_id = ? AND session_id = ?"
    row_id, aliases = store.rows(wanted, (case_id, session_id))[0]
    if presenters_out(aliases) != telling.presenters:
        store.change("DELETE FROM presenter WHERE presentation_id = ?", (row_id,))
        _set_presenters(store, row_id, telling.presenters)
    store.change(
        "DELETE FROM imagined_line WHERE presentation_id = ? AND line > ?",
        (row_id, len(telling.imagined)),
    )
    return int(row_id)


def delete(store: Store, case_id: int, session_id: int) -> None:
    """Delete one bringing of a case."""
    store.change(
        "DELETE FROM presentation WHERE case_id = ? AND session_id = ?", (case_id, session_id)
    )


def of_case(store: Store, case_id: int) -> list[Presentation]:
    """Return a case's presentations in order."""
    return _presentations(store, "WHERE case_id = ? ORDER BY held_on, recorded_no", (case_id,))


def in_session(store: Store, session_id: int) -> list[Presentation]:
    """Return what was presented at a session, in the order of recording."""
    return _presentations(store, "WHERE session_id = ? ORDER BY presentation.id", (session_id,))


def by_member(store: Store, member_id: int) -> list[Presentation]:
    """Return what a member presented, alone or with others, in order."""
    return _presentations(
        store,
        "WHERE presentation.id IN (SELECT presentation_id FROM presenter WHERE member_id = ?)"
        " ORDER BY held_on, recorded_no",
        (member_id,),
    )


def of_group(store: Store, group_id: int | None) -> list[Presentation]:
    """Return what was presented in one group or in all, in order."""
    where, parameters = ("", ()) if group_id is None else ("WHERE group_id = ?", (group_id,))
    return _presentations(
        store, f"{where} ORDER BY held_on, recorded_no, presentation.id", parameters
    )


def latest_of_cases(store: Store, group_id: int) -> dict[int, tuple[tuple[str, ...], date]]:
    """Return by case number who presented each case of a group last, and when."""
    rows = store.rows(
        f"SELECT case_id, {PRESENTERS}, held_on FROM presentation"
        " JOIN session ON session.id = session_id WHERE session.group_id = ?"
        " ORDER BY held_on, recorded_no",
        (group_id,),
    )
    return {
        case_id: (presenters_out(aliases), date.fromisoformat(held_on))
        for case_id, aliases, held_on in rows
    }


def _set_presenters(store: Store, row_id: int, aliases: Sequence[str]) -> None:
    """Save who presented; where nobody is known, that somebody did."""
    for alias in aliases or (None,):
        store.add(
            "INSERT INTO presenter (presentation_id, member_id)"
            " VALUES (?, (SELECT id FROM member WHERE alias = ?))",
            (row_id, alias),
        )


def _presentations(store: Store, which: str, parameters: tuple[object, ...]) -> list[Presentation]:
    """Return the presentations for which ``which`` holds, in its order."""
    from balintlog.domain.document import Telling  # the follow-ups need none of its fields

    def read(row: Any) -> Presentation:
        telling = columns.content(Telling, row, presenters=presenters_out(row["aliases"]))
        at = columns.moment(row, Within.PRESENTATION)
        return Presentation(row["case_id"], row["session_id"], at, telling)

    rows = store.rows(
        f"SELECT case_id, session_id, held_on, recorded_no, {PRESENTERS} AS aliases,"
        f" {', '.join(columns.names(Telling))}"
        f" FROM presentation JOIN session ON session.id = session_id {which}",
        parameters,
    )
    return [read(row) for row in rows]
