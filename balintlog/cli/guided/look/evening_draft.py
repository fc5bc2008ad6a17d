"""The draft of an evening: it begins with the look at what is in it, and is changed there, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.cli.guided.draft_offer import (
    carried_on,
    delete_if_sure,
    evenings_since,
    saved_as_draft,
)
from balintlog.cli.guided.evening_facts import EveningSoFar, take_up_first_edition
from balintlog.cli.guided.look.look_before_saving import (
    DRAFT,
    LeftAsDraftError,
    LookQuestion,
    Points,
    look,
)
from balintlog.cli.guided.look.look_lines import notes_are_done
from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.typed_signs import GoBack, SkipTheRest, ToTheLook
from balintlog.domain.draft import Begun
from balintlog.errors import InterruptedByLeaderError
from balintlog.logbook.record import command_draft
from balintlog.logbook.view import draft_list

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from balintlog.cli.guided.look.look_lines import LookLine
    from balintlog.domain.draft import Draft

NEW, OLDER, DELETE = "new", "older", "delete"
EXPLAINED = (
    "Nothing of this is saved yet. 2 asks for point 2 again; 1 moth away changes the first line.",
    "q leaves it a draft. new begins another session, and leaves this one; delete deletes it.",
)


def taken_up(fresh: EveningSoFar, points: Callable[[EveningSoFar], Points]) -> EveningSoFar | None:
    """Return the evening in a draft, once the leader has looked at it; None for another session.

    ``fresh``: an evening of the same group in which nothing is said yet.
    """
    begun = Begun(fresh.group.id, "log")
    drafts = command_draft.find(fresh.book, begun)
    for place, draft in enumerate(drafts):
        evening = _evening_of(fresh, draft)
        has_older = place + 1 < len(drafts)
        word = _look_at(evening, points(evening), draft, has_older=has_older)
        if not word:
            return evening
        if word == DRAFT:
            raise LeftAsDraftError
        if word == NEW:
            return None
        if word == DELETE and not delete_if_sure(fresh.desk, fresh.book, draft):
            return taken_up(fresh, points)
    return None


def _evening_of(fresh: EveningSoFar, draft: Draft) -> EveningSoFar:
    form = carried_on(fresh.desk, draft, fresh.form)
    form.has_look = True
    saved_as_draft(fresh.desk, fresh.book, Begun(fresh.group.id, "log"), form)
    evening = EveningSoFar(fresh.desk, fresh.book, fresh.group, form, fresh.around)
    take_up_first_edition(evening)
    return evening


def _look_at(evening: EveningSoFar, points: Points, draft: Draft, *, has_older: bool) -> str:
    """Show what is in a draft; return "" to go on with it, or what else the leader wants."""
    left = draft_list.age(draft.updated_on, evenings_since(evening.desk, draft.updated_on))
    remark(evening.desk, f"You left this {left}:")
    words = (DRAFT, NEW, *((OLDER,) if has_older else ()), DELETE)
    question = LookQuestion(_question(evening, words), words, EXPLAINED, goes_on=True)
    while True:
        try:
            word = look(evening, points, question)
        except InterruptedByLeaderError as error:
            error.hint = error.hint or evening.form.draft_is_kept
            raise
        except GoBack:
            remark(evening.desk, "  There is nothing before this.")
            continue
        except SkipTheRest as enough:
            if isinstance(enough, ToTheLook):
                evening.form.answered.append("to the look")
            return ""
        evening.was_looked_at = _has_no_more(evening, points.lines())
        return word


def _question(evening: EveningSoFar, words: Sequence[str]) -> Callable[[Sequence[LookLine]], str]:
    others = f"{DRAFT} keeps the draft, new begins another session"
    if OLDER in words:
        others += ", older shows the draft before"

    def asks(lines: Sequence[LookLine]) -> str:
        enter = "saves" if _has_no_more(evening, lines) else f"goes on{_where(evening, lines)}"
        return f"Enter {enter}, a number changes it, {others}:"

    return asks


def _where(evening: EveningSoFar, lines: Sequence[LookLine]) -> str:
    if "frame said" not in evening.form.answered:
        return " at 1"
    undone = (number for number, line in enumerate(lines, 2) if not line.is_done)
    return next((f" at {number}" for number in undone), "")


def _has_no_more(evening: EveningSoFar, lines: Sequence[LookLine]) -> bool:
    """Return True if Enter saves: every question was answered, or left out."""
    if "frame said" not in evening.form.answered:
        return False
    is_done = evening.frame.facts.cancelled or notes_are_done(evening)
    return is_done and all(line.is_done for line in lines)
