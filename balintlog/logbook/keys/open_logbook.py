"""Open a logbook for a leader, with a passphrase, a one-time code or the key itself.

Two files belong together: the encrypted logbook, and beside it the keys file
(the same name with ``.keys``), whose content is also kept inside the logbook.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

from balintlog.errors import (
    CouldNotError,
    FileProblemError,
    InvalidInputError,
    LockedError,
    ReplacedError,
    WrongPassphraseError,
)
from balintlog.logbook.book import Logbook
from balintlog.logbook.keys import copy_refusal, keys_file, last_seen
from balintlog.storage.change_recorder import ChangeRecorder
from balintlog.storage.file import connection, file_facts
from balintlog.vault import key_under_passphrase, keyring

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from balintlog.logbook.keys.last_seen import Memory
    from balintlog.storage.store import Store
    from balintlog.vault.key_stretching import Meanwhile
    from balintlog.vault.keyring import DataKey, Keyring

_READS = 5
WRONG_CODE = (
    "It has 16 letters and digits, without I, L, O, U, 0 and 1. Earlier passphrases and codes no"
    " longer open the logbook."
)


def approach(
    path: Path,
    leader: str | None,
    choose: Callable[[Keyring, tuple[str, ...]], str] | None = None,
    ring: Keyring | None = None,
) -> Door:
    """Return the locked door of a logbook, and who stands before it.

    ``leader`` None means the only one who has a key, or of several the one that ``choose``
    returns. ``ring``: this one, not the keys file beside the logbook. Raises FileProblemError
    where logbook or keys file are missing or damaged, NotFoundError for a leader without a key,
    and InvalidInputError where nobody can say which of several leaders it is.
    """
    first16, ring = _both_read(path, ring)
    names = keyring.leaders(ring, first16)
    if leader is None and len(names) > 1:
        if choose is None:
            raise InvalidInputError(
                f"this logbook has {len(names)} leaders; which of them are you?",
                hint=f"Say who you are with --as: {' or '.join(names)}.",
            )
        leader = choose(ring, names)
    slot = keyring.slot_of(ring, first16, leader or names[0])
    return Door(path, slot.leader, ring)


def _both_read(path: Path, ring: Keyring | None) -> tuple[bytes, Keyring]:
    """Return the first 16 bytes of a logbook and its keyring, of one moment if that can be had.

    Another window may give the logbook a new key between the two. So both are read again
    before anybody is told that they do not belong together.
    """
    first16 = connection.first_bytes(path)
    if ring is not None:
        return first16, ring
    beside = keys_file.keys_beside(path)
    for _ in range(_READS):
        if first16 in {epoch.salt for epoch in beside.epochs}:
            break
        read = first16, beside
        first16, beside = connection.first_bytes(path), keys_file.keys_beside(path)
        if (first16, beside) == read:
            break
    return first16, beside


class Door(NamedTuple):
    """A logbook that is still locked, and the leader who wants in."""

    path: Path
    leader: str
    keyring: Keyring

    @property
    def leaders(self) -> tuple[str, ...]:
        """The aliases of all who have a key."""
        with self.telling_of_a_new_key():
            return keyring.leaders(self.keyring, connection.first_bytes(self.path))

    @property
    def takes_code(self) -> bool:
        """True while this leader has a one-time code, and no passphrase yet."""
        with self.telling_of_a_new_key():
            first16 = connection.first_bytes(self.path)
            return keyring.slot_of(self.keyring, first16, self.leader).expires_on is not None

    def is_under(self, key: DataKey) -> bool:
        """True while the logbook is still encrypted with a data key."""
        return connection.first_bytes(self.path) == key.salt

    def open(self, typed: str, today: date, memory: Memory | None = None) -> Logbook:
        """Unlock and open the logbook, at the cost of one key stretching.

        Raises LockedError for a wrong passphrase, a wrong code or one that has run out,
        FileProblemError for damage.
        """
        return self.enter(self.unlock(typed, today), today, memory)

    def unlock(
        self,
        typed: str,
        today: date,
        meanwhile: Meanwhile | None = None,
        recall: Callable[[str], Memory | None] | None = None,
    ) -> DataKey:
        """Return the data key for a passphrase, or for a one-time code on one of its days.

        ``meanwhile`` is called while it is stretched (see ``Stretching.key``). ``recall``
        tells what was seen last of the logbook of a file id; with it an edited keys file is
        told from a wrong passphrase.
        """
        self.check_code(today)
        first16 = connection.first_bytes(self.path)
        try:
            with self.telling_of_a_new_key():
                return keyring.unlock(self.keyring, first16, self.leader, typed, meanwhile)
        except WrongPassphraseError as error:
            also = ""
            if recall is not None:
                epoch = keyring.epoch_of(self.keyring, first16)
                also = last_seen.also_possible(recall(self.keyring.file_id), epoch)
            if keyring.slot_of(self.keyring, first16, self.leader).expires_on is None:
                raise WrongPassphraseError(f"{error.message}{also}", error.hint) from None
            raise LockedError(
                f"this is not the one-time code of {self.leader}{also}", WRONG_CODE
            ) from None

    def check_code(self, today: date) -> None:
        """Raise LockedError if this leader has a one-time code that has run out."""
        first16 = connection.first_bytes(self.path)
        with self.telling_of_a_new_key():
            expires_on = keyring.slot_of(self.keyring, first16, self.leader).expires_on
        if expires_on is not None and today > expires_on:
            raise LockedError(
                f"the one-time code of {self.leader} was good until {expires_on}",
                f"Ask the other leader for another: balintlog vault leader reset {self.leader}",
            )

    def enter(self, key: DataKey, today: date, memory: Memory | None = None) -> Logbook:
        """Open the logbook with the data key in hand.

        ``memory`` is the commit that was seen last: a copy that lacks it can be
        read, but not written to.
        """
        keyring.proved(self.keyring, key)
        book = self._entered(key, today, memory)
        try:
            if book.store.refusal is None and book.store.foreign_structure is None:
                is_whole = True
                with suppress(CouldNotError):  # a logbook that can only be read is still read
                    is_whole = _tidy(book, self.keyring)
                if not is_whole:  # SQLCipher reads nothing more once it has met a damaged page
                    book.store.close()
                    book = self._entered(key, today, memory)
        except BaseException:
            book.store.close()
            raise
        book.store.recorder = ChangeRecorder(self.leader, today)
        return book

    def _entered(self, key: DataKey, today: date, memory: Memory | None) -> Logbook:
        """Open the logbook and see whether it is the one of this keyring."""
        backup: Path | None = None

        def prepare(older: Store) -> None:
            from balintlog.logbook.keys import make_backup  # not for every command

            nonlocal backup
            keys_file.check_version(older, self.keyring, key)
            if (another_holds := copy_refusal.refusal(older, memory)) is not None:
                raise another_holds  # before anything of it is changed
            backup = make_backup.before_migrating(older, key, self.keyring, today)

        with self.telling_of_a_new_key():
            seen = None if memory is None else memory.digest
            store = connection.open_file(self.path, key, prepare, seen)
        try:
            if file_facts.file_id(store) != self.keyring.file_id:
                raise FileProblemError(
                    "the keys file does not belong to this logbook",
                    "Restore both from the same backup.",
                )
            keys_file.check_version(store, self.keyring, key)
            store.refusal = copy_refusal.refusal(store, memory)
            if store.refusal is None and store.foreign_structure is None:
                with suppress(CouldNotError):  # a logbook that can only be read is still read
                    last_seen.provide_key(store, key)
            if backup is not None:
                from balintlog.logbook.keys import make_backup

                make_backup.note(store, backup, today)
        except BaseException:
            store.close()
            raise
        return Logbook(store, self.leader, today, key, self.keyring.file_id, backup)

    @contextmanager
    def telling_of_a_new_key(self) -> Iterator[None]:
        """Say so if the logbook got a new key since it was approached: it is not damaged."""
        try:
            yield
        except FileProblemError:
            first16 = connection.first_bytes(self.path)
            fits = {epoch.salt for epoch in keys_file.keys_beside(self.path).epochs}
            fitted = {epoch.salt for epoch in self.keyring.epochs}
            if first16 in fits - fitted:
                raise ReplacedError from None
            raise


def load_libraries() -> None:
    """Import what only the key makes useful; no file of a leader is touched."""
    key_under_passphrase.load_library()
    connection.load_library()


def _tidy(book: Logbook, ring: Keyring) -> bool:
    """Finish a change of the keys that was interrupted; nothing that a leader wrote is touched.

    False if the logbook turned out to be damaged: what is whole of it can still be read.
    """
    try:
        keys_file.settle(book, ring)
    except FileProblemError:
        return False
    return True
