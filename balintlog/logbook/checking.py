"""The rules that a session's entries are held against before anything is kept.

Every function adds what is wrong to ``problems`` and goes on. The same checks
serve a new session and an entry that is added to a recorded one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from balintlog.domain import moment
from balintlog.domain.aliases import read_alias
from balintlog.domain.followup import CaseLog, Presented, entry_fault, order_fault, presenter_at
from balintlog.domain.ids import looks_like_id, number_of, shown
from balintlog.domain.membership import Member, expected
from balintlog.domain.moment import Moment, Within
from balintlog.domain.text import printable
from balintlog.domain.vocabulary import SAT_IN, nearest
from balintlog.errors import InvalidInputError, Problem
from balintlog.logbook.book import changed_meanwhile, group_named
from balintlog.logbook.fields import below
from balintlog.storage import caselogs, cases, checkins, people, presentations, sessions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from balintlog.domain.records import CheckIn, Group, Session
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.entries import (
        AttendanceEntry,
        CaseEntry,
        CheckInEntry,
        NoteEntry,
        PresentationEntry,
        SessionEntry,
    )
    from balintlog.storage.connection import Store


@dataclass(frozen=True)
class Sitting:
    """A session as far as its entries are checked against it.

    ``recorded`` is its number in the order of recording; ``checked_in`` and
    ``presented`` gather the case numbers that have their entry already.
    """

    store: Store
    group_id: int
    held_on: date
    recorded: int
    members: Mapping[str, Member]
    sat_in: frozenset[str]
    cancelled: bool
    checked_in: set[int] = field(default_factory=set)
    presented: set[int] = field(default_factory=set)

    def moment(self, within: Within) -> Moment:
        """Return when an entry of this session happened."""
        return Moment(self.held_on, self.recorded, within)


def sitting_of(store: Store, session_id: int) -> Sitting:
    """Return a recorded session, as it is now, as a sitting to which entries can be added.

    To be called inside ``store.writing()``; CouldNotError if it was deleted meanwhile.
    """
    session = sessions.session(store, session_id)
    if session is None:
        raise changed_meanwhile(shown("S", session_id))
    return Sitting(
        store,
        session.group_id,
        session.held_on,
        sessions.recorded_no(store, session.id),
        {member.alias: member for member in people.members(store, session.group_id)},
        frozenset(one.alias for one in session.attendance if one.sat_in),
        session.cancelled,
        {checkin.case_id for checkin in checkins.in_session(store, session.id)},
        {presentation.case_id for presentation in presentations.in_session(store, session.id)},
    )


def check_frame(
    book: Logbook,
    entry: SessionEntry,
    problems: list[Problem],
    recorded_before: Session | None = None,
) -> Sitting | None:
    """Check group, date, leaders and attendance; None if there is no sitting to go on with.

    ``recorded_before`` is the session as it was, where one is edited: only who
    was named then must still be, as members are also added to the past.
    """
    group = None if entry.group is None else group_named(book, entry.group)
    if entry.group is not None and group is None:
        problems.append(_unknown("group", entry.group, _labels(book), "/group"))
    check_leaders(book.store, entry.leaders or {}, problems)
    if group is None or entry.held_on is None:
        if group is not None:
            _check_names(book.store, group, entry, problems)
        return None
    if group.archived_on is not None and recorded_before is None:
        problems.append(Problem("this group is archived", "/group"))
    if fault := day_fault(book, group, entry.held_on):
        problems.append(Problem(fault, "/held_on"))
    members = {member.alias: member for member in people.members(book.store, group.id)}
    minutes = entry.minutes or group.usual_minutes
    check_attendance(members, entry.held_on, minutes, entry.attendance, problems)
    if not entry.cancelled:
        due = expected(members.values(), entry.held_on)
        if recorded_before is not None:
            named = {one.alias for one in recorded_before.attendance}
            due = [alias for alias in due if alias in named]
        missing = [members[alias] for alias in due if alias not in entry.attendance]
        problems += [_not_named(member, entry.held_on) for member in missing]
    sat_in = frozenset(a for a, one in entry.attendance.items() if one.status in SAT_IN)
    if entry.cancelled and sat_in:
        problems.append(Problem("nobody sat in at a cancelled session", "/attendance"))
    recorded = sessions.latest_recorded(book.store) + 1
    return Sitting(book.store, group.id, entry.held_on, recorded, members, sat_in, entry.cancelled)


def _check_names(store: Store, group: Group, entry: SessionEntry, problems: list[Problem]) -> None:
    """Name who is not known, where nothing else can be checked as there is no date."""
    members = {member.alias for member in people.members(store, group.id)}
    named = [(alias, below("/attendance", alias)) for alias in entry.attendance]
    tellings = [(one.pointer, one.telling) for one in entry.cases]
    tellings += [(one.pointer, one.telling) for one in entry.presentations]
    named += [
        (telling.presenter, below(pointer, "presenter"))
        for pointer, telling in tellings
        if telling.presenter is not None
    ]
    for alias, pointer in named:
        if alias not in members:
            problems.append(_unknown("member of this group", alias, members, pointer))


def day_fault(book: Logbook, group: Group, day: date) -> str | None:
    """Say why a group cannot have met on a date, or None."""
    if fault := moment.day_fault(day, book.today):
        return fault
    if group.started_on is not None and day < group.started_on:
        return f"{day} lies before the group began ({group.started_on})"
    return None


def check_leaders(store: Store, roles: Mapping[str, str], problems: list[Problem]) -> None:
    """Check that every leader named is known."""
    known = people.leaders(store)
    for alias in roles:
        if alias not in known:
            problems.append(_unknown("leader", alias, known, below("/leaders", alias)))


def check_attendance(
    members: Mapping[str, Member],
    day: date,
    minutes: int,
    attendance: Mapping[str, AttendanceEntry],
    problems: list[Problem],
) -> None:
    """Check that the attendance names nobody who did not belong, and nobody for too long."""
    for alias, one in attendance.items():
        pointer = below("/attendance", alias)
        member = members.get(alias)
        if member is None:
            problems.append(_unknown("member of this group", alias, members, pointer))
        elif not member.may_attend_on(day):
            problems.append(Problem(f"{alias} did not belong to the group on {day}", pointer))
        if one.minutes is None:
            continue
        if one.minutes > minutes:
            problems.append(Problem(f"the session had only {minutes} minutes", pointer))
        elif one.minutes and one.status is not None and one.status not in SAT_IN:
            problems.append(Problem(f"{alias} was not there for any minutes", pointer))


def _not_named(member: Member, day: date) -> Problem:
    """Say that the attendance leaves somebody out, perhaps as the first day is not known."""
    from_ever = any(one.joined_on is None and one.holds(day) for one in member.periods)
    advice = f"; if not yet: balintlog member edit {member.alias} --joined DATE"
    return Problem(
        f"{member.alias} belonged to the group on {day} and is not named"
        f"{advice if from_ever else ''}",
        "/attendance",
    )


def check_entries(
    sitting: Sitting, entry: SessionEntry, today: date, problems: list[Problem]
) -> None:
    """Check everything that was recorded of the session's content."""
    for checkin in entry.checkins:
        check_checkin(sitting, checkin, problems)
    for case in entry.cases:
        check_case(sitting, case, problems)
    for presentation in entry.presentations:
        check_presentation(sitting, presentation, problems)
    for note in entry.notes:
        check_note(sitting, note, len(entry.cases), today, problems)


