"""Edit members: how they join, leave, come back, and are renamed or deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balintlog.domain.aliases import natural_words
from balintlog.domain.membership import Member, Period
from balintlog.domain.text import listed, so_many
from balintlog.errors import InvalidInputError
from balintlog.logbook.book import changed_meanwhile, forget_changes
from balintlog.logbook.record.given_aliases import new_alias
from balintlog.logbook.record.purge_records import overwrite_free_space
from balintlog.logbook.record.rules.unlikely_dates import (
    absence_doubt,
    check_day,
    check_likely,
    raise_if_doubted,
)
from balintlog.logbook.view import draft_list
from balintlog.storage.tables import checkins, people, presentations, sessions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook


def add_member(
    book: Logbook,
    group: Group,
    alias: str | None,
    profession: str | None,
    period: Period,
    *,
    likely_only: bool = False,
) -> str:
    """Add a member to a group and return the alias."""
    if group.archived_on is not None:
        raise InvalidInputError(
            f"{group.label} is archived",
            hint=f"If it meets again: balintlog group archive {group.label} --undo",
        )
    check_day(book, period.joined_on)
    if likely_only and period.joined_on is not None:
        check_likely(book, group, period.joined_on)
        new = (0, alias or "the new member")
        raise_if_doubted(absence_doubt(book, group.id, new, (), [period]))
    with book.store.writing():
        alias = new_alias(book, alias)
        people.add_member(book.store, group.id, alias, profession, period)
    return alias


def admit_guest(book: Logbook, group: Group, alias: str, day: date, standing: str = "guest") -> str:
    """Let somebody sit in for one evening and return the alias: a new guest, or one from before.

    ``standing``: guest or observer.

    A member of the group on that day is none, and nothing changes.
    """
    with book.store.writing():
        known = people.member(book.store, alias)
        evening = Period(standing, day, day)
        if known is None or known.group_id != group.id:
            return add_member(book, group, alias, None, evening)
        if not known.may_attend_on(day):
            periods = [*known.periods, evening]
            periods.sort(key=lambda period: (period.joined_on is not None, period.joined_on or day))
            _keep_periods(book, known, known.profession, periods)
    return known.alias


def edit_member(
    book: Logbook,
    member: Member,
    profession: str | None,
    joined_on: date | None,
    *,
    likely_only: bool = False,
) -> None:
    """Change a member's profession and the beginning of the first period."""
    first, *later = member.periods
    if first.standing != "member" and joined_on != first.joined_on:
        raise InvalidInputError(f"{member.alias} came as {first.standing}, for one evening only")
    if joined_on is not None and first.left_on is not None and first.left_on < joined_on:
        raise InvalidInputError(f"{member.alias} left on {first.left_on}, before {joined_on}")
    check_day(book, joined_on)
    periods = [first._replace(joined_on=joined_on), *later]
    if likely_only and joined_on not in (None, first.joined_on):
        _check_likely_periods(book, member, periods, joined_on)
    _keep_periods(book, member, profession, periods)


def rename_member(book: Logbook, member: Member, wanted: str) -> str:
    """Give a member as it was read another alias, in case the old one is somebody's name.

    Nothing of the old alias stays in the file outside of texts; a word of the list that
    aliases are drawn from stays given, as it says nothing and could be drawn again.
    Raises InvalidInputError where a draft names the member.
    """
    with book.store.writing():
        alias = new_alias(book, wanted)
        for draft in draft_list.draft_lines(book, naming=member.alias):
            raise InvalidInputError(
                f"a draft of {draft.leader} names this member: {draft_list.in_words(draft)}",
                hint=f"Save it first, or throw it away: {draft.command}",
            )
        forget_changes(book)
        forget = member.alias not in natural_words()
        if not people.rename_member(book.store, member, alias, forget=forget):
            raise changed_meanwhile(member.alias)
    overwrite_free_space(book)
    return alias


def delete_member(book: Logbook, member: Member) -> None:
    """Delete a member as it was read of whom nothing was ever recorded.

    The alias is not given again, unless it may be somebody's name: then nothing of it stays.
    Raises InvalidInputError that says what is recorded.
    """
    with book.store.writing():
        require_nothing_recorded(book, member)
        forget_changes(book)
        forget = member.alias not in natural_words()
        if not people.delete_member(book.store, member, forget=forget):
            raise changed_meanwhile(member.alias)
    overwrite_free_space(book)


def require_nothing_recorded(book: Logbook, member: Member) -> None:
    """Raise InvalidInputError that says what is recorded of a member, if anything is."""
    alias = member.alias
    counted = {
        "session": len(sessions.attendance_of(book.store, member.id)),
        "presentation": len(presentations.by_member(book.store, member.id)),
        "draft": len(draft_list.draft_lines(book, naming=alias)),
    }
    told = [so_many(number, kind) for kind, number in counted.items() if number]
    if cases_told := checkins.told_by(book.store, member.id):
        told.append(f"news of {so_many(len(cases_told), 'case')}")
    if told:
        raise InvalidInputError(
            f"{alias} is named in {listed(told)}, so cannot be deleted",
            hint=f"If they no longer come: balintlog member leave {alias}. To see all of it:"
            f" balintlog member show {alias}",
        )


def leave(book: Logbook, member: Member, day: date, *, likely_only: bool = False) -> None:
    """End a membership: from ``day`` on nothing is owed; that evening may be the last."""
    check_day(book, day)
    *earlier, last = member.periods
    if last.left_on is not None:
        raise InvalidInputError(f"{member.alias} already left on {last.left_on}")
    if last.joined_on is not None and day < last.joined_on:
        raise InvalidInputError(f"{member.alias} joined only on {last.joined_on}")
    periods = [*earlier, last._replace(left_on=day)]
    if likely_only:
        _check_likely_periods(book, member, periods, day)
    _keep_periods(book, member, member.profession, periods)


def come_back(book: Logbook, member: Member, day: date, *, likely_only: bool = False) -> None:
    """Begin a new period of membership."""
    check_day(book, day)
    last = member.periods[-1]
    if last.left_on is None:
        raise InvalidInputError(f"{member.alias} has not left the group")
    if day < last.left_on:
        raise InvalidInputError(f"{member.alias} left only on {last.left_on}")
    periods = [*member.periods, Period("member", day, None)]
    if likely_only:
        _check_likely_periods(book, member, periods, day)
    _keep_periods(book, member, member.profession, periods)


def _check_likely_periods(
    book: Logbook, member: Member, periods: Sequence[Period], day: date | None
) -> None:
    """Raise UnlikelyDateError for a new day far from others, or by which a member is missing."""
    group = people.group(book.store, member.group_id)
    if group is not None:
        check_likely(book, group, day)
        who = (member.id, member.alias)
        raise_if_doubted(absence_doubt(book, group.id, who, member.periods, periods))


def _keep_periods(
    book: Logbook, member: Member, profession: str | None, periods: Sequence[Period]
) -> None:
    """Save a member's periods, unless an attendance outside all of them names the member."""
    with book.store.writing():
        for _, day, attended in sessions.attendance_of(book.store, member.id):
            if not any(period.admits(day) for period in periods):
                raise InvalidInputError(
                    f"{attended.alias} is in the attendance of {day}, and would not be a member on"
                    " that day",
                    hint="Choose another date, or edit the attendance of that session first.",
                )
        if not people.change_member(book.store, member, profession, periods):
            raise changed_meanwhile(member.alias)
