"""The records that the logbook holds.

Their content (what was told, heard or noted) is declared in ``document``; here it stands in
its place. Named tuples throughout, but for the group with its mutable default.

``id`` is the number behind the shown id (7 for ``C7``). ``row_version`` is
raised by every change, so that an edit can tell whether somebody else was
faster. Dates are calendar days without a time zone; minutes are whole minutes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.vocabulary import SAT_IN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from balintlog.domain.document import Frame, News, Note, Telling
    from balintlog.domain.moment import Moment


class Leader(NamedTuple):
    """Somebody who leads sessions; needs no key to be named."""

    id: int
    alias: str
    accredited: str
    row_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A standing group; the defaults are those of a new one.

    ``agreed_on``: when the members agreed to a de-identified log. ``leaders``:
    who usually leads, alias to role. ``language``: that of its texts.
    ``asks_recognisable``: each new case ends with the question who could recognise it.
    """

    id: int = 0
    label: str
    format: str = "balint"
    usual_minutes: int = 90
    cadence: str = "fortnightly"
    mode: str = "in-person"
    openness: str = "closed"
    language: str = "en"
    asks_recognisable: bool = True
    started_on: date | None = None
    agreed_on: date | None = None
    archived_on: date | None = None
    leaders: Mapping[str, str] = field(default_factory=dict)
    row_version: int = 1


class Attendance(NamedTuple):
    """One member at one session; ``minutes`` None means the whole of it."""

    alias: str
    status: str
    minutes: int | None = None

    @property
    def sat_in(self) -> bool:
        """True for present, late and left-early: there at least for a while."""
        return self.status in SAT_IN


class Session(NamedTuple):
    """One meeting of a group (class A)."""

    id: int
    group_id: int
    held_on: date
    minutes: int
    mode: str
    frame: Frame
    leaders: Mapping[str, str]
    attendance: tuple[Attendance, ...]
    row_version: int
    purged_presentations: int = 0  # of cases that are past their time and gone


class Presentation(NamedTuple):
    """A telling in its place."""

    case_id: int
    session_id: int
    at: Moment
    telling: Telling


class CheckIn(NamedTuple):
    """News in its place."""

    case_id: int
    session_id: int
    at: Moment
    news: News


class ProcessNote(NamedTuple):
    """A note in its place: it is about a session, or about a case discussed there."""

    id: int
    session_id: int
    case_id: int | None
    at: Moment
    author: str
    note: Note
    row_version: int


class Case(NamedTuple):
    """A relationship with a patient that was brought to the group.

    ``recognisable``: whether the leader says that somebody outside could recognise it;
    None where nobody was asked.
    """

    id: int
    group_id: int
    label: str
    closed_on: date | None
    row_version: int
    recognisable: bool | None = None


class Training(NamedTuple):
    """What a leader did for the training that no session here holds (class A).

    ``until_on`` is the last day, or the only one; ``minutes`` are those of all sessions.
    """

    id: int
    leader: str
    kind: str
    from_on: date
    until_on: date
    sessions: int
    minutes: int
    role: str
    mode: str
    source: str
    row_version: int = 1


class CaseEvent(NamedTuple):
    """A closing or a reopening."""

    kind: str
    at: Moment


class CaseLink(NamedTuple):
    """A link as seen from one of the cases: ``continues``, ``continued-by``, ``related``."""

    case_id: int
    relation: str
    at: Moment
