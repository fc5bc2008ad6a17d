"""Who tells a case, and who brings news of it: several, somebody else, or nobody of the group."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from test_documents import exported, faults_of, record, refused_document

from balintlog.domain.membership import Period
from balintlog.domain.records import Group
from balintlog.errors import InvalidInputError
from balintlog.logbook.book import Logbook, find_case, find_group, find_member, find_session
from balintlog.logbook.record import (
    edit_cases,
    edit_groups,
    edit_leaders,
    edit_members,
    edit_sessions_and_notes,
    purge_records,
    record_session,
)
from balintlog.logbook.view import case_history, followup_list
from balintlog.logbook.view.member_record import member_record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balintlog.privacy.disclosure.summary_rules import Facts

TOGETHER = {"label": "the two keys", "presenter": ["heron", "plover"]}
AWAY = "apologies"


@pytest.fixture
def together(book: Logbook, larch: Group) -> Logbook:
    """A case that heron and plover presented together."""
    record(book, "2026-03-02", cases=[TOGETHER])
    return book


def attendance(**away: str) -> Mapping[str, str]:
    return {"heron": "present", "plover": "present", "moth": "present", **away}


def news(**fields: Any) -> dict[str, Any]:
    return {"case": "C1", "outcome": "easier", **fields}


def only_followup(book: Logbook) -> followup_list.FollowUpLine:
    lists = followup_list.followups(book, find_group(book, "larch"))
    (line,) = (*lists.owed, *lists.coming, *lists.open_door)
    return line


# Several presenters


def test_a_case_of_two_is_exported_and_shown_with_both(together: Logbook) -> None:
    assert exported(together, "S1")["cases"][0]["presenter"] == ["heron", "plover"]
    assert only_followup(together).presenters == ("heron", "plover")
    view = case_history.case_now(together, find_case(together, "C1"))
    assert view.presenters == ("heron", "plover")
    for alias in ("heron", "plover"):
        record_of = member_record(together, find_member(together, alias))
        assert [told.case for told in record_of.presentations] == ["C1"]
    assert member_record(together, find_member(together, "moth")).presentations == []


def test_one_in_a_list_is_exported_as_one(book: Logbook, larch: Group) -> None:
    record(book, "2026-03-02", cases=[{"label": "x", "presenter": ["heron"]}])
    assert exported(book, "S1")["cases"][0]["presenter"] == "heron"


def test_each_of_several_must_have_been_there_and_be_known(book: Logbook, larch: Group) -> None:
    told = {"label": "x", "presenter": ["heron", "wren", "plover", ""]}
    assert refused_document(
        book, "2026-03-02", attendance=attendance(plover=AWAY), cases=[told]
    ) == {
        "/cases/0/presenter/1": ["there is no member of this group called wren"],
        "/cases/0/presenter/2": ["plover was not there on 2026-03-02"],
        "/cases/0/presenter/3": ["is empty"],
    }
    faults = refused_document(book, "2026-03-02", cases=[{"label": "x", "presenter": []}])
    assert faults == {"/cases/0/presenter": ["names nobody"]}


def test_dates_on_which_any_of_them_sat_are_counted_once(together: Logbook) -> None:
    record(together, "2026-03-04", attendance=attendance(heron=AWAY))
    record(together, "2026-03-09", attendance=attendance(plover=AWAY))
    record(together, "2026-03-10")
    assert only_followup(together).attended_since == 3
    record(together, "2026-03-11", attendance=attendance(heron=AWAY, plover=AWAY))
    assert only_followup(together).attended_since == 3


def test_one_of_them_is_enough_to_bring_news(together: Logbook) -> None:
    record(together, "2026-03-09", attendance=attendance(heron=AWAY), checkins=[news()])
    gone = attendance(heron=AWAY, plover=AWAY)
    faults = refused_document(together, "2026-03-16", attendance=gone, checkins=[news()])
    assert faults == {
        "/checkins/0/outcome": [
            (
                "the presenters (heron and plover) were not there, so could not be asked;"
                " if somebody else told it, say who: told_by"
            )
        ]
    }
    absent = news(outcome="presenter-absent")
    faults = refused_document(
        together, "2026-03-16", attendance=attendance(heron=AWAY), checkins=[absent]
    )
    assert faults == {"/checkins/0/outcome": ["plover was there, according to the attendance"]}
    record(together, "2026-03-16", attendance=gone, checkins=[absent])


def test_who_came_presents_again_where_nobody_is_named(together: Logbook) -> None:
    again = [{"case": "C1"}]
    record(together, "2026-03-09", attendance=attendance(heron=AWAY), presentations=again)
    assert exported(together, "S2")["presentations"][0]["presenter"] == "plover"


def test_the_asking_goes_on_while_one_of_them_belongs(together: Logbook) -> None:
    edit_members.leave(together, find_member(together, "heron"), date(2026, 3, 10))
    assert only_followup(together).presenters == ("heron", "plover")
    edit_members.leave(together, find_member(together, "plover"), date(2026, 3, 10))
    assert followup_list.followups(together, find_group(together, "larch")).owed == ()


def test_an_attendance_is_not_changed_under_one_of_the_presenters(together: Logbook) -> None:
    with pytest.raises(InvalidInputError) as caught:
        edit_sessions_and_notes.edit_session(
            together, find_session(together, "S1"), {"attendance": {"plover": AWAY}}
        )
    assert faults_of(caught.value) == {"/attendance": ["plover presented C1 there"]}


def test_presenters_are_changed_and_those_who_were_dropped_stay(together: Logbook) -> None:
    edit_members.leave(together, find_member(together, "heron"), date(2026, 3, 10))
    edit_cases.turn_case(together, find_case(together, "C1"), "closed", date(2026, 3, 10))
    purge_records.purge(together, purge_records.past(together))
    assert _known(together) == ["plover", None]
    edit_cases.edit_case(together, find_case(together, "C1"), {"why": "stuck"})
    assert _known(together) == ["plover", None]
    edit_cases.edit_case(together, find_case(together, "C1"), {"presenter": "moth"})
    assert _known(together) == ["moth"]


def _known(book: Logbook) -> list[str | None]:
    rows = book.store.rows(
        "SELECT alias FROM presenter LEFT JOIN member ON member.id = member_id"
        " ORDER BY alias IS NULL, presenter.id"
    )
    return [alias for (alias,) in rows]


def test_those_who_presented_together_count_as_one_in_a_summary(
    book: Logbook, larch: Group
) -> None:
    cases = [
        {"label": "a", "presenter": "moth"},
        {"label": "b", "presenter": ["heron", "plover"]},
        {"label": "c", "presenter": "heron"},
    ]
    record(book, "2026-03-02", cases=cases)
    assert _parties(book) == [1, 2, 2]
    record(book, "2026-03-03", cases=[{"label": "d", "presenter": ["plover", "moth"]}])
    assert _parties(book) == [1, 1, 1, 1], "each knows of cases that the others know"
    book.store.change("UPDATE presenter SET member_id = NULL WHERE presentation_id = 2")
    assert _parties(book)[1] is None
    book.store.change("UPDATE presenter SET member_id = 1 WHERE presentation_id = 2 AND id = 2")
    assert _parties(book)[1] is None, "one who was dropped may be anybody"


def test_who_presented_with_one_of_them_joins_them(book: Logbook, larch: Group) -> None:
    told = (["plover", "moth"], ["heron", "moth"], "plover", "heron")
    cases = [{"label": f"case {number}", "presenter": who} for number, who in enumerate(told)]
    record(book, "2026-03-02", cases=cases)
    assert _parties(book) == [1, 1, 1, 1]


def _parties(book: Logbook) -> list[int | None]:
    """Number the presenters of the cases by when each of them first appears."""
    from balintlog.logbook.reports import period_facts

    period = period_facts.ReportPeriod(date(2026, 1, 1), date(2026, 12, 31))
    facts: Facts = period_facts.facts_of(book, find_group(book, "larch"), period)
    seen: list[str] = []
    for case in facts.cases:
        if case.presenter is not None and case.presenter not in seen:
            seen.append(case.presenter)
    return [
        None if case.presenter is None else seen.index(case.presenter) + 1 for case in facts.cases
    ]


# News from anybody


@pytest.mark.parametrize("told_by", ["moth", "alder", "outside", "another-member", "plover"])
def test_news_is_taken_from_anybody_who_was_there_or_from_outside(
    together: Logbook, told_by: str
) -> None:
    gone = attendance(heron=AWAY)
    record(together, "2026-03-09", attendance=gone, checkins=[news(told_by=told_by)])
    assert exported(together, "S2")["checkins"][0]["told_by"] == told_by
    assert only_followup(together).asked == 1, "it counts like any other answer"


def test_the_teller_must_be_known_and_have_been_there(together: Logbook) -> None:
    with together.store.writing():
        edit_leaders.add_leader(together, "sedge", "no")
    for told_by, message in (
        ("moth", "moth was not there on 2026-03-09"),
        ("sedge", "sedge was not there on 2026-03-09"),
        ("wren", "there is no member or leader called wren"),
    ):
        faults = refused_document(
            together,
            "2026-03-09",
            attendance=attendance(moth=AWAY),
            checkins=[news(told_by=told_by)],
        )
        assert faults == {"/checkins/0/told_by": [message]}


@pytest.mark.parametrize("outcome", ["not-asked", "presenter-absent"])
def test_where_nothing_was_told_nobody_told_it(together: Logbook, outcome: str) -> None:
    silent = news(outcome=outcome, told_by="moth")
    faults = refused_document(
        together,
        "2026-03-09",
        attendance=attendance(heron=AWAY, plover=AWAY),
        checkins=[silent],
    )
    assert faults == {"/checkins/0/told_by": [f"with {outcome} nobody told anything"]}


def test_at_a_cancelled_session_nobody_tells_anything(together: Logbook) -> None:
    faults = refused_document(
        together,
        "2026-03-09",
        cancelled=True,
        attendance={},
        checkins=[news(told_by="outside")],
    )
    assert faults == {"/checkins/0/told_by": ["nobody met, so nothing was told there"]}


def test_the_attendance_is_not_changed_under_the_teller(together: Logbook) -> None:
    record(together, "2026-03-09", checkins=[news(told_by="moth")])
    session = find_session(together, "S2")
    with pytest.raises(InvalidInputError) as caught:
        edit_sessions_and_notes.edit_session(together, session, {"attendance": {"moth": AWAY}})
    assert faults_of(caught.value) == {
        "/attendance": ["then moth would have told news of C1 at S2, but was not there"]
    }
    edit_sessions_and_notes.edit_session(together, session, {"attendance": {"heron": AWAY}})


def test_news_of_a_closed_case_is_taken_and_reopens_nothing(together: Logbook) -> None:
    edit_cases.turn_case(together, find_case(together, "C1"), "closed", date(2026, 3, 4))
    record(together, "2026-03-09", checkins=[news(text="A card came.")])
    session = find_session(together, "S2")
    edit_cases.edit_checkin(together, find_case(together, "C1"), session, {"outcome": "different"})
    assert find_case(together, "C1").closed_on == date(2026, 3, 4)
    assert followup_list.followups(together, find_group(together, "larch")).owed == ()
    edit_cases.turn_case(together, find_case(together, "C1"), "reopened", date(2026, 3, 10))
    assert only_followup(together).asked == 0


def test_a_closed_case_with_later_news_stays_as_long_as_the_news(together: Logbook) -> None:
    edit_cases.turn_case(together, find_case(together, "C1"), "closed", date(2026, 3, 4))
    record(together, "2026-03-16", checkins=[news()])
    assert purge_records.past(together._replace(today=date(2027, 3, 15))).cases == []
    assert purge_records.past(together._replace(today=date(2027, 3, 16))).cases == [1]


def test_what_a_member_told_is_among_what_is_held_about_them(together: Logbook) -> None:
    record(together, "2026-03-09", checkins=[news(told_by="moth")])
    record(together, "2026-03-10", checkins=[news()])
    told = {
        alias: [
            heard.session
            for heard in member_record(together, find_member(together, alias)).checkins
        ]
        for alias in ("moth", "heron", "plover")
    }
    assert told == {"moth": ["S2"], "heron": ["S3"], "plover": ["S3"]}


def test_a_purge_drops_who_told_news_of_a_closed_case_and_left(together: Logbook) -> None:
    record(together, "2026-03-09", checkins=[news(told_by="moth")])
    edit_members.leave(together, find_member(together, "moth"), date(2026, 3, 10))
    assert purge_records.past(together).is_nothing, "an open case keeps it"
    edit_cases.turn_case(together, find_case(together, "C1"), "closed", date(2026, 3, 10))
    gone = purge_records.past(together)
    assert (gone.tellers, gone.codes) == ([1], [])
    version = find_case(together, "C1").row_version
    purge_records.purge(together, gone)
    assert exported(together, "S2")["checkins"][0]["told_by"] == "another-member"
    assert find_case(together, "C1").row_version == version + 1
    assert purge_records.past(together).is_nothing


# Who offered a case


def test_who_offered_a_case_is_kept_and_must_have_been_there(book: Logbook, larch: Group) -> None:
    record(book, "2026-03-02", offered=["moth", "heron"])
    assert exported(book, "S1")["offered"] == ["heron", "moth"]
    offered = member_record(book, find_member(book, "moth")).attendance
    assert [there.offered for there in offered] == [True]
    faults = refused_document(
        book, "2026-03-09", attendance=attendance(moth=AWAY), offered=["moth", "wren"]
    )
    assert faults == {
        "/offered/0": ["moth was not there on 2026-03-09"],
        "/offered/1": ["there is no member of this group called wren"],
    }
    session = find_session(book, "S1")
    edit_sessions_and_notes.edit_session(book, session, {"offered": None})
    assert "offered" not in exported(book, "S1")


def test_all_of_it_goes_into_another_logbook_and_comes_back(
    together: Logbook, book: Logbook
) -> None:
    """Exported, and recorded again in a second group under other numbers of sessions."""
    record(
        together,
        "2026-03-09",
        attendance=attendance(heron=AWAY),
        offered=["moth"],
        checkins=[news(told_by="outside")],
    )
    documents = [exported(together, name) for name in ("S1", "S2")]
    for name in ("S2", "S1"):
        edit_sessions_and_notes.delete_session(together, find_session(together, name))
    for document in documents:
        labels = {"case_labels": {"C1": "the two keys"}} if "checkins" in document else {}
        record_session.record_session(together, {**document, **labels})
    assert exported(together, "S3") == documents[0]
    again = exported(together, "S4")
    again["checkins"][0]["case"] = "C1"
    assert again == {**documents[1], "case_labels": {"C2": "the two keys"}}


# Guests


def test_a_guest_comes_again_under_the_same_alias(book: Logbook, larch: Group) -> None:
    days = (date(2026, 3, 9), date(2026, 3, 2), date(2026, 3, 9))
    assert [edit_members.admit_guest(book, larch, "finch", day) for day in days] == ["finch"] * 3
    assert find_member(book, "finch").periods == (
        Period("guest", date(2026, 3, 2), date(2026, 3, 2)),
        Period("guest", date(2026, 3, 9), date(2026, 3, 9)),
    )
    record(book, "2026-03-02", attendance=attendance(finch="present"))
    record(book, "2026-03-10")
    faults = refused_document(book, "2026-03-11", attendance=attendance(finch="present"))
    assert set(faults) == {"/attendance/finch"}


def test_a_member_is_no_guest_and_an_alias_of_another_group_none_here(
    book: Logbook, larch: Group
) -> None:
    before = find_member(book, "heron")
    edit_members.admit_guest(book, larch, "heron", date(2026, 3, 2))
    assert find_member(book, "heron") == before
    edit_groups.add_group(book, Group(label="tern"))
    tern = find_group(book, "tern")
    with pytest.raises(InvalidInputError, match="no alias is used twice"):
        edit_members.admit_guest(book, tern, "heron", date(2026, 3, 2))
