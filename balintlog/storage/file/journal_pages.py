"""The pages in a rollback journal, compared with those in the file.

The form of a journal is public: https://www.sqlite.org/fileformat.html
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from balintlog.vault.page_content import page_content

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from balintlog.vault.keyring import DataKey

MAGIC = bytes.fromhex("d9d505f920a163d7")  # at the beginning; at the end if it names another
_SMALLEST, _LARGEST = 512, 65536  # bytes of a sector of the disk


def holds_old_pages(file: Path, journal: Path, key: DataKey, page_size: int) -> bool:
    """True if a page still has the content that the journal holds: that one was not written."""
    pages = file.read_bytes()
    for number, page in _pages_in(journal.read_bytes(), page_size):
        present = pages[(number - 1) * page_size : number * page_size]
        if number and len(present) == page_size and _is_same(key, number, present, page):
            return True
    return False


def hold_the_same(file: Path, other: Path, key: DataKey, page_size: int) -> bool:
    """True if two files have the same content, however often it was encrypted anew."""
    pages, others = file.read_bytes(), other.read_bytes()
    return len(pages) == len(others) and all(
        _is_same(key, at // page_size + 1, pages[at : at + page_size], others[at : at + page_size])
        for at in range(0, len(pages), page_size)
    )


def _is_same(key: DataKey, number: int, page: bytes, other: bytes) -> bool:
    if page == other:
        return True
    return page_content(key.key, number, page) == page_content(key.key, number, other)


def _pages_in(data: bytes, page_size: int) -> Iterator[tuple[int, bytes]]:
    """Yield the number of each page that a journal holds, from 1, and the page."""
    at = 0
    while data.startswith(MAGIC, at) and len(data) - at >= _SMALLEST:
        count, _, _, sector, size = struct.unpack_from(">5I", data, at + len(MAGIC))
        if size != page_size or not _SMALLEST <= sector <= _LARGEST:
            return
        at += sector
        while count and at + size + 8 <= len(data):
            yield int.from_bytes(data[at : at + 4]), data[at + 4 : at + 4 + size]
            at += size + 8
            count -= 1
        at += -at % sector
