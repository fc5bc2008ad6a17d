"""Looking back: a case's history, a member's file, the state of a group, search.

What is returned is shaped as it is shown: ids with their letter, dates, words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from balintlog.domain import followup
from balintlog.domain.ids import number_of, shown
from balintlog.domain.membership import expected
from balintlog.logbook import exporting
from balintlog.logbook.following import followups, standing
from balintlog.storage import caselogs, cases, notes, people, searching, sessions

if TYPE_CHECKING:
    from datetime import date

    from balintlog.domain.membership import Member
    from balintlog.domain.moment import Moment
    from balintlog.domain.records import Case, Group, ProcessNote, Session
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.following import GroupFollowUps

LAST_SESSIONS = 5
MAX_HITS = 50


# One case


def case_view(book: Logbook, case: Case) -> dict[str, Any]:
    """Return a case as it stands now."""
    log = caselogs.case_log(book.store, case.id)
    latest, stands = log.latest, standing(book, case, log)
    return {
        "id": shown("C", case.id),
        "group": shown("G", case.group_id),
        "label": case.label,
        "presenter": latest.presenter,
        "state": "closed" if case.closed_on else "open",
        "follow_up": latest.follow_up,
        "after_sessions": latest.after_sessions,
        "asked": len(followup.stretch_of(log).counted),
        "owed": stands is not None and stands.kind == "owed",
        "links": [
            {"case": shown("C", link.case_id), "relation": link.relation}
            for link in cases.links(book.store, case.id)
        ],
        "row_version": case.row_version,
    }


def case_history(book: Logbook, case: Case, *, with_notes: bool) -> list[dict[str, Any]]:
    """Return all that happened to a case, in order.

    Every item has ``kind``, ``held_on`` and ``session`` (None for what did not
    happen at a session).
    """
    found: list[tuple[Moment, dict[str, Any]]] = []
    for told in cases.presentations_of_case(book.store, case.id):
        item = _item("presentation", told.at, told.session_id, exporting.all_of(told.telling))
        found.append((told.at, item))
    for heard in cases.checkins_of_case(book.store, case.id):
        item = _item("check-in", heard.at, heard.session_id, exporting.all_of(heard.news))
        found.append((heard.at, item))
    for event in cases.events(book.store, case.id):
        found.append((event.at, _item(event.kind, event.at, None, {})))
    for link in cases.links(book.store, case.id):
        other = {"case": shown("C", link.case_id), "relation": link.relation}
        found.append((link.at, _item("linked", link.at, None, other)))
    if with_notes:
        for note in notes.notes_on_case(book.store, case.id):
            content = {"id": shown("N", note.id), **exporting.all_of(note.note)}
            found.append((note.at, _item("note", note.at, note.session_id, content)))
    return [item for _, item in sorted(found, key=lambda pair: pair[0])]


def _item(kind: str, at: Moment, session_id: int | None, content: dict[str, Any]) -> dict[str, Any]:
    session = None if session_id is None else shown("S", session_id)
    return {"kind": kind, "held_on": at.held_on, "session": session, **content}


def latest_summary(book: Logbook, case: str) -> str | None:
    """Return the summary of a case's latest presentation."""
    return cases.presentations_of_case(book.store, number_of("C", case))[-1].telling.summary


def case_lines(book: Logbook, group: Group | None, state: str) -> list[dict[str, Any]]:
    """Return the cases of one group or of all as lines of a list, without summaries."""
    chosen = people.groups(book.store) if group is None else [group]
    lines = []
    with book.store.reading():
        for one in chosen:
            latest = cases.latest_presentations(book.store, one.id)
            lines += [
                {
                    "case": shown("C", case.id),
                    "group": shown("G", case.group_id),
                    "label": case.label,
                    "presenter": latest[case.id][0],
                    "presented_on": latest[case.id][1],
                    "state": "closed" if case.closed_on else "open",
                }
                for case in cases.cases(book.store, one.id)
                if state in ("all", "closed" if case.closed_on else "open")
            ]
    return lines


