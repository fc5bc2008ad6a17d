"""The store: one open file that takes SQL and gives rows, and says every failure in words."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Protocol, Self

from balintlog import disk
from balintlog.errors import BalintlogError, CouldNotError, DiskFailedError, ReplacedError
from balintlog.storage import failures, page_seals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from balintlog.storage.page_seals import Seals


class Recorder(Protocol):
    """Records what a transaction changes (see ``change_recorder``, which knows the store)."""

    moment: Callable[[], tuple[date, str]]

    def watch(self, store: Store) -> None:
        """Get ready, before the transaction begins."""

    def begin(self, store: Store) -> None:
        """Begin to record."""

    def forget_older(self, store: Store) -> None:
        """Delete what was recorded on other days, in any transaction that changes something."""

    def end(self, store: Store) -> None:
        """Save what was recorded, just before the commit."""

    def forget_all(self, store: Store) -> None:
        """Let nothing be taken back any more, by anybody."""

    def leave_unrecorded(self) -> None:
        """Record nothing of this transaction."""


class Store:
    """An open file. SQL goes in; rows come out; every failure is a BalintlogError."""

    def __init__(self, connection: Any, path: Path) -> None:
        self._connection = connection
        self.path = path
        self.is_open = True
        self.saves = 0  # transactions that changed something
        self._inode = disk.inode(path)
        self.refusal: BalintlogError | None = None  # why nothing may be written
        # The same, where the structure is not balintlog's own: a new key leaves that behind.
        self.foreign_structure: BalintlogError | None = None
        self.has_known_structure = False  # until it was compared
        self.seals: Seals | None = None  # of its pages, as they were when it was opened
        self.was_held = False  # for writing, since then
        self.recovery: str | None = None  # what became of a journal that was found beside it
        self.recorder: Recorder | None = None  # of what can be taken back, if anything can

    @property
    def is_replaced(self) -> bool:
        """True as soon as another file has taken the place of this one."""
        return disk.inode(self.path) != self._inode

    @property
    def in_transaction(self) -> bool:
        """True between the beginning and the end of a transaction."""
        return bool(self._connection.in_transaction)

    def rows(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[Any]:
        """Return all rows, readable by column name."""
        rows: list[Any] = self._run(lambda file: file.execute(sql, parameters).fetchall())
        return rows

    def row(self, sql: str, parameters: Sequence[object] = ()) -> Any | None:
        """Return the first row, or None."""
        rows = self.rows(sql, parameters)
        return rows[0] if rows else None

    def value(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        """Return the first column of the first row, or None."""
        row = self.row(sql, parameters)
        return None if row is None else row[0]

    def add(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Insert one row and return its number."""
        with self.writing():
            return int(self._run(lambda file: file.execute(sql, parameters).lastrowid))

    def insert(self, table: str, row: Mapping[str, object]) -> int:
        """Insert one row, its values by column, and return its number."""
        marks = ", ".join("?" * len(row))
        return self.add(
            f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values())
        )

    def change_as_read(
        self, table: str, row: Mapping[str, object], number: int, row_version: int
    ) -> bool:
        """Change columns of a row that is still as it was read; return whether it was.

        Every such change raises the row version, by which the next one can tell.
        """
        assignments = ", ".join(f"{column} = ?" for column in row)
        changed = self.change(
            f"UPDATE {table} SET {assignments}, row_version = row_version + 1"
            " WHERE id = ? AND row_version = ?",
            (*row.values(), number, row_version),
        )
        return bool(changed)

    def change(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> int:
        """Change or delete rows and return how many."""
        with self.writing():
            return int(self._run(lambda file: file.execute(sql, parameters).rowcount))

    def script(self, sql: str) -> None:
        """Run several statements at once, which takes less than one by one; in no transaction."""
        self._run(lambda file: file.executescript(sql))

    def _run(self, run: Callable[[Any], Any]) -> Any:
        """Return what ``run`` returns of the connection.

        SQLite's errors become sentences; the rest are defects and pass through.
        """
        try:
            return run(self._connection)
        except UnicodeDecodeError as error:  # a name that is no text
            raise failures.failure(failures.CORRUPT) from error
        except self._connection.DatabaseError as error:
            code = failures.code_of(error)
            # SQLite does not write to a file that another one has taken the place of.
            if code == failures.READONLY and self.is_replaced:
                raise ReplacedError from error
            if code == failures.INTERRUPTED:
                raise KeyboardInterrupt from error
            if code not in failures.KNOWN:
                if self.has_known_structure:
                    raise
                raise failures.failure(failures.CORRUPT) from error  # made by others
            raise failures.of_error(error, self.path) from error

    @contextmanager
    def writing(self, *, content: bool = True) -> Iterator[None]:
        """Hold the file for writing: all of what happens inside is saved, or nothing.

        A change leaves the mark of its commit; ``content`` False says that it concerns
        only keys or backups, and no word of a leader. Raises ``refusal``, or that of a
        foreign structure.
        """
        self._raise_refusal()
        if self._connection.in_transaction:
            yield
            return
        mark, stamp = os.urandom(16), page_seals.stamp(self.path)
        recorder = self.recorder if content else None
        if recorder is not None:
            recorder.watch(self)
        try:
            with self._transaction("BEGIN IMMEDIATE"):
                if self.is_replaced:
                    raise ReplacedError  # before its keys file is taken for this one's
                if recorder is not None:
                    recorder.begin(self)
                before = self._connection.total_changes
                yield
                if self._connection.total_changes != before:
                    if recorder is not None:
                        recorder.end(self)
                    elif self.recorder is not None:
                        self.recorder.forget_older(self)
                    self.rows(
                        "INSERT INTO commit_mark (mark, content) VALUES (?, ?)", (mark, content)
                    )
            self.saves += self._connection.total_changes != before
        except DiskFailedError as error:
            if page_seals.stamp(self.path) != stamp:  # what was written and undone has other seals
                with suppress(BalintlogError):
                    self.draw_state()
            raise self._with_outcome(error, mark) from error

    def _with_outcome(self, error: DiskFailedError, mark: bytes) -> DiskFailedError:
        """Look whether a commit that failed is there all the same, and say that.

        A disk can fail at the very last step of a commit, when all of it is written.
        """
        try:
            is_there = self.value("SELECT count(*) FROM commit_mark WHERE mark = ?", (mark,))
        except BalintlogError:
            look = "Look whether the change is there before you repeat it."
            return DiskFailedError(error.message, f"{look} {error.hint}")
        if is_there:
            return DiskFailedError(
                f"{error.message} at the very end; the change is saved all the same",
                f"Make a backup on another disk now. {error.hint}",
            )
        outcome = "nothing was changed"
        if self.saves:
            outcome = "this last step was not saved, but what came before it was"
        return DiskFailedError(f"{error.message}; {outcome}", error.hint)

    def require_writable(self) -> None:
        """Raise now what would refuse a change later, so that nobody types in vain.

        Another window that is just writing refuses nothing: it will have ended by then.
        """
        self._raise_refusal()
        try:
            self.rows("BEGIN IMMEDIATE")
            try:  # only a page that is written shows that there may be no journal beside the file
                self.rows(f"PRAGMA user_version = {self.value('PRAGMA user_version')}")
            finally:
                self.rows("ROLLBACK")
        except CouldNotError as error:
            if error.__cause__ is None or failures.code_of(error.__cause__) != failures.BUSY:
                raise

    def _raise_refusal(self) -> None:
        for refusal in (self.refusal, self.foreign_structure):
            if refusal is not None:
                raise refusal

    @contextmanager
    def unmarked(self) -> Iterator[None]:
        """Hold the file for what mere opening does: a transaction that leaves no mark.

        A copy that was only opened has not diverged from its original.
        """
        with self._transaction("BEGIN IMMEDIATE") as is_outermost:
            before = self._connection.total_changes
            yield
            if is_outermost and self._connection.total_changes != before:
                self.draw_state()

    def draw_state(self) -> None:
        """Draw a new state: it tells apart files of one commit mark whose pages may differ."""
        is_there = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?"
        with self._transaction("BEGIN IMMEDIATE"):
            if self.value(is_there, ("memory_key",)):  # from the sixth structure on
                self.rows("UPDATE memory_key SET state = randomblob(16)")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See the file as it is at one moment, whatever another window writes."""
        with self._transaction("BEGIN"):
            yield

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[bool]:
        """Begin and end a transaction, unless there is one already; yield True if it was begun."""
        if self._connection.in_transaction:
            yield False
            return
        self.rows(begin)
        self.was_held = self.was_held or begin != "BEGIN"
        try:
            yield True
            self.rows("COMMIT")
        except BaseException:
            if self._connection.in_transaction:  # a full disk has rolled back by itself
                self.rows("ROLLBACK")
            raise

    def compact(self) -> None:
        """Write the whole file anew, without what was left in unused parts of its pages.

        secure_delete overwrites what is deleted, but not what a row leaves behind when it
        moves.
        """
        self.was_held = True
        self.rows("VACUUM")
        self.draw_state()

    def close(self) -> None:
        """Close the file and forget its key."""
        self.is_open = False
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
