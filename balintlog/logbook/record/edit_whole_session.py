"""Edit a whole session in one recording: its frame, and each news, case and note of it.

What is changed, what goes and what is new is all recorded, or nothing of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from balintlog.domain.document import Telling
from balintlog.domain.document_field import free_texts
from balintlog.domain.ids import shown
from balintlog.errors import ListedError, NotFoundError
from balintlog.logbook.book import changed_meanwhile, find_case, find_note, find_session
from balintlog.logbook.document.json_objects import object_of
from balintlog.logbook.document.object_reader import raise_if_any
from balintlog.logbook.record import edit_cases, edit_sessions_and_notes, record_session
from balintlog.logbook.record.rules.recorded_faults import content_faults
from balintlog.logbook.record.save_entries import LABEL, Recorded
from balintlog.logbook.view import session_export
from balintlog.storage.tables import checkins, notes, presentations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balintlog.domain.records import Session
    from balintlog.logbook.book import Logbook

# The fields by whose texts somebody could recognise a case.
TEXTS = tuple(place.partition("/")[0] for place in (*LABEL, *free_texts(Telling)))


class Place(NamedTuple):
    """Where an entry of a session stands: a case by id and whether it is news, or a note."""

    entry: str
    is_checkin: bool = False

    @property
    def is_note(self) -> bool:
        """Whether it is a process note."""
        return self.entry.startswith("N")

    @property
    def name(self) -> str:
        """What a leader calls it: C7, N4, or News of C7."""
        return f"News of {self.entry}" if self.is_checkin else self.entry


class EntryEdit(NamedTuple):
    """What is to become of an entry that ``stood`` there; ``now`` is None where it goes."""

    place: Place
    stood: Mapping[str, Any]
    now: Mapping[str, Any] | None


class SessionEdit(NamedTuple):
    """All that is to become of a session.

    ``frame``: the fields to change. ``added``: a document with nothing but new entries.
    ``looked_at``: the leader has looked at who could recognise the cases.
    """

    frame: Mapping[str, Any]
    entries: tuple[EntryEdit, ...]
    added: Mapping[str, Any]
    looked_at: bool = False


def places_in(book: Logbook, session: Session) -> list[Place]:
    """Return where each news, case and own note of a session stands, in that order."""
    heard = checkins.in_session(book.store, session.id)
    told = presentations.in_session(book.store, session.id)
    return [
        *(Place(shown("C", entry.case_id), is_checkin=True) for entry in heard),
        *(Place(shown("C", entry.case_id)) for entry in told),
        *(
            Place(shown("N", note.id))
            for note in notes.notes_in(book.store, session.id, book.leader_id)
        ),
    ]


def entry_at(book: Logbook, session: Session, place: Place) -> dict[str, Any]:
    """Return an entry as it is now, as an object; the label goes with a case told last here.

    ChangedMeanwhileError if it is gone.
    """
    try:
        if place.is_note:
            return object_of(session_export.note_entry(find_note(book, place.entry)))
        case = find_case(book, place.entry)
    except NotFoundError:
        raise changed_meanwhile(place.name) from None
    if place.is_checkin:
        return object_of(edit_cases.heard_at(book, case, session))
    if edit_cases.told_last_at(book, case).id == session.id:
        return object_of(edit_cases.case_now(book, case, session))
    return object_of(edit_cases.presented_at(book, case, session))


def entry_now(
    book: Logbook, session: Session, place: Place, stood: Mapping[str, Any]
) -> dict[str, Any]:
    """Return an entry as it is now, with its label if it had one: the case may be told again."""
    if place.is_note or place.is_checkin or "label" not in stood:
        return entry_at(book, session, place)
    try:
        case = find_case(book, place.entry)
    except NotFoundError:
        raise changed_meanwhile(place.name) from None
    return object_of(edit_cases.case_now(book, case, session))


def is_only_telling(book: Logbook, place: Place) -> bool:
    """Return True if a case was told nowhere else, and goes with its entry."""
    if place.is_note or place.is_checkin:
        return False
    case = find_case(book, place.entry)
    return len(presentations.of_case(book.store, case.id)) == 1


def edit_whole_session(
    book: Logbook,
    session: Session,
    edit: SessionEdit,
    *,
    second_on_date: bool = False,
    likely_only: bool = False,
) -> Recorded | None:
    """Record all that is to become of a session as it was read; return what was added to it.

    ChangedMeanwhileError where an entry is not as it stood; PrivacyError and
    InvalidInputError as for a session that is recorded.
    """
    with book.store.writing():
        for entry in edit.entries:
            if entry_now(book, session, entry.place, entry.stood) != entry.stood:
                raise changed_meanwhile(entry.place.name)
        before = content_faults(book, session)
        if edit.frame:
            sure = {"second_on_date": second_on_date, "likely_only": likely_only}
            edit_sessions_and_notes.change_frame(book, session, edit.frame, **sure)
        gone = {_delete(book, session, entry) for entry in edit.entries if entry.now is None}
        for entry in edit.entries:
            if entry.now is not None and entry.place.entry not in gone:
                try:
                    _change(book, session, entry, looked_at=edit.looked_at)
                except ListedError as error:
                    raise _told_of(entry.place, error) from None
        now = find_session(book, shown("S", session.id))
        added = record_session.add_entries(book, now, edit.added) if edit.added else None
        raise_if_any([fault for fault in content_faults(book, now) if fault not in before])
    return added


def _delete(book: Logbook, session: Session, entry: EntryEdit) -> str:
    """Delete an entry; return the id of a case that went with it, or ""."""
    place = entry.place
    if place.is_note:
        edit_sessions_and_notes.delete_note(book, find_note(book, place.entry))
        return ""
    case = find_case(book, place.entry)
    if is_only_telling(book, place):
        edit_cases.delete_case(book, case)
        return place.entry
    edit_cases.delete_entry(book, case, session, checkin=place.is_checkin)
    return ""


def _told_of(place: Place, error: ListedError) -> ListedError:
    """Return an error whose places begin with the entry: /C7/presenter."""
    problems = (
        problem._replace(pointer=f"/{place.name}{problem.pointer or ''}")
        for problem in error.problems
    )
    return type(error)(*problems, hint=error.hint)


def _change(book: Logbook, session: Session, entry: EntryEdit, *, looked_at: bool) -> None:
    place, stood = entry.place, entry.stood
    now = entry.now or {}
    changes = {**dict.fromkeys(stood), **now}  # null: deleted
    if changes == stood:
        return
    if place.is_note:
        edit_sessions_and_notes.edit_note(book, find_note(book, place.entry), changes)
        return
    case = find_case(book, place.entry)
    changes.pop("recognisable", None)
    if place.is_checkin:
        edit_cases.edit_checkin(book, case, session, changes)
        return
    is_reworded = any(now.get(text) != stood.get(text) for text in TEXTS)
    answer = {"recognisable": False} if looked_at and is_reworded else {}
    if "label" in stood:
        edit_cases.edit_case(book, case, {**changes, **answer}, at=session)
    else:
        edit_cases.edit_presentation(book, case, session, changes, **answer)
