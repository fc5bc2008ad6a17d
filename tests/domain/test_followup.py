from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, TypeVar

import pytest
from conftest import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rule_histories import worlds
from rule_oracle import (
    SAT_IN_THE_GROUP,
    Closed,
    Reopened,
    Session,
    Verdict,
    Walk,
    World,
    cases_of,
    verdict,
)

from balintlog.domain.followup import (
    MAX_ASKS,
    Asked,
    CaseLog,
    FollowUp,
    Presented,
    Stretch,
    entry_fault,
    follow_up,
    is_live,
    once_each,
    order_fault,
    presenters_at,
    stretch_of,
)
from balintlog.domain.membership import Member, Period
from balintlog.domain.moment import Moment, Within
from balintlog.domain.vocabulary import COUNTED_OUTCOMES

if TYPE_CHECKING:
    import random

T = TypeVar("T")

# Small histories by hand: day 1 is 1 March, and what is said first was recorded first.


def day(number: int) -> date:
    return date(2026, 3, number)


def moment(number: int, within: Within, recorded: int | None = None) -> Moment:
    return Moment(day(number), number if recorded is None else recorded, within)


def told(
    number: int,
    follow_up: str = "yes",
    after_sessions: int = 1,
    presenter: str | None = "heron",
    recorded: int | None = None,
) -> Presented:
    at = moment(number, Within.PRESENTATION, recorded)
    presenters = () if presenter is None else (presenter,)
    return Presented(at, presenters, follow_up, after_sessions)


def asked(
    number: int,
    outcome: str = "unchanged",
    after_sessions: int | None = None,
    *,
    again: bool = True,
    recorded: int | None = None,
) -> Asked:
    return Asked(moment(number, Within.CHECK_IN, recorded), outcome, again, after_sessions)


def turned(number: int, recorded: int | None = None) -> Moment:
    return moment(number, Within.EVENT, recorded)


def lives(log: CaseLog) -> bool:
    """Whether the case is live in a group that goes on, with its presenter in it."""
    return is_live(log, presenter_belongs=True, group_archived=False)


def stands(log: CaseLog, *attended: int) -> FollowUp:
    assert lives(log)
    return follow_up(stretch_of(log), once_each(day(number) for number in attended))


def kind(log: CaseLog, *attended: int) -> str:
    return stands(log, *attended).kind


# What happened in which order


def test_the_date_comes_before_the_order_of_recording() -> None:
    assert moment(1, Within.PRESENTATION, recorded=9) < moment(2, Within.CHECK_IN, recorded=1)


def test_on_one_date_what_was_recorded_first_came_first() -> None:
    assert moment(1, Within.PRESENTATION, recorded=1) < moment(1, Within.CHECK_IN, recorded=2)


def test_inside_a_session_check_ins_come_before_presentations_and_notes_after() -> None:
    session = [moment(1, within) for within in sorted(Within)]
    assert session == sorted(session)
    assert [within.name for within in sorted(Within)] == [
        *("CHECK_IN", "PRESENTATION", "NOTE", "LINK", "EVENT")
    ]


# The stretch


def test_a_stretch_begins_with_the_latest_presentation() -> None:
    log = CaseLog((told(1), told(5, presenter="plover")), (asked(3),))
    assert stretch_of(log) == Stretch(day(5), told(5, presenter="plover"), ())


def test_a_stretch_begins_with_the_reopening_if_that_is_later() -> None:
    log = CaseLog((told(1),), (asked(2),), closed=(turned(3),), reopened=(turned(4),))
    assert stretch_of(log) == Stretch(day(4), told(1), ())


def test_a_stretch_begins_with_the_latest_of_many_reopenings() -> None:
    log = CaseLog(
        (told(1),),
        (asked(5),),
        closed=(turned(2), turned(6)),
        reopened=(turned(7), turned(3)),
    )
    assert stretch_of(log).began_on == day(7)
    assert stands(log).asked == 0


