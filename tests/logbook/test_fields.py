"""Reading a document: everything wrong is named, by its place, and nothing else ever happens."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from conftest import examples, session_document
from hypothesis import given, settings
from hypothesis import strategies as st

from balintlog.domain.text import MAX_BYTES
from balintlog.errors import InvalidInputError
from balintlog.logbook.document import entries
from balintlog.logbook.document.decoded_json import MAX_DOCUMENT_BYTES, decode
from balintlog.logbook.document.object_reader import Fields
from balintlog.logbook.document.reading_context import Reading

if TYPE_CHECKING:
    from balintlog.domain.document import SessionEntry

DAY = "2026-03-02"
CONTROL = "holds a control character or a terminal escape sequence"


def read(document: Any) -> dict[str | None, list[str]]:
    """Return what is wrong with a document: the messages by their pointers."""
    reading = Reading()
    entries.read_session(document, reading)
    found: dict[str | None, list[str]] = {}
    for problem in reading.problems:
        found.setdefault(problem.pointer, []).append(problem.message)
    return found


def read_whole(document: Any) -> SessionEntry:
    """Return the entry of a document that has no faults."""
    reading = Reading()
    entry = entries.read_session(document, reading)
    assert reading.problems == []
    assert entry is not None
    return entry


def read_json(text: str) -> dict[str | None, list[str]]:
    return read(decode(text.encode()))


# Decoding


def test_a_byte_order_mark_does_not_matter() -> None:
    assert decode(b'\xef\xbb\xbf{"schema": 1}') == {"schema": 1}


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b" \n", "there is no JSON in it"),
        (b"{", "line 1, column 2"),
        (b'{"schema": 1,\n "group": }', "line 2, column 11"),
        (b'{"schema": 1} {}', "line 1, column 15"),
        (b"{'schema': 1}", "line 1, column 2"),
        (b'{"text": "a\x1b[2J"}', "line 1, column 12"),
    ],
)
def test_broken_json_is_refused_with_its_place(data: bytes, place: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        decode(data)
    assert caught.value.message.endswith(place)


def test_invalid_utf_8_is_refused_with_its_place() -> None:
    with pytest.raises(InvalidInputError, match="not valid UTF-8") as caught:
        decode(b'{"label": "caf\xe9"}')
    assert "(byte 15)" in caught.value.message


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b"[" * 200_000 + b"]" * 200_000,
        b'{"minutes": NaN}',
        b'{"minutes": Infinity}',
        b'{"minutes": -Infinity}',
        b'{"minutes": ' + b"9" * 5000 + b"}",
    ],
    ids=["brackets", "braces", "deep", "nan", "infinity", "minus-infinity", "5000-digits"],
)
def test_what_is_no_sensible_json_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidInputError):
        decode(data)


def test_a_document_that_is_too_long_is_not_even_looked_at() -> None:
    with pytest.raises(InvalidInputError, match="longer than"):
        decode(b"x" * (MAX_DOCUMENT_BYTES + 1))


def test_a_document_of_the_greatest_length_is_read() -> None:
    assert decode(b'"' + b"x" * (MAX_DOCUMENT_BYTES - 2) + b'"')[:1] == "x"


@pytest.mark.parametrize("value", ["9" * 4000, "1e999", "-1", "0", "1.5", "1441", "true", '"90"'])
def test_a_number_that_cannot_be_meant_is_named(value: str) -> None:
    text = json.dumps(session_document(DAY))
    found = read_json(f'{text[:-1]}, "minutes": {value}}}')
    assert found == {"/minutes": ["must be a whole number from 1 to 1440"]}


@pytest.mark.parametrize(("value", "minutes"), [("90.0", 90), ("9e1", 90), ("1440.0", 1440)])
def test_a_whole_number_may_be_written_with_a_fraction_of_nothing(value: str, minutes: int) -> None:
    text = json.dumps(session_document(DAY))
    entry = read_whole(decode(f'{text[:-1]}, "minutes": {value}}}'.encode()))
    assert (entry.minutes, type(entry.minutes)) == (minutes, int)


def test_an_object_with_a_fault_in_what_it_cannot_do_without_is_no_entry() -> None:
    reading = Reading()
    document = session_document(
        DAY,
        cases=[{"presenter": "heron"}, {"label": "x", "presenter": "heron", "themes": ["?"]}],
        checkins=[{"case": "C1"}],
    )
    entry = entries.read_session(document, reading)
    assert entry is not None
    assert [(case.pointer, case.telling.themes) for case in entry.cases] == [("/cases/1", ())]
    assert entry.checkins == ()
    assert reading.not_whole == ["/checkins/0", "/cases/0"]
    assert [(mention.kind, mention.name) for mention in reading.mentions][-3:] == [
        ("case", "C1"),
        ("presenter", "heron"),
        ("presenter", "heron"),
    ]
    assert entries.read_session({**document, "held_on": "monday"}, Reading()) is None


@pytest.mark.parametrize("value", ["0", "2", "true", '"1"', "null", "1.5"])
def test_there_is_one_schema_only(value: str) -> None:
    text = json.dumps(session_document(DAY)).replace('"schema": 1', f'"schema": {value}')
    assert read_json(text) == {"/schema": ["must be 1"]}


# Where something is wrong


@pytest.mark.parametrize("document", [None, True, 1, "text", [], [{}]])
def test_a_document_must_be_an_object(document: Any) -> None:
    assert read(document) == {
        "": ["must be an object in braces { }"],
        "/schema": ["is missing"],
        "/group": ["is missing"],
        "/held_on": ["is missing"],
        "/attendance": ["is missing"],
    }


def test_everything_wrong_is_named_by_its_place() -> None:
    document = {
        "schema": 2,
        "group": ["G1"],
        "held_on": "2026-02-30",
        "minutes": None,
        "mode": "inperson",
        "event": 3,
        "cancelled": "maybe",
        "leaders": {"alder": "boss", "sedge": "leader"},
        "attendance": {
            "heron": "here",
            "moth": {"status": "late", "minutes": -1, "why": "snow"},
            "plover": {},
        },
        "checkins": {"case": "C1"},
        "cases": [
            {"label": "a\nb", "themes": "bad-news", "phase_minutes": {"opening": 3, "return": ""}},
            "the second case",
            {"label": "x" * 81, "presenter": "moth", "summary": " \n", "after_sessions": 51},
        ],
        "presentations": [{"case": "S3", "feelings": ["stuck", "stucck", 7]}],
        "notes": [{"text": "\x1b[2J"}, {}, {"for_supervision": "\ud800"}],
        "leader": "alder",
    }
    found = read(document)
    assert found == {
        "/schema": ["must be 1"],
        "/group": ["must be a text in quotation marks"],
        "/held_on": ["must be a date that exists, such as 2026-03-02"],
        "/minutes": ["must be a whole number from 1 to 1440"],
        "/mode": ["'inperson' is not a known word; did you mean in-person?"],
        "/event": ["must be one of: ongoing-group, weekend, intensive, large-group, one-off"],
        "/cancelled": ["must be true or false"],
        "/leaders/alder": ["must be one of: leader, co-leader, member, observer, supervisor"],
        "/attendance/heron": ["must be one of: present, apologies, absent, late, left-early"],
        "/attendance/moth/minutes": ["must be a whole number from 0 to 1440"],
        "/attendance/moth/why": ["is not a known field"],
        "/attendance/plover/status": ["is missing"],
        "/checkins": ["must be a list in brackets [ ]"],
        "/cases/0/label": ["must fit on one line"],
        "/cases/0/presenter": ["is missing"],
        "/cases/0/themes": ["must be a list in brackets [ ]"],
        "/cases/0/phase_minutes/return": ["must be a whole number from 0 to 1440"],
        "/cases/0/phase_minutes/opening": ["is not a known field"],
        "/cases/1": ["must be an object in braces { }"],
        "/cases/1/label": ["is missing"],
        "/cases/1/presenter": ["is missing"],
        "/cases/2/label": ["is 81 characters long; at most 80 are allowed"],
        "/cases/2/summary": ["is empty"],
        "/cases/2/after_sessions": ["must be a whole number from 1 to 50"],
        "/presentations/0/case": ["must be the id of a case, such as C7"],
        "/presentations/0/feelings/1": ["'stucck' is not a known word; did you mean stuck?"],
        "/presentations/0/feelings/2": [found["/presentations/0/feelings/2"][0]],
        "/notes/0/text": [f"{CONTROL} (U+001B, character 1)"],
        "/notes/1": ["is empty: give a text, an intervention or an observation"],
        "/notes/2/for_supervision": ["is not valid Unicode"],
        "/leader": ["is not a known field; did you mean leaders?"],
    }
    assert found["/presentations/0/feelings/2"][0].startswith("must be one of: anger, ")


@pytest.mark.parametrize(
    ("key", "pointer"),
    [
        ("a/b", "/a~1b"),
        ("m~n", "/m~0n"),
        ("~1", "/~01"),
        ("/", "/~1"),
        ("", "/"),
        ("x y", "/x y"),
        ("0", "/0"),
        ("\x1b[2J", "/\N{REPLACEMENT CHARACTER}[2J"),
        ("\ud800", "/\N{REPLACEMENT CHARACTER}"),
        ("\u202e", "/\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_a_pointer_is_escaped_and_safe_to_print(key: str, pointer: str) -> None:
    found = read(session_document(DAY, **{key: 1}))
    assert list(found) == [pointer]
    pointer = f"/attendance{pointer}"
    assert list(read({**session_document(DAY), "attendance": {key: 1}})) == [pointer]
    assert list(read({**session_document(DAY), "attendance": {key: {}}})) == [f"{pointer}/status"]


def test_a_surplus_key_is_named_with_the_one_that_was_meant() -> None:
    document = session_document(DAY, cases=[{"label": "x", "presenter": "heron", "summery": "y"}])
    assert read(document) == {"/cases/0/summery": ["is not a known field; did you mean summary?"]}


def test_a_doubled_key_is_named_wherever_it_stands() -> None:
    text = (
        '{"schema": 1, "group": "G1", "held_on": "2026-03-01", "held_on": "2026-03-02",'
        ' "attendance": {"heron": "absent", "moth": {"status": "late", "status": "late"},'
        ' "heron": "present"}, "notes": [{"text": "a", "text": "b", "text": "c", "case": "C1"}]}'
    )
    twice = ["is given twice"]
    assert read_json(text) == {
        "/held_on": twice,
        "/attendance/heron": twice,
        "/attendance/moth/status": twice,
        "/notes/0/text": twice,
    }


def test_a_key_that_is_doubled_a_hundred_thousand_times_does_not_hang_the_program() -> None:
    data = b"{" + b",".join([b'"a": 1'] * 100_000) + b"}"
    began = time.process_time()
    assert decode(data).twice == ("a",)
    assert time.process_time() - began < 2


# What is read


def test_an_empty_list_of_everything_is_fine() -> None:
    nothing: dict[str, Any] = {
        "checkins": [],
        "cases": [],
        "presentations": [],
        "notes": [],
        "leaders": {},
    }
    assert read(session_document(DAY, **nothing)) == {}


def test_null_is_not_the_same_as_left_out() -> None:
    fields = [key for key in _everything() if key not in ("schema", "group", "held_on")]
    for key in fields:
        assert list(read({**session_document(DAY), key: None})) == [f"/{key}"]


def _everything() -> list[str]:
    known = "schema group held_on minutes mode event cancelled recorded debriefed safety_concern"
    return [*known.split(), "leaders", "attendance", "checkins", "cases", "presentations", "notes"]


@pytest.mark.parametrize(
    ("value", "meant"), [(True, True), (False, False), ("yes", True), ("no", False)]
)
def test_yes_and_no_may_be_words(value: Any, meant: bool) -> None:
    assert read_whole(session_document(DAY, safety_concern=value)).frame.safety_concern == meant


@pytest.mark.parametrize(
    ("value", "meant"),
    [(True, "yes"), (False, "none"), ("yes", "yes"), ("no", "none"), ("audio", "audio")],
)
def test_how_it_was_recorded_may_be_a_yes_or_a_no(value: Any, meant: str) -> None:
    assert read_whole(session_document(DAY, recorded=value)).frame.recorded == meant


@pytest.mark.parametrize("value", [1, 0, "true", "Yes", "", None, [], {}])
def test_no_other_word_is_a_yes_or_a_no(value: Any) -> None:
    found = read(session_document(DAY, cancelled=value))
    assert found == {"/cancelled": ["must be true or false"]}


def test_a_text_is_kept_tidy() -> None:
    reading = Reading()
    fields = Fields({"text": "\r\n  cafe\u0301\r\nau lait\t\n"}, "", reading)
    assert fields.text("text") == "caf\u00e9\nau lait"
    assert reading.problems == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "is empty"),
        (" \r\n\t", "is empty"),
        ("x" * (MAX_BYTES + 1), "is 102,401 bytes long; at most 102,400 are allowed"),
        ("\u00e4" * (MAX_BYTES // 2 + 1), "is 102,402 bytes long; at most 102,400 are allowed"),
        ("a\x00b", f"{CONTROL} (U+0000, character 2)"),
        ("a\x9bb", f"{CONTROL} (U+009B, character 2)"),
        ("a\r\nb\x00", f"{CONTROL} (U+0000, line 2, character 2)"),
        ("a\u202eb", f"{CONTROL} (U+202E, character 2)"),
        ("a\udc80b", "is not valid Unicode"),
    ],
    ids=ascii,
)
def test_a_text_that_may_not_be_kept_is_named(text: str, fault: str) -> None:
    found = read(session_document(DAY, notes=[{"text": text}]))
    assert found == {"/notes/0/text": [fault]}


def test_a_text_of_the_greatest_size_is_kept_whole() -> None:
    reading = Reading()
    text = "\u00e4" * (MAX_BYTES // 2)
    assert Fields({"text": text}, "", reading).text("text") == text
    assert reading.problems == []


def test_a_word_given_twice_counts_once_and_the_order_stays() -> None:
    case = {"label": "x", "presenter": "heron", "feelings": ["hope", "guilt", "hope"]}
    entry = read_whole(session_document(DAY, cases=[case]))
    assert entry.cases[0].telling.feelings == ("hope", "guilt")


@pytest.mark.parametrize(
    ("value", "numbers"), [("C7", (7,)), (" c7 ", (7,)), (["C7", "c2", "C7"], (7, 2)), ([], ())]
)
def test_related_cases_are_one_id_or_a_list(value: Any, numbers: tuple[int, ...]) -> None:
    case = {"label": "x", "presenter": "heron", "related_to": value}
    assert read_whole(session_document(DAY, cases=[case])).cases[0].related_to == numbers


@pytest.mark.parametrize("value", ["C0", "C01", "C", "7", "S7", "C-1", "C" + "9" * 19, 7, None, {}])
def test_what_is_no_id_of_a_case_is_named(value: Any) -> None:
    document = session_document(DAY, checkins=[{"case": value, "outcome": "easier"}])
    assert read(document) == {"/checkins/0/case": ["must be the id of a case, such as C7"]}


@pytest.mark.parametrize(
    "note",
    [{}, {"case": "C1"}, {"interventions": []}, {"observations": [], "case": "/cases/0"}],
)
def test_a_note_must_hold_something(note: dict[str, Any]) -> None:
    assert list(read(session_document(DAY, notes=[note]))) == ["/notes/0"]


@pytest.mark.parametrize(
    "note",
    [
        {"text": "a"},
        {"interventions": ["managed-crisis"]},
        {"observations": ["needs"]},
        {"heading": "boundaries"},
        {"for_supervision": "a"},
    ],
)
def test_a_note_may_hold_one_thing_only(note: dict[str, Any]) -> None:
    assert read(session_document(DAY, notes=[note])) == {}


def test_what_a_note_got_wrong_is_not_told_as_holding_nothing() -> None:
    assert list(read(session_document(DAY, notes=[{"heading": "?"}]))) == ["/notes/0/heading"]


def test_a_message_never_repeats_a_text() -> None:
    secret = "Mrs Example of Sample Street"  # a text in the wrong place is near to no word
    case = {"label": secret * 4, "presenter": "heron", "why": secret, "themes": [secret]}
    document = session_document(
        secret,
        mode=secret,
        minutes=secret,
        leaders={"alder": secret},
        cases=[case],
        checkins=[{"case": secret, "outcome": secret, "again": secret, "text": secret + "\x00"}],
    )
    assert len(read(document)) == 11
    assert "Example" not in json.dumps(read(document))


# Whatever comes


KEYS = st.sampled_from(
    [
        *_everything(),
        *("case", "outcome", "text", "label", "presenter", "related_to", "phase_minutes"),
        *("heron", "status", "feelings", "again", "", "a/b~c", "\ud800", "\x1b"),
    ]
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec=None), max_size=8),
    st.sampled_from(["C1", "yes", "present", "2026-03-02", "stuck", "/cases/0", "x" * 81]),
)
ANY_JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=8),
    max_leaves=30,
)


@pytest.mark.slow
@settings(max_examples=examples(400), deadline=None)
@given(ANY_JSON)
def test_whatever_json_comes_only_problems_are_gathered(document: Any) -> None:
    decoded = decode(json.dumps(document).encode())
    for place, messages in read(decoded).items():
        assert place is not None
        assert place == "" or place.startswith("/")
        assert (place + "".join(messages)).isprintable()


@settings(max_examples=examples(400), deadline=None)
@given(st.binary(max_size=200) | st.text('{}[]",:0123456789eE+-.tfn\\u \n').map(str.encode))
def test_whatever_bytes_come_they_are_decoded_or_refused(data: bytes) -> None:
    try:
        decoded = decode(data)
    except InvalidInputError as error:
        assert error.exit_code == 2  # noqa: PT017 - either is right
    else:
        read(decoded)


@settings(max_examples=examples(200), deadline=None)
@given(st.integers(0, 400), st.binary(max_size=3))
def test_a_document_with_an_accident_anywhere_is_read_or_refused(place: int, junk: bytes) -> None:
    data = json.dumps(session_document(DAY, notes=[{"text": "a", "case": "C1"}])).encode()
    try:
        read(decode(data[:place] + junk + data[place + 1 :]))
    except InvalidInputError as error:
        assert error.problems  # noqa: PT017 - either is right
