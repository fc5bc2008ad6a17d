"""News of an evening: of any case of the group, from its presenter or anybody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import session_document
from recorder import Recorder

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CommandLine

IMAGINED = ["the letters are bad marks", "nobody else reads them"]
FULL_BAG = {"label": "the full bag", "presenter": "heron", "imagined": IMAGINED}
QUIET_SON = {"label": "the quiet son", "presenter": "plover"}
TO_THE_LOOK = """
    Any more news? ..⏎
    Enter saves, a number changes it, q keeps a draft: ⏎
"""


@pytest.fixture
def record(cli: CommandLine, tmp_path: Path) -> Recorder:
    """Play evenings on the logbook of larch, which heard two cases a fortnight ago."""
    record = Recorder(cli, tmp_path)
    record.records(session_document("2026-03-06", cases=[FULL_BAG, QUIET_SON]))
    return record


@pytest.mark.slow
def test_only_those_who_are_there_are_asked_but_any_case_may_have_news(record: Recorder) -> None:
    shown = record(
        "log",
        """
        Anything different? plover away⏎
        Anything else? ⏎
        On tonight's list:
        1  C1 the full bag (heron), new on 6 March
        Any news? (number, label or alias) son⏎
        C2 the quiet son (plover)
        plover was not there. Who told it? moth⏎
        What did moth say? He laughed.⏎
        How are things? e⏎
        easier
        Any more news? son⏎
        C2 the quiet son has its news already.
        Any more news? son ^Uoranges⏎
        No case here is oranges. Enter: no news.
        Any more news? oranges ^U..⏎
        2  News of C2 the quiet son from moth, not plover: easier. "He laughed." (2 words)
        Enter saves, a number changes it, q keeps a draft: ⏎
        """,
    )
    assert "2  C2" not in shown.partition("Any news?")[0]
    assert record.document("S2")["checkins"] == [
        {"case": "C2", "outcome": "easier", "text": "He laughed.", "told_by": "moth"}
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "echo", "question", "teller"),
    [
        ("2 moth", "C2 the quiet son (plover), told by moth", "What did moth say?", "moth"),
        ("C2 outside", "(plover), told by outside", "What was said?", "outside"),
        ("the quiet son sedge", "told by sedge", "What did sedge say?", "sedge"),
        ("2 plover", "C2 the quiet son (plover)", "What did plover say?", None),
        ("plover", "C2 the quiet son (plover)", "What did plover say?", None),
    ],
)
def test_who_told_it_may_be_said_behind_the_case(
    record: Recorder, typed: str, echo: str, question: str, teller: str | None
) -> None:
    record(
        "log",
        f"""
        Anything different? ⏎
        Any news? {typed}⏎
        {echo}
        {question} They moved.⏎
        How are things? contact-ended⏎
        {TO_THE_LOOK}
        """,
    )
    (news,) = record.document("S2")["checkins"]
    assert news.get("told_by") == teller


@pytest.mark.slow
def test_a_teller_who_was_away_is_told_as_such_and_another_name_takes_the_place(
    record: Recorder,
) -> None:
    record(
        "log",
        f"""
        Anything different? moth away⏎
        Anything else? ⏎
        Any news? 2 moth⏎
        moth was not there.
        Any news? 2 moth ^U2 sedge⏎
        What did sedge say? <⏎
        Any news? C2 sedge ^U2⏎
        What did plover say? Nothing new.⏎
        How are things? u⏎
        {TO_THE_LOOK}
        """,
    )
    assert record.document("S2")["checkins"] == [
        {"case": "C2", "outcome": "unchanged", "text": "Nothing new."}
    ]


def test_news_of_a_closed_case_leaves_it_closed(record: Recorder) -> None:
    record.does("case close C2")()
    record(
        "log",
        f"""
        Anything different? ⏎
        Any news? son⏎
        C2 the quiet son (plover, closed)
        What did plover say? A card came.⏎
        How are things? easier⏎
        {TO_THE_LOOK}
        C2
        """,
    )
    assert record.cli("case show C2 --json").json["case"]["state"] == "closed"


def test_what_was_imagined_is_looked_at_again(record: Recorder) -> None:
    record(
        "log",
        f"""
        Anything different? ⏎
        Any news? bag⏎
        What did heron say? They were praise.⏎
        How are things? d ann > rel⏎
        The group had imagined:
        1 the letters are bad marks
        2 nobody else reads them
        What came of it? 1 other, 3 held⏎
        3: not one of these lines. Write it like this: 1 held, 2 open
        What came of it? ^U1 other 2 opn⏎
        2 opn: held, other or open?
        What came of it? ^U1 ot 2 op⏎
        {TO_THE_LOOK}
        """,
    )
    (news,) = record.document("S2")["checkins"]
    assert [(came["line"], came["now"]) for came in news["came_of_it"]] == [
        (1, "other"),
        (2, "open"),
    ]
    shown = record.cli("case show C1").out
    assert "other" in shown


@pytest.mark.slow
def test_how_things_are_needs_one_word_and_asks_where_two_would_fit(record: Recorder) -> None:
    record(
        "log",
        """
        Anything different? ⏎
        Any news? 2⏎
        What did plover say? ⏎
        How are things? ⏎
        One word says how things are; no-news if there was none.
        How are things? shame⏎
        shame: before or after? before⏎
        One word says how things are
        How are things? rather-not⏎
        rather-not
        Any more news? .⏎
        Did anyone bring a case? ..⏎
        2  News of C2 the quiet son from plover
        Enter saves, a number changes it, q keeps a draft: ⏎
        """,
    )
    (news,) = record.document("S2")["checkins"]
    assert (news["outcome"], news["feelings_before"]) == ("declined", ["shame"])


@pytest.mark.slow
def test_a_session_recorded_late_has_no_news_of_what_came_after_it(record: Recorder) -> None:
    shown = record(
        "log",
        """
        Anything different? 2.3.2026⏎
        Anything else? ⏎
        Did anyone bring a case? ..⏎
        Enter saves, a number changes it, q keeps a draft: ⏎
        """,
    )
    assert "On tonight's list" not in shown.partition("Saved")[0]


@pytest.mark.slow
def test_news_that_was_a_mistake_is_emptied_at_the_look(record: Recorder) -> None:
    record(
        "log",
        """
        Anything different? ⏎
        Any news? 1⏎
        What did heron say? It is heavier.⏎
        How are things? h⏎
        What came of it? ⏎
        Any more news? ..⏎
        Enter saves, a number changes it, q keeps a draft: 2⏎
        Any news? (number, label or alias) C1 ^U⏎
        No news, no case, no note.
        Enter saves, a number changes it, q keeps a draft: ⏎
        """,
    )
    assert "checkins" not in record.document("S2")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "outcome", "again", "after"),
    [
        ("ask no⏎\nask no\nOne word says how things are\nHow are things? e", "easier", False, None),
        ("e ask no, ask after 2⏎\neasier\nask after 2 sessions\nmore news? <", "easier", True, 2),
        ("ask after 2, e, ask no", "easier", False, None),
        ("cont ask yes⏎\ncontact-ended\nask yes\nmore news? <", "contact-ended", True, 1),
        ("d⏎\ndifferent\nmore news? <⏎\nHow are things? ask after 2", "different", True, 2),
        (
            "d ann ask⏎\nannoyed: before or after? b⏎\n; annoyed before\nrather-not) ask ␣after 1",
            "different",
            True,
            1,
        ),
    ],
)
def test_when_to_ask_again_is_said_with_news_in_any_order(
    record: Recorder, typed: str, outcome: str, again: bool, after: int | None
) -> None:
    back = "How are things? ⏎" if typed.endswith("<") else ""
    record(
        "log",
        f"""
        Anything different? ⏎
        Any news? 2⏎
        What did plover say? ⏎
        How are things? {typed}⏎
        {back}
        {TO_THE_LOOK}
        """,
    )
    (news,) = record.document("S2")["checkins"]
    assert news["outcome"] == outcome
    assert news.get("again", True) == again
    assert news.get("after_sessions") == after


# Another case, another attendance


@pytest.mark.slow
def test_what_was_typed_of_one_case_never_gets_into_another_and_comes_back(
    record: Recorder,
) -> None:
    record(
        "log",
        f"""
        Anything different? ⏎
        Any news? C2⏎
        What did plover say? He laughed.⏎
        How are things? <⏎
        What did plover say? <⏎
        Any news? C2 ^UC1⏎
        What you typed was about C2. Is it about C1? [y/N] ⏎
        It is set aside, and comes back with C2.
        What did heron say? It is lighter.⏎
        How are things? e⏎
        What came of it? ⏎
        Any more news? C2⏎
        What did plover say? He laughed.⏎
        How are things? u⏎
        {TO_THE_LOOK}
        """,
    )
    news = {entry["case"]: entry["text"] for entry in record.document("S2")["checkins"]}
    assert news == {"C1": "It is lighter.", "C2": "He laughed."}


@pytest.mark.slow
def test_what_was_typed_of_the_wrong_case_stays_after_a_yes(record: Recorder) -> None:
    record(
        "log",
        """
        Anything different? ⏎
        Any news? C2⏎
        What did plover say? It is lighter.⏎
        How are things? e⏎
        Any more news? ..⏎
        Enter saves, a number changes it, q keeps a draft: 2⏎
        Any news? C2 ^UC1⏎
        What you typed was about C2. Is it about C1? [y/N] y⏎
        What did heron say? It is lighter.⏎
        How are things? ⏎
        What came of it? ⏎
        Enter saves, a number changes it, q keeps a draft: ⏎
        """,
    )
    assert record.document("S2")["checkins"] == [
        {"case": "C1", "outcome": "easier", "text": "It is lighter."}
    ]


@pytest.mark.slow
def test_what_was_set_aside_is_in_the_draft(record: Recorder) -> None:
    record(
        "log",
        """
        Anything different? ⏎
        Any news? C2⏎
        What did plover say? He laughed.⏎
        How are things? <⏎
        What did plover say? <⏎
        Any news? C2 ^UC1⏎
        Is it about C1? [y/N] ⏎
        What did heron say? ^C
        """,
        code=130,
    )
    shown = record(
        "log",
        """
        Enter goes on ⏎
        What did heron say? <⏎
        Any news? C1 ^UC2⏎
        What did plover say? He laughed. ⏎
        How are things? ^C
        """,
        code=130,
    )
    assert "C1" in shown


def test_news_that_is_emptied_leaves_what_stands_behind_it(record: Recorder) -> None:
    record(
        "log",
        """
        Anything different? ⏎
        Any news? C2⏎
        What did plover say? ⏎
        How are things? e⏎
        Any more news? C1⏎
        What did heron say? It is lighter.⏎
        How are things? <⏎
        What did heron say? <⏎
        Any more news? C1 <⏎
        How are things? <⏎
        What did plover say? <⏎
        Any news? C2 ^U⏎
        Any news? (number, label or alias) C1 ⏎
        What did heron say? It is lighter. ⏎
        How are things? e⏎
        What came of it? ⏎
        Any more news? ..⏎
        Enter saves, a number changes it, q keeps a draft: ⏎
        """,
    )
    assert [entry["case"] for entry in record.document("S2")["checkins"]] == ["C1"]


@pytest.fixture
def of_two(record: Recorder) -> Recorder:
    """A third case was brought by moth and plover."""
    both = {"label": "the red coat", "presenter": ["moth", "plover"]}
    record.records(session_document("2026-03-13", cases=[both]))
    return record


@pytest.mark.slow
@pytest.mark.parametrize(
    ("away", "typed", "teller"),
    [
        ("moth away⏎\nAnything else? ", "C3", "plover"),
        ("", "C3 plover", "plover"),
        ("", "C3", "moth"),
    ],
)
def test_who_of_two_told_it_stays_when_the_attendance_is_put_right(
    of_two: Recorder, away: str, typed: str, teller: str
) -> None:
    of_two(
        "log",
        f"""
        Anything different? {away}⏎
        Any news? {typed}⏎
        What did {teller} say? They met.⏎
        How are things? e⏎
        Any more news? ..⏎
        2  News of C3 the red coat from {teller}: easier.
        Enter saves, a number changes it, q keeps a draft: 1 moth there⏎
        Enter saves, a number changes it, q keeps a draft: 2⏎
        Any news? (number, label or alias) C3 {teller} ⏎
        What did {teller} say? ⏎
        How are things? ⏎
        Enter saves, a number changes it, q keeps a draft: ⏎
        """,
    )
    assert of_two.document("S3")["checkins"][0]["told_by"] == teller


@pytest.mark.slow
def test_a_teller_who_turns_out_to_have_been_away_is_named_as_such(of_two: Recorder) -> None:
    of_two(
        "log",
        """
        Anything different? ⏎
        Any news? C2⏎
        What did plover say? ⏎
        How are things? e⏎
        Any more news? C3 moth⏎
        What did moth say? ⏎
        How are things? e⏎
        Any more news? ..⏎
        Enter saves, a number changes it, q keeps a draft: 1 plover away, moth away⏎
        2  News of C2 the quiet son from plover, who was away: easier.
        3  News of C3 the red coat from moth, who was away: easier.
        Enter saves, a number changes it, q keeps a draft: q⏎
        """,
    )
