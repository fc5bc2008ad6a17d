"""``balintlog group``: standing groups."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from balintlog.cli.guided.form_guard import tell_if_names_are_not_checked
from balintlog.cli.options import GroupName, Json, RowVersion, word
from balintlog.cli.terminal.output import answer_json, remark, say, table
from balintlog.cli.terminal.prompts import confirm
from balintlog.cli.terminal.typed_dates import read_day
from balintlog.cli.terminal.unlock import opened
from balintlog.domain import vocabulary as words
from balintlog.domain.ids import shown
from balintlog.domain.records import Group
from balintlog.domain.text import so_many
from balintlog.errors import InvalidInputError
from balintlog.logbook.book import check_version, find_group, find_leader
from balintlog.logbook.record import groups_and_members
from balintlog.logbook.screening.gate import in_label
from balintlog.logbook.view import list_lines
from balintlog.logbook.view.group_contents import group_contents
from balintlog.privacy.screen.finding import KINDS
from balintlog.privacy.screen.languages import LANGUAGES
from balintlog.storage.tables import people

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balintlog.cli.desk import Desk
    from balintlog.logbook.book import Logbook

app = typer.Typer(name="group", help="Keep the groups of this logbook.")

Format = Annotated[str | None, word("--format", words.FORMATS, "The way of working")]
Minutes = Annotated[
    int | None,
    typer.Option("--minutes", min=1, max=1440, metavar="N", help="Usual minutes of a session."),
]
Cadence = Annotated[str | None, word("--cadence", words.CADENCES, "How often it meets")]
Mode = Annotated[str | None, word("--mode", words.MODES, "How it usually meets")]
Openness = Annotated[str | None, word("--openness", words.OPENNESS, "Who may join")]
Leaders = Annotated[
    list[str] | None, typer.Option("--leader", metavar="ALIAS", help="Who usually leads.")
]
Coleaders = Annotated[
    list[str] | None, typer.Option("--coleader", metavar="ALIAS", help="Who usually co-leads.")
]
Started = Annotated[
    str | None, typer.Option("--started", metavar="DATE", help="First day, or unknown.")
]
Agreed = Annotated[
    str | None,
    typer.Option("--agreed", metavar="DATE", help="When the members agreed to the log."),
]
Language = Annotated[str | None, word("--language", LANGUAGES, "The language of its texts")]
AskRecognisable = Annotated[
    bool | None,
    typer.Option(
        "--ask-recognisable/--no-ask-recognisable",
        help="Whether to ask of a new case who could recognise it.",
    ),
]


@app.command("add")
def add(
    ctx: typer.Context,
    label: Annotated[str, typer.Argument(metavar="LABEL", help="A short code, such as larch.")],
    way: Format = None,
    minutes: Minutes = None,
    cadence: Cadence = None,
    mode: Mode = None,
    openness: Openness = None,
    leader: Leaders = None,
    coleader: Coleaders = None,
    started: Started = None,
    agreed: Agreed = None,
    language: Language = None,
    ask_recognisable: AskRecognisable = None,
    json: Json = False,
) -> None:
    """Add a group.

    Without --leader it is led by whoever is at the keyboard.

    \b
    Examples:
      balintlog group add larch
      balintlog group add tern --mode online --cadence monthly --minutes 75
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        given = _given(way, minutes, cadence, mode, openness, language, ask_recognisable)
        fields = {**given, **_days(desk, started, agreed)}
        roles = _roles(book, {book.leader: "leader"}, leader, coleader)
        group = Group(label=label, leaders=roles, **fields)
        number = groups_and_members.add_group(book, group)
    _look_at_label(desk, group)
    if json:
        answer_json(desk, {"group": number})
    else:
        say(desk, f"{number} {label} was added. Next: balintlog member add {number}")


def _look_at_label(desk: Desk, group: Group) -> None:
    """Point out a label that seems to name somebody or some place."""
    found = in_label(group.label, group.language)
    if found is not None:
        remark(
            desk,
            f"Only pointed out: the label may be {KINDS[found.kind]}. It is printed in"
            " certificates; a neutral one is safer: balintlog group edit --label",
        )


@app.command("list")
def list_groups(ctx: typer.Context, json: Json = False) -> None:
    """List the groups.

    \b
    Examples:
      balintlog group list
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        found = people.groups(book.store)
    if json:
        answer_json(desk, {"groups": [_fields(group) for group in found]})
        return
    columns = ("group", "label", "format", "cadence", "mode", "leaders", "archived")
    table(
        desk,
        columns,
        [
            (
                shown("G", one.id),
                one.label,
                one.format,
                one.cadence,
                one.mode,
                tuple(one.leaders),
                one.archived_on,
            )
            for one in found
        ],
    )


@app.command("show")
def show(ctx: typer.Context, group: GroupName, json: Json = False) -> None:
    """Show a group and its members.

    \b
    Examples:
      balintlog group show larch
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        found = find_group(book, group)
        members = list_lines.member_lines(book, found)
    if json:
        answer_json(desk, {**_fields(found), "members": members})
        return
    for key, value in _fields(found).items():
        if key not in {"leaders", "row_version"} and (key, value) != ("archived_on", None):
            say(desk, f"{key.replace('_', ' ')}: {_in_words(value)}")
    say(desk, f"leaders: {', '.join(f'{a} ({role})' for a, role in found.leaders.items())}", "")
    columns = ("member", "profession", "standing", "joined", "left")
    rows = [
        (member.alias, member.profession, member.standing, member.joined_on, member.left_on)
        for member in members
    ]
    table(desk, columns, rows)
    tell_if_names_are_not_checked(desk, found.language)


