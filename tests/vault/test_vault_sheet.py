"""The recovery sheet: what is printed is read back, and a slip of the pen is found."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balintlog.errors import InvalidInputError
from balintlog.vault import recovery_sheet
from balintlog.vault.keyring import DataKey

KEY = DataKey(bytes(range(32)), bytes(16))
PRINTED = recovery_sheet.lines_of(KEY)


def test_a_sheet_is_the_data_key_itself_in_four_lines() -> None:
    assert [line[:24] for line in PRINTED] == [
        "1: 0001 0203 0405 0607 -",
        "2: 0809 0a0b 0c0d 0e0f -",
        "3: 1011 1213 1415 1617 -",
        "4: 1819 1a1b 1c1d 1e1f -",
    ]


def test_the_check_is_what_the_description_says() -> None:
    for number, line in enumerate(PRINTED, 1):
        part = KEY.key[8 * (number - 1) : 8 * number]
        digest = hashlib.sha256(b"balintlog recovery sheet v1" + bytes([number]) + part).hexdigest()
        assert line.endswith(f" - {digest[:2]}")


@given(st.binary(min_size=32, max_size=32))
def test_what_was_printed_is_read_back(secret: bytes) -> None:
    lines = recovery_sheet.lines_of(DataKey(secret, bytes(16)))
    page = "\n".join(["SHEET", "", *(f"    {line}" for line in lines), "", "raw key 0x"])
    assert recovery_sheet.read(page) == secret


@pytest.mark.parametrize(
    "typed",
    [
        "0809 0a0b 0c0d 0e0f - {check}",
        "2: 08090a0b0c0d0e0f{check}",
        "  2 : 0809 0A0B 0C0D 0E0F \N{EN DASH} {check} ",
        "0809.0a0b.0c0d.0e0f.{check}",
    ],
)
def test_a_line_may_be_typed_in_many_ways(typed: str) -> None:
    assert recovery_sheet.read_line(2, typed.format(check=PRINTED[1][-2:])) == KEY.key[8:16]


def test_nearly_every_slip_in_a_line_is_found() -> None:
    digits = "0123456789abcdef"
    line = PRINTED[0]
    slips = [
        line[:at] + other + line[at + 1 :]
        for at, digit in enumerate(line)
        if at > 2 and digit in digits
        for other in digits
        if other != digit
    ]
    unnoticed = 0
    for slip in slips:
        with suppress(InvalidInputError):
            unnoticed += recovery_sheet.read_line(1, slip) != b""
    assert unnoticed <= len(slips) / 50


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "1:",
        PRINTED[1],
        PRINTED[0][:-1],
        PRINTED[0] + "0",
        PRINTED[0].replace("0", "o", 1),
        "\0",
    ],
)
def test_what_is_not_that_line_is_refused_without_being_quoted(typed: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        recovery_sheet.read_line(1, typed)
    assert "0203" not in str(caught.value)


@pytest.mark.parametrize(
    "lines",
    [PRINTED[:3], PRINTED[::-1], [*PRINTED, PRINTED[0]], [PRINTED[0], *PRINTED[2:], PRINTED[1]]],
)
def test_a_sheet_has_all_its_lines_once_and_in_order(lines: list[str]) -> None:
    with pytest.raises(InvalidInputError):
        recovery_sheet.read("\n".join(lines))


@given(st.text())
def test_no_text_crashes_the_reading(text: str) -> None:
    for typed in (text, os.linesep.join([*PRINTED[:2], text])):
        with pytest.raises(InvalidInputError):
            recovery_sheet.read(typed)
