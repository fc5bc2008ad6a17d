"""A suggestion is put into a text only where the sentence stays right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked import sentences

from balintlog.privacy.finding import HARD
from balintlog.privacy.screening import screen
from balintlog.privacy.suggesting import with_suggestion


def accepted(text: str) -> list[str | None]:
    return [with_suggestion(text, one) for one in screen(text) if one.tier == HARD]


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("A 92-year-old man sang.", "A very old man sang."),
        ("My 92-year-old mother sang.", "My very old mother sang."),
        ("Her mother, 93, rang.", "Her mother, very old, rang."),
        ("She is 94 now.", "She is very old now."),
        ("Her daughter Zoe rings.", "Her daughter rings."),
        ("The patient, Margaret Hollis, brings oranges.", "The patient brings oranges."),
        ("We spoke of Eilidh again.", "We spoke of the patient again."),
        ("Mrs Okonkwo's tears fell.", "The patient's tears fell."),
        ("We wrote to Dr Okonkwo again.", "We wrote to a colleague again."),
        ("It broke on 3 March 2019.", "It broke last spring."),
        ("It is so since 3 March 2019.", "It is so since last spring."),
        ("She moved to Birmingham.", "She moved to a small town."),
        ("They met at the Elm Tree Surgery.", "They met at a surgery."),
        ("She sat in Elmside Institute.", "She sat in an institute."),
    ],
)
def test_a_suggestion_fits_its_place(text: str, instead: str) -> None:
    assert accepted(text) == [instead]


@pytest.mark.parametrize(
    "text",
    [
        "They called him Robbie.",
        "They named the dog after Dr Okafor.",
        "He turned ninety-two.",
        "The 3 March letter.",
        "A Birmingham woman came.",
        "His mobile is 0151 23456789.",
        "He worked for Apple.",
    ],
)
def test_a_suggestion_that_may_not_fit_is_not_offered(text: str) -> None:
    assert accepted(text) == [None]


@given(st.sampled_from(sentences()))
def test_what_was_put_in_passes_itself(one: object) -> None:
    text = one.text  # type: ignore[attr-defined]
    for finding in screen(text):
        new = with_suggestion(text, finding)
        if new is not None:
            assert len(screen(new)) < len(screen(text)), new
