"""Closing signals: only the first counts, until the program has gone on."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

ONCE = """
import os, signal
from balintlog.cli import closing_signals as closing

def came(name):
    try:
        os.kill(os.getpid(), getattr(signal, name))
        for _ in range(1000):
            pass
    except KeyboardInterrupt:
        print(name, "counts")
    else:
        print(name, "changes nothing")

closing.interrupt_when_closed()
"""


def said_by(program: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", ONCE + program], capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


@pytest.mark.parametrize("first", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_after_the_first_signal_further_ones_change_nothing(first: str) -> None:
    names = (first, "SIGINT", "SIGTERM", "SIGHUP")
    said = said_by("\n".join(f"came({name!r})" for name in names))
    assert said == [f"{first} counts", *(f"{name} changes nothing" for name in names[1:])]


def test_they_count_again_when_the_program_has_gone_on_and_as_they_did_before() -> None:
    said = said_by(
        """
with closing.also_when_closed(lambda: print("ended")):
    came("SIGINT")
    came("SIGTERM")
    closing.interrupt_again()
    came("SIGTERM")
closing.interrupt_again()
came("SIGINT")
with closing.held_back_when_closed(lambda: None):
    closing.interrupt_again()
    closing.only_once()
came("SIGHUP")
"""
    )
    assert said == [
        "SIGINT counts",
        "SIGTERM changes nothing",
        "ended",
        "SIGTERM counts",
        "SIGINT counts",
        "SIGHUP changes nothing",
    ]


def test_what_the_caller_ignores_stays_ignored() -> None:
    before = signal.getsignal(signal.SIGHUP)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        said = said_by('came("SIGHUP")\nclosing.interrupt_again()\ncame("SIGHUP")')
    finally:
        signal.signal(signal.SIGHUP, before)
    assert said == ["SIGHUP changes nothing"] * 2
