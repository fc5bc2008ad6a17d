"""The offer of a draft: whoever begins a command again may carry on where they stopped."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from balintlog.cli.command_to_type import command_to_type
from balintlog.cli.guided.ask_until_saved import tell_changed, tell_typed
from balintlog.cli.guided.form import Form
from balintlog.cli.terminal.choices import ask_choice
from balintlog.cli.terminal.prompts import ask_yes_no
from balintlog.errors import BalintlogError
from balintlog.logbook.record import command_draft
from balintlog.logbook.view import draft_list

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from balintlog.cli.desk import Desk
    from balintlog.cli.guided.form import Answers
    from balintlog.domain.draft import Begun, Draft
    from balintlog.logbook.book import Logbook

T = TypeVar("T")
CARRY_ON, THROW_AWAY, LATER = "yes", "throw it away", "later"


def form_of(
    desk: Desk,
    book: Logbook,
    begun: Begun,
    fresh: Form,
    stands: Callable[[Form], Answers] | None = None,
    *,
    begins_with_look: bool = False,
) -> Form:
    """Return the form in a draft of the same command if the leader wants it, else a fresh one.

    A draft that ``begins_with_look`` is offered there.

    From then on every answer is saved in the draft. Where nothing can be saved, this says
    so before anybody types. ``stands`` returns what the record that a draft edits holds now,
    where that is not always what the fresh form has.
    """
    book.store.require_writable()
    take_up = _newest if begins_with_look else _taken_up
    taken_up = take_up(desk, book, begun, fresh, stands)
    return saved_as_draft(desk, book, begun, taken_up or fresh)


def saved_as_draft(desk: Desk, book: Logbook, begun: Begun, form: Form) -> Form:
    """Return a form whose answers are saved in its draft from now on."""
    form.keep = partial(command_draft.keep, book, begun)
    command = f"balintlog {begun.command} {begun.object}".rstrip()
    form.carries_on = command_to_type(desk, book.store.path, command)
    return form


def move_draft(book: Logbook, form: Form, begun: Begun) -> None:
    """Keep the draft of a form as one of something else, such as the session of another group."""
    with book.store.writing():
        if form.draft is not None:
            command_draft.drop(book, form.draft)
        form.draft = None
        form.keep = partial(command_draft.keep, book, begun)
        form.save_draft()


def ends_draft(book: Logbook, form: Form, record: Callable[[Any], T]) -> Callable[[Any], T]:
    """Let what records the answers of a form delete its draft, too."""
    return lambda answers: command_draft.ended_by(book, form.draft, lambda: record(answers))


def _newest(
    desk: Desk,
    book: Logbook,
    begun: Begun,
    fresh: Form,
    stands: Callable[[Form], Answers] | None,
) -> Form | None:
    """Return the form in the newest draft, which can be deleted at the look."""
    for draft in command_draft.find(book, begun):
        form = carried_on(desk, draft, fresh, stands)
        form.delete_draft = partial(delete_if_sure, desk, book, draft)
        return form
    return None


def _taken_up(
    desk: Desk,
    book: Logbook,
    begun: Begun,
    fresh: Form,
    stands: Callable[[Form], Answers] | None,
) -> Form | None:
    for draft in command_draft.find(book, begun):
        choice = _choice(desk, draft)
        if choice == CARRY_ON:
            return carried_on(desk, draft, fresh, stands)
        if choice == THROW_AWAY:
            delete_if_sure(desk, book, draft)
    return None


def delete_if_sure(desk: Desk, book: Logbook, draft: Draft) -> bool:
    """Delete a draft after a yes; return whether it is gone."""
    is_sure = ask_yes_no(desk, "Delete that draft?", default=False)
    if is_sure:
        command_draft.drop(book, draft.id)
    return is_sure


def _choice(desk: Desk, draft: Draft) -> str:
    days = evenings_since(desk, draft.updated_on)
    changed = f", last changed {draft_list.age(draft.updated_on, days)}" if days else ""
    question = f"There is a draft for {draft_list.said_of(draft)}{changed}. Carry on with it?"
    return ask_choice(desk, question, (CARRY_ON, THROW_AWAY, LATER), CARRY_ON)


def evenings_since(desk: Desk, day: date) -> int:
    """Return how many days ago a draft was changed; until four, the evening before is today."""
    return (desk.evening - day).days if day < desk.evening else min(0, (desk.today - day).days)


def carried_on(
    desk: Desk, draft: Draft, fresh: Form, stands: Callable[[Form], Answers] | None = None
) -> Form:
    """Return the form of a draft, with what was given to the command this time.

    If the record that is edited has changed since, what was typed lies over it as it is now; if
    it is gone, this shows what was typed, and raises.
    """
    form = Form(**json.loads(draft.document), guard=fresh.guard, draft=draft.id, is_taken_up=True)
    if not fresh.stood:
        form.answers.update(fresh.answers)
        return form
    try:
        now = fresh.stood if stands is None else stands(form)
    except BalintlogError:
        tell_typed(desk, form.typed)
        raise
    if form.stood != now:
        tell_changed(desk, form.lay_over(now))
    return form
