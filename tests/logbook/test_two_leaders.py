"""Several leaders, one logbook: each with an own key, and keys that are really replaced."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import real_files
from conftest import CHEAP, PASSPHRASE, TODAY, session_document

from balintlog import disk
from balintlog.errors import (
    ChangedMeanwhileError,
    FileProblemError,
    InvalidInputError,
    LockedError,
    NotFoundError,
    ReplacedError,
)
from balintlog.logbook.keys import key_holders, keys_file, open_logbook, recover_access, rotate_key
from balintlog.logbook.keys.paths import keys_path, left_over
from balintlog.logbook.record import edit_leaders, record_session
from balintlog.storage.file import file_facts
from balintlog.storage.tables import people
from balintlog.vault import keyring, passphrases, slot_changes, slots
from balintlog.vault.key_stretching import Stretching
from balintlog.vault.keyring import Secret

if TYPE_CHECKING:
    from pathlib import Path

    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook

OTHER = "a quiet waiting room"
NEW = "nobody was in a hurry"


def opened(
    path: Path, leader: str = "alder", typed: str = PASSPHRASE, day: date = TODAY
) -> Logbook:
    return open_logbook.approach(path, leader).open(typed, day)


def opens(path: Path, leader: str, typed: str) -> bool:
    try:
        opened(path, leader, typed).store.close()
    except (LockedError, NotFoundError):
        return False
    return True


@pytest.fixture
def shared(book: Logbook, larch: Group) -> Logbook:
    """The logbook of alder and sedge, with a session of larch."""
    key_holders.add_holder(book, "sedge", Secret(OTHER), CHEAP)
    case = {"label": "the letters", "presenter": "heron", "summary": "Nobody opens them."}
    record_session.record_session(book, session_document("2026-03-02", cases=[case]))
    return book


# Slots


def test_each_leader_opens_the_logbook_with_an_own_passphrase(shared: Logbook) -> None:
    path = shared.store.path
    assert opens(path, "alder", PASSPHRASE)
    assert opens(path, "sedge", OTHER)
    assert not opens(path, "alder", OTHER)
    assert not opens(path, "sedge", PASSPHRASE)
    assert not opens(path, "heron", PASSPHRASE)


def test_the_new_leader_is_known_in_the_logbook_and_can_write(shared: Logbook) -> None:
    with opened(shared.store.path, "sedge", OTHER).store as store:
        assert "sedge" in people.leaders(store)
    book = opened(shared.store.path, "sedge", OTHER)
    with book.store:
        document = session_document("2026-03-09", notes=[{"text": "A."}])
        held = record_session.record_session(book, document)
        assert held.notes == ("N1",)


def test_a_leader_of_sessions_can_be_given_a_key_later(book: Logbook) -> None:
    edit_leaders.add_leader(book, "sedge", "yes")
    key_holders.add_holder(book, " Sedge", Secret(OTHER), CHEAP)
    assert people.leaders(book.store)["sedge"].accredited == "yes"
    assert opens(book.store.path, "sedge", OTHER)


@pytest.mark.slow
@pytest.mark.parametrize("alias", ["alder", "ALDER", "heron", "a b", "x1"])
def test_a_key_is_not_given_twice_nor_to_a_member(shared: Logbook, alias: str) -> None:
    before = keys_path(shared.store.path).read_bytes()
    with pytest.raises(InvalidInputError):
        key_holders.add_holder(shared, alias, Secret(NEW), CHEAP)
    assert keys_path(shared.store.path).read_bytes() == before


def test_unlocking_costs_one_stretching_whoever_comes(
    shared: Logbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[int] = []
    ordinary = Stretching.key

    def counted(stretching: Stretching, passphrase: str, salt: bytes, *more: Any) -> bytes:
        done.append(1)
        return ordinary(stretching, passphrase, salt, *more)

    monkeypatch.setattr(Stretching, "key", counted)
    opened(shared.store.path, "sedge", OTHER).store.close()
    assert len(done) == 1


def test_who_is_here_must_be_said_where_several_have_a_key(shared: Logbook) -> None:
    with pytest.raises(InvalidInputError, match="which of them are you"):
        open_logbook.approach(shared.store.path, None)
    door = open_logbook.approach(shared.store.path, None, lambda _, names: names[1])
    assert door.leader == "sedge"


def test_the_copy_inside_is_the_keys_file(shared: Logbook) -> None:
    assert file_facts.keys_copy(shared.store) == keys_path(shared.store.path).read_bytes()
    key_holders.change_secret(shared, "sedge", Secret(NEW), CHEAP)
    assert file_facts.keys_copy(shared.store) == keys_path(shared.store.path).read_bytes()


def test_a_copy_inside_that_is_behind_is_brought_up_to_date(shared: Logbook) -> None:
    path = shared.store.path
    ring = keys_file.keys_beside(path)
    later = slot_changes.with_secret(ring, shared.key, "sedge", Secret(NEW), CHEAP)
    disk.replace(keys_path(path), keyring.encode(later))  # and then the power failed
    with opened(path).store as store:
        assert file_facts.keys_copy(store) == keyring.encode(later)


def test_an_older_keys_file_is_named_and_does_not_overwrite_the_copy(shared: Logbook) -> None:
    path = shared.store.path
    old = keys_path(path).read_bytes()
    key_holders.change_secret(shared, "sedge", Secret(NEW), CHEAP)
    newer = file_facts.keys_copy(shared.store)
    keys_path(path).write_bytes(old)
    door = open_logbook.approach(path, "alder")
    with door.open(PASSPHRASE, TODAY).store as store:
        assert file_facts.keys_copy(store) == newer
    warnings = keys_file.warnings_about(shared, door.keyring)
    assert any("older one" in warning for warning in warnings)
    # The next change is later than both, and the warning is gone.
    key_holders.change_secret(shared, "sedge", Secret(OTHER), CHEAP)
    assert keys_file.warnings_about(shared, keys_file.keys_beside(path)) == []


def test_files_that_others_can_reach_draw_a_warning(shared: Logbook) -> None:
    path = shared.store.path
    ring = keys_file.keys_beside(path)
    for file in (path, keys_path(path)):
        file.chmod(0o640)
        assert [str(file) in said for said in keys_file.warnings_about(shared, ring)] == [True]
        file.chmod(0o600)
    assert keys_file.warnings_about(shared, ring) == []


# One-time codes


def test_a_code_is_taken_until_its_last_day(shared: Logbook) -> None:
    path, code = shared.store.path, passphrases.draw_code()
    last = TODAY + timedelta(days=2)
    key_holders.change_secret(shared, "sedge", Secret(code, last), CHEAP)
    assert not opens(path, "sedge", OTHER)
    door = open_logbook.approach(path, "sedge")
    assert door.takes_code
    door.open(code.lower(), last).store.close()
    with pytest.raises(LockedError, match="was good until"):
        door.open(code, last + timedelta(days=1))


def test_a_code_that_has_run_out_costs_no_stretching(
    shared: Logbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = passphrases.draw_code()
    key_holders.change_secret(shared, "sedge", Secret(code, TODAY), CHEAP)
    monkeypatch.setattr(CHEAP.__class__, "key", None)
    with pytest.raises(LockedError, match="was good until"):
        opened(shared.store.path, "sedge", code, TODAY + timedelta(days=1))


@pytest.mark.slow
def test_after_a_passphrase_was_chosen_the_code_opens_no_more(shared: Logbook) -> None:
    path, code = shared.store.path, passphrases.draw_code()
    key_holders.change_secret(shared, "sedge", Secret(code, TODAY), CHEAP)
    book = opened(path, "sedge", code)
    with book.store:
        key_holders.change_secret(book, "sedge", Secret(NEW), CHEAP)
    assert not opens(path, "sedge", code)
    assert opens(path, "sedge", NEW)
    assert not open_logbook.approach(path, "sedge").takes_code


# A new data key


def both_stay(shared: Logbook) -> dict[str, Secret]:
    return {"alder": Secret(PASSPHRASE), "sedge": Secret(OTHER)}


@pytest.mark.slow
def test_rotating_keeps_everything_under_another_key(shared: Logbook) -> None:
    path = shared.store.path
    before = real_files.everything(shared.store)
    old, memory_key = shared.key, file_facts.memory_key(shared.store)
    new = rotate_key.rotate(shared, both_stay(shared), CHEAP)
    shared.store.close()
    assert (new.key != old.key, new.salt != old.salt) == (True, True)
    assert path.read_bytes()[:16] == new.salt
    for leader, typed in (("alder", PASSPHRASE), ("sedge", OTHER)):
        book = opened(path, leader, typed)
        with book.store:
            after = real_files.everything(book.store)
            assert real_files.faults(book.store) == []
            assert file_facts.memory_key(book.store) == memory_key is not None
            not_kept = {"commit_mark", "memory_key", "sqlite_schema", "last_change", "changed_row"}
            kept = set(before) - {"keyring_copy", *not_kept}
            assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
            assert file_facts.keys_copy(book.store) == keys_path(path).read_bytes()
    assert len(keys_file.keys_beside(path).epochs) == 1
    assert left_over(path) == []


@pytest.mark.slow
def test_after_a_rotation_the_old_key_opens_nothing(shared: Logbook) -> None:
    path, old = shared.store.path, shared.key
    rotate_key.rotate(shared, both_stay(shared), CHEAP)
    shared.store.close()
    with pytest.raises(FileProblemError):
        open_logbook.Door(path, "alder", keys_file.keys_beside(path)).enter(old, TODAY)
    data, keys = path.read_bytes(), keys_path(path).read_bytes()
    assert old.salt not in data
    assert old.salt.hex().encode() not in keys


@pytest.mark.slow
def test_a_removed_leader_is_out_also_with_an_old_keys_file(shared: Logbook) -> None:
    path = shared.store.path
    old_keys = keys_path(path).read_bytes()
    rotate_key.rotate(shared, {"alder": Secret(PASSPHRASE)}, CHEAP)
    shared.store.close()
    assert not opens(path, "sedge", OTHER)
    assert opens(path, "alder", PASSPHRASE)
    keys_path(path).write_bytes(old_keys)
    with pytest.raises(FileProblemError, match="do not belong together"):
        opened(path, "sedge", OTHER)


@pytest.mark.slow
def test_a_rotation_voids_the_sheet_and_counts_as_a_newer_copy(shared: Logbook) -> None:
    file_facts.note_sheet(shared.store, TODAY)
    number = shared.store.value("SELECT max(number) FROM commit_mark")
    rotate_key.rotate(shared, both_stay(shared), CHEAP)
    shared.store.close()
    with opened(shared.store.path).store as store:
        assert file_facts.sheet_on(store) is None
        assert store.value("SELECT max(number) FROM commit_mark") > number


@pytest.mark.slow
def test_a_window_that_was_open_cannot_write_to_the_replaced_file(shared: Logbook) -> None:
    other = opened(shared.store.path, "sedge", OTHER)
    rotate_key.rotate(shared, both_stay(shared), CHEAP)
    shared.store.close()
    with other.store:
        with pytest.raises(ReplacedError, match="replaced in another window"):
            record_session.record_session(other, session_document("2026-03-09"))
        assert other.store.value("SELECT count(*) FROM session") == 1
    with opened(shared.store.path).store as store:
        assert store.value("SELECT count(*) FROM session") == 1


def test_a_file_that_was_replaced_is_not_encrypted_anew(shared: Logbook) -> None:
    """Its content is an old one; what stands there now must not be given up for it."""
    path = shared.store.path
    other = opened(path, "sedge", OTHER)
    copy = path.with_name("copy")
    shutil.copy(path, copy)
    copy.replace(path)  # as a restored backup does, under the same key
    with other.store, pytest.raises(ReplacedError):
        rotate_key.rotate(other, both_stay(shared), CHEAP)
    assert opens(path, "alder", PASSPHRASE)


def test_who_got_a_key_while_it_was_asked_who_stays_is_not_dropped(shared: Logbook) -> None:
    asked = keys_file.seal(shared)
    key_holders.add_holder(shared, "linnet", Secret(NEW), CHEAP)
    with pytest.raises(ChangedMeanwhileError, match="who can open the logbook"):
        rotate_key.rotate(shared, both_stay(shared), CHEAP, asked)
    assert opens(shared.store.path, "linnet", NEW)


def test_a_passphrase_that_was_changed_while_it_was_asked_stays_changed(shared: Logbook) -> None:
    asked = keys_file.seal(shared)
    key_holders.change_secret(shared, "sedge", Secret(NEW), CHEAP)
    with pytest.raises(ChangedMeanwhileError, match="with which passphrase"):
        rotate_key.rotate(shared, both_stay(shared), CHEAP, asked)
    assert opens(shared.store.path, "sedge", NEW)


def test_a_key_that_was_changed_just_now_raises_no_alarm(shared: Logbook) -> None:
    door = open_logbook.approach(shared.store.path, "alder")
    key_holders.change_secret(shared, "sedge", Secret(NEW), CHEAP)  # while alder types
    book = door.open(PASSPHRASE, TODAY)
    with book.store:
        assert keys_file.warnings_about(book, door.keyring) == []


@pytest.mark.parametrize("ahead", [1, slots.MOST_AHEAD + 1, 2**52])
def test_a_sequence_that_no_change_of_keys_led_to_is_not_taken_over(
    shared: Logbook, ahead: int
) -> None:
    """It would be copied inside, and in the end no key could be changed any more."""
    keys = keys_path(shared.store.path)
    ring = keyring.decode(keys.read_bytes())
    (epoch,) = ring.epochs
    before = file_facts.keys_copy(shared.store)
    raised = epoch._replace(sequence=epoch.sequence + ahead)
    keys.write_bytes(keyring.encode(ring._replace(epochs=(raised,))))
    with pytest.raises(FileProblemError, match="something other than balintlog"):
        opened(shared.store.path)
    with pytest.raises(FileProblemError, match="something other than balintlog"):
        key_holders.change_secret(shared, "alder", Secret(NEW), CHEAP)
    assert file_facts.keys_copy(shared.store) == before
    recovery = recover_access.prove(shared.store.path, shared.key.key)  # the way out
    recover_access.give_way(recovery, "alder", Secret(PASSPHRASE), TODAY, CHEAP)
    key_holders.change_secret(shared, "alder", Secret(NEW), CHEAP)


def test_a_rotation_is_finished_at_the_next_opening(shared: Logbook) -> None:
    """The power failed after the new file had taken its place, or before."""
    path, ring = shared.store.path, keys_file.keys_beside(shared.store.path)
    both, _ = slot_changes.with_new_key(ring, shared.key, both_stay(shared), CHEAP)
    disk.replace(keys_path(path), keyring.encode(both))
    unfinished = path.with_name(f"{path.name}.0badcafe.new")
    unfinished.write_bytes(b"half")
    with opened(path).store:
        assert [epoch.salt for epoch in keys_file.keys_beside(path).epochs] == [shared.key.salt]
        assert not unfinished.exists()


def test_an_older_copy_is_not_encrypted_anew(shared: Logbook) -> None:
    shared.store.refusal = FileProblemError("older")
    before = (shared.store.path.read_bytes(), keys_path(shared.store.path).read_bytes())
    with pytest.raises(FileProblemError, match="older"):
        rotate_key.rotate(shared, both_stay(shared), CHEAP)
    with pytest.raises(FileProblemError, match="older"):
        key_holders.change_secret(shared, "sedge", Secret(NEW), CHEAP)
    assert (shared.store.path.read_bytes(), keys_path(shared.store.path).read_bytes()) == before
