"""Evenings as a leader lives them: three pages and a look, as transcripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from conftest import session_document
from recorder import Recorder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from conftest import CommandLine

FRAME = ("Anything different?", "Anything else?")
PROSE = ("Its label:", " say?", "The story", "A note of your own?", "Next time we want to")
HALF_PAST_NINE = {"label": "half past nine", "presenter": "plover", "summary": "It got colder."}
MORE_MEMBERS = ("kestrel", "birch", "teasel", "dunlin", "wigeon")
TOLD = """
    Any news? 1⏎
    What did plover say? Colder still, until the patient forgot the time and stayed.⏎
"""
BROUGHT = """
    Did anyone bring a case? Its label: no time to sit⏎
    Who brought it? k⏎
    The story, in your own words: A patient never takes the chair that is offered.⏎
"""
ENDED = """
    Another case? ⏎
    A note of your own? Sedge and I both filled the first silence.⏎
    More? ⏎
    Next time we want to leave the first silence alone⏎
    Enter saves, a number changes it, q keeps a draft: ⏎
"""


@pytest.fixture
def record(cli: CommandLine, tmp_path: Path) -> Recorder:
    """Play evenings on the logbook of the group larch."""
    return Recorder(cli, tmp_path)


@pytest.fixture
def eight(record: Recorder) -> Recorder:
    """Let larch have eight members, who are to be asked about one case."""
    for alias in MORE_MEMBERS:
        record.does(f"member add larch --alias {alias}")()
    there = dict.fromkeys(("heron", "plover", "moth", *MORE_MEMBERS), "present")
    held = session_document("2026-03-06", cases=[HALF_PAST_NINE], attendance=there)
    record.records(held)
    return record


class Keys(NamedTuple):
    """What an evening cost in keys: letters, blanks and Enter are one each.

    ``frame``: those of lines that said what differs. ``rest``: all others, of prose only the Enter.
    """

    questions: int
    frame: int
    rest: int


def count_keys(answers: Sequence[tuple[str, str]]) -> Keys:
    """Count the keys behind each question of a transcript."""
    frame = rest = 0
    for question, typed in answers:
        if question.startswith(FRAME) and typed != "\r":
            frame += len(typed)
        else:
            rest += 1 if any(words in question for words in PROSE) else len(typed)
    return Keys(len(answers), frame, rest)


@pytest.mark.slow
def test_a_bare_evening_takes_five_keys_whatever_is_on_the_list(record: Recorder) -> None:
    for many in (0, 3):
        cases = [{"label": f"case {number}", "presenter": "heron"} for number in range(many)]
        record.records(session_document(f"2026-03-0{many + 1}", cases=cases))
    record(
        "log",
        """
        larch, Friday 20 March, 90 minutes, in person, alder with sedge, all 3 there.
        Anything different? ⏎
        On tonight's list:
        3  C3 case 2 (heron), new on 4 March
        Any news? (number, label or alias) ⏎
        Did anyone bring a case? Its label: ⏎
        A note of your own? ⏎
        This will be saved:
        No news, no case, no note.
        Enter saves, a number changes it, q keeps a draft: ⏎
        Saved as S3. You next meet on Friday 3 April.
        """,
    )
    assert count_keys(record.answers) == (5, 0, 5)
    document = record.document("S3")
    assert document["attendance"] == dict.fromkeys(("heron", "plover", "moth"), "present")
    assert document["leaders"] == {"alder": "leader", "sedge": "co-leader"}
    assert "checkins" not in document, "no news: nothing is stored"
    assert len(record.cli("followups --json").json["groups"][0]["owed"]) == 3, "as before"


@pytest.mark.parametrize(
    ("differs", "most"), [("moth away, wigeon late 20", 43), ("m aw w la 20", 30)]
)
def test_a_full_evening_takes_fifteen_questions(eight: Recorder, differs: str, most: int) -> None:
    eight(
        "log",
        f"""
        larch, Friday 20 March, 90 minutes, in person, alder with sedge, all 8 there.
        Anything different? {differs}⏎
        7 of 8 there. Away: moth. wigeon 20 minutes late (there for 70).
        Anything else? ⏎
        On tonight's list:
        1  C1 half past nine (plover), new on 6 March
        "It got colder."
        {TOLD}
        How are things? d⏎
        different
        Any more news? ⏎
        {BROUGHT}
        More? ⏎
        {ENDED}
        Saved as S2. You next meet on Friday 3 April.
        C2 no time to sit: ask kestrel next time.
        """,
    )
    questions, frame, rest = count_keys(eight.answers)
    assert questions <= 15
    assert rest <= 18
    assert frame + rest <= most


@pytest.mark.slow
@pytest.mark.parametrize(
    ("differs", "feelings", "words", "most"),
    [
        ("moth away, wigeon late 20", "d ann > rel", "clin nonad frus", 68),
        ("m aw w la 20", "d ann > r", "cl non fr", 48),
    ],
)
def test_a_full_evening_with_its_codes(
    eight: Recorder, differs: str, feelings: str, words: str, most: int
) -> None:
    eight(
        "log",
        f"""
        Anything different? {differs}⏎
        Anything else? ⏎
        {TOLD}
        How are things? {feelings}⏎
        different; annoyed before, relief after
        Any more news? ⏎
        {BROUGHT}
        More? {words}⏎
        kind: clinician-patient; theme: nonadherence; the presenter felt: frustration
        {ENDED}
        """,
    )
    questions, frame, rest = count_keys(eight.answers)
    assert questions <= 15
    assert rest <= 42
    assert frame + rest <= most


def test_a_tired_evening_with_a_wrong_alias_a_wrong_date_and_a_guest(record: Recorder) -> None:
    record(
        "log",
        """
        Anything different? thursday, mth away, finch guest⏎
        larch, Thursday (not Friday) 19 March, yesterday, 90 minutes, in person, alder with sedge,
        all 3 there, guest finch (new).
        mth: did you mean moth? Enter: yes
        Anything else? ⏎
        2 of 3 there, guest finch (new). Away: moth.
        Anything else? friday, heron late 20, online, sedge alone⏎
        larch, Friday (not Thursday) 20 March, 90 minutes, online, sedge alone, 2 of 3 there
        heron 20 minutes late (there for 70).
        Anything else? moth there⏎
        all 3 there
        Anything else? lark away⏎
        lark is nobody in larch. A guest?
        Anything else? lark away ^U⏎
        Did anyone bring a case? Its label: ..⏎
        This will be saved:
        Enter saves, a number changes it, q keeps a draft: 1 m there 60⏎
        moth there for 60
        Enter saves, a number changes it, q keeps a draft: ⏎
        Saved as S1.
        """,
    )
    document = record.document()
    assert document["held_on"] == "2026-03-20"
    assert document["mode"] == "online"
    assert document["leaders"] == {"sedge": "leader"}
    assert document["attendance"] == {
        "heron": {"status": "late", "minutes": 70},
        "plover": "present",
        "moth": {"status": "present", "minutes": 60},
        "finch": "present",
    }


@pytest.mark.slow
def test_a_cancelled_session_is_saved_with_one_more_enter(record: Recorder) -> None:
    record.records(session_document("2026-03-06", cases=[HALF_PAST_NINE]))
    record(
        "log",
        """
        Anything different? cancelled⏎
        larch, Friday 20 March, cancelled. No hours, no news.
        Enter saves, or say what else: ⏎
        Saved as S2, cancelled. You next meet on Friday 3 April.
        Everyone on the list stays there.
        """,
    )
    document = record.document("S2")
    assert document["cancelled"] is True
    assert not document.get("attendance")


@pytest.mark.slow
def test_what_was_told_is_not_lost_by_a_session_that_was_cancelled_after_all(
    record: Recorder,
) -> None:
    record(
        "log",
        """
        Anything different? ⏎
        Its label: the gift⏎
        Who brought it? moth⏎
        The story, in your own words: ..⏎
        Enter saves, a number changes it, q keeps a draft: 1 cancelled⏎
        1  larch, Friday 20 March, cancelled. No hours, no news.
        Enter saves, a number changes it, q keeps a draft: ⏎
        Your answers are still there; please check them.
        This will be saved:
        Enter saves, a number changes it, q keeps a draft: 1 not cancelled⏎
        Enter saves, a number changes it, q keeps a draft: ⏎
        Saved as S1.
        """,
    )
    assert record.document()["cases"][0]["label"] == "the gift"


def test_going_back_over_four_questions_finds_the_answers_there(record: Recorder) -> None:
    record.records(session_document("2026-03-06", cases=[HALF_PAST_NINE]))
    record(
        "log",
        """
        Anything different? sedge alder, moth away⏎
        sedge with alder, 2 of 3 there. Away: moth.
        Anything else? ⏎
        Any news? (number, label or alias) 1⏎
        What did plover say? Colder still.⏎
        How are things? harder⏎
        Any more news? ⏎
        Its label: the gift⏎
        Who brought it? <⏎
        Did anyone bring a case? Its label: the gift <⏎
        Any more news? <⏎
        harder
        How are things? <⏎
        What did plover say? Colder still. <⏎
        Any news? (number, label or alias) C1 <⏎
        sedge with alder, 2 of 3 there. Away: moth.
        Anything different? ⏎
        Any news? (number, label or alias) C1 ⏎
        What did plover say? Colder still. ␣Much.⏎
        How are things? ⏎
        Any more news? ⏎
        Its label: the gift ⏎
        Who brought it? heron⏎
        The story, in your own words: ..⏎
        2  News of C1 half past nine from plover: harder. "Colder still. Much." (3 words)
        Enter saves, a number changes it, q keeps a draft: ⏎
        Saved as S2.
        """,
    )
    document = record.document("S2")
    assert document["leaders"] == {"sedge": "leader", "alder": "co-leader"}
    assert document["checkins"] == [
        {"case": "C1", "outcome": "harder", "text": "Colder still. Much."}
    ]


@pytest.mark.slow
def test_a_full_stop_goes_to_the_next_part_and_two_to_the_look(record: Recorder) -> None:
    record(
        "log",
        """
        Anything different? .⏎
        Did anyone bring a case? Its label: the gift⏎
        Who brought it? .⏎
        Please say who brought it
        Who brought it? moth⏎
        The story, in your own words: It felt too large.⏎
        More? .⏎
        A note of your own? We hurried.⏎
        More? ..⏎
        3  Your note: "We hurried." (2 words)
        Enter saves, a number changes it, q keeps a draft: .⏎
        There are no more questions: Enter saves.
        Enter saves, a number changes it, q keeps a draft: 7⏎
        A number from 1 to 3, or one of: look news case note next q.
        Enter saves, a number changes it, q keeps a draft: ^Unext⏎
        Next time we want to start on time⏎
        4  Next time we want to start on time.
        Enter saves, a number changes it, q keeps a draft: 2⏎
        Its label: the gift ^Uthe large gift⏎
        Who brought it? ⏎
        The story, in your own words: It felt too large. ⏎
        More? ⏎
        Enter saves, a number changes it, q keeps a draft: ⏎
        """,
    )
    document = record.document()
    assert document["cases"][0]["label"] == "the large gift"
    assert document["notes"] == [
        {"author": "alder", "text": "We hurried.", "next_time": "start on time"}
    ]


def test_every_field_of_a_case_and_a_note_can_be_typed(record: Recorder) -> None:
    record.closes()
    for day, label in (("2026-03-02", "the full bag"), ("2026-03-06", "the quiet son")):
        record.records(session_document(day, cases=[{"label": label, "presenter": "heron"}]))
    record(
        "log",
        """
        Anything different? plover away, debriefed, recorded⏎
        Anything else? ⏎
        Any news? ⏎
        Its label: the crumbling façade⏎
        Who brought it? heron, moth⏎
        heron and moth
        For a new paragraph press Esc, then Enter.
        The story, in your own words: ⎋[200~Fury over the naïve letter 📨.⏎⏎And fatigue.⎋[201~⏎
        More? wanted: to know whether to stop⏎
        wanted: "to know whether to stop"
        More? imagined the letters are bad marks⏎
        More? imagined that nobody else reads them⏎
        More? return spoke: It is me who is complaining.⏎
        More? minutes present 5, out 30⏎
        minutes: present 5, presenter-out 30
        Another case? <⏎
        More? clin nonad frus patient shame; why stuck; continues C1 related C2; ask after 2⏎
        kind: clinician-patient; theme: nonadherence; the presenter felt: frustration
        Another case? ⏎
        A note of your own? We were quick to advise.⏎
        More? supervision What made us hurry?⏎
        More? case⏎
        new-1  the crumbling façade
        About which case? new⏎
        More? held-off rivalry heading boundaries⏎
        Next time we want to wait⏎
        If anyone round here could tell who 2 is about, change it now.
        Enter saves, a number changes it, q keeps a draft: ⏎
        N1 waits for your supervision.
        """,
    )
    document = record.document("S3")
    assert document["cases"] == [
        {
            "label": "the crumbling façade",
            "presenter": ["heron", "moth"],
            "summary": "Fury over the naïve letter 📨.\n\nAnd fatigue.",
            "encounter": "clinician-patient",
            "themes": ["nonadherence"],
            "feelings": ["frustration"],
            "patient_feelings": ["shame"],
            "why": "stuck",
            "wanted": "to know whether to stop",
            "imagined": ["the letters are bad marks", "that nobody else reads them"],
            "on_return": "spoke",
            "said_on_return": "It is me who is complaining.",
            "phase_minutes": {"present": 5, "presenter-out": 30},
            "follow_up": "yes",
            "after_sessions": 2,
            "continues": "C1",
            "related_to": ["C2"],
            "recognisable": False,
        }
    ]
    assert document["notes"] == [
        {
            "case": "/cases/0",
            "author": "alder",
            "text": "We were quick to advise.",
            "interventions": ["held-off-solutions"],
            "observations": ["rivalry"],
            "heading": "boundaries",
            "for_supervision": "What made us hurry?",
            "next_time": "wait",
        }
    ]


@pytest.mark.slow
def test_the_last_word_about_asking_again_holds_and_is_shown(record: Recorder) -> None:
    """At More?, in every order; a case that is not to be asked about is said after saving."""
    begin = """
        Anything different? ⏎
        Its label: the gift⏎
        Who brought it? moth⏎
        The story, in your own words: ⏎
    """
    steps = [
        ("ask no", "ask no", None),
        ("ask after 2", "ask after 2 sessions", "ask no"),
        ("ask 3", "ask after 3 sessions", "ask after 2 sessions"),
        ("ask yes", "ask yes", "ask after 3 sessions"),
        ("ask after 2, ask no", "ask no", None),
        ("ask no", "ask no", None),
        ("ask 2026-06", "2026-06: say after how many sessions, such as: ask after 3", None),
    ]
    said = "".join(
        f"More? {typed}⏎\n{echo}{f' (it was: {before})' if before else ''}\nAnother case? <⏎\n"
        for typed, echo, before in steps
    )
    shown = record(
        "log",
        f"""
        {begin}
        {said}
        More? ..⏎
        Enter saves, a number changes it, q keeps a draft: ⏎
        Saved as S1.
        """,
    )
    assert "ask 2026-06" not in shown.replace("More? ask 2026-06", "")
    (case,) = record.document()["cases"]
    assert (case["follow_up"], case["after_sessions"]) == ("no", 1)


@pytest.mark.slow
def test_enter_says_yes_only_to_what_was_shown(record: Recorder) -> None:
    """A text in the wrong place makes no guests of words that nobody was asked about."""
    shown = record(
        "log",
        """
        Anything different? arbour barley cotton damask ember fennel gossamer⏎
        and 2 more words that are not clear here.
        Anything else? ⏎
        fennel is nobody in larch. A guest? Enter: yes
        Anything else? ^C
        """,
        code=130,
    )
    told = " ".join(shown.split())
    assert "fennel (new)" not in told
