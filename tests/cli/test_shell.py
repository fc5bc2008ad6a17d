"""A working session: unlocked once, locked again by itself, and nothing of it on disk."""

from __future__ import annotations

import gc
import shutil
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import PASSPHRASE, CommandLine, session_document
from terminal import CTRL_C, Terminal

from balintlog.cli.kept_key import KeptKey
from balintlog.cli.shell import shell
from balintlog.cli.shell.completion import words_after
from balintlog.errors import LockedError
from balintlog.logbook.keys import open_logbook
from balintlog.logbook.keys.open_logbook import Door
from balintlog.logbook.keys.paths import keys_path
from balintlog.logbook.view.completion_words import words_to_complete
from balintlog.vault.keyring import DataKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook

BALINTLOG = str(Path(sys.executable).parent / "balintlog")
CTRL_D, TAB = "\x04", "\t"

pytestmark = pytest.mark.slow


@pytest.fixture
def environ(cli: CommandLine) -> dict[str, str]:
    """Where the logbook is; the passphrase is typed."""
    case = {"label": "the letters", "presenter": "heron", "summary": "Nobody opens them."}
    assert cli("log --from -", session_document("2026-03-02", cases=[case])).code == 0
    return {"BALINTLOG_FILE": str(cli.path)}


def unlocked(environ: dict[str, str], *options: str) -> Terminal:
    terminal = Terminal([BALINTLOG, "shell", *options], environ)
    terminal.answer("Passphrase:", PASSPHRASE)
    terminal.wait_for("Unlocked for alder.")
    return terminal


def test_one_passphrase_is_enough_for_many_commands(environ: dict[str, str]) -> None:
    with unlocked(environ) as terminal:
        for command, words in (
            ("followups", "Owed at the next session"),
            ("balintlog case show C1", "Nobody opens them."),
            ("case show C7", "there is no case C7"),
            ("nonsense", "no such command 'nonsense'"),
            ('case show "C1', "missing its other half"),
            ("demo", "not for a working session"),
            ("", "balintlog>"),
            ("session list --json", '"schema": 1'),
            ("help", "What keeps your notes safe, and what does not"),
            ("help case", "Add, list and edit cases, and show their history."),
            ("help retention", "Nothing goes by itself."),
        ):
            terminal.type(command)
            terminal.wait_for(words)
        assert terminal.raw.count("Passphrase:") == 1
        terminal.type(CTRL_C, end="")
        terminal.type("exit")
        assert terminal.finish() == 0


def test_tab_completes_commands_ids_and_aliases(environ: dict[str, str]) -> None:
    with unlocked(environ) as terminal:
        terminal.type("followu", end=TAB)
        terminal.answer("> followups", "")
        terminal.wait_for("Owed at the next session")
        typed = "> balintlog"
        terminal.type("balintlog", end="")
        for begun, word in ((" cas", "case"), (" sho", "show"), (" C", "C1")):
            terminal.type(begun, end=TAB)
            typed += f" {word}"
            terminal.wait_for(typed)
        terminal.type("")
        terminal.answer("Nobody opens them.", CTRL_D, end="")
        assert terminal.finish() == 0


def test_it_locks_itself_after_idle_minutes_and_keeps_what_was_typed(
    environ: dict[str, str],
) -> None:
    with unlocked(environ, "--idle", "0.03") as terminal:
        terminal.type("case sho", end="")
        terminal.answer("Locked: nobody has typed for a while.", "w C1")
        terminal.wait_for("Passphrase:")
        terminal.type(PASSPHRASE)
        terminal.answer("Nobody opens them.", "lock")
        terminal.answer("Locked. The next command", "quit")
        assert terminal.finish() == 0


def test_a_guided_record_locks_after_the_answer_and_keeps_it(environ: dict[str, str]) -> None:
    with unlocked(environ, "--idle", "0.03") as terminal:
        terminal.type("log")
        terminal.answer("Date", "2026-03-09")
        terminal.wait_for("Minutes")
        time.sleep(2.5)
        terminal.type("75")
        terminal.wait_for("locked: nobody has typed for a while")
        screen = terminal.wait_for("saved as a draft")
        assert "Minutes" not in screen, "it was cleared"
        terminal.type("log")
        terminal.wait_for("Passphrase:")
        terminal.type(PASSPHRASE)
        terminal.answer("There is a draft for larch", "y")
        terminal.wait_for("Mode")  # date and minutes were answered
        terminal.type(CTRL_C, end="")
        terminal.wait_for("interrupted")


