"""The entry of passphrases: typed without being shown, or given by a program or a descriptor.

It comes from the terminal, even when standard input is a pipe; or from a program
(``BALINTLOG_PASSPHRASE_COMMAND``) or an open file descriptor
(``BALINTLOG_PASSPHRASE_FD``); never from an option or the environment itself,
where other programs could read it. A new passphrase comes from
``BALINTLOG_NEW_PASSPHRASE_COMMAND`` or ``_FD`` in the same way.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from balintlog.cli.terminal.open_question import OpenQuestion
from balintlog.cli.terminal.output import broken, explain, remark
from balintlog.cli.terminal.real_terminal import terminal_of
from balintlog.errors import InterruptedByLeaderError, InvalidInputError, LockedError
from balintlog.vault import passphrases

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balintlog.cli.desk import Desk


# Outside of quotation marks, a shell hands none of these signs to a program as it is.
_QUOTED = re.compile(r"""'[^']*'|"(?:[^"\\]|\\.)*"|\\.""")
_SHELL_SIGN = re.compile(r"[|;<>$`]|&(?=[&\s]|$)|(?<!\S)~")


class Source(NamedTuple):
    """The two variables that name where a passphrase comes from."""

    command: str
    descriptor: str


OWN = Source("BALINTLOG_PASSPHRASE_COMMAND", "BALINTLOG_PASSPHRASE_FD")
NEW = Source("BALINTLOG_NEW_PASSPHRASE_COMMAND", "BALINTLOG_NEW_PASSPHRASE_FD")


def check_descriptors(environ: Mapping[str, str]) -> None:
    """Refuse descriptors from which no passphrase can come, before any file is opened.

    Otherwise the logbook itself could soon have the number of a descriptor that was closed.
    InvalidInputError, LockedError.
    """
    own, new = environ.get(OWN.descriptor), environ.get(NEW.descriptor)
    if own and own == new:
        raise InvalidInputError(
            f"{OWN.descriptor} and {NEW.descriptor} are the same; two passphrases need two sources"
        )
    for source in (OWN, NEW):
        descriptor = environ.get(source.descriptor, "")
        if descriptor.isdecimal() and not _is_open(descriptor):
            raise _unreadable(source)


def _is_open(descriptor: str) -> bool:
    try:
        os.fstat(int(descriptor))
    except (OSError, OverflowError, ValueError):
        return False
    return True


def given_passphrase(desk: Desk, source: Source = OWN) -> str | None:
    """Return the passphrase from a program or a file descriptor, or None if neither is named."""
    environ = desk.surroundings.environ
    command, descriptor = environ.get(source.command), environ.get(source.descriptor)
    if command and descriptor:
        raise InvalidInputError(
            f"{source.command} and {source.descriptor} are both set; set only one of them"
        )
    if command:
        return _from_command(command, source)
    return _from_descriptor(descriptor, source) if descriptor else None


def is_given(desk: Desk, source: Source) -> bool:
    """Return whether a program or a file descriptor is named that gives the passphrase."""
    environ = desk.surroundings.environ
    return bool(environ.get(source.command) or environ.get(source.descriptor))


def new_passphrase(desk: Desk, source: Source = NEW, whose: str = "New") -> str:
    """Return a new passphrase, asked twice or taken from its source."""
    given = given_passphrase(desk, source)
    if given is not None:
        return passphrases.check_new(given)
    return typed_passphrase(desk, whose, source)


def typed_passphrase(desk: Desk, whose: str, source: Source = NEW) -> str:
    """Return a new passphrase of somebody who is at the terminal, asked twice."""
    while True:
        question = f"{whose} passphrase (empty: balintlog proposes one): "
        first = ask_passphrase(desk, question, source)
        if not first:
            return _proposed_passphrase(desk)
        try:
            passphrase = passphrases.check_new(first)
        except InvalidInputError as error:
            explain(desk.surroundings, error)
            continue
        if passphrases.normalise(ask_passphrase(desk, "The same again: ")) == passphrase:
            break
        remark(desk, "The two were not the same; please start again.")
    if not passphrase.isascii():
        remark(
            desk, "It has letters beyond a to z: make sure that every keyboard you use has them."
        )
    return passphrase


