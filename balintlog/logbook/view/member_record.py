"""A member's record: everything that is held about them, for a member who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain import followup
from balintlog.domain.ids import shown
from balintlog.logbook.view.draft_list import draft_lines
from balintlog.storage.queries import followup_facts
from balintlog.storage.tables import cases, checkins, presentations, sessions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from balintlog.domain.document import News, Telling
    from balintlog.domain.membership import Member, Period
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.view.draft_list import DraftLine


class AttendedSession(NamedTuple):
    """A session in whose attendance the member is; ``minutes`` None means the whole of it.

    ``offered``: the member offered a case for which there was no time.
    """

    session: str
    held_on: date
    status: str
    minutes: int | None
    offered: bool


class PresentedCase(NamedTuple):
    """A case that the member brought."""

    case: str
    label: str
    session: str
    held_on: date
    content: Telling


class HeardNews(NamedTuple):
    """News that the member told, or that was heard when they were asked."""

    case: str
    session: str
    held_on: date
    content: News


class MemberRecord(NamedTuple):
    """Everything that is held about a member."""

    alias: str
    group: str
    profession: str | None
    periods: tuple[Period, ...]
    attendance: list[AttendedSession]
    presentations: list[PresentedCase]
    checkins: list[HeardNews]
    drafts: list[DraftLine]
    row_version: int


def member_record(book: Logbook, member: Member) -> MemberRecord:
    """Return everything that is held about a member."""
    offered = sessions.where_offered(book.store, member.id)
    return MemberRecord(
        alias=member.alias,
        group=shown("G", member.group_id),
        profession=member.profession,
        periods=member.periods,
        attendance=[
            AttendedSession(
                shown("S", session_id), day, there.status, there.minutes, session_id in offered
            )
            for session_id, day, there in sessions.attendance_of(book.store, member.id)
        ],
        presentations=[
            PresentedCase(
                case=shown("C", told.case_id),
                label=cases.label(book.store, told.case_id),
                session=shown("S", told.session_id),
                held_on=told.at.held_on,
                content=told.telling,
            )
            for told in presentations.by_member(book.store, member.id)
        ],
        checkins=list(_news_of(book, member)),
        drafts=draft_lines(book, naming=member.alias),
        row_version=member.row_version,
    )


def _news_of(book: Logbook, member: Member) -> Iterator[HeardNews]:
    """Yield what this member told, or was asked, not who presented the case later."""
    brought = {told.case_id for told in presentations.by_member(book.store, member.id)}
    for case_id in sorted(brought | checkins.told_by(book.store, member.id)):
        log = followup_facts.case_log(book.store, case_id)
        for heard in checkins.of_case(book.store, case_id):
            told_by = heard.news.told_by
            asked = followup.presenters_at(log, heard.at) if told_by is None else ()
            if member.alias in (told_by, *asked):
                place = shown("C", case_id), shown("S", heard.session_id), heard.at.held_on
                yield HeardNews(*place, heard.news)
