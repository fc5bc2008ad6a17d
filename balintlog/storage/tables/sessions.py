"""Sessions, who led them and who was there."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from balintlog.domain.records import Attendance, Session
from balintlog.domain.seats import Seats
from balintlog.storage.tables import columns
from balintlog.storage.tables.stored_words import known

if TYPE_CHECKING:
    from collections.abc import Iterable

    from balintlog.storage.store import Store


# Whether somebody in the attendance belonged to the group on that day, the day of leaving
# included; who did not was there as a guest or an observer for that evening.
_BELONGED = """EXISTS (SELECT 1 FROM membership WHERE member_id = attendance.member_id
  AND (joined_on IS NULL OR joined_on <= held_on)
  AND (left_on IS NULL OR held_on < left_on OR (held_on = left_on AND standing = 'member')))"""
_SEATS = "(SELECT count(*) FROM attendance WHERE session_id = session.id AND"
_SAT_IN = "status IN ('present', 'late', 'left-early')"
_SEATS_COUNTED = (
    f"{_SEATS} {_SAT_IN} AND {_BELONGED}), {_SEATS} {_BELONGED}),"
    f" {_SEATS} {_SAT_IN} AND NOT {_BELONGED})"
)


class CountedSession(NamedTuple):
    """A session in a list, with what was counted in it; people as in Seats."""

    held_on: date
    minutes: int
    mode: str
    cancelled: bool
    sat_in: int
    named: int
    visitors: int
    presentations: int
    checkins: int


class LatestSession(NamedTuple):
    """A group's last session."""

    id: int
    held_on: date
    cancelled: bool


def next_recorded(store: Store) -> int:
    """Return the next number in the order of recording."""
    return int(store.value("UPDATE logbook SET recorded = recorded + 1 RETURNING recorded"))


def latest_recorded(store: Store) -> int:
    """Return the latest number in the order of recording."""
    return int(store.value("SELECT recorded FROM logbook"))


def recorded_no(store: Store, session_id: int) -> int:
    """Return a session's number in the order of recording."""
    return int(store.value("SELECT recorded_no FROM session WHERE id = ?", (session_id,)))


def add_session(store: Store, session: Session) -> int:
    """Add a session with its leaders and attendance and return its number; its id is ignored."""
    row = {**_row(session), "recorded_no": next_recorded(store)}
    session_id = store.insert("session", row)
    _set_people(store, session_id, session)
    return session_id


def change_session(store: Store, session: Session) -> bool:
    """Change a session whose row version is still that of ``session``; False if it is not."""
    changed = store.change_as_read("session", _row(session), session.id, session.row_version)
    if changed:
        store.change("DELETE FROM session_leader WHERE session_id = ?", (session.id,))
        store.change("DELETE FROM attendance WHERE session_id = ?", (session.id,))
        _set_people(store, session.id, session)
    return changed


def touch_session(store: Store, session_id: int) -> None:
    """Raise a session's row version: something was added to it."""
    store.change("UPDATE session SET row_version = row_version + 1 WHERE id = ?", (session_id,))


def delete_session(store: Store, session_id: int) -> None:
    """Delete a session with its attendance, presentations, check-ins and notes."""
    store.change("DELETE FROM session WHERE id = ?", (session_id,))


def session(store: Store, session_id: int) -> Session | None:
    """Return one session by its number."""
    return next(iter(_sessions(store, "WHERE id = ?", (session_id,))), None)


def sessions_on(store: Store, group_id: int, day: date) -> list[int]:
    """Return the numbers of a group's sessions on one date."""
    rows = store.rows(
        "SELECT id FROM session WHERE group_id = ? AND held_on = ? ORDER BY recorded_no",
        (group_id, day.isoformat()),
    )
    return [row["id"] for row in rows]


def latest_sessions(store: Store, group_id: int, count: int) -> list[Session]:
    """Return a group's last sessions, the latest first."""
    latest = "WHERE group_id = ? ORDER BY held_on DESC, recorded_no DESC LIMIT ?"
    return _sessions(store, latest, (group_id, count))


def latest_day(store: Store, group_id: int) -> LatestSession | None:
    """Return a group's last session without reading who was there, or None before its first."""
    row = store.row(
        "SELECT id, held_on, cancelled FROM session WHERE group_id = ?"
        " ORDER BY held_on DESC, recorded_no DESC LIMIT 1",
        (group_id,),
    )
    return None if row is None else LatestSession(row[0], date.fromisoformat(row[1]), bool(row[2]))


def sessions_led(store: Store, leader: str) -> list[Session]:
    """Return the sessions at which a leader had a role, in order, without those cancelled."""
    return _sessions(
        store,
        "WHERE NOT cancelled AND id IN (SELECT session_id FROM session_leader"
        " JOIN leader ON leader.id = leader_id WHERE alias = ?) ORDER BY held_on, recorded_no",
        (leader,),
    )


def group_of(store: Store, session_id: int) -> int:
    """Return the number of a session's group."""
    return int(store.value("SELECT group_id FROM session WHERE id = ?", (session_id,)))


def discussions(store: Store, session_id: int) -> int:
    """Return how many cases were discussed at a session, also those that are gone since."""
    return int(
        store.value(
            "SELECT purged_presentations + (SELECT count(*) FROM presentation"
            " WHERE session_id = session.id) FROM session WHERE id = ?",
            (session_id,),
        )
    )


def first_held(store: Store, group_id: int) -> date | None:
    """Return the date of a group's first session."""
    day = store.value("SELECT min(held_on) FROM session WHERE group_id = ?", (group_id,))
    return None if day is None else date.fromisoformat(day)


