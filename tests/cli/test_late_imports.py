"""Late imports: what is read while a passphrase is being stretched, and what is not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from conftest import PASSPHRASE, TODAY, CommandLine, session_document, unmeasured

from balintlog.cli import late_imports
from balintlog.logbook.keys import create_logbook
from balintlog.vault.key_stretching import Stretching

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# The program, telling on standard error when it stretches and when it connects to a logbook.
WATCHED = """
import importlib.util, os, sys, threading
def tell(*words):
    print("watch:", *words, file=sys.stderr, flush=True)
if os.environ["WATCH"] == "connections":
    from sqlcipher3 import dbapi2
    connect = dbapi2.connect
    dbapi2.connect = lambda *a, **k: (tell("connects"), connect(*a, **k))[1]
from balintlog.vault.key_stretching import Stretching
stretch = Stretching.key
def told(self, *arguments):
    if os.environ["WATCH"] == "modules":
        held = dict(sys.modules)
        lazy = importlib.util._LazyModule
        tell("begins", *(name for name in held if name == "sqlcipher3"
                         or name.startswith("balintlog.") and type(held[name]) is not lazy))
    else:
        tell("begins")
    try:
        return stretch(self, *arguments)
    finally:
        held = [name for name in sys.modules if name == "sqlcipher3"]
        tell("ends", *held, *(thread.name for thread in threading.enumerate()))
Stretching.key = told
from balintlog.cli import late_imports
read_while = late_imports.read_while
late_imports.read_while = lambda is_busy: (tell("meanwhile"), read_while(is_busy))
from balintlog.__main__ import main
sys.argv[0] = "balintlog"
sys.exit(main())
"""
EVERYDAY = ("followups", "case show C1", "search", "log --from -", "status")


def started(command: str, path: Path, watch: str, passphrase: str = PASSPHRASE) -> Any:
    """Start the watched program; its standard streams are pipes."""
    environ = {"BALINTLOG_FILE": str(path), "WATCH": watch, "HOME": str(path.parent)}
    environ["BALINTLOG_PASSPHRASE_COMMAND"] = f"echo '{passphrase}'"
    return subprocess.Popen(
        [sys.executable, "-c", WATCHED, *command.split()],
        env={**unmeasured(), **environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


def told(err: str) -> list[list[str]]:
    """Return the words of what the watched program has told."""
    return [line.split()[1:] for line in err.splitlines() if line.startswith("watch: ")]


@pytest.mark.slow
@pytest.mark.parametrize("command", EVERYDAY)
def test_what_only_the_key_makes_useful_is_imported_while_it_is_stretched(
    cli: CommandLine, command: str
) -> None:
    with started(command, cli.path, "modules") as process:
        sent = json.dumps(session_document("2026-03-09")) if "--from" in command else "letter"
        _, err = process.communicate(sent, timeout=60)
        assert process.returncode == (3 if command == "case show C1" else 0), err
    begins, _, ends = told(err)
    assert "balintlog.cli.terminal.unlock" in begins
    assert "sqlcipher3" not in begins
    # Of the tables not one is read yet, but what they hand on is named by its type.
    tables = {name for name in begins if name.startswith("balintlog.storage.tables.")}
    assert tables <= {"balintlog.storage.tables.kept_findings"}
    assert "balintlog.domain.records" not in begins or "log" in command
    assert "balintlog.privacy.screen.lexicon" not in begins
    assert ends == ["ends", "sqlcipher3", "MainThread"]


@pytest.mark.slow
@pytest.mark.parametrize("passphrase", [PASSPHRASE, "a mistyped passphrase"])
def test_nothing_connects_to_the_logbook_before_the_key_is_there(
    cli: CommandLine, passphrase: str
) -> None:
    with started("status", cli.path, "connections", passphrase) as process:
        out, err = process.communicate(timeout=60)
    assert [words[0] for words in told(err)[:3]] == ["begins", "meanwhile", "ends"]
    if passphrase == PASSPHRASE:
        assert process.returncode == 0, err
        assert [words[0] for words in told(err)[3:]] == ["connects"]
        return
    assert (process.returncode, out) == (4, "")
    assert len(told(err)) == 3
    rest = [line for line in err.splitlines() if not line.startswith("watch: ")]
    message, hint = rest
    assert message == "balintlog: the logbook does not open with this passphrase"
    assert hint.startswith("hint: It came from BALINTLOG_PASSPHRASE_COMMAND: ")


@pytest.mark.slow
def test_ctrl_c_while_a_key_is_stretched_is_an_interruption(path: Path) -> None:
    slow = Stretching(passes=6, lanes=1, memory_kib=128 * 1024)
    create_logbook.create(path, "alder", PASSPHRASE, TODAY, slow)
    with started("status", path, "connections") as process:
        for line in process.stderr:
            if line.startswith("watch: meanwhile"):
                break
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        out, err = process.communicate(timeout=60)
        took = time.monotonic() - began
    assert (process.returncode, out) == (130, "")
    assert "balintlog: interrupted" in err
    assert "Traceback" not in err
    assert "connects" not in err
    assert "key stretching" not in err, "the other thread has ended"
    assert took < 20, "no longer than the stretching that was under way"


def test_a_module_that_cannot_be_imported_meanwhile_is_a_defect_that_is_told(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_: Callable[[], bool]) -> None:
        raise ImportError("no module named people")

    monkeypatch.setattr(late_imports, "read_while", missing)
    before = cli.path.read_bytes()
    answer = cli("status")
    assert (answer.code, answer.out) == (1, "")
    assert "something is wrong inside balintlog: ImportError in" in answer.err
    assert cli.path.read_bytes() == before
    assert "key stretching" not in {thread.name for thread in threading.enumerate()}


# The finder itself


def in_another_process(script: str) -> list[str]:
    result = subprocess.run(
        [sys.executable, "-c", script],
        env=unmeasured(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.split()


@pytest.mark.slow
def test_a_waiting_module_is_read_at_the_first_look_into_it() -> None:
    assert in_another_process("""
