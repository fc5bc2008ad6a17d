"""The export of a recorded session: the entries of the document it could have been recorded from.

The document can be read back into another logbook that knows the group, the aliases and the
earlier cases: those by their labels, as case numbers differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from balintlog.domain.document import (
    SCHEMA,
    Attended,
    CaseEntry,
    CheckInEntry,
    Kept,
    NoteEntry,
    PresentationEntry,
    SessionEntry,
)
from balintlog.domain.document_field import text_at
from balintlog.domain.ids import looks_like_id, number_of, shown
from balintlog.logbook import authorship
from balintlog.logbook.document.json_objects import object_of
from balintlog.logbook.screening import screen_gate
from balintlog.storage.tables import cases, checkins, kept_findings, notes, presentations

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from balintlog.domain.records import Case, Presentation, ProcessNote, Session
    from balintlog.logbook.book import Logbook

Entry = TypeVar("Entry", CheckInEntry, CaseEntry, PresentationEntry, NoteEntry)


def session_entry(book: Logbook, session: Session, *, all_authors: bool = False) -> SessionEntry:
    """Return a whole session, with the leader's own notes or those of all."""
    told = presentations.in_session(book.store, session.id)
    new = [bringing for bringing in told if first_session(book, bringing.case_id) == session.id]
    kept = _Kept(book, session)
    author = authorship.author_shown(book, all_authors=all_authors)
    entry = frame_entry(session)._replace(
        checkins=tuple(
            kept.marked(CheckInEntry("", heard.case_id, heard.news), ("check-in", heard.case_id))
            for heard in checkins.in_session(book.store, session.id)
        ),
        cases=tuple(
            kept.marked(
                case_entry(book, presentation),
                ("case", presentation.case_id),
                ("presentation", presentation.case_id),
            )
            for presentation in new
        ),
        presentations=tuple(
            kept.marked(
                PresentationEntry("", presentation.case_id, presentation.telling),
                ("presentation", presentation.case_id),
            )
            for presentation in told
            if presentation not in new
        ),
        notes=tuple(
            kept.marked(note_entry(note, [case.case_id for case in new]), ("note", note.id))
            for note in notes.notes_in(book.store, session.id, author)
        ),
    )
    earlier = dict.fromkeys(_spoken_of(entry))
    labels = {number: cases.label(book.store, number) for number in earlier}
    return entry._replace(case_labels=labels)


def without_presenter(session: SessionEntry) -> list[str]:
    """Return the pointers of new cases of an exported session that lack a presenter.

    The member who brought them has left, and a purge dropped the alias. To record the document
    elsewhere somebody has to be named.
    """
    return [
        f"/cases/{index}" for index, case in enumerate(session.cases) if not case.telling.presenters
    ]


class _Kept:
    """What was kept on purpose at a session, found again in its texts."""

    def __init__(self, book: Logbook, session: Session) -> None:
        self._purposes = kept_findings.in_session(book.store, session.id)
        self._guard = screen_gate.guard_of(book, session.group_id)

    def marked(self, entry: Entry, *records: tuple[str, int]) -> Entry:
        """Return an entry with the places in its texts that are kept on purpose."""
        known = [purpose for record in records for purpose in self._purposes.get(record, [])]
        texts = object_of(entry) if known else {}
        places: list[Kept] = []
        for key in dict.fromkeys(purpose.field for purpose in known):
            findings = self._guard.read(str(text_at(texts, key) or ""))
            places += [
                Kept("", f"/{key}", finding.start, finding.end)
                for finding in screen_gate.findings_kept(findings, key, known)
            ]
        return entry._replace(keep=tuple(places))


def _spoken_of(entry: SessionEntry) -> Iterator[int]:
    """Yield the number of every earlier case that a document speaks of."""
    yield from (checkin.case for checkin in entry.checkins)
    yield from (presentation.case for presentation in entry.presentations)
    for case in entry.cases:
        yield from case.related_to if case.continues is None else (case.continues, *case.related_to)
    for note in entry.notes:
        if note.case is not None and looks_like_id(note.case):
            yield number_of("C", note.case)


def frame_entry(session: Session) -> SessionEntry:
    """Return a session without its content."""
    return SessionEntry(
        schema=SCHEMA,
        group=shown("G", session.group_id),
        held_on=session.held_on,
        minutes=session.minutes,
        mode=session.mode,
        frame=session.frame,
        leaders=session.leaders,
        attendance={there.alias: Attended(*there[1:]) for there in session.attendance},
    )


def case_entry(book: Logbook, told: Presentation) -> CaseEntry:
    """Return a case with one presentation of it."""
    case = cases.case(book.store, told.case_id)
    assert case is not None  # noqa: S101 - it has a presentation
    continues, related_to = _earlier_cases(book, case)
    return CaseEntry("", case.label, told.telling, continues, related_to, case.recognisable)


def _earlier_cases(book: Logbook, case: Case) -> tuple[int | None, tuple[int, ...]]:
    """Return the case that a case continues, and those that it is only related to."""
    earlier = cases.earlier_cases(book.store, case.id)
    links = [link for link in cases.links(book.store, case.id) if link.case_id in earlier]
    continued = [link.case_id for link in links if link.relation == "continues"]
    related = tuple(link.case_id for link in links if link.relation != "continues")
    return (continued[0] if continued else None), related


def note_entry(note: ProcessNote, new_cases: Sequence[int] = ()) -> NoteEntry:
    """Return a note; a case that is new in the session is named by its pointer.

    The author is always named: the document may be read by somebody else.
    """
    case = None if note.case_id is None else shown("C", note.case_id)
    if note.case_id in new_cases:
        case = f"/cases/{new_cases.index(note.case_id)}"
    return NoteEntry("", note.note, case, note.author)


def first_session(book: Logbook, case_id: int) -> int:
    """Return the number of the session at which a case was first presented."""
    return presentations.of_case(book.store, case_id)[0].session_id
