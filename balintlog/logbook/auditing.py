"""Reading everything that the logbook already holds for identifiers."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from balintlog.domain.ids import shown
from balintlog.logbook.guarding import guard_of
from balintlog.privacy.finding import HARD
from balintlog.storage import purposes, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook
    from balintlog.privacy.finding import Finding
    from balintlog.storage.texts import PlacedText

_KINDS = ("case", "presentation", "check-in", "note")


def audit(book: Logbook, group: Group) -> Iterator[dict[str, Any]]:
    """Yield what is found in the texts of a group, by record and kind, never the words.

    ``on_purpose`` tells whether the leader kept it knowingly.
    """
    guard = guard_of(book, group.id)
    for one in texts.of_group(book.store, group.id):
        found = guard.read(one.text, about_group=one.note_id is not None)
        known = Counter(purposes.purposes(book.store, one.number)) if found else Counter()
        for finding in found:
            purpose = purposes.Purpose(one.field, finding.kind, finding.rule)
            is_known = finding.tier == HARD and known[purpose] > 0
            known[purpose] -= is_known
            yield {**_place(group, one), **_said(finding), "on_purpose": is_known}


def _place(group: Group, one: PlacedText) -> dict[str, Any]:
    return {
        "group": shown("G", group.id),
        "record": _KINDS[one.number % len(_KINDS)],
        "case": None if one.case_id is None else shown("C", one.case_id),
        "session": None if one.session_id is None else shown("S", one.session_id),
        "note": None if one.note_id is None else shown("N", one.note_id),
        "field": one.field,
    }


def _said(finding: Finding) -> dict[str, Any]:
    return {
        "start": finding.start,
        "end": finding.end,
        "kind": finding.kind,
        "tier": finding.tier,
        "rule": finding.rule,
    }
