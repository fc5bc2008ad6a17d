"""``balintlog help``: short pages to read, one for each topic.

A page is a text file of at most 60 columns in ``balintlog/cli/help``, named after
its topic; its first line says what it is about. A page needs no logbook and no
passphrase, and the commands on it are run by ``tests/test_readme.py``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from balintlog.cli.terminal.output import say, wrapped
from balintlog.domain.text import printable
from balintlog.domain.vocabulary import nearest
from balintlog.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balintlog.cli.desk import Desk

# In the order in which a newcomer needs them. Not read by importlib.resources, which is slow.
PAGES = Path(__file__).parents[1] / "help"
TOPICS = (
    "evening",
    "check-ins",
    "leaders",
    "bad-day",
    "protection",
    "screen",
    "retention",
    "reports",
    "scripting",
    "measured",
    "changes",
)
COLUMNS = 60
MOST_REPEATED = 30  # characters of a word that is not a topic


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("help", help=help_.__doc__)(help_)


def _explained(ctx: typer.Context) -> list[str]:
    """Return all that can be explained: the topics, then the commands."""
    return [*TOPICS, *_commands(ctx)]


def help_(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TOPIC]",
            help="A topic, or a command; its first letters will do.",
            autocompletion=_explained,
        ),
    ] = None,
) -> None:
    """Explain a topic, such as check-ins, or a command.

    Without a topic it lists all topics. It needs no logbook and no passphrase.

    \b
    Examples:
      balintlog help
      balintlog help check-ins
      balintlog help case add
    """
    desk: Desk = ctx.obj
    if not words:
        say(desk, *_contents(_commands(ctx)))
        return
    name = _meant(words[0], _commands(ctx))
    if name in TOPICS and len(words) > 1:
        raise InvalidInputError("help takes one topic", hint=f"See: balintlog help {name}")
    if name in TOPICS:
        say(desk, page(name).rstrip("\n"))
        return
    root: Any = ctx.find_root().command
    root.main([name, *words[1:], "--help"], "balintlog", standalone_mode=False, obj=ctx.obj)


def page(topic: str) -> str:
    """Return the page of a topic."""
    return (PAGES / f"{topic}.txt").read_text("utf-8")


def _title(topic: str) -> str:
    """Return what a page is about: its first line."""
    return page(topic).partition("\n")[0]


def _contents(commands: Sequence[str]) -> list[str]:
    """Return a line for each topic, and the names of all commands."""
    width = max(map(len, TOPICS)) + 2
    return [
        "Topics. To read one: balintlog help TOPIC",
        *(f"  {topic:{width}}{_title(topic)}" for topic in TOPICS),
        "",
        "Commands. To read about one: balintlog help COMMAND",
        *wrapped(" ".join(commands), "  ", COLUMNS),
    ]


def _commands(ctx: typer.Context) -> list[str]:
    root: Any = ctx.find_root().command
    names: list[str] = root.list_commands(ctx)
    return names


def _meant(word: str, commands: Sequence[str]) -> str:
    """Return the topic or command that is named or begun; a topic goes before a command.

    InvalidInputError if there is none, or more than one.
    """
    typed = word.strip().casefold()
    if typed in commands or typed in TOPICS:
        return typed
    for names in (TOPICS, commands):
        begun = [name for name in names if typed and name.startswith(typed)]
        if len(begun) == 1:
            return begun[0]
        if begun:
            raise InvalidInputError(f"{typed!r} could be {' or '.join(begun)}")
    near = nearest(typed, [*TOPICS, *commands], names=True)
    raise InvalidInputError(
        f"there is no help on {printable(word[:MOST_REPEATED])!r}",
        hint=f"Perhaps: balintlog help {near}" if near else "To list the topics: balintlog help",
    )
