"""Free text that a leader writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balintlog.cli.terminal.prompts import ask_text
from balintlog.domain.text import text_fault

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk


def ask_free_text(desk: Desk, question: str, default: str = "", **limits: Any) -> str | None:
    """Ask for a text that may be kept, or for nothing; in an editor where that is wanted."""

    def fault(typed: str) -> str | None:
        return _text_verdict(typed, **limits)

    return ask_text(desk, question, default, fault=fault, own_words=True) or None


def _text_verdict(typed: str, **limits: Any) -> str | None:
    fault = text_fault(typed, **limits) if typed else None
    return f"This {fault}." if fault else None
