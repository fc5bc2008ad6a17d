"""Facts that follow from an evening's frame: its day, who was there, which cases there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from balintlog.cli.guided.form_part import FormPart
from balintlog.domain.document import Attended, Frame
from balintlog.domain.typed.frame.evening_frame import (
    EveningFrame,
    Mark,
    attendance_of,
    marks_of,
    sat_in,
    usual_frame,
)
from balintlog.logbook.view.choices import session_choices

if TYPE_CHECKING:
    from balintlog.cli.desk import Desk
    from balintlog.cli.guided.form import Answers, Form
    from balintlog.domain.records import Group, Session
    from balintlog.domain.typed.frame.evening_frame import Around
    from balintlog.logbook.book import Logbook

ENTRIES = "entries"  # what was said of each entry of a recorded session, as a draft keeps it
GOES = "goes"  # such an entry is to be deleted


@dataclass
class EveningSoFar:
    """The form of a session, its group, and what follows from its first answer, the frame.

    ``was_looked_at``: the leader has just seen all of it, and said that it is to be saved.
    ``list_was_read``: tonight's list was shown. ``session``: the recorded one that is edited.
    """

    desk: Desk
    book: Logbook
    group: Group
    form: Form
    around: Around
    was_looked_at: bool = False
    list_was_read: bool = False
    session: Session | None = None

    @property
    def frame(self) -> EveningFrame:
        """The frame as it was said so far, or all as usual."""
        said = self.form.asides.get("frame")
        if said is not None:
            return frame_from(said)
        return usual_frame(self.around.circle(self.group.label), self.desk.evening)

    @property
    def day(self) -> date:
        """The date of the session."""
        return self.frame.held_on

    def take_frame(self, frame: EveningFrame) -> None:
        """Keep a frame in the form, and in its draft."""
        self.form.asides["frame"] = frame_as_object(frame)
        self.form.answers["held_on"] = frame.held_on.isoformat()  # by which a draft is listed
        self.form.save_draft()

    @property
    def there(self) -> tuple[str, ...]:
        """The aliases of those who sat in."""
        frame = self.frame
        attendance = attendance_of(frame, self.around)
        return tuple(alias for alias in attendance if sat_in(frame, alias))

    @property
    def away(self) -> tuple[str, ...]:
        """The aliases of those who did not."""
        there, named = self.there, attendance_of(self.frame, self.around)
        return tuple(alias for alias in named if alias not in there)

    @property
    def to_be_deleted(self) -> list[str]:
        """The cases whose recorded news is to go when this is saved."""
        said = self.form.asides.get(ENTRIES, {}).items()
        return [entry["entry"] for name, entry in said if GOES in entry and name != entry["entry"]]

    @property
    def leaders(self) -> tuple[str, ...]:
        """The aliases of those who led."""
        return tuple(self.frame.leaders)

    def part(self, name: str, into: Answers) -> FormPart:
        """Return a part of the form, such as one case."""
        return FormPart(self.desk, self.form, into, name)


def take_up_first_edition(evening: EveningSoFar) -> None:
    """Bring a draft that the first edition's questions made into the shape of these."""
    form = evening.form
    turns = form.asides.pop("turns", None)
    if "frame" in form.asides or "held_on" not in form.answers:
        return
    said = form.answers
    day = date.fromisoformat(said["held_on"])
    frame = usual_frame(evening.around.circle(evening.group.label), day)
    minutes = said.pop("minutes", frame.minutes)
    attended = {
        alias: Attended(entry) if isinstance(entry, str) else Attended(**entry)
        for alias, entry in said.pop("attendance", {}).items()
    }
    frame = frame._replace(
        minutes=minutes,
        mode=said.pop("mode", frame.mode),
        leaders=said.pop("leaders", frame.leaders),
        marks=marks_of(attended, minutes),
    )
    form.asides["cases"] = [turn["answers"] for turn in turns or () if turn["kind"] != "none"]
    for name in ("schema", "group"):
        said.pop(name, None)
    form.answered = ["frame said", "to the look"]
    evening.take_frame(frame)


def evening_around(desk: Desk, book: Logbook) -> Around:
    """Return what stands fixed while the line about an evening's frame is read."""
    return session_choices.around(book, desk.today, desk.evening)


def frame_as_object(frame: EveningFrame) -> dict[str, Any]:
    """Return a frame as a draft keeps it."""
    said = {
        name: dict(value) if isinstance(value, Mapping) else value
        for name, value in frame._asdict().items()
    }
    return {**said, "held_on": frame.held_on.isoformat(), "facts": frame.facts._asdict()}


def frame_from(said: dict[str, Any]) -> EveningFrame:
    """Return the frame that a draft keeps."""
    facts = {**said["facts"], "offered": tuple(said["facts"].get("offered", ()))}
    return EveningFrame(**said)._replace(
        held_on=date.fromisoformat(said["held_on"]),
        marks={alias: Mark(*mark) for alias, mark in said["marks"].items()},
        leaders_away=tuple(said["leaders_away"]),
        offered=tuple(said["offered"]),
        facts=Frame(**facts),
    )
