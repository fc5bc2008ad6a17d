"""The frozen figures of a period: what was said of it, and a digest of the true ones."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import TYPE_CHECKING, Any

from balintlog.privacy.disclosure.summary_rules import CalendarFrame, CaseTable, Disclosed

if TYPE_CHECKING:
    from balintlog.privacy.disclosure.summary_rules import Facts


def digest(facts: Facts) -> str:
    """Return a digest of true figures, the same for the same figures."""
    plain = dataclasses.asdict(facts)
    del plain["purged"]  # figures that are kept were counted before anything went
    text = json.dumps(plain, sort_keys=True, default=sorted)
    return hashlib.sha256(text.encode()).hexdigest()


def encoded(told: Disclosed) -> str:
    """Return what is said of a period as the logbook keeps it."""
    return json.dumps(dataclasses.asdict(told))


def decoded(text: str) -> Disclosed:
    """Return what was said of a period that was kept."""
    kept: dict[str, Any] = json.loads(text)
    frame = kept["frame"]
    modes = tuple((mode, number) for mode, number in frame["modes"])
    tables = tuple(
        CaseTable(table["of"], tuple((word, count) for word, count in table["rows"]))
        for table in kept["tables"]
    )
    feelings = tuple((word, band) for word, band in kept["feelings"])
    return Disclosed(
        **{
            **kept,
            "frame": CalendarFrame(**{**frame, "modes": modes}),
            "tables": tables,
            "feelings": feelings,
        }
    )
