"""One SQLCipher file: opened with a raw key, fail closed, every failure told in words.

A library that is not SQLCipher ignores ``PRAGMA key`` without a word, so no
file is touched before ``cipher_version`` has answered.
"""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from balintlog.domain.text import is_plain_text
from balintlog.errors import CouldNotError, FileProblemError, ReplacedError
from balintlog.storage.file import failures, schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from balintlog.errors import BalintlogError
    from balintlog.vault.keyring import DataKey

BUSY_SECONDS = 5.0
APPLICATION_ID = 0x62_61_6C_6F  # "balo", so that `file` and other tools can tell
PLAIN_SQLITE = b"SQLite format 3\0"
PAGE_SIZE = 4096

Inode = tuple[int, int]  # with the number of its disk

REPLACED = (
    "the logbook was replaced meanwhile in another window: a new key, or a backup restored",
    "Open it again, then repeat what you did; nothing was changed here.",
)


class Store:
    """The open file. SQL goes in; rows come out; every failure is a BalintlogError."""

    def __init__(self, connection: Any, path: Path) -> None:
        self._connection = connection
        self.path = path
        self.is_open = True
        self._inode = inode(path)
        self.refusal: BalintlogError | None = None  # why nothing may be written

    @property
    def is_replaced(self) -> bool:
        """Tell whether another file has taken the place of this one."""
        return inode(self.path) != self._inode

    @property
    def in_transaction(self) -> bool:
        """Tell whether a transaction has begun and not ended."""
        return bool(self._connection.in_transaction)

    def rows(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[Any]:
        """Return all rows, readable by column name."""
        with self._told_in_words():
            found: list[Any] = self._connection.execute(sql, parameters).fetchall()
        return found

    def row(self, sql: str, parameters: Sequence[object] = ()) -> Any | None:
        """Return the first row, or None."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def value(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        """Return the first column of the first row, or None."""
        found = self.row(sql, parameters)
        return None if found is None else found[0]

    def add(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Insert one row and return its number."""
        with self.writing(), self._told_in_words():
            return int(self._connection.execute(sql, parameters).lastrowid)

    def change(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Change or delete rows and return how many."""
        with self.writing(), self._told_in_words():
            return int(self._connection.execute(sql, parameters).rowcount)

    @contextmanager
    def writing(self, *, content: bool = True) -> Iterator[None]:
        """Hold the file for writing: all of what happens inside is kept, or nothing.

        What was changed gets the mark of its commit; ``content`` False says that
        only the keeping changed, and no word of a leader. Raises ``refusal``.
        """
        if self.refusal is not None:
            raise self.refusal
        with self._transaction("BEGIN IMMEDIATE") as is_outermost:
            if is_outermost and self.is_replaced:
                raise ReplacedError(*REPLACED)  # before its keys file is taken for this one's
            before = self._connection.total_changes
            yield
            if is_outermost and self._connection.total_changes != before:
                self.rows(
                    "INSERT INTO commit_mark (mark, content) VALUES (randomblob(16), ?)", (content,)
                )

    @contextmanager
    def unmarked(self) -> Iterator[None]:
        """Hold the file for what mere opening does: a transaction that leaves no mark.

        A copy that was only opened did not go another way than the one it was made of.
        """
        with self._transaction("BEGIN IMMEDIATE"):
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See the file as it is at one moment, whatever another window writes."""
        with self._transaction("BEGIN"):
            yield

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[bool]:
        """Begin and end a transaction; yield whether it was not inside another, which decides."""
        if self._connection.in_transaction:
            yield False
            return
        self.rows(begin)
        try:
            yield True
            self.rows("COMMIT")
        except BaseException:
            if self._connection.in_transaction:  # a full disk has rolled back by itself
                self.rows("ROLLBACK")
            raise

    def compact(self) -> None:
        """Write the whole file anew, without what was left in unused parts of its pages.

        secure_delete overwrites what is deleted; what a row leaves where it moves away
        from, it does not.
        """
        self.rows("VACUUM")

    def close(self) -> None:
        """Close the file and forget its key."""
        self.is_open = False
        self._connection.close()

    @contextmanager
    def _told_in_words(self) -> Iterator[None]:
        """Turn SQLite's errors into sentences; the rest are defects and pass through."""
        from sqlcipher3 import dbapi2

        try:
            yield
        except dbapi2.DatabaseError as error:
            code = failures.code_of(error)
            # SQLite does not write to a file that another one has taken the place of.
            if code == failures.READONLY and self.is_replaced:
                raise ReplacedError(*REPLACED) from error
            if code not in failures.KNOWN:
                raise
            raise failures.failure(code) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def create(path: Path, key: DataKey) -> Store:
    """Create an encrypted file at ``path`` (mode 0600) with the current schema, and open it.

    Raises FileProblemError if anything stands there.
    """
    new_private_file(path)
    store = _connect(path, key)
    try:
        store.rows(f"PRAGMA application_id = {APPLICATION_ID}")
        schema.migrate(store)
        first_bytes(path)  # refuses one that is not encrypted
    except BaseException:
        store.close()
        raise
    return store


def new_private_file(path: Path) -> None:
    """Make an empty file with mode 0600 that SQLite then fills. FileProblemError if it is there."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR))
        path.chmod(stat.S_IRUSR | stat.S_IWUSR)  # whatever the umask took away
    except FileExistsError:
        raise FileProblemError(f"there is already a file at {path}") from None
    except OSError as error:
        raise CouldNotError(
            f"no file can be made in {path.parent}", failures.failure(failures.READONLY).hint
        ) from error


def first_bytes(path: Path) -> bytes:
    """Return the 16 bytes that say under which key the file was written.

    Raises FileProblemError where there is no file, or none that is a logbook.
    """
    try:
        with path.open("rb") as file:
            start = file.read(PAGE_SIZE)
    except (FileNotFoundError, NotADirectoryError):
        raise FileProblemError(
            f"there is no logbook at {path}",
            "Create one with: balintlog init. Or name an existing one with -f FILE.",
        ) from None
    except IsADirectoryError:
        raise FileProblemError(f"{path} is a folder, not a logbook") from None
    except OSError as error:
        raise CouldNotError(
            f"the logbook at {path} cannot be read",
            "Check that you may read the file and that its disk is there.",
        ) from error
    if start.startswith(PLAIN_SQLITE):
        raise FileProblemError(
            f"{path} is a database without encryption, not a logbook",
            "Name the logbook with -f FILE.",
        )
    if is_plain_text(start):
        raise FileProblemError(
            f"{path} is a text file, and is no balintlog logbook",
            "Name the logbook with -f FILE.",
        )
    if len(start) < PAGE_SIZE:
        raise FileProblemError(
            f"{path} is too short to be a logbook: it is damaged, or something else",
            failures.failure(failures.CORRUPT).hint,
        )
    return start[:16]


def open_file(
    path: Path, key: DataKey, before_migrating: Callable[[Store], None] = lambda _: None
) -> Store:
    """Open an existing file and bring its schema up to date.

    ``before_migrating`` is called with the open file if there is a step to take.
    Raises FileProblemError if it is damaged or newer, CouldNotError if it is busy.
    """
    store = open_unchanged(path, key)
    try:
        if schema.is_older(store):
            before_migrating(store)
            schema.migrate(store)
    except BaseException:
        store.close()
        raise
    return store


def open_unchanged(path: Path, key: DataKey) -> Store:
    """Open an existing file with the schema that it has."""
    store = _connect(path, key)
    try:
        _check_whole(store)
    except BaseException:
        store.close()
        raise
    return store


def is_under(path: Path, key: DataKey) -> bool:
    """Tell whether a file begins as one that is encrypted with a key, whole or not."""
    try:
        _connect(path, key).close()
    except FileProblemError as error:
        return error.__cause__ is None or failures.code_of(error.__cause__) != failures.NOTADB
    return True


def check_every_page(store: Store) -> None:
    """Raise FileProblemError if any page of the file is not as it was written."""
    if store.rows("PRAGMA cipher_integrity_check"):
        raise failures.failure(failures.CORRUPT)


def _connect(path: Path, key: DataKey) -> Store:
    from sqlcipher3 import dbapi2

    try:
        connection = dbapi2.connect(
            str(path.absolute()),  # "file:x" or ":memory:" would be no path for SQLite
            timeout=BUSY_SECONDS,
            isolation_level=None,
        )
    except dbapi2.DatabaseError as error:
        raise failures.failure(failures.CANTOPEN) from error
    store = Store(connection, path)
    try:
        connection.row_factory = dbapi2.Row
        if not store.value("PRAGMA cipher_version"):
            raise FileProblemError(
                "SQLCipher is missing, so nothing can be encrypted; the logbook stays shut",
                "Install balintlog again.",
            )
        store.rows("PRAGMA cipher_log_level = NONE")  # its own errors would go to the screen
        store.rows(f"PRAGMA key = \"x'{key.raw()}'\"")
        for setting in (
            "journal_mode = DELETE",
            "synchronous = FULL",
            "temp_store = MEMORY",
            "secure_delete = ON",
            "foreign_keys = ON",
        ):
            store.rows(f"PRAGMA {setting}")
    except BaseException:
        store.close()
        raise
    return store


def inode(path: Path) -> Inode | None:
    """Return what tells a file apart from another of the same name; None if it is gone."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _check_whole(store: Store) -> None:
    """Refuse a file that is not a logbook, or shorter than it says it is."""
    pages = store.value("PRAGMA page_count")
    if store.path.stat().st_size < pages * PAGE_SIZE:
        raise FileProblemError(
            "the logbook file is damaged: its end is missing",
            failures.failure(failures.CORRUPT).hint,
        )
    if store.value("PRAGMA application_id") != APPLICATION_ID:
        raise FileProblemError(f"{store.path} is encrypted, but is not a logbook")
