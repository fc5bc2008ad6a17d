"""``balintlog log``: the record of one session, guided or from a document."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from balintlog.cli.guided.ask_until_saved import until_saved
from balintlog.cli.options import From, Json, OfGroup
from balintlog.cli.terminal.confirmed_date import once_sure
from balintlog.cli.terminal.document_input import point_out, read_document
from balintlog.cli.terminal.output import answer, remark
from balintlog.cli.terminal.prompts import confirm, require_terminal
from balintlog.cli.terminal.unlock import opened
from balintlog.cli.which_session import group_meant
from balintlog.domain.typed.typed_dates import with_weekday
from balintlog.errors import DeclinedError, InvalidInputError
from balintlog.logbook.book import find_group, find_session, group_named, groups_that_meet
from balintlog.logbook.record import command_draft, record_session
from balintlog.logbook.view import draft_list, lists

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.cli.desk import Desk
    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.record.record_session import Recorded


T = TypeVar("T")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("log", help=log.__doc__)(log)


def log(
    ctx: typer.Context,
    group: OfGroup = None,
    source: From = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of a session's document.")
    ] = False,
    json: Json = False,
) -> None:
    """Record a session, question by question.

    Only the date and the attendance are needed; a full stop on its own skips the rest.
    With --from it records a whole session from one JSON document, all or nothing.

    \b
    Examples:
      balintlog log
      balintlog log --group larch
      balintlog log --from session.json --json
    """
    desk: Desk = ctx.obj
    if schema:
        from balintlog.logbook.document.session_schema import schema_text

        print(schema_text(), file=desk.surroundings.stdout)
        return
    document = None if source is None else read_document(desk, source)
    with opened(desk) as book:
        if source is None:
            recorded = _guided(desk, book, _group(desk, book, group))
        else:
            if group is not None:
                _check_same_group(book, group, document)
            recorded = once_confirmed(desk, partial(record_session.record_session, book, document))
            point_out(desk, recorded.pointed_out)
        tell(desk, book, recorded, json=json)
        for draft in draft_list.draft_lines(book):
            if draft.leader == book.leader:
                remark(desk, f"There is still a draft: {draft_list.in_words(draft)}.")


def once_confirmed(desk: Desk, record: Callable[..., T]) -> T:
    """Record or change a session; an unlikely date or a second session on it needs a yes."""
    try:
        return once_sure(desk, partial(record, second_on_date=desk.yes))
    except record_session.SecondSessionError as error:
        if not desk.can_ask:
            raise
        confirm(desk, f"{error.message}. Was there another one?")
        return record(second_on_date=True, likely_only=False)


def _guided(desk: Desk, book: Logbook, group: Group) -> Recorded:
    """Ask until the session is recorded, with every answer in place."""
    from balintlog.cli.guided import evening
    from balintlog.cli.guided.evening_document import document_of, typed_in

    if not lists.member_lines(book, group):
        raise InvalidInputError(
            f"{group.label} has no members yet",
            hint=f"Add them one by one with: balintlog member add {group.label}",
        )
    form = evening.begin(desk, book, group)

    def record(_: Any) -> Recorded:
        save = partial(record_session.record_session, book, document_of(form))

        def save_for_good(**sure: bool) -> Recorded:
            # The date was asked about when it was typed.
            saved = partial(save, **{**sure, "likely_only": False})
            return command_draft.ended_by(book, form.draft, saved)

        return once_confirmed(desk, save_for_good)

    while True:
        try:
            ask = partial(evening.fill_in, desk, book, group, form)
            return until_saved(desk, book, form, ask, record, typed_in=typed_in)
        except DeclinedError:  # no second session on that date: then the date was mistyped
            remark(
                desk,
                "Then please correct the date. Ctrl-C stops and keeps a draft.",
            )
            form.ask_once_more("held_on")


def _group(desk: Desk, book: Logbook, named: str | None) -> Group:
    """Return the group that met: the one named, the only one, or the one chosen."""
    if named is not None:
        require_terminal(desk, "the document (--from)")
        return find_group(book, named)
    if groups_that_meet(book):
        require_terminal(desk, "the document (--from)")
    return group_meant(desk, book, "--group")


def _check_same_group(book: Logbook, named: str, document: Any) -> None:
    wanted = find_group(book, named)
    said = document.get("group") if isinstance(document, dict) else None
    meant = group_named(book, said) if isinstance(said, str) else None
    if meant is not None and meant.id != wanted.id:  # an unknown one is reported with the rest
        raise InvalidInputError("--group and the document name different groups")


def tell(desk: Desk, book: Logbook, recorded: Recorded, *, json: bool) -> None:
    """Say what was saved, with its ids."""
    session = find_session(book, recorded.session)
    there = sum(attended.sat_in for attended in session.attendance)
    day = with_weekday(session.held_on)
    lines = [f"Saved {recorded.session}, {day}: {there} of {len(session.attendance)} there."]
    for kind, ids in (
        ("check-ins", recorded.checkins),
        ("new cases", recorded.cases),
        ("presented again", recorded.presentations),
        ("notes", recorded.notes),
    ):
        if ids:
            lines.append(f"  {kind}: {', '.join(ids)}")
    content = {"session": recorded.session, "cases": recorded.cases, "notes": recorded.notes}
    answer(desk, content, *lines, json=json)