def attendance_of(store: Store, member_id: int) -> list[tuple[int, date, Attendance]]:
    """Return a member's sessions: number, date, and how they were there, the first first."""
    rows = store.rows(
        "SELECT session.id, held_on, alias, status, attendance.minutes FROM attendance"
        " JOIN session ON session.id = session_id JOIN member ON member.id = member_id"
        " WHERE member_id = ? ORDER BY held_on, recorded_no",
        (member_id,),
    )
    return [
        (row["id"], date.fromisoformat(row["held_on"]), _attendance(tuple(row)[2:])) for row in rows
    ]


def who_sat_in(store: Store, session_id: int) -> set[str]:
    """Return the aliases of those who were there."""
    rows = store.rows(
        "SELECT alias FROM attendance JOIN member ON member.id = member_id"
        " WHERE session_id = ? AND status IN ('present', 'late', 'left-early')",
        (session_id,),
    )
    return {alias for (alias,) in rows}


def who_led(store: Store, session_id: int) -> set[str]:
    """Return the aliases of the leaders who were there, in whatever role."""
    rows = store.rows(
        "SELECT alias FROM session_leader JOIN leader ON leader.id = leader_id"
        " WHERE session_id = ?",
        (session_id,),
    )
    return {alias for (alias,) in rows}


def where_offered(store: Store, member_id: int) -> set[int]:
    """Return the sessions at which a member offered a case for which there was no time."""
    rows = store.rows(
        "SELECT session_id FROM attendance WHERE member_id = ? AND offered", (member_id,)
    )
    return {session_id for (session_id,) in rows}


def session_lines(store: Store, group_id: int | None) -> list[tuple[int, int, CountedSession]]:
    """Return the sessions of one group or of all, in the order in which they were held.

    Each with its number and that of its group.
    """
    where, parameters = ("", ()) if group_id is None else (" WHERE group_id = ?", (group_id,))
    rows = store.rows(
        f"SELECT id, group_id, held_on, minutes, mode, cancelled, {_SEATS_COUNTED},"
        " (SELECT count(*) FROM presentation WHERE session_id = session.id)"
        " + purged_presentations,"
        " (SELECT count(*) FROM checkin WHERE session_id = session.id)"
        f" FROM session{where} ORDER BY held_on, recorded_no",
        parameters,
    )
    return [
        (
            session_id,
            in_group,
            CountedSession(date.fromisoformat(held_on), minutes, mode, bool(cancelled), *counts),
        )
        for session_id, in_group, held_on, minutes, mode, cancelled, *counts in rows
        if known("session", {"mode": mode})
    ]


def seats_counted(store: Store, session_id: int) -> Seats:
    """Return how many were at a session, members and visitors apart."""
    rows = store.rows(f"SELECT {_SEATS_COUNTED} FROM session WHERE id = ?", (session_id,))
    return Seats(*next(iter(rows)))


def _set_people(store: Store, session_id: int, session: Session) -> None:
    for alias, role in session.leaders.items():
        store.add(
            "INSERT INTO session_leader (session_id, leader_id, role)"
            " VALUES (?, (SELECT id FROM leader WHERE alias = ?), ?)",
            (session_id, alias, role),
        )
    for there in session.attendance:
        store.add(
            "INSERT INTO attendance (session_id, member_id, status, minutes, offered)"
            " VALUES (?, (SELECT id FROM member WHERE alias = ?), ?, ?, ?)",
            (session_id, *there, there.alias in session.frame.offered),
        )


def _row(session: Session) -> dict[str, object]:
    return {
        "group_id": session.group_id,
        "held_on": session.held_on.isoformat(),
        "minutes": session.minutes,
        "mode": session.mode,
        **columns.row_of(session.frame),
    }


def _attendance(there: Iterable[Any]) -> Attendance:
    attended = Attendance(*there)
    known("attendance", {"status": attended.status})
    return attended


def _sessions(store: Store, which: str, parameters: tuple[object, ...]) -> list[Session]:
    """Return the sessions for which ``which`` holds, read in three queries however many."""
    from balintlog.domain.document import Frame  # not for those that are only counted

    chosen = f"(SELECT id FROM session {which})"
    roles: dict[int, dict[str, str]] = defaultdict(dict)
    for session_id, alias, role in store.rows(
        "SELECT session_id, alias, role FROM session_leader JOIN leader ON leader.id = leader_id"
        f" WHERE session_id IN {chosen} ORDER BY role = 'leader' DESC, alias",
        parameters,
    ):
        roles[session_id][alias] = known("session_leader", {"role": role})["role"]
    attendance: dict[int, list[Attendance]] = defaultdict(list)
    offered: dict[int, list[str]] = defaultdict(list)
    for session_id, has_offered, *there in store.rows(
        "SELECT session_id, offered, alias, status, attendance.minutes FROM attendance"
        f" JOIN member ON member.id = member_id WHERE session_id IN {chosen} ORDER BY member.id",
        parameters,
    ):
        attendance[session_id].append(_attendance(there))
        if has_offered:
            offered[session_id].append(attendance[session_id][-1].alias)
    return [
        Session(
            id=row["id"],
            group_id=row["group_id"],
            held_on=date.fromisoformat(row["held_on"]),
            minutes=row["minutes"],
            mode=row["mode"],
            frame=columns.content(Frame, row, offered=tuple(offered[row["id"]])),
            leaders=roles[row["id"]],
            attendance=tuple(attendance[row["id"]]),
            row_version=row["row_version"],
            purged_presentations=row["purged_presentations"],
        )
        for row in store.rows(f"SELECT * FROM session {which}", parameters)
        if known("session", row)
    ]
