"""What changed between two frames, in words that tell a leader what is different now."""

from __future__ import annotations

import pytest
from larch import AROUND, LARCH, MONDAY

from balintlog.domain.typed.evening_frame import usual_frame
from balintlog.domain.typed.frame_changes import changes_in_words
from balintlog.domain.typed.frame_line import read_frame_line


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("", "", ""),
        ("", "moth away", "moth was there, and is now away."),
        ("moth away", "moth absent", "moth was away, and is now away without a word."),
        ("", "moth birch away", "moth and birch were there, and are now away."),
        ("", "moth late 20", "moth was there, and is now 20 minutes late."),
        ("", "moth late", "moth was there, and is now late."),
        ("", "moth left 20", "moth was there, and is now there until 20 minutes before the end."),
        ("", "moth left", "moth was there, and is now there until shortly before the end."),
        ("", "moth there 60", "moth was there, and is now there for 60 minutes."),
        ("", "finch guest", "finch was not named, and is now there."),
        ("", "75 min", "It lasted 75 minutes, not 90 minutes."),
        ("", "online", "It was online, not in person."),
        ("", "sedge alone", "It was led by sedge alone, not alder with sedge."),
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
