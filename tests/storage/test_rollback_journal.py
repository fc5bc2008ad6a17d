"""A rollback journal is played back only where it belongs to this state of the file."""

from __future__ import annotations

import random
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import real_files
from real_files import KEY, OTHER_KEY

from balintlog.errors import CouldNotError, FileProblemError
from balintlog.storage.file import connection

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAGE = connection.PAGE_SIZE
UNDONE = (
    "what it had half written was undone. Every page was checked: the logbook is whole."
    " If nobody was saving when balintlog or the computer stopped, ask who may have changed the"
    " logbook."
)
NOT_USED = "it was not used. Every page was checked: the logbook is whole."
Rows = dict[str, list[tuple[Any, ...]]]


def journal_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


@pytest.fixture(scope="module")
def commits(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[bytes, bytes]]:
    """A logbook after each of six evenings, as bytes, and the journal of that commit."""
    path, commits = tmp_path_factory.mktemp("commits") / "l.balint", []
    with real_files.with_group(path, hasty=True) as store:
        for number in range(6):
            evening = partial(real_files.keep_evening, store, f"word{number} " * 40)
            journal = real_files.journal_of_commit(store, evening)
            commits.append((path.read_bytes(), journal))
    return commits


@pytest.fixture
def states(path: Path, commits: list[tuple[bytes, bytes]]) -> list[bytes]:
    """A logbook after each of six evenings; the last of these is at ``path``."""
    connection.new_private_file(path)
    path.write_bytes(commits[-1][0])
    return [after for after, _ in commits]


def rows_in(path: Path, data: bytes) -> Rows:
    path.write_bytes(data)
    with connection.open_unchanged(path, KEY) as store:
        assert store.recovery is None
        return real_files.everything(store)


def recovered(path: Path, data: bytes, journal: bytes) -> tuple[Rows, str]:
    """Open a file with a journal beside it; return all that it holds, and what is said."""
    path.write_bytes(data)
    journal_of(path).write_bytes(journal)
    with connection.open_unchanged(path, KEY) as store:
        assert real_files.faults(store) == []
        rows = real_files.everything(store)
        assert store.recovery is not None
        said = store.recovery
    assert real_files.names(path.parent) == [path.name]
    return rows, said


def page_of(data: bytes, number: int) -> bytes:
    return data[number * PAGE : (number + 1) * PAGE]


