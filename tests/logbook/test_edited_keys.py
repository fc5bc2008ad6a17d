"""Edited and older keys files, put beside a logbook by somebody who has no key to it."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import CHEAP, TODAY
from independent_keys import sealed

from balintlog.errors import FileProblemError, LockedError
from balintlog.logbook.keys import (
    key_holders,
    keys_file,
    make_backup,
    open_logbook,
    recover_access,
    restore_backup,
    rotate_key,
    vault_check,
)
from balintlog.logbook.keys.paths import keys_path
from balintlog.storage.file import archive, file_facts
from balintlog.vault import keyring, slot_changes, slots
from balintlog.vault.keyring import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.logbook.book import Logbook
    from balintlog.vault.keyring import DataKey

FIXTURES = Path(__file__).parents[1] / "fixtures"
FIRST, SECOND, NOW = "everything in here is invented", "nothing in here is true", "rain on a roof"
SEDGE = "a quiet waiting room"

Document = dict[str, Any]


def opened(path: Path, typed: str) -> Logbook:
    return open_logbook.approach(path, "alder").open(typed, TODAY)


def put(path: Path, document: Document) -> None:
    """Write a keys file as a forger does: with a sum that fits."""
    keys_path(path).write_bytes(sealed(document))


class Victim:
    """A logbook whose leader changed the passphrase twice, and the keys files from before that.

    ``first`` is of format 1, written by balintlog 0.1; ``second`` and ``now`` of format 2.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        shutil.copy(FIXTURES / "keys-1.balint", path)
        self.first = self._with(FIXTURES / "keys-1.older.keys")
        keys_path(path).write_bytes(keys_path(FIXTURES / "keys-1.balint").read_bytes())
        with (book := opened(path, SECOND)).store:
            key_holders.change_secret(book, "sedge", Secret(SEDGE), CHEAP)
            self.second = self._with(keys_path(path))
            key_holders.change_secret(book, "alder", Secret(NOW), CHEAP)
            self.now = self._with(keys_path(path))
            self.key: DataKey = book.key

    def _with(self, keys: Path) -> Document:
        document: Document = json.loads(keys.read_bytes())
        return document

    def copy_inside(self) -> bytes:
        put(self.path, self.now)
        with opened(self.path, NOW).store as store:
            return file_facts.keys_copy(store)


@pytest.fixture
def victim(path: Path) -> Victim:
    return Victim(path)


def numbered(document: Document, sequence: int) -> Document:
    """Return the document with another number, wherever its format has one."""
    again = copy.deepcopy(document)
    for numbered_part in [again, *again["epochs"]]:
        if "sequence" in numbered_part:
            numbered_part["sequence"] = sequence
    return again


def as_second_format(document: Document, sequence: int) -> Document:
    """Return a document of format 1 dressed as one of format 2, its mac as it was."""
    epochs = [{"sequence": sequence, "version": 1} | epoch for epoch in document["epochs"]]
    return {**document, "version": 2, "epochs": epochs} | {"sha256": ""}


def without_number(document: Document) -> Document:
    return {name: value for name, value in document.items() if name != "sequence"}


# The attack: an older keys file with a higher number


RAISES = [1, 2, 500, 999, 1001, 2**50]


@pytest.mark.parametrize(
    "raised", [1, *(pytest.param(raised, marks=pytest.mark.slow) for raised in RAISES[1:])]
)
def test_an_older_keys_file_with_a_higher_number_opens_nothing(victim: Victim, raised: int) -> None:
    inside = victim.copy_inside()
    put(victim.path, numbered(victim.second, victim.now["epochs"][0]["sequence"] + raised))
    for typed in (SECOND, NOW, FIRST):
        with pytest.raises((FileProblemError, LockedError)):
            opened(victim.path, typed)
    with pytest.raises(FileProblemError, match="something other than balintlog"):
        opened(victim.path, SECOND)  # its own passphrase: it is told why
    assert victim.copy_inside() == inside


@pytest.mark.slow
@pytest.mark.parametrize("raised", [-4, 0, *RAISES])
def test_the_first_format_is_refused_after_the_second(victim: Victim, raised: int) -> None:
    inside = victim.copy_inside()
    put(victim.path, numbered(victim.first, victim.now["epochs"][0]["sequence"] + raised))
    with pytest.raises(FileProblemError, match="older keys file back"):
        opened(victim.path, FIRST)
    with pytest.raises(LockedError):
        opened(victim.path, NOW)
    assert victim.copy_inside() == inside


