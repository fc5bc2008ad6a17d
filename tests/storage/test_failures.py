"""What failures become: each reason of a disk or of SQLite its own sentence and advice."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
import real_files
from real_files import KEY

from balintlog import disk, disk_abilities, disk_failures
from balintlog.errors import CouldNotError, DiskFailedError, FileProblemError
from balintlog.storage import failures
from balintlog.storage.file import connection, rollback_journal

if TYPE_CHECKING:
    from collections.abc import Callable

SQLITE = {
    "PERM": 3,
    "BUSY": 5,
    "LOCKED": 6,
    "NOMEM": 7,
    "READONLY": 8,
    "IOERR": 10,
    "CORRUPT": 11,
    "FULL": 13,
    "CANTOPEN": 14,
    "PROTOCOL": 15,
    "SCHEMA": 17,
    "CONSTRAINT": 19,
    "NOTADB": 26,
}
SAME = (
    ("BUSY", "LOCKED", "SCHEMA"),
    ("READONLY", "PERM", "CANTOPEN"),
    *(("IOERR",), ("PROTOCOL",), ("NOMEM",), ("FULL",), ("CONSTRAINT",)),
    ("CORRUPT", "NOTADB"),
)
ERRNO = (
    *("ENOSPC", "EDQUOT", "EROFS", "EACCES", "EIO", "ENAMETOOLONG", "ELOOP", "ENOTDIR", "EISDIR"),
    *("ENOLCK", "ESTALE", "EBUSY", "ENOENT", "ENODEV", "ETIMEDOUT", "EMFILE", "ENOMEM", "EFBIG"),
    "EILSEQ",
)


def test_every_result_code_of_sqlite_is_told_as_its_kind_and_as_no_other() -> None:
    told = [{failures.failure(SQLITE[name]).message for name in names} for names in SAME]
    assert [len(messages) for messages in told] == [1] * len(SAME)
    assert len(set.union(*told)) == len(SAME)
    assert {name for names in SAME for name in names} == set(SQLITE)


@pytest.mark.parametrize("name", SQLITE)
def test_only_damage_is_told_to_be_restored(name: str) -> None:
    told = failures.failure(SQLITE[name])
    is_damage = name.startswith(("CORRUPT", "NOTADB"))
    assert isinstance(told, FileProblemError if is_damage else DiskFailedError)
    assert told.exit_code == (6 if is_damage else 1)
    assert ("estore" in f"{told.hint}") == is_damage
    assert "nothing was changed" not in f"{told.message} {told.hint}"  # nobody has looked yet


def test_every_reason_of_the_system_has_a_sentence_and_an_advice_of_its_own() -> None:
    reasons = [disk_failures.reason_of(OSError(getattr(errno, name), "")) for name in ERRNO]
    assert len({reason.reason for reason in reasons}) == len(ERRNO)
    assert all(reason.hint.endswith(".") for reason in reasons)
    assert not [reason for reason in reasons if "estore" in reason.hint]
    unknown = disk_failures.reason_of(OSError(errno.EXDEV, "Invalid cross-device link"))
    assert unknown.reason == "Invalid cross-device link"
    assert disk_failures.reason_of(OSError()).reason == "the system gives no reason"
    for same, as_that in (("EPERM", "EACCES"), ("ETXTBSY", "EBUSY"), ("ENXIO", "ENODEV")):
        left, right = (OSError(getattr(errno, name), "") for name in (same, as_that))
        assert disk_failures.reason_of(left) == disk_failures.reason_of(right)


def test_on_a_full_disk_the_advice_says_that_deleting_needs_space_too() -> None:
    hint = failures.failure(SQLITE["FULL"]).hint or ""
    assert hint.startswith("Free some space")
    assert "Deleting needs space, too" in hint


def refusing(number: int) -> Callable[..., NoReturn]:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    return refuse


@pytest.mark.parametrize("name", ERRNO)
def test_a_file_that_cannot_be_written_or_read_says_why(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = getattr(errno, name)
    why = disk_failures.reason_of(OSError(number, "")).reason
    there = tmp_path / "there"
    there.write_bytes(b"as it was")
    monkeypatch.setattr(os, "open", refusing(number))
    with pytest.raises(CouldNotError, match=f"could not be written: {why}"):
        disk.replace(there, b"other")
    with pytest.raises(CouldNotError, match=f"no file can be made in .*: {why}"):
        connection.new_private_file(tmp_path / "new")
    if name != "ENOENT":
        monkeypatch.setattr(Path, "open", refusing(number))
        if name != "ENOTDIR":
            with pytest.raises(CouldNotError, match=f"cannot be read: {why}"):
                connection.first_bytes(there)
        with pytest.raises(CouldNotError, match=f"could not be read: {why}"):
            disk.read(there, 9)
    monkeypatch.undo()
    assert there.read_bytes() == b"as it was"


def test_a_file_that_cannot_be_written_to_is_told_with_the_reason_of_its_disk(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_files.with_group(path).close()
    with connection.open_file(path, KEY) as store:
        store.rows("PRAGMA query_only = ON")  # SQLite's own refusal, which has no reason
        with pytest.raises(DiskFailedError, match="cannot be written to; nothing was changed"):
            real_files.keep_evening(store, "refused")
        monkeypatch.setattr(disk, "make_private", refusing(errno.EDQUOT))
        with pytest.raises(DiskFailedError, match="your share of the disk is used up") as caught:
            real_files.keep_evening(store, "refused")
        assert caught.value.hint is not None
        assert "larger share" in caught.value.hint
        monkeypatch.setattr(os, "access", lambda *_: False)
        with pytest.raises(DiskFailedError, match="permission was denied"):
            real_files.keep_evening(store, "refused")
        read_only = os.statvfs_result((0,) * 8 + (os.ST_RDONLY, 255))
        monkeypatch.setattr(os, "statvfs", lambda _: read_only)
        with pytest.raises(DiskFailedError, match="the disk is read-only"):
            real_files.keep_evening(store, "refused")
        monkeypatch.setattr(os, "pathconf", lambda *_: len(path.name) + 7)
        with pytest.raises(DiskFailedError, match="the name is too long"):
            real_files.keep_evening(store, "refused")
    assert real_files.names(path.parent) == [path.name]


def test_a_step_that_fails_after_another_was_saved_does_not_say_that_nothing_was_changed(
    path: Path,
) -> None:
    with real_files.with_group(path) as store:
        real_files.keep_evening(store, "kept")
        store.rows(f"PRAGMA max_page_count = {store.value('PRAGMA page_count')}")
        with pytest.raises(DiskFailedError, match="what came before it was"):
            real_files.keep_evening(store, "refused " * 3000)
    with connection.open_file(path, KEY) as again:
        again.rows(f"PRAGMA max_page_count = {again.value('PRAGMA page_count')}")
        with pytest.raises(DiskFailedError, match="the disk is full; nothing was changed"):
            real_files.keep_evening(again, "refused " * 3000)


@pytest.mark.parametrize("ends", ["before", "after", "unknown"])
def test_what_a_failing_commit_has_saved_is_looked_at(
    ends: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_files.with_group(path).close()
    with connection.open_file(path, KEY) as store:
        rows, is_over = store.rows, False

        def failing(sql: str, *rest: object) -> list[object]:
            nonlocal is_over
            if is_over and ends == "unknown" and sql != "ROLLBACK":
                raise failures.failure(SQLITE["IOERR"])
            if sql == "COMMIT" and not is_over:
                is_over = True
                if ends == "after":
                    rows(sql)
                raise failures.failure(SQLITE["IOERR"])
            return rows(sql, *rest)  # type: ignore[arg-type]

        monkeypatch.setattr(store, "rows", failing)
        with pytest.raises(DiskFailedError) as caught:
            real_files.keep_evening(store, "first")
        told = f"{caught.value.message} {caught.value.hint}"
        assert ("nothing was changed" in told) == (ends == "before")
        assert ("the change is saved all the same" in told) == (ends == "after")
        assert ("Look whether the change is there" in told) == (ends == "unknown")
    with connection.open_file(path, KEY) as again:
        assert again.value("SELECT count(*) FROM session") == (ends == "after")


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EAGAIN, errno.EACCES])
def test_a_disk_without_locks_is_told_from_a_logbook_in_use(
    number: int, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    monkeypatch.setattr(connection, "BUSY_SECONDS", 0)
    real_files.with_group(path).close()
    path.with_name(f"{path.name}.keys").write_bytes(b"")
    why = "this disk has no locks" if number == errno.ENOLCK else "in use by another window"
    with connection.open_file(path, KEY) as holder, connection.open_file(path, KEY) as store:
        holder.rows("BEGIN IMMEDIATE")
        monkeypatch.setattr(fcntl, "lockf", refusing(number))
        with pytest.raises(DiskFailedError, match=why):
            real_files.keep_evening(store, "refused")
    monkeypatch.setattr(rollback_journal, "_WAIT", 0)
    path.with_name(f"{path.name}-journal").write_bytes(b"whatever it is")
    with pytest.raises(CouldNotError, match=why):
        connection.open_file(path, KEY)
    assert disk_abilities.has_locks(path.with_name("missing"))


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("gcc"), reason="a compiler makes the disk")
def test_a_folder_that_really_has_no_locks_is_told(tmp_path: Path, path: Path) -> None:
    real_files.with_group(path).close()
    path.with_name(f"{path.name}.keys").write_bytes(b"")
    library, source = tmp_path / "no_locks.so", Path(__file__).with_name("no_locks.c")
    make = ["gcc", "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"]
    subprocess.run(make, check=True)
    opening = (
        "import sys; from pathlib import Path; from real_files import KEY;"
        "from balintlog.storage.file import connection;"
        "connection.BUSY_SECONDS = 0; connection.open_file(Path(sys.argv[1]), KEY)"
    )
    environ = os.environ | {
        "LD_PRELOAD": str(library),
        "PYTHONPATH": str(Path(__file__).parent),
    }
    command = [sys.executable, "-c", opening, str(path)]
    done = subprocess.run(command, check=False, env=environ, capture_output=True, text=True)
    assert "DiskFailedError: this disk has no locks" in done.stderr


def test_words_alone_tell_the_kind_of_what_fails_inside_of_a_copy() -> None:
    for words, name in (
        ("locking protocol", "PROTOCOL"),
        ("disk I/O error", "IOERR"),
        ("database or disk is full", "FULL"),
    ):
        error = RuntimeError(words)
        error.sqlite_errorcode = 1  # type: ignore[attr-defined]
        assert failures.code_of(error) == SQLITE[name]
    assert set(SQLITE.values()) == failures.KNOWN


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EINVAL])
def test_a_name_that_some_disks_refuse_is_told_apart_from_a_missing_folder(
    tmp_path: Path, number: int
) -> None:
    def told(name: str) -> bool:
        error = OSError(number, "", str(tmp_path / name))
        return disk_failures.reason_of(error) == disk_failures.NAME_REFUSED

    assert all(map(told, ("a:b?", "who*", 'the "best"', "one|two", "tab\t")))
    assert not any(map(told, ("plain", "missing/a:b", "tea-time.html")))
    (tmp_path / "led:where").symlink_to("nowhere")
    assert not told("led:where"), "a link can be there"
