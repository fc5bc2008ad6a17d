"""``balintlog note``: the leader's own process notes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from balintlog.cli.guided import questions
from balintlog.cli.guided.form import Form
from balintlog.cli.guided.form_guard import guarded
from balintlog.cli.guided.form_part import whole_form
from balintlog.cli.guided.until_saved import until_saved
from balintlog.cli.options import AtSession, From, InGroup, Json, NoteId, RowVersion
from balintlog.cli.shown_authors import AllAuthors, tell_left_out
from balintlog.cli.terminal.document_input import point_out, read_object, version_seen
from balintlog.cli.terminal.output import answer_json, say, table, width_of, wrapped
from balintlog.cli.terminal.prompts import confirm, require_terminal
from balintlog.cli.terminal.typed_dates import read_day
from balintlog.cli.terminal.unlock import opened
from balintlog.cli.which_session import session_meant
from balintlog.domain.ids import shown
from balintlog.errors import InvalidInputError
from balintlog.logbook import authorship
from balintlog.logbook.book import check_version, find_case, find_group, find_note, find_session
from balintlog.logbook.record import edit_sessions_and_notes, record_session
from balintlog.logbook.view import list_lines
from balintlog.logbook.view.session_and_note import discussed_at, note_view

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk

app = typer.Typer(name="note", help="Add, list and edit your own process notes.")


@app.command("add")
def add(
    ctx: typer.Context,
    session: AtSession = None,
    case: Annotated[
        str | None, typer.Option("--case", metavar="CASE", help="The case it hangs on.")
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
    if case is not None:
        if "case" in document:
            raise InvalidInputError("the case is named twice, by --case and in the document")
        document["case"] = case
    with opened(desk) as book:
        if case is not None:
            find_case(book, case)
        held = session_meant(desk, book, session)
        if source is None:
            form = Form(document, guard=guarded(desk, book, held.group_id))
            known = {} if case else discussed_at(book, held)
            ask = partial(questions.ask_note, whole_form(desk, form), known)
            recorded = until_saved(
                desk, book, form, ask, partial(record_session.add_note, book, held)
            )
        else:
            recorded = record_session.add_note(book, held, document)
            point_out(desk, recorded.pointed_out)
    number = recorded.notes[0]
    if json:
        answer_json(desk, {"session": shown("S", held.id), "note": number})
    else:
        say(desk, f"{number} was added to {shown('S', held.id)}.")


@app.command("list")
def list_notes(
    ctx: typer.Context, group: InGroup = None, all_authors: AllAuthors = False, json: Json = False
) -> None:
    """List process notes, your own, without their texts.

    \b
    Examples:
      balintlog note list --group larch
      balintlog note list --all-authors
    """
    desk: Desk = ctx.obj
    with opened(desk) as book, book.store.reading():
        wanted = None if group is None else find_group(book, group)
        found = list_lines.note_lines(book, wanted, all_authors=all_authors)
        number = authorship.left_out(book, all_authors=all_authors, group=wanted)
    if json:
        answer_json(desk, {"notes": found})
    else:
        columns = ("note", "session", "held on", "case", "author", "heading", "for supervision")
        table(desk, columns, found)
    tell_left_out(desk, number)


@app.command("show")
def show(ctx: typer.Context, note: NoteId, json: Json = False) -> None:
    """Show a process note.

    \b
    Examples:
      balintlog note show N2
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        found = note_view(find_note(book, note))
    if json:
        answer_json(desk, found)
        return
    on_case = f", on {found.case}" if found.case else ""
    say(desk, f"{found.note}  {found.session} on {found.held_on}{on_case}")
    say(desk, f"    by {found.author}")
    content = found.content
    for key in ("heading", "interventions", "observations"):
        if value := getattr(content, key):
            words = value if key == "heading" else ", ".join(value)
            say(desk, *wrapped(f"{key}: {words}", "    ", width_of(desk)))
    for text, prefix in ((content.text, ""), (content.for_supervision, "For supervision: ")):
        if text:
            say(desk, "", *wrapped(prefix + text, "    ", width_of(desk)))
    if content.taken_on:
        say(desk, f"    Taken there on {content.taken_on}.")


@app.command("edit")
def edit(
    ctx: typer.Context,
    note: NoteId,
    taken: Annotated[
        str | None,
        typer.Option("--taken", metavar="DATE", help="When its question went to supervision."),
    ] = None,
    source: From = None,
    row_version: RowVersion = None,
    json: Json = False,
) -> None:
    """Change a process note, with what stands there in its place.

    \b
    Examples:
      balintlog note edit N2
      balintlog note edit N2 --taken today
      balintlog note edit N2 --from change.json
    """
    desk: Desk = ctx.obj
    given = {} if taken is None else {"taken_on": read_day(taken, desk.today).isoformat()}
    changes = read_object(desk, source, given)
    if not changes:
        require_terminal(desk, "what to change (--taken, or --from)")
    with opened(desk) as book:
        found = find_note(book, note)
        wanted = version_seen(changes, row_version)
        check_version(shown("N", found.id), found.row_version, wanted)
        if not authorship.is_own(book, found):
            confirm(desk, f"{shown('N', found.id)} is a note by {found.author}. Change it?")
        if not changes and source is None:
            stood = edit_sessions_and_notes.note_fields(found)
            group_id = find_session(book, shown("S", found.session_id)).group_id
            form = Form(dict(stood), stood=stood, guard=guarded(desk, book, group_id))
            ask = partial(questions.ask_note, whole_form(desk, form), {})

            def record(answers: dict[str, Any]) -> None:
                edit_sessions_and_notes.edit_note(
                    book, found, {**dict.fromkeys(form.stood), **answers}
                )

            def read_again() -> dict[str, Any]:
                nonlocal found
                found = find_note(book, note)
                return edit_sessions_and_notes.note_fields(found)

            until_saved(desk, book, form, ask, record, read_again)
        else:
            point_out(desk, edit_sessions_and_notes.edit_note(book, found, changes))
    _answer(desk, shown("N", found.id), "was changed", json=json)


@app.command("delete")
def delete(ctx: typer.Context, note: NoteId, json: Json = False) -> None:
    """Delete a process note.

    \b
    Examples:
      balintlog note delete N2
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        found = find_note(book, note)
        whose = "" if authorship.is_own(book, found) else f", a note by {found.author}"
        confirm(
            desk,
            f"Delete {shown('N', found.id)} of {found.at.held_on}{whose}? It cannot be undone.",
        )
        edit_sessions_and_notes.delete_note(book, found)
    _answer(desk, shown("N", found.id), "was deleted", json=json)


def _answer(desk: Desk, note: str, what: str, *, json: bool) -> None:
    if json:
        answer_json(desk, {"note": note})
    else:
        say(desk, f"{note} {what}.")
