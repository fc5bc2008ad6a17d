"""``balintlog member``: the people in a group, known by an alias only."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from balintlog.cli.chosen_record import chosen_group, chosen_member
from balintlog.cli.commands import member_show
from balintlog.cli.group_options import day_or_unknown
from balintlog.cli.guided.fact_questions import ask_fact, facts_until_saved
from balintlog.cli.guided.screen_remarks import look_at_alias
from balintlog.cli.member_questions import add_members, ask_new_members
from balintlog.cli.options import (
    GroupName,
    InGroup,
    Json,
    MemberAlias,
    RowVersion,
    day_option,
    new_alias_option,
    require_changes,
    word,
)
from balintlog.cli.terminal.choices import ask_word
from balintlog.cli.terminal.confirmed_date import once_sure
from balintlog.cli.terminal.evening_date import read_evening
from balintlog.cli.terminal.output import answer, answer_json, table
from balintlog.cli.terminal.prompts import ask_checked, confirm
from balintlog.cli.terminal.unlock import opened
from balintlog.domain.draft import Begun
from balintlog.domain.ids import shown
from balintlog.domain.membership import Period
from balintlog.domain.typed.typed_dates import read_day, with_weekday
from balintlog.domain.vocabulary import PROFESSIONS
from balintlog.errors import InvalidInputError
from balintlog.logbook.book import check_version, find_group, find_member
from balintlog.logbook.record import edit_members
from balintlog.logbook.view import lists

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk
    from balintlog.cli.guided.form import Answers, Form
    from balintlog.domain.membership import Member
    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook

app = typer.Typer(name="member", help="Add, list and edit the members of groups.")

Profession = Annotated[str | None, word("--profession", PROFESSIONS, "Roughly what they do")]
Joined = Annotated[
    str | None, day_option("--joined", "The first day, or unknown.", or_unknown=True)
]
On = Annotated[str, day_option("--on", "The day.")]


@app.command("add")
def add(
    ctx: typer.Context,
    group: GroupName = None,
    alias: Annotated[
        str | None,
        new_alias_option("--alias", "ALIAS", "Your own choice; if left out, one is drawn."),
    ] = None,
    profession: Profession = None,
    joined: Joined = None,
    guest: Annotated[str | None, day_option("--guest", "A guest, on that evening only.")] = None,
    observer: Annotated[
        str | None,
        day_option("--observer", "An observer, on that evening only."),
    ] = None,
    json: Json = False,
) -> None:
    """Add a member, or a guest or observer for one evening.

    The alias is a word from nature, drawn at random, never a name or initials.
    Only you know whose it is: keep that in your head, or on paper somewhere else.
    On a terminal it takes several, such as: heron doctor, plover nurse.

    \b
    Examples:
      balintlog member add larch
      balintlog member add larch --profession nurse
      balintlog member add larch --guest 2026-03-02
    """
    desk: Desk = ctx.obj
    if sum(day is not None for day in (joined, guest, observer)) > 1:
        raise InvalidInputError("give only one of --joined, --guest and --observer")
    period = _period(desk, joined, guest, observer)
    with opened(desk) as book:
        meant = chosen_group(desk, book, group)
        if alias is None and period.standing == "member" and desk.can_ask and not json:
            _add_several(desk, book, meant, profession, period)
            return
        add_it = partial(edit_members.add_member, book, meant, alias, profession, period)
        added = once_sure(desk, add_it)
    if alias is not None:
        look_at_alias(desk, added, meant.language)
    _answer(
        desk,
        meant.id,
        added,
        f"was added to {meant.label} as {_with_article(period.standing)}",
        json=json,
    )


def _add_several(
    desk: Desk, book: Logbook, group: Group, profession: str | None, period: Period
) -> None:
    """Add one member after the other, or several in one line, until a line is empty."""
    question, usual = "A member's alias, or how many to draw [1]:", "1"
    while members := ask_new_members(desk, book, question, usual):
        filled = [member._replace(profession=member.profession or profession) for member in members]
        add_members(desk, book, group, filled, period)
        question, usual = "Another? An alias, or how many to draw (Enter: no):", ""


def _with_article(standing: str) -> str:
    return f"{'an' if standing[0] in 'aeiou' else 'a'} {standing}"


def _period(desk: Desk, joined: str | None, guest: str | None, observer: str | None) -> Period:
    for standing, text in (("guest", guest), ("observer", observer)):
        if text is not None:
            day = read_evening(desk, text)
            return Period(standing, day, day)
    return Period("member", None if joined is None else day_or_unknown(joined, desk.today), None)


@app.command("list")
def list_members(ctx: typer.Context, group: InGroup = None, json: Json = False) -> None:
    """List the members of a group, or of all.

    \b
    Examples:
      balintlog member list --group larch
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        wanted = None if group is None else find_group(book, group)
        lines = lists.member_lines(book, wanted)
    if json:
        answer_json(desk, {"members": lines})
        return
    columns = ("member", "group", "profession", "standing", "joined", "left")
    table(desk, columns, lines)


app.command("show")(member_show.show)


