"""The encrypted file: who can read it, what is on the disk, and under which settings."""

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import apsw
import independent_reader
import pytest
import real_files
import sqlcipher3.dbapi2
from real_files import KEY, OTHER_KEY

from balintlog.errors import CouldNotError, FileProblemError
from balintlog.storage.file import connection, schema
from balintlog.storage.tables import search_index
from balintlog.vault.keyring import DataKey

MARKER = "xylophonist"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def journal_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


@pytest.fixture
def umask() -> Iterator[Callable[[int], int]]:
    before = os.umask(0o022)
    yield os.umask
    os.umask(before)


# What is on the disk


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_file_and_journal_are_for_the_owner_only(
    path: Path, umask: Callable[[int], int], mask: int
) -> None:
    umask(mask)
    with real_files.with_group(path) as store:
        with store.writing():
            store.change("UPDATE balint_group SET label = 'alderney'")
            assert (mode(path), mode(journal_of(path))) == (0o600, 0o600)
        assert not journal_of(path).exists()


def test_a_umask_that_takes_everything_still_leaves_the_owner_the_file(
    path: Path, umask: Callable[[int], int]
) -> None:
    umask(0o777)
    connection.create(path, KEY).close()
    assert mode(path) == 0o600


def test_the_file_begins_with_the_salt_and_not_as_a_plain_database(path: Path) -> None:
    connection.create(path, KEY).close()
    assert path.read_bytes()[:16] == KEY.salt == connection.first_bytes(path)


def test_no_word_stands_readable_in_the_file(path: Path) -> None:
    with real_files.with_group(path) as store:
        real_files.keep_evening(store, MARKER)
        assert search_index.search(store, [MARKER], 10)
    data = path.read_bytes().lower()
    assert MARKER.encode() not in data
    assert b"balint_case" not in data
    assert MARKER.encode("utf-16-le") not in data


@pytest.mark.slow
def test_no_word_stands_readable_in_file_or_journal_while_a_transaction_is_open(
    path: Path,
) -> None:
    with real_files.with_group(path) as store:
        for number in range(20):
            real_files.keep_evening(store, f"{MARKER} {number} " * 100)
        store.rows("PRAGMA cache_size = 5")  # so that pages go to the disk before the end
        before = path.read_bytes()
        with store.writing():
            store.change("UPDATE presentation SET summary = ? || summary", (MARKER * 1000,))
            during, journal = path.read_bytes(), journal_of(path).read_bytes()
    assert len(during) > len(before) + 100_000
    assert len(journal) > 100_000
    for data in (before, during, journal):
        assert MARKER.encode() not in data.lower()
        assert connection.PLAIN_SQLITE not in data


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="no list of open files here")
def test_nothing_is_written_beside_file_and_journal(path: Path) -> None:
    open_files = set()

    def look() -> int:  # SQLite takes the name of a temporary file away at once
        for entry in Path("/proc/self/fd").iterdir():
            with suppress(FileNotFoundError):
                open_files.add(str(entry.readlink()))
        return 0

    with real_files.with_group(path) as store:
        store._connection.create_function("look", 0, look)
        store.rows("PRAGMA cache_size = 5")
        with store.writing():
            store.rows(
                "CREATE TEMP TABLE aside AS WITH RECURSIVE n (i) AS"
                " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
                " SELECT i, hex(randomblob(1000)) AS text FROM n"
            )
            store.rows("SELECT text, i % 100 OR look() FROM aside ORDER BY text")
            store.change("UPDATE balint_group SET label = (SELECT max(text) FROM aside)")
            look()
    assert {str(path), str(journal_of(path))} <= open_files
    assert [name for name in open_files if "etilqs" in name] == []


# Who can read it


def test_a_reader_made_from_the_published_format_reads_every_word(path: Path) -> None:
    with real_files.with_group(path) as store:
        real_files.keep_evening(store, MARKER)
    plain = independent_reader.opened(path.read_bytes(), KEY.key)
    assert plain.execute("SELECT label FROM balint_case").fetchall() == [(f"the {MARKER} letters",)]
    assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    plain.close()


def test_another_maker_s_library_reads_every_word(path: Path) -> None:
    with real_files.with_group(path) as store:
        real_files.keep_evening(store, MARKER)
    other = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    other.pragma("cipher", "sqlcipher")
    other.pragma("legacy", 4)
    other.execute(f"PRAGMA key = \"x'{KEY.key.hex()}'\"")
    assert other.execute("SELECT text FROM passage WHERE passage MATCH 'xylo*'").fetchall()
    assert other.pragma("integrity_check") == "ok"
    other.close()


