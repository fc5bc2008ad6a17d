"""``balintlog case edit``: put right what is recorded of a case."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from balintlog.cli.case.case_entries import tell_of_case
from balintlog.cli.case.case_options import (
    EDIT_OPTIONS,
    IsCheckIn,
    case_fields,
    names_found,
    require_session,
)
from balintlog.cli.chosen_record import chosen_case, chosen_session
from balintlog.cli.guided.ask_until_saved import until_saved
from balintlog.cli.guided.draft_offer import ends_draft, form_of
from balintlog.cli.guided.form import Form
from balintlog.cli.guided.form_part import whole_form
from balintlog.cli.guided.screen_remarks import guarded
from balintlog.cli.options import CaseId, From, Given, Json, RowVersion, with_options
from balintlog.cli.terminal.document_input import point_out, read_object, version_seen
from balintlog.cli.terminal.prompts import require_terminal
from balintlog.cli.terminal.unlock import opened
from balintlog.domain.draft import Begun
from balintlog.domain.ids import shown
from balintlog.logbook.book import check_version, find_case
from balintlog.logbook.document.json_objects import object_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from balintlog.cli.desk import Desk
    from balintlog.domain.document import CaseEntry, News, Telling
    from balintlog.domain.records import Case, Session
    from balintlog.errors import Problem
    from balintlog.logbook.book import Logbook


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
    Without options it asks for the usual fields and shows what is there now.
    --from takes every field, and null deletes one.

    \b
    Examples:
      balintlog case edit C7
      balintlog case edit C7 --follow-up no
      balintlog case edit C7 --session S4 --check-in --from change.json
    """
    desk: Desk = ctx.obj
    require_session(session, checkin=checkin)
    fields = case_fields(given)
    changes = read_object(desk, source, fields)
    with opened(desk) as book:
        before = chosen_case(desk, book, case)
        changes |= names_found(desk, book, given)
        wanted = version_seen(changes, row_version)
        check_version(shown("C", before.id), before.row_version, wanted)
        part = _edited_part(desk, book, before, session, checkin=checkin)
        if changes:
            point_out(desk, part.record(before, changes=changes))
        else:
            require_terminal(desk, "a change (an option, or --from)")
            _ask_changes(desk, book, before, part)
    tell_of_case(desk, shown("C", before.id), part.session, "was changed", json=json)


class _EditedPart(NamedTuple):
    """The part of a case to edit: ``stands`` reads it as it is, ``record`` takes the changes."""

    session: Session | None
    is_checkin: bool
    stands: Callable[[Case], CaseEntry | News | Telling]
    record: Callable[..., tuple[Problem, ...]]


def _edited_part(
    desk: Desk, book: Logbook, case: Case, named: str | None, *, checkin: bool
) -> _EditedPart:
    """Return the case itself, or its presentation or check-in at a session that is named."""
    from balintlog.logbook.record import edit_cases

    if named is None:
        stands = partial(edit_cases.case_now, book)
        return _EditedPart(None, False, stands, partial(edit_cases.edit_case, book))
    held = chosen_session(desk, book, named)
    if checkin or not edit_cases.has_presentation(book, case, held):
        heard = partial(edit_cases.heard_at, book, session=held)
        record = partial(edit_cases.edit_checkin, book, session=held)
        return _EditedPart(held, True, heard, record)
    told = partial(edit_cases.presented_at, book, session=held)
    record = partial(edit_cases.edit_presentation, book, session=held)
    return _EditedPart(held, False, told, record)


def _ask_changes(desk: Desk, book: Logbook, case: Case, part: _EditedPart) -> None:
    """Ask for the usual fields, showing what is there now, and record the changes."""
    from balintlog.cli.guided.case_questions import ask_label, ask_telling
    from balintlog.cli.guided.news_questions import ask_news_again

    stood = object_of(part.stands(case))
    fresh = Form(dict(stood), stood=stood, guard=guarded(desk, book, case.group_id))
    form = form_of(desk, book, Begun(case.group_id, "case edit", _about(case, part)), fresh)

    def ask() -> None:
        if part.session is None:
            ask_label(whole_form(desk, form))
        if part.is_checkin:
            ask_news_again(whole_form(desk, form))
        else:
            ask_telling(whole_form(desk, form))

    def record_changes(answers: Mapping[str, object]) -> None:
        changes = {**dict.fromkeys(form.stood), **answers}  # null: deleted
        changes.pop("recognisable", None)  # it was not asked again
        part.record(case, changes=changes)

    def read_again() -> dict[str, object]:
        nonlocal case
        with book.store.reading():
            case = find_case(book, shown("C", case.id))
            return object_of(part.stands(case))

    record = ends_draft(book, form, record_changes)
    until_saved(desk, book, form, ask, record, read_again)


def _about(case: Case, part: _EditedPart) -> str:
    """Return what is typed behind ``case edit`` for the same part of a case."""
    at = "" if part.session is None else f" --session {shown('S', part.session.id)}"
    return f"{shown('C', case.id)}{at}{' --check-in' if part.is_checkin else ''}"
