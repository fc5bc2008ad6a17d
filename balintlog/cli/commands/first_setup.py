"""The first set-up: who leads, the group and its members, in one sitting after the logbook is made.

Each answer is saved at once, and Enter leaves a step for later.
"""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import TYPE_CHECKING

from balintlog.cli.group_options import A_LABEL
from balintlog.cli.guided.edit.group_line_question import ask_what_differs
from balintlog.cli.guided.form import Form
from balintlog.cli.member_questions import add_members, ask_new_members, ask_professions
from balintlog.cli.one_time_codes import advise_on_codes, code_lines, drawn_code, last_day_of_code
from balintlog.cli.terminal.confirmed_date import once_sure
from balintlog.cli.terminal.output import remark, say
from balintlog.cli.terminal.passphrase_entry import typed_passphrase
from balintlog.cli.terminal.prompts import ask_checked, ask_yes_no
from balintlog.domain.membership import Period
from balintlog.domain.moment import day_fault
from balintlog.domain.records import Group
from balintlog.domain.typed.typed_dates import read_day, with_weekday
from balintlog.errors import InterruptedByLeaderError, InvalidInputError
from balintlog.logbook.book import find_group
from balintlog.logbook.keys import key_holders, last_seen, open_logbook
from balintlog.logbook.record import edit_groups
from balintlog.vault.keyring import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.cli.desk import Desk
    from balintlog.logbook.book import Logbook

COLEADER = (
    "The alias of your co-leader, a word from nature and never a name. Enter: you lead alone.",
    "Everybody who can open the logbook can read all of it.",
)
AGREED = (
    "The day on which the members agreed that you keep such notes: 12 jan, or 2026-01-12.",
    "Enter: not yet. When they have: balintlog group edit --agreed today",
)


def ask_first_setup(desk: Desk, leader: str, passphrase: str) -> bool:
    """Go on with a new logbook; return whether it has a group now.

    InterruptedByLeaderError says that what was answered so far is saved.
    """
    door = open_logbook.approach(desk.path, leader)
    book = door.open(passphrase, desk.today)
    with book.store:
        try:
            beside = _ask_coleader(desk, book)
            group = _ask_group(desk, book, beside)
            if group is not None:
                _ask_members(desk, book, group)
        except InterruptedByLeaderError as error:
            hint = "What you have answered is saved. Go on at any time: balintlog group add"
            raise InterruptedByLeaderError(error.message, hint) from None
        finally:
            last_seen.remember_book(desk.state_folder, book)
    return group is not None


def _ask_coleader(desk: Desk, book: Logbook) -> str | None:
    """Ask who leads as well, and give them a key: a passphrase of their own, or a code."""
    question = "Who leads with you? An alias (Enter: nobody):"
    alias = ask_checked(
        desk,
        question,
        _unless_empty(lambda typed: key_holders.check_new_holder(book, typed)),
        COLEADER,
    )
    if not alias:
        return None
    alias = key_holders.check_new_holder(book, alias)
    code = ""
    if ask_yes_no(desk, f"Is {alias} here, to choose a passphrase?", default=True):
        secret = Secret(typed_passphrase(desk, f"{alias.capitalize()}'s"))
    else:
        secret, code = drawn_code(last_day_of_code(desk))
    key_holders.add_holder(book, alias, secret, desk.surroundings.stretching)
    say(desk, f"{alias} can open the logbook.")
    if code:
        say(desk, *code_lines(alias, code, secret))
        advise_on_codes(desk)
    return alias


def _ask_group(desk: Desk, book: Logbook, beside: str | None) -> Group | None:
    """Ask for a group, how it meets and when it agreed, and add it."""
    check = _unless_empty(edit_groups.check_label)
    label = ask_checked(desk, "A short name for the group (Enter: later):", check, A_LABEL)
    if not label:
        return None
    leaders = {book.leader: "leader"} | ({beside: "co-leader"} if beside else {})
    new = Group(label=label, leaders=leaders)
    form = Form()  # no draft: what was said so far is done
    ask_what_differs(desk, new, form)
    new = dataclasses.replace(new, **form.answers)
    question = "When did the group agree to your notes? (Enter: not yet)"
    agreed = ask_checked(desk, question, _unless_empty(partial(_check_day, desk)), AGREED)
    if agreed:
        new = dataclasses.replace(new, agreed_on=read_day(agreed, desk.today))
        remark(desk, f"  {with_weekday(read_day(agreed, desk.today))}")
    number = once_sure(desk, partial(edit_groups.add_group, book, new))
    say(desk, f"{number} {label} was added.")
    return find_group(book, number)


def _ask_members(desk: Desk, book: Logbook, group: Group) -> None:
    question = "Members: how many, or their aliases (Enter: later):"
    members = ask_professions(desk, ask_new_members(desk, book, question))
    add_members(desk, book, group, members, Period("member", None, None))


def _check_day(desk: Desk, typed: str) -> None:
    if fault := day_fault(read_day(typed, desk.today), desk.today):
        raise InvalidInputError(fault)


def _unless_empty(check: Callable[[str], object]) -> Callable[[str], object]:
    return lambda typed: check(typed) if typed else None
