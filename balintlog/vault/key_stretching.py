"""Key stretching: from a passphrase to 32 bytes, slowly, by Argon2id (RFC 9106).

Stretching makes each guess at a passphrase cost time and memory. The shipped
setting takes 0.15 to 0.2 seconds and 64 MiB on an ordinary computer.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from threading import Event, Thread
from typing import TYPE_CHECKING

from balintlog.errors import CouldNotError
from balintlog.vault.passphrases import normalise

if TYPE_CHECKING:
    from collections.abc import Callable

    # What is done while a key is being stretched; it is given a function that says whether
    # the stretching still goes on.
    Meanwhile = Callable[[Callable[[], bool]], None]

SALT_BYTES = 16
KEY_BYTES = 32

# The settings that may stand in a keys file. The floor (OWASP's smallest memory)
# keeps an edited file from making guesses cheap at the next change of passphrase.
LANES = range(1, 16 + 1)
LEAST_MEMORY_KIB = 19 * 1024
# The ceiling keeps it from exhausting the computer on which it is opened. Argon2id's time
# goes by the memory times the passes over it, and Ctrl-C waits for its end: at most four
# times what is shipped, which is 768 MiB in one pass, or 64 MiB in twelve.
MOST_WORK_KIB = 4 * 3 * 64 * 1024


@dataclass(frozen=True, repr=False)
class Stretching:
    """A setting of Argon2id: passes over the memory, parallel lanes, memory in KiB.

    ValueError outside the limits above, so that no such setting can exist.
    """

    passes: int
    lanes: int
    memory_kib: int

    def __post_init__(self) -> None:
        work_kib = self.passes * self.memory_kib
        if not (
            self.passes >= 1
            and self.lanes in LANES
            and self.memory_kib >= LEAST_MEMORY_KIB
            and work_kib <= MOST_WORK_KIB
        ):
            raise ValueError("A setting of Argon2id is outside its limits.")

    @staticmethod
    def new_salt() -> bytes:
        """Return 16 random bytes for the next key that is to be stretched."""
        return os.urandom(SALT_BYTES)

    def key(self, passphrase: str, salt: bytes, meanwhile: Meanwhile | None = None) -> bytes:
        """Return the 32 bytes that ``passphrase`` (any spelling) and a 16-byte salt give.

        ``meanwhile`` is called while another thread stretches, which needs no lock of the
        interpreter; what it raises is raised here, and that thread has ended by then.
        CouldNotError if the computer has not enough free memory.
        """
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

        # Surrogates cannot be encoded, and no passphrase holds them (see check_new);
        # letting them pass here makes such a text a wrong passphrase, not a crash.
        secret = normalise(passphrase).encode("utf-8", "surrogatepass")
        argon2id = Argon2id(
            salt=salt,
            length=KEY_BYTES,
            iterations=self.passes,
            lanes=self.lanes,
            memory_cost=self.memory_kib,
        )
        try:
            if meanwhile is None:
                return argon2id.derive(secret)
            return _beside(lambda: argon2id.derive(secret), meanwhile)
        except MemoryError:
            raise CouldNotError(
                "there is not enough free memory to check the passphrase "
                f"({self.memory_kib // 1024} MiB are needed)",
                hint="Close other programs and try again.",
            ) from None


def _beside(derive: Callable[[], bytes], meanwhile: Meanwhile) -> bytes:
    """Return what ``derive`` returns in a thread of its own, and raise what it raises there.

    Where there can be no other thread it is done here, and nothing meanwhile.
    """
    done = Event()
    derived: list[bytes] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            derived.append(derive())
        except BaseException as error:  # noqa: BLE001 - raised below, in the thread that waits
            failed.append(error)
        finally:
            done.set()

    thread = Thread(target=work, name="key stretching")
    try:
        try:
            thread.start()
        except RuntimeError:
            return derive()
        meanwhile(lambda: not done.is_set())
        done.wait()
    finally:
        # Also after Ctrl-C. To wait with ``join`` alone would not do: Python 3.11 takes a
        # thread for ended as soon as it was interrupted while waiting for it.
        if thread.is_alive():
            done.wait()
            thread.join()
    if failed:
        raise failed[0]
    return derived[0]


SHIPPED = Stretching(passes=3, lanes=4, memory_kib=65536)  # RFC 9106, second recommended option
