"""Guided records, as transcripts or in a real terminal, and what they leave in the logbook."""

from __future__ import annotations

import sys
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import drafts_of_log
from conftest import CHEAP, PASSPHRASE, TODAY
from terminal import Terminal
from transcript import Evenings

from balintlog.logbook.book import find_group
from balintlog.logbook.keys import open_logbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from conftest import CommandLine

BALINTLOG = str(Path(sys.executable).parent / "balintlog")

TO_CASES = """
    Anything different? 2.3.2026⏎
    Anything else? ⏎
"""


class Recorder:
    """Plays guided records, and looks at what was saved.

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
        self.today, self.time_of_day = TODAY, time(21)
        surroundings = {
            "now": lambda: datetime.combine(self.today, self.time_of_day),
            "stretching": CHEAP,
        }
        self._evenings = Evenings(self.environ, surroundings)

    def __call__(
        self,
        command: str,
        transcript: str,
        *,
        code: int = 0,
        meanwhile: Iterable[Callable[[], Any]] = (),
    ) -> str:
        """Play a transcript; return all that was shown."""
        return self._evenings(command, transcript, code=code, meanwhile=meanwhile)

    @property
    def answers(self) -> list[tuple[str, str]]:
        """The questions of the last transcript, and the keys that were typed at each."""
        return self._evenings.answers

    def narrow_to(self, columns: int | None) -> None:
        """Play from now on at a terminal of so many columns."""
        self._evenings.columns = columns

    def in_terminal(self, command: str = "log", **size: int) -> Terminal:
        """Start a command in a real terminal."""
        return Terminal([BALINTLOG, *command.split()], self.environ, **size)

    def does(self, command: str, stdin: object = b"") -> Callable[[], Any]:
        """Return what runs a command in another window."""

        def run() -> None:
            answer = self.cli(command, stdin)
            assert answer.code == 0, answer.err

        return run

    def records(self, document: dict[str, Any]) -> None:
        """Record a session that is sent as a document."""
        self.does("log --from -", document)()

    def closes(self) -> None:
        """Let each new case be closed with the question whether somebody could recognise it."""
        assert self.cli("group edit G1 --ask-recognisable").code == 0

    def document(self, session: str = "S1") -> Any:
        return self.cli(f"session export {session}").json

    def draft(self) -> dict[str, Any] | None:
        book = open_logbook.approach(self.cli.path, None).open(PASSPHRASE, TODAY)
        with book.store:
            return drafts_of_log.find(book, find_group(book, "G1"))


def to_news(terminal: Terminal, line: str = "2.3.2026") -> None:
    """Say in a real terminal what differs in the frame, up to the news or the first case."""
    terminal.answer("Anything different?", line)
    terminal.answer("Anything else?", "")


def to_cases(terminal: Terminal) -> None:
    """Answer the questions up to the first case in a real terminal, where there is no news."""
    to_news(terminal)
    terminal.wait_for("Did anyone bring a case?")