def check_checkin(sitting: Sitting, entry: CheckInEntry, problems: list[Problem]) -> None:
    """Check news of an earlier case."""
    pointer = below(entry.pointer, "case")
    log = _log(sitting, entry.case_id, pointer, problems)
    if log is None or entry.case_id is None:
        return
    at = sitting.moment(Within.CHECK_IN)
    name = shown("C", entry.case_id)
    if entry.case_id in sitting.checked_in:
        problems.append(Problem(f"{name} has its check-in of this session already", pointer))
    elif fault := entry_fault(log, at):
        problems.append(_entry_problem(name, fault, pointer))
    else:
        _check_asked(sitting, entry, presenter_at(log, at), problems)
    sitting.checked_in.add(entry.case_id)


def _check_asked(
    sitting: Sitting, entry: CheckInEntry, presenter: str | None, problems: list[Problem]
) -> None:
    """Hold what was heard against the presenter's attendance."""
    was_there = presenter in sitting.sat_in
    pointer = below(entry.pointer, "outcome")
    if entry.news.outcome == "presenter-absent":
        if was_there:
            problems.append(Problem(f"{presenter} was there, says the attendance", pointer))
    elif entry.news.outcome != "not-asked" and not was_there:
        problems.append(Problem(f"the presenter ({presenter}) was not there to be asked", pointer))


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
    """Check that a case first presented at ``first_at`` is tied to earlier ones only.

    That keeps chains of cases that continue each other from closing into a ring.
    """
    earlier = [(entry.continues, below(entry.pointer, "continues"))]
    earlier += [(number, below(entry.pointer, "related_to")) for number in entry.related_to]
    for number, pointer in earlier:
        log = _log(sitting, number, pointer, problems)
        if log is not None and number == own:
            problems.append(Problem("a case cannot be tied to itself", pointer))
        elif log is not None and log.first_at >= first_at:
            name = shown("C", number or 0)
            problems.append(Problem(f"{name} was not presented before this case", pointer))


