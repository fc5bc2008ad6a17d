"""``balintlog vault leader``: the key holders, those who can open the logbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from balintlog.cli.one_time_codes import (
    advise_on_codes,
    code_lines,
    drawn_code,
    last_day_of_code,
)
from balintlog.cli.options import AN_ALIAS, Json, NewSheet, asked_for, day_option
from balintlog.cli.terminal.choices import ask_choice
from balintlog.cli.terminal.output import answer_json, say, table
from balintlog.cli.terminal.passphrase_entry import NEW, given_passphrase, is_given, new_passphrase
from balintlog.cli.terminal.prompts import ask_checked, ask_yes_no, confirm
from balintlog.cli.terminal.unlock import opened, opened_by, own_passphrase
from balintlog.cli.vault import recovery
from balintlog.cli.vault.key_change import encrypted_anew, offer_new_key, tell_new_keys, ways_for
from balintlog.domain.text import so_many
from balintlog.domain.typed.frame.new_alias import read_new_alias
from balintlog.domain.typed.typed_dates import read_day
from balintlog.errors import InvalidInputError
from balintlog.logbook.keys import key_holders, keys_file
from balintlog.vault import passphrases
from balintlog.vault.keyring import Secret

if TYPE_CHECKING:
    from datetime import date

    from balintlog.cli.desk import Desk
    from balintlog.logbook.book import Logbook

MOST_DAYS = 90  # for which a one-time code may be good

app = typer.Typer(name="leader", help="Give, reset and remove leaders' keys.")

Alias = Annotated[str | None, asked_for("ALIAS", "The leader's alias, never a name.")]
Until = Annotated[
    str | None,
    day_option("--until", "The last day of the code; default: in 14 days.", may_come=True),
]


@app.command("add")
def add(
    ctx: typer.Context,
    alias: Alias = None,
    code: Annotated[
        bool, typer.Option("--code", help="Draw a one-time code, if they are not here.")
    ] = False,
    until: Until = None,
    json: Json = False,
) -> None:
    """Give another leader a key of their own.

    They type a passphrase here, or get a one-time code.

    \b
    Examples:
      balintlog vault leader add sedge
      balintlog vault leader add sedge --code --until 2026-12-24
    """
    desk: Desk = ctx.obj
    last_day = _last_day(desk, until)
    with opened_by(desk) as (book, typed, is_new):
        if alias is None:
            alias = ask_checked(desk, "Who leads with you? An alias:", read_new_alias, AN_ALIAS)
        alias = key_holders.check_new_holder(book, alias)
        if is_new and not (code or until) and is_given(desk, NEW):
            raise InvalidInputError(
                "the new passphrase is now yours, in place of your code",
                hint=f"Repeat the command with another passphrase for {alias}.",
            )
        own_passphrase(desk, book, typed)
        confirm(desk, f"{_what_is_open(book, alias)} Give {alias} a key?")
        secret, shown = _secret(desk, alias, last_day, drawn=code or until is not None)
        key_holders.add_holder(book, alias, secret, desk.surroundings.stretching)
    _tell(desk, alias, secret, shown, f"{alias} can open the logbook.", json=json)


@app.command("list")
def list_holders(ctx: typer.Context, json: Json = False) -> None:
    """List the leaders who can open the logbook.

    \b
    Examples:
      balintlog vault leader list
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        holders = key_holders.key_holders(book)
    if json:
        answer_json(desk, {"leaders": holders})
    else:
        table(desk, ("leader", "one-time code until"), holders)


@app.command("reset")
def reset(ctx: typer.Context, alias: Alias = None, until: Until = None, json: Json = False) -> None:
    """Give a leader who forgot their passphrase a one-time code.

    \b
    Examples:
      balintlog vault leader reset sedge
    """
    desk: Desk = ctx.obj
    last_day = _last_day(desk, until)
    with opened_by(desk) as (book, typed, _):
        alias = _holder(desk, book, alias)
        if alias == book.leader:
            raise InvalidInputError(
                "you have just opened the logbook, and need no code",
                hint="To change your own passphrase: balintlog vault passphrase",
            )
        own = own_passphrase(desk, book, typed)
        confirm(desk, f"{alias} will need the code in place of their passphrase. Go on?")
        secret, shown = drawn_code(last_day)
        key_holders.change_secret(book, alias, secret, desk.surroundings.stretching)
        done = f"{alias} can now open the logbook with the code."
        _tell(desk, alias, secret, shown, done, json=json)
        old = f"the old passphrase of {alias}"
        offer_new_key(desk, book, own, old, f" {alias} then gets another code.")