def test_a_reopening_before_the_latest_presentation_begins_nothing() -> None:
    log = CaseLog((told(1), told(5)), (asked(6),), closed=(turned(2),), reopened=(turned(3),))
    assert stretch_of(log) == Stretch(day(5), told(5), (asked(6),))


def test_a_presentation_entered_later_for_an_earlier_date_is_not_the_latest() -> None:
    log = CaseLog((told(5, recorded=1), told(3, "no", recorded=2)))
    assert log.latest == told(5, recorded=1)
    assert kind(log) == "owed"


def test_of_two_presentations_on_one_date_the_one_recorded_later_is_the_latest() -> None:
    log = CaseLog((told(5, "no", recorded=1), told(5, "yes", recorded=2)))
    assert kind(log) == "owed"
    assert not lives(CaseLog((told(5, "no", recorded=2), told(5, "yes", recorded=1))))


def test_re_presentation_begins_a_new_stretch_in_which_nothing_was_asked_yet() -> None:
    log = CaseLog((told(1, after_sessions=4), told(5)), (asked(2), asked(3), asked(4)))
    assert stands(log, 2, 3, 4, 5) == FollowUp("owed", day(5), 0, None, 0, 0, overdue=False)


def test_re_presentation_brings_a_declined_case_back() -> None:
    assert not lives(CaseLog((told(1),), (asked(2, "declined"),)))
    assert lives(CaseLog((told(1), told(3)), (asked(2, "declined"),)))


def test_after_a_death_the_presenter_is_asked_once_more_if_that_is_said() -> None:
    for outcome in ("contact-ended", "declined"):
        log = CaseLog((told(1),), (asked(2, outcome, 2),))
        assert (kind(log, 3), kind(log, 3, 4)) == ("owed", "owed")
        assert not lives(CaseLog((told(1),), (asked(2, outcome, 2), asked(4, outcome))))


def test_re_presentation_by_another_member_follows_that_member_and_that_wish() -> None:
    log = CaseLog((told(1, "no"), told(5, "presenter-decides", 3, "plover")))
    assert log.latest.presenters == ("plover",)
    assert kind(log) == "open_door"


def test_reopening_begins_a_new_stretch_with_the_wish_of_the_latest_presentation() -> None:
    log = CaseLog(
        (told(1, after_sessions=3),),
        (asked(2, "contact-ended"),),
        closed=(turned(2, recorded=3),),
        reopened=(turned(5),),
    )
    assert stands(log, 2, 3, 4, 5, 6) == FollowUp("coming", day(1), 0, None, 1, 1, overdue=False)


def test_reopening_on_the_date_of_a_check_in_but_after_it_begins_anew() -> None:
    asks = (asked(2, "declined", recorded=2),)
    log = CaseLog((told(1),), asks, (turned(2, recorded=3),), (turned(2, recorded=4),))
    assert stands(log).asked == 0


def test_a_check_in_on_the_date_of_the_reopening_but_after_it_counts() -> None:
    asks = (asked(2, recorded=4),)
    log = CaseLog((told(1),), asks, (turned(2, recorded=2),), (turned(2, recorded=3),))
    assert stands(log).asked == 1


def test_a_check_in_of_the_session_of_a_presentation_belongs_to_the_old_stretch() -> None:
    log = CaseLog((told(1), told(5)), (asked(5, "declined"),))
    assert stretch_of(log).counted == ()
    assert kind(log) == "owed"


def test_a_check_in_at_a_second_session_on_the_date_of_the_presentation_counts() -> None:
    log = CaseLog((told(5, recorded=1),), (asked(5, "declined", recorded=2),))
    assert not lives(log)


def test_a_check_in_entered_later_for_a_date_before_the_presentation_does_not_count() -> None:
    log = CaseLog((told(1), told(5, recorded=2)), (asked(3, "declined", recorded=9),))
    assert stands(log).asked == 0


# What counts as asked