import sys
from balintlog.cli import late_imports
late_imports.put_off()
from balintlog.storage.tables import people
def is_read(): return "add_leader" in object.__getattribute__(people, "__dict__")
print(is_read()); people.add_leader; print(is_read())
""") == ["False", "True"]


@pytest.mark.slow
def test_reading_goes_on_only_while_something_is_busy() -> None:
    assert in_another_process("""
import sys, types
from balintlog.cli import late_imports
late_imports.put_off()
from balintlog.storage.tables import drafts, expired, people
def waiting(): return sum(type(held) is not types.ModuleType for name, held in sys.modules.items()
                          if name in {f"balintlog.storage.tables.{word}"
                                      for word in ("drafts", "expired", "people")})
late_imports.read_while(lambda: False); print(waiting())
left = iter([True, True, False])
late_imports.read_while(lambda: next(left)); print(waiting())
late_imports.read_while(lambda: True); print(waiting())
""") == ["3", "1", "0"]


def test_a_missing_module_is_missing_when_it_is_named() -> None:
    assert in_another_process("""
from balintlog.cli import late_imports
late_imports.put_off()
try:
    from balintlog.storage.tables import nothing
except ImportError as error:
    print("ImportError")
""") == ["ImportError"]


@pytest.mark.slow
@pytest.mark.parametrize("early", ["KeyboardInterrupt", "MemoryError"])
def test_a_module_whose_reading_ended_early_is_read_whole_the_next_time(early: str) -> None:
    assert in_another_process(f"""
import builtins
from balintlog.cli import late_imports
late_imports.put_off()
from balintlog.logbook.view import word_search
import_, left = builtins.__import__, [{early}]
def interrupted(name, *rest):
    if left and "storage" in name:
        raise left.pop()
    return import_(name, *rest)
builtins.__import__ = interrupted
for _ in range(2):
    try:
        print(word_search.MAX_HITS, word_search.search.__name__)
    except BaseException as error:
        print(type(error).__name__)
""") == [early, "50", "search"]


def test_whoever_imports_the_package_gets_ordinary_modules() -> None:
    assert not any(isinstance(finder, late_imports.LateFinder) for finder in sys.meta_path)
    assert os.environ.get("WATCH") is None
