"""The recovery sheet: the data key itself, to be written or printed on paper.

It needs no keys file, since it is meant for the day when that file is lost. Four lines of 16
hexadecimal digits, each with a check of two: the first byte of SHA-256 over
"balintlog recovery sheet v1", the number of the line (one byte) and its 8 bytes.
A slip of the pen is found in its own line, 255 times out of 256; whether it is
the right sheet is found by opening the logbook with it. After borg's paper key,
and Cryptomator's rule that a recovery key is proved before anything is written.
"""

import re

from balintlog.errors import InvalidInputError
from balintlog.vault.key_stretching import KEY_BYTES
from balintlog.vault.key_under_passphrase import sha256
from balintlog.vault.keyring import DataKey

LINES = 4

_PURPOSE = b"balintlog recovery sheet v1"
_BYTES = KEY_BYTES // LINES
_DIGITS = 2 * _BYTES
_LINE = re.compile(rf"(?:[1-{LINES}]:)?([0-9a-f]{{{_DIGITS}}})([0-9a-f]{{2}})")


def lines_of(key: DataKey) -> list[str]:
    """Return the four lines, such as "1: 83e6 30bf deb8 7bae - ad"."""
    parts = [key.key[at : at + _BYTES] for at in range(0, KEY_BYTES, _BYTES)]
    return [_line(number, part) for number, part in enumerate(parts, 1)]


def read_line(number: int, typed: str) -> bytes:
    """Return the 8 bytes of one typed line, with or without its number, dashes and spaces.

    InvalidInputError if it is not line ``number`` as it was printed; none of it is quoted.
    """
    line = _LINE.fullmatch(re.sub(r"[^0-9a-z:]", "", typed.lower()))
    if not line:
        raise InvalidInputError(f"line {number} has 16 digits (0-9 and a-f) and a check of 2")
    part = bytes.fromhex(line[1])
    if _check(number, part) != line[2]:
        raise InvalidInputError(f"line {number} is not as it was printed; please look at it again")
    return part


def read(typed: str) -> bytes:
    """Return the 32 bytes of a whole sheet, whatever else stands on it. InvalidInputError."""
    numbered = [line for line in typed.splitlines() if re.match(rf"\s*[1-{LINES}]:", line)]
    if [line.strip()[0] for line in numbered] != [str(number + 1) for number in range(LINES)]:
        raise InvalidInputError(
            f"a recovery sheet has {LINES} lines that begin with 1: to {LINES}:, in order"
        )
    return b"".join(read_line(number, line) for number, line in enumerate(numbered, 1))


def _line(number: int, part: bytes) -> str:
    digits = part.hex()
    groups = " ".join(digits[at : at + 4] for at in range(0, _DIGITS, 4))
    return f"{number}: {groups} - {_check(number, part)}"


def _check(number: int, part: bytes) -> str:
    return sha256(_PURPOSE + bytes([number]) + part)[:1].hex()
