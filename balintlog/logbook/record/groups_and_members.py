"""Groups, their members and leaders: how they are added, changed, archived and deleted."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from balintlog.domain.aliases import draw, natural_words
from balintlog.domain.ids import looks_like_id, shown
from balintlog.domain.membership import Member, Period
from balintlog.domain.moment import day_fault
from balintlog.domain.text import listed, so_many
from balintlog.domain.typed.new_alias import read_new_alias
from balintlog.errors import CouldNotError, InvalidInputError, PrivacyError
from balintlog.logbook.book import changed_meanwhile
from balintlog.logbook.record.purge_records import overwrite_free_space
from balintlog.logbook.record.unlikely_dates import absence_doubt, day_doubt, raise_if_doubted
from balintlog.logbook.screening import group_words
from balintlog.logbook.view import draft_list
from balintlog.logbook.view.group_deletion import group_contents
from balintlog.storage.tables import checkins, people, presentations, sessions

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from balintlog.domain.records import Group, Leader
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.view.group_deletion import GroupContents

_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,19}")


# Groups


def add_group(book: Logbook, group: Group, *, likely_only: bool = False) -> str:
    """Add a group and return its id; the id in ``group`` is ignored.

    ``likely_only``, here and below: refuse a date that a leader should confirm, by
    UnlikelyDateError.
    """
    check_label(group.label)
    _check_dates(book, group)
    if likely_only:
        _check_likely(book, group, group.agreed_on, group.archived_on)
    with book.store.writing():
        _check_not_blocked(book, group.label, "the label")
        if people.group_labelled(book.store, group.label) is not None:
            raise InvalidInputError(f"there is already a group {group.label}")
        return shown("G", people.add_group(book.store, group))


def change_group(book: Logbook, group: Group, *, likely_only: bool = False) -> None:
    """Change a group; ``group`` holds the new values and the row version that was read."""
    check_label(group.label)
    _check_dates(book, group)
    with book.store.writing():
        before = people.group(book.store, group.id)
        if likely_only and before is not None:
            known = {before.agreed_on, before.archived_on}
            _check_likely(book, group, *({group.agreed_on, group.archived_on} - known))
        if before is not None and before.label != group.label:
            _check_not_blocked(book, group.label, "the label")
        first = sessions.first_held(book.store, group.id)
        if first is not None and group.started_on is not None and first < group.started_on:
            raise InvalidInputError(
                f"the group has a session of {first}, before {group.started_on}"
            )
        same = people.group_labelled(book.store, group.label)
        if same is not None and same.id != group.id:
            raise InvalidInputError(f"there is already a group {group.label}")
        if not people.change_group(book.store, group):
            raise changed_meanwhile(shown("G", group.id))


def archive_group(
    book: Logbook, group: Group, day: date | None, *, likely_only: bool = False
) -> None:
    """Archive a group as it was read from a day on, or take it out of the archive (None)."""
    if day is not None and group.archived_on is not None:
        raise InvalidInputError(f"{group.label} was already archived on {group.archived_on}")
    if day is None and group.archived_on is None:
        raise InvalidInputError(f"{group.label} is not archived")
    change_group(book, dataclasses.replace(group, archived_on=day), likely_only=likely_only)


def delete_group(book: Logbook, group: Group, held: GroupContents) -> None:
    """Delete a group as it was read and everything in it: as much as was shown."""
    with book.store.writing():
        if people.group(book.store, group.id) != group or group_contents(book, group) != held:
            raise changed_meanwhile(shown("G", group.id))
        people.delete_group(book.store, group.id)
    overwrite_free_space(book)


def check_label(label: str) -> None:
    """Raise InvalidInputError for what cannot be the label of a group."""
    if not _LABEL.fullmatch(label) or looks_like_id(label):
        raise InvalidInputError(
            "a group's label is a short code: letters, digits and hyphens, at most 20,"
            " and not an id such as G1"
        )


def _check_dates(book: Logbook, group: Group) -> None:
    for day in (group.started_on, group.agreed_on, group.archived_on):
        _check_day(book, day)


def _check_likely(book: Logbook, group: Group, *days: date | None) -> None:
    """Raise UnlikelyDateError for the first day that is far from all that is known of a group."""
    raise_if_doubted(*(day_doubt(book, group, day) for day in days if day is not None))


def _check_day(book: Logbook, day: date | None) -> None:
    if day is not None and (fault := day_fault(day, book.today)):
        raise InvalidInputError(fault)


# Aliases


def new_alias(book: Logbook, wanted: str | None) -> str:
    """Return the alias a leader wants, or one drawn at random; never one that was given before.

    To be called inside ``book.store.writing()``. No blocked word of any group is drawn;
    PrivacyError if one is wanted.
    """
    taken = people.given_aliases(book.store)
    if wanted is not None:
        alias = read_new_alias(wanted)
        if alias in taken:
            raise InvalidInputError(
                f"the alias {alias} was used before, and no alias is used twice",
                hint="Choose another one.",
            )
        _check_not_blocked(book, alias, "the alias")
        return alias
    return _drawn(book, taken)


def drawn_aliases(book: Logbook, number: int, named: Collection[str] = ()) -> list[str]:
    """Return so many aliases drawn at random, none of them ``named`` or given before."""
    taken = people.given_aliases(book.store) | set(named)
    drawn: list[str] = []
    while len(drawn) < number:
        drawn.append(_drawn(book, taken))
        taken.add(drawn[-1])
    return drawn


def _drawn(book: Logbook, taken: set[str]) -> str:
    """Return an alias that is not ``taken`` and holds no blocked word of any group."""
    import secrets  # hashes and all: not for every command

    while (drawn := draw(taken, secrets.choice)) is not None:
        if not _is_blocked(book, drawn):
            return drawn
        taken.add(drawn)
    raise CouldNotError(
        "every alias on the list has been used", "Choose one yourself with --alias."
    )


def _is_blocked(book: Logbook, name: str) -> bool:
    """Return True if an alias or a label holds a blocked word of any group."""
    return any(
        group_words.blocks(group_words.words(book, group, "blocked"), name, group.language)
        for group in people.groups(book.store)
    )


def _check_not_blocked(book: Logbook, name: str, what: str) -> None:
    """Raise PrivacyError for an alias or a label that holds a blocked word of any group."""
    if _is_blocked(book, name):
        raise PrivacyError(
            f"{what} holds a blocked word",
            hint="Choose another one. See: balintlog privacy block list",
        )


# Leaders


def add_leader(book: Logbook, alias: str, accredited: str) -> str:
    """Add a leader, who needs no key, and return the alias."""
    with book.store.writing():
        alias = new_alias(book, alias)
        people.add_leader(book.store, alias, accredited)
    return alias


def change_leader(book: Logbook, leader: Leader, accredited: str) -> None:
    """Change a leader as it was read."""
    if not people.change_leader(book.store, leader, accredited):
        raise changed_meanwhile(leader.alias)


# Members


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
    _check_day(book, period.joined_on)
    if likely_only and period.joined_on is not None:
        _check_likely(book, group, period.joined_on)
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
    _check_day(book, joined_on)
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
    _check_day(book, day)
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
    _check_day(book, day)
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
        _check_likely(book, group, day)
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