@pytest.mark.parametrize("how", ["lock", "wait"])
def test_a_lock_leaves_nothing_on_the_screen_or_above_it(environ: dict[str, str], how: str) -> None:
    with unlocked(environ, "--idle", "0.05") as terminal:
        for times in (1, 2, 3, 4, 5):
            terminal.type("case show C1")
            terminal.wait_for("Nobody opens them.", times)
        if how == "lock":
            terminal.type("lock")
        screen = terminal.wait_for("The next command asks for the passphrase. balintlog>")
        assert "letters" not in screen
        assert "Nobody opens them." not in screen
        assert "\x1b[3J" in terminal.raw
        terminal.type("exit")
        assert terminal.finish() == 0


def test_an_answer_that_took_long_is_left_until_somebody_had_time_to_read_it(
    environ: dict[str, str],
) -> None:
    with unlocked(environ, "--idle", "0.03") as terminal:
        terminal.type("note add --session S1 --case C1")
        terminal.wait_for("Process note:")
        time.sleep(2.5)
        terminal.type("We were slow.")
        terminal.answer("Interventions:", ".")
        screen = terminal.wait_for("Locked: that took long.")
        assert "N1" in screen
        terminal.wait_for("Locked: nobody has typed for a while.")
        assert "N1" not in terminal.text


def test_after_the_key_was_changed_elsewhere_it_asks_again(
    environ: dict[str, str], cli: CommandLine
) -> None:
    with unlocked(environ) as terminal:
        assert cli("--yes vault rotate").code == 0
        terminal.type("case show C1")
        terminal.answer("were changed meanwhile; please unlock it again. Passphrase:", PASSPHRASE)
        terminal.answer("Nobody opens them.", "exit")
        assert terminal.finish() == 0


def test_a_rotation_inside_goes_on_without_asking_again(environ: dict[str, str]) -> None:
    with unlocked(environ) as terminal:
        terminal.type("--yes vault rotate")
        terminal.wait_for("Passphrase of alder:")  # whoever changes keys shows that they know it
        terminal.type("not this one")
        terminal.answer("does not open with this passphrase", "--yes vault rotate")
        terminal.wait_for("Passphrase of alder:", times=2)
        terminal.type(PASSPHRASE)
        terminal.wait_for("RECOVERY SHEET")
        terminal.answer("back (empty: not now)", "")
        terminal.answer("is unconfirmed", "case show C1")
        terminal.answer("Nobody opens them.", "exit")
        assert terminal.finish() == 0


def test_no_history_is_left_on_disk(environ: dict[str, str], tmp_path: Path) -> None:
    home = tmp_path / "its own home"
    home.mkdir()
    with unlocked({**environ, "HOME": str(home), "XDG_STATE_HOME": str(home)}) as terminal:
        terminal.type("case show C1")
        terminal.answer("Nobody opens them.", "exit")
        assert terminal.finish() == 0
    files = [path for path in home.rglob("*") if path.is_file()]
    assert [path.parent.name for path in files] == ["balintlog"]  # what was seen last
    assert all(b"C1" not in path.read_bytes() for path in files)


@pytest.mark.parametrize("idle", ["0", "-1", "nan", "soon"])
def test_idle_minutes_are_a_number_above_nothing(cli: CommandLine, idle: str) -> None:
    assert cli(f"shell --idle {idle}").code == 2


# The key that is kept


def test_a_kept_key_is_for_one_door_only(book: Logbook, path: Path) -> None:
    door = open_logbook.approach(path, "alder")
    kept = KeptKey(60)
    assert kept.key_of(door) is None
    kept.keep(door, book.key)
    assert kept.key_of(door) == book.key
    assert kept.key_of(Door(path, "sedge", door.keyring)) is None
    copy = path.with_name("copy.balint")
    shutil.copy(path, copy)
    shutil.copy(keys_path(path), keys_path(copy))
    assert kept.key_of(Door(copy, "alder", door.keyring)) is None
    kept.forget()
    assert kept.key_of(door) is None


def test_a_slow_answer_locks_and_a_quick_one_does_not(book: Logbook, path: Path) -> None:
    quick, slow = KeptKey(60), KeptKey(0.001)
    for kept in (quick, slow):
        kept.keep(open_logbook.approach(path, "alder"), book.key)
    time.sleep(0.01)
    quick.lock_if_idle("go on")
    assert quick.is_unlocked
    with pytest.raises(LockedError):
        slow.lock_if_idle("go on")
    assert not slow.is_unlocked


