"""The edit of a session: its frame as it is recorded, in one line, and what was different."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from balintlog.cli.guided.ask_until_saved import until_saved
from balintlog.cli.guided.draft_offer import ends_draft, form_of
from balintlog.cli.guided.evening_document import frame_document
from balintlog.cli.guided.evening_facts import EveningSoFar, frame_as_object, frame_from
from balintlog.cli.guided.form import Form
from balintlog.cli.guided.frame_question import (
    EXPLAINED,
    take_frame_line,
    tell_frame,
    words_of_frame,
)
from balintlog.cli.guided.line_dialogue import ask_in_words
from balintlog.domain.draft import Begun
from balintlog.domain.ids import shown
from balintlog.domain.typed.frame_line import read_frame_line
from balintlog.domain.typed.unclear import Unclear
from balintlog.logbook.book import find_group, find_session
from balintlog.logbook.document.json_objects import object_of
from balintlog.logbook.view import recorded_frame, session_export

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.cli.desk import Desk
    from balintlog.cli.guided.form import Answers
    from balintlog.domain.records import Session
    from balintlog.logbook.book import Logbook


def ask_session_changes(
    desk: Desk, book: Logbook, session: Session, record: Callable[[Session, Answers], None]
) -> None:
    """Show the frame of a session, ask what was different, and record that.

    ``record`` is given the session as it was read, and the fields to change; it is not called
    if nothing is to be changed.
    """
    name = shown("S", session.id)
    group = find_group(book, shown("G", session.group_id))
    around = recorded_frame.around_session(book, session, desk.today, desk.evening)
    frame = frame_as_object(recorded_frame.frame_of(book, session))
    asides = {"frame": frame, "recorded": frame}
    fresh = Form(asides=asides, stood=object_of(session_export.frame_entry(session)))
    form = form_of(desk, book, Begun(group.id, "session edit", name), fresh)
    evening = EveningSoFar(desk, book, group, form, around)
    now = session

    def save(_: Answers) -> None:
        changes = changes_between(evening, form.asides["recorded"])
        if changes:
            record(now, changes)

    def read_again() -> Answers:
        nonlocal now
        now = find_session(book, name)
        return object_of(session_export.frame_entry(now))

    ask = partial(_ask, evening, name)
    until_saved(desk, book, form, ask, ends_draft(book, form, save), read_again)


def changes_between(evening: EveningSoFar, recorded: Answers) -> Answers:
    """Return the fields that the leader has changed, as an edit takes them; None is the default.

    Only those are named: what another window has changed meanwhile stays.
    """
    before = frame_document(frame_from(recorded), evening.around)
    after = frame_document(evening.frame, evening.around)
    changes = {
        key: after.get(key)
        for key in {**before, **after}
        if key != "attendance" and before.get(key) != after.get(key)
    }
    then, now = before["attendance"], after["attendance"]
    people = {
        alias: now.get(alias) for alias in {**then, **now} if then.get(alias) != now.get(alias)
    }
    return {**changes, "attendance": people} if people else changes


def _ask(evening: EveningSoFar, name: str) -> None:
    """Take what was different until Enter alone."""
    tell_frame(evening, f"{name}: ")
    ask_in_words(
        evening.desk,
        "What was different?",
        partial(_take, evening, name),
        again=lambda: "Enter saves, or say what else:",
        words=words_of_frame(evening),
        explained=EXPLAINED,
    )


def _take(evening: EveningSoFar, name: str, typed: str) -> list[Unclear]:
    said = read_frame_line(typed, evening.frame, evening.around).frame
    if said.group != evening.group.label:
        return [Unclear(typed, "A session stays with its group.")]
    return take_frame_line(evening, typed, f"{name}: ")
