"""Files that are no logbook, or not whole: an error in words or the right answer, never less."""

import os
import random
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import real_files
import sqlcipher3.dbapi2
from real_files import KEY

from balintlog.errors import BalintlogError, CouldNotError, FileProblemError
from balintlog.storage.file import connection
from balintlog.storage.tables import search_index

PAGE = connection.PAGE_SIZE
DAMAGED = (
    "the logbook file is damaged"
    " (Restore the logbook and its keys file from a backup, and keep the damaged file.)"
)


@pytest.fixture
def whole(path: Path) -> bytes:
    """A small logbook with every kind of record, as bytes."""
    with real_files.with_group(path) as store:
        for number in range(8):
            real_files.keep_evening(store, f"word{number} " * 60)
        assert real_files.faults(store) == []
    return path.read_bytes()


def all_that_can_be_read(path: Path) -> dict[str, object]:
    with connection.open_file(path, KEY) as store:
        return {
            **real_files.everything(store),
            "found": search_index.search(store, ["word3", "visit"], 10),
        }


def what_is_said_of(path: Path) -> str | dict[str, object]:
    """Return all that can be read, or the sentence that a leader gets instead."""
    try:
        return all_that_can_be_read(path)
    except FileProblemError as error:
        return f"{error.message} ({error.hint})"


# Files that are no logbook


def nothing(_: Path) -> None:
    """Leave the place empty."""


def a_plain_database(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE diary (text TEXT)")
    other.commit()
    other.close()


NO_LOGBOOKS: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (nothing, "there is no logbook at"),
    "below a file": (lambda path: path.parent.joinpath("x").touch(), "there is no logbook at"),
    "a folder": (Path.mkdir, "is a folder, not a file"),
    "empty": (Path.touch, "too short to be a logbook"),
    "a text": (lambda path: path.write_text("Dear diary"), "is a text file"),
    "a plain database": (a_plain_database, "a database without encryption"),
    "a page less one": (lambda path: path.write_bytes(os.urandom(PAGE - 1)), "too short"),
}


@pytest.mark.parametrize("what", NO_LOGBOOKS)
def test_what_is_no_logbook_is_refused_before_a_key_is_asked_for(path: Path, what: str) -> None:
    make, message = NO_LOGBOOKS[what]
    make(path)
    if what == "below a file":
        path = path.parent / "x" / path.name
    with pytest.raises(FileProblemError, match=message):
        connection.first_bytes(path)


def test_a_missing_logbook_is_not_made_by_looking_for_it(path: Path, tmp_path: Path) -> None:
    with pytest.raises(FileProblemError):
        connection.first_bytes(path)
    assert real_files.names(tmp_path) == []


def test_a_file_that_cannot_be_read_is_told_apart_from_a_missing_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_bytes(bytes(PAGE))

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(CouldNotError, match="cannot be read"):
        connection.first_bytes(path)


