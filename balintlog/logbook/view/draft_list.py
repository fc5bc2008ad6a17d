"""The list of drafts: whose they are and how old, and no word of them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.ids import shown
from balintlog.storage.tables import drafts

if TYPE_CHECKING:
    from datetime import date

    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook
    from balintlog.storage.tables.drafts import DraftRow


class DraftLine(NamedTuple):
    """A draft in a list: whose it is and how old, and no word of it.

    ``held_on`` is the day of the session as the form has it, None if it does not say yet;
    ``days`` is the number of days since the last change.
    """

    group: str
    label: str
    leader: str
    held_on: str | None
    updated_on: date
    days: int


def draft_lines(
    book: Logbook, group: Group | None = None, *, naming: str | None = None
) -> list[DraftLine]:
    """Return the drafts of all leaders, of one group or of all, the archived ones too.

    ``naming``: only those in which this alias stands as a word.
    """
    return [
        line_of(book, row)
        for row in drafts.drafts(book.store)
        if (group is None or row.group_id == group.id)
        and (naming is None or _names(row.document, naming))
    ]


def line_of(book: Logbook, row: DraftRow) -> DraftLine:
    """Return a draft as it stands in a list."""
    return DraftLine(
        shown("G", row.group_id),
        row.label,
        row.leader,
        json.loads(row.document).get("answers", {}).get("held_on"),
        row.updated_on,
        (book.today - row.updated_on).days,
    )


def in_words(draft: DraftLine) -> str:
    """Say which draft it is, and how old: "larch, 2026-03-02, last changed 3 days ago"."""
    held_on = draft.held_on or "a day not yet said"
    return f"{draft.label}, {held_on}, last changed {age(draft.updated_on, draft.days)}"


def age(day: date, days: int) -> str:
    """Say how long ago a day was; by a clock that was put back it is still to come."""
    if days < 0:
        return f"on {day}"
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


def _names(document: str, alias: str) -> bool:
    """Return True if an alias stands as a word anywhere in a draft."""
    text = json.dumps(json.loads(document), ensure_ascii=False).casefold()
    return re.search(rf"\b{re.escape(alias)}\b", text) is not None
