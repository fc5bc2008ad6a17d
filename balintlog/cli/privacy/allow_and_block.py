"""``balintlog privacy allow|deny``: a group's own words for the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from balintlog.cli.options import InGroup, Json
from balintlog.cli.terminal.output import answer_json, remark, say
from balintlog.cli.terminal.typed_or_piped import asked_or_piped
from balintlog.cli.terminal.unlock import opened
from balintlog.cli.which_session import group_meant
from balintlog.domain.ids import shown
from balintlog.domain.text import so_many
from balintlog.logbook.book import find_group
from balintlog.logbook.screening import group_words
from balintlog.storage.tables.screen_words import ALLOW, DENY

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.cli.desk import Desk
    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook

MAX_BYTES = 256 * 1024

allow = typer.Typer(name=ALLOW, help="Keep a group's words that are fine.")
deny = typer.Typer(name=DENY, help="Keep a group's words that must never pass.")


@allow.callback()
def _allow() -> None:
    """Keep a group's words that are fine."""


@deny.callback()
def _deny() -> None:
    """Keep a group's words that must never pass."""


@allow.command("add")
def allow_add(ctx: typer.Context, group: InGroup = None, json: Json = False) -> None:
    """Add words that are fine, such as the name of a method.

    They are asked for, or read from standard input, one a line: as arguments they
    would stand in the shell's history. Aliases of members are fine of themselves.

    \b
    Examples:
      balintlog privacy allow add
      balintlog privacy allow add --group larch
    """
    _change(ctx.obj, group, ALLOW, group_words.add, "added to the words that are fine", json=json)


@allow.command("list")
def allow_list(ctx: typer.Context, group: InGroup = None, json: Json = False) -> None:
    """List the words that are fine in a group.

    \b
    Examples:
      balintlog privacy allow list --group larch
    """
    _list(ctx.obj, group, ALLOW, json=json)


@allow.command("remove")
def allow_remove(ctx: typer.Context, group: InGroup = None, json: Json = False) -> None:
    """Remove words from those that are fine.

    \b
    Examples:
      balintlog privacy allow remove
    """
    done = "removed from the words that are fine"
    _change(ctx.obj, group, ALLOW, group_words.remove, done, json=json)


@deny.command("add")
def deny_add(ctx: typer.Context, group: InGroup = None, json: Json = False) -> None:
    """Add words that must never pass: towns, clinics, names.

    They are asked for, or read from standard input, one a line, and kept inside
    the encrypted logbook. They are found in any case and with common endings.

    \b
    Examples:
      balintlog privacy deny add
      balintlog privacy deny add --group larch
    """
    done = "added to the words that must never pass"
    _change(ctx.obj, group, DENY, group_words.add, done, json=json)


@deny.command("list")
def deny_list(ctx: typer.Context, group: InGroup = None, json: Json = False) -> None:
    """List the words that must never pass in a group.

    \b
    Examples:
      balintlog privacy deny list --group larch
    """
    _list(ctx.obj, group, DENY, json=json)


@deny.command("remove")
def deny_remove(ctx: typer.Context, group: InGroup = None, json: Json = False) -> None:
    """Remove words from those that must never pass.

    \b
    Examples:
      balintlog privacy deny remove
    """
    done = "removed from the words that must never pass"
    _change(ctx.obj, group, DENY, group_words.remove, done, json=json)


def _change(
    desk: Desk,
    named: str | None,
    which: str,
    change: Callable[[Logbook, Group, str, list[str]], int],
    done: str,
    *,
    json: bool,
) -> None:
    """Ask for words, and change a list by them; what was there, or was not, is no error."""
    with opened(desk) as book:
        group = _group(desk, book, named)
        typed = asked_or_piped(desk, "Word:", MAX_BYTES, another="Another (Enter ends):")
        words = group_words.read(_split(typed))
        number = change(book, group, which, words)
        if change is group_words.add and which == DENY:
            _point_out_names(desk, book, group, words)
    if json:
        answer_json(desk, {"group": shown("G", group.id), "words": number})
    else:
        say(desk, f"{group.label}: {so_many(number, 'word')} {done}.")


def _point_out_names(desk: Desk, book: Logbook, group: Group, words: list[str]) -> None:
    """Say which label and aliases that are in use must never pass from now on."""
    for of, name in group_words.in_use(book, group, words):
        if of == "group":
            remark(
                desk,
                f"Only pointed out: the label {name} is among them. It stands in lists and"
                f" certificates; another one: balintlog group edit {name} --label",
            )
        else:
            other = f"; another one: balintlog member edit {name} --alias" if of == "member" else ""
            remark(
                desk,
                f"Only pointed out: the alias {name} is among them. No text may hold it{other}",
            )


def _list(desk: Desk, named: str | None, which: str, *, json: bool) -> None:
    with opened(desk) as book:
        group = _group(desk, book, named)
        words = group_words.words(book, group, which)
    if json:
        answer_json(desk, {"group": shown("G", group.id), "words": words})
    else:
        say(desk, *(words or ["There are none."]))


def _group(desk: Desk, book: Logbook, named: str | None) -> Group:
    return group_meant(desk, book, "--group") if named is None else find_group(book, named)


def _split(typed: str) -> list[str]:
    """Return what stands between commas and line ends."""
    pieces = [piece.strip() for piece in typed.replace("\n", ",").split(",")]
    return [piece for piece in pieces if piece]
