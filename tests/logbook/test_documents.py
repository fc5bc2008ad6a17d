"""What a session's document is held against, and what is kept of it: all, or nothing at all."""

from __future__ import annotations

import dataclasses
import json
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

import drafts_of_log
import pytest
from conftest import CHEAP, PASSPHRASE, TODAY, session_document

from balintlog.domain.document import Frame
from balintlog.domain.membership import Period
from balintlog.errors import CouldNotError, InvalidInputError
from balintlog.logbook import demo_logbook
from balintlog.logbook.book import (
    Logbook,
    find_case,
    find_group,
    find_member,
    find_note,
    find_session,
)
from balintlog.logbook.document.json_objects import object_of
from balintlog.logbook.keys import create_logbook, open_logbook
from balintlog.logbook.record import (
    command_draft,
    edit_cases,
    edit_groups,
    edit_members,
    edit_sessions_and_notes,
    record_session,
    save_entries,
)
from balintlog.logbook.record.record_session import SecondSessionError
from balintlog.logbook.record.save_entries import Recorded
from balintlog.logbook.view import session_export

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from balintlog.domain.records import Group

Faults = dict[str | None, list[str]]

LETTERS = {"label": "the unopened letters", "presenter": "heron"}
EVERYTHING: dict[str, Any] = {
    "checkins": [
        {
            "case": "C1",
            "outcome": "harder",
            "text": "Nobody came.",
            "feelings_before": ["stuck"],
            "feelings_after": ["hope", "relief"],
            "after_sessions": 2,
            "again": False,
        }
    ],
    "cases": [
        {
            "label": "the closed window",
            "presenter": "plover",
            "summary": "A long silence.\nThen a question.",
            "encounter": "family-or-carer",
            "themes": ["bad-news"],
            "feelings": ["guilt"],
            "patient_feelings": ["longing-for-care"],
            "why": "surprise",
            "said_on_return": "Silence may be an answer.",
            "phase_minutes": {"present": 10, "questions": 0, "presenter-out": 40, "return": 5},
            "follow_up": "presenter-decides",
            "after_sessions": 3,
            "continues": "C1",
            "related_to": ["C2"],
        }
    ],
    "presentations": [{"case": "C2", "presenter": "heron", "follow_up": "no", "after_sessions": 1}],
    "notes": [
        {
            "case": "C1",
            "author": "alder",
            "text": "The group grew quiet too.",
            "interventions": ["invited-speculation"],
            "observations": ["secrecy"],
            "heading": "boundaries",
            "for_supervision": "Whose silence was it?",
        },
        {"case": "C2", "author": "alder", "heading": "confidentiality"},
        {"author": "alder", "text": "On the session."},
    ],
}


def dump(book: Logbook) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table."""
    tables = [
        name
        for (name,) in book.store.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not name.startswith("passage_")  # the inside of the search index
    ]
    assert len(tables) > 15
    found = {
        table: [tuple(row) for row in book.store.rows(f"SELECT * FROM {table}")] for table in tables
    }
    found["passage"] = [tuple(row) for row in book.store.rows("SELECT rowid, text FROM passage")]
    return found


def faults_of(error: InvalidInputError) -> Faults:
    found: Faults = {}
    for problem in error.problems:
        found.setdefault(problem.pointer, []).append(problem.message)
    return found


def refused(book: Logbook, action: Callable[[], object]) -> Faults:
    """Return what is wrong with an action, which leaves every row of every table as it was."""
    before = dump(book)
    with pytest.raises(InvalidInputError) as caught:
        action()
    assert dump(book) == before
    return faults_of(caught.value)


def refused_document(book: Logbook, held_on: str, **fields: Any) -> Faults:
    document = session_document(held_on, **fields)
    return refused(book, lambda: record_session.record_session(book, document))


def record(book: Logbook, held_on: str, **fields: Any) -> Recorded:
    return record_session.record_session(book, session_document(held_on, **fields))


def exported(book: Logbook, session: str) -> dict[str, Any]:
    return object_of(session_export.session_entry(book, find_session(book, session)))


def there(**statuses: Any) -> dict[str, Any]:
    return {"heron": "present", "plover": "present", "moth": "present", **statuses}


@pytest.fixture
def told(book: Logbook, larch: Group) -> Logbook:
    """A logbook with C1 of heron and C2 of plover, both first presented on 2 March (S1)."""
    record(book, "2026-03-02", cases=[LETTERS, {"label": "the red coat", "presenter": "plover"}])
    return book


@pytest.fixture
def tern(book: Logbook, larch: Group) -> Group:
    """The group G2, tern, with the member wren."""
    edit_groups.add_group(book, dataclasses.replace(larch, label="tern", leaders={}))
    found = find_group(book, "tern")
    edit_members.add_member(book, found, "wren", None, Period("member", None, None))
    return found


@pytest.fixture
def other(book: Logbook, larch: Group, tmp_path: Path) -> Iterator[Logbook]:
    """A second logbook that knows the same people and nothing else."""
    path = tmp_path / "other.balint"
    create_logbook.create(path, "alder", PASSPHRASE, TODAY, CHEAP)
    opened = open_logbook.approach(path, "alder").open(PASSPHRASE, TODAY)
    with opened.store:
        edit_groups.add_group(opened, larch)
        found = find_group(opened, "larch")
        for alias in ("heron", "plover", "moth"):
            edit_members.add_member(opened, found, alias, None, Period("member", None, None))
        yield opened


def wren_presents(book: Logbook, held_on: str = "2026-03-02") -> None:
    """Record a session of tern with a case of wren's."""
    cases = [{"label": "the ladder", "presenter": "wren"}]
    document = session_document(held_on, group="G2", attendance={"wren": "present"}, cases=cases)
    record_session.record_session(book, document)


# The group and the date


@pytest.mark.parametrize("name", ["G1", "g1", "larch", "Larch"])
def test_a_group_is_named_by_id_or_label(book: Logbook, larch: Group, name: str) -> None:
    record(book, "2026-03-02", group=name)
    assert find_session(book, "S1").group_id == larch.id


def test_an_unknown_group_is_named_with_the_nearest_one(book: Logbook, larch: Group) -> None:
    assert refused_document(book, "2026-03-02", group="lark") == {
        "/group": ["there is no group called lark; did you mean larch?"]
    }
    assert refused_document(book, "2026-03-02", group="G9") == {
        "/group": ["there is no group called G9"]
    }


def test_the_id_of_something_else_is_not_a_group_and_hides_no_other_fault(
    book: Logbook, larch: Group
) -> None:
    assert set(refused_document(book, "2026-03-02", group="C7", minutes=0)) == {
        "/group",
        "/minutes",
    }


def test_an_archived_group_does_not_meet(book: Logbook, larch: Group) -> None:
    edit_groups.change_group(book, dataclasses.replace(larch, archived_on=TODAY))
    assert refused_document(book, "2026-03-02") == {"/group": ["this group is archived"]}


def test_a_session_is_not_held_in_the_future(book: Logbook, larch: Group) -> None:
    assert refused_document(book, "2026-03-21") == {"/held_on": ["2026-03-21 is in the future"]}
    record(book, "2026-03-20")


def test_a_session_is_not_held_before_the_group_began(book: Logbook, larch: Group) -> None:
    edit_groups.change_group(book, dataclasses.replace(larch, started_on=date(2026, 3, 2)))
    assert refused_document(book, "2026-03-01") == {
        "/held_on": ["2026-03-01 is before the group began (2026-03-02)"]
    }
    record(book, "2026-03-02")


