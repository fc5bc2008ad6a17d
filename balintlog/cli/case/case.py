"""``balintlog case``: cases, their news and their history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from balintlog.cli.all_authors_option import AllAuthors, tell_left_out
from balintlog.cli.case import case_edit, case_entries, case_links
from balintlog.cli.case.case_entries import tell_of_case
from balintlog.cli.case.case_options import IsCheckIn, require_session
from balintlog.cli.chosen_record import chosen_case, chosen_session
from balintlog.cli.history_lines import history_lines
from balintlog.cli.options import (
    CaseId,
    Given,
    InGroup,
    Json,
    day_option,
    named_option,
    with_options,
    word,
)
from balintlog.cli.terminal.output import answer, answer_json, say, table, width_of
from balintlog.cli.terminal.prompts import confirm
from balintlog.cli.terminal.unlock import opened
from balintlog.domain.ids import shown
from balintlog.domain.typed.typed_dates import read_day, with_weekday
from balintlog.domain.vocabulary import ENCOUNTERS, FEELINGS, THEMES
from balintlog.errors import InvalidInputError
from balintlog.logbook import authorship
from balintlog.logbook.book import find_case, find_group, find_member
from balintlog.logbook.view import (
    case_history,
    case_story,
    draft_list,
    followup_changes,
    followup_list,
    lists,
)
from balintlog.logbook.view.coded_words import CodedFilter

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk

app = typer.Typer(name="case", help="Add, list and edit cases, and show their history.")

for name, command in (
    ("add", case_entries.add),
    ("present", case_entries.present),
    ("check-in", case_entries.check_in),
    ("edit", case_edit.edit),
    ("link", case_links.link),
    ("unlink", case_links.unlink),
    ("merge", case_links.merge),
):
    app.command(name)(command)

STATES = ("open", "closed", "all")
On = Annotated[str, day_option("--on", "The day.")]


FILTERS = {
    "kind": Annotated[str | None, word("--kind", ENCOUNTERS, "Only cases of this kind")],
    "theme": Annotated[str | None, word("--theme", THEMES, "Only cases with this theme")],
    "feeling": Annotated[
        str | None, word("--feeling", FEELINGS, "Only cases in which anybody felt this")
    ],
    "presenter": Annotated[
        str | None, named_option("--presenter", "ALIAS", "Only cases they presented.")
    ],
    "year": Annotated[
        int | None,
        typer.Option(
            "--year", metavar="YEAR", min=1950, max=2100, help="Only cases presented in this year."
        ),
    ],
}


@app.command("list")
@with_options(FILTERS)
def list_cases(
    ctx: typer.Context,
    group: InGroup = None,
    state: Annotated[str | None, word("--state", STATES, "Which cases")] = None,
    *,
    given: Given,
    json: Json = False,
) -> None:
    """List cases by label, presenter and date, without summaries.

    Without --state it lists open cases or, with another option, all that match. It
    says where each stands: asked next time, asked later, may bring news, resting, closed.

    \b
    Examples:
      balintlog case list
      balintlog case list --group larch --state all
      balintlog case list --theme nonadherence --year 2025
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        if "presenter" in given:
            given = {**given, "presenter": find_member(book, given["presenter"]).alias}
        wanted = CodedFilter(**given)
        meant = None if group is None else find_group(book, group)
        lines = lists.listed_cases(book, meant, state or ("all" if given else "open"), wanted)
    if json:
        answer_json(desk, {"cases": lines})
        return
    columns = ("case", "group", "label", "presenter", "presented on", "stands")
    table(desk, columns, [(*line.content[:-1], line.stands) for line in lines])


