"""Whose notes a leader sees: their own, unless they ask for everybody's; nothing is lost by it."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any

import pytest
from conftest import CHEAP, PASSPHRASE, TODAY, session_document

from balintlog.domain.membership import Period
from balintlog.errors import InvalidInputError
from balintlog.logbook import authorship
from balintlog.logbook.book import (
    Logbook,
    find_case,
    find_group,
    find_leader,
    find_member,
    find_note,
    find_session,
)
from balintlog.logbook.document.json_objects import object_of
from balintlog.logbook.keys import create_logbook, open_logbook
from balintlog.logbook.record import (
    edit_cases,
    edit_groups,
    edit_leaders,
    edit_members,
    edit_sessions_and_notes,
    record_session,
)
from balintlog.logbook.view import case_history, lists, session_export, word_search
from balintlog.logbook.view.session_and_note import note_view, session_view
from balintlog.storage.tables import people

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from balintlog.domain.records import Group

LETTERS = {"label": "the unopened letters", "presenter": "heron"}
NOTES = [
    {"case": "/cases/0", "text": "Mine on the case: hurried."},
    {"case": "/cases/0", "author": "sedge", "text": "Hers on the case: hurried."},
    {"author": "sedge", "text": "Hers on the evening."},
    {"author": "alder", "text": "Mine on the evening."},
]


@pytest.fixture
def shared(book: Logbook, larch: Group) -> Logbook:
    """A logbook as alder sees it: N1 and N4 are alder's, N2 and N3 are sedge's; C1 has N1, N2."""
    edit_leaders.add_leader(book, "sedge", "unknown")
    record_session.record_session(
        book, session_document("2026-03-02", cases=[LETTERS], notes=NOTES)
    )
    return book


@pytest.fixture
def hers(shared: Logbook) -> Logbook:
    """The same as sedge sees it."""
    return shared._replace(leader="sedge")


@pytest.fixture
def other(book: Logbook, larch: Group, tmp_path: Path) -> Iterator[Logbook]:
    """A second logbook that knows the same people and nothing else."""
    path = tmp_path / "other.balint"
    create_logbook.create(path, "alder", PASSPHRASE, TODAY, CHEAP)
    opened = open_logbook.approach(path, "alder").open(PASSPHRASE, TODAY)
    with opened.store:
        edit_leaders.add_leader(opened, "sedge", "unknown")
        edit_groups.add_group(opened, larch)
        found = find_group(opened, "larch")
        for alias in ("heron", "plover", "moth"):
            edit_members.add_member(opened, found, alias, None, Period("member", None, None))
        yield opened


def authors(book: Logbook) -> dict[str, str]:
    return {line.note: line.author for line in lists.note_lines(book, None, all_authors=True)}


def listed(book: Logbook, **asked: bool) -> list[str]:
    return [line.note for line in lists.note_lines(book, None, **asked)]


def on_case(book: Logbook, **asked: bool) -> list[tuple[str, str]]:
    history = case_history.history_of(book, find_case(book, "C1"), with_notes=True, **asked)
    return [
        (entry.id, entry.author) for entry in history if isinstance(entry, case_history.NotedEntry)
    ]


def exported(book: Logbook, **asked: bool) -> dict[str, Any]:
    document: Any = object_of(session_export.session_entry(book, find_session(book, "S1"), **asked))
    again: dict[str, Any] = json.loads(json.dumps(document))
    return again


def faults(action: Callable[[], object]) -> dict[str | None, str]:
    with pytest.raises(InvalidInputError) as caught:
        action()
    return {problem.pointer: problem.message for problem in caught.value.problems}


# Recording


@pytest.mark.slow
def test_a_note_is_by_the_author_it_names_or_by_the_leader_at_the_keyboard(
    shared: Logbook, hers: Logbook
) -> None:
    assert authors(shared) == {"N1": "alder", "N2": "sedge", "N3": "sedge", "N4": "alder"}
    session = find_session(shared, "S1")
    assert record_session.add_note(hers, session, {"text": "x"}).notes == ("N5",)
    assert record_session.add_note(hers, session, {"text": "x", "author": "alder"}).notes == ("N6",)
    assert (authors(shared)["N5"], authors(shared)["N6"]) == ("sedge", "alder")


def test_an_unknown_author_is_named_by_its_pointer_with_the_nearest(shared: Logbook) -> None:
    session = find_session(shared, "S1")
    nearest = "there is no leader called sedeg; did you mean sedge?"
    note = {"text": "x", "author": "sedeg"}
    document = session_document("2026-03-09", notes=[{"text": "x"}, note, {**note, "case": "C9"}])
    found = faults(lambda: record_session.record_session(shared, document))
    assert set(found) == {"/notes/1/author", "/notes/2/author", "/notes/2/case"}
    assert found["/notes/1/author"] == nearest
    assert faults(lambda: record_session.add_note(shared, session, note)) == {"/author": nearest}
    found_note = find_note(shared, "N1")
    assert faults(
        lambda: edit_sessions_and_notes.edit_note(shared, found_note, {"author": "sedeg"})
    ) == {"/author": nearest}


def test_a_member_is_no_author(shared: Logbook) -> None:
    session = find_session(shared, "S1")
    note = {"text": "x", "author": "heron"}
    assert set(faults(lambda: record_session.add_note(shared, session, note))) == {"/author"}


@pytest.mark.parametrize("author", ["", " ", "two\nlines", 1, None, ["sedge"]])
def test_what_cannot_be_an_alias_is_no_author(shared: Logbook, author: object) -> None:
    session = find_session(shared, "S1")
    note = {"text": "x", "author": author}
    assert set(faults(lambda: record_session.add_note(shared, session, note))) == {"/author"}


def test_an_author_alone_is_no_note(shared: Logbook) -> None:
    session = find_session(shared, "S1")
    assert set(faults(lambda: record_session.add_note(shared, session, {"author": "sedge"}))) == {
        ""
    }


# Looking back


def test_each_leader_sees_their_own_notes_and_how_many_more_there_are(
    shared: Logbook, hers: Logbook
) -> None:
    assert listed(shared) == ["N1", "N4"]
    assert listed(hers) == ["N2", "N3"]
    assert listed(hers, all_authors=True) == ["N1", "N2", "N3", "N4"]
    assert authorship.left_out(shared, all_authors=False) == 2
    assert authorship.left_out(shared, all_authors=True) == 0
    assert [authorship.is_own(hers, find_note(hers, name)) for name in ("N1", "N2")] == [
        False,
        True,
    ]


def test_the_notes_of_one_group_are_shown_and_counted_alone(shared: Logbook, larch: Group) -> None:
    edit_groups.add_group(shared, dataclasses.replace(larch, label="tern", leaders={}))
    tern = find_group(shared, "tern")
    document = session_document("2026-03-02", notes=[{"text": "x", "author": "sedge"}])
    record_session.record_session(shared, {**document, "group": "tern", "attendance": {}})
    assert lists.note_lines(shared, tern) == []
    lines = lists.note_lines(shared, tern, all_authors=True)
    assert [line.note for line in lines] == ["N5"]
    counts = [authorship.left_out(shared, all_authors=False, group=one) for one in (larch, tern)]
    assert counts == [2, 1]


def test_a_case_is_shown_with_its_reader_s_own_notes(shared: Logbook, hers: Logbook) -> None:
    assert on_case(shared) == [("N1", "alder")]
    assert on_case(hers) == [("N2", "sedge")]
    assert on_case(shared, all_authors=True) == [("N1", "alder"), ("N2", "sedge")]
    case = find_case(shared, "C1")
    assert authorship.left_out(shared, all_authors=False, case=case) == 1
    bare = case_history.history_of(shared, case, with_notes=False, all_authors=True)
    assert [entry.kind for entry in bare] == ["presentation"]


def test_search_finds_the_notes_of_whoever_searches(shared: Logbook, hers: Logbook) -> None:
    def found(book: Logbook, words: str, **asked: bool) -> list[str]:
        return sorted(hit.note or "" for hit in word_search.search(book, words, **asked))

    assert found(shared, "hurried") == ["N1"]
    assert found(hers, "hurried") == ["N2"]
    assert found(hers, "hurried", all_authors=True) == ["N1", "N2"]
    assert word_search.left_out_of_search(shared, "hurried", all_authors=False) == 1
    assert word_search.left_out_of_search(shared, "hers", all_authors=False) == 2
    assert word_search.left_out_of_search(shared, "hers", all_authors=True) == 0
    assert word_search.left_out_of_search(shared, "mine", all_authors=False) == 0
    assert word_search.left_out_of_search(shared, "?!", all_authors=False) == 0
    assert [hit.case for hit in word_search.search(hers, "unopened")] == ["C1"], "all but notes"


@pytest.mark.slow
def test_a_colleague_s_better_hits_crowd_nothing_out(shared: Logbook) -> None:
    many = word_search.MAX_HITS + 5
    notes: list[dict[str, Any]] = [{"text": "a door", "author": "sedge"}] * many
    notes += [{"text": "a door, and many other words " * 3}] * many
    record_session.record_session(shared, session_document("2026-03-09", notes=notes))
    hits = word_search.search(shared, "door")
    assert len(hits) == word_search.MAX_HITS
    assert {authors(shared)[hit.note or ""] for hit in hits} == {"alder"}
    assert word_search.left_out_of_search(shared, "door", all_authors=False) == many


def test_a_session_and_a_note_asked_for_by_name_are_shown_to_both(
    shared: Logbook, hers: Logbook
) -> None:
    for book in (shared, hers):
        view = session_view(book, find_session(book, "S1"))
        assert view.notes == ["N1", "N2", "N3", "N4"]
        assert note_view(find_note(book, "N2")).author == "sedge"


# Export


def test_an_export_holds_the_notes_of_whoever_exports_each_with_its_author(
    shared: Logbook, hers: Logbook
) -> None:
    whole = [{"author": "alder", **note} for note in NOTES]
    assert exported(shared)["notes"] == [whole[0], whole[3]]
    assert exported(hers)["notes"] == [whole[1], whole[2]]
    assert exported(hers, all_authors=True)["notes"] == whole
    session = find_session(shared, "S1")
    assert authorship.left_out(shared, all_authors=False, session=session) == 2


@pytest.mark.slow
def test_authorship_goes_along_from_one_logbook_into_another(
    shared: Logbook, other: Logbook
) -> None:
    document = exported(shared, all_authors=True)
    record_session.record_session(other, document)
    assert authors(other) == authors(shared)
    assert exported(other, all_authors=True) == document


@pytest.mark.slow
def test_an_export_of_one_leader_is_read_back_as_theirs_by_the_other(
    hers: Logbook, other: Logbook
) -> None:
    assert other.leader == "alder"
    record_session.record_session(other, exported(hers))
    assert authors(other) == {"N1": "sedge", "N2": "sedge"}


# Editing


def test_an_edited_note_stays_with_its_author(shared: Logbook) -> None:
    edit_sessions_and_notes.edit_note(shared, find_note(shared, "N2"), {"text": "Changed."})
    assert find_note(shared, "N2").author == "sedge"
    assert find_note(shared, "N2").note.text == "Changed."


def test_the_author_of_a_note_is_put_right(shared: Logbook, hers: Logbook) -> None:
    edit_sessions_and_notes.edit_note(shared, find_note(shared, "N1"), {"author": "sedge"})
    assert find_note(shared, "N1").author == "sedge"
    edit_sessions_and_notes.edit_note(shared, find_note(shared, "N2"), {"author": None})
    assert find_note(shared, "N2").author == "alder", "as of a new note that names nobody"
    edit_sessions_and_notes.edit_note(hers, find_note(hers, "N3"), {"author": "alder"})
    assert find_note(hers, "N3").author == "alder"


def test_a_case_takes_the_notes_of_both_leaders_along(shared: Logbook) -> None:
    edit_cases.delete_case(shared, find_case(shared, "C1"))
    assert listed(shared, all_authors=True) == ["N3", "N4"]


@pytest.mark.parametrize("alias", ["ｈｅｒｏｎ", "ﾍﾛﾝ", "ĳsvogel", "kestrel"])
def test_an_alias_that_was_saved_under_less_folding_is_still_found(
    book: Logbook, larch: Group, alias: str
) -> None:
    with book.store.writing():
        people.add_leader(book.store, f"{alias}-a", "unknown")
        people.add_member(book.store, larch.id, f"{alias}-b", None, Period("member", None, None))
    assert find_leader(book, f"{alias.upper()}-a").alias == f"{alias}-a"
    assert find_member(book, f"{alias}-b").alias == f"{alias}-b"
