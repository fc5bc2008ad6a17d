import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from balintlog.domain.text import (
    MAX_BYTES,
    MAX_LABEL_CHARACTERS,
    is_control,
    is_plain_text,
    listed,
    places_in,
    printable,
    text_fault,
    tidy,
    whole_number,
)

CONTROLS = [chr(number) for number in (*range(0x20), 0x7F, *range(0x80, 0xA0))]
BIDI = [*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"]
SURROGATES = [chr(number) for number in (0xD800, 0xDBFF, 0xDC00, 0xDCE9, 0xDFFF)]
CONTROL_FAULT = "holds a control character or a terminal escape sequence"
ANY_TEXT = st.text(st.characters(exclude_categories=()))


# Making tidy


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("plain", "plain"),
        ("  blank edges \t\n", "blank edges"),
        ("\u00a0\u2003edges\u3000", "edges"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\r\n\r\nb", "a\n\nb"),
        ("a\n\rb", "a\n\nb"),
        ("a\vb\fc", "a\nb\nc"),
        ("a\x85b\u2028c\u2029d", "a\nb\nc\nd"),
        ("a\r\u2028\nb", "a\n\n\nb"),
        ("a\r\u202c\nb", "a\nb"),
        ("\u202aa\u202c \u2066b\u2069", "a b"),
        ("\u202d1,234\u202c", "1,234"),
        ("e\u202c\u0301", "é"),
        ("\u202a \u202c", ""),
        ("e\u0301", "é"),
        ("\u212b", "Å"),
        ("inner  spaces\tstay", "inner  spaces\tstay"),
        (" \r\n ", ""),
        ("", ""),
    ],
)
def test_tidy(typed: str, kept: str) -> None:
    assert tidy(typed) == kept


def test_nfc_keeps_what_only_nfkc_would_change() -> None:
    assert tidy("ﬁve ² ½ …") == "ﬁve ² ½ …"


@given(ANY_TEXT)
@example("e\u0301\r\r\n ")
@example("\ud800\u0301")
def test_a_tidy_text_is_tidy(typed: str) -> None:
    kept = tidy(typed)
    assert tidy(kept) == kept
    assert "\r" not in kept
    assert kept == kept.strip()
    assert unicodedata.is_normalized("NFC", kept)


# What is refused


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "two\nlines",
        "a\ttab",
        "Ünïcödé 患者 🩺",
        "👩\u200d⚕️",
        "עברית",
        "\u200e\u200f",
        "\ufffd",
    ],
)
def test_a_text_of_any_script_is_kept(text: str) -> None:
    assert text_fault(text) is None


def test_an_empty_text_is_refused() -> None:
    assert text_fault("") == "is empty"
    assert text_fault(tidy(" \t\r\n")) == "is empty"


@pytest.mark.parametrize("control", [c for c in CONTROLS if c not in "\n\t"])
def test_a_control_character_is_refused(control: str) -> None:
    fault = f"{CONTROL_FAULT} (U+{ord(control):04X}, character 2)"
    assert text_fault(f"a{control}b") == fault


@pytest.mark.parametrize("control", BIDI)
def test_a_character_that_turns_the_direction_is_refused(control: str) -> None:
    assert str(text_fault(f"a{control}b")).startswith(CONTROL_FAULT)


def test_an_override_from_right_to_left_is_not_left_out() -> None:
    assert str(text_fault(tidy("a\u202eb"))).endswith("(U+202E, character 2)")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("\x1b[31mred", "U+001B, character 1"),
        ("\x1b]0;title\x07", "U+001B, character 1"),
        ("off\x9b31m", "U+009B, character 4"),
        ("null\x00", "U+0000, character 5"),
        ("a line\nback\x08", "U+0008, line 2, character 5"),
        ("\x00\n", "U+0000, line 1, character 1"),
        ("a\n\nb\x00", "U+0000, line 3, character 2"),
    ],
)
def test_what_is_refused_is_marked_where_it_stands(text: str, place: str) -> None:
    assert text_fault(text) == f"{CONTROL_FAULT} ({place})"


@pytest.mark.parametrize("surrogate", SURROGATES, ids=ascii)
def test_a_lone_surrogate_is_refused_and_never_raises(surrogate: str) -> None:
    for text in (surrogate, f"a{surrogate}b", f"\x1b{surrogate}"):
        assert text_fault(text) == "is not valid Unicode"


