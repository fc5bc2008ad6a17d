"""A longer text, written in the leader's own editor without leaving traces.

The text lies in a private folder while the editor has it (see private_folder),
and the editor is kept from leaving copies elsewhere if it is a known one (see
which_editor). Whatever ends the program, the folder is removed first; after a
kill -9 the next start does it. A text is never lost to what goes wrong: it is
offered again, or handed back half done.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.private_folder import is_in_memory, private_folder
from balintlog.cli.terminal.prompts import ENOUGH, ask_yes_no
from balintlog.cli.terminal.which_editor import choose
from balintlog.domain.text import printable, tidy
from balintlog.errors import CouldNotError, InterruptedByLeaderError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from subprocess import Popen

    from balintlog.cli.desk import Desk, KeptKey
    from balintlog.cli.terminal.which_editor import Editor

FILE_NAME = "text.txt"
AT_ONCE = 1.0  # seconds in which nobody has written anything
GRACE = 2.0  # seconds for an editor to end by itself
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")


def text_from_editor(
    desk: Desk, question: str, before: str, fault: Callable[[str], str | None]
) -> str:
    """Have a text written in the editor, beginning with what stands there.

    A text in which ``fault`` finds one is offered again. Raises CouldNotError
    where no editor can be used, and InterruptedByLeaderError, which holds the
    text as it was saved last.
    """
    environ = desk.surroundings.environ
    editor = choose(environ)
    watch = _Watch(desk.surroundings.kept)
    try:
        with watch, private_folder(environ) as folder:
            _say_what_cannot_be_promised(desk, editor, folder)
            sitting = _Sitting(desk, editor, folder / FILE_NAME, watch)
            text = sitting.text(question, before, fault)
    except OSError as error:
        raise CouldNotError(f"no text can be given to an editor: {error.strerror}") from None
    if folder.exists():
        remark(desk, f"This folder could not be removed, please do it yourself: {folder}")
    if watch.heard:
        raise InterruptedByLeaderError("interrupted", half=text)
    return text


def _say_what_cannot_be_promised(desk: Desk, editor: Editor, folder: Path) -> None:
    if not editor.leaves_nothing:
        name = printable(Path(editor.command[0]).name)
        remark(desk, f"{name} may leave copies of the text; balintlog cannot stop it.")
    if not is_in_memory(folder):
        remark(desk, "There is no memory to keep the text in meanwhile: it lies on the disk.")


class _Watch:
    """Signals while a text lies in a file: they end the program, but not before it is gone.

    Where nobody waits for anything they are only noted, so that nothing can
    come between a folder and its removal.
    """

    def __init__(self, kept: KeptKey | None = None) -> None:
        self.heard = False
        self._kept = kept
        self._raises = False
        self._editor_runs = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> None:
        import signal

        for name in _SIGNALS:
            number = getattr(signal, name, None)  # Windows has two of them
            if number is not None and signal.getsignal(number) != signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._hear)

    def __exit__(self, *_: object) -> None:
        import signal

        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _hear(self, number: int, _: object) -> None:
        import signal

        if number == signal.SIGINT and self._editor_runs:
            return  # Ctrl-C is a key of the editor, or ends it
        self.heard = True
        if self._kept is not None and number != signal.SIGINT:
            self._kept.ended = True  # a working session ends with its command
        if self._raises:
            self._raises = False
            raise KeyboardInterrupt

    @contextmanager
    def waiting(self, *, for_editor: bool = False) -> Iterator[None]:
        """Let a signal break off what is waited for, as Ctrl-C does."""
        self._raises, self._editor_runs = True, for_editor
        try:
            if self.heard:
                raise KeyboardInterrupt
            yield
        finally:
            self._raises, self._editor_runs = False, False


@dataclass
class _Sitting:
    """One text in its file, and the editor that is opened on it until the text will do."""

    desk: Desk
    editor: Editor
    file: Path
    watch: _Watch
    was_open: bool = False

    def text(self, question: str, before: str, fault: Callable[[str], str | None]) -> str:
        """Return the text once nothing is wrong with it."""
        descriptor = os.open(self.file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(f"{before}\n".encode() if before else b"")
        try:
            while True:
                remark(self.desk, f"{question} (in the editor)")
                trouble = self._opened() or self._trouble(fault)
                if trouble is None:
                    return _text_in(self.file)
                remark(self.desk, trouble)
                if not self._ask("Open the editor again?"):
                    raise KeyboardInterrupt
        except (KeyboardInterrupt, InterruptedByLeaderError, OSError):  # or the terminal is gone
            half = before
            with suppress(OSError):
                half = _text_in(self.file, errors="replace")
            raise InterruptedByLeaderError("interrupted", half=half) from None

    def _ask(self, question: str) -> bool:
        with self.watch.waiting():
            return ask_yes_no(self.desk, question, default=True)

    def _trouble(self, fault: Callable[[str], str | None]) -> str | None:
        """Say what keeps the text in the file from being kept, or None."""
        try:
            text = _text_in(self.file)
        except FileNotFoundError:
            return "The editor has left no text behind."
        except UnicodeDecodeError:
            return "The text is not valid UTF-8; have the editor save it so."
        return None if text == ENOUGH else fault(text)

    def _opened(self) -> str | None:
        """Open the editor and wait until it is closed; say what went wrong, or None."""
        saved, began = self._saved(), time.monotonic()
        if code := self._run():
            return f"The editor ended with an error ({code})."
        if time.monotonic() - began > AT_ONCE or self._saved() != saved:
            return None
        remark(
            self.desk,
            "The editor came back at once, and nothing was changed. If it works in a window of",
            "its own, save the text there now; next time let it wait (such as code --wait).",
        )
        return None if self._ask("Go on with what is saved?") else self._opened()

    def _saved(self) -> bytes | None:
        return self.file.read_bytes() if self.file.exists() else None

    def _run(self) -> int:
        """Run the editor on the real terminal, and end it if we are ended."""
        import signal
        import subprocess

        screen = None if self.desk.answers_to_terminal else self.desk.surroundings.stderr.fileno()
        command = [*self.editor.command, str(self.file)]
        with _terminal_kept():
            try:
                editor = subprocess.Popen(command, env=self._environ(), stdout=screen)
            except OSError as error:
                if self.was_open:
                    raise
                raise CouldNotError(f"the editor cannot be started: {error.strerror}") from None
            self.was_open = True
            try:
                with self.watch.waiting(for_editor=True):
                    code = editor.wait()
            except KeyboardInterrupt:
                _end(editor)
                raise
        if code in {-signal.SIGINT, 128 + signal.SIGINT}:
            raise KeyboardInterrupt
        return code

    def _environ(self) -> dict[str, str]:
        """Return the environment without what is ours alone."""
        around = self.desk.surroundings.environ
        kept = {name: value for name, value in around.items() if "BALINTLOG_" not in name}
        if self.editor.leaves_nothing:  # what it may write besides is removed with the rest
            kept["TMPDIR"] = str(self.file.parent)
        return kept


def _text_in(file: Path, errors: str = "strict") -> str:
    return tidy(file.read_bytes().decode("utf-8-sig", errors))


def _end(editor: Popen[bytes]) -> None:
    """End the editor: politely, then at once."""
    from subprocess import TimeoutExpired

    editor.terminate()
    try:
        editor.wait(GRACE)
    except TimeoutExpired:
        editor.kill()
        editor.wait()


@contextmanager
def _terminal_kept() -> Iterator[None]:
    """Leave the terminal as it was, also after an editor that could not do so itself."""
    try:
        import termios
    except ImportError:  # pragma: no cover - Windows
        yield
        return
    before = None
    with suppress(termios.error):  # the terminal may be gone
        before = termios.tcgetattr(0)
    try:
        yield
    finally:
        if before is not None:
            with suppress(termios.error):
                termios.tcsetattr(0, termios.TCSANOW, before)
