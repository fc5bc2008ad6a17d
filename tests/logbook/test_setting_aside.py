"""What a restored backup takes the place of: kept whole, and given back where it fails."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
import real_files
from conftest import CHEAP, PASSPHRASE, TODAY

from balintlog import disk
from balintlog.errors import (
    BalintlogError,
    ChangedMeanwhileError,
    CouldNotError,
    FileProblemError,
    ReplacedError,
)
from balintlog.logbook.keys import (
    create_logbook,
    key_holders,
    keys_file,
    make_backup,
    open_logbook,
    restore_backup,
    rotate_key,
)
from balintlog.logbook.keys.paths import keys_path, left_over
from balintlog.storage.file import archive
from balintlog.vault import keyring
from balintlog.vault.keyring import Secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import MadeOnce

    from balintlog.logbook.book import Logbook

NOW = "a quiet waiting room"
NEW = "nobody was in a hurry"


def opens(path: Path, typed: str) -> bool:
    """Tell whether alder opens a logbook with a passphrase."""
    try:
        open_logbook.approach(path, "alder").open(typed, TODAY).store.close()
    except BalintlogError:
        return False
    return True


def restore(path: Path, backup: Path, typed: str = PASSPHRASE) -> Path | None:
    packed = archive.read(backup)
    ring = keyring.decode(packed.keys_document)
    with make_backup.extracted(packed, beside=path) as unfinished:
        key = open_logbook.approach(unfinished, "alder", ring=ring).unlock(typed, TODAY)
        present = restore_backup.compare(path, unfinished, ring, key, "alder", typed)
        try:
            return restore_backup.put_in_place(path, unfinished, ring, key, present)
        finally:
            present.close()


@pytest.fixture
def backup(path: Path, made_once: MadeOnce, tmp_path: Path) -> Path:
    """A backup that opens with the passphrase of its day; today the logbook has another key."""
    target = tmp_path / "stick" / "then.backup"
    target.parent.mkdir()

    def make() -> None:
        create_logbook.create(path, "alder", PASSPHRASE, TODAY, CHEAP)
        book = open_logbook.approach(path, "alder").open(PASSPHRASE, TODAY)
        with book.store:
            make_backup.back_up(book, target)
            rotate_key.rotate(book, {"alder": Secret(NOW)}, CHEAP)

    made_once.lay("backed up, then rotated", path, make, target)
    return target


@pytest.fixture
def later(backup: Path, path: Path) -> Path:
    """A backup of the logbook as it is today."""
    book = open_logbook.approach(path, "alder").open(NOW, TODAY)
    with book.store:
        return make_backup.back_up(book, backup.with_name("now.backup"))


def contents(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.parent.iterdir() if file.is_file()}


def meanwhile(
    patch: pytest.MonkeyPatch, place: Any, name: str, act: Callable[[], object], *, after: bool
) -> None:
    """Let another window act once, before a function is called for the first time or after it."""
    real = getattr(place, name)

    def called(*given: Any) -> Any:
        patch.setattr(place, name, real)
        if not after:
            act()
        result = real(*given)
        if after:
            act()
        return result

    patch.setattr(place, name, called)


def fails(*_: object) -> None:
    raise CouldNotError("the disk is full")


def no_second_names(*_: object) -> None:
    raise PermissionError(errno.EPERM, "no hard links here")  # FAT on a stick


@pytest.mark.slow
@pytest.mark.parametrize("moment", [(keyring, "encode"), (disk, "keep_as"), (disk, "move_over")])
@pytest.mark.parametrize("with_keys", [True, False])
def test_of_two_windows_that_restore_neither_takes_away_what_the_other_has_kept(
    backup: Path, path: Path, monkeypatch: pytest.MonkeyPatch, moment: Any, with_keys: bool
) -> None:
    if not with_keys:
        keys_path(path).unlink()
    old = contents(path)
    place, name = moment
    meanwhile(monkeypatch, place, name, lambda: restore(path, backup), after=False)
    with suppress(CouldNotError):
        restore(path, backup)
    assert opens(path, PASSPHRASE)
    assert set(old.values()) <= set(contents(path).values())


@pytest.mark.slow
def test_a_backup_that_another_window_restored_in_that_very_moment_keeps_its_keys(
    backup: Path, later: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, disk, "move_over", lambda: restore(path, later, NOW), after=True)
    with pytest.raises(ReplacedError):
        restore(path, backup)
    assert opens(path, NOW)


@pytest.mark.slow
def test_a_logbook_that_came_while_the_keys_were_written_is_not_set_aside(
    backup: Path, later: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, disk, "replace", lambda: restore(path, later, NOW), after=True)
    with pytest.raises(ReplacedError):
        restore(path, backup)
    assert opens(path, NOW)
    assert not path.with_name("test.balint.damaged").exists()


@pytest.mark.slow
def test_the_name_that_another_window_has_just_given_is_not_taken_away(
    backup: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the next moment that window replaces the logbook, and has no other name of it."""
    keys_path(path).unlink()
    kept = path.with_name("test.balint.damaged")
    meanwhile(monkeypatch, disk, "move_new", lambda: os.link(path, kept), after=True)
    with pytest.raises(ChangedMeanwhileError):
        restore(path, backup)
    assert kept.samefile(path)
    assert not keys_path(path).exists()


