"""The document of a session: every field, declared once.

A record is a named tuple whose annotations say everything about a field: its
Python type, and a ``Field`` with its kind, vocabulary, limits and what it is in words.
The reader, the writer, the JSON Schema, the columns of the logbook, the options of the
command line and the questions of the evening (in this order) take it from here. To add a
field, add one line here, and a column.

An attribute that is itself a record is a part: its fields stand in the same object of
the document. ``pointer`` is where an entry stood (RFC 6901), and is no field.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, NamedTuple

from balintlog.domain import vocabulary as words
from balintlog.domain.document_field import Field, Part
from balintlog.domain.text import MAX_BYTES, MAX_LABEL_CHARACTERS

SCHEMA = 1
MAX_MINUTES = 24 * 60
MAX_AFTER_SESSIONS = 50
MAX_IMAGINED = 3
MAX_PRESENTATIONS = 1000
NOTHING: Mapping[str, Any] = MappingProxyType({})


class Kept(NamedTuple):
    """The place of an identifier that is kept on purpose, in characters from 0, end exclusive."""

    pointer: str
    field: Annotated[
        str,
        Field(
            "line",
            "The pointer of the text, from the object that holds `keep`.",
            example="/summary",
        ),
    ]
    start: Annotated[
        int, Field("whole", "The first character, counted from 0.", low=0, high=MAX_BYTES)
    ]
    end: Annotated[int, Field("whole", "The character after the last one.", low=1, high=MAX_BYTES)]


KeptOnPurpose = Annotated[
    tuple[Kept, ...],
    Field(
        "keep",
        "Identifiers to keep on purpose, each by its place, as `balintlog privacy check --json`"
        " finds them. A text that holds any other identifier is refused. A blocked word is refused"
        " even if it is named here.",
        record=Kept,
    ),
]


class ImaginedLine(NamedTuple):
    """What came of a line that the group had imagined about a case, by its place."""

    pointer: str
    line: Annotated[
        int,
        Field("whole", "Which of the imagined lines, counted from 1.", low=1, high=MAX_IMAGINED),
    ]
    now: Annotated[
        str,
        Field(
            "word",
            "What came of the line: it held, something else turned out, or it is still open.",
            words.IMAGINED_NOW,
        ),
    ]
    presentation: Annotated[
        int | None,
        Field(
            "whole",
            "Which presentation of the case, counted from 1 in the order of the log. If left out:"
            " the latest one before the news at which the group imagined anything.",
            low=1,
            high=MAX_PRESENTATIONS,
        ),
    ] = None


class News(NamedTuple):
    """What was heard of an earlier case, from its presenter or anybody else (class C)."""

    outcome: Annotated[
        str,
        Field(
            "word",
            "What was heard. not-asked and presenter-absent do not count as asked."
            " presenter-absent means that the presenter was away. Every other word except not-asked"
            " means that the presenter, or the person who told it, was there. The attendance must"
            " agree.",
            words.OUTCOMES,
        ),
    ]
    text: Annotated[
        str | None,
        Field("text", "What was heard, in a line or two.", question="What did you hear?"),
    ] = None
    told_by: Annotated[
        str | None,
        Field(
            "teller",
            "Who told it: the alias of a member or leader who was there, or a word for somebody"
            " else. If left out: the presenter.",
            words.TELLERS,
            example="outside",
        ),
    ] = None
    feelings_before: Annotated[
        tuple[str, ...],
        Field(
            "words",
            "The presenter's feelings before.",
            words.FEELINGS,
            question="Feelings before:",
        ),
    ] = ()
    feelings_after: Annotated[
        tuple[str, ...],
        Field(
            "words",
            "The presenter's feelings now.",
            words.FEELINGS,
            question="Feelings now:",
        ),
    ] = ()
    after_sessions: Annotated[
        int | None,
        Field(
            "whole",
            "At which of the presenter's next sessions to ask: 1 is the next one."
            " If left out: the next one; after declined or contact-ended, none.",
            low=1,
            high=MAX_AFTER_SESSIONS,
        ),
    ] = None
    again: Annotated[bool, Field("yes", "Whether to ask the presenter again.")] = True
    came_of_it: Annotated[
        tuple[ImaginedLine, ...],
        Field(
            "records",
            "What came of the lines that the group had imagined; each line at most once.",
            record=ImaginedLine,
        ),
    ] = ()


class Telling(NamedTuple):
    """What is recorded of one bringing of a case (class C)."""

    presenters: Annotated[
        tuple[str, ...],
        Field(
            "presenters",
            "The alias of the member who presented, or a list if several did. They must have been"
            " there.",
            key="presenter",
        ),
    ] = ()
    summary: Annotated[
        str | None, Field("text", "What was told, without names, places, diagnoses or dates.")
    ] = None
    encounter: Annotated[
        str | None,
        Field(
            "word",
            "What kind of encounter it was about.",
            words.ENCOUNTERS,
            question="Kind of encounter:",
        ),
    ] = None
    themes: Annotated[
        tuple[str, ...],
        Field(
            "words",
            "What it was about.",
            words.THEMES,
            question="Themes (one to three are enough):",
        ),
    ] = ()
    feelings: Annotated[
        tuple[str, ...],
        Field(
            "words",
            "The presenter's feelings.",
            words.FEELINGS,
            question="The presenter's feelings:",
        ),
    ] = ()
    patient_feelings: Annotated[
        tuple[str, ...],
        Field(
            "words",
            "The feelings that the group imagined in the patient.",
            words.FEELINGS,
            question="Feelings imagined in the patient:",
        ),
    ] = ()
    why: Annotated[
        str | None,
        Field(
            "word",
            "Why the presenter chose this case.",
            words.REASONS,
            question="Why this case?",
        ),
    ] = None
    wanted: Annotated[
        str | None, Field("label", "What the presenter wanted of the group, in one line.")
    ] = None
    imagined: Annotated[
        tuple[str, ...],
        Field(
            "lines",
            "What the group imagined, in up to three lines, attributed to nobody.",
            high=MAX_IMAGINED,
        ),
    ] = ()
    on_return: Annotated[
        str | None,
        Field("word", "How the presenter came back to the group at the end.", words.RETURNS),
    ] = None
    said_on_return: Annotated[
        str | None,
        Field("label", "What the presenter said at the end, or took away, in one line."),
    ] = None
    phase_minutes: Annotated[
        Mapping[str, int],
        Field("phases", "How many minutes each phase took.", words.PHASES, low=0, high=MAX_MINUTES),
    ] = NOTHING
    follow_up: Annotated[
        str,
        Field("word", "Whether the presenter wants to be asked again.", words.WISHES, always=True),
    ] = "yes"
    after_sessions: Annotated[
        int,
        Field(
            "whole",
            "At which of the presenter's next sessions to ask: 1 is the next one.",
            low=1,
            high=MAX_AFTER_SESSIONS,
            always=True,
        ),
    ] = 1


class Note(NamedTuple):
    """A process note's content, the leader's own (class P)."""

    text: Annotated[str | None, Field("note", "The note itself.")] = None
    interventions: Annotated[
        tuple[str, ...],
        Field("words", "What the leader did.", words.INTERVENTIONS, question="Interventions:"),
    ] = ()
    observations: Annotated[
        tuple[str, ...],
        Field("words", "What was seen in the group.", words.OBSERVATIONS, question="Observations:"),
    ] = ()
    heading: Annotated[
        str | None,
        Field(
            "word",
            "The competence to which the note belongs.",
            words.HEADINGS,
            question="Which of your competences is it about?",
        ),
    ] = None
    for_supervision: Annotated[
        str | None,
        Field("note", "A question to take to supervision.", question="Question for supervision:"),
    ] = None
    taken_on: Annotated[
        date | None,
        Field(
            "day",
            "When the question went to supervision: not before the session, and not in the future.",
        ),
    ] = None
    next_time: Annotated[
        str | None,
        Field("note line", "What the leaders want to do next time, in one line."),
    ] = None
    done_on: Annotated[
        date | None,
        Field(
            "day",
            "When that was done: not before the session, and not in the future.",
        ),
    ] = None


class Frame(NamedTuple):
    """What is recorded of a session besides its date, its people and its content (class A)."""

    event: Annotated[
        str, Field("word", "What kind of event it was.", words.EVENTS, always=True)
    ] = "ongoing-group"
    cancelled: Annotated[
        bool,
        Field(
            "yes",
            "Whether it was cancelled. Then nobody was there, nothing was presented, and members"
            " may be left out of the attendance.",
        ),
    ] = False
    recorded: Annotated[
        str,
        Field(
            "word or yes",
            "How it was recorded for supervision. yes or true says only that it was; no or false"
            " means none.",
            words.RECORDINGS,
        ),
    ] = "none"
    debriefed: Annotated[
        str,
        Field(
            "word or yes",
            "How the leaders talked it over afterwards. yes or true says only that they did; no or"
            " false means none.",
            words.DEBRIEFINGS,
        ),
    ] = "none"
    safety_concern: Annotated[
        bool,
        Field(
            "yes",
            "Whether a safety concern was handled outside the group (never what it was).",
        ),
    ] = False
    offered: Annotated[
        tuple[str, ...],
        Field(
            "members",
            "The aliases of members who offered a case for which there was no time. They must have"
            " been there.",
            example=["plover"],
        ),
    ] = ()


class Attended(NamedTuple):
    """How a member was there: a word, or an object where the minutes are known."""

    status: Annotated[
        str,
        Field(
            "word",
            "How the member was there; present, late and left-early count as taking part.",
            words.ATTENDANCES,
        ),
    ]
    minutes: Annotated[
        int | None,
        Field(
            "whole",
            "How many minutes the member was there: no more than the session lasted, and 0 for"
            " somebody who was not there. If left out: the whole session.",
            low=0,
            high=MAX_MINUTES,
        ),
    ] = None


class CheckInEntry(NamedTuple):
    """What was heard of an earlier case, from its presenter or anybody else."""

    pointer: str
    case: Annotated[
        int,
        Field(
            "case",
            "A case that was first presented at an earlier session. News of a closed case is"
            " welcome, and does not reopen it.",
        ),
    ]
    news: News
    keep: KeptOnPurpose = ()


class CaseEntry(NamedTuple):
    """A case that is new to the group."""

    pointer: str
    label: Annotated[
        str,
        Field(
            "label",
            "A neutral name that means nothing to anybody else.",
            high=MAX_LABEL_CHARACTERS,
            example="the unopened letters",
        ),
    ]
    telling: Annotated[Telling, Part(must=("presenter",))]
    continues: Annotated[
        int | None,
        Field(
            "case",
            "The earlier case that this one continues; nobody is asked about the earlier one any"
            " more.",
        ),
    ] = None
    related_to: Annotated[
        tuple[int, ...],
        Field("cases", "Earlier cases that this one is related to: one id, or a list."),
    ] = ()
    recognisable: Annotated[
        bool | None,
        Field(
            "yes",
            "Whether somebody in the town, the practice or the family could recognise this from"
            " work, event, family shape, illness or place. If yes, the case is refused. If left"
            " out, the record says that nobody was asked.",
        ),
    ] = None
    keep: KeptOnPurpose = ()


class PresentationEntry(NamedTuple):
    """An earlier case that was presented again, by default by the last presenters who came."""

    pointer: str
    case: Annotated[
        int, Field("case", "A case that is open and was first presented at an earlier session.")
    ]
    telling: Telling
    keep: KeptOnPurpose = ()


class NoteEntry(NamedTuple):
    """How the group worked: a process note, which needs some content besides a date."""

    pointer: str
    note: Note
    case: Annotated[
        str | None,
        Field(
            "case of note",
            "The case that the note is about: its id, or the pointer of a new one. It must be a"
            " case of this session. If left out, the note is about the session.",
            example="/cases/0",
        ),
    ] = None
    author: Annotated[
        str | None,
        Field(
            "leader",
            "The alias of the leader who wrote it. If left out: the leader at the keyboard.",
        ),
    ] = None
    keep: KeptOnPurpose = ()


class SessionEntry(NamedTuple):
    """One session as `balintlog log --from FILE` reads it and `balintlog session export` prints it.

    It holds who was there, what was heard of earlier cases, which cases were presented, and
    the leader's process notes. It is recorded whole or not at all. Members and leaders are named
    by their aliases, never by name. Whether aliases, cases and dates fit what was recorded before
    is checked against the logbook, in this order inside a session: check-ins, new cases, cases
    presented again, notes.
    """

    schema: Annotated[int, Field("schema", "The version of this format.")]
    group: Annotated[str, Field("group", "The group's id, such as G1, or its label.")]
    held_on: Annotated[
        date,
        Field(
            "day",
            "The date of the session: not in the future, and not before the group began.",
            example="2026-03-02",
        ),
    ]
    minutes: Annotated[
        int | None,
        Field(
            "whole",
            "How many minutes it lasted. If left out: the group's usual minutes.",
            low=1,
            high=MAX_MINUTES,
        ),
    ] = None
    mode: Annotated[
        str | None,
        Field("word", "How the group met. If left out: as it usually does.", words.MODES),
    ] = None
    frame: Frame = Frame()
    leaders: Annotated[
        Mapping[str, str] | None,
        Field(
            "roles",
            "Who led, alias by alias. If left out: the group's usual leaders.",
            words.LEADER_ROLES,
            example={"alder": "leader", "sedge": "co-leader"},
        ),
    ] = None
    attendance: Annotated[
        Mapping[str, Attended],
        Field(
            "attendance",
            "How each member was there, alias by alias. Everybody who belonged to the group on the"
            " date must be named.",
            example={"heron": "present", "moth": {"status": "late", "minutes": 60}},
            must=True,
            always=True,
            record=Attended,
        ),
    ] = NOTHING
    case_labels: Annotated[
        Mapping[int, str],
        Field(
            "labels",
            "The labels of the earlier cases that this document names, by the ids it uses; an"
            " export writes them. A logbook that numbers its cases differently finds each case of"
            " the group by its label, and refuses the document if there is none, or more than one."
            " If left out, the ids are those of the logbook that reads the document.",
            high=MAX_LABEL_CHARACTERS,
            example={"C1": "the unopened letters"},
        ),
    ] = NOTHING  # type: ignore[assignment]  # no keys at all
    checkins: Annotated[
        tuple[CheckInEntry, ...],
        Field(
            "records",
            "What was heard of earlier cases; of each case at most once.",
            record=CheckInEntry,
        ),
    ] = ()
    cases: Annotated[
        tuple[CaseEntry, ...],
        Field("records", "New cases, in the order in which they were presented.", record=CaseEntry),
    ] = ()
    presentations: Annotated[
        tuple[PresentationEntry, ...],
        Field(
            "records",
            "Earlier cases that were presented again; each at most once.",
            record=PresentationEntry,
        ),
    ] = ()
    notes: Annotated[
        tuple[NoteEntry, ...],
        Field("records", "The leader's own process notes.", record=NoteEntry),
    ] = ()
    keep: KeptOnPurpose = ()