def test_a_second_session_on_a_date_is_kept_only_if_it_is_meant(told: Logbook) -> None:
    before = dump(told)
    with pytest.raises(SecondSessionError) as caught:
        record(told, "2026-03-02")
    assert faults_of(caught.value) == {"/held_on": ["S1 was already held on that date"]}
    assert "--yes" in (caught.value.hint or "")
    assert dump(told) == before
    document = session_document("2026-03-02")
    assert record_session.record_session(told, document, second_on_date=True).session == "S2"


def test_a_second_session_is_asked_about_only_when_all_else_is_right(told: Logbook) -> None:
    document = session_document("2026-03-02", leaders={"nobody": "leader"})
    with pytest.raises(InvalidInputError) as caught:
        record_session.record_session(told, document)
    assert not isinstance(caught.value, SecondSessionError)


def test_two_groups_may_meet_on_one_date(told: Logbook, tern: Group) -> None:
    wren_presents(told, "2026-03-02")
    assert find_session(told, "S2").group_id == tern.id


# Who was there


def test_an_unknown_alias_is_named_with_the_nearest_one(book: Logbook, larch: Group) -> None:
    case = {"label": "x", "presenter": "plovr"}
    faults = refused_document(
        book,
        "2026-03-02",
        attendance=there(herron="present"),
        cases=[case],
        leaders={"aldre": "leader"},
    )
    assert faults == {
        "/attendance/herron": [
            "there is no member of this group called herron; did you mean heron?"
        ],
        "/leaders/aldre": ["there is no leader called aldre; did you mean alder?"],
        "/cases/0/presenter": [
            "there is no member of this group called plovr; did you mean plover?"
        ],
    }


def test_a_leader_is_no_member_and_a_member_no_leader(book: Logbook, larch: Group) -> None:
    faults = refused_document(
        book, "2026-03-02", attendance=there(alder="present"), leaders={"heron": "leader"}
    )
    assert set(faults) == {"/attendance/alder", "/leaders/heron"}


def test_a_member_of_another_group_was_not_there(told: Logbook, tern: Group) -> None:
    case = {"label": "x", "presenter": "wren"}
    faults = refused_document(told, "2026-03-09", attendance=there(wren="present"), cases=[case])
    assert faults == {
        "/attendance/wren": ["there is no member of this group called wren"],
        "/cases/0/presenter": ["there is no member of this group called wren"],
    }


def test_everybody_who_belonged_is_named(book: Logbook, larch: Group) -> None:
    edit_members.add_member(book, larch, "wren", None, Period("member", date(2026, 3, 2), None))
    attendance = {"plover": "absent", "moth": "late"}
    advice = "; if they joined later: balintlog member edit heron --joined DATE"
    assert refused_document(book, "2026-03-02", attendance=attendance) == {
        "/attendance": [
            f"heron belonged to the group on 2026-03-02 but is not named{advice}",
            "wren belonged to the group on 2026-03-02 but is not named",
        ]
    }


def test_who_left_may_be_there_on_the_last_evening_and_not_later(
    book: Logbook, larch: Group
) -> None:
    edit_members.leave(book, find_member(book, "moth"), date(2026, 3, 2))
    stranger = {"/attendance/moth": ["moth did not belong to the group on 2026-03-03"]}
    assert refused_document(book, "2026-03-03") == stranger
    record(book, "2026-03-02")
    two = {"heron": "present", "plover": "present"}
    record(book, "2026-03-03", attendance=two)
    document = session_document("2026-03-02", attendance=two)
    record_session.record_session(book, document, second_on_date=True)


def test_who_joined_later_was_not_there_before(book: Logbook, larch: Group) -> None:
    edit_members.add_member(book, larch, "wren", None, Period("member", date(2026, 3, 9), None))
    assert set(refused_document(book, "2026-03-08", attendance=there(wren="absent"))) == {
        "/attendance/wren"
    }
    assert set(refused_document(book, "2026-03-09")) == {"/attendance"}
    record(book, "2026-03-08")
    record(book, "2026-03-09", attendance=there(wren="absent"))


def test_nobody_sits_longer_than_the_session(book: Logbook, larch: Group) -> None:
    long = there(moth={"status": "late", "minutes": 91})
    only = {"/attendance/moth": ["the session lasted 90 minutes"]}
    assert refused_document(book, "2026-03-02", attendance=long) == only
    assert refused_document(book, "2026-03-02", attendance=long, minutes=90) == only
    record(book, "2026-03-02", attendance=long, minutes=91)


def test_who_was_not_there_was_there_for_no_minutes(book: Logbook, larch: Group) -> None:
    faults = refused_document(
        book, "2026-03-02", attendance=there(moth={"status": "apologies", "minutes": 1})
    )
    assert faults == {"/attendance/moth": ["moth was not there, so give no minutes"]}
    record(book, "2026-03-02", attendance=there(moth={"status": "apologies", "minutes": 0}))


def test_at_a_cancelled_session_nobody_sat_in_and_nothing_was_presented(told: Logbook) -> None:
    faults = refused_document(
        told,
        "2026-03-09",
        cancelled=True,
        attendance={"heron": "present"},
        cases=[{"label": "x", "presenter": "heron"}],
        presentations=[{"case": "C1"}],
    )
    assert faults == {
        "/attendance": ["nobody can have been at a cancelled session"],
        "/cases/0": ["nothing can be presented at a cancelled session"],
        "/presentations/0": ["nothing can be presented at a cancelled session"],
    }


def test_a_cancelled_session_needs_nobody(told: Logbook) -> None:
    record(told, "2026-03-09", cancelled=True, attendance={"moth": "apologies"})
    assert find_session(told, "S2").frame.cancelled


# New cases


@pytest.mark.parametrize("status", ["apologies", "absent"])
def test_who_was_absent_presented_nothing(told: Logbook, status: str) -> None:
    faults = refused_document(
        told,
        "2026-03-09",
        attendance=there(heron=status),
        cases=[LETTERS],
        presentations=[{"case": "C1"}, {"case": "C2", "presenter": "heron"}],
    )
    missing = ["heron was not there on 2026-03-09"]
    assert faults == {
        "/cases/0/presenter": missing,
        "/presentations/0/presenter": missing,
        "/presentations/1/presenter": missing,
    }


@pytest.mark.parametrize("status", ["present", "late", "left-early"])
def test_who_was_there_for_a_while_may_present(told: Logbook, status: str) -> None:
    assert record(told, "2026-03-09", attendance=there(heron=status), cases=[LETTERS]).cases == (
        "C3",
    )


@pytest.mark.parametrize("tie", ["continues", "related_to"])
def test_a_case_is_tied_to_known_earlier_cases_of_its_group_only(
    told: Logbook, tern: Group, tie: str
) -> None:
    wren_presents(told, "2026-03-02")
    for number in ("C3", "C9"):
        faults = refused_document(told, "2026-03-09", cases=[{**LETTERS, tie: number}])
        assert faults == {f"/cases/0/{tie}": [f"this group has no case {number}"]}
    faults = refused_document(told, "2026-02-23", cases=[{**LETTERS, tie: "C1"}])
    assert faults == {f"/cases/0/{tie}": ["C1 was not presented before this case"]}
    record(told, "2026-03-09", cases=[{**LETTERS, tie: "C1"}])


def test_a_case_of_the_same_document_is_no_earlier_case(told: Logbook) -> None:
    cases = [LETTERS, {**LETTERS, "continues": "C3"}]
    assert refused_document(told, "2026-03-09", cases=cases) == {
        "/cases/1/continues": ["this group has no case C3"]
    }


# Check-ins and cases presented again


