"""Creating a logbook and opening it: both files together, or nothing at all."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import drafts_of_log
import pytest
import real_files
from conftest import CHEAP, PASSPHRASE, TODAY

from balintlog import disk
from balintlog.domain.records import Group
from balintlog.errors import (
    CouldNotError,
    FileProblemError,
    InvalidInputError,
    LockedError,
    NotFoundError,
    ReplacedError,
)
from balintlog.logbook.book import Logbook
from balintlog.logbook.keys import (
    create_logbook,
    key_holders,
    keys_file,
    open_logbook,
    rotate_key,
    vault_check,
)
from balintlog.logbook.keys.paths import LONGEST_SUFFIX, keys_path
from balintlog.logbook.keys.vault_info import vault_info
from balintlog.logbook.view import draft_list
from balintlog.storage.file import connection, file_facts
from balintlog.storage.store import Store
from balintlog.storage.tables import people
from balintlog.vault import key_stretching, keyring
from balintlog.vault.keyring import Secret


def create(path: Path, leader: str = "alder") -> None:
    create_logbook.create(path, leader, PASSPHRASE, TODAY, CHEAP)


def opened(path: Path, leader: str | None = None, passphrase: str = PASSPHRASE) -> Logbook:
    return open_logbook.approach(path, leader).open(passphrase, TODAY)


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir() if entry.name != "home")


def both(path: Path) -> tuple[bytes, bytes]:
    return path.read_bytes(), keys_path(path).read_bytes()


# Creating


def test_a_new_logbook_is_two_files_for_the_owner_only(path: Path, tmp_path: Path) -> None:
    create(path)
    assert names(tmp_path) == ["test.balint", "test.balint.keys"]
    for name in names(tmp_path):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_a_new_logbook_is_empty_but_for_its_leader(path: Path) -> None:
    create(path, "sedge")
    book = opened(path)
    with book.store:
        assert (book.leader, book.today) == ("sedge", TODAY)
        assert set(people.leaders(book.store)) == {"sedge"}
        assert people.given_aliases(book.store) == {"sedge"}
        assert people.groups(book.store) == []
        assert book.leader_id == 1


def test_missing_folders_are_made_for_the_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "one" / "two" / "new.balint"
    create(path)
    for folder in (path.parent, path.parent.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    opened(path).store.close()


def test_the_keys_file_is_also_kept_inside_the_logbook(path: Path) -> None:
    create(path)
    book = opened(path)
    with book.store:
        kept = book.store.value("SELECT document FROM keyring_copy")
    assert kept == keys_path(path).read_bytes()


@pytest.mark.slow
def test_two_logbooks_share_neither_key_nor_name(tmp_path: Path) -> None:
    one, other = tmp_path / "one.balint", tmp_path / "other.balint"
    for path in (one, other):
        create(path)
    rings = [keyring.decode(keys_path(path).read_bytes()) for path in (one, other)]
    assert rings[0].file_id != rings[1].file_id
    assert one.read_bytes()[:16] != other.read_bytes()[:16]


WAYS: dict[str, Callable[[Path], object]] = {
    "a file": lambda path: path.write_bytes(b"diary"),
    "an empty file": Path.touch,
    "a folder": Path.mkdir,
    "a link to nowhere": lambda path: path.symlink_to("nowhere"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("which", [lambda path: path, keys_path])
def test_nothing_in_the_way_is_ever_overwritten(
    path: Path, tmp_path: Path, way: str, which: Callable[[Path], Path]
) -> None:
    in_the_way = which(path)
    WAYS[way](in_the_way)
    with pytest.raises(FileProblemError, match="there is already a file at") as caught:
        create(path)
    assert str(in_the_way) in caught.value.message
    assert caught.value.hint
    assert names(tmp_path) == [in_the_way.name]
    if way == "a file":
        assert in_the_way.read_bytes() == b"diary"


def test_the_journal_of_a_lost_logbook_is_not_laid_over_a_new_one(book: Logbook) -> None:
    path, journal = book.store.path, real_files.journal_of_a_kill(book.store)
    book.store.close()
    path.unlink()
    keys_path(path).unlink()
    path.with_name("test.balint-journal").write_bytes(journal)
    with pytest.raises(FileProblemError, match=r"already a file at .*test\.balint-journal"):
        create(path)
    assert names(path.parent) == ["test.balint-journal"]


def test_ctrl_c_as_a_new_logbook_gets_its_name_leaves_its_keys(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = os.link

    def interrupted(*names: Any) -> None:
        link(*names)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "link", interrupted)
    with pytest.raises(KeyboardInterrupt):
        create(path)
    assert names(tmp_path) == ["test.balint", "test.balint.keys"]
    opened(path).store.close()


def test_a_logbook_is_never_overwritten_by_another(path: Path, tmp_path: Path) -> None:
    create(path)
    before = both(path)
    with pytest.raises(FileProblemError, match="already a file"):
        create(path, "sedge")
    assert both(path) == before
    assert names(tmp_path) == ["test.balint", "test.balint.keys"]


@pytest.mark.parametrize("name", ["test.balint", "test.balint.keys"])
def test_what_appears_while_a_logbook_is_made_is_not_overwritten_either(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    add_leader = people.add_leader

    def meanwhile(*arguments: Any) -> int:
        (tmp_path / name).write_bytes(b"from another window")
        return add_leader(*arguments)

    monkeypatch.setattr(people, "add_leader", meanwhile)
    with pytest.raises(FileProblemError, match="already a file"):
        create(path)
    assert names(tmp_path) == [name]
    assert (tmp_path / name).read_bytes() == b"from another window"


@pytest.mark.parametrize("passphrase", ["short", ""])
def test_a_passphrase_that_will_not_do_leaves_nothing_behind(
    path: Path, tmp_path: Path, passphrase: str
) -> None:
    with pytest.raises(InvalidInputError):
        create_logbook.create(path, "alder", passphrase, TODAY, CHEAP)
    assert names(tmp_path) == []


def test_the_stretching_is_the_shipped_one_unless_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_stretching.Stretching, "key", lambda *_: bytes(32))
    create_logbook.create(path, "alder", PASSPHRASE, TODAY)
    ring = keyring.decode(keys_path(path).read_bytes())
    assert ring.epochs[0].slots[0].stretching == key_stretching.SHIPPED


def test_a_name_too_long_for_the_disk_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises((CouldNotError, FileProblemError)):
        create(tmp_path / ("long" * 70))
    assert names(tmp_path) == []


def test_a_folder_that_may_not_be_looked_into_is_told_in_words(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordinary = os.stat

    def refused(name: Any, *arguments: Any, **options: Any) -> Any:
        if str(name).startswith(str(path)):
            raise PermissionError(13, "Permission denied")
        return ordinary(name, *arguments, **options)

    monkeypatch.setattr(os, "stat", refused)
    monkeypatch.setattr(os, "lstat", refused)
    failing_once(monkeypatch, "open", 1)  # as it does, too, in such a folder
    with pytest.raises(CouldNotError):
        create(path)
    monkeypatch.undo()
    assert names(tmp_path) == []


# A logbook is read back before it gets its name


@pytest.mark.parametrize("damaged_page", [0, 1, 2, -1])
def test_a_logbook_that_cannot_be_read_back_is_not_made(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damaged_page: int
) -> None:
    first_bytes = connection.first_bytes

    def bad_disk(aside: Path) -> bytes:
        with aside.open("r+b") as file:
            file.seek(damaged_page * 4096, os.SEEK_SET if damaged_page >= 0 else os.SEEK_END)
            file.write(os.urandom(4096))
        return first_bytes(aside)

    monkeypatch.setattr(connection, "first_bytes", bad_disk)
    with pytest.raises(FileProblemError):
        create(path)
    assert names(tmp_path) == []


def test_keys_that_were_not_written_as_they_are_kept_are_found_before_success(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encode = keyring.encode
    monkeypatch.setattr(keyring, "encode", lambda ring: encode(ring)[:-40])
    with pytest.raises(FileProblemError):
        create(path)
    assert names(tmp_path) == []


# Whatever fails, nothing is left behind, and creating can simply be repeated


STEPS = [
    (keyring, "create"),
    (keyring, "encode"),
    (disk, "private_folder"),
    (connection, "create"),
    (file_facts, "initialise"),
    (people, "add_leader"),
    (keyring, "decode"),
    (connection, "first_bytes"),
    (keyring, "unlock"),
    (connection, "open_file"),
    (file_facts, "file_id"),
    (disk, "write_new"),
    (disk, "move_new"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("module", "name"), STEPS, ids=lambda one: getattr(one, "__name__", one))
@pytest.mark.parametrize("error", [FileProblemError("no"), KeyboardInterrupt(), OSError(5, "no")])
def test_a_step_that_fails_leaves_nothing_behind(
    path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: Any,
    name: str,
    error: BaseException,
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(module, name, fails)
        with pytest.raises(type(error)):
            create(path)
    assert names(tmp_path) == []
    create(path)
    opened(path).store.close()


def failing_once(monkeypatch: pytest.MonkeyPatch, name: str, moment: int) -> list[Any]:
    """Let the call of ``os.<name>`` with that number fail; return the list of its calls."""
    ordinary, calls = getattr(os, name), []

    def fails_once(*arguments: Any, **options: Any) -> Any:
        calls.append(arguments)
        if len(calls) == moment:
            raise OSError(5, "Input/output error")
        return ordinary(*arguments, **options)

    monkeypatch.setattr(os, name, fails_once)
    return calls


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "moments"),
    [
        ("mkdir", 2),
        ("open", 6),
        ("write", 1),
        ("fsync", 5),
    ],
)
def test_a_disk_that_fails_at_any_moment_leaves_both_files_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, moments: int
) -> None:
    for moment in range(1, moments + 1):
        path = tmp_path / f"{name}{moment}" / "deeper" / "new.balint"
        with monkeypatch.context() as patch:
            calls = failing_once(patch, name, moment)
            with pytest.raises(CouldNotError):
                create(path)
            assert len(calls) >= moment
        left = names(path.parent) if path.parent.is_dir() else []
        if left != ["new.balint", "new.balint.keys"]:  # only to bring the names to the disk failed
            assert left == []
            create(path)
        else:
            assert moment == moments
        opened(path).store.close()


def test_a_disk_without_second_names_holds_a_logbook_too(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing_once(monkeypatch, "link", 1)
    create(path)
    assert names(tmp_path) == ["test.balint", "test.balint.keys"]
    opened(path).store.close()


BEFORE_NAMED = ["connection.create", "file_facts.initialise", "people.add_leader", "disk.write_new"]


@pytest.mark.slow
@pytest.mark.parametrize("step", [*BEFORE_NAMED, "disk.move_new", "Path.unlink"])
def test_a_computer_that_stops_at_any_step_leaves_no_logbook_without_its_key(
    path: Path, tmp_path: Path, step: str
) -> None:
    script = f"""
