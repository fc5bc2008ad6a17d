"""The entries of a session's document, read by the table of its fields (``domain.document``).

The same reading serves a whole document, the object of a single recording command, and what
the guided record has gathered. An entry holds only what was validated: a field that is wrong
is named among the problems of the reading and has its default, and where it has none there
is no entry. Nothing is kept while there are problems.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from balintlog.domain.document import (
    SCHEMA,
    Attended,
    CaseEntry,
    CheckInEntry,
    Kept,
    Note,
    NoteEntry,
    PresentationEntry,
    SessionEntry,
    Telling,
)
from balintlog.domain.document_field import (
    ABOUT_GROUP,
    NO_DEFAULT,
    ONE_LINE,
    Field,
    Part,
    field_of,
    layout,
)
from balintlog.domain.ids import looks_like_id, number_of, shown
from balintlog.errors import InvalidInputError
from balintlog.logbook.document.object_reader import Fields

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from balintlog.logbook.document.reading_context import Reading

R = TypeVar("R")


def read_session(document: Any, reading: Reading) -> SessionEntry | None:
    """Read the document of a session."""
    return read_entry(SessionEntry, Fields(document, "", reading))


def read_checkin(document: Any, reading: Reading) -> CheckInEntry | None:
    """Read news of an earlier case."""
    return read_entry(CheckInEntry, Fields(document, "", reading))


def read_case(document: Any, reading: Reading, may_lack: Collection[str] = ()) -> CaseEntry | None:
    """Read a new case; ``may_lack`` are fields that it can do without here."""
    return read_entry(CaseEntry, Fields(document, "", reading), may_lack)


def read_presentation(document: Any, reading: Reading) -> PresentationEntry | None:
    """Read an earlier case that was presented again."""
    return read_entry(PresentationEntry, Fields(document, "", reading))


def read_telling(document: Any, reading: Reading, must: Collection[str]) -> Telling | None:
    """Read what is recorded of one bringing of a case, by itself; ``must``: what is required."""
    fields = Fields(document, "", reading)
    telling: Telling | None = _read(Telling, fields, must)
    _keep(fields, field_of(CaseEntry, "keep"))
    fields.end()
    return telling


def read_note(document: Any, reading: Reading) -> NoteEntry | None:
    """Read a process note, which needs some content but not every kind of it."""
    return read_entry(NoteEntry, Fields(document, "", reading))


def read_entry(record: type[R], fields: Fields, may_lack: Collection[str] = ()) -> R | None:
    """Return the record in an object, or None if a field is missing or wrong."""
    before = len(fields.reading.problems)
    entry: R | None = _read(record, fields, may_lack=may_lack)
    if isinstance(entry, NoteEntry):
        _check_note(entry.note, fields, is_right=len(fields.reading.problems) == before)
    fields.end()
    return entry


def _read(
    record: Any, fields: Fields, must: Collection[str] = (), may_lack: Collection[str] = ()
) -> Any:
    """Return a record, or None where a field without a default is missing or wrong."""
    values: dict[str, object] = {"pointer": fields.pointer} if "pointer" in record._fields else {}
    is_whole = True
    for member in layout(record):
        if isinstance(member, Part):
            value = _read(member.record, fields, member.must, may_lack)
            is_whole = is_whole and value is not None
        else:
            required = (member.is_required or member.name in must) and member.name not in may_lack
            value = _READERS[member.kind](fields, member, required)
            if value is None and member.default is NO_DEFAULT:
                is_whole = False
            elif value is None:
                value = member.default
        values[member.attribute] = value
    return record(**values) if is_whole else None


def _check_note(note: Note, fields: Fields, *, is_right: bool) -> None:
    if note == Note() and is_right:
        fields.fault(None, "is empty: give a text, an intervention or an observation")
    if note.taken_on is not None and note.for_supervision is None:
        fields.fault("taken_on", "the note has no question for supervision that could be taken")
    if note.done_on is not None and note.next_time is None:
        fields.fault("done_on", "the note has nothing for next time that could be done")


# The readers of single fields, by kind: each is given the object, the field, and whether the
# field is required; None means missing or wrong.


def _line(fields: Fields, field: Field, required: bool) -> str | None:
    return fields.text(field.name, required=required, one_line=True, most=field.high or None)


def _alias(fields: Fields, field: Field, required: bool) -> str | None:
    return fields.alias(field.name, field.kind, required=required)  # type: ignore[arg-type]


def _free_text(fields: Fields, field: Field, required: bool) -> str | None:
    return fields.free_text(
        field.name,
        required=required,
        one_line=field.kind in ONE_LINE,
        most=field.high or None,
        about_group=field.kind in ABOUT_GROUP,
    )


def _word(fields: Fields, field: Field, required: bool) -> str | None:
    read = fields.word_or_yes_no if field.kind == "word or yes" else fields.word
    return read(field.name, field.words, required=required)


def _whole(fields: Fields, field: Field, required: bool) -> int | None:
    return fields.whole(field.name, field.low, field.high, required=required)


def _roles(fields: Fields, field: Field, required: bool) -> dict[str, str] | None:
    inner = fields.inside(field.name, required=required)
    if inner is None:
        return None
    roles = {}
    for alias in inner.names():
        inner.mention("leader", alias)
        if role := inner.word(alias, field.words):
            roles[alias] = role
    return roles


def _attendance(fields: Fields, field: Field, required: bool) -> dict[str, Attended] | None:
    inner = fields.inside(field.name, required=required)
    if inner is None:
        return None
    attendance = {}
    for alias in inner.names():
        inner.mention("member", alias)
        if inner.holds_object(alias):
            attended = read_entry(Attended, inner.within(alias))
        else:
            status = inner.word(alias, field_of(Attended, "status").words)
            attended = None if status is None else Attended(status)
        if attended is not None:
            attendance[alias] = attended
    return attendance


def _case_of_note(fields: Fields, field: Field, required: bool) -> str | None:
    """Read the id of a case, or the pointer of a new one."""
    case = _line(fields, field, required)
    if case is None or not looks_like_id(case) or case.strip().upper()[0] != "C":
        return case
    number = number_of("C", case)
    return shown("C", fields.reading.merged.get(number, number))


def _case_labels(fields: Fields, field: Field, required: bool) -> dict[int, str] | None:
    inner = fields.inside(field.name, required=required)
    if inner is None:
        return None
    labels = {}
    for name in inner.names():
        label = inner.text(name, one_line=True, most=field.high)
        try:
            number = number_of("C", name)
        except InvalidInputError:
            inner.fault(name, "must be the id of a case, such as C7")
            continue
        if label is not None:
            labels[number] = label
    return labels


def _phases(fields: Fields, field: Field, required: bool) -> dict[str, int] | None:
    inner = fields.inside(field.name, required=required)
    if inner is None:
        return None
    minutes = {phase: inner.whole(phase, field.low, field.high) for phase in field.words}
    inner.end()
    return {phase: number for phase, number in minutes.items() if number is not None}


def _records(fields: Fields, field: Field, _: bool) -> tuple[Any, ...]:
    entries = []
    for inner in fields.objects(field.name):
        entry = read_entry(field.record, inner)
        if entry is None:
            fields.reading.not_whole.append(inner.pointer)
        else:
            entries.append(entry)
    return tuple(entries)


def _keep(fields: Fields, field: Field, _: bool = False) -> tuple[Kept, ...]:
    """Read which places of the texts in this object are kept on purpose: the last field of it."""
    sent_at = {text.pointer: text.sent for text in fields.reading.texts}
    places = []
    for inner in fields.objects(field.name):
        kept = read_entry(Kept, inner)
        if kept is None:
            continue
        sent = sent_at.get(fields.pointer + kept.field)
        if sent is None:
            inner.fault("field", "must be the pointer of a free text, such as /summary")
        elif not kept.start < kept.end <= len(sent):
            inner.fault("end", "must come after start, and be inside the text")
        else:
            places.append(kept)
            whole_pointer = fields.pointer + kept.field
            fields.reading.on_purpose.append(kept._replace(field=whole_pointer))
    return tuple(places)


_READERS: dict[str, Callable[[Fields, Field, bool], Any]] = {
    "schema": lambda fields, field, _: fields.constant(field.name, SCHEMA),
    "group": _alias,
    "presenters": lambda fields, field, required: fields.presenters(field.name, required=required),
    "members": lambda fields, field, _: fields.aliases(field.name, "member"),
    "teller": lambda fields, field, _: fields.teller(field.name, field.words),
    "leader": _alias,
    "line": _line,
    "label": _free_text,
    "text": _free_text,
    "lines": lambda fields, field, _: fields.free_lines(field.name, field.high),
    "note": _free_text,
    "note line": _free_text,
    "word": _word,
    "words": lambda fields, field, _: fields.words(field.name, field.words),
    "word or yes": _word,
    "yes": lambda fields, field, required: fields.yes_no(field.name, required=required),
    "whole": _whole,
    "day": lambda fields, field, required: fields.day(field.name, required=required),
    "case": lambda fields, field, required: fields.case_id(field.name, required=required),
    "cases": lambda fields, field, _: fields.case_ids(field.name),
    "case of note": _case_of_note,
    "roles": _roles,
    "attendance": _attendance,
    "labels": _case_labels,
    "phases": _phases,
    "records": _records,
    "keep": _keep,
}
