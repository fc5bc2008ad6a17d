"""The draft of a guided record: encrypted, one per leader and group, gone after seven days."""

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
    """A form as it was laid down, and when it was last touched."""

    form: dict[str, Any]
    updated_on: date


def keep(book: Logbook, group: Group, form: dict[str, Any]) -> None:
    """Keep the draft as it is now."""
    document = json.dumps(form, ensure_ascii=False)
    drafts.keep_draft(book.store, book.leader_id, group.id, document, book.today)


def find(book: Logbook, group: Group) -> Draft | None:
    """Return the leader's own unfinished record of a group."""
    found = drafts.draft(book.store, book.leader_id, group.id)
    if found is None:
        return None
    document, updated_on = found
    return Draft(json.loads(document), updated_on)


def drop(book: Logbook, group: Group) -> None:
    """Forget the leader's draft of a group."""
    drafts.drop_draft(book.store, book.leader_id, group.id)
