"""A new key or a restored backup while another window has the logbook open: no word is lost."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import key_operations
import pytest
from key_operations import ALDER, CHEAP, NAME, NEW, SEDGE, SEDGE_NOW, call, opened, opens, record
from working_leaders import Leaders, at_work

from balintlog import disk
from balintlog.errors import CouldNotError, ReplacedError
from balintlog.logbook.keys import key_holders, open_logbook, rotate_key
from balintlog.logbook.keys.paths import keys_path
from balintlog.storage.file import connection
from balintlog.vault.keyring import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from balintlog.logbook.book import Logbook

BOTH = {"alder": Secret(ALDER), "sedge": Secret(SEDGE)}
TIMES = 5


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the logbook of alder and sedge will be made, and two backups."""
    return tmp_path_factory.mktemp("ready")


@pytest.fixture(scope="module")
def leaders(ready: Path) -> Iterator[Leaders]:
    with at_work(ready) as leaders:
        yield leaders


@pytest.fixture
def folder(ready: Path, leaders: Leaders, tmp_path: Path) -> Path:
    shutil.copytree(ready, tmp_path / "book")
    return tmp_path / "book"


def labels(book: Logbook) -> set[str]:
    return {label for (label,) in book.store.rows("SELECT label FROM balint_case")}


def rotate(path: Path) -> None:
    book = opened(path, "alder", ALDER)
    with book.store:
        rotate_key.rotate(book, BOTH, CHEAP)


def restore(backup: str) -> Callable[[Path], None]:
    def restored(path: Path) -> None:
        assert call(path, f"vault restore '{path.with_name(backup)}'", ALDER) == 0

    return restored


REPLACEMENTS = {
    "a new key": rotate,
    "a backup of the same key": restore("second.backup"),
    "a backup of an older key": restore("first.backup"),
}


@pytest.mark.slow
@pytest.mark.parametrize("how", REPLACEMENTS)
def test_a_window_that_was_open_reads_what_it_saw_and_writes_nothing(
    folder: Path, how: str
) -> None:
    path = folder / NAME
    other = opened(path, "sedge", SEDGE_NOW)
    with other.store:
        REPLACEMENTS[how](path)
        after = path.read_bytes(), keys_path(path).read_bytes()
        for write in (
            lambda: record(other, "lost"),
            lambda: key_holders.change_secret(other, "sedge", Secret(NEW), CHEAP),
            lambda: rotate_key.rotate(other, BOTH, CHEAP),
        ):
            with pytest.raises(ReplacedError):
                write()
        assert labels(other) == {f"the {word} letters" for word in ("first", "second", "third")}
    assert (path.read_bytes(), keys_path(path).read_bytes()) == after
    with opened(path, "alder", ALDER).store as store:
        key_operations.check_settled(path, store)


@pytest.mark.slow
@pytest.mark.parametrize("how", REPLACEMENTS)
def test_nothing_is_replaced_under_a_reader_of_one_moment(
    folder: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    path = folder / NAME
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.2)
    before = path.read_bytes(), keys_path(path).read_bytes()
    other = opened(path, "sedge", SEDGE_NOW)
    with other.store:
        with other.store.reading():
            seen = labels(other)
            with pytest.raises((CouldNotError, AssertionError)):
                REPLACEMENTS[how](path)
            assert labels(other) == seen
        assert (path.read_bytes(), keys_path(path).read_bytes()) == before
        assert key_operations.unfinished_in(folder) == []
        REPLACEMENTS[how](path)


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["unlock", "enter"])
def test_a_leader_at_the_door_is_told_that_it_was_replaced_not_that_it_is_damaged(
    folder: Path, moment: str
) -> None:
    """They may sit before the question for the passphrase for as long as they like."""
    path = folder / NAME
    door = open_logbook.approach(path, "alder")
    key = door.unlock(ALDER, key_operations.TODAY)
    rotate(path)
    given = ALDER if moment == "unlock" else key
    with pytest.raises(ReplacedError, match="replaced in another window"):
        getattr(door, moment)(given, key_operations.TODAY)


