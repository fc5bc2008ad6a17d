"""A draft: what a leader has begun to record, and how far it went.

Not in ``records``: a command names what it begins before anything is unlocked, when those
need not be there yet.
"""

from datetime import date
from typing import NamedTuple

COMMANDS = (
    "log",
    "case add",
    "case present",
    "case check-in",
    "case edit",
    "session edit",
    "note add",
    "note edit",
    "group edit",
    "member edit",
    "training add",
    "training edit",
)


class Begun(NamedTuple):
    """What a leader has begun: a command, in a group.

    ``object`` is what is typed behind the command, such as "N2" or "C7 --session S4"; "" if
    there is nothing but the group.
    """

    group_id: int
    command: str
    object: str = ""


class Draft(NamedTuple):
    """A draft of any leader: its document as JSON, and the day of the last change.

    ``leader`` is the alias of its leader, ``label`` that of its group.
    """

    id: int
    begun: Begun
    document: str
    updated_on: date
    leader: str
    label: str
