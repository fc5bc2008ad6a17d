"""The line that says what differs: every rule, every ambiguous input, every example screen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import slow_line_reader
from larch import AROUND, LARCH, MONDAY, USUAL, circle

from balintlog.domain.aliases import natural_words
from balintlog.domain.document import Attended
from balintlog.domain.membership import Member, Period
from balintlog.domain.typed.frame.evening_frame import (
    Around,
    EveningFrame,
    Mark,
    attendance_of,
    marks_of,
    usual_frame,
)
from balintlog.domain.typed.frame.frame_line import read_frame_line
from balintlog.domain.typed.frame.frame_sentence import frame_sentence
from balintlog.domain.typed.more_line import read_more_of_case
from balintlog.domain.typed.unclear import MOST_REPEATED, Unclear, clear, line_left

AWAY, LATE_20 = Mark("apologies"), Mark("late", 20)
FULL = "larch, Monday 30 November, 90 minutes, in person, alder with sedge, all 8 there."
FRIDAY = date(2026, 11, 27)


def echo(typed: str, frame: EveningFrame = USUAL, around: Around = AROUND) -> str:
    return frame_sentence(read_frame_line(typed, frame, around).frame, around, frame)


def left(typed: str, frame: EveningFrame = USUAL) -> str:
    return line_left(read_frame_line(typed, frame, AROUND).unclear)


def asked(typed: str, frame: EveningFrame = USUAL) -> list[str]:
    return [thing.says for thing in read_frame_line(typed, frame, AROUND).unclear]


def changes(typed: str, frame: EveningFrame = USUAL) -> dict[str, Any]:
    """Return what a line changes, which must be understood whole."""
    reading = read_frame_line(typed, frame, AROUND)
    assert reading.unclear == ()
    return {
        name: value
        for name, value in reading.frame._asdict().items()
        if value != getattr(frame, name)
    }


def unchanged(typed: str, *says: str) -> None:
    reading = read_frame_line(typed, USUAL, AROUND)
    assert reading.frame == USUAL
    assert [thing.says for thing in reading.unclear] == list(says)


def marked(**marks: Mark) -> dict[str, Any]:
    return {"marks": marks}


# The screens


def test_nothing_typed_is_everything_as_assumed() -> None:
    assert changes("") == changes("  ,. ") == {}
    assert echo("") == FULL


def test_a_full_evening() -> None:
    said = (
        "larch, Monday 30 November, 90 minutes, in person, alder with sedge, 7 of 8 there."
        " Away: moth. wigeon 20 minutes late (there for 70)."
    )
    assert echo("moth away, wigeon late 20") == said
    assert echo("m aw w la 20") == said


def test_a_tired_evening_with_mistakes() -> None:
    first = read_frame_line("friday, mth away, finch guest", USUAL, AROUND)
    assert frame_sentence(first.frame, AROUND, USUAL) == (
        "larch, Friday (not Monday) 27 November, 3 days ago, 90 minutes, in person,"
        " alder with sedge, all 8 there, guest finch (new)."
    )
    (slip,) = first.unclear
    assert (slip.text, slip.says) == ("mth away", "mth: did you mean moth?")
    second = read_frame_line(clear(slip, "") or "", first.frame, AROUND)
    assert "7 of 8 there, guest finch (new). Away: moth." in frame_sentence(second.frame, AROUND)
    assert "Friday 27 November, 3 days ago" in frame_sentence(second.frame, AROUND, first.frame)
    assert echo("monday", second.frame) == (
        "larch, Monday (not Friday) 30 November, 90 minutes, in person, alder with sedge,"
        " 7 of 8 there, guest finch (new). Away: moth."
    )
    assert changes("m there", second.frame) == {"marks": {}}


def test_cancelled() -> None:
    assert echo("cancelled") == "larch, Monday 30 November, cancelled. No hours, no news."
    assert echo("not cancelled", read_frame_line("cancelled", USUAL, AROUND).frame) == FULL
    assert left("cancelled, moth away, alder online 75 min weekend safety") == (
        "moth away; alder; online; 75 min; weekend; safety"
    )
    assert asked("cancelled, moth away") == ["moth away: nobody met, as it was cancelled."]
    reading = read_frame_line("cancelled, 7 of 8 there, debriefed", USUAL, AROUND)
    assert reading.frame.facts.cancelled
    assert attendance_of(reading.frame, AROUND) == {}


def test_when_much_is_unusual() -> None:
    typed = "online sedge alone, plover moth birch alder away. wigeon absent, dunlin offered"
    assert echo(typed) == (
        "larch, Monday 30 November, 90 minutes, online, sedge alone, 4 of 8 there."
        " Away: plover, moth, birch, and alder. No word from wigeon. dunlin offered a case."
    )
    assert "5 of 8 there. Away: plover, moth, and alder." in echo(
        "b there", read_frame_line(typed, USUAL, AROUND).frame
    )


def test_the_example_of_all_that_can_differ() -> None:
    typed = "moth away, l late 20, online, friday, 75 min, sedge alder, finch guest, plover offered"
    lark = circle("larch", ["moth", "lark", "plover"], ("alder", "sedge"))
    around = AROUND._replace(circles=(lark,))
    reading = read_frame_line(typed, usual_frame(lark, MONDAY), around)
    assert reading.unclear == ()
    assert frame_sentence(reading.frame, around) == (
        "larch, Friday 27 November, 3 days ago, 75 minutes, online, sedge with alder,"
        " 2 of 3 there, guest finch (new). Away: moth. lark 20 minutes late (there for 55)."
        " plover offered a case."
    )


# The table of ambiguous inputs


def test_late_by_minutes() -> None:
    assert changes("wigeon late 20") == marked(wigeon=LATE_20)
    assert changes("moth birch late 20") == marked(moth=LATE_20, birch=LATE_20)
    frame = read_frame_line("wigeon late 20", USUAL, AROUND).frame
    assert attendance_of(frame, AROUND)["wigeon"] == Attended("late", 70)
    assert attendance_of(frame, AROUND)["moth"] == Attended("present")


@pytest.mark.parametrize("typed", ["wigeon late 70", "wigeon late 70 min"])
def test_more_than_half_late_is_asked(typed: str) -> None:
    unchanged(typed, "70 minutes late, or there for 70?")
    (question,) = read_frame_line(typed, USUAL, AROUND).unclear
    assert list(question.choices) == ["late", "there"]
    assert clear(question, "") is None
    assert clear(question, "x") is None
    assert changes(clear(question, "l") or "") == marked(wigeon=Mark("late", 70))
    assert changes(clear(question, "there") or "") == marked(wigeon=Mark("present", 70))


def test_more_than_half_left_is_asked() -> None:
    unchanged("wigeon left 70", "left 70 minutes early, or there for 70?")
    assert changes("wigeon left 45") == marked(wigeon=Mark("left-early", 45))


def test_a_word_belongs_to_all_named_just_before() -> None:
    assert changes("moth, birch away") == marked(moth=AWAY, birch=AWAY)
    assert changes("away: moth birch") == marked(moth=AWAY, birch=AWAY)
    assert changes("moth away, late birch") == marked(moth=AWAY, birch=Mark("late"))
    assert changes("moth late 20, left 10") == marked(moth=Mark("left-early", 10))
    assert changes("away moth late birch") == marked(moth=AWAY, birch=Mark("late"))
    assert changes("Away: moth. wigeon was late by 20") == marked(moth=AWAY, wigeon=LATE_20)


def test_a_name_without_a_word_is_asked_about() -> None:
    reading = read_frame_line("moth away, birch", USUAL, AROUND)
    assert reading.frame.marks == {"moth": AWAY}
    (question,) = reading.unclear
    assert (question.text, question.says) == ("birch", "birch: away, late or what?")
    assert clear(question, "la") == "birch late"


def test_a_comma_ends_the_minutes() -> None:
    assert changes("moth late, 75 min") == {"minutes": 75, **marked(moth=Mark("late"))}
    unchanged("moth late 75 min", "75 minutes late, or there for 75?")


def test_bare_numbers() -> None:
    unchanged("moth 20", "moth, 20 minutes: late or left?")
    unchanged("moth 20 min", "moth, 20 minutes: late or left?")
    assert left("moth, birch 20") == "moth; birch 20"
    assert changes("75") == changes("75min") == changes("75 minutes") == {"minutes": 75}
    unchanged("20", "20: the 20th, or 20 minutes?")
    (question,) = read_frame_line("20", USUAL, AROUND).unclear
    assert changes(clear(question, "d") or "") == {"held_on": date(2026, 11, 20)}
    assert changes(clear(question, "m") or "") == {"minutes": 20}
    for number in ("0", "1441", "99999999999"):
        assert left(number) == f"{number} min"
    assert [asked(str(n))[0].split()[2].rstrip(",") for n in (1, 2, 3, 4, 11, 12, 13, 21)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st")
    ]


def test_a_date_right_behind_a_person_is_odd() -> None:
    unchanged("moth sat", "moth: away, late or what?", "sat: Saturday?")
    (_, question) = read_frame_line("moth sat", USUAL, AROUND).unclear
    assert changes(clear(question, "") or "") == {"held_on": date(2026, 11, 28)}
    assert asked("alder sat") == ["sat: Saturday?"]
    assert changes("sedge alder friday")["held_on"] == FRIDAY
    assert asked("moth 27.11.2026")[1] == "27.11.2026.: 2026-11-27?".replace(".:", ":")


def test_one_letter_is_always_a_person() -> None:
    assert changes("m a aw") == {
        **marked(moth=AWAY),
        "leaders": {"sedge": "leader"},
        "leaders_away": ("alder",),
    }
    assert "sedge alone, 7 of 8 there. Away: moth, and alder." in echo("m a aw")


def test_no_guest_is_made_unasked() -> None:
    unchanged("lark away", "lark is nobody in larch. A guest?")
    unchanged("lark", "lark is nobody in larch. A guest?")
    (question,) = read_frame_line("lark late 20", USUAL, AROUND).unclear
    assert clear(question, "y") == "lark guest late 20"
    assert changes("lark guest late 20") == {"guests": {"lark": "guest"}, **marked(lark=LATE_20)}
    unchanged("brich guest", "brich: did you mean birch?")
    unchanged("birch guest", "birch belongs to larch.")
    assert asked("friday guest") == ["guest: who?"]
    assert asked("g1 guest")[0].endswith("such as heron.")
    assert asked("g1 away") == ["g1 away: that is not a word here."]
    assert changes("osprey guest") == {"guests": {"osprey": "guest"}}
    assert asked("osprey late") == ["osprey is nobody in larch. A guest?"]


# More of the rules


def test_what_is_written_whole_wins_and_a_shortened_word_is_asked_about() -> None:
    sunbeam = circle("larch", ["sunbeam", "lapwing"], ("alder",))
    reading = read_frame_line(
        "sun away, la", usual_frame(sunbeam, MONDAY), AROUND._replace(circles=(sunbeam,))
    )
    assert [thing.says for thing in reading.unclear] == [
        *("sun: sunbeam or sunday?", "la: lapwing or late?")
    ]
    unchanged("al", "al: alder, alone or all?")
    (question,) = read_frame_line("al away", USUAL, AROUND).unclear
    assert question.text == "al away"
    assert clear(question, "ald") == "alder away"
    thyme = circle("larch", ["thyme"], ("alder",))
    reading = read_frame_line("th", usual_frame(thyme, MONDAY), AROUND._replace(circles=(thyme,)))
    assert [thing.says for thing in reading.unclear] == ["th: thyme or there?"]
    late = circle("larch", ["late", "may"], ("alder",))  # of an old logbook
    around = AROUND._replace(circles=(late,))
    reading = read_frame_line("may away, late left", usual_frame(late, MONDAY), around)
    assert reading.frame.marks == {"may": AWAY, "late": Mark("left-early")}
    assert read_frame_line("27 may", reading.frame, around).frame.held_on == date(2026, 5, 27)


def test_the_session() -> None:
    assert changes("hybrid") == {"mode": "hybrid"}
    assert changes("online in person") == {}
    facts = read_frame_line("weekend debriefed recorded safety", USUAL, AROUND).frame.facts
    assert facts[:5] == ("weekend", False, "yes", "yes", True)
    facts = read_frame_line("large-group video supervision", USUAL, AROUND).frame.facts
    assert facts[:5] == ("large-group", False, "video", "supervision", False)
    online = USUAL._replace(mode="online")
    assert changes("not online", online) == {"mode": "in-person"}
    assert changes("not hybrid", online) == {}
    unchanged("not in person", "not in person: online or hybrid?")
    unchanged("not", "not what?")
    unchanged("not 75 min", "not what?")


# Slips of a word

WORDS = [*slow_line_reader.STATUS, "offered", "guest", "observer", "supervisor", "leads", "alone"]
SAID_ALONE = [*("online", "hybrid", "cancelled", "debriefed", "recorded", "weekend", "safety")]


def mistyped(word: str) -> list[str]:
    """Return the slips of a word that are no beginning of any."""
    people = [*(person.alias for person in LARCH.people), "alder", "sedge", "tern"]
    slips = [slip for slip in slow_line_reader.slips(word) if slip not in natural_words()]
    return [slip for slip in slips if not slow_line_reader.meanings(slip, people, ["pine"])]


@pytest.mark.parametrize(
    "word",
    [
        *slow_line_reader.STATUS,
        *(pytest.param(word, marks=pytest.mark.slow) for word in WORDS[5:]),
    ],
)
def test_a_slip_stays_with_its_people(word: str) -> None:
    for slip in mistyped(word):
        line = "{}, moth late 20" if len(slip) % 2 else "moth late 20, {}"
        reading = read_frame_line(line.format(f"heron, teasel {slip}"), USUAL, AROUND)
        assert reading.frame == USUAL._replace(marks={"moth": LATE_20})
        (question,) = reading.unclear
        assert question.text == f"heron, teasel {slip}"
        if len(question.choices) == 1:
            assert question.says == f"{slip}: did you mean {word}?"
            assert clear(question, "") == f"heron, teasel {word}"


@pytest.mark.slow
@pytest.mark.parametrize("word", SAID_ALONE)
def test_a_slip_of_the_session_takes_nobody_with_it(word: str) -> None:
    for slip in mistyped(word):
        for line in ("heron away, {}, moth late 20", "{}, heron away, moth late 20"):
            reading = read_frame_line(line.format(slip), USUAL, AROUND)
            assert reading.frame == USUAL._replace(marks={"heron": AWAY, "moth": LATE_20})
            assert line_left(reading.unclear) == slip
            assert changes(clear(reading.unclear[0], "") or "") == changes(word)


def test_a_slip_beside_its_number_or_a_not() -> None:
    for typed, meant in {
        "moth lte 20": "moth late 20",
        "lte 20: moth, birch": "moth, birch late 20",
        "moth 20 min lte": "moth 20 min late",
        "moth late 20 mintues": "moth late 20 min",
        "moth nto away": "moth not away",
        "75 mintues": "75 min",
        "all tehre": "all there",
        "not onlne": "not online",
        "firday": "friday",
    }.items():
        for line in (f"{typed}; heron away", f"heron away, {typed}"):
            reading = read_frame_line(line, USUAL, AROUND)
            assert reading.frame == USUAL._replace(marks={"heron": AWAY})
            assert [clear(question, "") for question in reading.unclear] == [meant]
            assert all(word in line for word in reading.unclear[0].text.replace(",", "").split())


def test_what_is_said_in_sentences_is_understood_or_stays() -> None:
    away = marked(moth=AWAY)
    for typed in ("moth is away", "without moth", "moth ill", "apologies from moth"):
        assert changes(typed) == away, typed
    assert changes("we were online") == changes("it was online") == {"mode": "online"}
    assert changes("heron wasn't late") == changes("heron was not late") == {}
    assert changes("heron came 20 minutes late") == changes("heron late 20")
    assert asked("moth isn't there") == ["moth not there: away, or absent without a word?"]
    weaver = AROUND._replace(circles=(circle("larch", ["weaver"], ["alder"]),))
    (question,) = read_frame_line(
        "we online", usual_frame(weaver.circles[0], MONDAY), weaver
    ).unclear
    assert question.says == "we: weaver or weekend?"


def test_who_is_excepted_is_asked_about() -> None:
    for typed in ("not moth", "no moth", "moth not", "everyone but moth", "all there except moth"):
        assert asked(typed) == ["moth: away, late or what?"], typed
    assert left("all were there apart from moth and heron") == "moth; heron"
    reading = read_frame_line("not heron, moth away", USUAL, AROUND)
    assert (line_left(reading.unclear), list(reading.frame.marks)) == ("heron", ["moth"])
    assert left("everyone but heron, moth late 20") == left("not heron, moth late 20") == "heron"
    for typed in ("moth couldn't make it", "moth can’t come", "moth sent her apologies"):
        assert changes(typed) == marked(moth=AWAY), typed
    assert changes("nobody was away") == changes("everyone came") == changes("not moth away") == {}


def test_a_slip_in_a_month_keeps_its_day() -> None:
    for typed in ("27 novmb", "27 novmber", "novmb 27"):
        (question,) = read_frame_line(typed, USUAL, AROUND).unclear
        assert (question.text, question.says) == (typed, f"{typed}: did you mean 27 november?")
        assert changes(clear(question, "") or "") == {"held_on": FRIDAY}
    assert left("27 octob, 28 mothb") == "28; mothb"


def test_what_may_be_said_of_somebody_is_not_taken_for_a_name() -> None:
    assert left("heron shy, moth late 20") == left("heron shy moth late 20") == "heron; shy"
    assert left("shy heron, moth away") == "shy; heron"
    assert left("heron late twenty, moth away") == left("heron late twenty moth away") == "twenty"
    assert left("heron awy guest, moth away") == "heron awy; heron guest"
    (question,) = read_frame_line("heron al, moth away", USUAL, AROUND).unclear
    assert (question.text, question.says) == ("heron al", "al: alder, alone or all?")
    assert clear(question, "alo") == "heron alone"
    assert left("lark, heron away") == "lark away"
    assert left("november") == "november"


@pytest.mark.parametrize(
    "typed",
    [
        *("9" * 400, f"moth late {'9' * 400}", "x" * 400, f"moth {'x' * 400} away"),
        *("alder " * 50, "alder " * 50 + "late", "cancelled, " + "moth " * 50 + "away"),
        *(f"{'1' * 400}.2.2026", f"not {'x' * 400}", f"{'x' * 400} guest"),
        "moth " * 50 + "lte 20",
    ],
)
def test_a_hint_repeats_little_of_what_was_typed(typed: str) -> None:
    for reading in (read_frame_line(typed, USUAL, AROUND), read_more_of_case(typed)):
        for question in reading.unclear:
            assert len(question.hint) <= MOST_REPEATED + 70
            assert question.hint == question.says or "…" in question.hint
    assert Unclear("moth lte", "lte: did you mean late?").hint == "lte: did you mean late?"


def test_a_guest_may_be_called_like_a_slip() -> None:
    assert changes("slate guest") == {"guests": {"slate": "guest"}}
    assert changes("lathe guest") == {"guests": {"lathe": "guest"}}
    assert asked("slate") == ["slate is nobody in larch. A guest?"]
    assert asked("munday") == ["munday: monday or sunday?"]


def test_another_group_brings_its_own_people() -> None:
    assert echo("pine, gorse away, recorded") == (
        "pine, Monday 30 November, 60 minutes, online, recorded, alder, 1 of 2 there. Away: gorse."
    )
    assert changes("lar") == {}


def test_dates() -> None:
    assert changes("on friday") == changes("3 days ago") == changes("frid 27 novem")
    assert changes("27.11.") == changes("27th november") == {"held_on": FRIDAY}
    assert changes("on the 27th of november") == changes("on the 27th") == {"held_on": FRIDAY}
    assert changes("thurs 26 nov") == changes("thurs")
    assert changes("on") == {"mode": "online"}
    assert changes("27.11") == {"held_on": FRIDAY}
    unchanged("monday 27 nov", "monday 27 nov: 2026-11-27 is a Friday.")
    assert changes("31st") == changes("the 31st") == {"held_on": date(2026, 10, 31)}
    unchanged("35th", "35th: that is not a word here.")
    assert "Sunday (not Monday) 29 November, yesterday" in echo("yesterday")
    assert "Saturday (not Monday) 29 November 2025, 366 days ago" in echo("2025-11-29")
    night = AROUND._replace(today=MONDAY + timedelta(days=1))
    assert "Monday 30 November, 90" in echo("today", USUAL, night)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("31.2.", "there is no date 31.2."),
        ("31. 2.", "there is no date 31. 2."),
        ("31.2", "there is no date 31.2."),
        ("2026-13-40", "there is no date 2026-13-40."),
        ("30 february 2026", "30 february 2026: there is no date 30 feb 2026."),
        ("sat 31.2.", "there is no date sat 31.2."),
        (
            "3/4/2026",
            "'3/4/2026' is not a date that balintlog can read: with slashes it could be two days.",
        ),
        ("2026-12-05", "2026-12-05 is in the future."),
        ("5.12.2026", "5.12.2026: 2026-12-05 is in the future."),
        ("mondya", "mondya: did you mean monday?"),
        ("firday", "firday: did you mean friday?"),
        ("wensday", "wensday: did you mean wednesday?"),
    ],
)
def test_a_bad_date_says_what_is_wrong_and_stays_in_the_line(typed: str, says: str) -> None:
    unchanged(typed, says)
    assert left(f"moth away, {typed}, online") == typed
    assert left(f"{typed}, moth away") == typed
    assert changes("12.11. 75 min") == {"held_on": date(2026, 11, 12), "minutes": 75}


def test_the_first_of_march() -> None:
    around = AROUND._replace(today=date(2026, 3, 1), evening=date(2026, 3, 1))
    frame = USUAL._replace(held_on=date(2026, 3, 1))
    assert read_frame_line("30th", frame, around).frame.held_on == date(2026, 1, 30)


def test_what_is_said_last_holds() -> None:
    assert changes("moth away, moth there") == {}
    assert changes("moth late 20, all there, birch away") == marked(birch=AWAY)
    assert changes("moth not away", USUAL._replace(marks={"moth": AWAY})) == marked()
    assert asked("moth not there") == ["moth not there: away, or absent without a word?"]
    assert asked("sedge not there") == ["sedge not there: away, or absent without a word?"]
    unchanged("all", "all: who?")


def test_so_many_there_is_a_claim() -> None:
    unchanged("7 of 8 there", "7 of 8 there: who was away?")
    assert changes("7 of 8 there, moth away") == marked(moth=AWAY)
    away = USUAL._replace(marks={"moth": AWAY})
    assert changes("all 8 there", away) == marked()
    assert left("all 7 there", away) == "7 of 7 there"


def test_two_words_around_a_name() -> None:
    reading = read_frame_line("away: moth, birch late 20", USUAL, AROUND)
    assert reading.frame.marks == {"moth": AWAY}
    (question,) = reading.unclear
    assert (question.text, question.says) == ("birch", "birch: away or late 20?")
    assert clear(question, "l") == "birch late 20"
    assert asked("away birch late") == ["birch: away or late?"]
    assert asked("away mth late") == ["mth: did you mean moth?"]
    assert asked("mth 20") == ["mth: did you mean moth?"]


def test_minutes_that_cannot_be() -> None:
    unchanged("moth late 90", "moth late 90: the session had 90 minutes.")
    unchanged("moth there 0", "moth there 0: the session had 90 minutes.")
    assert changes("moth there 90") == {}
    assert changes("moth there 60") == marked(moth=Mark("present", 60))
    late = USUAL._replace(marks={"moth": Mark("late", 40)})
    assert asked("40 min", late) == ["40 minutes: how long was it?"]


def test_leaders() -> None:
    swapped = {"sedge": "leader", "alder": "co-leader"}
    alone = {"sedge": "leader"}
    assert changes("sedge alder") == {"leaders": swapped}
    assert changes("sedge leads") == {"leaders": swapped}
    assert changes("sedge alone") == {"leaders": alone}
    assert changes("sedge, moth late 20") == {"leaders": alone, **marked(moth=LATE_20)}
    assert changes("sedge, alder, moth away") == {"leaders": swapped, **marked(moth=AWAY)}
    assert changes("sedge, moth away")["leaders_away"] == ("sedge",)
    assert changes("tern") == {"leaders": {"tern": "leader"}}
    gone = read_frame_line("alder away", USUAL, AROUND).frame
    assert changes("alder there", gone) == changes("alder not away", gone)
    assert changes("alder there", gone)["leaders"] == USUAL.leaders
    assert changes("alder there") == {}
    assert changes("sedge observer") == {"leaders": {"alder": "leader", "sedge": "observer"}}
    assert echo("sedge observer").endswith("all 8 there. Observer: sedge.")
    assert changes("alder observer")["leaders"] == {"alder": "observer", "sedge": "leader"}
    observing = USUAL._replace(leaders={"sedge": "observer", "alder": "leader"})
    assert changes("sedge not observer", observing)["leaders"]["sedge"] == "co-leader"
    three = read_frame_line("alder sedge tern", USUAL, AROUND).frame
    assert "alder with sedge and tern" in frame_sentence(three, AROUND)
    assert changes("tern away", three)["leaders_away"] == ("tern",)
    assert changes("alder away", observing)["leaders"] == {"sedge": "leader"}


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("alder sedge away", "then nobody led. Who did, or was it cancelled?"),
        ("sedge late 20", "that can be said of members only."),
        ("sedge guest", "that can be said of members only."),
        ("alder sedge alone", "who led?"),
        ("alder not leads", "who led?"),
        ("alder sedge observer", "then nobody led. Who did?"),
    ],
)
def test_what_makes_no_sense_of_leaders(typed: str, says: str) -> None:
    unchanged(typed, f"{typed}: {says}")


def test_a_leader_among_members_without_a_word() -> None:
    assert asked("alder moth") == ["alder: led, or what?", "moth: away, late or what?"]
    assert asked("moth alone") == ["moth alone: that is said of leaders, and moth does not lead."]
    unchanged("alone", "alone: who?")


def test_guests_and_offers() -> None:
    guests = read_frame_line("finch osprey guests", USUAL, AROUND).frame
    assert guests.guests == {"finch": "guest", "osprey": "guest"}
    assert "guests finch (new) and osprey" in frame_sentence(guests, AROUND)
    assert changes("finch late, finch offered", guests)["offered"] == ("finch",)
    assert changes("finch not guest", guests) == {"guests": {"osprey": "guest"}}
    assert echo("finch observer").endswith("all 8 there. Observer: finch.")
    # Said before what else is said of them: nobody is late whom nobody knows yet.
    late = echo("osprey observer, os late 5")
    assert late.endswith("Observer: osprey. osprey 5 minutes late (there for 85).")
    assert echo(late) == late
    assert changes("moth plover offered") == {"offered": ("plover", "moth")}
    offered = read_frame_line("moth offered", USUAL, AROUND).frame
    assert changes("moth not offered", offered) == {"offered": ()}
    assert changes("moth away", offered) == {"offered": (), **marked(moth=AWAY)}
    assert left("moth away, moth offered") == "moth offered"


def test_on_the_last_day() -> None:
    gone = Member(9, 1, "gorse", None, (Period("member", None, MONDAY),), 1)
    around = AROUND._replace(circles=(LARCH._replace(people=(*LARCH.people, gone)),))
    there = read_frame_line("gorse there", USUAL, around).frame
    assert there.marks == {"gorse": Mark("present")}
    assert frame_sentence(there, around).endswith("all 8 there. gorse there.")
    assert read_frame_line("friday", there, around).frame.marks == there.marks
    before = there._replace(held_on=FRIDAY)
    assert read_frame_line("tuesday", before, around).frame.held_on == date(2026, 11, 24)


def test_a_group_without_members() -> None:
    empty = circle("larch", [], ("alder",))
    around = AROUND._replace(circles=(empty,))
    said = frame_sentence(usual_frame(empty, MONDAY), around)
    assert said == "larch, Monday 30 November, 90 minutes, in person, alder."


def test_marks_of_an_attendance_that_was_recorded() -> None:
    attendance = {
        "heron": Attended("present"),
        "moth": Attended("late", 70),
        "birch": Attended("present", 60),
        "teasel": Attended("apologies", 0),
    }
    marks = marks_of(attendance, 90)
    assert marks == {"moth": LATE_20, "birch": Mark("present", 60), "teasel": AWAY}
    there = attendance_of(USUAL._replace(marks=marks), AROUND)
    assert there["moth"] == Attended("late", 70)
    assert there["birch"] == Attended("present", 60)


def test_ways_in_which_somebody_was_there() -> None:
    marks = {"moth": Mark("left-early"), "birch": Mark("present", 60), "heron": Mark("late")}
    said = frame_sentence(USUAL._replace(marks=marks), AROUND)
    assert said.endswith("all 8 there. heron late. moth left early. birch there for 60.")
    assert read_frame_line(said, USUAL, AROUND).frame.marks == marks
