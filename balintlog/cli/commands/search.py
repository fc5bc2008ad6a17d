"""``balintlog search``: where words stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from balintlog.cli.options import Json
from balintlog.cli.shown_authors import AllAuthors, tell_left_out
from balintlog.cli.terminal.output import answer_json, say
from balintlog.cli.terminal.typed_or_piped import asked_or_piped
from balintlog.cli.terminal.unlock import opened
from balintlog.domain.text import text_fault
from balintlog.errors import InvalidInputError
from balintlog.logbook.view import histories
from balintlog.storage.tables.search_index import FOUND_END, FOUND_START

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk

MAX_WORDS_BYTES = 4096


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("search", help=search.__doc__)(search)


def search(ctx: typer.Context, all_authors: AllAuthors = False, json: Json = False) -> None:
    """Search summaries, check-ins and process notes.

    The words are asked for, or read from standard input: as arguments they
    would stand in the shell's history. Beginnings of words are found, too.
    Of the process notes your own are searched, unless with --all-authors.

    \b
    Examples:
      balintlog search
      echo letters | balintlog search --json
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        words = _words(desk)
        hits = histories.search(book, words, all_authors=all_authors)
        number = histories.left_out_of_search(book, words, all_authors=all_authors)
    if json:
        answer_json(desk, {"hits": [{**hit, "snippet": _plain(hit["snippet"])} for hit in hits]})
    elif not hits:
        say(desk, "Nothing was found.")
    else:
        _show(desk, hits)
    tell_left_out(desk, number)


def _show(desk: Desk, hits: list[dict[str, Any]]) -> None:
    for hit in hits:
        where = [hit["held_on"], hit["session"], hit["case"], hit["label"], hit["note"]]
        say(desk, f"{hit['kind']}: {'  '.join(str(one) for one in where if one)}")
        say(desk, f"    {_marked(hit['snippet'])}")


def _words(desk: Desk) -> str:
    words = asked_or_piped(desk, "Search for:", MAX_WORDS_BYTES)
    if not words:
        raise InvalidInputError("there are no words to search for")
    if fault := text_fault(words):
        raise InvalidInputError(f"what to search for {fault}")
    return words


def _plain(snippet: str) -> str:
    return snippet.replace(FOUND_START, "").replace(FOUND_END, "")


def _marked(snippet: str) -> str:
    """Mark what was found with brackets: colour alone would say nothing to some."""
    text = " ".join(snippet.split())
    return text.replace(FOUND_START, "[").replace(FOUND_END, "]")
