"""A working session: unlocked once, locked again by itself, and nothing of it on disk."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import CHEAP, PASSPHRASE, CommandLine, MadeOnce, session_document
from recorder import BALINTLOG
from terminal import Terminal
from transcript import CLEARED, Evenings

from balintlog.cli import idle_clock
from balintlog.cli.app import main
from balintlog.cli.kept_key import KeptKey
from balintlog.cli.shell.completion import words_after
from balintlog.cli.terminal.command_prompt import CommandPrompt
from balintlog.logbook.keys import open_logbook
from balintlog.logbook.keys.open_logbook import Door
from balintlog.logbook.keys.paths import keys_path
from balintlog.logbook.record import record_session
from balintlog.logbook.view.choices.completion_words import words_to_complete
from balintlog.vault.keyring import DataKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook

CTRL_D, TAB = "\x04", "\t"
STORY = "The story, in your own words:"
TO_NEWS = """
    Anything different? 9.3.2026⏎
    Anything else? ⏎
"""
TO_STORY = f"""
    {TO_NEWS}
    Any news? ⏎
    Its label: the gift⏎
    Who brought it? moth⏎
"""
UNLOCKED = f"""
    Passphrase: {PASSPHRASE}⏎
    Unlocked for alder.
"""


@pytest.fixture
def environ(cli: CommandLine, made_once: MadeOnce) -> dict[str, str]:
    """Where the logbook is; the passphrase is typed."""

    def make() -> None:
        case = {"label": "the letters", "presenter": "heron", "summary": "Nobody opens them."}
        assert cli("log --from -", session_document("2026-03-02", cases=[case])).code == 0

    made_once.lay("the letters of 2 March", cli.path, make)
    return {"BALINTLOG_FILE": str(cli.path)}


@pytest.fixture
def play(cli: CommandLine, environ: dict[str, str]) -> Evenings:
    """Play a working session as a transcript."""
    return Evenings(
        environ,
        {
            "now": cli.now,
            "stretching": CHEAP,
        },
    )


@dataclass
class Clock:
    """The clocks of a working session, which go on when a test lets them."""

    awake: float = 0.0
    asleep: float = 0.0  # what only the clocks that go on meanwhile have counted
    time_of_day: float = 0.0

    def monotonic(self) -> float:
        return self.awake

    def clock_gettime(self, _: int) -> float:
        return self.awake + self.asleep

    def time(self) -> float:
        return self.awake + self.time_of_day

    def seven_minutes_pass(self) -> None:
        self.awake += 7 * 60

    def an_hour_passes(self) -> None:
        self.awake += 3600

    def it_sleeps(self) -> None:
        self.asleep += 3600

    def the_time_of_day_goes_on(self) -> None:
        self.time_of_day += 3600


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    stands = Clock()
    monkeypatch.setattr(idle_clock, "time", stands)
    monkeypatch.setattr(idle_clock, "BOOTTIME", 7)
    return stands


@pytest.mark.slow
def test_one_passphrase_is_enough_for_many_commands(
    play: Evenings, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = play(
        "shell",
        f"""
        {UNLOCKED}
        balintlog> followups⏎
        Owed at the next session
        balintlog> balintlog case show C1⏎
        Nobody opens them.
        balintlog> case show C7⏎
        there is no case C7
        balintlog> nonsense⏎
        no such command 'nonsense'
        balintlog> case show "C1⏎
        A quotation mark is not closed.
        balintlog> demo⏎
        does not work in here
        balintlog> ⏎
        balintlog> session list --json⏎
        "schema": 1
        balintlog> help⏎
        What keeps your notes safe, and what does not
        balintlog> help case⏎
        balintlog> help retention⏎
        Nothing is deleted by itself.
        balintlog> half a comm^C
        balintlog> exit⏎
        """,
    )
    assert shown.count("Passphrase:") == 1
    assert "Add, list and edit cases, and show their history." in capsys.readouterr().out


@pytest.mark.slow
def test_a_guided_record_locks_at_a_question_and_keeps_the_answers_before(
    play: Evenings, clock: Clock
) -> None:
    play(
        "shell",
        f"""
        {UNLOCKED}
        balintlog> log⏎
        Anything different? 9.3.2026⏎
        (meanwhile)
        Anything else? 75 min⏎
        {CLEARED}
        locked: nobody has typed for a while
        saved as a draft
        balintlog> log⏎
        Passphrase: {PASSPHRASE}⏎
        a number changes it, q keeps the draft, new begins another session: ⏎
        larch, Monday 9 March
        Anything different? ^C
        interrupted
        balintlog> exit⏎
        """,
        meanwhile=[clock.an_hour_passes],
    )


@pytest.mark.slow
def test_an_answer_that_took_long_is_left_until_somebody_had_time_to_read_it(
    play: Evenings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(*arguments: Any) -> int:
        clock.an_hour_passes()
        return main(*arguments)

    monkeypatch.setattr("balintlog.cli.app.main", slowly)
    shown = play(
        "shell",
        f"""
        {UNLOCKED}
        balintlog> case show C1⏎
        Nobody opens them.
        Locked: that took a long time. The next command asks for the passphrase.
        balintlog> exit⏎
        """,
    )
    assert CLEARED not in shown


QUESTIONS = {
    "a text": ("note add --session S1 --case C1", "", "Your note: We were slow.⏎"),
    "a case": ("log", TO_NEWS, "Any news? 1⏎"),
    "words": ("log", TO_STORY.partition("Who brought")[0], "Who brought it? moth⏎"),
    "more": ("note add --session S1 --case C1", "Your note: We were slow.⏎", "More? silence⏎"),
    "a choice": ("session add --on 2026-03-02", "", "Was there another session? y⏎"),
    "the frame": ("log", "", "Anything different? yesterday⏎"),
    "a way back": ("log", TO_NEWS, "Any news? <⏎"),
    "the look": ("log", f"{TO_NEWS} Any news? ..⏎", "q keeps a draft: ⏎"),
    "Ctrl-C": ("log", "Anything different? 9.3.2026⏎", "Anything else? mo^C"),
    "Ctrl-C at a plain question": (
        "session add --on 2026-03-02",
        "",
        "Was there another session? ^C",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("how", ["an_hour_passes", "it_sleeps", "the_time_of_day_goes_on"])
@pytest.mark.parametrize("kind", QUESTIONS)
def test_whoever_comes_back_to_any_question_finds_it_locked(
    play: Evenings, clock: Clock, kind: str, how: str
) -> None:
    command, before, question = QUESTIONS[kind]
    shown = play(
        "shell",
        f"""
        {UNLOCKED}
        balintlog> {command}⏎
        {before}
        (meanwhile)
        {question}
        {CLEARED}
        locked: nobody has typed for a while
        balintlog> status⏎
        Passphrase: ^C
        balintlog> exit⏎
        """,
        meanwhile=[getattr(clock, how)],
    )
    assert "was added" not in shown


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "before", "question", "kept"),
    [
        ("note add --session S1 --case C1", "", "Your note:", "saved as a draft"),
        ("case edit C1 --session S1", "", STORY, "saved as a draft"),
        ("log", TO_STORY, STORY, "saved as a draft"),
    ],
    ids=["note", "edit", "evening"],
)
def test_a_question_locks_while_nobody_types_and_half_a_text_is_not_lost(
    play: Evenings, clock: Clock, command: str, before: str, question: str, kept: str
) -> None:
    """Nobody presses Enter: the text waits until the idle time is over."""
    shown = play(
        "shell",
        f"""
        {UNLOCKED}
        balintlog> {command}⏎
        {before}
        {question} They were half of this⌛
        {CLEARED}
        {kept}
        balintlog> log⏎
        Passphrase: ^C
        balintlog> exit⏎
        """,
        meanwhile=[clock.an_hour_passes],
    )
    after = shown.split(CLEARED)[1]
    assert "locked: nobody has typed for a while" in after
    assert "half of this" not in after


@pytest.mark.slow
def test_half_a_text_of_an_evening_is_there_again_after_the_lock(
    play: Evenings, clock: Clock
) -> None:
    play(
        "shell",
        f"""
        {UNLOCKED}
        balintlog> log⏎
        {TO_STORY}
        {STORY} Somebody was half⌛
        {CLEARED}
        balintlog> log⏎
        Passphrase: {PASSPHRASE}⏎
        a number changes it, q keeps the draft, new begins another session: ⏎
        {STORY} Somebody was half ␣gone.⏎
        More? ..⏎
        q keeps a draft: ⏎
        Saved as S2
        balintlog> case show C2⏎
        Somebody was half gone.
        balintlog> exit⏎
        """,
        meanwhile=[clock.an_hour_passes],
    )


@pytest.mark.slow
def test_somebody_who_goes_on_typing_is_not_locked_out(play: Evenings, clock: Clock) -> None:
    play(
        "shell",
        f"""
        {UNLOCKED}
        balintlog> note add --session S1 --case C1⏎
        Your note: We⌚ were⌚ slow.⌚⏎
        More? .⏎
        N1 was added
        balintlog> case show C1⏎
        Nobody opens them.
        balintlog> exit⏎
        """,
        meanwhile=[clock.seven_minutes_pass] * 3,
    )


@pytest.mark.slow
def test_after_a_lock_arrow_up_shows_nothing_that_was_typed(play: Evenings, clock: Clock) -> None:
    shown = play(
        "shell",
        f"""
        {UNLOCKED}
        balintlog> case show C1⏎
        balintlog> lock⏎
        balintlog> ↑⏎
        balintlog> exit⏎
        """,
    )
    assert shown.count("Nobody opens them.") == 1
    assert shown.count("Passphrase:") == 1


@pytest.mark.slow
@pytest.mark.parametrize("key", ["↑", "⇥", "^U", "↓"])
def test_no_key_that_is_too_late_brings_anything_back(
    play: Evenings, clock: Clock, key: str
) -> None:
    """As in the second after a laptop woke up, before anything has looked at the clock."""
    shown = play(
        "shell",
        f"""
        {UNLOCKED}
        balintlog> case show C1⏎
        balintlog> ⌫⌚{key}⏎
        {CLEARED}
        Locked: nobody has typed for a while.
        balintlog> ⏎
        balintlog> exit⏎
        """,
        meanwhile=[clock.it_sleeps],
    )
    assert "C1" not in shown.split(CLEARED)[1]


def test_letters_that_are_too_late_stand_in_the_next_line(play: Evenings, clock: Clock) -> None:
    play(
        "shell",
        f"""
        {UNLOCKED}
        (meanwhile)
        balintlog> case show C1⏎
        {CLEARED}
        balintlog> case show C1 ^Uexit⏎
        """,
        meanwhile=[clock.it_sleeps],
    )


@pytest.mark.slow
def test_after_the_key_was_changed_elsewhere_it_asks_again(
    play: Evenings, cli: CommandLine
) -> None:
    play(
        "shell",
        f"""
        {UNLOCKED}
        (meanwhile)
        balintlog> case show C1⏎
        have been changed since; please unlock it again.
        Passphrase: {PASSPHRASE}⏎
        Nobody opens them.
        balintlog> exit⏎
        """,
        meanwhile=[lambda: cli("--yes vault rotate")],
    )


@pytest.mark.slow
def test_a_rotation_inside_goes_on_without_asking_again(play: Evenings) -> None:
    play(
        "shell",
        f"""
        {UNLOCKED}
        balintlog> --yes vault rotate⏎
        Passphrase of alder: not this one⏎
        does not open with this passphrase
        balintlog> --yes vault rotate⏎
        Passphrase of alder: {PASSPHRASE}⏎
        RECOVERY SHEET
        of the sheet (empty: not now) ⏎
        is not confirmed
        balintlog> case show C1⏎
        Nobody opens them.
        balintlog> exit⏎
        """,
    )


@pytest.mark.slow
def test_no_history_is_left_on_disk(
    play: Evenings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "its own home"
    home.mkdir()
    for name in ("HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home))
    play("shell", f"{UNLOCKED}\nbalintlog> case show C1⏎\nNobody opens them.\nbalintlog> ^D")
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


@pytest.mark.slow
def test_what_is_proposed_fits_the_place(book: Logbook, larch: Group) -> None:
    known = words_to_complete(book)._replace(cases={"C1": "the unopened letters"})
    assert {"G1", "larch"} == set(known.groups)
    assert "case" in words_after([], known)
    assert "shell" not in words_after([], known)
    assert "show" in words_after(["case"], known)
    assert "remove" in words_after(["vault", "leader"], known)
    assert words_after(["nonsense"], known) == {}


@pytest.mark.parametrize(
    ("typed", "fits", "elsewhere"),
    [
        ("case show", {"C1", "--notes"}, {"heron", "alder", "larch"}),
        ("case show C1", {"--notes"}, {"C1"}),
        ("case edit C1", {"--follow-up"}, {"C1", "--row-version"}),
        ("case show --notes", {"C1"}, {"heron"}),
        ("case present C1 --presenter", {"heron"}, {"alder", "C1", "--json"}),
        ("case present --presenter heron", {"C1", "--json"}, {"heron"}),
        ("case add --follow-up", {"presenter-decides"}, {"heron", "--json"}),
        ("case add --session", {"S1"}, {"C1"}),
        ("member show", {"heron"}, {"alder", "C1"}),
        ("member list --group", {"G1", "larch"}, {"heron"}),
        ("session add --coleader", {"alder"}, {"heron"}),
        ("session add --attendance", {"heron"}, {"alder"}),
        ("leader edit", {"alder"}, {"heron"}),
        ("vault leader reset", {"alder"}, {"heron"}),
        ("session edit S1 --minutes", set(), {"S1", "alder", "--json"}),
    ],
)
def test_only_what_belongs_there_is_proposed(
    typed: str, fits: set[str], elsewhere: set[str], book: Logbook, larch: Group
) -> None:
    record_session.record_session(book, session_document("2026-03-02"))
    known = words_to_complete(book)._replace(cases={"C1": "the unopened letters"})
    words = set(words_after(typed.split(), known))
    assert fits <= words
    assert not words & elsewhere


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


@pytest.mark.slow
@pytest.mark.parametrize("how", ["lock", "wait"])
def test_where_memory_cannot_be_emptied_a_lock_ends_the_session(
    play: Evenings, clock: Clock, how: str
) -> None:
    """On Windows, where a new program would run beside this one."""
    play.can_begin_anew = False
    play(
        "shell",
        f"""
        {UNLOCKED}
        balintlog> case show C1⏎
        balintlog> {"lock⏎" if how == "lock" else "case⌛"}
        {CLEARED}
        Locked
        Here balintlog cannot empty its memory without ending, so it ends.
        To go on: balintlog shell
        """,
        meanwhile=[clock.an_hour_passes],
    )


@pytest.mark.parametrize("locked", ["99", "-1"])
def test_nobody_else_begins_a_session_that_is_locked(play: Evenings, locked: str) -> None:
    play(f"shell --locked={locked}", "--locked is for balintlog itself", code=2)


@pytest.mark.slow
def test_what_gives_the_logbook_away_asks_who_sits_there_now(play: Evenings) -> None:
    commands = ("vault recovery", "vault leader add sedge", "vault passphrase")
    refused = "\n".join(
        f"balintlog> {command}⏎\nPassphrase of alder: not the passphrase⏎\n"
        "does not open with this passphrase"
        for command in commands
    )
    play("shell", f"{UNLOCKED}\n{refused}\nbalintlog> exit⏎")


@pytest.mark.slow
def test_after_a_lock_no_program_says_the_passphrase(play: Evenings) -> None:
    play.environ["BALINTLOG_PASSPHRASE_COMMAND"] = f"echo '{PASSPHRASE}'"
    play(
        "shell",
        f"""
        balintlog> lock⏎
        {CLEARED}
        Locked. The next command asks for the passphrase.
        balintlog> status⏎
        Passphrase: {PASSPHRASE}⏎
        larch
        balintlog> exit⏎
        """,
    )


@pytest.mark.slow
def test_whoever_comes_back_to_a_question_chooses_no_passphrase(
    play: Evenings, clock: Clock, cli: CommandLine
) -> None:
    play(
        "shell",
        f"""
        {UNLOCKED}
        balintlog> vault passphrase⏎
        Passphrase of alder: {PASSPHRASE}⏎
        (meanwhile)
        New passphrase a passer-by was here⏎
        locked: nobody has typed for a while
        balintlog> exit⏎
        """,
        meanwhile=[clock.an_hour_passes],
    )
    assert cli("status").code == 0  # the passphrase is what it was


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "question", "given_out"),
    [
        ("vault leader add sedge --code", "Give sedge a key?", "One-time code"),
        ("vault rotate", "Encrypt the logbook with a new key", "RECOVERY SHEET"),
    ],
)
def test_whoever_comes_back_to_a_question_is_given_no_key(
    play: Evenings, clock: Clock, command: str, question: str, given_out: str
) -> None:
    shown = play(
        "shell",
        f"""
        {UNLOCKED}
        balintlog> {command}⏎
        Passphrase of alder: {PASSPHRASE}⏎
        (meanwhile)
        {question} y⏎
        locked: nobody has typed for a while
        balintlog> status⏎
        Passphrase: ^C
        balintlog> exit⏎
        """,
        meanwhile=[clock.an_hour_passes],
    )
    assert given_out not in shown


@pytest.mark.slow
def test_whoever_comes_back_to_a_search_finds_nothing(play: Evenings, clock: Clock) -> None:
    shown = play(
        "shell",
        f"""
        {UNLOCKED}
        balintlog> search⏎
        (meanwhile)
        Search for: opens⏎
        locked: nobody has typed for a while
        balintlog> exit⏎
        """,
        meanwhile=[clock.an_hour_passes],
    )
    assert "C1" not in shown


@pytest.mark.slow
def test_whoever_comes_back_to_a_name_writes_no_certificate(play: Evenings, clock: Clock) -> None:
    shown = play(
        "shell",
        f"""
        {UNLOCKED}
        balintlog> report certificate --group larch --member heron⏎
        (meanwhile)
        Name of heron (member), as it should appear: Ada Lund⏎
        locked: nobody has typed for a while
        balintlog> exit⏎
        """,
        meanwhile=[clock.an_hour_passes],
    )
    assert "Certificate" not in shown


@pytest.mark.slow
def test_a_text_outlives_the_lock_at_a_question_about_it(play: Evenings, clock: Clock) -> None:
    shown = play(
        "shell",
        f"""
        {UNLOCKED}
        balintlog> case edit C1 --session S1⏎
        {STORY} Nobody opens them. ␣Mr Okonkwo says so.⏎
        (meanwhile)
        Reword, leave it out, or keep? keep⏎
        locked: nobody has typed for a while
        What you typed is saved as a draft
        balintlog> case edit C1 --session S1⏎
        Passphrase: {PASSPHRASE}⏎
        Enter goes on, a number changes it, delete deletes the draft: ⏎
        {STORY} Nobody opens them. Mr Okonkwo says so. ^C
        balintlog> exit⏎
        """,
        meanwhile=[clock.an_hour_passes],
    )
    assert "Okonkwo" not in shown.split(CLEARED)[1].split("Passphrase")[0]


SEDGE = "a quiet waiting room"


@pytest.fixture
def of_sedge(play: Evenings, cli: CommandLine) -> Evenings:
    """Play the session of a leader, while the other one is at the command line."""
    cli.environ |= {
        "BALINTLOG_LEADER": "alder",
        "BALINTLOG_NEW_PASSPHRASE_COMMAND": f"echo '{SEDGE}'",
    }
    assert cli("--yes vault leader add sedge").code == 0
    play.environ["BALINTLOG_LEADER"] = "sedge"
    return play


def reset_of(cli: CommandLine, *more: str, today: Any = None) -> Callable[[], None]:
    """Return what gives sedge a one-time code in another window, and does more."""

    def run() -> None:
        before = cli.today
        cli.today = today or before
        for command in ("--yes vault leader reset sedge", *more):
            assert cli(command).code == 0
        cli.today = before

    return run


@pytest.mark.slow
def test_a_reset_while_a_session_is_open_lets_nobody_choose_without_the_code(
    of_sedge: Evenings, cli: CommandLine
) -> None:
    shown = of_sedge(
        "shell",
        f"""
        Passphrase: {SEDGE}⏎
        Unlocked for sedge.
        (meanwhile)
        balintlog> status⏎
        have been changed since
        One-time code of sedge ^C
        balintlog> exit⏎
        """,
        meanwhile=[reset_of(cli)],
    )
    assert "New passphrase" not in shown


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", ["status⏎\nOne-time code of sedge ^C", "help⏎"], ids=["status", "help"]
)
def test_after_a_reset_an_open_session_learns_no_new_label(
    of_sedge: Evenings, cli: CommandLine, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Whatever was typed: ``help`` opens nothing, and so asks for no code."""
    learnt: list[str] = []

    asked = CommandPrompt.ask

    def ask(prompt: CommandPrompt, half: str) -> str:
        learnt.append(" ".join(prompt.proposals(["group", "show"])))
        return asked(prompt, half)

    monkeypatch.setattr(CommandPrompt, "ask", ask)
    of_sedge(
        "shell",
        f"""
        Passphrase: {SEDGE}⏎
        (meanwhile)
        balintlog> {command}
        balintlog> exit⏎
        """,
        meanwhile=[reset_of(cli, "group add quern")],
    )
    assert "larch" in learnt[0]
    assert "quern" not in " ".join(learnt)
    assert "larch" not in learnt[-1]


