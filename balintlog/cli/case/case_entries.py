"""``balintlog case add|present|check-in``: the entries that a case gets at a session."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import typer

from balintlog.cli.case.case_options import (
    NEW_CASE_OPTIONS,
    NEWS_OPTIONS,
    TELLING_OPTIONS,
    case_fields,
    names_found,
    teller_found,
)
from balintlog.cli.chosen_record import chosen_case
from balintlog.cli.guided.ask_until_saved import until_saved
from balintlog.cli.guided.draft_offer import ends_draft, form_of
from balintlog.cli.guided.form import Form
from balintlog.cli.guided.form_part import whole_form
from balintlog.cli.guided.screen_remarks import guarded
from balintlog.cli.options import AtSession, CaseId, From, Given, Json, with_options
from balintlog.cli.terminal.document_input import point_out, read_object
from balintlog.cli.terminal.output import answer, remark
from balintlog.cli.terminal.prompts import require_terminal
from balintlog.cli.terminal.unlock import opened
from balintlog.cli.which_session import session_meant
from balintlog.domain.draft import Begun
from balintlog.domain.ids import shown
from balintlog.domain.moment import Within
from balintlog.domain.typed.typed_dates import with_weekday
from balintlog.errors import InvalidInputError
from balintlog.logbook.book import leads_to

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk
    from balintlog.domain.records import Case, Session
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.record.save_entries import Recorded


@with_options(NEW_CASE_OPTIONS)
def add(
    ctx: typer.Context,
    session: AtSession = None,
    *,
    given: Given,
    source: From = None,
    json: Json = False,
) -> None:
    """Add a new case to a recorded session.

    It asks for the label and the summary, which are never arguments.

    \b
    Examples:
      balintlog case add
      balintlog case add --session S3 --from case.json
    """
    from balintlog.logbook.record import record_session

    desk: Desk = ctx.obj
    fields = case_fields(given)
    document = _document(desk, source, fields, "the label (in a document: --from)")
    with opened(desk) as book:
        document |= names_found(desk, book, given)
        held = session_meant(desk, book, session)
        if source is None:
            recorded = _ask_case(desk, book, held, document)
        else:
            recorded = record_session.add_case(book, held, document)
            point_out(desk, recorded.pointed_out)
    tell_of_case(desk, recorded.cases[0], held, "was added", json=json)


@with_options(TELLING_OPTIONS)
def present(
    ctx: typer.Context,
    case: CaseId = None,
    session: AtSession = None,
    *,
    given: Given,
    source: From = None,
    json: Json = False,
) -> None:
    """Record that a known case was presented again.

    \b
    Examples:
      balintlog case present C7
      balintlog case present C7 --session S9 --from again.json
    """
    from balintlog.logbook.record import record_session

    desk: Desk = ctx.obj
    fields = case_fields(given)
    document = _document(desk, source, fields, None if fields else "--presenter")
    with opened(desk) as book:
        known = chosen_case(desk, book, case)
        document |= names_found(desk, book, given)
        held = session_meant(desk, book, session, known.group_id)
        document = _with_case(book, document, known)
        if source is None and desk.can_ask:
            _ask_presented(desk, book, known, held, document)
        else:
            point_out(desk, record_session.present_case(book, held, document).pointed_out)
    tell_of_case(desk, shown("C", known.id), held, "was presented again", json=json)


@with_options(NEWS_OPTIONS)
def check_in(
    ctx: typer.Context,
    case: CaseId = None,
    session: AtSession = None,
    *,
    given: Given,
    source: From = None,
    json: Json = False,
) -> None:
    """Record news of a case, from its presenter or others.

    \b
    Examples:
      balintlog case check-in C7
      balintlog case check-in C7 --outcome easier --feeling-after hope
      balintlog case check-in C7 --outcome harder --told-by outside
    """
    from balintlog.logbook.record import record_session

    desk: Desk = ctx.obj
    fields = case_fields(given)
    document = _document(desk, source, fields, None if "outcome" in given else "--outcome")
    with opened(desk) as book:
        known = chosen_case(desk, book, case)
        held = session_meant(desk, book, session, known.group_id)
        document |= teller_found(book, given)
        document = _with_case(book, document, known)
        if source is None and "outcome" not in given:
            record_session.may_be_entered(book, held, known, Within.CHECK_IN)
            form = _form(desk, book, "case check-in", known, held, document)
            ask = partial(_ask_news, desk, book, known, held, form)
            record = partial(record_session.check_in, book, held)
            until_saved(desk, book, form, ask, ends_draft(book, form, record))
        else:
            point_out(desk, record_session.check_in(book, held, document).pointed_out)
    tell_of_case(desk, shown("C", known.id), held, "now has news", json=json)


def tell_of_case(desk: Desk, case: str, session: Session | None, done: str, *, json: bool) -> None:
    """Say what was done to a case, and at which session."""
    at = {} if session is None else {"session": shown("S", session.id)}
    at_session = f" ({at['session']})" if at else ""
    answer(desk, {"case": case, **at}, f"{case} {done}{at_session}.", json=json)


def _document(
    desk: Desk, source: str | None, given: Given, missing: str | None
) -> dict[str, object]:
    """Return what was sent, or what options gave; without either, there must be somebody to ask."""
    if source is None and missing is not None:
        require_terminal(desk, missing)
    return read_object(desk, source, given)


def _with_case(book: Logbook, document: dict[str, object], case: Case) -> dict[str, object]:
    """Put the case of the command line into the object, which may name the same."""
    name = shown("C", case.id)
    said = document.get("case", name)
    if not isinstance(said, str) or leads_to(book, said) != case.id:
        raise InvalidInputError(f"the document is about another case, not {name}")
    document["case"] = name
    return document


def _ask_case(desk: Desk, book: Logbook, session: Session, given: dict[str, object]) -> Recorded:
    """Ask for a new case, beginning with what options gave, and record it."""
    from balintlog.cli.guided import case_questions
    from balintlog.logbook.record import record_session

    at = shown("S", session.id)
    remark(desk, f"A new case for {at}, {with_weekday(session.held_on)}.")
    fresh = Form(given, guard=guarded(desk, book, session.group_id))
    form = form_of(desk, book, Begun(session.group_id, "case add", f"--session {at}"), fresh)

    def ask() -> None:
        case_questions.ask_label(whole_form(desk, form))
        case_questions.ask_presenters(whole_form(desk, form), *_there_and_away(session))
        case_questions.ask_telling(whole_form(desk, form))
        case_questions.ask_look(whole_form(desk, form))

    record = partial(record_session.add_case, book, session)
    return until_saved(desk, book, form, ask, ends_draft(book, form, record))


def _ask_presented(
    desk: Desk, book: Logbook, case: Case, session: Session, given: dict[str, object]
) -> None:
    """Ask what was told of a known case, beginning with what options gave, and record it."""
    from balintlog.cli.guided import case_questions
    from balintlog.logbook.record import record_session

    record_session.may_be_entered(book, session, case, Within.PRESENTATION)
    at = f"{shown('S', session.id)}, {with_weekday(session.held_on)}"
    remark(desk, f"{shown('C', case.id)} {case.label}, presented again at {at}.")
    form = _form(desk, book, "case present", case, session, given)
    usual = record_session.usual_presenters(book, session, case)

    def ask() -> None:
        case_questions.ask_presenters(whole_form(desk, form), *_there_and_away(session), usual)
        case_questions.ask_telling(whole_form(desk, form))

    record = partial(record_session.present_case, book, session)
    until_saved(desk, book, form, ask, ends_draft(book, form, record))


def _ask_news(desk: Desk, book: Logbook, case: Case, session: Session, form: Form) -> None:
    """Ask for the news of a case at a recorded session."""
    from balintlog.cli.guided.news_questions import ask_news_of
    from balintlog.logbook.record import record_session
    from balintlog.logbook.view.choices.case_choices import imagined_of

    presenters = record_session.usual_presenters(book, session, case)
    there, _ = _there_and_away(session)
    name, part = shown("C", case.id), whole_form(desk, form)
    imagined, of = imagined_of(book, name, session.held_on), f"{name} {case.label}"
    ask_news_of(part, of, presenters, imagined, there, tuple(session.leaders))


def _form(
    desk: Desk, book: Logbook, command: str, case: Case, session: Session, given: dict[str, object]
) -> Form:
    """Return the form for an entry that a known case gets at a session."""
    about = f"{shown('C', case.id)} --session {shown('S', session.id)}"
    fresh = Form(given, guard=guarded(desk, book, case.group_id))
    return form_of(desk, book, Begun(case.group_id, command, about), fresh)


def _there_and_away(session: Session) -> tuple[list[str], list[str]]:
    """Return who of the attendance was there, and who was not."""
    there = [attended.alias for attended in session.attendance if attended.sat_in]
    return there, [attended.alias for attended in session.attendance if not attended.sat_in]
