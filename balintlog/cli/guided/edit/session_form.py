"""The form of a recorded session: the look of its evening, filled in, and all saved at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from balintlog.cli.guided.ask_until_saved import until_saved
from balintlog.cli.guided.draft_offer import (
    carried_on,
    delete_if_sure,
    ends_draft,
    evenings_since,
    saved_as_draft,
)
from balintlog.cli.guided.edit.recorded_entries import RecordedEntries
from balintlog.cli.guided.evening_document import entries_of, frame_document, typed_in
from balintlog.cli.guided.evening_facts import EveningSoFar, frame_as_object, frame_from
from balintlog.cli.guided.form import Form
from balintlog.cli.guided.look import look_lines
from balintlog.cli.guided.look.evening_points import points
from balintlog.cli.guided.look.look_before_saving import (
    DELETE,
    DRAFT,
    EXPLAINED,
    LeftAsDraftError,
    LookQuestion,
    Points,
    look,
)
from balintlog.cli.guided.screen_remarks import guarded
from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.typed_signs import GoBack
from balintlog.domain.draft import Begun
from balintlog.domain.ids import shown
from balintlog.errors import DeclinedError
from balintlog.logbook.book import find_group, find_session
from balintlog.logbook.document.json_objects import object_of
from balintlog.logbook.record import command_draft
from balintlog.logbook.record.edit_whole_session import SessionEdit
from balintlog.logbook.view import draft_list, recorded_frame, session_export

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from balintlog.cli.desk import Desk
    from balintlog.cli.guided.form import Answers
    from balintlog.cli.guided.look.look_lines import LookLine
    from balintlog.domain.records import Session
    from balintlog.logbook.book import Logbook
    from balintlog.logbook.record.save_entries import Recorded

    Record = Callable[[EveningSoFar, Session, SessionEdit], Recorded | None]

FRAME_EXPLAINED = "What differs of the first line can be typed at once: moth away, 75 min."


class StartAgainError(Exception):
    """The draft was deleted, and the session is to be shown as it is recorded."""


class Edited(NamedTuple):
    """What has become of a session's entries: in sentences, and which cases it concerns."""

    sentences: Sequence[str] = ()
    cases: Sequence[str] = ()


def ask_session_changes(desk: Desk, book: Logbook, session: Session, record: Record) -> Edited:
    """Show a session as it is recorded, let all of it be changed, and record that.

    ``record`` is given the session as it was read, and what is to become of it; it is not called
    if nothing is. Raises LeftAsDraftError.
    """
    while True:
        try:
            return _SessionForm(desk, book, session).ask(record)
        except StartAgainError:
            continue