@pytest.mark.slow
def test_a_passphrase_changed_as_soon_as_the_new_file_stands_is_not_undone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / NAME
    move_over = disk.move_over

    def faster(*names: Any) -> None:
        move_over(*names)
        other = opened(path, "sedge", SEDGE)
        with other.store:
            key_holders.change_secret(other, "sedge", Secret(NEW), CHEAP)

    book = opened(path, "alder", ALDER)
    with book.store, monkeypatch.context() as patch:
        patch.setattr(disk, "move_over", faster)
        rotate_key.rotate(book, BOTH, CHEAP)
    assert opens(path, "sedge", NEW)
    assert not opens(path, "sedge", SEDGE)
    with opened(path, "alder", ALDER).store as store:
        key_operations.check_settled(path, store)


@pytest.mark.slow
def test_a_new_key_that_comes_to_nothing_undoes_no_change_of_another_window(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The keys are put back while the file is still held."""
    path = folder / NAME
    held: list[tuple[Any, ...]] = []

    def fails(*_: object) -> None:
        raise CouldNotError("the disk is full")

    def looked_at(*given: Any) -> None:
        replace(*given)
        monkeypatch.setattr(connection, "BUSY_SECONDS", 0.0)
        with pytest.raises(CouldNotError, match="in use"):
            opened(path, "sedge", SEDGE_NOW)
        held.append(given)

    replace = disk.replace
    book = opened(path, "alder", ALDER)
    with book.store, monkeypatch.context() as patch:
        patch.setattr(disk, "move_over", fails)
        patch.setattr(disk, "replace", looked_at)
        with pytest.raises(CouldNotError, match="disk is full"):
            rotate_key.rotate(book, BOTH, CHEAP)
    assert len(held) == 2
    assert opens(path, "sedge", SEDGE_NOW)


@pytest.mark.slow
def test_whoever_records_meanwhile_loses_nothing_to_a_new_key(
    folder: Path, leaders: Leaders, record_property: Callable[[str, object], None]
) -> None:
    path = folder / NAME
    leaders.set_to_work("recording_on", folder, ALDER, 1000)
    lines = []
    for _ in range(TIMES):
        lines += leaders.hear_until("kept")
        rotate(path)
        lines += leaders.hear_until("replaced")
    lines += leaders.hear_until("kept")
    lines += leaders.kill()
    kept = {f"the {line.split()[1]} letters" for line in lines if line.startswith("kept")}
    book = opened(path, "alder", ALDER)
    with book.store:
        key_operations.check_settled(path, book.store)
        assert kept <= labels(book)
    record_property(
        "figures", f"{TIMES} new keys while {len(kept)} sessions were acknowledged, 0 lost"
    )


@pytest.mark.slow
def test_whoever_changes_a_passphrase_meanwhile_is_not_locked_out(
    folder: Path, leaders: Leaders, record_property: Callable[[str, object], None]
) -> None:
    path = folder / NAME
    rotate(path)  # so that sedge comes in with what every new key gives them
    leaders.set_to_work("changing_on", folder, SEDGE, 1000)
    lines = []
    for _ in range(TIMES):
        lines += leaders.hear_until("changed")
        rotate(path)
        lines += leaders.hear_until("replaced")
    lines += leaders.hear_until("changed")
    lines += leaders.kill()
    changed = [line.split()[1] for line in lines if line.startswith("changed")]
    following = f"passphrase-of-sedge-{int(changed[-1].rsplit('-', 1)[1]) + 1}"
    assert opens(path, "sedge", changed[-1]) or opens(path, "sedge", following)
    with opened(path, "alder", ALDER).store as store:
        key_operations.check_settled(path, store)
    record_property("figures", f"{TIMES} new keys among {len(changed)} changes of a passphrase")
