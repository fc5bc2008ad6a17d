"""A damaged memory of what this computer saw last: none, or a way on; never a closed logbook."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import damaged_house
import pytest
from conftest import CommandLine, session_document
from damaged_house import CHECK, READS, flipped, right

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def house(run: CommandLine, tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """The command line on a copy of that logbook."""
    return damaged_house.move_in(damaged_house.built(tmp_path_factory), run)


@pytest.fixture
def memory(house: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which this computer remembers the logbook."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert house("followups").code == 0
    (memory,) = (tmp_path / "state").rglob("*.json")
    return memory


@pytest.mark.slow
def test_what_a_closed_window_left_of_a_memory_is_swept(house: CommandLine, memory: Path) -> None:
    unfinished = memory.with_name(f"{memory.name}.0a1b2c3d.new")
    unfinished.write_bytes(b"{")
    assert house("group edit larch --minutes 80").code == 0
    assert list(memory.parent.iterdir()) == [memory]


NO_MEMORIES = {
    "nothing": b"",
    "zeros": bytes(200),
    "no JSON": b"{",
    "a list": b"[]",
    "too deep": b"[" * 4000,
    "too large": json.dumps({"number": 1, "mark": "0" * 5000, "leader": "alder"}).encode(),
    "a number that is none": b'{"number": NaN, "mark": "00", "leader": "alder"}',
    "an endless number": b'{"number": 1e999, "mark": "00", "leader": "alder"}',
    "a long number": b'{"number": 1' + b"0" * 30 + b', "mark": "00", "leader": "alder"}',
    "a number below all": b'{"number": -7, "mark": "00", "leader": "alder"}',
    "another kind": b'{"number": [], "mark": {}, "leader": null}',
    "no letters": b"\xff\xfe\x00",
}


@pytest.mark.slow
@pytest.mark.parametrize("what", NO_MEMORIES)
def test_a_damaged_memory_is_none(house: CommandLine, memory: Path, what: str) -> None:
    whole = memory.read_bytes()
    for command in ("followups", CHECK, "vault info", "log --from -"):
        memory.write_bytes(NO_MEMORIES[what])
        answer = house(command, session_document("2026-03-09") if "log" in command else b"")
        assert (answer.code, answer.err) == (0, ""), (command, answer)
        if command == "followups":
            assert memory.read_bytes() == whole, "and is kept anew"


@pytest.mark.slow
def test_a_pipe_in_place_of_the_memory_keeps_nobody_waiting(
    house: CommandLine, memory: Path
) -> None:
    memory.unlink()
    os.mkfifo(memory)
    assert (house("followups").code, memory.is_file()) == (0, True), "and is kept anew"


@pytest.mark.slow
def test_any_changed_byte_of_the_memory_reads_or_names_the_way_on(
    house: CommandLine, memory: Path, record_property: Callable[[str, object], None]
) -> None:
    expected = right(house, READS[0])
    whole, named = memory.read_bytes(), 0
    for offset in range(len(whole)):
        memory.write_bytes(flipped(whole, offset, offset % 7))
        answer = house(READS[0])
        assert (answer.code, answer.out) == (0, expected)
        assert "inside balintlog" not in answer.err
        if answer.err:
            assert "--accept-older" in answer.err
            named += 1
    assert named
    record_property("figures", f"{len(whole)} bytes changed in a memory: {named} taken for a copy")
