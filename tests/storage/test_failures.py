"""What SQLite's errors become: nothing that a leader can meet is a defect of ours."""

from __future__ import annotations

import pytest

from balintlog.errors import CouldNotError
from balintlog.storage import failures


@pytest.mark.parametrize("code", [5, 6, 17])  # SQLITE_BUSY, SQLITE_LOCKED, SQLITE_SCHEMA
def test_what_another_window_does_is_no_damage_and_no_defect(code: int) -> None:
    told = failures.failure(code)
    assert isinstance(told, CouldNotError)
    assert "another window" in told.message
