"""The draft of a session: encrypted, one per leader and group, until it is saved or thrown away."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from balintlog.storage.tables import drafts

if TYPE_CHECKING:
    from datetime import date

    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook


@dataclass(frozen=True)
class Draft:
    """A form as it was saved, and the day on which it was last changed."""

    form: dict[str, Any]
    updated_on: date


def keep(book: Logbook, group: Group, form: dict[str, Any]) -> None:
    """Save the draft as it is now, in place of an earlier one."""
    document = json.dumps(form, ensure_ascii=False)
    drafts.keep_draft(book.store, book.leader_id, group.id, document, book.today)


def find(book: Logbook, group: Group) -> Draft | None:
    """Return the leader's own draft of a session of a group, or None."""
    row = drafts.draft(book.store, book.leader_id, group.id)
    if row is None:
        return None
    document, updated_on = row
    return Draft(json.loads(document), updated_on)


def drop(book: Logbook, group: Group) -> None:
    """Delete the leader's draft of a group."""
    drafts.drop_draft(book.store, book.leader_id, group.id)
