"""The page of a case, filled in: what was told or heard of it, to be put right."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from balintlog.cli.guided.ask_until_saved import until_saved
from balintlog.cli.guided.case_questions import ask_label, ask_presenters, ask_story, more_of_case
from balintlog.cli.guided.draft_offer import ends_draft, form_of
from balintlog.cli.guided.edit.entry_changes import changed_sentence
from balintlog.cli.guided.edit.entry_look import DraftDeletedError, EntryLine, ask_and_look
from balintlog.cli.guided.form import Form
from balintlog.cli.guided.form_part import whole_form
from balintlog.cli.guided.look.look_lines import quoted
from balintlog.cli.guided.more_question import MORE_OF_CASE, said_of
from balintlog.cli.guided.news_questions import (
    ask_heard,
    ask_how,
    ask_told_by,
    ask_what_came,
    said_of_news,
)
from balintlog.cli.guided.screen_remarks import guarded
from balintlog.cli.terminal.output import remark
from balintlog.domain.document import Telling
from balintlog.domain.document_field import free_texts
from balintlog.domain.draft import Begun
from balintlog.domain.ids import shown
from balintlog.domain.text import listed
from balintlog.domain.typed.typed_dates import said_weekday
from balintlog.errors import NotFoundError
from balintlog.logbook.book import changed_meanwhile, find_case, find_session
from balintlog.logbook.document.json_objects import object_of
from balintlog.logbook.record import edit_cases
from balintlog.logbook.record.save_entries import LABEL
from balintlog.logbook.view.choices import case_choices
from balintlog.logbook.view.draft_list import TOLD_AT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from balintlog.cli.desk import Desk
    from balintlog.cli.guided.form import Answers
    from balintlog.cli.guided.form_part import FormPart
    from balintlog.domain.document import CaseEntry, News
    from balintlog.domain.records import Case, Session
    from balintlog.errors import Problem
    from balintlog.logbook.book import Logbook

COULD_TELL = "If anyone round here could tell who this is about, change it now."
# The fields by whose texts somebody could recognise a case.
TEXTS = dict.fromkeys(place.partition("/")[0] for place in (*LABEL, *free_texts(Telling)))


@dataclass(frozen=True)
class EditedPart:
    """The part of a case to edit: what was told or heard at a ``session``.

    ``stands`` reads it as it is, ``record`` takes the changes. ``with_label``: the case itself
    goes with it, as it does with the latest time that it was told.
    """

    session: Session
    is_checkin: bool
    with_label: bool
    stands: Callable[[Case], CaseEntry | News | Telling]
    record: Callable[..., tuple[Problem, ...]]


def edited_part(book: Logbook, case: Case, session: Session | None, *, checkin: bool) -> EditedPart:
    """Return the case itself as it was told last, or its presentation or check-in at a session."""
    if session is None:
        return _with_label(book, edit_cases.told_last_at(book, case))
    if checkin or not edit_cases.has_presentation(book, case, session):
        stands: Any = partial(edit_cases.heard_at, book, session=session)
        record = partial(edit_cases.edit_checkin, book, session=session)
        return EditedPart(session, True, False, stands, record)
    stands = partial(edit_cases.presented_at, book, session=session)
    record = partial(edit_cases.edit_presentation, book, session=session)
    return EditedPart(session, False, False, stands, record)


def _with_label(book: Logbook, at: Session) -> EditedPart:
    stands = partial(edit_cases.case_now, book, at=at)
    return EditedPart(at, False, True, stands, partial(edit_cases.edit_case, book, at=at))


def ask_case_changes(
    desk: Desk, book: Logbook, case: Case, part: EditedPart, *, has_asked_for_text: bool = False
) -> str:
    """Ask for what was told or heard, with what is there in place, and record what has changed.

    ``has_asked_for_text``: how a text is written was said already. Returns what has changed.
    """
    stood = object_of(part.stands(case))
    begun = Begun(case.group_id, "case edit", _about(case, part))
    fresh = Form(dict(stood), stood=stood, guard=guarded(desk, book, case.group_id))
    fresh.asides[TOLD_AT] = shown("S", part.session.id)

    def stands_in(form: Form) -> Answers:
        return object_of(_part_begun(book, case, part, form).stands(case))

    form = form_of(desk, book, begun, fresh, stands_in, begins_with_look=True)
    form.has_look, form.has_asked_for_text = True, has_asked_for_text
    part = _part_begun(book, case, part, form)
    page = _Page(book, case, part, whole_form(desk, form))
    remark(desk, page.heading)

    def record_changes(answers: Mapping[str, Any]) -> None:
        changes = {**dict.fromkeys(form.stood), **answers}  # null: deleted
        if changes == form.stood:
            return
        changes.pop("recognisable", None)
        answer = {"recognisable": False} if page.asks_recognisable else {}  # the look has asked
        if part.with_label:
            part.record(page.case, changes={**changes, **answer})
        else:
            part.record(page.case, changes=changes, **answer)

    def read_again() -> dict[str, object]:
        with book.store.reading():
            page.case = find_case(book, shown("C", case.id))
            return object_of(part.stands(page.case))

    record = ends_draft(book, form, record_changes)
    try:
        until_saved(desk, book, form, page.ask, record, read_again)
    except DraftDeletedError:
        return ask_case_changes(desk, book, page.case, part)
    name = shown("C", case.id)
    return changed_sentence(name, form.stood, object_of(part.stands(find_case(book, name))))


def _part_begun(book: Logbook, case: Case, part: EditedPart, form: Form) -> EditedPart:
    """Return the part that a form was begun about: the case may have been told again since."""
    begun_at = form.asides.setdefault(TOLD_AT, shown("S", part.session.id))
    if not part.with_label or begun_at == shown("S", part.session.id):
        return part
    try:
        return _with_label(book, find_session(book, begun_at))
    except NotFoundError:
        raise changed_meanwhile(shown("C", case.id)) from None


def _about(case: Case, part: EditedPart) -> str:
    """Return what is typed behind ``case edit`` for the same part of a case."""
    at = "" if part.with_label else f" --session {shown('S', part.session.id)}"
    return f"{shown('C', case.id)}{at}{' --check-in' if part.is_checkin else ''}"


class _Page:
    """The questions of one page: prose first, what belongs to it, and the look with the rest."""

    def __init__(self, book: Logbook, case: Case, edited: EditedPart, part: FormPart) -> None:
        self.book, self.case, self.edited, self.part = book, case, edited, part
        self.session = session = edited.session
        self.there = [held.alias for held in session.attendance if held.sat_in]
        self.away = [held.alias for held in session.attendance if not held.sat_in]
        self.leaders = tuple(session.leaders)
        self.imagined = case_choices.imagined_of(book, shown("C", case.id), session.held_on)

    @property
    def heading(self) -> str:
        """Which case it is, and of which evening."""
        case = f"{shown('C', self.case.id)} {self.case.label}"
        day = said_weekday(self.session.held_on)
        at = f"{day} ({shown('S', self.session.id)})"
        return f"News of {case} on {at}:" if self.edited.is_checkin else f"{case}, told on {at}:"

    @property
    def into(self) -> Answers:
        return self.part.into

    @property
    def asks_recognisable(self) -> bool:
        """Whether a text of the case itself was reworded, in a group that looks at that."""
        guard, stood = self.part.form.guard, self.part.form.stood
        is_asked = guard is not None and guard.asks_recognisable and not self.edited.is_checkin
        return is_asked and any(self.into.get(key) != stood.get(key) for key in TEXTS)

    def ask(self) -> None:
        """Ask through the page, and show it until Enter alone."""
        if self.edited.is_checkin:
            ask_and_look(self.part, self._ask_news, lambda: list(self._lines_of_news()), "/how")
        else:
            warning = self._warning
            ask_and_look(
                self.part, self._ask_telling, lambda: list(self._lines()), "/more", warning
            )

    def _warning(self) -> str:
        return COULD_TELL if self.asks_recognisable else ""

    def _ask_telling(self) -> None:
        ask_story(self.part)
        more_of_case(self.part)

    def _lines(self) -> Iterator[EntryLine]:
        if "label" in self.part.form.stood:
            yield EntryLine(f"Label: {self.into.get('label', '')}", "/label", self._label)
        by = self.into.get("presenter") or []
        brought = listed([by] if isinstance(by, str) else by) or "nobody who is named"
        yield EntryLine(f"Brought by {brought}", "/presenter", self._presenters)
        story = quoted(self.into.get("summary")).strip() or "not told"
        yield EntryLine(f"The story: {story}", "/summary", lambda: ask_story(self.part))
        more = said_of(self.into, MORE_OF_CASE) or "nothing"
        yield EntryLine(f"More: {more}", "/more", lambda: more_of_case(self.part))

    def _label(self) -> None:
        ask_label(self.part)

    def _presenters(self) -> None:
        ask_presenters(self.part, self.there, self.away)

    def _ask_news(self) -> None:
        ask_heard(self.part, "What was said?")
        ask_how(self.part)

    def _lines_of_news(self) -> Iterator[EntryLine]:
        heard = quoted(self.into.get("text")).strip() or "nothing in words"
        said = "What was said?"
        yield EntryLine(f"What was said: {heard}", "/text", lambda: ask_heard(self.part, said))
        how = said_of_news(self.into)
        yield EntryLine(f"How things are: {how}", "/how", lambda: ask_how(self.part))
        by = self.into.get("told_by", "the presenter")
        yield EntryLine(f"Told by {by}", "/told_by", self._teller)
        if self.imagined:
            lines = self.into.get("came_of_it", ())
            came = ", ".join(f"{came['line']} {came['now']}" for came in lines) or "not said"
            ask = partial(ask_what_came, self.part, self.imagined)
            yield EntryLine(f"What came of what was imagined: {came}", "/imagined", ask)

    def _teller(self) -> None:
        ask_told_by(self.part, "Who told it?", self.there, self.leaders)
