"""The rules that a session's entries are held against before anything is recorded.

Every function adds what is wrong to ``problems`` and goes on. The same checks
serve a new session and an entry that is added to a recorded one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain import moment
from balintlog.domain.followup import CaseLog, Presented, entry_fault, order_fault, presenter_at
from balintlog.domain.ids import looks_like_id, number_of, shown
from balintlog.domain.moment import Moment, Within
from balintlog.errors import Problem
from balintlog.logbook.document.object_reader import below
from balintlog.logbook.record.document_references import check_names, is_case_of
from balintlog.storage.tables import cases, checkins, followup_facts, sessions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from balintlog.domain.document import (
        CaseEntry,
        CheckInEntry,
        NoteEntry,
        PresentationEntry,
        SessionEntry,
    )
    from balintlog.domain.records import CheckIn
    from balintlog.logbook.document.reading_context import Reading
    from balintlog.logbook.record.session_frame import Sitting
    from balintlog.storage.store import Store


def check_entries(sitting: Sitting, entry: SessionEntry, today: date, reading: Reading) -> None:
    """Check everything that was recorded of the session's content."""
    problems = reading.problems
    for checkin in entry.checkins:
        check_checkin(sitting, checkin, problems)
    for case in entry.cases:
        check_case(sitting, case, problems)
    for presentation in entry.presentations:
        check_presentation(sitting, presentation, problems)
    new_cases = {case.pointer for case in entry.cases}.union(reading.not_whole)
    sitting.presented.update(_discussed_in_what_is_not_whole(reading))
    for note in entry.notes:
        check_note(sitting, note, today, problems, new_cases)


def _discussed_in_what_is_not_whole(reading: Reading) -> Iterator[int]:
    """Yield the cases whose check-in or presentation has faults, but is there."""
    places = {below(pointer, "case") for pointer in reading.not_whole}
    for kind, name, pointer in reading.mentions:
        if kind == "case" and pointer in places:
            yield number_of("C", name)


def check_checkin(sitting: Sitting, entry: CheckInEntry, problems: list[Problem]) -> None:
    """Check news of an earlier case."""
    pointer = below(entry.pointer, "case")
    log = _log(sitting, entry.case)
    if log is None:
        return
    at = sitting.moment(Within.CHECK_IN)
    name = shown("C", entry.case)
    if entry.case in sitting.checked_in:
        problems.append(Problem(f"{name} already has its check-in for this session", pointer))
    elif fault := entry_fault(log, at):
        problems.append(_entry_problem(name, fault, pointer))
    else:
        _check_asked(sitting, entry, presenter_at(log, at), problems)
    sitting.checked_in.add(entry.case)


def _check_asked(
    sitting: Sitting, entry: CheckInEntry, presenter: str | None, problems: list[Problem]
) -> None:
    """Hold what was heard against the presenter's attendance.

    Who presented a case is not known any more once it was dropped with what is past its time.
    """
    if presenter is None:
        return
    was_there = presenter in sitting.sat_in
    pointer = below(entry.pointer, "outcome")
    if entry.news.outcome == "presenter-absent":
        if was_there:
            problems.append(Problem(f"{presenter} was there, according to the attendance", pointer))
    elif entry.news.outcome != "not-asked" and not was_there:
        problems.append(
            Problem(f"the presenter ({presenter}) was not there, so could not be asked", pointer)
        )


def check_case(sitting: Sitting, entry: CaseEntry, problems: list[Problem]) -> None:
    """Check a new case."""
    _check_held(sitting, entry.pointer, problems)
    check_presenter(sitting, entry.telling.presenter, entry.pointer, problems)
    check_links(sitting, entry, sitting.moment(Within.PRESENTATION), problems)


def check_links(
    sitting: Sitting,
    entry: CaseEntry,
    first_at: Moment,
    problems: list[Problem],
    own: int | None = None,
) -> None:
    """Check that a case first presented at ``first_at`` is linked to earlier ones only.

    That keeps chains of cases that continue each other from closing into a ring.
    """
    earlier = [(number, below(entry.pointer, "related_to")) for number in entry.related_to]
    if entry.continues is not None:
        earlier.insert(0, (entry.continues, below(entry.pointer, "continues")))
    for number, pointer in earlier:
        log = _log(sitting, number)
        if log is not None and number == own:
            problems.append(Problem("a case cannot be linked to itself", pointer))
        elif log is not None and log.first_at >= first_at:
            name = shown("C", number)
            problems.append(Problem(f"{name} was not presented before this case", pointer))


def check_presentation(sitting: Sitting, entry: PresentationEntry, problems: list[Problem]) -> None:
    """Check a known case presented again."""
    _check_held(sitting, entry.pointer, problems)
    pointer = below(entry.pointer, "case")
    log = _log(sitting, entry.case)
    if log is None:
        return
    name = shown("C", entry.case)
    if entry.case in sitting.presented:
        problems.append(Problem(f"{name} was already presented at this session", pointer))
    elif fault := entry_fault(log, sitting.moment(Within.PRESENTATION)):
        problems.append(_entry_problem(name, fault, pointer))
    sitting.presented.add(entry.case)
    if presenter := entry.telling.presenter or usual_presenter(sitting, log):
        check_presenter(sitting, presenter, entry.pointer, problems)
        _check_later_answers(sitting, entry, presenter, log, problems)


