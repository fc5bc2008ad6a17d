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
from balintlog.domain.ids import shown
from balintlog.domain.typed.typed_dates import next_meeting, said_weekday
from balintlog.errors import DeclinedError, InvalidInputError
from balintlog.logbook.book import (
    find_group,
    find_note,
    find_session,
    group_named,
    groups_that_meet,
)
from balintlog.logbook.record import command_draft, edit_members, record_session
from balintlog.logbook.view import draft_list, followup_list, lists, what_follows

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.cli.desk import Desk
    from balintlog.domain.records import Group, Session
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.record.save_entries import Recorded


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

    It shows everything once more before it saves. A full stop on its own goes to the next part.
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
            log_evening(desk, book, _group(desk, book, group), json=json)
            return
        if group is not None:
            _check_same_group(book, group, document)
        recorded = once_confirmed(desk, partial(record_session.record_session, book, document))
        point_out(desk, recorded.pointed_out)
        tell(desk, book, recorded, json=json)
        _tell_drafts(desk, book)


def log_evening(desk: Desk, book: Logbook, group: Group, *, json: bool) -> None:
    """Ask for an evening until it is recorded or left as a draft, and say what follows."""
    from balintlog.cli.guided.look.look_before_saving import LeftAsDraftError

    try:
        recorded = _guided(desk, book, group)
    except LeftAsDraftError:
        remark(desk, "It is a draft now. To go on with it: balintlog log")
        return
    tell(desk, book, recorded, json=json, looked_at=True)
    _tell_drafts(desk, book)


def _tell_drafts(desk: Desk, book: Logbook) -> None:
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
        confirm(desk, f"{error.message}. Was there another session?")
        return record(second_on_date=True, likely_only=False)


def _guided(desk: Desk, book: Logbook, group: Group) -> Recorded:
    """Ask until the session is recorded, with every answer in place."""
    from balintlog.cli.guided import evening
    from balintlog.cli.guided.evening_document import document_of, typed_in
    from balintlog.cli.guided.frame_question import is_second
    from balintlog.cli.guided.look.plans_done import record_done

    if not lists.member_lines(book, group):
        raise InvalidInputError(
            f"{group.label} has no members yet",
            hint=f"Add them one by one with: balintlog member add {group.label}",
        )
    tonight = evening.begin(desk, book, group)
    form = tonight.form

    def record(_: Any) -> Recorded:
        def save_for_good(**sure: bool) -> Recorded:
            # The date was asked about when it was typed.
            sure = {**sure, "likely_only": False}
            if is_second(tonight):  # as the leader has said there
                sure["second_on_date"] = True

            def save() -> Recorded:
                for alias, standing in tonight.frame.guests.items():
                    edit_members.admit_guest(book, tonight.group, alias, tonight.day, standing)
                record_done(tonight)
                return record_session.record_session(book, document_of(tonight), **sure)

            # All of it at once: guests come with the evening, and go if it is taken back.
            return command_draft.ended_by(book, form.draft, save)

        return once_confirmed(desk, save_for_good)

    while True:
        try:
            ask = partial(evening.fill_in, tonight)
            return until_saved(desk, book, form, ask, record, typed_in=typed_in)
        except DeclinedError:  # no second session on that date: then the date was mistyped
            remark(desk, "Then please correct the date: type 1 and the day.")


def _group(desk: Desk, book: Logbook, named: str | None) -> Group:
    """Return the group that met: the one named, the only one, or the one chosen."""
    if named is not None:
        require_terminal(desk, "the document (--from)")
        return find_group(book, named)
    if groups_that_meet(book):
        require_terminal(desk, "the document (--from)")
    left = [draft for draft in draft_list.of_evenings(book) if draft.leader == book.leader]
    labels = [group.label for group in groups_that_meet(book)]
    waiting = [draft for draft in left if draft.label in labels]
    if waiting and len(labels) > 1 and desk.can_ask:
        remark(desk, *(f"There is a draft: {draft_list.in_words(draft)}." for draft in waiting))
    newest = waiting[0].label if waiting else ""
    return group_meant(desk, book, "--group", usual=newest)


def _check_same_group(book: Logbook, named: str, document: Any) -> None:
    wanted = find_group(book, named)
    said = document.get("group") if isinstance(document, dict) else None
    meant = group_named(book, said) if isinstance(said, str) else None
    if meant is not None and meant.id != wanted.id:  # an unknown one is reported with the rest
        raise InvalidInputError("--group and the document name different groups")


def tell(
    desk: Desk, book: Logbook, recorded: Recorded, *, json: bool, looked_at: bool = False
) -> None:
    """Say what was saved, and what follows for each case that it touched.

    ``looked_at``: the leader has just seen the day, and who was there.
    """
    session = find_session(book, recorded.session)
    group = find_group(book, shown("G", session.group_id))
    frame = "" if looked_at else _day_and_people(book, session)
    cancelled = ", cancelled" if session.frame.cancelled else ""
    saved = f"Saved as {recorded.session}{frame or cancelled}."
    lines = [f"{saved} {_next_meeting(group, session)}".rstrip()]
    touched = (*recorded.cases, *recorded.presentations, *recorded.checkins)
    lines += [what_follows.what_follows(book, case) for case in dict.fromkeys(touched)]
    waiting = [line.case for line in followup_list.followups(book, group).owed]
    if session.frame.cancelled and waiting:
        lines.append("Everyone on the list stays there.")
    elif stay := what_follows.stay_on_the_list(case for case in waiting if case not in touched):
        lines.append(stay)
    lines += [f"{note} waits for your supervision." for note in _for_supervision(book, recorded)]
    content = {"session": recorded.session, "cases": recorded.cases, "notes": recorded.notes}
    answer(desk, content, *lines, json=json)


def _day_and_people(book: Logbook, session: Session) -> str:
    """Return how a date and an attendance were understood: ", Monday 2 March, 2 of 3 there"."""
    how = "cancelled" if session.frame.cancelled else lists.seats(book, session).in_words()
    return f", {said_weekday(session.held_on)}, {how}"


def _next_meeting(group: Group, session: Session) -> str:
    day = next_meeting(group.cadence, session.held_on)
    return f"You next meet on {said_weekday(day)}." if day and group.archived_on is None else ""


def _for_supervision(book: Logbook, recorded: Recorded) -> list[str]:
    """Return the ids of the notes that hold a question which was not taken there yet."""
    return [
        note
        for note in recorded.notes
        if (content := find_note(book, note).note).for_supervision and content.taken_on is None
    ]