@app.command("edit")
def edit(
    ctx: typer.Context,
    group: GroupName,
    label: Annotated[
        str | None, typer.Option("--label", metavar="LABEL", help="Another label.")
    ] = None,
    way: Format = None,
    minutes: Minutes = None,
    cadence: Cadence = None,
    mode: Mode = None,
    openness: Openness = None,
    leader: Leaders = None,
    coleader: Coleaders = None,
    started: Started = None,
    agreed: Agreed = None,
    language: Language = None,
    ask_recognisable: AskRecognisable = None,
    row_version: RowVersion = None,
    json: Json = False,
) -> None:
    """Change what is noted of a group.

    \b
    Examples:
      balintlog group edit larch --agreed 2026-01-12
      balintlog group edit G1 --leader alder --coleader sedge
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        found = find_group(book, group)
        check_version(shown("G", found.id), found.row_version, row_version)
        given = _given(way, minutes, cadence, mode, openness, language, ask_recognisable)
        changes = {**given, **_days(desk, started, agreed)}
        if label is not None:
            changes["label"] = label
        if leader is not None or coleader is not None:
            changes["leaders"] = _roles(book, found.leaders, leader, coleader)
        if not changes:
            raise InvalidInputError(
                "nothing to change was given", hint="See: balintlog group edit --help"
            )
        changed = dataclasses.replace(found, **changes)
        groups_and_members.change_group(book, changed)
    if label is not None:
        _look_at_label(desk, changed)
    _answer(desk, found, "was changed", json=json)


@app.command("archive")
def archive(
    ctx: typer.Context,
    group: GroupName,
    on: Annotated[
        str, typer.Option("--on", metavar="DATE", help="The day from which it meets no more.")
    ] = "today",
    undo: Annotated[bool, typer.Option("--undo", help="Take it out of the archive.")] = False,
    json: Json = False,
) -> None:
    """Archive a group that meets no more.

    Nothing is owed by an archived group; everything stays readable.

    \b
    Examples:
      balintlog group archive larch
      balintlog group archive larch --undo
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        found = find_group(book, group)
        day = None if undo else read_day(on, desk.today)
        groups_and_members.archive_group(book, found, day)
    _answer(desk, found, "meets again" if undo else "was archived", json=json)


@app.command("delete")
def delete(ctx: typer.Context, group: GroupName, json: Json = False) -> None:
    """Delete a group and everything that hangs on it.

    \b
    Examples:
      balintlog group delete larch
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        found = find_group(book, group)
        held = group_contents(book, found)
        confirm(
            desk,
            f"Delete {shown('G', found.id)} {found.label}"
            f" with {so_many(held.members, 'member')},"
            f" {so_many(held.sessions, 'session')}, {so_many(held.cases, 'case')}"
            f" and {so_many(held.notes, 'note')}? It cannot be undone.",
        )
        groups_and_members.delete_group(book, found, held)
    _answer(desk, found, "was deleted", json=json)


def _answer(desk: Desk, group: Group, what: str, *, json: bool) -> None:
    if json:
        answer_json(desk, {"group": shown("G", group.id)})
    else:
        say(desk, f"{shown('G', group.id)} {group.label} {what}.")


def _given(
    way: str | None,
    minutes: int | None,
    cadence: str | None,
    mode: str | None,
    openness: str | None,
    language: str | None,
    ask_recognisable: bool | None,
) -> dict[str, Any]:
    """Return the fields for which an option was given."""
    given: dict[str, Any] = {
        "format": way,
        "usual_minutes": minutes,
        "cadence": cadence,
        "mode": mode,
        "openness": openness,
        "language": language,
        "asks_recognisable": ask_recognisable,
    }
    return {key: value for key, value in given.items() if value is not None}


def _days(desk: Desk, started: str | None, agreed: str | None) -> dict[str, date | None]:
    """Return the dates for which an option was given."""
    given = {"started_on": started, "agreed_on": agreed}
    return {
        key: day_or_unknown(text, desk.today) for key, text in given.items() if text is not None
    }


def day_or_unknown(text: str, today: date) -> date | None:
    """Read a date that may be unknown."""
    return None if text.strip().casefold() == "unknown" else read_day(text, today)


def _roles(
    book: Logbook,
    current: Mapping[str, str],
    leaders: list[str] | None,
    coleaders: list[str] | None,
) -> dict[str, str]:
    """Return who usually leads: each of the two options replaces only those of its kind."""
    roles: dict[str, str] = {}
    for role, named in (("leader", leaders), ("co-leader", coleaders)):
        if named is None:
            roles |= {alias: kept for alias, kept in current.items() if kept == role}
        else:
            roles |= {find_leader(book, alias).alias: role for alias in named}
    return roles


def _in_words(value: object) -> object:
    if value is None:
        return "not known"
    return ("no", "yes")[value] if isinstance(value, bool) else value


def _fields(group: Group) -> dict[str, Any]:
    fields = dataclasses.asdict(group)
    return {"group": shown("G", fields.pop("id")), **fields}
