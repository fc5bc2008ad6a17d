"""What a structure made by others breaks is damage, or is left behind: never a defect of ours."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest
from broken_structures import STRUCTURES
from conftest import PASSPHRASE, CommandLine, session_document
from sqlcipher3 import dbapi2

from balintlog.logbook.keys import open_logbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.slow

COMMANDS = (
    "status",
    "session list",
    "case list",
    "search",
    "session add --group larch --on 2026-03-16",
    "vault info",
    "vault check",
    "privacy audit",
)


@pytest.fixture(autouse=True)
def _barking() -> Iterator[None]:
    """Let what never ends fail."""

    def bark(*_: object) -> None:
        raise TimeoutError("it does not end")

    before = signal.signal(signal.SIGALRM, bark)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("what", STRUCTURES)
def test_it_is_damage_or_left_behind(
    cli: CommandLine, what: str, record_property: Callable[[str, object], None]
) -> None:
    case = {"label": "the letters", "presenter": "heron", "summary": "Nobody opens them."}
    assert cli("log --from -", session_document("2026-03-02", cases=[case])).code == 0
    key = open_logbook.approach(cli.path, "alder").unlock(PASSPHRASE, cli.today)
    connection = dbapi2.connect(str(cli.path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key.raw()}'\"")
    for statement in STRUCTURES[what]:
        connection.execute(statement)
    connection.close()
    before = cli.path.read_bytes()
    for command in COMMANDS:
        answer = cli(command, "nobody" if command == "search" else b"")
        assert answer.code in (0, 5, 6), (command, answer)
        assert "inside balintlog" not in answer.err, (command, answer)
    check = cli("vault check")
    if check.code:
        assert cli.path.read_bytes() == before, "nothing is written to what is damaged"
    backup = cli.path.with_name("a.backup")
    ended = []
    for command in (f"vault backup {backup}", "--yes vault rotate"):
        answer = cli(command)
        assert answer.code in (0, 6), (command, answer)
        assert "inside balintlog" not in answer.err, (command, answer)
        ended.append(answer.code)
    if ended[1] == 0:
        assert cli("vault check").code == 0
    record_property("figures", f"check {check.code}, backup {ended[0]}, rotate {ended[1]}")
