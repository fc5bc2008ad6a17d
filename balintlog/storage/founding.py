"""What a new logbook file is given at its creation."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from balintlog.storage.connection import Store


def found(store: Store, file_id: str, keys_document: bytes) -> None:
    """Write the file's own name, and a copy of its keys file."""
    store.add("INSERT INTO logbook (id, file_id) VALUES (1, ?)", (file_id,))
    store.add("INSERT INTO keyring_copy (id, document) VALUES (1, ?)", (keys_document,))


def file_id(store: Store) -> str:
    """Return the name that the file was given at its creation."""
    return str(store.value("SELECT file_id FROM logbook"))
