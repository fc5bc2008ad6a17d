"""``balintlog note``: the leader's own process notes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from balintlog.cli.all_authors_option import AllAuthors, tell_left_out
from balintlog.cli.chosen_record import chosen_case, chosen_note
from balintlog.cli.commands.note_lines import note_lines
from balintlog.cli.guided.ask_until_saved import until_saved
from balintlog.cli.guided.draft_offer import ends_draft, form_of
from balintlog.cli.guided.edit.entry_changes import changed_sentence
from balintlog.cli.guided.edit.entry_deletion import delete_note
from balintlog.cli.guided.edit.note_page import ask_note_changes
from balintlog.cli.guided.form import Form
from balintlog.cli.guided.form_part import whole_form
from balintlog.cli.guided.note_questions import ask_note
from balintlog.cli.guided.screen_remarks import guarded
from balintlog.cli.options import AtSession, From, InGroup, Json, NoteId, RowVersion, day_option
from balintlog.cli.terminal.document_input import point_out, read_object, version_seen
from balintlog.cli.terminal.output import answer, answer_json, table, width_of
from balintlog.cli.terminal.prompts import confirm, require_terminal
from balintlog.cli.terminal.unlock import opened
from balintlog.cli.which_session import session_meant
from balintlog.domain.draft import Begun
from balintlog.domain.ids import shown
from balintlog.domain.typed.typed_dates import read_day
from balintlog.errors import InvalidInputError
from balintlog.logbook import authorship
from balintlog.logbook.book import check_version, find_group, find_note
from balintlog.logbook.document.json_objects import object_of
from balintlog.logbook.record import edit_sessions_and_notes, record_session
from balintlog.logbook.view import lists, session_export
from balintlog.logbook.view.session_and_note import discussed_at, note_view

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk

app = typer.Typer(name="note", help="Add, list and edit your own process notes.")


@app.command("add")
def add(
    ctx: typer.Context,
    session: AtSession = None,
    case: Annotated[
        str | None, typer.Option("--case", metavar="CASE", help="The case that it is about.")
    ] = None,
    source: From = None,
    json: Json = False,
) -> None:
    """Add a process note to a recorded session.

    \b
    Examples:
      balintlog note add
      balintlog note add --session S3 --case C2 --from note.json
    """
    desk: Desk = ctx.obj
    if source is None:
        require_terminal(desk, "the note (in a document: --from)")
    document = read_object(desk, source, {})
    if case is not None and "case" in document:
        raise InvalidInputError("the case is named twice, by --case and in the document")
    with opened(desk) as book:
        if case is not None:
            document["case"] = shown("C", chosen_case(desk, book, case).id)
        held = session_meant(desk, book, session)
        if source is None:
            fresh = Form(document, guard=guarded(desk, book, held.group_id))
            begun = Begun(held.group_id, "note add", f"--session {shown('S', held.id)}")
            form = form_of(desk, book, begun, fresh)
            known = {} if case else discussed_at(book, held)
            ask = partial(ask_note, whole_form(desk, form), known)
            record = ends_draft(book, form, partial(record_session.add_note, book, held))
            recorded = until_saved(desk, book, form, ask, record)
        else:
            recorded = record_session.add_note(book, held, document)
            point_out(desk, recorded.pointed_out)
    name, at = recorded.notes[0], shown("S", held.id)
    answer(desk, {"session": at, "note": name}, f"{name} was added to {at}.", json=json)


@app.command("list")
def list_notes(
    ctx: typer.Context, group: InGroup = None, all_authors: AllAuthors = False, json: Json = False
) -> None:
    """List your own process notes, without their texts.

    \b
    Examples:
      balintlog note list --group larch
      balintlog note list --all-authors
    """
    desk: Desk = ctx.obj
    with opened(desk) as book, book.store.reading():
        wanted = None if group is None else find_group(book, group)
        lines = lists.note_lines(book, wanted, all_authors=all_authors)
        number = authorship.left_out(book, all_authors=all_authors, group=wanted)
    if json:
        answer_json(desk, {"notes": lines})
    else:
        columns = ("note", "session", "held on", "case", "author", "heading", "for supervision")
        table(desk, columns, lines)
    tell_left_out(desk, number)


@app.command("show")
def show(ctx: typer.Context, note: NoteId = None, json: Json = False) -> None:
    """Show a process note.

    \b
    Examples:
      balintlog note show N2
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        view = note_view(chosen_note(desk, book, note, echo=False))
    answer(desk, view, *note_lines(view, width_of(desk)), json=json)


@app.command("edit")
def edit(
    ctx: typer.Context,
    note: NoteId = None,
    taken: Annotated[
        str | None,
        day_option("--taken", "When its question went to supervision."),
    ] = None,
    done: Annotated[
        str | None,
        day_option("--done", "When you did what you had planned."),
    ] = None,
    source: From = None,
    row_version: RowVersion = None,
    json: Json = False,
) -> None:
    """Change a process note.

    Without options it opens the page of the note, filled in, and shows it until you save.

    \b
    Examples:
      balintlog note edit N2
      balintlog note edit N2 --taken today
      balintlog note edit N2 --done yesterday
      balintlog note edit N2 --from change.json
    """
    desk: Desk = ctx.obj
    given = {
        key: read_day(typed, desk.today).isoformat()
        for key, typed in (("taken_on", taken), ("done_on", done))
        if typed is not None
    }
    changes = read_object(desk, source, given)
    if not changes:
        require_terminal(desk, "a change (--taken, --done, or --from)")
    with opened(desk) as book:
        before = chosen_note(desk, book, note)
        name = shown("N", before.id)
        check_version(name, before.row_version, version_seen(changes, row_version))
        if not authorship.is_own(book, before):
            confirm(desk, f"{name} is a note by {before.author}. Change it?")
        if changes or source is not None:
            point_out(desk, edit_sessions_and_notes.edit_note(book, before, changes))
        else:
            ask_note_changes(desk, book, before)
        stood, now = (
            object_of(session_export.note_entry(note)) for note in (before, find_note(book, name))
        )
    answer(desk, {"note": name}, changed_sentence(name, stood, now), json=json)


@app.command("delete")
def delete(ctx: typer.Context, note: NoteId = None, json: Json = False) -> None:
    """Delete a process note.

    \b
    Examples:
      balintlog note delete N2
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        known = chosen_note(desk, book, note)
        done = delete_note(desk, book, known)
    answer(desk, {"note": shown("N", known.id)}, done, json=json)
