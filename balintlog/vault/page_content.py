"""The content of a page of a SQLCipher file, so that two pages can be compared without SQLCipher.

SQLCipher draws another IV whenever it writes a page, to the file as to the rollback journal.
So the same content looks different each time. A page of 4,096 bytes is::

    AES-256-CBC(data key, IV, content)      the first page: 16 bytes of salt before it
    IV                                      16 bytes
    seal                                    64 bytes, HMAC-SHA512

https://www.zetetic.net/sqlcipher/design/
"""

from __future__ import annotations

_IV_SIZE, _SEAL_SIZE = 16, 64
_SALT_SIZE = 16


def page_content(key: bytes, number: int, page: bytes) -> bytes:
    """Return the content of page ``number`` (from 1) under a data key of 32 bytes.

    Nothing is proved: a page under another key gives bytes without meaning.
    """
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.algorithms import AES256
    from cryptography.hazmat.primitives.ciphers.modes import CBC

    end = len(page) - _IV_SIZE - _SEAL_SIZE
    decryptor = Cipher(AES256(key), CBC(page[end : end + _IV_SIZE])).decryptor()
    return decryptor.update(page[_SALT_SIZE if number == 1 else 0 : end]) + decryptor.finalize()