def test_what_is_proposed_fits_the_place(book: Logbook, larch: Group) -> None:
    known = words_to_complete(book)
    assert {"G1", "larch", "heron", "alder"} <= set(known)
    assert "case" in words_after([], known)
    assert "shell" not in words_after([], known)
    assert "show" in words_after(["case"], known)
    assert {"heron", "--notes"} <= set(words_after(["case", "show"], known))
    assert "remove" in words_after(["vault", "leader"], known)
    assert words_after(["nonsense"], known) == {}


def test_what_gives_the_logbook_away_asks_who_sits_there_now(environ: dict[str, str]) -> None:
    with unlocked(environ) as terminal:
        for times, command in enumerate(
            ("vault recovery", "vault leader add sedge", "vault passphrase"), 1
        ):
            terminal.type(command)
            terminal.wait_for("Passphrase of alder:", times)
            terminal.type("not the passphrase")
            terminal.wait_for("does not open with this passphrase", times)


def test_after_a_lock_no_program_says_the_passphrase(environ: dict[str, str]) -> None:
    saying = {**environ, "BALINTLOG_PASSPHRASE_COMMAND": f"echo '{PASSPHRASE}'"}
    with Terminal([BALINTLOG, "shell"], saying) as terminal:
        terminal.answer("balintlog>", "lock")
        terminal.wait_for("Locked.")
        terminal.type("status")
        terminal.answer("Passphrase:", PASSPHRASE)
        terminal.wait_for("larch")


def test_only_the_sessions_own_door_is_kept_open(book: Logbook) -> None:
    """A backup that is looked at would push it out, and the next command ask again."""
    kept = KeptKey(60)
    own = open_logbook.approach(book.store.path, None)
    other = Door(book.store.path.with_name("a-backup"), "alder", own.keyring)
    kept.keep(own, book.key)
    kept.keep(other, DataKey(bytes(32), bytes(16)))
    assert kept.key_of(own) == book.key
    assert not kept.is_of(other)
    kept.forget()
    kept.keep(other, DataKey(bytes(32), bytes(16)))
    assert not kept.is_unlocked


def keys_in_memory() -> list[DataKey]:
    gc.collect()
    return [one for one in gc.get_objects() if isinstance(one, DataKey)]


