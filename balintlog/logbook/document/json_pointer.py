"""JSON pointers: where in a document something stands (RFC 6901)."""

from __future__ import annotations

from balintlog.domain.text import printable

MAX_KEY_SHOWN = 80  # characters


def below(pointer: str, key: str | int) -> str:
    """Return the JSON pointer (RFC 6901) of a key or index below ``pointer``.

    It is made to be read: a key of many characters is cut short.
    """
    text = printable(str(key)[:MAX_KEY_SHOWN])
    return f"{pointer}/{text.replace('~', '~0').replace('/', '~1')}"
