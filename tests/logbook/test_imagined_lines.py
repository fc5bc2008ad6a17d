"""What the presenter wanted, what the group imagined, what came of it, and what is wanted next."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pytest
from conftest import session_document
from test_documents import exported, faults_of, record, refused, refused_document

from balintlog.cli.history_lines import history_lines
from balintlog.domain.records import Group
from balintlog.errors import InvalidInputError, PrivacyError
from balintlog.logbook.book import Logbook, find_case, find_group, find_note, find_session
from balintlog.logbook.record import (
    edit_cases,
    edit_groups,
    edit_leaders,
    edit_sessions_and_notes,
    record_session,
)
from balintlog.logbook.screening.audit_texts import audit
from balintlog.logbook.view import case_history, case_story, plans, word_search

KEYS: dict[str, Any] = {
    "label": "the two keys",
    "presenter": "heron",
    "wanted": "To know whether to mention it.",
    "imagined": ["The keys are a way of staying.", "Each waits for the other."],
    "on_return": "spoke",
    "said_on_return": "It is me who is waiting.",
}
NAMED = "It was Mrs Quill who wrote."
KEEP = {"start": 7, "end": 16}


@pytest.fixture
def told(book: Logbook, larch: Group) -> Logbook:
    record(book, "2026-03-02", cases=[KEYS])
    return book


def looked_at(**fields: Any) -> dict[str, Any]:
    return {"case": "C1", "outcome": "easier", "came_of_it": [{"line": 1, "now": "held", **fields}]}


def test_all_of_a_telling_is_exported_as_it_was_recorded(told: Logbook) -> None:
    case = exported(told, "S1")["cases"][0]
    assert {key: case[key] for key in KEYS} == KEYS


@pytest.mark.parametrize("key", ["wanted", "said_on_return"])
def test_a_line_is_one_line(book: Logbook, larch: Group, key: str) -> None:
    case = {"label": "x", "presenter": "heron", key: "One.\nTwo."}
    assert refused_document(book, "2026-03-02", cases=[case]) == {
        f"/cases/0/{key}": ["must fit on one line"]
    }


def test_at_most_three_lines_are_imagined(book: Logbook, larch: Group) -> None:
    case = {"label": "x", "presenter": "heron", "imagined": ["a", "b\nc", 3, "d"]}
    assert refused_document(book, "2026-03-02", cases=[case]) == {
        "/cases/0/imagined": ["holds 4 lines; at most 3 are allowed"],
        "/cases/0/imagined/1": ["must fit on one line"],
        "/cases/0/imagined/2": ["must be a text in quotation marks"],
    }


def test_a_line_is_looked_at_again_and_the_latest_presentation_is_meant(told: Logbook) -> None:
    again = {"case": "C1", "imagined": ["Now it is about the door."]}
    record(told, "2026-03-04", presentations=[again])
    record(told, "2026-03-09", checkins=[looked_at()])
    earlier = looked_at(line=2, now="other", presentation=1)
    record(told, "2026-03-10", checkins=[earlier])
    assert exported(told, "S3")["checkins"][0]["came_of_it"] == [
        {"line": 1, "now": "held", "presentation": 2}
    ]
    assert exported(told, "S4")["checkins"] == [earlier]


def test_what_was_not_imagined_is_not_looked_at(told: Logbook) -> None:
    for line, presentation in ((3, 1), (1, 2)):
        wrong = looked_at(line=line, presentation=presentation)
        faults = refused_document(told, "2026-03-09", checkins=[wrong])
        assert faults == {"/checkins/0/came_of_it/0/line": ["nothing was imagined there about C1"]}
    twice = looked_at()
    twice["came_of_it"] *= 2
    assert refused_document(told, "2026-03-09", checkins=[twice]) == {
        "/checkins/0/came_of_it/1/line": ["is given twice"]
    }
    record(told, "2026-03-03", cases=[{"label": "x", "presenter": "heron"}])
    nothing = {**looked_at(), "case": "C2"}
    assert refused_document(told, "2026-03-09", checkins=[nothing]) == {
        "/checkins/0/came_of_it/0/line": ["nothing was imagined there about C2"]
    }


def test_what_came_of_a_line_is_edited_and_goes_with_the_line(told: Logbook) -> None:
    record(told, "2026-03-09", checkins=[looked_at(line=2)])
    case, session = find_case(told, "C1"), find_session(told, "S2")
    open_now = {"came_of_it": [{"line": 2, "now": "open"}]}
    edit_cases.edit_checkin(told, case, session, open_now)
    edit_cases.edit_checkin(told, find_case(told, "C1"), session, {"text": "They spoke."})
    assert exported(told, "S2")["checkins"][0]["came_of_it"] == [
        {"line": 2, "now": "open", "presentation": 1}
    ]
    edit_cases.edit_case(told, find_case(told, "C1"), {"imagined": ["Only this."]})
    assert "came_of_it" not in exported(told, "S2")["checkins"][0]
    edit_cases.delete_case(told, find_case(told, "C1"))
    assert told.store.value("SELECT count(*) FROM imagined_line") == 0


def test_a_history_tells_it_in_plain_words(told: Logbook) -> None:
    record(told, "2026-03-09", checkins=[{**looked_at(), "told_by": "moth"}])
    case = find_case(told, "C1")
    story = case_story.story_of(told, case, with_notes=False)
    lines = history_lines(case_history.case_now(told, case), story, "", width=80, reader="alder")
    assert [line.strip() for line in lines[3:]] == [
        "2026-03-02  S1  presented by heron",
        "Wanted: To know whether to mention it.",
        "Imagined: 1 The keys are a way of staying.",
        "Imagined: 2 Each waits for the other.",
        "At the end the presenter spoke: It is me who is waiting.",
        "",
        "2026-03-09  S2  news: easier (from moth)",
        "The group had imagined: The keys are a way of staying. (It held.)",
    ]


PLACES = {
    "wanted": ("cases", "/cases/0/wanted"),
    "imagined/1": ("cases", "/cases/0/imagined/1"),
    "said_on_return": ("cases", "/cases/0/said_on_return"),
    "next_time": ("notes", "/notes/0/next_time"),
}


def with_text(place: str, text: str, **fields: Any) -> dict[str, Any]:
    kind = PLACES[place][0]
    name, _, number = place.partition("/")
    entry: dict[str, Any] = {name: ["Fine.", text] if number else text, **fields}
    if kind == "cases":
        entry |= {"label": "x", "presenter": "heron"}
    return {kind: [entry]}


@pytest.mark.parametrize("place", PLACES)
def test_each_new_text_goes_through_the_gate(book: Logbook, larch: Group, place: str) -> None:
    from conftest import session_document

    from balintlog.logbook.record import record_session

    document = session_document("2026-03-02", **with_text(place, NAMED))
    with pytest.raises(PrivacyError) as caught:
        record_session.record_session(book, document)
    assert [problem.pointer for problem in caught.value.problems] == [PLACES[place][1]]


@pytest.mark.parametrize("place", PLACES)
def test_what_is_kept_on_purpose_there_is_noted_exported_and_audited(
    book: Logbook, larch: Group, place: str
) -> None:
    from conftest import session_document

    from balintlog.logbook.record import record_session

    kept = with_text(place, NAMED, keep=[{"field": f"/{place}", **KEEP}])
    record_session.record_session(book, session_document("2026-03-02", **kept))
    (entry,) = exported(book, "S1")[PLACES[place][0]]
    assert entry["keep"] == [{"field": f"/{place}", **KEEP}]
    found = [
        (finding.field, finding.on_purpose) for finding in audit(book, find_group(book, "larch"))
    ]
    assert found == [(place, True)]
    record_session.record_session(book, {**exported(book, "S1"), "held_on": "2026-03-03"})


@pytest.mark.parametrize("place", PLACES)
def test_each_new_text_is_found_by_its_words(book: Logbook, larch: Group, place: str) -> None:
    record(book, "2026-03-02", **with_text(place, "A velvet hush."))
    assert [hit.session for hit in word_search.search(book, "velvet")] == ["S1"]


def test_a_line_that_is_reworded_loses_what_was_kept_on_purpose(told: Logbook) -> None:
    lines = {"imagined": [KEYS["imagined"][0], NAMED]}
    keep = {"keep": [{"field": "/imagined/1", **KEEP}]}
    edit_cases.edit_case(told, find_case(told, "C1"), {**lines, **keep})
    assert told.store.value("SELECT field FROM kept_on_purpose") == "imagined/1"
    edit_cases.edit_case(told, find_case(told, "C1"), {"why": "stuck"})
    assert told.store.value("SELECT count(*) FROM kept_on_purpose") == 1
    edit_cases.edit_case(told, find_case(told, "C1"), {"imagined": [KEYS["imagined"][0]]})
    assert told.store.value("SELECT count(*) FROM kept_on_purpose") == 0


def test_next_time_is_kept_done_and_open_again_when_reworded(book: Logbook, larch: Group) -> None:
    record(book, "2026-03-02", notes=[{"next_time": "start on time"}])
    edit_sessions_and_notes.edit_note(book, find_note(book, "N1"), {"done_on": "2026-03-09"})
    assert exported(book, "S1")["notes"][0]["done_on"] == "2026-03-09"
    edit_sessions_and_notes.edit_note(book, find_note(book, "N1"), {"next_time": "end on time"})
    assert "done_on" not in exported(book, "S1")["notes"][0]
    note = find_note(book, "N1")
    for day, message in (
        ("2026-03-01", "2026-03-01 is before the session (2026-03-02)"),
        ("2026-03-21", "2026-03-21 is in the future"),
    ):
        done = partial(edit_sessions_and_notes.edit_note, book, note, {"done_on": day})
        faults = refused(book, done)
        assert faults == {"/done_on": [message]}
    alone = {"text": "Quiet.", "done_on": "2026-03-03"}
    assert refused_document(book, "2026-03-03", notes=[alone]) == {
        "/notes/0/done_on": ["the note has nothing for next time that could be done"]
    }
    with pytest.raises(InvalidInputError) as caught:
        edit_sessions_and_notes.edit_note(book, note, {"next_time": "a\nb"})
    assert set(faults_of(caught.value)) == {"/next_time"}


def test_plans_are_open_until_they_are_done(book: Logbook, larch: Group) -> None:
    notes = [{"next_time": "start on time"}, {"text": "Quiet."}, {"next_time": "end on time"}]
    record(book, "2026-03-02", notes=notes)
    plan = plans.Plan("N1", "S1", date(2026, 3, 2), "alder", "start on time")
    assert plans.open_plans(book, larch) == [
        plan,
        plan._replace(note="N3", next_time="end on time"),
    ]
    edit_sessions_and_notes.edit_note(book, find_note(book, "N3"), {"done_on": "2026-03-09"})
    assert plans.open_plans(book, larch) == [plan]
    edit_leaders.add_leader(book, "sedge", "no")
    record(book, "2026-03-09", notes=[{"next_time": "ask for feelings", "author": "sedge"}])
    assert plans.open_plans(book, larch) == [plan]
    assert len(plans.open_plans(book, larch, all_authors=True)) == 2
    edit_groups.add_group(book, Group(label="birch", leaders={"alder": "leader"}))
    elsewhere = session_document("2026-03-09", notes=[{"next_time": "begin later"}])
    elsewhere |= {"group": "G2", "attendance": {}}
    record_session.record_session(book, elsewhere)
    assert plans.open_plans(book, larch) == [plan], "another group has plans of its own"
    (birch,) = plans.open_plans(book, find_group(book, "birch"), all_authors=True)
    assert birch.next_time == "begin later"
