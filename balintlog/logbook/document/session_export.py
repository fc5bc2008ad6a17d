"""A recorded session as the document that it could have been recorded from.

Fields that have their default value are left out, so that the document is
what a leader would have written. It can be read back into another logbook
that knows the group, the aliases and the earlier cases: those by their labels,
as case numbers differ.
"""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import TYPE_CHECKING, Any

from balintlog.domain.ids import looks_like_id, number_of, shown
from balintlog.domain.records import News, Note, Telling
from balintlog.logbook import authorship
from balintlog.logbook.screening import gate
from balintlog.storage.tables import cases, checkins, kept_on_purpose, notes, presentations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balintlog.domain.records import Attendance, Case, ProcessNote, Session
    from balintlog.logbook.book import Logbook

_FRAME_DEFAULTS = {
    "cancelled": False,
    "recorded": "none",
    "debriefed": "none",
    "safety_concern": False,
}
_DEFAULT_TELLING = dataclasses.asdict(Telling())
_DEFAULT_NEWS = dataclasses.asdict(News(outcome=""))
_DEFAULT_NOTE = dataclasses.asdict(Note())


def session_document(
    book: Logbook, session: Session, *, all_authors: bool = False
) -> dict[str, Any]:
    """Return the document of a whole session, with the leader's own notes or those of all."""
    author = authorship.author_shown(book, all_authors=all_authors)
    told = presentations.in_session(book.store, session.id)
    new = [one for one in told if first_session(book, one.case_id) == session.id]
    new_ids = [one.case_id for one in new]
    kept = _Kept(book, session)
    content = {
        "checkins": [
            kept.marked(
                {"case": shown("C", one.case_id), **news_object(one.news)},
                ("check-in", one.case_id),
            )
            for one in checkins.in_session(book.store, session.id)
        ],
        "cases": [
            kept.marked(
                case_object(book, one.case_id, one.telling),
                ("case", one.case_id),
                ("presentation", one.case_id),
            )
            for one in new
        ],
        "presentations": [
            kept.marked(
                {"case": shown("C", one.case_id), **telling_object(one.telling)},
                ("presentation", one.case_id),
            )
            for one in told
            if one.case_id not in new_ids
        ],
        "notes": [
            kept.marked(note_object(note, new_ids), ("note", note.id))
            for note in notes.notes_in(book.store, session.id, author)
        ],
    }
    labels = {"case_labels": _labels_of(book, content)}
    parts = {key: value for key, value in {**labels, **content}.items() if value}
    return {**frame_object(session), **parts}


def without_presenter(document: Mapping[str, Any]) -> list[str]:
    """Return the pointers of new cases of an exported document that lack a presenter.

    Whoever brought them has left, and a purge dropped the code. To record the document
    elsewhere somebody has to be named.
    """
    cases_told = document.get("cases", [])
    return [f"/cases/{place}" for place, one in enumerate(cases_told) if "presenter" not in one]


class _Kept:
    """What was kept on purpose at a session, found again in its texts."""

    def __init__(self, book: Logbook, session: Session) -> None:
        self._purposes = kept_on_purpose.in_session(book.store, session.id)
        self._guard = gate.guard_of(book, session.group_id)

    def marked(self, fields: dict[str, Any], *records: tuple[str, int]) -> dict[str, Any]:
        """Return an object with the places in it that are kept on purpose, if there are any."""
        known = [one for record in records for one in self._purposes.get(record, [])]
        places = []
        for key in dict.fromkeys(one.field for one in known):
            found = self._guard.read(fields.get(key, ""))
            places += [
                {"field": f"/{key}", "start": one.start, "end": one.end}
                for one in gate.findings_kept(found, key, known)
            ]
        return {**fields, "keep": places} if places else fields


def _labels_of(book: Logbook, content: Mapping[str, list[dict[str, Any]]]) -> dict[str, str]:
    """Return the label of every earlier case that a document speaks of, by its id."""
    spoken_of = [
        name
        for objects in content.values()
        for one in objects
        for name in (one.get("case"), one.get("continues"), *one.get("related_to", ()))
        if name is not None and looks_like_id(name)
    ]
    return {name: cases.label(book.store, number_of("C", name)) for name in spoken_of}


def frame_object(session: Session) -> dict[str, Any]:
    """Return a session's document without its content."""
    from balintlog.logbook.document.entries import SCHEMA

    frame = {
        "schema": SCHEMA,
        "group": shown("G", session.group_id),
        "held_on": session.held_on.isoformat(),
        "minutes": session.minutes,
        "mode": session.mode,
        "event": session.event,
        "leaders": dict(session.leaders),
        "attendance": {one.alias: attendance_value(one) for one in session.attendance},
    }
    for key, default in _FRAME_DEFAULTS.items():
        if (value := getattr(session, key)) != default:
            frame[key] = value
    return frame


def attendance_value(one: Attendance) -> str | dict[str, Any]:
    """Return how one member was there: a word, or an object where minutes are known."""
    if one.minutes is None:
        return one.status
    return {"status": one.status, "minutes": one.minutes}


def case_object(book: Logbook, case_id: int, telling: Telling) -> dict[str, Any]:
    """Return a case as the object that it could have been added from."""
    case = cases.case(book.store, case_id)
    assert case is not None  # noqa: S101 - it has a presentation
    answer = {} if case.recognisable is None else {"recognisable": case.recognisable}
    return {"label": case.label, **telling_object(telling), **link_fields(book, case), **answer}


def link_fields(book: Logbook, case: Case) -> dict[str, Any]:
    """Return the fields that tie a case to earlier ones."""
    found: dict[str, Any] = {}
    earlier = cases.earlier_cases(book.store, case.id)
    for link in cases.links(book.store, case.id):
        if link.case_id not in earlier:
            continue
        if link.relation == "continues":
            found["continues"] = shown("C", link.case_id)
        else:
            found.setdefault("related_to", []).append(shown("C", link.case_id))
    return found


def telling_object(telling: Telling) -> dict[str, Any]:
    """Return the fields of one bringing of a case; the wish is always among them."""
    wish = {"follow_up": telling.follow_up, "after_sessions": telling.after_sessions}
    return {**_without_defaults(dataclasses.asdict(telling), _DEFAULT_TELLING), **wish}


def news_object(news: News) -> dict[str, Any]:
    """Return the fields of what was heard."""
    return _without_defaults(dataclasses.asdict(news), _DEFAULT_NEWS)


def note_object(note: ProcessNote, new_cases: list[int]) -> dict[str, Any]:
    """Return a note's fields; a case that is new in the session is named by its pointer.

    The author always stands there: whoever reads the document may be somebody else.
    """
    found: dict[str, Any] = {}
    if note.case_id is not None:
        found["case"] = (
            f"/cases/{new_cases.index(note.case_id)}"
            if note.case_id in new_cases
            else shown("C", note.case_id)
        )
    found["author"] = note.author
    return {**found, **_without_defaults(dataclasses.asdict(note.note), _DEFAULT_NOTE)}


def first_session(book: Logbook, case_id: int) -> int:
    """Return the number of the session at which a case was first presented."""
    return presentations.of_case(book.store, case_id)[0].session_id


def _without_defaults(fields: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _plain(value) for key, value in fields.items() if value != defaults[key]}


def _plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value