@pytest.mark.parametrize("outcome", COUNTED_OUTCOMES)
def test_seven_outcomes_count_as_asked(outcome: str) -> None:
    assert len(COUNTED_OUTCOMES) == 7
    log = CaseLog((told(1),), (asked(2, outcome),))
    assert stretch_of(log).counted == (asked(2, outcome),)


@pytest.mark.parametrize("outcome", ["not-asked", "presenter-absent"])
@pytest.mark.parametrize("again", [True, False])
@pytest.mark.parametrize("after_sessions", [None, 5])
def test_not_asked_is_the_same_as_no_entry(
    outcome: str, again: bool, after_sessions: int | None
) -> None:
    empty = asked(3, outcome, after_sessions, again=again)
    without = CaseLog((told(1, after_sessions=2),), (asked(2, "easier"),))
    with_it = without._replace(asked=(*without.asked, empty, empty, empty))
    assert stretch_of(with_it) == stretch_of(without)
    assert stands(with_it, 2, 3, 4) == stands(without, 2, 3, 4)


def test_asked_counts_the_stretch_only() -> None:
    log = CaseLog((told(1), told(5)), (asked(2), asked(3), asked(6, "harder")))
    assert stands(log).asked == 1


def test_the_last_outcome_is_that_of_the_last_counted_ask_of_the_stretch() -> None:
    log = CaseLog((told(1),), (asked(4, "not-asked"), asked(3, "easier"), asked(2, "harder")))
    assert stands(log).last_outcome == "easier"


def test_without_a_counted_ask_in_the_stretch_there_is_no_last_outcome() -> None:
    log = CaseLog((told(1), told(5)), (asked(3, "easier"), asked(6, "not-asked")))
    assert stands(log).last_outcome is None


# Attendance


def test_a_presenter_who_sat_there_since_is_counted_by_dates() -> None:
    assert stands(CaseLog((told(1),)), 2, 3, 9).attended_since == 3


def test_two_sessions_on_one_date_count_once() -> None:
    assert stands(CaseLog((told(1, after_sessions=3),)), 2, 2, 2).attended_since == 1


def test_the_date_of_the_presentation_itself_never_counts() -> None:
    log = CaseLog((told(5),))
    assert stands(log, 3, 4, 5).attended_since == 0
    assert stands(log, 5, 6).attended_since == 1


def test_the_date_of_the_last_ask_itself_never_counts() -> None:
    log = CaseLog((told(1),), (asked(5),))
    assert stands(log, 2, 4, 5).attended_since == 0
    assert stands(log, 5, 6).attended_since == 1


def test_the_date_of_the_reopening_itself_never_counts() -> None:
    log = CaseLog((told(1),), closed=(turned(3),), reopened=(turned(5),))
    assert stands(log, 2, 4, 5).attended_since == 0
    assert stands(log, 5, 6).attended_since == 1


def test_attendance_counts_from_the_last_counted_ask_not_from_an_earlier_one() -> None:
    log = CaseLog((told(1),), (asked(5), asked(3)))
    assert stands(log, 4, 6).attended_since == 1


# Coming, owed, overdue


def test_a_case_is_owed_at_the_very_next_session_by_default() -> None:
    assert stands(CaseLog((told(1),))) == FollowUp("owed", day(1), 0, None, 0, 0, overdue=False)


def test_a_case_is_overdue_when_the_presenter_sat_there_and_it_was_not_raised() -> None:
    assert stands(CaseLog((told(1),)), 2) == FollowUp("owed", day(1), 0, None, 1, 0, overdue=True)


@pytest.mark.parametrize(
    ("attended", "expected", "due_in", "overdue"),
    [
        (0, "coming", 2, False),
        (1, "coming", 1, False),
        (2, "owed", 0, False),
        (3, "owed", 0, True),
        (4, "owed", 0, True),
    ],
)
def test_after_three_sessions_a_case_is_coming_twice_then_owed_then_overdue(
    attended: int, expected: str, due_in: int, overdue: bool
) -> None:
    found = stands(CaseLog((told(1, after_sessions=3),)), *range(2, 2 + attended))
    assert found == FollowUp(expected, day(1), 0, None, attended, due_in, overdue)