NOT_THERE = (
    "the presenter (heron) was not there, so could not be asked; if somebody else told it,"
    " say who: told_by"
)
NEWS = {"case": "C1", "outcome": "easier"}


def test_a_case_of_another_group_is_unknown_here(told: Logbook, tern: Group) -> None:
    wren_presents(told, "2026-03-02")
    for number in ("C3", "C9"):
        faults = refused_document(
            told,
            "2026-03-09",
            checkins=[{**NEWS, "case": number}],
            presentations=[{"case": number}],
        )
        assert faults == {
            "/checkins/0/case": [f"this group has no case {number}"],
            "/presentations/0/case": [f"this group has no case {number}"],
        }


def test_a_closed_case_is_presented_only_once_reopened_but_news_is_taken(
    told: Logbook,
) -> None:
    edit_cases.turn_case(told, find_case(told, "C1"), "closed", date(2026, 3, 9))
    closed = ["C1 is closed; first: balintlog case reopen C1"]
    for day in ("2026-03-09", "2026-03-16"):
        faults = refused_document(told, day, checkins=[NEWS], presentations=[{"case": "C1"}])
        assert faults == {"/presentations/0/case": closed}
    for day in ("2026-03-08", "2026-03-16"):
        record(told, day, checkins=[NEWS])
    assert find_case(told, "C1").closed_on == date(2026, 3, 9)
    edit_cases.turn_case(told, find_case(told, "C1"), "reopened", date(2026, 3, 16))
    record(told, "2026-03-17", checkins=[NEWS], presentations=[{"case": "C1"}])


def test_nothing_is_entered_before_the_first_presentation(told: Logbook) -> None:
    faults = refused_document(told, "2026-03-01", checkins=[NEWS], presentations=[{"case": "C1"}])
    early = ["C1 was not presented before that session"]
    assert faults == {"/checkins/0/case": early, "/presentations/0/case": early}


def test_in_the_session_of_the_first_presentation_there_is_no_news_yet(told: Logbook) -> None:
    session = find_session(told, "S1")
    assert refused(told, lambda: record_session.check_in(told, session, NEWS)) == {
        "/case": ["C1 was not presented before that session"]
    }


def test_later_on_the_same_date_there_may_be_news(told: Logbook) -> None:
    document = session_document("2026-03-02", checkins=[NEWS], presentations=[{"case": "C1"}])
    record_session.record_session(told, document, second_on_date=True)


def test_a_case_is_asked_about_once_in_a_session(told: Logbook) -> None:
    again = ["C1 already has news in this session"]
    assert refused_document(told, "2026-03-09", checkins=[NEWS, NEWS]) == {
        "/checkins/1/case": again
    }
    record(told, "2026-03-09", checkins=[NEWS])
    session = find_session(told, "S2")
    assert refused(told, lambda: record_session.check_in(told, session, NEWS)) == {"/case": again}


def test_a_case_is_presented_once_in_a_session(told: Logbook) -> None:
    again = ["C1 was already presented at this session"]
    assert refused_document(told, "2026-03-09", presentations=[{"case": "C1"}, {"case": "c1"}]) == {
        "/presentations/1/case": again
    }
    session = find_session(told, "S1")
    assert refused(told, lambda: record_session.present_case(told, session, {"case": "C1"})) == {
        "/case": again
    }


def test_a_case_may_be_asked_about_and_then_presented_again(told: Logbook) -> None:
    kept = record(told, "2026-03-09", checkins=[NEWS], presentations=[{"case": "C1"}])
    assert (kept.checkins, kept.presentations) == (("C1",), ("C1",))


def test_who_presented_last_presents_again_unless_somebody_is_named(told: Logbook) -> None:
    record(told, "2026-03-09", presentations=[{"case": "C1"}])
    record(told, "2026-03-10", presentations=[{"case": "C1", "presenter": "moth"}])
    record(told, "2026-03-11", presentations=[{"case": "C1"}])
    presenters = [
        exported(told, session)["presentations"][0]["presenter"] for session in ("S2", "S3", "S4")
    ]
    assert presenters == ["heron", "moth", "moth"]
    gone = there(moth="absent")
    assert refused_document(
        told, "2026-03-12", attendance=gone, presentations=[{"case": "C1"}]
    ) == {"/presentations/0/presenter": ["moth was not there on 2026-03-12"]}


COUNTED = ["no-news", "easier", "unchanged", "harder", "different", "contact-ended", "declined"]


@pytest.mark.parametrize("outcome", COUNTED)
def test_who_was_not_there_was_not_asked(told: Logbook, outcome: str) -> None:
    news = {**NEWS, "outcome": outcome}
    gone = there(heron="apologies")
    assert refused_document(told, "2026-03-09", attendance=gone, checkins=[news]) == {
        "/checkins/0/outcome": [NOT_THERE]
    }
    record(told, "2026-03-09", attendance=there(heron="late", moth="absent"), checkins=[news])


def test_a_presenter_is_not_called_absent_against_the_attendance(told: Logbook) -> None:
    news = {**NEWS, "outcome": "presenter-absent"}
    assert refused_document(told, "2026-03-09", checkins=[news]) == {
        "/checkins/0/outcome": ["heron was there, according to the attendance"]
    }
    record(told, "2026-03-09", attendance=there(heron="absent"), checkins=[news])


@pytest.mark.parametrize("status", ["present", "absent"])
def test_not_asked_needs_nobody(told: Logbook, status: str) -> None:
    news = {**NEWS, "outcome": "not-asked"}
    record(told, "2026-03-09", attendance=there(heron=status), checkins=[news])


def test_asked_is_who_presented_the_case_last_before(told: Logbook) -> None:
    record(told, "2026-03-16", presentations=[{"case": "C1", "presenter": "plover"}])
    assert set(
        refused_document(told, "2026-03-18", attendance=there(plover="absent"), checkins=[NEWS])
    ) == {"/checkins/0/outcome"}
    record(told, "2026-03-18", attendance=there(heron="absent"), checkins=[NEWS])
    record(told, "2026-03-09", attendance=there(plover="absent"), checkins=[NEWS])


@pytest.mark.parametrize("way", ["document", "piece"])
def test_an_answer_is_not_made_that_of_somebody_who_was_not_there(told: Logbook, way: str) -> None:
    """Heron answered on 16 March, when plover was away; plover's session is recorded late."""
    record(told, "2026-03-16", attendance=there(plover="apologies"), checkins=[NEWS])
    again = {"case": "C1", "presenter": "plover"}
    message = ["then plover would have been asked about C1 at S2, but was not there"]
    if way == "document":
        faults = refused_document(told, "2026-03-09", presentations=[again], mode="?")
        assert faults.pop("/mode"), "it is listed with everything else that is wrong"
        assert faults == {"/presentations/0/presenter": message}
    else:
        record(told, "2026-03-09")
        session = find_session(told, "S3")
        faults = refused(told, lambda: record_session.present_case(told, session, again))
        assert faults == {"/presenter": message}
        record_session.present_case(told, session, {**again, "presenter": "heron"})


def test_an_absence_is_not_made_that_of_somebody_who_was_there(told: Logbook) -> None:
    news = {**NEWS, "outcome": "presenter-absent"}
    record(told, "2026-03-16", attendance=there(heron="apologies"), checkins=[news])
    again = {"case": "C1", "presenter": "plover"}
    assert refused_document(told, "2026-03-09", presentations=[again]) == {
        "/presentations/0/presenter": [
            "then plover would be noted as absent for C1 at S2, but was there"
        ]
    }


