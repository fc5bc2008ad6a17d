"""Writing small, precious files so that nothing is lost on the way."""

import errno
import os
import shutil
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from balintlog import disk, disk_systems
from balintlog.errors import CouldNotError, FileProblemError

OLD, NEW = b"the old keys\n", b"the new keys\r\n" * 1000


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    path = tmp_path / "logbook.balint.keys"
    path.write_bytes(OLD)
    return path


@pytest.fixture
def umask() -> Iterator[Callable[[int], int]]:
    before = os.umask(0o022)
    yield os.umask
    os.umask(before)


def failing(
    monkeypatch: pytest.MonkeyPatch, name: str, error: BaseException, *, after: int = 0
) -> list[Any]:
    """Let ``os.<name>`` raise ``error`` once ``after`` calls of it went well."""
    ordinary, calls = getattr(os, name), []

    def fails(*arguments: Any, **options: Any) -> Any:
        calls.append(arguments)
        if len(calls) > after:
            raise error
        return ordinary(*arguments, **options)

    monkeypatch.setattr(os, name, fails)
    return calls


# What ends up on the disk


def test_a_new_file_holds_the_bytes_as_they_are(tmp_path: Path) -> None:
    disk.write_new(tmp_path / "keys", NEW)
    assert (tmp_path / "keys").read_bytes() == NEW
    assert names(tmp_path) == ["keys"]


def test_an_empty_file_can_be_written(tmp_path: Path) -> None:
    disk.write_new(tmp_path / "keys", b"")
    assert (tmp_path / "keys").read_bytes() == b""


def test_a_new_file_never_overwrites_one(keys: Path) -> None:
    with pytest.raises(FileProblemError, match="already a file") as caught:
        disk.write_new(keys, NEW)
    assert caught.value.hint
    assert keys.read_bytes() == OLD


def test_a_new_file_does_not_follow_a_link_to_nowhere(tmp_path: Path) -> None:
    (tmp_path / "keys").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileProblemError, match="already a file"):
        disk.write_new(tmp_path / "keys", NEW)
    assert not (tmp_path / "elsewhere").exists()


def test_replacing_leaves_the_new_bytes_and_nothing_else(keys: Path) -> None:
    disk.replace(keys, NEW)
    assert keys.read_bytes() == NEW
    assert names(keys.parent) == [keys.name]


def test_replacing_what_is_not_there_yet_writes_it(tmp_path: Path) -> None:
    disk.replace(tmp_path / "keys", NEW)
    assert (tmp_path / "keys").read_bytes() == NEW


