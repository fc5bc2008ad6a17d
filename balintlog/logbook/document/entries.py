"""The document of one session, read into entries.

The same reading serves a whole document, the object of a single recording
command, and what the guided record has gathered. What could not be read is
None here and named among the problems of the reading; entries are only used
further when there are none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from balintlog.domain import vocabulary as words
from balintlog.domain.ids import number_of
from balintlog.domain.records import News, Note, Telling
from balintlog.domain.text import MAX_LABEL_CHARACTERS
from balintlog.errors import InvalidInputError
from balintlog.logbook.document.fields import Fields

if TYPE_CHECKING:
    from datetime import date

    from balintlog.logbook.document.reading_context import Reading

SCHEMA = 1
MAX_MINUTES = 24 * 60
MAX_AFTER_SESSIONS = 50


@dataclass(frozen=True, slots=True)
class AttendanceEntry:
    """How one member was there."""

    status: str | None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class CheckInEntry:
    """News of an earlier case."""

    pointer: str
    case_id: int | None
    news: News


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """A new case.

    ``recognisable``: what a leader answered to the question whether somebody outside could
    recognise it; None where nobody was asked.
    """

    pointer: str
    label: str | None
    telling: Telling
    continues: int | None = None
    related_to: tuple[int, ...] = ()
    recognisable: bool | None = None


@dataclass(frozen=True, slots=True)
class PresentationEntry:
    """A known case presented again."""

    pointer: str
    case_id: int | None
    telling: Telling


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """A process note; ``case`` is a case id, a pointer into the same document, or None.

    ``author`` None is the leader at the keyboard.
    """

    pointer: str
    case: str | None
    note: Note
    author: str | None = None


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """A whole session; what is None is taken from the group.

    ``case_labels`` are those of earlier cases where the document was written, by their number.
    """

    group: str | None
    held_on: date | None
    minutes: int | None
    mode: str | None
    event: str
    cancelled: bool
    recorded: str
    debriefed: str
    safety_concern: bool
    leaders: dict[str, str] | None
    attendance: dict[str, AttendanceEntry]
    checkins: tuple[CheckInEntry, ...]
    cases: tuple[CaseEntry, ...]
    presentations: tuple[PresentationEntry, ...]
    notes: tuple[NoteEntry, ...]
    case_labels: dict[int, str]


def read_session(document: Any, reading: Reading) -> SessionEntry:
    """Read the document of a session."""
    fields = Fields(document, "", reading)
    fields.constant("schema", SCHEMA)
    entry = SessionEntry(
        group=fields.text("group", required=True, one_line=True),
        held_on=fields.day("held_on", required=True),
        **read_frame(fields),
        attendance=_attendance(fields),
        checkins=tuple(read_checkin(one) for one in fields.objects("checkins")),
        cases=tuple(read_case(one) for one in fields.objects("cases")),
        presentations=tuple(read_presentation(one) for one in fields.objects("presentations")),
        notes=tuple(read_note(one) for one in fields.objects("notes")),
        case_labels=_case_labels(fields),
    )
    fields.keep()
    fields.end()
    return entry


def read_frame(fields: Fields) -> dict[str, Any]:
    """Read what a session has beside date, attendance and content."""
    return {
        "minutes": fields.whole("minutes", 1, MAX_MINUTES),
        "mode": fields.word("mode", words.MODES),
        "event": fields.word("event", words.EVENTS, default="ongoing-group"),
        "cancelled": fields.yes_no("cancelled", default=False),
        "recorded": fields.word_or_yes_no("recorded", words.RECORDINGS, "none"),
        "debriefed": fields.word_or_yes_no("debriefed", words.DEBRIEFINGS, "none"),
        "safety_concern": fields.yes_no("safety_concern", default=False),
        "leaders": _leaders(fields),
    }


def read_checkin(fields: Fields) -> CheckInEntry:
    """Read news of an earlier case."""
    entry = CheckInEntry(fields.pointer, fields.case_id("case", required=True), read_news(fields))
    fields.keep()
    fields.end()
    return entry


def read_news(fields: Fields) -> News:
    """Read what was heard."""
    return News(
        outcome=fields.word("outcome", words.OUTCOMES, required=True) or "",
        text=fields.free_text("text"),
        feelings_before=fields.words("feelings_before", words.FEELINGS),
        feelings_after=fields.words("feelings_after", words.FEELINGS),
        after_sessions=fields.whole("after_sessions", 1, MAX_AFTER_SESSIONS),
        again=fields.yes_no("again", default=True),
    )


def read_case(fields: Fields, *, presenter_required: bool = True) -> CaseEntry:
    """Read a new case."""
    entry = CaseEntry(
        fields.pointer,
        label=fields.free_text("label", required=True, one_line=True, most=MAX_LABEL_CHARACTERS),
        telling=read_telling(fields, presenter_required=presenter_required),
        continues=fields.case_id("continues"),
        related_to=fields.case_ids("related_to"),
        recognisable=fields.answer("recognisable"),
    )
    fields.keep()
    fields.end()
    return entry


def read_presentation(fields: Fields) -> PresentationEntry:
    """Read a known case presented again."""
    entry = PresentationEntry(
        fields.pointer,
        fields.case_id("case", required=True),
        read_telling(fields, presenter_required=False),
    )
    fields.keep()
    fields.end()
    return entry


def read_telling(fields: Fields, *, presenter_required: bool) -> Telling:
    """Read what is recorded of one bringing of a case."""
    return Telling(
        presenter=fields.text("presenter", required=presenter_required, one_line=True),
        summary=fields.free_text("summary"),
        encounter=fields.word("encounter", words.ENCOUNTERS),
        themes=fields.words("themes", words.THEMES),
        feelings=fields.words("feelings", words.FEELINGS),
        patient_feelings=fields.words("patient_feelings", words.PATIENT_FEELINGS),
        why=fields.word("why", words.REASONS),
        new_perspective=fields.free_text("new_perspective"),
        phase_minutes=_phase_minutes(fields),
        follow_up=fields.word("follow_up", words.WISHES, default="yes") or "",
        after_sessions=fields.whole("after_sessions", 1, MAX_AFTER_SESSIONS, 1) or 1,
    )


def read_note(fields: Fields) -> NoteEntry:
    """Read a process note, which needs some content but not every kind of it."""
    before = len(fields.reading.problems)
    case = fields.text("case", one_line=True)
    author = fields.text("author", one_line=True)
    note = Note(
        text=fields.free_text("text", about_group=True),
        interventions=fields.words("interventions", words.INTERVENTIONS),
        observations=fields.words("observations", words.OBSERVATIONS),
        heading=fields.word("heading", words.HEADINGS),
        for_supervision=fields.free_text("for_supervision", about_group=True),
        taken_on=fields.day("taken_on"),
    )
    if note == Note() and len(fields.reading.problems) == before:
        fields.fault(None, "holds nothing: give a text, an intervention or an observation")
    if note.taken_on is not None and note.for_supervision is None:
        fields.fault("taken_on", "there is no question for supervision that could be taken")
    fields.keep()
    fields.end()
    return NoteEntry(fields.pointer, case, note, author)


def _leaders(fields: Fields) -> dict[str, str] | None:
    inner = fields.inside("leaders")
    if inner is None:
        return None
    return {alias: inner.word(alias, words.LEADER_ROLES) or "" for alias in inner.names()}


def _case_labels(fields: Fields) -> dict[int, str]:
    inner = fields.inside("case_labels")
    found = {}
    for name in [] if inner is None else inner.names():
        assert inner is not None  # noqa: S101 - it has names
        label = inner.text(name, one_line=True, most=MAX_LABEL_CHARACTERS)
        try:
            number = number_of("C", name)
        except InvalidInputError:
            inner.fault(name, "must be the id of a case, such as C7")
            continue
        if label is not None:
            found[number] = label
    return found


def _attendance(fields: Fields) -> dict[str, AttendanceEntry]:
    inner = fields.inside("attendance", required=True)
    return {} if inner is None else {alias: _attended(inner, alias) for alias in inner.names()}


def _attended(fields: Fields, alias: str) -> AttendanceEntry:
    if not fields.holds_object(alias):
        return AttendanceEntry(fields.word(alias, words.ATTENDANCES))
    inner = fields.inside(alias)
    assert inner is not None  # noqa: S101 - it was just seen
    status = inner.word("status", words.ATTENDANCES, required=True)
    minutes = inner.whole("minutes", 0, MAX_MINUTES)
    inner.end()
    return AttendanceEntry(status, minutes)


def _phase_minutes(fields: Fields) -> dict[str, int]:
    inner = fields.inside("phase_minutes")
    if inner is None:
        return {}
    found = {phase: inner.whole(phase, 0, MAX_MINUTES) for phase in words.PHASES}
    inner.end()
    return {phase: minutes for phase, minutes in found.items() if minutes is not None}
