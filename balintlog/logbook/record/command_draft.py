"""The draft of a command: encrypted, a leader's own, until it is saved or thrown away.

Its form is a JSON object: the answers so far, and what has been typed of the next one.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar

from balintlog.errors import NotFoundError
from balintlog.logbook.book import find_case, find_note, find_session
from balintlog.logbook.view import draft_list
from balintlog.storage.tables import drafts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from balintlog.domain.draft import Begun, Draft
    from balintlog.logbook.book import Logbook

T = TypeVar("T")


def keep(book: Logbook, begun: Begun, form: Mapping[str, object], number: int | None = None) -> int:
    """Save a form as it is now, in place of the draft of this ``number``; return its number.

    If somebody has deleted that draft meanwhile, this is a new one.
    """
    document = json.dumps(form, ensure_ascii=False)
    with book.store.writing():
        if number is not None and drafts.change_draft(book.store, number, document, book.today):
            return number
        return drafts.add_draft(book.store, book.leader_id, begun, document, book.today)


def find(book: Logbook, begun: Begun) -> list[Draft]:
    """Return the leader's own drafts of what is being begun, the newest first."""
    return [
        draft
        for draft in reversed(drafts.drafts(book.store))
        if draft.begun == begun and draft.leader == book.leader
    ]


def drop(book: Logbook, number: int) -> None:
    """Delete a draft."""
    drafts.drop_draft(book.store, number)


def drop_about(book: Logbook, *ids: str) -> None:
    """Delete the drafts of all leaders that need a record which is being deleted."""
    for row in drafts.drafts(book.store):
        if draft_list.ids_of(row) & set(ids):
            drafts.drop_draft(book.store, row.id)


def drop_edits_of(book: Logbook, command: str, entry: str) -> None:
    """Delete the drafts of changes to what is being deleted, such as "C7 --session S4"."""
    for row in drafts.drafts(book.store):
        if (row.begun.command, row.begun.object) == (command, entry):
            drafts.drop_draft(book.store, row.id)


def drop_without_object(book: Logbook, number: int) -> bool:
    """Delete a draft if what it is of was deleted; return whether there is no such draft now."""
    rows = [row for row in drafts.drafts(book.store) if row.id == number]
    finders: dict[str, Callable[[Logbook, str], object]] = {
        "S": find_session,
        "C": find_case,
        "N": find_note,
    }
    try:
        for name in (name for row in rows for name in draft_list.object_ids(row)):
            finders[name[0]](book, name)
    except NotFoundError:
        drop(book, number)
        return True
    return not rows


def ended_by(book: Logbook, number: int | None, record: Callable[[], T]) -> T:
    """Record what a draft holds and delete the draft, both or neither."""
    with book.store.writing():
        recorded = record()
        if number is not None:
            drafts.drop_draft(book.store, number)
        return recorded
