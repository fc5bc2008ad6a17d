"""``balintlog case edit``: put right what is recorded of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from balintlog.cli.case.case_options import (
    EDIT_OPTIONS,
    IsCheckIn,
    case_fields,
    names_found,
    require_session,
)
from balintlog.cli.chosen_record import chosen_case, chosen_session
from balintlog.cli.options import CaseId, From, Given, Json, RowVersion, with_options
from balintlog.cli.terminal.document_input import point_out, read_object, version_seen
from balintlog.cli.terminal.output import answer
from balintlog.cli.terminal.prompts import require_terminal
from balintlog.cli.terminal.unlock import opened
from balintlog.domain.ids import shown
from balintlog.logbook.book import check_version, find_case
from balintlog.logbook.document.json_objects import object_of
from balintlog.logbook.view import followup_changes

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk


@with_options(EDIT_OPTIONS)
def edit(
    ctx: typer.Context,
    case: CaseId = None,
    session: Annotated[
        str | None,
        typer.Option("--session", metavar="SESSION", help="Change what was recorded there."),
    ] = None,
    checkin: IsCheckIn = False,
    *,
    given: Given,
    source: From = None,
    row_version: RowVersion = None,
    json: Json = False,
) -> None:
    """Change a case, or what was recorded of it at a session.

    Without --session it changes the label, the links and the latest presentation.
    Without options it opens the page of the case, filled in, and shows it until you save.
    --from takes every field, and null deletes one.

    \b
    Examples:
      balintlog case edit C7
      balintlog case edit C7 --follow-up no
      balintlog case edit C7 --session S4 --check-in --from change.json
    """
    from balintlog.cli.guided.edit.case_page import ask_case_changes, edited_part
    from balintlog.cli.guided.edit.entry_changes import changed_sentence

    desk: Desk = ctx.obj
    require_session(session, checkin=checkin)
    fields = case_fields(given)
    changes = read_object(desk, source, fields)
    with opened(desk) as book:
        before = chosen_case(desk, book, case)
        changes |= names_found(desk, book, given)
        wanted = version_seen(changes, row_version)
        check_version(shown("C", before.id), before.row_version, wanted)
        held = None if session is None else chosen_session(desk, book, session)
        part = edited_part(book, before, held, checkin=checkin)
        asked = followup_changes.listed_now(book, before.group_id)
        name = shown("C", before.id)
        if changes:
            stood = object_of(part.stands(before))
            point_out(desk, part.record(before, changes=changes))
            said = changed_sentence(name, stood, object_of(part.stands(find_case(book, name))))
        else:
            require_terminal(desk, "a change (an option, or --from)")
            said = ask_case_changes(desk, book, before, part)
        moved = followup_changes.changes_since(book, before.group_id, asked)
    at = {} if held is None else {"session": shown("S", held.id)}
    content = {"case": name, **at, "follow_ups": moved}
    answer(desk, content, said, *(change.line for change in moved), json=json)
