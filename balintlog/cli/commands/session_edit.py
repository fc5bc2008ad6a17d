"""``balintlog session edit``: what was recorded of a session is put right, and what changed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import typer

from balintlog.cli.chosen_record import chosen_session
from balintlog.cli.commands.log import once_confirmed
from balintlog.cli.commands.session_options import given_session, with_people_found
from balintlog.cli.options import (
    From,
    Given,
    Json,
    RowVersion,
    SessionWords,
)
from balintlog.cli.terminal.document_input import (
    read_object,
    version_seen,
)
from balintlog.cli.terminal.output import answer, remark
from balintlog.cli.terminal.prompts import require_terminal
from balintlog.cli.terminal.unlock import opened
from balintlog.domain.ids import shown
from balintlog.domain.typed.frame.frame_changes import changes_in_words
from balintlog.logbook.book import check_version, find_group, find_session
from balintlog.logbook.record import (
    edit_members,
    edit_sessions_and_notes,
    edit_whole_session,
)
from balintlog.logbook.view import (
    followup_list,
    recorded_frame,
    what_follows,
)
from balintlog.logbook.view.choices import case_choices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balintlog.cli.desk import Desk
    from balintlog.cli.guided.edit.session_form import Edited
    from balintlog.cli.guided.evening_facts import EveningSoFar
    from balintlog.domain.records import Session
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.record.edit_whole_session import SessionEdit
    from balintlog.logbook.record.save_entries import Recorded


def edit(
    ctx: typer.Context,
    session: SessionWords = None,
    *,
    given: Given,
    source: From = None,
    row_version: RowVersion = None,
    json: Json = False,
) -> None:
    """Change what was recorded of a session.

    Without options it shows all of the session, and asks what was different.
    --from takes an object with the fields to change, named as in the document.

    \b
    Examples:
      balintlog session edit S3
      balintlog session edit 30 nov
      balintlog session edit S3 --on 2026-03-09
      balintlog session edit S3 --attendance plover=absent --minutes 75
    """
    desk: Desk = ctx.obj
    meant = given_session(desk, given)
    changes = read_object(desk, source, meant.fields)
    if not changes:
        require_terminal(desk, "a change (an option, or --from)")
    with opened(desk) as book:
        before = chosen_session(desk, book, " ".join(session or ()) or None)
        name = shown("S", before.id)
        changes |= with_people_found(book, meant).fields
        check_version(name, before.row_version, version_seen(changes, row_version))

        asked = _asked(book, before)
        done: Edited | None = None
        if changes:
            edit_session = edit_sessions_and_notes.edit_session
            once_confirmed(desk, partial(edit_session, book, before, changes))
        else:
            done = _guided(desk, book, before)
            if done is None:
                remark(desk, f"It is a draft now. To go on with it: balintlog session edit {name}")
                return
        lines = _what_changed(desk, book, before, asked, done)
    answer(desk, {"session": shown("S", before.id)}, *lines, json=json)


def _asked(book: Logbook, session: Session) -> dict[str, str]:
    """Return what follows for each case that is asked about in a session's group."""
    group = find_group(book, shown("G", session.group_id))
    owed = followup_list.followups(book, group).owed
    return {line.case: what_follows.what_follows(book, line.case) for line in owed}


def _guided(desk: Desk, book: Logbook, before: Session) -> Edited | None:
    """Ask for what is to change in a session, and record it; None if it was left as a draft."""
    from balintlog.cli.guided.edit.session_form import ask_session_changes
    from balintlog.cli.guided.look.look_before_saving import LeftAsDraftError
    from balintlog.cli.guided.look.plans_done import record_done

    def record(evening: EveningSoFar, as_read: Session, edit: SessionEdit) -> Recorded | None:
        def save(**sure: bool) -> Recorded | None:
            with book.store.writing():
                for alias, standing in evening.frame.guests.items():
                    edit_members.admit_guest(book, evening.group, alias, evening.day, standing)
                record_done(evening)
                return edit_whole_session.edit_whole_session(book, as_read, edit, **sure)

        return once_confirmed(desk, save)

    try:
        return ask_session_changes(desk, book, before, record)
    except LeftAsDraftError:
        return None


def _what_changed(
    desk: Desk,
    book: Logbook,
    before: Session,
    asked: Mapping[str, str],
    done: Edited | None,
) -> list[str]:
    """Say what has changed in a session, and for which cases something else follows now."""
    name = shown("S", before.id)
    after = find_session(book, name)
    around = recorded_frame.around_session(book, after, desk.today, desk.evening)
    frames = [recorded_frame.frame_of(book, session) for session in (before, after)]
    changed = changes_in_words(frames[0], frames[1], around)
    sentences, touched = ((), ()) if done is None else (done.sentences, done.cases)
    if after.row_version == before.row_version and not sentences:
        return [f"{name} stays as it was."]
    now = _asked(book, after)
    moved = [case for case in {**asked, **now} if asked.get(case) != now.get(case)]
    every = dict.fromkeys([*touched, *moved])
    cases = [case for case in every if not case_choices.is_gone(book, case)]
    follows = [what_follows.what_follows(book, case) for case in cases]
    return [f"{name} was changed. {changed}".rstrip(), *sentences, *follows]
