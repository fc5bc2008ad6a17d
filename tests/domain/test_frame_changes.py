"""What changed between two frames, in words that tell a leader what is different now."""

from __future__ import annotations

import pytest
from larch import AROUND, LARCH, MONDAY

from balintlog.domain.typed.frame.evening_frame import usual_frame
from balintlog.domain.typed.frame.frame_changes import changes_in_words
from balintlog.domain.typed.frame.frame_line import read_frame_line


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("", "", ""),
        ("", "moth away", "moth is away; was there."),
        ("moth away", "moth absent", "moth is away without a word; was away."),
        ("", "moth birch away", "moth and birch are away; were there."),
        ("", "moth late 20", "moth is 20 minutes late; was there."),
        ("", "moth late", "moth is late; was there."),
        ("", "moth left 20", "moth is there until 20 minutes before the end; was there."),
        ("", "moth left", "moth is there until shortly before the end; was there."),
        ("", "moth there 60", "moth is there for 60 minutes; was there."),
        ("", "finch guest", "finch is there; was not named."),
        ("", "75 min", "It lasted 75 minutes, not 90 minutes."),
        ("", "online", "It was online, not in person."),
        ("", "sedge alone", "It was led by sedge alone, not alder with sedge."),
        ("", "sedge alder", "sedge leads, alder co-leads; was the other way round."),
        ("", "alder alone", "It was led by alder alone, not alder with sedge."),
        ("", "weekend", "Now: weekend."),
        ("weekend", "not weekend", "No longer: weekend."),
        ("", "plover offered", "plover offered a case."),
        ("plover offered", "not plover offered", "Nobody offered a case."),
        ("", "cancelled", "Now: cancelled."),
    ],
)
def test_a_change_is_said(before: str, after: str, words: str) -> None:
    stood = read_frame_line(before, usual_frame(LARCH, MONDAY), AROUND).frame
    now = read_frame_line(after, stood, AROUND).frame
    assert changes_in_words(stood, now, AROUND) == words


def test_another_day_is_said_with_its_weekday() -> None:
    stood = usual_frame(LARCH, MONDAY)
    now = read_frame_line("yesterday", stood, AROUND).frame
    assert changes_in_words(stood, now, AROUND).startswith("It was on Sunday ")
