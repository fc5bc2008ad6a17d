"""The gate: what identifies somebody is kept only if a leader wants it, however it comes."""

from __future__ import annotations

import dataclasses
import secrets
from typing import TYPE_CHECKING, Any

import drafts_of_log
import pytest
from conftest import session_document

from balintlog.domain import aliases
from balintlog.domain.aliases import natural_words
from balintlog.domain.membership import Period
from balintlog.domain.text import places_in, tidy
from balintlog.errors import CouldNotError, InvalidInputError, PrivacyError
from balintlog.logbook.book import find_case, find_group, find_member, find_note, find_session
from balintlog.logbook.document.json_objects import object_of
from balintlog.logbook.record import (
    edit_cases,
    edit_groups,
    edit_leaders,
    edit_members,
    edit_sessions_and_notes,
    record_session,
)
from balintlog.logbook.screening import audit_texts, group_words
from balintlog.logbook.view import session_export
from balintlog.storage.tables import (
    checkins,
    kept_findings,
    notes,
    people,
    screen_words,
    text_numbers,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.domain.records import Group, Session
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.record.save_entries import Recorded

NAMED = "Mrs Okonkwo came late."
PLACE = {"start": 0, "end": 11}
CASE = {"label": "the closed window", "presenter": "plover"}


@pytest.fixture
def told(book: Logbook, larch: Group) -> Logbook:
    """A logbook with a session, a case C1 and a note N1."""
    case = {"label": "the unopened letters", "presenter": "heron", "summary": "A silence."}
    notes = [{"text": "A note.", "for_supervision": "Why?"}]
    record_session.record_session(book, session_document("2026-03-02", cases=[case], notes=notes))
    record_session.record_session(book, session_document("2026-03-09"))
    return book


def refused(action: Callable[[], object]) -> dict[str | None, list[str]]:
    with pytest.raises(PrivacyError) as caught:
        action()
    assert "Okonkwo" not in str(caught.value) + str(caught.value.hint)
    assert caught.value.exit_code == 5
    messages: dict[str | None, list[str]] = {}
    for problem in caught.value.problems:
        messages.setdefault(problem.pointer, []).append(problem.message)
    return messages


SAID = ["a name, start 0, end 11 (title-and-name); perhaps: the patient"]
# Every field in which a leader writes freely, as it stands in a document.
FIELDS: dict[str, dict[str, Any]] = {
    "/cases/0/label": {"cases": [{**CASE, "label": NAMED}]},
    "/cases/0/summary": {"cases": [{**CASE, "summary": NAMED}]},
    "/cases/0/said_on_return": {"cases": [{**CASE, "said_on_return": NAMED}]},
    "/checkins/0/text": {"checkins": [{"case": "C1", "outcome": "easier", "text": NAMED}]},
    "/presentations/0/summary": {"presentations": [{"case": "C1", "summary": NAMED}]},
    "/notes/0/text": {"notes": [{"text": NAMED}]},
    "/notes/0/for_supervision": {"notes": [{"for_supervision": NAMED}]},
}


@pytest.mark.parametrize("pointer", FIELDS)
def test_a_name_is_refused_in_every_text_and_nothing_is_kept(told: Logbook, pointer: str) -> None:
    document = session_document("2026-03-16", **FIELDS[pointer])
    assert refused(lambda: record_session.record_session(told, document)) == {pointer: SAID}
    assert told.store.value("SELECT count(*) FROM session") == 2


@pytest.mark.parametrize("pointer", FIELDS)
def test_what_is_kept_on_purpose_is_noted_without_its_words(told: Logbook, pointer: str) -> None:
    keep = [{"field": pointer, **PLACE}]
    document = session_document("2026-03-16", keep=keep, **FIELDS[pointer])
    record_session.record_session(told, document)
    ((field, kind, rule),) = told.store.rows("SELECT field, kind, rule FROM kept_on_purpose")
    assert (f"/{field}", kind, rule) == (pointer[pointer.rindex("/") :], "name", "title-and-name")
    rows = told.store.rows("SELECT * FROM kept_on_purpose")
    assert "Okonkwo" not in str([tuple(row) for row in rows])


def test_keep_may_stand_in_the_object_itself(told: Logbook) -> None:
    session = find_session(told, "S2")
    keep = [{"field": "/summary", **PLACE}]
    case = {**CASE, "summary": NAMED, "keep": keep}
    record_session.record_session(told, session_document("2026-03-16", cases=[case]))
    assert record_session.add_case(told, session, case).cases == ("C3",)
    again = {"case": "C1", "summary": NAMED, "keep": keep}
    assert record_session.present_case(told, session, again).presentations == ("C1",)
    note = {"text": NAMED, "keep": [{"field": "/text", **PLACE}]}
    assert record_session.add_note(told, session, note).notes == ("N2",)


@pytest.mark.parametrize(
    ("record", "document"),
    [
        (record_session.add_case, {**CASE, "summary": NAMED}),
        (record_session.present_case, {"case": "C1", "summary": NAMED}),
        (record_session.check_in, {"case": "C1", "outcome": "easier", "text": NAMED}),
        (record_session.add_note, {"text": NAMED}),
    ],
    ids=["case", "presentation", "check-in", "note"],
)
def test_a_single_command_goes_through_the_same_gate(
    told: Logbook, record: Callable[[Logbook, Any, Any], Recorded], document: dict[str, Any]
) -> None:
    session = find_session(told, "S2")
    (faults,) = refused(lambda: record(told, session, document)).values()
    assert faults == SAID


@pytest.mark.parametrize(
    ("place", "pointer"),
    [
        ({"field": "/cases/0/summary", "start": 0, "end": 10}, "/cases/0/summary"),
        ({"field": "/cases/0/summary", "start": 0, "end": 22}, "/cases/0/summary"),
        ({"field": "/cases/0/label", "start": 0, "end": 11}, "/cases/0/summary"),
    ],
)
def test_only_the_very_place_is_kept_and_never_more(
    told: Logbook, place: dict[str, Any], pointer: str
) -> None:
    document = session_document("2026-03-16", cases=[{**CASE, "summary": NAMED}], keep=[place])
    assert list(refused(lambda: record_session.record_session(told, document))) == [pointer]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "fault"),
    [
        ({"field": "/cases/1/summary", "start": 0, "end": 1}, "/keep/0/field"),
        ({"field": "/cases/0/presenter", "start": 0, "end": 1}, "/keep/0/field"),
        ({"field": "/cases/0/summary", "start": 5, "end": 5}, "/keep/0/end"),
        ({"field": "/cases/0/summary", "start": 0, "end": 23}, "/keep/0/end"),
        ({"field": "/cases/0/summary", "start": -1, "end": 3}, "/keep/0/start"),
        ({"field": "/cases/0/summary", "start": 0}, "/keep/0/end"),
        ({"start": 0, "end": 3}, "/keep/0/field"),
    ],
)
def test_a_place_that_is_none_is_wrong_input(
    told: Logbook, place: dict[str, Any], fault: str
) -> None:
    document = session_document("2026-03-16", cases=[{**CASE, "summary": NAMED}], keep=[place])
    with pytest.raises(InvalidInputError) as caught:
        record_session.record_session(told, document)
    assert [problem.pointer for problem in caught.value.problems] == [fault]


