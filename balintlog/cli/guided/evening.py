"""The evening, asked question by question, in the order in which it happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balintlog.cli.guided import questions
from balintlog.cli.guided.attendance import ask_attendance
from balintlog.cli.guided.case_presentations import CasePresentations
from balintlog.cli.guided.draft_offer import form_of
from balintlog.cli.guided.evening_document import document_of
from balintlog.cli.guided.evening_facts import EveningSoFar
from balintlog.cli.guided.form import Form
from balintlog.cli.guided.news_of_cases import ask_news
from balintlog.cli.guided.screen_remarks import guarded
from balintlog.cli.terminal.choices import ask_number, ask_word, ask_words
from balintlog.cli.terminal.evening_date import read_evening
from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.prompts import SkipTheRest, ask_text, ask_yes_no
from balintlog.domain.document import SCHEMA, SessionEntry
from balintlog.domain.document_field import field_of
from balintlog.domain.draft import Begun
from balintlog.domain.ids import shown
from balintlog.domain.typed.typed_dates import read_day, with_weekday
from balintlog.errors import InvalidInputError
from balintlog.logbook.record.session_frame import day_fault
from balintlog.logbook.record.unlikely_dates import session_day_doubt
from balintlog.logbook.view import session_choices

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.cli.desk import Desk
    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook


def begin(desk: Desk, book: Logbook, group: Group) -> Form:
    """Return the form for a session: the one in the draft, or an empty one."""
    fresh = Form(
        {"schema": SCHEMA, "group": shown("G", group.id)}, guard=guarded(desk, book, group.id)
    )
    form = form_of(desk, book, Begun(group.id, "log"), fresh)
    remark(
        desk,
        f"{'?' if desk.is_plain else 'Tab'} shows the words, < goes back,"
        " a full stop skips the rest and saves, Ctrl-C stops.",
    )
    return form


def fill_in(desk: Desk, book: Logbook, group: Group, form: Form) -> None:
    """Ask for everything about a session that the form does not hold yet.

    Raises SkipTheRest where the leader wants no more questions.
    """
    _Record(EveningSoFar(desk, book, group, form)).ask_all()


class _Record:
    """One guided record: what is asked next depends on what was answered before."""

    def __init__(self, evening: EveningSoFar) -> None:
        self.evening = evening
        self.desk, self.book, self.group = evening.desk, evening.book, evening.group
        self.form, self.answers = evening.form, evening.answers

    def ask_all(self) -> None:
        """Ask in the order in which a session goes."""
        self._step("held_on", self._ask_day)
        enough = self._ask_frame()
        self._ask_attendance(enough=enough)
        ask_news(self.evening)
        CasePresentations(self.evening).ask_all()
        self._ask_notes()

    def _step(self, key: str, ask: Callable[[Any], Any]) -> Any:
        return self.form.step(key, self.answers, key, ask)

    # The frame

    def _ask_day(self, now: str | None) -> str:
        is_night = self.desk.evening < self.desk.today
        usual = now or ("yesterday" if is_night else "today")

        def fault(typed: str) -> str | None:
            try:
                day = read_day(typed or usual, self.desk.today, self.desk.evening)
                return day_fault(self.book, self.group, day)
            except InvalidInputError as error:
                return f"{error.message}. {error.hint or ''}".rstrip()

        while True:
            try:
                typed = ask_text(self.desk, f"Date [{usual}]:", fault=fault)
            except SkipTheRest:
                remark(self.desk, "The date is needed.")
                continue
            day = read_evening(self.desk, typed or usual)
            held = session_choices.latest_session_on(self.book, self.group, day)
            also = f"; {held} was already held on that date" if held else ""
            remark(self.desk, f"  {with_weekday(day)}{also}")
            doubt = None if self.desk.yes else session_day_doubt(self.book, self.group, day)
            question = f"{doubt}. Is it right as it is?"
            if doubt is None or ask_yes_no(self.desk, question, default=False):
                return day.isoformat()

    def _ask_frame(self) -> bool:
        """Ask for minutes, mode and leaders; return whether the leader wants no more."""
        desk, group = self.desk, self.group
        minutes, mode = field_of(SessionEntry, "minutes"), field_of(SessionEntry, "mode")
        try:
            self._step(
                minutes.name,
                lambda now: ask_number(
                    desk, "Minutes:", minutes.low, minutes.high, now or group.usual_minutes
                ),
            )
            self._step(
                mode.name,
                lambda now: ask_word(desk, "Mode:", mode.words, now or group.mode, required=True),
            )
            self._step("leaders", self._ask_leaders)
        except SkipTheRest:
            return True
        return False

    def _ask_leaders(self, _: Any) -> dict[str, str] | None:
        known = session_choices.leaders(self.book)
        usual = [alias for alias in self.group.leaders if alias in known]

        question = f"Who led? (the leader first, then co-leaders) [{' '.join(usual)}]"
        named = ask_words(self.desk, question, known)
        if not named:
            return dict(self.group.leaders)
        return {alias: "co-leader" if place else "leader" for place, alias in enumerate(named)}

    # Attendance

    def _ask_attendance(self, *, enough: bool) -> None:
        members = session_choices.may_attend(self.book, self.group, self.evening.day)
        minutes = self.answers.get("minutes", self.group.usual_minutes)
        ask_attendance(self.desk, self.form, members, minutes, enough=enough)

    # Notes

    def _ask_notes(self) -> None:
        discussed = self._discussed()
        remark(self.desk, "", "Process notes, for yourself (empty: none)")
        index, more = 0, True
        while more:
            notes = self.answers.setdefault("notes", [])
            if index == len(notes):
                notes.append({})
            part = self.evening.part(f"notes/{index}", notes[index])
            questions.ask_note_text(part)
            if not part.into:
                return
            questions.ask_about_note(part, discussed)
            more = self.form.aside(
                f"notes/{index}/more",
                lambda now: ask_yes_no(
                    self.desk, "Another note?", default=bool(now), may_skip=True
                ),
            )
            index += 1

    def _discussed(self) -> dict[str, str]:
        """Return the cases that a note may be about, with their labels."""
        document = document_of(self.form)
        earlier = [
            entry["case"]
            for kind in ("checkins", "presentations")
            for entry in document.get(kind, [])
            if "case" in entry  # otherwise it will be refused
        ]
        new = enumerate(document.get("cases", []))
        return {
            **session_choices.labels_of(self.book, earlier),
            **{f"/cases/{place}": case["label"] for place, case in new if "label" in case},
        }
