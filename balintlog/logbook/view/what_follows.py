"""What follows for a case, in one sentence after it was touched: who will be asked, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain.text import listed, so_many
from balintlog.logbook.book import find_case
from balintlog.logbook.view import followup_list
from balintlog.storage.queries import followup_facts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from balintlog.domain.records import Case
    from balintlog.logbook.book import Logbook


def what_follows(book: Logbook, case: str) -> str:
    """Return the sentence of one case, by its id: "C15 no time to sit: ask kestrel next time."."""
    record = find_case(book, case)
    name, said = f"{case} {record.label}", clause_of(book, record)
    return f"{name} {said}." if record.closed_on is not None else f"{name}: {said}."


def clause_of(book: Logbook, record: Case) -> str:
    """Return who is asked about a case, and when, to stand behind its label."""
    if record.closed_on is not None:
        return "stays closed"
    log = followup_facts.case_log(book.store, record.id)
    stands = followup_list.standing(book, record, log)
    who = listed(log.latest.presenters) or "the presenter"
    are = "are" if len(log.latest.presenters) > 1 else "is"
    if stands is None:
        why = followup_list.why_nobody_is_asked(book, record, log)
        return f"nobody will be asked, as {why}"
    if stands.due_in is None:
        return f"{who} {are} not asked any more, but any news is welcome"
    if stands.due_in == 0:
        return f"ask {who} next time"
    after = so_many(stands.due_in, "more session")
    return f"ask {who} after {after}"


def stay_on_the_list(cases: Iterable[str]) -> str | None:
    """Return which cases stay on the list as nothing was said of them, or None if there is none."""
    ids = list(cases)
    if not ids:
        return None
    return f"{listed(ids)} stay{'s' if len(ids) == 1 else ''} on the list."
