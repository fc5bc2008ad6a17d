"""What the crash tests share: a logbook of two leaders, and each operation on its keys.

An operation is performed by the program's own code, through the command line where
that can be told every secret beforehand. Where it cannot (codes are drawn, and shown
only in the end), through the functions that the command line calls.
"""

from __future__ import annotations

import hashlib
import io
import os
import shlex
import shutil
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import real_files

from balintlog import disk
from balintlog.cli.app import main
from balintlog.cli.desk import Desk, Surroundings
from balintlog.cli.vault.key_change import Ways, encrypted_anew
from balintlog.domain.membership import Period
from balintlog.domain.records import Group
from balintlog.errors import BalintlogError, LockedError, NotFoundError
from balintlog.logbook.book import find_group
from balintlog.logbook.keys import (
    create_logbook,
    key_holders,
    keys_file,
    make_backup,
    open_logbook,
    rotate_key,
)
from balintlog.logbook.keys.paths import keys_path
from balintlog.logbook.record import edit_groups, edit_members, record_session
from balintlog.storage.change_recorder import NOT_COPIED
from balintlog.storage.file import archive, copies, file_facts, integrity, schema
from balintlog.vault import keyring, recovery_sheet, slot_changes
from balintlog.vault.key_stretching import Stretching
from balintlog.vault.keyring import Secret
from balintlog.vault.passphrases import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from balintlog.logbook.book import Logbook
    from balintlog.storage.store import Store

TODAY = date(2026, 3, 20)
CHEAP = Stretching(passes=1, lanes=1, memory_kib=19 * 1024)
NAME = "test.balint"

ALDER = "correct horse battery staple"
SEDGE_FIRST, SEDGE, SEDGE_NOW = "a quiet waiting room", "an empty chair", "the second kettle"
LINNET = "rain on a tin roof"
NEW = "nobody was in a hurry"
CODE = "K7QD-2MXA-9TRW-HC4E"
RELEASED = "everything in here is invented"
FIXTURES = Path(__file__).parents[1] / "fixtures"

_write, _read_file = os.write, io.open  # also where these fail for what is tested

# What is no word of a leader: how the logbook is kept, the inside of the search index, and what
# can be taken back, which no copy has.
_KEEPING = (
    *("sqlite_", "passage", "commit_mark", "keyring_copy", "logbook", "backup"),
    *("memory_key", *NOT_COPIED),
)


def without_stretching() -> None:
    """Let Argon2id cost nothing in this process, where thousands of steps are to be cut.

    But for the passphrase of the released logbook, whose keys file was made with it.
    """
    ordinary = Stretching.key

    def key(stretching: Stretching, passphrase: str, salt: bytes, *more: Any) -> bytes:
        if passphrase == RELEASED:
            return ordinary(stretching, passphrase, salt, *more)
        return hashlib.sha256(salt + normalise(passphrase).encode()).digest()

    Stretching.key = key  # type: ignore[method-assign,assignment]


# Looking


def opened(path: Path, leader: str, typed: str) -> Logbook:
    return open_logbook.approach(path, leader).open(typed, TODAY)


def opens(path: Path, leader: str, typed: str | None) -> bool:
    """Tell whether a leader comes in; any other trouble than a wrong secret is raised."""
    if typed is None:
        return False
    try:
        opened(path, leader, typed).store.close()
    except (LockedError, NotFoundError):
        return False
    return True