@pytest.mark.slow
@pytest.mark.parametrize("raised", [-4, 0, *RAISES])
def test_an_epoch_of_the_first_format_is_refused_in_a_file_of_the_second(
    victim: Victim, raised: int
) -> None:
    inside = victim.copy_inside()
    number = victim.now["epochs"][0]["sequence"] + raised
    # Beside it an epoch of no logbook: alone the file would be of the first format.
    stray = victim.second["epochs"][0] | {"salt": "ab" * 16}
    document = without_number(as_second_format(victim.first, number))
    put(victim.path, {**document, "epochs": [*document["epochs"], stray]})
    with pytest.raises(FileProblemError, match="older keys file back"):
        opened(victim.path, FIRST)
    assert victim.copy_inside() == inside


@pytest.mark.slow
def test_an_older_keys_file_as_it_was_is_named_and_not_copied_inside(victim: Victim) -> None:
    inside = victim.copy_inside()
    put(victim.path, victim.second)
    door = open_logbook.approach(victim.path, "alder")
    with (book := door.open(SECOND, TODAY)).store:
        assert file_facts.keys_copy(book.store) == inside
        warning = keys_file.warnings_about(book, door.keyring)[-1]
    assert "The keys file is an older one" in warning
    assert "balintlog vault rotate" in warning


@pytest.mark.slow
def test_a_keys_file_of_a_diverged_copy_is_named_and_not_copied_inside(victim: Victim) -> None:
    """Its number is the same, and it is a leader's own work: of another copy."""
    inside = victim.copy_inside()
    ring = keyring.decode(sealed(victim.second))
    other = slot_changes.with_secret(ring, victim.key, "alder", Secret(FIRST), CHEAP)
    assert other.epochs[0].sequence == victim.now["epochs"][0]["sequence"]
    keys_path(victim.path).write_bytes(keyring.encode(other))
    door = open_logbook.approach(victim.path, "alder")
    with (book := door.open(FIRST, TODAY)).store:
        assert file_facts.keys_copy(book.store) == inside
        warning = keys_file.warnings_about(book, door.keyring)[-1]
    assert "belongs to another copy" in warning


# Exchanged epochs


@pytest.mark.slow
def test_an_older_epoch_in_the_newer_file_is_no_newer_for_it(victim: Victim) -> None:
    inside = victim.copy_inside()
    put(victim.path, {**victim.now, "epochs": victim.second["epochs"]})
    door = open_logbook.approach(victim.path, "alder")
    with (book := door.open(SECOND, TODAY)).store:
        assert file_facts.keys_copy(book.store) == inside
        assert "older one" in keys_file.warnings_about(book, door.keyring)[-1]
    put(victim.path, {**victim.now, "epochs": victim.second["epochs"] + victim.now["epochs"]})
    with pytest.raises(FileProblemError, match="epochs"):
        opened(victim.path, NOW)


def _exchange(name: str) -> Callable[[Document, Document], None]:
    def exchange(one: Document, other: Document) -> None:
        one[name], other[name] = other[name], one[name]

    return exchange


@pytest.mark.parametrize(
    "name",
    [
        "slots",
        *(pytest.param(name, marks=pytest.mark.slow) for name in ("salt", "sequence", "mac")),
    ],
)
def test_nothing_of_an_epoch_goes_over_into_another(victim: Victim, name: str) -> None:
    """The epochs of the key before a rotation and of the one after it, as a file in between."""
    with (book := opened(victim.path, NOW)).store:
        rotate_key.rotate(book, {"alder": Secret(NOW)}, CHEAP)
    after = json.loads(keys_path(victim.path).read_bytes())["epochs"][0]
    now, before = after, copy.deepcopy(victim.now["epochs"][0])
    put(victim.path, {**victim.now, "epochs": [now, before]})
    opened(victim.path, NOW).store.close()  # in order it opens, so the rest means something
    now = copy.deepcopy(after)
    _exchange(name)(now, before)
    put(victim.path, {**victim.now, "epochs": [now, before]})
    with pytest.raises((FileProblemError, LockedError)):
        opened(victim.path, NOW)


@pytest.mark.slow
def test_the_epoch_of_an_old_key_opens_nothing_after_a_rotation(victim: Victim) -> None:
    with (book := opened(victim.path, NOW)).store:
        rotate_key.rotate(book, {"alder": Secret(SECOND)}, CHEAP)
    now = json.loads(keys_path(victim.path).read_bytes())
    put(victim.path, {**now, "epochs": [*victim.now["epochs"], *now["epochs"]]})
    with pytest.raises(LockedError):
        opened(victim.path, NOW)
    opened(victim.path, SECOND).store.close()
    assert json.loads(keys_path(victim.path).read_bytes()) == now  # and it is dropped


# Before the first change the number of format 1 is nobody's: the copy inside bears it out