@pytest.mark.parametrize("character", ["a", "é", "患", "🩺"])
def test_the_limit_is_counted_in_bytes_and_exact(character: str) -> None:
    size = len(character.encode())
    full = character * (MAX_BYTES // size) + "a" * (MAX_BYTES % size)
    assert len(full.encode()) == MAX_BYTES == 102_400
    assert text_fault(full) is None
    assert text_fault(full + "a") == "is 102,401 bytes long; at most 102,400 are allowed"


def test_a_line_break_is_refused_only_where_one_line_is_wanted() -> None:
    for line_break in "\n\u2028\u2029":
        assert text_fault(f"a{line_break}b") is None
        assert text_fault(f"a{line_break}b", one_line=True) == "must fit on one line"
    assert text_fault("a\tb", one_line=True) is None


def test_the_limit_of_characters_is_exact_and_counts_characters_not_bytes() -> None:
    limit = MAX_LABEL_CHARACTERS
    assert text_fault("患" * limit, max_characters=limit) is None
    assert text_fault("a" * (limit + 1), max_characters=limit) == (
        "is 81 characters long; at most 80 are allowed"
    )
    assert text_fault("a" * (limit + 1)) is None


@given(ANY_TEXT, st.booleans(), st.none() | st.integers(0, 5))
def test_what_is_kept_can_be_stored_and_shown_and_what_is_refused_is_not_repeated(
    typed: str, one_line: bool, most: int | None
) -> None:
    text = tidy(typed)
    fault = text_fault(text, one_line=one_line, max_characters=most)
    if fault is None:
        assert text
        assert text.encode().decode() == text
        one_line_of_it = text.replace("\n", " ").replace("\t", " ")
        assert printable(one_line_of_it) == one_line_of_it
        assert most is None or len(text) <= most
    else:
        assert fault.isascii()
        assert fault.isprintable()


# Places

ODD = st.sampled_from(
    [*"ab \n\r\v\f\x85\u2028\u202a\u202c\u2069", "e\u0301", "\u1100\u1161", "\u0323"]
)


@given(st.lists(ODD, max_size=12).map("".join))
@example("e\u202c\u0301x")
@example("\u202a\u0301a")
@example("a\r\u202c\nb")
def test_every_kept_character_has_its_place_in_what_was_sent(sent: str) -> None:
    places = places_in(sent)
    text = tidy(sent)
    assert len(places) == len(text) + 1
    assert places == sorted(places)
    for at, character in enumerate(text):
        own = sent[places[at] : places[at + 1] if at + 1 < len(text) else len(sent)]
        assert character == "\n" or character in tidy(f"x{own}x") or not own


# What could steer a terminal


def test_control_characters_are_the_two_blocks_and_what_turns_the_direction() -> None:
    found = {chr(number) for number in range(sys.maxunicode + 1) if is_control(chr(number))}
    assert found == {*CONTROLS, *BIDI}


def test_printable_leaves_what_can_be_shown() -> None:
    assert printable("Ünïcödé 患者 🩺 עברית, plain") == "Ünïcödé 患者 🩺 עברית, plain"


@pytest.mark.parametrize("character", [*CONTROLS, *BIDI, *SURROGATES], ids=ascii)
def test_printable_makes_visible_what_cannot(character: str) -> None:
    assert printable(f"a{character}b") == "a\ufffdb"


@given(ANY_TEXT)
def test_printable_is_as_long_as_before_and_can_be_written_anywhere(text: str) -> None:
    shown = printable(text)
    assert len(shown) == len(text)
    assert not any(is_control(character) for character in shown)
    assert shown.encode().decode() == shown
    assert printable(shown) == shown


@pytest.mark.parametrize(
    ("beginning", "is_text"),
    [
        ("Naïve letters 📨,\r\n\tand more".encode(), True),
        ("cut: ï".encode()[:-1], True),
        (b"", False),
        (b"SQLite format 3\0", False),
        (b"\xff\xfe\x00", False),
        (bytes(range(128, 256)), False),
        (b"\x00" * 4096, False),
    ],
)
def test_a_file_that_begins_as_a_text_is_told_from_others(beginning: bytes, is_text: bool) -> None:
    assert is_plain_text(beginning) is is_text


# Numbers


@pytest.mark.parametrize(
    ("typed", "number"),
    [("0", 0), ("90", 90), ("007", 7), ("٩٠", 90), ("999999999", 999_999_999)],
)
def test_a_whole_number_is_read(typed: str, number: int) -> None:
    assert whole_number(typed) == number


@pytest.mark.parametrize(
    "typed", ["", "9" * 10, "9" * 5000, "-1", "1.5", " 1", "1_000", "²", "+1", "ninety"]
)
def test_what_is_no_whole_number_is_none_however_long_it_is(typed: str) -> None:
    assert whole_number(typed) is None


def test_words_are_listed_as_they_are_said() -> None:
    said = [listed(words) for words in ((), ("a",), ("a", "b"), ["a", "b", "c"])]
    assert said == ["", "a", "a and b", "a, b and c"]