@pytest.mark.slow
def test_a_code_that_has_run_out_is_not_asked_for(of_sedge: Evenings, cli: CommandLine) -> None:
    shown = of_sedge(
        "shell",
        f"""
        Passphrase: {SEDGE}⏎
        (meanwhile)
        balintlog> status⏎
        the one-time code of sedge was good until
        balintlog> exit⏎
        """,
        meanwhile=[reset_of(cli, today=cli.today - timedelta(days=30))],
    )
    assert "One-time code of sedge:" not in shown
    assert "have been changed since" not in shown


# In a real terminal


def unlocked(environ: dict[str, str], *options: str) -> Terminal:
    terminal = Terminal([BALINTLOG, "shell", *options], environ)
    terminal.answer("Passphrase:", PASSPHRASE)
    terminal.wait_for("Unlocked for alder.")
    assert PASSPHRASE not in terminal.raw, "it was shown"
    return terminal


def memory_of(process: int) -> bytes:
    """Return all that a process can write to; only an administrator may read it."""
    pieces = []
    with Path(f"/proc/{process}/mem").open("rb", 0) as memory:
        for line in Path(f"/proc/{process}/maps").read_text().splitlines():
            area, modes, *_ = line.split()
            start, end = (int(place, 16) for place in area.split("-"))
            if modes.startswith("rw"):
                with suppress(OSError):
                    memory.seek(start)
                    pieces.append(memory.read(end - start))
    return b"".join(pieces)