def test_whatever_else_is_wrong_is_told_first(told: Logbook) -> None:
    case = {**CASE, "summary": NAMED, "presenter": "moht"}
    with pytest.raises(InvalidInputError) as caught:
        record_session.record_session(told, session_document("2026-03-16", cases=[case]))
    assert [problem.pointer for problem in caught.value.problems] == ["/cases/0/presenter"]


def test_places_are_those_of_the_text_as_it_was_sent(told: Logbook) -> None:
    sent = "\r\n e\u0301t\u00e9 \U0001f4e8\r\nMrs Okonkwo came. "
    start = sent.index("Mrs")
    note = {"text": sent}
    document = session_document("2026-03-16", notes=[note])
    (message,) = refused(lambda: record_session.record_session(told, document))["/notes/0/text"]
    assert f"start {start}, end {start + 11} " in message
    keep = [{"field": "/text", "start": start, "end": start + 11}]
    record_session.add_note(told, find_session(told, "S2"), {**note, "keep": keep})
    assert find_note(told, "N2").note.text == tidy(sent)


@pytest.mark.parametrize(
    ("sent", "places"),
    [
        ("abc", [0, 1, 2, 3]),
        (" a\r\nb ", [1, 2, 4, 5]),
        ("e\u0301a", [0, 2, 3]),
        ("\u1112\u1161\u11ab!", [0, 3, 4]),
        ("", [0]),
    ],
)
def test_every_character_knows_where_it_came_from(sent: str, places: list[int]) -> None:
    assert places_in(sent) == places
    assert len(places) == len(tidy(sent)) + 1


