"""Fact questions: short answers about one record, saved as a draft like everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from balintlog.cli.guided.ask_until_saved import until_saved
from balintlog.cli.guided.draft_offer import ends_draft, form_of
from balintlog.cli.guided.form import Form

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.cli.desk import Desk
    from balintlog.cli.guided.form import Answers
    from balintlog.domain.draft import Begun
    from balintlog.logbook.book import Logbook

T = TypeVar("T")


def facts_until_saved(
    desk: Desk,
    book: Logbook,
    begun: Begun,
    ask: Callable[[Form], None],
    record: Callable[[Answers], T],
    read: Callable[[], Answers] = dict,
) -> T:
    """Ask for the facts of a record and save them; however a question ends, none is lost.

    ``read`` returns those of the record that is edited, as it is now.
    """
    now = read()
    form = Form({**now}, stood=now, asides={"of": begun.object})
    if begun.group_id:  # a draft stands with a group
        form = form_of(desk, book, begun, form)
    again = read if now else None
    return until_saved(desk, book, form, lambda: ask(form), ends_draft(book, form, record), again)


def ask_fact(form: Form, name: str, ask: Callable[[Any], Any]) -> None:
    """Ask for one fact, which ``ask`` is given as it is now, unless it was answered."""
    form.step(name, form.answers, name, ask)