def test_after_a_counted_ask_the_case_is_owed_at_the_next_session_again() -> None:
    log = CaseLog((told(1, after_sessions=4),), (asked(5, "easier"),))
    assert stands(log, 2, 3, 4, 5) == FollowUp("owed", day(1), 1, "easier", 0, 0, overdue=False)


def test_a_check_in_with_its_own_after_sessions_puts_the_case_off() -> None:
    log = CaseLog((told(1),), (asked(2, "no-news", after_sessions=3),))
    assert [stands(log, *range(3, 3 + times)).due_in for times in range(4)] == [2, 1, 0, 0]
    assert [kind(log, *range(3, 3 + times)) for times in range(3)] == ["coming", "coming", "owed"]
    assert [stands(log, *range(3, 3 + times)).overdue for times in range(2, 4)] == [False, True]


def test_only_the_last_ask_puts_a_case_off() -> None:
    log = CaseLog((told(1),), (asked(2, after_sessions=5), asked(3)))
    assert kind(log) == "owed"
    assert kind(CaseLog((told(1),), (asked(3, after_sessions=5), asked(2)))) == "coming"


# Live or not


@pytest.mark.parametrize("wish", ["yes", "presenter-decides"])
def test_an_open_case_with_a_wish_is_live(wish: str) -> None:
    assert lives(CaseLog((told(1, wish),)))


def test_a_case_with_the_wish_no_is_never_live() -> None:
    assert not lives(CaseLog((told(1, "no"),)))
    assert not lives(CaseLog((told(1), told(2, "no"))))


def test_a_closed_case_is_never_owed() -> None:
    assert not lives(CaseLog((told(1),), closed=(turned(2),)))


def test_a_case_closed_on_the_date_of_its_presentation_is_closed() -> None:
    assert not lives(CaseLog((told(1),), closed=(turned(1, recorded=2),)))


def test_a_case_closed_again_after_its_reopening_is_closed() -> None:
    log = CaseLog((told(1),), closed=(turned(2), turned(4)), reopened=(turned(3),))
    assert not lives(log)
    assert lives(log._replace(reopened=(turned(5), turned(3))))


def test_the_case_in_a_continued_chain_that_is_asked_about_is_the_last_one() -> None:
    first, last = CaseLog((told(1),), is_continued=True), CaseLog((told(5),))
    assert not lives(first)
    assert lives(last)


def test_nobody_is_asked_in_an_archived_group() -> None:
    assert not is_live(CaseLog((told(1),)), presenter_belongs=True, group_archived=True)


def test_a_member_who_left_is_not_asked_and_one_who_returned_is_asked_again() -> None:
    log = CaseLog((told(1),))
    away = Member(1, 1, "heron", None, (Period("member", None, day(5)),), 1)
    back = away._replace(periods=(*away.periods, Period("member", day(9), None)))
    live_on = {
        number: is_live(log, presenter_belongs=back.belongs_on(day(number)), group_archived=False)
        for number in range(3, 12)
    }
    assert live_on == {number: number < 5 or number >= 9 for number in range(3, 12)}
    assert not is_live(log, presenter_belongs=away.belongs_on(day(9)), group_archived=False)


def test_the_guest_of_one_evening_is_owed_nothing() -> None:
    guest = Member(1, 1, "heron", None, (Period("guest", day(1), day(1)),), 1)
    for number in (1, 2):
        belongs = guest.belongs_on(day(number))
        assert not is_live(CaseLog((told(1),)), presenter_belongs=belongs, group_archived=False)


def test_a_third_ask_ends_it() -> None:
    assert MAX_ASKS == 3
    asks = (asked(2), asked(3), asked(4))
    assert lives(CaseLog((told(1),), asks[:2]))
    assert not lives(CaseLog((told(1),), asks))