def torn(before: bytes, after: bytes, *, is_new: Callable[[int], bool]) -> bytes:
    """Return a state between two: some pages are written, others as they were."""
    shared = len(before) // PAGE
    return b"".join(
        page_of(after if n >= shared or is_new(n) else before, n) for n in range(len(after) // PAGE)
    )


def subsets(changed: list[int]) -> list[set[int]]:
    """Return which pages of a commit are written: in SQLite's order, and as a disk likes it."""
    draw = random.Random(14)
    return [
        *(set(changed[:count]) for count in range(len(changed))),
        *(set(changed[count:]) for count in range(1, len(changed))),
        *(set(changed) - {page} for page in changed),
        *(set(draw.sample(changed, draw.randrange(1, len(changed)))) for _ in range(9)),
    ]


@pytest.mark.parametrize(
    ("evening", "every"),
    [(2, 5), *(pytest.param(evening, 1, marks=pytest.mark.slow) for evening in (2, 4))],
)
def test_a_commit_torn_anywhere_is_undone(
    path: Path,
    commits: list[tuple[bytes, bytes]],
    evening: int,
    every: int,
    record_property: Callable[[str, object], None],
) -> None:
    """In the inner loop, every fifth way to tear it."""
    (before, _), (after, journal) = commits[evening : evening + 2]
    old = rows_in(path, before)
    shared = range(len(before) // PAGE)
    changed = [n for n in shared if page_of(before, n) != page_of(after, n)]
    kept = 0
    ways = subsets(changed)[::every]
    for pages in ways:
        data = torn(before, after, is_new=pages.__contains__)
        path.write_bytes(data)
        journal_of(path).write_bytes(journal)
        with connection.open_unchanged(path, KEY) as store:
            assert real_files.everything(store) == old
            assert "was undone" in (store.recovery or "")
        for file in path.parent.glob(f"{path.name}.before-recovery*"):
            assert str(file) in (store.recovery or "")
            kept += 1
            file.unlink()
        assert real_files.names(path.parent) == [path.name]
    record_property(
        "figures",
        f"one commit torn in {len(ways)} ways: all undone, {kept // 2} with both kept",
    )


@pytest.mark.slow
def test_a_commit_that_was_written_to_its_end_is_done(
    path: Path, commits: list[tuple[bytes, bytes]]
) -> None:
    after, journal = commits[4]
    new = rows_in(path, after)
    rows, said = recovered(path, after, journal)
    assert rows == new
    assert said.endswith(NOT_USED)


@pytest.mark.slow
@pytest.mark.parametrize("crashed", [0, 1, 2])
@pytest.mark.parametrize("later", [1, 2, 3])
def test_a_newer_copy_is_not_laid_over_by_the_journal_of_an_older_one(
    path: Path, states: list[bytes], crashed: int, later: int
) -> None:
    journal = real_files.journal_between(*states[crashed : crashed + 2])
    newest = rows_in(path, states[crashed + later])
    rows, said = recovered(path, states[crashed + later], journal)
    assert rows == newest
    assert said.endswith(NOT_USED)


PLANTED: dict[str, Callable[[bytes, bytes], bytes]] = {
    "cut to no page": lambda *_: real_files.journal_between(b"", b"")[:512],
    "cut to one page": lambda old, _: real_files.journal_between(old[:PAGE], old, pages=()),
    "cut by half": lambda old, _: real_files.journal_between(old[: len(old) // 2], old, pages=()),
    "all old pages": lambda old, _: real_files.journal_between(
        old, old, pages=range(len(old) // PAGE)
    ),
    "the old pages that differ": real_files.journal_between,
    "the old first page": lambda old, _: real_files.journal_between(old, old, pages=[0]),
    "pages in the wrong place": lambda old, _: real_files.journal_between(
        old[PAGE:] + old[:PAGE], old, pages=range(len(old) // PAGE)
    ),
    "nonsense": lambda *_: random.Random(1).randbytes(5000),
    "nonsense after the right beginning": lambda old, _: (
        real_files.journal_between(old, old, pages=()) + random.Random(2).randbytes(9000)
    ),
}


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_journal_takes_nothing_away(path: Path, states: list[bytes], what: str) -> None:
    """Who may only create files, or has an older copy and no key, can put one there."""
    newest = rows_in(path, states[-1])
    rows, _ = recovered(path, states[-1], PLANTED[what](states[1], states[-1]))
    assert rows == newest
    assert path.read_bytes()[: len(states[-1])] == states[-1]


def test_a_journal_that_names_another_one_deletes_nothing(path: Path, states: list[bytes]) -> None:
    precious = path.with_name("precious")
    precious.write_bytes(b"another file of the leader")
    name = str(precious).encode()
    journal = real_files.journal_between(*states[-2:]).ljust(40 * PAGE, b"\0")
    journal += (1 << 30).to_bytes(4) + name + len(name).to_bytes(4) + sum(name).to_bytes(4)
    journal_of(path).write_bytes(journal + bytes.fromhex("d9d505f920a163d7"))
    with pytest.raises(FileProblemError, match="which balintlog did not make"):
        connection.open_unchanged(path, KEY)
    assert precious.exists()
    assert path.read_bytes() == states[-1]


def test_another_key_plays_nothing_back_and_leaves_nothing(path: Path, states: list[bytes]) -> None:
    journal_of(path).write_bytes(real_files.journal_between(states[0], states[-1]))
    before = real_files.names(path.parent)
    for door in (connection.open_unchanged, connection.open_file):
        with pytest.raises(FileProblemError, match="damaged"):
            door(path, OTHER_KEY)
    assert not connection.is_under(path, OTHER_KEY)
    assert path.read_bytes() == states[-1]
    assert real_files.names(path.parent) == before


def test_where_neither_state_is_whole_both_files_are_kept(path: Path, states: list[bytes]) -> None:
    damaged = bytearray(states[4])
    damaged[-PAGE - 100] ^= 1  # of a page that the journal does not hold
    journal = real_files.journal_between(states[3], states[4], pages=[0])
    path.write_bytes(damaged)
    journal_of(path).write_bytes(journal)
    with connection.open_unchanged(path, KEY) as store:
        said = store.recovery or ""
    kept = path.with_name(f"{path.name}.before-recovery")
    assert (kept.read_bytes(), journal_of(kept).read_bytes()) == (bytes(damaged), journal)
    assert str(kept) in said


@pytest.mark.slow
def test_the_journal_of_a_window_that_writes_is_left_alone(path: Path, states: list[bytes]) -> None:
    with real_files.another_window("write_and_hold", path) as window:
        assert real_files.said(window) == "held"
        assert journal_of(path).stat().st_size > PAGE
        for _ in range(3):
            with suppress(CouldNotError):  # in use: once it waits to commit nobody else reads
                connection.open_unchanged(path, KEY).close()
            assert real_files.names(path.parent) == sorted([path.name, journal_of(path).name])
        real_files.finished(window, "let go\n")
    with connection.open_unchanged(path, KEY) as store:
        assert store.recovery is None
        assert store.value("SELECT count(*) FROM session") == 7
        assert real_files.faults(store) == []
