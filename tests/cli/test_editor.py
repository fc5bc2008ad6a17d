"""Longer texts in an editor: kept as they were written, and found nowhere else afterwards.

The real editors run in a real terminal, in a home whose settings do all they can
to leave copies. Scripts play the editors that fail.
"""

from __future__ import annotations

import io
import json
import os
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import PASSPHRASE, TODAY, CommandLine, session_document
from terminal import CTRL_C, PATIENCE, Terminal

from balintlog.cli.desk import Desk, Surroundings
from balintlog.cli.terminal import editor, private_folder, which_editor
from balintlog.errors import CouldNotError
from balintlog.logbook.book import find_group
from balintlog.logbook.keys import open_logbook
from balintlog.logbook.record import session_draft

if TYPE_CHECKING:
    from collections.abc import Iterator

BALINTLOG = str(Path(sys.executable).parent / "balintlog")
ESCAPE, CTRL_S, CTRL_W, CTRL_X = "\x1b", "\x13", "\x17", "\x18"
SHARED_MEMORY = Path("/dev/shm")
HERE = private_folder._namespace()
SWEPT = "Removed what an interrupted command had left behind."

pytestmark = [
    pytest.mark.usefixtures("stretched_once"),
    pytest.mark.skipif(
        not private_folder.is_in_memory(SHARED_MEMORY), reason="/dev/shm is not in memory here"
    ),
]

# Settings that leave copies wherever they can, and set themselves back before each writing.
VIM_RC = """
set backup writebackup undofile swapfile updatecount=1
set backupdir=~ undodir=~ directory=~ verbosefile=~/messages
set {history}
autocmd BufWritePre * set backup writebackup undofile
autocmd BufWritePost,InsertLeave * silent! write! ~/copy
autocmd VimLeavePre * set {history}
"""
RCS = {
    "vim": {".vimrc": VIM_RC.format(history="viminfo='100,<1000,/100 viminfofile=~/history")},
    "nvim": {
        ".config/nvim/init.vim": VIM_RC.format(history="shada='100,<1000,/100 shadafile=~/history")
    },
    "nano": {
        ".nanorc": 'set backup\nset backupdir "~"\nset historylog\nset positionlog\nset locking\n'
    },
}
EDITORS = ("vim", "nvim", "nano")
each_editor = pytest.mark.parametrize("name", EDITORS)

# An editor that does what a list of steps tells it, one step for each time it is
# opened, and notes what it found.
SCRIPT = """
import json, os, signal, sys, time
from pathlib import Path
notes, file = Path(sys.argv[1]), Path(sys.argv[-1])
found = json.loads(notes.read_text())
step = found["steps"][len(found["calls"])]
found["calls"].append({
    "arguments": sys.argv[2:],
    "before": file.read_bytes().decode("latin-1") if file.exists() else None,
    "modes": [oct(one.stat().st_mode & 0o777) for one in (file.parent, file) if one.exists()],
    "environ": dict(os.environ),
    "terminals": [os.isatty(one) for one in range(3)],
    "process": os.getpid(),
})
for ignored in step.get("ignore", []):
    signal.signal(getattr(signal, ignored), signal.SIG_IGN)
if "write" in step:
    file.write_bytes(step["write"].encode("latin-1"))
if "remove" in step:
    file.unlink()
notes.write_text(json.dumps(found))
if "say" in step:
    print(step["say"], flush=True)
time.sleep(step.get("wait", 0))
sys.exit(step.get("code", 0))
"""

PLAIN = ("heavy", "bitter", "gentle", "tender", "weary", "stubborn", "careful", "hollow")


