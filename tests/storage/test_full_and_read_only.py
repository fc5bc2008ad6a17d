"""A full disk, a failing disk and a folder that cannot be written to: nothing kept by halves."""

import json
import os
import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import real_files
from real_files import KEY

from balintlog.errors import CouldNotError
from balintlog.storage.file import connection
from balintlog.storage.store import Store


@contextmanager
def nothing_lost(store: Store) -> Iterator[None]:
    """Check that what fails inside leaves the file as it was, here and for whoever opens it."""
    before = real_files.everything(store)
    yield
    assert real_files.everything(store) == before
    with connection.open_file(store.path, KEY) as again:
        assert real_files.everything(again) == before
        assert real_files.faults(again) == []


def test_a_file_that_may_not_grow_keeps_all_it_had(path: Path) -> None:
    with real_files.with_group(path) as store:
        real_files.keep_evening(store, "first")
        pages = store.value("PRAGMA page_count")
        store.rows(f"PRAGMA max_page_count = {pages}")
        with nothing_lost(store), pytest.raises(CouldNotError, match="disk is full") as caught:
            real_files.keep_evening(store, "refused " * 3000)
        assert caught.value.exit_code == 1
        store.rows(f"PRAGMA max_page_count = {pages + 100}")
        real_files.keep_evening(store, "second " * 3000)
        assert store.value("SELECT count(*) FROM session") == 2


def test_a_full_disk_is_told_even_where_sqlite_has_undone_the_transaction_itself(
    path: Path,
) -> None:
    with real_files.with_group(path) as store:
        store.rows("PRAGMA cache_size = 5")  # so that the disk is full before the end
        store.rows(f"PRAGMA max_page_count = {store.value('PRAGMA page_count') + 20}")
        with nothing_lost(store), pytest.raises(CouldNotError, match="disk is full"):
            real_files.keep_evening(store, "refused " * 10_000)


def test_a_disk_that_fails_in_the_middle_keeps_all_it_had(path: Path) -> None:
    with real_files.with_group(path) as store:
        real_files.keep_evening(store, "first")
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        with nothing_lost(store):
            # No file may grow any more: write() fails, and not because the disk is full.
            resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, hard))
            try:
                with pytest.raises(CouldNotError, match="the disk failed to read or write"):
                    real_files.keep_evening(store, "refused " * 3000)
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        real_files.keep_evening(store, "second")
        assert store.value("SELECT count(*) FROM session") == 2


@pytest.mark.slow
def test_a_disk_that_is_really_full_keeps_all_it_had(tmp_path: Path) -> None:
    folder = tmp_path / "small-disk"
    folder.mkdir()
    if not real_files.can_mount(folder):
        pytest.skip("a small disk can only be mounted by an administrator on Linux")
    with real_files.another_window("fill_the_disk", folder, before=("unshare", "-m")) as window:
        told = json.loads(real_files.finished(window))
    told_of = "DiskFailedError: the disk is full"
    lost = f"{told_of}; this last step was not saved, but what came before it was"
    assert told == {"errors": [lost, lost], "new": told_of, "sessions": [1, 2], "faults": []}


def no_rights_to_test_with() -> bool:
    return os.geteuid() == 0 and not shutil.which("setpriv")


@pytest.mark.slow
@pytest.mark.skipif(
    no_rights_to_test_with(), reason="an administrator may write anywhere; setpriv is not here"
)
@pytest.mark.parametrize(("folder_mode", "file_mode"), [(0o500, 0o600), (0o700, 0o400)])
def test_a_read_only_place_can_be_read_and_says_that_it_cannot_be_written(
    tmp_path: Path, folder_mode: int, file_mode: int
) -> None:
    path = tmp_path / "stick" / "test.balint"
    path.parent.mkdir()
    with real_files.with_group(path) as store:
        real_files.keep_evening(store, "kept")
    path.chmod(file_mode)
    path.parent.chmod(folder_mode)
    before = path.read_bytes()
    try:
        rights = real_files.ordinary_rights()
        with real_files.another_window("read_and_write", path, before=rights) as window:
            told = json.loads(real_files.finished(window))
    finally:
        path.parent.chmod(0o700)
    refused = (
        "1 DiskFailedError: the logbook, or the folder it is in, cannot be written to:"
        " permission was denied; nothing was changed"
    )
    assert told["labels"] == ["the kept letters"]
    assert told["ended"] == refused
    assert told["unchanged"]
    assert path.read_bytes() == before
    if folder_mode == 0o500:
        assert told["new"] == (
            f"CouldNotError: no file can be made in {path.parent}: permission was denied"
        )
        assert real_files.names(path.parent) == ["test.balint"]
