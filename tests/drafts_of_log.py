"""Drafts of a guided record as tests put them into a logbook, and look them up, without asking."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from balintlog.domain.draft import Begun
from balintlog.logbook.record import command_draft

if TYPE_CHECKING:
    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook


def keep(book: Logbook, group: Group, form: dict[str, Any]) -> int:
    """Save the only draft of a session of a group."""
    begun = Begun(group.id, "log")
    earlier = command_draft.find(book, begun)
    return command_draft.keep(book, begun, form, earlier[0].id if earlier else None)


def find(book: Logbook, group: Group) -> dict[str, Any] | None:
    """Return the form in the leader's newest draft for a group, or None."""
    earlier = command_draft.find(book, Begun(group.id, "log"))
    return json.loads(earlier[0].document) if earlier else None
