"""``balintlog shell``: the same commands, unlocked once for a working session.

One process, no daemon: the data key is in its memory and nowhere else. It is forgotten
at the end, or after some idle minutes, when the screen is cleared, too. No history is
written to disk.
"""

from __future__ import annotations

import os
import shlex
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from balintlog.cli.closing_signals import also_when_closed
from balintlog.cli.idle_clock import IdleError
from balintlog.cli.kept_key import KeptKey
from balintlog.cli.shell.completion import NOT_HERE, words_after
from balintlog.cli.shell.locked_session import LeftByLock, begin_anew, left_in
from balintlog.cli.terminal.command_prompt import CommandPrompt
from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.passphrase_entry import NEW, OWN
from balintlog.cli.terminal.real_terminal import terminal_of
from balintlog.cli.terminal.unlock import door_of, memory_of, opened
from balintlog.errors import BalintlogError, InvalidInputError
from balintlog.logbook.view.choices.completion_words import WordsToComplete, words_to_complete

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk

LEAVE = ("exit", "quit")
HOW = "Tab shows commands and ids; exit or Ctrl-D ends it."


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("shell", help=shell.__doc__)(shell)


def shell(
    ctx: typer.Context,
    idle: Annotated[
        float, typer.Option("--idle", metavar="MINUTES", help="Lock after so many idle minutes.")
    ] = 10,
    locked: Annotated[
        int | None,
        typer.Option(
            "--locked", metavar="N", help="Go on with a session that has locked.", hidden=True
        ),
    ] = None,
) -> None:
    """Unlock once, then type several commands.

    Leave out the word "balintlog"; Tab shows commands and ids. "help" or "help case"
    tells you more, "lock" locks at once, "exit" or Ctrl-D ends the working session.
    Locking clears the screen, and empties the memory of the program.

    \b
    Examples:
      balintlog shell
      balintlog shell --idle 5
    """
    desk: Desk = ctx.obj
    if not idle > 0:  # so that nan is refused, too
        raise InvalidInputError("--idle takes a number of minutes, more than 0")
    if desk.surroundings.kept is not None:
        raise InvalidInputError("you are in a working session already")
    if not desk.can_ask:
        raise InvalidInputError("a working session needs a terminal")
    kept = KeptKey(idle * 60, terminal_of(desk).clear)
    inside = replace(desk, surroundings=replace(desk.surroundings, kept=kept))
    left = None if locked is None else left_in(locked)
    if left is None:
        with opened(inside) as book:
            words, leader = words_to_complete(book), book.leader
    else:
        words, leader = WordsToComplete(), desk.leader or ""
        kept.was_locked, kept.shows = True, left.shows
    environ = desk.surroundings.environ
    # The commands in here find the same logbook and leader, and ask for nothing twice.
    around = replace(
        inside.surroundings,
        environ={
            # What a descriptor gave is read, and comes no second time.
            **{k: v for k, v in environ.items() if k not in (OWN.descriptor, NEW.descriptor)},
            "BALINTLOG_FILE": str(desk.path),
            "BALINTLOG_LEADER": leader,
        },
    )
    if left is None:
        remark(desk, f"Unlocked for {leader}. {HOW}")
    elif left.why:
        remark(desk, f"{left.why} The next command asks for the passphrase.")
    session = _Session(replace(inside, surroundings=around, leader=leader), kept, words)
    with also_when_closed(kept.end):
        session.run("" if left is None else left.half)


class _Session:
    """One working session at the keyboard."""

    def __init__(self, desk: Desk, kept: KeptKey, words: WordsToComplete) -> None:
        self.desk, self.kept, self.words = desk, kept, words
        self.is_over = False
        self.prompt = CommandPrompt(
            desk, kept.idle_seconds, lambda before: words_after(before, self.words)
        )

    def run(self, half: str) -> None:
        """Read and run commands until the leader goes; ``half`` of the first is there already."""
        while not self.is_over:
            try:
                line, half = self.prompt.ask(half), ""
                if not self._obey(line):
                    return
            except KeyboardInterrupt:
                if self.kept.ended:
                    return
                half = ""
            except EOFError:
                return
            except IdleError as idle:
                half = idle.half
                if self.kept.is_unlocked or self.kept.shows:
                    self._lock("Locked: nobody has typed for a while.", half)

    def _obey(self, line: str) -> bool:
        """Run one line; return whether the session continues."""
        try:
            words = _words_of(line)
        except ValueError:
            remark(self.desk, "A quotation mark is not closed.")
            return True
        if words[:1] == ["balintlog"]:
            del words[0]
        if not words:
            return True
        if words[0] in LEAVE:
            return False
        if words == ["lock"]:
            if self.kept.is_unlocked or self.kept.shows:
                self._lock("Locked.")
        elif words[0] in NOT_HERE:
            remark(self.desk, f"{words[0]} does not work in here; type exit first.")
        else:
            self._run(words)
        return not self.kept.ended

    def _run(self, words: list[str]) -> None:
        """Run one command as if it had been typed after ``balintlog``."""
        from balintlog.cli.app import main

        self.kept.touch()
        self.kept.shows = True
        plain = ["--plain"] if self.desk.plain else []
        main([f"--color={self.desk.color}", *plain, *words], self.desk.surroundings)
        if self.kept.is_unlocked and self.kept.is_idle:
            self._begin_anew("Locked: that took a long time.")  # the answer was not read yet
            return
        self._learn_new_words()
        if self.kept.has_forgotten and not self.kept.ended:
            self._begin_anew("")  # the command has told why

    def _learn_new_words(self) -> None:
        """Look up what may be completed from now on; silently, and nothing is asked for it."""
        with suppress(BalintlogError):  # the next command tells what is wrong
            door = door_of(self.desk)
            key = self.kept.key_of(door)
            if key is not None:
                memory = memory_of(self.desk, door.keyring.file_id)
                book = door.enter(key, self.desk.today, memory)
                with book.store:
                    self.words = words_to_complete(book)

    def _lock(self, why: str, half: str = "") -> None:
        self.kept.lock()
        self._begin_anew(why, half)

    def _begin_anew(self, why: str, half: str = "") -> None:
        """Lock: neither memory, Tab nor arrow-up shows what was known before."""
        left = LeftByLock(why, half, self.kept.shows)
        begin_anew(self.desk, left, self.kept.idle_seconds / 60)
        self.is_over = True


def _words_of(line: str) -> list[str]:
    """Split a line as a shell would. ValueError if a quotation mark has no other half."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=False)
    lexer.whitespace_split = True
    lexer.commenters = ""
    if os.name == "nt":  # pragma: no cover - there a backslash parts folders
        lexer.escape = ""
    return list(lexer)
