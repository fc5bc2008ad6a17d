"""What goes wrong inside of an export: SQLCipher tells it in words alone, without its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import real_files
from real_files import KEY, OTHER_KEY

from balintlog.errors import BalintlogError, CouldNotError, FileProblemError
from balintlog.storage.file import connection, copies

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def filled(path: Path) -> bytes:
    with real_files.with_group(path, hasty=True) as store:
        for number in range(8):
            real_files.keep_evening(store, f"word{number} " * 60)
    return path.read_bytes()


@pytest.mark.slow
def test_a_damaged_page_is_told_as_damage_or_was_not_needed(
    path: Path, record_property: Callable[[str, object], None]
) -> None:
    whole = filled(path)
    told = 0
    for page in range(1, len(whole) // connection.PAGE_SIZE):
        damaged = bytearray(whole)
        damaged[page * connection.PAGE_SIZE + 500] ^= 8
        path.write_bytes(damaged)
        target = path.with_name(f"{page}.new")
        damage = ""
        try:
            with connection.open_file(path, KEY) as store:
                copies.copy_to(store, target, OTHER_KEY)
                copies.opened_copy(target, OTHER_KEY, store).close()
        except FileProblemError as error:
            damage = error.message
            told += 1
        assert damage in ("", "the logbook file is damaged")
        assert path.read_bytes() == damaged
    assert told > 40
    record_property("figures", f"exported with one damaged page each: {told} of {page} told")


@pytest.mark.slow
def test_a_full_disk_is_told_as_such(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path)
    with connection.open_file(path, KEY) as store:
        before = real_files.everything(store)
        pages = store.value("PRAGMA page_count")
        ordinary, told = store.rows, 0

        for most in range(2, pages - 2):

            def rows(sql: str, given: tuple[object, ...] = (), most: int = most) -> list[object]:
                found = ordinary(sql, given)
                if sql.startswith("ATTACH"):
                    ordinary(f"PRAGMA fresh.max_page_count = {most}")
                return found

            with monkeypatch.context() as patch:
                patch.setattr(store, "rows", rows)
                with pytest.raises(CouldNotError, match="the disk is full"):
                    copies.copy_to(store, path.with_name(f"{most}.new"), OTHER_KEY)
            told += 1
            assert [row["name"] for row in store.rows("PRAGMA database_list")] == ["main"]
        assert told > 20
        assert real_files.everything(store) == before


def test_what_is_no_failure_of_the_disk_stays_a_defect(path: Path) -> None:
    with real_files.with_group(path) as store, pytest.raises(Exception, match="no such") as caught:
        store.rows("SELECT id FROM nowhere")
    assert not isinstance(caught.value, BalintlogError)