def test_a_late_presentation_before_another_changes_no_answer(told: Logbook) -> None:
    record(told, "2026-03-16", presentations=[{"case": "C1", "presenter": "heron"}])
    record(told, "2026-03-18", attendance=there(plover="apologies"), checkins=[NEWS])
    record(told, "2026-03-09", presentations=[{"case": "C1", "presenter": "plover"}])


# Notes


@pytest.mark.parametrize(
    "case", ["C1", "C9", "S1", "/cases/1", "/cases/00", "/cases/-1", "/cases", "/checkins/0", "x"]
)
def test_a_note_hangs_on_nothing_that_was_not_discussed(told: Logbook, case: str) -> None:
    notes = [{"text": "a", "case": case}]
    faults = refused_document(
        told, "2026-03-09", cases=[LETTERS], presentations=[{"case": "C2"}], notes=notes
    )
    assert list(faults) == ["/notes/0/case"]
    assert "must be a case of this session" in faults["/notes/0/case"][0]


@pytest.mark.parametrize(("case", "kept"), [("C1", 1), (" c2 ", 2), ("/cases/0", 3), (None, None)])
def test_a_note_hangs_on_what_was_discussed(
    told: Logbook, case: str | None, kept: int | None
) -> None:
    note = {"text": "a"} if case is None else {"text": "a", "case": case}
    record(
        told,
        "2026-03-09",
        checkins=[NEWS],
        presentations=[{"case": "C2"}],
        cases=[LETTERS],
        notes=[note],
    )
    assert find_note(told, "N1").case_id == kept


def test_a_note_that_is_added_later_knows_no_pointer(told: Logbook) -> None:
    session = find_session(told, "S1")
    note = {"text": "a", "case": "/cases/0"}
    assert set(refused(told, lambda: record_session.add_note(told, session, note))) == {"/case"}


# All or nothing


def test_everything_wrong_at_once_is_listed_and_nothing_is_kept(told: Logbook, tern: Group) -> None:
    edit_cases.turn_case(told, find_case(told, "C2"), "closed", date(2026, 3, 3))
    wren_presents(told, "2026-03-04")
    faults = refused_document(
        told,
        "2026-03-30",
        mode="by-mail",
        leaders={"alder": "leader", "sedge": "leader"},
        attendance={
            "heron": "absent",
            "wren": "present",
            "plover": {"status": "late", "minutes": 95},
        },
        checkins=[NEWS, {"case": "C2", "outcome": "easier"}, {"case": "C3", "outcome": "harder"}],
        cases=[{"label": "x", "presenter": "heron", "continues": "C8", "themes": ["bad news"]}, {}],
        presentations=[{"case": "C1"}, {"case": "C1", "presenter": "moht"}],
        notes=[{"text": "a", "case": "/cases/2"}, {}, {"text": ""}],
        surplus=1,
    )
    assert {pointer: len(messages) for pointer, messages in faults.items()} == {
        "/mode": 1,
        "/held_on": 1,
        "/surplus": 1,
        "/leaders/sedge": 1,
        "/attendance": 1,
        "/attendance/wren": 1,
        "/attendance/plover": 1,
        "/checkins/0/outcome": 1,
        "/checkins/2/case": 1,
        "/cases/0/presenter": 1,
        "/cases/0/continues": 1,
        "/cases/0/themes/0": 1,
        "/cases/1/label": 1,
        "/cases/1/presenter": 1,
        "/presentations/0/presenter": 1,
        "/presentations/1/case": 1,
        "/presentations/1/presenter": 1,
        "/notes/0/case": 1,
        "/notes/1": 1,
        "/notes/2/text": 1,
    }


def test_a_note_about_what_is_not_whole_is_not_told_as_wrong(told: Logbook) -> None:
    faults = refused_document(
        told,
        "2026-03-09",
        checkins=[{"case": "C1"}],
        cases=[{"presenter": "heron"}],
        notes=[{"text": "a", "case": "/cases/0"}, {"text": "b", "case": "C1"}],
    )
    assert set(faults) == {"/checkins/0/outcome", "/cases/0/label"}


def test_which_case_has_a_label_is_not_asked_of_a_document_without_a_date(told: Logbook) -> None:
    labels = {"C7": "the unopened letters"}
    document = session_document("", case_labels=labels, presentations=[{"case": "C7"}])
    faults = refused(told, lambda: record_session.record_session(told, document))
    assert set(faults) == {"/held_on"}


