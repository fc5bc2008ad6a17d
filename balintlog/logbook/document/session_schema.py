"""The JSON Schema of a session's document (draft 2020-12), made of the table of its fields.

It says what the reader accepts, and is judged by another reading of it in the tests. What it
cannot say: whether a date exists, bytes instead of characters, and whatever depends on the
logbook.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from balintlog.domain import document as doc
from balintlog.domain.document_field import field_of, fields_of
from balintlog.domain.text import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from balintlog.domain.document_field import Field

    Schema = Mapping[str, object]  # as it is written: nothing is taken out of it again

ID = "urn:balintlog:session:1"
_CASE = "[Cc][1-9][0-9]{0,17}"
_CONTROLS = "[\\u0000-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u202e]"
_ONE_LINE = "^\\s*\\S[^\\n\\r\\u000b\\u000c\\u0085\\u2028\\u2029]*\\s*$"
_CASE_ID = {"$ref": "#/$defs/case_id"}


def schema_text() -> str:
    """Return the schema as JSON."""
    return json.dumps(session_schema(), indent=1)


def session_schema() -> Schema:
    """Return the schema as a mapping that can be written as JSON."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "Session of a Balint group",
        **_object(doc.SessionEntry),
        "$defs": {
            "checkin": _object(doc.CheckInEntry),
            "case": _object(doc.CaseEntry),
            "presentation": _object(doc.PresentationEntry),
            "note": {**_object(doc.NoteEntry), **_some_content()},
            "keep": _object(doc.Kept),
            "imagined_line": _object(doc.ImaginedLine),
            "text": {
                "description": f"Not blank, at most {MAX_BYTES:,} bytes as UTF-8, and without"
                " control characters other than line breaks and tabs. Blanks at either end are"
                " dropped.",
                "type": "string",
                "maxLength": MAX_BYTES,
                "pattern": "\\S",
                "not": {"pattern": _CONTROLS},
            },
            "line": {
                "description": "A text on one line.",
                "$ref": "#/$defs/text",
                "pattern": _ONE_LINE,
            },
            "case_id": {
                "description": "The id of a case.",
                "type": "string",
                "pattern": f"^\\s*{_CASE}\\s*$",
                "examples": ["C7"],
            },
        },
    }


_DEFS = {
    doc.CheckInEntry: "checkin",
    doc.CaseEntry: "case",
    doc.PresentationEntry: "presentation",
    doc.NoteEntry: "note",
    doc.Kept: "keep",
    doc.ImaginedLine: "imagined_line",
}


def _object(record: Any) -> Schema:
    """Return the schema of an object with the fields of a record, and no others."""
    fields = fields_of(record)
    return {
        "description": " ".join(str(record.__doc__).split()),
        "type": "object",
        "required": [field.name for field in fields if field.is_required],
        "additionalProperties": False,
        "properties": {field.name: _field(field) for field in fields},
    }


def _field(field: Field) -> Schema:
    """Return the schema of one field: what it is in words, and what it may hold."""
    schema = {"description": field.help, **_values(field)}
    if isinstance(field.default, str | int):
        schema["default"] = field.default
    if field.example is not None:
        schema["examples"] = [field.example]
    return schema


def _values(field: Field) -> Schema:
    """Return what a field of its kind may hold."""
    return _BY_KIND[field.kind](field)


def _line(field: Field) -> Schema:
    line = {"$ref": "#/$defs/line"}
    return {**line, "maxLength": field.high} if field.high else line


def _whole(field: Field) -> Schema:
    return {"type": "integer", "minimum": field.low, "maximum": field.high}


def _list_of(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _attendance(field: Field) -> Schema:
    status = _values(field_of(field.record, "status"))
    return {"type": "object", "additionalProperties": {"anyOf": [status, _object(field.record)]}}


def _case_labels(field: Field) -> Schema:
    names = {"propertyNames": _CASE_ID, "additionalProperties": _line(field)}
    return {"type": "object", **names}


def _phases(field: Field) -> Schema:
    properties = {
        phase: {"description": f"Minutes of: {phase}.", **_whole(field)} for phase in field.words
    }
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _records(field: Field) -> Schema:
    return _list_of({"$ref": f"#/$defs/{_DEFS[field.record]}"})


_BY_KIND: dict[str, Callable[[Field], Schema]] = {
    "schema": lambda _: {"const": doc.SCHEMA},
    "group": _line,
    "presenters": lambda field: {
        "anyOf": [_line(field), {**_list_of(_line(field)), "minItems": 1}]
    },
    "members": lambda field: _list_of(_line(field)),
    "teller": _line,
    "leader": _line,
    "line": _line,
    "label": _line,
    "text": lambda _: {"$ref": "#/$defs/text"},
    "lines": lambda field: {**_list_of({"$ref": "#/$defs/line"}), "maxItems": field.high},
    "note": lambda _: {"$ref": "#/$defs/text"},
    "note line": _line,
    "word": lambda field: {"enum": [*field.words]},
    "words": lambda field: _list_of({"enum": [*field.words]}),
    "word or yes": lambda field: {"enum": [*field.words, "no", True, False]},
    "yes": lambda _: {"enum": [True, False, "yes", "no"]},
    "whole": _whole,
    "day": lambda _: {
        "type": "string",
        "format": "date",
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    },
    "case": lambda _: _CASE_ID,
    "cases": lambda _: {"anyOf": [_CASE_ID, _list_of(_CASE_ID)]},
    "case of note": lambda _: {
        "type": "string",
        "pattern": f"^\\s*({_CASE}|/cases/(0|[1-9][0-9]*))\\s*$",
    },
    "roles": lambda field: {
        "type": "object",
        "additionalProperties": {"enum": [*field.words]},
    },
    "attendance": _attendance,
    "labels": _case_labels,
    "phases": _phases,
    "records": _records,
    "keep": _records,
}


def _some_content() -> Schema:
    """Return that a note needs some content, and a day only with what was done on it."""
    days = {"taken_on": ["for_supervision"], "done_on": ["next_time"]}
    content = [field for field in fields_of(doc.Note) if field.name not in days]
    filled = [
        {"required": [field.name], "properties": {field.name: {"minItems": 1}}}
        if field.kind == "words"
        else {"required": [field.name]}
        for field in content
    ]
    return {"anyOf": filled, "dependentRequired": days}
