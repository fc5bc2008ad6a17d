"""The page of a process note, filled in, to be put right."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from balintlog.cli.guided.ask_until_saved import until_saved
from balintlog.cli.guided.draft_offer import ends_draft, form_of
from balintlog.cli.guided.edit.entry_look import DraftDeletedError, EntryLine, ask_and_look
from balintlog.cli.guided.form import Form
from balintlog.cli.guided.form_part import whole_form
from balintlog.cli.guided.look.look_lines import quoted
from balintlog.cli.guided.more_question import MORE_OF_NOTE, said_of
from balintlog.cli.guided.note_questions import (
    NEXT_TIME,
    ask_note,
    ask_note_text,
    more_of_note,
    next_time,
)
from balintlog.cli.guided.screen_remarks import guarded
from balintlog.domain.draft import Begun
from balintlog.domain.ids import shown
from balintlog.domain.typed.typed_dates import said_weekday
from balintlog.logbook.book import find_note, find_session
from balintlog.logbook.document.json_objects import object_of
from balintlog.logbook.record import edit_sessions_and_notes
from balintlog.logbook.view import session_export
from balintlog.logbook.view.session_and_note import discussed_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from balintlog.cli.desk import Desk
    from balintlog.cli.guided.form import Answers
    from balintlog.cli.guided.form_part import FormPart
    from balintlog.domain.records import ProcessNote
    from balintlog.logbook.book import Logbook

QUESTION = "Your note:"


def ask_note_changes(
    desk: Desk, book: Logbook, note: ProcessNote, *, has_asked_for_text: bool = False
) -> None:
    """Ask for a note with what is there in place, and record what has changed.

    ``has_asked_for_text``: how a text is written was said already.
    """
    stood = object_of(session_export.note_entry(note))
    session = find_session(book, shown("S", note.session_id))
    fresh = Form(dict(stood), stood=stood, guard=guarded(desk, book, session.group_id))
    begun = Begun(session.group_id, "note edit", shown("N", note.id))
    form = form_of(desk, book, begun, fresh, begins_with_look=True)
    form.has_look, form.has_asked_for_text = True, has_asked_for_text
    part, cases = whole_form(desk, form), discussed_at(book, session)
    ask = partial(ask_note, part, cases, QUESTION)

    def record(answers: Mapping[str, Any]) -> None:
        changes = {**dict.fromkeys(form.stood), **answers}  # null: deleted
        if changes != form.stood:
            edit_sessions_and_notes.edit_note(book, note, changes)

    def read_again() -> dict[str, object]:
        nonlocal note
        note = find_note(book, shown("N", note.id))
        return object_of(session_export.note_entry(note))

    look = partial(ask_and_look, part, ask, lambda: list(_lines(part, cases)), "/next_time")
    try:
        until_saved(desk, book, form, look, ends_draft(book, form, record), read_again)
    except DraftDeletedError:
        ask_note_changes(desk, book, note)


def _lines(part: FormPart, cases: Mapping[str, str]) -> Iterator[EntryLine]:
    into = _as_saved(part)
    text = quoted(into.get("text")).strip() or "no text"
    yield EntryLine(f"Your note: {text}", "/text", partial(ask_note_text, part, QUESTION))
    more = said_of(into, MORE_OF_NOTE) or "nothing"
    yield EntryLine(f"More: {more}", "/more", partial(more_of_note, part, cases))
    plan = into.get("next_time", "… (nothing)")
    if "done_on" in into:
        plan += f" (done on {said_weekday(date.fromisoformat(into['done_on']))})"
    ask = partial(part.ask, "next_time", partial(next_time, part))
    yield EntryLine(f"{NEXT_TIME} {plan}", "/next_time", ask)


def _as_saved(part: FormPart) -> Answers:
    """Return the note as it will be saved: a text that was reworded is not taken or done yet."""
    into, stood = dict(part.into), part.form.stood
    for text, day in (("for_supervision", "taken_on"), ("next_time", "done_on")):
        if into.get(text) != stood.get(text) and into.get(day) == stood.get(day):
            into.pop(day, None)
    return into