# Notes


def test_a_soft_finding_is_told_and_kept(told: Logbook) -> None:
    case = {**CASE, "summary": "A 45-year-old man."}
    kept = record_session.record_session(told, session_document("2026-03-16", cases=[case]))
    (problem,) = kept.pointed_out
    assert problem.pointer == "/cases/0/summary"
    assert problem.message.startswith("note: an exact age, start 2, end 13")


def test_the_members_are_looked_after_in_process_notes_only(told: Logbook) -> None:
    text = "Heron said that plover was jealous."
    session = find_session(told, "S2")
    (problem,) = record_session.add_note(told, session, {"text": text}).pointed_out
    assert "who said what in the group" in problem.message
    again = {"case": "C1", "summary": "She said that he was jealous."}
    assert record_session.present_case(told, session, again).pointed_out == ()


# Edits


def test_a_text_that_stands_is_not_read_again(told: Logbook) -> None:
    keep = [{"field": "/summary", **PLACE}]
    edit_cases.edit_case(told, find_case(told, "C1"), {"summary": NAMED, "keep": keep})
    edit_cases.edit_case(told, find_case(told, "C1"), {"themes": ["bad-news"]})
    text = text_numbers.of_presentation(1)
    assert kept_findings.purposes(told.store, text) == [("summary", "name", "title-and-name")]
    more = {"summary": f"{NAMED} And went."}
    assert list(refused(lambda: edit_cases.edit_case(told, find_case(told, "C1"), more))) == [
        "/summary"
    ]
    edit_cases.edit_case(told, find_case(told, "C1"), {"summary": "Somebody came late."})
    assert kept_findings.purposes(told.store, text) == []


@pytest.mark.parametrize("changed", ["label", "summary"])
def test_an_edit_of_a_case_goes_through_the_gate(told: Logbook, changed: str) -> None:
    case = find_case(told, "C1")
    assert refused(lambda: edit_cases.edit_case(told, case, {changed: NAMED})) == {
        f"/{changed}": SAID
    }
    assert find_case(told, "C1") == case


def test_an_audit_reads_labels_aliases_and_drafts(told: Logbook) -> None:
    larch = find_group(told, "larch")
    assert list(audit_texts.audit(told, larch)) == []
    edit_members.add_member(told, larch, "siobhan", None, Period("member", None, None))
    form = {"answers": {"cases": [{"label": "a letter", "summary": NAMED}]}}
    drafts_of_log.keep(told, larch, form)
    lines = list(audit_texts.audit(told, larch))
    assert [(line.record, line.field, line.tier) for line in lines] == [
        ("member", "alias", "soft"),
        ("draft", "summary", "hard"),
    ]


def test_nothing_counts_as_kept_where_nobody_knows_which_was(told: Logbook) -> None:
    group_words.add(told, find_group(told, "larch"), "allowed", ["Adeyemi"])
    text = "Mrs Adeyemi came, and Mrs Okonkwo."
    keep = [{"field": "/text", "start": 22, "end": 33}]
    group_words.add(told, find_group(told, "larch"), "allowed", ["Mrs"])
    record_session.add_note(told, find_session(told, "S2"), {"text": text, "keep": keep})
    session = find_session(told, "S2")
    assert exported(told, session)["notes"][0]["keep"] == keep
    group_words.remove(told, find_group(told, "larch"), "allowed", ["Adeyemi"])
    assert "keep" not in exported(told, session)["notes"][0]
    assert not any(line.on_purpose for line in audit_texts.audit(told, find_group(told, "larch")))


