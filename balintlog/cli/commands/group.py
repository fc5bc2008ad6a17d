"""``balintlog group``: standing groups."""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from balintlog.cli.chosen_record import chosen_group
from balintlog.cli.group_options import A_LABEL, GROUP_OPTIONS, with_given
from balintlog.cli.guided.edit.group_line_question import ask_what_differs, line_of
from balintlog.cli.guided.fact_questions import facts_until_saved
from balintlog.cli.guided.screen_remarks import tell_if_names_are_not_checked
from balintlog.cli.options import (
    Given,
    GroupName,
    Json,
    RowVersion,
    asked_for,
    day_option,
    require_changes,
    with_options,
)
from balintlog.cli.terminal.confirmed_date import once_sure
from balintlog.cli.terminal.output import answer, answer_json, remark, say, table, with_shown_id
from balintlog.cli.terminal.prompts import ask_checked, confirm
from balintlog.cli.terminal.unlock import opened
from balintlog.domain.draft import Begun
from balintlog.domain.ids import shown
from balintlog.domain.records import Group
from balintlog.domain.text import so_many
from balintlog.domain.typed.typed_dates import read_day
from balintlog.logbook.book import all_groups, check_version, find_group
from balintlog.logbook.record import edit_groups
from balintlog.logbook.screening.screen_gate import in_label
from balintlog.logbook.view.group_deletion import group_contents
from balintlog.logbook.view.lists import member_lines
from balintlog.privacy.screen.finding import KINDS

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk
    from balintlog.cli.guided.form import Answers
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.view.lists import MemberLine

app = typer.Typer(name="group", help="Add, list and edit groups.")


@app.command("add")
@with_options(GROUP_OPTIONS)
def add(
    ctx: typer.Context,
    label: Annotated[
        str | None,
        asked_for("LABEL", "A short code, such as larch."),
    ] = None,
    *,
    given: Given,
    json: Json = False,
) -> None:
    """Add a group.

    You are its leader unless you name another with --leader.

    \b
    Examples:
      balintlog group add larch
      balintlog group add tern --mode online --cadence monthly --minutes 75
    """
    desk: Desk = ctx.obj
    if label is not None:
        edit_groups.check_label(label)
    with opened(desk) as book:
        if label is None:
            question = "A short name for the group:"
            label = ask_checked(desk, question, edit_groups.check_label, A_LABEL)
        new = Group(label=label, leaders={book.leader: "leader"})
        group = with_given(book, new, given)
        number = once_sure(desk, partial(edit_groups.add_group, book, group))
    _look_at_label(desk, group)
    done = f"{number} {label} was added. Next: balintlog member add {number}"
    answer(desk, {"group": number}, done, json=json)


