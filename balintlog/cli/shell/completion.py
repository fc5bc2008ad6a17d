"""Completion in a working session: commands from their tree, and the names in the logbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_HERE = ("shell", "demo", "init")


def words_after(before: list[str], known: Mapping[str, str]) -> Mapping[str, str]:
    """Return what may come after these words: commands, or options and what is known."""
    before = before[before[:1] == ["balintlog"] :]
    from balintlog.cli.registry import HELP

    if not before:
        commands = {name: text for name, text in HELP.items() if name not in NOT_HERE}
        return {**commands, "lock": ""}
    if before[0] == "help":
        return _words_after_help(before[1:])
    command = _command_named(before)
    if command is None:
        return {}
    inner = getattr(command, "commands", None)
    if inner is not None:
        return {name: sub_command.get_short_help_str() for name, sub_command in inner.items()}
    options = {
        name: getattr(param, "help", None) or ""
        for param in command.params
        for name in param.opts
        if name.startswith("--")
    }
    return {**known, **options}


def _words_after_help(before: list[str]) -> Mapping[str, str]:
    """Return what can be explained: topics and commands, or the commands of a noun."""
    from balintlog.cli.commands.help import TOPICS
    from balintlog.cli.registry import HELP

    if not before:
        return {**dict.fromkeys(TOPICS, ""), **HELP}
    inner = getattr(_command_named(before), "commands", {})
    return {name: command.get_short_help_str() for name, command in inner.items()}


def _command_named(words: list[str]) -> Any:
    """Return the command or the noun that the first words name, or None."""
    from balintlog.cli.registry import HELP, command_of

    if words[0] not in HELP:
        return None
    command: Any = command_of(words[0])
    for word in words[1:]:
        inner = getattr(command, "commands", {})
        if word not in inner:
            return command if not inner else None
        command = inner[word]
    return command
