"""What the reading of one document gathers beside its entries.

Everything that is wrong with it, its free texts, and the places in them that
a leader keeps on purpose. Places are code points of a text as it was sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from balintlog.errors import Problem


@dataclass(frozen=True, slots=True)
class FreeText:
    """A text in a leader's own words, at its JSON pointer.

    ``sent`` is as it came, ``text`` as it is kept. ``about_group``: it stands in a process
    note, in which also the members are looked after.
    """

    pointer: str
    sent: str
    text: str
    about_group: bool


@dataclass(frozen=True, slots=True)
class OnPurpose:
    """The place of an identifier that is to be kept: in the text at ``field``, end exclusive."""

    pointer: str
    field: str
    start: int
    end: int


@dataclass(slots=True)
class Reading:
    """What was gathered so far; the fields of one document share it."""

    problems: list[Problem] = field(default_factory=list)
    texts: list[FreeText] = field(default_factory=list)
    on_purpose: list[OnPurpose] = field(default_factory=list)
