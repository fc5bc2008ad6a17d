"""Completion in a working session: commands from their tree, and the names in the logbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balintlog.logbook.view.choices.completion_words import WordsToComplete

NOT_HERE = ("shell", "demo", "init")


def words_after(before: list[str], known: WordsToComplete) -> Mapping[str, str]:
    """Return what may come after these words: commands, options, and what is known."""
    before = before[before[:1] == ["balintlog"] :]
    from balintlog.cli.registry import HELP

    if not before:
        commands = {name: text for name, text in HELP.items() if name not in NOT_HERE}
        return {**commands, "lock": ""}
    if before[0] == "help":
        return _words_after_help(before[1:])
    typed = _command_typed(before)
    if typed is None:
        return {}
    if (inner := _inner(typed.command)) is not None:
        return inner
    options = {
        name: getattr(param, "help", None) or ""
        for param in typed.command.params
        for name in param.opts
        if name.startswith("--") and not getattr(param, "hidden", False)
    }
    place = _place_after(typed)
    if place is None:
        return options
    words = _words_for(place, typed, known)
    return words if place.param_type_name == "option" else {**words, **options}


def _words_after_help(before: list[str]) -> Mapping[str, str]:
    """Return what can be explained: topics and commands, or the commands of a noun."""
    from balintlog.cli.commands.help import TOPICS
    from balintlog.cli.registry import HELP

    if not before:
        return {**dict.fromkeys(TOPICS, ""), **HELP}
    typed = _command_typed(before)
    return (_inner(typed.command) if typed else None) or {}


class _Typed(NamedTuple):
    """A command or a noun as far as it was typed: its words, and those that came after it."""

    command: Any
    name: list[str]
    rest: list[str]


def _command_typed(words: list[str]) -> _Typed | None:
    """Return the command or the noun that the first words name, or None."""
    from balintlog.cli.registry import HELP, command_of

    if words[0] not in HELP:
        return None
    command: Any = command_of(words[0])
    for place, word in enumerate(words[1:], start=1):
        inner = getattr(command, "commands", {})
        if word not in inner:
            return None if inner else _Typed(command, words[:place], words[place:])
        command = inner[word]
    return _Typed(command, words, [])


def _inner(command: Any) -> Mapping[str, str] | None:
    """Return the commands of a noun with their help, or None for a command."""
    inner = getattr(command, "commands", None)
    if inner is None:
        return None
    return {name: command.get_short_help_str() for name, command in inner.items()}


def _place_after(typed: _Typed) -> Any:
    """Return the option whose value comes next, else the next argument, or None."""
    by_name = {name: param for param in typed.command.params for name in param.opts}
    arguments = [param for param in typed.command.params if param.param_type_name == "argument"]
    option = None
    for word in typed.rest:
        if option is not None:
            option = None  # this is its value
        elif word.startswith("-"):
            named = by_name.get(word)
            option = None if named is None or named.is_flag else named
        else:
            arguments = arguments[1:]
    return option or next(iter(arguments), None)


def _words_for(place: Any, typed: _Typed, known: WordsToComplete) -> Mapping[str, str]:
    """Return what belongs in an argument or an option: words of a vocabulary, ids or aliases."""
    match place.metavar:
        case "GROUP":
            return known.groups
        case "CASE":
            return known.cases
        case "SESSION":
            return known.sessions
        case "ALIAS" | "ALIAS=STATUS":
            is_leader = "leader" in typed.name or place.name in ("leader", "coleader")
            return known.leaders if is_leader else known.members
        case "WORD":
            context = typed.command.make_context("", [], resilient_parsing=True)
            return {item.value: item.help or "" for item in place.shell_complete(context, "")}
    return {}
