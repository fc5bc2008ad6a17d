"""A report for supervision: a leader's own process notes of a period, and open questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain.document import Note
from balintlog.domain.document_field import free_texts
from balintlog.domain.ids import shown
from balintlog.errors import PrivacyError, Problem
from balintlog.logbook import authorship
from balintlog.logbook.screening import screen_gate
from balintlog.privacy.screen.finding import HARD
from balintlog.reports import supervision_page
from balintlog.storage.tables import notes, sessions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from balintlog.domain.records import ProcessNote
    from balintlog.logbook.book import Logbook
    from balintlog.reports.page import Page


def last_taken_on(book: Logbook, until: date) -> date | None:
    """Return the last day up to ``until`` on which questions were taken to supervision, if ever.

    That day is in the next period, too: the group may have met after the supervision.
    """
    own = notes.notes(book.store, None, book.leader_id)
    days = [note.note.taken_on for note in own if note.note.taken_on is not None]
    return max((day for day in days if day <= until), default=None)


def notes_of_period(
    book: Logbook, since: date | None, until: date, *, all_authors: bool
) -> list[ProcessNote]:
    """Return the notes of a period, and those from before it whose question is still open."""
    author = authorship.author_shown(book, all_authors=all_authors)
    return [
        note
        for note in notes.notes(book.store, None, author)
        if note.at.held_on <= until
        and (since is None or note.at.held_on >= since or _is_open(note))
    ]


def page(book: Logbook, chosen: Sequence[ProcessNote], since: date | None, until: date) -> Page:
    """Return the page for a supervisor.

    PrivacyError if the screen finds an identifier in a note, also one that was kept on purpose:
    it was kept for the logbook, not for others.
    """
    _screen_again(book, chosen)
    led = [
        (session.held_on, session.minutes)
        for session in sessions.sessions_led(book.store, book.leader)
        if session.held_on <= until and (since is None or session.held_on >= since)
    ]
    dated = [
        supervision_page.DatedNote(
            shown("N", note.id), note.at.held_on, note.author, _of_period(note, since)
        )
        for note in chosen
    ]
    return supervision_page.page(book.leader, since, until, led, dated)


def mark_taken(book: Logbook, chosen: Iterable[ProcessNote]) -> int:
    """Mark the leader's own open questions as taken today; return how many there were."""
    from balintlog.logbook.record import edit_sessions_and_notes

    own = [note for note in chosen if _is_open(note) and note.author == book.leader]
    with book.store.writing():
        for note in own:
            edit_sessions_and_notes.edit_note(book, note, {"taken_on": book.today.isoformat()})
    return len(own)


def _is_open(note: ProcessNote) -> bool:
    """Say whether a note has a question that was not taken to supervision yet."""
    return note.note.for_supervision is not None and note.note.taken_on is None


def _of_period(note: ProcessNote, since: date | None) -> Note:
    """Return a note whole, or only its question where it is from before the period."""
    if since is None or note.at.held_on >= since:
        return note.note
    return Note(for_supervision=note.note.for_supervision)


def _screen_again(book: Logbook, chosen: Iterable[ProcessNote]) -> None:
    """Raise PrivacyError for every hard finding in the texts of these notes."""
    problems = []
    guards: dict[int, screen_gate.Guard] = {}
    for note in chosen:
        group_id = sessions.group_of(book.store, note.session_id)
        if group_id not in guards:
            guards[group_id] = screen_gate.guard_of(book, group_id)
        for field in free_texts(Note):
            text = getattr(note.note, field) or ""
            for finding in guards[group_id].read(text):  # soft findings stay
                if finding.tier == HARD:
                    where = f"{shown('N', note.id)}, {field.replace('_', ' ')}: "
                    said = screen_gate.said(finding, finding.start, finding.end)
                    problems.append(Problem(where + said))
    if problems:
        raise PrivacyError(*problems, hint="Reword the note first: balintlog note edit")