def check_presentation(sitting: Sitting, entry: PresentationEntry, problems: list[Problem]) -> None:
    """Check a known case presented again."""
    _check_held(sitting, entry.pointer, problems)
    pointer = below(entry.pointer, "case")
    log = _log(sitting, entry.case_id, pointer, problems)
    if log is None or entry.case_id is None:
        return
    name = shown("C", entry.case_id)
    if entry.case_id in sitting.presented:
        problems.append(Problem(f"{name} was presented at this session already", pointer))
    elif fault := entry_fault(log, sitting.moment(Within.PRESENTATION)):
        problems.append(_entry_problem(name, fault, pointer))
    sitting.presented.add(entry.case_id)
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
    """Check that what was heard later does not become what somebody else said, who was away."""
    told = Presented(sitting.moment(Within.PRESENTATION), presenter, entry.telling.follow_up, 1)
    then = log._replace(presented=(*log.presented, told))
    for checkin in checkins.of_case(sitting.store, entry.case_id or 0):
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
    """Check that whoever presents belongs to the group and was there."""
    pointer = below(pointer, "presenter")
    if presenter is None:
        if not any(problem.pointer == pointer for problem in problems):
            problems.append(Problem("is missing", pointer))
    elif presenter not in sitting.members:
        problems.append(_unknown("member of this group", presenter, sitting.members, pointer))
    elif presenter not in sitting.sat_in:
        problems.append(Problem(f"{presenter} was not there on {sitting.held_on}", pointer))


def check_note(
    sitting: Sitting, entry: NoteEntry, new_cases: int, today: date, problems: list[Problem]
) -> None:
    """Check that a note's author is known, and its case was discussed at the session."""
    _check_author(sitting, entry, problems)
    _check_taken(sitting, entry, today, problems)
    if entry.case is None:
        return
    if entry.case.startswith("/"):
        fits = entry.case in {f"/cases/{index}" for index in range(new_cases)}
    else:
        discussed = sitting.checked_in | sitting.presented
        fits = looks_like_id(entry.case) and entry.case.strip().upper() in {
            shown("C", number) for number in discussed
        }
    if not fits:
        problems.append(
            Problem(
                "must be a case of this session: the id of one discussed in it, or the pointer"
                " of a new one such as /cases/0",
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
        fault = f"{taken_on} lies before the session ({sitting.held_on})"
    if fault is not None:
        problems.append(Problem(fault, below(entry.pointer, "taken_on")))


def _check_author(sitting: Sitting, entry: NoteEntry, problems: list[Problem]) -> None:
    if entry.author is None:
        return
    known = people.leaders(sitting.store)
    if entry.author not in known:
        pointer = below(entry.pointer, "author")
        problems.append(_unknown("leader", entry.author, known, pointer))


def case_of_note(entry: NoteEntry, new_cases: tuple[int, ...]) -> int | None:
    """Return the number of the case on which a checked note hangs."""
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
    log, name = caselogs.case_log(store, case_id), shown("C", case_id)
    problems = []
    if fault := order_fault(log):
        problems.append(Problem(f"then {name} {fault}", time))
    for link in cases.links(store, case_id):
        other = caselogs.case_log(store, link.case_id)
        is_earlier = link.case_id in cases.earlier_cases(store, case_id)
        first, second = (other, log) if is_earlier else (log, other)
        if first.first_at >= second.first_at:
            tied = shown("C", link.case_id)
            problems.append(Problem(f"then {name} and {tied} would be tied the wrong way", time))
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
        return f"then {presenter} is noted as absent for {where}, and was there"
    if not there and outcome != "presenter-absent":
        return f"then {presenter} was asked about {where}, and was not there"
    return None


def _check_held(sitting: Sitting, pointer: str, problems: list[Problem]) -> None:
    if sitting.cancelled:
        problems.append(Problem("nothing was presented at a cancelled session", pointer))


def _log(
    sitting: Sitting, number: int | None, pointer: str, problems: list[Problem]
) -> CaseLog | None:
    """Return the log of a case of the sitting's group, or say that there is none."""
    if number is None:
        return None
    case = cases.case(sitting.store, number)
    if case is None or case.group_id != sitting.group_id:
        problems.append(Problem(f"this group has no case {shown('C', number)}", pointer))
        return None
    return caselogs.case_log(sitting.store, number)


def _entry_problem(name: str, fault: str, pointer: str) -> Problem:
    advice = f"; first: balintlog case reopen {name}" if fault == "is closed" else ""
    return Problem(f"{name} {fault}{advice}", pointer)


def _labels(book: Logbook) -> list[str]:
    return [group.label for group in people.groups(book.store)]


def _unknown(kind: str, name: str, known: Iterable[str], pointer: str) -> Problem:
    meant = nearest(name, known)
    question = f"; did you mean {meant}?" if meant else ""
    called = f" called {printable(name)}" if _may_be_repeated(name) else " of that name"
    return Problem(f"there is no {kind}{called}{question}", pointer)


def _may_be_repeated(name: str) -> bool:
    """Tell whether what stands in an alias's place is no name of a person, as far as one can."""
    try:
        read_alias(name)
    except InvalidInputError:
        return looks_like_id(name)
    return True
