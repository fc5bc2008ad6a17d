"""The recovery sheet, backups, and copies of a logbook that must not be mistaken for it."""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import independent_reader
import pytest
import real_files
from conftest import CHEAP, PASSPHRASE, TODAY, session_document

from balintlog import disk
from balintlog.domain.draft import Begun
from balintlog.errors import CouldNotError, FileProblemError, LockedError, ReplacedError
from balintlog.logbook.keys import (
    create_logbook,
    key_holders,
    keys_file,
    last_seen,
    make_backup,
    open_logbook,
    recover_access,
    restore_backup,
    rotate_key,
    vault_check,
)
from balintlog.logbook.keys.last_seen import Memory
from balintlog.logbook.keys.paths import keys_path
from balintlog.logbook.record import record_session
from balintlog.storage.file import archive, commit_marks, connection, copies, file_facts
from balintlog.storage.tables import drafts
from balintlog.vault import keyring
from balintlog.vault.keyring import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook

OTHER = "a quiet waiting room"
NEW = "nobody was in a hurry"
RELEASED = "everything in here is invented"  # the passphrase of the released logbooks
FIXTURES = Path(__file__).parents[1] / "fixtures"


def opened(
    path: Path, leader: str = "alder", typed: str = PASSPHRASE, memory: Memory | None = None
) -> Logbook:
    return open_logbook.approach(path, leader).open(typed, TODAY, memory)


def record(book: Logbook, day: str) -> str:
    return record_session.record_session(book, session_document(day)).session


def restore(path: Path, backup: Path, leader: str = "alder", typed: str = PASSPHRASE) -> str | None:
    """Restore as the command line does, and return what would be lost."""
    packed = archive.read(backup)
    ring = keyring.decode(packed.keys_document)
    with make_backup.extracted(packed, beside=path) as unfinished:
        door = open_logbook.approach(unfinished, leader, ring=ring)
        key = door.unlock(typed, TODAY)
        present = restore_backup.compare(path, unfinished, ring, key, leader, typed)
        restore_backup.put_in_place(path, unfinished, ring, key, present)
        present.close()
    return present.loss


def sessions_in(path: Path, leader: str = "alder", typed: str = PASSPHRASE) -> int:
    with opened(path, leader, typed).store as store:
        assert real_files.faults(store) == []
        return int(store.value("SELECT count(*) FROM session"))


@pytest.fixture
def shared(book: Logbook, larch: Group) -> Logbook:
    """The logbook of alder and sedge, with one session."""
    key_holders.add_holder(book, "sedge", Secret(OTHER), CHEAP)
    record(book, "2026-03-02")
    return book


# The recovery sheet


@pytest.mark.slow
def test_the_sheet_brings_back_the_keys_of_everybody_when_their_file_is_lost(
    shared: Logbook,
) -> None:
    path = shared.store.path
    keys_path(path).unlink()
    found = recover_access.prove(path, shared.key.key)
    assert found.leaders == ("alder", "sedge")
    recover_access.give_way(found, "alder", Secret(NEW), TODAY, CHEAP)
    assert sessions_in(path, "alder", NEW) == 1
    assert sessions_in(path, "sedge", OTHER) == 1
    with pytest.raises(LockedError):
        opened(path, "alder", PASSPHRASE)
    assert stat.S_IMODE(keys_path(path).stat().st_mode) == 0o600


def test_the_sheet_is_for_a_forgotten_passphrase_too(shared: Logbook) -> None:
    path = shared.store.path
    recover_access.give_way(
        recover_access.prove(path, shared.key.key), "sedge", Secret(NEW), TODAY, CHEAP
    )
    assert sessions_in(path, "sedge", NEW) == 1
    assert sessions_in(path, "alder", PASSPHRASE) == 1


def test_a_keys_file_that_cannot_be_read_is_kept_aside(shared: Logbook) -> None:
    path = shared.store.path
    keys_path(path).write_bytes(b"{ not what it was")
    recover_access.give_way(
        recover_access.prove(path, shared.key.key), "alder", Secret(NEW), TODAY, CHEAP
    )
    assert sessions_in(path, "sedge", OTHER) == 1
    aside = path.with_name(f"{path.name}.keys.damaged")
    assert aside.read_bytes() == b"{ not what it was"


def test_an_edited_keys_file_gives_way_to_the_copy_inside(shared: Logbook) -> None:
    path = shared.store.path
    stranger = path.with_name("stranger.balint")
    create_logbook.create(stranger, "alder", PASSPHRASE, TODAY, CHEAP)
    shutil.copy(keys_path(stranger), keys_path(path))
    found = recover_access.prove(path, shared.key.key)
    assert found.leaders == ("alder", "sedge")


def test_where_all_keys_are_lost_the_sheet_opens_for_one_leader(shared: Logbook) -> None:
    path = shared.store.path
    with shared.store.writing():
        shared.store.change("UPDATE keyring_copy SET document = x'00'")
    keys_path(path).unlink()
    found = recover_access.prove(path, shared.key.key)
    assert found.ring is None
    recover_access.give_way(found, "sedge", Secret(NEW), TODAY, CHEAP)
    assert sessions_in(path, "sedge", NEW) == 1
    assert [one.leader for one in key_holders.key_holders(shared)] == ["sedge"]