def test_a_journal_is_given_back_before_its_logbook(
    backup: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever opens the logbook in between would find it half committed."""
    journal = path.with_name("test.balint-journal")
    journal.write_bytes(b"what a commit overwrote")
    monkeypatch.setattr(os, "link", no_second_names)
    monkeypatch.setattr(disk, "move_over", fails)
    named, keep_as = [], disk.keep_as

    def noted(there: Path, free: Path) -> None:
        keep_as(there, free)
        named.append(free)

    monkeypatch.setattr(disk, "keep_as", noted)
    with pytest.raises(CouldNotError):
        restore(path, backup)
    assert named[-2:] == [journal, path]


@pytest.mark.parametrize("linking", [True, False])
def test_who_opens_a_logbook_while_a_backup_takes_its_place_hinders_nothing(
    backup: Path, path: Path, monkeypatch: pytest.MonkeyPatch, linking: bool
) -> None:
    """The opening drops the keys of the backup, and would sweep the backup, too."""
    if not linking:
        monkeypatch.setattr(os, "link", no_second_names)
    meanwhile(monkeypatch, disk, "keep_as", lambda: opens(path, NOW), after=False)
    kept = restore(path, backup)
    assert opens(path, PASSPHRASE)
    assert kept is not None
    assert opens(kept, NOW)


@pytest.mark.parametrize("linking", [True, False])
def test_where_the_backup_is_gone_before_it_had_its_name_all_is_given_back(
    backup: Path, path: Path, monkeypatch: pytest.MonkeyPatch, linking: bool
) -> None:
    """That it is gone does not say that it has its name."""
    before = contents(path)
    if not linking:
        monkeypatch.setattr(os, "link", no_second_names)

    def sweep() -> None:
        for unfinished in left_over(path):
            unfinished.unlink()

    meanwhile(monkeypatch, disk, "keep_as", sweep, after=False)
    with pytest.raises(CouldNotError):
        restore(path, backup)
    assert contents(path) == before


@pytest.mark.slow
def test_keys_are_given_back_on_a_disk_that_is_full(
    backup: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the logbook of somebody else would stand there with the keys of the backup."""
    stranger = path.with_name("stranger.balint")
    create_logbook.create(stranger, "alder", NEW, TODAY, CHEAP)
    stranger.replace(path)
    keys_path(stranger).replace(keys_path(path))
    before = contents(path)

    def full() -> None:
        monkeypatch.setattr(disk, "replace", fails)
        raise CouldNotError("the disk is full")

    meanwhile(monkeypatch, disk, "move_over", full, after=False)
    with pytest.raises(CouldNotError, match="the disk is full"):
        restore(path, backup)
    assert contents(path) == before


def test_where_keys_cannot_be_given_back_it_is_said_where_they_are(
    backup: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = keys_path(path).read_bytes()

    def gone() -> None:
        for name in ("replace", "move_over"):
            monkeypatch.setattr(disk, name, fails)
        raise CouldNotError("the stick was pulled out")

    meanwhile(monkeypatch, disk, "move_over", gone, after=False)
    with pytest.raises(CouldNotError, match=r"are in .*test\.balint\.damaged\.keys") as told:
        restore(path, backup)
    assert told.value.hint == "Give that file the name test.balint.keys."
    assert keys_path(path).with_name("test.balint.damaged.keys").read_bytes() == keys


def test_where_there_were_no_keys_none_are_said_to_be_anywhere(
    backup: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys_path(path).unlink()

    def gone() -> None:
        monkeypatch.setattr(disk, "remove", fails)
        raise CouldNotError("the stick was pulled out")

    meanwhile(monkeypatch, disk, "move_over", gone, after=False)
    with pytest.raises(CouldNotError, match=r"^the stick was pulled out$"):
        restore(path, backup)


def test_keys_behind_a_link_to_another_disk_are_given_back(
    backup: Path, path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "stick" / "larch.keys"
    keys_path(path).rename(elsewhere)
    keys_path(path).symlink_to(elsewhere)
    before = contents(path)
    monkeypatch.setattr(disk, "move_over", fails)  # there is no moving from disk to disk
    with pytest.raises(CouldNotError, match="the disk is full"):
        restore(path, backup)
    assert keys_path(path).is_symlink()
    assert contents(path) == before


def change_passphrase(path: Path, typed: str = NOW) -> None:
    book = open_logbook.approach(path, "alder").open(typed, TODAY)
    with book.store:
        key_holders.change_secret(book, "alder", Secret(NEW), CHEAP)


def rotate(path: Path) -> None:
    book = open_logbook.approach(path, "alder").open(NOW, TODAY)
    with book.store:
        rotate_key.rotate(book, {"alder": Secret(NEW)}, CHEAP)


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["encode", "keep_as", "move_over"])
@pytest.mark.parametrize("change", [change_passphrase, rotate])
def test_a_restore_that_fails_undoes_no_change_of_the_keys_in_another_window(
    backup: Path,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Path], None],
    moment: str,
) -> None:
    def changed() -> None:
        change(path)
        monkeypatch.setattr(disk, "move_over", fails)
        if moment == "move_over":
            fails()

    place = keyring if moment == "encode" else disk
    meanwhile(monkeypatch, place, moment, changed, after=False)
    with pytest.raises(CouldNotError):
        restore(path, backup)
    assert opens(path, NEW)
    assert not opens(path, NOW)
    assert not opens(path, PASSPHRASE)


def test_a_passphrase_changed_as_soon_as_the_backup_stands_is_not_undone(
    backup: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change() -> None:
        change_passphrase(path, PASSPHRASE)

    meanwhile(monkeypatch, disk, "move_over", change, after=True)
    restore(path, backup)
    assert opens(path, NEW)
    assert not opens(path, PASSPHRASE)


def test_a_keys_file_that_is_none_is_kept_whole(backup: Path, path: Path) -> None:
    long = os.urandom(3 << 20)
    keys_path(path).write_bytes(long)
    assert restore(path, backup) is not None
    assert path.with_name("test.balint.damaged.keys").read_bytes() == long
    assert opens(path, PASSPHRASE)


def test_through_a_link_that_leads_to_nothing_a_keys_file_is_restored(
    backup: Path, path: Path, tmp_path: Path
) -> None:
    keys_path(path).unlink()
    keys_path(path).symlink_to(tmp_path / "stick" / "larch.keys")
    restore(path, backup)
    assert (tmp_path / "stick" / "larch.keys").is_file()
    assert opens(path, PASSPHRASE)


def test_a_keys_file_that_links_to_a_missing_disk_is_told_in_plain_words(
    backup: Path, path: Path, tmp_path: Path
) -> None:
    keys_path(path).unlink()
    before = contents(path)
    keys_path(path).symlink_to(tmp_path / "pulled out" / "larch.keys")
    with pytest.raises(FileProblemError, match="a link to a folder that is not there"):
        restore(path, backup)
    keys_path(path).unlink()  # as it was told
    assert contents(path) == before
    restore(path, backup)
    assert opens(path, PASSPHRASE)


def test_no_backup_takes_the_place_of_a_folder(backup: Path, path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "Documents"
    folder.mkdir()
    (folder / "thesis.txt").write_text("of ten years")
    names = real_files.names(tmp_path)
    with pytest.raises(FileProblemError, match="Documents is a folder, not a logbook"):
        restore(folder, backup)
    assert real_files.names(tmp_path) == names


def killed(path: Path, backup: Path, typed: str, patch: pytest.MonkeyPatch) -> None:
    """Restore, and be killed before the backup has its name: nothing is tidied up."""
    packed = archive.read(backup)
    ring = keyring.decode(packed.keys_document)
    unfinished = path.with_name(f"{path.name}.0badcafe.new")
    archive.unpack_database(packed, unfinished)
    key = open_logbook.approach(unfinished, "alder", ring=ring).unlock(typed, TODAY)
    with patch.context() as kill:
        kill.setattr(disk, "move_over", fails)
        present = restore_backup.compare(path, unfinished, ring, key, "alder", typed)
        with pytest.raises(CouldNotError):
            restore_backup.put_in_place(path, unfinished, ring, key, present)
        present.close()


@pytest.mark.slow
def test_what_a_killed_restore_left_is_swept_where_nobody_else_can_be_at_it(
    book: Logbook, path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Who could open the logbook held it; so who opens it now knows that they are gone."""
    (tmp_path / "stick").mkdir()
    made = make_backup.back_up(book, tmp_path / "stick")
    rotate_key.rotate(book, {"alder": Secret(PASSPHRASE)}, CHEAP)
    book.store.close()
    killed(path, made, PASSPHRASE, monkeypatch)
    assert len(keys_file.keys_beside(path).epochs) == 2
    assert opens(path, PASSPHRASE)
    assert left_over(path) == []
    assert len(keys_file.keys_beside(path).epochs) == 1
