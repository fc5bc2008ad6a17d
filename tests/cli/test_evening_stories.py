"""Evenings as stories: tired, narrow, in plain lines, left for a week, and put right later."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from conftest import session_document
from recorder import Recorder

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CommandLine

LOOK = "Enter saves, a number changes it, q keeps a draft:"
CASES = [
    {"label": "the bag of oranges", "presenter": "heron", "summary": "Oranges, every time."},
    {"label": "half past nine", "presenter": "plover", "summary": "It got colder."},
]


@pytest.fixture
def record(cli: CommandLine, tmp_path: Path) -> Recorder:
    """Play evenings on the logbook of larch, where two cases were heard a fortnight ago."""
    record = Recorder(cli, tmp_path)
    record.records(session_document("2026-03-06", cases=CASES))
    return record


# A tired evening: a slip, the wrong day, news of a closed case, a name to reword, a window that
# is closed in the middle of a text, and the next morning.
TIRED = """
    larch, Friday 20 March, 90 minutes, in person, alder with sedge, all 3 there.
    Anything different? thursday, mth away, finch guest⏎
    larch, Thursday (not Friday) 19 March, yesterday, 90 minutes, in person, alder with sedge,
    all 3 there, guest finch (new).
    mth: did you mean moth? Enter: yes
    Anything else? ⏎
    2 of 3 there, guest finch (new). Away: moth.
    Anything else? friday, 31.2.⏎
    larch, Friday (not Thursday) 20 March
    there is no date 31.2.
    Anything else? ^U⏎
    On tonight's list:
    1  C2 half past nine (plover), new on 6 March
    Any news? (number, label or alias) oranges⏎
    C1 the bag of oranges (heron, closed)
    What did heron say? A card came, with no address.⏎
    How are things? easier⏎
    Any more news? plover⏎
    C2 half past nine (plover)
    What did plover say? <⏎
    Any more news? C2 ^Uhalf⏎
    What did plover say? Mrs Quill wrote again, and it could be read.⏎
    >>Mrs Quill<< wrote again
    Reword, leave it out, or keep? .⏎
    Please decide this first. < goes back to the text.
    Reword, leave it out, or keep? reword⏎
    What did plover say? Mrs Quill wrote ^UThe patient wrote again, and it could be read.⏎
    How are things? d ann > rel⏎
    different; annoyed before, relief after
    Any more news? ⏎
    Did anyone bring a case? Its label: no time to sit⏎
    Who brought it? heron⏎
    The story, in your own words: A patient never takes the chair that is offered and^C
    saved as a draft
"""
NEXT_MORNING = f"""
    You left this today:
    1  larch, Friday 20 March, 90 minutes, in person, alder with sedge, 2 of 3 there, guest finch
    (new). Away: moth.
    2  News of C1 the bag of oranges from heron: easier. "A card came, with no address." (6 words)
    3  News of C2 half past nine from plover: different. "The patient wrote again, and …" (9 words)
    4  New case: no time to sit, brought by heron.
    (not finished)
    Enter goes on at 4, a number changes it, q keeps the draft, new begins another session: ⏎
    The story, in your own words: A patient never takes the chair that is offered and
    ␣talks with a hand on the door.⏎
    More? ..⏎
    This will be saved:
    {LOOK} 1 m there⏎
    1  larch, Friday 20 March, 90 minutes, in person, alder with sedge, all 3 there, guest finch
    {LOOK} ⏎
    Saved as S2.
