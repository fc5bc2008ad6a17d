"""The look before saving: a change shows what has changed, and no sign in it saves unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import session_document
from recorder import Recorder

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CommandLine

LOOK = "Enter saves, a number changes it, q keeps a draft:"
FULL_BAG = {"label": "the full bag", "presenter": "heron"}
GIFT = """
    Its label: the gift⏎
    Who brought it? moth⏎
    The story, in your own words: Too large.⏎
    More? ⏎
"""


@pytest.fixture
def record(cli: CommandLine, tmp_path: Path) -> Recorder:
    """Play evenings on the logbook of larch, where one case was heard a fortnight ago."""
    record = Recorder(cli, tmp_path)
    record.records(session_document("2026-03-06", cases=[FULL_BAG]))
    record.does("group add elm --leader alder")()
    record.does("member add elm --alias finch")()
    return record


def shown_after(shown: str, answer: int) -> str:
    """Return what was shown between an answer at the look and the next question."""
    return shown.split(LOOK)[answer].partition("Enter saves")[0]


@pytest.mark.slow
def test_a_change_shows_the_changed_line_and_look_shows_all(record: Recorder) -> None:
    shown = record(
        "log --group larch",
        f"""
        Anything different? ⏎
        Any news? ⏎
        {GIFT}
        Another case? ..⏎
        {LOOK} 1 heron away⏎
        1  larch, Friday 20 March, 90 minutes, in person, alder with sedge, 2 of 3 there. Away:
        {LOOK} 2⏎
        Its label: the gift ^Uthe large gift⏎
        Who brought it? moth⏎
        The story, in your own words: Too large. ⏎
        More? ⏎
        2  New case: the large gift, brought by moth.
        {LOOK} note⏎
        A note of your own? We hurried.⏎
        More? .⏎
        3  Your note: "We hurried." (2 words)
        {LOOK} look⏎
        1  larch
        2  New case
        3  Your note
        {LOOK} 3⏎
        A note of your own? We hurried. ^U⏎
        1  larch
        2  New case
        {LOOK} ⏎
        Saved as S2.
        """,
    )
    assert "New case" not in shown_after(shown, 1)
    assert "larch, Friday" not in shown_after(shown, 2)
    assert "New case" not in shown_after(shown, 3)


@pytest.mark.slow
def test_a_sign_in_a_point_leads_back_to_the_look(record: Recorder) -> None:
    points = {
        "1": "What was different?",
        "2": "Its label: the gift",
        "next": "Next time we want to",
        "news": "Any news?",
    }
    signs = "".join(
        f"{LOOK} {point}⏎\n{question} ^U{sign}⏎\n"
        for point, question in points.items()
        for sign in (".", "..", "<")
    )
    record(
        "log --group larch",
        f"""
        Anything different? ⏎
        Any news? ⏎
        {GIFT}
        Another case? ..⏎
        {signs}
        {LOOK} q⏎
        """,
    )
    assert len(record.cli("session list --json").json["sessions"]) == 1, "nothing was saved"
    record(
        "log --group larch",
        """
        2  New case: the gift, brought by moth. "Too large." (2 words)
        Enter saves, a number changes it, q keeps the draft, new begins another session: ^C
        What you typed is saved as a draft; balintlog log carries on from there.
        """,
        code=130,
    )


@pytest.mark.slow
def test_news_a_case_and_next_time_are_added_at_the_look(record: Recorder) -> None:
    record(
        "log --group larch",
        f"""
        Anything different? ..⏎
        {LOOK} news⏎
        Any news? bag⏎
        What did heron say? It is lighter.⏎
        How are things? e⏎
        2  News of C1 the full bag from heron: easier.
        {LOOK} case⏎
        {GIFT}
        3  New case: the gift, brought by moth.
        {LOOK} next⏎
        Next time we want to start on time⏎
        4  Next time we want to start on time.
        {LOOK} ⏎
        Saved as S2.
        """,
    )
    document = record.document("S2")
    assert document["checkins"][0]["case"] == "C1"
    assert document["cases"][0]["label"] == "the gift"


@pytest.mark.slow
def test_another_group_at_the_look_moves_the_draft_and_its_blocked_words(record: Recorder) -> None:
    record.does("privacy block add --group elm", b"quince\n")()
    record(
        "log --group larch",
        f"""
        Anything different? ⏎
        Any news? ⏎
        {GIFT}
        Another case? ..⏎
        {LOOK} 1 elm⏎
        1  elm, Friday 20 March
        the gift: moth is not in elm.
        Who brought it? finch⏎
        {LOOK} 2⏎
        Its label: the gift ⏎
        Who brought it? finch ⏎
        The story, in your own words: Too large. ␣A quince.⏎
        You cannot keep it.
        Reword, or leave it out? ^C
        """,
        code=130,
    )
    (draft,) = record.cli("status --json").json["drafts"]
    assert draft["label"] == "elm"


@pytest.mark.slow
def test_an_evening_with_news_stays_with_its_group_until_that_is_left_out(
    record: Recorder,
) -> None:
    record(
        "log --group larch",
        f"""
        Anything different? ⏎
        Any news? 1⏎
        What did heron say? It is lighter.⏎
        How are things? e⏎
        Any more news? ..⏎
        {LOOK} 1 elm⏎
        C1 of larch came up tonight. Leave that out first; then the group can be elm.
        What was different? elm ^U⏎
        {LOOK} 2⏎
        Any news? C1 ^U⏎
        {LOOK} 1 elm⏎
        1  elm, Friday 20 March
        {LOOK} ⏎
        Saved as S2.
        """,
    )
    assert record.document("S2")["group"] == "G2"


def test_a_day_before_a_case_was_told_is_refused_and_nothing_is_lost(record: Recorder) -> None:
    record(
        "log --group larch",
        f"""
        Anything different? ⏎
        Any news? 1⏎
        What did heron say? It is lighter.⏎
        How are things? e⏎
        Any more news? ..⏎
        {LOOK} 1 2.3.⏎
        1  larch, Monday (not Friday) 2 March
        {LOOK} ⏎
        Your answers are still there; please check them.
        2  News of C1 the full bag from heron: easier.
        {LOOK} 1 friday⏎
        {LOOK} ⏎
        Saved as S2.
        """,
    )


def test_news_of_a_case_that_was_told_later_is_asked_again(record: Recorder) -> None:
    earlier = {"label": "half past nine", "presenter": "plover"}
    record.records(session_document("2026-02-23", cases=[earlier]))
    record(
        "log --group larch",
        """
        Anything different? ⏎
        Any news? C1⏎
        What did heron say? It is lighter.⏎
        How are things? e⏎
        Any more news? ^C
        """,
        code=130,
    )
    record(
        "log --group larch",
        """
        2  News of C1 the full bag from heron: easier.
        begins another session: 1 2.3.⏎
        begins another session: ⏎
        Any news? C1 ^U⏎
        Did anyone bring a case? Its label: ^C
        """,
        code=130,
    )


@pytest.mark.slow
def test_what_is_not_clear_stays_in_the_line(record: Recorder) -> None:
    record(
        "log --group larch",
        f"""
        Anything different? ..⏎
        {LOOK} 1 mth away⏎
        mth: did you mean moth? Enter: yes
        What was different? mth away ⏎
        1  larch, Friday 20 March, 90 minutes, in person, alder with sedge, 2 of 3 there.
        Anything else? ⏎
        {LOOK} 1moth⏎
        A number from 1 to 1
        {LOOK} 1moth ^U⏎
        Saved as S2.
        """,
    )


def test_a_note_follows_its_new_case_to_another_place(record: Recorder) -> None:
    record(
        "log --group larch",
        f"""
        Anything different? ⏎
        Any news? ⏎
        Its label: the crumbs⏎
        Who brought it? heron⏎
        The story, in your own words: ⏎
        More? ⏎
        Another case? the gift⏎
        Who brought it? moth⏎
        The story, in your own words: Too large.⏎
        More? ⏎
        Another case? ⏎
        A note of your own? We hurried.⏎
        More? case new-2⏎
        about the gift
        Next time we want to ..⏎
        {LOOK} 2⏎
        Its label: the crumbs ^U⏎
        2  New case: the gift, brought by moth. "Too large." (2 words)
        3  Your note
        {LOOK} ⏎
        Saved as S2.
        """,
    )
    document = record.document("S2")
    assert [case["label"] for case in document["cases"]] == ["the gift"]
    assert document["notes"][0]["case"] == "/cases/0"


@pytest.mark.slow
def test_another_session_leaves_the_draft_until_it_is_taken_up(record: Recorder) -> None:
    record(
        "log --group larch",
        "Anything different? 5.3.2026, moth away⏎\nelse? ⏎\nIts label: ^C",
        code=130,
    )
    again = "a number changes it, q keeps the draft, new begins another session:"
    shown = record(
        "log --group larch",
        f"""
        You left this today:
        1  larch, Thursday 5 March
        Enter goes on, {again} new⏎
        ? explains
        larch, Friday 20 March
        Anything different? .⏎
        Any news? ^C
        """,
        code=130,
    )
    assert shown.count("Thursday 5 March") == 1
    older = f"{again.removesuffix(':')}, older shows the draft before:"
    record(
        "log --group larch",
        f"""
        1  larch, Friday 20 March
        {older} ?⏎
        q leaves it a draft. new begins another session, and leaves this one
        {older} <⏎
        There is nothing before this.
        1  larch, Friday 20 March
        {older} older⏎
        1  larch, Thursday 5 March
        Enter goes on, {again} 1 moth there⏎
        1  larch, Thursday 5 March, 15 days ago, 90 minutes, in person, alder with sedge, all 3
        Enter goes on, {again} ..⏎
        This will be saved:
        {LOOK} ⏎
        Saved as S2.
        There is still a draft: larch, 2026-03-20
        """,
    )


@pytest.mark.slow
def test_what_was_wanted_is_shown_until_it_is_done(record: Recorder) -> None:
    notes = [{"next_time": "start on time."}, {"next_time": "wait"}]
    record.records(session_document("2026-03-13", notes=notes))
    assert "Next time you wanted to: 2 things\n" in record.cli("followups").out
    assert "start on time; wait" in record.cli("followups --summary").out
    record(
        "log --group larch",
        f"""
        You wanted to start on time; wait.
        larch, Friday 20 March
        Anything different? ..⏎
        You wanted to start on time; wait. Type done if you did.
        {LOOK} done⏎
        1  start on time
        2  wait
        Which did you do? (numbers) 3⏎
        Numbers from 1 to 2.
        Which did you do? (numbers) 1 2⏎
        2  Done: start on time.
        3  Done: wait.
        {LOOK} done⏎
        There is nothing left that you wanted to do.
        {LOOK} 3⏎
        1  larch
        2  Done: start on time.
        You wanted to wait. Type done if you did.
        {LOOK} ⏎
        Saved as S3.
        """,
    )
    assert record.document("S2")["notes"][0]["done_on"] == "2026-03-20"
    shown = record("log --group larch", "You wanted to wait.\nAnything different? ^C", code=130)
    assert "start on time" not in shown
    record(
        "log --group larch",
        f"Anything different? ..⏎\n[y/N] y⏎\n{LOOK} done⏎\n2  Done: wait.\n{LOOK} ⏎",
    )
    assert "wanted" not in record.cli("followups").out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "presenter"),
    [
        ("heron", "heron"),
        ("␣heron", ["moth", "heron"]),
        ("⌫⌫⌫⌫heron", "heron"),
        ("⇥", "moth"),
        ("..", "moth"),
    ],
)
def test_a_short_answer_that_stands_there_gives_way_to_the_first_letter(
    record: Recorder, typed: str, presenter: str | list[str]
) -> None:
    rest = "" if typed == ".." else "own words: ⏎\nMore? ⏎"
    record(
        "log --group larch",
        f"""
        Anything different? late 5⏎
        late 5: who?
        Anything else? moth late 5⏎
        moth 5 minutes late
        Anything else? ..⏎
        {LOOK} case⏎
        {GIFT}
        {LOOK} 2⏎
        Its label: the gift⏎
        Who brought it? moth {typed}⏎
        {rest}
        {LOOK} ⏎
        Saved as S2
        """,
    )
    (case,) = record.document("S2")["cases"]
    assert case["presenter"] == presenter
