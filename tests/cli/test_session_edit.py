"""Edits of a session in one line, or by options, and what they answer, as transcripts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from conftest import TODAY, session_document
from recorder import Recorder

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CommandLine

SHOWN = "1 larch, Friday 6 March, 14 days ago, 90 minutes, in person, alder with sedge"


@pytest.fixture
def record(cli: CommandLine, tmp_path: Path) -> Recorder:
    """A session of 6 March at which everybody was, and where plover brought a case."""
    recorder = Recorder(cli, tmp_path)
    case = {"label": "half past nine", "presenter": "plover", "summary": "It got colder."}
    recorder.records(session_document("2026-03-06", cases=[case]))
    return recorder


@pytest.mark.parametrize("which", ["S1", "'6 mar'", "6 mar", "larch"])
def test_who_was_away_is_put_right_in_one_line(record: Recorder, which: str) -> None:
    shown = record(
        f"session edit {which}",
        f"""
        {SHOWN}, all 3 there.
        What was different? moth away⏎
        {SHOWN}, 2 of 3 there. Away: moth.
        Enter saves, or say what else: heron late 20⏎
        Away: moth. heron 20 minutes late (there for 70).
        Enter saves, or say what else: ⏎
        S1 was changed. heron is 20 minutes late; was there. moth is
        away; was there.
        """,
    )
    assert "C1 half past nine: ask" not in shown  # nothing else follows for it
    attendance = record.document()["attendance"]
    late = {"status": "late", "minutes": 70}
    assert attendance == {"heron": late, "moth": "apologies", "plover": "present"}


@pytest.mark.slow
def test_the_whole_frame_can_be_changed(record: Recorder) -> None:
    record(
        "session edit S1",
        """
        What was different? 5.3.2026, 75 min, online, sedge alone, debriefed, heron offered⏎
        Enter saves, or say what else: ⏎
        S1 was changed. It was on Thursday 5 March, not Friday 6 March. It lasted 75 minutes, not
        90 minutes. It was online, not in person. It was led by sedge alone, not alder with sedge.
        Now: debriefed. heron offered a case.
        """,
    )
    session = record.document()
    assert (session["held_on"], session["minutes"], session["mode"]) == ("2026-03-05", 75, "online")
    assert session["leaders"] == {"sedge": "leader"}
    assert (session["debriefed"], session["offered"]) == ("yes", ["heron"])


@pytest.mark.slow
def test_options_answer_with_what_changed(record: Recorder) -> None:
    told = record.cli("session edit S1 --attendance moth=absent --minutes 80").out
    assert " ".join(told.split()) == (
        "S1 was changed. It lasted 80 minutes, not 90 minutes. moth is away"
        " without a word; was there."
    )
    answer = record.cli("session edit S1 --minutes 75 --json")
    assert answer.json["session"] == "S1"


@pytest.mark.slow
def test_enter_alone_changes_nothing(record: Recorder) -> None:
    record("session edit S1", "What was different? ⏎\nS1 stays as it was.")
    assert record.cli("session show S1 --json").json["row_version"] == 1
    assert record.cli("session edit S1").code == 2


@pytest.mark.slow
def test_who_presented_cannot_have_been_away(record: Recorder) -> None:
    record(
        "session edit S1",
        """
        What was different? plover away⏎
        Enter saves, or say what else: ⏎
        plover presented C1 there
        Your answers are still there; please check them.
        Enter saves, or say what else: plover there, moth away⏎
        Enter saves, or say what else: ⏎
        S1 was changed. moth is away; was there.
        """,
    )


def test_news_cases_and_notes_open_by_their_number_and_are_saved_at_once(
    record: Recorder,
) -> None:
    news = [{"case": "C1", "outcome": "easier", "text": "It eased."}]
    record.records(session_document("2026-03-13", checkins=news, notes=[{"text": "We were slow."}]))
    record(
        "session edit S2",
        """
        S2 as it is recorded:
        1  larch, Friday 13 March
        2  News of C1 half past nine: easier. "It eased." (2 words)
        3  Your note N1: "We were slow." (3 words)
        What was different? (or a number) 2⏎
        Who told it? plover ^Umo⏎
        What did moth say? It eased. ^UIt got harder.⏎
        easier
        How are things? harder; annoyed > hope⏎
        2  News of C1 half past nine, told by moth: harder. "It got harder." (3 words)
        Enter saves, or say what else: 3⏎
        Your note: We were slow. ^C
        """,
        code=130,
    )
    assert "It eased." in record.cli("case show C1").out, "nothing is saved before Enter"
    record(
        "session edit S2",
        """
        You left this change to S2 today:
        2  News of C1 half past nine, told by moth: harder. "It got harder." (3 words)
        3  Your note N1: "We were slow." (3 words)
        Enter saves, or say what else, q keeps the draft, delete deletes it: next⏎
        Next time we want to wait⏎
        3  Your note N1: "We were slow." (3 words) Next time we want to wait.
        Enter saves heron away⏎
        Enter saves ⏎
        S2 was changed. heron is away; was there.
        News of C1 was changed: how things are: harder (it was easier); the text was reworded;
        told by: moth (it was the presenter);
        N1 was changed: what you want to do next time is new.
        C1 half past nine: ask plover
        """,
    )
    taken_back = record.cli("--yes undo").out
    assert "It eased." in record.cli("case show C1").out, "all of it was one change"
    assert "S2" in taken_back
    assert record.document("S2")["attendance"]["heron"] == "present"


def test_an_entry_is_added_and_one_is_deleted(record: Recorder) -> None:
    news = [{"case": "C1", "outcome": "easier", "text": "It eased."}]
    record.records(session_document("2026-03-13", checkins=news))
    record(
        "session edit S2",
        """
        2  News of C1 half past nine: easier. "It eased." (2 words)
        What was different? (or a number) delete 2⏎
        News of C1 half past nine: easier. "It eased." (2 words)
        Delete it when you save? That cannot be undone. [y/N] y⏎
        2  To be deleted: News of C1 half past nine
        Enter saves, or say what else: case⏎
        Its label: the empty chair⏎
        Who brought it? heron⏎
        The story, in your own words: A patient never sits down.⏎
        More? ⏎
        3  New case: the empty chair, brought by heron. "A patient never sits down." (5 words)
        Enter saves, or say what else: note⏎
        A note of your own? We were slow.⏎
        More? case⏎
        About which case? new⏎
        about the empty chair
        More? ⏎
        Next time we want to wait⏎
        Enter saves, or say what else: ⏎
        S2 was changed.
        News of C1 was deleted.
        C2 was added.
        N1 was added.
        C1 half past nine: ask plover next time.
        C2 the empty chair: ask heron next time.
        """,
    )
    session = record.document("S2")
    assert "checkins" not in session
    assert session["cases"][0]["label"] == "the empty chair"
    assert session["notes"][0]["case"] == "/cases/0"
    assert record.cli("--yes undo").code == 1, "what is deleted does not live on"


@pytest.mark.slow
def test_a_case_that_was_told_nowhere_else_goes_with_all_of_it(record: Recorder) -> None:
    news = [{"case": "C1", "outcome": "easier", "text": "It eased."}]
    record.records(session_document("2026-03-13", checkins=news))
    record(
        "session edit S1",
        """
        What was different? (or a number) delete 2⏎
        C1 was brought nowhere else, so all of it goes: 1 presentation, 1 piece of news,
        and nobody is asked about it any more. That cannot be undone. [y/N] n⏎
        It stays.
        What was different? (or a number) delete 2⏎
        That cannot be undone. [y/N] y⏎
        Enter saves, or say what else: ⏎
        S1 was changed.
        C1 was deleted.
        """,
    )
    assert record.cli("case show C1").code == 3


@pytest.mark.slow
@pytest.mark.parametrize("gone", ["case delete C1", "note delete N1"])
def test_a_draft_goes_with_an_entry_that_it_changes(record: Recorder, gone: str) -> None:
    """The wrong code that this catches: words of a deleted record that live on in a draft."""
    news = [{"case": "C1", "outcome": "easier", "text": "It eased."}]
    record.records(session_document("2026-03-13", checkins=news, notes=[{"text": "We were slow."}]))
    asked = "Your note: ^UQuick^C" if "note" in gone else "Who told it? ⏎\nWhat did plover say? A^C"
    record("session edit S2", f"different? {3 if 'note' in gone else 2}⏎\n{asked}", code=130)
    assert len(record.cli("status --json").json["drafts"]) == 1
    assert record.cli(f"--yes {gone}").code == 0
    assert record.cli("status --json").json["drafts"] == []


@pytest.mark.slow
def test_the_other_presenter_was_there_instead(record: Recorder) -> None:
    """The wrong code that this catches: a frame that is held against entries as they were."""
    record(
        "session edit S1",
        """
        What was different? (or a number) 2⏎
        Its label, two to four neutral words: half past nine ⏎
        Who brought it? plover ^Uheron⏎
        The story, in your own words: It got colder. ⏎
        More? ⏎
        2  C1 half past nine, brought by heron.
        Enter saves, or say what else: plover away⏎
        Enter saves, or say what else: ⏎
        S1 was changed. plover is away; was there.
        C1 was changed: brought by: heron (it was plover).
        C1 half past nine: ask heron next time.
        """,
    )


@pytest.mark.slow
def test_a_draft_of_last_week_begins_with_its_look_and_puts_the_attendance_right(
    record: Recorder,
) -> None:
    record(
        "session edit S1",
        """
        What was different? (or a number) moth away⏎
        Enter saves, or say what else: note⏎
        A note of your own? We waited^C
        """,
        code=130,
    )
    record.today = record.cli.today = TODAY + timedelta(days=7)
    record(
        "session edit S1",
        """
        You left this change to S1 7 days ago:
        1  larch, Friday 6 March, 21 days ago, 90 minutes, in person, alder with sedge, 2 of 3
        there. Away: moth.
        2  C1 half past nine, brought by plover. "It got colder." (3 words)
        3  Your note: "We waited" (2 words) (not finished)
        Enter saves, or say what else, q keeps the draft, delete deletes it: 3⏎
        A note of your own? We waited ␣for moth.⏎
        More? ..⏎
        3  Your note: "We waited for moth." (4 words)
        Enter saves, or say what else, q keeps the draft, delete deletes it: ⏎
        S1 was changed. moth is away; was there.
        N1 was added.
        """,
    )
    assert record.document()["attendance"]["moth"] == "apologies"
    assert record.draft() is None


@pytest.mark.slow
def test_what_does_not_fit_is_named_by_its_entry_and_can_be_put_right(record: Recorder) -> None:
    """The wrong code that this catches: a look that shows the attendance as it was."""
    record(
        "session edit S1",
        """
        What was different? (or a number) 2⏎
        Its label, two to four neutral words: half past nine ⏎
        Who brought it? plover ^Uheron⏎
        The story, in your own words: It got colder. ⏎
        More? ⏎
        (meanwhile)
        Enter saves, or say what else: ⏎
        C1, presenter: heron was not there on 2026-03-06
        2 of 3 there. Away: heron.
        Enter saves, or say what else: heron there⏎
        Enter saves, or say what else: ⏎
        C1 was changed: brought by: heron (it was plover).
        """,
        meanwhile=[lambda: record.cli("session edit S1 --attendance heron=apologies")],
    )
    assert record.document()["attendance"]["heron"] == "present"


@pytest.mark.slow
def test_a_date_that_was_not_meant_is_corrected_and_news_told_anew(record: Recorder) -> None:
    news = [{"case": "C1", "outcome": "easier", "text": "It eased."}]
    record.records(session_document("2026-03-13", checkins=news))
    record(
        "session edit S2",
        """
        What was different? (or a number) 6.3.2026⏎
        Enter saves, or say what else: ⏎
        S1 was already held on that date. Was there another session? [y/N] n⏎
        Then please correct the date.
        Enter saves, or say what else: 12.3.2026⏎
        Enter saves, or say what else: delete 2⏎
        That cannot be undone. [y/N] y⏎
        Enter saves, or say what else: news⏎
        Any news? C1⏎
        What did plover say? It got harder.⏎
        How are things? harder⏎
        Enter saves, or say what else: ⏎
        S2 was changed. It was on Thursday 12 March, not Friday 13 March.
        News of C1 was deleted.
        News of C1 was added.
        """,
    )
    assert record.document("S2")["checkins"][0]["outcome"] == "harder"


@pytest.mark.slow
def test_what_another_window_changes_is_shown_and_not_overwritten(record: Recorder) -> None:
    record(
        "session edit S1",
        """
        What was different? (or a number) 2⏎
        Its label, two to four neutral words: half past nine ⏎
        Who brought it? plover ⏎
        The story, in your own words: It got colder. ^UIt got warmer.⏎
        More? ⏎
        (meanwhile)
        Enter saves, or say what else: ⏎
        C1 was changed in another window.
        It is now:
        presenter: heron
        2  C1 half past nine, brought by heron. "It got warmer." (3 words)
        Enter saves, or say what else: ⏎
        C1 was changed: the story was reworded.
        """,
        meanwhile=[lambda: record.cli("case edit C1 --from -", {"presenter": "heron"})],
    )


@pytest.mark.slow
def test_a_session_stays_with_its_group(record: Recorder) -> None:
    assert record.cli("group add elm").code == 0
    record(
        "session edit S1",
        """
        What was different? elm⏎
        S1 stays with larch. To move it: balintlog log --group elm, then
        balintlog session delete S1.
        What was different? elm ^C
        """,
        code=130,
    )
    assert record.cli("status --json").json["drafts"] == []


def test_what_is_to_be_added_can_be_left_out_or_kept_for_later(record: Recorder) -> None:
    record(
        "session edit S1",
        """
        What was different? (or a number) next⏎
        Next time we want to wait⏎
        3  Next time we want to wait.
        Enter saves, or say what else: case⏎
        Did anyone bring a case? Its label: the full bag⏎
        Who brought it? plover⏎
        The story, in your own words: It stays ^C
        """,
        code=130,
    )
    record(
        "session edit S1",
        """
        You left this change to S1 today:
        3  New case: the full bag, brought by plover. "It stays" (2 words) (not finished)
        4  Next time we want to wait.
        Enter saves, or say what else, q keeps the draft, delete deletes it: delete 3⏎
        3  Next time we want to wait.
        Enter saves, or say what else, q keeps the draft, delete deletes it: ⏎
        S1 was changed.
        N1 was added.
        """,
    )
    assert record.cli("case list --json").json["cases"][1:] == []
    assert record.document()["notes"] == [{"next_time": "wait", "author": "alder"}]


def test_what_cannot_be_added_is_told_and_nothing_is_lost(record: Recorder) -> None:
    record(
        "session edit S1",
        """
        What was different? (or a number) case⏎
        Did anyone bring a case? Its label: half past nine⏎
        C1 half past nine, brought again
        Who brought it? plover⏎
        The story, in your own words: Again.⏎
        More? ⏎
        Enter saves, or say what else: ⏎
        C1 was already presented at this session
        Your answers are still there; please check them.
        Enter saves, or say what else: delete 3⏎
        2  C1 half past nine
        What was different? (or a number) ⏎
        S1 stays as it was.
        """,
    )


@pytest.mark.slow
def test_a_draft_lies_over_what_another_window_has_changed(record: Recorder) -> None:
    record("session edit S1", "What was different? moth away⏎\nor say what else: ^C", code=130)
    (draft,) = record.cli("status --json").json["drafts"]
    assert draft["command"] == "balintlog session edit S1"
    assert draft["about"] == "larch, a change to a session (S1)"
    assert record.cli("session edit S1 --minutes 75 --attendance heron=late:60").code == 0
    record(
        "session edit S1",
        """
        You left this change to S1 today:
        It is now:
        minutes: 75
        2 of 3 there. Away: moth.
        Enter saves, or say what else, q keeps the draft, delete deletes it: ⏎
        S1 was changed. moth is away; was there.
        """,
    )
    session = record.document()
    assert session["minutes"] == 75
    assert session["attendance"]["heron"] == {"status": "late", "minutes": 60}
    assert session["attendance"]["moth"] == "apologies"


@pytest.mark.slow
def test_a_guest_of_an_archived_group_stays_a_guest(record: Recorder) -> None:
    record("log", "Anything different? finch guest⏎\nelse? ..⏎\nkeeps a draft: ⏎\nSaved as S2")
    assert record.cli("group archive larch").code == 0
    record(
        "session edit S2",
        """
        all 3 there, guest finch.
        What was different? moth away⏎
        2 of 3 there, guest finch. Away: moth.
        or say what else: ⏎
        S2 was changed. moth is away; was there.
        """,
    )
    assert record.document("S2")["attendance"]["finch"] == "present"


@pytest.mark.slow
def test_a_sign_saves_nothing_unasked_and_the_example_is_shown(record: Recorder) -> None:
    record.records(session_document("2026-03-09", notes=[{"next_time": "start on time."}]))
    record(
        "session edit S2",
        """
        2  Your note N1: Next time we want to start on time.
        What was different? (or a number) ?⏎
        What differs of the first line can be typed at once: moth away, 75 min.
        delete 2 leaves out point 2.
        What was different? (or a number) .⏎
        There are no more questions: Enter saves.
        What was different? (or a number) 75 min⏎
        Enter saves, or say what else: ..⏎
        There are no more questions: Enter saves.
        Enter saves, or say what else: ⏎
        S2 was changed.
        """,
    )
    assert record.document("S2")["minutes"] == 75


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "said"),
    [("moth away", "2 of 3 there"), ("robin there", "all 3 there. robin there.")],
)
def test_a_member_who_was_added_since_is_not_counted_but_can_be_named(
    record: Recorder, typed: str, said: str
) -> None:
    assert record.cli("member add G1 --alias robin").code == 0
    shown = record(
        "session edit S1",
        f"""
        all 3 there.
        What was different? {typed}⏎
        Enter saves, or say what else: ⏎
        """,
    )
    assert said in " ".join(shown.split())
    assert ("robin" in record.document("S1")["attendance"]) == ("robin" in typed)


def test_a_word_of_the_look_is_one_while_something_else_is_not_clear(record: Recorder) -> None:
    record(
        "session edit S1",
        """
        What was different? (or a number) wren away⏎
        wren is nobody in larch. A guest?
        What was different? wren away ^Uplovr late⏎
        plovr: did you mean plover?
        Anything else? plovr late ^Unote⏎
        A note of your own? We hurried.⏎
        More? .⏎
        3  Your note: "We hurried."
        or say what else: 75⏎
        1  larch, Friday 6 March, 14 days ago, 75 minutes
        or say what else: ⏎
        """,
    )
    assert record.document()["notes"][0]["text"] == "We hurried."
    assert (record.document()["minutes"], record.document()["attendance"]["plover"]) == (
        75,
        "present",
    )