class Evening:
    """A logbook with one session, a home full of traps, and a place in memory."""

    def __init__(self, cli: CommandLine, folder: Path, memory: Path) -> None:
        self.cli, self.folder, self.memory = cli, folder, memory
        # A word that stands nowhere else, and in which nothing is found.
        self.word = "-".join(secrets.choice(PLAIN) for _ in range(8))
        self.home = folder / "home"
        self.places = (self.home, folder / "tmp", SHARED_MEMORY, Path("/var/tmp"))
        for place in (folder / "tmp", self.home / ".local/share"):
            place.mkdir(parents=True)
        (folder / "passphrase").write_text(PASSPHRASE)
        self.environ = {
            "BALINTLOG_FILE": str(cli.path),
            "BALINTLOG_PASSPHRASE_COMMAND": f"cat {folder / 'passphrase'}",
            "HOME": str(self.home),
            "TMPDIR": str(folder / "tmp"),
            "XDG_RUNTIME_DIR": str(memory),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "XDG_DATA_HOME": str(self.home / ".local/share"),
            "XDG_STATE_HOME": str(self.home / ".local/state"),
            "XDG_CACHE_HOME": str(self.home / ".cache"),
            "TERM": "linux",  # vim asks others for what pyte does not know
            "EDITOR": "",
            "VISUAL": "",
        }
        for name in ("TMPDIR", "XDG_RUNTIME_DIR"):
            cli.environ[name] = self.environ[name]
        assert cli("log --from -", session_document("2026-03-02")).code == 0

    def __call__(self, command: str = "--editor note add") -> Terminal:
        return Terminal([BALINTLOG, *command.split()], self.environ)

    def use(self, name: str, command: str | None = None) -> None:
        """Name a real editor, with settings that leave copies."""
        if shutil.which(name) is None:
            pytest.skip(f"{name} is not installed")
        for place, text in RCS[name].items():
            (self.home / place).parent.mkdir(parents=True, exist_ok=True)
            (self.home / place).write_text(text)
        self.environ["EDITOR"] = command or name

    def script(self, *steps: dict[str, Any]) -> None:
        """Name an editor that does as it is told."""
        (self.folder / "script.py").write_text(SCRIPT)
        self.notes.write_text(json.dumps({"steps": steps, "calls": []}))
        command = f"'{sys.executable}' '{self.folder / 'script.py'}' '{self.notes}'"
        self.environ["EDITOR"] = command

    @property
    def notes(self) -> Path:
        return self.folder / "notes.json"

    @property
    def calls(self) -> list[dict[str, Any]]:
        return list(json.loads(self.notes.read_text())["calls"])

    def found(self) -> list[str]:
        """Return every file, outside the logbook, whose name or content holds the word."""
        hits = []
        for place in self.places:
            for path in place.rglob("*"):
                with suppress(OSError):  # of another test, and gone
                    if path.is_file() and self.word.encode() in path.read_bytes():
                        hits.append(str(path))
                if self.word in path.name:
                    hits.append(str(path))
        return hits

    def folders(self) -> list[str]:
        return [one.name for one in self.memory.glob("balintlog-*")]

    def note(self, number: str = "N1") -> dict[str, Any]:
        return dict(self.cli(f"note show {number} --json").json)

    def draft(self) -> dict[str, Any]:
        book = open_logbook.approach(self.cli.path, None).open(PASSPHRASE, TODAY)
        with book.store:
            found = session_draft.find(book, find_group(book, "G1"))
        assert found is not None
        return found.form


@pytest.fixture
def memory() -> Iterator[Path]:
    """A runtime folder of this test's own, in memory."""
    folder = Path(tempfile.mkdtemp(prefix="runtime-", dir=SHARED_MEMORY))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def evening(cli: CommandLine, tmp_path: Path, memory: Path) -> Evening:
    return Evening(cli, tmp_path, memory)


def write(terminal: Terminal, name: str, words: str, shown: str = "") -> None:
    """Write words in a real editor, search for them, copy them, and save."""
    if name == "nano":
        terminal.wait_for(shown or "Exit")
        terminal.type(words, end="")
        terminal.wait_for(words)
        terminal.type(CTRL_W, end="")
        terminal.wait_for("Search")
        terminal.type(words)
        terminal.type(CTRL_S, end="")
        terminal.wait_for("Wrote")
        terminal.type(" " + CTRL_S, end="")  # of the second writing there could be a backup
        terminal.wait_for(f"{words} ")
        return
    terminal.wait_for(shown or "All")
    terminal.type("i" + words, end="")
    terminal.wait_for(words)
    terminal.type(ESCAPE, end="")
    terminal.type("yyp/" + words)
    terminal.type("dd:write")
    terminal.wait_for("written")


def leave(terminal: Terminal, name: str) -> None:
    terminal.type(*((CTRL_X, "") if name == "nano" else (":quit", "\r")))


def keep(terminal: Terminal) -> None:
    """Skip the questions after the text."""
    terminal.wait_for("Interventions:")
    terminal.type(".")
    terminal.wait_for("N1 was")
    assert terminal.finish() == 0


