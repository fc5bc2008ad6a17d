"""Records go when their time is over: all of them, for good, and nothing else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import drafts_of_log
import independent_reader
import pytest
from conftest import session_document

from balintlog.domain.membership import Period
from balintlog.domain.moment import Within
from balintlog.errors import ChangedMeanwhileError, CouldNotError, InvalidInputError
from balintlog.logbook.book import find_case, find_group, find_member, find_note, find_session
from balintlog.logbook.document.json_objects import object_of
from balintlog.logbook.keys import make_backup
from balintlog.logbook.record import (
    edit_cases,
    edit_groups,
    edit_members,
    edit_sessions_and_notes,
    purge_records,
    record_session,
)
from balintlog.logbook.view import case_history, session_export
from balintlog.logbook.view.group_deletion import group_contents
from balintlog.logbook.view.member_record import member_record
from balintlog.logbook.view.session_and_note import session_view
from balintlog.storage.file import integrity

if TYPE_CHECKING:
    from pathlib import Path

    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook


def on(book: Logbook, day: str) -> Logbook:
    """Return the same logbook on another day."""
    return book._replace(today=date.fromisoformat(day))


def ids(book: Logbook) -> dict[str, list[str]]:
    return purge_records.as_ids(purge_records.past(book))


def purged(book: Logbook) -> purge_records.Past:
    found = purge_records.past(book)
    purge_records.purge(book, found)
    assert integrity.faults(book.store) == []
    return found


@pytest.fixture
def told(book: Logbook, larch: Group) -> Logbook:
    """Case C1 of 2 and 9 March, C2 of 9 March, and a note on each: N1, N2."""
    letters = {"label": "the unopened letters", "presenter": "heron", "summary": "A velvet hush."}
    question = {"case": "/cases/0", "text": "We hurried.", "for_supervision": "Why?"}
    document = session_document("2026-03-02", cases=[letters], notes=[question])
    record_session.record_session(book, document)
    window = {"label": "the closed window", "presenter": "plover", "continues": "C1"}
    news = {"case": "C1", "outcome": "easier", "text": "A purple dusk."}
    note = {"case": "C1", "text": "We waited."}
    document = session_document("2026-03-09", cases=[window], checkins=[news], notes=[note])
    record_session.record_session(book, document)
    return book


# When


def test_nothing_is_past_its_time_at_first(told: Logbook) -> None:
    assert purge_records.past(told).is_nothing
    assert ids(on(told, "2027-03-01")) == {"cases": [], "notes": [], "sessions": []}


def test_a_case_that_nobody_closed_goes_a_year_after_its_last_entry(told: Logbook) -> None:
    record_session.record_session(told, session_document("2026-03-16"))
    again = {"case": "C2", "summary": "Once more."}
    record_session.present_case(told, find_session(told, "S3"), again)
    assert ids(on(told, "2027-03-08"))["cases"] == []
    assert ids(on(told, "2027-03-09"))["cases"] == ["C1"]
    assert ids(on(told, "2027-03-16"))["cases"] == ["C1", "C2"]


def test_a_closed_case_goes_a_year_after_it_was_closed(told: Logbook) -> None:
    edit_cases.turn_case(told, find_case(told, "C1"), "closed", date(2026, 3, 15))
    assert ids(on(told, "2027-03-14"))["cases"] == ["C2"]
    assert ids(on(told, "2027-03-15"))["cases"] == ["C1", "C2"]


def test_a_reopened_case_stays_a_year_from_then(told: Logbook) -> None:
    edit_cases.turn_case(told, find_case(told, "C1"), "closed", date(2026, 3, 10))
    edit_cases.turn_case(told, find_case(told, "C1"), "reopened", date(2026, 3, 18))
    assert ids(on(told, "2027-03-17"))["cases"] == ["C2"]
    assert ids(on(told, "2027-03-18"))["cases"] == ["C1", "C2"]


def test_a_note_goes_a_year_after_its_session(told: Logbook) -> None:
    assert ids(on(told, "2027-03-01"))["notes"] == []
    assert ids(on(told, "2027-03-02"))["notes"] == ["N1"]


def test_a_note_goes_three_months_after_its_question_was_taken(told: Logbook) -> None:
    edit_sessions_and_notes.edit_note(told, find_note(told, "N1"), {"taken_on": "2026-03-20"})
    assert ids(on(told, "2026-06-19"))["notes"] == []
    assert ids(on(told, "2026-06-20"))["notes"] == ["N1"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"taken_on": "2026-03-21"}, "future"),
        ({"taken_on": "2026-03-01"}, "before the session"),
        ({"taken_on": "2026-03-10", "for_supervision": None}, "no question"),
    ],
)
def test_a_question_is_taken_after_it_arose(
    told: Logbook, changes: dict[str, Any], fault: str
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        edit_sessions_and_notes.edit_note(told, find_note(told, "N1"), changes)
    (problem,) = caught.value.problems
    assert problem.pointer == "/taken_on"
    assert fault in problem.message


def test_a_session_goes_after_seven_years_but_not_before_what_hangs_on_it(told: Logbook) -> None:
    assert ids(on(told, "2033-03-01"))["sessions"] == []
    assert ids(on(told, "2033-03-02"))["sessions"] == ["S1"]
    purge_records.set_terms(told, {"cases": 120, "notes": 1})
    assert ids(on(told, "2033-03-09"))["sessions"] == []
    purge_records.set_terms(told, {"cases": 12, "notes": 120})
    assert ids(on(told, "2033-03-09"))["sessions"] == []
    purge_records.set_terms(told, {"notes": 84})
    assert ids(on(told, "2033-03-09"))["sessions"] == ["S1", "S2"]


def test_a_session_stays_for_a_check_in_a_presentation_or_a_note_by_itself(told: Logbook) -> None:
    """S3 holds news of C1, S4 its second presentation, S5 a note; S6 holds nothing."""
    news = {"case": "C1", "outcome": "harder"}
    again = {"case": "C1", "summary": "Once more."}
    for day, parts in (
        ("2026-03-10", {"checkins": [news]}),
        ("2026-03-11", {"presentations": [again]}),
        ("2026-03-12", {"notes": [{"text": "We waited."}]}),
        ("2026-03-13", {}),
    ):
        record_session.record_session(told, session_document(day, **parts))
    purge_records.set_terms(told, {"activity": 1})
    assert ids(on(told, "2026-05-01"))["sessions"] == ["S6"]
    purge_records.set_terms(told, {"notes": 1})
    assert ids(on(told, "2026-05-01"))["sessions"] == ["S5", "S6"]


def test_terms_can_be_set_within_bounds(told: Logbook) -> None:
    purge_records.set_terms(told, {"cases": 6})
    assert purge_records.terms(told) == {"activity": 84, "cases": 6, "notes": 12, "taken-notes": 3}
    assert ids(on(told, "2026-09-09"))["cases"] == ["C1", "C2"]
    for months in (0, 601):
        with pytest.raises(InvalidInputError):
            purge_records.set_terms(told, {"cases": months})


# What is left


@pytest.mark.slow
def test_sessions_keep_the_number_of_their_discussions(told: Logbook) -> None:
    later = on(told, "2027-03-09")
    purged(later)
    view = session_view(later, find_session(later, "S1"))
    assert (view.purged_presentations, view.presentations) == (1, [])
    record_session.record_session(told, session_document("2026-03-16", cases=[]))
    case = {"label": "a late letter", "presenter": "heron"}
    record_session.add_case(later, find_session(later, "S1"), case)
    view = session_view(later, find_session(later, "S1"))
    assert (view.purged_presentations, len(view.presentations)) == (1, 1)
    purged(later)
    assert find_session(later, "S1").purged_presentations == 2


def test_a_note_that_stays_longer_than_its_case_hangs_on_its_session(told: Logbook) -> None:
    purge_records.set_terms(told, {"cases": 1, "notes": 24})
    purged(on(told, "2026-05-01"))
    note = find_note(told, "N1")
    assert (note.case_id, note.session_id, note.note.text) == (None, 1, "We hurried.")


@pytest.mark.slow
def test_the_presenter_is_dropped_from_closed_cases_of_who_left(told: Logbook) -> None:
    record_session.present_case(told, find_session(told, "S2"), {"case": "C1", "presenter": "moth"})
    edit_members.leave(told, find_member(told, "heron"), date(2026, 3, 18))
    assert purge_records.past(told).codes == [], "it is open"
    edit_cases.turn_case(told, find_case(told, "C1"), "closed", date(2026, 3, 18))
    before = find_case(told, "C1").row_version
    assert len(purged(told).codes) == 1
    assert find_case(told, "C1").row_version == before + 1, "who edits it meanwhile is told"
    history = case_history.history_of(told, find_case(told, "C1"), with_notes=False)
    presenters = [
        entry.content.presenters for entry in history if isinstance(entry, case_history.ToldEntry)
    ]
    assert presenters == [(), ("moth",)]
    assert purge_records.past(told).is_nothing
    assert member_record(told, find_member(told, "heron")).presentations == []


@pytest.mark.parametrize(("left_on", "number"), [("2026-03-20", 1), ("2026-03-21", 0)])
def test_on_the_day_of_leaving_a_member_belongs_no_more(
    told: Logbook, left_on: str, number: int
) -> None:
    edit_cases.turn_case(told, find_case(told, "C1"), "closed", date(2026, 3, 18))
    with told.store.writing():
        told.store.change("UPDATE membership SET left_on = ?", (left_on,))
    assert len(purge_records.past(told).codes) == number


def test_codes_stay_in_a_case_that_goes_itself(told: Logbook) -> None:
    edit_members.leave(told, find_member(told, "heron"), date(2026, 3, 18))
    edit_cases.turn_case(told, find_case(told, "C1"), "closed", date(2026, 3, 18))
    found = purge_records.past(on(told, "2027-03-18"))
    assert (found.codes, found.cases) == ([], [1, 2])


@pytest.mark.slow
def test_a_case_without_presenter_can_be_shown_edited_and_reopened(told: Logbook) -> None:
    edit_members.leave(told, find_member(told, "heron"), date(2026, 3, 18))
    edit_cases.turn_case(told, find_case(told, "C1"), "closed", date(2026, 3, 18))
    purged(told)
    edit_cases.edit_case(told, find_case(told, "C1"), {"label": "the letters"})
    session = find_session(told, "S1")
    edit_cases.edit_presentation(told, find_case(told, "C1"), session, {"why": "stuck"})
    edit_cases.turn_case(told, find_case(told, "C1"), "reopened", date(2026, 3, 19))
    view = case_history.case_now(told, find_case(told, "C1"))
    assert (view.presenters, view.owed) == ((), False)


@pytest.mark.slow
def test_a_session_that_is_exported_says_whose_presenter_was_dropped(told: Logbook) -> None:
    """To record it elsewhere somebody has to be named: a new case needs a presenter."""
    edit_members.leave(told, find_member(told, "heron"), date(2026, 3, 18))
    edit_cases.turn_case(told, find_case(told, "C1"), "closed", date(2026, 3, 18))
    before = session_export.session_entry(told, find_session(told, "S1"))
    assert session_export.without_presenter(before) == []
    purged(told)
    entry = session_export.session_entry(told, find_session(told, "S1"))
    assert session_export.without_presenter(entry) == ["/cases/0"]
    with pytest.raises(InvalidInputError) as caught:
        record_session.record_session(told, {**object_of(entry), "held_on": "2026-03-19"})
    assert "/cases/0/presenter" in [one.pointer for one in caught.value.problems]


@pytest.mark.slow
def test_a_reopened_case_without_presenter_can_have_news(told: Logbook) -> None:
    edit_members.leave(told, find_member(told, "heron"), date(2026, 3, 18))
    edit_cases.turn_case(told, find_case(told, "C1"), "closed", date(2026, 3, 18))
    purged(told)
    edit_cases.turn_case(told, find_case(told, "C1"), "reopened", date(2026, 3, 18))
    there = {"plover": "present", "moth": "present"}
    document = session_document("2026-03-19", attendance=there)
    session = find_session(told, record_session.record_session(told, document).session)
    record_session.may_be_entered(told, session, find_case(told, "C1"), Within.CHECK_IN)
    record_session.check_in(told, session, {"case": "C1", "outcome": "easier"})
    history = case_history.history_of(told, find_case(told, "C1"), with_notes=False)
    last = history[-1]
    assert isinstance(last, case_history.HeardEntry)
    assert last.content.outcome == "easier"


def test_a_member_who_came_back_keeps_the_cases(told: Logbook) -> None:
    edit_members.leave(told, find_member(told, "heron"), date(2026, 3, 10))
    edit_members.come_back(told, find_member(told, "heron"), date(2026, 3, 12))
    edit_cases.turn_case(told, find_case(told, "C1"), "closed", date(2026, 3, 18))
    assert purge_records.past(told).is_nothing


def test_an_unfinished_record_about_a_case_goes_with_it(told: Logbook) -> None:
    group = find_group(told, "G1")
    turn = {"kind": "again", "answers": {"case": "C2", "summary": "A crimson word."}}
    later = on(told, "2027-03-09")
    drafts_of_log.keep(later, group, {"answers": {}, "asides": {"turns": [turn]}, "answered": []})
    assert len(purged(later).drafts) == 1
    assert drafts_of_log.find(later, group) is None


def test_an_unfinished_record_about_something_else_stays(told: Logbook) -> None:
    group = find_group(told, "G1")
    later = on(told, "2027-03-09")
    drafts_of_log.keep(later, group, {"answers": {"held_on": "2027-03-09"}, "asides": {}})
    assert purged(later).drafts == []
    assert drafts_of_log.find(later, group) is not None


def test_what_was_changed_meanwhile_is_not_taken_away(told: Logbook) -> None:
    later = on(told, "2027-03-09")
    found = purge_records.past(later)
    edit_cases.edit_case(later, find_case(later, "C2"), {"label": "the open window"})
    edit_cases.turn_case(later, find_case(later, "C2"), "closed", date(2027, 3, 9))
    with pytest.raises(ChangedMeanwhileError):
        purge_records.purge(later, found)
    assert find_case(later, "C1").label == "the unopened letters"


# For good


def test_an_alias_that_was_a_name_is_in_no_page_any_more(told: Logbook) -> None:
    edit_members.add_member(
        told, find_group(told, "G1"), "okonkwo", None, Period("member", None, None)
    )
    there = dict.fromkeys(("heron", "plover", "moth", "okonkwo"), "present")
    case = {"label": "the gift", "presenter": "okonkwo"}
    record_session.record_session(
        told, session_document("2026-03-16", attendance=there, cases=[case])
    )
    assert b"okonkwo" in pages(told)
    assert edit_members.rename_member(told, find_member(told, "okonkwo"), "wren") == "wren"
    assert b"okonkwo" not in pages(told)
    assert integrity.faults(told.store) == []
    found = member_record(told, find_member(told, "wren"))
    assert [there.session for there in found.attendance] == ["S3"]
    assert [brought.case for brought in found.presentations] == ["C3"]


@pytest.mark.parametrize("taken", ["heron", "plover", "wren"])
def test_no_alias_is_given_twice_by_another_name(told: Logbook, taken: str) -> None:
    """Heron became wren: both are words that were given, and heron could be drawn again."""
    edit_members.rename_member(told, find_member(told, "heron"), "wren")
    with pytest.raises(InvalidInputError, match="was used before"):
        edit_members.rename_member(told, find_member(told, "moth"), taken)


def test_a_member_in_an_unfinished_record_keeps_the_alias(told: Logbook) -> None:
    group, moth = find_group(told, "G1"), find_member(told, "moth")
    drafts_of_log.keep(told, group, {"answers": {}, "asides": {"late": "Moth late 60"}})
    with pytest.raises(InvalidInputError, match="draft"):
        edit_members.rename_member(told, moth, "wren")
    drafts_of_log.keep(told, group, {"answers": {}, "asides": {"late": "mother late"}})
    edit_members.rename_member(told, moth, "wren")


def test_a_member_who_was_changed_meanwhile_keeps_the_alias(told: Logbook) -> None:
    seen = find_member(told, "moth")
    edit_members.edit_member(told, seen, "nurse", None)
    with pytest.raises(ChangedMeanwhileError):
        edit_members.rename_member(told, seen, "wren")
    assert find_member(told, "moth").profession == "nurse"
    edit_members.rename_member(told, find_member(told, "moth"), "wren")


def pages(book: Logbook) -> bytes:
    """Return every page of the file, decrypted without the help of SQLCipher."""
    return independent_reader.decrypted(
        book.store.path.read_bytes(), bytes.fromhex(book.key.raw()[:64])
    )


@pytest.mark.slow
def test_no_page_holds_a_word_of_what_went(book: Logbook, larch: Group) -> None:
    """The wrong code that this catches: a purge without overwriting, or without the index."""
    filler = "The group was quiet for long, and nobody wanted to say why. " * 30
    for number in range(40):
        old = {
            "label": f"the {'velvet' if number % 2 else 'silver'} letters",
            "presenter": "heron",
            "summary": f"A velvet hush. {filler}",
        }
        news = (
            [{"case": f"C{number}", "outcome": "easier", "text": "A velvet dusk."}]
            if number
            else []
        )
        notes = [{"text": f"A velvet note. {filler[: number * 40]}", "for_supervision": "Velvet?"}]
        day = date.fromordinal(date(2025, 1, 1).toordinal() + number).isoformat()
        document = session_document(day, cases=[old], checkins=news, notes=notes)
        record_session.record_session(book, document)
        if number % 3 == 0:
            case = find_case(book, f"C{number + 1}")
            edit_cases.edit_case(book, case, {"summary": f"Another velvet hush. {filler * 2}"})
    fresh = {"label": "the wooden door", "presenter": "plover", "summary": "A wooden word."}
    record_session.record_session(book, session_document("2026-03-19", cases=[fresh]))
    assert pages(book).lower().count(b"velvet") > 100
    found = purge_records.past(book)
    assert (len(found.cases), len(found.notes)) == (40, 40)
    purge_records.purge(book, found)
    left = pages(book).lower()
    assert b"velvet" not in left
    assert b"wooden" in left
    assert book.store.value("PRAGMA freelist_count") == 0
    assert integrity.faults(book.store) == []


def test_a_deleted_group_leaves_no_word_either(told: Logbook) -> None:
    assert b"velvet" in pages(told).lower()
    group = find_group(told, "G1")
    edit_groups.delete_group(told, group, group_contents(told, group))
    left = pages(told).lower()
    for word in (b"velvet", b"unopened", b"purple", b"hurried"):
        assert word not in left


def test_a_purge_whose_last_step_fails_can_be_repeated(
    told: Logbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = on(told, "2027-03-09")

    def busy(_: object) -> None:
        raise CouldNotError("the logbook is in use by another window or program", "x")

    with monkeypatch.context() as patch:
        patch.setattr(type(told.store), "compact", busy)
        with pytest.raises(CouldNotError, match="gone from every record") as caught:
            purged(later)
        assert "privacy purge" in str(caught.value.hint)
    assert purged(later).is_nothing
    assert b"velvet" not in pages(told).lower()


# Backups


@pytest.mark.slow
def test_the_backups_that_hold_what_goes_are_known(told: Logbook, tmp_path: Path) -> None:
    make_backup.back_up(on(told, "2026-03-01"), tmp_path / "before.backup")
    make_backup.back_up(on(told, "2026-03-02"), tmp_path / "with.backup")
    later = on(told, "2027-03-09")
    make_backup.back_up(later, tmp_path / "late.backup")
    held = purge_records.backups_with(later, purge_records.past(later))
    assert [one.file for one in held] == [
        str(tmp_path / "with.backup"),
        str(tmp_path / "late.backup"),
    ]
    assert purge_records.backups_with(told, purge_records.past(told)) == []


@pytest.mark.slow
def test_a_backup_made_between_two_presentations_of_a_case_holds_it(
    told: Logbook, tmp_path: Path
) -> None:
    record_session.record_session(told, session_document("2026-03-16"))
    record_session.present_case(told, find_session(told, "S3"), {"case": "C1", "summary": "Again."})
    make_backup.back_up(on(told, "2026-03-03"), tmp_path / "between.backup")
    later = on(told, "2027-03-16")
    found = purge_records.past(later)._replace(cases=[1], notes=[], sessions=[], codes=[])
    assert len(purge_records.backups_with(later, found)) == 1


@pytest.mark.slow
def test_backups_that_hold_only_who_presented_are_known_too(told: Logbook, tmp_path: Path) -> None:
    make_backup.back_up(on(told, "2026-03-02"), tmp_path / "with.backup")
    later = on(told, "2026-03-19")
    edit_members.leave(later, find_member(later, "heron"), date(2026, 3, 18))
    edit_cases.turn_case(later, find_case(later, "C1"), "closed", date(2026, 3, 18))
    found = purge_records.past(later)
    assert (len(found.codes), found.cases) == (1, [])
    assert [one.file for one in purge_records.backups_with(later, found)] == [
        str(tmp_path / "with.backup")
    ]
