"""Logbooks as earlier programs wrote them, one of every schema, open with all they held."""

import shutil
from datetime import date
from pathlib import Path

import independent_reader
import pytest
import real_files

from balintlog.logbook.book import Logbook, find_case, find_group
from balintlog.logbook.keys import open_logbook
from balintlog.logbook.keys.paths import keys_path
from balintlog.logbook.view import case_history, followup_list, word_search
from balintlog.storage.file import schema
from balintlog.storage.tables import kept_findings, presentations
from balintlog.vault import keyring

PASSPHRASE = "everything in here is invented"
TODAY = date(2026, 7, 1)
FIXTURES = Path(__file__).parents[1] / "fixtures"
RELEASED = sorted(FIXTURES.glob("schema-*.balint"))


def opened_copy(released: Path, path: Path) -> Logbook:
    """Copy a released logbook with its keys file, and open the copy."""
    shutil.copy(released, path)
    shutil.copy(keys_path(released), keys_path(path))
    return open_logbook.approach(path, None).open(PASSPHRASE, TODAY)


def test_there_is_one_of_every_schema() -> None:
    numbers = [int(path.stem.removeprefix("schema-")) for path in RELEASED]
    assert sorted(numbers) == list(range(1, schema.newest() + 1))


@pytest.mark.slow
@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_a_released_logbook_opens_and_holds_what_it_held(released: Path, path: Path) -> None:
    book = opened_copy(released, path)
    with book.store:
        assert book.leader == "alder"
        assert book.store.value("PRAGMA user_version") == schema.newest()
        assert real_files.faults(book.store) == []
        tables = ("balint_group", "member", "session", "attendance", "balint_case", "presentation")
        counts = {name: book.store.value(f"SELECT count(*) FROM {name}") for name in tables}
        assert counts == {
            "balint_group": 2,
            "member": 15,
            "session": 16,
            "attendance": 121,
            "balint_case": 10,
            "presentation": 13,
        }
        assert book.store.value("SELECT count(*) FROM checkin") == 15
        assert book.store.value("SELECT count(*) FROM process_note") == 5
        owed = followup_list.followups(book, find_group(book, "larch")).owed
        assert [(line.case, line.label, line.presenters) for line in owed] == [
            ("C3", "unopened letters", ("moth",)),
            ("C10", owed[1].label, owed[1].presenters),
        ]
        history = case_history.history_of(book, find_case(book, "C3"), with_notes=True)
        assert [(entry.kind, entry.held_on, entry.session) for entry in history] == [
            ("presentation", date(2025, 10, 13), "S3"),
            ("check-in", date(2025, 10, 27), "S4"),
            ("presentation", date(2026, 2, 2), "S12"),
            ("note", date(2026, 2, 2), "S12"),
            ("check-in", date(2026, 2, 16), "S14"),
            ("check-in", date(2026, 3, 2), "S15"),
        ]
        assert [hit.case for hit in word_search.search(book, "unopened letters")] == ["C3"]


@pytest.mark.slow
@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_a_released_logbook_goes_on_where_it_was(released: Path, path: Path) -> None:
    book = opened_copy(released, path)
    with book.store:
        assert real_files.keep_evening(book.store, "later", TODAY)[0] == 17
        assert [hit.session for hit in word_search.search(book, "later visit")] == ["S17"]
        assert real_files.faults(book.store) == []


def test_the_first_released_logbook_can_be_read_without_this_program() -> None:
    released = FIXTURES / "schema-1.balint"
    ring = keyring.decode(keys_path(released).read_bytes())
    data = released.read_bytes()
    key = keyring.unlock(ring, data[:16], "alder", PASSPHRASE)
    plain = independent_reader.opened(data, key.key)
    sql = "SELECT count(*), max(held_on) FROM session"
    assert plain.execute(sql).fetchone() == (16, "2026-03-04")
    assert plain.execute("PRAGMA application_id").fetchone() == (0x62616C6F,)
    plain.close()


@pytest.mark.slow
@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_the_texts_and_people_of_an_older_structure_are_moved(released: Path, path: Path) -> None:
    book = opened_copy(released, path)
    with book.store:
        told = presentations.of_case(book.store, 1)[0].telling
        assert told.said_on_return == "The bag may be company rather than chemistry."
        assert told.presenters == ("kestrel",)
        assert {hit.case for hit in word_search.search(book, "chemistry")} == {"C1"}
        assert book.store.value("SELECT count(*) FROM presenter WHERE member_id IS NULL") == 0
        assert book.store.value("SELECT count(*) FROM presenter") == 13


@pytest.mark.slow
def test_a_text_of_several_lines_is_moved_with_its_finding_and_its_words(path: Path) -> None:
    shutil.copy(FIXTURES / "schema-6.balint", path)
    shutil.copy(keys_path(FIXTURES / "schema-6.balint"), keys_path(path))
    shipped = schema.steps()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "steps", lambda: shipped[:6])
        with open_logbook.approach(path, None).open(PASSPHRASE, TODAY).store as store:
            store.change("UPDATE presentation SET new_perspective = 'One.\nTwo.' WHERE id = 1")
            store.change("UPDATE presentation SET presenter_id = NULL WHERE id = 2")
            store.change(
                "INSERT INTO kept_on_purpose (text_no, field, kind, rule, kept_on, leader_id)"
                " VALUES (5, 'new_perspective', 'name', 'title', '2026-03-02', 1)"
            )
    with open_logbook.approach(path, None).open(PASSPHRASE, TODAY).store as store:
        assert presentations.of_case(store, 1)[0].telling.said_on_return == "One. Two."
        assert [purpose.field for purpose in kept_findings.purposes(store, 5)] == ["said_on_return"]
        assert store.value("SELECT member_id FROM presenter WHERE presentation_id = 2") is None
        assert store.value("SELECT count(*) FROM presenter WHERE presentation_id = 2") == 1
        assert real_files.faults(store) == []
