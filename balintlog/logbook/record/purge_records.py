"""Purge records: how long they stay, what is past its time, and how that is deleted for good."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.ids import shown
from balintlog.domain.retention_terms import DEFAULTS, MAX_MONTHS, MIN_MONTHS, cutoff
from balintlog.errors import BalintlogError, InvalidInputError
from balintlog.logbook.book import changed_meanwhile, forget_changes
from balintlog.logbook.view import draft_list
from balintlog.storage.file import file_facts
from balintlog.storage.tables import cases, drafts, expired, notes, sessions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from balintlog.domain.draft import Draft
    from balintlog.logbook.book import Logbook


BELIEVED_DAYS = 400  # a clock that is further than this from the last entry is not believed


class Past(NamedTuple):
    """What is past its time, by numbers.

    ``codes`` are presentations that lose a presenter, ``tellers`` check-ins that lose the person
    who told them.
    ``drafts``: those that need one of these records, or that nobody has changed for as long as a
    case stays.
    """

    cases: list[int]
    notes: list[int]
    sessions: list[int]
    codes: list[int]
    tellers: list[int]
    drafts: list[Draft]

    @property
    def is_nothing(self) -> bool:
        """True if nothing is past its time."""
        return not any(self)

    @property
    def counts(self) -> dict[str, int]:
        """How many cases, notes and sessions are past their time."""
        named = {"cases": self.cases, "notes": self.notes, "sessions": self.sessions}
        return {kind: len(numbers) for kind, numbers in named.items()}


class BackupWithRecords(NamedTuple):
    """A known backup that may hold what is deleted, and whether it is where it was made."""

    made_on: date
    file: str
    is_there: bool


def terms(book: Logbook) -> dict[str, int]:
    """Return how many months each class of record stays."""
    return {**DEFAULTS, **expired.months(book.store)}


def set_terms(book: Logbook, months: Mapping[str, int]) -> None:
    """Change how long records stay."""
    for number in months.values():
        if not MIN_MONTHS <= number <= MAX_MONTHS:
            raise InvalidInputError(f"a term is {MIN_MONTHS} to {MAX_MONTHS} months")
    with book.store.writing():
        for term, number in months.items():
            expired.set_months(book.store, term, number)


def past(book: Logbook) -> Past:
    """Return what is past its time today."""
    limits = _limits(book)
    with book.store.reading():
        past_cases = expired.past_cases(book.store, limits)
        past_notes = expired.past_notes(book.store, limits)
        limits |= expired.as_parameters(past_cases, past_notes)
        past_sessions = expired.past_sessions(book.store, limits)
        gone = {"C": past_cases, "N": past_notes, "S": past_sessions}
        return Past(
            past_cases,
            past_notes,
            past_sessions,
            expired.codes_of_who_left(book.store, limits),
            expired.tellers_who_left(book.store, limits),
            _past_drafts(book, limits["cases"], gone),
        )


def doubt_of_clock(book: Logbook) -> str | None:
    """Say why today's date may be wrong, or None: it lies far from the last entry.

    By a clock that is years ahead everything is past its time.
    """
    last = expired.last_entry(book.store)
    if last is None or abs((book.today - last).days) <= BELIEVED_DAYS:
        return None
    return (
        f"by this computer's clock today is {book.today}, but the last entry is dated {last}:"
        " more than a year lies between them"
    )


def backups_with(book: Logbook, gone: Past) -> list[BackupWithRecords]:
    """Return the known backups in which something of what is deleted may stand."""
    first = expired.earliest(
        book.store, gone.cases, gone.notes, gone.sessions, gone.codes, gone.tellers
    )
    return [
        BackupWithRecords(backup.made_on, backup.path, Path(backup.path).exists())
        for backup in file_facts.backups(book.store)
        if first is not None and backup.made_on >= first
    ]


def purge(book: Logbook, gone: Past) -> None:
    """Delete what is past its time, if it is still what was shown, and its traces between pages.

    CouldNotError if the last step could not be done: repeating the purge does it.
    """
    with book.store.writing():
        if past(book) != gone:
            raise changed_meanwhile("what is past its time")
        forget_changes(book)
        for draft in gone.drafts:
            drafts.drop_draft(book.store, draft.id)
        expired.count_discussions(book.store, gone.cases)
        what_goes = expired.as_parameters(gone.cases, gone.notes)
        expired.drop_codes(book.store, _limits(book) | what_goes)
        for number in gone.notes:
            notes.delete_note(book.store, number)
        for number in gone.cases:
            notes.unhang_from_case(book.store, number)
            cases.delete_case(book.store, number)
        for number in gone.sessions:
            sessions.delete_session(book.store, number)
    overwrite_free_space(book)


def overwrite_free_space(book: Logbook) -> None:
    """Write the whole file anew: a row that moved leaves its words behind, encrypted."""
    try:
        book.store.compact()
    except BalintlogError as error:
        raise type(error)(
            "what was deleted is gone from every record, but words of it may still be left,"
            f" encrypted, in unused parts of the file: {error.message}",
            "To write the file anew, repeat: balintlog privacy purge",
        ) from error


def _limits(book: Logbook) -> dict[str, str]:
    """Return the last day that is past each term, as the queries name them."""
    days = {term: cutoff(book.today, number).isoformat() for term, number in terms(book).items()}
    return {**days, "taken": days.pop("taken-notes"), "today": book.today.isoformat()}


def _past_drafts(book: Logbook, last_past: str, gone: Mapping[str, list[int]]) -> list[Draft]:
    """Return the drafts that are old, or need a record that goes; ``gone`` are by letter."""
    waiting = drafts.drafts(book.store)
    numbers = gone.items() if waiting else ()
    going = {shown(letter, number) for letter, ids in numbers for number in ids}
    return [
        draft
        for draft in waiting
        if draft.updated_on.isoformat() <= last_past or going & draft_list.ids_of(draft)
    ]


def as_ids(gone: Past) -> dict[str, list[str]]:
    """Return what is past its time as ids, without the presentations."""
    return {
        "cases": [shown("C", number) for number in gone.cases],
        "notes": [shown("N", number) for number in gone.notes],
        "sessions": [shown("S", number) for number in gone.sessions],
    }
