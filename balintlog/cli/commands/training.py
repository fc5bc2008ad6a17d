"""``balintlog training``: a leader's training held elsewhere, in no session of this logbook."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from balintlog.cli.chosen_record import chosen_training
from balintlog.cli.guided.fact_questions import ask_fact, facts_until_saved
from balintlog.cli.options import (
    Given,
    Json,
    RowVersion,
    asked_for,
    day_option,
    named_option,
    require_changes,
    with_options,
    word,
)
from balintlog.cli.terminal.choices import ask_number, ask_word
from balintlog.cli.terminal.evening_date import DATES
from balintlog.cli.terminal.output import answer, answer_json, remark, table, with_shown_id
from balintlog.cli.terminal.prompts import ask_checked, confirm
from balintlog.cli.terminal.unlock import opened
from balintlog.domain import vocabulary as words
from balintlog.domain.draft import Begun
from balintlog.domain.ids import shown
from balintlog.domain.records import Training
from balintlog.domain.typed.typed_dates import read_day, with_weekday
from balintlog.errors import InvalidInputError
from balintlog.logbook.book import all_groups, check_version, find_leader, find_training
from balintlog.logbook.record import training_hours
from balintlog.logbook.record.training_hours import MAX_MINUTES, MAX_SESSIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from balintlog.cli.desk import Desk
    from balintlog.cli.guided.form import Answers, Form
    from balintlog.logbook.book import Logbook

app = typer.Typer(name="training", help="Add, list and edit training held elsewhere.")

TrainingId = Annotated[str | None, asked_for("TRAINING", "Its id, such as T2.", "T")]
USUAL_MINUTES = 90  # of a session
# By field of a training record.
TRAINING_OPTIONS = {
    "kind": Annotated[str | None, word("--kind", words.TRAININGS, "What it was")],
    "from_on": Annotated[str | None, day_option("--on", "The day, or the first day.")],
    "until_on": Annotated[str | None, day_option("--until", "The last day.", may_come=True)],
    "sessions": Annotated[
        int | None,
        typer.Option("--sessions", min=1, max=MAX_SESSIONS, metavar="N", help="How many sessions."),
    ],
    "minutes": Annotated[
        int | None,
        typer.Option("--minutes", min=1, max=MAX_MINUTES, metavar="N", help="Minutes in all."),
    ],
    "role": Annotated[str | None, word("--role", words.LEADER_ROLES, "The leader's role")],
    "mode": Annotated[str | None, word("--mode", words.MODES, "How it was held")],
    "source": Annotated[str | None, word("--source", words.TRAINING_SOURCES, "What proves it")],
}


@app.callback()
def training() -> None:
    """Add, list and edit training held elsewhere."""


@app.command("add")
@with_options(TRAINING_OPTIONS)
def add(
    ctx: typer.Context,
    given: Given,
    leader: Annotated[
        str | None, named_option("--leader", "ALIAS", "Whose it is; default: yours.")
    ] = None,
    json: Json = False,
) -> None:
    """Add supervision, weekends and other hours held elsewhere.

    Unless you say otherwise, it is one session of 90 minutes, in person, as a member.

    \b
    Examples:
      balintlog training add --kind supervision --on 2026-03-02 --minutes 60
      balintlog training add --kind weekend --on 2026-03-07 --sessions 4
    """
    desk: Desk = ctx.obj
    _require_kind_and_day(desk, given)
    known = _with_days(desk, given)
    with opened(desk) as book:
        whose = book.leader if leader is None else find_leader(book, leader).alias
        if {"kind", "from_on"} <= known.keys():
            number = training_hours.add(book, _new(whose, known))
        else:
            ask = partial(_ask_kind_and_day, desk, known)

            def record(answers: Answers) -> str:
                days = {"from_on": date.fromisoformat(answers["from_on"])}
                return training_hours.add(book, _new(whose, {**answers, **known, **days}))

            number = _facts_until_saved(desk, book, ("training add", ""), ask, record)
    _answer(desk, number, "was added", json=json)


def _new(leader: str, fields: Given) -> Training:
    """Return a new record, with what is usual where nothing was said."""
    sessions = fields.get("sessions", 1)
    return Training(
        id=0,
        leader=leader,
        kind=fields["kind"],
        from_on=fields["from_on"],
        until_on=fields.get("until_on", fields["from_on"]),
        sessions=sessions,
        minutes=fields.get("minutes", USUAL_MINUTES * sessions),
        role=fields.get("role", "member"),
        mode=fields.get("mode", "in-person"),
        source=fields.get("source", "own-record"),
    )


def _require_kind_and_day(desk: Desk, given: Given) -> None:
    """Raise InvalidInputError where kind or day is missing, and nobody can be asked for it."""
    for field, option in (("kind", "--kind"), ("from_on", "--on")):
        if field not in given and not desk.can_ask:
            raise InvalidInputError(
                f"{option} is missing", hint="See: balintlog training add --help"
            )


def _facts_until_saved(
    desk: Desk,
    book: Logbook,
    begun: tuple[str, str],
    ask: Callable[[Form], None],
    record: Callable[[Answers], str],
    read: Callable[[], Answers] = dict,
) -> str:
    """Ask for the facts and save them; a draft stands with the leader's first group, if any."""
    groups = all_groups(book)
    of = Begun(groups[0].id if groups else 0, *begun)
    return facts_until_saved(desk, book, of, ask, record, read)