def test_another_key_finds_a_damaged_file_and_nothing_else(path: Path) -> None:
    connection.create(path, KEY).close()
    before = path.read_bytes()
    with pytest.raises(FileProblemError, match="damaged"):
        connection.open_file(path, OTHER_KEY)
    assert path.read_bytes() == before


@pytest.mark.slow
def test_what_sqlcipher_says_of_a_wrong_key_or_of_damage_is_not_printed(
    path: Path, tmp_path: Path
) -> None:
    connection.create(path, OTHER_KEY).close()
    damaged = tmp_path / "damaged.balint"
    with connection.create(damaged, KEY) as store:
        assert store.value("PRAGMA page_count") > 10
    data = bytearray(damaged.read_bytes())
    data[2 * 4096 :] = bytes(len(data) - 2 * 4096)
    damaged.write_bytes(data)
    # In a process of its own, whose log level no other test has set.
    with real_files.another_window("try_to_open", path, damaged) as window:
        told = real_files.finished(window).splitlines()
    assert told == ["DamagedError: the logbook file is damaged"] * 2


# Settings


def test_the_settings_that_keep_data_safe_are_in_force(path: Path) -> None:
    for make_or_open in (connection.create, connection.open_file):
        with make_or_open(path, KEY) as store:
            settings = {
                name: store.value(f"PRAGMA {name}")
                for name in (
                    "journal_mode",
                    "synchronous",
                    "temp_store",
                    "secure_delete",
                    "foreign_keys",
                    "busy_timeout",
                    "application_id",
                    "user_version",
                    "page_size",
                    "encoding",
                )
            }
        assert settings == {
            "journal_mode": "delete",
            "synchronous": 2,  # FULL
            "temp_store": 2,  # MEMORY
            "secure_delete": 1,
            "foreign_keys": 1,
            "busy_timeout": 5000,
            "application_id": connection.APPLICATION_ID,
            "user_version": schema.newest(),
            "page_size": str(connection.PAGE_SIZE),  # SQLCipher answers in text
            "encoding": "UTF-8",
        }


def test_the_cipher_is_sqlcipher_4_as_it_comes(path: Path) -> None:
    with connection.create(path, KEY) as store:
        settings = [row[0] for row in store.rows("PRAGMA cipher_settings")]
        assert store.value("PRAGMA cipher_provider")
    assert settings == [
        "PRAGMA kdf_iter = 256000;",
        "PRAGMA cipher_page_size = 4096;",
        "PRAGMA cipher_use_hmac = 1;",
        "PRAGMA cipher_plaintext_header_size = 0;",
        "PRAGMA cipher_hmac_algorithm = HMAC_SHA512;",
        "PRAGMA cipher_kdf_algorithm = PBKDF2_HMAC_SHA512;",
    ]


def test_the_number_in_the_file_reads_as_the_beginning_of_the_name() -> None:
    assert connection.APPLICATION_ID.to_bytes(4, "big") == b"balo"


# Fail closed


def test_without_sqlcipher_nothing_is_made(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlcipher3.dbapi2, "connect", sqlite3.connect)
    with pytest.raises(FileProblemError, match="SQLCipher is missing"):
        connection.create(path, KEY)
    assert path.read_bytes() == b""


def test_without_sqlcipher_no_logbook_is_touched(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.create(path, KEY).close()
    before = path.read_bytes()
    monkeypatch.setattr(sqlcipher3.dbapi2, "connect", sqlite3.connect)
    with pytest.raises(FileProblemError, match="SQLCipher is missing"):
        connection.open_file(path, KEY)
    assert path.read_bytes() == before


class _Unlocked:
    """Says that it is SQLCipher, and does not encrypt: the key never reaches it."""

    def __init__(self, file: str, **options: float | None) -> None:
        self._real = _connect(file, **options)

    def execute(self, sql: str, parameters: tuple[object, ...] = ()) -> object:
        return self._real.execute("SELECT 1" if "PRAGMA key" in sql else sql, parameters)

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)


_connect = sqlcipher3.dbapi2.connect


def test_a_new_file_that_is_not_encrypted_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlcipher3.dbapi2, "connect", _Unlocked)
    with pytest.raises(FileProblemError, match="without encryption"):
        connection.create(path, KEY)


