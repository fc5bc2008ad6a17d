"""A second, slow reading of the check-in rule, to compare the program with.

It knows nothing of the program. It is given what happened, in the order in
which it was written down, walks through it event by event, one case at a time,
and says what the leader should see.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

SAT_IN_THE_GROUP = ["present", "late", "left-early"]
COUNTS_AS_ASKED = [
    "no-news",
    "easier",
    "unchanged",
    "harder",
    "different",
    "contact-ended",
    "declined",
]
ENDS_THE_ASKING = ["declined", "contact-ended"]
NEVER_A_FOURTH_TIME = 3


@dataclass
class Asked:
    """An entry about a case, made when the session began; the teller is of no account."""

    case: str
    outcome: str
    after_sessions: int | None = None
    again: bool = True
    told_by: str | None = None


@dataclass
class Told:
    """A case brought to a session by one or several, for the first time or once more."""

    case: str
    presenters: tuple[str, ...]
    wish: str = "yes"
    after_sessions: int = 1


@dataclass
class Session:
    """One meeting: who was there, what was asked, and then what was told."""

    on: date
    attendance: dict[str, str] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)


@dataclass
class Closed:
    """A case was closed."""

    on: date
    case: str


@dataclass
class Reopened:
    """A closed case was opened again."""

    on: date
    case: str


Event = Session | Closed | Reopened


@dataclass
class Stay:
    """A time in the group: ``left`` is the first day on which the member is gone."""

    member: str
    joined: date | None = None
    left: date | None = None


@dataclass
class World:
    """A group and what happened in it, in the order in which it was written down."""

    today: date
    events: list[Event] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    continued: list[tuple[str, str]] = field(default_factory=list)
    """Pairs of the earlier case and the later one that continues it."""
    archived: bool = False


@dataclass
class Verdict:
    """What the leader sees of one case; ``list_name`` is ``nowhere`` where it is not seen."""

    case: str
    list_name: str
    presenters: tuple[str, ...]
    presented_on: date
    asked: int
    last_outcome: str | None
    attended_since: int
    due_in: int | None
    overdue: bool


def in_order(events: list[Event]) -> list[Event]:
    """By date; on one date, in the order of recording."""
    ordered: list[Event] = []
    for event in events:
        place = len(ordered)
        while place > 0 and ordered[place - 1].on > event.on:
            place -= 1
        ordered.insert(place, event)
    return ordered


def belongs(world: World, member: str) -> bool:
    """Whether somebody is one of the group today."""
    for stay in world.stays:
        if stay.member != member:
            continue
        has_come = stay.joined is None or stay.joined <= world.today
        has_gone = stay.left is not None and stay.left <= world.today
        if has_come and not has_gone:
            return True
    return False


class Walk:
    """What is known of one case while walking through what happened."""

    def __init__(self, case: str) -> None:
        self.case = case
        self.told: Told | None = None
        self.presented_on = date.min
        self.is_open = True
        # Of the stretch that is under way:
        self.asked = 0
        self.last_outcome: str | None = None
        self.n = 1
        self.has_ended = False
        self.counting_from = date.min
        self.evenings: list[date] = []

    def through(self, events: list[Event]) -> Walk:
        for event in in_order(events):
            if isinstance(event, Session):
                self.sit(event)
            elif event.case == self.case:
                self.turn(event)
        return self

    def turn(self, event: Closed | Reopened) -> None:
        self.is_open = isinstance(event, Reopened)
        if self.is_open and self.told is not None:
            self.begin_a_stretch(event.on, self.told)

    def sit(self, session: Session) -> None:
        if self.told is not None:
            sat_there = [
                member
                for member in self.told.presenters
                if session.attendance.get(member) in SAT_IN_THE_GROUP
            ]
            is_later = session.on > self.counting_from
            if sat_there and is_later and session.on not in self.evenings:
                self.evenings.append(session.on)
        for entry in session.asked:
            if entry.case == self.case and self.told is not None:
                self.ask(session.on, entry)
        for telling in session.told:
            if telling.case == self.case:
                self.told = telling
                self.presented_on = session.on
                self.begin_a_stretch(session.on, telling)

    def ask(self, on: date, entry: Asked) -> None:
        if entry.outcome not in COUNTS_AS_ASKED:
            return
        self.asked += 1
        self.last_outcome = entry.outcome
        self.n = 1 if entry.after_sessions is None else entry.after_sessions
        says_ask_me_again = entry.after_sessions is not None
        if not entry.again or (entry.outcome in ENDS_THE_ASKING and not says_ask_me_again):
            self.has_ended = True
        self.count_from(on)

    def begin_a_stretch(self, on: date, telling: Told) -> None:
        self.asked = 0
        self.last_outcome = None
        self.n = telling.after_sessions
        self.has_ended = False
        self.count_from(on)

    def count_from(self, on: date) -> None:
        self.counting_from = on
        self.evenings = []


def is_asked_about(world: World, walk: Walk, presenters: tuple[str, ...]) -> bool:
    """Whether a case is live, the wish left aside."""
    if any(earlier == walk.case for earlier, _ in world.continued):
        return False
    if not walk.is_open or world.archived:
        return False
    if not [member for member in presenters if belongs(world, member)]:
        return False
    return walk.asked < NEVER_A_FOURTH_TIME and not walk.has_ended


def verdict(world: World, case: str) -> Verdict | None:
    """What the leader sees of this case; None if nobody ever told it."""
    walk = Walk(case).through(world.events)
    if walk.told is None:
        return None
    a, n = len(walk.evenings), walk.n
    list_name, due_in, overdue = "nowhere", None, False
    if is_asked_about(world, walk, walk.told.presenters):
        if walk.told.wish == "presenter-decides":
            list_name = "open_door"
        elif walk.told.wish == "yes" and a < n - 1:
            list_name, due_in = "coming", n - 1 - a
        elif walk.told.wish == "yes":
            list_name, due_in, overdue = "owed", 0, a >= n
    return Verdict(
        case=case,
        list_name=list_name,
        presenters=walk.told.presenters,
        presented_on=walk.presented_on,
        asked=walk.asked,
        last_outcome=walk.last_outcome,
        attended_since=a,
        due_in=due_in,
        overdue=overdue,
    )


def cases_of(world: World) -> list[str]:
    """All cases that were ever told."""
    names: list[str] = []
    for event in world.events:
        if isinstance(event, Session):
            names += [telling.case for telling in event.told if telling.case not in names]
    return names


def lists_of(world: World) -> dict[str, list[Verdict]]:
    """The three lists, each from the oldest presentation on, then by id."""
    lists: dict[str, list[Verdict]] = {"owed": [], "coming": [], "open_door": []}
    for case in cases_of(world):
        found = verdict(world, case)
        if found is not None and found.list_name != "nowhere":
            lists[found.list_name].append(found)
    for entries in lists.values():
        entries.sort(key=lambda entry: (entry.presented_on, int(entry.case.removeprefix("C"))))
    return lists