import os, signal, sys
from datetime import date
from pathlib import Path
from balintlog import disk
from balintlog.logbook.keys import create_logbook
from balintlog.storage.file import connection, file_facts
from balintlog.storage.tables import people
from balintlog.vault.key_stretching import Stretching
def stop(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
{step} = stop
create_logbook.create(Path(sys.argv[1]), "alder", {PASSPHRASE!r}, date(2026, 3, 20),
               Stretching(1, 1, 19 * 1024))
"""
    ended = subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert not path.exists() or keys_path(path).exists()
    assert path.exists() == (step == "Path.unlink")
    if path.exists():
        opened(path).store.close()
    elif step in BEFORE_NAMED:
        create(path)  # what is left aside is in nobody's way
        opened(path).store.close()


# Approaching


def test_the_only_leader_need_not_be_named(path: Path) -> None:
    create(path)
    assert open_logbook.approach(path, None).leader == "alder"
    assert open_logbook.approach(path, "alder").leader == "alder"


def test_a_leader_without_a_key_is_told_who_has_one(path: Path) -> None:
    create(path)
    with pytest.raises(NotFoundError, match="no leader sedge has a key") as caught:
        open_logbook.approach(path, "sedge")
    assert caught.value.hint == "Leaders who have one: alder."


def test_a_missing_logbook_is_told_and_not_made(path: Path, tmp_path: Path) -> None:
    with pytest.raises(FileProblemError, match="there is no logbook at"):
        open_logbook.approach(path, None)
    assert names(tmp_path) == []


def test_a_missing_keys_file_is_told_apart_from_a_missing_logbook(path: Path) -> None:
    create(path)
    keys_path(path).unlink()
    with pytest.raises(FileProblemError, match=r"keys file .*test\.balint\.keys is missing") as it:
        open_logbook.approach(path, None)
    assert "backup" in (it.value.hint or "")


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"Dear diary", bytes(1000), b'{"format": "balintlog-keys", "version": 1}'],
)
def test_a_keys_file_that_is_none_is_a_file_problem(path: Path, content: bytes) -> None:
    create(path)
    keys_path(path).write_bytes(content)
    with pytest.raises(FileProblemError):
        open_logbook.approach(path, None)


@pytest.mark.slow
def test_a_keys_file_with_any_changed_byte_never_opens_the_logbook(path: Path) -> None:
    create(path)
    right = keys_path(path).read_bytes()
    for at in range(0, len(right), 7):
        changed = bytearray(right)
        changed[at] ^= 1
        keys_path(path).write_bytes(changed)
        with pytest.raises((FileProblemError, LockedError)):
            opened(path)


def test_a_keys_file_cut_anywhere_is_damaged(path: Path) -> None:
    create(path)
    right = keys_path(path).read_bytes()
    for size in range(0, len(right) - 1, 31):
        keys_path(path).write_bytes(right[:size])
        with pytest.raises(FileProblemError):
            open_logbook.approach(path, None)


def test_a_keys_file_far_too_long_is_not_read_whole(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(path)
    with keys_path(path).open("ab") as file:
        file.truncate(10**7)
    read, sizes = disk.read, []

    def measured(*arguments: Any) -> bytes:
        data = read(*arguments)
        sizes.append(len(data))
        return data

    monkeypatch.setattr(disk, "read", measured)
    with pytest.raises(FileProblemError):
        open_logbook.approach(path, None)
    assert sizes == [keyring.MAX_BYTES + 1]


@pytest.mark.slow
def test_the_keys_of_another_logbook_do_not_fit(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.balint"
    create(path)
    create(other)
    shutil.copy(keys_path(other), keys_path(path))
    with pytest.raises(FileProblemError, match="do not belong together"):
        open_logbook.approach(path, None)


def test_a_logbook_exchanged_for_another_behind_the_same_door_is_not_opened(
    path: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.balint"
    create(path)
    create(other)
    door = open_logbook.approach(path, None)
    shutil.copy(other, path)
    with pytest.raises(FileProblemError, match="do not belong together"):
        door.open(PASSPHRASE, TODAY)


def test_keys_that_open_the_file_but_carry_another_name_are_refused(path: Path) -> None:
    create(path)
    with opened(path).store as store:
        store.change("UPDATE logbook SET file_id = ?", ("ff" * 16,))
    with pytest.raises(FileProblemError, match="keys file does not belong to this logbook"):
        opened(path)
    path.unlink()  # and the refused file was closed again: Windows would not allow this


# Opening


@pytest.mark.parametrize("wrong", ["incorrect horse", "", PASSPHRASE.upper(), PASSPHRASE + "x"])
def test_a_wrong_passphrase_is_locked_out_and_changes_nothing(path: Path, wrong: str) -> None:
    create(path)
    before = both(path)
    with pytest.raises(LockedError) as caught:
        opened(path, passphrase=wrong)
    assert caught.value.exit_code == 4
    assert both(path) == before
    opened(path).store.close()


@pytest.mark.slow
def test_a_passphrase_may_be_typed_in_either_spelling_of_its_accents(path: Path) -> None:
    create_logbook.create(path, "alder", "zw\u00f6lf kleine F\u00fcchse", TODAY, CHEAP)
    opened(path, passphrase="zwo\u0308lf kleine Fu\u0308chse").store.close()


def test_opening_costs_one_stretching_and_approaching_none(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stretched = []
    ordinary = key_stretching.Stretching.key

    def counted(self: key_stretching.Stretching, passphrase: str, salt: bytes, *more: Any) -> bytes:
        stretched.append(self)
        return ordinary(self, passphrase, salt, *more)

    monkeypatch.setattr(key_stretching.Stretching, "key", counted)
    create(path)
    assert len(stretched) == 2  # to make the key, and to read back
    door = open_logbook.approach(path, None)
    assert len(stretched) == 2
    door.open(PASSPHRASE, TODAY).store.close()
    assert len(stretched) == 3


def test_a_damaged_logbook_is_told_apart_from_a_wrong_passphrase(path: Path) -> None:
    create(path)
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)
    with pytest.raises(FileProblemError, match="damaged"):
        opened(path)
    data = bytearray(path.read_bytes())
    data[0] ^= 1
    path.write_bytes(data)
    with pytest.raises(FileProblemError, match="beginning of the logbook is damaged"):
        opened(path)


def test_a_logbook_moved_with_its_keys_file_opens_elsewhere(path: Path, tmp_path: Path) -> None:
    create(path)
    moved = tmp_path / "élsewhere" / "other name.balint"
    moved.parent.mkdir()
    path.rename(moved)
    keys_path(path).rename(keys_path(moved))
    opened(moved).store.close()


def test_the_keys_file_keeps_the_whole_name_of_the_logbook() -> None:
    assert keys_path(Path("/x/a.balint")) == Path("/x/a.balint.keys")
    assert keys_path(Path("/x/no-ending")) == Path("/x/no-ending.keys")


# Old drafts


@pytest.mark.parametrize("days", [-30, 0, 7, 14, 400])
def test_a_draft_stays_however_often_the_logbook_is_opened(
    path: Path, book: Logbook, larch: Group, days: int
) -> None:
    drafts_of_log.keep(book, larch, {"text": "half a sentence"})
    for later in (TODAY + timedelta(days), TODAY + timedelta(days + 1)):
        opened = open_logbook.approach(path, None).open(PASSPHRASE, later)
        with opened.store:
            (draft,) = draft_list.draft_lines(opened)
    assert draft.updated_on == TODAY


# A logbook that can only be read


@pytest.mark.slow
@pytest.mark.skipif(
    os.geteuid() == 0 and not shutil.which("setpriv"),
    reason="an administrator may write anywhere; setpriv is not here",
)
def test_a_logbook_in_a_read_only_place_can_still_be_read(
    path: Path, book: Logbook, larch: Group
) -> None:
    drafts_of_log.keep(book, larch, {"text": "an old draft"})
    book.store.close()
    script = f"""
import sys
import time
from datetime import date
from pathlib import Path
from balintlog.errors import CouldNotError
from balintlog.logbook.keys import open_logbook
from balintlog.logbook.book import find_member
from balintlog.storage.tables import people
book = open_logbook.approach(Path(sys.argv[1]), None).open({PASSPHRASE!r}, date(2027, 1, 1))
print(find_member(book, "heron").alias)
try:
    people.add_leader(book.store, "sedge", "unknown")
except CouldNotError as error:
    print(error.exit_code, error)
"""
    binding = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
    before = both(path)
    folder = path.parent
    folder.chmod(0o500)
    try:
        told = subprocess.run(
            [*(binding if os.geteuid() == 0 else []), sys.executable, "-c", script, str(path)],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
    finally:
        folder.chmod(0o700)
    why = "permission was denied; nothing was changed"
    assert told.stdout.splitlines() == [
        "heron",
        f"1 the logbook, or the folder it is in, cannot be written to: {why}",
    ]
    assert told.stderr == ""
    assert both(path) == before


def test_a_busy_file_is_opened_for_reading_with_its_old_draft_in_place(
    path: Path, book: Logbook, larch: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts_of_log.keep(book, larch, {"text": "half a sentence"})
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    with book.store.writing():
        later = open_logbook.approach(path, None).open(PASSPHRASE, date(2027, 1, 1))
        later.store.close()
    assert drafts_of_log.find(book, larch) is not None


def test_opening_waits_for_no_other_window_where_nothing_is_to_be_tidied(
    path: Path, book: Logbook, larch: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts_of_log.keep(book, larch, {"text": "half a sentence"})
    monkeypatch.setattr(connection, "BUSY_SECONDS", 20)
    with book.store.writing():
        begun = time.monotonic()
        opened(path).store.close()
    assert time.monotonic() - begun < 10


def test_an_error_while_opening_closes_the_file_again(
    path: Path, book: Logbook, larch: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = []
    ordinary = Store.close

    def counted(self: Store) -> None:
        closed.append(self)
        ordinary(self)

    def fails(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "close", counted)
    monkeypatch.setattr(keys_file, "settle", fails)
    with pytest.raises(KeyboardInterrupt):
        opened(path)
    assert len(closed) == 1


@pytest.mark.parametrize("letters", [212, 213, 238, 241, 247])
def test_a_name_that_leaves_no_room_for_what_is_hung_on_it_is_refused_by_its_length(
    tmp_path: Path, letters: int
) -> None:
    path = tmp_path / ("a" * letters)
    if letters == 212:
        create_logbook.create(path, "alder", PASSPHRASE, date(2027, 1, 1), CHEAP)
        assert len(list(tmp_path.iterdir())) == 2
        return
    with pytest.raises(CouldNotError, match="the name of the logbook is too long"):
        create_logbook.create(path, "alder", PASSPHRASE, date(2027, 1, 1), CHEAP)
    assert list(tmp_path.iterdir()) == []


def test_a_path_that_sqlite_does_not_take_is_refused_by_its_length(tmp_path: Path) -> None:
    folder = tmp_path / ("e" * 100) / ("f" * 100)
    room = 511 - LONGEST_SUFFIX - len(os.fsencode(folder / "x" / "y"))
    too_deep, deep = (folder / ("x" * letters) / "y" for letters in (room + 2, room + 1))
    with pytest.raises(CouldNotError, match="too long, or the path of its folder"):
        create_logbook.create(too_deep, "alder", PASSPHRASE, TODAY, CHEAP)
    assert list(tmp_path.iterdir()) == [], "and no folder was made"
    deep.parent.mkdir(parents=True)
    create_logbook.create(deep, "alder", PASSPHRASE, TODAY, CHEAP)
    opened(deep).store.close()


@pytest.mark.slow
def test_a_new_key_of_another_window_is_no_damage_wherever_it_comes_between(
    book: Logbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between any two readings of the logbook and of its keys file, both may change."""
    path = book.store.path
    files = [path, keys_path(path)]
    old = [file.read_bytes() for file in files]
    rotate_key.rotate(book, {"alder": Secret(PASSPHRASE)}, CHEAP)
    new = [file.read_bytes() for file in files]
    beginning, beside = connection.first_bytes, keys_file.keys_beside
    ends = set()
    for quiet in range(12):  # readings before the other window's
        for file, content in zip(files, old, strict=True):
            file.write_bytes(content)
        left = quiet

        def other_window() -> None:
            nonlocal left
            left -= 1
            if left == -1:
                for file, content in zip(files, new, strict=True):
                    file.unlink()
                    file.write_bytes(content)

        def first_bytes(path: Path) -> bytes:
            read = beginning(path)
            other_window()
            return read

        def keys_beside(path: Path) -> keyring.Keyring:
            read = beside(path)
            other_window()
            return read

        monkeypatch.setattr(connection, "first_bytes", first_bytes)
        monkeypatch.setattr(keys_file, "keys_beside", keys_beside)
        try:
            door = open_logbook.approach(path, "alder")
            assert not door.takes_code
            key = door.unlock(PASSPHRASE, TODAY)
            report = vault_check.inspect(door, key, TODAY, None)
            assert report.damage == []
            with door.enter(key, TODAY).store as store:
                opened = Logbook(store, "alder", TODAY, key, door.keyring.file_id)
                assert [holder.leader for holder in key_holders.key_holders(opened)] == ["alder"]
                assert vault_info(opened).key_epoch == key.salt.hex()
            ends.add("opened")
        except ReplacedError:
            ends.add("replaced")
    assert ends == {"opened", "replaced"}


def test_keys_of_another_logbook_are_still_told_as_that(book: Logbook, tmp_path: Path) -> None:
    other = tmp_path / "other.balint"
    create_logbook.create(other, "alder", PASSPHRASE, TODAY, CHEAP)
    shutil.copy(keys_path(other), keys_path(book.store.path))
    with pytest.raises(FileProblemError, match="do not belong together"):
        open_logbook.approach(book.store.path, "alder")
