"""The evening, asked question by question, in the order in which it happened."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from balintlog.cli.guided import questions
from balintlog.cli.guided.attendance import ask_attendance, who_sat_in
from balintlog.cli.guided.document_of import document_of
from balintlog.cli.guided.form import Form
from balintlog.cli.guided.form_guard import guarded
from balintlog.cli.guided.form_part import FormPart
from balintlog.cli.terminal.choices import ask_number, ask_word, ask_words
from balintlog.cli.terminal.output import remark
from balintlog.cli.terminal.prompts import SkipTheRest, ask_text, ask_yes_no
from balintlog.cli.terminal.typed_dates import read_day, with_weekday
from balintlog.domain import vocabulary as words
from balintlog.domain.document import MAX_MINUTES, SCHEMA
from balintlog.domain.followup import MAX_ASKS
from balintlog.domain.ids import number_of, shown
from balintlog.domain.moment import Within
from balintlog.errors import DeclinedError, InvalidInputError
from balintlog.logbook.record import session_draft
from balintlog.logbook.record.session_frame import day_fault
from balintlog.logbook.view import followup_list, session_questions

if TYPE_CHECKING:
    from collections.abc import Callable

    from balintlog.cli.desk import Desk
    from balintlog.domain.moment import Moment
    from balintlog.domain.records import Group
    from balintlog.logbook.book import Logbook

GOES_ON = "What you typed is saved as a draft; balintlog log goes on with it."
_NEXT = {
    "none": "no case, go on",
    "new": "a new case",
    "again": "a known case presented again",
    "continues": "a new case that continues an earlier one",
}


def begin(desk: Desk, book: Logbook, group: Group) -> Form:
    """Return the form for a session, taken up from a draft if there is one."""
    form = _taken_up(desk, book, group)

    def keep() -> None:
        laid_down = {"answers": form.answers, "asides": form.asides, "answered": form.answered}
        session_draft.keep(book, group, laid_down)
        if desk.surroundings.kept is not None:
            desk.surroundings.kept.lock_if_idle(GOES_ON)

    form.keep = keep
    form.say = partial(remark, desk)
    remark(
        desk,
        "Tab shows the words, < goes back, a full stop skips the rest and saves, Ctrl-C stops.",
    )
    return form


def fill_in(desk: Desk, book: Logbook, group: Group, form: Form) -> None:
    """Ask for everything about a session that the form does not hold yet.

    Raises SkipTheRest where the leader wants no more questions.
    """
    _Record(desk, book, group, form).ask_all()


def _taken_up(desk: Desk, book: Logbook, group: Group) -> Form:
    guard = guarded(desk, book, group.id)
    draft = session_draft.find(book, group)
    if draft is not None:
        held_on = draft.form["answers"].get("held_on", "a day not yet said")
        question = f"There is a draft for {group.label}, {held_on}. Go on with it?"
        if ask_yes_no(desk, question, default=True):
            return Form(**draft.form, guard=guard)
        if not ask_yes_no(desk, "Throw that draft away?", default=False):
            raise DeclinedError("the draft is still there; nothing was begun")
        session_draft.drop(book, group)
    return Form({"schema": SCHEMA, "group": shown("G", group.id)}, guard=guard)


class _Record:
    """One guided record: what is asked next depends on what was answered before."""

    def __init__(self, desk: Desk, book: Logbook, group: Group, form: Form) -> None:
        self.desk, self.book, self.group, self.form = desk, book, group, form
        self.answers = form.answers

    def ask_all(self) -> None:
        """Put the questions in the order in which a session goes."""
        self._step("held_on", self._ask_day)
        enough = self._ask_frame()
        self._ask_attendance(enough=enough)
        self._ask_checkins()
        self._ask_cases()
        self._ask_notes()

    def _part(self, name: str, into: dict[str, Any]) -> FormPart:
        return FormPart(self.desk, self.form, into, name)

    def _step(self, key: str, ask: Callable[[Any], Any]) -> Any:
        return self.form.step(key, self.answers, key, ask)

    # The frame

    def _ask_day(self, now: str | None) -> str:
        usual = now or "today"

        def fault(typed: str) -> str | None:
            try:
                return day_fault(self.book, self.group, read_day(typed or usual, self.book.today))
            except InvalidInputError as error:
                return f"{error.message}. {error.hint or ''}".rstrip()

        while True:
            try:
                typed = ask_text(self.desk, f"Date [{usual}]:", fault=fault)
            except SkipTheRest:
                remark(self.desk, "The date is needed.")
                continue
            day = read_day(typed or usual, self.book.today)
            held = session_questions.latest_session_on(self.book, self.group, day)
            also = f"; {held} was held on that date already" if held else ""
            remark(self.desk, f"  {with_weekday(day)}{also}")
            return day.isoformat()

    def _ask_frame(self) -> bool:
        """Ask for minutes, mode and leaders; return whether the leader wants no more."""
        group = self.group
        try:
            self._step(
                "minutes",
                lambda now: ask_number(
                    self.desk, "Minutes:", 1, MAX_MINUTES, now or group.usual_minutes
                ),
            )
            self._step(
                "mode",
                lambda now: ask_word(
                    self.desk, "Mode:", words.MODES, now or group.mode, required=True
                ),
            )
            self._step("leaders", self._ask_leaders)
        except SkipTheRest:
            return True
        return False

    def _ask_leaders(self, _: Any) -> dict[str, str] | None:
        known = session_questions.leaders(self.book)
        usual = [alias for alias in self.group.leaders if alias in known]

        question = f"Who led? (the leader first, then co-leaders) [{' '.join(usual)}]"
        named = ask_words(self.desk, question, known)
        if not named:
            return dict(self.group.leaders)
        return {alias: "co-leader" if place else "leader" for place, alias in enumerate(named)}

    # Attendance

    def _ask_attendance(self, *, enough: bool) -> None:
        day = read_day(self.answers["held_on"], self.book.today)
        members = session_questions.may_attend(self.book, self.group, day)
        minutes = self.answers.get("minutes", self.group.usual_minutes)
        ask_attendance(self.desk, self.form, members, minutes, enough=enough)

    # Check-ins, cases, notes

    def _ask_checkins(self) -> None:
        there = frozenset(self._there())
        owed = followup_list.owed_of(self.book, self.group, there, self._moment(Within.CHECK_IN))
        self._drop_what_is_not_owed({line.case for line in owed})
        heading = ["", "News of earlier cases"]
        for line in owed:
            part = self._part(f"checkins/{line.case}", self._news_of(line.case))
            asked = f", asked {line.asked} of {MAX_ASKS}" if line.asked else ""
            self.form.announce = [*heading, f"  {line.case} {line.label} ({line.presenter}{asked})"]
            try:
                questions.ask_checkin(part, usual="not-asked")
            except SkipTheRest:
                if f"{part.name}/outcome" not in self.form.answered:
                    part.into.pop("outcome", None)  # of an earlier pass: it is not wanted now
                raise
            heading = heading if self.form.announce else []
        self.form.announce = []

    def _news_of(self, case: str) -> dict[str, Any]:
        """Return the object of a case's check-in, made when first needed."""
        checkins: list[dict[str, Any]] = self.answers.setdefault("checkins", [])
        for news in checkins:
            if news["case"] == case:
                return news
        checkins.append({"case": case})
        return checkins[-1]

    def _drop_what_is_not_owed(self, owed: set[str]) -> None:
        """Leave out, aloud, the news of cases that were asked or closed in the meantime."""
        checkins = self.answers.get("checkins", [])
        for news in checkins:
            if news["case"] not in owed and "outcome" in news:
                said = f" Its text was: {news['text']}" if "text" in news else ""
                remark(self.desk, f"{news['case']} is no longer owed and is left out.{said}")
        self.answers["checkins"] = [news for news in checkins if news["case"] in owed]

    def _ask_cases(self) -> None:
        turns = self.form.asides.setdefault("turns", [])
        if not self._there():
            for turn in turns:
                self._say_left_out(turn["answers"], "nobody was there")
            turns.clear()
            return
        index = 0
        while self._ask_case(turns, index):
            index += 1

    def _say_left_out(self, told: dict[str, Any], why: str) -> None:
        """Leave nothing out in silence: what was typed can be read once more."""
        if name := told.get("label") or told.get("case"):
            said = f" Its summary was: {told['summary']}" if "summary" in told else ""
            remark(self.desk, f"  {name} is left out: {why}.{said}")

    def _ask_case(self, turns: list[dict[str, Any]], index: int) -> bool:
        """Ask for one case; return whether there was one."""
        name = f"case {index}"
        if index == len(turns):
            turns.append({"kind": "none", "answers": {}})
        turn: dict[str, Any] = turns[index]
        self.form.announce = [] if index else ["", *(f"  {kind}: {_NEXT[kind]}" for kind in _NEXT)]
        kind = self.form.step(
            f"{name}/kind",
            turn,
            "kind",
            lambda now: ask_word(
                self.desk,
                "Another case?" if index else "A case?",
                tuple(_NEXT),
                now,
                required=True,
                hints=_NEXT,
            ),
        )
        if kind == "none":
            del turns[index:]
            return False
        told = turn["answers"].get("label") or turn["answers"].get("case")
        self.form.announce = [f"  {told}"] if told else []
        try:
            self._ask_about(kind, self._part(name, turn["answers"]))
        except SkipTheRest:
            if not self._has_presenter(kind, turn["answers"]):
                self._drop_begun(turns, index)
            raise
        self.form.announce = []
        return True

    def _has_presenter(self, kind: str, told: dict[str, Any]) -> bool:
        """Whether somebody brought a case: the form says who, or the usual presenter is there."""
        if kind == "again" and "case" in told and "presenter" not in told:
            return self._usual_presenter(told["case"]) in self._there()
        return "presenter" in told

    def _usual_presenter(self, case: str) -> str | None:
        at = self._moment(Within.PRESENTATION)
        return followup_list.presenter_then(self.book, number_of("C", case), at)

    def _drop_begun(self, turns: list[dict[str, Any]], index: int) -> None:
        """Drop a case that was skipped before its presenter was told: nobody brought it."""
        self._say_left_out(turns[index]["answers"], "it has no presenter")
        self.form.answered = [
            name for name in self.form.answered if not name.startswith(f"case {index}/")
        ]
        del turns[index:]
        self.form.lay_down()

    def _ask_about(self, kind: str, part: FormPart) -> None:
        if kind == "again":
            self._ask_again(part)
        else:
            self._ask_new(part, continues=kind == "continues")

    def _ask_again(self, part: FormPart) -> None:
        if self._ask_which(part, "case", "Which case?"):
            self._ask_presenter(part, self._usual_presenter(part.into["case"]))
            questions.ask_telling(part, self._visitors())

    def _ask_new(self, part: FormPart, *, continues: bool) -> None:
        if continues:
            self._ask_which(part, "continues", "Which case does it continue?")
        questions.ask_label(part)
        self._ask_presenter(part)
        questions.ask_telling_and_close(part, self._visitors())

    def _ask_which(self, part: FormPart, key: str, question: str) -> bool:
        """Ask for one of the cases that were open then; return whether there was one."""
        at = self._moment(Within.PRESENTATION)
        known = followup_list.open_cases(self.book, self.group, at)
        if not known:
            remark(self.desk, "This group had no open case then.")
            return False
        part.ask(
            key, lambda now: questions.ask_which(self.desk, question, known, now, required=True)
        )
        return True

    def _ask_presenter(self, part: FormPart, usual: str | None = None) -> None:
        there, away = self._there(), self._away()
        part.ask(
            "presenter",
            lambda now: questions.ask_presenter(self.desk, there, now or usual, away),
        )

    def _ask_notes(self) -> None:
        discussed = self._discussed()
        remark(self.desk, "", "Process notes, for yourself (empty: none)")
        index, more = 0, True
        while more:
            notes = self.answers.setdefault("notes", [])
            if index == len(notes):
                notes.append({})
            part = self._part(f"notes/{index}", notes[index])
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
            if "case" in entry  # else it will be refused
        ]
        new = enumerate(document.get("cases", []))
        return {
            **session_questions.labels_of(self.book, earlier),
            **{f"/cases/{place}": case["label"] for place, case in new if "label" in case},
        }

    def _moment(self, within: Within) -> Moment:
        """Return when an entry of this session happened, in the order of what is recorded."""
        day = read_day(self.answers["held_on"], self.book.today)
        return session_questions.moment_of_next(self.book, day, within)

    def _there(self) -> tuple[str, ...]:
        return who_sat_in(self.answers["attendance"])

    def _visitors(self) -> frozenset[str]:
        day = read_day(self.answers["held_on"], self.book.today)
        return followup_list.visitors(self.book, self.group.id, day)

    def _away(self) -> tuple[str, ...]:
        there = self._there()
        return tuple(alias for alias in self.answers["attendance"] if alias not in there)