@pytest.mark.parametrize("content", [bytes(PAGE), b"x" * 3 * PAGE, os.urandom(2 * PAGE + 100)])
def test_what_the_key_does_not_open_is_called_damaged(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(FileProblemError, match="damaged"):
        connection.open_file(path, KEY)
    assert path.read_bytes() == content


def test_an_encrypted_database_of_another_program_is_left_alone(path: Path) -> None:
    other = sqlcipher3.dbapi2.connect(str(path))
    other.execute(f"PRAGMA key = \"x'{KEY.raw()}'\"")
    other.execute("CREATE TABLE logbook (x)")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(FileProblemError, match="is encrypted, but is not a logbook"):
        connection.open_file(path, KEY)
    assert path.read_bytes() == before


def test_a_newer_logbook_is_refused_and_left_alone(path: Path) -> None:
    with connection.create(path, KEY) as store:
        store.rows("PRAGMA user_version = 1000")
    before = path.read_bytes()
    with pytest.raises(FileProblemError, match="newer balintlog"):
        connection.open_file(path, KEY)
    assert path.read_bytes() == before


# Files that are not whole


@pytest.mark.slow
def test_a_file_cut_after_any_page_is_refused(path: Path, whole: bytes) -> None:
    assert len(whole) % PAGE == 0
    for pages in range(len(whole) // PAGE):
        path.write_bytes(whole[: pages * PAGE])
        with pytest.raises(FileProblemError):
            connection.open_file(path, KEY)
        assert path.read_bytes() == whole[: pages * PAGE]


@pytest.mark.slow
def test_a_file_cut_within_any_page_is_refused(path: Path, whole: bytes) -> None:
    draw = random.Random(7)
    for pages in range(len(whole) // PAGE):
        size = pages * PAGE + draw.choice([1, 15, 16, 100, 4015, PAGE - 1])
        path.write_bytes(whole[:size])
        with pytest.raises(FileProblemError):
            connection.open_file(path, KEY)
        assert path.read_bytes() == whole[:size]


@pytest.mark.slow
def test_pages_that_never_reached_the_disk_are_not_read_as_empty(path: Path, whole: bytes) -> None:
    # As a crash of the whole computer may leave it: the length is right, the content is not there.
    for pages in range(1, 20):
        path.write_bytes(whole[: pages * PAGE] + bytes(len(whole) - pages * PAGE))
        with pytest.raises(FileProblemError, match="damaged"):
            all_that_can_be_read(path)
    path.write_bytes(whole[:-PAGE] + bytes(PAGE))
    with connection.open_file(path, KEY) as store:
        assert store.rows("PRAGMA cipher_integrity_check")


def test_bytes_after_the_end_do_no_harm(path: Path, whole: bytes) -> None:
    right = all_that_can_be_read(path)
    path.write_bytes(whole + b"appended by a mail program")
    assert all_that_can_be_read(path) == right


@pytest.mark.slow
def test_one_changed_byte_in_any_page_gives_the_right_answer_or_is_called_damaged(
    path: Path, whole: bytes
) -> None:
    right = all_that_can_be_read(path)
    draw = random.Random(11)
    damaged = 0
    for page in range(len(whole) // PAGE):
        # the salt or the content, anywhere, then the IV, then the HMAC
        for offset in (0, draw.randrange(16, PAGE - 80), PAGE - 70, PAGE - 1):
            changed = bytearray(whole)
            changed[page * PAGE + offset] ^= 1 << draw.randrange(8)
            path.write_bytes(changed)
            said = what_is_said_of(path)
            if said != right:
                assert said == DAMAGED, f"wrong data from page {page + 1}"
                damaged += 1
    assert damaged > 100


@pytest.mark.slow
def test_a_changed_byte_is_found_by_the_integrity_check_wherever_it_is(
    path: Path, whole: bytes
) -> None:
    checked = 0
    for page in range(1, len(whole) // PAGE):
        changed = bytearray(whole)
        changed[page * PAGE + 2000] ^= 1
        path.write_bytes(changed)
        with suppress(FileProblemError), connection.open_file(path, KEY) as store:
            assert store.rows("PRAGMA cipher_integrity_check"), page
            checked += 1
    assert checked > 20


@pytest.mark.slow
def test_writing_to_a_damaged_file_gives_an_error_in_words_or_succeeds(
    path: Path, whole: bytes
) -> None:
    draw = random.Random(13)
    said = []
    for page in range(len(whole) // PAGE):
        changed = bytearray(whole)
        changed[page * PAGE + draw.randrange(16, PAGE)] ^= 1 << draw.randrange(8)
        path.write_bytes(changed)
        try:
            with connection.open_file(path, KEY) as store:
                session_id, _, _ = real_files.keep_evening(store, "later")
                assert store.value("SELECT id FROM session WHERE id = ?", (session_id,))
        except BalintlogError as error:
            said.append(error.message)
            assert path.read_bytes() == bytes(changed)
    assert set(said) == {"the logbook file is damaged"}
    assert len(said) > 10


@pytest.mark.slow
def test_pages_that_changed_places_are_not_believed(path: Path, whole: bytes) -> None:
    right = all_that_can_be_read(path)
    pages = [whole[start : start + PAGE] for start in range(0, len(whole), PAGE)]
    draw = random.Random(17)
    damaged = 0
    for _ in range(20):
        one, other = draw.sample(range(1, len(pages)), 2)
        moved = list(pages)
        moved[one], moved[other] = moved[other], moved[one]
        path.write_bytes(b"".join(moved))
        said = what_is_said_of(path)
        assert said in (right, DAMAGED)
        damaged += said == DAMAGED
    assert damaged > 10


@pytest.mark.slow
def test_a_journal_of_nonsense_does_no_harm(path: Path, whole: bytes) -> None:
    right = all_that_can_be_read(path)
    path.with_name(f"{path.name}-journal").write_bytes(os.urandom(5000))
    assert all_that_can_be_read(path) == right
    assert path.read_bytes() == whole
