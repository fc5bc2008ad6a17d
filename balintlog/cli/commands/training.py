"""``balintlog training``: hours of a leader that no session of this logbook holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from balintlog.cli.options import Json, RowVersion, word
from balintlog.cli.terminal.output import answer_json, say, table
from balintlog.cli.terminal.prompts import confirm
from balintlog.cli.terminal.typed_dates import read_day
from balintlog.cli.terminal.unlock import opened
from balintlog.domain import vocabulary as words
from balintlog.domain.ids import shown
from balintlog.domain.records import Training
from balintlog.errors import InvalidInputError
from balintlog.logbook.book import check_version, find_leader, find_training
from balintlog.logbook.record import training_hours as training_records
from balintlog.logbook.record.training_hours import MAX_MINUTES, MAX_SESSIONS
from balintlog.storage.tables import trainings

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk

app = typer.Typer(name="training", help="Keep a leader's training elsewhere.")

Kind = Annotated[str | None, word("--kind", words.TRAININGS, "What it was")]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day, or the first one.")]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="The last day.")]
Sessions = Annotated[
    int | None,
    typer.Option("--sessions", min=1, max=MAX_SESSIONS, metavar="N", help="How many sessions."),
]
Minutes = Annotated[
    int | None,
    typer.Option("--minutes", min=1, max=MAX_MINUTES, metavar="N", help="Minutes in all."),
]
Role = Annotated[str | None, word("--role", words.LEADER_ROLES, "The leader's role")]
Mode = Annotated[str | None, word("--mode", words.MODES, "How it was held")]
Source = Annotated[str | None, word("--source", words.TRAINING_SOURCES, "Where it is proved")]
TrainingId = Annotated[str, typer.Argument(metavar="TRAINING", help="Its id, such as T2.")]


@app.callback()
def training() -> None:
    """Keep a leader's training elsewhere."""


@app.command("add")
def add(
    ctx: typer.Context,
    kind: Kind = None,
    on: On = None,
    until: Until = None,
    sessions: Sessions = None,
    minutes: Minutes = None,
    role: Role = None,
    mode: Mode = None,
    source: Source = None,
    leader: Annotated[
        str | None, typer.Option("--leader", metavar="ALIAS", help="Whose it is; default: yours.")
    ] = None,
    json: Json = False,
) -> None:
    """Add supervision, weekends and other hours held elsewhere.

    One session of 90 minutes unless it is said otherwise; as a member, in person.

    \b
    Examples:
      balintlog training add --kind supervision --on 2026-03-02 --minutes 60
      balintlog training add --kind weekend --on 2026-03-07 --sessions 4
    """
    desk: Desk = ctx.obj
    if kind is None or on is None:
        missing = "--kind" if kind is None else "--on"
        raise InvalidInputError(f"{missing} is missing", hint="See: balintlog training add --help")
    first = read_day(on, desk.today)
    number = sessions or 1
    with opened(desk) as book:
        whose = book.leader if leader is None else find_leader(book, leader).alias
        kept = training_records.add(
            book,
            Training(
                id=0,
                leader=whose,
                kind=kind,
                from_on=first,
                until_on=first if until is None else read_day(until, desk.today),
                sessions=number,
                minutes=minutes or 90 * number,
                role=role or "member",
                mode=mode or "in-person",
                source=source or "own-record",
            ),
        )
    _answer(desk, kept, "was added", json=json)


@app.command("list")
def list_trainings(
    ctx: typer.Context,
    leader: Annotated[
        str | None, typer.Option("--leader", metavar="ALIAS", help="Only this leader's.")
    ] = None,
    json: Json = False,
) -> None:
    """List what was held elsewhere.

    \b
    Examples:
      balintlog training list --leader alder
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        whose = None if leader is None else find_leader(book, leader).alias
        found = [_fields(one) for one in trainings.trainings(book.store, whose)]
    if json:
        answer_json(desk, {"trainings": found})
        return
    keys = ("training", "leader", "kind", "from_on", "until_on", "sessions", "minutes", "role")
    columns = [key.replace("_on", "").replace("_", " ") for key in keys]
    table(
        desk,
        [*columns, "mode", "source"],
        [[*map(one.get, (*keys, "mode", "source"))] for one in found],
    )


@app.command("edit")
def edit(
    ctx: typer.Context,
    training: TrainingId,
    kind: Kind = None,
    on: On = None,
    until: Until = None,
    sessions: Sessions = None,
    minutes: Minutes = None,
    role: Role = None,
    mode: Mode = None,
    source: Source = None,
    row_version: RowVersion = None,
    json: Json = False,
) -> None:
    """Change what was noted of training held elsewhere.

    \b
    Examples:
      balintlog training edit T2 --minutes 120
    """
    desk: Desk = ctx.obj
    days = {"from_on": on, "until_on": until}
    changes: dict[str, Any] = {
        key: read_day(text, desk.today) for key, text in days.items() if text is not None
    }
    given = {
        "kind": kind,
        "sessions": sessions,
        "minutes": minutes,
        "role": role,
        "mode": mode,
        "source": source,
    }
    changes |= {key: value for key, value in given.items() if value is not None}
    if not changes:
        raise InvalidInputError(
            "nothing to change was given", hint="See: balintlog training edit --help"
        )
    with opened(desk) as book:
        found = find_training(book, training)
        check_version(shown("T", found.id), found.row_version, row_version)
        if "from_on" in changes and found.from_on == found.until_on:
            changes.setdefault("until_on", changes["from_on"])  # it was one day, and stays one
        training_records.change(book, found._replace(**changes))
    _answer(desk, shown("T", found.id), "was changed", json=json)


@app.command("delete")
def delete(ctx: typer.Context, training: TrainingId, json: Json = False) -> None:
    """Delete what was noted of training held elsewhere.

    \b
    Examples:
      balintlog training delete T2
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        found = find_training(book, training)
        name = shown("T", found.id)
        confirm(desk, f"Delete {name}, {found.kind} of {found.from_on}? It cannot be undone.")
        training_records.delete(book, found)
    _answer(desk, name, "was deleted", json=json)


def _fields(one: Training) -> dict[str, Any]:
    fields = one._asdict()
    return {"training": shown("T", fields.pop("id")), **fields}


def _answer(desk: Desk, training: str, what: str, *, json: bool) -> None:
    if json:
        answer_json(desk, {"training": training})
    else:
        say(desk, f"{training} {what}.")