def test_a_word_that_was_blocked_since_makes_a_note_and_blocks_no_other_field(
    told: Logbook,
) -> None:
    group_words.add(told, find_group(told, "larch"), "blocked", ["silence"])
    pointed_out = edit_cases.edit_case(told, find_case(told, "C1"), {"label": "the letters"})
    ((pointer, message),) = [(problem.pointer, problem.message) for problem in pointed_out]
    assert pointer == "/summary"
    assert message.startswith("note: this is already there: a blocked word, start 2, end 9")
    assert "silence" not in message
    again = {"summary": "A silence, again."}
    assert refused(lambda: edit_cases.edit_case(told, find_case(told, "C1"), again))


@pytest.mark.parametrize("session", [None, "S1"])
def test_the_answer_to_the_closing_question_does_not_outlive_its_text(
    told: Logbook, session: str | None
) -> None:
    def edited(changes: dict[str, Any]) -> bool | None:
        case = find_case(told, "C1")
        if session is None:
            edit_cases.edit_case(told, case, changes)
        else:
            edit_cases.edit_presentation(told, case, find_session(told, session), changes)
        return find_case(told, "C1").recognisable

    edit_cases.edit_case(told, find_case(told, "C1"), {"recognisable": False})
    assert edited({"encounter": None, "themes": ["bad-news"]}) is False
    assert edited({"summary": "A long silence."}) is None
    if session is None:
        assert edited({"summary": "A short silence.", "recognisable": False}) is False
        assert edited({"label": "the letters"}) is None


def test_a_reworded_question_has_not_been_taken_to_supervision(told: Logbook) -> None:
    def edited(changes: dict[str, Any]) -> object:
        edit_sessions_and_notes.edit_note(told, find_note(told, "N1"), changes)
        return find_note(told, "N1").note.taken_on

    assert edited({"taken_on": "2026-03-09"}) is not None
    assert edited({"text": "Another note."}) is not None
    assert edited({"for_supervision": "Why not?"}) is None
    assert edited({"for_supervision": "When?", "taken_on": "2026-03-09"}) is not None


def test_every_other_edit_goes_through_the_gate_too(told: Logbook) -> None:
    session = find_session(told, "S2")
    record_session.check_in(told, session, {"case": "C1", "outcome": "easier", "text": "Better."})
    case, first = find_case(told, "C1"), find_session(told, "S1")
    note = find_note(told, "N1")
    for edit, key in (
        (lambda: edit_cases.edit_presentation(told, case, first, {"summary": NAMED}), "/summary"),
        (lambda: edit_cases.edit_checkin(told, case, session, {"text": NAMED}), "/text"),
        (lambda: edit_sessions_and_notes.edit_note(told, note, {"text": NAMED}), "/text"),
        (
            lambda: edit_sessions_and_notes.edit_note(told, note, {"for_supervision": NAMED}),
            "/for_supervision",
        ),
    ):
        assert refused(edit) == {key: SAID}
    keep = [{"field": "/text", **PLACE}]
    edit_cases.edit_checkin(told, case, session, {"text": NAMED, "keep": keep})
    edit_sessions_and_notes.edit_note(told, note, {"text": NAMED, "keep": keep})
    assert told.store.value("SELECT count(*) FROM kept_on_purpose") == 2


def test_what_was_kept_on_purpose_goes_with_its_text(told: Logbook) -> None:
    keep = {field: [{"field": f"/{field}", **PLACE}] for field in ("text", "summary", "label")}
    session = find_session(told, "S2")
    case = {**CASE, "label": NAMED, "summary": NAMED, "keep": keep["label"] + keep["summary"]}
    record_session.add_case(told, session, case)
    news = {"case": "C1", "outcome": "easier", "text": NAMED, "keep": keep["text"]}
    record_session.check_in(told, session, news)
    record_session.add_note(told, session, {"text": NAMED, "keep": keep["text"]})
    assert told.store.value("SELECT count(*) FROM kept_on_purpose") == 4
    notes.delete_note(told.store, 2)
    assert told.store.value("SELECT count(*) FROM kept_on_purpose") == 3
    checkins.delete(told.store, 1, 2)
    assert told.store.value("SELECT count(*) FROM kept_on_purpose") == 2
    edit_cases.delete_case(told, find_case(told, "C2"))
    assert told.store.value("SELECT count(*) FROM kept_on_purpose") == 0