def _look_at_label(desk: Desk, group: Group) -> None:
    """Say that a label seems to name somebody or some place, if it does."""
    finding = in_label(group.label, group.language)
    if finding is not None:
        remark(
            desk,
            f"note: the label may be {KINDS[finding.kind]}. It is printed on certificates;"
            " a neutral one is safer: balintlog group edit --label",
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
        groups = all_groups(book)
    if json:
        answer_json(desk, {"groups": [with_shown_id(group, "group", "G") for group in groups]})
        return
    columns = ("group", "label", "format", "cadence", "mode", "leaders", "archived")
    rows = [
        (
            shown("G", group.id),
            group.label,
            group.format,
            group.cadence,
            group.mode,
            tuple(group.leaders),
            group.archived_on,
        )
        for group in groups
    ]
    table(desk, columns, rows)


@app.command("show")
def show(ctx: typer.Context, group: GroupName = None, json: Json = False) -> None:
    """Show a group and its members.

    \b
    Examples:
      balintlog group show larch
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        meant = chosen_group(desk, book, group)
        members = member_lines(book, meant)
    if json:
        answer_json(desk, {**with_shown_id(meant, "group", "G"), "members": members})
        return
    _show(desk, meant, members)
    tell_if_names_are_not_checked(desk, meant.language)


def _show(desk: Desk, group: Group, members: list[MemberLine]) -> None:
    for key, value in with_shown_id(group, "group", "G").items():
        if key not in {"leaders", "row_version"} and (key, value) != ("archived_on", None):
            say(desk, f"{key.replace('_', ' ')}: {_in_words(value)}")
    say(desk, f"leaders: {', '.join(f'{a} ({role})' for a, role in group.leaders.items())}", "")
    columns = ("member", "profession", "standing", "joined", "left")
    rows = [
        (member.alias, member.profession, member.standing, member.joined_on, member.left_on)
        for member in members
    ]
    table(desk, columns, rows)


def _in_words(value: object) -> object:
    if value is None:
        return "not known"
    return ("no", "yes")[value] if isinstance(value, bool) else value


@app.command("edit")
@with_options(GROUP_OPTIONS)
def edit(
    ctx: typer.Context,
    group: GroupName = None,
    *,
    given: Given,
    label: Annotated[
        str | None, typer.Option("--label", metavar="LABEL", help="Another label.")
    ] = None,
    row_version: RowVersion = None,
    json: Json = False,
) -> None:
    """Change the details of a group.

    Without options it shows how the group meets, and asks what is different.

    \b
    Examples:
      balintlog group edit larch --agreed 2026-01-12
      balintlog group edit G1 --leader alder --coleader sedge
    """
    desk: Desk = ctx.obj
    if label is not None:
        edit_groups.check_label(label)
    with opened(desk) as book:
        before = chosen_group(desk, book, group)
        check_version(shown("G", before.id), before.row_version, row_version)
        if desk.can_ask and not given and label is None:
            _ask_and_change(desk, book, before)
        else:
            require_changes(given or label is not None, "group edit")
            changed = with_given(book, before, given)
            if label is not None:
                changed = dataclasses.replace(changed, label=label)
            once_sure(desk, partial(edit_groups.change_group, book, changed))
    if label is not None:
        _look_at_label(desk, changed)
    _answer(desk, before, "was changed", json=json)


def _ask_and_change(desk: Desk, book: Logbook, group: Group) -> None:
    """Ask what is different about a group, and change that."""
    number = shown("G", group.id)

    def read() -> Answers:
        nonlocal group
        group = find_group(book, number)
        return line_of(group)

    def record(answers: Answers) -> None:
        edit_groups.change_group(book, dataclasses.replace(group, **answers))

    begun = Begun(group.id, "group edit", number)
    facts_until_saved(
        desk, book, begun, lambda form: ask_what_differs(desk, group, form), record, read
    )


@app.command("archive")
def archive(
    ctx: typer.Context,
    group: GroupName = None,
    on: Annotated[str, day_option("--on", "The day it stopped meeting.")] = "today",
    undo: Annotated[
        bool, typer.Option("--undo", help="Take the group out of the archive.")
    ] = False,
    json: Json = False,
) -> None:
    """Archive a group that no longer meets.

    Nobody in it is asked for news any more. You can still read everything.

    \b
    Examples:
      balintlog group archive larch
      balintlog group archive larch --undo
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        meant = chosen_group(desk, book, group)
        day = None if undo else read_day(on, desk.today)
        once_sure(desk, partial(edit_groups.archive_group, book, meant, day))
    _answer(desk, meant, "meets again" if undo else "was archived", json=json)


@app.command("delete")
def delete(ctx: typer.Context, group: GroupName = None, json: Json = False) -> None:
    """Delete a group and everything that depends on it.

    \b
    Examples:
      balintlog group delete larch
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        meant = chosen_group(desk, book, group)
        held = group_contents(book, meant)
        drafts = f", {so_many(held.drafts, 'draft')}" if held.drafts else ""
        confirm(
            desk,
            f"Delete {shown('G', meant.id)} {meant.label}"
            f" with {so_many(held.members, 'member')},"
            f" {so_many(held.sessions, 'session')}, {so_many(held.cases, 'case')}"
            f"{drafts} and {so_many(held.notes, 'note')}? This cannot be undone.",
        )
        edit_groups.delete_group(book, meant, held)
    _answer(desk, meant, "was deleted", json=json)


def _answer(desk: Desk, group: Group, done: str, *, json: bool) -> None:
    number = shown("G", group.id)
    answer(desk, {"group": number}, f"{number} {group.label} {done}.", json=json)