@pytest.mark.slow
def test_the_first_format_opens_as_long_as_nothing_was_changed(path: Path) -> None:
    shutil.copy(FIXTURES / "keys-1.balint", path)
    keys = keys_path(FIXTURES / "keys-1.balint").read_bytes()
    keys_path(path).write_bytes(keys)
    with opened(path, SECOND).store as store:
        assert file_facts.keys_copy(store) == keys
    older = json.loads((FIXTURES / "keys-1.older.keys").read_bytes())
    put(path, older)
    door = open_logbook.approach(path, "alder")
    with (book := door.open(FIRST, TODAY)).store:
        assert file_facts.keys_copy(book.store) == keys
        assert "older one" in keys_file.warnings_about(book, door.keyring)[-1]
    put(path, numbered(older, 3))  # as high as the copy, and not the same
    with opened(path, FIRST).store as store:
        assert file_facts.keys_copy(store) == keys
    put(path, numbered(older, 4 + slots.MOST_AHEAD))
    door = open_logbook.approach(path, "alder")
    with (book := door.open(FIRST, TODAY)).store:
        assert file_facts.keys_copy(book.store) == keys
        assert "has renumbered the keys file" in keys_file.warnings_about(book, door.keyring)[-1]
        with pytest.raises(FileProblemError, match="has renumbered the keys file"):
            key_holders.change_secret(book, "alder", Secret(NOW), CHEAP)


# Every other door


@pytest.mark.slow
def test_no_change_of_keys_begins_with_an_older_format(victim: Victim) -> None:
    """Somebody puts the file back while a window is open."""
    inside = victim.copy_inside()
    with (book := opened(victim.path, NOW)).store:
        put(victim.path, numbered(victim.first, 400))
        before = keys_path(victim.path).read_bytes()
        with pytest.raises(FileProblemError, match="older keys file back"):
            key_holders.change_secret(book, "alder", Secret(NOW), CHEAP)
        with pytest.raises(FileProblemError, match="older keys file back"):
            make_backup.back_up(book, victim.path.with_name("larch.backup"))
        assert keys_path(victim.path).read_bytes() == before
        assert not victim.path.with_name("larch.backup").exists()
    assert victim.copy_inside() == inside


@pytest.mark.slow
def test_the_check_tells_of_an_older_format(victim: Victim) -> None:
    put(victim.path, numbered(victim.first, 400))
    door = open_logbook.approach(victim.path, "alder")
    report = vault_check.inspect(door, victim.key, TODAY, None)
    assert len(report.damage) == 1
    assert "older keys file back" in report.damage[0]


@pytest.mark.parametrize("name", ["first", "second"])
def test_the_sheet_goes_by_the_copy_inside(victim: Victim, name: str) -> None:
    """Sedge's passphrase of now, not the code of then."""
    put(victim.path, numbered(getattr(victim, name), 400))
    recovery = recover_access.prove(victim.path, victim.key.key)
    recover_access.give_way(recovery, "alder", Secret(FIRST), TODAY, CHEAP)
    opened(victim.path, FIRST).store.close()
    open_logbook.approach(victim.path, "sedge").open(SEDGE, TODAY).store.close()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "typed"), [("first", FIRST), ("second", SECOND)])
def test_older_keys_in_a_newer_backup_bring_nothing_back(
    victim: Victim, name: str, typed: str, tmp_path: Path
) -> None:
    with (book := opened(victim.path, NOW)).store:
        backup = make_backup.back_up(book, tmp_path / "larch.backup")
    packed = archive.read(backup)
    ring = keyring.decode(sealed(numbered(getattr(victim, name), 400)))
    target = tmp_path / "again.balint"
    with make_backup.extracted(packed, beside=target) as unfinished:
        door = open_logbook.approach(unfinished, "alder", ring=ring)
        if name == "second":
            with pytest.raises(FileProblemError, match="something other than balintlog"):
                door.unlock(typed, TODAY)
            return
        key = door.unlock(typed, TODAY)
        report = vault_check.inspect_backup(door, key)
        assert "older keys file back" in report.damage[0]
        with pytest.raises(FileProblemError, match="older keys file back"):
            restore_backup.compare(target, unfinished, ring, key, "alder", typed)


@pytest.mark.slow
def test_what_is_edited_while_the_passphrase_is_typed_is_not_copied_inside(victim: Victim) -> None:
    """The copy inside is behind, since a change was interrupted."""
    inside = victim.copy_inside()
    ring = keyring.decode(sealed(victim.now))
    later = slot_changes.with_secret(ring, victim.key, "sedge", Secret(FIRST), CHEAP)
    keys_path(victim.path).write_bytes(keyring.encode(later))
    door = open_logbook.approach(victim.path, "alder")
    put(victim.path, numbered(victim.second, 900))
    with door.open(NOW, TODAY).store as store:
        assert file_facts.keys_copy(store) == inside
