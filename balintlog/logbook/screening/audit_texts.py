"""The audit of all texts: reads what the logbook holds already for identifiers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from balintlog.domain.document import CaseEntry, News, Note
from balintlog.domain.document_field import free_texts
from balintlog.domain.ids import shown
from balintlog.logbook.screening import screen_gate
from balintlog.privacy.screen.finding import SOFT
from balintlog.storage.tables import drafts, kept_findings, people, text_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook
    from balintlog.privacy.screen.finding import Finding

# The texts of a draft, and whether they are about the group: ``text`` may be news as well.
_IN_DRAFTS = {
    **dict.fromkeys(free_texts(Note), True),
    **dict.fromkeys((*free_texts(CaseEntry), *free_texts(News)), False),
}
_NOWHERE = {"case": None, "session": None, "note": None}


def audit(book: Logbook, group: Group) -> Iterator[dict[str, Any]]:
    """Yield the findings in all texts of a group, by record and kind, never the words.

    Each holds ``on_purpose``: True if the leader chose to keep it. Drafts are read too, and
    the label and the aliases, where every finding is a soft one.
    """
    yield from _names(book, group)
    guard = screen_gate.guard_of(book, group.id)
    for text in text_numbers.of_group(book.store, group.id):
        findings = guard.read(text.text, about_group=text.note_id is not None)
        noted = kept_findings.purposes(book.store, text.number) if findings else []
        kept = screen_gate.findings_kept(findings, text.field, noted)
        place = {
            "case": None if text.case_id is None else shown("C", text.case_id),
            "session": None if text.session_id is None else shown("S", text.session_id),
            "note": None if text.note_id is None else shown("N", text.note_id),
        }
        for finding in findings:
            line = _line(group, text.record, text.field, finding, **place)
            yield {**line, "on_purpose": finding in kept}
    for draft in drafts.drafts(book.store):
        if draft.group_id == group.id:
            for field, words in _texts_in(json.loads(draft.document)):
                for finding in guard.read(words, about_group=_IN_DRAFTS[field]):
                    yield _line(group, "draft", field, finding)


def _names(book: Logbook, group: Group) -> Iterator[dict[str, Any]]:
    """Yield what the label and the aliases seem to name: they were chosen, and stay."""
    aliases = [member.alias for member in people.members(book.store, group.id)]
    named = [("group", "label", group.label)]
    named += [("member", "alias", alias) for alias in aliases]
    named += [("leader", "alias", alias) for alias in people.leaders(book.store)]
    for record, field, name in named:
        if finding := screen_gate.in_label(name, group.language):
            yield {**_line(group, record, field, finding), "tier": SOFT}


def _texts_in(document: Any) -> Iterator[tuple[str, str]]:
    """Yield the free texts of a draft, each with its field."""
    if isinstance(document, dict):
        for key, value in document.items():
            if key in _IN_DRAFTS and isinstance(value, str):
                yield key, value
            else:
                yield from _texts_in(value)
    elif isinstance(document, list):
        for item in document:
            yield from _texts_in(item)


def _line(
    group: Group, record: str, field: str, finding: Finding, **place: str | None
) -> dict[str, Any]:
    return {
        "group": shown("G", group.id),
        "record": record,
        **_NOWHERE,
        **place,
        "field": field,
        "start": finding.start,
        "end": finding.end,
        "kind": finding.kind,
        "tier": finding.tier,
        "rule": finding.rule,
        "on_purpose": False,
    }
