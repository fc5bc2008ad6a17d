"""``balintlog session``: sessions that were held, or cancelled."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import typer

from balintlog.cli.all_authors_option import AllAuthors, tell_left_out
from balintlog.cli.chosen_record import chosen_session
from balintlog.cli.commands import session_edit, session_show
from balintlog.cli.commands.log import once_confirmed, tell
from balintlog.cli.commands.session_options import SESSION_OPTIONS, given_session, with_people_found
from balintlog.cli.options import (
    From,
    Given,
    InGroup,
    Json,
    OfGroup,
    SessionId,
    with_options,
)
from balintlog.cli.terminal.document_input import (
    point_out,
    read_document,
)
from balintlog.cli.terminal.evening_date import ask_day
from balintlog.cli.terminal.output import answer, answer_json, remark, table
from balintlog.cli.terminal.prompts import confirm
from balintlog.cli.terminal.unlock import opened
from balintlog.cli.which_session import group_meant
from balintlog.domain.document import SCHEMA
from balintlog.domain.ids import shown
from balintlog.domain.seats import Seats
from balintlog.domain.text import so_many, so_much_news
from balintlog.errors import InvalidInputError
from balintlog.logbook import authorship
from balintlog.logbook.book import find_group
from balintlog.logbook.document.json_objects import object_of
from balintlog.logbook.record import (
    edit_sessions_and_notes,
    record_session,
)
from balintlog.logbook.view import (
    case_history,
    draft_list,
    followup_changes,
    lists,
    session_export,
)
from balintlog.logbook.view.everybody_present import expected_attendance
from balintlog.logbook.view.session_and_note import session_view

if TYPE_CHECKING:
    from balintlog.cli.commands.session_options import GivenSession
    from balintlog.cli.desk import Desk
    from balintlog.logbook.book import Logbook

app = typer.Typer(name="session", help="Add, list and edit sessions.")


@app.command("add")
@with_options(SESSION_OPTIONS)
def add(
    ctx: typer.Context,
    given: Given,
    group: OfGroup = None,
    source: From = None,
    json: Json = False,
) -> None:
    """Record a session without cases and notes.

    Members whom you do not name with --attendance count as there.

    \b
    Examples:
      balintlog session add --group larch --on monday
      balintlog session add --on 2026-03-02 --attendance moth=late:60
      balintlog session add --from session.json
    """
    desk: Desk = ctx.obj
    meant = given_session(desk, given)
    if source is None and meant.held_on is None and not desk.can_ask:
        raise InvalidInputError("--on is missing: say on which day it was held")
    if source is not None and (group or given):
        raise InvalidInputError("--from gives the whole session; leave out the other options")
    document = None if source is None else read_document(desk, source)
    with opened(desk) as book:
        if source is None:
            meant = with_people_found(book, meant)
            document = _document(desk, book, group, meant)
        record = partial(record_session.record_session, book, document)
        recorded = once_confirmed(desk, record)
        point_out(desk, recorded.pointed_out)
        tell(desk, book, recorded, json=json)


def _document(
    desk: Desk, book: Logbook, named: str | None, session: GivenSession
) -> dict[str, object]:
    """Put a session's document together from options, and ask for group and day if need be."""
    group = group_meant(desk, book, "--group", named)
    day = session.held_on or ask_day(desk, "On which day was it held?", is_evening=True)
    session = session._replace(held_on=day)
    is_held = session.frame.get("cancelled") != "yes"
    there = expected_attendance(book, group, day) if is_held else {}
    return {
        "schema": SCHEMA,
        "group": shown("G", group.id),
        **session.fields,
        "attendance": {**there, **(session.attendance or {})},
    }


@app.command("list")
def list_sessions(ctx: typer.Context, group: InGroup = None, json: Json = False) -> None:
    """List the sessions of a group, or of all.

    \b
    Examples:
      balintlog session list --group larch
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        lines = lists.session_lines(book, None if group is None else find_group(book, group))
    if json:
        answer_json(desk, {"sessions": lines})
        return
    columns = ("session", "group", "held on", "minutes", "who came", "cases", "news")
    rows = [
        (
            session,
            in_group,
            counted.held_on,
            counted.minutes,
            "cancelled"
            if counted.cancelled
            else Seats(counted.sat_in, counted.named, counted.visitors).in_words(),
            counted.presentations,
            counted.checkins,
        )
        for session, in_group, counted in lines
    ]
    table(desk, columns, rows)


app.command("show")(session_show.show)


app.command("edit")(with_options(SESSION_OPTIONS)(session_edit.edit))


@app.command("export")
def export(ctx: typer.Context, session: SessionId = None, all_authors: AllAuthors = False) -> None:
    """Print a session as the document that log --from reads.

    It holds everything that was recorded, unencrypted, so mind where it goes. It
    leaves out other leaders' process notes unless you say --all-authors. To be
    read back, it must name everybody who was a member on that day. If you added
    somebody later, first record the day they joined: member edit --joined.

    \b
    Examples:
      balintlog session export S3
      balintlog session export S3 | balintlog -f other.balint log --from -
    """
    desk: Desk = ctx.obj
    with opened(desk) as book, book.store.reading():
        held = chosen_session(desk, book, session)
        entry = session_export.session_entry(book, held, all_authors=all_authors)
        number = authorship.left_out(book, all_authors=all_authors, session=held)
    answer_json(desk, object_of(entry))
    if lacking := session_export.without_presenter(entry):
        remark(
            desk,
            f"The presenter of {', '.join(lacking)} has left, and a purge removed the alias."
            " Put in a presenter before you record this elsewhere.",
        )
    tell_left_out(desk, number)


@app.command("delete")
def delete(ctx: typer.Context, session: SessionId = None, json: Json = False) -> None:
    """Delete a session and everything recorded at it.

    Cases that were first presented there are deleted, too.

    \b
    Examples:
      balintlog session delete S3
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        held = chosen_session(desk, book, session)
        view = session_view(book, held)
        lost = edit_sessions_and_notes.lost_with_session(book, held)
        cases = "".join(
            f" {shown('C', case.id)} was first presented there and will be deleted, too:"
            f" {case_history.counted(case_history.history_of(book, case, with_notes=False))}."
            for case in lost
        )
        gone = (view.session, *(shown("C", case.id) for case in lost))
        drafts = draft_list.going_with(book, *gone)
        confirm(
            desk,
            f"Delete {view.session} of {view.held_on} with"
            f" {so_many(len(view.presentations), 'presentation')},"
            f" {so_much_news(len(view.checkins))}"
            f" and {so_many(len(view.notes), 'note')}?"
            f"{cases}{drafts} This cannot be undone.",
        )
        before = followup_changes.listed_now(book, held.group_id)
        edit_sessions_and_notes.delete_session(book, held, lost)
        changes = [
            *(followup_changes.gone(case.id, case.label) for case in lost),
            *followup_changes.changes_since(book, held.group_id, before),
        ]
    content = {"session": view.session, "follow_ups": changes}
    lines = [f"{view.session} was deleted.", *(change.line for change in changes)]
    answer(desk, content, *lines, json=json)