def test_a_link_stays_a_link_and_what_it_points_to_is_replaced(
    keys: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    link = tmp_path_factory.mktemp("elsewhere") / "keys"
    link.symlink_to(keys)
    disk.replace(link, NEW)
    assert link.is_symlink()
    assert keys.read_bytes() == NEW
    assert names(link.parent) == ["keys"]


def test_a_second_name_of_the_old_file_keeps_the_old_bytes(
    keys: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    backup = tmp_path_factory.mktemp("backup") / "keys"
    os.link(keys, backup)
    disk.replace(keys, NEW)
    assert backup.read_bytes() == OLD


def test_two_windows_write_aside_under_different_names(
    keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asides: list[Path] = []
    ordinary = os.replace

    def seen(aside: Path, place: Path, **_: object) -> None:
        asides.append(Path(aside))
        ordinary(aside, place)

    monkeypatch.setattr(os, "replace", seen)
    disk.replace(keys, NEW)
    disk.replace(keys, NEW)
    assert len(set(asides)) == 2
    assert {aside.parent for aside in asides} == {keys.parent}


@pytest.mark.parametrize("mask", [0, 0o077, 0o777])
def test_files_are_0600_and_folders_0700_whatever_the_umask(
    tmp_path: Path, umask: Callable[[int], int], mask: int
) -> None:
    umask(mask)
    disk.private_folder(tmp_path / "a" / "b")
    disk.write_new(tmp_path / "a" / "b" / "new", NEW)
    disk.replace(tmp_path / "a" / "b" / "replaced", NEW)
    assert mode(tmp_path / "a") == mode(tmp_path / "a" / "b") == 0o700
    assert mode(tmp_path / "a" / "b" / "new") == 0o600
    assert mode(tmp_path / "a" / "b" / "replaced") == 0o600


def test_a_file_that_all_could_read_is_0600_when_replaced(keys: Path) -> None:
    keys.chmod(0o644)
    disk.replace(keys, NEW)
    assert mode(keys) == 0o600


def test_a_disk_that_takes_one_byte_at_a_time_gets_them_all(
    keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordinary = os.write
    monkeypatch.setattr(os, "write", lambda file, data: ordinary(file, data[:1]))
    disk.replace(keys, b"byte by byte")
    assert keys.read_bytes() == b"byte by byte"


def test_the_bytes_are_on_the_disk_before_the_name_and_the_name_before_the_end(
    keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = []

    def recorded(name: str, describe: Callable[..., str]) -> None:
        ordinary = getattr(os, name)

        def wrapper(*arguments: Any, **options: Any) -> Any:
            done.append(describe(*arguments))
            return ordinary(*arguments, **options)

        monkeypatch.setattr(os, name, wrapper)

    def synced(file: int) -> str:
        return "sync folder" if stat.S_ISDIR(os.fstat(file).st_mode) else "sync file"

    recorded("write", lambda *_: "write")
    recorded("fsync", synced)
    recorded("replace", lambda *_: "replace")
    recorded("link", lambda *_: "link")
    disk.replace(keys, NEW)
    assert done == ["write", "sync file", "replace", "sync folder"]
    done.clear()
    disk.write_new(keys.with_name("new"), NEW)
    assert done == ["write", "sync file", "sync folder"]
    done.clear()
    disk.move_new(keys.with_name("new"), keys.with_name("final"))
    assert done == ["link", "sync folder"]
    done.clear()
    disk.private_folder(keys.parent / "a" / "b")
    assert done == ["sync folder", "sync folder"]


# When something fails on the way

STEPS = [("open", 0), ("write", 0), ("fsync", 0)]
FAILURES = [OSError(errno.EIO, "Input/output error"), OSError(errno.ENOSPC, "No space")]


@pytest.mark.parametrize("error", FAILURES, ids=str)
@pytest.mark.parametrize(("name", "after"), [*STEPS, ("replace", 0)])
def test_whatever_fails_before_the_replacing_the_old_file_is_there(
    keys: Path, monkeypatch: pytest.MonkeyPatch, name: str, after: int, error: BaseException
) -> None:
    calls = failing(monkeypatch, name, error, after=after)
    with pytest.raises(CouldNotError) as caught:
        disk.replace(keys, NEW)
    assert calls
    assert str(keys) in caught.value.message
    assert ".new" not in caught.value.message
    assert caught.value.hint
    assert keys.read_bytes() == OLD
    assert names(keys.parent) == [keys.name]


@pytest.mark.parametrize(("name", "after"), [*STEPS, ("fchmod", 0), ("replace", 0)])
def test_ctrl_c_before_the_replacing_leaves_the_old_file_alone(
    keys: Path, monkeypatch: pytest.MonkeyPatch, name: str, after: int
) -> None:
    failing(monkeypatch, name, KeyboardInterrupt(), after=after)
    with pytest.raises(KeyboardInterrupt):
        disk.replace(keys, NEW)
    assert keys.read_bytes() == OLD
    assert names(keys.parent) == [keys.name]


def test_after_the_replacing_the_new_file_is_there_even_if_its_folder_fails(
    keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, "fsync", OSError(errno.EIO, "Input/output error"), after=1)
    with pytest.raises(CouldNotError):
        disk.replace(keys, NEW)
    assert keys.read_bytes() == NEW
    assert names(keys.parent) == [keys.name]


@pytest.mark.parametrize("error", [*FAILURES, KeyboardInterrupt()], ids=repr)
@pytest.mark.parametrize(("name", "after"), [*STEPS, ("fsync", 1), ("open", 1)])
def test_a_new_file_that_fails_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, after: int, error: BaseException
) -> None:
    failing(monkeypatch, name, error, after=after)
    with pytest.raises((CouldNotError, KeyboardInterrupt)):
        disk.write_new(tmp_path / "keys", NEW)
    assert names(tmp_path) == []


def test_a_disk_that_keeps_no_modes_takes_a_file_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FAT keeps none: there the mode is a wish."""
    calls = failing(monkeypatch, "fchmod", OSError(errno.EPERM, "Operation not permitted"))
    disk.write_new(tmp_path / "keys", NEW)
    assert calls
    assert (tmp_path / "keys").read_bytes() == NEW


def test_a_disk_that_fills_up_midway_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordinary = os.write
    written: list[int] = []

    def fills_up(file: int, data: memoryview) -> int:
        if written:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(ordinary(file, data[:5]))
        return 5

    monkeypatch.setattr(os, "write", fills_up)
    with pytest.raises(CouldNotError, match="the disk is full"):
        disk.write_new(tmp_path / "keys", NEW)
    assert names(tmp_path) == []


def test_what_went_wrong_first_is_told_when_tidying_fails_too(
    keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, "replace", OSError(errno.ENOSPC, "No space"))
    failing(monkeypatch, "unlink", OSError(errno.EIO, "Input/output error"))
    with pytest.raises(CouldNotError, match="the disk is full"):
        disk.replace(keys, NEW)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "your share of the disk is used up"),
        (errno.EROFS, "the disk is read-only"),
        (errno.EACCES, "permission was denied"),
        (errno.EPERM, "permission was denied"),
        (errno.EIO, "the disk failed"),
    ],
)
def test_each_refusal_of_the_disk_has_its_sentence_and_a_hint(
    keys: Path, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
) -> None:
    failing(monkeypatch, "write", OSError(number, os.strerror(number)))
    with pytest.raises(CouldNotError) as caught:
        disk.replace(keys, NEW)
    assert caught.value.message == f"{keys} could not be written: {sentence}"
    assert caught.value.hint
    assert caught.value.exit_code == 1


def test_an_error_without_a_reason_is_a_sentence_too(
    keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, "write", OSError())
    with pytest.raises(CouldNotError, match="the system gives no reason"):
        disk.replace(keys, NEW)


def test_a_missing_folder_is_a_sentence(tmp_path: Path) -> None:
    for write in (disk.write_new, disk.replace):
        with pytest.raises(
            CouldNotError, match="a folder in its path, or what a link leads to, is not there"
        ):
            write(tmp_path / "gone" / "keys", NEW)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder that is a disk of its own of 64 KiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount") or "mount"
    try:
        subprocess.run(
            [mount, "-t", "tmpfs", "-o", "size=64k", "none", folder],
            check=True,
            capture_output=True,
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting a small disk needs Linux and root")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)  # even with a file left open


def test_a_really_full_disk_keeps_the_old_file(small_disk: Path) -> None:
    keys = small_disk / "keys"
    keys.write_bytes(OLD)
    for write, path in ((disk.replace, keys), (disk.write_new, small_disk / "new")):
        with pytest.raises(CouldNotError, match="the disk is full"):
            write(path, b"x" * 100_000)
        assert keys.read_bytes() == OLD
        assert names(small_disk) == ["keys"]
    disk.replace(keys, NEW)
    assert keys.read_bytes() == NEW


def test_a_really_read_only_disk_is_said_to_be_one(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(CouldNotError, match="the disk is read-only"):
        disk.write_new(small_disk / "keys", NEW)
    with pytest.raises(CouldNotError, match="the disk is read-only"):
        disk.private_folder(small_disk / "a")


# Reading


def test_reading_stops_after_the_bytes_asked_for(keys: Path) -> None:
    assert disk.read(keys, 7) == OLD[:7]
    assert disk.read(keys, 10_000) == OLD


def test_a_missing_file_is_a_problem_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileProblemError, match="is missing") as caught:
        disk.read(tmp_path / "keys", 16)
    assert caught.value.hint


def test_a_folder_is_told_apart_from_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileProblemError, match="is a folder, not a file"):
        disk.read(tmp_path, 16)


# Moving


def moves(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """Choose how files get their final names on the system at hand."""
    if way == "without second names":
        failing(monkeypatch, "link", OSError(errno.EPERM, "Operation not permitted"))
    elif way == "Windows":
        monkeypatch.setattr(disk_systems, "_WINDOWS", True)
        monkeypatch.setattr(os, "rename", os.link)  # what matters: it refuses to overwrite


WAYS = ["POSIX", "without second names", "Windows"]


@pytest.mark.parametrize("way", WAYS[:2])
def test_a_finished_file_gets_its_final_name(
    keys: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    moves(monkeypatch, way)
    disk.move_new(keys, keys.with_name("final"))
    assert names(keys.parent) == ["final"]
    assert keys.with_name("final").read_bytes() == OLD


@pytest.mark.parametrize("way", WAYS)
def test_no_file_is_ever_moved_over_another(
    keys: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    moves(monkeypatch, way)
    target = keys.with_name("final")
    target.write_bytes(b"somebody's logbook")
    with pytest.raises(FileProblemError, match="already a file"):
        disk.move_new(keys, target)
    assert target.read_bytes() == b"somebody's logbook"
    assert keys.read_bytes() == OLD


@pytest.mark.parametrize("way", WAYS[:2])
def test_a_link_to_nowhere_is_not_overwritten_either(
    keys: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    moves(monkeypatch, way)
    keys.with_name("final").symlink_to("nowhere")
    with pytest.raises(FileProblemError, match="already a file"):
        disk.move_new(keys, keys.with_name("final"))
    assert keys.with_name("final").is_symlink()
    assert keys.read_bytes() == OLD


def test_a_missing_source_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(
        CouldNotError, match="a folder in its path, or what a link leads to, is not there"
    ):
        disk.move_new(tmp_path / "gone", tmp_path / "final")


def test_a_first_name_that_cannot_be_taken_away_loses_nothing(
    keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, "unlink", OSError(errno.EPERM, "Operation not permitted"))
    disk.move_new(keys, keys.with_name("final"))
    assert keys.with_name("final").read_bytes() == OLD


# Folders


def test_only_missing_folders_are_made(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "there").mkdir(mode=0o750)
    disk.private_folder(tmp_path / "there" / "a" / "b")
    disk.private_folder(tmp_path / "there" / "a" / "b")
    assert mode(tmp_path) == 0o755
    assert mode(tmp_path / "there") == 0o750
    assert mode(tmp_path / "there" / "a") == mode(tmp_path / "there" / "a" / "b") == 0o700


def test_a_folder_may_be_named_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    disk.private_folder(Path("a/b"))
    disk.private_folder(Path())
    assert mode(tmp_path / "a" / "b") == 0o700


def test_a_new_folder_is_not_open_to_others_even_for_a_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, umask: Callable[[int], int]
) -> None:
    umask(0)
    monkeypatch.setattr(Path, "chmod", lambda *_: None)
    disk.private_folder(tmp_path / "a")
    assert mode(tmp_path / "a") == 0o700


def test_a_file_where_a_folder_should_be_is_a_sentence(keys: Path) -> None:
    for path in (keys, keys / "folder"):
        with pytest.raises(CouldNotError, match="could not be made"):
            disk.private_folder(path)
    assert keys.read_bytes() == OLD


def test_a_folder_made_meanwhile_by_another_program_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordinary = os.mkdir

    def overtaken(path: str, *arguments: Any) -> None:
        ordinary(path, 0o750)
        raise FileExistsError(errno.EEXIST, "File exists")

    monkeypatch.setattr(os, "mkdir", overtaken)
    disk.private_folder(tmp_path / "a")
    assert mode(tmp_path / "a") == 0o750


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP])
def test_a_network_disk_that_cannot_sync_folders_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    failing(monkeypatch, "fsync", OSError(number, os.strerror(number)))
    disk.sync_folder(tmp_path)


def test_a_disk_that_fails_to_sync_a_folder_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, "fsync", OSError(errno.EIO, os.strerror(errno.EIO)))
    with pytest.raises(CouldNotError, match="the disk failed"):
        disk.sync_folder(tmp_path)


def open_descriptors() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def test_no_descriptor_stays_open(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = open_descriptors()
    disk.write_new(keys.with_name("new"), NEW)
    disk.replace(keys, NEW)
    with monkeypatch.context() as broken:
        failing(broken, "fsync", OSError(errno.EIO, "Input/output error"))
        with pytest.raises(CouldNotError):
            disk.replace(keys, NEW)
        with pytest.raises(CouldNotError):
            disk.sync_folder(keys.parent)
    assert open_descriptors() == before


# Windows, as far as it can be played on another system


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Play Windows, and return the seconds waited."""
    slept: list[float] = []
    monkeypatch.setattr(disk_systems, "_WINDOWS", True)
    monkeypatch.setattr(time, "sleep", slept.append)
    return slept


def held(monkeypatch: pytest.MonkeyPatch, times: int) -> list[Any]:
    """Let another program hold the file for the first ``times`` attempts."""
    ordinary, attempts = os.replace, []

    def refuses(*arguments: Any) -> None:
        attempts.append(arguments)
        if len(attempts) <= times:
            raise PermissionError(errno.EACCES, "Access is denied")
        ordinary(*arguments)

    monkeypatch.setattr(os, "replace", refuses)
    return attempts


@pytest.mark.parametrize("times", [0, 1, 6])
def test_on_windows_a_file_held_for_a_moment_is_replaced_in_the_end(
    keys: Path, monkeypatch: pytest.MonkeyPatch, waits: list[float], times: int
) -> None:
    held(monkeypatch, times)
    disk.replace(keys, NEW)
    assert keys.read_bytes() == NEW
    assert len(waits) == times


def test_on_windows_a_file_held_for_long_is_given_up_with_the_old_bytes(
    keys: Path, monkeypatch: pytest.MonkeyPatch, waits: list[float]
) -> None:
    held(monkeypatch, 100)
    with pytest.raises(CouldNotError, match="another program is using it"):
        disk.replace(keys, NEW)
    assert keys.read_bytes() == OLD
    assert names(keys.parent) == [keys.name]
    assert min(waits) == 0.05
    assert max(waits) == 1.0
    assert 2.4 < sum(waits) < 2.7


def test_elsewhere_a_refused_replacing_is_not_tried_again(
    keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts = held(monkeypatch, 1)
    with pytest.raises(CouldNotError, match="permission was denied"):
        disk.replace(keys, NEW)
    assert len(attempts) == 1


def test_on_windows_no_folder_is_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waits: list[float]
) -> None:
    calls = failing(monkeypatch, "open", PermissionError(errno.EACCES, "Access is denied"))
    disk.sync_folder(tmp_path)
    assert calls == []


def test_without_fchmod_the_mode_of_creation_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, umask: Callable[[int], int]
) -> None:
    umask(0)
    monkeypatch.delattr(os, "fchmod")
    disk.write_new(tmp_path / "keys", NEW)
    assert mode(tmp_path / "keys") == 0o600


# A second name for what is about to be replaced


def no_second_names(*_: object) -> None:
    raise PermissionError(errno.EPERM, "no hard links here")  # FAT on a stick


@pytest.mark.parametrize("linking", [True, False])
def test_what_was_kept_is_there_under_another_name(
    keys: Path, monkeypatch: pytest.MonkeyPatch, linking: bool
) -> None:
    if not linking:
        monkeypatch.setattr(os, "link", no_second_names)
    aside = keys.with_name(f"{keys.name}.damaged")
    disk.keep_as(keys, aside)
    assert aside.read_bytes() == OLD
    assert keys.exists() is linking  # whoever replaces it does not need it


def test_what_was_kept_before_is_not_lost_for_it(keys: Path) -> None:
    taken = keys.with_name(f"{keys.name}.damaged")
    taken.write_bytes(NEW)
    with pytest.raises(CouldNotError):
        disk.keep_as(keys, taken)
    assert (keys.read_bytes(), taken.read_bytes()) == (OLD, NEW)


def test_of_a_link_what_it_points_to_is_kept(keys: Path, tmp_path: Path) -> None:
    """A second name of the link would show the new file once it is replaced."""
    link, aside = tmp_path / "link", keys.with_name("kept")
    link.symlink_to(keys)
    disk.keep_as(link, aside)
    disk.replace(link, NEW)
    assert (aside.read_bytes(), link.read_bytes(), link.is_symlink()) == (OLD, NEW, True)