@app.command("remove")
def remove(
    ctx: typer.Context, alias: Alias = None, sheet: NewSheet = None, json: Json = False
) -> None:
    """Remove a leader's key, and give the logbook a new one.

    Removing the key alone would protect nothing. The leader can still read copies
    made before. Their alias stays in the sessions they led.

    \b
    Examples:
      balintlog vault leader remove sedge
    """
    desk: Desk = ctx.obj
    place = recovery.sheet_place(desk, sheet)
    with opened_by(desk) as (book, typed, _):
        recovery.confirm_sheet(desk, place)
        alias = _holder(desk, book, alias)
        if alias == book.leader:
            raise InvalidInputError(
                "you cannot remove your own key",
                hint="Another leader of this logbook can: balintlog vault leader remove ALIAS",
            )
        seal = keys_file.seal(book)
        staying = [
            holder.leader for holder in key_holders.key_holders(book) if holder.leader != alias
        ]
        ways = ways_for(desk, book, own_passphrase(desk, book, typed), staying)
        question = f"Remove the key of {alias}, and give the logbook a new one?"
        with encrypted_anew(desk, book, ways, seal, question) as renewed:
            done = f"{alias} can no longer open the logbook. It has a new key."
            tell_new_keys(desk, renewed, ways, place, done, json=json, removed=alias)


def _holder(desk: Desk, book: Logbook, alias: str | None) -> str:
    """Return the leader with a key who is named, or chosen among the others."""
    others = [each.leader for each in key_holders.key_holders(book) if each.leader != book.leader]
    if alias is None and not others:
        raise InvalidInputError("nobody but you has a key to this logbook")
    if alias is None:
        alias = ask_choice(desk, "Which leader?", others)
    return key_holders.find_holder(book, alias)


def _what_is_open(book: Logbook, alias: str) -> str:
    """Say what a new leader will be able to read."""
    readable = key_holders.can_read(book)
    groups = ", ".join(readable.groups) or "no group yet"
    return (
        f"{alias} will be able to read everything in this logbook: {groups};"
        f" {so_many(readable.cases, 'case')}, {so_many(readable.notes, 'process note')},"
        " yours included."
    )


def _secret(desk: Desk, alias: str, last_day: date, *, drawn: bool) -> tuple[Secret, str | None]:
    """Return what a new leader will type: their passphrase, or a code and how it is shown."""
    if not drawn:
        given = given_passphrase(desk, NEW)
        if given is not None:
            return Secret(passphrases.check_new(given)), None
        if not desk.can_ask:
            raise InvalidInputError(
                f"the passphrase of {alias} is missing, and there is nobody here to ask",
                hint=f"Draw a one-time code with --code, or set {NEW.command} or {NEW.descriptor}.",
            )
        if ask_yes_no(desk, f"Is {alias} here, to type a passphrase?", default=True):
            return Secret(new_passphrase(desk, whose=f"{alias.capitalize()}'s")), None
    return drawn_code(last_day)


def _last_day(desk: Desk, until: str | None) -> date:
    """Return the last day on which a code will be accepted. InvalidInputError."""
    if until is None:
        return last_day_of_code(desk)
    day = read_day(until, desk.today)
    if not 0 <= (day - desk.today).days <= MOST_DAYS:
        raise InvalidInputError(
            f"--until {day}: a one-time code is good for at most {MOST_DAYS} days from today"
        )
    return day


def _tell(
    desk: Desk, alias: str, secret: Secret, code: str | None, done: str, *, json: bool
) -> None:
    if json:
        given = {} if code is None else {"code": code, "until": secret.expires_on}
        answer_json(desk, {"leader": alias, **given})
        return
    say(desk, done)
    if code is not None:
        say(desk, *code_lines(alias, code, secret))
        advise_on_codes(desk)
