"""Leaders at work in processes of their own, who can be killed at any moment.

Run as ``python another_leader.py FOLDER``. It first makes the logbook of
``found_logbook`` in that folder. Then each line on its standard input is a JSON list:
what is to be done, in which folder, with which passphrase of alder, and a number from
which on words and aliases are new. A process of its own (a fork) does it again and
again, and says on the shared standard output, a line at a time,

    here PID           once
    kept WORD          a session whose texts hold the word was recorded
    begin WHAT NEW     an operation begins; NEW is the secret, alias or file that it brings
    done WHAT SECONDS  it is done

and, when that process has come to its end, ``ended`` with the signal that ended it.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import key_operations
from key_operations import ALDER, CHEAP, NAME, SEDGE, SEDGE_FIRST, call, opened, record, rotate

from balintlog.errors import ReplacedError
from balintlog.logbook.keys import key_holders, make_backup
from balintlog.vault.keyring import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from balintlog.logbook.book import Logbook

PLAIN = "silent heavy bitter gentle tender weary stubborn patient careful hollow".split()  # noqa: SIM905
BACKUPS = {"second.backup": SEDGE, "first.backup": SEDGE_FIRST}


PAUSE = 0.02  # seconds in which a leader who goes on and on leaves the file to others


def say(line: str) -> None:
    """Say one line, whole or not at all, even to somebody who kills this process."""
    os.write(1, f"{line}\n".encode())


@contextmanager
def told(what: str, new: str = "") -> Iterator[None]:
    """Say when an operation begins and when it is done."""
    say(f"begin {what} {new}")
    begun = time.monotonic()
    yield
    say(f"done {what} {time.monotonic() - begun:.6f}")


def keep_one(path: Path, own: str, number: int) -> None:
    book = opened(path, "alder", own)
    with book.store:
        word = _word(number)
        record(book, word)
        say(f"kept {word}")


def _word(number: int) -> str:
    """Return a word for every number in which nothing is found that could identify anybody."""
    return "-".join(PLAIN[int(digit)] for digit in str(number))


def _alias(number: int) -> str:
    """Return an alias of letters only, another one for every number."""
    return "stork" + "".join(chr(ord("a") + int(digit)) for digit in str(number))


def recording(folder: Path, own: str, start: int) -> None:
    book = opened(folder / NAME, "alder", own)
    for number in count(start):
        with told("record", _word(number)):
            record(book, _word(number))
        say(f"kept {_word(number)}")


def recording_on(folder: Path, own: str, start: int) -> None:
    """Record whatever happens to the file: one that was replaced is opened again."""
    path = folder / NAME
    book = opened(path, "alder", own)
    for number in count(start):
        time.sleep(PAUSE)
        try:
            record(book, _word(number))
        except ReplacedError:
            say("replaced")
            book.store.close()
            book = _opened_again(path, "alder", own)
        else:
            say(f"kept {_word(number)}")


def changing_on(folder: Path, own: str, start: int) -> None:
    """Change sedge's passphrase whatever happens: after a new key they come in with the first."""
    path, now = folder / NAME, own
    book = opened(path, "sedge", now)
    for number in count(start):
        time.sleep(PAUSE)
        new = f"passphrase-of-sedge-{number}"
        try:
            key_holders.change_secret(book, "sedge", Secret(new), CHEAP)
        except ReplacedError:
            book.store.close()
            now = own
            book = _opened_again(path, "sedge", now)
            say("replaced")
        else:
            now = new
            say(f"changed {new}")


def _opened_again(path: Path, leader: str, typed: str) -> Logbook:
    """Open a logbook that may be replaced once more in the very moment."""
    while True:
        with suppress(ReplacedError):
            return opened(path, leader, typed)


def passphrase(folder: Path, own: str, start: int) -> None:
    for number in count(start):
        keep_one(folder / NAME, own, number)
        new = f"passphrase-of-alder-{number}"
        book = opened(folder / NAME, "alder", own)
        with book.store, told("passphrase", new):
            key_holders.change_secret(book, "alder", Secret(new), CHEAP)
        own = new


def adding_and_removing(folder: Path, own: str, start: int) -> None:
    path = folder / NAME
    others = _others(path, own)
    for number in count(start):
        keep_one(path, own, number)
        if others:  # at first those whom somebody who was killed has left
            with told("remove", ",".join(others)):
                rotate(path, own, {"alder": own, "sedge": SEDGE})
        alias = _alias(number)
        book = opened(path, "alder", own)
        with book.store, told("add", alias):
            key_holders.add_holder(book, alias, Secret(f"passphrase-of-{alias}"), CHEAP)
        others = _others(path, own)


def _others(path: Path, own: str) -> list[str]:
    """Return who has a key beside the two that always have one."""
    book = opened(path, "alder", own)
    with book.store:
        return sorted({one.leader for one in key_holders.key_holders(book)} - {"alder", "sedge"})


def rotating(folder: Path, own: str, start: int) -> None:
    path = folder / NAME
    for number in count(start):
        keep_one(path, own, number)
        new = f"passphrase-of-sedge-{number}"
        with told("rotate", new):
            rotate(path, own, {"alder": own, "sedge": new})


def backup(folder: Path, own: str, start: int) -> None:
    for number in count(start):
        keep_one(folder / NAME, own, number)
        book = opened(folder / NAME, "alder", own)
        with book.store, told("backup", f"made{number}.backup"):
            make_backup.back_up(book, folder / f"made{number}.backup")


def restore(folder: Path, own: str, start: int) -> None:
    """Restore by turns a backup of the present key, and one of another."""
    names = list(BACKUPS)
    for number in count(start):
        keep_one(folder / NAME, own, number)
        name = names[(number // 1000 + number) % 2]  # who starts at the next thousand, too
        with told("restore", name):
            assert call(folder / NAME, f"vault restore '{folder / name}'", ALDER) == 0


def main() -> None:
    key_operations.found_logbook(Path(sys.argv[1]))  # by which all is imported, too
    say("ready")
    for line in sys.stdin:
        what, folder, own, start = json.loads(line)
        child = os.fork()
        if child == 0:
            os.environ["XDG_STATE_HOME"] = str(Path(folder) / "home")
            say(f"here {os.getpid()}")
            globals()[what](Path(folder), own, start)
        _, status = os.waitpid(child, 0)
        say(f"ended {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
