"""Two processes on one file: one waits for the other, then says so; nothing is lost."""

import time
from pathlib import Path

import pytest
import real_files
from real_files import KEY

from balintlog.errors import CouldNotError
from balintlog.storage.file import connection
from balintlog.storage.store import Store


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.3)


def test_a_leader_waits_up_to_five_seconds(path: Path) -> None:
    assert connection.BUSY_SECONDS == 5.0
    with connection.create(path, KEY) as store:
        assert store.value("PRAGMA busy_timeout") == 5000


@pytest.mark.slow
@pytest.mark.usefixtures("impatient")
def test_a_file_held_for_writing_for_longer_is_told_as_in_use(path: Path) -> None:
    real_files.with_group(path).close()
    with (
        real_files.another_window("hold", path, "BEGIN IMMEDIATE") as window,
        connection.open_file(path, KEY) as store,
    ):
        assert real_files.said(window) == "held"
        before = real_files.everything(store)  # reading goes on meanwhile
        begun = time.monotonic()
        with pytest.raises(CouldNotError, match="in use by another window") as caught:
            real_files.keep_evening(store, "refused")
        assert 0.25 < time.monotonic() - begun < 3
        assert caught.value.exit_code == 1
        assert real_files.everything(store) == before
        assert real_files.finished(window, "let go\n") == ""
        real_files.keep_evening(store, "kept")
        assert store.value("SELECT count(*) FROM session") == 1


@pytest.mark.slow
@pytest.mark.usefixtures("impatient")
def test_a_file_held_alone_cannot_be_opened_and_is_told_as_in_use(path: Path) -> None:
    real_files.with_group(path).close()
    with real_files.another_window("hold", path, "BEGIN EXCLUSIVE") as window:
        assert real_files.said(window) == "held"
        with pytest.raises(CouldNotError, match="in use by another window"):
            connection.open_file(path, KEY)
        real_files.finished(window, "let go\n")
    connection.open_file(path, KEY).close()


@pytest.mark.slow
@pytest.mark.usefixtures("impatient")
def test_a_reader_in_the_way_of_the_last_step_undoes_the_whole(path: Path) -> None:
    with real_files.with_group(path) as store:
        before = real_files.everything(store)
        with real_files.another_window("hold", path, "BEGIN") as window:
            assert real_files.said(window) == "held"
            with pytest.raises(CouldNotError, match="in use by another window"):
                real_files.keep_evening(store, "refused")
            assert real_files.everything(store) == before
            real_files.finished(window, "let go\n")
        real_files.keep_evening(store, "kept")
        assert store.value("SELECT count(*) FROM session") == 1
        assert real_files.faults(store) == []


@pytest.mark.parametrize(
    "begin",
    [
        "BEGIN IMMEDIATE",
        pytest.param("BEGIN EXCLUSIVE", marks=pytest.mark.slow),
        pytest.param("BEGIN", marks=pytest.mark.slow),
    ],
)
def test_a_file_held_for_a_second_is_waited_for(path: Path, begin: str) -> None:
    with real_files.with_group(path) as store:
        with real_files.another_window("hold", path, begin, 1) as window:
            assert real_files.said(window) == "held"
            begun = time.monotonic()
            real_files.keep_evening(store, "kept")
            waited = time.monotonic() - begun
            real_files.finished(window)
        assert 0.1 < waited < 5
        assert store.value("SELECT count(*) FROM session") == 1


@pytest.mark.slow
def test_two_windows_that_write_at_once_lose_nothing(path: Path) -> None:
    real_files.with_group(path).close()
    with (
        real_files.another_window("keep_evenings", path, "one", 25) as one,
        real_files.another_window("keep_evenings", path, "other", 25) as other,
    ):
        windows = {"one": one, "other": other}
        for window in windows.values():
            assert real_files.said(window) == "ready"
        for window in windows.values():
            assert window.stdin is not None
            window.stdin.write("go\n")
            window.stdin.flush()
        acknowledged = {
            word: [int(line) for line in real_files.finished(window).split()]
            for word, window in windows.items()
        }
    with connection.open_file(path, KEY) as store:
        for word, sessions in acknowledged.items():
            assert len(sessions) == 25
            assert sessions == sorted(sessions_with(store, word))
        numbers = [number for (number,) in store.rows("SELECT recorded_no FROM session")]
        assert sorted(numbers) == list(range(1, 51))
        assert real_files.faults(store) == []


def sessions_with(store: Store, word: str) -> list[int]:
    found = store.rows(
        "SELECT session_id FROM presentation JOIN balint_case ON case_id = balint_case.id"
        " WHERE label = ?",
        (f"the {word} letters",),
    )
    return [number for (number,) in found]