# Members


def member_lines(book: Logbook, group: Group) -> list[dict[str, Any]]:
    """Return everybody who ever belonged to a group as lines of a list."""
    return [
        {
            "alias": member.alias,
            "group": shown("G", group.id),
            "profession": member.profession,
            "standing": member.periods[-1].standing,
            "joined_on": member.periods[-1].joined_on,
            "left_on": member.periods[-1].left_on,
        }
        for member in people.members(book.store, group.id)
    ]


def expected_on(book: Logbook, group: Group, day: date) -> dict[str, str]:
    """Return an attendance of a day at which everybody was present."""
    return dict.fromkeys(expected(people.members(book.store, group.id), day), "present")


def count_of(book: Logbook, group: Group) -> dict[str, int]:
    """Return how much hangs on a group."""
    return {
        "members": len(people.members(book.store, group.id)),
        "sessions": len(sessions.session_lines(book.store, group.id)),
        "cases": len(cases.cases(book.store, group.id)),
    }


def member_view(book: Logbook, member: Member) -> dict[str, Any]:
    """Return everything that is held about a member, for a member who asks."""
    return {
        "alias": member.alias,
        "group": shown("G", member.group_id),
        "profession": member.profession,
        "periods": [
            {"standing": one.standing, "joined_on": one.joined_on, "left_on": one.left_on}
            for one in member.periods
        ],
        "attendance": [
            {
                "session": shown("S", session_id),
                "held_on": day,
                "status": one.status,
                "minutes": one.minutes,
            }
            for session_id, day, one in sessions.attendance_of(book.store, member.id)
        ],
        "presentations": [
            {
                "case": shown("C", told.case_id),
                "label": cases.label(book.store, told.case_id),
                "session": shown("S", told.session_id),
                "held_on": told.at.held_on,
                **exporting.all_of(told.telling),
            }
            for told in cases.presented_by(book.store, member.id)
        ],
        "checkins": [
            {
                "case": shown("C", heard.case_id),
                "session": shown("S", heard.session_id),
                "held_on": heard.at.held_on,
                **exporting.all_of(heard.news),
            }
            for case_id in sorted({t.case_id for t in cases.presented_by(book.store, member.id)})
            for heard in cases.checkins_of_case(book.store, case_id)
        ],
        "row_version": member.row_version,
    }


# Sessions and notes


def session_view(book: Logbook, session: Session) -> dict[str, Any]:
    """Return a session with the labels of what was discussed, without summaries."""
    return {
        "session": shown("S", session.id),
        **exporting.frame_object(session),
        "cancelled": session.cancelled,
        "recorded": session.recorded,
        "debriefed": session.debriefed,
        "safety_concern": session.safety_concern,
        "checkins": [
            {
                "case": shown("C", one.case_id),
                "label": cases.label(book.store, one.case_id),
                "outcome": one.news.outcome,
            }
            for one in cases.checkins_in(book.store, session.id)
        ],
        "presentations": [
            {
                "case": shown("C", one.case_id),
                "label": cases.label(book.store, one.case_id),
                "presenter": one.telling.presenter,
            }
            for one in cases.presentations_in(book.store, session.id)
        ],
        "notes": [shown("N", note.id) for note in notes.notes_in(book.store, session.id)],
        "row_version": session.row_version,
    }


def discussed_at(book: Logbook, session: Session) -> dict[str, str]:
    """Return the ids and labels of the cases discussed at a session."""
    heard = [one.case_id for one in cases.checkins_in(book.store, session.id)]
    told = [one.case_id for one in cases.presentations_in(book.store, session.id)]
    return {shown("C", case_id): cases.label(book.store, case_id) for case_id in (*heard, *told)}