@pytest.mark.slow
@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() != 0, reason="only an administrator may read its memory"
)
@pytest.mark.parametrize("how", ["lock", "wait at a question"])
def test_a_lock_leaves_nothing_in_memory_and_on_the_screen(
    cli: CommandLine, environ: dict[str, str], how: str
) -> None:
    """In a real terminal, for what stands above its screen, and in a process that can be read."""
    case = {"label": "the violet kettle", "presenter": "moth"}
    assert cli("log --from -", session_document("2026-03-05", cases=[case])).code == 0
    book = open_logbook.approach(cli.path, "alder").open(PASSPHRASE, cli.today)
    book.store.close()
    secrets = [book.key.raw()[:64].encode(), bytes.fromhex(book.key.raw()[:64])]
    secrets += [b"Nobody opens them", b"violet kettle", b"half of a note", PASSPHRASE.encode()]
    with unlocked(environ, *([] if how == "lock" else ["--idle", "0.05"])) as terminal:
        process = terminal.process
        terminal.answer("balintlog>", "case show C1")
        terminal.wait_for("Nobody opens them.")
        if how == "wait at a question":
            terminal.type("note add --session S1 --case C1")
            terminal.wait_for("Your note:")
            terminal.type("half of a note", end="")
            terminal.wait_for("half of a note")
        before = memory_of(process)
        assert sum(secret in before for secret in secrets) > 2, "or this test sees nothing"
        if how == "lock":
            terminal.type("lock")
        terminal.wait_for("saved as a draft" if "question" in how else "The next command asks")
        time.sleep(1)
        terminal.wait_for("balintlog>")
        after = memory_of(process)
        assert "Nobody opens them." not in terminal.text
        assert "\x1b[3J" in terminal.raw, "or it still stands above the screen"
        assert [secret for secret in secrets if secret in after] == []
        assert len(after) > 1_000_000, "or nothing was read"
        terminal.type("exit")
        assert terminal.finish() == 0
