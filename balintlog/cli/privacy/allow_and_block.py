"""``balintlog privacy allow|block``: a group's own words for the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from balintlog.cli.options import InGroup, Json
from balintlog.cli.terminal.output import answer, remark
from balintlog.cli.terminal.typed_or_piped import asked_or_piped
from balintlog.cli.terminal.unlock import opened
from balintlog.cli.which_session import group_meant
from balintlog.domain.ids import shown
from balintlog.domain.text import so_many
from balintlog.logbook.screening import group_words

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk
    from balintlog.domain.records import Group
    from balintlog.domain.vocabulary import WordList
    from balintlog.logbook.book import Logbook

MAX_BYTES = 256 * 1024

allow = typer.Typer(name="allow", help="Add, list and remove the allowed words of a group.")
block = typer.Typer(name="block", help="Add, list and remove the blocked words of a group.")


@allow.callback()
def _allow() -> None:
    """Add, list and remove the allowed words of a group."""


@block.callback()
def _block() -> None:
    """Add, list and remove the blocked words of a group."""


@allow.command("add")
def allow_add(ctx: typer.Context, group: InGroup = None, json: Json = False) -> None:
    """Allow words in a group's texts, such as a method's name.

    balintlog asks for them, or reads them from standard input, one to a line; as
    arguments they would stay in the shell's history. The aliases of members and
    leaders are always allowed.

    \b
    Examples:
      balintlog privacy allow add
      balintlog privacy allow add --group larch
    """
    _add(ctx.obj, group, "allowed", json=json)


@allow.command("list")
def allow_list(ctx: typer.Context, group: InGroup = None, json: Json = False) -> None:
    """List the allowed words of a group.

    \b
    Examples:
      balintlog privacy allow list --group larch
    """
    _list(ctx.obj, group, "allowed", json=json)


@allow.command("remove")
def allow_remove(ctx: typer.Context, group: InGroup = None, json: Json = False) -> None:
    """Remove words from a group's allowed words.

    \b
    Examples:
      balintlog privacy allow remove
    """
    _remove(ctx.obj, group, "allowed", json=json)


@block.command("add")
def block_add(ctx: typer.Context, group: InGroup = None, json: Json = False) -> None:
    """Block words in the texts of a group: towns, clinics, names.

    balintlog asks for them, or reads them from standard input, one to a line, and
    saves them inside the encrypted logbook. The screen finds them in capitals, in
    small letters and with common endings, and no text can be saved with them.

    \b
    Examples:
      balintlog privacy block add
      balintlog privacy block add --group larch
    """
    _add(ctx.obj, group, "blocked", json=json)


@block.command("list")
def block_list(ctx: typer.Context, group: InGroup = None, json: Json = False) -> None:
    """List the blocked words of a group.

    \b
    Examples:
      balintlog privacy block list --group larch
    """
    _list(ctx.obj, group, "blocked", json=json)


@block.command("remove")
def block_remove(ctx: typer.Context, group: InGroup = None, json: Json = False) -> None:
    """Remove words from a group's blocked words.

    \b
    Examples:
      balintlog privacy block remove
    """
    _remove(ctx.obj, group, "blocked", json=json)


def _add(desk: Desk, named: str | None, which: WordList, *, json: bool) -> None:
    """Ask for words and add them to a list; it is no error if they are there already."""
    with opened(desk) as book:
        group, words = _asked(desk, book, named)
        number = group_words.add(book, group, which, words)
        if which == "blocked":
            _tell_names_in_use(desk, book, group, words)
    _answer(desk, group, number, f"added to the {which} words", json=json)


def _remove(desk: Desk, named: str | None, which: WordList, *, json: bool) -> None:
    """Ask for words and remove them from a list; it is no error if they are not there."""
    with opened(desk) as book:
        group, words = _asked(desk, book, named)
        number = group_words.remove(book, group, which, words)
    _answer(desk, group, number, f"removed from the {which} words", json=json)


WORDS_OF_A_GROUP = (
    "One word, or several with commas between them, as they are written in a text.",
    "They are kept only in the encrypted logbook.",
)


def _asked(desk: Desk, book: Logbook, named: str | None) -> tuple[Group, list[str]]:
    group = _group(desk, book, named)
    typed = asked_or_piped(
        desk, "Word:", MAX_BYTES, WORDS_OF_A_GROUP, another="Another (Enter to finish):"
    )
    return group, group_words.read(_split(typed))


def _answer(desk: Desk, group: Group, number: int, done: str, *, json: bool) -> None:
    """Say how many words changed something."""
    said = f"{group.label}: {so_many(number, 'word')} {done}."
    answer(desk, {"group": shown("G", group.id), "words": number}, said, json=json)


def _tell_names_in_use(desk: Desk, book: Logbook, group: Group, words: list[str]) -> None:
    """Print a note on the label and the aliases in use that no text may hold from now on."""
    for of, name in group_words.names_in_use(book, group, words):
        if of == "group":
            remark(
                desk,
                f"note: the label {name} holds a blocked word, and appears in lists and"
                f" on certificates. To change it: balintlog group edit {name} --label",
            )
        else:
            change = f" To change it: balintlog member edit {name} --alias"
            remark(
                desk,
                f"note: the alias {name} holds a blocked word: no text may name it from now on."
                + (change if of == "member" else ""),
            )


def _list(desk: Desk, named: str | None, which: WordList, *, json: bool) -> None:
    with opened(desk) as book:
        group = _group(desk, book, named)
        words = group_words.words(book, group, which)
    content = {"group": shown("G", group.id), "words": words}
    answer(desk, content, *(words or ["There are none."]), json=json)


def _group(desk: Desk, book: Logbook, named: str | None) -> Group:
    return group_meant(desk, book, "--group", named)


def _split(typed: str) -> list[str]:
    """Return what is between commas and line ends."""
    pieces = [piece.strip() for piece in typed.replace("\n", ",").split(",")]
    return [piece for piece in pieces if piece]