def children(process: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(status.read_text().rpartition(")")[2].split()[1]) == process:
                found.append(int(status.parent.name))
    return found


def wait_until_gone(process: int) -> None:
    end = time.monotonic() + PATIENCE
    while Path(f"/proc/{process}").exists():
        assert time.monotonic() < end, "the editor goes on"
        time.sleep(0.02)


# The real editors


@each_editor
def test_a_text_is_kept_as_it_was_written_and_is_nowhere_else(evening: Evening, name: str) -> None:
    evening.use(name)
    with evening() as terminal:
        write(terminal, name, evening.word)
        assert len(evening.folders()) == 1
        leave(terminal, name)
        keep(terminal)
        assert "may leave copies" not in terminal.text
    assert evening.found() == []
    assert evening.folders() == []  # before another start could sweep
    assert evening.note()["text"] == evening.word


@each_editor
def test_without_the_flags_the_same_settings_do_leave_copies(evening: Evening, name: str) -> None:
    """Here balintlog does not know the editor: the search finds what there is to be found."""
    other = evening.folder / "other"
    other.write_text(f'#!/bin/sh\nexec {name} "$@"\n')
    other.chmod(0o755)
    evening.use(name, str(other))
    with evening() as terminal:
        terminal.wait_for("other may leave copies of the text; balintlog cannot stop it.")
        write(terminal, name, evening.word)
        leave(terminal, name)
        keep(terminal)
    assert evening.found() != []


@each_editor
def test_what_stands_there_is_in_place(evening: Evening, name: str) -> None:
    assert evening.cli("note add --from -", {"text": "First.\n\nLast."}).code == 0
    evening.use(name)
    with evening("--editor note edit N1") as terminal:
        write(terminal, name, evening.word, shown="Last.")
        leave(terminal, name)
        keep(terminal)
    assert evening.note()["text"] == f"{evening.word}First.\n\nLast."


@each_editor
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_an_editor_that_is_killed_leaves_nothing(
    evening: Evening, name: str, number: signal.Signals
) -> None:
    evening.use(name)
    with evening() as terminal:
        write(terminal, name, evening.word)
        (process,) = children(terminal.process)
        os.kill(process, number)
        terminal.wait_for("The editor ended with an error")
        terminal.wait_for("Open the editor again? [Y/n]")
        terminal.type("n")
        assert terminal.finish() == 130
    assert evening.found() == []
    assert evening.folders() == []


@each_editor
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_balintlog_killed_politely_leaves_nothing(
    evening: Evening, name: str, number: signal.Signals
) -> None:
    evening.use(name)
    with evening() as terminal:
        write(terminal, name, evening.word)
        (process,) = children(terminal.process)
        os.kill(terminal.process, number)
        terminal.wait_for("balintlog: interrupted")
        assert terminal.finish() == 130
        wait_until_gone(process)
    assert evening.found() == []
    assert evening.folders() == []


@each_editor
def test_what_a_killed_balintlog_left_behind_is_removed_at_the_next_start(
    evening: Evening, name: str
) -> None:
    evening.use(name)
    with evening() as terminal:
        write(terminal, name, evening.word)
        (process,) = children(terminal.process)
        terminal.kill()
    wait_until_gone(process)
    (left,) = evening.folders()
    assert [hit for hit in evening.found() if left not in hit] == [], "only in our own folder"
    assert evening.found() != []
    answer = evening.cli("status")
    assert answer.code == 0
    assert answer.err == f"{SWEPT}\n"
    assert evening.found() == []
    assert evening.cli("status").err == ""


def test_a_closed_window_leaves_nothing_and_the_draft_has_what_was_saved(evening: Evening) -> None:
    evening.script({"write": "Half of a summary.", "say": "written", "wait": 60})
    with evening("--editor log") as terminal:
        to_summary(terminal)
        terminal.wait_for("written")
        terminal.hang_up()
    assert evening.folders() == []
    (turn,) = evening.draft()["asides"]["turns"]
    assert turn["answers"]["summary"] == "Half of a summary."


def to_summary(terminal: Terminal) -> None:
    for question, answer in (
        ("Date", "9.3.2026"),
        ("Minutes", ""),
        ("Mode", ""),
        ("Who led?", ""),
        ("Who was there?", ""),
        ("Late, or left early?", ""),
        ("A case?", "new"),
        ("Label", "the gift"),
        ("Who presented?", "moth"),
    ):
        terminal.wait_for(question)
        terminal.type(answer)
    terminal.wait_for("Summary: (in the editor)")


# What a leader does, and what editors do


def test_texts_go_to_the_editor_and_labels_and_words_stay_questions(evening: Evening) -> None:
    evening.script({"write": "A summary\nof two lines.\n"}, {"write": "A note."}, {"write": "Why?"})
    with evening("--editor log") as terminal:
        to_summary(terminal)
        for question, answer in (
            ("Kind of encounter", ""),
            ("Themes", ""),
            ("The presenter's feelings:", ""),
            ("Feelings imagined", ""),
            ("Why this case?", ""),
            ("Follow-up wanted?", "no"),
            ("Could somebody", "n"),
            ("Another case?", ""),
            ("On which case", ""),
            ("Interventions:", ""),
            ("Observations:", ""),
            ("Competence heading:", ""),
            ("Another note?", "n"),
        ):
            terminal.wait_for(question)
            terminal.type(answer)
        terminal.wait_for("Kept S2")
        assert terminal.finish() == 0
    document = evening.cli("session export S2").json
    assert document["cases"][0]["summary"] == "A summary\nof two lines."
    assert document["notes"][0]["text"] == "A note."
    assert document["notes"][0]["for_supervision"] == "Why?"
    assert len(evening.calls) == 3


def test_the_editor_is_given_a_private_file_and_no_secret(evening: Evening) -> None:
    evening.script({"write": "\ufeffHeavy.\r\n\r\nfac\u0327ade".encode().decode("latin-1")})
    evening.environ["BALINTLOG_LEADER"] = "alder"
    evening.environ["EDITOR"] += " --its own --own 'argu ment'"
    with evening() as terminal:
        keep(terminal)
        assert "script" not in terminal.text
    (call,) = evening.calls
    *own, file = call["arguments"]
    assert own == ["--its", "own", "--own", "argu ment"]
    assert Path(file).name == "text.txt"
    assert Path(file).parent.parent == evening.memory
    assert call["modes"] == ["0o700", "0o600"]
    assert call["before"] == ""
    assert call["terminals"] == [True, True, True]
    assert [one for one in call["environ"] if "BALINTLOG" in one] == []
    assert call["environ"]["HOME"] == str(evening.home)
    assert evening.note()["text"] == "Heavy.\n\nfaçade", "tidied as other texts are"


def test_a_refused_text_is_offered_again_with_its_words_in_place(evening: Evening) -> None:
    evening.script({"write": "Bell \x07."}, {"write": "No bell."})
    with evening() as terminal:
        terminal.wait_for("This holds a control character")
        terminal.wait_for("Open the editor again? [Y/n]")
        assert len(evening.folders()) == 1
        terminal.type("")
        keep(terminal)
    assert evening.calls[1]["before"] == "Bell \x07."
    assert evening.note()["text"] == "No bell."


@pytest.mark.parametrize("end", ["n", CTRL_C, "\x04"])
def test_a_refused_text_that_is_laid_down_is_kept_in_the_draft(evening: Evening, end: str) -> None:
    evening.script({"write": "Bell \x07."}, {"write": "No bell."})
    with evening("--editor log") as terminal:
        to_summary(terminal)
        terminal.wait_for("Open the editor again?")
        terminal.type(end, end="\r" if end == "n" else "")
        terminal.wait_for("kept as a draft")
        assert terminal.finish() == 130
    assert evening.folders() == []
    with evening("--editor log") as terminal:
        terminal.wait_for("Go on with it?")
        terminal.type("")
        terminal.answer("Kind of encounter", ".")
        terminal.answer("place? (y: reword it) [y/n]", "n")
        terminal.wait_for("Kept S2")
    assert evening.calls[1]["before"] == "Bell \x07.\n"


@pytest.mark.parametrize(
    ("step", "sentence", "half"),
    [
        ({"write": "Gr\xfc\xdfe"}, "The text is not valid UTF-8", "Gr\ufffd\ufffde"),
        ({"write": "Half.", "code": 3}, "The editor ended with an error (3).", "Half."),
        ({"remove": True}, "The editor has left no text behind.", None),
        ({"write": "x" * 102_401}, "is 102,401 bytes long", "x" * 102_401),
    ],
    ids=["encoding", "code", "removed", "size"],
)
def test_what_went_wrong_is_said_and_the_text_is_still_there(
    evening: Evening, step: dict[str, Any], sentence: str, half: str | None
) -> None:
    evening.script(step, {"code": 1})
    with evening("--editor log") as terminal:
        to_summary(terminal)
        terminal.wait_for(sentence)
        terminal.type("")
        terminal.wait_for("ended with an error (1)")
        terminal.type("n")
        assert terminal.finish() == 130
    assert evening.calls[1]["before"] == step.get("write")
    (turn,) = evening.draft()["asides"]["turns"]
    assert turn["answers"].get("summary") == half


def test_an_editor_that_is_gone_at_the_second_time_takes_nothing_with_it(evening: Evening) -> None:
    once = evening.folder / "once"
    once.write_text('#!/bin/sh\nrm "$0"\necho Half. > "$1"\nexit 3\n')
    once.chmod(0o755)
    evening.environ["EDITOR"] = str(once)
    with evening("--editor log") as terminal:
        to_summary(terminal)
        terminal.wait_for("Open the editor again?")
        terminal.type("")
        terminal.wait_for("kept as a draft")
        assert terminal.finish() == 130
    (turn,) = evening.draft()["asides"]["turns"]
    assert turn["answers"]["summary"] == "Half."


def test_what_a_known_editor_writes_besides_is_removed_with_the_text(evening: Evening) -> None:
    evening.script({"write": "Whole."})
    known = evening.folder / "nano"
    known.write_text(f'#!/bin/sh\nexec {evening.environ["EDITOR"]} "$@"\n')
    known.chmod(0o755)
    evening.environ["EDITOR"] = str(known)
    with evening() as terminal:
        keep(terminal)
    (call,) = evening.calls
    assert call["environ"]["TMPDIR"] == str(Path(call["arguments"][-1]).parent)


def test_a_lone_full_stop_skips_the_rest(evening: Evening) -> None:
    evening.script({"write": " .\n\n"})
    with evening("--editor log") as terminal:
        to_summary(terminal)
        terminal.answer("place? (y: reword it) [y/n]", ".")
        terminal.wait_for("Kept S2")
        assert terminal.finish() == 0
    assert "summary" not in evening.cli("session export S2").json["cases"][0]


def test_an_emptied_text_is_taken_away(evening: Evening) -> None:
    note = {"text": "First.", "for_supervision": "Second?"}
    assert evening.cli("note add --from -", note).code == 0
    evening.script({"write": ""})
    with evening("--editor note edit N1") as terminal:
        keep(terminal)
    assert (evening.note()["text"], evening.note()["for_supervision"]) == (None, "Second?")


@pytest.mark.parametrize("written", [True, False])
def test_an_editor_that_comes_back_at_once_is_told_about(evening: Evening, written: bool) -> None:
    assert evening.cli("note add --from -", {"text": "First."}).code == 0
    evening.script({})
    with evening("--editor note edit N1") as terminal:
        terminal.wait_for("The editor came back at once, and nothing was changed.")
        terminal.wait_for("Go on with what is saved? [Y/n]")
        (file,) = evening.memory.glob("*/text.txt")
        if written:
            file.write_text("From a window.")
        terminal.type("")
        keep(terminal)
    assert evening.note()["text"] == ("From a window." if written else "First.")


def test_an_editor_that_came_back_at_once_can_be_opened_again(evening: Evening) -> None:
    evening.script({}, {"write": "Now."})
    with evening() as terminal:
        terminal.wait_for("Go on with what is saved?")
        terminal.type("n")
        keep(terminal)
    assert evening.note()["text"] == "Now."


def test_an_editor_left_unchanged_after_a_while_is_not_asked_about(evening: Evening) -> None:
    evening.script({"wait": editor.AT_ONCE + 0.2})
    with evening() as terminal:
        keep_nothing = terminal.wait_for("Interventions:")
    assert "came back at once" not in keep_nothing


def test_ctrl_c_that_ends_the_editor_ends_balintlog_and_keeps_the_text(evening: Evening) -> None:
    evening.script({"write": "Half.", "say": "written", "wait": 60})
    with evening("--editor log") as terminal:
        to_summary(terminal)
        terminal.wait_for("written")
        terminal.type(CTRL_C, end="")
        terminal.wait_for("kept as a draft")
        assert terminal.finish() == 130
    assert evening.folders() == []
    (turn,) = evening.draft()["asides"]["turns"]
    assert turn["answers"]["summary"] == "Half."


def test_ctrl_c_belongs_to_the_editor_that_can_use_it(evening: Evening) -> None:
    evening.script({"write": "Whole.", "say": "written", "wait": 1.5, "ignore": ["SIGINT"]})
    with evening() as terminal:
        terminal.wait_for("written")
        terminal.type(CTRL_C, end="")
        keep(terminal)
    assert evening.note()["text"] == "Whole."


def test_a_folder_that_cannot_be_removed_is_named(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening.script({"write": "Whole."})
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)
    with (evening.folder / "said").open("w+") as stderr, Path(os.devnull).open() as nothing:
        around = Surroundings(nothing, io.StringIO(), stderr, {**os.environ, **evening.environ})
        desk = Desk(around, evening.cli.path, True, None, False, False, "auto", editor=True)
        assert editor.text_from_editor(desk, "Note:", "", lambda _: None) == "Whole."
        stderr.seek(0)
        (left,) = evening.memory.glob("balintlog-*")
        assert f"could not be removed, please do it yourself: {left}" in stderr.read()
    monkeypatch.undo()


def test_a_stubborn_editor_is_ended_too(evening: Evening) -> None:
    evening.script({"say": "written", "wait": 60, "ignore": ["SIGTERM", "SIGHUP"]})
    with evening() as terminal:
        terminal.wait_for("written")
        os.kill(terminal.process, signal.SIGTERM)
        assert terminal.finish() == 130
    (call,) = evening.calls
    wait_until_gone(call["process"])
    assert evening.folders() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_working_session_ends_with_the_command_that_was_ended(
    evening: Evening, number: signal.Signals
) -> None:
    evening.script({"write": "Bell \x07."}, {"say": "written", "wait": 60})
    with evening("--editor shell") as terminal:
        terminal.wait_for("Unlocked for alder")
        terminal.type("note add")
        terminal.wait_for("Open the editor again?")
        terminal.type(CTRL_C, end="")
        terminal.wait_for("balintlog: interrupted")
        terminal.type("note add")
        terminal.wait_for("written")
        os.kill(terminal.process, number)
        assert terminal.finish() == 0
    assert evening.folders() == []


def test_after_the_editor_signals_do_what_they_did_before(evening: Evening) -> None:
    evening.script({"write": "Whole."})
    with evening() as terminal:
        terminal.wait_for("Interventions:")
        os.kill(terminal.process, signal.SIGTERM)
        terminal.finish()
        assert terminal.ended_by == signal.SIGTERM


def test_a_signal_that_comes_between_is_heard_after_the_removal(memory: Path) -> None:
    """Neither the making of the folder nor its removal is broken off."""
    watch = editor._Watch()
    environ = {"XDG_RUNTIME_DIR": str(memory)}
    before = signal.getsignal(signal.SIGTERM)
    with watch, private_folder.private_folder(environ):
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt), watch.waiting():
            pytest.fail("it was heard before")
    assert watch.heard
    assert signal.getsignal(signal.SIGTERM) == before
    assert list(memory.iterdir()) == []


