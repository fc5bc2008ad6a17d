"""The context of one reading: what is gathered beside the entries of a document.

Everything that is wrong with it, its free texts, the places in them that a leader keeps on
purpose, and whom and what it names. Places are code points of a text as it was sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balintlog.domain.document import Kept
    from balintlog.errors import Problem


class FreeText(NamedTuple):
    """A text in a leader's own words, at its JSON pointer.

    ``sent`` is as it came, ``text`` as it is kept. ``about_group``: it stands in a process
    note, in which the members are protected, too.
    """

    pointer: str
    sent: str
    text: str
    about_group: bool


class Mention(NamedTuple):
    """A name at its JSON pointer: an alias, a group as it was typed, or the id of a case."""

    kind: Literal["group", "member", "presenter", "teller", "leader", "case"]
    name: str
    pointer: str


@dataclass(slots=True)
class Reading:
    """What was gathered so far; the fields of one document share it.

    ``on_purpose``: the ``field`` of each is the pointer of the text, from the whole document.
    ``mentions`` holds also the names in objects that are not whole, so that those that do not
    exist are told with all the rest. ``not_whole`` are the pointers of these objects.
    ``merged``: to which case the number of a merged one leads.
    """

    problems: list[Problem] = field(default_factory=list)
    texts: list[FreeText] = field(default_factory=list)
    on_purpose: list[Kept] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    not_whole: list[str] = field(default_factory=list)
    merged: Mapping[int, int] = field(default_factory=dict)
