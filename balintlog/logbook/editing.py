"""Putting right what was recorded, and taking it away.

An edit lays the changed fields over what stands there and reads the whole
anew, so that an edited record obeys the very rules of a new one. It compares
the row version that the leader saw: two windows cannot overwrite each other
in silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balintlog.domain.ids import shown
from balintlog.errors import InvalidInputError, Problem
from balintlog.logbook import authorship, checking, entries, exporting, recording, reviewing
from balintlog.logbook.book import changed_meanwhile
from balintlog.logbook.fields import Fields, below, raise_if_any, twice_in
from balintlog.storage import caselogs, cases, notes, sessions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from balintlog.domain.records import Case, ProcessNote, Session, Telling
    from balintlog.logbook.book import Logbook


_BY_NAME = ("attendance", "phase_minutes")


def lay_over(current: Mapping[str, Any], changes: Any) -> dict[str, Any]:
    """Return ``current`` with the changed fields; a field set to null goes back to its default.

    Attendance and phase minutes are laid over name by name.
    """
    if not isinstance(changes, dict):
        raise InvalidInputError(Problem("must be an object in braces { }", ""))
    raise_if_any([Problem("stands here twice", below("", key)) for key in twice_in(changes)])
    result = dict(current)
    for key, value in changes.items():
        if value is None:
            result.pop(key, None)
        elif key in _BY_NAME and isinstance(value, dict) and key in result:
            merged = {**result[key], **value}
            result[key] = {name: one for name, one in merged.items() if one is not None}
        else:
            result[key] = value
    return result


# Sessions

_CONTENT = ("checkins", "cases", "presentations", "notes")


def edit_session(
    book: Logbook, session: Session, changes: Any, *, second_on_date: bool = False
) -> None:
    """Change date, frame or attendance of a session as it was read.

    What hangs on the session must still fit: presenters there, check-ins after
    the first presentation, nothing while a case was closed.
    """
    document = lay_over(exporting.frame_object(session), changes)
    problems = [
        Problem("is not changed here but with case edit or note edit", f"/{key}")
        for key in _CONTENT
        if key in document
    ]
    entry = entries.read_session(document, problems)
    with book.store.writing():
        sitting = checking.check_frame(book, entry, problems, recorded_before=session)
        if sitting is not None and sitting.group_id != session.group_id:
            problems.append(Problem("a session stays with its group", "/group"))
        raise_if_any(problems)
        assert sitting is not None  # noqa: S101 - there are no problems
        changed = recording.session_of(book, sitting, entry)._replace(
            id=session.id, row_version=session.row_version
        )
        if changed.held_on != session.held_on and not second_on_date:
            recording.check_only_one(book, changed)
        before = _misfits(book, session)
        if not sessions.change_session(book.store, changed):
            raise changed_meanwhile(shown("S", session.id))
        raise_if_any([fault for fault in _misfits(book, changed) if fault not in before])


def _misfits(book: Logbook, session: Session) -> list[Problem]:
    """Say what hangs on a session and does not fit it any more."""
    problems = []
    sat_in = {one.alias for one in session.attendance if one.sat_in}
    for presentation in cases.presentations_in(book.store, session.id):
        presenter = presentation.telling.presenter
        if presenter is not None and presenter not in sat_in:
            name = shown("C", presentation.case_id)
            problems.append(Problem(f"{presenter} presented {name} there", "/attendance"))
    for case_id in caselogs.case_logs_in(book.store, session.id):
        problems += checking.case_faults(book.store, case_id, time="/held_on", people="/attendance")
    return problems


def lost_with_session(book: Logbook, session: Session) -> list[Case]:
    """Return the cases that go when a session is deleted: those first presented at it."""
    found = []
    with book.store.reading():
        for one in cases.presentations_in(book.store, session.id):
            case = cases.case(book.store, one.case_id)
            if case is not None and exporting.first_session(book, case.id) == session.id:
                found.append(case)
    return found


def delete_session(book: Logbook, session: Session, lost: list[Case] | None = None) -> None:
    """Delete a session as it was read, all that hangs on it, and the cases first presented at it.

    Notes of other sessions that hang on such a case stay, on their session.
    ``lost``: those cases as they were shown; what was added to them since is not deleted.
    """
    with book.store.writing():
        now = sessions.session(book.store, session.id)
        if now is None or now.row_version != session.row_version:
            raise changed_meanwhile(shown("S", session.id))
        going = lost_with_session(book, session)
        if lost is not None and going != lost:
            raise changed_meanwhile(shown("S", session.id))
        for case in going:
            notes.unhang_from_case(book.store, case.id, session.id)
            cases.delete_case(book.store, case.id)
        left = list(caselogs.case_logs_in(book.store, session.id))
        before = _faults_of(book, left)
        for case_id in left:
            cases.touch_case(book.store, case_id)
        sessions.delete_session(book.store, session.id)
        raise_if_any([fault for fault in _faults_of(book, left) if fault not in before])


def _faults_of(book: Logbook, case_ids: list[int]) -> list[Problem]:
    return [fault for case_id in case_ids for fault in checking.case_faults(book.store, case_id)]


# Cases


def case_fields(book: Logbook, case: Case) -> dict[str, Any]:
    """Return what ``case edit`` can change: label, links, and the latest presentation."""
    with book.store.reading():
        told = cases.presentations_of_case(book.store, case.id)
        if not told:
            raise changed_meanwhile(shown("C", case.id))
        return exporting.case_object(book, case.id, told[-1].telling)


def edit_case(book: Logbook, case: Case, changes: Any) -> None:
    """Change a case as it was read, and its latest presentation."""
    with book.store.writing():
        _still(book, case)
        latest = cases.presentations_of_case(book.store, case.id)[-1]
        problems: list[Problem] = []
        fields = Fields(lay_over(case_fields(book, case), changes), "", problems)
        entry = entries.read_case(fields)
        sitting = checking.sitting_of(book.store, latest.session_id)
        checking.check_presenter(sitting, entry.telling.presenter, "", problems)
        log = caselogs.case_log(book.store, case.id)
        checking.check_links(sitting, entry, log.first_at, problems, own=case.id)
        raise_if_any(problems)
        cases.change_case(book.store, case, entry.label or "")
        before = checking.case_faults(book.store, case.id, people="/presenter")
        cases.change_presentation(book.store, case.id, latest.session_id, entry.telling)
        cases.unlink(book.store, case.id)
        recording.keep_links(book, case.id, entry)
        _refuse_new_faults(book, case, before)


def edit_presentation(book: Logbook, case: Case, session: Session, changes: Any) -> None:
    """Change what is recorded of one bringing of a case as it was read."""
    with book.store.writing():
        _still(book, case)
        current = telling_fields(book, case, session)
        problems: list[Problem] = []
        fields = Fields(lay_over(current, changes), "", problems)
        telling = entries.read_telling(fields, presenter_required=True)
        fields.end()
        sitting = checking.sitting_of(book.store, session.id)
        checking.check_presenter(sitting, telling.presenter, "", problems)
        raise_if_any(problems)
        cases.touch_case(book.store, case.id)
        before = checking.case_faults(book.store, case.id, people="/presenter")
        cases.change_presentation(book.store, case.id, session.id, telling)
        _refuse_new_faults(book, case, before)


def edit_checkin(book: Logbook, case: Case, session: Session, changes: Any) -> None:
    """Change what was heard of a case at a session as it was read."""
    with book.store.writing():
        _still(book, case)
        current = {"case": shown("C", case.id), **news_fields(book, case, session)}
        problems: list[Problem] = []
        entry = entries.read_checkin(Fields(lay_over(current, changes), "", problems))
        if entry.case_id != case.id:
            problems.append(Problem("a check-in stays with its case", "/case"))
        sitting = checking.sitting_of(book.store, session.id)
        sitting.checked_in.discard(case.id)
        checking.check_checkin(sitting, entry, problems)
        raise_if_any(problems)
        cases.touch_case(book.store, case.id)
        cases.change_checkin(book.store, case.id, session.id, entry.news)


def presented_at(book: Logbook, case: Case, session: Session) -> Telling:
    """Return what was recorded of a case at a session where it was presented."""
    for one in cases.presentations_in(book.store, session.id):
        if one.case_id == case.id:
            return one.telling
    raise InvalidInputError(
        f"{shown('C', case.id)} was not presented at {shown('S', session.id)}",
        hint=f"See where it was with: balintlog case show {shown('C', case.id)}",
    )


def news_fields(book: Logbook, case: Case, session: Session) -> dict[str, Any]:
    """Return what was heard of a case at a session, as the object it came from."""
    for one in cases.checkins_in(book.store, session.id):
        if one.case_id == case.id:
            return exporting.news_object(one.news)
    raise InvalidInputError(
        f"{shown('C', case.id)} has no check-in at {shown('S', session.id)}",
        hint=f"See where it has with: balintlog case show {shown('C', case.id)}",
    )


def telling_fields(book: Logbook, case: Case, session: Session) -> dict[str, Any]:
    """Return what was recorded of a case where it was presented, as the object it came from."""
    return exporting.telling_object(presented_at(book, case, session))


def has_presentation(book: Logbook, case: Case, session: Session) -> bool:
    """Tell whether a case was presented at a session."""
    return any(one.case_id == case.id for one in cases.presentations_in(book.store, session.id))


def check_entry(book: Logbook, case: Case, session: Session, *, checkin: bool) -> None:
    """Check that one check-in or presentation is there, and is not all that the case has."""
    if checkin:
        news_fields(book, case, session)
        return
    presented_at(book, case, session)
    if len(cases.presentations_of_case(book.store, case.id)) == 1:
        raise InvalidInputError(
            "that is the only presentation of the case",
            hint=f"Delete the case itself: balintlog case delete {shown('C', case.id)}",
        )


def delete_entry(book: Logbook, case: Case, session: Session, *, checkin: bool) -> None:
    """Delete one check-in, or one presentation that is not the only one."""
    with book.store.writing():
        _still(book, case)
        check_entry(book, case, session, checkin=checkin)
        before = checking.case_faults(book.store, case.id, people="/presenter")
        if checkin:
            cases.delete_checkin(book.store, case.id, session.id)
        else:
            cases.delete_presentation(book.store, case.id, session.id)
        _refuse_new_faults(book, case, before)
        notes.unhang_undiscussed(book.store, session.id)
        cases.touch_case(book.store, case.id)


def turn_case(book: Logbook, case: Case, kind: str, day: date) -> None:
    """Close (``closed``) or reopen (``reopened``) a case on a day."""
    with book.store.writing():
        _still(book, case)
        log = caselogs.case_log(book.store, case.id)
        name = shown("C", case.id)
        if log.is_open_at() == (kind == "reopened"):
            raise InvalidInputError(
                f"{name} is {'open' if kind == 'reopened' else 'closed'} already"
            )
        if day > book.today:
            raise InvalidInputError(f"{day} lies in the future")
        if day < log.last_held_on:
            raise InvalidInputError(
                f"{name} has an entry of {log.last_held_on}; it cannot be {kind} before that"
            )
        cases.turn_case(book.store, case.id, kind, day)


def delete_case(book: Logbook, case: Case, history: list[dict[str, Any]] | None = None) -> None:
    """Delete a case as it was read, with everything that hangs on it.

    ``history``: with its notes, as it was shown; what was added since is not deleted.
    """
    with book.store.writing():
        _still(book, case)
        if history is not None and history != reviewing.case_history(
            book, case, with_notes=True, all_authors=True
        ):
            raise changed_meanwhile(shown("C", case.id))
        cases.delete_case(book.store, case.id)


def _still(book: Logbook, case: Case) -> None:
    """Raise CouldNotError unless the case is as it was read. To be called inside ``writing()``."""
    now = cases.case(book.store, case.id)
    if now is None or now.row_version != case.row_version:
        raise changed_meanwhile(shown("C", case.id))


def _refuse_new_faults(book: Logbook, case: Case, before: list[Problem]) -> None:
    """Refuse what an edit puts out of order; what was so before does not stand in its way."""
    after = checking.case_faults(book.store, case.id, people="/presenter")
    raise_if_any([fault for fault in after if fault not in before])


# Notes


def note_fields(note: ProcessNote) -> dict[str, Any]:
    """Return what ``note edit`` can change."""
    return exporting.note_object(note, [])


def edit_note(book: Logbook, note: ProcessNote, changes: Any) -> None:
    """Change a note as it was read."""
    problems: list[Problem] = []
    entry = entries.read_note(Fields(lay_over(note_fields(note), changes), "", problems))
    with book.store.writing():
        checking.check_note(checking.sitting_of(book.store, note.session_id), entry, 0, problems)
        raise_if_any(problems)
        case_id = checking.case_of_note(entry, ())
        author_id = authorship.author_id(book, entry.author)
        if not notes.change_note(book.store, note, case_id, entry.note, author_id):
            raise changed_meanwhile(shown("N", note.id))


def delete_note(book: Logbook, note: ProcessNote) -> None:
    """Delete a note as it was read."""
    with book.store.writing():
        if notes.note(book.store, note.id) != note:
            raise changed_meanwhile(shown("N", note.id))
        notes.delete_note(book.store, note.id)