def test_where_the_answer_goes_into_a_pipe_the_editor_has_the_terminal(evening: Evening) -> None:
    evening.script({"write": "Whole."})
    answer = evening.folder / "answer.json"
    script = f"{BALINTLOG} --editor note add --json > {answer}"
    with Terminal(["/bin/sh", "-c", script], evening.environ) as terminal:
        terminal.wait_for("Interventions:")
        terminal.type(".")
        assert terminal.finish() == 0
    assert json.loads(answer.read_text())["note"] == "N1"
    assert evening.calls[0]["terminals"] == [True, True, True]


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ("nowhere-to-be-found -x", "the editor nowhere-to-be-found named in EDITOR was not found"),
        ("'vim", "what EDITOR holds cannot be read as a command"),
        ("{broken}", "the editor cannot be started"),
    ],
)
def test_without_an_editor_there_is_a_line_to_write_in(
    evening: Evening, named: str, sentence: str
) -> None:
    broken = evening.folder / "broken"
    broken.write_bytes(b"\x7fELF, but no more of it")
    broken.chmod(0o755)
    evening.environ["EDITOR"] = named.format(broken=broken)
    with evening() as terminal:
        terminal.wait_for(sentence)
        terminal.wait_for("Here is a line to write in instead.")
        terminal.wait_for("Process note:")
        terminal.type("In a line.")
        keep(terminal)
    assert evening.note()["text"] == "In a line."
    assert evening.folders() == []