def _ask_kind_and_day(desk: Desk, known: Given, form: Form) -> None:
    """Ask for kind and day where they are missing."""
    if "kind" not in known:
        ask_fact(form, "kind", partial(_ask_kind, desk))
    if "from_on" not in known:
        ask_fact(form, "from_on", partial(_ask_first_day, desk, "today"))


def _ask_kind(desk: Desk, now: str | None) -> str | None:
    question = "What was it?"
    return ask_word(desk, question, words.TRAININGS, now or "", required=True, may_skip=False)


def _ask_first_day(desk: Desk, usual: str, now: str | None) -> str:
    def read(typed: str) -> date:
        return read_day(typed or now or usual, desk.today)

    day = read(ask_checked(desk, f"On which day? [{now or usual}]:", read, DATES))
    remark(desk, f"  {with_weekday(day)}")
    return day.isoformat()


def _with_days(desk: Desk, given: Given) -> Given:
    """Return the fields that were given, with the days as dates."""
    days = ("from_on", "until_on")
    return {**given, **{day: read_day(given[day], desk.today) for day in days if day in given}}


@app.command("list")
def list_trainings(
    ctx: typer.Context,
    leader: Annotated[
        str | None,
        named_option("--leader", "ALIAS", "Only the training of this leader."),
    ] = None,
    json: Json = False,
) -> None:
    """List training held elsewhere.

    \b
    Examples:
      balintlog training list --leader alder
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        whose = None if leader is None else find_leader(book, leader).alias
        records = training_hours.of_leader(book, whose)
    lines = [with_shown_id(record, "training", "T") for record in records]
    if json:
        answer_json(desk, {"trainings": lines})
        return
    keys = ("training", "leader", "kind", "from_on", "until_on", "sessions", "minutes", "role")
    columns = [key.replace("_on", "").replace("_", " ") for key in keys]
    rows = [[*map(line.get, (*keys, "mode", "source"))] for line in lines]
    table(desk, [*columns, "mode", "source"], rows)


@app.command("edit")
@with_options(TRAINING_OPTIONS)
def edit(
    ctx: typer.Context,
    training: TrainingId = None,
    *,
    given: Given,
    row_version: RowVersion = None,
    json: Json = False,
) -> None:
    """Change a record of training held elsewhere.

    \b
    Examples:
      balintlog training edit T2 --minutes 120
    """
    desk: Desk = ctx.obj
    changes = _with_days(desk, given)
    if not desk.can_ask:
        require_changes(changes, "training edit")
    with opened(desk) as book:
        record = chosen_training(desk, book, training)
        number = shown("T", record.id)
        check_version(number, record.row_version, row_version)
        if changes:
            _change(book, record, changes)
        else:
            _ask_and_change(desk, book, record)
    _answer(desk, number, "was changed", json=json)


def _change(book: Logbook, record: Training, changes: Mapping[str, Any]) -> str:
    if "from_on" in changes and record.from_on == record.until_on:
        changes = {"until_on": changes["from_on"], **changes}  # it was one day, and stays one
    training_hours.change(book, record._replace(**changes))
    return shown("T", record.id)


def _ask_and_change(desk: Desk, book: Logbook, record: Training) -> None:
    """Ask for kind, day and minutes, with what is recorded as the answer to Enter, and change them.

    What was answered before the question was broken off is there.
    """
    number = shown("T", record.id)

    def read() -> Answers:
        nonlocal record
        record = find_training(book, number)
        day = record.from_on.isoformat()
        return {"kind": record.kind, "from_on": day, "minutes": record.minutes}

    def ask(form: Form) -> None:
        question = "How many minutes in all?"
        ask_fact(form, "kind", partial(_ask_kind, desk))
        ask_fact(form, "from_on", partial(_ask_first_day, desk, ""))
        ask_fact(form, "minutes", lambda now: ask_number(desk, question, 1, MAX_MINUTES, now))

    def save(answers: Answers) -> str:
        day = date.fromisoformat(answers["from_on"])
        return _change(book, record, {**answers, "from_on": day})

    _facts_until_saved(desk, book, ("training edit", number), ask, save, read)


@app.command("delete")
def delete(ctx: typer.Context, training: TrainingId = None, json: Json = False) -> None:
    """Delete a record of training held elsewhere.

    \b
    Examples:
      balintlog training delete T2
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        record = chosen_training(desk, book, training)
        number = shown("T", record.id)
        confirm(desk, f"Delete {number}, {record.kind} of {record.from_on}? This cannot be undone.")
        training_hours.delete(book, record)
    _answer(desk, number, "was deleted", json=json)


def _answer(desk: Desk, number: str, done: str, *, json: bool) -> None:
    answer(desk, {"training": number}, f"{number} {done}.", json=json)
