"""Merge cases: the same patient, brought twice under two ids, becomes one case.

Presentations, news, notes and links stand in one case from then on, and both ids lead there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain.followup import order_fault, presenters_at
from balintlog.domain.ids import shown
from balintlog.errors import InvalidInputError
from balintlog.logbook.record.edit_cases import require_as_read
from balintlog.logbook.record.rules import session_rules
from balintlog.logbook.view import draft_list
from balintlog.storage.queries import followup_facts
from balintlog.storage.tables import cases, checkins, drafts, merged_cases, presentations, sessions

if TYPE_CHECKING:
    from balintlog.domain.records import Case
    from balintlog.logbook.book import Logbook

_NOBODY_TOLD = ("not-asked", "presenter-absent")


def check_merge(book: Logbook, gone: Case, stays: Case) -> None:
    """Raise InvalidInputError where two cases cannot be one."""
    name, other = shown("C", gone.id), shown("C", stays.id)
    if gone.id == stays.id:
        raise InvalidInputError(f"that is one case already: {name}")
    if gone.group_id != stays.group_id:
        raise InvalidInputError(f"{name} and {other} are cases of two groups")
    for kind, table in (("presentation", presentations), ("news", checkins)):
        places = [
            {entry.session_id for entry in table.of_case(book.store, case.id)}
            for case in (gone, stays)
        ]
        if both := places[0] & places[1]:
            session = shown("S", min(both))
            option = " --check-in" if kind == "news" else ""
            raise InvalidInputError(
                f"{name} and {other} both have {'a ' * (kind != 'news')}{kind} at {session}",
                hint=f"If one of the two is wrong, delete it first:"
                f" balintlog case delete {name} --session {session}{option}",
            )
    if (gone.closed_on is None) != (stays.closed_on is None):
        closed = name if gone.closed_on else other
        raise InvalidInputError(
            f"only one of the two is closed: {closed}",
            hint=f"Reopen it first: balintlog case reopen {closed}",
        )
    for draft in drafts.drafts(book.store):
        if name in draft_list.ids_of(draft):
            raise InvalidInputError(
                f"a draft of {draft.leader} depends on {name}: {draft_list.said_of(draft)}",
                hint=f"Save it first, or throw it away: {draft_list.line_of(book, draft).command}",
            )


def merge_cases(book: Logbook, gone: Case, stays: Case) -> None:
    """Merge a case into another one, both as they were read; the label of the other one stays.

    Raises InvalidInputError where they cannot be one case.
    """
    with book.store.writing():
        for case in (gone, stays):
            require_as_read(book, case)
        check_merge(book, gone, stays)
        before = [
            fault
            for case in (gone, stays)
            for fault in session_rules.case_faults(book.store, case.id)
        ]
        tellers = _tellers_then(book, gone, stays)
        links = _links_then(book, gone, stays)
        merged_cases.merge(book.store, gone.id, stays.id)
        for session_id, alias in tellers.items():
            merged_cases.note_teller(book.store, stays.id, session_id, alias)
        days = [case.closed_on for case in (gone, stays) if case.closed_on is not None]
        # What nobody was asked about as one case counts as not asked about.
        recognisable = True if gone.recognisable or stays.recognisable else None
        merged_cases.set_state(
            book.store, stays.id, max(days, default=None), recognisable=recognisable
        )
        if order_fault(followup_facts.case_log(book.store, stays.id)):
            # One of them was brought while the other one was closed.
            merged_cases.drop_turns(book.store, stays.id, but_last=bool(days))
        _link_again(book, stays, links)
        faults = session_rules.case_faults(book.store, stays.id)
        if new := [fault for fault in faults if fault not in before]:
            raise InvalidInputError(*new)


def _tellers_then(book: Logbook, gone: Case, stays: Case) -> dict[int, str]:
    """Return by session who told news that would count as told by another presenter."""
    logs = {case.id: followup_facts.case_log(book.store, case.id) for case in (gone, stays)}
    together = logs[gone.id]._replace(
        presented=(*logs[gone.id].presented, *logs[stays.id].presented)
    )
    tellers = {}
    for case_id, log in logs.items():
        for heard in checkins.of_case(book.store, case_id):
            asked = presenters_at(log, heard.at)
            told = heard.news.told_by is None and heard.news.outcome not in _NOBODY_TOLD
            if told and asked != presenters_at(together, heard.at):
                there = sessions.who_sat_in(book.store, heard.session_id)
                for alias in [alias for alias in asked if alias in there][:1]:
                    tellers[heard.session_id] = alias
    return tellers


def _links_then(book: Logbook, gone: Case, stays: Case) -> dict[int, str]:
    """Return the links of both to other cases, by their numbers, as seen from one case."""
    links: dict[int, str] = {}
    for case in (gone, stays):  # the case that stays has the last word
        for link in cases.links(book.store, case.id):
            if link.case_id not in (gone.id, stays.id):
                links[link.case_id] = link.relation
    return links


def _link_again(book: Logbook, case: Case, links: dict[int, str]) -> None:
    """Link a merged case; what it cannot continue any more is related to it."""
    for number in cases.earlier_cases(book.store, case.id):
        cases.unlink(book.store, case.id, number)
    for link in cases.links(book.store, case.id):
        cases.unlink(book.store, link.case_id, case.id)
    first = followup_facts.case_log(book.store, case.id).first_at
    continues = False
    for number, relation in links.items():
        is_earlier = followup_facts.case_log(book.store, number).first_at < first
        later, earlier = (case.id, number) if is_earlier else (number, case.id)
        wanted = "continues" if is_earlier else "continued-by"
        keeps = relation == wanted and not (is_earlier and continues)
        continues = continues or (is_earlier and keeps)
        cases.link(book.store, later, earlier, "continues" if keeps else "related")