def test_a_lock_leaves_no_key_behind(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[int] = []
    of_other_tests = keys_in_memory()

    def locked(session: shell._Session) -> None:
        session.kept.forget()
        here = {id(one) for one in of_other_tests}
        left.append(sum(id(one) not in here for one in keys_in_memory()))

    monkeypatch.setattr(shell, "require_terminal", lambda *_: None)
    monkeypatch.setattr(shell._Session, "run", locked)
    assert cli("shell").code == 0
    assert left == [0]


def test_after_a_lock_no_label_is_completed(environ: dict[str, str]) -> None:
    with unlocked(environ) as terminal:
        terminal.answer("balintlog>", "case show C", end=TAB)
        terminal.wait_for("case show C1")
        terminal.type(CTRL_C, end="")
        terminal.type("lock")
        terminal.wait_for("Locked.")
        terminal.type("vault leader list --", end=TAB + TAB)
        terminal.wait_for("--json")
        terminal.type(CTRL_C, end="")
        terminal.type("case show C", end=TAB + TAB)
        time.sleep(0.5)
        terminal.type(CTRL_C, end="")
        terminal.type("exit")
        assert terminal.finish() == 0
        assert "the letters" not in terminal.text.split("Locked.")[1]
        assert "case show C1" not in terminal.text.split("Locked.")[1]


def test_whoever_comes_back_to_a_question_chooses_no_passphrase(
    environ: dict[str, str], cli: CommandLine
) -> None:
    with unlocked(environ, "--idle", "0.05") as terminal:  # three seconds
        terminal.type("vault passphrase")
        terminal.answer("Passphrase of alder:", PASSPHRASE)
        terminal.wait_for("New passphrase")
        time.sleep(3.5)
        terminal.type("a passer-by was here")
        terminal.wait_for("locked: nobody has typed for a while")
        terminal.answer("balintlog>", "exit")
    assert cli("status").code == 0  # the passphrase is what it was


@pytest.mark.parametrize(
    ("command", "question", "given_out"),
    [
        ("vault leader add sedge --code", "Give sedge a key?", "One-time code"),
        ("vault rotate", "Encrypt the logbook anew", "RECOVERY SHEET"),
    ],
)
def test_whoever_comes_back_to_a_question_is_given_no_key(
    environ: dict[str, str], command: str, question: str, given_out: str
) -> None:
    with unlocked(environ, "--idle", "0.05") as terminal:
        terminal.type(command)
        terminal.answer("Passphrase of alder:", PASSPHRASE)
        terminal.wait_for(question)
        time.sleep(3.5)
        terminal.type("y")
        terminal.wait_for("locked: nobody has typed for a while")
        terminal.type("case show C", end=TAB + TAB)  # nor does a lock leave labels to complete
        time.sleep(0.5)
        terminal.type(CTRL_C, end="")
        terminal.type("status")
        terminal.wait_for("Passphrase:", times=2)
        assert given_out not in terminal.text
        assert "case show C1" not in terminal.text


def test_whoever_comes_back_to_a_search_finds_nothing(environ: dict[str, str]) -> None:
    with unlocked(environ, "--idle", "0.05") as terminal:
        terminal.type("search")
        terminal.wait_for("Search for:")
        time.sleep(3.5)
        terminal.type("opens")
        terminal.wait_for("locked: nobody has typed for a while")
        assert "C1" not in terminal.text


def test_a_text_outlives_the_lock_at_a_question_about_it(environ: dict[str, str]) -> None:
    with unlocked(environ, "--idle", "0.05") as terminal:
        terminal.type("case edit C1 --session S1")
        terminal.answer("Summary:", " Mr Okonkwo says so.")
        terminal.wait_for("Reword, accept, or keep?")
        time.sleep(3.5)
        terminal.type("keep")
        terminal.wait_for("locked: nobody has typed for a while")
        screen = terminal.wait_for("Not saved. What you typed:")
        assert "Okonkwo says so." in screen.split("What you typed:")[1]


def test_a_quick_answer_keeps_a_session_open_but_makes_good_no_slow_one() -> None:
    kept = KeptKey(0.2)
    for _ in range(3):
        with kept.in_time():
            time.sleep(0.1)
    assert not kept.is_idle
    time.sleep(0.3)
    with kept.in_time():
        pass
    assert kept.is_idle


@pytest.fixture
def sedges_session(environ: dict[str, str], cli: CommandLine) -> Iterator[Terminal]:
    """The session of a leader, while the other one is at the command line."""
    cli.environ |= {
        "BALINTLOG_LEADER": "alder",
        "BALINTLOG_NEW_PASSPHRASE_COMMAND": "echo 'a quiet waiting room'",
    }
    cli.today = date.today()  # noqa: DTZ011 - as in the terminal, or the code has run out there
    assert cli("--yes vault leader add sedge").code == 0
    environ |= {"BALINTLOG_LEADER": "sedge"}
    with Terminal([BALINTLOG, "shell"], environ) as terminal:
        terminal.answer("Passphrase:", "a quiet waiting room")
        terminal.wait_for("Unlocked for sedge.")
        yield terminal


def test_a_reset_while_a_session_is_open_lets_nobody_choose_without_the_code(
    sedges_session: Terminal, cli: CommandLine
) -> None:
    assert cli("--yes vault leader reset sedge").code == 0
    sedges_session.type("status")
    sedges_session.wait_for("changed meanwhile")
    screen = sedges_session.wait_for("One-time code of sedge")
    assert "New passphrase" not in screen


@pytest.mark.parametrize(
    ("command", "answer"),
    [("status", "interrupted"), ("help", "Two leaders, one logbook")],  # that opens nothing
)
def test_after_a_reset_an_open_session_learns_no_new_label(
    sedges_session: Terminal, cli: CommandLine, command: str, answer: str
) -> None:
    assert cli("--yes vault leader reset sedge").code == 0
    assert cli("group add quern").code == 0
    sedges_session.type(command)
    if command == "status":
        sedges_session.answer("One-time code of sedge", CTRL_C, end="")
    sedges_session.wait_for(answer)
    sedges_session.type("group show q", end=TAB + TAB)
    time.sleep(0.5)
    sedges_session.type(CTRL_C, end="")
    sedges_session.type("exit")
    assert sedges_session.finish() == 0
    assert "quern" not in sedges_session.text


def test_a_code_that_has_run_out_is_not_asked_for(
    sedges_session: Terminal, cli: CommandLine
) -> None:
    cli.today -= timedelta(days=30)
    assert cli("--yes vault leader reset sedge").code == 0
    sedges_session.type("status")
    sedges_session.wait_for("the one-time code of sedge was good until")
    assert "One-time code of sedge:" not in sedges_session.text
    assert "changed meanwhile" not in sedges_session.text
