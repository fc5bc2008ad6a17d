"""Keys files as earlier programs wrote them, one of every format, open the logbook beside them."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import independent_keys
import pytest
from conftest import CHEAP

from balintlog.errors import LockedError
from balintlog.logbook.keys import key_holders, open_logbook
from balintlog.logbook.keys.paths import keys_path
from balintlog.storage.file import file_facts
from balintlog.vault.keyring import Secret

if TYPE_CHECKING:
    from balintlog.logbook.book import Logbook

OLDER, ALDER = "everything in here is invented", "nothing in here is true"
SEDGE, LAST_DAY = "K7QD-2MXA-9TRW-HC4E", date(2026, 12, 14)
MADE_ON = date(2026, 11, 30)
FIXTURES = Path(__file__).parents[1] / "fixtures"
RELEASED = sorted(FIXTURES.glob("keys-*.balint"))


@pytest.fixture(params=RELEASED, ids=lambda path: path.stem)
def released(request: pytest.FixtureRequest, path: Path) -> Path:
    """Return a copy of a released logbook with its keys file; the older keys file is aside."""
    original: Path = request.param
    shutil.copy(original, path)
    shutil.copy(keys_path(original), keys_path(path))
    shutil.copy(original.with_suffix(".older.keys"), path.with_suffix(".older.keys"))
    return path


def opened(path: Path, leader: str, typed: str) -> Logbook:
    return open_logbook.approach(path, leader).open(typed, MADE_ON)


@pytest.mark.slow
def test_both_leaders_of_a_released_logbook_come_in(released: Path) -> None:
    before = keys_path(released).read_bytes()
    for leader, typed in (("alder", ALDER), ("sedge", SEDGE)):
        opened(released, leader, typed).store.close()
    with pytest.raises(LockedError):
        opened(released, "alder", OLDER)
    with (book := opened(released, "alder", ALDER)).store:
        assert key_holders.key_holders(book) == [("alder", None), ("sedge", LAST_DAY)]
    assert keys_path(released).read_bytes() == before  # to open it changes nothing


@pytest.mark.slow
def test_another_reader_finds_the_same_key(released: Path) -> None:
    with (book := opened(released, "alder", ALDER)).store:
        pass
    data = keys_path(released).read_bytes()
    assert independent_keys.data_key(data, "alder", ALDER) == book.key.raw()
    assert independent_keys.data_key(data, "sedge", SEDGE.replace("-", "")) == book.key.raw()


@pytest.mark.slow
def test_the_keys_of_a_released_logbook_can_be_changed(released: Path) -> None:
    with (book := opened(released, "alder", ALDER)).store:
        key_holders.change_secret(book, "alder", Secret(OLDER), CHEAP)
        assert file_facts.keys_copy(book.store) == keys_path(released).read_bytes()
    for leader, typed in (("alder", OLDER), ("sedge", SEDGE)):
        opened(released, leader, typed).store.close()
