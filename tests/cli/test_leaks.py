"""What was written in confidence is nowhere but inside the encrypted file.

The whole program is run as its user runs it, with a word of its own in every
text. Then that word is looked for wherever a program may leave one.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import leak_search
import pytest
import typer
from leak_search import (
    BALINTLOG,
    BLOCKED,
    CHANGED,
    DRAFT,
    FINE,
    GROUP,
    HEARD,
    LABEL,
    MEMBER,
    NAMES,
    NOTE,
    OTHER_GROUP,
    OTHER_MEMBER,
    OWN,
    PLACES,
    QUESTION,
    RETURN,
    SOUGHT,
    SUMMARY,
    House,
    Search,
)
from terminal import CTRL_C, Terminal

from balintlog.cli.app import app
from balintlog.logbook.keys import open_logbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DAYS = ("2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23")


def session(day: str, **more: Any) -> dict[str, Any]:
    present = {MEMBER: "present", OTHER_MEMBER: "present"}
    return {"schema": 1, "group": "G1", "held_on": day, "attendance": present, **more}


CASE = {"label": LABEL, "presenter": MEMBER, "summary": SUMMARY, "said_on_return": RETURN}
NEWS = {"outcome": "easier", "text": HEARD}
A_NOTE = {"text": NOTE, "for_supervision": QUESTION}
SHEET, BACKUP = "{home}/stick/sheet.txt", "{home}/stick/a.backup"

# Every command of the program that writes, in an order in which each has something to do.
WRITING: list[tuple[str, Any]] = [
    ("init --leader alder", None),
    ("leader add sedge", None),
    ("leader edit sedge --accredited yes", None),
    (f"group add {GROUP}", None),
    (f"group add {OTHER_GROUP}", None),
    ("group edit G1 --minutes 80", None),
    (f"member add G1 --alias {MEMBER}", None),
    (f"member add G1 --alias {OTHER_MEMBER}", None),
    (f"member edit {MEMBER} --profession doctor", None),
    ("privacy allow add --group G1", FINE),
    ("privacy block add --group G1", BLOCKED),
    ("privacy retention set --cases 600", None),
    ("log --from -", session(DAYS[0], cases=[CASE], notes=[{**A_NOTE, "case": "/cases/0"}])),
    ("session add --from -", session(DAYS[1])),
    ("session edit S2 --minutes 75", None),
    ("case add --session S2 --from -", CASE),
    ("case present C1 --session S2 --from -", {"summary": SUMMARY}),
    ("session add --from -", session(DAYS[2])),
    ("case check-in C1 --session S3 --from -", NEWS),
    ("case edit C1 --from -", {"label": f"{LABEL} again"}),
    ("case edit C1 --session S1 --from -", {"summary": f"{SUMMARY} And more."}),
    ("note add --session S3 --from -", A_NOTE),
    ("note edit N1 --from -", {"text": f"{NOTE} And more."}),
    ("case close C2", None),
    ("case reopen C2", None),
    ("case link C2 C1", None),
    ("case unlink C2 C1", None),
    ("session add --from -", session("2026-03-19")),
    ("case add --session S4 --from -", CASE),
    ("--yes case merge C3 C1", None),
    ("--yes undo", None),
    ("--yes case merge C3 C1", None),
    ("--yes session delete S4", None),
    ("member add G1 --alias magpie", None),
    ("--yes member delete magpie", None),
    ("--yes note delete N2", None),
    ("--yes case delete C2", None),
    ("session add --from -", session(DAYS[3])),
    ("--yes session delete S5", None),
    (f"member leave {OTHER_MEMBER}", None),
    (f"member return {OTHER_MEMBER}", None),
    ("training add --kind debrief --on today", None),
    ("training edit T1 --minutes 30", None),
    ("--yes training delete T1", None),
    ("privacy allow remove --group G1", b"und"),
    ("privacy block remove --group G1", BLOCKED),
    ("group archive G2", None),
    ("--yes group delete G2", None),
    ("session add --from -", session(DAYS[3])),
    ("privacy retention set --activity 1", None),
    ("--yes privacy purge", None),
    ("--yes vault leader add birch", None),
    ("--yes vault leader reset birch", None),
    (f"vault recovery --sheet {SHEET}", None),
    (f"vault backup {BACKUP}", None),
    (f"--yes vault restore {BACKUP}", None),
    (f"vault recovery --restore --sheet {SHEET}", None),
    ("vault passphrase", None),
    ("--yes vault rotate", None),
    ("--yes vault leader remove birch", None),
    ("privacy block add --group G1", BLOCKED),
]
# Those that only show, and whether they are asked for texts, or for names and numbers only.
SHOWING: list[tuple[str, bytes, bool]] = [
    ("followups", b"", False),
    ("followups --summary", b"", True),
    ("status", b"", False),
    ("search", SOUGHT.encode(), True),
    ("group list", b"", False),
    ("group show G1", b"", False),
    ("member list G1", b"", False),
    (f"member show {MEMBER}", b"", True),
    ("leader list", b"", False),
    ("session list", b"", False),
    ("session show S1", b"", False),
    ("session export S1", b"", True),
    ("case list --state all", b"", False),
    ("case show C1", b"", True),
    ("case show C9", b"", False),
    ("note list", b"", False),
    ("note show N1", b"", True),
    ("privacy check", b"qvxsummary nobody spoke.", False),
    ("privacy check --group G1", b"qvxblocked nobody spoke.", False),
    ("privacy audit", b"", False),
    ("training list", b"", False),
    ("report accreditation --society abs", b"", False),
    (f"--yes report activity --group {GROUP} --since 2026-03-01 --until 2026-03-31", b"", False),
    ("--yes report supervision", b"", True),
    (
        f"report certificate --group G1 --member {MEMBER} --names -",
        json.dumps({MEMBER: "qvxname", "alder": "qvxname"}).encode(),
        True,
    ),
    ("privacy allow list --group G1", b"", True),
    ("privacy block list --group G1", b"", True),
    ("privacy retention show", b"", False),
    ("privacy purge --dry-run", b"", False),
    ("vault info", b"", False),
    ("vault leader list", b"", False),
    ("vault check", b"", False),
    (f"vault check {BACKUP}", b"", False),
    ("log --schema", b"", False),
]
# One makes a logbook of its own, one runs the same commands, one needs no logbook.
ELSEWHERE = {"demo", "shell", "help"}


def words_of(command: str) -> list[str]:
    return [word for word in command.split() if not word.startswith("-")]


def every_command(tree: Any, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in tree.commands.items():
        if hasattr(command, "commands"):
            yield from every_command(command, (*before, name))
        else:
            yield (*before, name)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return house_in(tmp_path)


@pytest.fixture
def house_on_disk() -> Iterator[House]:
    """Where a journal stays long enough to be seen: in memory it is gone at once."""
    with tempfile.TemporaryDirectory() as folder:
        yield house_in(Path(folder))


def house_in(folder: Path) -> House:
    home = folder / "its home"
    (home / "stick").mkdir(parents=True)
    (home / "log").mkdir()
    return House(home, home / "log" / "test.balint")


def passphrases(commands: list[tuple[str, Any]]) -> Iterator[tuple[list[str], bytes, str]]:
    """Yield every command with what it reads, and the passphrase of that moment."""
    own = OWN
    for command, typed in commands:
        sent = typed if isinstance(typed, bytes) else json.dumps(typed).encode()
        yield command.split(), b"" if typed is None else sent, own
        if words_of(command)[:2] in (["vault", "passphrase"], ["vault", "recovery"]):
            own = CHANGED if "--sheet" not in command or "--restore" in command else own


def placed(words: list[str], house: House) -> list[str]:
    return [word.format(home=house.home) for word in words]


def data_key(house: House, own: str) -> bytes:
    from datetime import date

    return open_logbook.approach(house.path, "alder").unlock(own, date(2026, 3, 30)).key


def play(house: House, search: Search, **start: Any) -> int:
    """Run everything that writes, and look everywhere after each; return how many there were."""
    sheet = Path(SHEET.format(home=house.home))
    for words, typed, own in passphrases(WRITING):
        what = " ".join(words)
        with house.start(placed(words, house), typed, own=own, **start) as process:
            out, err = process.communicate(timeout=120)
        assert process.returncode == 0, (what, err.decode())
        search.data(f"{what}: standard error", err)
        key = data_key(house, CHANGED if what == "vault passphrase" else own_after(what, own))
        if key not in search.keys:
            search.keys += (key,)
        search.folders(what, (house.home, *PLACES), but=[sheet])
        assert b"qvxsummary" not in out.lower(), what
    return len(WRITING)


def own_after(what: str, own: str) -> str:
    return CHANGED if "--restore" in what else own


def test_every_command_is_in_the_table() -> None:
    lines = [command for command, _ in WRITING] + [command for command, *_ in SHOWING]
    played = {tuple(words_of(line)) for line in lines}
    missing = [
        path
        for path in every_command(typer.main.get_command(app))
        if path[0] not in ELSEWHERE and not any(one[: len(path)] == path for one in played)
    ]
    assert missing == []


@pytest.mark.slow
def test_nothing_is_left_anywhere_by_any_command(
    house: House, record_property: Callable[[str, object], None]
) -> None:
    search = Search()
    number = play(house, search)
    names = [one.encode() for one in NAMES]
    for command, typed, shows_texts in SHOWING:
        with house.start(placed(command.split(), house), typed, own=CHANGED) as process:
            out, err = process.communicate(timeout=60)
        search.data(f"{command}: standard error", err)
        if not shows_texts:
            for name in sorted(names, key=len, reverse=True):
                out = out.replace(name, b"")
            search.data(f"{command}: standard output", out)
        search.folders(command, (house.home, *PLACES), but=[Path(SHEET.format(home=house.home))])
    assert search.found == []
    record_property("figures", f"{number + len(SHOWING)} commands: {search.text()}")


@pytest.mark.slow
def test_nothing_is_left_by_a_command_that_was_killed_while_it_wrote(
    house_on_disk: House, record_property: Callable[[str, object], None]
) -> None:
    house = house_on_disk
    search, killed = Search(), 0
    sheet = Path(SHEET.format(home=house.home))
    for words, typed, own in passphrases(WRITING):
        what = " ".join(words)
        if words[0] != "init":
            killed += house.kill_while_writing(placed(words, house), typed, own)
        search.folders(f"killed: {what}", (house.home, *PLACES), but=[sheet])
        for left in (sheet, Path(BACKUP.format(home=house.home))):
            if (
                str(left) in placed(words, house)
                and "--restore" not in words
                and "restore" not in words
            ):
                left.unlink(missing_ok=True)
        with house.start(placed(words, house), typed, own=own) as process:
            process.communicate(timeout=120)  # a second one after a kill may find it done
    assert search.found == []
    assert killed > len(WRITING) / 3  # the others were done before anybody saw them write
    record_property("figures", f"{killed} commands killed while they wrote: {search.text()}")


@pytest.mark.slow
def test_a_half_typed_record_is_nowhere_but_in_the_encrypted_file(
    house: House, record_property: Callable[[str, object], None]
) -> None:
    """In a real terminal, for what the system keeps of it, and for a kill at half a text."""
    for words, typed, own in [*passphrases(WRITING)][:8]:
        with house.start(words, typed, own=own) as process:
            process.communicate(timeout=60)
    search = Search(keys=(data_key(house, OWN),))
    for ending in ("kill", "interrupt"):
        environ = house.environ()
        with Terminal([BALINTLOG, "log", "--group", "G1"], environ) as terminal:
            terminal.answer("Passphrase:", OWN)
            if ending == "interrupt":
                terminal.answer("begins another session:", "")
            else:
                for question, answer in (
                    ("Anything different?", "2.3.2026"), ("Anything else?", ""),
                    ("Its label:", DRAFT), ("Who brought it?", MEMBER),
                ):  # fmt: skip
                    terminal.answer(question, answer)
            terminal.answer("The story, in your own words:", "Qvxhalf a summary", end="")
            terminal.wait_for("half a summary")
            if ending == "kill":
                terminal.kill()
            else:
                terminal.type(CTRL_C, end="")
                assert terminal.finish() == 130
        search.folders(ending, (house.home, *PLACES))
    assert search.found == []
    record_property("figures", search.text())


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="there is no strace here")
def test_no_byte_written_to_any_file_gives_anything_away(
    house: House, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    search, traces, written = Search(), tmp_path / "traces", 0
    traces.mkdir()
    calls = "write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,openat,execve,rename,link,unlink"
    for number, (words, typed, own) in enumerate(passphrases(WRITING)):
        trace, what = traces / str(number), " ".join(words)
        command = ["strace", "-f", "-e", f"trace={calls}", "-e", "signal=none"]
        before = [*command, "-s", "10000000", "-xx", "-o", str(trace)]
        with house.start(placed(words, house), typed, own=own, before=before) as process:
            _, err = process.communicate(timeout=120)
        assert process.returncode == 0, (what, err.decode())
        now = CHANGED if what == "vault passphrase" else own_after(what, own)
        key = data_key(house, now)
        to_files, named = leak_search.written_under(trace)
        written += len(to_files)
        assert written > 0, "nothing was seen"
        keys = () if "--sheet" in what and "--restore" not in what else (key,)
        found = leak_search.hits(to_files, keys) + [
            hit for hit in leak_search.hits(named, (key,)) if not is_argument(hit, what)
        ]
        search.found += [f"{what}: {hit}" for hit in found]
        trace.unlink()
    assert search.found == []
    figures = f"{len(WRITING)} commands under strace: {written / 1e6:.1f} MB written, 0 hits"
    record_property("figures", figures)


def is_argument(hit: str, what: str) -> bool:
    """Tell whether it was typed on the command line: labels of groups and aliases may be."""
    return any(
        hit.lower().startswith(word.lower()) for word in what.split() if word.startswith("qvx")
    )


LAYERS = {
    "cli": "balintlog.cli.commands.log.tell",
    "logbook": "balintlog.logbook.record.save_entries.save_entries",
    "storage": "balintlog.storage.tables.cases.add_case",
    "vault": "balintlog.vault.keyring.unlock",
    "domain": "balintlog.domain.document.Telling.__new__",
}


@pytest.mark.slow
@pytest.mark.parametrize("place", LAYERS.values(), ids=LAYERS)
def test_what_goes_wrong_inside_is_told_without_a_word_of_the_leader(
    house: House, place: str
) -> None:
    for words, typed, own in [*passphrases(WRITING)][:12]:
        with house.start(words, typed, own=own) as process:
            process.communicate(timeout=60)
    before = house.path.read_bytes()
    module, _, name = place.rpartition(".")
    owner = "import_module(module)" if name != "__new__" else "import_module(module[:-8]).Telling"
    script = f"""