def _check_later_answers(
    sitting: Sitting,
    entry: PresentationEntry,
    presenter: str,
    log: CaseLog,
    problems: list[Problem],
) -> None:
    """Check that a later answer does not become that of somebody who was away."""
    told = Presented(sitting.moment(Within.PRESENTATION), presenter, entry.telling.follow_up, 1)
    then = log._replace(presented=(*log.presented, told))
    for checkin in checkins.of_case(sitting.store, entry.case):
        asked = presenter_at(then, checkin.at)
        if asked == presenter_at(log, checkin.at):
            continue
        if fault := _asked_fault(sitting.store, checkin, asked):
            problems.append(Problem(fault, below(entry.pointer, "presenter")))


def usual_presenter(sitting: Sitting, log: CaseLog) -> str | None:
    """Return who had presented a case last before this sitting."""
    return presenter_at(log, sitting.moment(Within.PRESENTATION))


def check_presenter(
    sitting: Sitting, presenter: str | None, pointer: str, problems: list[Problem]
) -> None:
    """Check that somebody presents who was there, also where nobody is named in the document."""
    pointer = below(pointer, "presenter")
    if any(problem.pointer == pointer for problem in problems):
        return
    if presenter is None:
        problems.append(Problem("is missing", pointer))
    elif presenter in sitting.members and presenter not in sitting.sat_in:
        problems.append(Problem(f"{presenter} was not there on {sitting.held_on}", pointer))


def check_mentions(sitting: Sitting, reading: Reading) -> None:
    """Check that all names are known, and presenters were there; also in what is not whole."""
    check_names(sitting.store, sitting.group_id, reading)
    for mention in reading.mentions:
        if mention.kind == "presenter":
            pointer = mention.pointer.removesuffix("/presenter")
            check_presenter(sitting, mention.name, pointer, reading.problems)


def check_note(
    sitting: Sitting,
    entry: NoteEntry,
    today: date,
    problems: list[Problem],
    new_cases: Collection[str] = (),
) -> None:
    """Check that a note's case was discussed at the session; ``new_cases`` are pointers."""
    _check_taken(sitting, entry, today, problems)
    if entry.case is None:
        return
    if entry.case.startswith("/"):
        fits = entry.case in new_cases
    else:
        discussed = sitting.checked_in | sitting.presented
        fits = looks_like_id(entry.case) and entry.case.strip().upper() in {
            shown("C", number) for number in discussed
        }
    if not fits:
        problems.append(
            Problem(
                "must be a case of this session: the id of a case discussed there, or the pointer"
                " of a new case, such as /cases/0",
                below(entry.pointer, "case"),
            )
        )


def _check_taken(sitting: Sitting, entry: NoteEntry, today: date, problems: list[Problem]) -> None:
    """Check that a question was taken to supervision when it could be."""
    taken_on = entry.note.taken_on
    if taken_on is None:
        return
    fault = moment.day_fault(taken_on, today)
    if fault is None and taken_on < sitting.held_on:
        fault = f"{taken_on} is before the session ({sitting.held_on})"
    if fault is not None:
        problems.append(Problem(fault, below(entry.pointer, "taken_on")))


def case_of_note(entry: NoteEntry, new_cases: tuple[int, ...]) -> int | None:
    """Return the number of the case that a checked note is about."""
    if entry.case is None:
        return None
    if entry.case.startswith("/"):
        return new_cases[int(entry.case.rsplit("/", 1)[1])]
    return number_of("C", entry.case)


def case_faults(
    store: Store, case_id: int, *, time: str | None = None, people: str | None = None
) -> list[Problem]:
    """Say what is out of order in a case: its entries, its links, or who was asked.

    ``time`` and ``people`` are the pointers of the edited fields that order and
    presence hang on.
    """
    log, name = followup_facts.case_log(store, case_id), shown("C", case_id)
    problems = []
    if fault := order_fault(log):
        problems.append(Problem(f"then {name} {fault}", time))
    for link in cases.links(store, case_id):
        other = followup_facts.case_log(store, link.case_id)
        is_earlier = link.case_id in cases.earlier_cases(store, case_id)
        first, second = (other, log) if is_earlier else (log, other)
        if first.first_at >= second.first_at:
            linked = shown("C", link.case_id)
            problems.append(
                Problem(f"then {name} and {linked} would be linked the wrong way round", time)
            )
    for checkin in checkins.of_case(store, case_id):
        if fault := _asked_fault(store, checkin, presenter_at(log, checkin.at)):
            problems.append(Problem(fault, people))
    return problems


def _asked_fault(store: Store, checkin: CheckIn, presenter: str | None) -> str | None:
    """Say that what was heard does not fit who was there, or None."""
    outcome = checkin.news.outcome
    if presenter is None or outcome == "not-asked":
        return None
    where = f"{shown('C', checkin.case_id)} at {shown('S', checkin.session_id)}"
    there = presenter in sessions.who_sat_in(store, checkin.session_id)
    if there and outcome == "presenter-absent":
        return f"then {presenter} would be noted as absent for {where}, but was there"
    if not there and outcome != "presenter-absent":
        return f"then {presenter} would have been asked about {where}, but was not there"
    return None


def _check_held(sitting: Sitting, pointer: str, problems: list[Problem]) -> None:
    if sitting.cancelled:
        problems.append(Problem("nothing can be presented at a cancelled session", pointer))


def _log(sitting: Sitting, number: int) -> CaseLog | None:
    """Return the log of a case of the sitting's group, or None if it is not one of them."""
    if not is_case_of(sitting.store, sitting.group_id, number):
        return None
    return followup_facts.case_log(sitting.store, number)


def _entry_problem(name: str, fault: str, pointer: str) -> Problem:
    advice = f"; first: balintlog case reopen {name}" if fault == "is closed" else ""
    return Problem(f"{name} {fault}{advice}", pointer)
