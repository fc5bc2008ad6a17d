"""The gate before the first SQL: ordinary files alone are opened, and nothing waits for a pipe."""

from __future__ import annotations

import os
import shutil
import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import real_files
from real_files import KEY

from balintlog.errors import FileProblemError
from balintlog.logbook.keys import keys_file
from balintlog.logbook.keys.paths import keys_path
from balintlog.storage.file import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def a_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # its path would be too long
    try:
        with socket.socket(socket.AF_UNIX) as ear:
            ear.bind(path.name)
    finally:
        os.chdir(here)


def a_pipe_behind_a_link(path: Path) -> None:
    os.mkfifo(path.with_name("pipe"))
    path.symlink_to("pipe")


NO_FILES: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a pipe behind a link": a_pipe_behind_a_link,
    "a socket": a_socket,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a folder": Path.mkdir,
}


@pytest.fixture(autouse=True)
def _barking() -> Iterator[None]:
    """Let a test that waits for ever fail after some seconds."""

    def bark(*_: object) -> None:
        raise TimeoutError("it waits")

    before = signal.signal(signal.SIGALRM, bark)
    signal.alarm(20)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def logbook(path: Path) -> Path:
    real_files.with_group(path, hasty=True).close()
    return path


@pytest.mark.parametrize("what", NO_FILES)
def test_what_is_no_file_is_refused_as_a_logbook(path: Path, what: str) -> None:
    NO_FILES[what](path)
    for door in (connection.first_bytes, lambda path: connection.open_file(path, KEY)):
        with pytest.raises(FileProblemError, match=r" is a [a-z]+, not a file"):
            door(path)


@pytest.mark.parametrize("what", NO_FILES)
def test_what_is_no_file_is_refused_as_a_keys_file(path: Path, what: str) -> None:
    NO_FILES[what](keys_path(path))
    with pytest.raises(FileProblemError, match=r"\.keys is a [a-z]+, not a file"):
        keys_file.keys_beside(path)


@pytest.mark.parametrize("what", NO_FILES)
@pytest.mark.parametrize("name", ["-journal", "-wal"])
def test_what_is_no_file_is_refused_beside_the_logbook(logbook: Path, what: str, name: str) -> None:
    NO_FILES[what](logbook.with_name(logbook.name + name))
    for door in (connection.open_file, connection.open_unchanged):
        with pytest.raises(FileProblemError, match=name):
            door(logbook, KEY)


def test_a_link_as_a_journal_is_refused(logbook: Path) -> None:
    elsewhere = logbook.with_name("elsewhere")
    elsewhere.write_bytes(b"something")
    logbook.with_name(f"{logbook.name}-journal").symlink_to(elsewhere)
    with pytest.raises(FileProblemError, match="is a link, not a journal"):
        connection.open_file(logbook, KEY)
    assert elsewhere.read_bytes() == b"something"


def test_a_log_of_commits_that_balintlog_did_not_make_is_not_read(logbook: Path) -> None:
    """Any other program that has the key can leave one; so can anybody with an older copy."""
    shutil.copy(logbook, logbook.with_name("copy"))
    with connection.open_file(logbook.with_name("copy"), KEY) as store:
        store.rows("PRAGMA journal_mode = WAL")
        store.change("UPDATE balint_group SET label = 'foreign'")
        log = logbook.with_name("copy-wal").read_bytes()
    assert len(log) > connection.PAGE_SIZE
    logbook.with_name(f"{logbook.name}-wal").write_bytes(log)
    before = logbook.read_bytes()
    with pytest.raises(FileProblemError, match="that balintlog did not make"):
        connection.open_file(logbook, KEY)
    assert logbook.read_bytes() == before


@pytest.mark.parametrize("chain", [1, 2])
def test_a_link_leads_to_the_real_file_its_journal_and_its_keys(logbook: Path, chain: int) -> None:
    keys_path(logbook).write_bytes(b"the keys")
    folder = logbook.with_name("desk")
    folder.mkdir()
    link = logbook
    for number in range(chain):
        target, link = link, folder / f"link{number}"
        link.symlink_to(os.path.relpath(target, folder))
    assert keys_path(link) == keys_path(logbook)
    with connection.open_file(link, KEY) as store:
        assert store.value("SELECT label FROM balint_group") == "larch"
    os.mkfifo(logbook.with_name(f"{logbook.name}-journal"))
    with pytest.raises(FileProblemError, match="a pipe"):
        connection.open_file(link, KEY)


def test_keys_beside_the_link_alone_are_used_too(logbook: Path) -> None:
    link = logbook.with_name("link")
    link.symlink_to(logbook.name)
    keys_path(link.with_name("link")).write_bytes(b"the keys")
    link.with_name("link.keys").write_bytes(b"the keys")
    assert keys_path(link) == link.with_name("link.keys")
