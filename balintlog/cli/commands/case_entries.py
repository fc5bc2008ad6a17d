"""``balintlog case add|present|check-in|edit``: what is recorded of a case, and put right."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from balintlog.cli.guided.form import Form
from balintlog.cli.guided.form_guard import guarded
from balintlog.cli.guided.form_part import whole_form
from balintlog.cli.guided.until_saved import until_saved
from balintlog.cli.options import AtSession, CaseId, From, Json, RowVersion, word
from balintlog.cli.terminal.document_input import point_out, read_object, version_seen
from balintlog.cli.terminal.output import answer_json, remark, say
from balintlog.cli.terminal.prompts import require_terminal
from balintlog.cli.terminal.typed_dates import with_weekday
from balintlog.cli.terminal.unlock import opened
from balintlog.cli.which_session import session_meant
from balintlog.domain import vocabulary as words
from balintlog.domain.aliases import folded
from balintlog.domain.ids import shown
from balintlog.domain.moment import Within
from balintlog.errors import InvalidInputError
from balintlog.logbook.book import check_version, find_case, find_member, find_session

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.cli.desk import Desk
    from balintlog.domain.records import Case, Session
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.record.record_session import Recorded

Presenter = Annotated[
    str | None, typer.Option("--presenter", metavar="ALIAS", help="Who presented it.")
]
Encounter = Annotated[str | None, word("--encounter", words.ENCOUNTERS, "Kind of encounter")]
Themes = Annotated[list[str] | None, word("--theme", words.THEMES, "A theme; may be repeated")]
Feelings = Annotated[
    list[str] | None, word("--feeling", words.FEELINGS, "A feeling of the presenter")
]
FollowUp = Annotated[str | None, word("--follow-up", words.WISHES, "Follow-up wanted")]
After = Annotated[
    int | None,
    typer.Option(
        "--after-sessions", min=1, max=50, metavar="N", help="From which attended session on."
    ),
]
Continues = Annotated[
    str | None, typer.Option("--continues", metavar="CASE", help="The case it continues.")
]
Outcome = Annotated[str | None, word("--outcome", words.OUTCOMES, "What was heard")]
Before = Annotated[list[str] | None, word("--feeling-before", words.FEELINGS, "A feeling before")]
Now = Annotated[list[str] | None, word("--feeling-after", words.FEELINGS, "A feeling now")]
Again = Annotated[
    bool | None, typer.Option("--again/--not-again", help="Whether to ask once more.")
]


def add(
    ctx: typer.Context,
    session: AtSession = None,
    presenter: Presenter = None,
    encounter: Encounter = None,
    theme: Themes = None,
    feeling: Feelings = None,
    follow_up: FollowUp = None,
    after_sessions: After = None,
    continues: Continues = None,
    source: From = None,
    json: Json = False,
) -> None:
    """Add a new case to a recorded session.

    Label and summary are asked for; they are never arguments.

    \b
    Examples:
      balintlog case add
      balintlog case add --session S3 --from case.json
    """
    from balintlog.logbook.record import record_session

    desk: Desk = ctx.obj
    given = _telling(presenter, encounter, theme, feeling, follow_up, after_sessions, continues)
    document = _document(desk, source, given, "the label (in a document: --from)")
    with opened(desk) as book:
        _find_named(book, given)
        held = session_meant(desk, book, session)
        if source is None:
            recorded = _ask_case(desk, book, held, document)
        else:
            recorded = record_session.add_case(book, held, document)
            point_out(desk, recorded.pointed_out)
    answer(desk, recorded.cases[0], held, "was added", json=json)


def present(
    ctx: typer.Context,
    case: CaseId,
    session: AtSession = None,
    presenter: Presenter = None,
    encounter: Encounter = None,
    theme: Themes = None,
    feeling: Feelings = None,
    follow_up: FollowUp = None,
    after_sessions: After = None,
    source: From = None,
    json: Json = False,
) -> None:
    """Record that a known case was presented again.

    \b
    Examples:
      balintlog case present C7
      balintlog case present C7 --session S9 --from again.json
    """
    from balintlog.cli.guided import questions
    from balintlog.logbook.record import record_session
    from balintlog.logbook.view import followup_list

    desk: Desk = ctx.obj
    given = _telling(presenter, encounter, theme, feeling, follow_up, after_sessions, None)
    document = _document(desk, source, given, None)
    with opened(desk) as book:
        found = find_case(book, case)
        _find_named(book, given)
        held = session_meant(desk, book, session, found.group_id)
        document = _with_case(document, found)
        if source is None and desk.can_ask:
            record_session.may_be_entered(book, held, found, Within.PRESENTATION)
            remark(
                desk,
                f"{shown('C', found.id)} {found.label}, presented again at"
                f" {shown('S', held.id)}, {with_weekday(held.held_on)}.",
            )
            form = Form(document, guard=guarded(desk, book, found.group_id))
            usual = record_session.usual_presenter(book, held, found)
            visitors = followup_list.visitors(book, held.group_id, held.held_on)

            def ask() -> None:
                questions.ask_presenter_of(whole_form(desk, form), *_there_and_away(held), usual)
                questions.ask_telling(whole_form(desk, form), visitors)

            until_saved(desk, book, form, ask, partial(record_session.present_case, book, held))
        else:
            point_out(desk, record_session.present_case(book, held, document).pointed_out)
    answer(desk, shown("C", found.id), held, "was presented again", json=json)


def check_in(
    ctx: typer.Context,
    case: CaseId,
    session: AtSession = None,
    outcome: Outcome = None,
    feeling_before: Before = None,
    feeling_after: Now = None,
    after_sessions: After = None,
    again: Again = None,
    source: From = None,
    json: Json = False,
) -> None:
    """Record what was heard when a presenter was asked again.

    \b
    Examples:
      balintlog case check-in C7
      balintlog case check-in C7 --outcome easier --feeling-after hope
    """
    from balintlog.cli.guided import questions
    from balintlog.logbook.record import record_session

    desk: Desk = ctx.obj
    given = _news(outcome, feeling_before, feeling_after, after_sessions, again)
    document = _document(desk, source, given, None if outcome else "--outcome")
    with opened(desk) as book:
        found = find_case(book, case)
        held = session_meant(desk, book, session, found.group_id)
        document = _with_case(document, found)
        if source is None and outcome is None:
            record_session.may_be_entered(book, held, found, Within.CHECK_IN)
            form = Form(document, guard=guarded(desk, book, found.group_id))
            ask = partial(questions.ask_checkin, whole_form(desk, form))
            until_saved(desk, book, form, ask, partial(record_session.check_in, book, held))
        else:
            point_out(desk, record_session.check_in(book, held, document).pointed_out)
    answer(desk, shown("C", found.id), held, "has its check-in", json=json)


def edit(
    ctx: typer.Context,
    case: CaseId,
    session: Annotated[
        str | None,
        typer.Option("--session", metavar="SESSION", help="Edit what was recorded there."),
    ] = None,
    checkin: Annotated[
        bool, typer.Option("--check-in", help="With --session: its check-in there.")
    ] = False,
    presenter: Presenter = None,
    follow_up: FollowUp = None,
    after_sessions: After = None,
    continues: Continues = None,
    source: From = None,
    row_version: RowVersion = None,
    json: Json = False,
) -> None:
    """Change a case, or what was recorded of it at a session.

    Without --session: label, links, and the latest presentation. Without
    options the usual fields are asked for, with what stands there in place;
    --from takes every field, and null takes one away.

    \b
    Examples:
      balintlog case edit C7
      balintlog case edit C7 --follow-up no
      balintlog case edit C7 --session S4 --check-in --from change.json
    """
    from balintlog.logbook.record import edit_cases

    desk: Desk = ctx.obj
    require_session(session, checkin=checkin)
    given = _telling(presenter, None, None, None, follow_up, after_sessions, continues)
    changes = read_object(desk, source, given)
    with opened(desk) as book:
        found = find_case(book, case)
        _find_named(book, given)
        wanted = version_seen(changes, row_version)
        check_version(shown("C", found.id), found.row_version, wanted)
        held = None if session is None else find_session(book, session)
        is_checkin = held is not None and (
            checkin or not edit_cases.has_presentation(book, found, held)
        )
        if held is None:
            record = partial(edit_cases.edit_case, book)
        elif is_checkin:
            record = partial(edit_cases.edit_checkin, book, session=held)
        else:
            record = partial(edit_cases.edit_presentation, book, session=held)
        if changes:
            point_out(desk, record(found, changes=changes))
        else:
            require_terminal(desk, "what to change (an option, or --from)")
            _ask_changes(desk, book, found, held, record, is_checkin=is_checkin)
    answer(desk, shown("C", found.id), held, "was changed", json=json)


def require_session(session: str | None, *, checkin: bool) -> None:
    """Refuse ``--check-in`` where no session says which one."""
    if checkin and session is None:
        raise InvalidInputError("--check-in needs --session: which one is meant?")


def _ask_changes(
    desk: Desk,
    book: Logbook,
    case: Case,
    session: Session | None,
    record: Callable[..., object],
    *,
    is_checkin: bool,
) -> None:
    """Ask for the usual fields, with what stands there, and record the changes."""
    from balintlog.cli.guided import questions
    from balintlog.logbook.record import edit_cases

    def fields() -> dict[str, Any]:
        if session is None:
            return edit_cases.case_fields(book, case)
        if is_checkin:
            return edit_cases.news_fields(book, case, session)
        return edit_cases.telling_fields(book, case, session)

    stood = fields()
    form = Form(dict(stood), stood=stood, guard=guarded(desk, book, case.group_id))

    def ask() -> None:
        if session is None:
            questions.ask_label(whole_form(desk, form))
        if is_checkin:
            questions.ask_checkin(whole_form(desk, form))
        else:
            questions.ask_telling(whole_form(desk, form))

    def record_changes(answers: dict[str, Any]) -> None:
        changes = {**dict.fromkeys(form.stood), **answers}  # null: taken away
        changes.pop("recognisable", None)  # it was not asked again
        record(case, changes=changes)

    def read_again() -> dict[str, Any]:
        nonlocal case
        with book.store.reading():
            case = find_case(book, shown("C", case.id))
            return fields()

    until_saved(desk, book, form, ask, record_changes, read_again)


def answer(desk: Desk, case: str, session: Session | None, what: str, *, json: bool) -> None:
    """Say what was done to a case."""
    if json:
        at = {} if session is None else {"session": shown("S", session.id)}
        answer_json(desk, {"case": case, **at})
    else:
        at_session = "" if session is None else f" ({shown('S', session.id)})"
        say(desk, f"{case} {what}{at_session}.")


def _document(
    desk: Desk, source: str | None, given: dict[str, Any], missing: str | None
) -> dict[str, Any]:
    """Return what was sent, or what options gave; without either somebody must be there to ask."""
    if source is None and missing is not None:
        require_terminal(desk, missing)
    return read_object(desk, source, given)


def _find_named(book: Logbook, given: dict[str, Any]) -> None:
    """Find what options name, so that a name that does not exist is told as such."""
    if presenter := given.get("presenter"):
        find_member(book, presenter)
    if continues := given.get("continues"):
        find_case(book, continues)


def _with_case(document: dict[str, Any], case: Case) -> dict[str, Any]:
    """Put the case of the command line into the object, which may name the same."""
    name = shown("C", case.id)
    said = document.get("case", name)
    if not isinstance(said, str) or said.strip().upper() != name:
        raise InvalidInputError(f"the document is about another case than {name}")
    document["case"] = name
    return document


def _ask_case(desk: Desk, book: Logbook, session: Session, given: dict[str, Any]) -> Recorded:
    """Ask for a new case, beginning with what options gave, and record it."""
    from balintlog.cli.guided import questions
    from balintlog.logbook.record import record_session
    from balintlog.logbook.view import followup_list

    form = Form(given, guard=guarded(desk, book, session.group_id))
    remark(desk, f"A case of {shown('S', session.id)}, {with_weekday(session.held_on)}.")

    def ask() -> None:
        questions.ask_label(whole_form(desk, form))
        questions.ask_presenter_of(whole_form(desk, form), *_there_and_away(session))
        visitors = followup_list.visitors(book, session.group_id, session.held_on)
        questions.ask_telling_and_close(whole_form(desk, form), visitors)

    return until_saved(desk, book, form, ask, partial(record_session.add_case, book, session))


def _there_and_away(session: Session) -> tuple[list[str], list[str]]:
    """Return who of the attendance was there, and who was not."""
    there = [one.alias for one in session.attendance if one.sat_in]
    return there, [one.alias for one in session.attendance if not one.sat_in]


def _telling(
    presenter: str | None,
    encounter: str | None,
    themes: list[str] | None,
    feelings: list[str] | None,
    follow_up: str | None,
    after_sessions: int | None,
    continues: str | None,
) -> dict[str, Any]:
    """Return the fields of a presentation for which an option was given."""
    given = {
        "presenter": None if presenter is None else folded(presenter),
        "encounter": encounter,
        "themes": themes,
        "feelings": feelings,
        "follow_up": follow_up,
        "after_sessions": after_sessions,
        "continues": continues,
    }
    return {key: value for key, value in given.items() if value}


def _news(
    outcome: str | None,
    before: list[str] | None,
    after: list[str] | None,
    after_sessions: int | None,
    again: bool | None,
) -> dict[str, Any]:
    """Return the fields of a check-in for which an option was given."""
    given = {
        "outcome": outcome,
        "feelings_before": before,
        "feelings_after": after,
        "after_sessions": after_sessions,
    }
    found: dict[str, Any] = {key: value for key, value in given.items() if value}
    return found if again is None else {**found, "again": again}
