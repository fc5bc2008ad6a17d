"""Reading what ``--from`` names: a JSON file, or standard input."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from balintlog.domain.text import printable
from balintlog.errors import InvalidInputError
from balintlog.logbook.fields import MAX_DOCUMENT_BYTES, decode

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk


def read_document(desk: Desk, source: str) -> Any:
    """Decode the JSON document at ``source`` (``-`` is standard input)."""
    if source == "-":
        return decode(desk.surroundings.stdin_bytes.read(MAX_DOCUMENT_BYTES + 1))
    try:
        with Path(source).expanduser().open("rb") as file:
            return decode(file.read(MAX_DOCUMENT_BYTES + 1))
    except OSError:
        raise InvalidInputError(
            f"the file {printable(source)} cannot be read", hint="Check its name, or use --from -."
        ) from None