def test_a_disk_that_fails_for_a_moment_costs_nobody_their_key(
    shared: Logbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shared.store.path
    keys_path(path).unlink()

    def fails(_: object) -> bytes:
        raise CouldNotError("the disk failed to read or write")

    with monkeypatch.context() as patch:
        patch.setattr(file_facts, "keys_copy", fails)
        with pytest.raises(CouldNotError):
            recover_access.prove(path, shared.key.key)
    assert recover_access.prove(path, shared.key.key).leaders == ("alder", "sedge")


@pytest.mark.slow
def test_a_key_given_while_the_sheet_was_typed_is_not_taken_back(shared: Logbook) -> None:
    path = shared.store.path
    found = recover_access.prove(path, shared.key.key)
    key_holders.change_secret(shared, "sedge", Secret("another quiet waiting room"), CHEAP)
    recover_access.give_way(found, "alder", Secret(NEW), TODAY, CHEAP)
    assert sessions_in(path, "alder", NEW) == 1
    assert sessions_in(path, "sedge", "another quiet waiting room") == 1


@pytest.mark.slow
def test_a_sheet_that_was_made_void_while_it_was_typed_gives_no_way_in(shared: Logbook) -> None:
    path = shared.store.path
    found = recover_access.prove(path, shared.key.key)
    rotate_key.rotate(shared, {"alder": Secret(PASSPHRASE)}, CHEAP)
    before = keys_path(path).read_bytes()
    with pytest.raises(ReplacedError):
        recover_access.give_way(found, "alder", Secret(NEW), TODAY, CHEAP)
    assert keys_path(path).read_bytes() == before


def test_a_sheet_does_not_write_to_an_older_copy(shared: Logbook) -> None:
    path = copy_of(shared.store.path, "older.balint")
    record(shared, "2026-03-09")
    before = keys_path(path).read_bytes()
    with pytest.raises(FileProblemError, match="older than the one last used"):
        recover_access.prove(path, shared.key.key, {shared.file_id: memory_of(shared)}.get)
    assert recover_access.prove(path, shared.key.key).leaders == ("alder", "sedge")
    assert keys_path(path).read_bytes() == before


def test_the_right_sheet_of_a_damaged_logbook_is_not_called_wrong(shared: Logbook) -> None:
    path = shared.store.path
    shared.store.close()
    os.truncate(path, path.stat().st_size - 4096)
    with pytest.raises(FileProblemError, match="damaged"):
        recover_access.prove(path, shared.key.key)


def test_keys_that_are_older_than_the_copy_inside_give_way_to_it(shared: Logbook) -> None:
    """They would be sealed as the newest, and an old passphrase open the logbook again."""
    path = shared.store.path
    older = keys_path(path).read_bytes()
    key_holders.change_secret(shared, "sedge", Secret(NEW), CHEAP)
    shared.store.close()
    keys_path(path).write_bytes(older)
    recover_access.give_way(
        recover_access.prove(path, shared.key.key), "alder", Secret(NEW), TODAY, CHEAP
    )
    assert sessions_in(path, "sedge", NEW) == 1
    with pytest.raises(LockedError):
        opened(path, "sedge", OTHER)


@pytest.mark.slow
def test_another_sheet_changes_nothing(shared: Logbook) -> None:
    path = shared.store.path
    before = (path.read_bytes(), keys_path(path).read_bytes())
    with pytest.raises(LockedError, match="does not open with this recovery sheet"):
        recover_access.prove(path, bytes(32))
    old = shared.key.key
    rotate_key.rotate(shared, {"alder": Secret(PASSPHRASE)}, CHEAP)
    shared.store.close()
    with pytest.raises(LockedError):
        recover_access.prove(path, old)
    assert before != (path.read_bytes(), keys_path(path).read_bytes())


@pytest.mark.slow
def test_the_sheet_opens_a_logbook_of_an_older_structure(path: Path) -> None:
    released = FIXTURES / "schema-1.balint"
    shutil.copy(released, path)
    phrase = "everything in here is invented"
    ring = keyring.decode(keys_path(released).read_bytes())
    key = keyring.unlock(ring, path.read_bytes()[:16], "alder", phrase)
    recover_access.give_way(recover_access.prove(path, key.key), "alder", Secret(NEW), TODAY, CHEAP)
    assert sessions_in(path, "alder", NEW) == 16


# Backups


@pytest.mark.slow
def test_a_backup_is_one_private_file_that_holds_everything(shared: Logbook) -> None:
    target = shared.store.path.with_name("larch.backup")
    assert make_backup.back_up(shared, target) == target
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with zipfile.ZipFile(target) as packed:
        members = ["logbook.balint", "logbook.balint.keys", "manifest.json"]
        assert sorted(packed.namelist()) == members
        manifest = json.loads(packed.read("manifest.json"))
        assert packed.read("logbook.balint.keys") == keys_path(shared.store.path).read_bytes()
        assert packed.read("logbook.balint")[:16] == shared.key.salt
    assert manifest["file_id"] == shared.file_id
    assert file_facts.backups(shared.store)[-1].path == str(target)


@pytest.mark.slow
def test_a_backup_in_a_folder_gets_a_free_name_that_states_the_day(
    shared: Logbook, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    made = [make_backup.back_up(shared, stick).name for _ in range(3)]
    assert made == [f"test-{TODAY}{number}.backup" for number in ("", "-1", "-2")]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["test.balint", "test.balint.keys", "there.backup"])
def test_a_backup_never_overwrites(shared: Logbook, name: str) -> None:
    target = shared.store.path.with_name(name)
    if not target.exists():
        target.write_bytes(b"something")
    before = target.read_bytes()
    with pytest.raises(FileProblemError, match="already a file"):
        make_backup.back_up(shared, target)
    assert target.read_bytes() == before
    assert file_facts.backups(shared.store) == []


@pytest.mark.parametrize(
    "name",
    ["test.balint-journal", "test.balint-wal", "Test.balint-shm", "test.balint.0a1b2c3d.new"],
)
def test_a_backup_gets_no_name_under_which_it_would_not_stay(
    shared: Logbook, tmp_path: Path, name: str
) -> None:
    """The next commit takes away what it finds as its journal."""
    folder = shared.store.path.parent
    (tmp_path / "link").symlink_to(folder)
    for target in (folder / name, tmp_path / "link" / name):
        with pytest.raises(FileProblemError, match="belongs to the logbook"):
            make_backup.back_up(shared, target)
    assert not (folder / name).exists()


def test_a_backup_in_a_folder_that_is_not_there_says_so(shared: Logbook, tmp_path: Path) -> None:
    with pytest.raises(FileProblemError, match="there is no folder"):
        make_backup.back_up(shared, tmp_path / "stick" / "larch.backup")


@pytest.mark.slow
def test_a_rotation_takes_away_only_what_was_left_unfinished(shared: Logbook) -> None:
    path = shared.store.path
    keep = [path.with_name(f"{path.name}.new"), path.with_name(f"{path.name}.backup.new")]
    for one in keep:
        make_backup.back_up(shared, one)
    left = path.with_name(f"{path.name}.0a1b2c3d.new")
    left.write_bytes(b"half a logbook")
    rotate_key.rotate(shared, {"alder": Secret(PASSPHRASE)}, CHEAP)
    assert [one.exists() for one in [*keep, left]] == [True, True, False]


@pytest.mark.slow
def test_keys_that_somebody_edited_are_in_no_backup(shared: Logbook) -> None:
    """It would be reported whole, and open for nobody."""
    path = shared.store.path
    ring = keys_file.keys_beside(path)
    (epoch,) = ring.epochs
    edited = epoch._replace(slots=epoch.slots[:1])
    keys_path(path).write_bytes(keyring.encode(ring._replace(epochs=(edited,))))
    with pytest.raises(FileProblemError, match="something other than balintlog"):
        make_backup.back_up(shared, path.with_name("larch.backup"))
    assert real_files.names(path.parent) == ["test.balint", "test.balint.keys"]


@pytest.mark.slow
def test_a_backup_that_does_not_open_is_not_left_lying(
    shared: Logbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = shared.store.path.with_name("larch.backup")
    before = real_files.names(target.parent)
    ordinary = archive.pack

    def careless(path: Path, database: Path, *rest: Any) -> None:
        data = bytearray(database.read_bytes())
        data[5000] ^= 1
        database.write_bytes(data)
        ordinary(path, database, *rest)

    monkeypatch.setattr(archive, "pack", careless)
    with pytest.raises(FileProblemError, match="not good"):
        make_backup.back_up(shared, target)
    assert real_files.names(target.parent) == before


@pytest.mark.slow
def test_what_was_deleted_is_not_in_a_backup_nor_after_a_rotation(shared: Logbook) -> None:
    """Both are copied row by row, so free pages and their old words stay behind."""
    session, *_ = real_files.keep_evening(shared.store, "zanzibar", date(2026, 3, 9))
    with shared.store.writing():
        shared.store.change("DELETE FROM balint_case WHERE label LIKE '%zanzibar%'")
        shared.store.change("DELETE FROM session WHERE id = ?", (session,))
    target = shared.store.path.with_name("larch.backup")
    make_backup.back_up(shared, target)
    with zipfile.ZipFile(target) as packed:
        plain = independent_reader.decrypted(packed.read("logbook.balint"), shared.key.key)
    assert b"the letters" in plain or b"larch" in plain
    assert b"zanzibar" not in plain


@pytest.mark.slow
def test_a_restored_backup_opens_with_the_passphrases_of_its_day(shared: Logbook) -> None:
    path = shared.store.path
    target = path.with_name("larch.backup")
    make_backup.back_up(shared, target)
    key_holders.change_secret(shared, "alder", Secret(NEW), CHEAP)
    shared.store.close()
    assert (restore(path, target) or "").startswith("The keys have changed")  # and nothing else
    assert sessions_in(path, "alder", PASSPHRASE) == 1
    assert sessions_in(path, "sedge", OTHER) == 1


@pytest.mark.slow
def test_a_backup_is_restored_onto_nothing(shared: Logbook, tmp_path: Path) -> None:
    target = shared.store.path.with_name("larch.backup")
    make_backup.back_up(shared, target)
    again = tmp_path / "elsewhere.balint"
    assert restore(again, target, "sedge", OTHER) is None
    assert sessions_in(again) == 1
    assert stat.S_IMODE(again.stat().st_mode) == 0o600


@pytest.mark.slow
def test_what_the_backup_lacks_is_told_before_it_is_lost(shared: Logbook) -> None:
    path = shared.store.path
    target = path.with_name("larch.backup")
    make_backup.back_up(shared, target)
    record(shared, "2026-03-09")
    loss = restore(path, target)
    assert loss is not None
    assert "2 sessions" in loss
    assert "1 session," in loss
    assert sessions_in(path) == 1


@pytest.mark.slow
def test_a_backup_of_before_a_rotation_comes_back_with_its_own_keys(shared: Logbook) -> None:
    path = shared.store.path
    target = path.with_name("larch.backup")
    make_backup.back_up(shared, target)
    rotate_key.rotate(shared, {"alder": Secret(PASSPHRASE)}, CHEAP)
    shared.store.close()
    assert "open again for sedge." in (restore(path, target) or "")
    assert sessions_in(path, "sedge", OTHER) == 1
    assert len(keys_file.keys_beside(path).epochs) == 1


@pytest.mark.slow
def test_another_logbook_is_never_replaced(shared: Logbook, tmp_path: Path) -> None:
    target = shared.store.path.with_name("larch.backup")
    make_backup.back_up(shared, target)
    other = tmp_path / "other.balint"
    create_logbook.create(other, "alder", PASSPHRASE, TODAY, CHEAP)
    before = (other.read_bytes(), keys_path(other).read_bytes())
    with pytest.raises(FileProblemError, match="another logbook"):
        restore(other, target)
    assert (other.read_bytes(), keys_path(other).read_bytes()) == before


@pytest.mark.slow
def test_what_came_in_while_the_leader_thought_is_not_given_up(shared: Logbook) -> None:
    path = shared.store.path
    target = path.with_name("larch.backup")
    make_backup.back_up(shared, target)
    packed = archive.read(target)
    ring = keyring.decode(packed.keys_document)
    with make_backup.extracted(packed, beside=path) as unfinished:
        present = restore_backup.compare(path, unfinished, ring, shared.key, "alder", PASSPHRASE)
        assert present.loss is None
        record(shared, "2026-03-09")
        with pytest.raises(CouldNotError, match="changed in another window"):
            restore_backup.put_in_place(path, unfinished, ring, shared.key, present)
        present.close()
    assert sessions_in(path) == 2


@pytest.mark.slow
def test_a_logbook_behind_a_link_is_replaced_where_it_really_is(
    shared: Logbook, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    shared.store.close()
    path = shared.store.path
    path.rename(stick / "real.balint")
    path.symlink_to(stick / "real.balint")
    book = opened(path)
    rotate_key.rotate(book, {"alder": Secret(PASSPHRASE)}, CHEAP)
    book.store.close()
    assert path.is_symlink()
    assert sessions_in(path) == 1
    assert real_files.names(stick) == ["real.balint"]


@pytest.mark.slow
@pytest.mark.parametrize("with_journal", [True, False])
def test_a_damaged_logbook_is_kept_aside_with_its_journal(
    shared: Logbook, with_journal: bool
) -> None:
    path = shared.store.path
    target = path.with_name("larch.backup")
    make_backup.back_up(shared, target)
    shared.store.close()
    damaged = bytes(reversed(path.read_bytes()))
    path.write_bytes(damaged)
    journal = path.with_name(f"{path.name}-journal")
    if with_journal:
        journal.write_bytes(b"of the damaged file")
    loss = restore(path, target)
    assert loss is not None
    assert "kept under another name" in loss
    assert path.with_name(f"{path.name}.damaged").read_bytes() == damaged
    assert not journal.exists()
    assert sessions_in(path) == 1


@pytest.mark.slow
def test_what_could_not_be_opened_is_kept_as_a_logbook_that_its_own_leader_opens(
    shared: Logbook,
) -> None:
    """Its keys and its journal bear the names that belong to it, or nobody could."""
    path = shared.store.path
    target = path.with_name("larch.backup")
    make_backup.back_up(shared, target)
    real_files.keep_evening(shared.store, "later")
    rotate_key.rotate(shared, {"alder": Secret(NEW)}, CHEAP)
    shared.store.close()
    path.with_name(f"{path.name}.damaged1").write_bytes(b"of another day")
    path.with_name(f"{path.name}.damaged.keys").write_bytes(b"of another day, too")
    assert "kept under another name" in (restore(path, target) or "")
    assert sessions_in(path) == 1
    assert sessions_in(path.with_name(f"{path.name}.damaged2"), "alder", NEW) == 2


@pytest.mark.slow
@pytest.mark.parametrize("held", ["in use", "out of reach"])
def test_a_logbook_that_is_held_elsewhere_is_not_taken_for_damaged(
    shared: Logbook, monkeypatch: pytest.MonkeyPatch, held: str
) -> None:
    """It would be replaced under the eyes of who is writing to it."""
    path = shared.store.path
    target = path.with_name("larch.backup")
    make_backup.back_up(shared, target)
    before = real_files.names(path.parent)
    with copies.exclusively(shared.store), monkeypatch.context() as patch:
        if held == "in use":
            patch.setattr(connection, "BUSY_SECONDS", 0.1)
        else:
            patch.setattr(keys_file, "keys_beside", fails_to_read)
        with pytest.raises(CouldNotError):
            restore(path, target)
    assert real_files.names(path.parent) == before
    assert sessions_in(path) == 1


def fails_to_read(*_: object) -> keyring.Keyring:
    raise CouldNotError("the stick was pulled out")


@pytest.mark.slow
def test_behind_a_link_what_is_damaged_is_kept_where_it_really_is(
    shared: Logbook, tmp_path: Path
) -> None:
    """A second name of the link would be a name of the restored file, and a hot journal
    beside the real file would be played into it."""
    path = shared.store.path
    target = tmp_path / "larch.backup"
    make_backup.back_up(shared, target)
    shared.store.close()
    stick = tmp_path / "stick"
    stick.mkdir()
    damaged = bytes(reversed(path.read_bytes()))
    (stick / "real.balint").write_bytes(damaged)
    (stick / "real.balint-journal").write_bytes(b"of the damaged file")
    path.unlink()
    path.symlink_to(stick / "real.balint")
    restore(path, target)
    assert (stick / "real.balint.damaged").read_bytes() == damaged
    assert (stick / "real.balint.damaged-journal").read_bytes() == b"of the damaged file"
    assert not (stick / "real.balint-journal").exists()
    assert path.is_symlink()
    assert sessions_in(path) == 1


@pytest.mark.slow
def test_who_would_get_a_key_back_or_lose_it_is_told_before_a_restore(shared: Logbook) -> None:
    path = shared.store.path
    target = path.with_name("larch.backup")
    make_backup.back_up(shared, target)
    key_holders.change_secret(shared, "sedge", Secret(NEW), CHEAP)
    loss = restore(path, target)
    assert loss is not None
    assert "keys have changed" in loss
    book = opened(path)
    rotate_key.rotate(book, {"alder": Secret(PASSPHRASE)}, CHEAP)
    book.store.close()
    book = opened(path)
    key_holders.add_holder(book, "linnet", Secret(NEW), CHEAP)
    book.store.close()
    loss = restore(path, target)
    assert loss is not None
    assert "open again for sedge." in loss
    assert "no longer open for linnet." in loss
    assert restore(path, target) is None  # the second time nothing is given up


@pytest.mark.slow
def test_a_trial_restore_under_another_name_parts_no_copies(
    shared: Logbook, tmp_path: Path
) -> None:
    """It would be remembered as the newer one, and the logbook itself refuse every word."""
    path, trial = shared.store.path, tmp_path / "trial.balint"
    target = tmp_path / "larch.backup"
    drafts.add_draft(shared.store, 1, Begun(1, "log"), "{}", TODAY)
    make_backup.back_up(shared, target)
    assert restore(trial, target) is None
    later = TODAY + timedelta(days=10)
    for _ in range(2):
        book = open_logbook.approach(trial, "alder").open(PASSPHRASE, later)
        with book.store as store:
            seen = Memory(commit_marks.newest(store), "alder")
    assert opened(path, memory=seen).store.refusal is None


def released(path: Path, number: int) -> None:
    """Put a released logbook of an older structure at a path."""
    one = FIXTURES / f"schema-{number}.balint"
    shutil.copy(one, path)
    shutil.copy(keys_path(one), keys_path(path))


def change_a_summary(path: Path) -> None:
    """Change a word, and no count of anything."""
    with opened(path, typed=RELEASED).store as store, store.writing():
        store.change("UPDATE presentation SET summary = 'Nobody opens them.'")


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 2, 3])
def test_words_changed_since_the_structure_was_are_given_up_only_with_a_yes(
    path: Path, number: int
) -> None:
    released(path, number)
    book = opened(path, typed=RELEASED)
    book.store.close()
    assert book.before is not None
    assert restore(path, book.before, typed=RELEASED) is None  # nothing was changed yet
    opened(path, typed=RELEASED).store.close()
    change_a_summary(path)
    assert "would be lost" in (restore(path, book.before, typed=RELEASED) or "")


@pytest.mark.slow
def test_words_of_another_window_that_brings_the_structure_up_to_date_are_not_given_up(
    path: Path, tmp_path: Path
) -> None:
    released(path, 3)
    released(tmp_path / "copy.balint", 3)
    book = opened(tmp_path / "copy.balint", typed=RELEASED)
    book.store.close()
    assert book.before is not None
    packed = archive.read(book.before)
    ring = keyring.decode(packed.keys_document)
    with make_backup.extracted(packed, beside=path) as unfinished:
        key = open_logbook.approach(unfinished, "alder", ring=ring).unlock(RELEASED, TODAY)
        present = restore_backup.compare(path, unfinished, ring, key, "alder", RELEASED)
        change_a_summary(path)  # while the leader thinks
        with pytest.raises(CouldNotError, match="changed in another window"):
            restore_backup.put_in_place(path, unfinished, ring, key, present)
        present.close()


@pytest.mark.slow
def test_a_window_that_was_open_remembers_nothing_of_what_was_given_up(
    shared: Logbook, tmp_path: Path
) -> None:
    path, state = shared.store.path, tmp_path / "state"
    target = tmp_path / "larch.backup"
    make_backup.back_up(shared, target)
    record(shared, "2026-03-09")
    assert restore(path, target) is not None
    with opened(path).store as store:
        last_seen.remember_newest(state, shared.file_id, store, "alder")
    last_seen.remember_book(state, shared)  # it ends only now
    memory = last_seen.recall(state, shared.file_id)
    assert opened(path, memory=memory).store.refusal is None


def test_a_backup_from_before_there_were_marks_is_the_one_that_holds(
    path: Path, tmp_path: Path
) -> None:
    """What was remembered of a newer copy would refuse it for good."""
    released(path, 1)
    last_seen.remember(tmp_path, "f" * 32, Memory(commit_marks.Commit(9, "0" * 32), "alder"))
    first16 = path.read_bytes()[:16]
    key = keyring.unlock(keys_file.keys_beside(path), first16, "alder", RELEASED)
    with connection.open_unchanged(path, key) as store:
        last_seen.remember_newest(tmp_path, "f" * 32, store, "alder")
    assert last_seen.recall(tmp_path, "f" * 32) is None


@pytest.mark.slow
def test_a_logbook_whose_keys_file_is_lost_is_not_called_damaged(shared: Logbook) -> None:
    path = shared.store.path
    target = path.with_name("larch.backup")
    make_backup.back_up(shared, target)
    record(shared, "2026-03-09")
    shared.store.close()
    keys_path(path).unlink()
    loss = restore(path, target)
    assert loss is not None
    assert "2 sessions" in loss
    assert "To bring back that file alone, use the recovery sheet" in loss


@pytest.fixture
def strange(shared: Logbook) -> tuple[Path, Path]:
    """A logbook that alder cannot open any more, and a backup that alder can."""
    path = shared.store.path
    target = path.with_name("larch.backup")
    make_backup.back_up(shared, target)
    rotate_key.rotate(shared, {"sedge": Secret(OTHER)}, CHEAP)
    shared.store.close()
    return path, target


@pytest.mark.slow
@pytest.mark.parametrize("linking", [True, False])
@pytest.mark.parametrize("failing", ["replace", "move_over"])
def test_a_restore_that_comes_to_nothing_leaves_what_stood_there(
    strange: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, failing: str, linking: bool
) -> None:
    path, target = strange
    journal = path.with_name(f"{path.name}-journal")
    before = path.read_bytes(), keys_path(path).read_bytes()
    names = real_files.names(path.parent)

    def fails(*_: object) -> None:
        raise CouldNotError("the disk is full")

    with monkeypatch.context() as patch:
        if not linking:
            patch.setattr(os, "link", no_second_names)
        patch.setattr(disk, failing, fails)
        with pytest.raises(CouldNotError, match="disk is full"):
            restore(path, target)
    if failing == "move_over":
        assert (path.read_bytes(), keys_path(path).read_bytes()) == before
        assert real_files.names(path.parent) == names
    journal.unlink(missing_ok=True)
    assert sessions_in(path, "sedge", OTHER) == 1


def no_second_names(*_: object) -> None:
    raise PermissionError(errno.EPERM, "no hard links here")  # FAT on a stick


@pytest.mark.slow
def test_a_journal_is_taken_away_only_when_its_logbook_is(
    strange: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it, the logbook that stays would be half committed."""
    path, target = strange
    journal = path.with_name(f"{path.name}-journal")
    journal.write_bytes(b"what a commit overwrote")
    with monkeypatch.context() as patch:
        patch.setattr(disk, "move_over", fails_to_read)
        with pytest.raises(CouldNotError):
            restore(path, target)
    assert journal.read_bytes() == b"what a commit overwrote"


@pytest.mark.slow
def test_a_rotation_in_the_very_moment_of_a_restore_locks_nobody_out(
    strange: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, target = strange
    book = opened(path, "sedge", OTHER)
    fit = rotate_key._fit
    looks: list[int] = []

    def restored_after(*given: Any) -> bool:
        found = fit(*given)
        if not looks:
            looks.append(1)
            restore(path, target)
        return found

    monkeypatch.setattr(rotate_key, "_fit", restored_after)
    rotate_key.rotate(book, {"sedge": Secret(OTHER)}, CHEAP)
    assert sessions_in(path, "sedge", OTHER) == 1


@pytest.mark.slow
def test_a_rotation_stops_where_a_backup_took_the_keys_file_meanwhile(
    shared: Logbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who restores over a logbook that they cannot open cannot hold it either."""
    path = shared.store.path
    target = path.with_name("larch.backup")
    make_backup.back_up(shared, target)
    copy_to = copies.copy_to

    def restored_meanwhile(*given: Any) -> None:
        copy_to(*given)
        packed = archive.read(target)
        ring = keyring.decode(packed.keys_document)
        with make_backup.extracted(packed, beside=path) as unfinished:
            nothing_opens = restore_backup.Present(None, "kept aside")
            restore_backup.put_in_place(path, unfinished, ring, shared.key, nothing_opens)

    monkeypatch.setattr(copies, "copy_to", restored_meanwhile)
    with pytest.raises(ReplacedError):
        rotate_key.rotate(shared, {"alder": Secret(NEW)}, CHEAP)
    assert sessions_in(path, "sedge", OTHER) == 1


@pytest.mark.slow
def test_what_is_left_of_a_lost_logbook_is_kept_aside(shared: Logbook) -> None:
    """Its journal would be laid over the restored file, and its keys may open a copy of it."""
    path = shared.store.path
    target = path.with_name("larch.backup")
    make_backup.back_up(shared, target)
    real_files.keep_evening(shared.store, "later")
    left = {"test.balint-journal": real_files.journal_of_a_kill(shared.store)}
    key_holders.change_secret(shared, "sedge", Secret(NEW), CHEAP)
    left["test.balint.keys"] = keys_path(path).read_bytes()
    shared.store.close()
    path.unlink()
    path.with_name("test.balint-journal").write_bytes(left["test.balint-journal"])
    assert restore(path, target) is None
    assert sessions_in(path, "sedge", OTHER) == 1
    for name, content in left.items():
        kept = path.with_name(name.replace("test.balint", "test.balint.damaged"))
        assert kept.read_bytes() == content


@pytest.mark.slow
def test_the_keys_of_another_logbook_are_kept_aside_and_not_mixed_in(
    shared: Logbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shared.store.path
    target = path.with_name("larch.backup")
    make_backup.back_up(shared, target)
    again = path.with_name("again.balint")
    create_logbook.create(again, "linnet", NEW, TODAY, CHEAP)
    strangers = keys_path(again).read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(keyring, "encode", stops_at(keyring.encode, 2))
        with pytest.raises(KeyboardInterrupt):  # the logbook is in place, its keys not yet alone
            restore(again, target)
    assert sessions_in(again, "sedge", OTHER) == 1
    assert keys_path(again).with_name("again.balint.damaged.keys").read_bytes() == strangers


def stops_at(function: Callable[..., Any], moment: int) -> Callable[..., Any]:
    """Return the function, interrupted when it is called for that time."""
    calls = []

    def stopping(*given: Any) -> Any:
        calls.append(given)
        if len(calls) == moment:
            raise KeyboardInterrupt
        return function(*given)

    return stopping


@pytest.mark.slow
def test_a_backup_is_made_before_the_structure_changes(path: Path) -> None:
    released(path, 1)
    phrase = RELEASED
    book = opened(path, typed=phrase)
    book.store.close()
    made = path.with_name(f"{path.name}.before-2.backup")
    assert book.before == made
    packed = archive.read(made)
    with make_backup.extracted(packed, beside=path) as unfinished:
        key = keyring.unlock(
            keyring.decode(packed.keys_document), unfinished.read_bytes()[:16], "alder", phrase
        )
        with copies.opened_copy(unfinished, key) as store:
            assert store.value("PRAGMA user_version") == 1
            assert store.value("SELECT count(*) FROM session") == 16
    with opened(path, typed=phrase).store as store:
        assert [one.path for one in file_facts.backups(store)] == [str(made)]
    assert [one.name for one in path.parent.glob("*.backup")] == [made.name]


def test_an_older_copy_of_an_older_structure_is_left_as_it_is(path: Path) -> None:
    """To bring it up to date would be to write to it before anybody said that it holds."""
    released(path, 1)
    before = real_files.names(path.parent), path.read_bytes()
    memory = Memory(commit_marks.Commit(7, "0" * 32), "alder")
    with pytest.raises(FileProblemError, match="older than the one last used"):
        opened(path, typed=RELEASED, memory=memory)
    assert (real_files.names(path.parent), path.read_bytes()) == before


# Older and parted copies


def copy_of(path: Path, name: str) -> Path:
    copy = path.with_name(name)
    shutil.copy(path, copy)
    shutil.copy(keys_path(path), keys_path(copy))
    return copy


def memory_of(book: Logbook) -> Memory:
    return Memory(commit_marks.newest(book.store), book.leader)


def test_a_copy_that_lacks_what_was_seen_is_read_but_not_written_to(shared: Logbook) -> None:
    older = copy_of(shared.store.path, "older.balint")
    record(shared, "2026-03-09")
    before = older.read_bytes()
    book = opened(older, memory=memory_of(shared))
    with book.store:
        assert book.store.value("SELECT count(*) FROM session") == 1
        with pytest.raises(FileProblemError, match=r"older .* 1 change"):
            record(book, "2026-03-16")
    assert older.read_bytes() == before


def test_a_copy_that_diverged_is_told_apart_from_an_older_one(shared: Logbook) -> None:
    parted = copy_of(shared.store.path, "parted.balint")
    record(shared, "2026-03-09")
    with opened(parted).store as store:
        for _ in range(3):
            real_files.keep_evening(store, "elsewhere")
    book = opened(parted, memory=memory_of(shared))
    with book.store:
        assert book.store.refusal is not None
        assert "has diverged" in book.store.refusal.message


def test_a_copy_that_went_on_is_simply_the_newer_one(shared: Logbook) -> None:
    seen = memory_of(shared)
    record(shared, "2026-03-09")
    with opened(shared.store.path, memory=seen).store as store:
        assert store.refusal is None


def test_every_commit_has_a_mark_of_its_own_and_reading_has_none(shared: Logbook) -> None:
    store = shared.store
    first = commit_marks.newest(store)
    with store.reading():
        store.rows("SELECT * FROM session")
    with store.writing():
        pass
    assert commit_marks.newest(store) == first
    record(shared, "2026-03-09")
    second = commit_marks.newest(store)
    assert second.number == first.number + 1
    assert second.mark != first.mark
    assert commit_marks.holds(store, first)


def test_keeping_is_no_content(shared: Logbook) -> None:
    content = commit_marks.newest_content(shared.store)
    file_facts.note_sheet(shared.store, TODAY)
    key_holders.change_secret(shared, "sedge", Secret(NEW), CHEAP)
    assert commit_marks.newest_content(shared.store) == content
    assert commit_marks.newest(shared.store).number == content.number + 2


def test_what_was_seen_is_remembered_on_this_computer(shared: Logbook, tmp_path: Path) -> None:
    folder = tmp_path / "state"
    assert last_seen.recall(folder, shared.file_id) is None
    expected = memory_of(shared)
    last_seen.remember_book(folder, shared)
    remembered = last_seen.recall(folder, shared.file_id)
    assert remembered is not None
    assert remembered[:2] == expected[:2]
    assert remembered.place == os.path.realpath(shared.store.path)
    assert remembered.keys is not None
    assert remembered.keys.salt == shared.key.salt.hex()
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    file.write_bytes(b"[1, 2")
    assert last_seen.recall(folder, shared.file_id) is None


def test_a_copy_that_may_not_hold_is_not_remembered(shared: Logbook, tmp_path: Path) -> None:
    shared.store.refusal = FileProblemError("older")
    last_seen.remember_book(tmp_path / "state", shared)
    assert not (tmp_path / "state").exists()


def test_nothing_remembered_stands_in_nobodys_way(shared: Logbook, tmp_path: Path) -> None:
    file = tmp_path / "a file"
    file.write_bytes(b"")
    last_seen.remember_book(file, shared)  # where a folder should be
    assert last_seen.recall(file, shared.file_id) is None


# Whether it is whole


def inspected(path: Path, memory: Memory | None = None) -> vault_check.Report:
    door = open_logbook.approach(path, "alder")
    return vault_check.inspect(door, door.unlock(PASSPHRASE, TODAY), TODAY, memory)


@pytest.mark.slow
def test_a_whole_logbook_is_whole(shared: Logbook) -> None:
    file_facts.note_sheet(shared.store, TODAY)
    make_backup.back_up(shared, shared.store.path.with_name("larch.backup"))
    assert inspected(shared.store.path) == vault_check.Report([], [])


def test_what_should_not_stay_so_is_remarked(shared: Logbook) -> None:
    path = shared.store.path
    path.chmod(0o644)
    path.with_name(f"{path.name}.0badcafe.new").write_bytes(b"")
    later = Memory(commit_marks.Commit(999, "00" * 16), "alder")
    report = inspected(path, later)
    assert report.damage == []
    for words in ("can open", "no confirmed recovery sheet", "no backup", "left by", "older"):
        assert any(words in remark for remark in report.remarks), words


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("DELETE FROM passage_data WHERE id > 10", "search index is damaged"),
        ("DELETE FROM passage WHERE rowid = 4", "search index"),
        ("UPDATE passage SET text = 'other' WHERE rowid = 4", "search index"),
        ("INSERT INTO passage (rowid, text) VALUES (400, 'gone')", "search index"),
        ("UPDATE presentation SET case_id = 99", "depend on others that are missing"),
        ("UPDATE keyring_copy SET document = x'00'", "copy of the keys file"),
        ("UPDATE logbook SET file_id = 'other'", "another logbook"),
    ],
)
def test_each_kind_of_damage_is_found(shared: Logbook, sql: str, words: str) -> None:
    real_files.keep_evening(shared.store, "letters", date(2026, 3, 9))
    shared.store.rows("PRAGMA foreign_keys = OFF")
    shared.store.rows(sql)
    shared.store.close()
    assert any(words in one for one in inspected(shared.store.path).damage)


@pytest.mark.slow
def test_the_keys_inside_a_backup_are_looked_at_too(shared: Logbook) -> None:
    path = shared.store.path
    with shared.store.writing():
        shared.store.change("UPDATE keyring_copy SET document = x'00'")
    make_backup.back_up(shared, path.with_name("larch.backup"))
    packed = archive.read(path.with_name("larch.backup"))
    ring = keyring.decode(packed.keys_document)
    with make_backup.extracted(packed, beside=path) as unfinished:
        door = open_logbook.approach(unfinished, "alder", ring=ring)
        report = vault_check.inspect_backup(door, shared.key)
    assert report.damage == ["the copy of the keys file inside the logbook cannot be read"]


def test_damaged_pages_are_counted_and_named(shared: Logbook) -> None:
    path = shared.store.path
    shared.store.close()
    data = bytearray(path.read_bytes())
    for page in (7, 9):
        data[4096 * (page - 1) + 100] ^= 1
    path.write_bytes(data)
    (found,) = inspected(path).damage
    assert found.startswith("2 of ")
    assert "page 7, page 9" in found


def test_a_day_later_nothing_has_changed(shared: Logbook) -> None:
    before = shared.store.path.read_bytes()
    inspected(shared.store.path)
    open_logbook.approach(shared.store.path, "alder").open(
        PASSPHRASE, TODAY + timedelta(days=1)
    ).store.close()
    assert shared.store.path.read_bytes() == before