def test_a_raw_key_of_another_length_is_never_used() -> None:
    for size in (31, 33, 0):
        with pytest.raises(ValueError, match="32 bytes"):
            DataKey(bytes(size), bytes(16))


# Making one


def test_a_new_file_never_overwrites_anything(path: Path) -> None:
    path.write_text("diary")
    with pytest.raises(FileProblemError, match="already a file"):
        connection.create(path, KEY)
    assert path.read_text() == "diary"


def test_a_new_file_does_not_follow_a_link(path: Path, tmp_path: Path) -> None:
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileProblemError, match="already a file"):
        connection.create(path, KEY)
    assert real_files.names(tmp_path) == ["test.balint"]


def test_a_folder_that_is_not_there_is_told(path: Path) -> None:
    with pytest.raises(CouldNotError, match="no file can be made in"):
        connection.create(path / "deeper.balint", KEY)


def test_a_file_that_the_system_does_not_give_is_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(CouldNotError) as caught:
        connection.open_file(tmp_path / "no such folder" / "test.balint", KEY)
    assert caught.value.hint


@pytest.mark.parametrize(
    "name", ["ä 😀.balint", "a?b=c#d%20.balint", 'o\'clock "now".balint', "-x", "no-ending"]
)
def test_any_name_will_do(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with real_files.with_group(path) as store:
        real_files.keep_evening(store, MARKER)
    with connection.open_file(path, KEY) as store:
        assert search_index.search(store, [MARKER], 10)
    assert real_files.names(tmp_path) == [name]


@pytest.mark.parametrize("name", ["file:x.balint", "file:x?mode=ro", ":memory:"])
def test_a_name_that_sqlite_would_read_as_something_else_is_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    real_files.with_group(Path(name)).close()
    connection.open_file(Path(name), KEY).close()
    assert real_files.names(tmp_path) == [name]


# Transactions


def test_what_fails_inside_is_undone_whole(path: Path) -> None:
    with real_files.with_group(path) as store:
        before = real_files.everything(store)

        def fail() -> None:
            with store.writing():
                real_files.keep_evening(store, "lost")
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            fail()
        assert real_files.everything(store) == before
        real_files.keep_evening(store, "kept")


def test_an_inner_transaction_is_undone_with_the_outer_one(path: Path) -> None:
    with real_files.with_group(path) as store:

        def fail() -> None:
            with store.writing():
                with store.writing():
                    store.change("UPDATE balint_group SET label = 'tern'")
                assert store.value("SELECT label FROM balint_group") == "tern"
                raise KeyError

        with pytest.raises(KeyError):
            fail()
        assert store.value("SELECT label FROM balint_group") == "larch"


def test_reading_sees_one_moment_whatever_another_window_does(path: Path) -> None:
    with real_files.with_group(path) as store, connection.open_file(path, KEY) as other:
        with store.reading():
            assert store.value("SELECT label FROM balint_group") == "larch"
            other.rows("PRAGMA busy_timeout = 1")
            with pytest.raises(CouldNotError, match="in use"):
                other.change("UPDATE balint_group SET label = 'tern'")
            assert store.value("SELECT label FROM balint_group") == "larch"
        other.change("UPDATE balint_group SET label = 'tern'")
        assert store.value("SELECT label FROM balint_group") == "tern"


def test_a_defect_in_sql_is_not_disguised(path: Path) -> None:
    with (
        connection.create(path, KEY) as store,
        pytest.raises(sqlcipher3.dbapi2.OperationalError),
    ):
        store.rows("SELECT * FROM no_such_table")


def test_what_does_not_fit_to_the_rest_is_refused_in_words(path: Path) -> None:
    with connection.create(path, KEY) as store:
        with pytest.raises(CouldNotError, match="changed in another window") as caught:
            store.add("INSERT INTO balint_case (group_id, label) VALUES (7, 'of no group')")
        assert caught.value.hint
        assert store.value("SELECT count(*) FROM balint_case") == 0


def test_no_row_is_none(path: Path) -> None:
    with connection.create(path, KEY) as store:
        assert store.row("SELECT 1 WHERE 0") is None
        assert store.value("SELECT 1 WHERE 0") is None
        assert store.value("SELECT 7, 8") == 7
        row = store.row("SELECT 7 AS seven")
        assert row is not None
        assert row["seven"] == 7
