"""A confirmed date: what is unlikely is asked about, and needs a yes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from balintlog.cli.terminal.prompts import confirm
from balintlog.logbook.record.rules.unlikely_dates import UnlikelyDateError

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.cli.desk import Desk

T = TypeVar("T")


def once_sure(desk: Desk, change: Callable[..., T]) -> T:
    """Make a change that takes ``likely_only``, by which it refuses dates that need a yes."""
    try:
        return change(likely_only=not desk.yes)
    except UnlikelyDateError as error:
        if not desk.can_ask:
            raise
        confirm(desk, f"{error.message}. Is it right as it is?")
        return change(likely_only=False)