@app.command("show")
def show(
    ctx: typer.Context,
    case: CaseId = None,
    notes: Annotated[
        bool, typer.Option("--notes", help="Show the process notes about it, too.")
    ] = False,
    all_authors: AllAuthors = False,
    last: Annotated[bool, typer.Option("--last", help="Begin with what was last.")] = False,
    short: Annotated[
        bool, typer.Option("--short", help="One line of words for each entry.")
    ] = False,
    json: Json = False,
) -> None:
    """Show a case's history across sessions.

    Cases that continue each other are one story.

    \b
    Examples:
      balintlog case show C7
      balintlog case show C7 --short --last
      balintlog case show C7 --notes --json
      balintlog case show C7 --notes --all-authors
    """
    desk: Desk = ctx.obj
    if all_authors and not notes:
        raise InvalidInputError("--all-authors needs --notes")
    with opened(desk) as book, book.store.reading():
        known = chosen_case(desk, book, case, echo=False)
        view = case_history.case_now(book, known)
        story = case_story.story_of(book, known, with_notes=notes, all_authors=all_authors)
        asking = followup_list.said_of(book, known)
        number = authorship.left_out(book, all_authors=all_authors, case=known) if notes else 0
    if json:
        answer_json(desk, {"case": view, "history": story[::-1] if last else story})
    else:
        width, reader = width_of(desk), book.leader
        say(
            desk,
            *history_lines(
                view, story, asking, width=width, reader=reader, is_short=short, last_first=last
            ),
        )
    tell_left_out(desk, number)


@app.command("close")
def close(ctx: typer.Context, case: CaseId = None, on: On = "today", json: Json = False) -> None:
    """Close a case, so that nobody is asked about it any more.

    \b
    Examples:
      balintlog case close C7 --on 2026-03-02
    """
    _turn(ctx.obj, case, "closed", on, json=json)


@app.command("reopen")
def reopen(ctx: typer.Context, case: CaseId = None, on: On = "today", json: Json = False) -> None:
    """Reopen a closed case, and start asking about it again.

    \b
    Examples:
      balintlog case reopen C7
    """
    _turn(ctx.obj, case, "reopened", on, json=json)


def _turn(desk: Desk, case: str | None, kind: str, on: str, *, json: bool) -> None:
    from balintlog.logbook.record import edit_cases

    day = read_day(on, desk.today)
    with opened(desk) as book:
        known = chosen_case(desk, book, case)
        name = shown("C", known.id)
        before = followup_changes.listed_now(book, known.group_id)
        edit_cases.turn_case(book, known, kind, day)
        if kind == "closed":
            why = "is not asked about any more" if name in before else "was not asked about before"
            change = followup_changes.FollowUpChange(name, known.label, why)
        else:
            change = followup_changes.change_of(book, find_case(book, name))
    content = {"case": name, "follow_ups": [change]}
    answer(desk, content, f"{name} was {kind} on {with_weekday(day)}.", change.line, json=json)


@app.command("delete")
def delete(
    ctx: typer.Context,
    case: CaseId = None,
    session: Annotated[
        str | None,
        typer.Option("--session", metavar="SESSION", help="Delete only what was recorded there."),
    ] = None,
    checkin: IsCheckIn = False,
    json: Json = False,
) -> None:
    """Delete a case, or one of its entries.

    \b
    Examples:
      balintlog case delete C7
      balintlog case delete C7 --session S4 --check-in
    """
    from balintlog.cli.guided.edit.entry_deletion import delete_of_case
    from balintlog.logbook.record import edit_cases

    desk: Desk = ctx.obj
    require_session(session, checkin=checkin)
    with opened(desk) as book:
        known = chosen_case(desk, book, case)
        name = f"{shown('C', known.id)} {known.label}"
        if session is None:
            history = case_history.history_of(book, known, with_notes=True, all_authors=True)
            drafts = draft_list.going_with(book, shown("C", known.id))
            confirm(
                desk,
                f"Delete {name} with {case_history.counted(history)}?{drafts}"
                " This cannot be undone.",
            )
            edit_cases.delete_case(book, known, history)
            done = "was deleted"
        else:
            held = chosen_session(desk, book, session)
            is_checkin = checkin or not edit_cases.has_presentation(book, known, held)
            done = delete_of_case(desk, book, known, held, checkin=is_checkin)
    tell_of_case(desk, shown("C", known.id), None, done, json=json)
