"""Guided records in a real terminal, and what they leave in the logbook."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conftest import PASSPHRASE, TODAY
from terminal import Terminal

from balintlog.logbook.book import find_group
from balintlog.logbook.keys import open_logbook
from balintlog.logbook.record import session_draft

if TYPE_CHECKING:
    from conftest import CommandLine

BALINTLOG = str(Path(sys.executable).parent / "balintlog")


class Recorder:
    """Starts guided records in terminals, and looks at what was kept.

    The group goes without the closing question, which has tests of its own: ``closes``
    switches it on.
    """

    def __init__(self, cli: CommandLine, folder: Path) -> None:
        self.cli = cli
        assert cli("group edit G1 --no-ask-recognisable").code == 0
        secret = folder / "passphrase"
        secret.write_text(PASSPHRASE)
        self.environ = {
            "BALINTLOG_FILE": str(cli.path),
            "BALINTLOG_PASSPHRASE_COMMAND": f"cat {secret}",
        }

    def __call__(self, command: str = "log", **size: int) -> Terminal:
        return Terminal([BALINTLOG, *command.split()], self.environ, **size)

    def closes(self) -> None:
        """Let each new case be closed with the question whether somebody could recognise it."""
        assert self.cli("group edit G1 --ask-recognisable").code == 0

    def document(self, session: str = "S1") -> dict[str, Any]:
        document: dict[str, Any] = self.cli(f"session export {session}").json
        return document

    def draft(self) -> session_draft.Draft | None:
        book = open_logbook.approach(self.cli.path, None).open(PASSPHRASE, TODAY)
        with book.store:
            return session_draft.find(book, find_group(book, "G1"))


def to_attendance(terminal: Terminal, day: str = "2.3.2026") -> None:
    terminal.answer("Date [today]:", day)
    terminal.answer("Minutes [90]:", "")
    terminal.answer("Mode", "")
    terminal.answer("Who led?", "")
    terminal.wait_for("Who was there?")


def to_cases(terminal: Terminal) -> None:
    to_attendance(terminal)
    terminal.type("")
    terminal.answer("Late, or left early?", "")
    terminal.wait_for("A case?")
