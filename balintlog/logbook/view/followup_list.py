"""The follow-up list: who is owed one, read from the log at the moment of asking."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain import followup
from balintlog.domain.ids import shown
from balintlog.domain.moment import Moment, Within
from balintlog.domain.text import so_many
from balintlog.storage.queries import followup_facts
from balintlog.storage.tables import cases, people, sessions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balintlog.domain.followup import CaseLog, FollowUp, Stretch
    from balintlog.domain.records import Case, Group
    from balintlog.logbook.book import Logbook


class FollowUpLine(NamedTuple):
    """One case that is owed, coming or an open door."""

    case: str
    label: str
    presenters: tuple[str, ...]
    presented_on: date
    asked: int
    last_outcome: str | None
    attended_since: int
    due_in: int | None
    overdue: bool


class GroupFollowUps(NamedTuple):
    """All follow-ups of one group, each list from the oldest presentation on."""

    group: str
    label: str
    owed: tuple[FollowUpLine, ...]
    coming: tuple[FollowUpLine, ...]
    open_door: tuple[FollowUpLine, ...]


def followups(book: Logbook, group: Group) -> GroupFollowUps:
    """Return what a group owes at its coming session."""
    by_kind: dict[str, list[FollowUpLine]] = {"owed": [], "coming": [], "open_door": []}
    with book.store.reading():
        live = _live(book, group, followup_facts.open_case_logs(book.store, group.id))
        for kind, line in _lines(book, group, live):
            by_kind[kind].append(line)
    return GroupFollowUps(
        group=shown("G", group.id),
        label=group.label,
        **{kind: tuple(of_kind) for kind, of_kind in by_kind.items()},
    )


def standing(book: Logbook, case: Case, log: CaseLog) -> FollowUp | None:
    """Return where one case stands, or None if nobody is to be asked about it."""
    group = people.group(book.store, case.group_id)
    assert group is not None  # noqa: S101 - a case has a group
    stretch = _live(book, group, {case.id: log}).get(case.id)
    if stretch is None:
        return None
    attended = [
        day
        for alias in stretch.presented.presenters
        for day in people.attended_dates_of(book.store, group.id, alias, stretch.counts_from)
    ]
    return followup.follow_up(stretch, followup.once_each(attended))


def said_of(book: Logbook, case: Case) -> str:
    """Say where a case stands, in the words of the list of cases, and why it rests."""
    if case.closed_on is not None:
        return "closed"
    log = followup_facts.case_log(book.store, case.id)
    stands = standing(book, case, log)
    if stands is None:
        return f"resting: {why_nobody_is_asked(book, case, log)}"
    if stands.due_in is None:
        return "may bring news"
    if stands.due_in:
        return f"asked later, after {so_many(stands.due_in, 'more session')}"
    return "asked next time"


def why_nobody_is_asked(book: Logbook, case: Case, log: CaseLog) -> str:
    """Say why nobody is asked about an open case; continues "as ..."."""
    if log.is_continued:
        return "another case continues it"
    if end := followup.stretch_of(log).end:
        return end
    group = people.group(book.store, case.group_id)
    if group is not None and group.archived_on is not None:
        return "the group is archived"
    return "the presenter is not in the group now"


def visitors(book: Logbook, group_id: int, day: date) -> frozenset[str]:
    """Return who may sit in on a day and is owed nothing after it.

    They are guests, observers, and those on their last evening.
    """
    return frozenset(
        member.alias
        for member in people.members(book.store, group_id)
        if member.may_attend_on(day) and not member.belongs_on(day)
    )


def _live(book: Logbook, group: Group, logs: dict[int, CaseLog]) -> dict[int, Stretch]:
    """Return the stretches of the cases about which somebody may still be asked."""
    members = {member.alias: member for member in people.members(book.store, group.id)}
    live = {}
    for case_id, log in logs.items():
        stretch = followup.stretch_of(log)
        belongs = any(
            alias in members and members[alias].belongs_on(book.today)
            for alias in stretch.presented.presenters
        )
        archived = group.archived_on is not None
        if followup.is_live(log, presenter_belongs=belongs, group_archived=archived):
            live[case_id] = stretch
    return live


def _lines(
    book: Logbook, group: Group, live: dict[int, Stretch], until: date = date.max
) -> Iterator[tuple[str, FollowUpLine]]:
    """Yield kind and line of every live case, from the oldest presentation on.

    ``until``: the day before which attendance counts.
    """
    if not live:
        return
    since = min(stretch.counts_from for stretch in live.values())
    attended = {
        alias: followup.once_each(days)
        for alias, days in people.attended_dates(book.store, group.id, since).items()
    }
    labels = cases.open_labels(book.store, group.id)
    for case_id in sorted(live, key=lambda number: (live[number].presented.at.held_on, number)):
        presenters = live[case_id].presented.presenters
        days = attended.get(presenters[0], [])
        for other in presenters[1:]:  # mostly there is one, whose days are in order
            days = followup.once_each([*days, *attended.get(other, [])])
        stands = followup.follow_up(live[case_id], [day for day in days if day < until])
        fields = stands._asdict()
        kind = fields.pop("kind")
        yield kind, FollowUpLine(shown("C", case_id), labels[case_id], presenters, **fields)


def owed_of(book: Logbook, group: Group, aliases: frozenset[str], at: Moment) -> list[FollowUpLine]:
    """Return what is owed ``at`` a moment to the presenters who are there.

    The list of a session that is recorded late knows nothing that came after it. Nobody is asked
    again on the day itself, as several sessions on one date count once.
    """
    with book.store.reading():
        logs = followup_facts.open_case_logs(book.store, group.id)
        known = {case: log.before(at) for case, log in logs.items() if log.first_at < at}
        live = {
            case: stretch
            for case, stretch in _live(book, group, known).items()
            if stretch.counts_from < at.held_on
        }
        return [
            line
            for kind, line in _lines(book, group, live, until=at.held_on)
            if kind == "owed" and not aliases.isdisjoint(line.presenters)
        ]


def asked_tonight(book: Logbook, group: Group, there: frozenset[str], day: date) -> list[str]:
    """Return the ids of the cases to ask about at a session of a day, of those who are there."""
    at = Moment(day, sessions.latest_recorded(book.store) + 1, Within.CHECK_IN)
    return [line.case for line in owed_of(book, group, there, at)]
