"""A logbook put together from two moments, as a copy that was torn leaves it.

Each page is genuine, so its seal holds; only what the pages say of each other can tell. A
reading may therefore be of both moments, but a check must find it.
"""

from __future__ import annotations

import damaged_house
import pytest
from conftest import CommandLine, Figures, session_document
from damaged_house import asked, check_a_sentence, put, right

from balintlog.storage.file.connection import PAGE_SIZE

READS = ("case show C1 --json", "followups --json", "case list --json", "session list --json")

pytestmark = pytest.mark.slow


@pytest.fixture
def house(run: CommandLine, tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """The command line on a copy of that logbook."""
    return damaged_house.move_in(damaged_house.built(tmp_path_factory), run)


@pytest.fixture
def moments(house: CommandLine) -> tuple[bytes, bytes]:
    """The logbook before and after an evening was recorded."""
    before = house.path.read_bytes()
    case = {"label": "the kettle", "presenter": "plover", "summary": "Nobody drank it. " * 90}
    checkin = {"case": "C1", "outcome": "easier", "text": "Now they do."}
    document = session_document("2026-03-09", cases=[case], checkins=[checkin])
    assert house("log --from -", document).code == 0
    return before, house.path.read_bytes()


def look_at(house: CommandLine, data: bytes, answers: dict[str, str]) -> tuple[int, int, int]:
    """Lay a torn copy out; return whether the check finds it, and what is told or mixed up."""
    put(house.path, data)
    code = house("vault check").code
    assert code in (0, 6)
    told = mixed = 0
    for command, expected in answers.items():
        answer = asked(house, f"--accept-older {command}")
        if answer.code:
            check_a_sentence(answer, 6)
            told += 1
        elif answer.out != expected:
            mixed += 1
    assert code == 6 or mixed == 0, "the check calls it whole"
    return int(code == 6), told, mixed


def test_an_older_page_among_newer_ones_is_found_by_the_check(
    house: CommandLine, moments: tuple[bytes, bytes], record_property: Figures
) -> None:
    before, after = moments
    answers = {command: right(house, command) for command in READS}
    torn = damaged = told = mixed = 0
    for start in range(0, len(before), PAGE_SIZE):
        page = before[start : start + PAGE_SIZE]
        if page == after[start : start + PAGE_SIZE]:
            continue
        torn += 1
        data = after[:start] + page + after[start + PAGE_SIZE :]
        counts = look_at(house, data, answers)
        damaged, told, mixed = damaged + counts[0], told + counts[1], mixed + counts[2]
    assert damaged > torn / 2
    record_property(
        "figures",
        f"{torn} older pages among newer ones: {damaged} found by check, the others change nothing;"
        f" of {torn * len(READS)} readings {told} told, {mixed} of both moments",
    )


def test_a_copy_torn_anywhere_is_mostly_found_by_the_check(
    house: CommandLine, moments: tuple[bytes, bytes], record_property: Figures
) -> None:
    """The newer file up to some page, the older one from there, and the other way round.

    Not noticed is what no page says of another: a session that is there, its check-ins not.
    """
    before, after = moments
    newer = {command: right(house, command) for command in READS}
    put(house.path, before)
    older = {command: asked(house, f"--accept-older {command}").out for command in READS}
    torn = damaged = mixed = 0
    for place in range(PAGE_SIZE, len(before), PAGE_SIZE):
        for data in (after[:place] + before[place:], before[:place] + after[place:]):
            if data in (before, after):
                continue
            torn += 1
            put(house.path, data)
            code = house("vault check").code
            damaged += code == 6
            found_now = {command: asked(house, f"--accept-older {command}") for command in READS}
            for answer in found_now.values():
                if answer.code:
                    check_a_sentence(answer, 6)
            answers = {command: got.out for command, got in found_now.items()}
            mixed += code == 0 and answers not in (older, newer)
    assert damaged > torn / 3
    assert mixed < torn / 10
    record_property(
        "figures", f"{torn} copies of two moments: {damaged} found by check, {mixed} not noticed"
    )
