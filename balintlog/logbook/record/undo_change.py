"""Undo a leader's last change: shown first, and refused where anybody has built on it since."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.ids import shown
from balintlog.errors import CouldNotError, PrivacyError, Problem
from balintlog.logbook.book import leave_unrecorded
from balintlog.logbook.record.given_aliases import check_not_blocked
from balintlog.logbook.record.rules.recorded_faults import all_faults
from balintlog.logbook.screening import screen_gate
from balintlog.logbook.view import draft_list, followup_changes
from balintlog.logbook.view.change_in_words import change_in_words
from balintlog.privacy.screen.finding import BLOCKED, HARD
from balintlog.storage.tables import drafts, kept_findings, last_changes, people, text_numbers

if TYPE_CHECKING:
    from datetime import date

    from balintlog.logbook.book import Logbook
    from balintlog.logbook.view.draft_list import DraftLine
    from balintlog.logbook.view.followup_changes import FollowUpChange
    from balintlog.storage.tables.last_changes import ChangedRow, LastChange

_IDS = {"session": "S", "balint_case": "C", "process_note": "N", "training": "T"}
_OF_CASE, _OF_SESSION = "case_id", "session_id"
_HINT = (
    "Only your last change can be taken back, on its day and once: a log, add, edit, close, link"
    " or merge. A deletion cannot, nor what was done before it. For an earlier one, use an edit."
)
_BY_AN_EDIT = "Put it right with an edit."

Texts = dict[tuple[int, str], str]  # by the number of the text in the search index, and its field


class Undoable(NamedTuple):
    """A leader's last change and what it was in words; ``made_at`` is a time of day, or empty."""

    made_at: str
    said: str
    change: LastChange


class Undone(NamedTuple):
    """What follows from a change that was taken back.

    ``follow_ups`` begin, move or end by it; ``drafts`` hold again what was typed.
    """

    follow_ups: tuple[FollowUpChange, ...]
    drafts: tuple[DraftLine, ...]


def undoable(book: Logbook, evening: date) -> Undoable:
    """Return what the leader at the keyboard can take back on the day of an evening.

    CouldNotError if there is nothing, or if anybody has built on it since.
    """
    with book.store.reading():
        change = last_changes.last_change(book.store, book.leader_id)
        if change is None or change.made_on != evening:
            raise CouldNotError("there is nothing of today to take back", _HINT)
        said = change_in_words(book, change.rows)
        _refuse_if_built_on(book, change)
    return Undoable(change.made_at, said, change)


def is_last_log(book: Logbook, evening: date, session: str) -> bool:
    """Return True if the leader can take back by ``undo`` that a session was recorded."""
    try:
        change = undoable(book, evening).change
    except CouldNotError:
        return False
    new = (row.row for row in change.rows if row.table == "session" and row.before is None)
    return any(shown("S", row["id"]) == session for row in new)


def undo(book: Logbook, shown_before: Undoable) -> Undone:
    """Take back a change as it was shown.

    CouldNotError if anybody has built on it since; PrivacyError where a text that would come back
    holds what may no longer be saved.
    """
    with book.store.writing():
        change = last_changes.last_change(book.store, book.leader_id)
        if change is not None:
            _refuse_if_built_on(book, change)
        if change is None or change != shown_before.change:
            raise CouldNotError(
                "your last change is no longer the one that you were shown; nothing was taken back",
                "To see what it is now: balintlog undo",
            )
        groups = [group.id for group in people.groups(book.store)]
        listed = {group: followup_changes.listed_now(book, group) for group in groups}
        stood = {group: _texts(book, group) for group in groups}
        touched, new = _touched(change)
        sessions, cases = last_changes.within_reach(book.store, change.rows)
        before = all_faults(book, sessions, cases)
        if not last_changes.take_back(book.store, change.rows):
            raise CouldNotError("something else depends on it by now, so it cannot be taken back")
        back = last_changes.within_reach(book.store, change.rows)
        for fault in all_faults(book, sessions | back[0], cases | back[1]):
            if fault not in before:
                raise CouldNotError(f"it cannot be taken back: {fault.message}", _BY_AN_EDIT)
        for row in change.rows:
            if row.table == "balint_group" and row.before is not None:
                check_not_blocked(book, row.before["label"], "the label that would come back")
        left = [group.id for group in people.groups(book.store)]
        for group in left:
            _refuse_what_may_not_come_back(book, group, stood[group])
        leave_unrecorded(book)
        last_changes.forget(book.store, book.leader_id)
        follow_ups = tuple(
            change
            for group in left
            for change in followup_changes.changes_since(book, group, listed[group], touched)
        )
        return Undone((*follow_ups, *new), _drafts_of(book, change))


