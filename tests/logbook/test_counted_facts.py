"""What an activity report is counted from: each rule of counting by itself."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from conftest import session_document

from balintlog.domain.membership import Period as Membership
from balintlog.domain.records import Group
from balintlog.logbook.book import find_group
from balintlog.logbook.record import edit_groups, edit_members, record_session
from balintlog.logbook.reports.period_facts import ReportPeriod, facts_of
from balintlog.privacy.disclosure.summary_rules import CaseFacts, Facts, SessionFacts

if TYPE_CHECKING:
    from balintlog.logbook.book import Logbook

FEBRUARY = ReportPeriod(date(2026, 2, 1), date(2026, 2, 28))


def counted(book: Logbook, period: ReportPeriod = FEBRUARY) -> Facts:
    return facts_of(book, find_group(book, "larch"), period)


def held(book: Logbook, day: str, **fields: Any) -> None:
    record_session.record_session(book, session_document(f"2026-{day}", **fields))


def case(presenter: str = "heron", **fields: Any) -> dict[str, Any]:
    return {"label": "the unopened letters", "presenter": presenter, **fields}


def of(book: Logbook, alias: str) -> str:
    """Return the number that stands for a member."""
    return str(book.store.value("SELECT id FROM member WHERE alias = ?", (alias,)))


def test_a_period_holds_its_first_and_its_last_day(book: Logbook, larch: Group) -> None:
    for day in ("01-31", "02-01", "02-28", "03-01"):
        held(book, day)
    assert len(counted(book).sessions) == 2
    assert len(counted(book, ReportPeriod(date(2026, 2, 2), date(2026, 2, 27))).sessions) == 0


def test_a_session_has_its_minutes_its_mode_and_who_sat_in(book: Logbook, larch: Group) -> None:
    there = {
        "heron": {"status": "late", "minutes": 60},
        "plover": "left-early",
        "moth": "apologies",
    }
    held(book, "02-02", minutes=75, mode="online", attendance=there)
    held(book, "02-09", attendance={**there, "plover": "absent", "moth": "present"})
    held(book, "02-16", cancelled=True, attendance={})
    found = counted(book)
    assert found.sessions == (SessionFacts(75, "online", 2), SessionFacts(90, "in-person", 2))
    assert (found.cancelled, found.people, found.purged) == (1, 3, 0)


def test_who_only_sent_apologies_is_none_of_the_people(book: Logbook, larch: Group) -> None:
    held(book, "02-02", attendance={"heron": "present", "plover": "apologies", "moth": "absent"})
    assert counted(book).people == 1


def test_another_groups_sessions_cases_and_people_are_not_counted(
    book: Logbook, larch: Group
) -> None:
    edit_groups.add_group(book, Group(label="birch", leaders={"alder": "leader"}))
    birch = find_group(book, "birch")
    edit_members.add_member(book, birch, "stork", None, Membership("member", None, None))
    held(book, "02-02", cases=[case()])
    held(book, "02-03", group="G2", attendance={"stork": "present"}, cases=[case("stork")])
    found = counted(book)
    assert (len(found.sessions), len(found.cases), found.people) == (1, 1, 3)


def test_a_case_that_was_brought_twice_counts_once(book: Logbook, larch: Group) -> None:
    """With who brought it first, all its themes and feelings, and the latest of all else."""
    first = case(
        themes=["bad-news"],
        feelings=["guilt"],
        encounter="clinician-patient",
        follow_up="no",
    )
    again = {
        "case": "C1",
        "presenter": "plover",
        "themes": ["institution"],
        "feelings": ["hope"],
        "encounter": "family-or-carer",
        "follow_up": "yes",
    }
    held(book, "02-02", cases=[first])
    held(book, "02-09", presentations=[again])
    assert counted(book).cases == (
        CaseFacts(
            presenter=of(book, "heron"),
            themes=frozenset({"bad-news", "institution"}),
            encounter="family-or-carer",
            feelings=frozenset({"guilt", "hope"}),
            followed_up=False,
        ),
    )
    (later,) = counted(book, ReportPeriod(date(2026, 2, 3), date(2026, 2, 28))).cases
    assert (later.presenter, later.themes) == (of(book, "plover"), frozenset({"institution"}))
    (sooner,) = counted(book, ReportPeriod(date(2026, 2, 2), date(2026, 2, 8))).cases
    assert (sooner.encounter, sooner.followed_up) == ("clinician-patient", None)


@pytest.mark.parametrize(
    ("day", "outcome", "followed_up"),
    [
        ("02-09", "easier", True),
        ("02-09", "no-news", True),
        ("02-09", "declined", True),
        ("02-09", "not-asked", False),
        ("02-28", "harder", True),
        ("03-01", "easier", False),  # after the period
    ],
)
def test_a_case_is_followed_up_where_it_was_asked_about_in_the_period(
    book: Logbook, larch: Group, day: str, outcome: str, followed_up: bool
) -> None:
    held(book, "02-02", cases=[case(follow_up="yes")])
    held(book, day, checkins=[{"case": "C1", "outcome": outcome}])
    (found,) = counted(book).cases
    assert found.followed_up is followed_up


@pytest.mark.parametrize("wish", ["no", "presenter-decides"])
def test_where_nobody_wished_it_no_follow_up_is_counted(
    book: Logbook, larch: Group, wish: str
) -> None:
    held(book, "02-02", cases=[case(follow_up=wish)])
    (found,) = counted(book).cases
    assert found.followed_up is None


def test_a_presenter_who_is_in_no_attendance_is_one_of_the_people(
    book: Logbook, larch: Group
) -> None:
    held(book, "02-02", cases=[case()])
    with book.store.writing():
        book.store.change("DELETE FROM attendance", ())
    assert counted(book).people == 1
    with book.store.writing():
        book.store.change("UPDATE presenter SET member_id = NULL", ())
    found = counted(book)
    assert (found.people, found.cases[0].presenter) == (0, None)