def content(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Return every word that leaders have written."""
    tables = real_files.everything(store)
    return {name: rows for name, rows in tables.items() if not name.startswith(_KEEPING)}


def content_of_backup(backup: Path, typed: str = ALDER) -> dict[str, list[tuple[Any, ...]]]:
    """Return what a backup holds, after proving it as a restore would."""
    packed = archive.read(backup)
    ring = keyring.decode(packed.keys_document)
    with make_backup.extracted(packed, beside=backup) as unfinished:
        key = open_logbook.approach(unfinished, "alder", ring=ring).unlock(typed, TODAY)
        with copies.opened_copy(unfinished, key) as store:
            schema.migrate(store)  # what was made before a migration lacks its columns
            return content(store)


def unfinished_in(folder: Path) -> list[str]:
    """Return the names of all that an interrupted operation has left in a folder."""
    endings = (".new", ".new-journal")
    return [name for name in real_files.names(folder) if name.endswith(endings)]


def check_settled(path: Path, store: Store) -> None:
    """Check what must hold of a logbook that was opened after whatever went before."""
    assert integrity.faults(store) == []
    assert real_files.faults(store) == []
    assert len(keys_file.keys_beside(path).epochs) == 1
    assert file_facts.keys_copy(store) == keys_path(path).read_bytes()


# Doing


def call(path: Path, line: str, own: str, new: str = "", stdin: str = "") -> int:
    """Run a command line without a terminal, and return its exit code."""
    environ = {"BALINTLOG_FILE": str(path), "BALINTLOG_PASSPHRASE_FD": _readable(own)}
    if new:
        environ["BALINTLOG_NEW_PASSPHRASE_FD"] = _readable(new)
    around = _surroundings(environ, stdin)
    code = main(["--as", "alder", "--yes", *shlex.split(line)], around)
    said = around.stderr.getvalue()  # type: ignore[attr-defined]
    assert "the answer could not be written" not in said, "an OSError that nobody has explained"
    assert "inside balintlog" not in said, said
    return code


def _surroundings(environ: dict[str, str], stdin: str = "") -> Surroundings:
    return Surroundings(
        stdin=io.TextIOWrapper(io.BytesIO(stdin.encode())),
        stdout=io.StringIO(),
        stderr=io.StringIO(),
        environ=environ,
        now=lambda: datetime.combine(TODAY, time(21)),
        stretching=CHEAP,
    )


def _readable(text: str) -> str:
    """Return the number of a file descriptor from which a line can be read."""
    reading, writing = os.pipe()
    _write(writing, f"{text}\n".encode())
    os.close(writing)
    return str(reading)


def told(action: Callable[[], object]) -> int:
    """Do something, and return the exit code that the command line would end with."""
    try:
        action()
    except BalintlogError as error:
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    return 0


def record(book: Logbook, word: str) -> str:
    """Record a session of larch whose every text holds a word; return the session's id."""
    said = f"{word} " * 40
    document = {
        "schema": 1,
        "group": "larch",
        "held_on": "2026-03-02",
        "attendance": {"heron": "present", "plover": "apologies"},
        "cases": [{"label": f"the {word} letters", "presenter": "heron", "summary": said}],
        "notes": [{"case": "/cases/0", "text": said}],
    }
    return record_session.record_session(book, document, second_on_date=True).session


def rotate(path: Path, own: str, secrets: dict[str, str]) -> None:
    """Encrypt anew as the command line does once it knows how each leader will come in."""
    desk = Desk(_surroundings({}), path, True, "alder", no_input=True, yes=True, color="never")
    book = opened(path, "alder", own)
    ways = Ways({leader: Secret(typed) for leader, typed in secrets.items()}, {})
    with book.store, encrypted_anew(desk, book, ways, keys_file.seal(book), "Go on?"):
        pass


@contextmanager
def at_home(folder: Path) -> Iterator[None]:
    """Let what this computer remembers lie in a folder, too."""
    before = os.environ.get("XDG_STATE_HOME")
    os.environ["XDG_STATE_HOME"] = str(folder / "home")
    try:
        yield
    finally:
        os.environ.pop("XDG_STATE_HOME")
        if before is not None:
            os.environ["XDG_STATE_HOME"] = before


def found_logbook(folder: Path) -> None:
    """Make the logbook of alder and sedge, a backup of its first key and one of its second."""
    path = folder / NAME
    create_logbook.create(path, "alder", ALDER, TODAY, CHEAP)
    book = opened(path, "alder", ALDER)
    with book.store:
        edit_groups.add_group(book, Group(label="larch", leaders={"alder": "leader"}))
        for alias in ("heron", "plover"):
            group = find_group(book, "larch")
            edit_members.add_member(book, group, alias, None, Period("member", None, None))
        key_holders.add_holder(book, "sedge", Secret(SEDGE_FIRST), CHEAP)
        record(book, "first")
        make_backup.back_up(book, folder / "first.backup")
        rotate_key.rotate(book, {"alder": Secret(ALDER), "sedge": Secret(SEDGE)}, CHEAP)
    book = opened(path, "alder", ALDER)
    with book.store:
        record(book, "second")
        make_backup.back_up(book, folder / "second.backup")
        key_holders.change_secret(book, "sedge", Secret(SEDGE_NOW), CHEAP)
        record(book, "third")
        (folder / "sheet.txt").write_text("\n".join(recovery_sheet.lines_of(book.key)))
    with at_home(folder):
        assert call(path, "status", ALDER) == 0


# The operations


class Operation(NamedTuple):
    """Something that is done to the keys of the logbook that ``found_logbook`` has made.

    ``secrets`` are what each leader types before and after it; None is: has no key.
    ``opens_before`` tells whether there is a logbook that opens before it.
    """

    perform: Callable[[Path], int]
    secrets: Mapping[str, tuple[str | None, str | None]]
    prepare: Callable[[Path], object] = lambda _: None
    opens_before: bool = True


BOTH = {"alder": (ALDER, ALDER), "sedge": (SEDGE_NOW, SEDGE_NOW)}


def _empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def _create(folder: Path) -> int:
    return call(folder / "deeper" / NAME, "init --leader alder", ALDER)


def _reset(folder: Path) -> int:
    def reset() -> None:
        book = opened(folder / NAME, "alder", ALDER)
        with book.store:
            alias = key_holders.find_holder(book, "sedge")
            secret = Secret(CODE, TODAY + timedelta(days=14))
            key_holders.change_secret(book, alias, secret, CHEAP)

    return told(reset)


def _add_linnet(folder: Path) -> None:
    book = opened(folder / NAME, "alder", ALDER)
    with book.store:
        key_holders.add_holder(book, "linnet", Secret(LINNET), CHEAP)


def _lose_both(folder: Path) -> None:
    (folder / NAME).unlink()
    keys_path(folder / NAME).unlink()


def _damage(folder: Path) -> None:
    data = bytearray((folder / NAME).read_bytes())
    data[100] ^= 1
    (folder / NAME).write_bytes(data)


def _strangers(folder: Path) -> None:
    _lose_both(folder)
    create_logbook.create(folder / NAME, "linnet", LINNET, TODAY, CHEAP)


def _lost_beside_keys_of_a_stranger(folder: Path) -> None:
    _strangers(folder)
    (folder / NAME).unlink()


def _released(folder: Path) -> None:
    _empty(folder)
    shutil.copy(FIXTURES / "schema-1.balint", folder / NAME)
    shutil.copy(FIXTURES / "schema-1.balint.keys", keys_path(folder / NAME))


def _half_rotated(folder: Path, *, moved: bool) -> None:
    """Stop in the middle of a rotation: before the new file took its place, or after."""
    path = folder / NAME
    book = opened(path, "alder", ALDER)
    with book.store:
        secrets = {"alder": Secret(ALDER), "sedge": Secret(NEW)}
        both, new = slot_changes.with_new_key(keys_file.keys_beside(path), book.key, secrets, CHEAP)
        disk.replace(keys_path(path), keyring.encode(both))
        unfinished = path.with_name(f"{NAME}.0badcafe.new")
        copies.copy_to(book.store, unfinished, new)
    if moved:
        disk.move_over(unfinished, path)


def _restore(backup: str) -> Callable[[Path], int]:
    return lambda folder: call(folder / NAME, f"vault restore '{folder / backup}'", ALDER)


def _recover(folder: Path) -> int:
    with _read_file(folder / "sheet.txt") as sheet_file:
        typed = sheet_file.read()
    return call(folder / NAME, "vault recovery --restore --sheet -", "not asked for", NEW, typed)


def _open(folder: Path, typed: str = ALDER) -> int:
    def open_and_close() -> None:
        opened(folder / NAME, "alder", typed).store.close()

    return told(open_and_close)


_TO_FIRST = {"alder": (ALDER, ALDER), "sedge": (SEDGE_NOW, SEDGE_FIRST)}
_TO_SECOND = {"alder": (ALDER, ALDER), "sedge": (SEDGE_NOW, SEDGE)}
_FROM_NOTHING = {"alder": (None, ALDER), "sedge": (None, SEDGE)}
_RECOVERED = {"alder": (None, NEW), "sedge": (None, SEDGE_NOW)}

OPERATIONS = {
    "create": Operation(_create, {"alder": (None, ALDER)}, _empty, opens_before=False),
    "leader add": Operation(
        lambda folder: call(folder / NAME, "vault leader add linnet", ALDER, LINNET),
        {**BOTH, "linnet": (None, LINNET)},
    ),
    "leader reset": Operation(_reset, {"alder": (ALDER, ALDER), "sedge": (SEDGE_NOW, CODE)}),
    "passphrase": Operation(
        lambda folder: call(folder / NAME, "vault passphrase", ALDER, NEW),
        {**BOTH, "alder": (ALDER, NEW)},
    ),
    "rotate": Operation(
        lambda folder: told(
            lambda: rotate(folder / NAME, ALDER, {"alder": ALDER, "sedge": NEW}),
        ),
        {"alder": (ALDER, ALDER), "sedge": (SEDGE_NOW, NEW)},
    ),
    "leader remove": Operation(
        lambda folder: told(
            lambda: rotate(folder / NAME, ALDER, {"alder": ALDER, "linnet": NEW}),
        ),
        {"alder": (ALDER, ALDER), "sedge": (SEDGE_NOW, None), "linnet": (LINNET, NEW)},
        _add_linnet,
    ),
    "opening after half a rotation": Operation(
        _open, BOTH, lambda folder: _half_rotated(folder, moved=False)
    ),
    "opening after most of a rotation": Operation(
        _open,
        {"alder": (ALDER, ALDER), "sedge": (NEW, NEW)},
        lambda folder: _half_rotated(folder, moved=True),
    ),
    "backup": Operation(
        lambda folder: call(folder / NAME, f"vault backup '{folder / 'made.backup'}'", ALDER), BOTH
    ),
    "restore under the same key": Operation(_restore("second.backup"), _TO_SECOND),
    "restore under an older key": Operation(_restore("first.backup"), _TO_FIRST),
    "restore onto nothing": Operation(
        _restore("second.backup"), _FROM_NOTHING, _lose_both, opens_before=False
    ),
    "restore where only the keys are left": Operation(
        _restore("second.backup"),
        _FROM_NOTHING,
        lambda folder: (folder / NAME).unlink(),
        opens_before=False,
    ),
    "restore beside a stranger's keys": Operation(
        _restore("second.backup"),
        _FROM_NOTHING,
        _lost_beside_keys_of_a_stranger,
        opens_before=False,
    ),
    "restore over a damaged file": Operation(
        _restore("second.backup"), _FROM_NOTHING, _damage, opens_before=False
    ),
    "restore over a stranger's logbook": Operation(
        _restore("second.backup"), _FROM_NOTHING, _strangers, opens_before=False
    ),
    "recovery with the keys there": Operation(_recover, {**BOTH, "alder": (ALDER, NEW)}),
    "recovery with the keys lost": Operation(
        _recover,
        _RECOVERED,
        lambda folder: keys_path(folder / NAME).unlink(),
        opens_before=False,
    ),
    "recovery with the keys damaged": Operation(
        _recover,
        _RECOVERED,
        lambda folder: keys_path(folder / NAME).write_bytes(b"{ not what it was"),
        opens_before=False,
    ),
    "migration": Operation(
        lambda folder: _open(folder, RELEASED),
        {"alder": (RELEASED, RELEASED)},
        _released,
    ),
}
