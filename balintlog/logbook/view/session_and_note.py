"""A session, or a note, whole as it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.document import Attended
from balintlog.domain.ids import shown
from balintlog.storage.tables import cases, checkins, notes, presentations

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from balintlog.domain.document import Frame, Note
    from balintlog.domain.records import ProcessNote, Session
    from balintlog.logbook.book import Logbook


class SessionCheckIn(NamedTuple):
    """News of a case at a session, without its text."""

    case: str
    label: str
    outcome: str


class SessionPresentation(NamedTuple):
    """A case that was brought to a session, without its summary."""

    case: str
    label: str
    presenters: tuple[str, ...]


class SessionView(NamedTuple):
    """A session with the labels of what was discussed, without summaries.

    ``attendance`` is by alias, as in a document: a word where no minutes are known. ``notes``
    are ids.
    """

    session: str
    group: str
    held_on: date
    minutes: int
    mode: str
    leaders: Mapping[str, str]
    attendance: Mapping[str, str | Attended]
    content: Frame
    checkins: list[SessionCheckIn]
    presentations: list[SessionPresentation]
    purged_presentations: int
    notes: list[str]
    row_version: int


class NoteView(NamedTuple):
    """A process note, whole."""

    note: str
    session: str
    held_on: date
    case: str | None
    author: str
    content: Note
    row_version: int


def session_view(book: Logbook, session: Session) -> SessionView:
    """Return a session with the labels of what was discussed, without summaries."""
    return SessionView(
        session=shown("S", session.id),
        group=shown("G", session.group_id),
        held_on=session.held_on,
        minutes=session.minutes,
        mode=session.mode,
        leaders=session.leaders,
        attendance={
            there.alias: there.status if there.minutes is None else Attended(*there[1:])
            for there in session.attendance
        },
        content=session.frame,
        checkins=[
            SessionCheckIn(
                shown("C", heard.case_id),
                cases.label(book.store, heard.case_id),
                heard.news.outcome,
            )
            for heard in checkins.in_session(book.store, session.id)
        ],
        presentations=[
            SessionPresentation(
                shown("C", told.case_id),
                cases.label(book.store, told.case_id),
                told.telling.presenters,
            )
            for told in presentations.in_session(book.store, session.id)
        ],
        purged_presentations=session.purged_presentations,
        notes=[shown("N", note.id) for note in notes.notes_in(book.store, session.id)],
        row_version=session.row_version,
    )


def note_view(note: ProcessNote) -> NoteView:
    """Return a note whole."""
    return NoteView(
        note=shown("N", note.id),
        session=shown("S", note.session_id),
        held_on=note.at.held_on,
        case=None if note.case_id is None else shown("C", note.case_id),
        author=note.author,
        content=note.note,
        row_version=note.row_version,
    )


def heard_at(book: Logbook, session: Session) -> list[str]:
    """Return the ids of the cases of which a session has news."""
    return [shown("C", heard.case_id) for heard in checkins.in_session(book.store, session.id)]


def discussed_at(book: Logbook, session: Session) -> dict[str, str]:
    """Return the ids and labels of the cases discussed at a session."""
    heard = [heard.case_id for heard in checkins.in_session(book.store, session.id)]
    told = [told.case_id for told in presentations.in_session(book.store, session.id)]
    return {shown("C", case_id): cases.label(book.store, case_id) for case_id in (*heard, *told)}