@app.command("edit")
def edit(
    ctx: typer.Context,
    alias: MemberAlias = None,
    profession: Profession = None,
    joined: Joined = None,
    new: Annotated[
        str | None,
        new_alias_option("--alias", "NEW", "A new alias, if this one is a name."),
    ] = None,
    row_version: RowVersion = None,
    json: Json = False,
) -> None:
    """Change the details of a member.

    With --alias, the old alias stays only in texts and in backups.

    \b
    Examples:
      balintlog member edit heron --profession doctor --joined 2026-01-12
      balintlog member edit heron --alias wren
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        member = chosen_member(desk, book, alias)
        check_version(member.alias, member.row_version, row_version)
        if new is not None:
            if profession is not None or joined is not None:
                raise InvalidInputError(
                    "give --alias alone, and change the rest with a second command"
                )
            renamed = edit_members.rename_member(book, member, new)
            look_at_alias(desk, renamed)
            _answer(desk, member.group_id, renamed, "is the new alias", json=json)
            return
        if desk.can_ask and profession is None and joined is None:
            is_changed = _ask_and_change(desk, book, member)
        else:
            require_changes(profession or joined, "member edit")
            is_changed = _change(desk, book, member, profession or member.profession, joined)
        done = "was changed" if is_changed else "stays as it was"
    _answer(desk, member.group_id, member.alias, done, json=json)


def _change(
    desk: Desk, book: Logbook, member: Member, profession: str | None, joined: str | None
) -> bool:
    """Change the details of a member; return False if they are so already."""
    first = member.periods[0].joined_on
    day = first if joined is None else day_or_unknown(joined, desk.today)
    if (profession, day) == (member.profession, first):
        return False
    once_sure(desk, partial(edit_members.edit_member, book, member, profession, day))
    return True


def _ask_and_change(desk: Desk, book: Logbook, member: Member) -> bool:
    """Ask for the profession and the first day of a member, and change them."""
    alias = member.alias

    def read() -> Answers:
        nonlocal member
        member = find_member(book, alias)
        stands = {"joined": str(member.periods[0].joined_on or "unknown")}
        return stands | ({"profession": member.profession} if member.profession else {})

    def record(answers: Answers) -> bool:
        return _change(desk, book, member, answers.get("profession"), answers["joined"])

    ask = partial(_ask_details, desk)
    return facts_until_saved(
        desk, book, Begun(member.group_id, "member edit", alias), ask, record, read
    )


def _ask_details(desk: Desk, form: Form) -> None:
    """Ask for the profession, which may be none, and the first day, as an option gives it."""

    def profession(now: str | None) -> str | None:
        return ask_word(desk, "What do they do?", PROFESSIONS, now or "", may_skip=False)

    def joined(now: str) -> str:
        typed = ask_checked(
            desk,
            f"Their first day? [{now}]:",
            lambda typed: day_or_unknown(typed, desk.today) if typed else None,
            ("A date such as 12 jan, or unknown.", "Enter leaves it as it is."),
        )
        return str(day_or_unknown(typed, desk.today) or "unknown") if typed else now

    ask_fact(form, "profession", profession)
    ask_fact(form, "joined", joined)


@app.command("leave")
def leave(
    ctx: typer.Context, alias: MemberAlias = None, on: On = "today", json: Json = False
) -> None:
    """Record that a member leaves the group.

    From that day on nobody asks them for news; the reason is not recorded.

    \b
    Examples:
      balintlog member leave heron --on 2026-03-02
    """
    desk: Desk = ctx.obj
    day = read_day(on, desk.today)
    with opened(desk) as book:
        member = chosen_member(desk, book, alias)
        once_sure(desk, partial(edit_members.leave, book, member, day))
    _answer(desk, member.group_id, member.alias, f"left on {with_weekday(day)}", json=json)


@app.command("return")
def come_back(
    ctx: typer.Context, alias: MemberAlias = None, on: On = "today", json: Json = False
) -> None:
    """Record that a member has come back to the group.

    \b
    Examples:
      balintlog member return heron --on 2026-09-07
    """
    desk: Desk = ctx.obj
    day = read_day(on, desk.today)
    with opened(desk) as book:
        member = chosen_member(desk, book, alias)
        once_sure(desk, partial(edit_members.come_back, book, member, day))
    _answer(desk, member.group_id, member.alias, f"came back on {with_weekday(day)}", json=json)


@app.command("delete")
def delete(ctx: typer.Context, alias: MemberAlias = None, json: Json = False) -> None:
    """Delete a member of whom nothing was ever recorded.

    A member who was at a session, or away from it, can only leave.

    \b
    Examples:
      balintlog member delete heron
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        member = chosen_member(desk, book, alias)
        edit_members.require_nothing_recorded(book, member)
        confirm(desk, f"Delete {member.alias}? This cannot be undone.")
        edit_members.delete_member(book, member)
    _answer(desk, member.group_id, member.alias, "was deleted", json=json)


def _answer(desk: Desk, group_id: int, alias: str, done: str, *, json: bool) -> None:
    content = {"group": shown("G", group_id), "member": alias}
    answer(desk, content, f"{alias} {done}.", json=json)