def session_lines(book: Logbook, group: Group | None) -> list[dict[str, Any]]:
    """Return the sessions of one group or of all as lines of a list."""
    return [
        {
            "session": shown("S", line.id),
            "group": shown("G", line.group_id),
            "held_on": line.held_on,
            "minutes": line.minutes,
            "mode": line.mode,
            "cancelled": line.cancelled,
            "sat_in": line.sat_in,
            "named": line.named,
            "presentations": line.presentations,
            "checkins": line.checkins,
        }
        for line in sessions.session_lines(book.store, None if group is None else group.id)
    ]


def note_view(note: ProcessNote) -> dict[str, Any]:
    """Return a note whole."""
    return {
        "note": shown("N", note.id),
        "session": shown("S", note.session_id),
        "held_on": note.at.held_on,
        "case": None if note.case_id is None else shown("C", note.case_id),
        "author": note.author,
        **exporting.all_of(note.note),
        "row_version": note.row_version,
    }


def note_lines(book: Logbook, group: Group | None) -> list[dict[str, Any]]:
    """Return the notes of one group or of all as lines of a list, without their texts."""
    return [
        {
            "note": shown("N", note.id),
            "session": shown("S", note.session_id),
            "held_on": note.at.held_on,
            "case": None if note.case_id is None else shown("C", note.case_id),
            "author": note.author,
            "heading": note.note.heading,
            "for_supervision": note.note.for_supervision is not None,
        }
        for note in notes.notes(book.store, None if group is None else group.id)
    ]


# The state of a group


@dataclass(frozen=True, slots=True)
class GroupStatus:
    """What a leader wants to know at a glance before the next session."""

    group: str
    label: str
    agreed_on: date | None
    last_session: dict[str, Any] | None
    open_cases: int
    followups: GroupFollowUps
    attendance: list[dict[str, Any]]


def status(book: Logbook, group: Group) -> GroupStatus:
    """Return the state of a group: a member's line holds no judgement and no rank."""
    with book.store.reading():
        last = sessions.latest_sessions(book.store, group.id, LAST_SESSIONS)
        return GroupStatus(
            group=shown("G", group.id),
            label=group.label,
            agreed_on=group.agreed_on,
            last_session=_last_session(last),
            open_cases=len(cases.cases(book.store, group.id, open_only=True)),
            followups=followups(book, group),
            attendance=_attendance_lines(book, group, [one for one in last if not one.cancelled]),
        )


def _last_session(last: list[Session]) -> dict[str, Any] | None:
    if not last:
        return None
    latest = last[0]
    return {
        "session": shown("S", latest.id),
        "held_on": latest.held_on,
        "cancelled": latest.cancelled,
        "sat_in": sum(one.sat_in for one in latest.attendance),
        "named": len(latest.attendance),
    }


def _attendance_lines(book: Logbook, group: Group, last: list[Session]) -> list[dict[str, Any]]:
    presented = cases.last_presented(book.store, group.id)
    lines = []
    for member in people.members(book.store, group.id):
        if not member.belongs_on(book.today):
            continue
        named = [one for session in last for one in session.attendance if one.alias == member.alias]
        day = presented.get(member.alias)
        lines.append(
            {
                "member": member.alias,
                "sat_in": sum(one.sat_in for one in named),
                "of": len(named),
                "last_presented_on": day,
                "attended_since": sessions.attended_after(book.store, member.id, day),
            }
        )
    return lines


# Search


def search(book: Logbook, words: str) -> list[dict[str, Any]]:
    """Return where all the words stand, or words that begin with them, best first."""
    found = []
    with book.store.reading():
        for hit in searching.search(book.store, words.split(), MAX_HITS):
            found.append(
                {
                    "kind": hit.kind,
                    "case": None if hit.case_id is None else shown("C", hit.case_id),
                    "label": None if hit.case_id is None else cases.label(book.store, hit.case_id),
                    "session": None if hit.session_id is None else shown("S", hit.session_id),
                    "held_on": hit.held_on,
                    "note": None if hit.note_id is None else shown("N", hit.note_id),
                    "snippet": hit.snippet,
                }
            )
    return found
