"""``balintlog session``: sessions that were held."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from balintlog.cli.commands.log import once_confirmed, tell
from balintlog.cli.options import From, InGroup, Json, RowVersion, SessionId, word
from balintlog.cli.shown_authors import AllAuthors, tell_left_out
from balintlog.cli.terminal.document_input import (
    point_out,
    read_document,
    read_object,
    version_seen,
)
from balintlog.cli.terminal.output import answer_json, remark, say, table
from balintlog.cli.terminal.prompts import confirm
from balintlog.cli.terminal.typed_dates import read_day
from balintlog.cli.terminal.unlock import opened
from balintlog.domain import vocabulary as words
from balintlog.domain.aliases import folded
from balintlog.domain.document import MAX_MINUTES, SCHEMA
from balintlog.domain.ids import shown
from balintlog.domain.text import so_many
from balintlog.errors import InvalidInputError
from balintlog.logbook import authorship
from balintlog.logbook.book import check_version, find_group, find_leader, find_member, find_session
from balintlog.logbook.document import session_export
from balintlog.logbook.record import edit_sessions_and_notes, record_session
from balintlog.logbook.view import case_history, list_lines
from balintlog.logbook.view.expected_attendance import expected_attendance
from balintlog.logbook.view.session_and_note import session_view
from balintlog.storage.tables import people

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk
    from balintlog.logbook.book import Logbook

app = typer.Typer(name="session", help="Add, list and edit sessions.")

On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day it was held.")]
Minutes = Annotated[
    int | None, typer.Option("--minutes", min=1, max=1440, metavar="N", help="Its length.")
]
Mode = Annotated[str | None, word("--mode", words.MODES, "How it was held")]
Event = Annotated[str | None, word("--event", words.EVENTS, "What it was")]
Recorded = Annotated[str | None, word("--recorded", words.RECORDINGS, "Recorded for supervision")]
Debriefed = Annotated[str | None, word("--debriefed", words.DEBRIEFINGS, "Talked over afterwards")]
Safety = Annotated[
    str | None,
    word("--safety-concern", ("yes", "no"), "A concern was handled outside (no content)"),
]
Cancelled = Annotated[str | None, word("--cancelled", ("yes", "no"), "It did not take place")]
Leaders = Annotated[
    list[str] | None, typer.Option("--leader", metavar="ALIAS", help="Who led; may be repeated.")
]
Coleaders = Annotated[
    list[str] | None, typer.Option("--coleader", metavar="ALIAS", help="Who co-led.")
]
Attended = Annotated[
    list[str] | None,
    typer.Option(
        "--attendance",
        metavar="ALIAS=STATUS",
        help="One member: moth=apologies, moth=absent, or with the minutes they were there:"
        " moth=late:60, moth=left-early:45.",
    ),
]


@app.command("add")
def add(
    ctx: typer.Context,
    group: InGroup = None,
    on: On = None,
    minutes: Minutes = None,
    mode: Mode = None,
    event: Event = None,
    recorded: Recorded = None,
    debriefed: Debriefed = None,
    safety_concern: Safety = None,
    cancelled: Cancelled = None,
    leader: Leaders = None,
    coleader: Coleaders = None,
    attendance: Attended = None,
    source: From = None,
    json: Json = False,
) -> None:
    """Record a session without its content.

    Whoever is not named with --attendance was present.

    \b
    Examples:
      balintlog session add --group larch --on monday
      balintlog session add --on 2026-03-02 --attendance moth=late:60
      balintlog session add --from session.json
    """
    desk: Desk = ctx.obj
    given = _given(minutes, mode, event, recorded, debriefed, safety_concern, cancelled)
    given |= _people(leader, coleader, attendance)
    if source is not None and (on or group or given):
        raise InvalidInputError("--from holds the whole session; give no other options with it")
    document = None if source is None else read_document(desk, source)
    with opened(desk) as book:
        if source is None:
            _find_named(book, given)
            document = _document(desk, book, group, on, given)
        record = partial(record_session.record_session, book, document)
        kept = once_confirmed(desk, record)
        point_out(desk, kept.pointed_out)
        tell(desk, book, kept, json=json)


def _document(
    desk: Desk, book: Logbook, named: str | None, on: str | None, given: dict[str, Any]
) -> dict[str, Any]:
    """Put a session's document together from options."""
    groups = people.groups(book.store, archived=False)
    if named is None and len(groups) != 1:
        raise InvalidInputError("--group is missing: there is not exactly one group")
    group = groups[0] if named is None else find_group(book, named)
    if on is None:
        raise InvalidInputError("--on is missing: the day on which it was held")
    day = read_day(on, desk.today)
    there = {} if given.get("cancelled") == "yes" else expected_attendance(book, group, day)
    return {
        "schema": SCHEMA,
        "group": shown("G", group.id),
        "held_on": day.isoformat(),
        **given,
        "attendance": {**there, **given.get("attendance", {})},
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
        found = list_lines.session_lines(book, None if group is None else find_group(book, group))
    if json:
        answer_json(desk, {"sessions": found})
        return
    columns = ("session", "group", "held on", "minutes", "there", "cases", "check-ins")
    rows = [
        (
            line.session,
            line.group,
            line.held_on,
            line.minutes,
            "cancelled" if line.cancelled else f"{line.sat_in} of {line.named}",
            line.presentations,
            line.checkins,
        )
        for line in found
    ]
    table(desk, columns, rows)


@app.command("show")
def show(ctx: typer.Context, session: SessionId, json: Json = False) -> None:
    """Show a session: who was there, and which cases.

    \b
    Examples:
      balintlog session show S3
    """
    desk: Desk = ctx.obj
    with opened(desk) as book, book.store.reading():
        found = session_view(book, find_session(book, session))
    if json:
        answer_json(desk, found)
        return
    say(desk, f"{found.session} of {found.group} on {found.held_on}")
    say(desk, f"  {so_many(found.minutes, 'minute')}, {found.mode}, {found.content.event}")
    for key, value in found.content._asdict().items():
        if key != "event" and value not in (False, "none"):
            say(desk, f"  {key.replace('_', ' ')}: {'yes' if value is True else value}")
    say(desk, f"  led by: {', '.join(f'{a} ({role})' for a, role in found.leaders.items())}")
    for alias, how in found.attendance.items():
        there = (
            how if isinstance(how, str) else f"{how['status']}, {so_many(how['minutes'], 'minute')}"
        )
        say(desk, f"  {alias}: {there}")
    for heard in found.checkins:
        say(desk, f"  check-in: {heard.case} {heard.label}: {heard.outcome}")
    for told in found.presentations:
        say(desk, f"  presented: {told.case} {told.label} ({told.presenter or '-'})")
    if gone := found.purged_presentations:
        say(desk, f"  {so_many(gone, 'case discussion')} more, of cases past their time")
    if found.notes:
        say(desk, f"  notes: {', '.join(found.notes)}")


@app.command("edit")
def edit(
    ctx: typer.Context,
    session: SessionId,
    on: On = None,
    minutes: Minutes = None,
    mode: Mode = None,
    event: Event = None,
    recorded: Recorded = None,
    debriefed: Debriefed = None,
    safety_concern: Safety = None,
    cancelled: Cancelled = None,
    leader: Leaders = None,
    coleader: Coleaders = None,
    attendance: Attended = None,
    source: From = None,
    row_version: RowVersion = None,
    json: Json = False,
) -> None:
    """Change the date, the frame or the attendance of a session.

    With --from the object holds the fields to change, as the document has them.

    \b
    Examples:
      balintlog session edit S3 --on 2026-03-09
      balintlog session edit S3 --attendance plover=absent --minutes 75
    """
    desk: Desk = ctx.obj
    given = _given(minutes, mode, event, recorded, debriefed, safety_concern, cancelled)
    given |= _people(leader, coleader, attendance)
    if on is not None:
        given["held_on"] = read_day(on, desk.today).isoformat()
    changes = read_object(desk, source, given)
    if not changes:
        raise InvalidInputError(
            "nothing to change was given", hint="See: balintlog session edit --help"
        )
    with opened(desk) as book:
        found = find_session(book, session)
        _find_named(book, given)
        wanted = version_seen(changes, row_version)
        check_version(shown("S", found.id), found.row_version, wanted)
        once_confirmed(desk, partial(edit_sessions_and_notes.edit_session, book, found, changes))
    _answer(desk, shown("S", found.id), "was changed", json=json)


@app.command("export")
def export(ctx: typer.Context, session: SessionId, all_authors: AllAuthors = False) -> None:
    """Print a session as the document that log --from reads.

    It holds everything that was recorded, in clear: mind where it goes. Only
    other leaders' process notes are left out, unless with --all-authors.
    Reading it back asks for everybody who belonged then, so whoever was added
    since needs a first day: member edit --joined.

    \b
    Examples:
      balintlog session export S3
      balintlog session export S3 | balintlog -f other.balint log --from -
    """
    desk: Desk = ctx.obj
    with opened(desk) as book, book.store.reading():
        found = find_session(book, session)
        document = session_export.session_document(book, found, all_authors=all_authors)
        number = authorship.left_out(book, all_authors=all_authors, session=found)
    answer_json(desk, document)
    if lacking := session_export.without_presenter(document):
        remark(
            desk,
            f"The presenter of {', '.join(lacking)} has left, and a purge dropped the code:"
            " before this can be recorded elsewhere, a presenter has to be put in.",
        )
    tell_left_out(desk, number)


@app.command("delete")
def delete(ctx: typer.Context, session: SessionId, json: Json = False) -> None:
    """Delete a session and what hangs on it.

    \b
    Examples:
      balintlog session delete S3
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        found = find_session(book, session)
        view = session_view(book, found)
        lost = edit_sessions_and_notes.lost_with_session(book, found)
        cases = "".join(
            f" {shown('C', one.id)}, first presented there, goes with all it has:"
            f" {case_history.counted(case_history.history_of(book, one, with_notes=False))}."
            for one in lost
        )
        confirm(
            desk,
            f"Delete {view.session} of {view.held_on} with"
            f" {so_many(len(view.presentations), 'presentation')},"
            f" {so_many(len(view.checkins), 'check-in')}"
            f" and {so_many(len(view.notes), 'note')}?"
            f"{cases} It cannot be undone.",
        )
        edit_sessions_and_notes.delete_session(book, found, lost)
    _answer(desk, shown("S", found.id), "was deleted", json=json)


def _answer(desk: Desk, session: str, what: str, *, json: bool) -> None:
    if json:
        answer_json(desk, {"session": session})
    else:
        say(desk, f"{session} {what}.")


def _given(
    minutes: int | None,
    mode: str | None,
    event: str | None,
    recorded: str | None,
    debriefed: str | None,
    safety_concern: str | None,
    cancelled: str | None,
) -> dict[str, Any]:
    """Return the fields of the frame for which an option was given."""
    given = {
        "minutes": minutes,
        "mode": mode,
        "event": event,
        "recorded": recorded,
        "debriefed": debriefed,
        "safety_concern": safety_concern,
        "cancelled": cancelled,
    }
    return {key: value for key, value in given.items() if value is not None}


def _people(
    leaders: list[str] | None, coleaders: list[str] | None, attendance: list[str] | None
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if leaders or coleaders:
        roles = [(folded(alias), "leader") for alias in leaders or ()]
        roles += [(folded(alias), "co-leader") for alias in coleaders or ()]
        found["leaders"] = dict(roles)
        if len(found["leaders"]) < len(roles):
            raise InvalidInputError("somebody is named twice among those who led")
    if attendance:
        named = [_attended(one) for one in attendance]
        found["attendance"] = dict(named)
        if len(found["attendance"]) < len(named):
            raise InvalidInputError("--attendance names somebody twice")
    return found


def _find_named(book: Logbook, given: dict[str, Any]) -> None:
    """Find who is named by options, so that a name that does not exist is told as such."""
    for alias in given.get("leaders", ()):
        find_leader(book, alias)
    for alias in given.get("attendance", ()):
        find_member(book, alias)


def _attended(text: str) -> tuple[str, Any]:
    """Read ``moth=late:60`` as it stands in a document."""
    alias, _, how = text.partition("=")
    status, _, minutes = how.partition(":")
    if alias and minutes.isdecimal() and len(minutes) < len(str(MAX_MINUTES)) + 1:
        return folded(alias), {"status": status, "minutes": int(minutes)}
    if minutes or not how or not alias or how.endswith(":"):
        raise InvalidInputError(
            "--attendance takes an alias and how they were there",
            hint="For example: --attendance moth=late:60, or --attendance plover=apologies",
        )
    return folded(alias), status
