"""A JSON document decoded from its bytes, and which keys stood there twice."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from balintlog.errors import InvalidInputError

MAX_DOCUMENT_BYTES = 10 * 1024 * 1024


class JsonObject(dict[str, Any]):
    """A decoded JSON object that remembers the keys that stood in it twice."""

    twice: tuple[str, ...] = ()


def twice_in(value: object) -> tuple[str, ...]:
    """Return the keys that stood twice in a decoded object."""
    return value.twice if isinstance(value, JsonObject) else ()


def decode(data: bytes) -> Any:
    """Decode JSON text, or raise InvalidInputError saying where it is broken."""
    if len(data) > MAX_DOCUMENT_BYTES:
        raise InvalidInputError(f"the document is longer than {MAX_DOCUMENT_BYTES:,} bytes")
    if not data.strip():
        raise InvalidInputError("the document is empty: there is no JSON in it")
    try:
        return json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=_json_object, parse_constant=_no_constant
        )
    except UnicodeDecodeError as error:
        raise InvalidInputError(
            f"the document is not valid UTF-8 (byte {error.start + 1})", hint="Save it as UTF-8."
        ) from None
    except json.JSONDecodeError as error:
        raise InvalidInputError(
            f"the document is not valid JSON: line {error.lineno}, column {error.colno}"
        ) from None
    except (RecursionError, ValueError):  # nested too deep; NaN; a number of 5,000 digits
        raise InvalidInputError("the document cannot be read as JSON") from None


def _json_object(pairs: list[tuple[str, Any]]) -> JsonObject:
    result = JsonObject(pairs)
    if len(result) < len(pairs):
        times = Counter(key for key, _ in pairs)
        result.twice = tuple(key for key, count in times.items() if count > 1)
    return result


def _no_constant(name: str) -> Any:
    raise ValueError(name)
