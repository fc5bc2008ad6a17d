"""Random histories of a group for the comparison with the slow reading of the check-in rule.

Few days, few members and few cases: what matters happens where they meet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

from hypothesis import strategies as st
from rule_oracle import (
    SAT_IN_THE_GROUP,
    Asked,
    Closed,
    Event,
    Reopened,
    Session,
    Stay,
    Told,
    Walk,
    World,
    belongs,
    in_order,
)

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy
    from rule_oracle import Event

Entry = TypeVar("Entry", Asked, Told)

MEMBERS = ("heron", "plover")
FIRST_DAY = date(2026, 3, 1)
LAST_DAY = FIRST_DAY + timedelta(days=12)

# What happens often stands here often.
STATUSES = (*["present"] * 4, "late", "left-early", "apologies", "absent")
OUTCOMES = (
    *("no-news", "easier", "unchanged", "harder", "different") * 2,
    *("contact-ended", "declined", "not-asked", "presenter-absent"),
)
WISHES = (*["yes"] * 6, "presenter-decides", "no")

days = st.integers(0, (LAST_DAY - FIRST_DAY).days).map(lambda n: FIRST_DAY + timedelta(days=n))
tellers = st.sampled_from([(name,) for name in ("heron", "heron", "plover")] + [MEMBERS])
cases = st.sampled_from(("C1", "C1", "C1", "C2", "C2", "C3"))

askings = st.builds(
    Asked,
    case=cases,
    outcome=st.sampled_from(OUTCOMES),
    after_sessions=st.sampled_from([None, None, 1, 2, 3, 4]),
    again=st.sampled_from([True] * 5 + [False]),
    told_by=st.sampled_from([None] * 5 + ["outside", *MEMBERS]),
)
tellings = st.builds(
    Told,
    case=cases,
    presenters=tellers,
    wish=st.sampled_from(WISHES),
    after_sessions=st.sampled_from([1, 1, 1, 2, 3, 4]),
)


def _case_of(entry: Asked | Told) -> str:
    return entry.case


def _meetings(
    on: SearchStrategy[date], asked: tuple[int, int], told: tuple[int, int]
) -> SearchStrategy[Session]:
    def some(
        entries: SearchStrategy[Entry], at_least: int, at_most: int
    ) -> SearchStrategy[list[Entry]]:
        return st.lists(entries, min_size=at_least, max_size=at_most, unique_by=_case_of)

    return st.builds(
        Session,
        on=on,
        attendance=st.fixed_dictionaries({name: st.sampled_from(STATUSES) for name in MEMBERS}),
        asked=some(askings, *asked),
        told=some(tellings, *told),
    )


HAPPENINGS: dict[str, SearchStrategy[Event]] = {
    "quiet meeting": _meetings(days, (0, 0), (0, 0)),
    "check-ins": _meetings(days, (1, 2), (0, 0)),
    "presentations": _meetings(days, (0, 2), (1, 2)),
    "closing": st.builds(Closed, days, cases),
    "reopening": st.builds(Reopened, days, cases),
}
# One of several strategies is drawn evenly, however often it is named: so draw the names.
HOW_OFTEN = (
    *["quiet meeting"] * 4,
    *["check-ins"] * 8,
    *["presentations"] * 3,
    *("closing", "reopening", "reopening"),
)


@st.composite
def events(draw: DrawFn) -> list[Event]:
    """What happened: a first case, then much of everything, some of it entered much later."""
    first = draw(_meetings(st.just(FIRST_DAY), (0, 0), (1, 2)))
    size = draw(st.integers(0, 14))
    chosen = [draw(HAPPENINGS[draw(st.sampled_from(HOW_OFTEN))]) for _ in range(size)]
    if draw(st.booleans()):
        chosen.sort(key=lambda event: event.on)
    return [first, *chosen]


@st.composite
def stays(draw: DrawFn, member: str) -> list[Stay]:
    """Here all the time; or came late, left, and perhaps returned, perhaps for one evening."""
    if draw(st.sampled_from([True, True, True, False])):
        return [Stay(member)]
    joined, left, returned, left_again = sorted(draw(st.tuples(days, days, days, days)))
    return draw(
        st.sampled_from(
            [
                [Stay(member, joined)],
                [Stay(member, None, left)],
                [Stay(member, left, left)],
                [Stay(member, joined, left), Stay(member, returned)],
                [Stay(member, None, left), Stay(member, returned, left_again)],
            ]
        )
    )


@st.composite
def worlds(draw: DrawFn) -> World:
    """Anything at all, also what no leader could enter."""
    ties = st.sampled_from([("C1", "C2"), ("C2", "C3"), ("C1", "C3")])
    return World(
        today=draw(st.one_of(days, st.just(LAST_DAY))),
        events=draw(events()),
        stays=[stay for member in MEMBERS for stay in draw(stays(member))],
        continued=draw(st.lists(ties, min_size=1, max_size=2)) if draw(st.booleans()) else [],
        archived=draw(st.sampled_from([False] * 9 + [True])),
    )


# What a leader could have entered


def possible_only(world: World) -> World:
    """Leave out of any history, in the order of recording, what could not be entered there.

    Cases are named anew, in the order in which they were entered.
    """
    kept = replace(world, events=[], continued=[], archived=False)
    names: dict[str, str] = {}
    for event in world.events:
        if isinstance(event, Session):
            _keep_meeting(world, kept, event, names)
        elif event.case in names:
            _keep_turn(kept, event, names[event.case])
    return replace(kept, archived=world.archived)


def last_thing(world: World, case: str) -> date:
    """The date of the last thing that happened to a case."""
    return max(event.on for event in world.events if case in _cases_in(event))


def _cases_in(event: Event) -> set[str]:
    if isinstance(event, Session):
        return {entry.case for entry in event.asked} | {entry.case for entry in event.told}
    return {event.case}


def _keep_turn(kept: World, event: Closed | Reopened, case: str) -> None:
    """Close or reopen a case, never before the last thing that happened; else turn it back."""
    on = max(event.on, last_thing(kept, case))
    if not Walk(case).through(kept.events).is_open:
        kept.events.append(Reopened(on, case))
    elif isinstance(event, Closed):
        kept.events.append(Closed(on, case))


def _keep_meeting(world: World, kept: World, event: Session, names: dict[str, str]) -> None:
    """Keep a meeting with those of its entries that fit what happened before and after it."""
    session = Session(event.on, _attendance(kept, event))
    kept.events.append(session)
    known = dict(names)
    for entry in event.asked:
        # What nobody had heard of yet becomes the first case that they had.
        case = known.get(entry.case) or next(iter(known.values()), None)
        if case is None or any(other.case == case for other in session.asked):
            continue
        asked = replace(entry, case=case)
        if _could_be_asked(_before(kept, session, case), asked, session):
            session.asked.append(asked)
    for telling in event.told:
        came = tuple(member for member in telling.presenters if _sat_there(session, member))
        if not came:
            continue
        telling = replace(telling, presenters=came)  # noqa: PLW2901 - without those who were away
        if telling.case not in known:
            names[telling.case] = f"C{len(names) + 1}"
            _keep_tie(world, kept, session, names[telling.case], [*known.values()])
            session.told.append(replace(telling, case=names[telling.case]))
            continue
        walk = _before(kept, session, known[telling.case])
        if walk.told is not None and walk.is_open:
            session.told.append(replace(telling, case=known[telling.case]))
            if not _all_fit(kept):
                session.told.pop()


def _before(world: World, session: Session, case: str) -> Walk:
    """What was known of a case when a session of the world began."""
    ordered = in_order(world.events)
    place = next(number for number, event in enumerate(ordered) if event is session)
    return Walk(case).through(ordered[:place])


def _all_fit(world: World) -> bool:
    """Whether every entry still fits: a presentation entered later may come before it."""
    return all(
        _could_be_asked(_before(world, event, entry.case), entry, event)
        for event in world.events
        if isinstance(event, Session)
        for entry in event.asked
    )


def _sat_there(session: Session, member: str) -> bool:
    return session.attendance.get(member) in SAT_IN_THE_GROUP


def _could_be_asked(walk: Walk, entry: Asked, session: Session) -> bool:
    """Whether the case was told before, and what is entered does not belie the attendance."""
    if walk.told is None:
        return False
    is_silent = entry.outcome in ("not-asked", "presenter-absent")
    if entry.told_by is not None:
        was_there = entry.told_by == "outside" or _sat_there(session, entry.told_by)
        return was_there and not is_silent
    any_came = any(_sat_there(session, member) for member in walk.told.presenters)
    if entry.outcome == "presenter-absent":
        return not any_came
    return is_silent or any_came


def _keep_tie(world: World, kept: World, session: Session, case: str, known: list[str]) -> None:
    """Where any ties are wanted, let a new case continue the last one that was told before it."""
    before = [earlier for earlier in known if _before(kept, session, earlier).told is not None]
    if world.continued and before:
        kept.continued.append((before[-1], case))


def _attendance(world: World, event: Session) -> dict[str, str]:
    """Name who belonged that day, and on the day of leaving whoever is named anyhow."""
    on_that_day = replace(world, today=event.on)
    return {
        name: was
        for name, was in event.attendance.items()
        if belongs(on_that_day, name)
        or any(stay.member == name and stay.left == event.on for stay in world.stays)
    }


@dataclass
class Correction:
    """Something put right after all was entered; numbers are taken round the lists' length."""

    kind: str
    """wish, move (a session to another day), or forget (a check-in)."""
    number: int
    wish: str
    after_sessions: int
    on: date


corrections = st.builds(
    Correction,
    kind=st.sampled_from(("wish", "move", "forget")),
    number=st.integers(0, 9),
    wish=st.sampled_from(WISHES),
    after_sessions=st.integers(1, 4),
    on=days,
)
