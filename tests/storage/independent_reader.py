"""A second reader of logbook files, made from SQLCipher's published page format alone.

It uses nothing of balintlog and nothing of SQLCipher: if it can read a logbook,
the format is the published one, and a leader can read the data without us. A
page is 4096 bytes: what is encrypted (AES-256-CBC), 16 bytes of IV, 64 bytes of
HMAC-SHA512 over both and the page's number. Page 1 begins with the salt.
"""

import hashlib
import hmac
import sqlite3

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, IV, MAC, SALT = 4096, 16, 64, 16


def decrypted(data: bytes, key: bytes) -> bytes:
    """Return the plain SQLite database of an encrypted file; ValueError if a page is not right."""
    mac_salt = bytes(byte ^ 0x3A for byte in data[:SALT])
    mac_key = hashlib.pbkdf2_hmac("sha512", key, mac_salt, 2, 32)
    plain = bytearray(b"SQLite format 3\0")
    for number, start in enumerate(range(0, len(data), PAGE), 1):
        page = data[start + (SALT if number == 1 else 0) : start + PAGE]
        content, iv, mac = page[: -IV - MAC], page[-IV - MAC : -MAC], page[-MAC:]
        counted = content + iv + number.to_bytes(4, "little")
        if not hmac.compare_digest(hmac.new(mac_key, counted, "sha512").digest(), mac):
            raise ValueError(f"page {number} is not as it was written")
        aes = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        plain += aes.update(content) + aes.finalize() + bytes(IV + MAC)
    return bytes(plain)


def opened(data: bytes, key: bytes) -> sqlite3.Connection:
    """Return the decrypted database, opened in memory with Python's own SQLite."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(decrypted(data, key))
    return connection