def exported(book: Logbook, session: Session) -> dict[str, Any]:
    """Return a session as the document that it could have been recorded from."""
    return object_of(session_export.session_entry(book, session))


def test_an_exported_session_says_again_what_is_kept(told: Logbook) -> None:
    case = {**CASE, "summary": NAMED, "keep": [{"field": "/summary", **PLACE}]}
    note = {"text": NAMED, "author": "alder", "keep": [{"field": "/text", **PLACE}]}
    document = session_document("2026-03-16", cases=[case], notes=[note])
    record_session.record_session(told, document)
    document = exported(told, find_session(told, "S3"))
    assert document["cases"][0]["keep"] == case["keep"]
    assert document["notes"] == [note]
    record_session.record_session(told, document, second_on_date=True)


def test_a_text_in_another_language_is_told_how_to_say_so(told: Logbook) -> None:
    german = "Die Ärztin spürte Ohnmacht und Wut, und die Gruppe schwieg über den Abschied."
    for text, hinted in ((german, True), (NAMED, False)):
        document = session_document("2026-03-16", cases=[{**CASE, "summary": text}])
        with pytest.raises(PrivacyError) as refusal:
            record_session.record_session(told, document)
        assert ("group edit --language" in (refusal.value.hint or "")) is hinted


# The closing question


def test_a_case_that_somebody_could_recognise_is_refused(told: Logbook) -> None:
    case = {**CASE, "recognisable": True}
    faults = refused(
        lambda: record_session.record_session(told, session_document("2026-03-16", cases=[case]))
    )
    assert faults == {"/cases/0/recognisable": ["then reword the case first"]}
    assert list(
        refused(lambda: edit_cases.edit_case(told, find_case(told, "C1"), {"recognisable": "yes"}))
    ) == ["/recognisable"]


@pytest.mark.parametrize(
    ("answer", "noted"),
    [({"recognisable": False}, False), ({"recognisable": "no"}, False), ({}, None)],
)
def test_the_answer_is_noted_or_that_nobody_was_asked(
    told: Logbook, answer: dict[str, Any], noted: bool | None
) -> None:
    case = {**CASE, **answer}
    record_session.record_session(told, session_document("2026-03-16", cases=[case]))
    assert find_case(told, "C2").recognisable is noted
    case = exported(told, find_session(told, "S3"))["cases"][0]
    assert case.get("recognisable") is noted


# A group's own words


def allow(book: Logbook, *words: str) -> int:
    return group_words.add(book, find_group(book, "G1"), "allowed", group_words.read(words))


def block(book: Logbook, *words: str) -> int:
    return group_words.add(book, find_group(book, "G1"), "blocked", group_words.read(words))


def test_what_a_group_allows_passes_and_only_there(told: Logbook) -> None:
    assert allow(told, "Okonkwo", "okonkwo") == 1
    document = session_document("2026-03-16", cases=[{**CASE, "summary": "It was Okonkwo."}])
    record_session.record_session(told, document)
    edit_groups.add_group(told, find_group(told, "G1").__class__(label="tern", leaders={}))
    other = {**document, "group": "tern", "attendance": {}, "cases": []}
    record_session.record_session(told, other)
    note = {"text": "It was Okonkwo."}
    session = find_session(told, "S4")
    assert list(refused(lambda: record_session.add_note(told, session, note))) == ["/text"]


@pytest.mark.parametrize("text", ["In GREY HARBOUR.", "greyharbour", "the Grey Harbours"])
def test_a_blocked_word_cannot_even_be_kept_on_purpose(told: Logbook, text: str) -> None:
    block(told, "grey harbour", "greyharbour")
    session = find_session(told, "S2")
    places = {(s, e) for s in range(len(text)) for e in range(s + 1, len(text) + 1)}
    keep = [{"field": "/text", "start": start, "end": end} for start, end in sorted(places)]
    (message,) = refused(
        lambda: record_session.add_note(told, session, {"text": text, "keep": keep})
    )["/text"]
    assert message.startswith("a blocked word, ")


