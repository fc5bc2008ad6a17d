"""``balintlog search``: the places where words appear."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from balintlog.cli.all_authors_option import AllAuthors, tell_left_out
from balintlog.cli.options import Json
from balintlog.cli.terminal.output import answer_json, say
from balintlog.cli.terminal.typed_or_piped import asked_or_piped
from balintlog.cli.terminal.unlock import opened
from balintlog.domain.text import text_fault
from balintlog.errors import InvalidInputError
from balintlog.logbook.view import word_search
from balintlog.logbook.view.coded_words import searchable_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balintlog.cli.desk import Desk
    from balintlog.logbook.view.word_search import SearchHit

MAX_WORDS_BYTES = 4096
_KINDS = {"check-in": "news"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("search", help=search.__doc__)(search)


def search(ctx: typer.Context, all_authors: AllAuthors = False, json: Json = False) -> None:
    """Search summaries, news, process notes and coded words.

    Coded words are kinds, themes, feelings, interventions, observations and
    presenters; Tab or ? shows them.
    It asks for the words, or reads them from standard input; as arguments they
    would stay in the shell's history. It also finds words that begin with yours.
    Without --all-authors it searches your own process notes only.

    \b
    Examples:
      balintlog search
      echo letters | balintlog search --json
    """
    desk: Desk = ctx.obj
    with opened(desk) as book:
        words = _words(desk, searchable_words(book))
        hits = word_search.search(book, words, all_authors=all_authors)
        number = word_search.left_out_of_search(book, words, all_authors=all_authors)
    if json:
        answer_json(
            desk, {"hits": [hit._replace(snippet=hit.snippet_marked("", "")) for hit in hits]}
        )
    elif not hits:
        say(desk, "Nothing was found.")
    else:
        _show(desk, hits)
    tell_left_out(desk, number)


def _show(desk: Desk, hits: list[SearchHit]) -> None:
    """Show where the words are, in brackets: not everybody can see colours."""
    for hit in hits:
        places = [hit.held_on, hit.session, hit.case, hit.label, hit.note]
        where = "  ".join(str(place) for place in places if place)
        say(desk, f"{_KINDS.get(hit.kind, hit.kind)}: {where}")
        snippet = " ".join(hit.snippet_marked("[", "]").split())
        say(desk, f"    {snippet}")


WHAT_IS_SEARCHED = (
    "Words from your texts, or an alias; red* finds every word that begins with red.",
    "Or a coded word: a kind, theme, feeling, intervention or observation:",
)


def _words(desk: Desk, known: Sequence[str]) -> str:
    words = asked_or_piped(desk, "Search for:", MAX_WORDS_BYTES, WHAT_IS_SEARCHED, known=known)
    if not words:
        raise InvalidInputError("there are no words to search for")
    if fault := text_fault(words):
        raise InvalidInputError(f"the search {fault}")
    return words
