"""The rules that a session's entries are held against before anything is recorded.

Every function adds what is wrong to ``problems`` and goes on. The same checks
serve a new session and an entry that is added to a recorded one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain import moment
from balintlog.domain.followup import (
    CaseLog,
    Presented,
    entry_fault,
    order_fault,
    presenters_at,
)
from balintlog.domain.ids import looks_like_id, number_of, shown
from balintlog.domain.moment import Within
from balintlog.errors import Problem
from balintlog.logbook.document.json_pointer import below
from balintlog.logbook.record.rules.checkin_rules import asked_fault, check_checkin
from balintlog.logbook.record.rules.document_references import check_names
from balintlog.storage.queries import followup_facts
from balintlog.storage.tables import cases, checkins

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from balintlog.domain.document import (
        CaseEntry,
        NoteEntry,
        PresentationEntry,
        SessionEntry,
    )
    from balintlog.domain.moment import Moment
    from balintlog.logbook.document.reading_context import Reading
    from balintlog.logbook.record.rules.session_frame import Sitting
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


def check_case(sitting: Sitting, entry: CaseEntry, problems: list[Problem]) -> None:
    """Check a new case."""
    _check_held(sitting, entry.pointer, problems)
    check_presenters(sitting, entry.telling.presenters, entry.pointer, problems)
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
        log = sitting.log_of(number)
        if log is not None and number == own:
            problems.append(Problem("a case cannot be linked to itself", pointer))
        elif log is not None and log.first_at >= first_at:
            name = shown("C", number)
            problems.append(Problem(f"{name} was not presented before this case", pointer))


def check_presentation(sitting: Sitting, entry: PresentationEntry, problems: list[Problem]) -> None:
    """Check a known case presented again."""
    _check_held(sitting, entry.pointer, problems)
    pointer = below(entry.pointer, "case")
    log = sitting.log_of(entry.case)
    if log is None:
        return
    name = shown("C", entry.case)
    if entry.case in sitting.presented:
        problems.append(Problem(f"{name} was already presented at this session", pointer))
    elif fault := entry_fault(log, sitting.moment(Within.PRESENTATION)):
        problems.append(_entry_problem(name, fault, pointer))
    sitting.presented.add(entry.case)
    if presenters := entry.telling.presenters or usual_presenters(sitting, log):
        check_presenters(sitting, presenters, entry.pointer, problems)
        _check_later_answers(sitting, entry, presenters, log, problems)


def _check_later_answers(
    sitting: Sitting,
    entry: PresentationEntry,
    presenters: tuple[str, ...],
    log: CaseLog,
    problems: list[Problem],
) -> None:
    """Check that a later answer does not become that of somebody who was away."""
    told = Presented(sitting.moment(Within.PRESENTATION), presenters, entry.telling.follow_up, 1)
    then = log._replace(presented=(*log.presented, told))
    for checkin in checkins.of_case(sitting.store, entry.case):
        asked = presenters_at(then, checkin.at)
        if asked == presenters_at(log, checkin.at):
            continue
        if fault := asked_fault(sitting.store, checkin, asked):
            problems.append(Problem(fault, below(entry.pointer, "presenter")))


def usual_presenters(sitting: Sitting, log: CaseLog) -> tuple[str, ...]:
    """Return who had presented a case last before this sitting: those who came, else all."""
    last = presenters_at(log, sitting.moment(Within.PRESENTATION))
    return tuple(alias for alias in last if alias in sitting.sat_in) or last


def check_presenters(
    sitting: Sitting, presenters: Sequence[str], pointer: str, problems: list[Problem]
) -> None:
    """Check that those present who were there, also where nobody is named in the document."""
    pointer = below(pointer, "presenter")
    if any(f"{problem.pointer}/".startswith(f"{pointer}/") for problem in problems):
        return
    if not presenters:
        problems.append(Problem("is missing", pointer))
    for alias in presenters:
        check_there(sitting, alias, pointer, problems)


def check_there(sitting: Sitting, alias: str, pointer: str, problems: list[Problem]) -> None:
    """Check that a member was there."""
    if alias in sitting.members and alias not in sitting.sat_in:
        problems.append(Problem(f"{alias} was not there on {sitting.held_on}", pointer))


def check_mentions(sitting: Sitting, reading: Reading) -> None:
    """Check that all names are known, and presenters were there; also in what is not whole."""
    check_names(sitting.store, sitting.group_id, reading)
    for mention in reading.mentions:
        if mention.kind == "presenter":
            check_there(sitting, mention.name, mention.pointer, reading.problems)


def check_note(
    sitting: Sitting,
    entry: NoteEntry,
    today: date,
    problems: list[Problem],
    new_cases: Collection[str] = (),
) -> None:
    """Check that a note's case was discussed at the session; ``new_cases`` are pointers."""
    for field in ("taken_on", "done_on"):
        _check_day(sitting, entry, field, today, problems)
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


def _check_day(
    sitting: Sitting, entry: NoteEntry, field: str, today: date, problems: list[Problem]
) -> None:
    """Check that a question was taken to supervision, or a plan done, when it could be."""
    day: date | None = getattr(entry.note, field)
    if day is None:
        return
    fault = moment.day_fault(day, today)
    if fault is None and day < sitting.held_on:
        fault = f"{day} is before the session ({sitting.held_on})"
    if fault is not None:
        problems.append(Problem(fault, below(entry.pointer, field)))


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
        if fault := asked_fault(store, checkin, presenters_at(log, checkin.at)):
            problems.append(Problem(fault, people))
    return problems


def _check_held(sitting: Sitting, pointer: str, problems: list[Problem]) -> None:
    if sitting.cancelled:
        problems.append(Problem("nothing can be presented at a cancelled session", pointer))


def _entry_problem(name: str, fault: str, pointer: str) -> Problem:
    advice = f"; first: balintlog case reopen {name}" if fault == "is closed" else ""
    return Problem(f"{name} {fault}{advice}", pointer)
