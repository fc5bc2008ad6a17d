"""Run by a test: the program with one more line in the table of fields, and a column for it.

Prints as JSON where the field then is. Argument: the record that gets it.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

LINE = """
    mood: Annotated[
        str | None, Field("word", "The mood of it.", ("calm", "tense"))
    ] = None
"""
COLUMNS = {
    "News": "checkin",
    "Telling": "presentation",
    "Note": "process_note",
    "Frame": "session",
}
ENTRIES: dict[str, dict[str, Any]] = {
    "News": {"checkins": [{"case": "C1", "outcome": "easier"}]},
    "Telling": {"presentations": [{"case": "C1"}]},
    "Note": {"notes": [{"text": "It was quiet.", "case": "C1"}], "presentations": [{"case": "C1"}]},
}
BEHIND = {
    "News": "    again: Annotated",
    "Telling": "    follow_up: Annotated",
    "Note": "    heading: Annotated",
    "Frame": "    cancelled: Annotated",
}


def add_the_line(record: str) -> None:
    """Load the table of fields with one more line in a record."""
    spec = importlib.util.find_spec("balintlog.domain.document")
    assert spec is not None
    assert spec.origin is not None
    source = Path(spec.origin).read_text("utf-8")
    head, record_start, rest = source.partition(f"class {record}(NamedTuple):")
    rest = rest.replace(BEHIND[record], LINE + BEHIND[record], 1)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    code = compile(head + record_start + rest, spec.origin, "exec", dont_inherit=True)
    exec(code, module.__dict__)


def document(record: str, mood: str) -> dict[str, Any]:
    """Return a session's document with the new field in one place."""
    from conftest import session_document

    fields = ENTRIES.get(record, {})
    if record == "Frame":
        return session_document("2026-03-09", mood=mood)
    entries = next(iter(fields.values()))
    entries[0]["mood"] = mood
    return session_document("2026-03-09", **fields)


def main(record: str) -> dict[str, Any]:
    """Return what the document, the schema, the export and the history make of the field."""
    add_the_line(record)
    import conftest

    from balintlog.cli.history_lines import history_lines
    from balintlog.cli.terminal.output import as_json
    from balintlog.domain.membership import Period
    from balintlog.domain.records import Group
    from balintlog.errors import InvalidInputError
    from balintlog.logbook.book import find_case, find_group, find_session
    from balintlog.logbook.document.json_objects import object_of
    from balintlog.logbook.document.session_schema import session_schema
    from balintlog.logbook.keys import create_logbook, open_logbook
    from balintlog.logbook.record import edit_groups, edit_members, record_session
    from balintlog.logbook.view.case_history import case_now, history_of
    from balintlog.logbook.view.case_story import story_of
    from balintlog.logbook.view.session_and_note import session_view
    from balintlog.logbook.view.session_export import session_entry

    path = Path(tempfile.mkdtemp()) / "l.balint"
    create_logbook.create(path, "alder", conftest.PASSPHRASE, conftest.TODAY, conftest.CHEAP)
    book = open_logbook.approach(path, "alder").open(conftest.PASSPHRASE, conftest.TODAY)
    with book.store:
        book.store.change(f"ALTER TABLE {COLUMNS[record]} ADD COLUMN mood TEXT")
        edit_groups.add_group(book, Group(label="larch", leaders={"alder": "leader"}))
        larch = find_group(book, "larch")
        for alias in ("heron", "plover", "moth"):
            edit_members.add_member(book, larch, alias, None, Period("member", None, None))
        cases = [{"label": "the unopened letters", "presenter": "heron"}]
        first = conftest.session_document("2026-03-02", cases=cases)
        record_session.record_session(book, first)
        try:
            record_session.record_session(book, document(record, "merry"))
        except InvalidInputError as error:
            refused = [problem.pointer for problem in error.problems]
        record_session.record_session(book, document(record, "tense"))
        session, case = find_session(book, "S2"), find_case(book, "C1")
        history = history_of(book, case, with_notes=True)
        return {
            "refused": refused,
            "schema": session_schema(),
            "document": document(record, "tense"),
            "export": object_of(session_entry(book, session)),
            "history": as_json(history),
            "session": as_json(session_view(book, session)),
            "lines": history_lines(
                case_now(book, case),
                story_of(book, case, with_notes=True),
                "",
                width=80,
                reader="alder",
            ),
        }


if __name__ == "__main__":
    sys.path += [str(Path(__file__).parents[1])]
    sys.stdout.write(json.dumps(main(sys.argv[1])))
