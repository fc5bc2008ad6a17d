"""Looking back: a case's history, a member's file, a session, a note; and search.

What is returned is shaped as it is shown: ids with their letter, dates, words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balintlog.domain import followup
from balintlog.domain.ids import number_of, shown
from balintlog.logbook import authorship
from balintlog.logbook.document import session_export
from balintlog.logbook.view.followup_list import standing
from balintlog.storage.tables import (
    case_logs,
    cases,
    checkins,
    notes,
    presentations,
    search_index,
    sessions,
)

if TYPE_CHECKING:
    from balintlog.domain.membership import Member
    from balintlog.domain.moment import Moment
    from balintlog.domain.records import Case, ProcessNote, Session
    from balintlog.logbook.book import Logbook

MAX_HITS = 50


def case_view(book: Logbook, case: Case) -> dict[str, Any]:
    """Return a case as it stands now."""
    log = case_logs.case_log(book.store, case.id)
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


def case_history(
    book: Logbook, case: Case, *, with_notes: bool, all_authors: bool = False
) -> list[dict[str, Any]]:
    """Return all that happened to a case, in order.

    Every item has ``kind``, ``held_on`` and ``session`` (None for what did not
    happen at a session). Notes are the leader's own, or those of all authors.
    """
    found: list[tuple[Moment, dict[str, Any]]] = []
    for told in presentations.of_case(book.store, case.id):
        item = _item("presentation", told.at, told.session_id, session_export.all_of(told.telling))
        found.append((told.at, item))
    for heard in checkins.of_case(book.store, case.id):
        item = _item("check-in", heard.at, heard.session_id, session_export.all_of(heard.news))
        found.append((heard.at, item))
    for event in cases.events(book.store, case.id):
        found.append((event.at, _item(event.kind, event.at, None, {})))
    for link in cases.links(book.store, case.id):
        other = {"case": shown("C", link.case_id), "relation": link.relation}
        found.append((link.at, _item("linked", link.at, None, other)))
    if with_notes:
        author = authorship.author_shown(book, all_authors=all_authors)
        for note in notes.notes_on_case(book.store, case.id, author):
            content = {"id": shown("N", note.id), "author": note.author}
            content |= session_export.all_of(note.note)
            found.append((note.at, _item("note", note.at, note.session_id, content)))
    return [item for _, item in sorted(found, key=lambda pair: pair[0])]


def _item(kind: str, at: Moment, session_id: int | None, content: dict[str, Any]) -> dict[str, Any]:
    session = None if session_id is None else shown("S", session_id)
    return {"kind": kind, "held_on": at.held_on, "session": session, **content}


def latest_summary(book: Logbook, case: str) -> str | None:
    """Return the summary of a case's latest presentation."""
    return presentations.of_case(book.store, number_of("C", case))[-1].telling.summary


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
                **session_export.all_of(told.telling),
            }
            for told in presentations.by_member(book.store, member.id)
        ],
        "checkins": _news_of(book, member),
        "row_version": member.row_version,
    }


def _news_of(book: Logbook, member: Member) -> list[dict[str, Any]]:
    """Return the check-ins at which this member was asked, not who presented the case later."""
    found = []
    for case_id in sorted(
        {told.case_id for told in presentations.by_member(book.store, member.id)}
    ):
        log = case_logs.case_log(book.store, case_id)
        found += [
            {
                "case": shown("C", case_id),
                "session": shown("S", heard.session_id),
                "held_on": heard.at.held_on,
                **session_export.all_of(heard.news),
            }
            for heard in checkins.of_case(book.store, case_id)
            if followup.presenter_at(log, heard.at) == member.alias
        ]
    return found


def session_view(book: Logbook, session: Session) -> dict[str, Any]:
    """Return a session with the labels of what was discussed, without summaries."""
    return {
        "session": shown("S", session.id),
        **session_export.frame_object(session),
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
            for one in checkins.in_session(book.store, session.id)
        ],
        "presentations": [
            {
                "case": shown("C", one.case_id),
                "label": cases.label(book.store, one.case_id),
                "presenter": one.telling.presenter,
            }
            for one in presentations.in_session(book.store, session.id)
        ],
        "purged_presentations": session.purged_presentations,
        "notes": [shown("N", note.id) for note in notes.notes_in(book.store, session.id)],
        "row_version": session.row_version,
    }


def note_view(note: ProcessNote) -> dict[str, Any]:
    """Return a note whole."""
    return {
        "note": shown("N", note.id),
        "session": shown("S", note.session_id),
        "held_on": note.at.held_on,
        "case": None if note.case_id is None else shown("C", note.case_id),
        "author": note.author,
        **session_export.all_of(note.note),
        "row_version": note.row_version,
    }


def search(book: Logbook, words: str, *, all_authors: bool = False) -> list[dict[str, Any]]:
    """Return where all the words stand, or words that begin with them, best first.

    Of notes only the leader's own are searched, or those of all authors.
    """
    found = []
    wanted = _searchable(words)
    author = authorship.author_shown(book, all_authors=all_authors)
    with book.store.reading():
        for hit in search_index.search(book.store, wanted, MAX_HITS, author) if wanted else ():
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


def left_out_of_search(book: Logbook, words: str, *, all_authors: bool) -> int:
    """Count the notes in which the words stand and that ``search`` does not show."""
    wanted = _searchable(words)
    if all_authors or not wanted:
        return 0
    return search_index.count_by_others(book.store, wanted, book.leader_id)


def _searchable(words: str) -> list[str]:
    return [word for word in words.split() if any(one.isalnum() for one in word)]
