"""Lines of lists: a line for each member, session, case or note, without any text of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.ids import shown
from balintlog.logbook import authorship
from balintlog.logbook.view import coded_words, followup_list
from balintlog.storage.tables import cases, notes, people, presentations, sessions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from balintlog.domain.records import Group, Session
    from balintlog.domain.seats import Seats
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.view.coded_words import CodedFilter
    from balintlog.storage.tables.sessions import CountedSession


class CaseLine(NamedTuple):
    """A case, who presented it last and when."""

    case: str
    group: str
    label: str
    presenters: tuple[str, ...]
    presented_on: date
    state: str


class ListedCase(NamedTuple):
    """A case, and where it stands: ``asked next time``, ``asked later``, ``resting``, ..."""

    content: CaseLine
    stands: str


class MemberLine(NamedTuple):
    """Somebody who belongs or belonged to a group, as they were there last."""

    alias: str
    group: str
    profession: str | None
    standing: str
    joined_on: date | None
    left_on: date | None


class SessionLine(NamedTuple):
    """A session, and how much was recorded of it."""

    session: str
    group: str
    content: CountedSession


class NoteLine(NamedTuple):
    """A process note, and whether it holds a question for supervision."""

    note: str
    session: str
    held_on: date
    case: str | None
    author: str
    heading: str | None
    for_supervision: bool


def case_lines(book: Logbook, group: Group | None, state: str) -> list[CaseLine]:
    """Return the cases of one group or of all; ``state`` is open, closed or all."""
    with book.store.reading():
        chosen = people.groups(book.store) if group is None else [group]
        return [
            line
            for group in chosen
            for line in _case_lines(book, group)
            if state in ("all", line.state)
        ]


def listed_cases(
    book: Logbook, group: Group | None, state: str, wanted: CodedFilter
) -> list[ListedCase]:
    """Return the cases of a ``state`` that had all that is wanted, with where each stands."""
    with book.store.reading():
        fit = coded_words.cases_with(book, group, wanted)
        lines = [line for line in case_lines(book, group, state) if line.case in fit]
        chosen = people.groups(book.store) if group is None else [group]
        asked: dict[str, str] = {}
        for each in chosen:
            owed = followup_list.followups(book, each)
            asked |= {line.case: "asked next time" for line in owed.owed}
            asked |= {line.case: "asked later" for line in owed.coming}
            asked |= {line.case: "may bring news" for line in owed.open_door}
        closed = {line.case: "closed" for line in lines if line.state == "closed"}
        stands = asked | closed
        return [ListedCase(line, stands.get(line.case, "resting")) for line in lines]


def _case_lines(book: Logbook, group: Group) -> Iterable[CaseLine]:
    latest = presentations.latest_of_cases(book.store, group.id)
    for case in cases.cases(book.store, group.id):
        presenters, day = latest[case.id]
        state = "closed" if case.closed_on else "open"
        yield CaseLine(
            shown("C", case.id), shown("G", group.id), case.label, presenters, day, state
        )


def member_lines(book: Logbook, group: Group | None) -> list[MemberLine]:
    """Return everybody who ever belonged to a group, or to any."""
    chosen = people.groups(book.store) if group is None else [group]
    return [
        MemberLine(member.alias, shown("G", group.id), member.profession, *member.periods[-1])
        for group in chosen
        for member in people.members(book.store, group.id)
    ]


def session_lines(book: Logbook, group: Group | None) -> list[SessionLine]:
    """Return the sessions of one group or of all."""
    return [
        SessionLine(shown("S", session_id), shown("G", group_id), counted)
        for session_id, group_id, counted in sessions.session_lines(
            book.store, None if group is None else group.id
        )
    ]


def seats(book: Logbook, session: Session) -> Seats:
    """Return how many were at a session, counted as in the list."""
    return sessions.seats_counted(book.store, session.id)


def note_lines(book: Logbook, group: Group | None, *, all_authors: bool = False) -> list[NoteLine]:
    """Return the notes of one group or of all: the leader's own, or those of all authors."""
    author = authorship.author_shown(book, all_authors=all_authors)
    return [
        NoteLine(
            note=shown("N", note.id),
            session=shown("S", note.session_id),
            held_on=note.at.held_on,
            case=None if note.case_id is None else shown("C", note.case_id),
            author=note.author,
            heading=note.note.heading,
            for_supervision=note.note.for_supervision is not None,
        )
        for note in notes.notes(book.store, None if group is None else group.id, author)
    ]