def test_entries_that_do_not_count_do_not_bring_the_third_ask_nearer() -> None:
    asks = (asked(2), asked(3, "not-asked"), asked(4, "presenter-absent"), asked(5))
    assert stands(CaseLog((told(1),), asks)).asked == 2


def test_a_declined_case_is_never_owed() -> None:
    assert not lives(CaseLog((told(1),), (asked(2, "declined"),)))
    assert not lives(CaseLog((told(1),), (asked(2, "declined"), asked(3, "easier"))))


def test_a_case_whose_contact_ended_is_never_owed() -> None:
    assert not lives(CaseLog((told(1),), (asked(2, "contact-ended"),)))
    assert not lives(CaseLog((told(1),), (asked(2, "contact-ended"), asked(3))))


def test_again_false_ends_the_stretch() -> None:
    assert not lives(CaseLog((told(1),), (asked(2, again=False),)))


def test_again_false_ends_the_stretch_whatever_is_asked_afterwards() -> None:
    assert not lives(CaseLog((told(1),), (asked(2, again=False), asked(3))))


def test_again_false_is_stronger_than_after_sessions() -> None:
    assert not lives(CaseLog((told(1),), (asked(2, after_sessions=2, again=False),)))


def test_again_false_of_an_earlier_stretch_no_longer_counts() -> None:
    log = CaseLog((told(1), told(3)), (asked(2, again=False),))
    assert lives(log)


# The open door


@pytest.mark.parametrize("attended", [0, 1, 2, 5])
@pytest.mark.parametrize("after_sessions", [1, 3])
def test_presenter_decides_is_never_owed_coming_or_overdue(
    attended: int, after_sessions: int
) -> None:
    log = CaseLog((told(1, "presenter-decides", after_sessions),))
    assert stands(log, *range(2, 2 + attended)) == FollowUp(
        "open_door", day(1), 0, None, attended, None, overdue=False
    )


def test_what_was_heard_through_the_open_door_is_told() -> None:
    log = CaseLog((told(1, "presenter-decides"),), (asked(3, "easier", after_sessions=2),))
    assert stands(log, 3, 4, 5) == FollowUp(
        "open_door", day(1), 1, "easier", 2, None, overdue=False
    )


@pytest.mark.parametrize(
    "asks",
    [
        (asked(2, "declined"),),
        (asked(2, "contact-ended"),),
        (asked(2, again=False),),
        (asked(2), asked(3), asked(4)),
    ],
)
def test_the_open_door_closes_as_every_case_ends(asks: tuple[Asked, ...]) -> None:
    assert not lives(CaseLog((told(1, "presenter-decides"),), asks))


# The whole log


def test_the_first_and_the_last_that_happened() -> None:
    log = CaseLog((told(4), told(2)), (asked(6),), (turned(7),), (turned(8),))
    assert log.first_at == told(2).at
    assert log.last_held_on == day(8)
    assert log._replace(reopened=()).last_held_on == day(7)
    assert log._replace(reopened=(), closed=()).last_held_on == day(6)
    assert CaseLog((told(4), told(2))).last_held_on == day(4)


def test_a_case_is_open_until_it_is_closed_and_again_when_reopened() -> None:
    log = CaseLog((told(1),), closed=(turned(5), turned(3)), reopened=(turned(4), turned(6)))
    open_at = [log.is_open_at(moment(number, Within.CHECK_IN)) for number in range(1, 8)]
    # What is entered on the day of a turn itself was recorded before it.
    assert open_at == [True, True, True, False, True, False, True]
    assert log.is_open_at()
    assert not log._replace(reopened=()).is_open_at()
    assert log.is_open_at(turned(3))  # the moment of closing itself
    assert not log.is_open_at(turned(4))  # and that of reopening


