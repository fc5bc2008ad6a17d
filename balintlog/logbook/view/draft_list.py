"""The list of drafts: whose they are and how old, and no word of them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from balintlog.domain.ids import shown
from balintlog.storage.tables import drafts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from balintlog.domain.draft import Draft
    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook

LOG = "log"
TOLD_AT = "told at"  # the session that the page of a case was begun about
_KINDS = {
    "case add": "a new case",
    "case present": "a case presented again",
    "case check-in": "news of a case",
    "case edit": "a change to a case",
    "session edit": "a change to a session",
    "note add": "a new note",
    "note edit": "a change to a note",
    "group edit": "a change to the group",
    "member edit": "a change to a member",
    "training add": "new training",
    "training edit": "a change to training",
}
_NAMES_RECORDS = frozenset({"case", "continues", "related_to", "entry"})


class DraftLine(NamedTuple):
    """A draft in a list: whose it is and how old, and no word of it.

    ``command`` is what takes it up again. ``held_on`` is the day of the session as the form
    has it, None if it does not say; ``days`` is the number of days since the last change.
    """

    group: str
    label: str
    leader: str
    command: str
    about: str
    held_on: str | None
    updated_on: date
    days: int


def draft_lines(
    book: Logbook,
    group: Group | None = None,
    *,
    naming: str | None = None,
) -> list[DraftLine]:
    """Return the drafts of all leaders, of one group or of all, the archived ones too.

    ``naming``: only those in which this alias stands as a word.
    """
    return [
        line_of(book, row)
        for row in drafts.drafts(book.store)
        if (group is None or row.begun.group_id == group.id)
        and (naming is None or _names(row.document, naming))
    ]


def of_evenings(book: Logbook) -> list[DraftLine]:
    """Return the drafts of sessions, of all leaders and groups; the one changed last is first."""
    rows = [row for row in drafts.drafts(book.store) if row.begun.command == LOG]
    rows.sort(key=lambda row: (row.updated_on, row.id), reverse=True)
    return [line_of(book, row) for row in rows]


def line_of(book: Logbook, row: Draft) -> DraftLine:
    """Return a draft as it stands in a list."""
    begun = row.begun
    behind = begun.object or (f"--group {row.label}" if begun.command == LOG else "")
    return DraftLine(
        shown("G", begun.group_id),
        row.label,
        row.leader,
        f"balintlog {begun.command} {behind}".rstrip(),
        said_of(row),
        _held_on(row),
        row.updated_on,
        (book.today - row.updated_on).days,
    )


def said_of(row: Draft) -> str:
    """Say what a draft is of: "larch, 2026-03-02", or "larch, a change to a note (N2)"."""
    if row.begun.command == LOG:
        return f"{row.label}, {_held_on(row) or 'a day not yet said'}"
    kind, ids = _KINDS[row.begun.command], object_ids(row)
    if row.begun.command == "member edit":
        ids = [row.begun.object]
    if row.begun.command.startswith("training"):  # no group's; it stands with one of the leader's
        return f"{kind} {row.begun.object}".rstrip()
    return f"{row.label}, {kind}" + (f" ({', '.join(ids)})" if ids else "")


def in_words(draft: DraftLine) -> str:
    """Say which draft it is, and how old: "larch, 2026-03-02, last changed 3 days ago"."""
    return f"{draft.about}, last changed {age(draft.updated_on, draft.days)}"


def age(day: date, days: int) -> str:
    """Say how long ago a day was; by a clock that was put back it is still to come."""
    if days < 0:
        return f"on {day}"
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


def going_with(book: Logbook, *ids: str, but: int | None = None) -> str:
    """Say how many drafts need a record that is to be deleted, and go with it; "" if none does.

    ``but``: the draft of the form in which that is said.
    """
    others = [row for row in drafts.drafts(book.store) if row.id != but]
    going = sum(bool(ids_of(row) & set(ids)) for row in others)
    if not going:
        return ""
    if going == 1:
        return " A draft depends on it and will be deleted, too."
    return f" {going} drafts depend on it and will be deleted, too."


def ids_of(row: Draft) -> frozenset[str]:
    """Return the ids of what a draft cannot do without: what it is of, and cases it names."""
    return frozenset({*object_ids(row), *_ids_in(json.loads(row.document))})


def object_ids(row: Draft) -> list[str]:
    """Return the ids of what a draft is of, in the order in which they are typed."""
    return re.findall(r"\b[SCN]\d+\b", row.begun.object)


def entry_of(row: Draft) -> tuple[str, str, bool] | None:
    """Return the entry that a draft changes: its case, its session, and whether it is news."""
    if row.begun.command != "case edit":
        return None
    told_at = json.loads(row.document).get("asides", {}).get(TOLD_AT, "")
    case, session, *_ = [*object_ids(row), told_at]
    return case, session, row.begun.object.endswith("--check-in")


def _ids_in(value: Any) -> Iterator[str]:
    """Yield the ids of what a form cannot do without: a case that it is about, or an entry."""
    if isinstance(value, dict):
        for key, held in value.items():
            if key in _NAMES_RECORDS and isinstance(held, str):
                yield held
            else:
                yield from _ids_in(held)
    elif isinstance(value, list):
        for held in value:
            yield from _ids_in(held)


def _held_on(row: Draft) -> str | None:
    """Return the day of a session as the form of a guided record has it."""
    if row.begun.command != LOG:
        return None
    held_on = json.loads(row.document).get("answers", {}).get("held_on")
    return None if held_on is None else str(held_on)


def _names(document: str, alias: str) -> bool:
    """Return True if an alias stands as a word anywhere in a draft."""
    text = json.dumps(json.loads(document), ensure_ascii=False).casefold()
    return re.search(rf"\b{re.escape(alias)}\b", text) is not None