class _SessionForm:
    """The look of a recorded session, and what was said there."""

    def __init__(self, desk: Desk, book: Logbook, session: Session) -> None:
        book.store.require_writable()
        self.desk, self.book, self.session = desk, book, session
        self.name = shown("S", session.id)
        self.group = find_group(book, shown("G", session.group_id))
        self.begun = Begun(self.group.id, "session edit", self.name)
        self._begin()

    def _begin(self) -> None:
        """Begin with the draft of this edit, or with the session as it is recorded."""
        desk, book, session = self.desk, self.book, self.session
        frame = frame_as_object(recorded_frame.frame_of(book, session))
        asides = {"frame": frame, "recorded": frame}
        guard = guarded(desk, book, self.group.id)
        stood = object_of(session_export.frame_entry(session))
        form = Form(asides=asides, stood=stood, guard=guard)
        self.drafts = command_draft.find(book, self.begun)
        if self.drafts:
            draft = self.drafts[0]
            age = draft_list.age(draft.updated_on, evenings_since(desk, draft.updated_on))
            remark(desk, f"You left this change to {self.name} {age}:")
            form = carried_on(desk, draft, form)
        else:
            remark(desk, f"{self.name} as it is recorded:")
        form.has_look = True
        saved_as_draft(desk, book, self.begun, form)
        around = recorded_frame.around_session(book, session, desk.today, desk.evening)
        self.evening = EveningSoFar(desk, book, self.group, form, around, session=session)
        self.entries = RecordedEntries(self.evening, session)
        self._lay_frame_over(frame)
        self.entries.read_again()

    def ask(self, record: Record) -> Edited:
        """Ask until it is saved, or left as a draft."""
        done = Edited()

        def save(_: Answers) -> None:
            nonlocal done
            done = self._save(record)

        form = self.evening.form
        record_and_end = ends_draft(self.book, form, save)
        again, typed = self._read_again, self._typed
        while True:
            try:
                until_saved(self.desk, self.book, form, self._look, record_and_end, again, typed)
            except DeclinedError:  # the day is not right, then
                remark(self.desk, "Then please correct the date.")
            else:
                return done

    def _typed(self, form: Form) -> Answers:
        """Return what was typed besides the frame, for a form that cannot be saved."""
        return {**typed_in(form), **self.entries.typed()}

    def _save(self, record: Record) -> Edited:
        edit = self._edit()
        if not (edit.frame or edit.entries or edit.added):
            return Edited()
        added = record(self.evening, self.session, edit)
        cases = [entry.place.entry for entry in edit.entries if not entry.place.is_note]
        sentences = self.entries.sentences(edit.entries)
        if added is not None:
            new = [*added.cases, *added.presentations, *added.notes]
            sentences += [f"{name} was added." for name in new]
            sentences += [f"News of {case} was added." for case in added.checkins]
            cases += [*added.cases, *added.presentations, *added.checkins]
        return Edited(sentences, list(dict.fromkeys(cases)))

    def _edit(self) -> SessionEdit:
        evening = self.evening
        return SessionEdit(
            changes_between(evening, evening.form.asides["recorded"]),
            tuple(self.entries.edits()),
            entries_of(evening),
            looked_at=self.group.asks_recognisable,
        )

    def _read_again(self) -> Answers:
        self.session = self.entries.session = find_session(self.book, self.name)
        self._lay_frame_over(frame_as_object(recorded_frame.frame_of(self.book, self.session)))
        self.entries.read_again()
        return object_of(session_export.frame_entry(self.session))

    def _lay_frame_over(self, now: Answers) -> None:
        """Lay what was said of a frame over the frame as it is recorded now.

        So the leader sees what another window has changed meanwhile, and can set it otherwise.
        """
        asides = self.evening.form.asides
        asides["frame"] = _laid_over(asides["frame"], asides["recorded"], now)
        asides["recorded"] = now

    def _look(self) -> None:
        if find_session(self.book, self.name).row_version != self.session.row_version:
            self._read_again()  # else nobody could put right what does not fit it
        explained = (FRAME_EXPLAINED, *EXPLAINED)
        while True:
            ends = (DRAFT, DELETE) if self.drafts else (DRAFT,)
            question = LookQuestion(self._question, ends, explained, takes_frame=True)
            try:
                word = look(self.evening, self._points(), question)
            except GoBack:
                remark(self.desk, "  There is nothing before this.")
                continue
            if word == DRAFT and self.evening.form.has_draft:
                raise LeftAsDraftError
            if word != DELETE:
                return
            if delete_if_sure(self.desk, self.book, self.drafts[0]):
                raise StartAgainError

    def _question(self, _: Sequence[LookLine]) -> str:
        edit = self._edit()
        if not (edit.frame or edit.entries or edit.added):
            return "What was different? (or a number)"
        also = f", {DRAFT} keeps the draft, {DELETE} deletes it" if self.drafts else ""
        return f"Enter saves, or say what else{also}:"

    def _points(self) -> Points:
        new = points(self.evening)

        def change(line: LookLine) -> None:
            if line.recorded is None:
                new.change(line)
            else:
                self.entries.change(line.recorded)

        def leave_out(line: LookLine) -> None:
            if line.recorded is None:
                new.leave_out(line)
            else:
                self.entries.leave_out(line.recorded)

        def lines() -> list[LookLine]:
            return [*self.entries.lines(), *new.lines()]

        return Points(lines, change, leave_out, self._add(new.add), new.after_frame)

    def _add(self, add: Mapping[str, Callable[[], None]]) -> dict[str, Callable[[], None]]:
        """Return what can be added; what is wanted next time belongs to a note that is there."""
        notes = [place for place in self.entries.places if place.is_note]
        if not notes or self.evening.form.answers.get("notes"):
            return dict(add)
        return {**add, look_lines.NEXT: partial(self.entries.ask_plan, notes[-1])}


def _laid_over(said: Answers, then: Answers, now: Answers) -> Answers:
    """Return an object as it is ``now``, but for what was said that differed from ``then``."""
    both: Answers = {}
    for key in {**now, **said}:
        mine, theirs = said.get(key), now.get(key)
        if isinstance(mine, dict) and isinstance(theirs, dict):
            both[key] = _laid_over(mine, then.get(key, {}), theirs)
        elif key in (now if mine == then.get(key) else said):
            both[key] = theirs if mine == then.get(key) else mine
    return both


def changes_between(evening: EveningSoFar, recorded: Answers) -> Answers:
    """Return the fields that the leader has changed, as an edit takes them; None is the default.

    Only those are named: what another window has changed meanwhile stays.
    """
    before = frame_document(frame_from(recorded), evening.around)
    after = frame_document(evening.frame, evening.around)
    changes = {
        key: after.get(key)
        for key in {**before, **after}
        if key != "attendance" and before.get(key) != after.get(key)
    }
    then, now = before["attendance"], after["attendance"]
    people = {
        alias: now.get(alias) for alias in {**then, **now} if then.get(alias) != now.get(alias)
    }
    return {**changes, "attendance": people} if people else changes
