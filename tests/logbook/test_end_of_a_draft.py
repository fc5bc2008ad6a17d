"""The end of a draft: what it held is recorded, and it is deleted, both or neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import real_files

from balintlog.errors import CouldNotError
from balintlog.logbook.book import Logbook
from balintlog.logbook.record import command_draft
from balintlog.storage.tables import drafts

if TYPE_CHECKING:
    from pathlib import Path


def test_where_a_draft_cannot_be_deleted_nothing_is_recorded(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the next command offers the draft again, and the note is recorded twice."""

    def failing(*_: object) -> None:
        raise CouldNotError("the disk is full")

    monkeypatch.setattr(drafts, "drop_draft", failing)
    with real_files.with_group(path, hasty=True) as store:
        book = Logbook(store, "alder", real_files.a_session().held_on, real_files.KEY, "00" * 16)
        with pytest.raises(CouldNotError, match="the disk is full"):
            command_draft.ended_by(book, 1, lambda: real_files.keep_evening(store, "late"))
        assert store.value("SELECT count(*) FROM session") == 0
