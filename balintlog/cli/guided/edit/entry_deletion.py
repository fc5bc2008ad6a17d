"""The deletion of one entry of a session: news, a case told again, or a note, after a yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.cli.terminal.prompts import confirm
from balintlog.domain.ids import shown
from balintlog.logbook import authorship
from balintlog.logbook.record import edit_cases, edit_sessions_and_notes
from balintlog.logbook.view import draft_list

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk
    from balintlog.domain.records import Case, ProcessNote, Session
    from balintlog.logbook.book import Logbook

FOR_GOOD = "This cannot be undone."


def delete_note(desk: Desk, book: Logbook, note: ProcessNote) -> str:
    """Delete a process note, and say so. DeclinedError without a yes."""
    name = shown("N", note.id)
    whose = "" if authorship.is_own(book, note) else f", a note by {note.author}"
    drafts = draft_list.going_with(book, name)
    confirm(desk, f"Delete {name} of {note.at.held_on}{whose}?{drafts} {FOR_GOOD}")
    edit_sessions_and_notes.delete_note(book, note)
    return f"{name} was deleted."


def delete_of_case(
    desk: Desk, book: Logbook, case: Case, session: Session, *, checkin: bool
) -> str:
    """Delete what was told or heard of a case at a session; return what was done to the case."""
    name, at = f"{shown('C', case.id)} {case.label}", shown("S", session.id)
    what = "news" if checkin else "presentation"
    edit_cases.check_entry(book, case, session, checkin=checkin)
    confirm(desk, f"Delete the {what} of {name} at {at}? {FOR_GOOD}")
    edit_cases.delete_entry(book, case, session, checkin=checkin)
    return f"no longer has its {what} at {at}"
