"""The evening in three pages and a look: the frame, news and cases, notes, then all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.cli.guided.case_questions import EveningCases
from balintlog.cli.guided.draft_offer import saved_as_draft
from balintlog.cli.guided.evening_document import has_content
from balintlog.cli.guided.evening_facts import EveningSoFar, evening_around
from balintlog.cli.guided.evening_news import EveningNews
from balintlog.cli.guided.form import Form
from balintlog.cli.guided.frame_question import ask_frame
from balintlog.cli.guided.look import evening_draft, plans_done
from balintlog.cli.guided.look.evening_points import ask_note_of, points
from balintlog.cli.guided.look.look_before_saving import DRAFT, LeftAsDraftError, look
from balintlog.cli.guided.screen_remarks import guarded
from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.typed_signs import SkipTheRest, ToTheLook
from balintlog.domain.draft import Begun

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.cli.desk import Desk
    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook


def begin(desk: Desk, book: Logbook, group: Group) -> EveningSoFar:
    """Return an evening to be filled in: the one in the draft, or a fresh one."""
    book.store.require_writable()
    form = Form(guard=guarded(desk, book, group.id), has_look=True)
    saved_as_draft(desk, book, Begun(group.id, "log"), form)
    fresh = EveningSoFar(desk, book, group, form, evening_around(desk, book))
    if left := evening_draft.taken_up(fresh, points):
        return left
    remark(desk, "? explains, < goes back, . next part, .. to the end")
    plans_done.tell_plans(fresh)
    return fresh


def fill_in(evening: EveningSoFar) -> None:
    """Ask for all that the form does not hold yet, then show it until the leader saves it.

    Raises LeftAsDraftError.
    """
    if evening.was_looked_at:
        evening.was_looked_at = False  # should it be refused, it is shown again
        evening.form.answered.append("to the look")
        return
    form = evening.form
    was_said = "frame said" in form.answered
    form.aside("frame said", lambda _: _frame(evening))
    if evening.frame.facts.cancelled:
        if not was_said and not has_content(form):
            return  # the question about the frame was the look
    else:
        _page(evening, "news", lambda: EveningNews(evening).ask_all())
        _page(evening, "cases", lambda: EveningCases(evening).ask_all())
        _page(evening, "notes", lambda: ask_note_of(evening))
        EveningCases(evening).ask_who_brought()
    remark(evening.desk, "This will be saved:")
    if look(evening, points(evening)) == DRAFT:
        raise LeftAsDraftError


def _frame(evening: EveningSoFar) -> bool:
    ask_frame(evening)
    return True


def _page(evening: EveningSoFar, name: str, ask: Callable[[], None]) -> None:
    """Ask for one part, unless the leader wanted to go on to the next, or to the end."""
    form = evening.form
    if f"{name} ended" in form.answered or "to the look" in form.answered:
        return
    try:
        ask()
    except ToTheLook:
        form.answered.append("to the look")
        form.save_draft()
    except SkipTheRest:
        form.answered.append(f"{name} ended")
        form.save_draft()
