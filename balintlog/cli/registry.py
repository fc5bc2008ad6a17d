"""The registry of the root's commands, each imported only when it is called.

Importing all of them takes longer than most of them take to run. The root's help needs
none of them: what it says about each command is here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from typer._click import Command, Context, HelpFormatter

HELP = {
    "demo": "Try balintlog with an invented logbook.",
    "init": "Create a new, encrypted logbook.",
    "log": "Record a session, question by question.",
    "followups": "List the cases to ask about at the next session.",
    "status": "Show the year so far, drafts, and what is past its time.",
    "search": "Search summaries, news, process notes and coded words.",
    "undo": "Take back your last change of today.",
    "shell": "Unlock once, then type several commands.",
    "group": "Add, list and edit groups.",
    "member": "Add, list and edit the members of groups.",
    "leader": "Add, list and edit leaders of sessions.",
    "session": "Add, list and edit sessions.",
    "case": "Add, list and edit cases, and show their history.",
    "note": "Add, list and edit your own process notes.",
    "training": "Add, list and edit training held elsewhere.",
    "report": "Write reports for others, or for yourself.",
    "privacy": "Keep identifiers out, and delete old records.",
    "vault": "Change keys, and make or restore backups.",
    "help": "Explain a topic, such as check-ins, or a command.",
}
# Each has enough sub-commands for a folder of its own.
NOUNS_WITH_A_STREET = ("case", "report", "privacy", "vault", "shell")


class Root(TyperGroup):
    """The root command, which knows its commands by name."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = _Commands()  # type: ignore[assignment] # nothing is ever added to it

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002 - as in TyperGroup
        """Return the names in the order of the help."""
        return list(HELP)

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:  # noqa: ARG002
        """Write what each command does, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(HELP.items()))


class _Commands(Mapping[str, "Command"]):
    """The commands by name."""

    def __getitem__(self, name: str) -> Command:
        if name not in HELP:
            raise KeyError(name)
        return command_of(name)

    def __iter__(self) -> Iterator[str]:
        return iter(HELP)

    def __len__(self) -> int:
        return len(HELP)


@cache
def command_of(name: str) -> Command:
    """Import a command of the root."""
    street = name if name in NOUNS_WITH_A_STREET else "commands"
    module = import_module(f"balintlog.cli.{street}.{name}")
    around = typer.Typer(rich_markup_mode=None, add_completion=False)
    around.callback()(lambda: None)  # so that Typer makes a group even of one command
    if hasattr(module, "register"):
        module.register(around)
    else:
        around.add_typer(module.app)
    group: Any = typer.main.get_command(around)
    command: Command = group.commands[name]
    _say_whole_sentences(command)
    return command


def _say_whole_sentences(command: Any) -> None:
    """Let lists of sub-commands show the first sentence of each help: Typer would cut it short."""
    for sub_command in getattr(command, "commands", {}).values():
        sub_command.short_help = " ".join((sub_command.help or "").partition("\n\n")[0].split())
        _say_whole_sentences(sub_command)