def test_the_presenter_at_a_moment_is_who_had_told_the_case_last() -> None:
    log = CaseLog((told(5, presenter="plover"), told(2), told(8, presenter=None)))
    at = {number: presenters_at(log, moment(number, Within.CHECK_IN)) for number in range(1, 10)}
    heron, plover = ("heron",), ("plover",)
    assert [at[number] for number in (1, 2, 3, 5, 6, 8, 9)] == [
        *((), (), heron, heron, plover, plover, ())
    ]
    assert presenters_at(log, told(5).at) == heron  # before, not with it


def test_nothing_can_be_entered_before_the_first_presentation() -> None:
    log = CaseLog((told(5), told(3)))
    early = "was not presented before that session"
    assert entry_fault(log, moment(2, Within.CHECK_IN)) == early
    assert entry_fault(log, moment(3, Within.CHECK_IN)) == early
    assert entry_fault(log, moment(3, Within.PRESENTATION)) is None
    assert entry_fault(log, moment(4, Within.CHECK_IN)) is None


def test_a_closed_case_is_not_presented_again_but_news_of_it_is_welcome() -> None:
    log = CaseLog((told(1),), closed=(turned(3),), reopened=(turned(5),))
    for number, fault in ((2, None), (4, "is closed"), (6, None)):
        assert entry_fault(log, moment(number, Within.PRESENTATION)) == fault
        assert entry_fault(log, moment(number, Within.CHECK_IN)) is None


def test_news_of_a_closed_case_reopens_nothing_and_uses_up_no_later_asking() -> None:
    log = CaseLog((told(1),), (asked(4),), closed=(turned(3),))
    assert not lives(log)
    again = log._replace(reopened=(turned(5),))
    assert lives(again)
    assert stretch_of(again).counted == ()


def test_a_log_is_in_order_if_every_entry_could_be_made_where_it_stands() -> None:
    log = CaseLog((told(2), told(6)), (asked(3), asked(7)), (turned(4),), (turned(5),))
    assert order_fault(log) is None
    early = log._replace(asked=(asked(3), asked(1)))
    assert order_fault(early) == "was not presented before that session"
    assert order_fault(log._replace(asked=(asked(5, recorded=3),))) is None
    assert order_fault(log._replace(presented=(told(2), told(5, recorded=3)))) == "is closed"


# The same, computed slowly from the history itself


def log_of(world: World, case: str) -> CaseLog:
    """What the program is given of a history."""
    presented: list[Presented] = []
    asks: list[Asked] = []
    closed: list[Moment] = []
    reopened: list[Moment] = []
    for number, event in enumerate(world.events, start=1):
        if isinstance(event, Session):
            at = Moment(event.on, number, Within.PRESENTATION)
            presented += [
                Presented(at, one.presenters, one.wish, one.after_sessions)
                for one in event.told
                if one.case == case
            ]
            at = Moment(event.on, number, Within.CHECK_IN)
            asks += [
                Asked(at, one.outcome, one.again, one.after_sessions)
                for one in event.asked
                if one.case == case
            ]
        elif event.case == case:
            turns = closed if isinstance(event, Closed) else reopened
            turns.append(Moment(event.on, number, Within.EVENT))
    is_continued = any(earlier == case for earlier, _ in world.continued)
    return CaseLog(tuple(presented), tuple(asks), tuple(closed), tuple(reopened), is_continued)


def belongs(world: World, alias: str | None) -> bool:
    periods = tuple(
        Period("member", stay.joined, stay.left) for stay in world.stays if stay.member == alias
    )
    return Member(1, 1, alias or "", None, periods, 1).belongs_on(world.today)


def attended(world: World, aliases: tuple[str, ...]) -> list[date]:
    return [
        event.on
        for event in world.events
        if isinstance(event, Session)
        and any(event.attendance.get(alias) in SAT_IN_THE_GROUP for alias in aliases)
    ]