def test_the_editor_is_opened_only_on_request_and_only_on_a_terminal(evening: Evening) -> None:
    evening.script({"write": "Whole."})
    with evening("note add") as terminal:
        terminal.wait_for("Process note:")
        terminal.type("In a line.")
        keep(terminal)
    assert evening.calls == []
    with_it, without = evening.cli("--editor note add"), evening.cli("note add")
    assert (with_it.code, with_it.err) == (without.code, without.err)
    assert with_it.code == 2


# Which editor


def programs(folder: Path, *names: str) -> dict[str, str]:
    """Return an environment in which only these programs are found; none of them is known."""
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_text("#!/bin/sh\nexit 2\n")
        (folder / name).chmod(0o755)
    return {"PATH": str(folder)}


def test_visual_comes_before_editor_and_both_before_the_usual_ones(tmp_path: Path) -> None:
    environ = programs(tmp_path, "one", "two", "nano", "vim", "vi")

    def chosen(**named: str) -> str:
        return Path(which_editor.choose({**environ, **named}).command[0]).name

    assert chosen(VISUAL="one", EDITOR="two") == "one"
    assert chosen(VISUAL=" ", EDITOR="two") == "two"
    assert chosen() == "nano"
    for gone, after in (("nano", "vim"), ("vim", "vi")):
        (tmp_path / gone).unlink()
        assert chosen() == after
    (tmp_path / "vi").unlink()
    with pytest.raises(CouldNotError, match="no editor was found"):
        chosen()


