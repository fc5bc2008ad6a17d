"""Lists: one line for each group, member, session, case or note, without any text of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balintlog.domain.ids import shown
from balintlog.domain.text import so_many
from balintlog.logbook import authorship
from balintlog.storage.tables import cases, checkins, notes, people, presentations, sessions

LATEST = 10  # sessions of each group that are proposed

if TYPE_CHECKING:
    from datetime import date

    from balintlog.domain.records import Group, Session
    from balintlog.logbook.book import Logbook


def case_lines(book: Logbook, group: Group | None, state: str) -> list[dict[str, Any]]:
    """Return the cases of one group or of all as lines of a list, without summaries."""
    chosen = people.groups(book.store) if group is None else [group]
    lines = []
    with book.store.reading():
        for one in chosen:
            latest = presentations.latest_of_cases(book.store, one.id)
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


def count_of(book: Logbook, group: Group) -> dict[str, int]:
    """Return how much hangs on a group."""
    return {
        "members": len(people.members(book.store, group.id)),
        "sessions": len(sessions.session_lines(book.store, group.id)),
        "cases": len(cases.cases(book.store, group.id)),
        "notes": len(notes.notes(book.store, group.id)),
    }


def counted(history: list[dict[str, Any]]) -> str:
    """Say in words how much a case's history holds."""
    kinds = [item["kind"] for item in history]
    return ", ".join(
        so_many(number, kind)
        for kind in ("presentation", "check-in", "note")
        if (number := kinds.count(kind))
    )


def expected_on(book: Logbook, group: Group, day: date) -> dict[str, str]:
    """Return an attendance of a day at which everybody was present, guests of that day too."""
    return {
        member.alias: "present"
        for member in people.members(book.store, group.id)
        if member.belongs_on(day)
        or any(one.joined_on == day == one.left_on for one in member.periods)
    }


def discussed_at(book: Logbook, session: Session) -> dict[str, str]:
    """Return the ids and labels of the cases discussed at a session."""
    heard = [one.case_id for one in checkins.in_session(book.store, session.id)]
    told = [one.case_id for one in presentations.in_session(book.store, session.id)]
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


def words_to_complete(book: Logbook) -> dict[str, str]:
    """Return ids, labels and aliases that a leader may want to type next, with what they mean.

    Labels of cases are among the meanings; no other text of a case is.
    """
    found: dict[str, str] = {}
    for group in people.groups(book.store, archived=False):
        found |= {shown("G", group.id): group.label, group.label: shown("G", group.id)}
        for member in people.members(book.store, group.id):
            found[member.alias] = f"member of {group.label}"
        for number, label in cases.open_labels(book.store, group.id).items():
            found[shown("C", number)] = label
        for session in sessions.latest_sessions(book.store, group.id, LATEST):
            found[shown("S", session.id)] = f"{group.label}, {session.held_on}"
    found |= dict.fromkeys(people.leaders(book.store), "leader")
    return found


def note_lines(
    book: Logbook, group: Group | None, *, all_authors: bool = False
) -> list[dict[str, Any]]:
    """Return the notes of one group or of all as lines of a list, without their texts.

    They are the leader's own, or those of all authors.
    """
    author = authorship.author_shown(book, all_authors=all_authors)
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
        for note in notes.notes(book.store, None if group is None else group.id, author)
    ]
