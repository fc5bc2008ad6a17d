"""A restore names everything that would be forgotten; a backup holds no drafts."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import TYPE_CHECKING

import drafts_of_log
import independent_reader
import pytest
import real_files
from conftest import PASSPHRASE, TODAY, session_document

from balintlog.logbook.book import find_case, find_group
from balintlog.logbook.keys import make_backup, open_logbook, restore_backup
from balintlog.logbook.record import (
    edit_cases,
    edit_groups,
    edit_leaders,
    record_session,
)
from balintlog.storage.file import archive, differences
from balintlog.vault import keyring

if TYPE_CHECKING:
    from pathlib import Path

    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook
    from balintlog.storage.store import Store

FORM = {"answers": {"held_on": "2026-03-16"}, "asides": {}, "text": "a kingfisher blue"}
PERIOD = "INSERT INTO frozen_period (group_id, since, until, facts_digest, disclosed) VALUES "
SQL_AND_WORDS = [
    (f"{PERIOD}(1, '2025-01-01', '2025-12-31', '', '')", "1 report with saved figures"),
    ("INSERT INTO screen_word VALUES (1, 'deny', 'okonkwo')", "1 blocked or allowed word."),
    ("INSERT INTO retention VALUES ('cases', 6)", "1 retention term"),
    ("DELETE FROM process_note", "would come back: 1 note"),
    ("UPDATE presentation SET summary = 'Other.'", "other version of 1 presentation"),
    ("UPDATE session SET minutes = 60", "other version of 1 session"),
    ("UPDATE attendance SET status = 'absent'", "other version of 3 attendance entries"),
    ("UPDATE balint_group SET agreed_on = '2026-01-12'", "agreed to the log: larch, 2026-01-12"),
    ("DELETE FROM attendance WHERE member_id = 3", "would come back: 1 attendance entry"),
]


@pytest.fixture
def told(book: Logbook, larch: Group) -> Logbook:
    """One session with a case and a note."""
    case = {"label": "the letters", "presenter": "heron", "summary": "A velvet hush."}
    document = session_document("2026-03-02", cases=[case], notes=[{"text": "We hurried."}])
    record_session.record_session(book, document)
    return book


@pytest.fixture
def backup(told: Logbook, tmp_path: Path) -> Path:
    return make_backup.back_up(told, tmp_path / "larch.backup")


def loss(book: Logbook, backup: Path) -> str:
    """Return what the leader is told before a restore, or ""."""
    packed = archive.read(backup)
    ring, path = keyring.decode(packed.keys_document), book.store.path
    with make_backup.extracted(packed, beside=path) as unfinished:
        door = open_logbook.approach(unfinished, "alder", ring=ring)
        key = door.unlock(PASSPHRASE, TODAY)
        present = restore_backup.compare(path, unfinished, ring, key, "alder", PASSPHRASE)
        present.close()
    return present.loss or ""


def change(store: Store, sql: str) -> None:
    with store.writing():
        store.change(sql)


@pytest.mark.slow
@pytest.mark.parametrize(("sql", "words"), SQL_AND_WORDS)
def test_what_would_be_forgotten_or_come_back_is_named(
    told: Logbook, backup: Path, sql: str, words: str
) -> None:
    assert loss(told, backup) == ""
    change(told.store, sql)
    said = loss(told, backup)
    assert words in said
    assert "okonkwo" not in said


@pytest.mark.slow
def test_several_kinds_are_named_together(told: Logbook, backup: Path) -> None:
    record_session.record_session(told, session_document("2026-03-16"))
    edit_cases.edit_case(told, find_case(told, "C1"), {"label": "the window"})
    edit_leaders.add_leader(told, "sedge", "unknown")
    said = loss(told, backup)
    assert "Only the logbook holds 1 leader, 1 session, " in said
    assert "other version of 1 case" in said


@pytest.mark.slow
@pytest.mark.parametrize("leader", ["alder", "sedge"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_drafts_are_named_whether_begun_before_or_after(
    told: Logbook, tmp_path: Path, leader: str, when: str
) -> None:
    edit_leaders.add_leader(told, "sedge", "unknown")
    larch, whose = find_group(told, "larch"), told._replace(leader=leader)
    if when == "before":
        drafts_of_log.keep(whose, larch, FORM)
    backup = make_backup.back_up(told, tmp_path / "larch.backup")
    if when == "after":
        drafts_of_log.keep(whose, larch, FORM)
    said = loss(told, backup)
    assert f"would be lost: larch, 2026-03-16, of {leader}, last changed on 2026-03-20." in said
    assert "kingfisher" not in said
    if when == "before":  # no other word of it is in danger
        assert said.startswith("These drafts")


@pytest.mark.slow
def test_no_page_of_a_backup_holds_a_word_of_a_draft(told: Logbook, tmp_path: Path) -> None:
    long = {**FORM, "more": "kingfisher " * 5000}  # a row over several pages
    drafts_of_log.keep(told, find_group(told, "larch"), long)
    backup = make_backup.back_up(told, tmp_path / "larch.backup")
    packed = archive.read(backup)
    with make_backup.extracted(packed, beside=tmp_path / "beside") as unfinished:
        content = unfinished.read_bytes()
    pages = independent_reader.decrypted(content, bytes.fromhex(told.key.raw()[:64]))
    assert b"velvet hush" in pages
    assert b"kingfisher" not in pages
    assert real_files.faults(told.store) == []
    assert drafts_of_log.find(told, find_group(told, "larch")) is not None  # the logbook has it


def test_every_table_is_told_of_or_left_out_on_purpose(told: Logbook) -> None:
    """A new table would be forgotten without a word."""
    tables = {
        name
        for (name,) in told.store.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")
        if not name.startswith(("sqlite_", "passage"))
    }
    assert tables == differences.KINDS.keys() | differences.NOT_TOLD


@pytest.mark.slow
def test_an_agreement_with_another_day_is_named(told: Logbook, tmp_path: Path) -> None:
    larch = find_group(told, "larch")
    edit_groups.change_group(told, dataclasses.replace(larch, agreed_on=date(2026, 1, 12)))
    backup = make_backup.back_up(told, tmp_path / "larch.backup")
    larch = find_group(told, "larch")
    edit_groups.change_group(told, dataclasses.replace(larch, agreed_on=date(2026, 2, 9)))
    assert "agreed to the log: larch, 2026-02-09" in loss(told, backup)
