"""The audit of all texts: reads what the logbook holds already for identifiers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from balintlog.domain.document import CaseEntry, News, Note
from balintlog.domain.document_field import ABOUT_GROUP, FREE_TEXTS, fields_of
from balintlog.domain.ids import shown
from balintlog.logbook.screening import screen_gate
from balintlog.privacy.screen.finding import SOFT
from balintlog.storage.tables import drafts, kept_findings, people, text_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from balintlog.domain.draft import Draft
    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook
    from balintlog.privacy.screen.finding import Finding

# The texts of a draft, and whether they are about the group: ``text`` may be news as well.
_IN_DRAFTS = {
    field.name: field.kind in ABOUT_GROUP
    for record in (CaseEntry, News, Note)
    for field in fields_of(record)
    if field.kind in FREE_TEXTS
}
_IN_LINES = {field.name for field in fields_of(CaseEntry) if field.kind == "lines"}


class AuditedFinding(NamedTuple):
    """A finding, by its record and kind, never by its words.

    ``start`` and ``end`` are characters of the field; ``on_purpose``: the leader chose to keep it.
    """

    group: str
    record: str
    case: str | None
    session: str | None
    note: str | None
    field: str
    start: int
    end: int
    kind: str
    tier: str
    rule: str
    on_purpose: bool = False


def audit(book: Logbook, group: Group) -> Iterator[AuditedFinding]:
    """Yield the findings in all texts of a group.

    Drafts are read too, and the label and the aliases, where every finding is a soft one.
    """
    yield from _names(book, group)
    guard = screen_gate.guard_of(book, group.id)
    for text in text_numbers.of_group(book.store, group.id):
        findings = guard.read(text.text, about_group=text.note_id is not None)
        noted = kept_findings.purposes(book.store, text.number) if findings else []
        kept = screen_gate.findings_kept(findings, text.field, noted)
        for finding in findings:
            yield _audited(group, text.record, text.field, finding)._replace(
                case=None if text.case_id is None else shown("C", text.case_id),
                session=None if text.session_id is None else shown("S", text.session_id),
                note=None if text.note_id is None else shown("N", text.note_id),
                on_purpose=finding in kept,
            )
    for draft in drafts.drafts(book.store):
        if draft.begun.group_id == group.id:
            for field, words in _texts_in(_typed_in(draft)):
                for finding in guard.read(words, about_group=_IN_DRAFTS[field]):
                    yield _audited(group, "draft", field, finding)


def _names(book: Logbook, group: Group) -> Iterator[AuditedFinding]:
    """Yield what the label and the aliases seem to name: they were chosen, and stay."""
    aliases = [member.alias for member in people.members(book.store, group.id)]
    named = [("group", "label", group.label)]
    named += [("member", "alias", alias) for alias in aliases]
    named += [("leader", "alias", alias) for alias in people.leaders(book.store)]
    for record, field, name in named:
        if finding := screen_gate.in_label(name, group.language):
            yield _audited(group, record, field, finding)._replace(tier=SOFT)


def _typed_in(draft: Draft) -> Mapping[str, object]:
    """Return what a draft holds, without what its record held before: that is read there."""
    form: dict[str, Any] = json.loads(draft.document)
    return {key: held for key, held in form.items() if key != "stood"}


def _texts_in(document: Any) -> Iterator[tuple[str, str]]:
    """Yield the free texts of a draft, each with its field."""
    if isinstance(document, dict):
        for key, value in document.items():
            if key in _IN_DRAFTS and isinstance(value, str):
                yield key, value
            elif key in _IN_LINES and isinstance(value, list):
                yield from ((key, line) for line in value if isinstance(line, str))
            else:
                yield from _texts_in(value)
    elif isinstance(document, list):
        for item in document:
            yield from _texts_in(item)


def _audited(group: Group, record: str, field: str, finding: Finding) -> AuditedFinding:
    return AuditedFinding(
        group=shown("G", group.id),
        record=record,
        case=None,
        session=None,
        note=None,
        field=field,
        start=finding.start,
        end=finding.end,
        kind=finding.kind,
        tier=finding.tier,
        rule=finding.rule,
    )
