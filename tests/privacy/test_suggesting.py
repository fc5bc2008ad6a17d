"""A suggestion is put into a text so that the sentence stays right and true."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked import Marked, sentences

from balintlog.privacy.screen.finding import HARD
from balintlog.privacy.screen.screen import screen
from balintlog.privacy.screen.suggestions import with_suggestion


def accepted(text: str) -> list[str]:
    return [with_suggestion(text, finding).text for finding in screen(text) if finding.tier == HARD]


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
    ("text", "instead"),
    [
        ("They called him Robbie.", "They called him [name]."),
        ("They named the dog after Dr Okafor's.", "They named the dog after [name]'s."),
        ("He turned ninety-two.", "He turned [very old]."),
        ("The 3 March letter.", "The [date] letter."),
        ("A Birmingham woman came.", "A [place] woman came."),
        ("His mobile is 0151 23456789.", "His mobile is [telephone number]."),
        ("He worked for Apple.", "He worked for [institution]."),
        ("The Elm Tree Clinic letter.", "The [institution] letter."),
        ("He is the man Priya married.", "He is the man [name] married."),
        ("She is known as Robbo.", "She is known as [name]."),
        ("Siobhan is the patient's daughter.", "[name] is the patient's daughter."),
        ("He will be back on the 3rd.", "He will be back on [date]."),
        ("She was born on 3 March 1952.", "She was born on [date]."),
        ("She crashed near the A34.", "She crashed near [address]."),
        ("We spoke to Mrs Hall.", "We spoke to the patient."),
        ("He trained at Barton Ltd.", "He trained at [institution]."),
    ],
)
def test_where_no_words_surely_fit_a_gap_says_what_was_there(text: str, instead: str) -> None:
    assert accepted(text) == [instead]


def test_two_lines_are_not_joined() -> None:
    text = "She loves her husband\nSiobhan was late"
    assert accepted(text) == ["She loves her husband\n[name] was late"]


def test_in_another_language_there_are_only_gaps() -> None:
    text = "Frau Müller kam wieder."
    (finding,) = screen(text, language="de")
    assert with_suggestion(text, finding, "de").text == "[name] kam wieder."


def test_a_word_that_is_blocked_is_taken_out() -> None:
    (finding,) = screen("In grey harbour nobody spoke.", blocked=["Grey Harbour"])
    assert with_suggestion("In grey harbour nobody spoke.", finding).text == (
        "In [left out] nobody spoke."
    )


def test_the_words_are_told_that_would_stand_there() -> None:
    texts = ("Her mother, 93, rang.", "Her daughter Zoe rings.", "He turned ninety-two.")
    words = [with_suggestion(text, finding).words for text in texts for finding in screen(text)]
    assert words == ["very old", "", "[very old]"]


@given(st.sampled_from(sentences()))
def test_what_was_put_in_passes_itself(sentence: Marked) -> None:
    text = sentence.text
    for finding in screen(text):
        new = with_suggestion(text, finding).text
        assert len(screen(new)) < len(screen(text)), new
