"""A planted series: evenings between which journals are planted, or old pages are put back.

Whatever is done to the file without a key between two commands: no session that was
acknowledged is missing without a word. The environment variable SERIES sets the number of
tries (24 unless told).
"""

from __future__ import annotations

import os
import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
import real_files
from conftest import CommandLine, session_document

from balintlog.storage.file import connection

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Attack = Callable[[list[bytes], random.Random], tuple[bytes, bytes]]

pytestmark = pytest.mark.slow

SERIES = int(os.environ.get("SERIES", "24"))
PAGE = connection.PAGE_SIZE
FIRST = date(2020, 1, 6)
KEPT = 6  # earlier states


def pages_of(data: bytes) -> list[bytes]:
    return [data[at : at + PAGE] for at in range(0, len(data), PAGE)]


def mixed(old: bytes, new: bytes, draw: random.Random, *, share: float) -> bytes:
    """Return the newer state with some of its pages as the older one had them."""
    older, newer = pages_of(old), pages_of(new)
    put_back = [n < len(older) and draw.random() < share for n in range(len(newer))]
    return b"".join(older[n] if back else newer[n] for n, back in enumerate(put_back))


def a_journal_of_an_older_state(states: list[bytes], draw: random.Random) -> tuple[bytes, bytes]:
    return states[-1], real_files.journal_between(draw.choice(states[:-1]), states[-1])


def a_journal_of_some_old_pages(states: list[bytes], draw: random.Random) -> tuple[bytes, bytes]:
    old = draw.choice(states[:-1])
    pages = draw.sample(range(len(old) // PAGE), draw.randrange(1, 9))
    return states[-1], real_files.journal_between(old, states[-1], pages=pages)


def a_journal_that_cuts_the_file(states: list[bytes], draw: random.Random) -> tuple[bytes, bytes]:
    size = draw.randrange(1, len(states[-1]) // PAGE) * PAGE
    return states[-1], real_files.journal_between(states[-1][:size], states[-1], pages=())


def nonsense(states: list[bytes], draw: random.Random) -> tuple[bytes, bytes]:
    return states[-1], draw.randbytes(draw.randrange(1, 9000))


def a_commit_torn(states: list[bytes], draw: random.Random) -> tuple[bytes, bytes]:
    """Left by a power cut: the last commit was not acknowledged then."""
    before, after = states[-2:]
    data = mixed(before, after, draw, share=draw.choice((0.3, 0.6, 0.9)))
    return data, real_files.journal_between(before, after)


def old_pages(states: list[bytes], draw: random.Random) -> tuple[bytes, bytes]:
    share = draw.choice((0.02, 0.1, 0.5, 0.9))
    return mixed(draw.choice(states[:-1]), states[-1], draw, share=share), b""


def old_pages_and_a_journal(states: list[bytes], draw: random.Random) -> tuple[bytes, bytes]:
    data, _ = old_pages(states, draw)
    return data, real_files.journal_between(draw.choice(states[:-1]), data)


def a_whole_older_state(states: list[bytes], draw: random.Random) -> tuple[bytes, bytes]:
    return draw.choice(states[:-1]), b""


ATTACKS: tuple[Attack, ...] = (
    a_journal_of_an_older_state,
    a_journal_of_some_old_pages,
    a_journal_that_cuts_the_file,
    nonsense,
    a_commit_torn,
    old_pages,
    old_pages_and_a_journal,
    a_whole_older_state,
)


def record(cli: CommandLine, number: int) -> None:
    day = FIRST + timedelta(days=number)
    note = {"text": f"evening {number} " * (1 + number % 90)}
    answer = cli("log --from -", session_document(day.isoformat(), notes=[note]))
    assert answer.code == 0, answer
    assert "inside balintlog" not in answer.err


def sessions(out: str) -> set[str]:
    return {line.split("\t")[0] for line in out.splitlines()[1:]}


def evidence(folder: Path) -> None:
    """Clear away what a recovery has kept, as a leader would."""
    for file in folder.glob("*.before-recovery*"):
        file.unlink()


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_nothing_acknowledged_goes_without_a_word(
    cli: CommandLine, attack: Attack, record_property: Callable[[str, object], None]
) -> None:
    draw = random.Random(attack.__name__)
    cli.today = FIRST + timedelta(days=SERIES + KEPT)
    states: list[bytes] = []
    told = unharmed = 0
    for number in range(KEPT + max(1, SERIES // len(ATTACKS))):
        record(cli, number)
        states = [*states[-KEPT:], cli.path.read_bytes()]
        if number < KEPT:
            continue
        journal = cli.path.with_name(f"{cli.path.name}-journal")
        data, planted = attack(states, draw)
        cli.path.write_bytes(data)
        if planted:
            journal.write_bytes(planted)
        expected = {f"S{n + 1}" for n in range(number + 1)}
        answer = cli("session list")
        assert "inside balintlog" not in answer.err, answer
        assert answer.code in (0, 6), answer
        whole = answer.code == 0 and sessions(answer.out) == expected
        assert whole or answer.err, (number, answer)
        check = cli("vault check")
        if data != states[-1]:  # pages are not as they were: it must be said, here or there
            said = answer.err + check.out
            assert any(word in said for word in SAID), (number, answer, check)
            told += 1
        else:
            assert whole, (number, answer)
            if check.code:  # a few old pages, without that of the mark: told, and both are kept
                assert SAID[0] in check.out, (number, check)
                assert list(cli.path.parent.glob("*.before-recovery")), (number, answer)
                told += 1
            else:
                unharmed += 1
        cli.path.write_bytes(states[-1])
        journal.unlink(missing_ok=True)
        evidence(cli.path.parent)
        assert cli("--accept-older session list").code == 0
    record_property("figures", f"{told + unharmed} tries: {unharmed} unharmed, {told} told")


SAID = (
    "something other than balintlog has changed",
    "is older than the one last used",
    "has diverged",
    "damaged",
    "was undone",
)