def test_a_word_is_on_one_list_only_and_never_repeated(told: Logbook) -> None:
    block(told, "Okonkwo")
    with pytest.raises(InvalidInputError) as caught:
        allow(told, "window", "OKONKWO")
    assert "konkwo" not in (str(caught.value) + str(caught.value.hint)).casefold()
    group = find_group(told, "G1")
    assert group_words.words(told, group, "allowed") == []
    assert group_words.remove(told, group, "blocked", ["okonkwo", "window"]) == 1
    assert group_words.words(told, group, "blocked") == []


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ([], "there are no words"),
        (["fine", "x" * 81], "word 2 is 81 characters long; at most 80 are allowed"),
        (["-"], "word 1 holds no letter"),
        (["a\nb"], "word 1 must fit on one line"),
    ],
)
def test_what_can_be_no_word_is_named_by_its_place(typed: list[str], fault: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        group_words.read(typed)
    assert caught.value.message == fault


def test_a_list_has_an_end(told: Logbook) -> None:
    some = [f"word{number}" for number in range(group_words.MAX_WORDS)]
    assert allow(told, *some) == group_words.MAX_WORDS
    with pytest.raises(InvalidInputError):
        allow(told, "one too many")


def test_the_language_of_the_group_holds(told: Logbook) -> None:
    edit_groups.add_group(
        told, find_group(told, "G1").__class__(label="tern", leaders={}, language="de")
    )
    document = session_document("2026-03-16", group="tern", attendance={})
    record_session.record_session(told, document)
    german = find_session(told, "S3")
    record_session.add_note(told, german, {"text": "Die ungeöffneten Briefe lagen da."})
    assert list(
        refused(lambda: record_session.add_note(told, german, {"text": "Frau Okonkwo kam."}))
    ) == ["/text"]


@pytest.mark.parametrize(
    "act",
    [
        lambda book: edit_leaders.add_leader(book, "zorblin", "unknown"),
        lambda book: edit_members.rename_member(book, find_member(book, "heron"), "zorblins"),
        lambda book: edit_groups.change_group(
            book, dataclasses.replace(find_group(book, "G1"), label="zorblin-road")
        ),
    ],
)
def test_a_blocked_word_is_no_alias_and_no_label(
    book: Logbook, larch: Group, act: Callable[[Logbook], object]
) -> None:
    with book.store.writing():
        screen_words.add(book.store, larch.id, "blocked", ["Zorblin"])
    with pytest.raises(PrivacyError) as caught:
        act(book)
    assert "zorblin" not in caught.value.message.casefold()


def test_a_group_whose_label_was_blocked_since_is_still_edited_and_archived(
    book: Logbook, larch: Group
) -> None:
    group_words.add(book, larch, "blocked", ["Larch"])
    edit_groups.change_group(book, dataclasses.replace(larch, cadence="weekly"))
    edit_groups.archive_group(book, find_group(book, "G1"), book.today)
    group = find_group(book, "G1")
    assert (group.cadence, group.archived_on) == ("weekly", book.today)
    with pytest.raises(PrivacyError, match="the label"):
        edit_groups.change_group(book, dataclasses.replace(group, label="LARCH"))
    edit_groups.change_group(book, dataclasses.replace(group, label="fir"))


def test_no_blocked_word_is_drawn(
    book: Logbook, larch: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, *_ = sorted({*natural_words()} - people.given_aliases(book.store))
    group_words.add(book, larch, "blocked", [first.capitalize()])
    monkeypatch.setattr(secrets, "choice", min)
    period = Period("member", None, None)
    assert edit_members.add_member(book, larch, None, None, period) == second


def test_where_every_word_is_blocked_none_is_drawn(
    book: Logbook, larch: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = [word for word in natural_words() if word not in people.given_aliases(book.store)][:2]
    monkeypatch.setattr(aliases, "natural_words", lambda: tuple(left))
    group_words.add(book, larch, "blocked", left)
    with pytest.raises(CouldNotError, match="every alias"):
        edit_members.add_member(book, larch, None, None, Period("member", None, None))
