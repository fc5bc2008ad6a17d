"""Questions about new members: several in one line, by alias or drawn, with what they do."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from balintlog.cli.terminal.confirmed_date import once_sure
from balintlog.cli.terminal.output import remark, say
from balintlog.cli.terminal.prompts import ask_checked
from balintlog.domain.typed.new_members import (
    NewMember,
    professions_in_words,
    read_new_members,
    read_professions,
)
from balintlog.errors import InvalidInputError, PrivacyError
from balintlog.logbook.record import edit_members, given_aliases

YES = ("", "y", "yes")
MEMBERS = (
    "A number, such as 8, and balintlog draws their aliases; or aliases, such as heron moth.",
    "An alias is a word from nature and never a name. A profession may follow it.",
)
OTHERS = (
    "Enter takes the aliases above. Or type the ones that you want in their place,",
    "such as heron moth wigeon; a number draws again.",
)
PROFESSIONS_TYPED = (
    "For all of them, or after an alias: doctors, plover nurse.",
    "Enter leaves them out; they are needed only for some reports.",
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balintlog.cli.desk import Desk
    from balintlog.domain.membership import Period
    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook


def ask_new_members(desk: Desk, book: Logbook, question: str, usual: str = "") -> list[NewMember]:
    """Ask for members of one line, each with an alias that is free; Enter is ``usual``.

    Those that are drawn are shown, and others may be typed in their place.
    """
    check = partial(_check, book, usual)

    def check_others(typed: str) -> None:
        _check(book, "", "" if typed in YES else typed)

    members = read_new_members(ask_checked(desk, question, check, MEMBERS) or usual)
    while any(member.alias is None for member in members):
        named = [member.alias for member in members if member.alias]
        number = len(members) - len(named)
        drawn = iter(given_aliases.drawn_aliases(book, number, named))
        members = [
            member if member.alias else member._replace(alias=next(drawn)) for member in members
        ]
        remark(desk, f"  {' '.join(member.alias or '' for member in members)}")
        others = ask_checked(desk, "Keep these? (Enter: yes, or type others)", check_others, OTHERS)
        members = members if others in YES else read_new_members(others)
    return members


def ask_professions(desk: Desk, members: Sequence[NewMember]) -> list[NewMember]:
    """Ask what they do, where none said so: all of them, or some by alias."""
    aliases = [member.alias or "" for member in members]
    if not aliases or any(member.profession for member in members):
        return list(members)
    question = "Their professions? (Enter: leave out)"
    typed = ask_checked(
        desk, question, lambda typed: read_professions(typed, aliases), PROFESSIONS_TYPED
    )
    known = read_professions(typed, aliases)
    return [NewMember(alias, known.get(alias)) for alias in aliases]


def add_members(
    desk: Desk, book: Logbook, group: Group, members: Sequence[NewMember], period: Period
) -> None:
    """Add members to a group, and say who was added and what was understood of each."""
    for alias, profession in members:
        once_sure(desk, partial(edit_members.add_member, book, group, alias, profession, period))
    aliases = ", ".join(member.alias or "" for member in members)
    known = professions_in_words(members)
    who = f" ({known})" if known else f": {aliases}"
    if len(members) == 1:
        say(desk, f"{aliases} was added to {group.label} as a member. {known}".rstrip())
    elif members:
        say(desk, f"{len(members)} members were added to {group.label}{who}.")


def _check(book: Logbook, usual: str, typed: str) -> None:
    """Raise InvalidInputError for a line that names nobody, or an alias that cannot be given."""
    for member in read_new_members(typed or usual):
        if member.alias is not None:
            try:
                given_aliases.new_alias(book, member.alias)
            except PrivacyError as error:
                raise InvalidInputError(error.message) from None
