"""Edit and delete cases, with their presentations and check-ins.

Like edited sessions and notes, a changed case is read anew, and obeys the rules of a new one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balintlog.domain.document import News, Telling
from balintlog.domain.document_field import free_texts
from balintlog.domain.ids import shown
from balintlog.errors import InvalidInputError, Problem
from balintlog.logbook.book import changed_meanwhile, find_session
from balintlog.logbook.document import entries
from balintlog.logbook.document.json_objects import object_of
from balintlog.logbook.document.object_reader import raise_if_any
from balintlog.logbook.document.reading_context import Reading
from balintlog.logbook.record import command_draft, record_session, save_entries
from balintlog.logbook.record.field_changes import Changed, lay_over
from balintlog.logbook.record.rules import checkin_rules, session_rules
from balintlog.logbook.record.rules.session_frame import sitting_of
from balintlog.logbook.screening import screen_gate
from balintlog.logbook.view import case_history, session_export
from balintlog.storage.queries import followup_facts
from balintlog.storage.tables import (
    cases,
    checkins,
    merged_cases,
    notes,
    presentations,
    text_numbers,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from balintlog.domain.document import CaseEntry
    from balintlog.domain.records import Case, Presentation, Session
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.record.rules.session_frame import Sitting
    from balintlog.logbook.view.case_history import HistoryEntry


def case_now(book: Logbook, case: Case, at: Session | None = None) -> CaseEntry:
    """Return what ``case edit`` can change: label, links, and the latest presentation.

    With ``at``, the one at that session, which was the latest when somebody began to edit it.
    """
    with book.store.reading():
        return session_export.case_entry(book, _told(book, case, at))


def _told(book: Logbook, case: Case, at: Session | None) -> Presentation:
    """Return the presentation of a case at a session, or else the latest."""
    told = presentations.of_case(book.store, case.id)
    told = [each for each in told if at is None or each.session_id == at.id]
    if not told:
        raise changed_meanwhile(shown("C", case.id))
    return told[-1]


def edit_case(
    book: Logbook, case: Case, changes: Any, at: Session | None = None
) -> tuple[Problem, ...]:
    """Change a case as it was read, and its latest presentation; return the soft findings.

    ``at`` is as in ``case_now``: what was begun about one session never goes into another.

    The answer to whether somebody could recognise it belongs to the text as it was: if that is
    reworded and no new answer is given, the case counts as not asked about.
    """
    with book.store.writing():
        require_as_read(book, case)
        told_at = _told(book, case, at).session_id
        current = object_of(case_now(book, case, at))
        reading = Reading(merged=merged_cases.merged(book.store))
        may_lack = () if "presenter" in current else ("presenter",)
        entry = entries.read_case(lay_over(current, changes), reading, may_lack)
        sitting = sitting_of(book.store, told_at)
        session_rules.check_mentions(sitting, reading)
        if entry is not None:
            _check_presenters(sitting, current, entry.telling, reading.problems)
            first_at = followup_facts.case_log(book.store, case.id).first_at
            session_rules.check_links(sitting, entry, first_at, reading.problems, own=case.id)
        entry = record_session.whole(entry, reading)
        changed = Changed(current, reading)
        reworded = changed.of((*save_entries.LABEL, *free_texts(Telling)))
        asked_again = "recognisable" in changes
        answer = None if reworded and not asked_again else entry.recognisable
        cases.change_case(book.store, case, entry.label, recognisable=answer)
        before = session_rules.case_faults(book.store, case.id, people="/presenter")
        row = presentations.change(book.store, case.id, told_at, entry.telling)
        cases.unlink(book.store, case.id)
        save_entries.save_links(book, case.id, entry)
        _refuse_new_faults(book, case, before)
        passed = screen_gate.check_texts(book, case.group_id, reading, cases=[entry], stood=current)
        text = text_numbers.of_case(case.id)
        screen_gate.note_purposes(book, text, "", changed.of(save_entries.LABEL), passed)
        text = text_numbers.of_presentation(row)
        screen_gate.note_purposes(book, text, "", changed.of(free_texts(Telling)), passed)
    return passed.pointed_out


def edit_presentation(
    book: Logbook,
    case: Case,
    session: Session,
    changes: Any,
    *,
    recognisable: bool | None = None,
) -> tuple[Problem, ...]:
    """Change what is recorded of one bringing of a case as it was read.

    ``recognisable``: the new answer to whether somebody could recognise the case, if a text was
    reworded.
    """
    with book.store.writing():
        require_as_read(book, case)
        current = object_of(presented_at(book, case, session))
        reading = Reading(merged=merged_cases.merged(book.store))
        must = ("presenter",) if "presenter" in current else ()
        telling = entries.read_telling(lay_over(current, changes), reading, must)
        sitting = sitting_of(book.store, session.id)
        session_rules.check_mentions(sitting, reading)
        if telling is not None:
            _check_presenters(sitting, current, telling, reading.problems)
        telling = record_session.whole(telling, reading)
        changed = Changed(current, reading)
        answer = recognisable if changed.of(free_texts(Telling)) else case.recognisable
        cases.change_case(book.store, case, case.label, recognisable=answer)
        before = session_rules.case_faults(book.store, case.id, people="/presenter")
        row = presentations.change(book.store, case.id, session.id, telling)
        _refuse_new_faults(book, case, before)
        passed = screen_gate.check_texts(book, case.group_id, reading, stood=current)
        text = text_numbers.of_presentation(row)
        screen_gate.note_purposes(book, text, "", changed.of(free_texts(Telling)), passed)
    return passed.pointed_out


def _check_presenters(
    sitting: Sitting, current: Mapping[str, object], telling: Telling, problems: list[Problem]
) -> None:
    """Check who presented; where that was dropped with a member who left, it may stay open."""
    if telling.presenters or "presenter" in current:
        session_rules.check_presenters(sitting, telling.presenters, "", problems)


def edit_checkin(book: Logbook, case: Case, session: Session, changes: Any) -> tuple[Problem, ...]:
    """Change what was heard of a case at a session as it was read."""
    with book.store.writing():
        require_as_read(book, case)
        current = {"case": shown("C", case.id), **object_of(heard_at(book, case, session))}
        reading = Reading(merged=merged_cases.merged(book.store))
        entry = entries.read_checkin(lay_over(current, changes), reading)
        sitting = sitting_of(book.store, session.id)
        sitting.checked_in.discard(case.id)
        session_rules.check_mentions(sitting, reading)
        if entry is not None:
            if entry.case != case.id:
                reading.problems.append(Problem("news stays with its case", "/case"))
            checkin_rules.check_checkin(sitting, entry, reading.problems)
        entry = record_session.whole(entry, reading)
        cases.touch_case(book.store, case.id)
        news = checkin_rules.placed(sitting, entry)
        row = checkins.change(book.store, case.id, session.id, news)
        passed = screen_gate.check_texts(book, case.group_id, reading, stood=current)
        text, changed = text_numbers.of_checkin(row), Changed(current, reading)
        screen_gate.note_purposes(book, text, "", changed.of(free_texts(News)), passed)
    return passed.pointed_out


def presented_at(book: Logbook, case: Case, session: Session) -> Telling:
    """Return what was recorded of a case at a session where it was presented."""
    for presentation in presentations.in_session(book.store, session.id):
        if presentation.case_id == case.id:
            return presentation.telling
    raise InvalidInputError(
        f"{shown('C', case.id)} was not presented at {shown('S', session.id)}",
        hint=f"To see where it was presented: balintlog case show {shown('C', case.id)}",
    )


def heard_at(book: Logbook, case: Case, session: Session) -> News:
    """Return what was heard of a case at a session where there was news of it."""
    for checkin in checkins.in_session(book.store, session.id):
        if checkin.case_id == case.id:
            return checkin.news
    raise InvalidInputError(
        f"{shown('C', case.id)} has no news at {shown('S', session.id)}",
        hint=f"To see where it has some: balintlog case show {shown('C', case.id)}",
    )


def told_last_at(book: Logbook, case: Case) -> Session:
    """Return the session at which a case was presented last."""
    with book.store.reading():
        told = presentations.of_case(book.store, case.id)
        if not told:
            raise changed_meanwhile(shown("C", case.id))
        return find_session(book, shown("S", told[-1].session_id))


def has_presentation(book: Logbook, case: Case, session: Session) -> bool:
    """Return True if a case was presented at a session, whatever else was recorded of it there."""
    told = presentations.in_session(book.store, session.id)
    return any(presentation.case_id == case.id for presentation in told)


def check_entry(book: Logbook, case: Case, session: Session, *, checkin: bool) -> None:
    """Check that a check-in or presentation is there, and is not all that the case has."""
    if checkin:
        heard_at(book, case, session)
        return
    presented_at(book, case, session)
    if len(presentations.of_case(book.store, case.id)) == 1:
        raise InvalidInputError(
            "that is the only presentation of the case",
            hint=f"Delete the case itself: balintlog case delete {shown('C', case.id)}",
        )


def delete_entry(book: Logbook, case: Case, session: Session, *, checkin: bool) -> None:
    """Delete a check-in, or a presentation that is not the only one."""
    with book.store.writing():
        require_as_read(book, case)
        check_entry(book, case, session, checkin=checkin)
        before = session_rules.case_faults(book.store, case.id, people="/presenter")
        if checkin:
            checkins.delete(book.store, case.id, session.id)
        else:
            presentations.delete(book.store, case.id, session.id)
        _refuse_new_faults(book, case, before)
        notes.unhang_undiscussed(book.store, session.id)
        entry = f"{shown('C', case.id)} --session {shown('S', session.id)}"
        command_draft.drop_edits_of(book, "case edit", f"{entry} --check-in" if checkin else entry)
        cases.touch_case(book.store, case.id)


def turn_case(book: Logbook, case: Case, kind: str, day: date) -> None:
    """Close (``closed``) or reopen (``reopened``) a case on a day."""
    with book.store.writing():
        require_as_read(book, case)
        log = followup_facts.case_log(book.store, case.id)
        name = shown("C", case.id)
        if log.is_open_at() == (kind == "reopened"):
            raise InvalidInputError(
                f"{name} is already {'open' if kind == 'reopened' else 'closed'}"
            )
        if day > book.today:
            raise InvalidInputError(f"{day} is in the future")
        if day < log.last_held_on:
            raise InvalidInputError(
                f"{name} has an entry dated {log.last_held_on}; it cannot be {kind} before that"
            )
        cases.turn_case(book.store, case.id, kind, day)


def delete_case(book: Logbook, case: Case, history: Sequence[HistoryEntry] | None = None) -> None:
    """Delete a case as it was read, with everything that was recorded of it.

    ``history``: with its notes, as it was shown; what was added since is not deleted.
    """
    with book.store.writing():
        require_as_read(book, case)
        if history is not None and history != case_history.history_of(
            book, case, with_notes=True, all_authors=True
        ):
            raise changed_meanwhile(shown("C", case.id))
        cases.delete_case(book.store, case.id)
        command_draft.drop_about(book, shown("C", case.id))


def require_as_read(book: Logbook, case: Case) -> None:
    """Raise CouldNotError unless the case is as it was read. To be called inside ``writing()``."""
    now = cases.case(book.store, case.id)
    if now is None or now.row_version != case.row_version:
        raise changed_meanwhile(shown("C", case.id))


def _refuse_new_faults(book: Logbook, case: Case, before: list[Problem]) -> None:
    """Refuse what an edit puts out of order; what was so before does not stand in its way."""
    after = session_rules.case_faults(book.store, case.id, people="/presenter")
    raise_if_any([fault for fault in after if fault not in before])
