"""Plans that are done: what the leaders wanted to do next time, shown, and ended with a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.prompts import ask_text
from balintlog.domain.text import whole_number
from balintlog.logbook.book import find_note
from balintlog.logbook.record import edit_sessions_and_notes
from balintlog.logbook.view import plans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balintlog.cli.guided.evening_facts import EveningSoFar
    from balintlog.logbook.view.plans import Plan

DONE = "done"


def open_plans(evening: EveningSoFar) -> list[Plan]:
    """Return what the leader wanted to do, and has not done before this evening."""
    every = plans.open_plans(evening.book, evening.group)
    return [plan for plan in every if plan.held_on < evening.day]


def done_tonight(evening: EveningSoFar) -> list[Plan]:
    """Return what was done this evening, as it was said at the look."""
    said = evening.form.asides.get(DONE, [])
    return [plan for plan in open_plans(evening) if plan.note in said]


def tell_plans(evening: EveningSoFar, how: str = "") -> None:
    """Say what the leader wanted to do, if anything; ``how``: what may be typed about it."""
    done = done_tonight(evening)
    wanted = [words_of(plan) for plan in open_plans(evening) if plan not in done]
    if wanted:
        remark(evening.desk, f"You wanted to {'; '.join(wanted)}.{how}")


def words_of(plan: Plan) -> str:
    """Return what a plan wants, without a full stop."""
    return plan.next_time.rstrip(".")


def ask_done(evening: EveningSoFar) -> None:
    """Mark what was done this evening; ask which it was where there are several."""
    said = evening.form.asides.setdefault(DONE, [])
    left = [plan for plan in open_plans(evening) if plan.note not in said]
    if not left:
        remark(evening.desk, "  There is nothing left that you wanted to do.")
    done = _chosen(evening, left) if len(left) > 1 else left
    said += [plan.note for plan in done]
    evening.form.save_draft()


def _chosen(evening: EveningSoFar, left: Sequence[Plan]) -> list[Plan]:
    for number, plan in enumerate(left, 1):
        remark(evening.desk, f"  {number}  {words_of(plan)}")
    numbers = range(1, len(left) + 1)

    def fault(typed: str) -> str | None:
        fits = all(whole_number(word) in numbers for word in typed.replace(",", " ").split())
        return None if fits else f"Numbers from 1 to {len(left)}."

    explained = ("The numbers of what you did, such as: 1 2. Enter: none of it.",)
    question = "Which did you do? (numbers)"
    typed = ask_text(evening.desk, question, fault=fault, explained=explained)
    said = {whole_number(word) for word in typed.replace(",", " ").split()}
    return [plan for number, plan in enumerate(left, 1) if number in said]


def not_done(evening: EveningSoFar, at: int) -> None:
    """Take back that something was done; ``at``: its place among what was."""
    plan = done_tonight(evening)[at]
    evening.form.asides[DONE].remove(plan.note)
    evening.form.save_draft()


def record_done(evening: EveningSoFar) -> None:
    """Record of what was done this evening that it was done then."""
    for plan in done_tonight(evening):
        note = find_note(evening.book, plan.note)
        day = evening.day.isoformat()
        edit_sessions_and_notes.edit_note(evening.book, note, {"done_on": day})
