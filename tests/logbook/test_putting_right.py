"""Editing and deleting while another window does the same, and beside old contradictions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from conftest import session_document

from balintlog.errors import ChangedMeanwhileError, InvalidInputError
from balintlog.logbook.book import (
    Logbook,
    find_case,
    find_group,
    find_member,
    find_note,
    find_session,
)
from balintlog.logbook.record import (
    edit_cases,
    edit_groups,
    edit_sessions_and_notes,
    record_session,
)
from balintlog.logbook.view.member_record import member_record
from balintlog.storage.tables import notes

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.domain.records import Group

NEWS = {"case": "C1", "outcome": "easier"}


def record(book: Logbook, held_on: str, **fields: Any) -> None:
    record_session.record_session(book, session_document(held_on, **fields))


def rows(book: Logbook) -> list[list[tuple[Any, ...]]]:
    """Return what is kept of sessions, cases and notes, and of what hangs on them."""
    tables = ("session", "attendance", "balint_case", "case_event", "case_link")
    return [
        [tuple(row) for row in book.store.rows(f"SELECT * FROM {table}")]
        for table in (*tables, "presentation", "checkin", "process_note")
    ]


@pytest.fixture
def told(book: Logbook, larch: Group) -> Logbook:
    """C1 of heron and C2 of plover (S1); news of C1, C2 again, and N1 on C1 (S2); S3 is empty."""
    cases = [
        {"label": "the unopened letters", "presenter": "heron"},
        {"label": "the red coat", "presenter": "plover"},
    ]
    record(book, "2026-03-02", cases=cases)
    again = [{"case": "C2"}]
    note = {"text": "Quiet.", "case": "C1"}
    record(book, "2026-03-09", checkins=[NEWS], presentations=again, notes=[note])
    record(book, "2026-03-16")
    return book


# Two windows


class Window:
    """What somebody has read: S2, C1 and N1 as they were then."""

    def __init__(self, book: Logbook) -> None:
        self.book = book
        self.first, self.session = find_session(book, "S1"), find_session(book, "S2")
        self.third = find_session(book, "S3")
        self.case, self.note = find_case(book, "C1"), find_note(book, "N1")


Act = dict[str, "Callable[[Window], object]"]

ON_THE_SESSION: Act = {
    "edit": lambda w: edit_sessions_and_notes.edit_session(w.book, w.session, {"minutes": 80}),
    "delete": lambda w: edit_sessions_and_notes.delete_session(w.book, w.session),
}
ADDED_TO_THE_SESSION: Act = {
    "case": lambda w: record_session.add_case(
        w.book, w.session, {"label": "x", "presenter": "moth"}
    ),
    "presentation": lambda w: record_session.present_case(w.book, w.session, {"case": "C1"}),
    "check-in": lambda w: record_session.check_in(w.book, w.session, {**NEWS, "case": "C2"}),
    "note": lambda w: record_session.add_note(w.book, w.session, {"text": "x"}),
}
ON_THE_CASE: Act = {
    "edit": lambda w: edit_cases.edit_case(w.book, w.case, {"label": "x"}),
    "edit-presentation": lambda w: edit_cases.edit_presentation(
        w.book, w.case, w.first, {"summary": "x"}
    ),
    "edit-check-in": lambda w: edit_cases.edit_checkin(w.book, w.case, w.session, {"text": "x"}),
    "delete-entry": lambda w: edit_cases.delete_entry(w.book, w.case, w.session, checkin=True),
    "turn": lambda w: edit_cases.turn_case(w.book, w.case, "closed", date(2026, 3, 18)),
    "delete": lambda w: edit_cases.delete_case(w.book, w.case),
}
ADDED_TO_THE_CASE: Act = {
    "presentation": lambda w: record_session.present_case(w.book, w.third, {"case": "C1"}),
    "check-in": lambda w: record_session.check_in(w.book, w.third, NEWS),
    "its-session-deleted": lambda w: edit_sessions_and_notes.delete_session(w.book, w.session),
}
ON_THE_NOTE: Act = {
    "edit": lambda w: edit_sessions_and_notes.edit_note(w.book, w.note, {"text": "x"}),
    "delete": lambda w: edit_sessions_and_notes.delete_note(w.book, w.note),
}


def pairs(acts: Act, others: Act) -> list[Any]:
    return [
        pytest.param(act, other, id=f"{name} after {meanwhile}")
        for name, act in acts.items()
        for meanwhile, other in others.items()
    ]


@pytest.mark.parametrize(
    ("act", "other"),
    [
        *pairs(ON_THE_SESSION, {**ON_THE_SESSION, **ADDED_TO_THE_SESSION}),
        *pairs(ON_THE_CASE, {**ON_THE_CASE, **ADDED_TO_THE_CASE}),
        *pairs(ON_THE_NOTE, ON_THE_NOTE),
    ],
)
def test_nothing_is_done_to_what_was_changed_in_another_window(
    told: Logbook, act: Callable[[Window], object], other: Callable[[Window], object]
) -> None:
    here, elsewhere = Window(told), Window(told)
    other(elsewhere)
    kept = rows(told)
    with pytest.raises(ChangedMeanwhileError):
        act(here)
    assert rows(told) == kept


@pytest.mark.parametrize(
    "act", [*ON_THE_SESSION.values(), *ON_THE_CASE.values(), *ON_THE_NOTE.values()]
)
def test_what_nobody_changed_is_changed(told: Logbook, act: Callable[[Window], object]) -> None:
    kept = rows(told)
    act(Window(told))
    assert rows(told) != kept


def test_a_note_of_another_session_outlives_the_case_that_goes_with_a_session(
    told: Logbook,
) -> None:
    edit_sessions_and_notes.delete_session(told, find_session(told, "S1"))
    assert [(one.id, one.session_id, one.case_id) for one in notes.notes(told.store, None)] == [
        (1, 2, None)
    ]
    assert find_note(told, "N1").note.text == "Quiet."


# Beside old contradictions

EDITS: dict[str, Callable[[Logbook], object]] = {
    "session": lambda b: edit_sessions_and_notes.edit_session(
        b, find_session(b, "S2"), {"minutes": 80}
    ),
    "case": lambda b: edit_cases.edit_case(b, find_case(b, "C1"), {"label": "x"}),
    "presentation": lambda b: edit_cases.edit_presentation(
        b, find_case(b, "C1"), find_session(b, "S1"), {"summary": "x"}
    ),
    "entry": lambda b: edit_cases.delete_entry(
        b, find_case(b, "C1"), find_session(b, "S3"), checkin=False
    ),
    "whole session": lambda b: edit_sessions_and_notes.delete_session(b, find_session(b, "S3")),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=list(EDITS))
def test_an_old_contradiction_stands_in_no_edits_way(
    told: Logbook, edit: Callable[[Logbook], object]
) -> None:
    """An older file says that heron was asked on an evening at which heron was not there."""
    record_session.present_case(told, find_session(told, "S3"), {"case": "C1"})
    told.store.change(
        "UPDATE attendance SET status = 'absent' WHERE session_id = 2"
        " AND member_id = (SELECT id FROM member WHERE alias = 'heron')"
    )
    kept = rows(told)
    edit(told)
    assert rows(told) != kept


def test_a_new_contradiction_beside_an_old_one_is_refused(told: Logbook) -> None:
    record_session.check_in(told, find_session(told, "S3"), NEWS)
    told.store.change("UPDATE attendance SET status = 'absent' WHERE session_id = 2")
    session = find_session(told, "S3")
    with pytest.raises(InvalidInputError) as caught:
        edit_sessions_and_notes.edit_session(told, session, {"attendance": {"heron": "absent"}})
    assert "at S3" in caught.value.message
    assert "at S2" not in caught.value.message


def test_a_session_of_an_archived_group_can_still_be_put_right(told: Logbook) -> None:
    group = find_group(told, "larch")
    edit_groups.change_group(told, replace(group, archived_on=told.today))
    edit_sessions_and_notes.edit_session(told, find_session(told, "S2"), {"minutes": 75})
    assert find_session(told, "S2").minutes == 75


# What is held about a member


def test_a_member_is_shown_only_what_they_themselves_answered(told: Logbook) -> None:
    """C1 went from heron, who was asked at S2, to plover, who was asked at S4."""
    record_session.present_case(
        told, find_session(told, "S3"), {"case": "C1", "presenter": "plover"}
    )
    record(told, "2026-03-18", checkins=[{**NEWS, "outcome": "harder"}])

    def answers(alias: str) -> list[tuple[str, str]]:
        record = member_record(told, find_member(told, alias))
        return [(heard.session, heard.content.outcome) for heard in record.checkins]

    assert answers("heron") == [("S2", "easier")]
    assert answers("plover") == [("S4", "harder")]
    assert answers("moth") == []