@pytest.mark.parametrize(
    ("program", "kind"),
    [
        ("vim", "vim"),
        ("vim.basic", "vim"),
        ("vim.tiny", "vim"),
        ("vim-nox11", "vim"),
        ("gvim", "vim"),
        ("nvim", "nvim"),
        ("nvim-linux-x86_64.appimage", "nvim"),
        ("nano", "nano"),
        ("nano-tiny", "nano"),
        ("code", ""),
        ("vimacs", ""),
        ("vi", ""),  # this one does not say that it is a vim
    ],
)
def test_an_editor_is_known_by_the_program_behind_the_link(
    tmp_path: Path, program: str, kind: str
) -> None:
    environ = programs(tmp_path, program)
    (tmp_path / "editor").symlink_to(program)
    for name in (program, "editor"):
        found = which_editor.choose({**environ, "EDITOR": f"{name} -x -- -y"})
        own, flags = found.command[1:], which_editor._FLAGS.get(kind, ())
        assert found.leaves_nothing == bool(kind)
        waits = ("-f",) if name == "gvim" else ()
        assert own == ("-x", *waits, *flags, "--", "-y")


def test_the_name_of_a_link_promises_nothing(tmp_path: Path) -> None:
    environ = programs(tmp_path, "other")
    for name in ("vim", "gvim", "nano"):
        (tmp_path / name).symlink_to("other")
        assert not which_editor.choose({**environ, "EDITOR": name}).leaves_nothing


