"""New members and a new group, as somebody says them in one line."""

from __future__ import annotations

import pytest

from balintlog.domain.typed.group_line import read_group_line
from balintlog.domain.typed.new_members import (
    NewMember,
    professions_in_words,
    read_new_members,
    read_professions,
)
from balintlog.errors import InvalidInputError


@pytest.mark.parametrize(
    ("typed", "members"),
    [
        ("", []),
        ("2", [(None, None)] * 2),
        ("Heron, plover", [("heron", None), ("plover", None)]),
        ("heron doctor", [("heron", "doctor")]),
        (
            "heron plover doctors, moth nurse",
            [
                ("heron", "doctor"),
                ("plover", "doctor"),
                ("moth", "nurse"),
            ],
        ),
        ("2 doctors moth", [(None, "doctor")] * 2 + [("moth", None)]),
        ("birch teasel doctor", [("birch", "doctor"), ("teasel", "doctor")]),
        ("birch and teasel doctors", [("birch", "doctor"), ("teasel", "doctor")]),
        ("moth, birch doctor", [("moth", None), ("birch", "doctor")]),
        ("2, 3 nurses", [(None, None)] * 2 + [(None, "nurse")] * 3),
        (
            "heron doctor, plover nurse, moth, Müller, kestrel psychologist, birch teasel",
            [
                ("heron", "doctor"),
                ("plover", "nurse"),
                ("moth", None),
                ("müller", None),
                ("kestrel", "psychologist"),
                ("birch", None),
                ("teasel", None),
            ],
        ),
    ],
)
def test_members_are_read_from_one_line(
    typed: str, members: list[tuple[str | None, str | None]]
) -> None:
    assert read_new_members(typed) == [NewMember(*member) for member in members]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("heron j.k.", "word 2: an alias has 3 to 20 letters"),
        ("heron friday", "word 2: that word means something else"),
        ("heron, heron", "an alias is named twice"),
        ("31", "at most 30 members at once"),
        ("999", "at most 30 members at once"),
        ("20 11", "at most 30 members at once"),
        ("heron doctor nurse", "word 3: whose profession is that?"),
        ("heron, doctor", r"word 2: whose profession is that\? It follows the alias, with no"),
        ("heron nurse, moth, j.k.", "word 4: an alias has 3 to 20 letters"),
        ("doctors", "word 1: whose profession is that?"),
        ("0", "word 1: an alias has 3 to 20 letters"),
    ],
)
def test_what_can_name_nobody_is_refused_without_repeating_it(typed: str, why: str) -> None:
    with pytest.raises(InvalidInputError, match=why) as caught:
        read_new_members(typed)
    assert "j.k." not in caught.value.message


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", ""),
        ("heron moth", ""),
        ("heron doctor", "heron: doctor"),
        ("moth, heron doctor", "heron: doctor; moth: no profession"),
        ("moth nurse, heron doctor, teal nurse", "moth, teal: nurse; heron: doctor"),
    ],
)
def test_it_is_said_who_has_which_profession(typed: str, said: str) -> None:
    assert professions_in_words(read_new_members(typed)) == said


THREE = ("heron", "plover", "moth")


@pytest.mark.parametrize(
    ("typed", "professions"),
    [
        ("", {}),
        ("doctors", dict.fromkeys(THREE, "doctor")),
        ("doctors, plover nurse", {"heron": "doctor", "plover": "nurse", "moth": "doctor"}),
        ("her plov nurses", {"heron": "nurse", "plover": "nurse"}),
        ("heron and moth nurses", {"heron": "nurse", "moth": "nurse"}),
        ("doctors, doctors", dict.fromkeys(THREE, "doctor")),
    ],
)
def test_professions_are_those_of_all_or_of_some(typed: str, professions: dict[str, str]) -> None:
    assert read_professions(typed, THREE) == professions


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("docters", "docters is neither an alias nor one of: doctor"),
        ("moth", "what is moth?"),
        ("plover, moth nurse", "what is plover?"),
        ("moth, nurse", "what is moth?"),
        ("doctors, nurses", "who is a nurse, and who a doctor?"),
    ],
)
def test_it_is_said_which_profession_was_not_understood(typed: str, why: str) -> None:
    with pytest.raises(InvalidInputError, match=why.replace("?", r"\?")):
        read_professions(typed, THREE)


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ("", {}),
        ("monthly", {"cadence": "monthly"}),
        (
            "Weekly, online, 75 minutes",
            {"cadence": "weekly", "mode": "online", "usual_minutes": 75},
        ),
        ("in person slow", {"mode": "in-person", "openness": "slow-open"}),
        ("student 60", {"format": "student", "usual_minutes": 60}),
    ],
)
def test_what_differs_in_a_group_is_read_from_one_line(
    typed: str, fields: dict[str, object]
) -> None:
    assert read_group_line(typed) == fields


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("monthly sundays", "sundays is neither minutes nor one of: weekly"),
        ("9999", "9999 is neither"),
        ("bal", "bal could be: balint, balint-style"),
    ],
)
def test_it_is_said_which_word_of_a_group_was_not_understood(typed: str, why: str) -> None:
    with pytest.raises(InvalidInputError, match=why):
        read_group_line(typed)
    assert (
        read_group_line(f"online {typed} 75", leaves_out=True).items()
        >= {
            "mode": "online",
            "usual_minutes": 75,
        }.items()
    )
