"""The guided record: what a tired leader types, mistypes and breaks off, as transcripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import drafts_of_log
import pytest
from conftest import PASSPHRASE, TODAY, session_document
from recorder import TO_ATTENDANCE, TO_CASES, TO_NEWS, Recorder

from balintlog.cli.guided import attendance
from balintlog.cli.guided.evening_document import document_of
from balintlog.cli.guided.form import Form
from balintlog.domain.vocabulary import FEELINGS
from balintlog.logbook.book import find_group
from balintlog.logbook.keys import open_logbook
from balintlog.logbook.record import groups_and_members

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CommandLine

    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook

FULL_BAG = {"label": "the full bag", "presenter": "heron"}
QUIET_SON = {"label": "the quiet son", "presenter": "plover"}
TWO_TEAMS = {"label": "two teams", "presenter": "plover"}


@pytest.fixture
def record(cli: CommandLine, tmp_path: Path) -> Recorder:
    """Play evenings on the logbook of the group larch."""
    return Recorder(cli, tmp_path)


def two_cases(record: Recorder) -> None:
    record.records(session_document("2026-02-16", cases=[FULL_BAG, QUIET_SON]))


def nobody_is_owed(record: Recorder) -> None:
    """Two cases, about which nobody is asked."""
    two_cases(record)
    for case in ("C1", "C2"):
        record.does(f"case edit {case} --follow-up no")()


def test_a_bare_session_takes_a_date_and_a_full_stop(record: Recorder) -> None:
    record(
        "log",
        """
        Tab shows the words, < goes back, a full stop skips the rest and saves, Ctrl-C stops.
        Date [today]: 2026-03-02⏎
          Monday 2026-03-02
        Minutes [90]: .⏎
        Who was there? (space: change, a: all, enter: done) ⏎
        Who was there? heron plover moth
        Saved S1, Monday 2026-03-02: 3 of 3 there.
        """,
    )
    document = record.document()
    assert document["attendance"] == dict.fromkeys(("heron", "plover", "moth"), "present")
    assert document["minutes"] == 90
    assert document["leaders"] == {"alder": "leader", "sedge": "co-leader"}


def test_a_full_stop_among_the_ticks_keeps_them_and_skips_the_rest(record: Recorder) -> None:
    record(
        "log",
        f"""
        {TO_ATTENDANCE}
        Who was there? ␣.⏎
        Who was there? plover moth
        Saved S1
        """,
    )
    assert record.document()["attendance"]["heron"] == "apologies"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("keys", "there"),
    [
        ("", "heron plover moth"),
        ("␣", "plover moth"),
        ("↓␣", "heron moth"),
        ("↑␣", "heron plover"),
        ("↓↓↓␣", "plover moth"),
        ("␣␣", "heron plover moth"),
        ("a", "nobody"),
        ("␣a", "heron plover moth"),
        ("x␣q", "plover moth"),
    ],
)
def test_ticks_are_changed_one_by_one_or_all_at_once(
    record: Recorder, keys: str, there: str
) -> None:
    transcript = f"{TO_ATTENDANCE}\nWho was there? {keys}⏎\nWho was there? {there}"
    asked = {"heron plover moth": "Late,", "nobody": "Who stayed away"}.get(
        there, "Who stayed away"
    )
    record("log", f"{transcript}\n{asked} ^C", code=130)


def test_a_whole_evening_is_saved_as_it_was_typed(record: Recorder) -> None:
    record.closes()
    record(
        "log",
        f"""
        {TO_ATTENDANCE}
        Who was there? ↓␣⏎
        Who stayed away without a word? (plover; empty: nobody) plover⏎
        Late, or left early? (minutes there: moth late 60; empty: nobody) moth late 60⏎
          moth: late, there for 60 of 90 minutes
        A case? (none new again continues) [none] new⏎
        Label (two to four neutral words): the crumbling façade⏎
        Who presented? (heron moth) her⏎
        For a new paragraph press Esc, then Enter. Pasted text keeps its paragraphs.
        Summary: Fury over the naïve letter 📨, and fatigue.⏎
        Kind of encounter clinician-patient⏎
        Themes (one to three are enough): nonadherence, chronic⏎
        The presenter's feelings: frustration⏎
        Feelings imagined in the patient: fear⏎
        Why this case? stuck⏎
        Follow-up wanted? ⏎
        Ask when? 2⏎
        Could somebody in the town, n⏎
        Another case? ⏎
        Process notes, for yourself (empty: none)
        Process note: We were quick to advise.⏎
          new-1  the crumbling façade
        Is it about a case? (empty: no) (new-1) the⏎
        Interventions: held-off protected⏎
        Observations: rivalry⏎
        Which of your competences is it about? boundaries⏎
        Question for supervision: What made us hurry?⏎
        Another note? n⏎
        Saved S1
        """,
    )
    assert record.document() == {
        "schema": 1,
        "group": "G1",
        "held_on": "2026-03-02",
        "minutes": 90,
        "mode": "in-person",
        "event": "ongoing-group",
        "leaders": {"alder": "leader", "sedge": "co-leader"},
        "attendance": {
            "heron": "present",
            "plover": "absent",
            "moth": {"status": "late", "minutes": 60},
        },
        "cases": [
            {
                "label": "the crumbling façade",
                "presenter": "heron",
                "summary": "Fury over the naïve letter 📨, and fatigue.",
                "encounter": "clinician-patient",
                "themes": ["nonadherence", "chronic-illness"],
                "feelings": ["frustration"],
                "patient_feelings": ["fear"],
                "why": "stuck",
                "follow_up": "yes",
                "after_sessions": 2,
                "recognisable": False,
            }
        ],
        "notes": [
            {
                "case": "/cases/0",
                "author": "alder",
                "text": "We were quick to advise.",
                "interventions": ["held-off-solutions", "protected-presenter"],
                "observations": ["rivalry"],
                "heading": "boundaries",
                "for_supervision": "What made us hurry?",
            }
        ],
    }


def test_how_a_text_is_written_is_said_once(record: Recorder) -> None:
    record.records(session_document("2026-03-02"))
    shown = record(
        "note add",
        """
        Enter ends a text.
        Process note: We were quick to advise.⏎
        Interventions: ⏎
        Observations: ⏎
        Which of your competences is it about? ⏎
        Question for supervision: Why?⏎
        """,
    )
    assert shown.count("Enter ends a text") == 1


def test_news_is_asked_of_those_who_are_there_and_only_of_them(record: Recorder) -> None:
    two_cases(record)
    shown = record(
        "log",
        f"""
        {TO_ATTENDANCE}
        Who was there? ↓␣⏎
        Who stayed away without a word? ⏎
        Late, or left early? ⏎
        News of earlier cases
          C1 the full bag (heron)
        What news? easier⏎
        What did you hear? The bag stayed at home.⏎
        Feelings before: annoyed⏎
        Feelings now: relief⏎
        Ask again? n⏎
        A case? .⏎
        check-ins: C1
        """,
    )
    assert "C2" not in shown
    assert record.document("S2")["checkins"] == [
        {
            "case": "C1",
            "outcome": "easier",
            "text": "The bag stayed at home.",
            "feelings_before": ["annoyed"],
            "feelings_after": ["relief"],
            "again": False,
        }
    ]


def test_a_lone_angle_goes_back_to_a_mistyped_answer(record: Recorder) -> None:
    record(
        "log",
        """
        Date [today]: <⏎
        This is the first question.
        Date [today]: 9.3.2026⏎
        Minutes [90]: <⏎
        Date [2026-03-09]: 2.3.2026⏎
        Minutes [90]: ⏎
        Mode ⏎
        Who led? ⏎
        Who was there? <⏎
        Who led? sedge⏎
        Who was there? ⏎
        Late, or left early? ⏎
        A case? new⏎
        Label the gift⏎
        Who presented? moth⏎
        Summary: <⏎
        Who presented? (heron plover moth) [moth] plover⏎
        Summary: It felt too large.⏎
        Kind of encounter .⏎
        Saved S1, Monday 2026-03-02
        """,
    )
    document = record.document()
    assert document["leaders"] == {"sedge": "leader"}
    (case,) = document["cases"]
    assert (case["presenter"], case["summary"]) == ("plover", "It felt too large.")


def test_enter_passes_by_news_cases_and_notes(record: Recorder) -> None:
    record.records(session_document("2026-02-16", cases=[FULL_BAG]))
    record(
        "log",
        f"""
        {TO_NEWS}
        What news? ⏎
        A case? ⏎
        Process note: ⏎
        Saved S2
        """,
    )
    assert record.document("S2")["checkins"] == [{"case": "C1", "outcome": "not-asked"}]
    assert record.cli("followups --json").json["groups"][0]["owed"], "as before"


def test_it_is_said_what_a_case_can_be_and_what_a_letter_could_mean(record: Recorder) -> None:
    record(
        "log",
        f"""
        {TO_CASES}
          again: a known case presented again
        A case? n⏎
        n could be: none new. (typing replaces it)
        A case? (none new again continues) [none] n no⏎
        Process note: .⏎
        Saved S1
        """,
    )


@pytest.mark.slow
def test_nobody_is_asked_too_much(record: Recorder) -> None:
    """A presenter who would rather not say is left alone; a guest is owed nothing."""
    record.closes()
    record.records(session_document("2026-02-16", cases=[FULL_BAG]))
    record.does("member add larch --alias wren --guest 2026-03-02")()
    record(
        "log",
        f"""
        {TO_NEWS}
        What news? declined⏎
        A case? new⏎
        Label the gift⏎
        Who presented? wren⏎
        Summary: ⏎
        Kind of encounter ⏎
        Themes ⏎
        The presenter's feelings: ⏎
        Feelings imagined ⏎
        Why this case? ⏎
        Could somebody in the town n⏎
        Another case? .⏎
        Saved S2
        """,
    )
    assert record.document("S2")["checkins"] == [{"case": "C1", "outcome": "declined"}]


@pytest.mark.slow
def test_a_case_can_be_presented_again_and_another_can_continue_it(record: Recorder) -> None:
    record.records(session_document("2026-02-16", cases=[{**FULL_BAG, "follow_up": "no"}]))
    record(
        "log",
        f"""
        {TO_CASES}
        A case? again⏎
          C1  the full bag
        Which case? (C1) the full⏎
        Who presented? (heron plover moth) [heron] ⏎
        Summary: Once more.⏎
        Kind of encounter ⏎
        Themes ⏎
        The presenter's feelings: ⏎
        Feelings imagined ⏎
        Why this case? ⏎
        Follow-up wanted? no⏎
        Another case? continues⏎
        Which case does it continue? (C1) c1⏎
        Label the empty bag⏎
        Who presented? moth⏎
        Summary: .⏎
        Saved S2
        """,
    )
    document = record.document("S2")
    assert document["presentations"][0]["case"] == "C1"
    assert document["presentations"][0]["summary"] == "Once more."
    assert document["cases"][0]["continues"] == "C1"
    assert document["cases"][0]["presenter"] == "moth"


def test_an_interrupted_record_goes_on_where_it_was(record: Recorder) -> None:
    record(
        "log",
        f"""
        {TO_CASES}
        A case? new⏎
        Label the gift⏎
        Who presented? moth⏎
        Summary: It felt too large.⏎
        Kind of encounter ^C
        balintlog: interrupted
        hint: What you typed is saved as a draft; balintlog log carries on from there.
        """,
        code=130,
    )
    assert record.cli("session list --json").json["sessions"] == []
    record(
        "log",
        """
        There is a draft for larch, 2026-03-02. Carry on with it? y⏎
        Kind of encounter .⏎
        Saved S1
        """,
    )
    (case,) = record.document()["cases"]
    assert (case["label"], case["summary"]) == ("the gift", "It felt too large.")
    assert record.draft() is None


def test_a_draft_is_thrown_away_only_after_a_yes(record: Recorder) -> None:
    record("log", f"{TO_CASES}\nA case? ^C", code=130)
    record(
        "log",
        """
        Carry on with it? (yes, throw it away, later) [yes] n⏎
        One of: yes, throw it away, later.
        Carry on with it? throw⏎
        Delete that draft? [y/N] ⏎
        Date [today]: ^C
        """,
        code=130,
    )
    assert record.draft() is not None
    record(
        "log",
        "Carry on with it? t⏎\nDelete that draft? y⏎\nDate [today]: ^C",
        code=130,
    )
    assert record.draft() is None


def test_a_refused_answer_is_asked_again_with_its_words_in_place(record: Recorder) -> None:
    record(
        "log",
        """
        Date [today]: 3/4/2026⏎
        is not a date that balintlog can read
        Date [today]: 3/4/2026 ^U30.2.2026⏎
        there is no date 30.2.2026
        Date [today]: 30.2.2026 ⎋[F⌫×8.3.2026⏎
          Tuesday 2026-03-03
        Minutes [90]: ninety⏎
        A whole number
        Minutes [90]: ninety ^C
        """,
        code=130,
    )


@pytest.mark.slow
@pytest.mark.parametrize("digits", [10, 4301, 5000])
def test_a_number_of_any_length_is_only_too_large(record: Recorder, digits: int) -> None:
    record(
        "log",
        f"""
        {TO_ATTENDANCE.partition("Minutes")[0]}
        Minutes [90]: {"9" * digits}⏎
        A whole number
        Minutes [90]: {"9" * digits} 60⏎
        Mode ⏎
        Who led? ⏎
        Who was there? ⏎
        Late, or left early? heron late {"9" * digits}⏎
        Minutes there: a whole number up to 60.
        Late, or left early? heron late {"9" * digits} ^C
        """,
        code=130,
    )


def test_a_short_answer_that_was_refused_gives_way_to_the_next_one(record: Recorder) -> None:
    record(
        "log",
        """
        Date [today]: 3/4/2026⏎
        (typing replaces it) Date [today]: 3/4/2026
        Date [today]: 3/4/2026 ⎋[200~30.2.2026⎋[201~⏎
        there is no date 30.2.2026
        Date [today]: 30.2.2026 2.3.2026⏎
          Monday 2026-03-02
        Minutes [90]: ninety⏎
        A whole number
        Minutes [90]: ninety 9⏎
        Mode cloud⏎
        cloud is not known here
        Mode <⏎
        Minutes [9]: hour⏎
        A whole number from 1 to 1440, please. (typing replaces it)
        Minutes [9]: hour .⏎
        Who was there? ^C
        """,
        code=130,
    )


def test_a_short_answer_that_was_refused_can_be_mended_once_the_cursor_was_moved(
    record: Recorder,
) -> None:
    record(
        "log",
        """
        Date [today]: 30.2.2026⏎
        there is no date 30.2.2026
        Date [today]: 30.2.2026 ⎋[H3.⎋[3~⎋[3~⎋[3~⏎
          Tuesday 2026-02-03
        Minutes [90]: 6O⏎
        A whole number
        Minutes [90]: 6O ⎋[D⎋[C⌫0⏎
        Mode <⏎
        Minutes [60]: ^C
        """,
        code=130,
    )


def test_a_long_text_that_was_refused_gives_way_to_no_key(record: Recorder) -> None:
    record.records(session_document("2026-03-02"))
    record(
        "note add",
        """
        Process note: ⎋[200~We\x07 hurried⎋[201~⏎
        (Ctrl-U empties the line)
        Process note: .⏎
        Process note: We\x07 hurried. <⏎
        Process note: We\x07 hurried.< ^UWe hurried.⏎
        Interventions: .⏎
        """,
    )
    assert record.cli("note show N1 --json").json["text"] == "We hurried."


def test_a_sign_behind_what_stood_there_is_not_taken_for_a_part_of_it(record: Recorder) -> None:
    case = {"label": "the gift", "presenter": "heron", "feelings": ["frustration"]}
    record.records(session_document("2026-03-02", cases=[case]))
    record(
        "case edit C1",
        """
        Label (two to four neutral words): the gift ␣of a boat⏎
        Summary: It was heavy⏎
        Kind of encounter <⏎
        Summary: It was heavy <⏎
        Label (two to four neutral words): the gift of a boat ⏎
        Summary: It was heavy .⏎
        Kind of encounter ⏎
        Themes ⏎
        The presenter's feelings: frustration .⏎
        C1 was changed
        """,
    )
    shown = record.cli("case show C1 --json").json
    assert shown["case"]["label"] == "the gift of a boat"
    assert "It was heavy." in str(shown)
    assert "['frustration']" in str(shown)


def test_an_escape_sequence_that_is_pasted_does_not_get_in(record: Recorder) -> None:
    record(
        "log",
        f"""
        {TO_CASES}
        A case? new⏎
        Label ⎋[200~the⎋[31m gift\x07⎋[201~⏎
        holds a control character
        Label ^Uthe gift⏎
        Who presented? ^C
        """,
        code=130,
    )


def test_a_second_session_on_the_date_needs_a_yes(record: Recorder) -> None:
    record.records(session_document("2026-03-02"))
    record(
        "log",
        f"""
        {TO_CASES}
        A case? .⏎
        S1 was already held on that date. Was there another one? [y/N] n⏎
        Then please correct the date. Ctrl-C stops and keeps a draft.
        Date [2026-03-02]: ^C
        """,
        code=130,
    )
    assert record.draft() is not None
    record("--yes log", "Carry on with it? ⏎\nA case? .⏎\nSaved S2")


def test_piece_by_piece_the_same_questions_are_put(record: Recorder) -> None:
    record.records(session_document("2026-03-02"))
    record(
        "case add",
        """
        Label two teams⏎
        Who presented? plover⏎
        Summary: Sent as a messenger.⏎
        Kind of encounter .⏎
        C1 was added (S1).
        """,
    )
    record(
        "note add",
        """
        Process note: Two camps.⏎
        Is it about a case? (empty: no) (C1) c1⏎
        Interventions: .⏎
        N1 was added
        """,
    )
    assert record.document()["notes"] == [
        {"case": "/cases/0", "author": "alder", "text": "Two camps."}
    ]


def test_an_edit_begins_with_what_stands_there(record: Recorder) -> None:
    case = {**TWO_TEAMS, "summary": "Sent.", "why": "stuck"}
    record.records(session_document("2026-03-02", cases=[case]))
    record(
        "case edit C1",
        f"""
        Label (two to four neutral words): two teams , again⏎
        Summary: Sent. ^U⏎
        Kind of encounter ⏎
        Themes ⏎
        The presenter's feelings: {FEELINGS[0]}⏎
        Feelings imagined ⏎
        Why this case? -⏎
        Follow-up wanted? .⏎
        C1 was changed.
        """,
    )
    (edited,) = record.document()["cases"]
    assert edited["label"] == "two teams, again"
    assert "summary" not in edited
    assert "why" not in edited
    assert edited["feelings"] == [FEELINGS[0]]


# A text of several paragraphs


def written(record: Recorder, keys: str) -> str:
    """Return the text of a note that was typed with these keys."""
    record.records(session_document("2026-03-02"))
    record("note add", f"Process note: {keys}\nInterventions: .⏎")
    return str(record.cli("note show N1 --json").json["text"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("Two camps.⏎", "Two camps."),
        ("Two camps.^D", "Two camps."),
        ("Two camps.⎋⏎And I.⏎", "Two camps.\nAnd I."),
        ("Two camps.⎋⏎⎋⏎And I.⏎", "Two camps.\n\nAnd I."),
        (
            "⎋[200~Two\n\ncamps.\r\nA façade\rand naïve.⎋[201~⏎",
            "Two\n\ncamps.\nA façade\nand naïve.",
        ),
        ("⎋[200~.\n⎋[201~ Then.⏎", ".\n Then."),
        ("Two camps.↑↑↑ Of one⏎", "Two camps. Of one"),
        ("camps⎋⏎one↑ are⏎", "cam areps\none"),
        ("camps⎋⏎a↑↓b⏎", "camps\nab"),
    ],
)
def test_a_text_keeps_its_paragraphs(record: Recorder, keys: str, text: str) -> None:
    if "\n" in keys or "\r" in keys:  # these would end a line of the transcript
        keys = keys.replace("\r\n", "⏎␤").replace("\n", "␤").replace("\r", "⏎")
    assert written(record, keys) == text


def test_the_arrows_go_through_the_lines_as_they_stand_on_the_screen(record: Recorder) -> None:
    """The screen has 80 columns: the paragraph fills three lines, broken between its words."""
    first, second, third = ("a" * 70, "b" * 70, "c" * 70)
    text = written(record, f"{first} {second} {third}↑X↑Y↓↓↓Z⏎")
    assert text == f"{first}Y {second}X {third[:-1]}cZ"


def test_a_full_stop_in_a_text_skips_the_rest_only_alone(record: Recorder) -> None:
    record.records(session_document("2026-03-02", cases=[TWO_TEAMS]))
    record("case edit C1", "Label ⏎\nSummary: ⎋⏎.⎋⏎⏎", code=0)
    assert "summary" not in record.document()["cases"][0]


def test_a_text_to_check_may_have_paragraphs_too(record: Recorder) -> None:
    shown = record(
        "privacy check",
        """
        Text to check: ⎋[200~Nobody spoke.⏎⏎Then Mrs Okonkwo wept.⎋[201~⏎
        haracters 21 to 31: a name
        """,
        code=5,
    )
    assert "1 identifier found" in shown


# Drafts


def test_a_draft_is_kept_apart_for_each_leader_and_group(book: Logbook, larch: Group) -> None:
    drafts_of_log.keep(book, larch, {"answers": {"held_on": "2026-03-02"}})
    groups_and_members.add_leader(book, "sedge", "unknown")
    other = book._replace(leader="sedge")
    assert drafts_of_log.find(other, larch) is None
    assert drafts_of_log.find(book, larch) is not None


def test_nothing_of_a_draft_is_found_or_counted(cli: CommandLine) -> None:
    book = open_logbook.approach(cli.path, None).open(PASSPHRASE, TODAY)
    with book.store:
        answers = {"held_on": "2026-03-02", "cases": [{"label": "kingfisher blue"}]}
        drafts_of_log.keep(book, find_group(book, "G1"), {"answers": answers})
    assert cli("search --json", "kingfisher").json["hits"] == []
    assert cli("status --json").json["groups"][0]["last_session"] is None


def test_another_session_sent_as_a_document_leaves_the_draft_alone(record: Recorder) -> None:
    record("log", f"{TO_CASES}\nA case? ^C", code=130)
    record.records(session_document("2026-02-16"))
    assert record.draft() is not None


def test_half_a_summary_is_still_there_when_the_record_goes_on(record: Recorder) -> None:
    record(
        "log",
        f"""
        {TO_CASES}
        A case? new⏎
        Label the gift⏎
        Who presented? moth⏎
        Summary: It felt too large, and⎋⏎ärgerlich^C
        """,
        code=130,
    )
    record(
        "log",
        """
        Carry on with it? ⏎
          the gift
        Summary: It felt too large, and ärgerlich , too⏎
        Kind of encounter .⏎
        Saved S1
        """,
    )
    (case,) = record.document()["cases"]
    assert case["summary"] == "It felt too large, and\närgerlich, too"


def test_a_record_that_was_not_begun_leaves_no_draft(record: Recorder) -> None:
    assert "draft" not in record("log", "Date [today]: ^C", code=130)
    assert record.draft() is None


# What happens meanwhile in another window


@pytest.mark.slow
def test_a_busy_file_is_waited_for_and_nothing_typed_is_lost(record: Recorder) -> None:
    window = open_logbook.approach(record.cli.path, None).open(PASSPHRASE, TODAY)
    writing = window.store.writing()
    with window.store:
        record(
            "log",
            f"""
            {TO_CASES}
            A case? new⏎
            (meanwhile)
            Label the gift⏎
            in use by another window
            (meanwhile)
            Try again? [Y/n] ⏎
            Who presented? moth⏎
            Summary: .⏎
            Saved S1
            """,
            meanwhile=[writing.__enter__, lambda: writing.__exit__(None, None, None)],
        )
    (case,) = record.document()["cases"]
    assert case["label"] == "the gift"


@pytest.mark.slow
def test_news_stays_with_its_case_whatever_is_owed_meanwhile(record: Recorder) -> None:
    two_cases(record)
    record.does("case close C1")()
    record(
        "log",
        f"""
        {TO_NEWS}
          C2 the quiet son
        What news? easier⏎
        What did you hear? news of the son⏎
        Feelings before: ^C
        """,
        code=130,
    )
    record.does("case reopen C1")()
    record(
        "log",
        """
        Carry on with it? ⏎
          C1 the full bag
        What news? not-asked⏎
        Feelings before: .⏎
        Saved S2
        """,
    )
    news = {checkin["case"]: checkin for checkin in record.document("S2")["checkins"]}
    assert news["C2"] == {"case": "C2", "outcome": "easier", "text": "news of the son"}
    assert news["C1"] == {"case": "C1", "outcome": "not-asked"}


def test_a_session_recorded_late_is_not_asked_about_what_came_after_it(record: Recorder) -> None:
    two_cases(record)
    shown = record(
        "log",
        f"""
        {TO_NEWS.replace("2.3.2026", "2.2.2026")}
        A case? again⏎
        This group had no open case then.
        Another case? .⏎
        Saved S2, Monday 2026-02-02
        """,
    )
    assert "News of earlier cases" not in shown


def test_a_member_added_since_is_asked_about_when_the_record_goes_on(record: Recorder) -> None:
    record("log", f"{TO_CASES}\nA case? ^C", code=130)
    record.does("member add larch --alias teasel")()
    record(
        "log",
        """
        Carry on with it? ⏎
        The members have changed since
        Who was there? ↓↓↓␣.⏎
        Saved S1
        """,
    )
    assert record.document()["attendance"]["teasel"] == "present"


@pytest.mark.slow
def test_a_refused_record_can_be_put_right_question_by_question(record: Recorder) -> None:
    """The case presented twice becomes none on the second pass, the rest stays in place."""
    two_cases(record)
    about = """
        Which case? C1⏎
        Who presented? heron⏎
        Summary: Once more.⏎
        Kind of encounter ⏎
        Themes ⏎
        The presenter's feelings: ⏎
        Feelings imagined ⏎
        Why this case? ⏎
        Follow-up wanted? no⏎
    """
    as_it_was = """
        Which case? (C1 C2) [C1] ⏎
        Who presented? ⏎
        Summary: Once more. ⏎
        Kind of encounter ⏎
        Themes ⏎
        The presenter's feelings: ⏎
        Feelings imagined ⏎
        Why this case? ⏎
        Follow-up wanted? (yes no presenter-decides) [no] ⏎
    """
    record(
        "log",
        f"""
        {TO_NEWS}
        What news? not-asked⏎
        What news? not-asked⏎
        A case? again⏎
        {about}
        Another case? again⏎
        {about}
        Another case? .⏎
        case presented again 2, case: C1 was already presented
        Your answers are still there; please check them.
        Date [2026-03-02]: ⏎
        Minutes ⏎
        Mode ⏎
        Who led? ⏎
        Who was there? ⏎
        Late ⏎
        What news? ⏎
        What news? ⏎
        A case? (none new again continues) [again] ⏎
        {as_it_was}
        Another case? (none new again continues) [again] none⏎
        Process note: .⏎
        Saved S2
        """,
    )
    told = record.document("S2")["presentations"]
    assert [presentation["summary"] for presentation in told] == ["Once more."]


def test_a_refused_check_in_of_its_own_is_told_before_anybody_types(record: Recorder) -> None:
    two_cases(record)
    record("case check-in C1 --session S1", "C1 was not presented before", code=2)


def test_what_was_typed_for_a_single_case_outlives_a_refusal(record: Recorder) -> None:
    """The presenter is made absent in another window while the summary is typed."""
    record.records(session_document("2026-03-02"))
    record(
        "case add",
        """
        Label two teams⏎
        Who presented? plover⏎
        (meanwhile)
        Summary: Sent as a messenger.⏎
        Kind of encounter .⏎
        plover was not there
        Your answers are still there
        Label (two to four neutral words): two teams ⏎
        Who presented? (heron plover moth) [plover] moth⏎
        Summary: Sent as a messenger. ⏎
        Kind of encounter .⏎
        C1 was added
        """,
        meanwhile=[record.does("session edit S1 --attendance plover=absent")],
    )
    (case,) = record.document()["cases"]
    assert (case["presenter"], case["summary"]) == ("moth", "Sent as a messenger.")


AGAIN_WITH_A_SUMMARY = """
    A case? again⏎
    Which case? (C1 C2) C1⏎
    Who presented? heron⏎
    Summary: Once more.⏎
    (meanwhile)
    Kind of encounter .⏎
"""


def once_more(date: str = "⏎") -> str:
    """Go through a record that was refused, with what stands there, up to its first case."""
    return f"""
        Your answers are still there
        Date {date}
        Minutes ⏎
        Mode ⏎
        Who led? ⏎
        Who was there? ⏎
        Late ⏎
        A case? (none new again continues) [again] ⏎
    """


@pytest.mark.slow
@pytest.mark.parametrize("date", ["⏎", "10.2.2026⏎"], ids=["closed", "not yet presented"])
def test_a_case_that_cannot_be_presented_any_more_is_asked_for_anew(
    record: Recorder, date: str
) -> None:
    """What stands in brackets is what Enter means, and nothing that was typed is dropped."""
    for held_on, case in (("2026-02-16", FULL_BAG), ("2026-02-02", QUIET_SON)):
        record.records(session_document(held_on, cases=[{**case, "follow_up": "no"}]))
    shown = record(
        "log",
        f"""
        {TO_CASES}
        {AGAIN_WITH_A_SUMMARY}
        {once_more(date)}
        Which case? (C2) ⏎
        This needs an answer.
        Which case? (C2) C2⏎
        Who presented? (heron plover moth) [heron] ⏎
        Summary: Once more. ⏎
        Kind of encounter .⏎
        Saved S3
        """,
        meanwhile=[record.does("case close C1 --on 2026-02-20")],
    )
    assert "[C1]" not in shown
    (told,) = record.document("S3")["presentations"]
    assert (told["case"], told["summary"]) == ("C2", "Once more.")


@pytest.mark.slow
def test_a_case_with_a_summary_is_saved_where_none_can_be_named(record: Recorder) -> None:
    """No case is open any more: what was told of one is refused once more, and not left out."""
    nobody_is_owed(record)

    def close() -> None:
        for case in ("C1", "C2"):
            record.does(f"case close {case} --on 2026-02-20")()

    record(
        "log",
        f"""
        {TO_CASES}
        {AGAIN_WITH_A_SUMMARY}
        {once_more()}
        This group had no open case then.
        Another case? .⏎
        case presented again 1, case: C1 is closed
        Date ^C
        """,
        code=130,
        meanwhile=[close],
    )
    draft = record.draft()
    assert draft is not None
    assert draft["asides"]["turns"][0]["answers"]["summary"] == "Once more."


@pytest.mark.slow
def test_a_link_to_a_case_that_is_gone_is_asked_for_anew(record: Recorder) -> None:
    nobody_is_owed(record)
    record(
        "log",
        f"""
        {TO_CASES}
        A case? continues⏎
        Which case does it continue? (C1 C2) C1⏎
        Label the empty bag⏎
        Who presented? moth⏎
        (meanwhile)
        Summary: .⏎
        case 1, continues: this group has no case C1
        Your answers are still there
        Date ⏎
        Minutes ⏎
        Mode ⏎
        Who led? ⏎
        Who was there? ⏎
        Late ⏎
        A case? (none new again continues) [continues] ⏎
        Which case does it continue? (C2) ⏎
        This needs an answer.
        Which case does it continue? (C2) C2⏎
        Label ⏎
        Who presented? ⏎
        Summary: .⏎
        Saved S2
        """,
        meanwhile=[record.does("case delete C1 --yes")],
    )
    (case,) = record.document("S2")["cases"]
    assert case["continues"] == "C2"


@pytest.mark.parametrize(
    ("kind", "answers", "recorded_as"),
    [
        ("again", {"presenter": "heron", "summary": "Once more."}, "presentations"),
        ("again", {"label": "x", "presenter": "heron", "summary": "x"}, "presentations"),
        ("new", {"case": "C1", "presenter": "heron", "summary": "Once more."}, "cases"),
        ("continues", {"continues": "C1", "feelings": ["hope"]}, "cases"),
        ("again", {}, None),
        ("again", {"label": "x"}, None),
        ("new", {"case": "C1"}, None),
        ("continues", {"continues": "C1"}, None),
    ],
)
def test_what_was_told_of_a_case_is_never_left_out_in_silence(
    kind: str, answers: dict[str, Any], recorded_as: str | None
) -> None:
    """Without its case or label it is refused; only where nothing was told there is no case."""
    form = Form(asides={"turns": [{"kind": kind, "answers": answers}]})
    assert set(document_of(form)) == ({recorded_as} if recorded_as else set())


@pytest.mark.parametrize(
    ("asides", "moth"),
    [
        ({"there": ["heron", "moth"], "absent": ["moth"]}, "present"),
        ({"there": ["heron"], "absent": ["moth"]}, "absent"),
        ({"there": ["heron"], "absent": []}, "apologies"),
        ({"there": ["heron"], "absent": [], "late": "moth late 60"}, "apologies"),
        ({"there": ["heron"], "absent": ["moth"], "late": "moth late 60"}, "absent"),
        ({"there": ["moth"], "late": "moth late 60"}, {"status": "late", "minutes": 60}),
    ],
)
def test_the_ticks_stand_above_what_was_said_before_them(
    asides: dict[str, Any], moth: object
) -> None:
    assert attendance._attendance(["heron", "moth"], asides)["moth"] == moth


@pytest.mark.slow
def test_who_is_ticked_when_the_record_goes_on_was_there(record: Recorder) -> None:
    record(
        "log",
        f"""
        {TO_ATTENDANCE}
        Who was there? ↓↓␣⏎
        Who stayed away without a word? moth⏎
        Late, or left early? ^C
        """,
        code=130,
    )
    record.does("member add larch --alias teasel")()
    record(
        "log",
        """
        Carry on with it? ⏎
        Who was there? a⏎
        Late, or left early? ⏎
        A case? .⏎
        Saved S1, Monday 2026-03-02: 4 of 4 there.
        """,
    )


@pytest.mark.slow
def test_an_edit_goes_on_with_what_was_typed_over_what_was_changed_meanwhile(
    record: Recorder,
) -> None:
    case = {**TWO_TEAMS, "summary": "Sent.", "why": "stuck"}
    record.records(session_document("2026-03-02", cases=[case]))
    change = {"label": "the red door", "summary": "Theirs.", "themes": ["bad-news"]}
    shown = record(
        "case edit C1",
        """
        Label (two to four neutral words): two teams ⏎
        Summary: Sent. ␣As a messenger.⏎
        Kind of encounter ⏎
        Themes ⏎
        The presenter's feelings: ⏎
        Feelings imagined ⏎
        [stuck; - for none] -⏎
        (meanwhile)
        Follow-up wanted? .⏎
        C1 has been changed in another window
        label: the red door
        summary: Theirs.
        themes: bad-news
        What you typed is still there; please check it.
        Label (two to four neutral words): the red door ⏎
        Summary: Sent. As a messenger. ⏎
        Kind of encounter .⏎
        C1 was changed.
        """,
        meanwhile=[record.does("case edit C1 --from -", change)],
    )
    assert "Try again?" not in shown
    (edited,) = record.document()["cases"]
    assert (edited["label"], edited["summary"]) == ("the red door", "Sent. As a messenger.")
    assert edited["themes"] == ["bad-news"]
    assert "why" not in edited, "what was taken away stays away"


def test_a_note_goes_on_with_what_was_typed_over_what_was_changed_meanwhile(
    record: Recorder,
) -> None:
    note = {"text": "Two camps.", "heading": "boundaries"}
    record.records(session_document("2026-03-02", notes=[note]))
    record(
        "note edit N1",
        """
        Process note: Two camps. ␣And I.⏎
        (meanwhile)
        Interventions: .⏎
        heading: nothing
        What you typed is still there
        Process note: Two camps. And I. ⏎
        Interventions: .⏎
        N1 was changed.
        """,
        meanwhile=[
            record.does("note edit N1 --from -", {"heading": None, "observations": ["rivalry"]})
        ],
    )
    assert record.document()["notes"] == [
        {"author": "alder", "text": "Two camps. And I.", "observations": ["rivalry"]}
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "questions", "delete", "name"),
    [
        ("case edit C1", "Label ^Uthe gift⏎", "case delete C1 --yes", "C1"),
        ("case edit C1 --session S1", "", "case delete C1 --session S1 --yes", "C1"),
        (
            "case add --session S2",
            "Label the gift⏎\nWho presented? moth⏎",
            "session delete S2 --yes",
            "S2",
        ),
    ],
)
def test_what_was_typed_about_what_is_gone_is_shown_once_more(
    record: Recorder, command: str, questions: str, delete: str, name: str
) -> None:
    again = {"case": "C1", "presenter": "plover"}
    record.records(session_document("2026-02-16", cases=[TWO_TEAMS]))
    record.records(session_document("2026-03-02", presentations=[again]))
    shown = record(
        command,
        f"""
        {questions}
        Summary: Too large to take.⏎
        (meanwhile)
        Kind of encounter .⏎
        What you typed:
        summary: Too large to take.
        {name} has been changed in another window
        """,
        code=1,
        meanwhile=[record.does(delete)],
    )
    assert "Try again?" not in shown


# What is left out, and said so


@pytest.mark.slow
def test_a_full_stop_at_the_presenter_drops_a_case_that_nobody_brought(record: Recorder) -> None:
    record(
        "log",
        f"""
        {TO_CASES}
        A case? new⏎
        Label the gift⏎
        Who presented? .⏎
        the gift is left out: it has no presenter.
        Saved S1
        """,
    )
    assert "cases" not in record.document()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("keys", "presenters", "said"),
    [("↓␣", ["heron"], "Saved S2"), ("␣", [], "C1 is left out: it has no")],
    ids=["plover is away", "heron is away"],
)
def test_a_known_case_is_presented_by_the_same_as_before_if_they_are_there(
    record: Recorder, keys: str, presenters: list[str], said: str
) -> None:
    record.records(session_document("2026-02-16", cases=[{**FULL_BAG, "follow_up": "no"}]))
    record(
        "log",
        f"""
        {TO_ATTENDANCE}
        Who was there? {keys}⏎
        Who stayed away ⏎
        Late ⏎
        A case? again⏎
        Which case? (C1) C1⏎
        Who presented? .⏎
        {said}
        """,
    )
    told = record.document("S2").get("presentations", [])
    assert [presentation["presenter"] for presentation in told] == presenters


def test_where_nobody_was_there_no_case_is_asked_for(record: Recorder) -> None:
    record(
        "log",
        f"""
        {TO_ATTENDANCE}
        Who was there? ␣↓␣↓␣⏎
        Who stayed away ⏎
        Process note: .⏎
        Saved S1, Monday 2026-03-02: 0 of 3 there.
        """,
    )


@pytest.mark.slow
def test_what_was_told_of_a_case_is_said_when_nobody_was_there_after_all(record: Recorder) -> None:
    nobody_is_owed(record)
    record(
        "log",
        f"""
        {TO_CASES}
        {AGAIN_WITH_A_SUMMARY}
        Your answers are still there
        Date ⏎
        Minutes ⏎
        Mode ⏎
        Who led? ⏎
        Who was there? ␣↓␣↓␣⏎
        Who stayed away ⏎
        is left out: nobody was there. Its summary was: Once more.
        Process note: .⏎
        Saved
        """,
        meanwhile=[record.does("case delete C1 --yes")],
    )


@pytest.mark.slow
def test_a_presenter_who_was_away_is_told_as_such(record: Recorder) -> None:
    record(
        "log",
        f"""
        {TO_ATTENDANCE}
        Who was there? ↓␣⏎
        Who stayed away ⏎
        Late ⏎
        A case? new⏎
        Label the gift⏎
        Who presented? (heron moth) plo⏎
        plover was not there.
        Who presented? (heron moth) ^Umoth⏎
        Summary: .⏎
        Saved S1
        """,
    )


def test_late_takes_first_letters_and_says_what_it_understood(record: Recorder) -> None:
    record(
        "log",
        f"""
        {TO_ATTENDANCE}
        Who was there? ⏎
        Late, or left early? mouth late 60⏎
        did you mean moth?
        Late, or left early? ^Umoth lat 60⏎
        Write it like this: moth late 60, heron left 45
        Late, or left early? ^Umoth late 60 70⏎
        Write it like this:
        Late, or left early? ^Umoth late 600⏎
        a whole number up to 90
        Late, or left early? ^Umo late 10; her left 45, plover late⏎
          moth: late, there for 10 of 90 minutes
          heron: left early, there for 45 of 90 minutes
          plover: late
        A case? .⏎
        Saved S1
        """,
    )
    assert record.document()["attendance"] == {
        "heron": {"status": "left-early", "minutes": 45},
        "plover": "late",
        "moth": {"status": "late", "minutes": 10},
    }


def test_a_group_without_members_is_told_before_anybody_types(record: Recorder) -> None:
    record.does("group add willow")()
    record(
        "log --group willow",
        """
        willow has no members yet
        balintlog member add willow
        """,
        code=2,
    )


# A logbook that is replaced meanwhile


def test_what_was_typed_for_a_logbook_that_was_replaced_can_be_read_once_more(
    record: Recorder, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    two_cases(record)
    record(
        "note add",
        """
        (meanwhile)
        Process note: Two camps.⏎
        Not saved. What you typed: text: Two camps.
        been replaced in another window
        """,
        code=1,
        meanwhile=[record.does(f"--yes vault rotate --sheet {tmp_path}/stick/sheet.txt")],
    )


@pytest.mark.slow
def test_a_draft_in_a_logbook_that_was_replaced_does_not_count_as_saved(
    record: Recorder, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    record.records(session_document("2026-02-16", cases=[FULL_BAG]))
    shown = record(
        "log",
        f"""
        {TO_ATTENDANCE}
        Who was there? ⏎
        Late, or left early? moth late⏎
        What news? easier⏎
        What did you hear? She laughed.⏎
        Feelings before ⏎
        Feelings now ⏎
        Ask again? ⏎
        Ask when? ⏎
        A case? new⏎
        Label the gift⏎
        Who presented? moth⏎
        (meanwhile)
        Summary: Too large to take.⏎
        Not saved. What you typed:
        been replaced in another window
        """,
        code=1,
        meanwhile=[record.does(f"--yes vault rotate --sheet {tmp_path}/stick/sheet.txt")],
    )
    typed = shown.partition("What you typed:")[2].partition("balintlog:")[0]
    assert typed.split("\n") == [
        "",
        "  held on: 2026-03-02",
        "  minutes: 90",
        "  mode: in-person",
        "  leaders: alder leader, sedge co-leader",
        "  attendance: heron present, plover present, moth late",
        "  checkins:",
        "    case: C1",
        "    outcome: easier",
        "    text: She laughed.",
        "  cases:",
        "    label: the gift",
        "    presenter: moth",
        "    summary: Too large to take.",
        "",
    ]


def test_nothing_is_asked_where_nothing_can_be_saved(record: Recorder) -> None:
    two_cases(record)
    older = record.cli.path.read_bytes()
    record.records(session_document("2026-03-09"))
    record.cli.path.write_bytes(older)
    record("note add", "older than the one last used", code=6)
