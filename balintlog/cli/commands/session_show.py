"""``balintlog session show``: who was at a session, and which cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from balintlog.cli.chosen_record import chosen_session
from balintlog.cli.commands.note_lines import note_lines
from balintlog.cli.history_lines import in_words
from balintlog.cli.options import Json, SessionId
from balintlog.cli.terminal.output import answer_json, as_json, say, width_of
from balintlog.cli.terminal.unlock import opened
from balintlog.domain.text import listed, so_many
from balintlog.logbook import authorship
from balintlog.logbook.book import find_note
from balintlog.logbook.view.session_and_note import note_view, session_view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balintlog.cli.desk import Desk
    from balintlog.logbook.view.session_and_note import SessionView


def show(
    ctx: typer.Context,
    session: SessionId = None,
    notes: Annotated[
        bool, typer.Option("--notes", help="Show your process notes in words, too.")
    ] = False,
    json: Json = False,
) -> None:
    """Show who was at a session, and which cases.

    \b
    Examples:
      balintlog session show S3
      balintlog session show S3 --notes
    """
    desk: Desk = ctx.obj
    with opened(desk) as book, book.store.reading():
        view = session_view(book, chosen_session(desk, book, session, echo=False))
        known = [find_note(book, note) for note in view.notes] if notes else []
        own = [note_view(note) for note in known if authorship.is_own(book, note)]
    if json:
        answer_json(desk, {**as_json(view), "notes": own} if notes else view)
        return
    say(desk, *_lines(view))
    for note in own:
        say(desk, "", *note_lines(note, width_of(desk)))


def _lines(view: SessionView) -> Iterator[str]:
    """Yield a session as lines to read."""
    yield f"{view.session} of {view.group} on {view.held_on}"
    yield f"  {so_many(view.minutes, 'minute')}, {view.mode}, {view.content.event}"
    for key, value in view.content._asdict().items():
        if key != "event" and value not in (False, "none", None, ()):
            yield f"  {key.replace('_', ' ')}: {'yes' if value is True else in_words(value)}"
    yield f"  led by: {', '.join(f'{alias} ({role})' for alias, role in view.leaders.items())}"
    for alias, how in view.attendance.items():
        there = (
            how if isinstance(how, str) else f"{how.status}, {so_many(how.minutes or 0, 'minute')}"
        )
        yield f"  {alias}: {there}"
    for heard in view.checkins:
        yield f"  news of {heard.case} {heard.label}: {heard.outcome}"
    for told in view.presentations:
        yield f"  presented: {told.case} {told.label} ({listed(told.presenters) or '-'})"
    if gone := view.purged_presentations:
        yield f"  {so_many(gone, 'case discussion')} more, of cases that were purged"
    if view.notes:
        yield f"  notes: {', '.join(view.notes)}"
