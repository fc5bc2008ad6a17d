"""The guided record, in a real terminal: what a tired leader types, mistypes and breaks off."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from conftest import PASSPHRASE, TODAY, CommandLine, session_document
from recorder import Recorder, to_attendance, to_cases
from terminal import CTRL_C, Terminal

from balintlog.cli.guided import attendance as attending
from balintlog.cli.guided.document_of import document_of
from balintlog.cli.guided.form import Form
from balintlog.domain.vocabulary import FEELINGS, THEMES
from balintlog.logbook.book import Logbook, find_group
from balintlog.logbook.keys import open_logbook
from balintlog.logbook.record import groups_and_members, session_draft

if TYPE_CHECKING:
    from balintlog.domain.records import Group

pytestmark = pytest.mark.slow

BALINTLOG = str(Path(sys.executable).parent / "balintlog")


@pytest.fixture
def record(cli: CommandLine, tmp_path: Path) -> Recorder:
    """Start ``balintlog log`` in a terminal on the logbook of the group larch."""
    return Recorder(cli, tmp_path)


def test_a_bare_session_takes_a_date_and_a_full_stop(record: Recorder) -> None:
    with record() as terminal:
        terminal.answer("Date", "2026-03-02")
        terminal.answer("Minutes", ".")
        terminal.answer("Who was there?", "")
        terminal.wait_for("Kept S1, Monday 2026-03-02: 3 of 3 there.")
        assert terminal.finish() == 0
    document = record.document()
    assert document["attendance"] == dict.fromkeys(("heron", "plover", "moth"), "present")
    assert document["minutes"] == 90
    assert document["leaders"] == {"alder": "leader", "sedge": "co-leader"}


def test_a_full_stop_among_the_ticks_keeps_them_and_skips_the_rest(record: Recorder) -> None:
    with record() as terminal:
        to_attendance(terminal)
        terminal.type(" ", end="")  # heron, the first one, was not there
        terminal.type(".", end="")
        terminal.wait_for("Kept S1")
        assert terminal.finish() == 0
    assert record.document()["attendance"]["heron"] == "apologies"


def test_a_whole_evening_is_kept_as_it_was_typed(record: Recorder) -> None:
    record.closes()
    with record() as terminal:
        to_attendance(terminal)
        terminal.type("\x1b[B ", end="")  # down to plover, who was not there
        terminal.type("")
        terminal.answer("Who stayed away without a word?", "plover")
        terminal.answer("Late, or left early?", "moth late 60")
        for question, answer in (
            ("A case?", "new"),
            ("Label", "the crumbling façade"),
            ("Who presented? (heron moth)", "her"),
            ("Summary:", "Fury over the naïve letter 📨, and fatigue."),
            ("Kind of encounter", "clinician-patient"),
            ("Themes", "nonadherence, chronic"),
            ("The presenter's feelings:", "frustration"),
            ("Feelings imagined in the patient:", "fear"),
            ("Why this case?", "stuck"),
            ("Follow-up wanted?", ""),
            ("Ask when?", "2"),
            ("Could somebody in the town", "n"),
            ("Another case?", ""),
            ("Process note:", "We were quick to advise."),
            ("new-1  the crumbling façade On which case, if on one?", "the"),
            ("Interventions:", "held-off protected"),
            ("Observations:", "rivalry"),
            ("Competence heading:", "boundaries"),
            ("Question for supervision:", "What made us hurry?"),
            ("Another note?", "n"),
        ):
            terminal.answer(question, answer)
        terminal.wait_for("Kept S1")
        assert terminal.finish() == 0
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


def test_news_is_asked_of_those_who_are_there_and_only_of_them(record: Recorder) -> None:
    cases = [
        {"label": "the full bag", "presenter": "heron"},
        {"label": "the quiet son", "presenter": "plover"},
    ]
    assert record.cli("log --from -", session_document("2026-02-16", cases=cases)).code == 0
    with record() as terminal:
        to_attendance(terminal)
        terminal.type("\x1b[B ", end="")  # plover is away
        terminal.type("")
        terminal.answer("Who stayed away without a word?", "")
        terminal.answer("Late, or left early?", "")
        screen = terminal.wait_for("What news?")
        assert "C1 the full bag (heron)" in screen
        assert "C2" not in screen
        terminal.type("easier")
        terminal.answer("In one line:", "The bag stayed at home.")
        terminal.answer("Feelings before:", "annoyed")
        terminal.answer("Feelings now:", "relief")
        terminal.answer("Ask again?", "n")
        terminal.answer("A case?", ".")
        terminal.wait_for("check-ins: C1")
        assert terminal.finish() == 0
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
    with record() as terminal:
        terminal.answer("Date [today]:", "<")
        terminal.wait_for("There is no question before this one.")
        terminal.wait_for("Date [today]:", 2)
        terminal.type("9.3.2026")
        terminal.answer("Minutes [90]:", "<")
        terminal.answer("Date [2026-03-09]:", "2.3.2026")
        for question, answer in (("Minutes [90]:", ""), ("Mode", ""), ("Who led?", "")):
            terminal.wait_for(question, 2 if "Minutes" in question else 1)
            terminal.type(answer)
        terminal.wait_for("Who was there?")
        terminal.type("<", end="")
        terminal.wait_for("Who led?", 2)
        terminal.type("sedge")
        terminal.wait_for("Who was there?", 2)
        terminal.type("")
        terminal.answer("Late, or left early?", "")
        terminal.answer("A case?", "new")
        terminal.answer("Label", "the gift")
        terminal.answer("Who presented?", "moth")
        terminal.answer("Summary:", "<")
        terminal.answer("Who presented? (heron plover moth) [moth]", "plover")
        terminal.wait_for("Summary:", 2)
        terminal.type("It felt too large.")
        terminal.answer("Kind of encounter", ".")
        terminal.wait_for("Kept S1, Monday 2026-03-02")
        assert terminal.finish() == 0
    document = record.document()
    assert document["leaders"] == {"sedge": "leader"}
    (case,) = document["cases"]
    assert (case["presenter"], case["summary"]) == ("plover", "It felt too large.")


def test_enter_passes_by_news_cases_and_notes(record: Recorder) -> None:
    case = {"label": "the full bag", "presenter": "heron"}
    assert record.cli("log --from -", session_document("2026-02-16", cases=[case])).code == 0
    with record() as terminal:
        to_attendance(terminal)
        terminal.type("")
        terminal.answer("Late, or left early?", "")
        terminal.answer("[not-asked]", "")
        terminal.answer("A case?", "")
        terminal.answer("Process note:", "")
        screen = terminal.wait_for("Kept S2")
        assert terminal.finish() == 0
    assert "Interventions" not in screen
    assert record.document("S2")["checkins"] == [{"case": "C1", "outcome": "not-asked"}]
    assert record.cli("followups --json").json["groups"][0]["owed"], "as before"


def test_it_is_said_what_a_case_can_be_and_what_a_letter_could_mean(record: Recorder) -> None:
    with record() as terminal:
        to_cases(terminal)
        terminal.wait_for("again: a known case presented again")
        terminal.type("n")
        terminal.wait_for("That could be: none new.")
        terminal.wait_for("A case?", 2)
        terminal.type("no")  # in place of the n
        terminal.answer("Process note:", ".")
        terminal.wait_for("Kept S1")
        assert terminal.finish() == 0


def test_nobody_is_asked_too_much(record: Recorder) -> None:
    """A presenter who would rather not say is left alone; a guest is owed nothing."""
    record.closes()
    case = {"label": "the full bag", "presenter": "heron"}
    assert record.cli("log --from -", session_document("2026-02-16", cases=[case])).code == 0
    assert record.cli("member add larch --alias wren --guest 2026-03-02").code == 0
    with record() as terminal:
        to_attendance(terminal)
        terminal.type("")
        terminal.answer("Late, or left early?", "")
        terminal.answer("What news?", "declined")
        terminal.answer("A case?", "new")
        for question, answer in (
            ("Label", "the gift"),
            ("Who presented?", "wren"),
            ("Summary:", ""),
            ("Kind of encounter", ""),
            ("Themes", ""),
            ("The presenter's feelings:", ""),
            ("Feelings imagined", ""),
            ("Why this case?", ""),
            ("Could somebody in the town", "n"),
            ("Another case?", "."),
        ):
            terminal.answer(question, answer)
        screen = terminal.wait_for("Kept S2")
        assert terminal.finish() == 0
    for unasked in ("In one line:", "Feelings before:", "Ask again?", "Follow-up wanted?"):
        assert unasked not in screen
    assert record.document("S2")["checkins"] == [{"case": "C1", "outcome": "declined"}]


def test_a_case_can_be_presented_again_and_another_can_continue_it(record: Recorder) -> None:
    case = {"label": "the full bag", "presenter": "heron", "follow_up": "no"}
    assert record.cli("log --from -", session_document("2026-02-16", cases=[case])).code == 0
    with record() as terminal:
        to_cases(terminal)
        for question, answer in (
            ("A case?", "again"),
            ("C1  the full bag Which case? (C1)", "the full"),
            ("Who presented? (heron plover moth) [heron]", ""),  # as before
            ("Summary:", "Once more."),
            ("Kind of encounter", ""),
            ("Themes", ""),
            ("The presenter's feelings:", ""),
            ("Feelings imagined", ""),
            ("Why this case?", ""),
            ("Follow-up wanted?", "no"),
            ("Another case?", "continues"),
            ("Which case does it continue? (C1)", "c1"),
            ("Label", "the empty bag"),
            ("Label (two to four neutral words): the empty bag Who presented?", "moth"),
            ("Summary:", "."),
        ):
            terminal.answer(question, answer)
        terminal.wait_for("Kept S2")
        assert terminal.finish() == 0
    document = record.document("S2")
    assert document["presentations"][0]["case"] == "C1"
    assert document["presentations"][0]["summary"] == "Once more."
    assert document["cases"][0]["continues"] == "C1"
    assert document["cases"][0]["presenter"] == "moth"


@pytest.mark.parametrize("end", ["ctrl-c", "kill"])
def test_an_interrupted_record_goes_on_where_it_was(record: Recorder, end: str) -> None:
    with record() as terminal:
        to_cases(terminal)
        terminal.type("new")
        terminal.answer("Label", "the gift")
        terminal.answer("Who presented?", "moth")
        terminal.answer("Summary:", "It felt too large.")
        terminal.wait_for("Kind of encounter")
        if end == "kill":
            terminal.kill()
        else:
            terminal.type(CTRL_C, end="")
            assert "balintlog log goes on with it" in terminal.wait_for("kept as a draft")
            assert terminal.finish() == 130
    assert record.cli("session list --json").json["sessions"] == []
    with record() as terminal:
        terminal.answer("unfinished record of larch, 2026-03-02. Go on with it? [Y/n]", "y")
        terminal.answer("Kind of encounter", ".")
        terminal.wait_for("Kept S1")
        assert terminal.finish() == 0
    (case,) = record.document()["cases"]
    assert (case["label"], case["summary"]) == ("the gift", "It felt too large.")
    assert record.draft() is None


def test_an_unfinished_record_is_thrown_away_only_after_a_yes(record: Recorder) -> None:
    with record() as terminal:
        to_cases(terminal)
        terminal.type(CTRL_C, end="")
        assert terminal.finish() == 130
    with record() as terminal:
        terminal.answer("Go on with it?", "n")
        terminal.answer("Throw that record away? [y/N]", "")
        assert terminal.finish() == 1
    assert record.draft() is not None
    with record() as terminal:
        terminal.answer("Go on with it?", "n")
        terminal.answer("Throw that record away?", "y")
        terminal.answer("Date [today]:", CTRL_C, end="")
        assert terminal.finish() == 130
    assert record.draft() is None


def test_a_refused_answer_is_asked_again_with_its_words_in_place(record: Recorder) -> None:
    with record() as terminal:
        terminal.answer("Date [today]:", "3/4/2026")
        terminal.answer(
            "is not a date that can be read", "\x15", end=""
        )  # Ctrl-U: the words were still there to be taken away
        terminal.type("30.2.2026")
        terminal.answer(
            "there is no date 30.2.2026", "\x7f" * 8 + ".3.2026"
        )  # 30.2.2026 becomes 3.3.2026
        terminal.answer("Minutes [90]:", "ninety")
        terminal.answer("A whole number", CTRL_C, end="")
        assert terminal.finish() == 130


def test_a_short_answer_that_was_refused_gives_way_to_the_next_one(record: Recorder) -> None:
    with record() as terminal:
        terminal.answer("Date [today]:", "3/4/2026")
        terminal.wait_for("(typing replaces it) Date [today]: 3/4/2026")
        terminal.type("\x1b[200~30.2.2026\x1b[201~")  # pasted
        terminal.answer("there is no date 30.2.2026", "2.3.2026")
        terminal.answer("Monday 2026-03-02", "ninety")
        terminal.answer("A whole number", "9")
        terminal.answer("Mode", "cloud")
        terminal.answer("Not known here", "<")
        terminal.wait_for("Minutes [9]:")
        terminal.type("hour")
        terminal.answer("A whole number from 1 to 1440, please. (typing replaces it)", ".")
        terminal.wait_for("Who was there?")
        terminal.type(CTRL_C, end="")
        assert terminal.finish() == 130


def test_a_short_answer_that_was_refused_can_be_mended_once_the_cursor_was_moved(
    record: Recorder,
) -> None:
    with record() as terminal:
        terminal.answer("Date [today]:", "30.2.2026")
        terminal.answer("there is no date 30.2.2026", "\x1b[H3.\x1b[3~\x1b[3~\x1b[3~")
        terminal.wait_for("Tuesday 2026-02-03")
        terminal.answer("Minutes [90]:", "6O")
        terminal.answer("A whole number", "\x1b[D\x1b[C\x7f0")
        terminal.answer("Mode", "<")
        terminal.wait_for("Minutes [60]:")
        terminal.type(CTRL_C, end="")
        assert terminal.finish() == 130


def test_a_long_text_that_was_refused_gives_way_to_no_key(record: Recorder) -> None:
    assert record.cli("log --from -", session_document("2026-03-02")).code == 0
    with record("note add") as terminal:
        terminal.answer("Process note:", "\x1b[200~We\x07 hurried\x1b[201~")
        terminal.answer("(Ctrl-U empties the line)", ".")
        terminal.wait_for("We^G hurried.")
        terminal.type("<")
        terminal.wait_for("We^G hurried.<")
        terminal.type("\x15We hurried.")
        terminal.answer("Interventions:", ".")
        assert terminal.finish() == 0
    assert record.cli("note show N1 --json").json["text"] == "We hurried."


def test_a_sign_behind_what_stood_there_is_not_taken_for_a_part_of_it(record: Recorder) -> None:
    case = {"label": "the gift", "presenter": "heron", "feelings": ["frustration"]}
    assert record.cli("log --from -", session_document("2026-03-02", cases=[case])).code == 0
    with record("case edit C1") as terminal:
        terminal.answer("Label", " of a boat")
        terminal.answer("Summary:", "It was heavy")
        terminal.answer("Kind of encounter", "<")
        terminal.wait_for("Summary: It was heavy", 2)
        terminal.type("<")
        terminal.wait_for("Label (two to four neutral words): the gift of a boat", 2)
        terminal.type("")
        terminal.wait_for("Summary: It was heavy", 3)
        terminal.type(".")  # the end of its sentence
        terminal.wait_for("Kind of encounter", 2)
        terminal.type("")
        terminal.answer("Themes", "")
        terminal.answer("The presenter's feelings: frustration", ".")
        terminal.wait_for("C1 was changed")
        assert terminal.finish() == 0
    shown = record.cli("case show C1 --json").json
    assert shown["case"]["label"] == "the gift of a boat"
    assert "It was heavy." in str(shown)
    assert "['frustration']" in str(shown)


def test_an_escape_sequence_that_is_pasted_does_not_get_in(record: Recorder) -> None:
    with record() as terminal:
        to_cases(terminal)
        terminal.type("new")
        terminal.answer("Label", "\x1b[200~the\x1b[31m gift\x07\x1b[201~")
        terminal.answer("holds a control character", "\x15", end="")
        terminal.type("the gift")
        terminal.answer("Who presented?", CTRL_C, end="")
        assert terminal.finish() == 130


def test_a_second_session_on_the_date_needs_a_yes(record: Recorder) -> None:
    assert record.cli("log --from -", session_document("2026-03-02")).code == 0
    with record() as terminal:
        to_cases(terminal)
        terminal.type(".")
        terminal.answer(
            "S1 was held on that date already. Another one on the same date? [y/N]", "n"
        )
        terminal.wait_for("put the date right")
        terminal.answer("Date [2026-03-02]:", CTRL_C, end="")
        assert terminal.finish() == 130
    assert record.draft() is not None
    with record("--yes log") as terminal:
        terminal.answer("Go on with it?", "")
        terminal.answer("A case?", ".")
        terminal.wait_for("Kept S2")
        assert terminal.finish() == 0


def test_the_questions_fit_a_narrow_window_and_need_no_colour(record: Recorder) -> None:
    record.environ["NO_COLOR"] = "1"
    with record(columns=60) as terminal:
        to_cases(terminal)
        terminal.type(".")
        terminal.wait_for("Kept S1")
        assert terminal.finish() == 0
        assert "\x1b[31" not in terminal.raw
        assert "\x1b[38;" not in terminal.raw


def test_what_is_refused_is_said_right_above_the_question_and_no_word_is_broken(
    record: Recorder,
) -> None:
    with record(columns=60) as terminal:
        to_cases(terminal)
        for question, answer in (
            ("A case?", "new"),
            ("Label", "the gift"),
            ("Who presented?", "moth"),
            ("Summary:", ""),
            ("Kind of encounter", ""),
            ("Themes", ""),
            ("The presenter's feelings:", ""),
            ("Feelings imagined", ""),
            ("Why this case?", "xyz"),
        ):
            terminal.answer(question, answer)
        terminal.wait_for("pattern-repeats)", 2)
        terminal.wait_for("Why this case?", 2)
        lines = [line.strip() for line in terminal.text.splitlines()]
        place = next(at for at, line in enumerate(lines) if line.startswith("Not known here"))
        below = lines[place:]
        assert any(line.startswith("Why this case? (stuck strong-emotion") for line in below[2:5])
        for word in ("moral-conflict", "unresolved-ending", "pattern-repeats)"):
            assert any(word in line for line in below), "a whole word, on one line"
        terminal.type(CTRL_C, end="")
        assert terminal.finish() == 130


def test_where_the_answer_goes_into_a_pipe_the_questions_stay_on_the_terminal(
    record: Recorder, tmp_path: Path
) -> None:
    answer = tmp_path / "answer.json"
    script = f"{BALINTLOG} log --json > {answer}"
    with Terminal(["/bin/sh", "-c", script], record.environ) as terminal:
        to_cases(terminal)
        terminal.type(".")
        assert terminal.finish() == 0
    assert json.loads(answer.read_text()) == {
        "schema": 1,
        "session": "S1",
        "cases": [],
        "notes": [],
    }


def test_completion_offers_the_words_that_begin_so(record: Recorder) -> None:
    with record() as terminal:
        to_cases(terminal)
        terminal.type("new")
        terminal.answer("Label", "the gift")
        terminal.answer("Who presented?", "moth")
        terminal.answer("Summary:", "")
        terminal.answer("Kind of encounter", "")
        terminal.answer("Themes", "non", end="")
        assert next(theme for theme in THEMES if theme.startswith("non")) in terminal.wait_for(
            "nonadherence"
        )
        terminal.type(CTRL_C, end="")
        assert terminal.finish() == 130


def test_piece_by_piece_the_same_questions_are_put(record: Recorder) -> None:
    assert record.cli("log --from -", session_document("2026-03-02")).code == 0
    with record("case add") as terminal:
        terminal.answer("Label", "two teams")
        terminal.answer("Who presented?", "plover")
        terminal.answer("Summary:", "Sent as a messenger.")
        terminal.answer("Kind of encounter", ".")
        terminal.wait_for("C1 was added (S1).")
        assert terminal.finish() == 0
    with record("note add") as terminal:
        terminal.answer("Process note:", "Two camps.")
        terminal.answer("On which case, if on one? (C1)", "c1")
        terminal.answer("Interventions:", ".")
        terminal.wait_for("N1 was added")
        assert terminal.finish() == 0
    assert record.document()["notes"] == [
        {"case": "/cases/0", "author": "alder", "text": "Two camps."}
    ]


def test_an_edit_begins_with_what_stands_there(record: Recorder) -> None:
    case = {"label": "two teams", "presenter": "plover", "summary": "Sent.", "why": "stuck"}
    assert record.cli("log --from -", session_document("2026-03-02", cases=[case])).code == 0
    with record("case edit C1") as terminal:
        terminal.answer("Label (two to four neutral words): two teams", ", again")
        terminal.answer("Summary: Sent.", "\x15")  # the summary is taken away
        terminal.answer("Kind of encounter", "")
        terminal.answer("Themes", "")
        terminal.answer("The presenter's feelings:", FEELINGS[0])
        terminal.answer("Feelings imagined", "")
        terminal.answer("[stuck; - for none]", "-")
        terminal.answer("Follow-up wanted?", ".")
        terminal.wait_for("C1 was changed.")
        assert terminal.finish() == 0
    (found,) = record.document()["cases"]
    assert found["label"] == "two teams, again"
    assert "summary" not in found
    assert "why" not in found
    assert found["feelings"] == [FEELINGS[0]]


def test_a_draft_is_kept_apart_for_each_leader_and_group(book: Logbook, larch: Group) -> None:
    session_draft.keep(book, larch, {"answers": {"held_on": "2026-03-02"}})
    groups_and_members.add_leader(book, "sedge", "unknown")
    other = replace(book, leader="sedge")
    assert session_draft.find(other, larch) is None
    assert session_draft.find(book, larch) is not None


def test_a_draft_is_gone_after_seven_days(book: Logbook, larch: Group) -> None:
    session_draft.keep(book, larch, {"answers": {}})
    for days, is_there in ((6, True), (7, False)):
        later = book.today + timedelta(days=days)
        again = open_logbook.approach(book.store.path, None).open(PASSPHRASE, later)
        with again.store:
            assert (session_draft.find(again, larch) is not None) is is_there


def test_nothing_of_a_draft_is_found_or_counted(cli: CommandLine) -> None:
    book = open_logbook.approach(cli.path, None).open(PASSPHRASE, TODAY)
    with book.store:
        answers = {"held_on": "2026-03-02", "cases": [{"label": "kingfisher blue"}]}
        session_draft.keep(book, find_group(book, "G1"), {"answers": answers})
    assert cli("search --json", "kingfisher").json["hits"] == []
    assert cli("status --json").json["groups"][0]["last_session"] is None


def test_another_session_sent_as_a_document_leaves_the_draft_alone(record: Recorder) -> None:
    with record() as terminal:
        to_cases(terminal)
        terminal.type(CTRL_C, end="")
        assert terminal.finish() == 130
    assert record.cli("log --from -", session_document("2026-02-16")).code == 0
    assert record.draft() is not None


def test_a_busy_file_is_waited_for_and_nothing_typed_is_lost(record: Recorder) -> None:
    with record() as terminal:
        to_cases(terminal)
        terminal.type("new")
        terminal.wait_for("Label")
        other_window = open_logbook.approach(record.cli.path, None).open(PASSPHRASE, TODAY)
        with other_window.store:
            with other_window.store.writing():
                terminal.type("the gift")
                terminal.wait_for("in use by another window")
                terminal.wait_for("Try again? [Y/n]")
            terminal.type("")
        terminal.answer("Who presented?", "moth")
        terminal.answer("Summary:", ".")
        terminal.wait_for("Kept S1")
        assert terminal.finish() == 0
    (case,) = record.document()["cases"]
    assert case["label"] == "the gift"


def two_cases(record: Recorder) -> None:
    cases = [
        {"label": "the full bag", "presenter": "heron"},
        {"label": "the quiet son", "presenter": "plover"},
    ]
    assert record.cli("log --from -", session_document("2026-02-16", cases=cases)).code == 0


def test_news_stays_with_its_case_whatever_is_owed_meanwhile(record: Recorder) -> None:
    two_cases(record)
    assert record.cli("case close C1").code == 0
    with record() as terminal:
        to_attendance(terminal)
        terminal.type("")
        terminal.answer("Late, or left early?", "")
        terminal.answer("C2 the quiet son", "easier")
        terminal.answer("In one line:", "news of the son")
        terminal.answer("Feelings before:", CTRL_C, end="")
        assert terminal.finish() == 130
    assert record.cli("case reopen C1").code == 0
    with record() as terminal:
        terminal.answer("Go on with it?", "")
        terminal.wait_for("C1 the full bag")
        terminal.answer("What news?", "not-asked")
        terminal.answer("Feelings before:", ".")
        terminal.wait_for("Kept S2")
        assert terminal.finish() == 0
    news = {one["case"]: one for one in record.document("S2")["checkins"]}
    assert news["C2"] == {"case": "C2", "outcome": "easier", "text": "news of the son"}
    assert news["C1"] == {"case": "C1", "outcome": "not-asked"}


def test_a_session_recorded_late_is_not_asked_about_what_came_after_it(record: Recorder) -> None:
    two_cases(record)
    with record() as terminal:
        to_attendance(terminal, "2.2.2026")
        terminal.type("")
        terminal.answer("Late, or left early?", "")
        screen = terminal.wait_for("A case?")
        assert "News of earlier cases" not in screen
        terminal.type("again")
        terminal.wait_for("This group had no open case then.")
        terminal.answer("Another case?", ".")
        terminal.wait_for("Kept S2, Monday 2026-02-02")
        assert terminal.finish() == 0


def test_a_member_added_since_is_asked_about_when_the_record_goes_on(record: Recorder) -> None:
    with record() as terminal:
        to_cases(terminal)
        terminal.type(CTRL_C, end="")
        assert terminal.finish() == 130
    assert record.cli("member add larch --alias teasel").code == 0
    with record() as terminal:
        terminal.answer("Go on with it?", "")
        terminal.wait_for("The members have changed since")
        terminal.answer(
            "Who was there?", "\x1b[B\x1b[B\x1b[B ", end=""
        )  # down to teasel, who was there, too
        terminal.type(".", end="")
        terminal.wait_for("Kept S1")
        assert terminal.finish() == 0
    assert record.document()["attendance"]["teasel"] == "present"


def test_a_refused_record_can_be_put_right_question_by_question(record: Recorder) -> None:
    """The case presented twice becomes none on the second pass, the rest stays in place."""
    two_cases(record)
    with record() as terminal:
        to_attendance(terminal)
        terminal.type("")
        terminal.answer("Late, or left early?", "")
        for _ in ("C1", "C2"):
            terminal.answer("What news?", "not-asked")
        for question in ("A case?", "Another case?"):
            terminal.answer(question, "again")
            terminal.answer("Which case? (C1 C2)", "C1")
            terminal.answer("Who presented?", "heron")
            terminal.answer("Summary:", "Once more.")
            for _ in range(5):
                terminal.type("")
            terminal.answer("Follow-up wanted?", "no")
        terminal.type(".")
        screen = terminal.wait_for("once more; they are in place")
        assert "case presented again 2, case: C1 was presented" in screen
        for _ in range(4):  # date, minutes, mode, leaders: as they were
            terminal.type("")
        terminal.type("")  # who was there
        terminal.type("")  # nobody late
        for _ in range(2):
            terminal.type("")  # news: as it was
        terminal.type("")  # a case: again
        for _ in range(9):  # all of it as it was
            terminal.type("")
        terminal.answer("Another case? (none new again continues) [again]", "none")
        terminal.answer("Process note:", ".")
        terminal.wait_for("Kept S2")
        assert terminal.finish() == 0
    assert [one["summary"] for one in record.document("S2")["presentations"]] == ["Once more."]


def test_a_refused_check_in_of_its_own_is_told_before_anybody_types(record: Recorder) -> None:
    two_cases(record)
    with record("case check-in C1 --session S1") as terminal:
        assert "was not presented before" in terminal.wait_for("C1 was not presented before")
        assert terminal.finish() == 2
        assert "What news?" not in terminal.text


def test_what_was_typed_for_a_single_case_outlives_a_refusal(record: Recorder) -> None:
    """The presenter is made absent in another window while the summary is typed."""
    assert record.cli("log --from -", session_document("2026-03-02")).code == 0
    with record("case add") as terminal:
        terminal.answer("Label", "two teams")
        terminal.answer("Who presented?", "plover")
        terminal.wait_for("Summary:")
        assert record.cli("session edit S1 --attendance plover=absent").code == 0
        terminal.type("Sent as a messenger.")
        terminal.answer("Kind of encounter", ".")
        terminal.wait_for("plover was not there")
        terminal.answer("they are in place", "")
        terminal.answer("Who presented? (heron plover moth) [plover]", "moth")
        terminal.answer("Summary: Sent as a messenger.", "")
        terminal.answer("Kind of encounter", ".")
        terminal.wait_for("C1 was added")
        assert terminal.finish() == 0
    (case,) = record.document()["cases"]
    assert (case["presenter"], case["summary"]) == ("moth", "Sent as a messenger.")


def test_half_a_summary_is_still_there_when_the_record_goes_on(record: Recorder) -> None:
    with record() as terminal:
        to_cases(terminal)
        terminal.type("new")
        terminal.answer("Label", "the gift")
        terminal.answer("Who presented?", "moth")
        terminal.answer("Summary:", "It felt too large, and ärgerlich", end="")
        terminal.answer("ärgerlich", CTRL_C, end="")
        assert terminal.finish() == 130
    with record() as terminal:
        terminal.answer("Go on with it?", "")
        screen = terminal.wait_for("Summary: It felt too large, and ärgerlich")
        assert "  the gift" in screen, "which case it is about"
        terminal.type(", too")
        terminal.answer("Kind of encounter", ".")
        terminal.wait_for("Kept S1")
        assert terminal.finish() == 0
    (case,) = record.document()["cases"]
    assert case["summary"] == "It felt too large, and ärgerlich, too"


def test_a_record_that_was_not_begun_leaves_no_draft(record: Recorder) -> None:
    with record() as terminal:
        terminal.answer("Date [today]:", CTRL_C, end="")
        assert terminal.finish() == 130
        assert "draft" not in terminal.text
    assert record.draft() is None


def again_with_a_summary(terminal: Terminal) -> None:
    """Present C1 again, with one summary, and skip the rest."""
    terminal.answer("A case?", "again")
    terminal.answer("Which case? (C1 C2)", "C1")
    terminal.answer("Who presented?", "heron")
    terminal.answer("Summary:", "Once more.")
    terminal.wait_for("Kind of encounter")


def to_cases_again(terminal: Terminal, day: str = "") -> None:
    """Go through a record that was refused, with what stands there, up to its first case."""
    terminal.wait_for("once more; they are in place")
    for answer in (day, "", "", "", "", ""):  # date, minutes, mode, leaders, there, late
        terminal.type(answer)
    terminal.answer("A case? (none new again continues) [again]", "")


@pytest.mark.parametrize("day", ["", "10.2.2026"], ids=["closed", "not yet presented"])
def test_a_case_that_cannot_be_presented_any_more_is_asked_for_anew(
    record: Recorder, day: str
) -> None:
    """What stands in brackets is what Enter means, and nothing that was typed is dropped."""
    for held_on, label, presenter in (
        ("2026-02-16", "the full bag", "heron"),
        ("2026-02-02", "the quiet son", "plover"),
    ):
        case = {"label": label, "presenter": presenter, "follow_up": "no"}
        assert record.cli("log --from -", session_document(held_on, cases=[case])).code == 0
    with record() as terminal:
        to_cases(terminal)
        again_with_a_summary(terminal)
        assert record.cli("case close C1 --on 2026-02-20").code == 0
        terminal.type(".")
        to_cases_again(terminal, day)
        screen = terminal.wait_for("Which case? (C2)")
        assert "[C1]" not in screen
        terminal.type("")
        terminal.answer("An answer is needed here.", "C2")
        terminal.answer("Who presented? (heron plover moth) [heron]", "")
        terminal.answer("Summary: Once more.", "")
        terminal.answer("Kind of encounter", ".")
        terminal.wait_for("Kept S3")
        assert terminal.finish() == 0
    (told,) = record.document("S3")["presentations"]
    assert (told["case"], told["summary"]) == ("C2", "Once more.")


def test_a_case_with_a_summary_is_kept_where_none_can_be_named(record: Recorder) -> None:
    """No case is open any more: what was told of one is refused once more, and not left out."""
    two_cases(record)
    for case in ("C1", "C2"):
        assert record.cli(f"case edit {case} --follow-up no").code == 0
    with record() as terminal:
        to_cases(terminal)
        again_with_a_summary(terminal)
        for case in ("C1", "C2"):
            assert record.cli(f"case close {case} --on 2026-02-20").code == 0
        terminal.type(".")
        to_cases_again(terminal)
        terminal.wait_for("This group had no open case then.")
        terminal.answer("Another case?", ".")
        terminal.answer(
            "[none] . balintlog: case presented again 1, case: C1 is closed", CTRL_C, end=""
        )
        assert terminal.finish() == 130
    draft = record.draft()
    assert draft is not None
    assert draft.form["asides"]["turns"][0]["answers"]["summary"] == "Once more."


def test_a_link_to_a_case_that_is_gone_is_asked_for_anew(record: Recorder) -> None:
    two_cases(record)
    assert record.cli("case edit C1 --follow-up no").code == 0
    assert record.cli("case edit C2 --follow-up no").code == 0
    with record() as terminal:
        to_cases(terminal)
        for question, answer in (
            ("A case?", "continues"),
            ("Which case does it continue? (C1 C2)", "C1"),
            ("Label", "the empty bag"),
            ("Who presented?", "moth"),
        ):
            terminal.answer(question, answer)
        terminal.wait_for("Summary:")
        assert record.cli("case delete C1 --yes").code == 0
        terminal.type(".")
        terminal.wait_for("case 1, continues: this group has no case C1")
        terminal.wait_for("once more; they are in place")
        for _ in range(7):  # up to the kind of case, which is as it was
            terminal.type("")
        terminal.answer("Which case does it continue? (C2)", "")
        terminal.answer("An answer is needed here.", "C2")
        for _ in ("label", "presenter"):
            terminal.type("")
        terminal.answer("Summary:", ".")
        terminal.wait_for("Kept S2")
        assert terminal.finish() == 0
    (case,) = record.document("S2")["cases"]
    assert case["continues"] == "C2"


@pytest.mark.parametrize(
    ("kind", "answers", "kept_as"),
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
    kind: str, answers: dict[str, Any], kept_as: str | None
) -> None:
    """Without its case or label it is refused; only where nothing was told there is no case."""
    form = Form(asides={"turns": [{"kind": kind, "answers": answers}]})
    assert set(document_of(form)) == ({kept_as} if kept_as else set())


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
    attendance = attending._attendance(["heron", "moth"], asides)
    assert attendance["moth"] == moth


def test_who_is_ticked_when_the_record_goes_on_was_there(record: Recorder) -> None:
    with record() as terminal:
        to_attendance(terminal)
        terminal.type("\x1b[B\x1b[B ", end="")  # down to moth, who was not there
        terminal.type("")
        terminal.answer("Who stayed away without a word?", "moth")
        terminal.answer("Late, or left early?", CTRL_C, end="")
        assert terminal.finish() == 130
    assert record.cli("member add larch --alias teasel").code == 0
    with record() as terminal:
        terminal.answer("Go on with it?", "")
        terminal.answer("Who was there?", "a", end="")  # everybody
        terminal.type("")
        terminal.answer("Late, or left early?", "")
        terminal.answer("A case?", ".")
        terminal.wait_for("Kept S1, Monday 2026-03-02: 4 of 4 there.")
        assert terminal.finish() == 0


def test_an_edit_goes_on_with_what_was_typed_over_what_was_changed_meanwhile(
    record: Recorder,
) -> None:
    case = {"label": "two teams", "presenter": "plover", "summary": "Sent.", "why": "stuck"}
    assert record.cli("log --from -", session_document("2026-03-02", cases=[case])).code == 0
    with record("case edit C1") as terminal:
        terminal.answer("Label (two to four neutral words): two teams", "")
        terminal.answer("Summary: Sent.", " As a messenger.")
        terminal.wait_for("Kind of encounter")
        for answer in ("", "", "", ""):  # kind, themes, feelings, feelings imagined
            terminal.type(answer)
        terminal.answer("[stuck; - for none]", "-")
        terminal.wait_for("Follow-up wanted?")
        change = {"label": "the red door", "summary": "Theirs.", "themes": ["bad-news"]}
        assert record.cli("case edit C1 --from -", change).code == 0
        terminal.type(".")
        screen = terminal.wait_for("What you typed is in place; please look at it once more.")
        assert "C1 was changed meanwhile in another window" in screen
        assert "Try again?" not in screen
        for words in ("label: the red door", "summary: Theirs.", "themes: bad-news"):
            assert words in screen
        terminal.answer("Label (two to four neutral words): the red door", "")
        terminal.answer("Summary: Sent. As a messenger.", "")
        terminal.answer("Kind of encounter", ".")
        terminal.wait_for("C1 was changed.")
        assert terminal.finish() == 0
    (found,) = record.document()["cases"]
    assert (found["label"], found["summary"]) == ("the red door", "Sent. As a messenger.")
    assert found["themes"] == ["bad-news"]
    assert "why" not in found, "what was taken away stays away"


def test_a_note_goes_on_with_what_was_typed_over_what_was_changed_meanwhile(
    record: Recorder,
) -> None:
    note = {"text": "Two camps.", "heading": "boundaries"}
    assert record.cli("log --from -", session_document("2026-03-02", notes=[note])).code == 0
    with record("note edit N1") as terminal:
        terminal.answer("Process note: Two camps.", " And I.")
        terminal.wait_for("Interventions:")
        change = {"heading": None, "observations": ["rivalry"]}
        assert record.cli("note edit N1 --from -", change).code == 0
        terminal.type(".")
        screen = terminal.wait_for("What you typed is in place")
        assert "heading: nothing" in screen
        terminal.answer("Process note: Two camps. And I.", "")
        terminal.answer("Interventions:", ".")
        terminal.wait_for("N1 was changed.")
        assert terminal.finish() == 0
    assert record.document()["notes"] == [
        {"author": "alder", "text": "Two camps. And I.", "observations": ["rivalry"]}
    ]


@pytest.mark.parametrize(
    ("command", "delete", "name"),
    [
        ("case edit C1", "case delete C1 --yes", "C1"),
        ("case edit C1 --session S1", "case delete C1 --session S1 --yes", "C1"),
        ("case add --session S2", "session delete S2 --yes", "S2"),
    ],
)
def test_what_was_typed_about_what_is_gone_is_shown_once_more(
    record: Recorder, command: str, delete: str, name: str
) -> None:
    case = {"label": "two teams", "presenter": "plover"}
    for day, content in (("02-16", {"cases": [case]}), ("03-02", {"presentations": [again()]})):
        document = session_document(f"2026-{day}", **content)
        assert record.cli("log --from -", document).code == 0
    with record(command) as terminal:
        if "--session S1" not in command:
            terminal.answer("Label", "\x15the gift")
        if "add" in command:
            terminal.answer("Who presented?", "moth")
        terminal.answer("Summary:", "Too large to take.")
        terminal.wait_for("Kind of encounter")
        assert record.cli(delete).code == 0
        terminal.type(".")
        terminal.wait_for(f"{name} was changed meanwhile in another window")
        screen = terminal.wait_for("summary: Too large to take.")
        assert "What you typed:" in screen
        assert "Try again?" not in screen
        assert terminal.finish() == 1


def again() -> dict[str, Any]:
    return {"case": "C1", "presenter": "plover"}


# What is left out, and said so


def test_a_full_stop_at_the_presenter_drops_a_case_that_nobody_brought(record: Recorder) -> None:
    with record() as terminal:
        to_cases(terminal)
        for question, answer in (
            ("A case?", "new"),
            ("Label", "the gift"),
            ("Who presented?", "."),
        ):
            terminal.answer(question, answer)
        terminal.wait_for("the gift is left out: it has no presenter.")
        terminal.wait_for("Kept S1")
        assert terminal.finish() == 0
    assert "cases" not in record.document()


@pytest.mark.parametrize(
    ("away", "kept", "said"), [("plover", 1, "Kept S2"), ("heron", 0, "C1 is left out: it has no")]
)
def test_a_known_case_is_presented_by_the_same_as_before_if_they_are_there(
    record: Recorder, away: str, kept: int, said: str
) -> None:
    case = {"label": "the full bag", "presenter": "heron", "follow_up": "no"}
    assert record.cli("log --from -", session_document("2026-02-16", cases=[case])).code == 0
    with record() as terminal:
        to_attendance(terminal)
        terminal.type(" " if away == "heron" else "\x1b[B ", end="")
        for question, answer in (
            ("Who was there?", ""),
            ("Who stayed away", ""),
            ("Late", ""),
            ("A case?", "again"),
            ("Which case? (C1)", "C1"),
            ("Who presented?", "."),
        ):
            terminal.answer(question, answer)
        terminal.wait_for(said)
        assert terminal.finish() == 0
    told = record.document("S2").get("presentations", [])
    assert [one["presenter"] for one in told] == ["heron"] * kept


def test_where_nobody_was_there_no_case_is_asked_for(record: Recorder) -> None:
    with record() as terminal:
        to_attendance(terminal)
        terminal.type(" \x1b[B \x1b[B ", end="")
        terminal.type("")
        terminal.answer("Who stayed away", "")
        terminal.wait_for("Process note:")
        assert "A case?" not in terminal.text
        terminal.type(".")
        terminal.wait_for("Kept S1, Monday 2026-03-02: 0 of 3 there.")
        assert terminal.finish() == 0


def test_what_was_told_of_a_case_is_said_when_nobody_was_there_after_all(record: Recorder) -> None:
    two_cases(record)
    for case in ("C1", "C2"):
        assert record.cli(f"case edit {case} --follow-up no").code == 0
    with record() as terminal:
        to_cases(terminal)
        again_with_a_summary(terminal)
        assert record.cli("case delete C1 --yes").code == 0
        terminal.type(".")
        terminal.wait_for("once more; they are in place")
        for _ in range(4):
            terminal.type("")
        terminal.wait_for("Who was there? (space", times=1)
        terminal.type(" \x1b[B \x1b[B ", end="")
        terminal.type("")
        terminal.answer("Who stayed away", "")
        terminal.wait_for("is left out: nobody was there. Its summary was: Once more.")
        terminal.answer("Process note:", ".")
        terminal.wait_for("Kept")
        assert terminal.finish() == 0


def test_a_presenter_who_was_away_is_told_as_such(record: Recorder) -> None:
    with record() as terminal:
        to_attendance(terminal)
        terminal.type("\x1b[B ", end="")
        for question, answer in (
            ("Who was there?", ""),
            ("Who stayed away", ""),
            ("Late", ""),
            ("A case?", "new"),
            ("Label", "the gift"),
            ("Who presented? (heron moth)", "plo"),
        ):
            terminal.answer(question, answer)
        terminal.answer("plover was not there.", "\x15moth")
        terminal.answer("Summary:", ".")
        terminal.wait_for("Kept S1")


def test_late_takes_first_letters_and_says_what_it_understood(record: Recorder) -> None:
    with record() as terminal:
        to_attendance(terminal)
        terminal.type("")
        terminal.wait_for("Late, or left early?")
        for typed, said, times in (
            ("mouth late 60", "did you mean moth?", 1),
            ("moth lat 60", "One by one: moth late 60, heron left 45", 1),
            ("moth late 60 70", "One by one:", 2),
            ("moth late 600", "a whole number up to 90", 1),
        ):
            terminal.type(f"\x15{typed}")
            terminal.wait_for(said, times)
        terminal.type("\x15mo late 10; her left 45, plover late")
        terminal.wait_for("moth: late, there for 10 of 90 minutes")
        terminal.wait_for("heron: left early, there for 45 of 90 minutes")
        terminal.wait_for("plover: late")
        terminal.answer("A case?", ".")
        terminal.wait_for("Kept S1")
        assert terminal.finish() == 0
    assert record.document()["attendance"] == {
        "heron": {"status": "left-early", "minutes": 45},
        "plover": "late",
        "moth": {"status": "late", "minutes": 10},
    }


def test_a_group_without_members_is_told_before_anybody_types(record: Recorder) -> None:
    assert record.cli("group add willow").code == 0
    with record("log --group willow") as terminal:
        terminal.wait_for("willow has no members yet")
        terminal.wait_for("balintlog member add willow")
        assert terminal.finish() == 2


# What was typed into a single command, and keys that are none


@pytest.mark.parametrize(
    ("command", "questions", "said"),
    [
        (
            "case add",
            (("Label", "the gift"), ("Who presented?", "moth")),
            "Not kept. What you typed: label: the gift presenter: moth summary: half a sum",
        ),
        ("note add", (), "Not kept. What you typed: text: half a sum"),
        ("case edit C1", (("Label", "\x15the red bag"),), "What you typed: label: the red bag"),
    ],
)
def test_what_was_typed_into_a_broken_off_command_can_be_read_once_more(
    record: Recorder, command: str, questions: tuple[tuple[str, str], ...], said: str
) -> None:
    two_cases(record)
    with record(command) as terminal:
        for question, answer in questions:
            terminal.answer(question, answer)
        terminal.answer(
            "Process note:" if command == "note add" else "Summary:", "half a sum" + CTRL_C, end=""
        )
        terminal.wait_for(said)
        terminal.wait_for("balintlog: interrupted")
        assert terminal.finish() == 130


def test_what_was_typed_for_a_logbook_that_was_replaced_can_be_read_once_more(
    record: Recorder, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    two_cases(record)
    with record("note add") as terminal:
        terminal.wait_for("Process note:")
        assert record.cli(f"--yes vault rotate --sheet {tmp_path}/stick/sheet.txt").code == 0
        terminal.type("Two camps.")
        terminal.answer("On which case", ".")
        terminal.wait_for("Not kept. What you typed: text: Two camps.")
        terminal.wait_for("was replaced meanwhile")
        assert terminal.finish() == 1


def test_nothing_is_asked_where_nothing_can_be_kept(record: Recorder) -> None:
    two_cases(record)
    older = record.cli.path.read_bytes()
    assert record.cli("log --from -", session_document("2026-03-09")).code == 0
    record.cli.path.write_bytes(older)
    with record("note add") as terminal:
        terminal.wait_for("older than the one used last")
        assert terminal.finish() == 6
        assert "Process note:" not in terminal.text


NO_KEYS = ("\x1b[31m", "\x1b[0;35;1M", "\x1b[<0;1;1M", "\x1b[M !!", "\x1b[;m", "\x1b]0;x\x07")


def odd_bytes(seed: int) -> str:
    """Return what no keyboard sends, but for the keys that end a question or a program."""
    chosen = Random(seed)
    ends = "\x03\x04\r\n\x1a\x1c\x13\x11\x07\x16\x0f\x18"
    keys = [chr(number) for number in range(0x20) if chr(number) not in ends]
    pieces = [*keys, *NO_KEYS, "\x1b[", "\x1bO", ";", "5", "~", "m", "M", "<", "ä", "\x7f"]
    return "".join(chosen.choice(pieces) for _ in range(300))


@pytest.mark.parametrize("odd", [*NO_KEYS, odd_bytes(1), odd_bytes(2), odd_bytes(3)])
@pytest.mark.parametrize("command", ["log", "shell"])
def test_keys_that_are_none_are_no_traceback(record: Recorder, odd: str, command: str) -> None:
    with record(command) as terminal:
        terminal.answer("Date [today]:" if command == "log" else "balintlog>", odd, end="")
        for _ in range(10):  # the last of them may have begun a search, or a key of two
            if terminal.is_running:
                terminal.type(CTRL_C, end="")
                time.sleep(0.4)
            if terminal.is_running and command == "shell":
                terminal.type("\x15exit")
                time.sleep(0.4)
        assert terminal.finish() in (0, 130), (terminal.ended_by, terminal.raw[-300:])
        assert "Traceback" not in terminal.raw
        assert "Unhandled" not in terminal.raw
        assert "Press ENTER" not in terminal.raw
