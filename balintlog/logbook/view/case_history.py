"""A case's history across sessions: what it is now, and all that happened to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain import followup
from balintlog.domain.ids import number_of, shown
from balintlog.domain.text import so_many, so_much_news
from balintlog.logbook import authorship
from balintlog.logbook.view.followup_list import standing
from balintlog.storage.queries import followup_facts
from balintlog.storage.tables import cases, checkins, notes, presentations

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from balintlog.domain.document import News, Note, Telling
    from balintlog.domain.moment import Moment
    from balintlog.domain.records import Case
    from balintlog.logbook.book import Logbook


class LinkedCase(NamedTuple):
    """Another case that this case is tied to: ``continues``, ``continued-by``, ``related``."""

    case: str
    relation: str


class CaseNow(NamedTuple):
    """A case as it stands now; the wish is that of its latest presentation."""

    id: str
    group: str
    label: str
    presenters: tuple[str, ...]
    state: str
    follow_up: str
    after_sessions: int
    asked: int
    owed: bool
    links: list[LinkedCase]
    row_version: int


class ToldEntry(NamedTuple):
    """The case was brought to the group."""

    kind: str
    held_on: date
    session: str
    content: Telling


class HeardEntry(NamedTuple):
    """There was news of the case."""

    kind: str
    held_on: date
    session: str
    content: News


class NotedEntry(NamedTuple):
    """A leader wrote a process note about the case."""

    kind: str
    held_on: date
    session: str
    id: str
    author: str
    content: Note


class LinkEntry(NamedTuple):
    """The case was tied to another one, outside of any session."""

    kind: str
    held_on: date
    session: None
    case: str
    relation: str


class TurnEntry(NamedTuple):
    """The case was closed or reopened, outside of any session; ``kind`` says which."""

    kind: str
    held_on: date
    session: None


HistoryEntry = ToldEntry | HeardEntry | NotedEntry | LinkEntry | TurnEntry


def case_now(book: Logbook, case: Case) -> CaseNow:
    """Return a case as it stands now."""
    log = followup_facts.case_log(book.store, case.id)
    latest, stands = log.latest, standing(book, case, log)
    return CaseNow(
        id=shown("C", case.id),
        group=shown("G", case.group_id),
        label=case.label,
        presenters=latest.presenters,
        state="closed" if case.closed_on else "open",
        follow_up=latest.follow_up,
        after_sessions=latest.after_sessions,
        asked=len(followup.stretch_of(log).counted),
        owed=stands is not None and stands.kind == "owed",
        links=[
            LinkedCase(shown("C", link.case_id), link.relation)
            for link in cases.links(book.store, case.id)
        ],
        row_version=case.row_version,
    )


def history_of(
    book: Logbook, case: Case, *, with_notes: bool, all_authors: bool = False
) -> list[HistoryEntry]:
    """Return all that happened to a case, in order.

    Notes are the leader's own, or those of all authors.
    """
    entries = entries_with_moments(book, case, with_notes=with_notes, all_authors=all_authors)
    return [entry for _, entry in sorted(entries, key=lambda pair: pair[0])]


def entries_with_moments(
    book: Logbook, case: Case, *, with_notes: bool, all_authors: bool
) -> list[tuple[Moment, HistoryEntry]]:
    """Return what happened to a case with its moments, not yet in order."""
    entries = _recorded(book, case)
    if with_notes:
        author = authorship.author_shown(book, all_authors=all_authors)
        for note in notes.notes_on_case(book.store, case.id, author):
            place = note.at.held_on, shown("S", note.session_id)
            number = shown("N", note.id)
            entries.append((note.at, NotedEntry("note", *place, number, note.author, note.note)))
    return entries


def _recorded(book: Logbook, case: Case) -> list[tuple[Moment, HistoryEntry]]:
    """Return what happened to a case with its moments, notes aside and not yet in order."""
    entries: list[tuple[Moment, HistoryEntry]] = []
    for told in presentations.of_case(book.store, case.id):
        place = told.at.held_on, shown("S", told.session_id)
        entries.append((told.at, ToldEntry("presentation", *place, told.telling)))
    for heard in checkins.of_case(book.store, case.id):
        place = heard.at.held_on, shown("S", heard.session_id)
        entries.append((heard.at, HeardEntry("check-in", *place, heard.news)))
    for event in cases.events(book.store, case.id):
        entries.append((event.at, TurnEntry(event.kind, event.at.held_on, None)))
    for link in cases.links(book.store, case.id):
        other = shown("C", link.case_id)
        linked = LinkEntry("linked", link.at.held_on, None, other, link.relation)
        entries.append((link.at, linked))
    return entries


def latest_summary(book: Logbook, case: str) -> str | None:
    """Return the summary of the latest presentation of a case, by its id."""
    return presentations.of_case(book.store, number_of("C", case))[-1].telling.summary


def counted(history: Sequence[HistoryEntry]) -> str:
    """Say in words how much a case's history holds."""
    kinds = [entry.kind for entry in history]
    told, heard, notes = map(kinds.count, ("presentation", "check-in", "note"))
    parts = [so_many(told, "presentation")] if told else []
    parts += [so_much_news(heard)] if heard else []
    return ", ".join([*parts, so_many(notes, "note")] if notes else parts)