def _proposed_passphrase(desk: Desk) -> str:
    """Show a passphrase of six words alone on the screen, until it was typed once."""
    passphrase = passphrases.propose()
    terminal_of(desk).clear()
    show_on_terminal(desk, f"\n    {passphrase}\n\nWrite it down now, and keep it in a safe place.")
    while passphrases.normalise(ask_passphrase(desk, "The same again: ")) != passphrase:
        remark(desk, "That was not the same; please type what is shown above.")
    terminal_of(desk).clear()
    return passphrase


def ask_passphrase(desk: Desk, question: str, source: Source = OWN) -> str:
    """Ask on the terminal, without echo, wherever standard input comes from."""
    if desk.no_input or not has_terminal(desk):
        raise LockedError(
            f"there is no {'new ' if source is NEW else ''}passphrase, and nobody here to ask",
            f"Run balintlog in a terminal, or set {source.command} or {source.descriptor}.",
        )
    try:
        return OpenQuestion(desk).secret(question)
    except InterruptedByLeaderError:
        with suppress(OSError):  # the window may be gone
            show_on_terminal(desk, "")  # what is said next begins on a line of its own
        raise
    except UnicodeDecodeError:  # bytes that no keyboard sends: nobody's passphrase
        raise LockedError("what was typed is not valid UTF-8") from None


def show_on_terminal(desk: Desk, text: str) -> None:
    """Show a secret on the screen only, even where standard error goes into a file."""
    lines = [part for line in text.split("\n") for part in broken(desk.surroundings.stderr, line)]
    terminal_of(desk).show_secret("\n".join(lines))


def has_terminal(desk: Desk) -> bool:
    """Return whether somebody can type a passphrase, wherever the streams come from."""
    return terminal_of(desk).reads_secrets()


def _from_command(command: str, source: Source) -> str:
    """Run a program, split as a shell would but without one; the first line it prints."""
    import shlex
    import subprocess

    if os.name != "nt" and (sign := _sign_for_shells(command)):
        raise InvalidInputError(
            f"{source.command} holds {sign}, which only a shell understands; balintlog uses none",
            hint="Write the line into a script, and name that script there.",
        )
    try:
        # Windows splits a command line by rules of its own, in which a backslash is one.
        arguments = command if os.name == "nt" else shlex.split(command)
        result = subprocess.run(
            arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True
        )
    except (OSError, ValueError, IndexError, subprocess.CalledProcessError):
        raise LockedError(
            f"the program named in {source.command} gave no passphrase",
            "Run that program by itself and see what it says.",
        ) from None
    return _first_line(result.stdout, source.command)


def _sign_for_shells(command: str) -> str | None:
    """Return a sign that only a shell would do something with, or None."""
    sign = _SHELL_SIGN.search(_QUOTED.sub("quoted", command))
    return sign[0] if sign else None


def _from_descriptor(descriptor: str, source: Source) -> str:
    if not descriptor.isdecimal():
        raise InvalidInputError(
            f"{source.descriptor} must be the number of an open file descriptor"
        )
    try:
        with os.fdopen(int(descriptor), "rb") as file:
            line = file.readline()
    except (OSError, OverflowError, TypeError, ValueError):
        raise _unreadable(source) from None
    return _first_line(line, source.descriptor)


def _unreadable(source: Source) -> LockedError:
    return LockedError(f"nothing can be read from the descriptor named in {source.descriptor}")


def _first_line(output: bytes, name: str) -> str:
    try:
        passphrase = output.split(b"\n", 1)[0].rstrip(b"\r").decode("utf-8")
    except UnicodeDecodeError:
        raise LockedError(f"the passphrase from {name} is not valid UTF-8") from None
    if not passphrase:
        raise LockedError(f"the passphrase from {name} is empty")
    return passphrase
