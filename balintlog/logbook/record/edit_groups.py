"""Edit groups: how they are added, changed, archived and deleted."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from balintlog.domain.ids import looks_like_id, shown
from balintlog.domain.typed.frame.frame_words import RESERVED
from balintlog.errors import InvalidInputError
from balintlog.logbook.book import changed_meanwhile, forget_changes
from balintlog.logbook.record.given_aliases import check_not_blocked
from balintlog.logbook.record.purge_records import overwrite_free_space
from balintlog.logbook.record.rules.unlikely_dates import check_day, check_likely
from balintlog.logbook.view.group_deletion import group_contents
from balintlog.storage.tables import people, sessions

if TYPE_CHECKING:
    from datetime import date

    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.view.group_deletion import GroupContents


_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,19}")


def add_group(book: Logbook, group: Group, *, likely_only: bool = False) -> str:
    """Add a group and return its id; the id in ``group`` is ignored.

    ``likely_only``, here and below: refuse a date that a leader should confirm, by
    UnlikelyDateError.
    """
    check_label(group.label)
    _check_dates(book, group)
    if likely_only:
        check_likely(book, group, group.agreed_on, group.archived_on)
    with book.store.writing():
        check_not_blocked(book, group.label, "the label")
        if people.group_labelled(book.store, group.label) is not None:
            raise InvalidInputError(f"there is already a group {group.label}")
        return shown("G", people.add_group(book.store, group))


def change_group(book: Logbook, group: Group, *, likely_only: bool = False) -> None:
    """Change a group; ``group`` holds the new values and the row version that was read."""
    _check_dates(book, group)
    with book.store.writing():
        before = people.group(book.store, group.id)
        if likely_only and before is not None:
            known = {before.agreed_on, before.archived_on}
            check_likely(book, group, *({group.agreed_on, group.archived_on} - known))
        if before is not None and before.label != group.label:
            check_label(group.label)
            check_not_blocked(book, group.label, "the label")
        first = sessions.first_held(book.store, group.id)
        if first is not None and group.started_on is not None and first < group.started_on:
            raise InvalidInputError(
                f"the group has a session of {first}, before {group.started_on}"
            )
        same = people.group_labelled(book.store, group.label)
        if same is not None and same.id != group.id:
            raise InvalidInputError(f"there is already a group {group.label}")
        if not people.change_group(book.store, group):
            raise changed_meanwhile(shown("G", group.id))


def archive_group(
    book: Logbook, group: Group, day: date | None, *, likely_only: bool = False
) -> None:
    """Archive a group as it was read from a day on, or take it out of the archive (None)."""
    if day is not None and group.archived_on is not None:
        raise InvalidInputError(f"{group.label} was already archived on {group.archived_on}")
    if day is None and group.archived_on is None:
        raise InvalidInputError(f"{group.label} is not archived")
    change_group(book, dataclasses.replace(group, archived_on=day), likely_only=likely_only)


def delete_group(book: Logbook, group: Group, held: GroupContents) -> None:
    """Delete a group as it was read and everything in it: as much as was shown."""
    with book.store.writing():
        if people.group(book.store, group.id) != group or group_contents(book, group) != held:
            raise changed_meanwhile(shown("G", group.id))
        forget_changes(book)
        people.delete_group(book.store, group.id)
    overwrite_free_space(book)


def check_label(label: str) -> None:
    """Raise InvalidInputError for what cannot be the label of a group from now on."""
    if not _LABEL.fullmatch(label) or looks_like_id(label):
        raise InvalidInputError(
            "a group's label is a short code: letters, digits and hyphens, at most 20,"
            " and not an id such as G1"
        )
    if label.casefold() in RESERVED:
        raise InvalidInputError(
            "that word means something else in an evening's line: a weekday, a month, or a word"
            " such as late or online",
            hint="Choose another one.",
        )


def _check_dates(book: Logbook, group: Group) -> None:
    for day in (group.started_on, group.agreed_on, group.archived_on):
        check_day(book, day)