def test_a_program_really_called_vi_is_asked_whether_it_is_a_vim(tmp_path: Path) -> None:
    environ = programs(tmp_path, "vi")
    assert not which_editor.choose(environ).leaves_nothing
    (tmp_path / "vi").write_text("#!/bin/sh\necho 'VIM - Vi IMproved 9.1'\n")
    assert which_editor.choose(environ).command[1:] == which_editor._FLAGS["vim"]


# Where the text lies meanwhile


def made_in(environ: dict[str, str]) -> Path:
    with private_folder.private_folder(environ) as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        return folder.parent


def test_the_folder_lies_in_memory_where_there_is_some(memory: Path, tmp_path: Path) -> None:
    assert made_in({"XDG_RUNTIME_DIR": str(memory)}) == memory
    assert made_in({"TMPDIR": str(tmp_path)}) == SHARED_MEMORY
    assert made_in({"XDG_RUNTIME_DIR": "relative"}) == SHARED_MEMORY
    assert made_in({"XDG_RUNTIME_DIR": str(memory / "missing")}) == SHARED_MEMORY
    memory.chmod(0o770)
    assert made_in({"XDG_RUNTIME_DIR": str(memory)}) == SHARED_MEMORY, "others may write there"


def test_a_folder_of_somebody_else_is_not_used(
    memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    me = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: me + 1)
    assert made_in({"XDG_RUNTIME_DIR": str(memory)}) == SHARED_MEMORY


def on_disk(tmp_path: Path) -> Path:
    said = subprocess.run(
        ["stat", "--file-system", "--format=%T", tmp_path], capture_output=True, check=False
    )
    if said.returncode or said.stdout.strip() in {b"tmpfs", b"ramfs"}:
        pytest.skip("the temporary folder is in memory here")
    return tmp_path


def test_a_folder_on_the_disk_is_not_taken_for_memory(tmp_path: Path) -> None:
    assert made_in({"XDG_RUNTIME_DIR": str(on_disk(tmp_path))}) == SHARED_MEMORY
    assert not private_folder.is_in_memory(tmp_path / "missing")


def test_where_there_is_no_memory_the_leader_is_told(evening: Evening) -> None:
    """In a name space of its own, /dev/shm is a folder on the disk."""
    on_disk(evening.folder)
    probe = ["unshare", "--mount", "--map-root-user", "mount", "--bind", "/var/tmp", "/dev/shm"]
    if shutil.which("unshare") is None or subprocess.run(probe, check=False).returncode:
        pytest.skip("no name space can be made here")
    evening.script({"write": "Whole."})
    evening.environ["XDG_RUNTIME_DIR"] = ""
    script = f"mount --bind {evening.folder} /dev/shm && exec {BALINTLOG} --editor note add"
    command = ["unshare", "--mount", "--map-root-user", "/bin/sh", "-c", script]
    with Terminal(command, evening.environ) as terminal:
        terminal.wait_for("There is no memory to keep the text in meanwhile: it lies on the disk.")
        keep(terminal)
    (call,) = evening.calls
    assert Path(call["arguments"][-1]).parent.parent == evening.folder / "tmp"
    assert list((evening.folder / "tmp").iterdir()) == []


