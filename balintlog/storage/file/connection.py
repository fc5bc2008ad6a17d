"""The connection to a SQLCipher file: opened with a raw key, or not at all.

A library that is not SQLCipher ignores ``PRAGMA key`` without a word, so no
file is touched before ``cipher_version`` has answered.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from balintlog import disk
from balintlog.disk_failures import reason_of
from balintlog.domain.text import is_plain_text
from balintlog.errors import BalintlogError, CouldNotError, FileProblemError
from balintlog.storage import failures, page_seals
from balintlog.storage.file import gate, schema, shipped_schema
from balintlog.storage.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from balintlog.storage.file.rollback_journal import Settled
    from balintlog.vault.keyring import DataKey

BUSY_SECONDS = 5.0
APPLICATION_ID = 0x62_61_6C_6F  # "balo", so that `file` and other tools can tell
PLAIN_SQLITE = b"SQLite format 3\0"
PAGE_SIZE = 4096
_STEPS_BETWEEN = 100_000  # of SQLite's own, some milliseconds


def create(path: Path, key: DataKey, last: int | None = None) -> Store:
    """Create an encrypted file at ``path`` (mode 0600), and open it.

    It has the current schema, or that after the step ``last``. Raises FileProblemError if
    anything stands there.
    """
    new_private_file(path)
    store = _connect(path, key)
    try:
        store.has_known_structure = True
        with store.unmarked():  # one commit for all steps: a file that is made is whole, or empty
            store.rows(f"PRAGMA application_id = {APPLICATION_ID}")
            schema.migrate(store, last)
        first_bytes(path)  # refuses one that is not encrypted
    except BaseException:
        store.close()
        raise
    return store


def new_private_file(path: Path) -> None:
    """Make an empty file with mode 0600 that SQLite then fills. FileProblemError if it is there."""
    try:
        disk.make_private(path)
    except FileExistsError:
        raise FileProblemError(f"there is already a file at {path}") from None
    except OSError as error:
        reason, hint = reason_of(error)
        raise CouldNotError(f"no file can be made in {path.parent}: {reason}", hint) from error


def first_bytes(path: Path) -> bytes:
    """Return the 16 bytes that say under which key the file was written.

    Raises FileProblemError where there is no file, or none that is a logbook.
    """
    gate.check_kind(path)
    try:
        with path.open("rb") as file:
            start = file.read(PAGE_SIZE)
    except (FileNotFoundError, NotADirectoryError):
        raise FileProblemError(
            f"there is no logbook at {path}",
            "Create one with: balintlog init. Or name an existing one with -f FILE.",
        ) from None
    except OSError as error:
        reason, hint = reason_of(error)
        raise CouldNotError(f"the logbook at {path} cannot be read: {reason}", hint) from error
    if start.startswith(PLAIN_SQLITE):
        raise FileProblemError(
            f"{path} is a database without encryption, not a logbook",
            "Name the logbook with -f FILE.",
        )
    if is_plain_text(start):
        raise FileProblemError(
            f"{path} is a text file, not a balintlog logbook",
            "Name the logbook with -f FILE.",
        )
    if len(start) < PAGE_SIZE:
        raise FileProblemError(
            f"{path} is too short to be a logbook: it is damaged, or it is something else",
            failures.failure(failures.CORRUPT).hint,
        )
    return start[:16]


def open_file(
    path: Path,
    key: DataKey,
    before_migrating: Callable[[Store], None] = lambda _: None,
    seen: str | None = None,
) -> Store:
    """Open an existing file and bring its schema up to date.

    ``before_migrating`` is called with the open file if there is a step to take. ``seen``: see
    ``open_unchanged``.
    Raises FileProblemError if it is damaged or newer, CouldNotError if it is busy.
    """
    store = open_unchanged(path, key, seen)
    try:
        if schema.is_older(store):
            if store.foreign_structure is not None:
                raise store.foreign_structure
            before_migrating(store)
            schema.migrate(store)
    except BaseException:
        store.close()
        raise
    return store


def open_unchanged(path: Path, key: DataKey, seen: str | None = None) -> Store:
    """Open an existing file with the schema that it has.

    A structure that is not balintlog's own can be read, and nothing be written to it. ``seen``
    is the digest of the page seals when the file was last used here, if that is known.
    """
    settled = _settled_journal(path, key, seen)
    try:
        if settled is not None:
            _clear_away(path, key, settled)
        store = _sealed(path, key)
    except FileProblemError as error:
        if settled is None:
            raise
        raise FileProblemError(
            f"{error.message}. {settled.told} {settled.where}", error.hint
        ) from error
    if settled is None:
        return store
    from balintlog.storage.file import integrity  # not for every opening

    try:
        is_whole = not integrity.faults(store)
        told = settled.told_after(is_whole=is_whole)
        if not is_whole:  # SQLCipher reads nothing more once it has met a damaged page
            store.close()
            store = _sealed(path, key)
        store.recovery = told
    except BaseException:
        store.close()
        raise
    return store


def _clear_away(path: Path, key: DataKey, settled: Settled) -> None:
    """Open a file beside which a journal was judged; that plays it back, if it was not taken away.

    A journal holds pages that SQLCipher has encrypted anew. So they get other seals, and the
    file another state: no computer that remembers the old seals takes it for changed.
    """
    with _structure_known(path, key) as store:
        if settled.is_played_back and store.has_known_structure:
            with suppress(BalintlogError):  # a full disk keeps nobody out
                store.draw_state()


def _sealed(path: Path, key: DataKey) -> Store:
    """Open a file, and note the seals that its pages had just before."""
    seals = page_seals.read(path, PAGE_SIZE)
    store = _structure_known(path, key)
    store.seals = seals
    return store


def _settled_journal(path: Path, key: DataKey, seen: str | None = None) -> Settled | None:
    """Judge a journal beside the file before there is any connection to it."""
    gate.check_kind(path)
    if not gate.has_journal(path):
        return None
    from balintlog.storage.file import rollback_journal  # not for every opening

    judge = rollback_journal.Judge(lambda copy: _connect(copy, key), key, PAGE_SIZE, seen)
    return rollback_journal.settle(path, judge, BUSY_SECONDS)


def _structure_known(path: Path, key: DataKey) -> Store:
    """Open a file, also where SQLite makes nothing of a part of its structure."""
    try:
        return _opened(path, key, ())
    except FileProblemError as damaged:
        if damaged.__cause__ is None or failures.code_of(damaged.__cause__) != failures.CORRUPT:
            raise
        # Where SQLite makes nothing of one part of the structure, this lets it read the others.
        with suppress(FileProblemError):
            store = _opened(path, key, ("writable_schema = ON",))
            if store.foreign_structure is not None:
                return store
            store.close()
        raise


def _opened(path: Path, key: DataKey, also: tuple[str, ...]) -> Store:
    store = _connect(path, key, also)
    try:
        with store.reading():
            _check_whole(store)
            store.foreign_structure = shipped_schema.refusal(store)
            store.has_known_structure = store.foreign_structure is None
    except BaseException:
        store.close()
        raise
    return store


def is_under(path: Path, key: DataKey) -> bool:
    """True for a file whose beginning is encrypted with a key, whole or not."""
    try:
        _settled_journal(path, key)
        _connect(path, key).close()
    except FileProblemError as error:
        return error.__cause__ is None or failures.code_of(error.__cause__) != failures.NOTADB
    return True


def check_every_page(store: Store) -> None:
    """Raise FileProblemError if any page of the file is not as it was written."""
    if store.rows("PRAGMA cipher_integrity_check"):
        raise failures.failure(failures.CORRUPT)


def load_library() -> None:
    """Import SQLCipher, which the first connection would do otherwise."""
    from sqlcipher3 import dbapi2  # noqa: F401


def _connect(path: Path, key: DataKey, also: tuple[str, ...] = ()) -> Store:
    from sqlcipher3 import dbapi2

    gate.check_kind(path)
    try:
        connection = dbapi2.connect(
            str(path.absolute()),  # "file:x" or ":memory:" would be no path for SQLite
            timeout=BUSY_SECONDS,
            isolation_level=None,
        )
    except dbapi2.DatabaseError as error:
        raise failures.of_error(error, path) from error
    store = Store(connection, path)
    try:
        connection.row_factory = dbapi2.Row
        if not store.value("PRAGMA cipher_version"):
            raise FileProblemError(
                "SQLCipher is missing, so nothing can be encrypted; the logbook stays locked",
                "Install balintlog again.",
            )
        store.rows("PRAGMA cipher_log_level = NONE")  # its own errors would go to the screen
        store.rows(f"PRAGMA key = \"x'{key.raw()}'\"")
        for setting in (
            *also,
            "journal_mode = DELETE",
            "synchronous = FULL",
            "fullfsync = ON",  # macOS: also out of the disk's own memory
            "temp_store = MEMORY",
            "secure_delete = ON",
            "foreign_keys = ON",
            "trusted_schema = OFF",  # a structure made by others calls no function that acts
            "cell_size_check = ON",
        ):
            store.rows(f"PRAGMA {setting}")
        # Between its steps SQLite comes by here, so that Ctrl-C ends also what never would.
        connection.set_progress_handler(_go_on, _STEPS_BETWEEN)
    except BaseException:
        store.close()
        raise
    return store


def _go_on() -> int:
    """Answer SQLite that it may go on; Python raises KeyboardInterrupt here if it may not."""
    return 0


def _check_whole(store: Store) -> None:
    """Refuse a file that is not a logbook, or shorter than it says it is."""
    pages = store.value("PRAGMA page_count")
    with disk.explained(store.path, "read"):
        size = store.path.stat().st_size
    if size < pages * PAGE_SIZE:
        raise FileProblemError(
            "the logbook file is damaged: its end is missing",
            failures.failure(failures.CORRUPT).hint,
        )
    if store.value("PRAGMA application_id") != APPLICATION_ID:
        raise FileProblemError(f"{store.path} is encrypted, but is not a logbook")
