"""Gathering what a report needs from the logbook, and what it may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain.ids import shown
from balintlog.domain.records import Note
from balintlog.errors import InvalidInputError, PrivacyError, Problem
from balintlog.logbook import authorship
from balintlog.logbook.screening import gate
from balintlog.privacy.screen.finding import BLOCKED, ENGLISH, HARD
from balintlog.reports import accreditation_page as accreditation
from balintlog.reports import certificate_page as certificate
from balintlog.reports import leader_hours
from balintlog.reports import supervision_page as supervision
from balintlog.storage.tables import notes, people, sessions, trainings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from balintlog.domain.membership import Member
    from balintlog.domain.records import Group, Leader, ProcessNote, Session
    from balintlog.logbook.book import Logbook
    from balintlog.reports.page import Page
    from balintlog.reports.society_presets import Preset


# Supervision


def since_last_supervision(book: Logbook, until: date) -> date | None:
    """Return the last day up to ``until`` on which questions were taken to supervision, if ever.

    That day is in the next period, too: the group may have met after the supervision.
    """
    taken = [one.note.taken_on for one in notes.notes(book.store, None, book.leader_id)]
    return max((day for day in taken if day is not None and day <= until), default=None)


def supervision_notes(
    book: Logbook, since: date | None, until: date, *, all_authors: bool
) -> list[ProcessNote]:
    """Return the notes of a period, and the open questions from before it."""
    author = authorship.author_shown(book, all_authors=all_authors)
    return [
        one
        for one in notes.notes(book.store, None, author)
        if one.at.held_on <= until and (since is None or one.at.held_on >= since or _is_open(one))
    ]


def supervision_page(
    book: Logbook, found: Sequence[ProcessNote], since: date | None, until: date
) -> Page:
    """Return the page for a supervisor.

    PrivacyError if the screen finds an identifier in a note, also one kept on purpose: it was
    kept for the logbook, not for others.
    """
    _screen_again(book, found)
    led = [
        (one.held_on, one.minutes)
        for one in sessions.sessions_led(book.store, book.leader)
        if one.held_on <= until and (since is None or one.held_on >= since)
    ]
    dated = [
        supervision.DatedNote(
            shown("N", one.id), one.at.held_on, one.author, _of_period(one, since)
        )
        for one in found
    ]
    return supervision.page(book.leader, since, until, led, dated)


def mark_taken(book: Logbook, found: Iterable[ProcessNote]) -> int:
    """Mark the leader's own open questions as taken today; return how many there were."""
    from balintlog.logbook.record import edit_sessions_and_notes

    number = 0
    with book.store.writing():
        for one in found:
            if _is_open(one) and one.author == book.leader:
                edit_sessions_and_notes.edit_note(book, one, {"taken_on": book.today.isoformat()})
                number += 1
    return number


def _is_open(one: ProcessNote) -> bool:
    return one.note.for_supervision is not None and one.note.taken_on is None


def _of_period(one: ProcessNote, since: date | None) -> Note:
    """Return a note whole, or only its question where it is from before the period."""
    if since is None or one.at.held_on >= since:
        return one.note
    return Note(for_supervision=one.note.for_supervision)


def _screen_again(book: Logbook, found: Iterable[ProcessNote]) -> None:
    problems = []
    guards: dict[int, gate.Guard] = {}
    for one in found:
        group_id = sessions.group_of(book.store, one.session_id)
        if group_id not in guards:
            guards[group_id] = gate.guard_of(book, group_id)
        for field, text in (("text", one.note.text), ("question", one.note.for_supervision)):
            for hit in guards[group_id].read(text or ""):  # what it only points out stays
                if hit.tier == HARD:
                    where = f"{shown('N', one.id)}, {field}: "
                    problems.append(Problem(where + gate.said(hit, hit.start, hit.end)))
    if problems:
        raise PrivacyError(*problems, hint="Reword the note first: balintlog note edit")


# Certificates


def attended(
    book: Logbook, member: Member, since: date | None, until: date
) -> list[tuple[Session, int]]:
    """Return the sessions of a period at which a member sat in, with the minutes there."""
    found = []
    for session_id, day, one in sessions.attendance_of(book.store, member.id):
        if one.sat_in and day <= until and (since is None or day >= since):
            session = sessions.session(book.store, session_id)
            assert session is not None  # noqa: S101 - its attendance was just read
            minutes = session.minutes if one.minutes is None else one.minutes
            found.append((session, minutes))
    return found