def test_a_failure_in_the_middle_of_keeping_leaves_nothing(
    told: Logbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> int:
        raise CouldNotError("the disk is full")

    monkeypatch.setattr(save_entries, "save_note", fail)
    before = dump(told)
    with pytest.raises(CouldNotError):
        record(told, "2026-03-09", **EVERYTHING)
    assert dump(told) == before


def test_what_is_left_out_comes_from_the_group(book: Logbook, larch: Group) -> None:
    record(book, "2026-03-02")
    session = find_session(book, "S1")
    assert (session.minutes, session.mode, session.frame) == (90, "in-person", Frame())
    assert session.leaders == {"alder": "leader"}


def test_no_leaders_are_not_the_usual_leaders(book: Logbook, larch: Group) -> None:
    record(book, "2026-03-02", leaders={})
    assert find_session(book, "S1").leaders == {}


def test_the_ids_of_what_was_kept_are_told(told: Logbook) -> None:
    assert record(told, "2026-03-09", **EVERYTHING) == Recorded(
        "S2", ("C3",), ("N1", "N2", "N3"), ("C1",), ("C2",)
    )


def test_the_draft_goes_only_with_the_record_that_comes_from_it(told: Logbook) -> None:
    group = find_group(told, "larch")
    number = drafts_of_log.keep(told, group, {"held_on": "2026-03-09"})
    document = session_document("2026-03-09", minutes=0)
    with pytest.raises(InvalidInputError):
        command_draft.ended_by(told, number, lambda: record_session.record_session(told, document))
    record(told, "2026-03-10")
    assert drafts_of_log.find(told, group) is not None
    document["minutes"] = 90
    command_draft.ended_by(told, number, lambda: record_session.record_session(told, document))
    assert drafts_of_log.find(told, group) is None


# Export


@pytest.mark.slow
def test_an_exported_session_can_be_read_into_another_logbook(
    told: Logbook, other: Logbook
) -> None:
    attendance = there(
        moth={"status": "late", "minutes": 60}, heron={"status": "left-early", "minutes": 90}
    )
    record(
        told,
        "2026-03-09",
        **EVERYTHING,
        attendance=attendance,
        minutes=100,
        mode="hybrid",
        event="one-off",
        recorded="audio",
        debriefed="supervision",
        safety_concern=True,
        leaders={"alder": "co-leader"},
    )
    record(told, "2026-03-10", cancelled=True, attendance={"moth": "apologies"}, leaders={})
    for session in ("S1", "S2", "S3"):
        document = json.loads(json.dumps(exported(told, session)))
        record_session.record_session(other, document)
        assert exported(other, session) == document
    told.store.change("UPDATE session SET row_version = 0")  # which counts the steps taken
    other.store.change("UPDATE session SET row_version = 0")
    kept, again = dump(told), dump(other)
    for table in set(kept) - {"logbook", "keyring_copy", "commit_mark", "memory_key"}:
        assert again[table] == kept[table], table


def test_an_export_holds_everything_that_was_recorded(told: Logbook) -> None:
    document = session_document(
        "2026-03-09",
        minutes=90,
        mode="in-person",
        event="ongoing-group",
        leaders={"alder": "leader"},
        **EVERYTHING,
    )
    record_session.record_session(told, document)
    labels = {"C1": "the unopened letters", "C2": "the red coat"}
    assert exported(told, "S2") == {**document, "case_labels": labels}


def in_another_order(told: Logbook, other: Logbook) -> dict[str, Any]:
    """Record the cases of ``told`` in another order elsewhere, and return what is to follow."""
    coat, door = {"label": "the red coat", "presenter": "plover"}, {"label": "the door"}
    record(other, "2026-03-02", cases=[coat, {**door, "presenter": "moth"}, LETTERS])  # C1 C2 C3
    record(told, "2026-03-09", **EVERYTHING)
    return exported(told, "S2")


@pytest.mark.slow
def test_an_export_finds_its_cases_by_their_labels_where_numbers_differ(
    told: Logbook, other: Logbook
) -> None:
    document = in_another_order(told, other)
    assert record_session.record_session(other, document).cases == ("C4",)
    there = exported(other, "S2")
    assert there["case_labels"] == {"C3": "the unopened letters", "C1": "the red coat"}
    assert [one["case"] for one in there["checkins"]] == ["C3"]
    assert [one["case"] for one in there["presentations"]] == ["C1"]
    assert (there["cases"][0]["continues"], there["cases"][0]["related_to"]) == ("C3", ["C1"])
    assert [note.get("case") for note in there["notes"]] == ["C3", "C1", None]


@pytest.mark.slow
def test_an_export_goes_nowhere_where_a_label_is_not_known_or_not_the_only_one(
    told: Logbook, other: Logbook
) -> None:
    document = in_another_order(told, other)
    other.store.change("UPDATE balint_case SET label = 'the door' WHERE id IN (1, 3)")
    faults = refused(other, lambda: record_session.record_session(other, document))
    place = "/case_labels/C1"
    assert faults == {
        place: ["no case of this group has that label"],
        "/case_labels/C2": ["no case of this group has that label"],
    }
    other.store.change("UPDATE balint_case SET label = 'the unopened letters' WHERE id IN (2, 3)")
    other.store.change("UPDATE balint_case SET label = 'the red coat' WHERE id = 1")
    faults = refused(other, lambda: record_session.record_session(other, document))
    assert faults == {place: ["more than one case of this group has that label"]}
    other.store.change("UPDATE balint_case SET label = 'the unopened letters'")  # and the same id
    labels = {"C1": "the unopened letters", "C2": "the unopened letters"}
    record_session.record_session(other, {**document, "case_labels": labels})
    assert [one["case"] for one in exported(other, "S2")["checkins"]] == ["C1"]


@pytest.mark.slow
def test_a_label_counts_in_the_group_of_the_document_only(
    told: Logbook, other: Logbook, larch: Group
) -> None:
    edit_groups.add_group(other, dataclasses.replace(larch, label="tern", leaders={}))
    edit_members.add_member(
        other, find_group(other, "tern"), "wren", None, Period("member", None, None)
    )
    wren = {"label": "the unopened letters", "presenter": "wren"}
    record(other, "2026-03-02", group="tern", attendance={"wren": "present"}, cases=[wren])
    record(other, "2026-03-02", cases=[LETTERS])
    record(told, "2026-03-09", checkins=[{"case": "C1", "outcome": "easier"}])
    record_session.record_session(other, exported(told, "S2"))
    assert [one["case"] for one in exported(other, "S3")["checkins"]] == ["C2"]


def test_a_case_label_that_is_none_is_named_by_its_place(told: Logbook) -> None:
    assert refused_document(told, "2026-03-09", case_labels={"S1": "a", "C1": "", "C2": 3}) == {
        "/case_labels/S1": ["must be the id of a case, such as C7"],
        "/case_labels/C1": ["is empty"],
        "/case_labels/C2": ["must be a text in quotation marks"],
    }
    assert refused_document(told, "2026-03-09", case_labels=["C1"]) == {
        "/case_labels": ["must be an object in braces { }"]
    }


@pytest.mark.slow
def test_the_demo_can_be_exported_and_read_into_another_logbook(
    book: Logbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = demo_logbook.invented()
    demo_logbook.record_all(book)
    path = tmp_path / "other.balint"
    create_logbook.create(path, "alder", PASSPHRASE, TODAY, CHEAP)
    other = open_logbook.approach(path, "alder").open(PASSPHRASE, TODAY)
    with other.store:
        monkeypatch.setattr(demo_logbook, "invented", lambda: content._replace(sessions=[]))
        demo_logbook.record_all(other)
        for number in range(1, len(content.sessions) + 1):
            document = exported(book, f"S{number}")
            record_session.record_session(other, document)
            assert exported(other, f"S{number}") == document


# Piece by piece


@pytest.mark.slow
def test_what_is_recorded_piece_by_piece_is_the_same_as_in_one_document(
    told: Logbook, other: Logbook
) -> None:
    record(told, "2026-03-09", **EVERYTHING)
    record(other, "2026-03-02", cases=exported(told, "S1")["cases"])
    record(other, "2026-03-09")
    session = find_session(other, "S2")
    record_session.check_in(other, session, EVERYTHING["checkins"][0])
    assert record_session.add_case(other, session, EVERYTHING["cases"][0]).cases == ("C3",)
    record_session.present_case(other, session, EVERYTHING["presentations"][0])
    assert [
        record_session.add_note(other, session, note).notes[0] for note in EVERYTHING["notes"]
    ] == [
        "N1",
        "N2",
        "N3",
    ]
    assert exported(other, "S2") == exported(told, "S2")
    told.store.change("UPDATE session SET row_version = 0")  # which counts the steps taken
    other.store.change("UPDATE session SET row_version = 0")
    kept, again = dump(told), dump(other)
    of_the_steps = {"commit_mark", "last_change", "changed_row"}
    for table in set(kept) - {"logbook", "keyring_copy", "memory_key", *of_the_steps}:
        assert again[table] == kept[table], table


ADDING = {
    "case": record_session.add_case,
    "presentation": record_session.present_case,
    "check-in": record_session.check_in,
    "note": record_session.add_note,
}


@pytest.mark.parametrize(
    ("kind", "document", "pointers"),
    [
        ("case", {"label": "", "presenter": "moth", "x": 1}, {"/label", "/presenter", "/x"}),
        ("case", {**LETTERS, "continues": "C9"}, {"/continues"}),
        ("case", None, {"", "/label", "/presenter"}),
        ("presentation", {"case": "C1", "presenter": "moth"}, {"/presenter"}),
        ("presentation", {"case": "C9", "why": "?"}, {"/case", "/why"}),
        ("check-in", {"case": "C1", "outcome": "?", "again": 1}, {"/outcome", "/again"}),
        ("check-in", {"outcome": "easier"}, {"/case"}),
        ("note", {}, {""}),
        ("note", {"text": "a", "case": "C1"}, {"/case"}),
    ],
)
def test_a_piece_is_held_against_the_same_rules(
    told: Logbook, kind: str, document: Any, pointers: set[str]
) -> None:
    record(told, "2026-03-09", attendance=there(moth="absent"))
    session = find_session(told, "S2")
    assert set(refused(told, lambda: ADDING[kind](told, session, document))) == pointers


@pytest.mark.slow
def test_a_case_of_the_same_evening_is_not_continued_by_another(
    told: Logbook, other: Logbook
) -> None:
    """What is kept can be exported and read back: so it is as in a document."""
    session = find_session(told, "S1")
    case = {"label": "x", "presenter": "moth", "continues": "C1"}
    assert set(refused(told, lambda: record_session.add_case(told, session, case))) == {
        "/continues"
    }


# Editing sessions


def edit_session(
    book: Logbook, session: str, *, second_on_date: bool = False, **changes: Any
) -> None:
    found = find_session(book, session)
    edit_sessions_and_notes.edit_session(book, found, changes, second_on_date=second_on_date)


def refused_edit(book: Logbook, session: str, **changes: Any) -> Faults:
    return refused(book, lambda: edit_session(book, session, **changes))


def test_an_edit_of_a_session_changes_what_is_named_and_nothing_else(told: Logbook) -> None:
    record(
        told,
        "2026-03-09",
        **EVERYTHING,
        recorded="audio",
        safety_concern=True,
        attendance=there(moth={"status": "late", "minutes": 60}),
    )
    before = exported(told, "S2")
    edit_session(told, "S2", minutes=75, attendance={"moth": "absent"}, debriefed="supervision")
    expected = {
        **before,
        "minutes": 75,
        "debriefed": "supervision",
        "attendance": {**before["attendance"], "moth": "absent"},
    }
    assert exported(told, "S2") == expected


def test_null_takes_a_field_of_a_session_back_to_its_default(told: Logbook) -> None:
    record(
        told, "2026-03-09", event="weekend", recorded="audio", safety_concern=True, cancelled=False
    )
    edit_session(told, "S2", event=None, recorded=None, safety_concern=None)
    assert find_session(told, "S2").frame == Frame()


def test_an_edited_session_obeys_the_rules_of_a_new_one(told: Logbook, tern: Group) -> None:
    record(told, "2026-03-09")
    assert set(refused_edit(told, "S2", held_on="2026-03-21", mode="?")) == {"/held_on", "/mode"}
    assert set(refused_edit(told, "S2", attendance={"moth": None})) == {"/attendance"}
    assert set(refused_edit(told, "S2", attendance={"wren": "present"})) == {"/attendance/wren"}
    assert set(refused_edit(told, "S2", leaders={"heron": "leader"})) == {"/leaders/heron"}
    assert set(refused_edit(told, "S2", held_on=None)) == {"/held_on"}
    assert set(refused_edit(told, "S2", x=1)) == {"/x"}


def test_a_session_stays_with_its_group(told: Logbook, tern: Group) -> None:
    record(told, "2026-03-09")
    everybody = {"heron": None, "plover": None, "moth": None, "wren": "present"}
    assert refused_edit(told, "S2", group="G2", attendance=everybody) == {
        "/group": ["a session stays with its group"]
    }


def test_who_presented_is_not_made_absent(told: Logbook) -> None:
    assert refused_edit(told, "S1", attendance={"heron": "apologies"}) == {
        "/attendance": ["heron presented C1 there"]
    }
    edit_session(told, "S1", attendance={"moth": "apologies"})


def test_who_was_asked_is_not_made_absent(told: Logbook) -> None:
    record(told, "2026-03-09", checkins=[NEWS])
    assert refused_edit(told, "S2", attendance={"heron": "absent"}) == {
        "/attendance": ["then heron would have been asked about C1 at S2, but was not there"]
    }


def test_who_is_noted_as_absent_is_not_made_present(told: Logbook) -> None:
    news = {**NEWS, "outcome": "presenter-absent"}
    record(told, "2026-03-09", attendance=there(heron="absent"), checkins=[news])
    faults = refused_edit(told, "S2", attendance={"heron": "present"})
    assert [message for messages in faults.values() for message in messages] == [
        "then heron would be noted as absent for C1 at S2, but was there"
    ]


def test_a_session_is_not_moved_onto_the_date_of_another_without_a_yes(told: Logbook) -> None:
    record(told, "2026-03-09")
    with pytest.raises(record_session.SecondSessionError):
        edit_session(told, "S2", held_on="2026-03-02")
    edit_session(told, "S2", second_on_date=True, held_on="2026-03-02")
    edit_session(told, "S2", minutes=80)


def test_a_session_with_a_presentation_is_not_cancelled(told: Logbook) -> None:
    nobody = {"heron": "absent", "plover": "absent", "moth": "absent"}
    assert set(refused_edit(told, "S1", cancelled=True)) == {"/attendance"}
    assert set(refused_edit(told, "S1", cancelled=True, attendance=nobody)) == {"/attendance"}


def test_a_session_is_not_moved_before_the_first_presentation(told: Logbook) -> None:
    record(told, "2026-03-09", checkins=[NEWS], presentations=[{"case": "C2"}])
    edit_session(told, "S2", held_on="2026-03-03")
    assert set(refused_edit(told, "S2", held_on="2026-03-01")) == {"/held_on"}


def test_the_first_presentation_is_not_moved_behind_what_followed(told: Logbook) -> None:
    record(told, "2026-03-09", checkins=[NEWS])
    assert refused_edit(told, "S1", held_on="2026-03-10") == {
        "/held_on": ["then C1 was not presented before that session"]
    }
    edit_session(told, "S1", second_on_date=True, held_on="2026-03-09")


def test_a_first_presentation_that_is_moved_to_a_later_recorded_one_is_no_longer_first(
    told: Logbook,
) -> None:
    record(told, "2026-03-09", presentations=[{"case": "C1"}])
    edit_session(told, "S1", held_on="2026-03-10")
    assert [one["label"] for one in exported(told, "S2")["cases"]] == ["the unopened letters"]
    assert [one["case"] for one in exported(told, "S1")["presentations"]] == ["C1"]


def test_a_session_is_not_moved_into_a_time_when_its_case_was_closed(told: Logbook) -> None:
    record(told, "2026-03-09", presentations=[{"case": "C1"}])
    edit_cases.turn_case(told, find_case(told, "C1"), "closed", date(2026, 3, 12))
    assert refused_edit(told, "S2", held_on="2026-03-13") == {"/held_on": ["then C1 is closed"]}
    edit_session(told, "S2", held_on="2026-03-11")


def test_a_session_is_not_moved_so_that_a_case_goes_on_with_a_later_one(told: Logbook) -> None:
    record(told, "2026-03-09", cases=[{**LETTERS, "continues": "C1"}])
    assert refused_edit(told, "S1", held_on="2026-03-10") != {}
    assert refused_edit(told, "S2", held_on="2026-03-01") != {}


def test_a_session_is_not_moved_so_that_somebody_was_asked_who_was_absent(told: Logbook) -> None:
    record(told, "2026-03-09", presentations=[{"case": "C1", "presenter": "plover"}])
    record(told, "2026-03-16", attendance=there(heron="absent"), checkins=[NEWS])
    refused_edit(told, "S2", held_on="2026-03-17")  # then heron presented last before the check-in
    edit_session(told, "S2", second_on_date=True, held_on="2026-03-16")


def test_an_edit_of_a_session_drops_no_content_in_silence(told: Logbook) -> None:
    record(told, "2026-03-09")
    assert set(refused_edit(told, "S2", notes=[{"text": "a"}], minutes=80)) == {"/notes"}


# Two windows


def test_a_record_that_was_changed_meanwhile_is_not_overwritten(told: Logbook) -> None:
    record(told, "2026-03-09", checkins=[NEWS], notes=[{"text": "a"}])
    first, session = find_session(told, "S1"), find_session(told, "S2")
    case, note = find_case(told, "C1"), find_note(told, "N1")
    edits: list[Callable[[], object]] = [
        lambda: edit_sessions_and_notes.edit_session(told, session, {"minutes": 80}),
        lambda: edit_cases.edit_case(told, case, {"label": "x"}),
        lambda: edit_cases.edit_presentation(told, case, first, {"summary": "x"}),
        lambda: edit_cases.edit_checkin(told, case, session, {"text": "x"}),
        lambda: edit_sessions_and_notes.edit_note(told, note, {"text": "x"}),
    ]
    edit_sessions_and_notes.edit_session(told, session, {"minutes": 70})
    edit_cases.edit_case(told, case, {"label": "y"})
    edit_sessions_and_notes.edit_note(told, note, {"text": "y"})
    before = dump(told)
    for edit in edits:
        with pytest.raises(CouldNotError, match="changed in another window"):
            edit()
        assert dump(told) == before


@pytest.mark.parametrize("kind", ["presentation", "check-in"])
def test_a_new_entry_on_a_case_is_a_change_of_the_case(told: Logbook, kind: str) -> None:
    record(told, "2026-03-09")
    case, session = find_case(told, "C1"), find_session(told, "S2")
    ADDING[kind](told, session, {"case": "C1"} if kind == "presentation" else NEWS)
    with pytest.raises(CouldNotError):
        edit_cases.edit_case(told, case, {"label": "x"})


@pytest.mark.parametrize("changes", [None, [], "x", 1])
def test_changes_are_an_object(told: Logbook, changes: Any) -> None:
    session = find_session(told, "S1")
    assert refused(told, lambda: edit_sessions_and_notes.edit_session(told, session, changes)) == {
        "": ["must be an object in braces { }"]
    }


# Editing cases and what hangs on them


def edit_case(book: Logbook, **changes: Any) -> None:
    edit_cases.edit_case(book, find_case(book, "C3"), changes)


def case_of(book: Logbook) -> dict[str, Any]:
    case: dict[str, Any] = exported(book, "S2")["cases"][0]
    return case


@pytest.fixture
def full(told: Logbook) -> Logbook:
    """A logbook in which C3, presented at S2, has every field."""
    record(told, "2026-03-09", **EVERYTHING)
    return told


def test_a_case_that_is_gone_has_no_fields_to_edit(full: Logbook) -> None:
    case = find_case(full, "C3")
    edit_cases.delete_case(full, case)
    with pytest.raises(CouldNotError, match="C3 has been changed in another window"):
        edit_cases.case_now(full, case)


def test_an_edit_of_a_case_changes_what_is_named_and_nothing_else(full: Logbook) -> None:
    before = exported(full, "S2")
    changes = {"label": "x", "feelings": ["hope"], "phase_minutes": {"return": 7}}
    edit_case(full, **changes)
    case = {**before["cases"][0], **changes}
    case["phase_minutes"] = {**before["cases"][0]["phase_minutes"], "return": 7}
    assert exported(full, "S2") == {**before, "cases": [case]}


def test_null_takes_a_field_of_a_case_away(full: Logbook) -> None:
    before = case_of(full)
    gone = ["summary", "encounter", "themes", "feelings", "patient_feelings", "why"]
    gone += ["said_on_return", "phase_minutes", "continues", "related_to"]
    edit_case(full, **dict.fromkeys([*gone, "follow_up", "after_sessions"]))
    wish = {"follow_up": "yes", "after_sessions": 1}
    assert case_of(full) == {"label": before["label"], "presenter": "plover", **wish}


def test_null_takes_a_phase_away(full: Logbook) -> None:
    edit_case(full, phase_minutes={"questions": None, "return": 9})
    assert case_of(full)["phase_minutes"] == {"present": 10, "presenter-out": 40, "return": 9}


def test_an_edited_case_obeys_the_rules_of_a_new_one(full: Logbook) -> None:
    def faults(**changes: Any) -> set[str | None]:
        return set(refused(full, lambda: edit_case(full, **changes)))

    assert faults(label=None, presenter=None) == {"/label", "/presenter"}
    assert faults(label="", themes=["?"], x=1) == {"/label", "/themes/0", "/x"}
    assert faults(presenter="wren") == {"/presenter"}
    assert faults(continues="C9") == {"/continues"}
    edit_session(full, "S2", attendance={"moth": "absent"})
    assert faults(presenter="moth") == {"/presenter"}


@pytest.mark.parametrize("tie", ["continues", "related_to"])
def test_a_case_is_not_tied_to_itself(full: Logbook, tie: str) -> None:
    faults = refused(full, lambda: edit_case(full, **{tie: "C3"}))
    assert ["a case cannot be linked to itself"] in faults.values()


def test_an_edit_of_a_case_is_of_its_latest_presentation(full: Logbook) -> None:
    before = exported(full, "S2")
    record(full, "2026-03-16", presentations=[{"case": "C3", "summary": "Once more."}])
    edit_case(full, summary="Later.", label="x", continues=None)
    before["cases"][0]["label"] = "x"
    del before["cases"][0]["continues"]
    assert exported(full, "S2") == before
    assert exported(full, "S3")["presentations"][0]["summary"] == "Later."


def test_a_case_that_was_presented_again_goes_on_with_no_later_case(full: Logbook) -> None:
    """C3 continues C1; so C1 cannot continue C3, though C1 was presented once more."""
    record(full, "2026-03-16", presentations=[{"case": "C1"}])
    case = find_case(full, "C1")
    assert set(refused(full, lambda: edit_cases.edit_case(full, case, {"continues": "C3"}))) == {
        "/continues"
    }


def test_an_earlier_presentation_is_edited_in_its_place(full: Logbook) -> None:
    record(full, "2026-03-16", presentations=[{"case": "C3", "summary": "Once more."}])
    later = exported(full, "S3")
    before = exported(full, "S2")
    case, session = find_case(full, "C3"), find_session(full, "S2")
    changes = {"summary": None, "why": "stuck", "presenter": "moth"}
    edit_cases.edit_presentation(full, case, session, changes)
    expected = {**before["cases"][0], "why": "stuck", "presenter": "moth"}
    del expected["summary"]
    assert exported(full, "S2") == {**before, "cases": [expected]}
    assert exported(full, "S3") == later


def test_an_edited_presentation_obeys_the_rules_of_a_new_one(full: Logbook) -> None:
    edit_session(full, "S2", attendance={"moth": "absent"})
    case, session = find_case(full, "C3"), find_session(full, "S2")
    for changes, pointers in (
        ({"presenter": "moth", "why": "?"}, {"/presenter", "/why"}),
        ({"presenter": None}, {"/presenter"}),
        ({"presenter": "wren"}, {"/presenter"}),
        ({"label": "x"}, {"/label"}),
        ({"case": "C1"}, {"/case"}),
    ):
        faults = refused(
            full,
            lambda: edit_cases.edit_presentation(full, case, session, changes),  # noqa: B023
        )
        assert set(faults) == pointers


def test_an_edit_of_a_check_in_changes_what_is_named_and_nothing_else(full: Logbook) -> None:
    before = exported(full, "S2")
    case, session = find_case(full, "C1"), find_session(full, "S2")
    changes = {"outcome": "easier", "text": None, "again": None, "feelings_after": ["pride"]}
    edit_cases.edit_checkin(full, case, session, changes)
    expected = {**before["checkins"][0], "outcome": "easier", "feelings_after": ["pride"]}
    del expected["text"], expected["again"]
    assert exported(full, "S2") == {**before, "checkins": [expected]}


def test_an_edited_check_in_obeys_the_rules_of_a_new_one(full: Logbook) -> None:
    case, session = find_case(full, "C1"), find_session(full, "S2")
    for changes, pointers in (
        ({"outcome": None, "text": ""}, {"/outcome", "/text"}),
        ({"outcome": "presenter-absent"}, {"/outcome"}),
        ({"summary": "x"}, {"/summary"}),
    ):
        faults = refused(
            full,
            lambda: edit_cases.edit_checkin(full, case, session, changes),  # noqa: B023
        )
        assert set(faults) == pointers


def test_a_check_in_is_not_edited_into_that_of_another_case(full: Logbook) -> None:
    case, session = find_case(full, "C1"), find_session(full, "S2")
    changes = {"case": "C2", "outcome": "easier"}
    assert set(refused(full, lambda: edit_cases.edit_checkin(full, case, session, changes))) == {
        "/case"
    }


def test_what_is_not_there_cannot_be_edited(full: Logbook) -> None:
    case, session = find_case(full, "C3"), find_session(full, "S1")
    for edit in (edit_cases.edit_presentation, edit_cases.edit_checkin):
        with pytest.raises(InvalidInputError, match="C3") as caught:
            edit(full, case, session, {"text": "x"})
        assert "balintlog case show C3" in (caught.value.hint or "")


def test_a_presenter_is_not_changed_under_an_answer_that_was_given(told: Logbook) -> None:
    """Heron was asked on 9 March; plover, who is said to have presented, was not there."""
    record(told, "2026-03-09", attendance=there(plover="absent"), checkins=[NEWS])
    case, session = find_case(told, "C1"), find_session(told, "S1")
    changes = {"presenter": "plover"}
    refused(told, lambda: edit_cases.edit_presentation(told, case, session, changes))


def test_an_edit_of_a_note_changes_what_is_named_and_nothing_else(full: Logbook) -> None:
    before = exported(full, "S2")["notes"]
    changes = {"text": None, "heading": "the-balint-frame", "case": None}
    edit_sessions_and_notes.edit_note(full, find_note(full, "N1"), changes)
    expected = {**before[0], "heading": "the-balint-frame"}
    del expected["text"], expected["case"]
    assert exported(full, "S2")["notes"] == [expected, *before[1:]]
    edit_sessions_and_notes.edit_note(full, find_note(full, "N1"), {"case": "c3"})
    assert exported(full, "S2")["notes"][0] == {**expected, "case": "/cases/0"}


def test_an_edited_note_obeys_the_rules_of_a_new_one(full: Logbook) -> None:
    for name, changes, pointers in (
        ("N3", {"text": None}, {""}),
        ("N3", {"text": "", "x": 1}, {"/text", "/x"}),
        ("N3", {"case": "C9"}, {"/case"}),
        ("N3", {"case": "/cases/0"}, {"/case"}),
    ):
        note = find_note(full, name)
        faults = refused(full, lambda: edit_sessions_and_notes.edit_note(full, note, changes))  # noqa: B023
        assert set(faults) == pointers


# Deleting, closing, reopening


def test_with_a_session_go_the_cases_first_presented_there(full: Logbook) -> None:
    record(full, "2026-03-16", checkins=[{**NEWS, "case": "C3"}], presentations=[{"case": "C1"}])
    session = find_session(full, "S2")
    assert [case.id for case in edit_sessions_and_notes.lost_with_session(full, session)] == [3]
    edit_sessions_and_notes.delete_session(full, session)
    found = dump(full)
    assert [row[0] for row in found["session"]] == [1, 3]
    assert [row[0] for row in found["balint_case"]] == [1, 2]
    assert found["case_link"] == found["process_note"] == found["checkin"] == []
    assert "checkins" not in exported(full, "S3")
    assert not any("silence" in row[1].casefold() for row in found["passage"])


def test_a_session_is_not_deleted_under_an_answer_that_hangs_on_it(told: Logbook) -> None:
    """Plover presented C1 again and was asked when heron was away: it is not heron's answer."""
    record(told, "2026-03-09", presentations=[{"case": "C1", "presenter": "plover"}])
    record(told, "2026-03-16", attendance=there(heron="apologies"), checkins=[NEWS])
    session = find_session(told, "S2")
    assert refused(told, lambda: edit_sessions_and_notes.delete_session(told, session)) == {
        None: ["then heron would have been asked about C1 at S3, but was not there"]
    }
    edit_sessions_and_notes.delete_session(told, find_session(told, "S3"))
    edit_sessions_and_notes.delete_session(told, session)


def test_a_deleted_number_is_never_given_again(full: Logbook) -> None:
    edit_sessions_and_notes.delete_session(full, find_session(full, "S2"))
    kept = record(full, "2026-03-16", cases=[LETTERS], notes=[{"text": "a"}])
    assert (kept.session, kept.cases, kept.notes) == ("S3", ("C4",), ("N4",))


def test_an_only_presentation_is_not_deleted_without_its_case(told: Logbook) -> None:
    case, session = find_case(told, "C1"), find_session(told, "S1")
    faults = refused(told, lambda: edit_cases.delete_entry(told, case, session, checkin=False))
    assert faults == {None: ["that is the only presentation of the case"]}


def test_a_first_presentation_is_not_deleted_under_a_check_in(told: Logbook) -> None:
    record(told, "2026-03-09", checkins=[NEWS])
    record(told, "2026-03-16", presentations=[{"case": "C1"}])
    case, session = find_case(told, "C1"), find_session(told, "S1")
    refused(told, lambda: edit_cases.delete_entry(told, case, session, checkin=False))
    edit_cases.delete_entry(told, case, find_session(told, "S2"), checkin=True)
    edit_cases.delete_entry(told, find_case(told, "C1"), session, checkin=False)
    assert [one["label"] for one in exported(told, "S3")["cases"]] == ["the unopened letters"]


@pytest.mark.slow
def test_no_note_stays_on_a_case_that_was_not_discussed(told: Logbook, other: Logbook) -> None:
    """Refused, or taken along, or moved: what is left can be exported and read back."""
    record(told, "2026-03-09", checkins=[NEWS], notes=[{"text": "a", "case": "C1"}])
    case, session = find_case(told, "C1"), find_session(told, "S2")
    with suppress(InvalidInputError):
        edit_cases.delete_entry(told, case, session, checkin=True)
    for name in ("S1", "S2"):
        record_session.record_session(other, exported(told, name))


def turn(book: Logbook, kind: str, day: str) -> None:
    edit_cases.turn_case(book, find_case(book, "C1"), kind, date.fromisoformat(day))


def test_a_case_is_closed_once_and_reopened_once(told: Logbook) -> None:
    open_already, closed_already = "C1 is already open", "C1 is already closed"
    assert refused(told, lambda: turn(told, "reopened", "2026-03-09")) == {None: [open_already]}
    turn(told, "closed", "2026-03-09")
    assert find_case(told, "C1").closed_on == date(2026, 3, 9)
    assert refused(told, lambda: turn(told, "closed", "2026-03-09")) == {None: [closed_already]}
    turn(told, "reopened", "2026-03-09")
    assert find_case(told, "C1").closed_on is None
    turn(told, "closed", "2026-03-09")


def test_a_case_is_not_closed_in_the_future_nor_before_its_last_entry(told: Logbook) -> None:
    record(told, "2026-03-09", checkins=[NEWS])
    assert refused(told, lambda: turn(told, "closed", "2026-03-21")) == {
        None: ["2026-03-21 is in the future"]
    }
    assert refused(told, lambda: turn(told, "closed", "2026-03-08")) == {
        None: ["C1 has an entry dated 2026-03-09; it cannot be closed before that"]
    }
    turn(told, "closed", "2026-03-09")
    assert set(refused(told, lambda: turn(told, "reopened", "2026-03-08"))) == {None}


def test_closing_is_a_change_of_the_case(told: Logbook) -> None:
    case = find_case(told, "C1")
    turn(told, "closed", "2026-03-09")
    with pytest.raises(CouldNotError):
        edit_cases.edit_case(told, case, {"label": "x"})
