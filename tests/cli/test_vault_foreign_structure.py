"""A leader with a key changes the structure of the logbook; the other one can still remove them."""

from __future__ import annotations

import pytest
from conftest import CommandLine, session_document
from foreign_structures import STRUCTURES
from sqlcipher3 import dbapi2
from test_vault import NEW, OTHER, answered, refused, said

from balintlog.logbook.keys import open_logbook

SAID = "something other than balintlog"


@pytest.fixture(params=STRUCTURES)
def alder(cli: CommandLine, request: pytest.FixtureRequest) -> CommandLine:
    """Alder's command line, in a logbook whose structure sedge has changed."""
    cli.environ["BALINTLOG_LEADER"] = "alder"
    cli.environ[NEW] = said(OTHER)
    assert cli("--yes vault leader add sedge").code == 0
    case = {"label": "the letters", "presenter": "heron", "summary": "Nobody opens them."}
    assert cli("log --from -", session_document("2026-03-02", cases=[case])).code == 0
    key = open_logbook.approach(cli.path, "sedge").unlock(OTHER, cli.today)
    connection = dbapi2.connect(str(cli.path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key.raw()}'\"")
    for statement in STRUCTURES[request.param][0]:
        connection.execute(statement)
    connection.close()
    return cli


@pytest.mark.slow
def test_it_is_told_whatever_is_read_and_nothing_is_written(alder: CommandLine) -> None:
    before = alder.path.read_bytes()
    listed = alder("session list")
    assert (listed.code, listed.err.count(SAID)) == (0, 1)
    assert "S1" in listed.out
    refused(
        alder,
        "session add --group larch --on 2026-03-16",
        6,
        SAID,
        "vault rotate",
        "nothing was written",
    )
    check = alder("vault check")
    assert check.code == 6
    assert SAID in check.out + check.err
    assert alder.path.read_bytes() == before


@pytest.mark.slow
@pytest.mark.parametrize("command", ["leader remove sedge", "rotate"])
def test_a_new_key_leaves_it_behind(alder: CommandLine, command: str) -> None:
    answered(alder, f"--yes vault {command}")
    assert alder("vault check").code == 0
    assert "the letters" in alder("case list").out
    again = alder("session add --group larch --on 2026-03-16")
    assert (again.code, again.err) == (0, "")
    assert "S2" in again.out


@pytest.mark.slow
def test_a_backup_leaves_it_behind_and_can_be_restored(alder: CommandLine) -> None:
    backup = alder.path.with_name("larch.backup")
    refused(alder, f"vault backup {backup}", 6, SAID, "was made and is whole")
    assert alder(f"vault check {backup}").code == 0
    alder.path.unlink()
    assert alder(f"--yes vault restore {backup}").code == 0
    assert alder("vault check").code == 0
