"""Whatever is typed of an evening's frame: shown back it reads the same, and nothing is guessed."""

from __future__ import annotations

from datetime import timedelta

import pytest
import slow_line_reader
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from larch import AROUND, MONDAY, USUAL, circle

from balintlog.domain.aliases import natural_words
from balintlog.domain.typed.frame.evening_frame import Around, EveningFrame, usual_frame
from balintlog.domain.typed.frame.frame_line import FrameReading, read_frame_line
from balintlog.domain.typed.frame.frame_sentence import frame_sentence
from balintlog.domain.typed.unclear import clear

many = settings(max_examples=200, deadline=None)
LABELS = ["willow", "pine"]
STATUS_WORDS = ["away", "absent", "late", "left", "there"]
SESSION = [
    *("online", "hybrid", "in person", "75 min", "50", "debriefed", "recorded", "weekend"),
    *("safety", "friday", "yesterday", "12 nov", "2026-01-05", "not online", "not weekend"),
    *("all there", "video", "3 days ago", "one-off", "20", "xyzzy", "sat", "not in person"),
]
PIECES = [
    *(*SESSION, *STATUS_WORDS, *USUAL.leaders, "moth", "m", "mth", "guest", "alone", "not", "all"),
    *("20", ",", ";", ".", ":", "on", "cancelled", "7 of 8 there", "al", "pine", "offered", "min"),
    *("99999 days ago", "35th", "finch", "(", ")", "31. 2."),
]


@st.composite
def groups(draw: st.DrawFn) -> Around:
    names = draw(st.lists(st.sampled_from(natural_words()), min_size=6, max_size=13, unique=True))
    names = [name for name in names if name not in LABELS]
    assume(len(names) >= 6)
    first = circle("willow", names[3:], names[:2], names[2:3])
    second = circle("pine", names[3:5], names[:1])
    days = st.integers(0, 400)
    today = MONDAY - timedelta(days=draw(days))
    return Around(today, today, (first, second), tuple(names[:2]))


def read(typed: str, around: Around) -> FrameReading:
    return read_frame_line(typed, usual(around), around)


def usual(around: Around) -> EveningFrame:
    return usual_frame(around.circles[0], around.evening)


@st.composite
def clauses(draw: st.DrawFn, around: Around) -> str:
    """Draw one thing said, of members, leaders, guests or the session, whole or shortened."""
    members = [person.alias for person in around.circles[0].people]
    kind = draw(st.integers(0, 5))
    if kind == 0:
        return draw(st.sampled_from(SESSION))
    if kind == 1:
        leaders = st.lists(st.sampled_from(around.leaders), min_size=1, max_size=2, unique=True)
        words = ["", "away", "alone", "there", "observer", "leads", "absent", "supervisor"]
        return " ".join([*draw(leaders), draw(st.sampled_from(words))])
    if kind == 2:
        who = draw(st.sampled_from([*members, "finch", "lark"]))
        return f"{who} {draw(st.sampled_from(['guest', 'observer', 'offered', 'not guest']))}"
    named = draw(st.lists(st.sampled_from(members), min_size=1, max_size=3, unique=True))
    short = [name[: draw(st.integers(1, len(name)))] for name in named]
    number = draw(st.sampled_from(["", "", " 5", " 20", " 44", " 70", " 90"]))
    return f"{' '.join(short)} {draw(st.sampled_from(STATUS_WORDS))}{number}"


@pytest.mark.slow
@given(st.data())
@many
def test_what_is_shown_back_reads_the_same(data: st.DataObject) -> None:
    around = data.draw(groups())
    said = data.draw(st.lists(clauses(around), max_size=6))
    said += data.draw(st.sampled_from([[], [], [], ["cancelled"], ["pine"]]))
    frame = read(", ".join(said), around).frame
    shown = frame_sentence(frame, around)
    assert read(shown, around) == FrameReading(frame, ())
    assert read_frame_line(shown, frame, around) == FrameReading(frame, ())
    assert (
        read_frame_line(frame_sentence(frame, around, usual(around)), frame, around).frame == frame
    )


@st.composite
def marks(draw: st.DrawFn, around: Around) -> tuple[list[str], str, int | None]:
    members = [person.alias for person in around.circles[0].people if len(person.periods[0]) == 3]
    members = [person for person in members if person != around.circles[0].people[-1].alias]
    named = draw(st.lists(st.sampled_from(members), min_size=1, max_size=3, unique=True))
    short = [name[: draw(st.integers(1, len(name)))] for name in named]
    word = draw(st.sampled_from(STATUS_WORDS))
    with_minutes = word in ("late", "left", "there")
    number = draw(st.sampled_from([None, 1, 20, 45])) if with_minutes else None
    return short, word, number