def check_attended(*found: Sequence[tuple[Session, int]]) -> None:
    """Raise InvalidInputError if there is nothing to certify, before anybody types a name."""
    if not found:
        raise InvalidInputError("there was no session in that period at which anybody sat in")
    if not all(found):
        raise InvalidInputError("there was no session in that period at which this member sat in")


def who_led(found: Iterable[tuple[Session, int]]) -> dict[str, str]:
    """Return who led these sessions, alias to role; leaders stand before co-leaders."""
    roles: dict[str, str] = {}
    for session, _ in found:
        for alias, role in session.leaders.items():
            if role in ("leader", "co-leader") and roles.get(alias) != "leader":
                roles[alias] = role
    return dict(sorted(roles.items(), key=lambda one: (one[1] != "leader", one[0])))


def certificate_page(
    found: Sequence[tuple[Session, int]],
    name: str,
    leaders: Sequence[tuple[str, str]],
    units: Sequence[str],
) -> Page:
    """Return a certificate; the member's name and the leaders', with their roles, were typed."""
    sat_in = [certificate.Attended(one.held_on, minutes, one.mode) for one, minutes in found]
    return certificate.page(name, sat_in, leaders, units)


def members_who_came(book: Logbook, group: Group, since: date | None, until: date) -> list[Member]:
    """Return the members of a group who sat in at least once in a period."""
    return [
        one for one in people.members(book.store, group.id) if attended(book, one, since, until)
    ]


# Accreditation


def found_in_rules(book: Logbook, rules: Preset) -> list[str]:
    """Return what the screen finds in the texts of a leader's own file of rules.

    Name, source and day are not read, as they must name a society. PrivacyError where a
    blocked word stands anywhere.
    """
    groups = [gate.guard_of(book, one.id) for one in people.groups(book.store)]
    guard = gate.Guard(
        allowed=list(people.leaders(book.store)),
        blocked=[word for one in groups for word in one.blocked],
        language=ENGLISH,
        asks_recognisable=False,
    )
    texts = {"name": rules.name, "source": rules.source, "read": rules.read, "note": rules.note}
    texts |= {f"rule {number}": one.label for number, one in enumerate(rules.rules, start=1)}
    hits = [
        (field, one)
        for field, text in texts.items()
        for one in guard.read(text)
        if one.tier == HARD
    ]
    said = [f"{field}: {gate.said(one, one.start, one.end)}" for field, one in hits]
    if any(one.kind == BLOCKED for _, one in hits):
        raise PrivacyError(*map(Problem, said), hint="Reword the rules first.")
    return [
        line
        for line, (field, _) in zip(said, hits, strict=True)
        if field not in ("name", "source", "read")
    ]


def accreditation_page(
    book: Logbook, leader: str, rules: Preset, since: date | None, until: date | None
) -> Page:
    """Return a leader's portfolio against the rules of a society."""
    last = book.today if until is None else until

    def inside(first_day: date, last_day: date) -> bool:
        return last_day <= last and (since is None or first_day >= since)

    known = people.leaders(book.store)
    rows = [
        _portfolio_row(book, one, leader, known)
        for one in sessions.sessions_led(book.store, leader)
        if inside(one.held_on, one.held_on)
    ]
    training = trainings.trainings(book.store, leader)
    elsewhere = [one for one in training if inside(one.from_on, one.until_on)]
    across = [
        one
        for one in training
        if one not in elsewhere and one.from_on <= last and (since is None or one.until_on >= since)
    ]
    return accreditation.page(leader, rules, rows, elsewhere, across, since, until, book.today)


def _portfolio_row(
    book: Logbook, session: Session, leader: str, known: Mapping[str, Leader]
) -> leader_hours.Row:
    others = [
        known[alias].accredited
        for alias, role in session.leaders.items()
        if alias != leader and role in ("leader", "co-leader")
    ]
    ranked = [one for one in ("yes", "unknown", "no") if one in others]
    return leader_hours.Row(
        held_on=session.held_on,
        minutes=session.minutes,
        mode=session.mode,
        event=session.event,
        role=session.leaders[leader],
        coleader=ranked[0] if ranked else "-",
        cases=sessions.discussions(book.store, session.id),
        supervised=session.debriefed,
        recorded=session.recorded != "none",
    )
