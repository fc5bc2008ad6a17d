"""The page of a certificate: a member's attendance, to show to a chamber or a training scheme.

Somebody types the names when it is made, and they are kept nowhere else. It holds no case.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain import society_units
from balintlog.reports.page import ACTIVITY_ONLY, Page, Section, Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


class CertifiedSession(NamedTuple):
    """One session at which the member was there, and for how many minutes."""

    held_on: date
    minutes: int
    mode: str


def page(
    name: str,
    attended: Sequence[CertifiedSession],
    leaders: Sequence[tuple[str, str]],
    wanted: Sequence[str],
) -> Page:
    """Return the certificate; ``leaders`` are names with their role, ``wanted`` units of time."""
    minutes = sum(session.minutes for session in attended)
    first, last = attended[0].held_on, attended[-1].held_on
    number = f"{len(attended)} session{'' if len(attended) == 1 else 's'}"
    totals = [("Sessions", str(len(attended)))]
    totals += [
        (society_units.named(unit), society_units.converted(minutes, unit)) for unit in wanted
    ]
    return Page(
        title="Certificate of attendance",
        notice=ACTIVITY_ONLY,
        about=(f"Name: {name}", f"Period: {first} to {last}"),
        sections=(
            Section(
                "Attendance",
                (f"{name} took part in {number} of a Balint group.",),
                (
                    Table("Totals", ("What", "How much"), tuple(totals)),
                    Table("How it met", ("Mode", "Sessions", "Minutes"), _by_mode(attended)),
                ),
            ),
            Section("Led by", tuple(f"{leader} ({role})" for leader, role in leaders)),
        ),
        to_fill=("Place, date", "Signature"),
    )


def _by_mode(attended: Sequence[CertifiedSession]) -> tuple[tuple[str, str, str], ...]:
    sessions = Counter(session.mode for session in attended)
    minutes: Counter[str] = Counter()
    for session in attended:
        minutes[session.mode] += session.minutes
    return tuple((mode, str(sessions[mode]), str(minutes[mode])) for mode in sorted(sessions))
