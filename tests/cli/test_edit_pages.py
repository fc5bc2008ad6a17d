"""The pages on which an entry is edited, while other things happen to the case it is of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from conftest import session_document
from recorder import Recorder

from balintlog.cli.desk import Desk, Surroundings
from balintlog.cli.guided.form import Form
from balintlog.cli.guided.form_part import FormPart
from balintlog.cli.guided.single_field import put_wish

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CommandLine

    from balintlog.domain.typed.follow_up_wish import Wish

SAVES = "Enter saves, a number changes it:"
STORY = "The story, in your own words:"
LABEL = "Its label, two to four neutral words:"
BAG = {
    "label": "the full bag",
    "presenter": "heron",
    "summary": "A bag.",
    "imagined": ["a wall", "a child"],
    "wanted": "Company.",
}
LATER = {"case": "C1", "presenter": "moth", "summary": "What was told later."}


@pytest.fixture
def record(cli: CommandLine, tmp_path: Path) -> Recorder:
    return Recorder(cli, tmp_path)


def begin(record: Recorder, *cases: dict[str, Any]) -> None:
    record.records(session_document("2026-03-02", cases=list(cases) or [BAG]))


def told_again() -> dict[str, Any]:
    return session_document("2026-03-09", presentations=[LATER])


def story(record: Recorder, session: str) -> str:
    document = record.document(session)
    (entry,) = document.get("cases") or document["presentations"]
    return str(entry["summary"])


@pytest.mark.slow
def test_the_page_of_a_session_never_writes_over_what_was_told_later(record: Recorder) -> None:
    begin(record)
    record(
        "session edit S1",
        f"""
        What was different? (or a number) 2⏎
        Its label, two to four neutral words: the full bag ⏎
        Who brought it? heron ⏎
        {STORY} A bag. ^UPut right.⏎
        More? ⏎
        (meanwhile)
        Enter saves, or say what else: ⏎
        C1 was changed: the story was reworded.
        """,
        meanwhile=[record.does("log --from -", told_again())],
    )
    assert (story(record, "S1"), story(record, "S2")) == ("Put right.", "What was told later.")


def test_a_draft_stays_with_the_session_that_it_was_begun_about(record: Recorder) -> None:
    begin(record)
    record("case edit C1", f"{STORY} A bag. ^UPut right.⏎\nMore? ^C", code=130)
    record.records(told_again())
    record(
        "case edit C1",
        f"""
        C1 the full bag, told on Monday 2 March (S1):
        You left this:
        3  The story: "Put right." (2 words)
        Enter goes on, a number changes it, delete deletes the draft: ⏎
        More? ⏎
        {SAVES} ⏎
        C1 was changed: the story was reworded.
        """,
    )
    assert (story(record, "S1"), story(record, "S2")) == ("Put right.", "What was told later.")


@pytest.mark.slow
def test_a_draft_is_deleted_at_the_look_that_it_begins_with(record: Recorder) -> None:
    begin(record)
    record("case edit C1", f"{STORY} A bag. ^UPut right.⏎\nMore? ^C", code=130)
    record(
        "case edit C1",
        f"""
        You left this:
        Enter goes on, a number changes it, delete deletes the draft: delete⏎
        Delete that draft? [y/N] n⏎
        Enter goes on, a number changes it, delete deletes the draft: delete⏎
        Delete that draft? [y/N] y⏎
        {STORY} A bag. ⏎
        More? ⏎
        {SAVES} ⏎
        C1 stays as it was.
        """,
    )
    assert record.draft() is None
    assert story(record, "S1") == "A bag."


@pytest.mark.slow
def test_a_draft_stays_with_its_session_after_a_merge(record: Recorder) -> None:
    begin(record)
    case = {"label": "two teams", "presenter": "moth", "summary": "What was told later."}
    record.records(session_document("2026-03-09", cases=[case]))
    record("case edit C1", f"{STORY} A bag. ^UPut right.⏎\nMore? ^C", code=130)
    record.does("--yes case merge C2 C1")()
    record("case edit C1", f"Enter goes on ⏎\nMore? ⏎\n{SAVES} ⏎")
    assert (story(record, "S1"), story(record, "S2")) == ("Put right.", "What was told later.")


@pytest.mark.slow
def test_a_draft_whose_telling_is_gone_is_shown_and_not_saved(record: Recorder) -> None:
    begin(record)
    record.records(told_again())
    record("case edit C1", f"{STORY} What was told later. ^UPut right.⏎\nMore? ^C", code=130)
    record.does("--yes session delete S2")()
    record(
        "case edit C1",
        """
        Not saved. What you typed:
        summary: Put right.
        """,
        code=1,
    )
    assert story(record, "S1") == "A bag."


@pytest.mark.slow
@pytest.mark.parametrize("of_session", ["", " --session S1"])
def test_a_reworded_text_keeps_the_answer_that_the_look_asked_for(
    record: Recorder, of_session: str
) -> None:
    record.closes()
    begin(record, {**BAG, "recognisable": False})
    if of_session:
        record.records(told_again())
    record(
        f"case edit C1{of_session}",
        f"""
        {STORY} A bag. ⏎
        More? wanted: Company in the evening⏎
        More? ⏎
        If anyone round here could tell who this is about, change it now.
        {SAVES} ⏎
        """,
    )
    assert record.document()["cases"][0]["recognisable"] is False


@pytest.mark.slow
def test_what_was_kept_stays_kept_when_another_window_was_first(record: Recorder) -> None:
    begin(record)
    record(
        "case edit C1",
        f"""
        {STORY} A bag. ^UMrs Huber came.⏎
        Reword, leave it out, or keep? keep⏎
        More? ⏎
        (meanwhile)
        {SAVES} ⏎
        {SAVES} ⏎
        C1 was changed
        """,
        meanwhile=[record.does("case edit C1 --follow-up no")],
    )
    assert story(record, "S1") == "Mrs Huber came."


@pytest.mark.slow
def test_no_answer_repeats_a_label_that_was_reworded(record: Recorder) -> None:
    keep = [{"field": "/label", "start": 11, "end": 16}]
    begin(record, {**BAG, "label": "the bag of Huber", "keep": keep})
    shown = record(
        "case edit C1",
        f"""
        {STORY} A bag. ..⏎
        {SAVES} 1⏎
        {LABEL} the bag of Huber ^Uthe big bag⏎
        {SAVES} ⏎
        C1 was changed: the label was reworded.
        """,
    )
    assert "Huber" not in shown.rsplit(SAVES, 1)[1]


IMAGINED = "What did the group imagine? (one line; Enter: no more)"


def imagined(record: Recorder) -> Any:
    return record.document()["cases"][0].get("imagined")


@pytest.mark.slow
@pytest.mark.parametrize("sign", ["<", "."])
@pytest.mark.parametrize("first", ["", f"{IMAGINED} a wall ⏎"], ids=["first", "second"])
def test_a_sign_among_the_imagined_lines_deletes_none(
    record: Recorder, first: str, sign: str
) -> None:
    begin(record)
    line = "a child" if first else "a wall"
    again = f"{STORY} A bag. ⏎\nMore? ⏎" if sign == "<" else ""
    record(
        "case edit C1",
        f"""
        {STORY} A bag. ⏎
        More? imagined⏎
        {first}
        {IMAGINED} {line} ^U{sign}⏎
        {again}
        {SAVES} ⏎
        """,
    )
    assert imagined(record) == ["a wall", "a child"]


def test_half_an_imagined_line_comes_back_among_the_others(record: Recorder) -> None:
    begin(record)
    record(
        "case edit C1",
        f"""
        {STORY} A bag. ⏎
        More? imagined⏎
        {IMAGINED} a wall ⏎
        {IMAGINED} a child , lost^C
        """,
        code=130,
    )
    record(
        "case edit C1",
        f"""
        Enter goes on, a number changes it, delete deletes the draft: ⏎
        imagined: "a wall", "a child, lost"
        More? ⏎
        {SAVES} ⏎
        """,
    )
    assert imagined(record) == ["a wall", "a child, lost"]


@pytest.mark.slow
def test_an_imagined_line_that_is_emptied_leaves_the_others(record: Recorder) -> None:
    begin(record, {**BAG, "imagined": ["a wall", "a bird", "a child"]})
    record(
        "case edit C1",
        f"""
        {STORY} A bag. ⏎
        More? imagined⏎
        {IMAGINED} a wall ^U⏎
        {IMAGINED} a bird ⏎
        {IMAGINED} a child ^U⏎
        More? ⏎
        {SAVES} ⏎
        """,
    )
    assert imagined(record) == ["a bird"]


@pytest.mark.slow
def test_what_is_kept_in_an_imagined_line_moves_up_with_it(record: Recorder) -> None:
    begin(record, {"label": "two teams", "presenter": "moth", "summary": "Teams."})
    decides = "Reword, leave it out, or keep? keep⏎"
    record(
        "case edit C1",
        f"""
        {STORY} Teams. ⏎
        More? imagined⏎
        {IMAGINED} a wall⏎
        {IMAGINED} Mrs Huber⏎
        {decides}
        {IMAGINED} ⏎
        More? imagined⏎
        {IMAGINED} a wall ^U⏎
        {IMAGINED} Mrs Huber ⏎
        {IMAGINED} ⏎
        More? ⏎
        {SAVES} ⏎
        """,
    )
    assert imagined(record) == ["Mrs Huber"]
    record(
        "case edit C1",
        f"""
        {STORY} Teams. ⏎
        More? imagined⏎
        {IMAGINED} Mrs Huber ⏎
        {IMAGINED} ⏎
        More? ⏎
        {SAVES} ⏎
        C1 stays as it was.
        """,
    )


@pytest.mark.slow
def test_a_line_about_which_nothing_was_decided_leaves_nothing(record: Recorder) -> None:
    begin(record, {"label": "two teams", "presenter": "moth", "summary": "Teams."})
    record(
        "case edit C1",
        f"""
        {STORY} Teams. ⏎
        More? imagined: Mrs Huber in Graz⏎
        Reword, leave it out, or keep? <⏎
        {IMAGINED} Mrs Huber in Graz ^U<⏎
        {STORY} Teams. ⏎
        More? ⏎
        {SAVES} ⏎
        C1 stays as it was
        """,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "question", "key"),
    [
        ("supervision", "Question for supervision:", "for_supervision"),
        ("supervision: Why, Mrs Huber?", "Question for supervision:", "for_supervision"),
    ],
)
def test_half_a_text_behind_more_of_a_note_is_in_the_draft(
    record: Recorder, asked: str, question: str, key: str
) -> None:
    reword = "Reword, leave it out, or keep? reword⏎" if ":" in asked else ""
    stands = "Why, Mrs Huber? ^U" if ":" in asked else ""
    record(
        "log --group larch",
        f"""
        Anything different? ⏎
        Did anyone bring a case? .⏎
        A note of your own? We hurried.⏎
        More? {asked}⏎
        {reword}
        {question} {stands}Why did I hurry them so^C
        """,
        code=130,
    )
    draft = record.draft()
    assert draft is not None
    assert draft["answers"]["notes"][0][key] == "Why did I hurry them so"
    assert "hurry" not in str(draft["asides"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "question", "key"),
    [
        ("wanted", "What did the presenter want of the group?", "wanted"),
        ("return spoke", "What did the presenter say at the end?", "said_on_return"),
        ("imagined", IMAGINED, "imagined"),
    ],
)
def test_half_a_text_behind_more_of_a_case_comes_back(
    record: Recorder, asked: str, question: str, key: str
) -> None:
    begin(record, {"label": "two teams", "presenter": "moth", "summary": "Teams."})
    asked, _, word = asked.partition(" ")
    back = f"How did the presenter come back to the group? {word}⏎" if word else ""
    record(
        "case edit C1",
        f"{STORY} Teams. ⏎\nMore? {asked}⏎\n{back}\n{question} A quiet even^C",
        code=130,
    )
    shown = record("case edit C1", "Enter goes on ⏎\nMore? ^C", code=130)
    assert "A quiet even" in shown
    assert key not in record.document()["cases"][0]


@pytest.mark.slow
def test_half_of_what_is_wanted_next_time_is_in_the_draft(record: Recorder) -> None:
    record(
        "log --group larch",
        """
        Anything different? ..⏎
        Enter saves, a number changes it, q keeps a draft: next⏎
        Next time we want to wait for the long silence ^C
        """,
        code=130,
    )
    assert "wait for the long silence" in str(record.draft())


def test_a_second_line_of_minutes_adds_to_the_first(record: Recorder) -> None:
    begin(record)
    record(
        "case edit C1",
        f"""
        {STORY} A bag. ⏎
        More? minutes⏎
        Minutes of each phase: present 5, foo 3⏎
        Minutes of each phase: foo, 3 ^Uquestions 3⏎
        More? ⏎
        {SAVES} ⏎
        """,
    )
    assert record.document()["cases"][0]["phase_minutes"] == {"present": 5, "questions": 3}


MOTH_AWAY = "What was different? (or a number) moth away⏎\nEnter saves, or say what else:"


@pytest.mark.slow
def test_a_draft_of_a_session_shows_what_another_window_has_changed(record: Recorder) -> None:
    begin(record)
    record("session edit S1", f"{MOTH_AWAY} ^C", code=130)
    record.does("session edit S1 --minutes 75 --attendance plover=absent")()
    record(
        "session edit S1",
        """
        75 minutes, in person, alder with sedge, 1 of 3 there.
        Enter saves, or say what else, q keeps the draft, delete deletes it: 90 min⏎
        Enter saves, or say what else, q keeps the draft, delete deletes it: ⏎
        """,
    )
    document = record.document()
    seats = {"heron": "present", "plover": "absent", "moth": "apologies"}
    assert (document["minutes"], document["attendance"]) == (90, seats)


@pytest.mark.slow
def test_a_session_that_another_window_was_first_at_is_shown_as_it_is(record: Recorder) -> None:
    begin(record)
    record(
        "session edit S1",
        """
        What was different? (or a number) plover late 20⏎
        (meanwhile)
        Enter saves, or say what else: ⏎
        75 minutes
        Enter saves, or say what else: 90 min, plover there⏎
        Enter saves, or say what else: ⏎
        """,
        meanwhile=[record.does("session edit S1 --minutes 75")],
    )
    document = record.document()
    assert (document["minutes"], document["attendance"]["plover"]) == (90, "present")


@pytest.mark.slow
@pytest.mark.parametrize("sign", [".", ".."])
def test_a_full_stop_does_not_save_a_session(record: Recorder, sign: str) -> None:
    begin(record)
    record(
        "session edit S1",
        f"""
        What was different? (or a number) moth away⏎
        Enter saves, or say what else: {sign}⏎
        There are no more questions: Enter saves.
        Enter saves, or say what else: ^C
        """,
        code=130,
    )
    assert record.document()["attendance"]["moth"] == "present"


@pytest.mark.slow
@pytest.mark.parametrize("sign", [".", ".."])
def test_a_full_stop_does_not_save_a_session_that_was_cancelled(
    record: Recorder, sign: str
) -> None:
    record(
        "log --group larch",
        f"""
        Anything different? cancelled⏎
        Enter saves, or say what else: {sign}⏎
        There are no more questions: Enter saves.
        Enter saves, or say what else: ⏎
        Saved as S1
        """,
    )


def with_note(record: Recorder, **fields: str) -> None:
    record.records(session_document("2026-03-02", notes=[{"text": "Two camps.", **fields}]))


def note_of(record: Recorder) -> Any:
    return record.document()["notes"][0]


def test_the_look_at_a_note_shows_no_day_that_is_not_saved(record: Recorder) -> None:
    days = {"taken_on": "2026-03-10", "done_on": "2026-03-11"}
    with_note(record, for_supervision="Whose?", next_time="wait longer", **days)
    shown = record(
        "note edit N1",
        f"""
        Your note: Two camps. ⏎
        More? supervision: Whose is it?⏎
        More? ⏎
        Next time we want to wait longer ⏎
        {SAVES} 3⏎
        Next time we want to wait longer ^Uwait⏎
        {SAVES} ⏎
        """,
    )
    first, second = shown.split("This will be saved:")[1].split(SAVES)[:2]
    assert "taken" not in first
    assert "wait longer (done on Wednesday 11 March)" in first
    assert "done on" not in second
    assert note_of(record).keys() & days.keys() == set()


@pytest.mark.slow
def test_the_look_at_a_note_shows_the_days_that_stay(record: Recorder) -> None:
    days = {"taken_on": "2026-03-10", "done_on": "2026-03-11"}
    with_note(record, for_supervision="Whose?", next_time="wait longer", **days)
    shown = record("note edit N1", f"Your note: Two camps. ..⏎\n{SAVES} ⏎\nN1 stays as it was.")
    assert "2026-03-10" in shown
    assert note_of(record).items() >= days.items()


@pytest.mark.slow
def test_a_field_of_a_note_that_was_emptied_is_deleted(record: Recorder) -> None:
    with_note(record, for_supervision="Whose?", next_time="wait longer")
    record(
        "note edit N1",
        f"""
        Your note: Two camps. ⏎
        More? supervision⏎
        Question for supervision: Whose? ^U⏎
        More? ⏎
        Next time we want to wait longer ^U⏎
        {SAVES} ⏎
        """,
    )
    assert note_of(record).keys() & {"for_supervision", "next_time"} == set()


@pytest.mark.slow
def test_a_hyphen_leaves_a_member_without_a_profession(record: Recorder) -> None:
    record.does("member edit heron --profession nurse")()
    details = "What do they do? -⏎\nTheir first day? ⏎"
    record("member edit heron", f"{details}\nheron was changed")
    assert "nurse" not in record.cli("member show heron").out
    record("member edit heron", "What do they do? ⏎\nTheir first day? ⏎\nheron stays as it was")


@pytest.mark.slow
def test_a_session_opens_an_older_telling_without_the_label(record: Recorder) -> None:
    begin(record)
    record.records(told_again())
    record(
        "session edit S1",
        f"""
        What was different? (or a number) 2⏎
        Who brought it? heron ⏎
        {STORY} A bag. ^UPut right. ..⏎
        Enter saves, or say what else: ⏎
        """,
    )
    assert (story(record, "S1"), story(record, "S2")) == ("Put right.", "What was told later.")


@pytest.mark.parametrize(
    "said", [{"after_sessions": 2}, {"again": True}], ids=["after two", "next time"]
)
def test_a_new_wish_takes_the_place_of_not_again(said: Wish) -> None:
    desk = Desk(Surroundings(), None, False, None, True, False, "never")
    into: dict[str, Any] = {"again": False}
    put_wish(FormPart(desk, Form(), into), said, of_news=True)
    assert "again" not in into


@pytest.mark.slow
def test_what_is_kept_moves_with_the_text_before_it(record: Recorder) -> None:
    begin(record, {"label": "two teams", "presenter": "moth", "summary": "Teams."})
    text = "Mrs Huber met Mrs Adler."
    decides = "Reword, leave it out, or keep?"
    record(
        "case edit C1",
        f"""
        {STORY} Teams. ^U{text}⏎
        >>Mrs Huber<<
        {decides} keep⏎
        >>Mrs Adler<<
        {decides} reword⏎
        {STORY} {text} ^UToday {text}⏎
        >>Mrs Adler<<
        {decides} keep⏎
        More? ⏎
        {SAVES} ⏎
        """,
    )
    assert story(record, "S1") == f"Today {text}"


@pytest.mark.slow
def test_a_blocked_word_in_a_text_that_stays_is_pointed_out(record: Recorder) -> None:
    begin(record, {"label": "two teams", "presenter": "moth", "summary": "The velvet team."})
    record.does("privacy block add --group larch", b"velvet")()
    record(
        "case edit C1",
        f"""
        {STORY} The velvet team. ⏎
        The >>velvet<< team.
        note:
        More? ^C
        """,
        code=130,
    )


@pytest.mark.slow
def test_a_question_that_was_left_at_the_look_is_not_asked_again(record: Recorder) -> None:
    begin(record)
    record(
        "case edit C1",
        f"""
        {STORY} A bag. ^UPut right.⏎
        More? ⏎
        {SAVES} 3⏎
        {STORY} Put right. ^U<⏎
        (meanwhile)
        {SAVES} ⏎
        {SAVES} ⏎
        C1 was changed: the story was reworded.
        """,
        meanwhile=[record.does("case edit C1 --follow-up no")],
    )


@pytest.mark.slow
def test_the_look_asks_who_could_tell_from_a_label_that_was_reworded(record: Recorder) -> None:
    record.closes()
    begin(record, {**BAG, "recognisable": False})
    could_tell = "If anyone round here could tell who this is about, change it now."
    shown = record(
        "case edit C1",
        f"""
        {STORY} A bag. ..⏎
        {SAVES} 1⏎
        {LABEL} the full bag ^Uthe big bag⏎
        {could_tell}
        {SAVES} ⏎
        """,
    )
    assert could_tell not in shown.split("the big bag")[0]
    assert record.document()["cases"][0]["recognisable"] is False


def test_older_news_is_asked_about_what_was_imagined_before_it(record: Recorder) -> None:
    begin(record)
    news = {"case": "C1", "outcome": "easier"}
    record.records(session_document("2026-03-06", checkins=[news]))
    record.records(session_document("2026-03-09", presentations=[{**LATER, "imagined": ["x"]}]))
    record(
        "case edit C1 --session S2",
        f"""
        What was said? ⏎
        How are things? easier⏎
        {SAVES} 4⏎
        a wall
        What came of it? (such as: 1 held, 2 other, 3 open; Enter: not said) 2 open⏎
        {SAVES} ⏎
        """,
    )
    (line,) = record.document("S2")["checkins"][0]["came_of_it"]
    assert (line["line"], line["now"]) == (2, "open")
