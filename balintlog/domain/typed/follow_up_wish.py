"""The wish for a follow-up as it is typed behind ``ask``: no, after 2, 2026-06."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypedDict

from balintlog.domain.document import MAX_AFTER_SESSIONS
from balintlog.domain.text import so_many, whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


class Wish(TypedDict, total=False):
    """When the presenter wants to be asked again; ``not_before`` is a month: 2026-06."""

    again: bool
    after_sessions: int
    not_before: str


def read_wish(tokens: Sequence[str]) -> tuple[int, Wish] | None:
    """Return how many of the tokens say when to ask, and what they say; None if they do not."""
    first = tokens[0] if tokens else ""
    if first in ("no", "yes"):
        return 1, {"again": first == "yes"}
    if _MONTH.fullmatch(first):
        return 1, {"not_before": first}
    at = 1 if first == "after" else 0
    sessions = whole_number(tokens[at]) if len(tokens) > at else None
    if sessions is None or not 1 <= sessions <= MAX_AFTER_SESSIONS:
        return None
    has_unit = len(tokens) > at + 1 and tokens[at + 1] in ("session", "sessions")
    return at + 1 + has_unit, {"after_sessions": sessions}


def wish_in_words(wish: Wish) -> str:
    """Return a wish as it is shown back, and can be typed."""
    if "after_sessions" in wish:
        return f"ask after {so_many(wish['after_sessions'], 'session')}"
    if "not_before" in wish:
        return f"ask {wish['not_before']}"
    return "ask yes" if wish["again"] else "ask no"


def wish_that_stands(entry: Mapping[str, Any]) -> Wish:
    """Return the wish in an entry of a document, a telling or news, as it is typed; {} if none."""
    if entry.get("follow_up") == "no" or entry.get("again") is False:
        return {"again": False}
    if sessions := entry.get("after_sessions"):
        return {"after_sessions": sessions}
    return {"again": True} if entry.get("follow_up") == "yes" else {}
