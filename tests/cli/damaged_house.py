"""What the tests of damage share: a logbook of several leaders, its backup, how to harm them."""

from __future__ import annotations

import json
import os
import shutil
from functools import cache
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from conftest import PASSPHRASE, TODAY, Answer, CommandLine, session_document

from balintlog.logbook.keys import open_logbook
from balintlog.storage.file.connection import PAGE_SIZE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

NEW = "BALINTLOG_NEW_PASSPHRASE_COMMAND"
OTHER = "a quiet waiting room"
READS = ("case show C1 --notes --json", "followups --json", "search --json")
INFO = "vault info --json"
CHECK = "vault check --json"


# A page of each of them is damaged here, through the command line; storage tries every page.
REGIONS = (
    *(
        "logbook",
        "keyring_copy",
        "leader",
        "member",
        "session",
        "attendance",
        "balint_case",
        "presentation",
    ),
    *("presentation_session", "process_note", "passage_data", "commit_mark", "screen_word"),
)


def build(folder: Path) -> None:
    """Make the logbook of alder, of sedge, and of birch, who has a code; and its backup."""
    path = folder / "test.balint"
    environ = {
        "BALINTLOG_FILE": str(path),
        "BALINTLOG_LEADER": "alder",
        "BALINTLOG_PASSPHRASE_COMMAND": f"echo '{PASSPHRASE}'",
        NEW: f"echo '{OTHER}'",
    }
    cli = CommandLine(path, environ=environ)
    for command in (
        "init --leader alder",
        "group add larch",
        *(f"member add G1 --alias {alias}" for alias in ("heron", "plover", "moth")),
        "--yes vault leader add sedge",
        "--yes vault leader add birch --code",
    ):
        assert cli(command).code == 0, command
    case = {"label": "the letters", "presenter": "heron", "summary": "Nobody opens them. " * 40}
    notes = [{"text": "Slow to begin. " * 40, "case": "/cases/0"}]
    assert cli("log --from -", session_document("2026-03-02", cases=[case], notes=notes)).code == 0
    assert cli(f"vault backup {folder / 'made.backup'}").code == 0


def built(folders: pytest.TempPathFactory) -> Path:
    """Return a folder with that logbook and its backup, made by the first test that asks for it."""
    return _built(folders.getbasetemp())


@cache
def _built(place: Path) -> Path:
    folder = place / "damaged_house"
    folder.mkdir()
    with patch.dict(os.environ, XDG_STATE_HOME=str(folder / "home")):  # no test remembers it
        build(folder)
    return folder


def page_of_each_region(path: Path) -> list[int]:
    """Return the first page, the first of each region that has a name, and the last."""
    book = open_logbook.approach(path, "alder").open(PASSPHRASE, TODAY)
    with book.store as store:
        rows = store.rows("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0")
    starts = {str(name): int(page) - 1 for name, page in rows}
    return [0, *(starts[name] for name in REGIONS), path.stat().st_size // PAGE_SIZE - 1]


def move_in(made: Path, cli: CommandLine) -> CommandLine:
    """Lay a copy of that logbook and its backup where a command line looks, and let alder type."""
    for file in made.iterdir():
        if file.is_file():
            shutil.copy(file, cli.path.parent)
    cli.environ["BALINTLOG_LEADER"] = "alder"
    return cli


def asked(cli: CommandLine, command: str) -> Answer:
    return cli(command, "nobody" if "search" in command else b"")


def right(cli: CommandLine, command: str) -> str:
    answer = asked(cli, command)
    assert (answer.code, answer.err) == (0, ""), answer.err
    return answer.out


def flipped(data: bytes, offset: int, bit: int) -> bytes:
    changed = bytearray(data)
    changed[offset] ^= 1 << bit
    return bytes(changed)


def put(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    path.chmod(0o600)


def check_a_sentence(answer: Answer, *codes: int) -> None:
    """Check that a command was refused in words, and gave no answer beside."""
    assert answer.code in codes, (answer.code, answer.err)
    assert answer.out == ""
    assert answer.err.startswith("balintlog: ")
    assert "inside balintlog" not in answer.err, answer.err
    assert "Traceback" not in answer.err


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        for step in value if isinstance(value, dict) else range(len(value)):
            yield from leaves(value[step], (*path, step))
    else:
        yield path


def places_of_values(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield path, start and end of every value in the text of a keys file."""
    document = json.loads(text)
    for path in leaves(document):
        value = document
        for step in path:
            value = value[step]
        marked = json.loads(text)
        inside = marked
        for step in path[:-1]:
            inside = inside[step]
        inside[path[-1]] = "\ue000"
        start = json.dumps(marked, ensure_ascii=False).index('"\ue000"')
        yield "/".join(map(str, path)), start, start + len(json.dumps(value))
