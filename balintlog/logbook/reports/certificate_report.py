"""A certificate of attendance: the sessions at which a member sat in, and who led them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.errors import InvalidInputError
from balintlog.reports import certificate_page
from balintlog.storage.tables import people, sessions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from balintlog.domain.membership import Member
    from balintlog.domain.records import Group, Session
    from balintlog.logbook.book import Logbook
    from balintlog.reports.page import Page


def attended(
    book: Logbook, member: Member, since: date | None, until: date
) -> list[tuple[Session, int]]:
    """Return the sessions of a period at which a member sat in, with the minutes there."""
    sat_in = []
    for session_id, day, there in sessions.attendance_of(book.store, member.id):
        if there.sat_in and day <= until and (since is None or day >= since):
            session = sessions.session(book.store, session_id)
            assert session is not None  # noqa: S101 - its attendance was just read
            minutes = session.minutes if there.minutes is None else there.minutes
            sat_in.append((session, minutes))
    return sat_in


def check_attended(*of_each: Sequence[tuple[Session, int]]) -> None:
    """Raise InvalidInputError if there is nothing to certify, before anybody types a name."""
    if not of_each:
        raise InvalidInputError("nobody attended a session in that period")
    if not all(of_each):
        raise InvalidInputError("this member attended no session in that period")


def members_who_came(book: Logbook, group: Group, since: date | None, until: date) -> list[Member]:
    """Return the members of a group who sat in at least once in a period."""
    return [
        member
        for member in people.members(book.store, group.id)
        if attended(book, member, since, until)
    ]


def who_led(sat_in: Iterable[tuple[Session, int]]) -> dict[str, str]:
    """Return who led these sessions, alias to role; leaders stand before co-leaders."""
    roles: dict[str, str] = {}
    for session, _ in sat_in:
        for alias, role in session.leaders.items():
            if role in ("leader", "co-leader") and roles.get(alias) != "leader":
                roles[alias] = role
    return dict(sorted(roles.items(), key=lambda led: (led[1] != "leader", led[0])))


def page(
    sat_in: Sequence[tuple[Session, int]],
    name: str,
    leaders: Sequence[tuple[str, str]],
    units: Sequence[str],
) -> Page:
    """Return a certificate; ``name`` and those of ``leaders``, with their roles, were typed."""
    told = [
        certificate_page.CertifiedSession(session.held_on, minutes, session.mode)
        for session, minutes in sat_in
    ]
    return certificate_page.page(name, told, leaders, units)
