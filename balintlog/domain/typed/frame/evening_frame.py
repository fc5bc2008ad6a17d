"""The frame of an evening as values: when, how long, who led, and who was not simply there.

Nothing is in it of what was told. Members who were there from beginning to end are not named:
whoever belongs to the group on the date was there, unless a mark says otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from balintlog.domain.document import NOTHING, Attended, Frame
from balintlog.domain.membership import expected
from balintlog.domain.vocabulary import SAT_IN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from balintlog.domain.membership import Member


class Circle(NamedTuple):
    """A group as a line may speak of it: its usual minutes, mode and leaders, and its people.

    ``leaders``: alias to role, in order. ``people``: everybody who was ever in the group, guests
    of single evenings too, in the order of joining.
    """

    label: str
    minutes: int
    mode: str
    leaders: Mapping[str, str]
    people: tuple[Member, ...]


class Around(NamedTuple):
    """What stands fixed while a line is read.

    ``evening`` is the day of the latest evening: until four in the morning yesterday.
    ``circles``: the groups that meet. ``leaders``: every leader of the logbook, by alias.
    """

    today: date
    evening: date
    circles: tuple[Circle, ...]
    leaders: tuple[str, ...]

    def circle(self, label: str) -> Circle:
        """Return the group of a label that one of them has."""
        return next(circle for circle in self.circles if circle.label == label)


class Mark(NamedTuple):
    """How somebody was there, or was not: a word of ATTENDANCES.

    ``minutes`` are those that were missed, for late and left-early; for present, those that
    somebody was there for. None: not known, and for present the whole session.
    """

    status: str
    minutes: int | None = None


class EveningFrame(NamedTuple):
    """What will be saved of a session besides its content.

    ``leaders``: alias to role. ``marks``: members and guests who were not there all the time.
    ``guests``: alias to ``guest`` or ``observer``. ``leaders_away``: usual leaders who were said
    to be away. ``offered``: who had a case for which there was no time.
    """

    group: str
    held_on: date
    minutes: int
    mode: str
    leaders: Mapping[str, str]
    marks: Mapping[str, Mark] = NOTHING
    guests: Mapping[str, str] = NOTHING
    leaders_away: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    facts: Frame = Frame()


def usual_frame(circle: Circle, day: date) -> EveningFrame:
    """Return the frame that is assumed of a group on a day: everything as usual."""
    return EveningFrame(circle.label, day, circle.minutes, circle.mode, circle.leaders)


def members_of(frame: EveningFrame, around: Around) -> list[str]:
    """Return the aliases that belong to the frame's group on its day, in the order of joining."""
    return expected(around.circle(frame.group).people, frame.held_on)


def may_be_named(frame: EveningFrame, around: Around) -> list[str]:
    """Return who may be named without a word such as guest: also somebody on their last day."""
    people = around.circle(frame.group).people
    return [person.alias for person in people if person.may_attend_on(frame.held_on)]


def sat_in(frame: EveningFrame, alias: str) -> bool:
    """Return True for a member or a guest of the frame who was there at least for a while."""
    return alias not in frame.marks or frame.marks[alias].status in SAT_IN


def attendance_of(frame: EveningFrame, around: Around) -> dict[str, Attended]:
    """Return the attendance as a session's document has it; nobody if it was cancelled."""
    if frame.facts.cancelled:
        return {}
    there = dict.fromkeys([*members_of(frame, around), *frame.guests], Mark("present"))
    marks = {**there, **frame.marks}
    return {alias: _attended(mark, frame.minutes) for alias, mark in marks.items()}


def _attended(mark: Mark, lasted: int) -> Attended:
    if mark.minutes is None or mark.status == "present":
        return Attended(mark.status, mark.minutes)
    return Attended(mark.status, max(0, lasted - mark.minutes))


def marks_of(attendance: Mapping[str, Attended], lasted: int) -> dict[str, Mark]:
    """Return the marks of an attendance that was recorded; ``lasted``: the session's minutes."""
    return {
        alias: Mark(status, _counted(status, minutes, lasted))
        for alias, (status, minutes) in attendance.items()
        if (status, minutes) != ("present", None)
    }


def _counted(status: str, minutes: int | None, lasted: int) -> int | None:
    """Return the minutes of a mark: those there of the present, those missed of who came late."""
    if minutes is None or status not in SAT_IN:
        return None
    return minutes if status == "present" else lasted - minutes