def _touched(change: LastChange) -> tuple[set[str], tuple[FollowUpChange, ...]]:
    """Return the ids of the cases that a change touched, and those that it brought and that go."""
    of_case = {"presentation", "checkin", "case_event"}
    touched = {shown("C", row.row["case_id"]) for row in change.rows if row.table in of_case}
    new = (row.row for row in change.rows if row.table == "balint_case" and row.before is None)
    gone = tuple(followup_changes.gone(row["id"], row["label"]) for row in new)
    return touched - {line.case for line in gone}, gone


def _drafts_of(book: Logbook, change: LastChange) -> tuple[DraftLine, ...]:
    """Return the drafts that a change has ended, and that are there again without it."""
    ended = {row.row["id"] for row in change.rows if row.table == "draft"}
    there = [draft for draft in drafts.drafts(book.store) if draft.id in ended]
    return tuple(draft_list.line_of(book, draft) for draft in there)


def _refuse_if_built_on(book: Logbook, change: LastChange) -> None:
    """Raise CouldNotError where a record is not as it was left, or where a draft needs it."""
    added = [row for row in change.rows if row.before is None]
    ids = {shown(_IDS[row.table], row.row["id"]) for row in added if row.table in _IDS}
    new_entries = {
        (shown("C", row.row[_OF_CASE]), shown("S", row.row[_OF_SESSION]), row.table == "checkin")
        for row in added
        if row.table in ("presentation", "checkin")
    }
    for draft in drafts.drafts(book.store):
        if needed := ids & draft_list.ids_of(draft):
            raise _needed(draft_list.line_of(book, draft), min(needed))
        entry = draft_list.entry_of(draft)
        if entry in new_entries:
            of = f"the news of {entry[0]}" if entry[2] else f"that {entry[0]} was told"
            raise _needed(draft_list.line_of(book, draft), f"{of} in {entry[1]}")
    for alias in [row.row["alias"] for row in added if row.table == "member"]:
        for line in draft_list.draft_lines(book, naming=alias):
            raise _needed(line, alias)
    for row in change.rows:
        if not row.is_as_left:
            raise _built_on(book, row)


def _built_on(book: Logbook, row: ChangedRow) -> CouldNotError:
    """Say who changed a record since, as far as that is known, and what can be done."""
    name, cannot = _name(row), "so your last change cannot be taken back"
    since = last_changes.who_changed_since(book.store, row, book.leader_id)
    if since is None:
        return CouldNotError(f"{name} was changed again since, {cannot}", _BY_AN_EDIT)
    leader, time = since
    at = f" at {time}" if time else ""
    return CouldNotError(
        f"{leader} has changed {name} since{at}, {cannot}",
        f"Once {leader} takes that back (balintlog undo), you can. Or put it right with an edit.",
    )


def _needed(draft: DraftLine, what: str) -> CouldNotError:
    return CouldNotError(
        f"a draft of {draft.leader} needs {what}: {draft.about}",
        f"Save it first, or throw it away: {draft.command}",
    )


def _name(row: ChangedRow) -> str:
    """Return the id of the record to which a row belongs, or the label or alias."""
    if row.table in _IDS:
        return shown(_IDS[row.table], row.row["id"])
    for table, column in (("balint_group", "label"), ("member", "alias")):
        if row.table == table:
            return str(row.row[column])
    for column, letter in ((_OF_CASE, "C"), (_OF_SESSION, "S"), ("later_id", "C")):
        if column in row.row:
            return shown(letter, row.row[column])
    return "what you changed"


def _texts(book: Logbook, group_id: int) -> Texts:
    """Return every text of a group in its place."""
    texts = text_numbers.of_group(book.store, group_id)
    return {(text.number, text.field): text.text for text in texts}


def _refuse_what_may_not_come_back(book: Logbook, group_id: int, stood: Texts) -> None:
    """Hold every text that is not what stood there against the gate, as if it were typed now."""
    guard = screen_gate.guard_of(book, group_id)
    problems = []
    for (number, field), text in _texts(book, group_id).items():
        if stood.get((number, field)) == text:
            continue
        findings = guard.read(text, about_group=text_numbers.row_of(number)[0] == "note")
        noted = [
            purpose
            for purpose in kept_findings.purposes(book.store, number)
            if purpose.field == field
        ]
        kept = screen_gate.findings_kept(findings, field, noted)
        problems += [
            Problem(screen_gate.said(finding, finding.start, finding.end), f"/{field}")
            for finding in findings
            if finding.tier == HARD and (finding.kind == BLOCKED or finding not in kept)
        ]
    if problems:
        raise PrivacyError(*problems, hint="A text that would come back holds it. Use an edit.")
