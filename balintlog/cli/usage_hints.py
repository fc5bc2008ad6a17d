"""Hints for usage: what to type instead of a word or an option that Typer has refused."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from balintlog.domain.text import printable
from balintlog.domain.typed.typed_dates import read_day
from balintlog.domain.vocabulary import nearest
from balintlog.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_IDS = {"G": "GROUP", "S": "SESSION", "C": "CASE", "N": "NOTE", "T": "TRAINING"}
_ID = re.compile(r"([A-Z])[0-9]+", re.IGNORECASE)
_WORD = re.compile(r"[a-z][a-z0-9-]*", re.IGNORECASE)
_NUMBERS = ("N", "MINUTES", "YEAR", "MONTHS")
FEW = 3
# What balintlog asks for, and takes from no command line: by command, words of their own ...
_ASKS_FOR_WORDS = ("search", "allow add", "allow remove", "block add", "block remove")
# ... and a text, where several words are no option's value.
_ASKS_FOR_TEXT = (
    "log",
    "note add",
    "note edit",
    "case add",
    "case edit",
    "case present",
    "check-in",
)
_ONE_DASH = re.compile(r"-[a-z](?:[a-z][\w-]*(?:=.*)?|=.*)", re.IGNORECASE | re.DOTALL)
_MOST_REPEATED = 30  # characters of what cannot be understood


def hint(error: Any, arguments: Sequence[str], today: date) -> str | None:
    """Return what to type instead of what Typer has refused, or None if that is not known."""
    context = getattr(error, "ctx", None)
    if context is None:
        return None
    if option := getattr(error, "option_name", None):
        return _after_its_command(context.find_root().command, option, arguments)
    extra = re.fullmatch(r"Got unexpected extra argument\(s\) \((.*)\)\.?", error.message)
    if extra is None:
        return None
    if eaten := _option_as_value(context.command, arguments):
        return eaten
    if asked := _asked_for(extra[1], context, today):
        return asked
    refused = (argument for argument in arguments if extra[1].startswith(argument))
    word = max(refused, key=len, default="")
    if fitting := [f"{name} {word}" for name in _options_for(word, context, today)]:
        return f"Perhaps: {' or '.join(fitting[:FEW])}"
    return _usage(context.command, context.command_path)


def _asked_for(said: str, context: Any, today: date) -> str | None:
    """Say that balintlog asks for the words or the text that stood on the command line."""
    path = context.command_path
    words = [word for word in said.split() if any(map(str.isalpha, word))]
    is_text = len(words) > 1 and not any(
        _fits(word, option, context, today)
        for word in words
        for option in _with_value(context.command)
    )
    if words and path.endswith(_ASKS_FOR_WORDS):
        what = "the words"
    elif is_text and path.endswith(_ASKS_FOR_TEXT):
        what = "the text"
    else:
        return None
    typed = " ".join([path, *_arguments(context.command)])
    return (
        f"Type only {typed}: balintlog then asks for {what}. What is typed on a command line"
        " stays in the shell's history."
    )


def require_two_dashes(arguments: Sequence[str], root: Any) -> None:
    """Refuse a long option with one dash, which would be read as -f and the name of a file.

    The file may follow -f without a blank only where it looks like one. InvalidInputError.
    """
    command = root
    for argument in arguments:
        if argument == "--":
            return
        command = getattr(command, "commands", {}).get(argument, command)
        if not _ONE_DASH.fullmatch(argument) or _is_file_after_f(argument):
            continue
        option = f"-{argument}".partition("=")[0]
        names = {name for name in _names(command) | _names(root) if name.startswith("--")}
        meant = option if option in names else nearest(option, names)
        raise InvalidInputError(
            f"{printable(argument[:_MOST_REPEATED])} is not understood here",
            hint=f"Did you mean {meant}? " * bool(meant)
            + "An option of several letters has two dashes; a file comes after -f and a space.",
        )


def _is_file_after_f(argument: str) -> bool:
    """Return True for -f and what looks like the file of a logbook."""
    file = argument.removeprefix("-f")
    is_path = "/" in file or os.sep in file or file.endswith(".balint")
    return file != argument and is_path and not file.startswith("=")


def _usage(command: Any, path: str) -> str:
    """Say how to type a command: its arguments, and one of its options."""
    taken = _arguments(command)
    options = [f"[{option.opts[-1]} {option.metavar} ...]" for option in _with_value(command)[:1]]
    return f"usage: {' '.join([path, *taken, *options])}; see: {path} --help"


def _arguments(command: Any) -> list[str]:
    return [param.metavar for param in command.params if param.param_type_name == "argument"]


def _after_its_command(command: Any, option: str, arguments: Sequence[str]) -> str | None:
    """Say that an option goes after a command that was named after it."""
    words = []
    for argument in arguments:
        if inner := getattr(command, "commands", {}).get(argument):
            command = inner
            words.append(argument)
    if not words or option not in _names(command):
        return None
    value = [known.metavar for known in _with_value(command) if option in known.opts]
    return f"It goes after the command: balintlog {' '.join([*words, option, *value])}"


def _option_as_value(command: Any, arguments: Sequence[str]) -> str | None:
    """Say that an option has taken the next one as its value."""
    metavars = {name: option.metavar for option in _with_value(command) for name in option.opts}
    for name, after in pairwise(arguments):
        if name in metavars and after in _names(command):
            return f"{name} needs a value before {after}: {name} {metavars[name]} {after}"
    return None


def _options_for(word: str, context: Any, today: date) -> list[str]:
    """Return the options of a command whose value a word may be."""
    options = _with_value(context.command)
    fitting = [option for option in options if _fits(word, option, context, today)]
    if not fitting and _WORD.fullmatch(word) and not _ID.fullmatch(word):  # a label or an alias
        fitting = [option for option in options if option.metavar in {"GROUP", "ALIAS"}]
    return [option.opts[-1] for option in fitting]


def _fits(word: str, option: Any, context: Any, today: date) -> bool:
    if is_id := _ID.fullmatch(word):
        return bool(option.metavar == _IDS.get(is_id[1].upper()))
    with suppress(InvalidInputError):
        if option.metavar == "DATE":
            return bool(read_day(word, today))
        if option.metavar == "WORD" and option.callback is not None:
            typed = [word] if option.multiple else word
            return bool(option.callback(context, option, typed) == typed)  # a part may be chance
    return option.metavar in _NUMBERS and word.isdecimal()


def _with_value(command: Any) -> list[Any]:
    return [
        param
        for param in command.params
        if param.param_type_name == "option" and not param.is_flag and param.metavar
    ]


def _names(command: Any) -> set[str]:
    return {name for param in command.params for name in param.opts if name.startswith("-")}