def typed_as(said: list[tuple[list[str], str, int | None]]) -> str:
    return ", ".join(
        f"{' '.join(names)} {word} {'' if number is None else number}"
        for names, word, number in said
    )


@pytest.mark.slow
@given(st.data())
@many
def test_nothing_is_guessed(data: st.DataObject) -> None:
    """A slow second reading says which words mean one thing, and they alone are taken."""
    around = data.draw(groups())
    said = data.draw(st.lists(marks(around), min_size=1, max_size=4))
    people = [*around.leaders, *(person.alias for person in around.circles[0].people[:-1])]
    expected, doubtful = slow_line_reader.marks(said, people, LABELS)
    leading = [name for names, _, _ in said for name in names if name in around.leaders]
    assume(
        not leading
        and not any(
            name in [*slow_line_reader.OTHER, *LABELS] for names, _, _ in said for name in names
        )
    )
    reading = read(typed_as(said), around)
    assert {who: tuple(mark) for who, mark in reading.frame.marks.items()} == expected
    left = [unclear.text.split()[0] for unclear in reading.unclear]
    assert left == doubtful
    assert all(len(unclear.choices) > 1 for unclear in reading.unclear)


@pytest.mark.slow
@given(st.data())
@many
def test_a_slip_says_nothing_until_it_is_known(data: st.DataObject) -> None:
    """Only its own clause waits, wherever it stands; Enter makes of it what was meant."""
    around = data.draw(groups())
    people = [person.alias for person in around.circles[0].people[:-1]]
    left = data.draw(st.permutations(people))
    said: list[tuple[list[str], str, int | None]] = []
    typed: list[str] = []
    meant: list[str] = []
    while left and len(said) < 3:
        names = [left.pop() for _ in range(min(len(left), data.draw(st.integers(1, 3))))]
        word = data.draw(st.sampled_from(STATUS_WORDS))
        number = data.draw(st.sampled_from([None, 20])) if word in ("late", "left") else None
        mistyped = data.draw(st.sampled_from([word, *slow_line_reader.slips(word)]))
        known = [*people, *around.leaders]
        if slow_line_reader.meanings(mistyped, known, LABELS) or any(
            slow_line_reader.could_be(mistyped, name) for name in known
        ):
            mistyped = word
        said.append((names, mistyped, number))
        is_ahead = data.draw(st.booleans())
        behind = data.draw(st.sampled_from([", ", "; ", ". "])) if not is_ahead else ". "
        for line, how in ((typed, mistyped), (meant, word)):
            minutes = "" if number is None else f" {number}"
            whom = data.draw(st.sampled_from([" ", ", ", " and "])).join(names)
            line.append(f"{how}{minutes}: {whom}" if is_ahead else f"{whom} {how}{minutes}")
            line.append(behind)
    expected, waiting = slow_line_reader.marks(said, [*people, *around.leaders], LABELS)
    reading = read("".join(typed[:-1]), around)
    assert {who: tuple(mark) for who, mark in reading.frame.marks.items()} == expected
    assert [unclear.text.split()[0].rstrip(",") for unclear in reading.unclear] == waiting
    assume(all(len(unclear.choices) == 1 for unclear in reading.unclear))  # two slips in one word
    instead = "; ".join(clear(unclear, "") or "" for unclear in reading.unclear)
    assert read_frame_line(instead, reading.frame, around) == read("".join(meant), around)


@pytest.mark.slow
@given(st.data())
@many
def test_the_order_of_clauses_about_different_people_does_not_matter(data: st.DataObject) -> None:
    around = data.draw(groups())
    members = [person.alias for person in around.circles[0].people[:-1]]
    said = [
        f"{alias} {data.draw(st.sampled_from([*STATUS_WORDS, 'offered', 'late 20', 'left 10']))}"
        for alias in data.draw(st.lists(st.sampled_from(members), unique=True))
    ]
    said += data.draw(st.lists(st.sampled_from(["online", "75 min", "friday", "safety"])))
    again = data.draw(st.permutations(said))
    assert read(", ".join(said), around) == read(", ".join(again), around)


@given(
    st.one_of(
        st.text(),
        st.lists(
            st.sampled_from(PIECES),
            max_size=12,
        ).map(" ".join),
    )
)
@example("\ud800 moth")
@example("0 days ago 99999 days ago")
@settings(max_examples=30, deadline=None)
def test_no_input_raises(typed: str) -> None:
    reading = read_frame_line(typed, USUAL, AROUND)
    shown = frame_sentence(reading.frame, AROUND, USUAL)
    assert read_frame_line(shown, USUAL, AROUND) == FrameReading(reading.frame, ())
    for unclear in reading.unclear:
        for choice in unclear.choices.values():
            read_frame_line(choice, reading.frame, AROUND)