"""


@pytest.mark.slow
@pytest.mark.parametrize("columns", [None, 60])
def test_a_tired_evening_with_a_closed_window_and_the_next_morning(
    record: Recorder, columns: int | None
) -> None:
    record.narrow_to(columns)
    record.does("case close C1")()
    record("log", TIRED, code=130)
    shown = record("log", NEXT_MORNING.replace("and\n    ␣talks", "and ␣talks"))
    if columns is not None:
        said = [line for line in shown.splitlines() if not line.startswith("Enter goes on")]
        assert all(len(line) <= columns for line in said if "The story" not in line)
        assert "\n     with sedge, 2 of 3 there" in shown, "what does not fit stands below the text"
    document = record.document("S2")
    assert document["held_on"] == "2026-03-20"
    assert set(document["attendance"].values()) == {"present"}
    assert [news["outcome"] for news in document["checkins"]] == ["easier", "different"]
    assert document["cases"][0]["summary"].endswith("talks with a hand on the door.")


@pytest.mark.slow
def test_a_draft_is_taken_up_a_week_later_and_last_weeks_attendance_put_right(
    record: Recorder,
) -> None:
    record(
        "log",
        """
        Anything different? 13.3.⏎
        larch, Friday 13 March, 7 days ago
        Anything else? ⏎
        Any news? 2⏎
        What did plover say? Colder still.⏎
        How are things? h⏎
        Any more news? ^C
        """,
        code=130,
    )
    record(
        "log",
        f"""
        You left this today:
        1  larch, Friday 13 March, 7 days ago
        2  News of C2 half past nine from plover: harder. "Colder still." (2 words)
        a number changes it, q keeps the draft, new begins another session: 1 heron away⏎
        1  larch, Friday 13 March, 7 days ago, 90 minutes, in person, alder with sedge, 2 of 3
        Enter goes on, a number changes it, q keeps the draft, new begins another session: ⏎
        Any more news? ..⏎
        {LOOK} ⏎
        Saved as S2.
        """,
    )
    record(
        "session edit 13 mar",
        """
        1  larch, Friday 13 March, 7 days ago, 90 minutes, in person, alder with sedge, 2 of 3
        What was different? heron there, moth late 20⏎
        Enter saves, or say what else: ⏎
        S2 was changed. heron is there; was away. moth is 20 minutes
        late; was there.
        """,
    )


@pytest.mark.slow
def test_another_group_is_named_at_the_frame(record: Recorder) -> None:
    record.does("group add elm --leader alder")()
    record.does("member add elm --alias finch")()
    record(
        "log --group larch",
        f"""
        larch, Friday 20 March
        Anything different? elm, finch late⏎
        elm, Friday 20 March, 90 minutes, in person, alder, all 1 there. finch late.
        Anything else? ⏎
        Did anyone bring a case? Its label: the gift⏎
        Who brought it? finch⏎
        The story, in your own words: ..⏎
        {LOOK} q⏎
        It is a draft now.
        """,
    )
    (draft,) = record.cli("status --json").json["drafts"]
    assert (draft["label"], draft["command"]) == ("elm", "balintlog log --group elm")


PLAIN = """
    larch, Friday 20 March, 90 minutes, in person, alder with sedge, all 3 there.
    Anything different? wensday, moth away, lark away⏎
    2 of 3 there. Away: moth.
    wensday: did you mean wednesday?
    lark is nobody in larch. A guest?
    It is now: wensday; lark away
    Anything else? (Enter means wednesday and lark guest, -
    empties it) -⏎
    Any news? (number, label or alias) pears⏎
    No case here is pears. Enter: no news.
    Any news? (number, label or alias) 2⏎
    What did plover say? Colder still.⏎
    rather-not) hardr⏎
    hardr: not a word here.
    It is now: hardr
    it) harder⏎
    Any more news? ⏎
    Its label: no time to sit⏎
    Who brought it? ⏎
    Please say who brought it
    Who brought it? h⏎
    The story, in your own words: A patient never takes the chair.⏎
    return minutes ask) stuck⏎
    stuck: is that how the presenter felt, or why it was
    brought? (felt why) w⏎
    why: stuck
    Another case? ⏎
    A note of your own? ⏎
    This will be saved:
    2  News of C2 half past nine from plover: harder.
    3  New case: no time to sit, brought by heron.
    q keeps a draft: 9⏎
    A number from 1 to 3
    q keeps a draft: ⏎
    Saved as S2
"""


@pytest.mark.slow
def test_a_whole_evening_in_plain_lines_with_its_mistakes(record: Recorder) -> None:
    record.narrow_to(60)
    shown = record("--plain log", PLAIN)
    assert re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", shown) == [], "no escape, nothing drawn"
    told = [line for line in shown.splitlines() if line.startswith("  ") and len(line) > 30]
    assert len(told) == len(set(told)), "no line is drawn twice"