# What is swept


def left_behind(place: Path, process: int, began: str) -> Path:
    folder = place / f"balintlog-{process}-{began}-{HERE}-abc"
    folder.mkdir()
    (folder / "text.txt").write_text("Left.")
    return folder


def ended_process() -> int:
    with subprocess.Popen(["true"]) as process:
        process.wait()
    return process.pid


def test_only_what_ended_processes_left_is_swept(memory: Path, tmp_path: Path) -> None:
    environ = {"XDG_RUNTIME_DIR": str(memory), "TMPDIR": str(tmp_path)}
    ended, me = ended_process(), os.getpid()
    gone = [
        left_behind(memory, ended, "5"),
        left_behind(tmp_path, ended, "6"),
        left_behind(memory, me, "7"),  # my number now, but another process began it then
    ]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "text.txt").write_text("Not ours.")
    (memory / f"balintlog-{ended}-8-{HERE}-abc").symlink_to(elsewhere)
    (memory / f"balintlog-{ended}-9-{HERE}-abc").symlink_to(memory / "nowhere")
    (gone[0] / "link").symlink_to(elsewhere)
    stays = [
        left_behind(memory, me, private_folder._began(me)),
        left_behind(memory, me, "0"),  # of a system that does not say when
        left_behind(memory, 1, private_folder._began(1)),
        left_behind(memory, 10**30, "5"),  # no number of a process
        memory / f"balintlog-{ended}-8-{HERE}-abc",
        memory / f"balintlog-{ended}-9-{HERE}-abc",
        elsewhere / "text.txt",
    ]
    in_a_container = f"balintlog-{ended}-5-1-abc"  # where numbers are other processes'
    for name in (
        in_a_container,
        f"balintlog-{ended}",
        f"other-{ended}-5-{HERE}-abc",
        f"balintlog-x-5-{HERE}-abc",
    ):
        (memory / name).mkdir()
        stays.append(memory / name)
    (memory / f"balintlog-{ended}-10-{HERE}-abc").write_text("a file")
    stays.append(memory / f"balintlog-{ended}-10-{HERE}-abc")
    assert private_folder.sweep(environ) == len(gone)
    assert [one for one in gone if one.exists()] == []
    assert [one for one in stays if not os.path.lexists(one)] == []
    assert private_folder.sweep(environ) == 0


def test_what_somebody_else_left_is_not_swept(
    memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = left_behind(memory, ended_process(), "5")
    environ = {"XDG_RUNTIME_DIR": str(memory)}
    me = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: me + 1)
    assert private_folder.sweep(environ) == 0
    assert folder.exists()
    monkeypatch.undo()
    assert private_folder.sweep(environ) == 1


def test_two_at_the_same_time_leave_each_other_alone(evening: Evening) -> None:
    evening.script({"write": "Whole.", "say": "written", "wait": 2})
    with evening() as terminal:
        terminal.wait_for("written")
        assert evening.cli("status").err == ""
        assert len(evening.folders()) == 1
        keep(terminal)
    assert evening.note()["text"] == "Whole."


def test_sweeping_costs_nothing_where_there_is_nothing(memory: Path, tmp_path: Path) -> None:
    environ = {"XDG_RUNTIME_DIR": str(memory), "TMPDIR": str(tmp_path)}
    took = []
    for _ in range(20):
        began = time.perf_counter()
        assert private_folder.sweep(environ) == 0
        took.append(time.perf_counter() - began)
    assert min(took) < 0.0005


def test_nobody_pays_for_the_editor_who_does_not_use_it(evening: Evening) -> None:
    spy = "import sys; from balintlog.cli.app import main; main(); print(*sys.modules)"
    for arguments in (["--help"], ["--editor", "--help"], ["--editor", "status"]):
        result = subprocess.run(
            [sys.executable, "-c", spy, *arguments],
            env={**os.environ, **evening.environ},
            capture_output=True,
            text=True,
            check=True,
        )
        imported = set(result.stdout.splitlines()[-1].split())
        assert "balintlog.cli.app" in imported
        assert "balintlog.cli.terminal.editor" not in imported
        assert ("balintlog.cli.terminal.private_folder" in imported) == ("status" in arguments)
