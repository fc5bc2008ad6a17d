"""Save the checked entries of a session: each in its tables, with what was kept in its texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.document import (
    CaseEntry,
    CheckInEntry,
    News,
    Note,
    PresentationEntry,
    Telling,
)
from balintlog.domain.document_field import free_texts
from balintlog.domain.ids import shown
from balintlog.logbook import authorship
from balintlog.logbook.record.rules import checkin_rules, session_rules
from balintlog.logbook.screening import screen_gate
from balintlog.storage.queries import followup_facts
from balintlog.storage.tables import cases, checkins, notes, presentations, text_numbers

if TYPE_CHECKING:
    from balintlog.domain.document import NoteEntry, SessionEntry
    from balintlog.errors import Problem
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.record.rules.session_frame import Sitting
    from balintlog.logbook.screening.screen_gate import Passed


LABEL = ("label",)  # the free text of a case itself


class Recorded(NamedTuple):
    """The ids of what was recorded, and the soft findings in its texts."""

    session: str
    cases: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    checkins: tuple[str, ...] = ()
    presentations: tuple[str, ...] = ()
    pointed_out: tuple[Problem, ...] = ()


def save_entries(
    book: Logbook, sitting: Sitting, session_id: int, entry: SessionEntry, passed: Passed
) -> Recorded:
    """Save all that stands in a session's entry but its frame, and return the ids given to it."""
    for checkin in entry.checkins:
        save_checkin(book, sitting, session_id, checkin, passed)
    new_cases = tuple(
        save_case(book, session_id, sitting.group_id, case, passed) for case in entry.cases
    )
    for presentation in entry.presentations:
        save_presentation(book, sitting, session_id, presentation, passed)
    new_notes = tuple(save_note(book, session_id, note, new_cases, passed) for note in entry.notes)
    return Recorded(
        shown("S", session_id),
        tuple(shown("C", number) for number in new_cases),
        tuple(shown("N", number) for number in new_notes),
        tuple(shown("C", checkin.case) for checkin in entry.checkins),
        tuple(shown("C", presentation.case) for presentation in entry.presentations),
        passed.pointed_out,
    )


def save_checkin(
    book: Logbook, sitting: Sitting, session_id: int, entry: CheckInEntry, passed: Passed
) -> None:
    """Save what was heard of a case at a session."""
    news = checkin_rules.placed(sitting, entry)
    row = checkins.add(book.store, entry.case, session_id, news)
    text = text_numbers.of_checkin(row)
    screen_gate.note_purposes(book, text, entry.pointer, free_texts(News), passed)
    cases.touch_case(book.store, entry.case)


def save_case(
    book: Logbook, session_id: int, group_id: int, entry: CaseEntry, passed: Passed
) -> int:
    """Save a new case with its first presentation and its links, and return its number."""
    told = entry.telling
    case_id = cases.add_case(book.store, group_id, entry.label, recognisable=entry.recognisable)
    text = text_numbers.of_case(case_id)
    screen_gate.note_purposes(book, text, entry.pointer, LABEL, passed)
    text = text_numbers.of_presentation(presentations.add(book.store, case_id, session_id, told))
    screen_gate.note_purposes(book, text, entry.pointer, free_texts(Telling), passed)
    save_links(book, case_id, entry)
    return case_id


def save_links(book: Logbook, case_id: int, entry: CaseEntry) -> None:
    """Link a case to the earlier ones that its entry names."""
    for number in entry.related_to:
        cases.link(book.store, case_id, number, "related")
    if entry.continues is not None:
        cases.link(book.store, case_id, entry.continues, "continues")


def save_presentation(
    book: Logbook, sitting: Sitting, session_id: int, entry: PresentationEntry, passed: Passed
) -> None:
    """Save what was told of a known case; the usual presenters, if it names none."""
    log = followup_facts.case_log(sitting.store, entry.case)
    presenters = entry.telling.presenters or session_rules.usual_presenters(sitting, log)
    telling = entry.telling._replace(presenters=presenters)
    row = presentations.add(sitting.store, entry.case, session_id, telling)
    text = text_numbers.of_presentation(row)
    screen_gate.note_purposes(book, text, entry.pointer, free_texts(Telling), passed)
    cases.touch_case(sitting.store, entry.case)


def save_note(
    book: Logbook, session_id: int, entry: NoteEntry, new_cases: tuple[int, ...], passed: Passed
) -> int:
    """Save a process note and return its number; ``new_cases`` are those of the same document."""
    case_id = session_rules.case_of_note(entry, new_cases)
    author_id = authorship.author_id(book, entry.author)
    number = notes.add_note(book.store, session_id, case_id, author_id, entry.note)
    text = text_numbers.of_note(number)
    screen_gate.note_purposes(book, text, entry.pointer, free_texts(Note), passed)
    return number
