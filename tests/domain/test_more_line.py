"""The words at "More?" and "How are things?" find their fields, and nothing is guessed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balintlog.domain import vocabulary
from balintlog.domain.document import News, Note, Telling
from balintlog.domain.document_field import field_of
from balintlog.domain.typed.field_words import (
    CASE_FIELDS,
    NOTE_FIELDS,
    OUTCOME,
    STORED_AS,
    meanings,
    more_sentence,
)
from balintlog.domain.typed.follow_up_wish import wish_that_stands
from balintlog.domain.typed.more_line import read_more_of_case, read_more_of_note
from balintlog.domain.typed.news_line import news_sentence, read_news_line
from balintlog.domain.typed.unclear import clear

CLIN = {
    "encounter": "clinician-patient",
    "themes": ("nonadherence",),
    "feelings": ("frustration",),
}
WORDS = sorted({word for field in (*CASE_FIELDS, *NOTE_FIELDS) for word in field.words})
PARTS = sorted({part for word in WORDS for part in (word, *word.split("-"))})
NAMES = {name for field in (*CASE_FIELDS, *NOTE_FIELDS) for name in field.typed}
OF_THE_LINE = {"return", "minutes", "ask", "not", "and", "the", "presenter", "supervision", "case"}
RECORDS = {"encounter": Telling, "interventions": Note, "feelings_before": News}


def test_what_is_taken_back_is_what_is_there() -> None:
    assert read_more_of_case("not stuck", {"why": "stuck"}).values == {}
    assert read_more_of_case("not stuck", {"feelings": ("stuck", "hope")}).values == {
        "feelings": ("hope",)
    }
    assert read_more_of_case("not stuck", {}).unclear


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("not stuck", "not stuck"),
        ("not clin", "not clin"),  # another kind is there
        ("themes not bad-news", "not bad-news"),
        ("not wanted help, fear", "not wanted help"),
        ("not minutes present 5", "not minutes present 5"),
        ("not; bad", "not"),
        ("hope not", "not"),
    ],
)
def test_what_cannot_be_taken_back_stays_in_the_line(typed: str, left: str) -> None:
    before = {"encounter": "family-or-carer", "wanted": "rest"}
    reading = read_more_of_case(typed, before)
    assert [thing.text for thing in reading.unclear] == [left]
    assert {name: reading.values[name] for name in before} == before
    added = {name: value for name, value in reading.values.items() if name not in before}
    assert set(added) <= {"feelings", "themes"}
    assert ("fear",) not in added.values() or "fear" in typed


@pytest.mark.parametrize(
    ("behind", "values"),
    [
        (", case C3", {"case": "C3"}),
        (", taken 2.3.", {"taken": "2.3."}),
        (", taken yesterday", {"taken": "yesterday"}),
        (", case", {}),
        (", supervision: why me?", {"supervision": "why me?"}),
    ],
)
def test_a_question_for_supervision_ends_at_a_field_of_one_word(behind: str, values: Any) -> None:
    reading = read_more_of_note(f"supervision: who speaks, and when{behind}")
    assert reading.values == {"supervision": "who speaks, and when", **values}
    assert reading.ask_for == (() if values else ("case",))


@pytest.mark.parametrize("behind", ["case of rivalry", "taken by surprise", "supervision is rare"])
def test_prose_goes_on_behind_such_a_word(behind: str) -> None:
    text = f"who speaks, {behind}"
    assert read_more_of_note(f"supervision {text}").values == {"supervision": text}


def test_a_case_continues_one_other() -> None:
    (question,) = read_more_of_case("continues C6 C7").unclear
    assert question.says == "continues: C6 or C7?"
    assert read_more_of_case(clear(question, "c7") or "").values == {"continues": "C7"}


def test_a_text_may_begin_with_a_small_word_and_hold_known_ones() -> None:
    reading = read_more_of_case("imagined the letters are bad marks")
    assert reading.values == {"imagined": ("the letters are bad marks",)}
    assert read_more_of_case("wanted help").values == {"wanted": "help"}
    assert read_more_of_case("wanted help, why she never came").values == {
        "wanted": "help, why she never came"
    }
    assert read_more_of_case("return hope").values == {"said_on_return": "hope"}
    assert read_more_of_case("return spoke, patient shame").values == {
        "on_return": "spoke",
        "patient_feelings": ("shame",),
    }
    assert read_more_of_note("supervision time and silence").values == {
        "supervision": "time and silence"
    }


@pytest.mark.parametrize(
    ("behind", "values"),
    [
        ("patient shame", {"patient_feelings": ("shame",)}),
        ("patient: shame and fear", {"patient_feelings": ("shame", "fear")}),
        ("themes bad-news, clin", {"themes": ("bad-news",), "encounter": "clinician-patient"}),
        ("ask after 2", {"ask": {"after_sessions": 2}}),
        ("minutes present 5", {"phase_minutes": {"present": 5}}),
        ("minutes: present: 5", {"phase_minutes": {"present": 5}}),
        ("wanted: an ally, and soon", {"wanted": "an ally, and soon"}),
        ("why stuck, patient anger", {"why": "stuck", "patient_feelings": ("anger",)}),
        ("wanted an ally, and soon", {"wanted": "an ally, and soon"}),
        ("return spoke", {"on_return": "spoke"}),
        ("return: at last", {"said_on_return": "at last"}),
        ("wanted help, return sil", {"wanted": "help", "on_return": "silent"}),
    ],
)
def test_a_text_ends_where_a_field_is_named_behind_a_comma(behind: str, values: Any) -> None:
    for name in ("imagined", "imagined:"):
        reading = read_more_of_case(f"{name} the letters, unread, {behind}")
        assert reading.values == {"imagined": ("the letters, unread",), **values}


def test_several_lines_of_what_was_imagined_stand_in_one_line() -> None:
    reading = read_more_of_case("imagined a door, shut, imagined: a key; wanted, imagined a wall")
    assert reading.values == {"imagined": ("a door, shut", "a key", "a wall")}
    assert reading.ask_for == ("wanted",)


@given(
    st.sampled_from(["wanted", "imagined", "supervision"]),
    st.lists(
        st.sampled_from([*PARTS, "a", "she", "to", "the", "not", "of", "who", "spoke"]), min_size=1
    ).filter(lambda words: not NAMES & {*words}),
)
@settings(max_examples=30, deadline=None)
def test_a_text_comes_back_as_it_was_typed(name: str, words: list[str]) -> None:
    text = " ".join(words)
    read = read_more_of_note if name == "supervision" else read_more_of_case
    for typed in (f"{name} {text}", f"{name}: {text}"):
        value = (text,) if name == "imagined" else text
        expected: tuple[dict[str, Any], tuple[str, ...], tuple[()]] = ({name: value}, (), ())
        if typed == f"{name} {text}" and not {*words} - {"the", "and", "presenter"}:
            expected = ({}, (name,), ())  # nothing is said
        assert read(typed) == expected


@pytest.mark.parametrize(
    "prose",
    [
        "he is a king, patient and quiet",
        "a door, why nobody knows",
        "return quietly, return to work",
        "a child, ask the mother",
        "two rooms, minutes from here",
        "a man in shame, patient shame of an old man",
    ],
)
def test_no_prose_ends_at_a_word_that_could_be_a_field(prose: str) -> None:
    reading = read_more_of_case(f"imagined {prose}")
    assert (reading.values, reading.unclear) == ({"imagined": (prose,)}, ())


def test_a_new_case_goes_on_from_others() -> None:
    reading = read_more_of_case("continues C6, related C4 and c9; clin")
    assert reading.values == {
        "continues": "C6",
        "related_to": ("C4", "C9"),
        "encounter": "clinician-patient",
    }
    assert more_sentence(reading.values) == (
        "kind: clinician-patient; continues C6; related C4, C9"
    )
    assert read_more_of_case("continues C6").values == {"continues": "C6"}
    (unclear,) = read_more_of_case("continues half past nine").unclear[:1]
    assert "such as C6" in unclear.says


@pytest.mark.parametrize(
    "typed", ["clin nonad frus", "cl. non, fr.", "frus, nonad clin", "cl fr non"]
)
def test_a_word_finds_its_own_field(typed: str) -> None:
    reading = read_more_of_case(typed)
    assert (reading.values, reading.ask_for, reading.unclear) == (CLIN, (), ())
    assert more_sentence(reading.values) == (
        "kind: clinician-patient; theme: nonadherence; the presenter felt: frustration"
    )


def test_what_is_unclear_or_unknown() -> None:
    reading = read_more_of_case("stuck manipulated lonley")
    assert more_sentence(reading.values) == "the presenter felt: controlled-or-manipulated"
    stuck, lonley = reading.unclear
    assert stuck.says == "stuck: is that how the presenter felt, or why it was brought? (felt why)"
    assert lonley.says == "lonley: not a word here. Near it: longing-for-care"
    assert clear(lonley, "") is None
    assert read_more_of_case(clear(stuck, "w") or "").values == {"why": "stuck"}
    assert read_more_of_case(clear(stuck, "f") or "").values == {"feelings": ("stuck",)}
    more = read_more_of_case("iso", reading.values).values
    assert more == {"feelings": ("controlled-or-manipulated", "isolated")}


@pytest.mark.parametrize(
    ("typed", "values", "ask_for"),
    [
        ("", {}, ()),
        ("themes", {}, ("themes",)),
        ("kind themes themes", {}, ("kind", "themes")),
        ("patient shame", {"patient_feelings": ("shame",)}, ()),
        ("patient: shame and fear, anger", {"patient_feelings": ("shame", "fear", "anger")}, ()),
        ("patient anger; anger", {"patient_feelings": ("anger",), "feelings": ("anger",)}, ()),
        (
            "patient anger bad",
            {"patient_feelings": ("anger",), "themes": ("bad-news",)},
            (),
        ),
        ("feelings", {}, ("feelings",)),
        ("feel", {}, ("feelings",)),
        ("shame", {"feelings": ("shame",)}, ()),
        ("clin family-or-carer", {"encounter": "family-or-carer"}, ()),
        ("nonad not nonad", {}, ()),
        ("why stuck not stuck", {}, ()),
        ("wanted", {}, ("wanted",)),
        ("wanted:", {}, ("wanted",)),
        ("wanted clin", {"wanted": "clin"}, ()),
        ("wanted, clin", {"encounter": CLIN["encounter"]}, ("wanted",)),
        ("wanted imagined", {}, ("wanted", "imagined")),
        ("wanted patient shame", {"patient_feelings": ("shame",)}, ("wanted",)),
        ("wanted: Clin and so", {"wanted": "Clin and so"}, ()),
        ("wanted to know WHY", {"wanted": "to know WHY"}, ()),
        ("imagined; ask no", {"ask": {"again": False}}, ("imagined",)),
        ("return", {}, ("return",)),
        ("return sil", {"on_return": "silent"}, ()),
        ("return: spoke", {"on_return": "spoke"}, ()),
        ("return spoke clin", {"on_return": "spoke", "encounter": CLIN["encounter"]}, ()),
        ("return joined: late", {"on_return": "joined", "said_on_return": "late"}, ()),
        ("return quietly", {"said_on_return": "quietly"}, ()),
        ("return spoke of hope", {"said_on_return": "spoke of hope"}, ()),
        ("minutes present: 5, out: 30", {"phase_minutes": {"present": 5, "presenter-out": 30}}, ()),
        ("wanted a word ... imagined or not", {"wanted": "a word ... imagined or not"}, ()),
        ("minutes", {}, ("minutes",)),
        ("minutes clin", {"encounter": CLIN["encounter"]}, ("minutes",)),
        ("minutes pres 5", {}, ("minutes",)),
        (
            "minutes: present 5, out 30, return 10, bad",
            {
                "phase_minutes": {"present": 5, "presenter-out": 30, "return": 10},
                "themes": ("bad-news",),
            },
            (),
        ),
        ("ask", {}, ("ask",)),
        ("ask no", {"ask": {"again": False}}, ()),
        ("ask yes", {"ask": {"again": True}}, ()),
        ("ask after 2", {"ask": {"after_sessions": 2}}, ()),
        ("ask 2 sessions", {"ask": {"after_sessions": 2}}, ()),
        ("ask 2026-06", {"ask": {"not_before": "2026-06"}}, ()),
    ],
)
def test_lines_about_a_case(typed: str, values: dict[str, Any], ask_for: tuple[str, ...]) -> None:
    reading = read_more_of_case(typed)
    left = [thing.text for thing in reading.unclear]
    assert left == (["pres", "5"] if typed == "minutes pres 5" else [])
    assert (reading.values, reading.ask_for) == (values, ask_for)


@pytest.mark.parametrize(
    ("typed", "says", "choices"),
    [
        ("pat", "pat: pattern-repeats or patient?", ["why pattern-repeats", "patient"]),
        ("hope", None, None),
        ("hop", "hop: hopelessness or hope?", ["feelings hopelessness", "feelings hope"]),
        ("frustratoin", "frustratoin: not a word here. Near it: frustration", ["frustration"]),
        ("xyzzy", "xyzzy: not a word here.", []),
        ("hopeful", "hopeful: not a word here.", []),
        ("ask after 99", "99: not a word here.", []),
    ],
)
def test_questions_about_a_case(typed: str, says: str | None, choices: list[str] | None) -> None:
    unclear = read_more_of_case(typed).unclear
    if says is None:
        assert unclear == ()
        return
    assert unclear[-1].says == says
    assert list(unclear[-1].choices.values()) == choices


def test_lines_about_a_note() -> None:
    reading = read_more_of_note("tolerated time bound, supervision: Who speaks?")
    assert reading.values == {
        "interventions": ("tolerated-silence-or-uncertainty",),
        "observations": ("time",),
        "heading": "boundaries",
        "supervision": "Who speaks?",
    }
    assert more_sentence(reading.values).endswith('heading: boundaries; supervision: "Who speaks?"')
    assert read_more_of_note("interventions case").ask_for == ("interventions", "case")
    assert read_more_of_note("observations time interventions").values == {
        "observations": ("time", "interventions")
    }
    both = read_more_of_note("observations time interventions tolerated").values
    assert both == {
        "observations": ("time",),
        "interventions": ("tolerated-silence-or-uncertainty",),
    }
    assert [thing.text for thing in read_more_of_note("heading a start").unclear] == ["a", "start"]
    (question,) = read_more_of_note("interv").unclear
    assert question.says == "interv: observations or interventions?"
    assert more_sentence(
        read_more_of_case("minutes out 30 ret 5, ask no, return spoke").values
    ) == ("minutes: presenter-out 30, return 5; return: spoke; ask no")
    assert more_sentence(read_more_of_case("return spoke: it is hers").values) == (
        'return: spoke; said on return: "it is hers"'
    )


# News

DIFFERENT = {
    "outcome": "different",
    "feelings_before": ("annoyed",),
    "feelings_after": ("relief",),
}


@pytest.mark.parametrize(
    "typed",
    ["d ann > rel", "d ann > r", "different; annoyed before, relief after", "d, ann before > r"],
)
def test_news(typed: str) -> None:
    reading = read_news_line(typed)
    assert (reading.values, reading.ask_for, reading.unclear) == (DIFFERENT, (), ())
    assert news_sentence(reading.values) == "different; annoyed before, relief after"


def test_each_outcome_has_a_letter_and_is_stored_as_before() -> None:
    letters = [word[0] for word in OUTCOME.words]
    assert len(set(letters)) == len(OUTCOME.words)
    stored = [read_news_line(letter).values["outcome"] for letter in letters]
    assert set(stored) == set(vocabulary.COUNTED_OUTCOMES)
    assert read_news_line("declined").values == read_news_line("rather-not").values
    assert news_sentence({"outcome": "declined"}) == "rather-not"
    assert set(STORED_AS.values()) <= set(vocabulary.OUTCOMES)


def test_what_is_unclear_in_news() -> None:
    assert read_news_line("").ask_for == ("outcome",)
    assert read_news_line("ann > rel, harder").values["outcome"] == "harder"
    reading = read_news_line("d ann hop > manip zzz helplesness")
    assert reading.values == {
        "outcome": "different",
        "feelings_before": ("annoyed",),
        "feelings_after": ("controlled-or-manipulated",),
    }
    hop, zzz, slip = reading.unclear
    assert clear(hop, "hope") == "hope before"
    assert zzz.says == "zzz: not a word here."
    assert clear(slip, "") == "helplessness"
    again = read_news_line("hope before", reading.values).values
    assert again["feelings_before"] == ("annoyed", "hope")
    assert read_news_line("happy", again).values == again
    (question,) = read_news_line("d ann").unclear
    assert question.says == "annoyed: before or after?"
    assert clear(question, "a") == "annoyed after"
    assert news_sentence(read_news_line("e ask no").values) == "easier; ask no"
    assert read_news_line("e ask").unclear[0].text == "ask"
    later = read_news_line("har", {"outcome": "easier"})  # a beginning changes no outcome
    assert (later.values, later.unclear[0].text) == ({"outcome": "easier"}, "har")
    assert news_sentence({"ask": {"after_sessions": 1}}) == "ask after 1 session"
    assert news_sentence({"ask": {"not_before": "2026-06"}}) == "ask 2026-06"
    assert news_sentence({"ask": {"again": True}}) == "ask yes"


def test_the_wish_that_stands_in_an_entry() -> None:
    assert wish_that_stands({"follow_up": "no", "after_sessions": 1}) == {"again": False}
    assert wish_that_stands({"again": False}) == {"again": False}
    assert wish_that_stands({"after_sessions": 2}) == {"after_sessions": 2}
    assert wish_that_stands({"follow_up": "yes"}) == {"again": True}
    assert wish_that_stands({}) == {}


# Properties, with a slow second reading of what a word can mean


def could_mean(typed: str, fields: Any) -> set[tuple[str, str]]:
    """Return every field and word that a typed word of the vocabulary can mean."""
    every = [(field.name, word) for field in fields for word in field.words]
    every = [
        (name, word)
        for name, word in every
        if name != "patient_feelings" or word not in vocabulary.FEELINGS
    ]
    steps = [
        [pair for pair in every if pair[1] == typed],
        [pair for pair in every if len(typed) > 1 and pair[1][: len(typed)] == typed],
        [pair for pair in every if len(typed) > 2 and f"-{typed}" in pair[1]],
    ]
    return set(next((step for step in steps if step), []))


shortened = st.sampled_from(PARTS).flatmap(
    lambda word: st.integers(1, len(word)).map(lambda length: word[:length])
)


@given(st.lists(shortened, max_size=5), st.booleans())
@settings(max_examples=30, deadline=None)
def test_nothing_is_guessed_of_fields(typed: list[str], is_case: bool) -> None:
    typed = [
        word
        for word in typed
        if word not in OF_THE_LINE and not any(name.startswith(word) for name in NAMES)
    ]
    fields = CASE_FIELDS if is_case else NOTE_FIELDS
    reading = (read_more_of_case if is_case else read_more_of_note)(" ".join(typed))
    sure = [next(iter(meant)) for word in typed if len(meant := could_mean(word, fields)) == 1]
    taken = {
        (name, word)
        for name, value in reading.values.items()
        for word in ([value] if isinstance(value, str) else value)
    }
    single = {field.name for field in fields if field.holds_one}
    last = {name: word for name, word in sure if name in single}
    assert taken == {pair for pair in sure if pair[0] not in single} | set(last.items())
    doubtful = [word for word in typed if len(could_mean(word, fields)) != 1]
    assert [thing.text for thing in reading.unclear] == doubtful
    again = (read_more_of_case if is_case else read_more_of_note)(more_sentence(reading.values))
    assert again == (reading.values, (), ())


@given(
    st.text()
    | st.lists(st.sampled_from([*PARTS, *NAMES, *OF_THE_LINE, ":", ";", ">", "5", "d"])).map(
        " ".join
    )
)
@settings(max_examples=30, deadline=None)
def test_no_line_raises(typed: str) -> None:
    for read in (read_more_of_case, read_more_of_note):
        more_sentence(read(typed).values)
    values = read_news_line(typed).values
    assert read_news_line(news_sentence(values)).values == values


def test_every_word_of_the_document_is_there() -> None:
    for field in CASE_FIELDS:
        assert field.words == field_of(Telling, field.name).words
    for field in NOTE_FIELDS:
        assert field.words == field_of(Note, field.name).words


@pytest.mark.slow
def test_every_beginning_of_every_word_means_what_a_slow_reading_says() -> None:
    for fields in (CASE_FIELDS, NOTE_FIELDS):
        for typed in {part[:letters] for part in PARTS for letters in range(1, len(part) + 1)}:
            meant = {(meaning.field.name, meaning.word) for meaning in meanings(typed, fields)}
            assert meant == could_mean(typed, fields)


def test_an_arrow_without_a_feeling_before_it_says_only_what_came_after() -> None:
    values = read_news_line("d > rel").values
    assert values == {"outcome": "different", "feelings_after": ("relief",)}


def test_a_case_is_said_as_the_other_ids_are() -> None:
    assert more_sentence({"case": "C1", "taken": "2026-03-02"}) == "case C1; taken 2026-03-02"
    assert more_sentence({"case": "/cases/1", "continues": "C4"}) == "continues C4; case new-2"
