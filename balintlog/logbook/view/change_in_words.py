"""A leader's last change in words: what it did to which sessions, cases and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balintlog.domain.ids import shown
from balintlog.domain.text import listed
from balintlog.domain.typed.typed_dates import said_day
from balintlog.storage.tables import cases, people, sessions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from balintlog.logbook.book import Logbook
    from balintlog.storage.tables.last_changes import ChangedRow

_THERE = {
    "present": "there",
    "late": "late",
    "left-early": "there until they left early",
    "apologies": "away",
    "absent": "away without word",
}
_LETTERS = {"session": "S", "process_note": "N", "training": "T"}
_NAMES = {"balint_group": "label", "member": "alias"}
_RECORDS = (
    "balint_group",
    "member",
    "session",
    "balint_case",
    "presentation",
    "checkin",
    "process_note",
    "training",
)
# Record, table beside it, what tells two of its rows apart, and what a leader calls it.
_BESIDE = (
    ("balint_group", "group_leader", ("leader_id", "role"), "who leads"),
    ("member", "membership", ("standing", "joined_on", "left_on"), "from when to when"),
    ("session", "session_leader", ("leader_id", "role"), "who led"),
    ("balint_case", "case_link", ("later_id", "earlier_id", "relation"), "links"),
    ("balint_case", "presenter", ("presentation_id", "member_id"), "who brought it"),
)

# What a leader calls a field whose name in the file is not what they would say.
_CALLED = {
    "held_on": "the date",
    "usual_minutes": "how long it usually lasts",
    "cadence": "how often it meets",
    "started_on": "when it began",
    "agreed_on": "when they agreed",
    "archived_on": "whether it is archived",
    "asks_recognisable": "whether to ask who could be recognised",
    "recognisable": "who could be recognised",
    "event": "what kind of session it was",
    "closed_on": "when it was closed",
    "encounter": "the kind",
    "themes": "the themes",
    "feelings": "the presenter's feelings",
    "patient_feelings": "the patient's feelings",
    "why": "why it was brought",
    "on_return": "the return",
    "said_on_return": "what was said at the end",
    "phase_minutes": "the minutes of each phase",
    "follow_up": "whether to ask again",
    "again": "whether to ask again",
    "after_sessions": "when to ask again",
    "told_by_member": "who told it",
    "told_by_word": "who told it",
    "case_id": "which case it is about",
    "author_id": "whose it is",
    "taken_on": "when it went to supervision",
    "done_on": "when it was done",
    "from_on": "the first day",
    "until_on": "the last day",
}


def change_in_words(book: Logbook, rows: Sequence[ChangedRow]) -> str:
    """Say what a change did, in one sentence without its full stop."""
    by_table: dict[str, list[ChangedRow]] = {}
    for row in rows:
        by_table.setdefault(row.table, []).append(row)
    for said in (_recorded, _merged, _linked, _turned, _added, _joined, _edited):
        if parts := list(said(book, by_table)):
            return "; ".join(parts)
    return "something was changed"


def _recorded(book: Logbook, rows: Mapping[str, list[ChangedRow]]) -> Iterator[str]:
    for row in _new(rows, "session"):
        group = people.group(book.store, row["group_id"])
        session = sessions.session(book.store, row["id"])
        if group is None or session is None:
            continue
        held = f"{group.label}, {said_day(session.held_on, book.today)}"
        yield f"{shown('S', session.id)} ({held}) was recorded{_with_entries(rows)}"


def _with_entries(rows: Mapping[str, list[ChangedRow]]) -> str:
    own = {row["id"] for row in _new(rows, "balint_case")}
    again = [row["case_id"] for row in _new(rows, "presentation") if row["case_id"] not in own]
    parts = [
        *(shown("C", number) for number in sorted(own)),
        *(f"{shown('C', number)} again" for number in again),
        *(f"news of {shown('C', row['case_id'])}" for row in _new(rows, "checkin")),
        *(shown("N", row["id"]) for row in _new(rows, "process_note")),
    ]
    return f" with {listed(parts)}" if parts else ""


def _merged(book: Logbook, rows: Mapping[str, list[ChangedRow]]) -> Iterator[str]:
    for row in _new(rows, "merged_case"):
        yield f"{shown('C', row['number'])} was merged into {_case(book, row['case_id'])}"


def _linked(_: Logbook, rows: Mapping[str, list[ChangedRow]]) -> Iterator[str]:
    if set(rows) - {"case_link", "balint_case"}:
        return
    for link in rows.get("case_link", ()):
        later, earlier = shown("C", link.row["later_id"]), shown("C", link.row["earlier_id"])
        if link.now is None:
            yield f"{later} and {earlier} were unlinked"
        elif link.now["relation"] == "continues":
            yield f"{later} was linked to {earlier}, which it continues"
        else:
            yield f"{later} was linked to {earlier}"


def _turned(book: Logbook, rows: Mapping[str, list[ChangedRow]]) -> Iterator[str]:
    for row in _new(rows, "case_event"):
        yield f"{_case(book, row['case_id'])} was {row['kind']}"


def _joined(book: Logbook, rows: Mapping[str, list[ChangedRow]]) -> Iterator[str]:
    """Say which groups and members were added."""
    for row in _new(rows, "balint_group"):
        yield f"the group {row['label']} was added"
    for row in _new(rows, "member"):
        group = people.group(book.store, row["group_id"])
        yield f"{row['alias']} was added to {'a group' if group is None else group.label}"


def _edited(book: Logbook, rows: Mapping[str, list[ChangedRow]]) -> Iterator[str]:
    """Say of an edit who is now there or away, and what else of which record was changed."""
    attended = list(_attended(book, rows))
    yield from attended
    changed = list(_changed(book, rows))
    if not attended or any("(" in said for said in changed):
        yield from changed


def _attended(book: Logbook, rows: Mapping[str, list[ChangedRow]]) -> Iterator[str]:
    """Say of an edited session who was there and is now away, or the other way round."""
    aliases: dict[int, str] = {}
    for group in people.groups(book.store):
        aliases |= {member.id: member.alias for member in people.members(book.store, group.id)}
    said: dict[int, list[str]] = {}
    for row in rows.get("attendance", ()):
        was, now = (
            "not named" if side is None else _THERE.get(side["status"], side["status"])
            for side in (row.before, row.now)
        )
        alias = aliases.get(row.row["member_id"], "somebody")
        told = said.setdefault(row.row["session_id"], [])
        told.append(
            f"{alias} was changed from {was} to {now}" if was != now else f"{alias} was changed"
        )
    for session_id, parts in said.items():
        yield f"in {shown('S', session_id)} {listed(parts)}"


def _added(book: Logbook, rows: Mapping[str, list[ChangedRow]]) -> Iterator[str]:
    """Say what was added to a session that stood there already."""
    new = {row["id"] for row in _new(rows, "balint_case")}
    for row in _new(rows, "presentation"):
        at = shown("S", row["session_id"])
        if row["case_id"] in new:
            yield f"{_case(book, row['case_id'])} was added to {at}"
        else:
            yield f"{_case(book, row['case_id'])} was presented again at {at}"
    for row in _new(rows, "checkin"):
        yield f"news of {_case(book, row['case_id'])} was added to {shown('S', row['session_id'])}"
    for row in _new(rows, "process_note"):
        yield f"{shown('N', row['id'])} was added to {shown('S', row['session_id'])}"
    for row in _new(rows, "training"):
        yield f"{shown('T', row['id'])} was added"


def _changed(book: Logbook, rows: Mapping[str, list[ChangedRow]]) -> Iterator[str]:
    """Say of each record what of it was changed: names of fields, and no word of a text."""
    fields: dict[str, list[str]] = {}
    for table in _RECORDS:
        for row in rows.get(table, ()):
            place = _place(book, table, row.row)
            fields.setdefault(place, []).extend([*_fields(row), *_around(rows, table)])
    told = [place for place, names in fields.items() if names] or list(fields)
    for place in told:
        names = listed(list(dict.fromkeys(fields[place])))
        yield f"{place} was changed{f' ({names})' if names else ''}"


def _place(book: Logbook, table: str, row: Mapping[str, Any]) -> str:
    """Return what a row belongs to, as a leader calls it."""
    if table in _LETTERS:
        return shown(_LETTERS[table], row["id"])
    if table in _NAMES:
        return str(row[_NAMES[table]])
    case = _case(book, row["id" if table == "balint_case" else "case_id"])
    return f"the news of {case}" if table == "checkin" else case


def _fields(row: ChangedRow) -> list[str]:
    """Return the names of the fields that differ in a row."""
    if row.before is None or row.now is None:
        return []
    return [
        _CALLED.get(name, name.replace("_", " "))
        for name, value in row.now.items()
        if name != "row_version" and value != row.before[name]
    ]


def _around(rows: Mapping[str, list[ChangedRow]], table: str) -> Iterator[str]:
    """Yield what was changed of a record in a table beside it, of which an edit writes all anew."""
    for record, beside, columns, words in _BESIDE:
        before, now = (
            {
                tuple(side[column] for column in columns)
                for row in rows.get(beside, ())
                if (side := row.before if is_before else row.now) is not None
            }
            for is_before in (True, False)
        )
        if record == table and before != now:
            yield words


def _new(rows: Mapping[str, list[ChangedRow]], table: str) -> list[Any]:
    """Return the rows of a table that a change has added."""
    return [row.now for row in rows.get(table, ()) if row.before is None and row.now is not None]


def _case(book: Logbook, number: int) -> str:
    case = cases.case(book.store, number)
    return shown("C", number) if case is None else f"{shown('C', number)} {case.label}"