def program_verdict(world: World, case: str) -> Verdict:
    log = log_of(world, case)
    presenters = log.latest.presenters
    belong = any(belongs(world, alias) for alias in presenters)
    live = is_live(log, presenter_belongs=belong, group_archived=world.archived)
    found = follow_up(stretch_of(log), once_each(attended(world, presenters)))
    return Verdict(
        case=case,
        list_name=found.kind if live else "nowhere",
        presenters=presenters,
        presented_on=found.presented_on,
        asked=found.asked,
        last_outcome=found.last_outcome,
        attended_since=found.attended_since,
        due_in=found.due_in if live else None,
        overdue=found.overdue if live else False,
    )


@given(worlds())
@settings(deadline=None, max_examples=examples(700), suppress_health_check=[HealthCheck.too_slow])
def test_the_program_and_the_slow_reading_agree_on_any_history(world: World) -> None:
    for case in cases_of(world):
        assert program_verdict(world, case) == verdict(world, case)
        walk = Walk(case).through(world.events)
        stretch = stretch_of(log_of(world, case))
        assert len(stretch.counted) == walk.asked
        assert stretch.counts_from == walk.counting_from
        assert stretch.asked_again_after == walk.n
        assert stretch.presented.at.held_on == walk.presented_on
        assert log_of(world, case).is_open_at() == walk.is_open


@given(worlds(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=examples(200), suppress_health_check=[HealthCheck.too_slow])
def test_the_order_in_which_a_log_is_handed_over_changes_nothing(
    world: World, chance: random.Random
) -> None:
    for case in cases_of(world):
        log = log_of(world, case)

        def shuffled(entries: tuple[T, ...]) -> tuple[T, ...]:
            return tuple(chance.sample(entries, len(entries)))

        other = CaseLog(
            shuffled(log.presented),
            shuffled(log.asked),
            shuffled(log.closed),
            shuffled(log.reopened),
            log.is_continued,
        )
        dates = attended(world, log.latest.presenters)
        assert stretch_of(other) == stretch_of(log)
        assert lives(other) == lives(log)
        assert follow_up(stretch_of(other), once_each(shuffled(tuple(dates)))) == follow_up(
            stretch_of(log), once_each(dates)
        )
        assert (order_fault(other) is None) == (order_fault(log) is None)
        assert (other.first_at, other.last_held_on) == (log.first_at, log.last_held_on)
        for at in log.entered_at:
            assert presenters_at(other, at) == presenters_at(log, at)
            assert entry_fault(other, at) == entry_fault(log, at)


@pytest.mark.slow
def test_random_histories_reach_every_corner_of_the_rule() -> None:
    """The comparison would prove little if all histories were alike."""
    seen: Counter[str] = Counter()

    @given(worlds())
    @settings(deadline=None, max_examples=400, database=None, derandomize=True)
    def look(world: World) -> None:
        for case in cases_of(world):
            walk, found = Walk(case).through(world.events), verdict(world, case)
            assert found is not None
            seen[found.list_name] += 1
            seen[f"asked {min(walk.asked, 3)} times"] += 1
            seen["overdue"] += found.overdue
            seen["put off"] += walk.asked > 0 and found.list_name == "coming"
            seen["ended"] += walk.has_ended
            seen["reopened"] += walk.is_open and any(
                isinstance(event, Reopened) and event.case == case for event in world.events
            )
            tellings = [
                telling
                for event in world.events
                if isinstance(event, Session)
                for telling in event.told
                if telling.case == case
            ]
            seen["told again"] += len(tellings) > 1
            seen["not in the group"] += not belongs(world, found.presenters[0])
            seen["told by two"] += len(found.presenters) > 1
            seen["news while closed"] += walk.asked > 0 and not walk.is_open
            seen["sat there twice"] += found.attended_since > 1

    look()
    corners = (
        *("owed", "coming", "open_door", "nowhere", "overdue", "put off", "ended"),
        *("asked 0 times", "asked 1 times", "asked 2 times", "asked 3 times"),
        *("reopened", "told again", "not in the group", "sat there twice"),
        *("told by two", "news while closed"),
    )
    assert {corner: seen[corner] for corner in corners if seen[corner] < 3} == {}
