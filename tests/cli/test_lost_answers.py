"""Answers that cannot be written: what the command saved is said all the same."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import PASSPHRASE, session_document

from balintlog.cli.app import main
from balintlog.cli.desk import Surroundings
from balintlog.cli.lost_answers import ClosedStream

if TYPE_CHECKING:
    from conftest import CommandLine

FULL = Path("/dev/full")
SAVED = "hint: Do not repeat the command: what it did is saved"


class FullStream(io.StringIO):
    """As a file on a full disk: nothing is wrong before it is brought there."""

    def flush(self) -> None:
        if self.getvalue():
            raise OSError(28, "No space left on device")


def told(cli: CommandLine, command: str, stdout: io.StringIO, stdin: str = "") -> tuple[int, str]:
    error = io.StringIO()
    around = Surroundings(
        stdin=io.TextIOWrapper(io.BytesIO(stdin.encode())),
        stdout=stdout,
        stderr=error,
        environ=cli.environ,
        now=cli.now,
    )
    return main(command.split(), around), error.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("stream", [FullStream, ClosedStream])
def test_what_was_saved_is_said_where_the_answer_is_lost(
    cli: CommandLine, stream: type[io.StringIO], tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    why = "the disk is full" if stream is FullStream else "standard output is closed"
    for command, line in (
        ("group add elm", ": G2 elm"),
        ("group add oak --json", ": G3 oak"),
        (
            "session add --group larch --on 2026-03-02",
            ": Saved as S1, Monday 2 March, 3 of 3 there. You next meet on Monday 16 March.",
        ),
        (f"vault backup {tmp_path / 'b'}", f": The backup is {tmp_path / 'b'}"),
        (f"--yes vault recovery --sheet {tmp_path / 'elsewhere' / 's'} --json", "."),
        (f"--yes vault restore {tmp_path / 'b'}", f": {cli.path} is as it was"),
    ):
        code, error = told(cli, command, stream())
        assert code == 1, command
        assert f"balintlog: the answer could not be written: {why}" in error
        assert f"{SAVED}{line}" in error, command
    for command in ("group list", "vault info", "status", "help"):
        code, error = told(cli, command, stream())
        assert (code, SAVED in error) == (1, False), command
    assert cli("group list --json").json["groups"][0]["label"] == "larch"


def test_a_file_that_fails_is_not_told_as_an_answer(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stale(path: Path, **_: bool) -> os.stat_result:
        raise OSError(116, "Stale file handle", str(path))

    real = Path.stat
    monkeypatch.setattr(
        Path, "stat", lambda path, **how: (stale if path == cli.path else real)(path, **how)
    )
    failed = cli("vault info")
    assert failed.code == 1
    assert "the network folder was changed or cut off meanwhile" in failed.err
    assert "answer" not in failed.err


@pytest.mark.slow
def test_one_time_codes_do_not_go_where_nobody_looks_for_them(cli: CommandLine) -> None:
    code, error = told(cli, "--yes vault leader add sedge --code", FullStream())
    assert code == 1
    assert SAVED in error
    assert "alder, sedge (one-time code" in cli("--as alder vault info").out
    assert not any(part.count("-") == 3 for part in error.split())


@pytest.mark.slow
@pytest.mark.skipif(not FULL.exists(), reason="there is no disk here that is always full")
def test_real_streams_that_are_full_closed_or_not_read(cli: CommandLine, tmp_path: Path) -> None:
    document = tmp_path / "session.json"
    document.write_text(json.dumps(session_document("2026-03-02")))
    environ = {
        **os.environ,
        "BALINTLOG_FILE": str(cli.path),
        "BALINTLOG_PASSPHRASE_COMMAND": f"echo '{PASSPHRASE}'",
        "B": f"{sys.executable} -m balintlog",
    }
    for line, code, is_saved in (
        ("$B group add ash > /dev/full", 1, True),
        ("$B group add fir >&-", 1, True),
        ("$B group list > /dev/full", 1, False),
        ("$B group list >&-", 1, False),
        ("$B group list | true; exit ${PIPESTATUS[0]}", 1, False),
        (f"$B log --from {document} > /dev/full", 1, True),
    ):
        done = subprocess.run(
            ["bash", "-c", line], check=False, env=environ, capture_output=True, text=True
        )
        assert (done.returncode, SAVED in done.stderr) == (code, is_saved), (line, done.stderr)
        assert "Exception ignored" not in done.stderr
        assert "Traceback" not in done.stderr