import sys
from importlib import import_module
module = {module!r}
def raises(*given, **more):
    text = repr((given, more)) + "qvxinside"
    raise RuntimeError(text)
setattr({owner}, {name!r}, raises)
from balintlog.__main__ import main
sys.argv = ["balintlog", "log", "--from", "-"]
sys.exit(main())
"""
    document = json.dumps(session(DAYS[0], cases=[CASE])).encode()
    answer = subprocess.run(
        [sys.executable, "-c", script],
        input=document,
        env=house.environ(BALINTLOG_PASSPHRASE_COMMAND=f"echo '{OWN}'"),
        capture_output=True,
        check=False,
    )
    assert answer.returncode == 1, answer.stderr.decode()
    assert b"something is wrong inside balintlog: RuntimeError in " in answer.stderr
    assert leak_search.hits(answer.stdout + answer.stderr) == []
    assert b"Traceback" not in answer.stderr
    if "cli" not in place:
        assert house.path.read_bytes() == before


# The watchdog can bark


def test_the_search_finds_what_was_left(house: House) -> None:
    key = bytes(range(1, 33))
    for name, data in (
        ("plain", SUMMARY.encode()),
        ("capitals", SUMMARY.upper().encode()),
        ("wide", NOTE.encode("utf-16-le")),
        ("raw", b"\0" + key + b"\0"),
        ("hex", key.hex().encode()),
    ):
        search = Search(keys=(key,))
        (house.home / "log" / name).write_bytes(b"x" * 5000 + data)
        search.folders("", [house.home])
        assert len(search.found) == 1, name
        (house.home / "log" / name).unlink()
    (house.home / "qvxname").touch()
    search.folders("", [house.home])
    assert "qvxname" in search.found[-1]


@pytest.mark.skipif(shutil.which("strace") is None, reason="there is no strace here")
def test_the_trace_shows_what_was_written(tmp_path: Path) -> None:
    trace, file = tmp_path / "trace", tmp_path / "file"
    script = f"import os; os.write(os.open({str(file)!r}, os.O_CREAT | os.O_RDWR), b'qvxleft')"
    command = ["strace", "-f", "-e", "trace=write,openat,execve", "-s", "99999", "-xx"]
    subprocess.run([*command, "-o", trace, sys.executable, "-c", script], check=True)
    to_files, named = leak_search.written_under(trace)
    assert leak_search.hits(to_files)
    assert str(file).encode() in named
    assert file.exists()
